"""The register behind the head's charts of calls: missed ones with what came of them; a head finds the own department."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, not_
from sqlalchemy.orm import Session

from app.language import marked
from app.models.interactions import Call
from app.operations.overview_scope import within
from app.operations.overview_time import MinutesBetween
from app.operations.register_spec import Column, Filter, Operator, Values
from app.operations.registers_calls import CALLS, missed, owed, seen_to, talked_later, whose_department

AFTER_WORDS = {
    "returned": marked("Talked with later"),
    "otherwise": marked("Closed without a talk"),
    "open": marked("Still to call back"),
    "withheld": marked("Without a number"),
}
"""What came of a missed call, in the order of the chart's colours."""

BACK = talked_later()
AFTER: ColumnElement[str] = case(
    (BACK.is_not(None), "returned"),
    (and_(owed(), not_(seen_to())), "open"),
    (Call.number.is_(None), "withheld"),
    else_="otherwise",
)
BACK_MINUTES = MinutesBetween(Call.started_at, BACK)


def _missed(session: Session) -> Select[Any]:
    return within(session, CALLS.source(session).where(missed()), whose_department)


def _after(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    chosen = AFTER.in_(values)
    return not_(chosen) if operator is Operator.IS_NOT else chosen


MISSED_CALLS = replace(
    CALLS,
    name="overview_calls",
    title=marked("Missed calls behind a figure"),
    source=_missed,
    columns=(
        *(each for each in CALLS.columns if each.key not in ("direction", "talked", "department")),
        Column("department", marked("Department"), "text", CALLS.column("department").expression, 110),
        Column("after", marked("What came of it"), "choice", AFTER, 160, words=AFTER_WORDS),
        Column("called_back_at", marked("Called back at"), "time", BACK, 130),
        Column("response_minutes", marked("Minutes to the talk"), "integer", BACK_MINUTES, 110),
    ),
    filters=(
        *(each for each in CALLS.filters if each.key not in ("missed", "not_called_back", "without_result", "internal")),
        Filter("after", marked("What came of it"), "choice", _after, words=AFTER_WORDS),
    ),
    presets=(),
    topics=frozenset({"call", "interaction", "task"}),
)

REGISTERS = (MISSED_CALLS,)
"""What belongs to the charts of calls."""
