"""The register of calls: who rang, how it ended, who talked for how long, and what was missed and not called back [M22]."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Contact, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.session import acting
from app.models.tasks import Task
from app.models.terms import KIND_WORDS, CallOutcome, Direction, TaskKind
from app.operations.call_keeping import NOT_TAKEN
from app.operations.call_results import wants_result
from app.operations.dialling import region
from app.operations.overview_time import SecondsBetween
from app.operations.register_filters import (
    choice_filter,
    date_filter,
    departments,
    number_filter,
    people,
    text_filter,
    yes_no_filter,
)
from app.operations.register_spec import Column, Condition, Operator, Preset, Register
from app.operations.search_text import counterparty_matches
from app.phone_number import read_phone

DIRECTION_WORDS = {
    Direction.IN: marked("incoming"),
    Direction.OUT: marked("outgoing"),
    Direction.INTERNAL: marked("internal call"),
}
OUTCOME_WORDS = {
    CallOutcome.GOING: marked("goes on"),
    CallOutcome.ANSWERED: marked("call answered"),
    CallOutcome.MISSED: marked("missed"),
    CallOutcome.BUSY: marked("busy"),
    CallOutcome.DECLINED: marked("call declined"),
    CallOutcome.ABANDONED: marked("hung up while waiting"),
    CallOutcome.FAILED: marked("not put through"),
    CallOutcome.UNKNOWN_END: marked("end not seen"),
}
YES, NO = ("yes",), ("no",)

whose_department = func.coalesce(Counterparty.department_id, Employee.department_id, Inquiry.department_id)
"""The department that a call is a matter of: of whom it is with, else of who had it, else of the inquiry that it made."""
_later, _of_task, _owed, _seen = aliased(Call), aliased(Call), aliased(Task), aliased(Task)


def missed() -> ColumnElement[bool]:
    """Whether somebody called and talked with nobody; a call whose end nobody saw, if nobody had answered until then."""
    unseen = and_(Call.outcome == CallOutcome.UNKNOWN_END, Call.answered_at.is_(None))
    return and_(Call.direction == Direction.IN, or_(Call.outcome.in_(NOT_TAKEN), unseen))


def talked_later() -> ColumnElement[Any]:
    """When somebody talked with this number after the call, whoever dialled: NULL if nobody has yet."""
    return (
        select(func.min(_later.answered_at))
        .where(_later.number == Call.number, _later.answered_at > Call.started_at, _later.ended_at > _later.answered_at)
        .correlate(Call)
        .scalar_subquery()
    )


def owed() -> ColumnElement[bool]:
    """Whether the number waits to be called back: by the few open tasks, not by the many calls."""
    waits = select(_owed.number).where(_owed.kind == TaskKind.CALL_BACK, _owed.done_at.is_(None), _owed.number.is_not(None))
    by_number = select(_of_task.interaction_id).where(_of_task.number.in_(waits))
    as_spelled = select(_of_task.interaction_id).where(_of_task.number.is_(None), _of_task.raw_number.in_(waits))
    return Call.interaction_id.in_(union_all(by_number, as_spelled))


def seen_to() -> ColumnElement[bool]:
    """Whether somebody has ended a task of calling this number back since the call."""
    number = func.coalesce(Call.number, Call.raw_number)
    done = exists().where(_seen.kind == TaskKind.CALL_BACK, _seen.number == number, _seen.done_at >= Call.started_at)
    return done.correlate(Call)


def _not_called_back(_session: Session) -> ColumnElement[bool]:
    return and_(missed(), owed(), talked_later().is_(None), ~seen_to())


def _calls(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(Call)
        .join(Interaction, Interaction.id == Call.interaction_id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
        .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .outerjoin(Employee, Employee.id == Interaction.employee_id)
        .outerjoin(Department, Department.id == whose_department)
    )


def _search(session: Session, text: str) -> ColumnElement[bool]:
    """By all that a counterparty is found by, and by a whole number in any notation; each from its index.

    Nearly everybody who called is a counterparty; what was noted is found by the filter of notes.
    """
    whose = select(Counterparty.id).where(counterparty_matches(session, text))
    found: list[Select[Any]] = [select(Interaction.id).where(Interaction.counterparty_id.in_(whose))]
    number = read_phone(text, region(session))
    if number is not None:
        found.append(select(_later.interaction_id).where(_later.number == number.e164))
    return Call.interaction_id.in_(union_all(*found))


_NAME = func.coalesce(Contact.name, func.nullif(Inquiry.name, ""), func.nullif(Call.caller_name, ""), "")
RANG = SecondsBetween(Call.started_at, func.coalesce(Call.answered_at, Call.ended_at))
TALKED = case((Call.answered_at.is_not(None), SecondsBetween(Call.answered_at, Call.ended_at)))

EXTERNAL = Condition("internal", Operator.IS, NO)

CALLS = Register(
    "calls",
    marked("Calls"),
    (
        Column("started_at", marked("Started"), "time", Call.started_at, 96, Call.started_at),
        Column("direction", marked("Direction"), "choice", Call.direction, 90, words=DIRECTION_WORDS, aside=True),
        Column("name", marked("Who"), "text", _NAME, 188),
        Column("company", marked("Company"), "text", Counterparty.name, 200, aside=True),
        Column("number", marked("Number"), "phone", Call.number, 140),
        Column("outcome", marked("How it ended"), "choice", Call.outcome, 170, words=OUTCOME_WORDS),
        Column("rang", marked("Rang, s"), "integer", RANG, 70, aside=True),
        Column("talked", marked("Talked, s"), "integer", TALKED, 92),
        Column("who", marked("Employee"), "text", Employee.name, 120),
        Column("note", marked("Note"), "text", Interaction.text, 280, aside=True),
        Column("line", marked("Our number"), "text", Call.line, 110, aside=True),
        Column("extension", marked("Extension"), "text", Call.extension, 90, aside=True),
        Column("department", marked("Department"), "text", Department.name, 110, aside=True),
        Column("raw_number", marked("Number as told"), "text", Call.raw_number, 130, aside=True),
        Column("inquiry", marked("Inquiry"), "text", Inquiry.number, 110, aside=True),
        Column("linked_id", marked("Exchange's id"), "text", Call.linked_id, hidden=True),
        Column("answered_at", marked("Answered"), "time", Call.answered_at, hidden=True),
        Column("ended_at", marked("Ended"), "time", Call.ended_at, hidden=True),
        Column("settled_at", marked("Nothing to note"), "time", Call.settled_at, hidden=True),
        Column("caller_name", marked("Name as told"), "text", Call.caller_name, hidden=True),
        Column("kind", marked("Kind"), "choice", Counterparty.kind, hidden=True, words=KIND_WORDS),
        Column("counterparty_id", marked("Counterparty"), "integer", Interaction.counterparty_id, hidden=True),
        Column("inquiry_id", marked("Inquiry"), "integer", Interaction.inquiry_id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", Interaction.deal_id, hidden=True),
        Column("employee_id", marked("Employee"), "integer", Interaction.employee_id, hidden=True),
    ),
    _calls,
    Call.interaction_id,
    order="started_at",
    descending=True,
    filters=(
        date_filter("started", marked("Started"), Call.started_at),
        choice_filter("outcome", marked("How it ended"), Call.outcome, OUTCOME_WORDS),
        choice_filter("direction", marked("Direction"), Call.direction, DIRECTION_WORDS),
        choice_filter("employee", marked("Employee"), Interaction.employee_id, people()),
        choice_filter("department", marked("Department"), whose_department, departments),
        yes_no_filter("missed", marked("Missed"), lambda _session: missed()),
        yes_no_filter("not_called_back", marked("Missed and not called back"), _not_called_back),
        yes_no_filter("without_result", marked("Without result"), lambda _session: wants_result()),
        yes_no_filter("mine", marked("Mine"), lambda session: Interaction.employee_id == (acting(session) or 0)),
        yes_no_filter("internal", marked("Internal"), lambda _session: Call.direction == Direction.INTERNAL),
        yes_no_filter("known", marked("With somebody known"), lambda _session: Interaction.counterparty_id.is_not(None)),
        text_filter("number", marked("Number"), Call.number),
        text_filter("note", marked("Note"), Interaction.text),
        text_filter("line", marked("Our number"), Call.line),
        number_filter("talked", marked("Talked, s"), TALKED),
    ),
    presets=(
        Preset("all", marked("All"), (EXTERNAL,), counted=False),
        Preset("today", marked("Today"), (Condition("started", Operator.IS, ("today",)), EXTERNAL)),
        Preset("to_call_back", marked("To call back"), (Condition("not_called_back", Operator.IS, YES),)),
        Preset("missed", marked("Missed"), (Condition("missed", Operator.IS, YES),), counted=False),
        Preset(
            "without_result",
            marked("Without result"),
            (
                Condition("mine", Operator.IS, YES),
                Condition("without_result", Operator.IS, YES),
                Condition("started", Operator.AT_LEAST, ("-7d",)),
            ),
        ),
        Preset("internal", marked("Internal"), (Condition("internal", Operator.IS, YES),), counted=False),
    ),
    search=_search,
    topics=frozenset({"call", "interaction", "task", "call_note"}),
)

REGISTERS = (CALLS,)
"""What belongs to calls."""
