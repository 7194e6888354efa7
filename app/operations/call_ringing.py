"""What rings and talks at the desk of who is signed in: asked with every change of a call, so one statement."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app.models.base import UtcDateTime
from app.models.call_terms import LegOutcome
from app.models.calls import Call, CallLeg
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.session import acting, now
from app.models.terms import CallOutcome, Channel, ContactPointKind, CounterpartyKind, Direction, InquiryState
from app.operations.actors import actor
from app.operations.call_rows import Colleague, RingRow

SHOWN_AFTER = timedelta(minutes=3)
"""So long a call that has ended still concerns the desk where it rang."""
LONGEST = timedelta(hours=12)
"""A call that began before is none that anybody still has at the ear: its end was not seen."""
UNSAID = (InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)
"""States of an inquiry in which somebody may still say who it is."""
ENDS = {
    CallOutcome.ANSWERED: LegOutcome.ANSWERED,
    CallOutcome.MISSED: LegOutcome.MISSED,
    CallOutcome.ABANDONED: LegOutcome.MISSED,
    CallOutcome.BUSY: LegOutcome.BUSY,
    CallOutcome.DECLINED: LegOutcome.DECLINED,
    CallOutcome.FAILED: LegOutcome.FAILED,
    CallOutcome.UNKNOWN_END: LegOutcome.GONE,
}
"""What became of the telephone from which somebody called, by the outcome of the call."""


def at_my_phone(session: Session) -> tuple[RingRow, ...]:
    """The calls at the telephone of who is signed in: those that have just ended, then those that go on, newest last.

    Internal calls are left out: colleagues know each other. Nothing, for whoever has no telephone.
    """
    me = acting(session)
    if me is None:
        return ()
    moment = now(session)
    given = {"me": me, "begin": moment - LONGEST, "ended": moment - SHOWN_AFTER}
    found: dict[int, RingRow] = {}
    # A queue may ring the same telephone twice: the last time counts.
    for row in session.connection().execute(_at_my_phone(), given):
        found[row.interaction_id] = _ring_row(row)
    return tuple(sorted(found.values(), key=lambda row: (row.going, row.rang_at, row.interaction_id)))


def people_to_transfer_to(session: Session) -> tuple[Colleague, ...]:
    """Everybody else at work who has a telephone, the own department first. Raises NotAllowed where nobody signed in."""
    who = actor(session)
    talks = exists().where(CallLeg.extension == Employee.extension, CallLeg.ended_at.is_(None))
    rows = session.execute(
        select(Employee.id, Employee.name, Department.name, Employee.extension, talks)
        .outerjoin(Department, Department.id == Employee.department_id)
        .where(Employee.active, Employee.extension != "", Employee.id != who.id)
        .order_by(case((Employee.department_id == who.department_id, 0), else_=1), Employee.name, Employee.id)
    )
    return tuple(Colleague(row[0], row[1], row[2] or "", row[3], bool(row[4])) for row in rows)


def unsaid() -> ColumnElement[bool]:
    """Whether nobody has said yet whose call it is: of nobody, or of a lead whose call has not been worked on."""
    open_call = and_(Inquiry.channel == Channel.PHONE, Inquiry.state.in_(UNSAID))
    return or_(Counterparty.id.is_(None), and_(Counterparty.kind == CounterpartyKind.LEAD, open_call))


def person_at_number() -> ColumnElement[Any]:
    """Name of the person behind the number of a call at its counterparty, the one whom the extension names first."""
    named = _person(and_(Call.number_extension != "", ContactPoint.extension == Call.number_extension))
    return func.coalesce(named, _person(true()))


def _person(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return (
        select(Contact.name)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(
            ContactPoint.value == Call.number,
            ContactPoint.kind == ContactPointKind.PHONE,
            ContactPoint.valid,
            ContactPoint.counterparty_id == Interaction.counterparty_id,
            Contact.active,
            condition,
        )
        .order_by(case((ContactPoint.extension == "", 0), else_=1), ContactPoint.id)
        .limit(1)
        .correlate(Call, Interaction)
        .scalar_subquery()
    )


def _legs() -> CompoundSelect[Any]:
    """Telephones that ring or talk now, those where it has just ended, and calls from the own one; each by its own index."""
    own = select(Employee.extension).where(Employee.id == bindparam("me"), Employee.extension != "").scalar_subquery()
    begin, ended = (bindparam(name, type_=UtcDateTime()) for name in ("begin", "ended"))
    leg = (CallLeg.interaction_id, CallLeg.position, CallLeg.extension, CallLeg.rang_at, CallLeg.answered_at)
    rest = (CallLeg.ended_at, CallLeg.outcome)
    ringing = select(*leg, *rest).where(CallLeg.extension == own, CallLeg.ended_at.is_(None), CallLeg.rang_at >= begin)
    over = select(*leg, *rest).where(
        CallLeg.employee_id == bindparam("me"), CallLeg.rang_at >= begin, CallLeg.ended_at >= ended
    )
    no_leg = ~exists().where(CallLeg.interaction_id == Call.interaction_id, CallLeg.extension == Call.extension)
    from_here = select(
        Call.interaction_id,
        literal(-1),
        Call.extension,
        Call.started_at,
        Call.answered_at,
        Call.ended_at,
        null(),
    ).where(Call.extension == own, Call.direction == Direction.OUT, Call.started_at >= begin, no_leg)
    going = from_here.where(Call.outcome == CallOutcome.GOING)
    called = from_here.where(Call.outcome != CallOutcome.GOING, Call.ended_at >= ended)
    return union_all(ringing, over, going, called)


@cache
def _at_my_phone() -> Select[*tuple[Any, ...]]:
    """Built once, with the first question: each desk asks it with each step of each call."""
    leg = _legs().subquery("leg")
    talker = aliased(Employee)
    name = func.coalesce(
        select(Contact.name).where(Contact.id == Interaction.contact_id).scalar_subquery(), person_at_number(), ""
    )
    return (
        select(
            Call.interaction_id,
            Call.linked_id,
            Call.direction,
            Call.number,
            Call.raw_number,
            Call.number_extension,
            Call.caller_name,
            Call.line,
            Call.outcome,
            Interaction.counterparty_id,
            Interaction.inquiry_id,
            Inquiry.number.label("inquiry_number"),
            Counterparty.kind,
            Counterparty.name.label("company"),
            name.label("person"),
            talker.name.label("answered_by"),
            unsaid().label("new"),
            leg.c.extension,
            leg.c.rang_at,
            leg.c.answered_at,
            leg.c.ended_at,
            leg.c.outcome.label("state"),
        )
        .select_from(leg)
        .join(Call, Call.interaction_id == leg.c.interaction_id)
        .join(Interaction, Interaction.id == Call.interaction_id)
        .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
        .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .outerjoin(talker, and_(talker.id == Interaction.employee_id, Call.answered_at.is_not(None)))
        .where(Call.direction != Direction.INTERNAL)
        .order_by(leg.c.position, leg.c.rang_at)
    )


def _ring_row(row: Row[Any]) -> RingRow:
    return RingRow(
        row.interaction_id,
        row.linked_id,
        row.direction,
        row.number,
        row.raw_number,
        row.number_extension,
        shown_name(row.person, row.caller_name),
        row.company or "",
        row.counterparty_id,
        row.kind,
        row.inquiry_id,
        row.inquiry_number or "",
        row.line,
        row.extension,
        row.rang_at,
        row.answered_at,
        row.ended_at,
        row.state or _state(row.outcome, row.answered_at),
        row.outcome,
        row.answered_by or "",
        bool(row.new),
    )


def shown_name(person: str, caller_name: str) -> str:
    """Who it is: a person whom we know, else what the exchange says; a name that is a number tells nothing."""
    told = [name for name in (person, caller_name) if any(sign.isalpha() for sign in name)]
    return told[0] if told else ""


def _state(outcome: CallOutcome, answered_at: datetime | None) -> LegOutcome:
    if outcome is CallOutcome.GOING:
        return LegOutcome.RINGING if answered_at is None else LegOutcome.TALKING
    return ENDS[outcome]
