"""The last three months of inquiries in the demo company: how they came, how soon somebody answered, what became of them.

They are written as they stand today: the single steps of each are long past, and nobody needs the news of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.call_terms import LegOutcome
from app.models.calls import CallLeg
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.response import worked_minutes
from app.models.terms import (
    CallOutcome,
    Channel,
    CloseReason,
    ContactPointKind,
    CounterpartyKind,
    Direction,
    InquiryState,
    InteractionKind,
    Source,
)
from app.operations import responses
from app.operations.demo_story import Story
from app.operations.intake_rules import company_timetable
from app.operations.numbering import Series, next_number

DAYS = 90
BUSY_DAY, QUIET_DAY = (1, 2, 2, 3, 3, 4), (0, 0, 1)
SOURCES = (Source.CALL, Source.CALL, Source.LETTER, Source.LETTER, Source.SITE_FORM, Source.JIVO_CHAT)
REASONS = (CloseReason.PRELIMINARY, CloseReason.MISTAKEN, CloseReason.PRELIMINARY)
MATTERS = (
    "Request for quotation", "Spare parts", "Pump for syrup", "Compressor, delivery time", "Climatic chamber, price",
    "Запрос цены", "Насос для щёлочи", "Ersatzteile", "Anfrage Kreiselpumpe", "Wartung eines Verdichters",
)  # fmt: skip
ANSWERED_AFTER = (0.3, 0.5, 0.6, 0.8, 1.1, 1.4, 1.9, 2.6, 3.4, 5.5)
"""Hours of work until the first answer."""
LATE_ONE = 17
"""Of so many inquiries one is sorted after the time that was promised."""
PICKED_UP = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks again: a counterparty that the company knows, and who answers for it."""

    id: int
    name: str
    phone: str
    email: str
    language: str
    department_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class _Times:
    """When an inquiry was to be sorted, was sorted, was to be answered, was answered, and after how many minutes of work."""

    due: datetime
    sorted: datetime
    respond_by: datetime
    answered: datetime
    minutes: int


def look_back(story: Story) -> None:
    """Fill the past with inquiries: one for each recent deal, others that were closed or belonged to a known customer."""
    askers = _askers(story.session)
    moments = _moments(story)
    begun = {deal.created_at: deal for deal in _recent_deals(story)}
    chosen: list[tuple[datetime, Deal | None]] = [(moment, None) for moment in moments]
    chosen.extend((at - timedelta(days=2), deal) for at, deal in begun.items())
    whole = sorted(chosen, key=lambda pair: pair[0])
    for number, (moment, deal) in enumerate(whole):
        asker = askers[number % len(askers)] if deal is None else _asker_of(story.session, deal)
        with story.scene("", moment):
            inquiry = _inquiry(story, asker, moment, deal, number)
        if inquiry.source is Source.CALL:
            _call(story.session, inquiry, number)
        if deal is not None:
            deal.inquiry_id = inquiry.id
    story.session.flush()


def _moments(story: Story) -> list[datetime]:
    found: list[datetime] = []
    for back in range(DAYS, 0, -1):
        count = story.chance.choice(BUSY_DAY if story.ago(back).isoweekday() < 6 else QUIET_DAY)
        found.extend(story.ago(back) + timedelta(minutes=story.chance.randrange(0, 240)) for _ in range(count))
    return [moment for moment in found if moment < story.ago(hours=20)]


def _recent_deals(story: Story) -> list[Deal]:
    since = story.ago(DAYS - 5)
    query = select(Deal).where(Deal.created_at >= since, Deal.inquiry_id.is_(None)).order_by(Deal.created_at, Deal.id)
    return list(story.session.scalars(query))


def _askers(session: Session) -> list[_Asker]:
    kinds = (CounterpartyKind.CUSTOMER, CounterpartyKind.LEAD)
    query = (
        select(Counterparty)
        .where(Counterparty.kind.in_(kinds), Counterparty.seller_id.is_not(None), Counterparty.department_id.is_not(None))
        .order_by(Counterparty.id)
    )
    return [_asker(session, each, each.department_id or 0, each.seller_id or 0) for each in session.scalars(query)]


def _asker_of(session: Session, deal: Deal) -> _Asker:
    return _asker(session, session.get_one(Counterparty, deal.counterparty_id), deal.department_id, deal.seller_id)


def _asker(session: Session, known: Counterparty, department_id: int, seller_id: int) -> _Asker:
    query = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.counterparty_id == known.id)
    points = {row.kind: row.value for row in session.execute(query.order_by(ContactPoint.id.desc()))}
    phone, email = points.get(ContactPointKind.PHONE, ""), points.get(ContactPointKind.EMAIL, "")
    return _Asker(known.id, known.name, phone, email, known.language, department_id, seller_id)


