"""Moving in: lists of counterparties and products from other programs [M79, C25].

An import reads the whole list first and collects every problem of every cell; only a list without problems is written,
in one transaction. What is known already is found again, so that the same list twice changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import UserError
from app.models.session import acting
from app.models.terms import Role
from app.operations.actors import require
from app.operations.import_cells import CellProblem, Findings
from app.operations.import_columns import Aliases
from app.tables import Table, column_places

__all__ = ["CellProblem", "ImportRefused", "ImportResult"]

CHUNK = 5_000
"""Values that one question names at most: SQLite takes 32,766, PostgreSQL 65,535."""
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do, in records; doubts: what the person should know all the same.

    problems: why nothing would be done (a trial run only; otherwise ImportRefused carries them).
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: tuple[CellProblem, ...] = ()
    doubts: tuple[CellProblem, ...] = ()
    unknown_columns: tuple[str, ...] = ()


class ImportRefused(UserError):
    """The list has problems; nothing of it was written."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("Nothing was imported. Cells that need to be put right first: {count}.", count=len(self.problems))


def may_import(session: Session) -> None:
    """Heads and administrators move lists in; so does the command line, where nobody is signed in. Raises NotAllowed."""
    if acting(session) is not None:
        require(session, Role.HEAD)


def require_column(table: Table, aliases: Aliases, *fields: str) -> None:
    """Raise UserError if *table* has none of the columns *fields*."""
    if not column_places(table.header, aliases).keys() & set(fields):
        raise UserError("{name} has no column {field}.", name=table.name, field=fields[0])


def unknown_columns(table: Table, aliases: Aliases) -> tuple[str, ...]:
    """Titles of columns that hold something and that nobody here understands."""
    known = {place for places in column_places(table.header, aliases).values() for place in places}
    return tuple(
        title or f"#{place + 1}"
        for place, title in enumerate(table.header)
        if place not in known and any(row.cells[place] for row in table.rows)
    )


def refused(findings: Findings, table: Table, *, dry_run: bool) -> ImportResult | None:
    """None if there are no problems; with some, the result of a trial run. Raises ImportRefused in earnest."""
    if not findings.problems:
        return None
    places = {title: place for place, title in enumerate(table.header)}
    problems = sorted(findings.problems, key=lambda each: (each.row, places.get(each.column, len(places))))
    if not dry_run:
        raise ImportRefused(problems)
    return ImportResult(problems=tuple(problems), doubts=tuple(findings.doubts))


def in_chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """*values* without repeats, so many at a time as one question may name."""
    wanted = list(dict.fromkeys(values))
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


def looked_up(
    session: Session, query: Select[*Ts], column: InstrumentedAttribute[Any], values: Iterable[Any]
) -> Iterator[Row[*Ts]]:
    """The rows of *query* whose *column* is one of *values*."""
    for chunk in in_chunks(values):
        yield from session.execute(query.where(column.in_(chunk)))


def records(session: Session, kind: type[T], column: InstrumentedAttribute[Any], values: Iterable[Any]) -> Iterator[T]:
    """The mapped objects of *kind* whose *column* is one of *values*."""
    for chunk in in_chunks(values):
        yield from session.scalars(select(kind).where(column.in_(chunk)))
