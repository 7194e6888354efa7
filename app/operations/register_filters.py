"""The usual filters of registers, made from a column: choices, days, yes or no, numbers, texts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.base import UtcDateTime
from app.models.company import Department, Employee, EmployeeRole
from app.models.terms import Role
from app.operations.company_day import company_date, company_zone
from app.operations.register_spec import Choices, Expression, Filter, Operator, Values


def day_of(session: Session, text: str) -> date:
    """The day that a condition names: ISO 8601, "today", or days from today ("+30d", "-7d"). Raises UserError."""
    try:
        if text == "today":
            return company_date(session)
        if text.endswith("d") and text[:1] in "+-":
            return company_date(session) + timedelta(days=int(text[:-1]))
        return date.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise UserError("{text} is no date.", text=text) from error


def choice_filter(key: str, title: str, column: Expression, choices: Mapping[Any, str] | Choices) -> Filter:
    """One or several values of *column*; *choices*: value → marked words, or an operation that gives (value, name)."""

    def where(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
        kept = [_typed(column, value) for value in values]
        if operator in (Operator.KNOWN, Operator.UNKNOWN):
            return _known(column, operator)
        inside = column.in_(kept)
        return or_(not_(inside), column.is_(None)) if operator is Operator.IS_NOT else inside

    if isinstance(choices, Mapping):
        return Filter(key, title, "choice", where, words=choices)
    return Filter(key, title, "choice", where, choices)


def date_filter(key: str, title: str, column: Expression) -> Filter:
    """Days of a DATE or of a moment (then by the company's clock): on, from, until (both included), before, known."""

    def where(session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
        if operator in (Operator.KNOWN, Operator.UNKNOWN):
            return _known(column, operator)
        day = day_of(session, values[0])
        begin, end = _bounds(session, column, day)
        compared: dict[Operator, Callable[[], ColumnElement[bool]]] = {
            Operator.IS: lambda: and_(column >= begin, column < end),
            Operator.AT_LEAST: lambda: column >= begin,
            Operator.AT_MOST: lambda: column < end,
            Operator.BEFORE: lambda: column < begin,
        }
        return _by(compared, operator)

    return Filter(key, title, "date", where)


def yes_no_filter(key: str, title: str, true: Callable[[Session], ColumnElement[bool]]) -> Filter:
    """Whether *true* holds."""

    def where(session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
        wanted = (values[0] == "yes") is (operator is not Operator.IS_NOT)
        return true(session) if wanted else not_(true(session))

    return Filter(key, title, "yes_no", where)


def number_filter(key: str, title: str, column: Expression) -> Filter:
    """A number: is, at least, at most, below."""

    def where(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
        if operator in (Operator.KNOWN, Operator.UNKNOWN):
            return _known(column, operator)
        try:
            value = Decimal(values[0])
        except InvalidOperation as error:
            raise UserError("{text} is no number.", text=values[0]) from error
        compared: dict[Operator, Callable[[], ColumnElement[bool]]] = {
            Operator.IS: lambda: column == value,
            Operator.IS_NOT: lambda: column != value,
            Operator.AT_LEAST: lambda: column >= value,
            Operator.AT_MOST: lambda: column <= value,
            Operator.BEFORE: lambda: column < value,
        }
        return _by(compared, operator)

    return Filter(key, title, "number", where)


def text_filter(key: str, title: str, column: Expression) -> Filter:
    """A text: is, has in it, is there at all; without regard to capitals."""

    def where(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
        if operator in (Operator.KNOWN, Operator.UNKNOWN):
            there = and_(column.is_not(None), column != "")
            return there if operator is Operator.KNOWN else not_(there)
        compared: dict[Operator, Callable[[], ColumnElement[bool]]] = {
            Operator.IS: lambda: func.lower(column) == values[0].lower(),
            Operator.CONTAINS: lambda: func.lower(column).contains(values[0].lower(), autoescape=True),
        }
        return _by(compared, operator)

    return Filter(key, title, "text", where)


def departments(session: Session) -> Sequence[tuple[str, str]]:
    """The departments as choices."""
    query = select(Department.id, Department.name).order_by(Department.id)
    return [(str(row.id), row.name) for row in session.execute(query)]


def people(*roles: Role) -> Choices:
    """Who has one of *roles* (everybody, if none is named) as choices, by name."""

    def choices(session: Session) -> Sequence[tuple[str, str]]:
        query = select(Employee.id, Employee.name).order_by(Employee.name)
        if roles:
            query = query.where(Employee.id.in_(select(EmployeeRole.employee_id).where(EmployeeRole.role.in_(roles))))
        return [(str(row.id), row.name) for row in session.execute(query)]

    return choices


def _typed(column: Expression, value: str) -> Any:
    """*value* as the column keeps it: ids are whole numbers, enums their members."""
    kind = column.type.python_type
    if kind is int:
        if not value.lstrip("-").isdecimal():
            raise UserError("{text} is no number.", text=value)
        return int(value)
    try:
        return kind(value)
    except ValueError as error:
        raise UserError("{text} is not one of the choices.", text=value) from error


def _known(column: Expression, operator: Operator) -> ColumnElement[bool]:
    return column.is_not(None) if operator is Operator.KNOWN else column.is_(None)


def _bounds(session: Session, column: Expression, day: date) -> tuple[Any, Any]:
    if not isinstance(column.type, UtcDateTime):
        return day, day + timedelta(days=1)
    zone = company_zone(session)
    begin, end = (datetime.combine(each, time(0), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return begin, end


def _by(compared: Mapping[Operator, Callable[[], ColumnElement[bool]]], operator: Operator) -> ColumnElement[bool]:
    compare = compared.get(operator)
    if compare is None:
        raise UserError("This filter cannot compare like that.")
    return compare()
