"""Calls for tests: rows as the intake writes them, without an exchange; each function takes a session first."""

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.call_terms import LegOutcome
from app.models.calls import Call, CallLeg
from app.models.company import Employee
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.session import now
from app.models.terms import CallOutcome, Channel, Direction, InquiryState, InteractionKind, Source

_serial = count(1)


def telephone(session: Session, employee_id: int, extension: str) -> None:
    """Let *employee_id* have the telephone *extension*."""
    session.get_one(Employee, employee_id).extension = extension
    session.flush()


def call(
    session: Session,
    number: str | None = "+79161234567",
    *,
    direction: Direction = Direction.IN,
    outcome: CallOutcome = CallOutcome.GOING,
    at: datetime | None = None,
    rang: float = 5,
    talked: float = 0,
    counterparty_id: int | None = None,
    inquiry_id: int | None = None,
    employee_id: int | None = None,
    extension: str = "",
    text: str = "",
    caller_name: str = "",
    number_extension: str = "",
) -> int:
    """Id of a call that began *at*, rang so many seconds, and was talked in for so long; that of its interaction."""
    begun = at or now(session)
    answered = begun + timedelta(seconds=rang) if talked or outcome is CallOutcome.ANSWERED else None
    ended = None if outcome is CallOutcome.GOING else begun + timedelta(seconds=rang + talked)
    event = Interaction(
        at=begun,
        kind=InteractionKind.CALL,
        direction=direction,
        counterparty_id=counterparty_id,
        inquiry_id=inquiry_id,
        employee_id=employee_id,
        text=text,
    )
    session.add(event)
    session.flush()
    session.add(
        Call(
            interaction_id=event.id,
            linked_id=f"1791234567.{next(_serial)}",
            started_at=begun,
            answered_at=answered,
            ended_at=ended,
            direction=direction,
            number=number,
            raw_number=(number or "anonymous").lstrip("+"),
            number_extension=number_extension,
            extension=extension,
            caller_name=caller_name,
            line="74950001101",
            outcome=outcome,
        )
    )
    session.flush()
    return event.id


def leg(
    session: Session,
    call_id: int,
    extension: str,
    outcome: LegOutcome = LegOutcome.RINGING,
    *,
    rang_at: datetime | None = None,
    answered_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> None:
    """Let a call ring at *extension*, after the telephones where it rang before."""
    position = len(session.scalars(select(CallLeg.position).where(CallLeg.interaction_id == call_id)).all())
    owner = session.scalar(select(Employee.id).where(Employee.extension == extension))
    session.add(
        CallLeg(
            interaction_id=call_id,
            position=position,
            extension=extension,
            employee_id=owner,
            rang_at=rang_at or now(session),
            answered_at=answered_at,
            ended_at=ended_at,
            outcome=outcome,
        )
    )
    session.flush()


def inquiry(session: Session, counterparty_id: int | None, number: str = "+79161234567") -> int:
    """Id of the inquiry that the call of somebody unknown makes."""
    record = Inquiry(
        number=f"A-C-{next(_serial)}",
        received_at=now(session),
        channel=Channel.PHONE,
        source=Source.CALL,
        phone=number,
        phone_raw=number,
        state=InquiryState.NEW,
        counterparty_id=counterparty_id,
    )
    session.add(record)
    session.flush()
    return record.id
