"""The card of a pop-up: who calls, what goes on with them, and what was said before [P22, C33]."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import Phrase, chosen, marked, phrase
from app.models.calls import Call
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.session import now
from app.models.terms import (
    ContactPointKind,
    CounterpartyKind,
    Direction,
)
from app.operations.actors import actor
from app.operations.call_business import last_deal, overdue_invoices, promises
from app.operations.call_notes import notes
from app.operations.call_results import call_back_task
from app.operations.call_ringing import UNSAID, unsaid
from app.operations.call_rows import PersonThere, PopUpCard
from app.operations.company_day import company_zone
from app.operations.history import HistoryRow, happened
from app.phone_place import place_of, time_there

EVENTS, PEOPLE = 3, 20
AGAIN_WITHIN = timedelta(days=14)
AGAIN = {
    2: marked("Second call since {date}"),
    3: marked("Third call since {date}"),
    4: marked("Fourth call since {date}"),
    5: marked("Fifth call since {date}"),
}


def pop_up(session: Session, interaction_id: int) -> PopUpCard:
    """The card of a call. Raises NotAllowed where nobody is signed in, NotFound."""
    actor(session)
    row = _call(session, interaction_id)
    whose = row.counterparty_id
    of_call = notes(session, interaction_id)
    untouched = row.state is not None and row.state in UNSAID and row.channel_is_phone
    return PopUpCard(
        interaction_id=row.interaction_id,
        linked_id=row.linked_id,
        direction=row.direction,
        outcome=row.outcome,
        started_at=row.started_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        number=row.number,
        raw_number=row.raw_number,
        number_extension=row.number_extension,
        line=row.line,
        caller_name=row.caller_name,
        place=place_of(row.number, chosen()) if row.number else "",
        there=time_there(row.number, now(session)) if row.number else None,
        counterparty_id=whose,
        company=row.company or "",
        kind=row.kind,
        since=_day(session, row.customer_since or row.created_at),
        seller=row.seller or "",
        people=_people(session, row.number, row.number_extension, whose) if row.number else (),
        deal=last_deal(session, whose) if whose else None,
        promises=promises(session, whose) if whose else (),
        invoices=overdue_invoices(session, whose) if whose else (),
        last=_last(session, row, whose),
        again=_again(session, row),
        note=next((each.text for each in of_call if each.mine), ""),
        others=tuple(each for each in of_call if not each.mine),
        call_back=call_back_task(session, row.number),
        inquiry_id=row.inquiry_id,
        inquiry_number=row.inquiry_number or "",
        inquiry_version=row.inquiry_version or 0,
        inquiry_state=row.state,
        name=row.asked_name or "",
        named_company=row.asked_company or "",
        need=row.need or "",
        new=bool(row.new),
        may_describe=untouched and row.kind in (None, CounterpartyKind.LEAD),
        may_attach=row.direction is not Direction.INTERNAL,
        may_lead=row.direction is not Direction.INTERNAL and whose is None and row.inquiry_id is None,
        settled=row.settled_at is not None,
    )


def _call(session: Session, interaction_id: int) -> Row[*tuple[Any, ...]]:
    row = session.execute(
        select(
            Call.interaction_id,
            Call.linked_id,
            Call.direction,
            Call.outcome,
            Call.started_at,
            Call.answered_at,
            Call.ended_at,
            Call.number,
            Call.raw_number,
            Call.number_extension,
            Call.line,
            Call.caller_name,
            Call.settled_at,
            Interaction.counterparty_id,
            Counterparty.name.label("company"),
            Counterparty.kind,
            Counterparty.customer_since,
            Counterparty.created_at,
            Employee.name.label("seller"),
            Interaction.inquiry_id,
            Inquiry.number.label("inquiry_number"),
            Inquiry.version.label("inquiry_version"),
            Inquiry.state,
            (Inquiry.channel == "phone").label("channel_is_phone"),
            Inquiry.name.label("asked_name"),
            Inquiry.company.label("asked_company"),
            Inquiry.text.label("need"),
            unsaid().label("new"),
        )
        .select_from(Call)
        .join(Interaction, Interaction.id == Call.interaction_id)
        .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .where(Call.interaction_id == interaction_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This call does not exist (any more).")
    return row


def _day(session: Session, moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(company_zone(session)).date()


def _people(session: Session, number: str, extension: str, whose: int | None) -> tuple[PersonThere, ...]:
    """Everybody behind the number: whom the extension names, then those of the counterparty that it identifies."""
    point = ContactPoint
    matched = and_(point.extension != "", point.extension == extension) if extension else point.id.is_(None)
    rows = session.execute(
        select(
            Contact.id,
            Contact.name,
            Contact.position,
            Counterparty.id.label("party"),
            Counterparty.name.label("company"),
            Counterparty.kind,
            point.extension,
            matched.label("matched"),
        )
        .select_from(point)
        .join(Contact, Contact.id == point.contact_id)
        .join(Counterparty, Counterparty.id == point.counterparty_id)
        .where(
            point.value == number,
            point.kind == ContactPointKind.PHONE,
            point.valid,
            Contact.active,
            Counterparty.merged_into_id.is_(None),
        )
        .order_by(
            case((matched, 0), else_=1),
            case((Counterparty.id == (whose or 0), 0), else_=1),
            case((point.extension == "", 0), else_=1),
            point.id,
        )
        .limit(PEOPLE)
    )
    # A lead that nobody has named yet is called by its number: that is no person.
    named = (row for row in rows if any(sign.isalpha() for sign in row.name))
    return tuple(PersonThere(*row[:7], matched=bool(row.matched)) for row in named)


def _last(session: Session, row: Row[*tuple[Any, ...]], whose: int | None) -> tuple[HistoryRow, ...]:
    """The last events with them, without this call; of nobody known, the earlier calls of the number."""
    if whose is not None:
        theirs = Interaction.counterparty_id == whose
    elif row.number:
        theirs = Interaction.id.in_(select(Call.interaction_id).where(Call.number == row.number))
    else:
        return ()
    return happened(session, and_(theirs, Interaction.id != row.interaction_id), EVENTS)


def _again(session: Session, row: Row[*tuple[Any, ...]]) -> Phrase | None:
    """How often this number has called lately, this time included."""
    if not row.number or row.direction is not Direction.IN:
        return None
    begin = row.started_at - AGAIN_WITHIN
    earlier = or_(Call.started_at < row.started_at, Call.interaction_id == row.interaction_id)
    number, first = session.execute(
        select(func.count(), func.min(Call.started_at)).where(
            Call.number == row.number, Call.direction == Direction.IN, Call.started_at >= begin, earlier
        )
    ).one()
    if number < 2:
        return None
    day = _day(session, first)
    if number in AGAIN:
        return phrase(AGAIN[number], date=day)
    return phrase("{count} calls since {date}", count=number, date=day)
