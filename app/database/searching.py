"""Search by any part of a text: GIN indexes of three-letter parts on PostgreSQL, FTS5 tables and triggers on SQLite.

Migrations call these with names spelled out, so that an old migration does the same for ever. What stands in here is not
part of the models: comparing them with a database leaves it out (``is_search``), the integrity check looks after it.
A later migration that rebuilds a searched table on SQLite (Alembic's batch) calls ``any_part`` for it again.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from app.models.searched import SEARCHED, Searched

_PLAIN_TEXT = """
    CREATE OR REPLACE FUNCTION plain_text(written text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 500
    AS $$ BEGIN
        IF written !~ '[^ -~А-яЁё«»–—ÄÖÜäöüß]' THEN
            RETURN replace(translate(lower(written COLLATE "und-x-icu"), 'ёäöü', 'еaou'), 'ß', 'ss');
        END IF;
        RETURN replace(replace(replace(lower(regexp_replace(normalize(
            replace(replace(normalize(written, NFC), 'й', U&'\\E000'), 'Й', U&'\\E000'), NFKD),
            U&'[\\0300-\\036F]', '', 'g') COLLATE "und-x-icu"), U&'\\E000', 'й'), 'ß', 'ss'), 'ς', 'σ');
    END $$
"""
"""The first way is the same for the letters that nearly all texts have, at a third of the time. The cost keeps the planner
from reading through a table with it; as PL/pgSQL it is not spelled out into the query."""
_FTS5 = (
    "CREATE VIRTUAL TABLE {index} USING fts5(part, content='', columnsize=0, tokenize='trigram')",
    "INSERT INTO {index} (rowid, part) SELECT id, {whole} FROM {table}",
    "CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {index} (rowid, part) VALUES (new.id, {new}); END",
    "CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {index} ({index}, rowid, part) VALUES ('delete', old.id, {old}); END",
    "CREATE TRIGGER {index}_changed AFTER UPDATE OF {columns} ON {table} BEGIN "
    "INSERT INTO {index} ({index}, rowid, part) VALUES ('delete', old.id, {old}); "
    "INSERT INTO {index} (rowid, part) VALUES (new.id, {new}); END",
)
"""An index that keeps no text: a row is taken out by saying again what went in."""


def text_function(connection: Connection) -> None:
    """PostgreSQL: ``plain_text``, as ``app.models.searched`` has it; every connection to SQLite brings its own."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_PLAIN_TEXT)


def any_part(connection: Connection, name: str, table: str, columns: Sequence[str], *, plain: bool = False) -> None:
    """Let *columns* of *table* be searched by any part, under *name*, beginning with the rows that are there.

    plain: one column that is kept plain; on PostgreSQL its index is one of the models.
    """
    searched = Searched(table, tuple(columns), plain)
    if connection.dialect.name == "postgresql":
        if not plain:
            # An index names its columns without their table.
            expression = searched.expression(table).replace(f"{table}.", "")
            connection.execute(text(f"CREATE INDEX ix_{name}_search ON {table} USING gin (({expression}) gin_trgm_ops)"))
        return
    names = {"index": f"search_{name}", "table": table, "columns": ", ".join(columns)}
    texts = {row: searched.expression(row) for row in ("new", "old")}
    for statement in _FTS5:
        connection.exec_driver_sql(statement.format(**names, **texts, whole=searched.expression(table)))


def beginnings(connection: Connection, table: str, column: str) -> None:
    """Let *column*, which is kept plain, be searched by its first letters, whatever language the database sorts by."""
    order = ' COLLATE "C"' if connection.dialect.name == "postgresql" else ""
    connection.execute(text(f"CREATE INDEX ix_{table}_{column}_begins ON {table} ({column}{order})"))


def is_search(kind: str, name: str) -> bool:
    """Whether a table or an index that a database has, and no model, serves search."""
    return name.startswith("search_") if kind == "table" else name.endswith(("_search", "_begins"))


def missing(connection: Connection) -> list[str]:
    """Names of the tables, triggers, indexes and functions of search that this database should have, and has not."""
    if connection.dialect.name == "postgresql":
        query = "SELECT indexname FROM pg_indexes UNION ALL SELECT proname FROM pg_proc WHERE proname = 'plain_text'"
        wanted = ["plain_text", *(f"ix_{name}_search" for name, each in SEARCHED.items() if not each.plain)]
    else:
        query = "SELECT name FROM sqlite_master"
        wanted = [f"search_{name}{part}" for name in SEARCHED for part in ("", "_added", "_changed", "_removed")]
    wanted += [f"ix_{each.table}_{each.columns[0]}_begins" for each in SEARCHED.values() if each.begins]
    found = set(connection.scalars(text(query)))
    return [name for name in wanted if name not in found]
