"""What refers to a counterparty, anywhere in the books: found in the mapped classes themselves, turned and turned back.

A new table with a key to ``counterparty`` is therefore part of every merge by itself (decision 040).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, insert, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.all import Base
from app.models.base import Record, Versioned
from app.models.counterparties import Counterparty
from app.models.merging import MergedReference
from app.models.rows import NOTED, Note
from app.models.session import touch
from app.models.tasks import Notification

AT_ONCE = 500
NOTICES = "counterparties"
"""The place that a notice about a counterparty leads to."""
_OF_ITSELF = frozenset({"merge", "merged_reference", "not_a_double", "possible_double"})
"""What says something of the two records as they were: judgements, and merges themselves."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a counterparty. only: which of the rows do, where not all of them."""

    kind: type[Record]
    column: str
    only: ColumnElement[bool] | None = None

    @property
    def table(self) -> str:
        """The table's name."""
        return str(self.kind.__tablename__)

    @property
    def rows(self) -> Table:
        """The table itself."""
        return Base.metadata.tables[self.table]

    def where(self, counterparty_id: int) -> ColumnElement[bool]:
        """Rows that name *counterparty_id*."""
        same: ColumnElement[bool] = self.rows.c[self.column] == counterparty_id
        return same if self.only is None else and_(same, self.only)

    @property
    def indexed(self) -> bool:
        """Whether an index begins with the column, so that asking for one counterparty costs nothing."""
        return any(next(iter(index.columns)).name == self.column for index in self.rows.indexes)

    def names(self, counterparty_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """Whether any row names the counterparty of the row that is looked at."""
        same = self.rows.c[self.column] == counterparty_id
        return exists(select(self.rows.c.id).where(same if self.only is None else and_(same, self.only)))

    @property
    def key(self) -> tuple[str, str]:
        """Table and column."""
        return self.table, self.column


@cache
def references() -> tuple[Reference, ...]:
    """Every column of the books that names a counterparty, by table and column."""
    target = Counterparty.__table__.c.id
    found = [
        Reference(mapper.class_, column.name)
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record) and mapper.class_.__tablename__ not in _OF_ITSELF
        for column in mapper.class_.__table__.columns
        if any(key.column is target for key in column.foreign_keys)
    ]
    found.append(Reference(Notification, "record_id", Notification.place == NOTICES))
    return tuple(sorted(found, key=lambda each: each.key))


def named(session: Session, reference: Reference, counterparty_id: int) -> list[int]:
    """Ids of the rows that name *counterparty_id* there."""
    return list(session.scalars(select(reference.kind.id).where(reference.where(counterparty_id)).order_by("id")))


def turn(
    session: Session, reference: Reference, before_id: int, after_id: int, ids: Sequence[int] | None = None
) -> list[int]:
    """Let rows that name *before_id* (those of *ids*, all if None) name *after_id*; the ids of those that did.

    In the trail and in the news as if each had been changed by hand; a form that is open on one of them meets a newer
    version. Nothing that stands elsewhere by now is touched.
    """
    wanted = named(session, reference, before_id) if ids is None else ids
    turned: list[int] = []
    for first in range(0, len(wanted), AT_ONCE):
        turned += _turn(session, reference, before_id, after_id, wanted[first : first + AT_ONCE])
    return turned


def _turn(session: Session, reference: Reference, before_id: int, after_id: int, ids: Sequence[int]) -> list[int]:
    table = reference.rows
    counted = issubclass(reference.kind, Versioned)
    version = table.c.version if counted else literal(0)
    here = and_(table.c.id.in_(ids), reference.where(before_id))
    rows = session.execute(select(table.c.id, version.label("version")).where(here).order_by(table.c.id).with_for_update())
    versions = {row.id: row.version for row in rows}
    if not versions:
        return []
    values: dict[str, Any] = {reference.column: after_id}
    if counted:
        values["version"] = table.c.version + 1
    session.execute(update(table).where(table.c.id.in_(versions)).values(values))
    note: Note | None = session.info.get(NOTED)
    for record_id, was in versions.items():
        changes: dict[str, tuple[Any, Any]] = {reference.column: (before_id, after_id)}
        if counted:
            changes["version"] = (was, was + 1)
        if note is not None:
            note("update", reference.kind, record_id, changes)
    if note is None:
        touch(session, table.name)
    return list(versions)


def remember(session: Session, merge_id: int, reference: Reference, ids: Iterable[int]) -> None:
    """Note that the merge turned these rows."""
    rows = [
        {"merge_id": merge_id, "table_name": reference.table, "column_name": reference.column, "record_id": record_id}
        for record_id in ids
    ]
    if rows:
        session.execute(insert(MergedReference), rows)


def remembered(session: Session, merge_id: int) -> dict[tuple[str, str], list[int]]:
    """What the merge turned, by table and column."""
    rows = session.execute(
        select(MergedReference.table_name, MergedReference.column_name, MergedReference.record_id)
        .where(MergedReference.merge_id == merge_id)
        .order_by(MergedReference.record_id)
    )
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        found.setdefault((row.table_name, row.column_name), []).append(row.record_id)
    return found


def marks(session: Session) -> dict[str, int]:
    """The highest id of each table that names counterparties: what is added later is higher."""
    tables = sorted({reference.table for reference in references()})
    highest = [select(func.coalesce(func.max(_id(table)), 0)).scalar_subquery().label(table) for table in tables]
    return {str(name): int(value) for name, value in session.execute(select(*highest)).one()._mapping.items()}


def _id(table: str) -> Any:
    return Base.metadata.tables[table].c.id


def counted(session: Session, counterparty_id: int, most: int) -> Iterator[tuple[str, int]]:
    """Table and how many rows of it name *counterparty_id*, at most *most* each."""
    for reference in references():
        some = select(reference.kind.id).where(reference.where(counterparty_id)).limit(most).subquery()
        count = session.scalar(select(func.count()).select_from(some)) or 0
        if count:
            yield reference.table, count
