"""Service: offered to every customer, accepted with a contract and its visits, or declined with a reason [M68, M69]."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import marked, stored
from app.models.deals import Deal
from app.models.process import RULES
from app.models.service import ServiceContract, ServiceVisit
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import Periodicity, Role, Stage, TaskKind
from app.money import CENT
from app.operations.actors import actor, require
from app.operations.company_day import company_date, company_zone
from app.operations.deal_stages import finish_tasks
from app.operations.deals import changed, held
from app.operations.editing import expect, locked
from app.operations.numbering import Series, next_number

PERIODICITY_WORDS = {
    Periodicity.MONTHLY: marked("every month"),
    Periodicity.QUARTERLY: marked("every quarter"),
    Periodicity.HALF_YEARLY: marked("every half year"),
    Periodicity.YEARLY: marked("every year"),
}
CONCLUDE = marked("Conclude the service contract")
CONCLUDE_DAYS = 7
RENEW = marked("Service contract {number} ends on {date}: offer to renew it")
RENEW_DAYS = 60
"""Days before a contract ends in which the seller asks the customer: the usual notice is a month or more."""
LONGEST_MONTHS = 120
MONTHS = {
    Periodicity.MONTHLY: 1,
    Periodicity.QUARTERLY: 3,
    Periodicity.HALF_YEARLY: 6,
    Periodicity.YEARLY: 12,
}


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """A service contract: from when, for how many months, how often; price: a year, net, in the deal's currency."""

    starts_on: date
    months: int
    periodicity: Periodicity
    price: Decimal


def offer(session: Session, deal_id: int, version: int) -> int:
    """Service was offered to the customer; the deal's new version."""
    deal = _in_service(session, deal_id, version)
    deal.service_offered_at = deal.service_offered_at or now(session)
    session.flush()
    return deal.version


def accept(session: Session, deal_id: int, version: int) -> int:
    """The customer wants service: the seller gets the task to conclude the contract; the deal's new version."""
    deal = _in_service(session, deal_id, version)
    moment = now(session)
    deal.service_offered_at = deal.service_offered_at or moment
    if not deal.service_accepted:
        session.add(
            Task(
                kind=TaskKind.CONCLUDE_SERVICE_CONTRACT,
                title=CONCLUDE,
                params={},
                due_at=moment + timedelta(days=CONCLUDE_DAYS),
                created_at=moment,
                created_by_id=acting(session),
                employee_id=deal.seller_id,
                role=Role.SELLER,
                department_id=deal.department_id,
                counterparty_id=deal.counterparty_id,
                deal_id=deal.id,
            )
        )
    deal.service_accepted, deal.service_declined_reason = True, ""
    finish_tasks(session, deal_id, moment, "", RULES[Stage.SERVICE].task)
    session.flush()
    return deal.version


def decline(session: Session, deal_id: int, version: int, reason: str) -> int:
    """The customer wants no service. Raises UserError without a reason, or when a contract is concluded already."""
    deal = _in_service(session, deal_id, version)
    if not reason.strip():
        raise UserError("Say why the customer wants no service.")
    moment = now(session)
    deal.service_offered_at = deal.service_offered_at or moment
    deal.service_accepted, deal.service_declined_reason = False, reason.strip()
    finish_tasks(session, deal_id, moment, reason.strip(), RULES[Stage.SERVICE].task)
    _finish_concluding(session, deal)
    session.flush()
    return deal.version


def _finish_concluding(session: Session, deal: Deal) -> None:
    waiting = select(Task).where(
        Task.deal_id == deal.id, Task.kind == TaskKind.CONCLUDE_SERVICE_CONTRACT, Task.done_at.is_(None)
    )
    for task in session.scalars(waiting):
        task.done_at, task.done_by_id = now(session), acting(session)