def _times(story: Story, moment: datetime, hours: float, number: int) -> _Times:
    """When an inquiry of *moment* was sorted, and answered after so many *hours* of work; each seventeenth sorted late."""
    session, latest = story.session, story.ago(0)
    rule, due = responses.rule(session), company_timetable(session).following(moment)
    answered = min(rule.hours.after(moment, timedelta(hours=hours)), latest)
    done = min(moment + (answered - moment) * 0.6, due - timedelta(minutes=2 + number % 9))
    if number % LATE_ONE == 0:
        done = due + timedelta(minutes=5 + number % 40)
    done = min(max(done, moment), latest)
    answered = max(answered, done)
    return _Times(due, done, rule.by(moment), answered, worked_minutes(rule.hours, moment, answered))


def _inquiry(story: Story, asker: _Asker, moment: datetime, deal: Deal | None, number: int) -> Inquiry:
    session, chance = story.session, story.chance
    source = chance.choice(SOURCES)
    times = _times(story, moment, chance.choice(ANSWERED_AFTER), number)
    answered = times.answered
    outcome = chance.random()
    state = InquiryState.CLOSED if outcome < 0.45 else InquiryState.LINKED
    closed = deal is None and state is InquiryState.CLOSED
    sorter = story.employees["marta.vogel"]
    head = session.scalar(select(Employee.id).where(Employee.department_id == asker.department_id).order_by(Employee.id))
    inquiry = Inquiry(
        number=next_number(session, Series.INQUIRY),
        received_at=moment,
        channel=Channel.PHONE if source is Source.CALL else Channel.EMAIL,
        source=source,
        name=asker.name,
        company=asker.name,
        phone=asker.phone,
        phone_raw=asker.phone,
        email=asker.email,
        subject=deal.title if deal is not None else chance.choice(MATTERS),
        language=asker.language,
        state=InquiryState.QUALIFIED if deal is not None else state,
        counterparty_id=asker.id,
        department_id=asker.department_id,
        seller_id=asker.seller_id,
        due_at=times.due,
        sorted_at=times.sorted,
        sorted_by_id=sorter,
        assigned_at=answered,
        assigned_by_id=head,
        respond_by=times.respond_by,
        first_response_at=answered,
        first_responder_id=asker.seller_id,
        response_minutes=times.minutes,
        close_reason=chance.choice(REASONS) if closed else None,
        closed_at=answered + timedelta(hours=20) if closed else None,
    )
    session.add(inquiry)
    session.flush()
    return inquiry


def _call(session: Session, inquiry: Inquiry, number: int) -> None:
    """The call behind an inquiry by telephone; every fifth was missed, and called back when the inquiry was answered."""
    missed = number % 5 == 0
    _rang(session, inquiry, Direction.IN, inquiry.received_at, answered=not missed)
    if not missed:
        inquiry.first_response_at, inquiry.response_minutes = inquiry.received_at + PICKED_UP, 0
    if missed and inquiry.first_response_at is not None and inquiry.phone:
        _rang(session, inquiry, Direction.OUT, inquiry.first_response_at, answered=True)


def _rang(session: Session, inquiry: Inquiry, direction: Direction, begin: datetime, *, answered: bool) -> None:
    extension = session.scalars(select(Employee.extension).where(Employee.id == inquiry.seller_id)).one()
    event = Interaction(
        at=begin,
        kind=InteractionKind.CALL,
        direction=direction,
        counterparty_id=inquiry.counterparty_id,
        inquiry_id=inquiry.id,
        employee_id=inquiry.seller_id if answered else None,
        subject=inquiry.subject,
    )
    session.add(event)
    session.flush()
    times = (begin + PICKED_UP if answered else None, begin + timedelta(seconds=190 if answered else 24))
    session.add(
        Call(
            interaction_id=event.id,
            linked_id=f"demo-{event.id}",
            started_at=begin,
            answered_at=times[0],
            ended_at=times[1],
            direction=direction,
            number=inquiry.phone or None,
            raw_number=inquiry.phone,
            extension=extension,
            outcome=CallOutcome.ANSWERED if answered else CallOutcome.MISSED,
            # What was said stands in the inquiry.
            settled_at=times[1] if answered else None,
        )
    )
    if direction is Direction.IN:
        session.flush()
        session.add(
            CallLeg(
                interaction_id=event.id,
                position=0,
                extension=extension,
                employee_id=inquiry.seller_id,
                rang_at=begin,
                answered_at=times[0],
                ended_at=times[1],
                outcome=LegOutcome.ANSWERED if answered else LegOutcome.MISSED,
            )
        )
