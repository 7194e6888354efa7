"""${message}: one migration of the database."""
<% parts = config.attributes.get("ground") if down_revision is None else None %>
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
% if parts:

from app.database.ground import ${", ".join(sorted({part[0] for part in parts} | {"prepare"}))}
% endif
${imports if imports else ""}

revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = ${repr(branch_labels)}
depends_on: str | Sequence[str] | None = ${repr(depends_on)}


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
% if parts:
    prepare(op.get_bind())
% endif
    ${upgrades if upgrades else "pass"}
% for name, *arguments in parts or ():
    ${name}(op.get_bind(), ${", ".join(map(repr, arguments))})
% endfor
