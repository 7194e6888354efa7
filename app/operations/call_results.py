"""Calls as rows: those whose result is still to be noted, and one call whole with its telephones and notes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.calls import Call, CallLeg
from app.models.company import Employee
from app.models.counterparties import Contact, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import Direction, TaskKind
from app.operations.actors import actor
from app.operations.call_notes import notes
from app.operations.call_ringing import person_at_number, shown_name
from app.operations.call_rows import CallBackTask, CallDetails, CallRow, LegRow
from app.operations.company_day import company_day
from app.operations.tasks import of_whom

BACK = timedelta(days=7)
"""So long a call waits for its result: what is older nobody remembers."""


def without_result(session: Session) -> tuple[CallRow, ...]:
    """Calls that who is signed in has talked in, today and on the seven days before, and of which nothing was noted yet.

    Internal calls need no note. The oldest first. Raises NotAllowed where nobody is signed in.
    """
    who = actor(session)
    begin, _ = company_day(session, now(session) - BACK)
    query = calls_query().where(Call.started_at >= begin, wants_result(), Interaction.employee_id == who.id)
    return call_rows(session, query.order_by(Call.started_at, Call.interaction_id))


def wants_result() -> ColumnElement[bool]:
    """Whether a call was talked in and has ended, and nobody has noted anything of it."""
    return and_(
        Call.direction != Direction.INTERNAL,
        Call.answered_at.is_not(None),
        Call.ended_at.is_not(None),
        Call.settled_at.is_(None),
        Interaction.text == "",
    )


def call(session: Session, interaction_id: int) -> CallDetails:
    """One call whole. Raises NotFound."""
    rows = call_rows(session, calls_query().where(Call.interaction_id == interaction_id))
    if not rows:
        raise NotFound("This call does not exist (any more).")
    back = call_back_task(session, rows[0].number)
    return CallDetails(rows[0], legs(session, interaction_id), notes(session, interaction_id), back)


def legs(session: Session, interaction_id: int) -> tuple[LegRow, ...]:
    """The telephones that a call rang at, in their order."""
    rows = session.execute(
        select(
            CallLeg.position,
            CallLeg.extension,
            func.coalesce(Employee.name, ""),
            CallLeg.rang_at,
            CallLeg.answered_at,
            CallLeg.ended_at,
            CallLeg.outcome,
        )
        .outerjoin(Employee, Employee.id == CallLeg.employee_id)
        .where(CallLeg.interaction_id == interaction_id)
        .order_by(CallLeg.position)
    )
    return tuple(LegRow(*row) for row in rows)


def call_back_task(session: Session, number: str | None) -> CallBackTask | None:
    """The open task of calling *number* back."""
    if not number:
        return None
    mine = false() if acting(session) is None else of_whom(actor(session))
    row = session.execute(
        select(Task.id, Task.version, Task.due_at, func.coalesce(Employee.name, ""), mine)
        .outerjoin(Employee, Employee.id == Task.employee_id)
        .where(Task.kind == TaskKind.CALL_BACK, Task.number == number, Task.done_at.is_(None))
        .order_by(Task.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else CallBackTask(row[0], row[1], row[2], row[3], bool(row[4]))


def calls_query() -> Select[*tuple[Any, ...]]:
    """What a call's row is read from; narrowed by conditions and given to ``call_rows``."""
    return (
        select(
            Call.interaction_id,
            Call.linked_id,
            Call.started_at,
            Call.answered_at,
            Call.ended_at,
            Call.direction,
            Call.outcome,
            Call.number,
            Call.raw_number,
            Call.number_extension,
            Call.line,
            Call.extension,
            Call.caller_name,
            func.coalesce(Contact.name, person_at_number(), "").label("person"),
            Counterparty.name.label("company"),
            Interaction.counterparty_id,
            Counterparty.kind,
            Interaction.inquiry_id,
            Inquiry.number.label("inquiry_number"),
            Interaction.deal_id,
            Interaction.employee_id,
            Employee.name.label("who"),
            Interaction.text.label("note"),
            Call.settled_at,
        )
        .select_from(Call)
        .join(Interaction, Interaction.id == Call.interaction_id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
        .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .outerjoin(Employee, Employee.id == Interaction.employee_id)
    )


def call_rows(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[CallRow, ...]:
    """The calls that *query* finds."""
    return tuple(
        CallRow(
            r.interaction_id,
            r.linked_id,
            r.started_at,
            r.answered_at,
            r.ended_at,
            r.direction,
            r.outcome,
            r.number,
            r.raw_number,
            r.number_extension,
            r.line,
            r.extension,
            shown_name(r.person, r.caller_name),
            r.company or "",
            r.counterparty_id,
            r.kind,
            r.inquiry_id,
            r.inquiry_number or "",
            r.deal_id,
            r.employee_id,
            r.who or "",
            r.note,
            r.settled_at,
        )
        for r in session.execute(query)
    )
