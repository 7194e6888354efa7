"""The gaps of ready texts, and what the card of a letter fills them with."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import marked, phrase
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.deals import Deal, DealContact
from app.models.inquiries import Inquiry
from app.models.mail import OutgoingLetter
from app.models.papers import Contract, Invoice, Quotation
from app.models.terms import ContactPointKind, QuotationState
from app.operations.company_day import company_date
from app.operations.mail_settings import own_name, sender_address
from app.operations.settings import setting

GAPS: Mapping[str, str] = {
    "name": marked("Name of the person"),
    "company": marked("Company"),
    "inquiry": marked("Number of the inquiry"),
    "subject": marked("Subject of the inquiry"),
    "deal": marked("Number of the deal"),
    "deal_title": marked("Title of the deal"),
    "quotation": marked("Number of the quotation"),
    "quotation_sum": marked("Sum of the quotation"),
    "valid_until": marked("Last day of the quotation"),
    "contract": marked("Number of the contract"),
    "invoice": marked("Number of the invoice"),
    "invoice_sum": marked("Sum of the invoice"),
    "due_on": marked("Day by which to pay"),
    "seller": marked("Name of who writes"),
    "phone": marked("Phone of who writes"),
    "email": marked("Address of who writes"),
    "our_company": marked("Name of our company"),
    "our_phone": marked("Phone of our company"),
    "date": marked("Today"),
}
"""Gap → what stands in it."""


def values_for(session: Session, letter: OutgoingLetter, language: str) -> dict[str, str]:
    """What is known for the gaps of a letter, said in *language*; "" for what is not."""
    head: Mapping[str, str] = setting(session, "company.letterhead", {})
    our_phone = head.get("phone", "")
    known = {
        "date": _day(company_date(session), language),
        "our_company": own_name(session),
        "our_phone": our_phone,
        **_people(session, letter),
        **_inquiry(session, letter.inquiry_id),
        **_deal(session, letter.deal_id, language),
    }
    seller = None if letter.employee_id is None else session.get(Employee, letter.employee_id)
    known["seller"] = seller.name if seller else ""
    known["phone"] = (seller.phone if seller else "") or our_phone
    known["email"] = (seller.email if seller else "") or sender_address(session)
    return {name: " ".join(value.split()) for name, value in known.items()}


def _people(session: Session, letter: OutgoingLetter) -> dict[str, str]:
    """The person whom the letter goes to: by the address, else who stands first on the deal or inquiry."""
    company = None
    if letter.counterparty_id is not None:
        company = session.get_one(Counterparty, letter.counterparty_id).name
    by_address = None
    if letter.to:
        by_address = session.scalar(
            select(Contact.name)
            .join(ContactPoint, ContactPoint.contact_id == Contact.id)
            .where(
                ContactPoint.kind == ContactPointKind.EMAIL,
                ContactPoint.value == letter.to[0],
                ContactPoint.counterparty_id == (letter.counterparty_id or 0),
            )
            .limit(1)
        )
    of_deal = session.scalar(
        select(Contact.name)
        .join(DealContact, DealContact.contact_id == Contact.id)
        .where(DealContact.deal_id == (letter.deal_id or 0))
        .order_by(DealContact.main.desc(), Contact.id)
        .limit(1)
    )
    asked = session.scalar(select(Inquiry.name).where(Inquiry.id == (letter.inquiry_id or 0)))
    name = by_address or asked or of_deal or ""
    # A stranger whose name nobody knows is kept under the address: no way to greet somebody.
    return {"name": "" if "@" in name or name == company else name, "company": company or ""}


def _inquiry(session: Session, inquiry_id: int | None) -> dict[str, str]:
    inquiry = None if inquiry_id is None else session.get_one(Inquiry, inquiry_id)
    if inquiry is None:
        return {"inquiry": "", "subject": ""}
    known = {"inquiry": inquiry.number, "subject": inquiry.subject}
    return known | ({"company": inquiry.company} if inquiry.company else {})


def _deal(session: Session, deal_id: int | None, language: str) -> dict[str, str]:
    """The deal with its newest quotation, contract and invoice."""
    deal = None if deal_id is None else session.get_one(Deal, deal_id)
    if deal is None:
        return {}
    known = {"deal": deal.number, "deal_title": deal.title}
    offer = session.scalars(
        select(Quotation)
        .where(Quotation.deal_id == deal.id, Quotation.state != QuotationState.REPLACED)
        .order_by(Quotation.id.desc())
        .limit(1)
    ).first()
    if offer is not None:
        known |= {"quotation": offer.number, "quotation_sum": _sum(offer.gross, offer.currency, language)}
        known["valid_until"] = _day(offer.valid_until, language)
    known["contract"] = session.scalar(select(Contract.number).where(Contract.deal_id == deal.id).limit(1)) or ""
    invoice = session.scalars(select(Invoice).where(Invoice.deal_id == deal.id).order_by(Invoice.id.desc()).limit(1)).first()
    if invoice is not None:
        known |= {"invoice": invoice.number, "invoice_sum": _sum(invoice.gross, invoice.currency, language)}
        known["due_on"] = _day(invoice.due_on, language)
    return known


def _sum(amount: Decimal, currency: str, language: str) -> str:
    return f"{phrase('{amount}', amount=amount).said(language)} {currency}"


def _day(day: date, language: str) -> str:
    return phrase("{day}", day=day).said(language)
