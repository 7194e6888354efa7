"""Reading a register: page by key, count, sum, one row; a deep page costs what the first one costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, tuple_
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.models.session import now
from app.operations.estimates import estimated_count
from app.operations.register_spec import Column, Expression, Filter, Register, Shown
from app.operations.registers import REGISTERS

PAGE = 200
COUNTED = 10_000
"""Up to so many rows are counted exactly; beyond, the number is an estimate that says so."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ends: the value that the list is sorted by, and the key of the row."""

    value: Any
    key: int


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row: its key, and the values of all columns by their keys."""

    key: int
    cells: Mapping[str, Any]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows in the order of the list; more: whether there are others beyond, in the direction of the question."""

    rows: tuple[RegisterRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows; estimate: the database's guess, because counting would take long."""

    number: int
    estimate: bool = False


def register(name: str) -> Register:
    """The register called *name*. Raises NotFound."""
    found = REGISTERS.get(name)
    if found is None:
        raise NotFound("There is no list {name}.", name=name)
    return found


def rows(session: Session, shown: Shown, start: Mark | None = None, *, backwards: bool = False, limit: int = PAGE) -> Slice:
    """The rows that follow *start* (None: from the beginning); *backwards*: those before it (None: the last ones)."""
    spec = register(shown.register)
    order = _order(spec, shown)
    descending = _descending(spec, shown) is not backwards
    query = _narrowed(session, spec, shown).add_columns(
        spec.key.label("row_key"), order.label("row_mark"), *_asked(session, spec)
    )
    if start is not None:
        here, there = tuple_(order, spec.key), tuple_(literal(start.value, order.type), literal(start.key, spec.key.type))
        query = query.where(here < there if descending else here > there)
    ranks: Sequence[ColumnElement[Any]] = [
        each.desc() if descending else each.asc() for each in ((order, spec.key) if order is not spec.key else (spec.key,))
    ]
    found = session.execute(query.order_by(*ranks).limit(limit + 1)).all()
    records = [_record(spec, row) for row in found[:limit]]
    return Slice(tuple(reversed(records)) if backwards else tuple(records), len(found) > limit)


def record(session: Session, name: str, key: int) -> RegisterRow | None:
    """One row of a register, None if this person sees none with *key*."""
    spec = register(name)
    order = _order(spec, Shown(name))
    query = spec.source(session).add_columns(spec.key.label("row_key"), order.label("row_mark"), *_asked(session, spec))
    row = session.execute(query.where(spec.key == key)).first()
    return None if row is None else _record(spec, row)


def count(session: Session, shown: Shown) -> Count:
    """How many rows are shown: exactly up to ``COUNTED``, else the database's estimate."""
    spec = register(shown.register)
    query = _narrowed(session, spec, shown).add_columns(spec.key.label("row_key"))
    some = query.limit(COUNTED + 1).subquery()
    number = session.execute(func.count(some.c.row_key).select()).scalar_one()
    if number <= COUNTED:
        return Count(number)
    return Count(max(COUNTED, estimated_count(session, query)), estimate=True)


def counts(session: Session, shown: Shown) -> Mapping[str, Count]:
    """For each counted view of the register, how many rows it has with the text of *shown*."""
    spec = register(shown.register)
    views = {each.key: Shown(spec.name, each.conditions, shown.text) for each in spec.presets if each.counted}
    return {key: count(session, view) for key, view in views.items()}


def total(session: Session, shown: Shown, column: str) -> Decimal | int:
    """The sum of a money, quantity or integer column over all rows shown, not only those on the screen."""
    spec = register(shown.register)
    expression = spec.column(column).expression
    query = _narrowed(session, spec, shown).add_columns(func.sum(expression, type_=expression.type))
    value: Decimal | int | None = session.execute(query).scalar_one()
    return 0 if value is None else value


def choices(session: Session, name: str, key: str) -> tuple[tuple[str, str], ...]:
    """What the filter *key* of register *name* offers: (value, name). Empty for a filter that has fixed words or none."""
    offered = _filter(register(name), key).choices
    return () if offered is None else tuple(offered(session))


def names(session: Session, name: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """The names of the choices of several filters: key of the filter → value → name."""
    return {key: dict(choices(session, name, key)) for key in keys}


def _asked(session: Session, spec: Register) -> Sequence[ColumnElement[Any]]:
    moment = now(session)
    return [each.at(moment).label(each.key) for each in spec.columns]


def _narrowed(session: Session, spec: Register, shown: Shown) -> Select[Any]:
    query = spec.source(session)
    for condition in shown.conditions:
        query = query.where(_filter(spec, condition.field).where(session, condition.operator, condition.values))
    text = shown.text.strip()
    if text and spec.search is not None:
        query = query.where(spec.search(session, text))
    return query


def _filter(spec: Register, key: str) -> Filter:
    try:
        return spec.filter(key)
    except KeyError as error:
        raise UserError("{list} has no filter {key}.", list=spec.name, key=key) from error


def _column(spec: Register, shown: Shown) -> Column:
    key = shown.order or spec.order
    try:
        column = spec.column(key)
    except KeyError as error:
        raise UserError("{list} has no column {key}.", list=spec.name, key=key) from error
    if column.sort is None:
        raise UserError("{list} cannot be sorted by {key}.", list=spec.name, key=key)
    return column


def _order(spec: Register, shown: Shown) -> Expression:
    column = _column(spec, shown)
    return column.expression if column.sort is None else column.sort


def _descending(spec: Register, shown: Shown) -> bool:
    return shown.descending if shown.order else spec.descending


def _record(spec: Register, row: Row[Any]) -> RegisterRow:
    values = row._mapping
    return RegisterRow(row.row_key, {each.key: values[each.key] for each in spec.columns}, Mark(row.row_mark, row.row_key))
