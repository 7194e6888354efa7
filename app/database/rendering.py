"""How Alembic compares the models with a database, and how it writes Kontor's own column types into a migration."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection, Index, inspect
from sqlalchemy.sql.schema import SchemaItem

from app.database.ground import is_trigram
from app.database.searching import is_search
from app.models.all import Base
from app.models.base import ExactDecimal, UtcDateTime


def comparison_options(connection: Connection) -> dict[str, Any]:
    """Options of ``MigrationContext.configure`` under which both databases compare equal to the models."""
    has_tables = bool(inspect(connection).get_table_names())
    embedded = connection.dialect.name == "sqlite"

    def is_compared(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None) -> bool:
        if reflected and other is None and is_search(kind, name or ""):
            return False
        return not (embedded and isinstance(item, Index) and is_trigram(item))

    return {
        "target_metadata": Base.metadata,
        # SQLite changes a table by copying it; a first migration only creates.
        "render_as_batch": has_tables,
        "render_item": rendered,
        "compare_type": True,
        "include_object": is_compared,
        "user_module_prefix": "app.models.base.",
    }


def rendered(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Kontor's exact types by their names; everything else as Alembic does it."""
    if kind == "type" and isinstance(item, ExactDecimal):
        context.imports.add("from app.models.base import ExactDecimal")
        return f"ExactDecimal({item.precision}, {item.scale})"
    if kind == "type" and isinstance(item, UtcDateTime):
        context.imports.add("from app.models.base import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, JSON) and "postgresql" in item._variant_mapping:
        context.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return "sa.JSON().with_variant(JSONB(), 'postgresql')"
    return False
