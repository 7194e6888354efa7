"""What the last calls would have done under another intake table: before it is changed, and without writing anything.

The calls are gone through in their order, so that who is no lead under the new table is a stranger again the next time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.events import CallEvent
from app.language import Phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.tasks import Task
from app.models.terms import CallOutcome, CounterpartyKind, Direction, IntakeEvent, Known, Role, TaskKind, Told
from app.operations.actors import require, with_role
from app.operations.call_backs import stands_for
from app.operations.call_crew import Crew, crew
from app.operations.call_keeping import event_of, made_inquiry, unknown_before, was_missed
from app.operations.call_news import caller, dialled
from app.operations.intake_rules import KnownRow, last_inquiry, responsible
from app.operations.intake_rules_editing import RuleDraft, check_rule, draft_of, rules

LAST = 100
COLUMNS: Sequence[Any] = (
    Call.interaction_id,
    Call.linked_id,
    Call.started_at,
    Call.answered_at,
    Call.ended_at,
    Call.direction,
    Call.number,
    Call.raw_number,
    Call.number_extension,
    Call.line,
    Call.caller_name,
    Call.extension,
    Call.outcome,
    Interaction.counterparty_id,
    Interaction.inquiry_id,
    Inquiry.received_at.label("inquiry_at"),
    Inquiry.source.label("inquiry_source"),
    Counterparty.kind.label("party_kind"),
    Counterparty.name.label("party_name"),
    Counterparty.inquiry_id.label("party_inquiry_id"),
    Counterparty.created_at.label("party_at"),
    Counterparty.seller_id,
    Counterparty.department_id,
)

Table = Mapping[tuple[IntakeEvent, Known], RuleDraft]


@dataclass(frozen=True, slots=True)
class Would:
    """What a call did, or would have done. told: names of those who hear of it."""

    lead: bool = False
    inquiry: bool = False
    call_back: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One call. name: of whom it was with. known: before the call, as the books say. before: what happened; after: what

    would have happened.
    """

    interaction_id: int
    at: datetime
    name: str | Phrase
    direction: Direction
    outcome: CallOutcome
    known: Known
    before: Would
    after: Would

    @property
    def differs(self) -> bool:
        """Whether the changed table would have made a difference."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Count:
    """How much calls made together. notices: one for each person and call."""

    leads: int
    inquiries: int
    call_backs: int
    notices: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The last calls, newest first. differing: how many would have done something else. internal: calls among us and with

    numbers of our own, with which no rule has to do.
    """

    rows: tuple[PreviewRow, ...]
    differing: int
    internal: int
    before: Count
    after: Count


@dataclass(slots=True)
class _Course:
    """How far the calls have been gone through under one table: who has become known on the way, and who has asked."""

    table: Table
    leads: dict[str, bool] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Told:
    """The names behind each word for who is told."""

    dispatchers: tuple[str, ...]
    owners: tuple[str, ...]


def preview(session: Session, *changed: RuleDraft) -> Preview:
    """What the last hundred calls would have done with the *changed* cells in the table, beside what they did.

    Lead, inquiry and call back of before are what really happened; who heard of it is what the present table says, by who
    is responsible now. Raises NotAllowed, UserError for cells that make no sense.
    """
    require(session, Role.ADMIN)
    for draft in changed:
        check_rule(draft)
    present = {(row.event, row.known): draft_of(row) for row in rules(session)}
    wanted = present | {(draft.event, draft.known): draft for draft in changed}
    people, names = crew(session), _names(session)
    dispatchers, owners = _dispatchers(session, people), dict[int | None, tuple[str, ...]]()
    found, internal = [], 0
    courses = _Course(present), _Course(wanted)
    for row in reversed(_last(session)):
        event = event_of(row)
        if event.direction == Direction.INTERNAL or people.is_own(event):
            internal += 1
            continue
        known = _known(row)
        if row.counterparty_id not in owners:
            owners[row.counterparty_id] = _owners(session, row, names) if row.counterparty_id is not None else dispatchers
        told = _Told(dispatchers, owners[row.counterparty_id])
        before, after = (_would(course, row, event, known, told) for course in courses)
        happened = Would(*_happened(session, row, event), before.told)
        # Where the change has no say, what happened is what would have happened.
        after = _merged(happened, before, after)
        name = row.party_name or caller(event, "")
        found.append(
            PreviewRow(row.interaction_id, row.started_at, name, row.direction, row.outcome, known, happened, after)
        )
    found.reverse()
    differing = sum(each.differs for each in found)
    counts = (_count(each.before for each in found), _count(each.after for each in found))
    return Preview(tuple(found), differing, internal, *counts)


