"""Certificates by outside bodies, one for each unit of climatic and simulation equipment [M66, M67]."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.deals import Deal, DealLine
from app.models.notice_terms import NoticeKind
from app.models.service import Certificate
from app.models.terms import Role
from app.operations.actors import actor
from app.operations.company_day import company_date
from app.operations.deal_facts import certified_units
from app.operations.deal_stages import FINAL
from app.operations.deals import changed, held
from app.operations.editing import expect, locked
from app.operations.notices import tell


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """What a certificate says. parameters: what was measured; valid_until: None if it does not end."""

    body: str
    number: str
    issued_on: date
    valid_until: date | None = None
    serial: str = ""
    parameters: str = ""


def record_certificate(
    session: Session, line_id: int, unit: int, draft: CertificateDraft, version: int | None = None
) -> int:
    """Record the certificate of one unit (counted from 1) of a deal line, or correct the one in *version*; its id.

    Raises UserError for a line that needs none, a unit that there is not, or missing words.
    """
    deal_id = session.scalar(select(DealLine.deal_id).where(DealLine.id == line_id))
    if deal_id is None:
        raise NotFound("This line does not exist (any more).")
    deal = _held(session, deal_id)
    units = certified_units(session, deal_id)
    known = next((each for each in units if (each.line_id, each.unit) == (line_id, unit)), None)
    if known is None:
        raise UserError("This unit needs no certificate.")
    _check(draft, company_date(session))
    if known.certificate_id is None:
        record = Certificate(deal_line_id=line_id, unit=unit)
        session.add(record)
    else:
        record = locked(session, Certificate, known.certificate_id)
        if version is None:
            raise UserError("{unit} has certificate {number} already.", unit=known.said(), number=record.number)
        expect(record, version)
    record.body, record.number = draft.body.strip(), draft.number.strip()
    record.issued_on, record.valid_until = draft.issued_on, draft.valid_until
    record.serial, record.parameters = draft.serial.strip(), draft.parameters.strip()
    changed(session, deal)
    if all(each.certificate_id is not None or each is known for each in units):
        news = phrase("Deal {number} has all its certificates.", number=deal.number)
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.DEAL)
        session.flush()
    return record.id


def _held(session: Session, deal_id: int) -> Deal:
    """The deal, locked, for its seller, the head and service, who often stands beside the machine."""
    if Role.SERVICE not in actor(session).roles:
        return held(session, deal_id)
    deal = locked(session, Deal, deal_id)
    if deal.stage in FINAL:
        raise UserError("Deal {number} has ended: nothing is changed in it any more.", number=deal.number)
    return deal


def _check(draft: CertificateDraft, today: date) -> None:
    if not draft.body.strip() or not draft.number.strip():
        raise UserError("A certificate has a number and a body that issued it.")
    if draft.issued_on > today:
        raise UserError("A certificate cannot have been issued in the future.")
    if draft.valid_until is not None and draft.valid_until < draft.issued_on:
        raise UserError("A certificate cannot end before it begins.")
