"""Commissioning at the customer's site, or why none is needed [M70]."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import Phrase, phrase
from app.models.counterparties import Site
from app.models.deals import Deal
from app.models.notice_terms import NoticeKind
from app.models.process import RULES
from app.models.service import Commissioning
from app.models.session import acting, now
from app.models.terms import Role, Stage
from app.operations.actors import require
from app.operations.company_day import company_date
from app.operations.deal_stages import company, finish_tasks
from app.operations.deals import changed, held
from app.operations.editing import expect, locked
from app.operations.notices import tell

SHIPPED = (Stage.STOCK_SALE, Stage.CERTIFICATION, Stage.INSTALLATION)


@dataclass(frozen=True, slots=True)
class CommissioningDraft:
    """The record that the equipment runs. accepted_by: who signed for the customer; serials: numbers of the machines."""

    done_on: date
    accepted_by: str
    serials: str = ""
    note: str = ""
    site_id: int | None = None


def commission(session: Session, deal_id: int, version: int, draft: CommissioningDraft) -> int:
    """Record the commissioning; its id. For service. Raises UserError before the goods are shipped, Conflict, NotAllowed."""
    require(session, Role.SERVICE)
    deal = locked(session, Deal, deal_id)
    expect(deal, version)
    if deal.stage not in SHIPPED:
        stage = Phrase(RULES[deal.stage].word)
        raise UserError("Deal {number} is in {stage}: nothing is commissioned there.", number=deal.number, stage=stage)
    if not draft.accepted_by.strip():
        raise UserError("Say who accepted the equipment for the customer.")
    if draft.done_on > company_date(session):
        raise UserError("Equipment cannot have been commissioned in the future.")
    if draft.site_id is not None:
        site = session.get(Site, draft.site_id)
        if site is None or site.counterparty_id != deal.counterparty_id:
            raise NotFound("This place does not belong to the customer.")
    record = Commissioning(
        deal_id=deal_id,
        done_on=draft.done_on,
        employee_id=acting(session),
        site_id=draft.site_id or deal.delivery_site_id,
        serials=draft.serials.strip(),
        accepted_by=draft.accepted_by.strip(),
        note=draft.note.strip(),
    )
    session.add(record)
    deal.installation_needed = True
    deal.installation_reason = ""
    finish_tasks(session, deal_id, now(session), draft.note.strip(), RULES[Stage.INSTALLATION].task)
    changed(session, deal)
    news = phrase(
        "The equipment of {company} runs: deal {number} can go on.", company=company(session, deal), number=deal.number
    )
    tell(session, [deal.seller_id], news, place="deals", record_id=deal_id, kind=NoticeKind.DEAL)
    session.flush()
    return record.id


def not_needed(session: Session, deal_id: int, version: int, reason: str) -> int:
    """Say why nothing is to be commissioned; the deal's new version. For the seller, the head and service."""
    deal = locked(session, Deal, deal_id)
    if Role.SERVICE in require(session, Role.SELLER, Role.HEAD, Role.SERVICE).roles:
        expect(deal, version)
    else:
        deal = held(session, deal_id, version)
    if deal.stage in (Stage.SERVICE, Stage.CLOSED, Stage.NOT_SUITABLE):
        raise UserError("Deal {number} is past that.", number=deal.number)
    if not reason.strip():
        raise UserError("Say why no commissioning is needed.")
    deal.installation_needed = False
    deal.installation_reason = reason.strip()
    session.flush()
    return deal.version
