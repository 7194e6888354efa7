"""Papers as PDF in the customer's language, kept with the deal; each is printed in a transaction of its own [M53, M64]."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.events import Document
from app.language import LANGUAGES, phrase
from app.models.company import Employee
from app.models.counterparties import Contact, Counterparty, LegalEntity, Site
from app.models.deals import Deal, DealContact, DealLine, Need
from app.models.interactions import Attachment
from app.models.papers import Contract, Invoice, Quotation
from app.models.products import Product, Trait
from app.models.session import acting, now
from app.operations.editing import locked
from app.operations.order_splitting import plan
from app.operations.settings import setting
from app.phone_number import shown_phone
from app.reports.contract import ContractPaper, ContractParty, contract
from app.reports.invoice import BankAccount, InvoicePaper, invoice
from app.reports.letterhead import Addressee, Author, Letterhead
from app.reports.priced_lines import PricedLine
from app.reports.quotation import QuotationPaper, QuotedNeed, quotation


def letterhead(session: Session) -> Letterhead:
    """The company's own paper, from the setting ``company.letterhead``."""
    kept: Mapping[str, Any] = setting(session, "company.letterhead", {})

    def text(name: str, default: str = "") -> str:
        return str(kept.get(name, default))

    return Letterhead(
        text("name"),
        text("legal_name"),
        tuple(kept.get("address_lines", ())),
        text("phone"),
        text("email"),
        text("website"),
        text("tax_id_label"),
        text("tax_id_value"),
        tuple(kept.get("bank_lines", ())),
        tuple(kept.get("register_lines", ())),
        accent=text("accent", "#1F56A8"),
    )


def document_language(session: Session, deal: Deal, wanted: str | None) -> str:
    """*wanted*, or the customer's language where Kontor speaks it, else English. Raises UserError for an unknown one."""
    if wanted is not None and wanted not in LANGUAGES:
        raise UserError("Kontor writes documents in English, German and Russian only.")
    theirs = session.scalar(select(Counterparty.language).where(Counterparty.id == deal.counterparty_id))
    return wanted or (theirs if theirs and theirs in LANGUAGES else "en")


def addressee(session: Session, deal: Deal, entity: LegalEntity | None) -> Addressee:
    """Whom the deal's papers go to: the legal entity, for the attention of the main contact."""
    company = session.scalars(select(Counterparty.name).where(Counterparty.id == deal.counterparty_id)).one()
    contact = session.scalar(
        select(Contact.name)
        .join(DealContact, DealContact.contact_id == Contact.id)
        .where(DealContact.deal_id == deal.id)
        .order_by(DealContact.main.desc(), Contact.id)
        .limit(1)
    )
    if entity is None:
        return Addressee(company, contact or "")
    numbers = " / ".join(number for number in (entity.vat_id or entity.tax_id, entity.tax_reason_code) if number)
    return Addressee(entity.name, contact or "", address_lines(entity.address), numbers)


def address_lines(address: str) -> tuple[str, ...]:
    """An address as it is written on a letter, line by line."""
    return tuple(line.strip() for line in address.splitlines() if line.strip())


def author(session: Session, deal: Deal) -> Author:
    """The seller, who answers for the deal's papers."""
    seller = session.get_one(Employee, deal.seller_id)
    return Author(seller.name, phone=shown_phone(seller.phone), email=seller.email)


def priced_lines(session: Session, deal: Deal) -> tuple[PricedLine, ...]:
    """The deal's lines as papers show them."""
    rows = session.execute(
        select(DealLine, Product.code, Product.description)
        .join(Product, Product.id == DealLine.product_id)
        .where(DealLine.deal_id == deal.id)
        .order_by(DealLine.position)
    )
    return tuple(
        PricedLine(
            line.position,
            code,
            line.product_name,
            line.quantity,
            line.unit,
            line.price,
            line.tax_percent,
            line.discount_percent,
            description,
        )
        for line, code, description in rows
    )


def keep_document(session: Session, deal_id: int | None, document: Document) -> int:
    """Keep a document, with its deal if it has one; id of the attachment."""
    record = Attachment(
        deal_id=deal_id,
        name=document.filename,
        mime=document.mime,
        size=len(document.data),
        sha256=hashlib.sha256(document.data).hexdigest(),
        added_at=now(session),
        employee_id=acting(session),
        data=document.data,
    )
    session.add(record)
    session.flush()
    return record.id


def _deal(session: Session, deal_id: int) -> tuple[Deal, LegalEntity | None]:
    deal = session.get_one(Deal, deal_id)
    return deal, session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None


def _trait(session: Session, trait_id: int | None) -> str:
    return "" if trait_id is None else session.scalar(select(Trait.name).where(Trait.id == trait_id)) or ""


def _delivery_time(session: Session, deal: Deal, language: str) -> str:
    """When everything can be there: at once, or after the longest lead time of what is to be made or bought [M45]."""
    waits = [
        line.wanted.lead_days for line in plan(session, deal.id) if any(source.value != "stock" for source in line.parts)
    ]
    if not waits:
        return phrase("From stock").said(language)
    return phrase("{days} days after the contract is concluded", days=max(waits)).said(language)


