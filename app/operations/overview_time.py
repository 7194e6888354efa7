"""Periods and places in time for the charts, by the company's own clock, on both databases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, Select, String, case, cast, func, literal, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from app.errors import UserError
from app.models.base import ExactDecimal, UtcDateTime
from app.operations.company_day import company_date, company_zone
from app.operations.overview_spec import Bucket, Grain, Question
from app.operations.register_spec import Expression

DAYS_BY_DAY = 92
"""Up to so many days are shown one by one; then by week, and from two years on by month."""
DAYS_BY_WEEK = 740
LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the company, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def grain(self) -> Grain:
        """In which steps it is shown."""
        if self.days <= DAYS_BY_DAY:
            return "day"
        return "week" if self.days <= DAYS_BY_WEEK else "month"


def period(session: Session, question: Question) -> Period:
    """The days that *question* asks for. Raises UserError for none, or for more than ten years."""
    last = question.last or company_date(session)
    first = question.first or last - timedelta(days=question.days - 1)
    if first > last:
        raise UserError("The period ends before it begins.")
    if (last - first).days >= LONGEST:
        raise UserError("Choose a period of at most ten years.")
    return Period(first, last)


def begin_of(day: date, grain: Grain) -> date:
    """The first day of the week or month that *day* is in; the day itself for days."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def following(day: date, grain: Grain) -> date:
    """The beginning of the next day, week or month."""
    if grain == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if grain == "week" else 1)


def buckets(chosen: Period, grain: Grain) -> tuple[Bucket, ...]:
    """Every day, week or month of a period, in order."""
    found, day = [], begin_of(chosen.first, grain)
    while day <= chosen.last:
        found.append(Bucket(day.isoformat(), grain, day))
        day = following(day, grain)
    return tuple(found)


def span(bucket: Bucket, chosen: Period) -> tuple[date, date]:
    """First and last day of a bucket, as far as they lie in the period."""
    day = bucket.day or chosen.first
    return max(day, chosen.first), min(following(day, bucket.grain) - timedelta(days=1), chosen.last)


def place_of(session: Session, moment: Expression, chosen: Period, grain: Grain) -> ColumnElement[str]:
    """The key of the bucket that *moment* lies in, by the company's clock: an ISO date."""
    zone = company_zone(session)
    if session.connection().dialect.name == "postgresql":
        local: ColumnElement[Any] = func.timezone(str(zone), moment)
        day = cast(local if grain == "day" else func.date_trunc(grain, local), Date)
        return cast(day, String)
    steps = {"day": (), "week": ("weekday 0", "-6 days"), "month": ("start of month",)}[grain]
    return type_coerce(func.date(moment, _offset(moment, zone, chosen), *steps), String)


def _offset(moment: Expression, zone: ZoneInfo, chosen: Period) -> ColumnElement[str]:
    """How far the company's clock is ahead of UTC at *moment*, as SQLite's date functions take it."""
    changes = _clock_changes(zone, chosen)
    last = _minutes(zone, datetime.combine(chosen.last + timedelta(days=2), time(0), UTC))
    ahead = [(type_coerce(moment, UtcDateTime()) < at, literal(f"{minutes:+d} minutes")) for at, minutes in changes]
    final = literal(f"{last:+d} minutes")
    return case(*ahead, else_=final) if ahead else final


def _clock_changes(zone: ZoneInfo, chosen: Period) -> list[tuple[datetime, int]]:
    """The moments in and around a period at which the clocks are put on or back, with the minutes ahead before each."""
    found = []
    at = datetime.combine(chosen.first - timedelta(days=2), time(0), UTC)
    end = datetime.combine(chosen.last + timedelta(days=2), time(0), UTC)
    while at < end:
        step = timedelta(days=1)
        if _minutes(zone, at) != _minutes(zone, at + step):
            low, high = at, at + step
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                low, high = (middle, high) if _minutes(zone, middle) == _minutes(zone, at) else (low, middle)
            found.append((high, _minutes(zone, at)))
        at += step
    return found


def _minutes(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)


def _said(element: type[FunctionElement[Any]], *, on_postgresql: str, embedded: str) -> None:
    """How each database says *element*; {0} and {1} stand for what it is made of."""

    def written(pattern: str) -> Callable[..., str]:
        return lambda made, compiler, **kw: pattern.format(*(compiler.process(each, **kw) for each in made.clauses))

    compiles(element, "postgresql")(written(on_postgresql))
    compiles(element)(written(embedded))


class MinutesBetween(FunctionElement[int]):
    """Whole minutes from the first moment to the second."""

    inherit_cache = True
    name = "minutes_between"
    type = Integer()


_said(
    MinutesBetween,
    on_postgresql="CAST(floor(extract(epoch from ({1} - {0})) / 60) AS INTEGER)",
    embedded="((CAST(strftime('%s', {1}) AS INTEGER) - CAST(strftime('%s', {0}) AS INTEGER)) / 60)",
)


class SecondsBetween(FunctionElement[int]):
    """Whole seconds from the first moment to the second."""

    inherit_cache = True
    name = "seconds_between"
    type = Integer()


_said(
    SecondsBetween,
    on_postgresql="CAST(floor(extract(epoch from ({1} - {0}))) AS INTEGER)",
    embedded="(CAST(strftime('%s', {1}) AS INTEGER) - CAST(strftime('%s', {0}) AS INTEGER))",
)


class DaysLater(FunctionElement[datetime]):
    """The first moment, so many days later as the second says."""

    inherit_cache = True
    name = "days_later"
    type = UtcDateTime()


_said(
    DaysLater,
    on_postgresql="({0} + ({1}) * interval '1 day')",
    embedded="(strftime('%Y-%m-%d %H:%M:%f', {0}, '+' || ({1}) || ' days') || '000')",
)


class LineCost(FunctionElement[Any]):
    """A quantity times the cost of one, to the cent: exact on both databases."""

    inherit_cache = True
    name = "line_cost"
    type = ExactDecimal(18, 2)


# Quantities count thousandths and amounts cents on SQLite: the product counts hundred-thousandths.
_said(LineCost, on_postgresql="round({0} * {1}, 2)", embedded="(({0} * {1} + 500) / 1000)")


def ranked(values: Select[Any], by: str, value: str) -> Select[Any]:
    """For each *by* of *values*: how many there are, the middle one, and the one that nine tenths do not exceed.

    By nearest rank, so that each is a value that really occurred.
    """
    rows = values.subquery()
    key, amount = rows.c[by], rows.c[value]
    placed = select(
        key.label("bucket"),
        amount.label("amount"),
        func.row_number().over(partition_by=key, order_by=amount).label("place"),
        func.count().over(partition_by=key).label("number"),
    ).subquery()
    middle, tenth = (placed.c.number + 1) // 2, (placed.c.number * 9 + 9) // 10
    return select(
        placed.c.bucket,
        func.count().label("number"),
        func.max(case((placed.c.place == middle, placed.c.amount))).label("median"),
        func.max(case((placed.c.place == tenth, placed.c.amount))).label("slowest_tenth"),
    ).group_by(placed.c.bucket)
