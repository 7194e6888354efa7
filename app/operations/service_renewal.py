"""A service contract that ends is followed by another one [M69]; the task to offer it stands since it was concluded."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, UserError
from app.models.deals import Deal
from app.models.service import ServiceContract
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import Role
from app.operations.actors import require
from app.operations.deals import changed, may_change
from app.operations.editing import expect, locked
from app.operations.service import RENEW, ServiceDraft, check, written


def renew(session: Session, contract_id: int, version: int, draft: ServiceDraft) -> int:
    """Conclude the contract that follows; its id. The deal may be closed long since. For service, seller and head.

    Raises UserError if it is renewed already, if the new one would begin before the old one ends, or for times and prices
    that cannot be; NotAllowed; Conflict.
    """
    who = require(session, Role.SERVICE, Role.SELLER, Role.HEAD)
    old = locked(session, ServiceContract, contract_id)
    deal = locked(session, Deal, old.deal_id)
    mine = may_change(session, who, seller_id=deal.seller_id, department_id=deal.department_id)
    if Role.SERVICE not in who.roles and not mine:
        raise NotAllowed("Deal {number} belongs to somebody else.", number=deal.number)
    expect(old, version)
    if session.scalar(select(ServiceContract.id).where(ServiceContract.renews_id == contract_id)) is not None:
        raise UserError("Service contract {number} is renewed already.", number=old.number)
    check(draft)
    if draft.starts_on <= old.ends_on:
        raise UserError("The new contract begins when the old one has ended: after {date}.", date=old.ends_on)
    contract = written(session, deal, draft, renews_id=contract_id)
    _finish_asking(session, old, deal.counterparty_id, contract.number)
    # The old one counts on too, so that a second window sees that it is renewed.
    old.version += 1
    changed(session, deal)
    return contract.id


def _finish_asking(session: Session, old: ServiceContract, counterparty_id: int, result: str) -> None:
    tasks = select(Task).where(Task.counterparty_id == counterparty_id, Task.title == RENEW, Task.done_at.is_(None))
    for task in session.scalars(tasks):
        if task.params.get("contract") == old.id:
            task.done_at, task.done_by_id, task.result = now(session), acting(session), result
