"""Visits of service contracts: who goes, another day with its reason, and taking back what was recorded by mistake [M69]."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Conflict, FieldClash, NotFound, UserError
from app.language import marked, phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.notice_terms import NoticeKind
from app.models.service import ServiceContract, ServiceVisit
from app.models.terms import Role
from app.operations.actors import require
from app.operations.company_day import company_date
from app.operations.notices import tell

DUE = marked("Due on")


def _visit(session: Session, visit_id: int) -> ServiceVisit:
    visit = session.get(ServiceVisit, visit_id, with_for_update=True, populate_existing=True)
    if visit is None:
        raise NotFound("This visit does not exist.")
    return visit


def _planned(session: Session, visit_id: int) -> ServiceVisit:
    visit = _visit(session, visit_id)
    if visit.done_at is not None:
        raise UserError("This visit is recorded already.")
    return visit


def take_visit(session: Session, visit_id: int) -> None:
    """Who acts will go. For service. Raises UserError if somebody else of service has taken it, or it is done."""
    who = require(session, Role.SERVICE)
    visit = _planned(session, visit_id)
    if visit.employee_id not in (None, who.id):
        raise UserError("Somebody else has taken this visit: they give it back first.")
    visit.employee_id = who.id
    session.flush()


def give_back_visit(session: Session, visit_id: int) -> None:
    """Nobody is named for the visit any more. For service."""
    require(session, Role.SERVICE)
    _planned(session, visit_id).employee_id = None
    session.flush()


def reschedule(session: Session, visit_id: int, seen: date, due_on: date, reason: str) -> None:
    """Put a visit off, or forward. seen: the day that the person saw; the deal's seller is told. For service.

    Raises Conflict if somebody moved it meanwhile; UserError without a reason (back to the contract's own day needs
    none), and for a day that has passed.
    """
    require(session, Role.SERVICE)
    visit = _planned(session, visit_id)
    if visit.due_on != seen:
        raise Conflict(
            "Somebody else moved this visit meanwhile. Nothing was saved.",
            clashes=[FieldClash("due_on", phrase(DUE), seen, due_on, visit.due_on)],
        )
    first = visit.first_due_on or visit.due_on
    if due_on == visit.due_on:
        raise UserError("The visit is planned for this day already.")
    if due_on != first and not reason.strip():
        raise UserError("Say why the visit is put off: the customer counts on it.")
    if due_on != first and due_on < company_date(session):
        raise UserError("A visit cannot be put off to a day that has passed.")
    back = due_on == first
    visit.first_due_on, visit.move_reason = (None, "") if back else (first, reason.strip())
    visit.due_on = due_on
    deal_id, number, seller_id, company = _deal(session, visit.service_contract_id)
    if back:
        news = phrase("The service visit to {company} is on {date} again.", company=company, date=due_on)
    else:
        news = phrase(
            "The service visit to {company} moves from {before} to {date}: {reason}",
            company=company,
            before=seen,
            date=due_on,
            reason=visit.move_reason,
            number=number,
        )
    tell(session, [seller_id], news, place="deals", record_id=deal_id, kind=NoticeKind.DEAL)
    session.flush()


def _deal(session: Session, contract_id: int) -> tuple[int, str, int, str]:
    """Id and number of the contract's deal, who answers for it, and the customer."""
    row = session.execute(
        select(Deal.id, Deal.number, Deal.seller_id, Counterparty.name)
        .join(ServiceContract, ServiceContract.deal_id == Deal.id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .where(ServiceContract.id == contract_id)
    ).one()
    return row.id, row.number, row.seller_id, row.name


def not_done(session: Session, visit_id: int) -> None:
    """Take back that a visit was done. For who recorded it. Raises UserError if it is not recorded, or by somebody else."""
    who = require(session, Role.SERVICE)
    visit = _visit(session, visit_id)
    if visit.done_at is None:
        raise UserError("This visit is not recorded yet.")
    if visit.employee_id != who.id and Role.ADMIN not in who.roles:
        raise UserError("Somebody else recorded this visit.")
    visit.done_at, visit.work = None, ""
    session.flush()


def waiting(session: Session) -> int:
    """Visits that are due today or were due before."""
    query = select(func.count(ServiceVisit.id)).where(
        ServiceVisit.done_at.is_(None), ServiceVisit.due_on <= company_date(session)
    )
    return session.scalar(query) or 0