def _warranty(deal: Deal, language: str) -> str:
    return "" if deal.warranty_months is None else phrase("{months} months", months=deal.warranty_months).said(language)


def print_quotation(session: Session, quotation_id: int, language: str | None = None) -> int:
    """The quotation as PDF in *language* (the customer's if None); id of the attachment.

    Raises UserError for one that is replaced, as its lines may have changed since.
    """
    record = locked(session, Quotation, quotation_id)
    deal, entity = _deal(session, record.deal_id)
    if (record.net, record.gross) != (deal.net, deal.gross):
        raise UserError("The lines changed since quotation {number}: issue a new one.", number=record.number)
    spoken = document_language(session, deal, language)
    needs = session.execute(select(Need.text, Need.negotiable).where(Need.deal_id == deal.id).order_by(Need.position))
    paper = QuotationPaper(
        letterhead(session),
        record.number,
        record.issued_on,
        record.valid_until,
        addressee(session, deal, entity),
        author(session, deal),
        deal.title,
        record.currency,
        priced_lines(session, deal),
        needs=tuple(QuotedNeed(need.text, not need.negotiable) for need in needs),
        field_of_application=_trait(session, deal.field_id),
        equipment_kind=_trait(session, deal.equipment_id),
        processed_material=_trait(session, deal.material_id),
        delivery_time=_delivery_time(session, deal, spoken),
        payment_terms=deal.payment_terms,
        delivery_terms=deal.delivery_terms,
        warranty=_warranty(deal, spoken),
        deal_number=deal.number,
    )
    record.language = spoken
    record.document_id = keep_document(session, deal.id, quotation(paper, spoken))
    session.flush()
    return record.document_id


def bank_account(session: Session) -> BankAccount:
    """Where customers pay to: the setting ``company.account``, else what the letterhead says of the bank."""
    head = letterhead(session)
    lines = (*head.bank_lines, "", "", "")
    kept: Mapping[str, str] = setting(session, "company.account", {})
    return BankAccount(
        kept.get("holder", head.legal_name),
        kept.get("account", lines[1]),
        kept.get("bank", lines[0]),
        kept.get("code", lines[2]),
        kept.get("correspondent", ""),
    )


def print_invoice(session: Session, invoice_id: int, language: str | None = None) -> int:
    """The invoice as PDF; id of the attachment. Raises UserError for a correction, which no invoice form shows."""
    record = locked(session, Invoice, invoice_id)
    deal, entity = _deal(session, record.deal_id)
    if (record.net, record.gross) != (deal.net, deal.gross):
        raise UserError("Invoice {number} covers only a part of the deal: it has no lines to print.", number=record.number)
    spoken = document_language(session, deal, language)
    number = session.scalar(select(Contract.number).where(Contract.id == record.contract_id))
    paper = InvoicePaper(
        letterhead(session),
        record.number,
        record.issued_on,
        record.due_on,
        addressee(session, deal, entity),
        author(session, deal),
        record.currency,
        priced_lines(session, deal),
        bank_account(session),
        contract_number=number or "",
        deal_number=deal.number,
    )
    record.document_id = keep_document(session, deal.id, invoice(paper, spoken))
    session.flush()
    return record.document_id


def print_contract(session: Session, contract_id: int, language: str | None = None) -> int:
    """The contract with its specification as PDF; id of the attachment."""
    record = locked(session, Contract, contract_id)
    deal, _ = _deal(session, record.deal_id)
    entity = session.get_one(LegalEntity, record.legal_entity_id)
    spoken = document_language(session, deal, language)
    head = letterhead(session)
    ours = Addressee(head.legal_name, address_lines=head.address_lines, tax_id=head.tax_id_value)
    theirs = addressee(session, deal, entity)
    paper = ContractPaper(
        head,
        record.number,
        record.concluded_on,
        str(setting(session, "company.city", "")),
        ContractParty(ours, str(setting(session, "company.signer", "")), account=bank_account(session)),
        ContractParty(
            theirs,
            "",
            account=BankAccount(
                entity.name, entity.bank_account, entity.bank_name, entity.bank_code, entity.correspondent_account
            ),
        ),
        deal.currency,
        priced_lines(session, deal),
        delivery_time=_delivery_time(session, deal, spoken),
        delivery_terms=deal.delivery_terms,
        payment_terms=deal.payment_terms,
        warranty=_warranty(deal, spoken),
        deal_number=deal.number,
    )
    record.document_id = keep_document(session, deal.id, contract(paper, spoken))
    session.flush()
    return record.document_id


def delivery_address(session: Session, deal: Deal, entity: LegalEntity | None) -> str:
    """Where the goods go: the deal's site, else the address of the legal entity."""
    if deal.delivery_site_id is not None:
        return session.get_one(Site, deal.delivery_site_id).address
    return "" if entity is None else entity.address


def attachment(session: Session, attachment_id: int) -> Document:
    """A kept document, to be opened, saved or printed. Raises NotFound."""
    record = session.get(Attachment, attachment_id)
    if record is None:
        raise NotFound("This file does not exist (any more).")
    return Document(record.name, record.mime, record.data)
