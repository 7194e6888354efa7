"""The register of quarantine: letters that could not be read, those that wait first of all [C7]."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.language import marked
from app.models.company import Employee
from app.models.interactions import QuarantineEntry
from app.operations.register_filters import date_filter, text_filter, yes_no_filter
from app.operations.register_spec import Column, Condition, Operator, Preset, Register


def _entries(_session: Session) -> Select[Any]:
    return select().select_from(QuarantineEntry).outerjoin(Employee, Employee.id == QuarantineEntry.resolved_by_id)


def _waits(_session: Session) -> ColumnElement[bool]:
    return QuarantineEntry.resolved_at.is_(None)


def _search(_session: Session, text: str) -> ColumnElement[bool]:
    wanted = text.strip().lower()
    columns = (QuarantineEntry.origin, QuarantineEntry.reason, QuarantineEntry.note)
    return or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns))


QUARANTINE = Register(
    "quarantine",
    marked("Quarantine"),
    (
        # Numbers are given in the order of arrival, and their index is there already.
        Column("at", marked("Arrived"), "time", QuarantineEntry.at, 140, QuarantineEntry.id),
        Column("origin", marked("From where"), "text", QuarantineEntry.origin, 220),
        Column("reason", marked("Why"), "text", QuarantineEntry.reason, 360),
        Column("size", marked("Bytes"), "integer", func.length(QuarantineEntry.raw), 90),
        Column("resolved_at", marked("Seen to"), "time", QuarantineEntry.resolved_at, 140),
        Column("resolved_by", marked("By"), "text", Employee.name, 160),
        Column("note", marked("Note"), "text", QuarantineEntry.note, 260),
    ),
    _entries,
    QuarantineEntry.id,
    order="at",
    descending=True,
    filters=(
        yes_no_filter("waits", marked("Waits"), _waits),
        date_filter("arrived", marked("Arrived"), QuarantineEntry.at),
        text_filter("origin", marked("From where"), QuarantineEntry.origin),
    ),
    presets=(
        Preset("waiting", marked("Waiting"), (Condition("waits", Operator.IS, ("yes",)),)),
        Preset("done", marked("Seen to"), (Condition("waits", Operator.IS, ("no",)),), counted=False),
        Preset("all", marked("All"), counted=False),
    ),
    search=_search,
    topics=frozenset({"quarantine_entry"}),
)

REGISTERS = (QUARANTINE,)
