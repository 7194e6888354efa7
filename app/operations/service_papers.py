"""The service contract as PDF in the customer's language, kept with the deal [M69]."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import phrase
from app.models.counterparties import LegalEntity
from app.models.deals import Deal, DealLine
from app.models.service import Commissioning, ServiceContract, ServiceVisit
from app.money import Money
from app.operations.editing import locked
from app.operations.paper_printing import addressee, document_language, keep_document, letterhead
from app.operations.service import PERIODICITY_WORDS
from app.operations.settings import setting
from app.reports.contract import ContractParty
from app.reports.figures import said_number, said_unit
from app.reports.letterhead import Addressee
from app.reports.service_contract import ServiceContractPaper, service_contract


def print_service_contract(session: Session, contract_id: int, language: str | None = None) -> int:
    """The contract as PDF in *language* (the customer's if None); id of the attachment. Raises NotFound."""
    record = locked(session, ServiceContract, contract_id)
    deal = session.get_one(Deal, record.deal_id)
    entity = session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None
    spoken = document_language(session, deal, language)
    head = letterhead(session)
    days = session.scalars(
        select(ServiceVisit.due_on).where(ServiceVisit.service_contract_id == contract_id).order_by(ServiceVisit.due_on)
    )
    paper = ServiceContractPaper(
        head,
        record.number,
        record.concluded_on,
        record.starts_on,
        record.ends_on,
        phrase(PERIODICITY_WORDS[record.periodicity]),
        Money(record.price, record.currency),
        ContractParty(
            Addressee(head.legal_name, address_lines=head.address_lines, tax_id=head.tax_id_value),
            str(setting(session, "company.signer", "")),
        ),
        ContractParty(addressee(session, deal, entity), ""),
        _machines(session, deal.id, spoken),
        tuple(days),
        place=str(setting(session, "company.city", "")),
        deal_number=deal.number,
    )
    record.document_id = keep_document(session, deal.id, service_contract(paper, spoken))
    session.flush()
    return record.document_id


def _machines(session: Session, deal_id: int, language: str) -> tuple[str, ...]:
    lines = session.execute(
        select(DealLine.product_name, DealLine.quantity, DealLine.unit)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position)
    )
    said = [f"{row.product_name}, {said_number(row.quantity, language)} {said_unit(row.unit, language)}" for row in lines]
    numbers = session.scalars(
        select(Commissioning.serials).where(Commissioning.deal_id == deal_id, Commissioning.serials != "")
    )
    return (*said, *(phrase("Serial numbers: {serials}", serials=serials).said(language) for serials in numbers))
