"""What the tables need from the database beyond tables: search by any part, keys in a circle, rows that never change.

Migrations call these with names spelled out, so that an old migration does the same for ever.
"""

from sqlalchemy import Connection, Index, text
from sqlalchemy.exc import NotSupportedError, OperationalError, ProgrammingError

from app.errors import UserError
from app.models.all import Base

APPEND_ONLY_SENTENCE = "{table} can be added to, never changed"


def prepare(connection: Connection) -> None:
    """PostgreSQL: the extension for search by any part of a text (pg_trgm; trusted, so the owner may create it).

    Raises UserError where this login may not, or the server does not have it.
    """
    if connection.dialect.name != "postgresql":
        return
    try:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except ProgrammingError as error:
        raise UserError(
            "Search needs the extension pg_trgm, and this login may not add it: "
            "let the owner of the database run CREATE EXTENSION pg_trgm, then begin again."
        ) from error
    except (NotSupportedError, OperationalError) as error:
        # 0A000: not available; 58P01: its control file is missing. A lost connection is not ours to explain.
        if error.connection_invalidated:
            raise
        raise UserError(
            "Search needs the extension pg_trgm, and this server does not have it: "
            "install the contrib package of PostgreSQL there, then begin again."
        ) from error


def trigram(connection: Connection, index: str, table: str, column: str) -> None:
    """PostgreSQL: an index for search by any part of *column*; SQLite reads through the table instead."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"CREATE INDEX {index} ON {table} USING gin ({column} gin_trgm_ops)"))


def late_key(connection: Connection, key: str, table: str, column: str, target: str) -> None:
    """A foreign key to a table that is created later; SQLite has it from the start, it does not look before it must."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {key} FOREIGN KEY({column}) REFERENCES {target} (id)"))


def append_only(connection: Connection, table: str) -> None:
    """Let rows be added to *table*, and nobody, whatever the role, change or remove them."""
    sentence = APPEND_ONLY_SENTENCE.format(table=table)
    if connection.dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
                )
            )
        return
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '% can be added to, never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; "
            "END $$"
        )
    )
    for action in ("UPDATE", "DELETE", "TRUNCATE"):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        )


def guarded_tables(connection: Connection) -> set[str]:
    """The tables whose rows the database itself keeps from being changed and removed."""
    if connection.dialect.name == "sqlite":
        query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_' || :action"
    else:
        query = (
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname = c.relname || '_no_' || :action AND t.tgenabled = 'O'"
        )
    return set.intersection(*(set(connection.scalars(text(query), {"action": action})) for action in ("update", "delete")))


def append_only_tables() -> list[str]:
    """The tables that the models want to be added to only (``append_only = True``)."""
    return sorted({table.name for mapper in Base.registry.mappers if mapper.class_.append_only for table in mapper.tables})


def is_trigram(index: Index) -> bool:
    """Whether the model declares *index* for PostgreSQL's search by any part of a text."""
    return bool(index.dialect_options["postgresql"]["using"] == "gin")


def parts() -> list[tuple[str, ...]]:
    """All of this that the models ask for, as the calls that the first migration makes."""
    tables = sorted(Base.metadata.tables.values(), key=lambda each: each.name)
    return [
        *(
            ("trigram", str(index.name), table.name, index.columns[0].name)
            for table in tables
            for index in sorted(table.indexes, key=lambda each: str(each.name))
            if is_trigram(index)
        ),
        *(
            ("late_key", str(key.name), table.name, key.column_keys[0], key.referred_table.name)
            for table in tables
            for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name))
            if key.use_alter
        ),
        *(("append_only", name) for name in append_only_tables()),
    ]
