"""The registers of service: visits, contracts, offers, machines to commission, certificates still to come [M66-M70]."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.language import marked
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine
from app.models.products import Product, Trait
from app.models.service import Certificate, ServiceContract, ServiceVisit
from app.models.terms import Role, Stage
from app.operations.company_day import company_date
from app.operations.register_filters import choice_filter, date_filter, people, text_filter, yes_no_filter
from app.operations.register_spec import Column, Condition, Operator, Preset, Register
from app.operations.registers_plant import NEVER, named
from app.operations.service import PERIODICITY_WORDS, RENEW_DAYS

Technician = aliased(Employee)
Following = aliased(ServiceContract)
SELLER = choice_filter("seller", marked("Seller"), Deal.seller_id, people(Role.SELLER))
COMPANY = text_filter("company", marked("Customer"), Counterparty.name)


def _yes(key: str) -> tuple[Condition, ...]:
    return (Condition(key, Operator.IS, ("yes",)),)


def _search(_session: Session, text: str) -> ColumnElement[bool]:
    titled = func.lower(Deal.title).contains(text.strip().lower(), autoescape=True)
    return or_(Deal.number == text.strip().upper(), titled, Deal.counterparty_id.in_(named(text)))


def _contract_search(session: Session, text: str) -> ColumnElement[bool]:
    return or_(ServiceContract.number == text.strip().upper(), _search(session, text))


def _deals() -> Select[Any]:
    return (
        select()
        .select_from(Deal)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
    )


def _visits(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(ServiceVisit)
        .join(ServiceContract, ServiceContract.id == ServiceVisit.service_contract_id)
        .join(Deal, Deal.id == ServiceContract.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .outerjoin(Technician, Technician.id == ServiceVisit.employee_id)
    )


def _planned(_session: Session) -> ColumnElement[bool]:
    return ServiceVisit.done_at.is_(None)


def _between(session: Session, first: date, last: date) -> ColumnElement[bool]:
    return and_(_planned(session), ServiceVisit.due_on >= first, ServiceVisit.due_on <= last)


def _overdue(session: Session) -> ColumnElement[bool]:
    return and_(_planned(session), ServiceVisit.due_on < company_date(session))


def _this_week(session: Session) -> ColumnElement[bool]:
    today = company_date(session)
    return _between(session, today, today + timedelta(days=6 - today.weekday()))


def _month_end(session: Session) -> date:
    today = company_date(session)
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _this_month(session: Session) -> ColumnElement[bool]:
    return _between(session, company_date(session), _month_end(session))


def _later(session: Session) -> ColumnElement[bool]:
    return and_(_planned(session), ServiceVisit.due_on > _month_end(session))


VISITS = Register(
    "service_visits",
    marked("Service visits"),
    (
        Column("due_on", marked("Due"), "date", ServiceVisit.due_on, 210, ServiceVisit.due_on),
        Column("company", marked("Customer"), "text", Counterparty.name, 210, Counterparty.name),
        Column("title", marked("Equipment"), "text", Deal.title, 190),
        Column("who", marked("Who goes"), "text", func.coalesce(Technician.name, ""), 130),
        Column("contract", marked("Contract"), "text", ServiceContract.number, 108),
        Column("first_due_on", marked("First planned"), "date", ServiceVisit.first_due_on, 104),
        Column("move_reason", marked("Why moved"), "text", ServiceVisit.move_reason, 180),
        Column("deal", marked("Deal"), "text", Deal.number, 108),
        Column("seller", marked("Seller"), "text", Employee.name, 130),
        Column("done_at", marked("Done"), "time", ServiceVisit.done_at, 96),
        Column("work", marked("What was done"), "text", ServiceVisit.work, 220),
        Column("contract_id", marked("Contract"), "integer", ServiceContract.id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", Deal.id, hidden=True),
        Column("employee_id", marked("Who goes"), "integer", ServiceVisit.employee_id, hidden=True),
    ),
    _visits,
    ServiceVisit.id,
    order="due_on",
    filters=(
        yes_no_filter("planned", marked("Planned"), _planned),
        yes_no_filter("overdue", marked("Overdue"), _overdue),
        yes_no_filter("week", marked("This week"), _this_week),
        yes_no_filter("month", marked("This month"), _this_month),
        yes_no_filter("later", marked("Later"), _later),
        date_filter("due", marked("Due"), ServiceVisit.due_on),
        date_filter("done", marked("Done"), ServiceVisit.done_at),
        choice_filter("who", marked("Who goes"), ServiceVisit.employee_id, people(Role.SERVICE)),
        SELLER,
        COMPANY,
    ),
    presets=(
        Preset("planned", marked("Planned"), _yes("planned")),
        Preset("overdue", marked("Overdue"), _yes("overdue")),
        Preset("week", marked("This week"), _yes("week")),
        Preset("month", marked("This month"), _yes("month")),
        Preset("later", marked("Later"), _yes("later")),
    ),
    search=_contract_search,
    topics=frozenset({"service_visit", "service_contract"}),
)


def _contracts(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(ServiceContract)
        .join(Deal, Deal.id == ServiceContract.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .outerjoin(Following, Following.renews_id == ServiceContract.id)
    )


def _running(session: Session) -> ColumnElement[bool]:
    return ServiceContract.ends_on >= company_date(session)


def _ending(session: Session) -> ColumnElement[bool]:
    """Ends soon, or has ended in the same span of time, and nothing follows."""
    today, span = company_date(session), timedelta(days=RENEW_DAYS)
    return and_(ServiceContract.ends_on.between(today - span, today + span), Following.id.is_(None))


_next_visit = (
    select(func.min(ServiceVisit.due_on))
    .where(ServiceVisit.service_contract_id == ServiceContract.id, ServiceVisit.done_at.is_(None))
    .correlate(ServiceContract)
    .scalar_subquery()
)

CONTRACTS = Register(
    "service_contracts",
    marked("Service contracts"),
    (
        Column("number", marked("Number"), "text", ServiceContract.number, 112),
        Column("company", marked("Customer"), "text", Counterparty.name, 210, Counterparty.name),
        Column("ends_on", marked("Ends"), "date", ServiceContract.ends_on, 192, ServiceContract.ends_on),
        Column("next_visit", marked("Next visit"), "date", _next_visit, 116, func.coalesce(_next_visit, NEVER)),
        Column("periodicity", marked("Visits"), "choice", ServiceContract.periodicity, 116, words=PERIODICITY_WORDS),
        Column("price", marked("A year, net"), "money", ServiceContract.price, 104, ServiceContract.price),
        Column("currency", marked("Currency"), "text", ServiceContract.currency, 70),
        Column("starts_on", marked("Begins on"), "date", ServiceContract.starts_on, 96),
        Column("title", marked("Equipment"), "text", Deal.title, 220),
        Column("deal", marked("Deal"), "text", Deal.number, 108),
        Column("seller", marked("Seller"), "text", Employee.name, 130),
        Column("renewed_by", marked("Renewed by"), "text", func.coalesce(Following.number, ""), 116),
        Column("version", marked("Version"), "integer", ServiceContract.version, hidden=True),
        Column("deal_id", marked("Deal"), "integer", Deal.id, hidden=True),
    ),
    _contracts,
    ServiceContract.id,
    order="ends_on",
    filters=(
        yes_no_filter("running", marked("Running"), _running),
        yes_no_filter("ending", marked("To renew"), _ending),
        date_filter("ends", marked("Ends"), ServiceContract.ends_on),
        choice_filter("periodicity", marked("Visits"), ServiceContract.periodicity, PERIODICITY_WORDS),
        SELLER,
        COMPANY,
    ),
    presets=(
        Preset("running", marked("Running"), _yes("running")),
        Preset("ending", marked("To renew"), _yes("ending")),
        Preset("ended", marked("Ended"), (Condition("running", Operator.IS, ("no",)),)),
        Preset("all", marked("All"), counted=False),
    ),
    search=_contract_search,
    topics=frozenset({"service_contract", "service_visit"}),
)


def _offers(_session: Session) -> Select[Any]:
    """Deals whose equipment runs, without a contract and without a refusal of one."""
    concluded = exists().where(ServiceContract.deal_id == Deal.id)
    return _deals().where(Deal.stage == Stage.SERVICE, ~concluded, Deal.service_accepted.is_not(False))


def _to_offer(_session: Session) -> ColumnElement[bool]:
    return Deal.service_offered_at.is_(None)


def _no_answer(_session: Session) -> ColumnElement[bool]:
    return and_(Deal.service_offered_at.is_not(None), Deal.service_accepted.is_(None))


def _agreed(_session: Session) -> ColumnElement[bool]:
    return Deal.service_accepted.is_(True)


DEAL_COLUMNS = (
    Column("company", marked("Customer"), "text", Counterparty.name, 210, Counterparty.name),
    Column("title", marked("Equipment"), "text", Deal.title, 190),
)
DEAL_TAIL = (
    Column("since", marked("Since"), "time", Deal.stage_entered_at, 92, Deal.stage_entered_at),
    Column("number", marked("Deal"), "text", Deal.number, 110),
    Column("seller", marked("Seller"), "text", Employee.name, 140),
    Column("version", marked("Version"), "integer", Deal.version, hidden=True),
)

OFFERS = Register(
    "service_offers",
    marked("Service to offer"),
    (
        *DEAL_COLUMNS,
        Column("accepted", marked("Answer"), "yes_no", Deal.service_accepted, 164),
        Column("offered_at", marked("Offered"), "time", Deal.service_offered_at, 92),
        *DEAL_TAIL,
    ),
    _offers,
    Deal.id,
    order="since",
    filters=(
        yes_no_filter("to_offer", marked("To offer"), _to_offer),
        yes_no_filter("no_answer", marked("No answer yet"), _no_answer),
        yes_no_filter("agreed", marked("To conclude"), _agreed),
        SELLER,
        COMPANY,
    ),
    presets=(
        Preset("all", marked("All")),
        Preset("to_offer", marked("To offer"), _yes("to_offer")),
        Preset("no_answer", marked("No answer yet"), _yes("no_answer")),
        Preset("agreed", marked("To conclude"), _yes("agreed")),
    ),
    search=_search,
    topics=frozenset({"deal", "service_contract"}),
)


def _to_commission(_session: Session) -> Select[Any]:
    return _deals().where(Deal.stage == Stage.INSTALLATION)


COMMISSIONING = Register(
    "commissioning",
    marked("Equipment to commission"),
    (*DEAL_COLUMNS, *DEAL_TAIL),
    _to_commission,
    Deal.id,
    order="since",
    filters=(SELLER, COMPANY, date_filter("since", marked("Since"), Deal.stage_entered_at)),
    presets=(Preset("all", marked("All")),),
    search=_search,
    topics=frozenset({"deal", "commissioning"}),
)

_certified = or_(Product.needs_certificate, func.coalesce(Trait.needs_certificate, False))
_needed = (
    select(func.sum(DealLine.quantity))
    .join(Product, Product.id == DealLine.product_id)
    .outerjoin(Trait, Trait.id == Product.equipment_id)
    .where(DealLine.deal_id == Deal.id, _certified)
    .correlate(Deal)
    .scalar_subquery()
)
_have = (
    select(func.count(Certificate.id))
    .join(DealLine, DealLine.id == Certificate.deal_line_id)
    .where(DealLine.deal_id == Deal.id)
    .correlate(Deal)
    .scalar_subquery()
)


def _to_certify(_session: Session) -> Select[Any]:
    return _deals().where(Deal.stage == Stage.CERTIFICATION)


CERTIFICATES = Register(
    "certification",
    marked("Certificates from outside bodies"),
    (
        *DEAL_COLUMNS,
        Column("have", marked("Certificates"), "integer", _have, 110),
        Column("needed", marked("Units"), "quantity", _needed, 80),
        *DEAL_TAIL,
    ),
    _to_certify,
    Deal.id,
    order="since",
    filters=(SELLER, COMPANY, date_filter("since", marked("Since"), Deal.stage_entered_at)),
    presets=(Preset("all", marked("All")),),
    search=_search,
    topics=frozenset({"deal", "certificate"}),
)

REGISTERS = (VISITS, CONTRACTS, OFFERS, COMMISSIONING, CERTIFICATES)
