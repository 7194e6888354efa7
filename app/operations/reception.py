"""One look at all that intake must know before it does anything: a single statement, built once [C4, M23].

A letter should cost hardly more than its rows; half of what a short transaction costs is building and sending statements.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Subquery, Text, and_, bindparam, case, cast, func, literal, or_, select, true
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import marked
from app.models.company import Employee, EmployeeRole, Setting
from app.models.counterparties import Counterparty, Identity
from app.models.inquiries import IntakeRule
from app.models.interactions import Message
from app.models.mail import OutgoingLetter
from app.models.promise import DEFAULT_DAYS, DEFAULT_TIMES, DEFAULT_ZONE, Timetable, timetable
from app.models.response import DEFAULT_RESPONSE, LONGEST_RESPONSE, kept_hours
from app.models.terms import ContactPointKind, CounterpartyKind, IntakeEvent, Known, Role, Told
from app.models.working_hours import DEFAULT_BEGIN, DEFAULT_END, WorkingHours
from app.operations.mail_settings import ACKNOWLEDGE
from app.operations.settings import COMPANY

INCOMPLETE = marked("The intake rules are incomplete. An administrator can complete them: main.py database upgrade.")
TIMES, DAYS, ZONE = "triage.promise", "triage.days", "company.time_zone"
HOURS, HOLIDAYS, RESPONSE = "company.working_hours", "company.holidays", "response.minutes"


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A counterparty that a phone number or an address belongs to."""

    id: int
    kind: CounterpartyKind
    name: str
    seller_id: int | None
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell of the intake table. call_back_minutes: by when a missed call is called back, in working time."""

    creates_lead: bool
    creates_inquiry: bool
    creates_call_back: bool
    tells: Told
    call_back_minutes: int


@dataclass(frozen=True, slots=True)
class ResponseRule:
    """Within how much working time a sender is answered."""

    hours: WorkingHours
    within: timedelta

    def by(self, received_at: datetime) -> datetime:
        """Until when whoever asked at *received_at* is called or written to."""
        return self.hours.after(received_at, self.within)


@dataclass(frozen=True, slots=True)
class Reception:
    """What is known when somebody writes or calls. seen: the interaction that holds this very letter already.

    known: whose the address is; where there is none, as with a call, whose the number is. holder: whose the number beside
    an address is, if that is somebody else: it proves nothing, and a person decides (decision 022). ours: we wrote it.
    acknowledges: the company has chosen that new inquiries are answered at once.
    """

    seen: int | None
    known: KnownRow | None
    holder: KnownRow | None
    ours: bool
    acknowledges: bool
    rule: Rule
    promised: Timetable
    response: ResponseRule
    dispatchers: tuple[int, ...]


def _known_by() -> Select[tuple[int, CounterpartyKind, str, int | None, int | None]]:
    """Whose :phone or :email it is; a customer before a lead, the address before the number.

    A number in a letter may be anybody's, the address is where it came from.
    """
    party, identity = Counterparty.__table__, Identity.__table__
    by_email = and_(identity.c.kind == ContactPointKind.EMAIL, identity.c.value == bindparam("email", type_=Text()))
    by_phone = and_(identity.c.kind == ContactPointKind.PHONE, identity.c.value == bindparam("phone", type_=Text()))
    return (
        select(party.c.id, party.c.kind, party.c.name, party.c.seller_id, party.c.department_id)
        .select_from(identity.join(party, party.c.id == identity.c.counterparty_id))
        .where(or_(by_email, by_phone))
        .order_by(
            case((party.c.kind == CounterpartyKind.LEAD, 1), else_=0),
            case((identity.c.kind == ContactPointKind.EMAIL, 0), else_=1),
        )
        .limit(1)
    )


def _owner(kind: ContactPointKind, name: str, *conditions: ColumnElement[bool]) -> Subquery:
    """Who has the key that is given under the name *name*, under *conditions*."""
    party, identity = Counterparty.__table__, Identity.__table__
    return (
        select(party.c.id, party.c.kind, party.c.name, party.c.seller_id, party.c.department_id)
        .select_from(identity.join(party, party.c.id == identity.c.counterparty_id))
        .where(identity.c.kind == kind, identity.c.value == bindparam(name, type_=Text()), *conditions)
        .subquery()
    )


def _reception() -> Select[tuple[object, ...]]:
    rule, setting = IntakeRule.__table__, Setting.__table__
    employee, role = Employee.__table__, EmployeeRole.__table__
    at_work = (
        select(func.aggregate_strings(cast(employee.c.id, Text), ","))
        .select_from(employee.join(role, role.c.employee_id == employee.c.id))
        .where(role.c.role == Role.DISPATCHER, employee.c.active)
    )
    address, number = _owner(ContactPointKind.EMAIL, "email"), _owner(ContactPointKind.PHONE, "phone")
    # The number alone says who it is where there is no address: in a call, or a chat.
    alone = bindparam("email", type_=Text()) == ""
    kind = case((alone, number.c.kind), else_=address.c.kind)
    before = case(
        (kind.is_(None), literal(Known.UNKNOWN, rule.c.known.type)),
        (kind == CounterpartyKind.LEAD, literal(Known.LEAD, rule.c.known.type)),
        else_=literal(Known.CUSTOMER, rule.c.known.type),
    )
    settings = [
        select(setting.c.value).where(setting.c.owner == COMPANY, setting.c.key == key).scalar_subquery().label(name)
        for key, name in SETTINGS
    ]
    key = bindparam("key", type_=Text())
    message, letter = Message.__table__, OutgoingLetter.__table__
    return (
        select(
            select(message.c.interaction_id).where(message.c.unique_key == key).scalar_subquery().label("seen"),
            select(letter.c.id).where(letter.c.message_id == key).scalar_subquery().label("ours"),
            *(column.label(f"address_{column.name}") for column in address.c),
            *(column.label(f"number_{column.name}") for column in number.c),
            rule.c.creates_lead,
            rule.c.creates_inquiry,
            rule.c.creates_call_back,
            rule.c.tells,
            rule.c.call_back_minutes,
            *settings,
            at_work.scalar_subquery().label("dispatchers"),
        )
        .select_from(rule.outerjoin(address, true()).outerjoin(number, true()))
        .where(rule.c.event == bindparam("event", type_=rule.c.event.type), rule.c.known == before)
    )


SETTINGS = (
    *((TIMES, "times"), (DAYS, "days"), (ZONE, "zone"), (HOURS, "hours"), (HOLIDAYS, "holidays")),
    *((RESPONSE, "response"), (ACKNOWLEDGE, "acknowledges")),
)
KNOWN_BY, RECEPTION = _known_by(), _reception()


def received(session: Session, event: IntakeEvent, *, phone: str, email: str, key: str = "") -> Reception:
    """Who it is, what the rule table says, when triage promises to be done; key: the letter's unique key, "" for calls.

    Raises UserError where the rule table or the settings of the promise are incomplete.
    """
    row = session.connection().execute(RECEPTION, {"event": event, "phone": phone, "email": email, "key": key}).first()
    if row is None:
        raise UserError(INCOMPLETE)
    by_address = by_number = None
    if row.address_id is not None:
        by_address = KnownRow(
            row.address_id, row.address_kind, row.address_name, row.address_seller_id, row.address_department_id
        )
    if row.number_id is not None:
        by_number = KnownRow(row.number_id, row.number_kind, row.number_name, row.number_seller_id, row.number_department_id)
    known = by_address if email else by_number
    other = by_number is not None and known is not None and known.id != by_number.id
    return Reception(
        seen=row.seen,
        known=known,
        holder=by_number if known is None or other else None,
        ours=row.ours is not None,
        acknowledges=row.acknowledges is True,
        rule=Rule(row.creates_lead, row.creates_inquiry, row.creates_call_back, row.tells, row.call_back_minutes),
        promised=promised_times(row.times, row.days, row.zone, row.holidays),
        response=response_rule(row.response, row.hours, row.days, row.zone, row.holidays),
        dispatchers=tuple(sorted(int(each) for each in row.dispatchers.split(","))) if row.dispatchers else (),
    )


def rule_for(session: Session, event: IntakeEvent, kind: CounterpartyKind) -> Rule:
    """What the table says of *event* from a counterparty of this *kind*. Raises UserError where it is incomplete."""
    return rule_of(session, event, Known.LEAD if kind is CounterpartyKind.LEAD else Known.CUSTOMER)


def rule_of(session: Session, event: IntakeEvent, known: Known) -> Rule:
    """The cell of *event* and *known*. Raises UserError where the table is incomplete."""
    columns = (
        IntakeRule.creates_lead,
        IntakeRule.creates_inquiry,
        IntakeRule.creates_call_back,
        IntakeRule.tells,
        IntakeRule.call_back_minutes,
    )
    row = session.execute(select(*columns).where(IntakeRule.event == event, IntakeRule.known == known)).first()
    if row is None:
        raise UserError(INCOMPLETE)
    return Rule(*row)


def known_by(session: Session, phone: str, email: str) -> KnownRow | None:
    """Whose *phone* (E.164) or *email* (lower case) it is; "" for what is not there."""
    row = session.connection().execute(KNOWN_BY, {"phone": phone, "email": email}).first()
    return None if row is None else KnownRow(row.id, row.kind, row.name, row.seller_id, row.department_id)


def promised_times(
    times: list[str] | None, days: list[int] | None, zone: str | None, holidays: list[str] | None = None
) -> Timetable:
    """The timetable of these settings, the usual one where they are missing. Raises UserError for what makes no sense."""
    try:
        return timetable(times or DEFAULT_TIMES, days or DEFAULT_DAYS, zone or DEFAULT_ZONE, holidays or ())
    except (ValueError, TypeError) as error:
        raise UserError("The times of the triage desk in the settings cannot be read: {problem}", problem=error) from error


def response_rule(
    minutes: object, hours: list[str] | None, days: list[int] | None, zone: str | None, holidays: list[str] | None
) -> ResponseRule:
    """The rule of these settings; the usual one where they are missing, or make no sense: that costs no letter."""
    within = minutes if isinstance(minutes, int) and 0 < minutes <= LONGEST_RESPONSE else DEFAULT_RESPONSE
    span = timedelta(minutes=within)
    try:
        begin, end = hours or (DEFAULT_BEGIN, DEFAULT_END)
        week = tuple(days or DEFAULT_DAYS)
        return ResponseRule(kept_hours(week, begin, end, zone or DEFAULT_ZONE, tuple(holidays or ())), span)
    except (ValueError, TypeError):
        return ResponseRule(kept_hours(DEFAULT_DAYS, DEFAULT_BEGIN, DEFAULT_END, DEFAULT_ZONE, ()), span)