def _would(course: _Course, row: Row[Any], event: CallEvent, known: Known, told: _Told) -> Would:
    """What *course*'s table makes of a call, and of those that follow it."""
    number, out = event.number or "", event.direction == Direction.OUT
    if out and not number:
        return Would()
    if number in course.leads and known is not Known.CUSTOMER:
        known = Known.LEAD if course.leads[number] else Known.UNKNOWN
    joined = number in course.asked or (row.inquiry_id is not None and not made_inquiry(row) and number not in course.leads)
    cells = [course.table[IntakeEvent.CALL_OUT if out else IntakeEvent.CALL_IN, known]]
    if was_missed(event):
        cells.append(course.table[IntakeEvent.CALL_MISSED, known])
    lead = bool(number) and known is Known.UNKNOWN and any(cell.creates_lead for cell in cells)
    inquiry = not joined and any(cell.creates_inquiry for cell in cells)
    if number and known is Known.UNKNOWN:
        course.leads[number] = lead
    if number and inquiry:
        course.asked.add(number)
    whom = {name for cell in cells for name in _whom(cell.tells, told, known)}
    call_back = any(cell.creates_call_back for cell in cells) and bool(dialled(event))
    return Would(lead, inquiry, call_back, tuple(sorted(whom)))


def _whom(tells: Told, told: _Told, known: Known) -> Sequence[str]:
    if tells is Told.NOBODY:
        return ()
    return told.owners if tells is Told.RESPONSIBLE and known is not Known.UNKNOWN else told.dispatchers


def _merged(happened: Would, before: Would, after: Would) -> Would:
    return Would(
        after.lead if after.lead != before.lead else happened.lead,
        after.inquiry if after.inquiry != before.inquiry else happened.inquiry,
        after.call_back if after.call_back != before.call_back else happened.call_back,
        after.told,
    )


def _happened(session: Session, row: Row[Any], event: CallEvent) -> tuple[bool, bool, bool]:
    """Whether the call made a lead, an inquiry, and stands behind a task to call back."""
    lead = row.counterparty_id is not None and unknown_before(row)
    number = dialled(event)
    if not number or not was_missed(event):
        return lead, made_inquiry(row), False
    tasks = session.scalars(select(Task).where(Task.number == number, Task.kind == TaskKind.CALL_BACK))
    return lead, made_inquiry(row), any(stands_for(task, event.started_at) for task in tasks)


def _known(row: Row[Any]) -> Known:
    if unknown_before(row):
        return Known.UNKNOWN
    return Known.LEAD if row.party_kind is CounterpartyKind.LEAD else Known.CUSTOMER


def _last(session: Session) -> Sequence[Row[Any]]:
    query = (
        select(*COLUMNS)
        .join(Interaction, Interaction.id == Call.interaction_id)
        .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
        .order_by(Call.started_at.desc(), Call.interaction_id.desc())
        .limit(LAST)
    )
    return session.execute(query).all()


def _dispatchers(session: Session, people: Crew) -> tuple[str, ...]:
    found = with_role(session, Role.DISPATCHER) or with_role(session, Role.ADMIN)
    return tuple(people.names[each] for each in found)


def _owners(session: Session, row: Row[Any], names: Mapping[int, str]) -> tuple[str, ...]:
    """Who answers for the counterparty of a call now."""
    known = KnownRow(row.counterparty_id, row.party_kind, row.party_name, row.seller_id, row.department_id)
    found = responsible(session, known, last_inquiry(session, known.id))
    return tuple(names[each] for each in found)


def _names(session: Session) -> Mapping[int, str]:
    return {row.id: row.name for row in session.execute(select(Employee.id, Employee.name))}


def _count(done: Iterable[Would]) -> Count:
    made = list(done)
    return Count(
        sum(each.lead for each in made),
        sum(each.inquiry for each in made),
        sum(each.call_back for each in made),
        sum(len(each.told) for each in made),
    )