def _in_service(session: Session, deal_id: int, version: int) -> Deal:
    """The deal, locked, for its seller, the head and service. Raises NotAllowed, Conflict, UserError."""
    who = actor(session)
    if Role.SERVICE in who.roles:
        deal = locked(session, Deal, deal_id)
        expect(deal, version)
    else:
        deal = held(session, deal_id, version)
    if deal.stage is not Stage.SERVICE:
        raise UserError("Service is offered when the equipment runs.")
    if session.scalar(select(exists().where(ServiceContract.deal_id == deal_id))):
        raise UserError("The service contract is concluded already.")
    return deal


def conclude_contract(session: Session, deal_id: int, version: int, draft: ServiceDraft) -> int:
    """Conclude the service contract and plan its visits; its id. Raises UserError for times or a price that cannot be."""
    deal = _in_service(session, deal_id, version)
    check(draft)
    deal.service_offered_at = deal.service_offered_at or now(session)
    deal.service_accepted, deal.service_declined_reason = True, ""
    contract = written(session, deal, draft)
    finish_tasks(session, deal_id, now(session), contract.number, RULES[Stage.SERVICE].task)
    _finish_concluding(session, deal)
    changed(session, deal)
    return contract.id


def check(draft: ServiceDraft) -> None:
    """Raise UserError for times or a price that no contract can have."""
    if not 1 <= draft.months <= LONGEST_MONTHS:
        raise UserError("A service contract runs for 1 to {months} months.", months=LONGEST_MONTHS)
    if not draft.price.is_finite() or draft.price < 0 or draft.price != draft.price.quantize(CENT):
        raise UserError("The price must not be negative, and has at most two decimals.")


def written(session: Session, deal: Deal, draft: ServiceDraft, renews_id: int | None = None) -> ServiceContract:
    """Write a contract with its visits, and plan when the seller offers to renew it."""
    contract = ServiceContract(
        deal_id=deal.id,
        concluded_on=company_date(session),
        starts_on=draft.starts_on,
        ends_on=months_later(draft.starts_on, draft.months) - timedelta(days=1),
        periodicity=draft.periodicity,
        price=draft.price,
        currency=deal.currency,
        renews_id=renews_id,
        number=next_number(session, Series.SERVICE_CONTRACT),
    )
    session.add(contract)
    session.flush()
    session.add_all(ServiceVisit(service_contract_id=contract.id, due_on=day) for day in visit_days(draft))
    _plan_renewal(session, deal, contract)
    return contract


def _plan_renewal(session: Session, deal: Deal, contract: ServiceContract) -> None:
    """The seller's task is of the customer, not of the deal: the deal closes long before the contract ends."""
    moment = now(session)
    zone = company_zone(session)
    day = datetime.combine(contract.ends_on - timedelta(days=RENEW_DAYS), time(9), zone).astimezone(UTC)
    session.add(
        Task(
            kind=TaskKind.OTHER,
            title=RENEW,
            params=stored({"number": contract.number, "date": contract.ends_on, "contract": contract.id}),
            due_at=max(day, moment),
            created_at=moment,
            created_by_id=acting(session),
            employee_id=deal.seller_id,
            role=Role.SELLER,
            department_id=deal.department_id,
            counterparty_id=deal.counterparty_id,
        )
    )


def visit_days(draft: ServiceDraft) -> Iterator[date]:
    """The days of the visits: at the end of each period that lies within the contract."""
    step = MONTHS[draft.periodicity]
    for months in range(step, draft.months + 1, step):
        yield months_later(draft.starts_on, months) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day *months* later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def visit_done(session: Session, visit_id: int, work: str) -> None:
    """Record a visit with the work that was done. For service. Raises UserError without it, or if it is done already."""
    who = require(session, Role.SERVICE)
    visit = session.get(ServiceVisit, visit_id, with_for_update=True)
    if visit is None:
        raise NotFound("This visit does not exist.")
    if visit.done_at is not None:
        raise UserError("This visit is recorded already.")
    if not work.strip():
        raise UserError("Say what was done.")
    visit.done_at, visit.employee_id, visit.work = now(session), who.id, work.strip()
    session.flush()
