"""The registers of the sales departments: inquiries and deals."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.process import RULES
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import (
    CLOSE_REASON_WORDS,
    INQUIRY_STATE_WORDS,
    REFUSAL_WORDS,
    SOURCE_WORDS,
    Role,
    Stage,
)
from app.operations.register_filters import choice_filter, date_filter, departments, number_filter, people, yes_no_filter
from app.operations.register_spec import Column, Condition, Operator, Preset, Register
from app.operations.registers_responses import RESPONSE_COLUMNS, RESPONSE_FILTERS, SORTER
from app.operations.search_text import counterparty_matches, deal_matches

STAGE_WORDS = {stage: RULES[stage].word for stage in Stage}


def _inquiries(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(Inquiry)
        .outerjoin(Department, Department.id == Inquiry.department_id)
        .outerjoin(Employee, Employee.id == Inquiry.seller_id)
        .outerjoin(SORTER, SORTER.id == Inquiry.sorted_by_id)
        .outerjoin(Counterparty, Counterparty.id == Inquiry.counterparty_id)
    )


def _inquiry_search(session: Session, text: str) -> ColumnElement[bool]:
    named = select(Counterparty.id).where(counterparty_matches(session, text))
    return or_(Inquiry.number == text.upper(), Inquiry.counterparty_id.in_(named))


INQUIRIES = Register(
    "inquiries",
    marked("Inquiries"),
    (
        Column("number", marked("Number"), "text", Inquiry.number, 120),
        Column("received_at", marked("Received"), "time", Inquiry.received_at, 90, Inquiry.received_at),
        Column("source", marked("Source"), "choice", Inquiry.source, 150, words=SOURCE_WORDS, aside=True),
        Column("name", marked("Name"), "text", Inquiry.name, 160, aside=True),
        Column("company", marked("Company"), "text", func.coalesce(Counterparty.name, Inquiry.company), 190),
        Column("subject", marked("What it is about"), "text", Inquiry.subject, 165),
        Column("phone", marked("Phone"), "phone", Inquiry.phone, 140, aside=True),
        Column("email", marked("E-mail"), "text", Inquiry.email, 180, aside=True),
        Column("state", marked("State"), "choice", Inquiry.state, 140, words=INQUIRY_STATE_WORDS),
        Column("department", marked("Department"), "text", Department.name, 100, aside=True),
        Column("seller", marked("Seller"), "text", Employee.name, 140, aside=True),
        Column("due_at", marked("Promised until"), "time", Inquiry.due_at, 110, aside=True),
        *RESPONSE_COLUMNS,
        Column("close_reason", marked("Reason"), "choice", Inquiry.close_reason, 140, words=CLOSE_REASON_WORDS, aside=True),
        Column("counterparty_id", marked("Counterparty"), "integer", Inquiry.counterparty_id, hidden=True),
        Column("version", marked("Version"), "integer", Inquiry.version, hidden=True),
    ),
    _inquiries,
    Inquiry.id,
    order="received_at",
    descending=True,
    filters=(
        date_filter("received", marked("Received"), Inquiry.received_at),
        choice_filter("state", marked("State"), Inquiry.state, INQUIRY_STATE_WORDS),
        choice_filter("source", marked("Source"), Inquiry.source, SOURCE_WORDS),
        choice_filter("department", marked("Department"), Inquiry.department_id, departments),
        choice_filter("seller", marked("Seller"), Inquiry.seller_id, people(Role.SELLER)),
        choice_filter("reason", marked("Reason"), Inquiry.close_reason, CLOSE_REASON_WORDS),
        *RESPONSE_FILTERS,
    ),
    presets=(
        Preset("all", marked("All"), counted=False),
        Preset("late", marked("Response late"), (Condition("unanswered", Operator.IS, ("yes",)),)),
    ),
    search=_inquiry_search,
    topics=frozenset({"inquiry"}),
)


def _deals(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(Deal)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Department, Department.id == Deal.department_id)
        .join(Employee, Employee.id == Deal.seller_id)
    )


def _open() -> ColumnElement[bool]:
    return Deal.stage.not_in((Stage.CLOSED, Stage.NOT_SUITABLE))


def _without_step(_session: Session) -> ColumnElement[bool]:
    """An open deal that nobody plans to go on with."""
    return and_(_open(), ~exists().where(Task.deal_id == Deal.id, Task.done_at.is_(None)))


def _late(session: Session) -> ColumnElement[bool]:
    """An open deal with a step that is overdue."""
    return and_(_open(), exists().where(Task.deal_id == Deal.id, Task.done_at.is_(None), Task.due_at < now(session)))


DEALS = Register(
    "deals",
    marked("Deals"),
    (
        Column("number", marked("Number"), "text", Deal.number, 110),
        Column("counterparty", marked("Counterparty"), "text", Counterparty.name, 240),
        Column("title", marked("Title"), "text", Deal.title, 260),
        Column("stage", marked("Stage"), "choice", Deal.stage, 140, words=STAGE_WORDS),
        Column("stage_entered_at", marked("In this stage since"), "time", Deal.stage_entered_at, 130, Deal.stage_entered_at),
        Column("net", marked("Net"), "money", Deal.net, 120),
        Column("currency", marked("Currency"), "text", Deal.currency, 80),
        Column("department", marked("Department"), "text", Department.name, 100),
        Column("seller", marked("Seller"), "text", Employee.name, 140),
        Column("created_at", marked("Created"), "time", Deal.created_at, 120, Deal.created_at),
        Column("expected_at", marked("Expected"), "time", Deal.expected_at, 120),
        Column("closed_at", marked("Closed"), "time", Deal.closed_at, 120),
        Column("refusal_reason", marked("Reason of the refusal"), "choice", Deal.refusal_reason, 160, words=REFUSAL_WORDS),
        Column("refusal_note", marked("Note on the refusal"), "text", Deal.refusal_note, 200),
        Column("counterparty_id", marked("Counterparty"), "integer", Deal.counterparty_id, hidden=True),
    ),
    _deals,
    Deal.id,
    order="created_at",
    descending=True,
    filters=(
        choice_filter("stage", marked("Stage"), Deal.stage, STAGE_WORDS),
        yes_no_filter("open", marked("Open"), lambda _session: _open()),
        choice_filter("department", marked("Department"), Deal.department_id, departments),
        choice_filter("seller", marked("Seller"), Deal.seller_id, people(Role.SELLER)),
        date_filter("created", marked("Created"), Deal.created_at),
        date_filter("expected", marked("Expected"), Deal.expected_at),
        date_filter("closed", marked("Closed"), Deal.closed_at),
        choice_filter("reason", marked("Reason of the refusal"), Deal.refusal_reason, REFUSAL_WORDS),
        number_filter("net", marked("Net"), Deal.net),
        choice_filter("currency", marked("Currency"), Deal.currency, {"EUR": "EUR", "RUB": "RUB", "USD": "USD"}),
        yes_no_filter("without_step", marked("Without next step"), _without_step),
        yes_no_filter("late", marked("Late"), _late),
        yes_no_filter("mine", marked("Mine"), lambda session: Deal.seller_id == (acting(session) or 0)),
    ),
    presets=(
        Preset("open", marked("Open"), (Condition("open", Operator.IS, ("yes",)),)),
        Preset("late", marked("Late"), (Condition("late", Operator.IS, ("yes",)),)),
        Preset("without_step", marked("No next step"), (Condition("without_step", Operator.IS, ("yes",)),)),
        Preset("all", marked("All"), counted=False),
    ),
    search=deal_matches,
    topics=frozenset({"deal", "task", "counterparty"}),
)

REGISTERS = (INQUIRIES, DEALS)
