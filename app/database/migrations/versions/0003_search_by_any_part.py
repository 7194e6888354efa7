"""Search by any part of a name, number or address: one migration of the database."""

from collections.abc import Sequence

from alembic import op

from app.database.searching import any_part, beginnings, text_function

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
    connection = op.get_bind()
    text_function(connection)
    for table in ("counterparty", "contact", "product"):
        any_part(connection, table, table, ["folded"], plain=True)
        beginnings(connection, table, "folded")
    any_part(connection, "contact_point", "contact_point", ["value"], plain=True)
    entity = ["name", "tax_id", "vat_id", "registration_number", "address"]
    any_part(connection, "legal_entity", "legal_entity", entity)
    any_part(connection, "site", "site", ["name", "address"])
    any_part(connection, "deal", "deal", ["number", "title"])
    any_part(connection, "inquiry", "inquiry", ["number", "name", "company", "phone", "email", "subject"])
    any_part(connection, "product_code", "product", ["code"])
    any_part(connection, "batch", "batch", ["code"])
