"""Papers of a deal: quotation, contract, invoice, payment, signed copies that come back [M46-M54, M64, M71]."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.counterparties import Counterparty, LegalEntity
from app.models.deals import Deal, DealLine
from app.models.notice_terms import NoticeKind
from app.models.orders import Shipment
from app.models.papers import Contract, DeliveryNote, Invoice, Payment, Quotation
from app.models.session import acting, now
from app.models.terms import CounterpartyKind, QuotationState, Role
from app.money import CENT
from app.operations.actors import actor
from app.operations.company_day import company_date
from app.operations.deal_facts import OPEN_QUOTATIONS
from app.operations.deal_rows import PaperRow
from app.operations.deals import held
from app.operations.editing import expect, locked
from app.operations.notices import tell
from app.operations.numbering import Series, next_number
from app.operations.paper_rows import contract_row, delivery_note_row, invoice_row, quotation_row

LONGEST_BINDING_DAYS = 366


def issue_quotation(session: Session, deal_id: int, version: int, valid_days: int = 30) -> PaperRow:
    """Write a commercial offer over the deal's lines as they are; an unanswered one before it is replaced [M53].

    Raises UserError without lines, or if it would bind less than a day or more than a year.
    """
    deal = held(session, deal_id, version)
    _with_lines(session, deal)
    if not 1 <= valid_days <= LONGEST_BINDING_DAYS:
        raise UserError("A quotation binds us between 1 and {days} days.", days=LONGEST_BINDING_DAYS)
    offers = select(Quotation).where(Quotation.deal_id == deal_id, Quotation.state.in_(OPEN_QUOTATIONS))
    for offer in session.scalars(offers):
        offer.state = QuotationState.REPLACED
    language = session.scalar(select(Counterparty.language).where(Counterparty.id == deal.counterparty_id))
    today = company_date(session)
    quotation = Quotation(
        deal_id=deal_id,
        state=QuotationState.DRAFT,
        issued_on=today,
        valid_until=today + timedelta(days=valid_days),
        language=language or "en",
        currency=deal.currency,
        net=deal.net,
        gross=deal.gross,
        number=next_number(session, Series.QUOTATION),
    )
    session.add(quotation)
    session.flush()
    return quotation_row(quotation, today)


def _with_lines(session: Session, deal: Deal) -> None:
    if not session.scalar(select(func.count(DealLine.id)).where(DealLine.deal_id == deal.id)):
        raise UserError("The deal has no lines yet: add the goods first.")


def _quotation(session: Session, quotation_id: int, version: int) -> tuple[Deal, Quotation]:
    deal_id = session.scalar(select(Quotation.deal_id).where(Quotation.id == quotation_id))
    if deal_id is None:
        raise NotFound("This quotation does not exist.")
    deal = held(session, deal_id)
    quotation = locked(session, Quotation, quotation_id)
    expect(quotation, version)
    if quotation.state not in OPEN_QUOTATIONS:
        raise UserError("Quotation {number} is answered or replaced already.", number=quotation.number)
    return deal, quotation


def mark_sent(session: Session, quotation_id: int, version: int) -> PaperRow:
    """The quotation went to the customer: it binds us from now on."""
    _, quotation = _quotation(session, quotation_id, version)
    quotation.state = QuotationState.SENT
    quotation.sent_at = now(session)
    session.flush()
    return quotation_row(quotation, company_date(session))


def accept(session: Session, quotation_id: int, version: int) -> PaperRow:
    """The customer accepts the offer; with it the goods and terms are agreed."""
    deal, quotation = _quotation(session, quotation_id, version)
    quotation.state = QuotationState.ACCEPTED
    quotation.answered_at = now(session)
    if deal.lines_agreed_at is None:
        deal.lines_agreed_at = quotation.answered_at
    session.flush()
    return quotation_row(quotation, company_date(session))


def decline(session: Session, quotation_id: int, version: int, reason: str) -> PaperRow:
    """The customer declines the offer. Raises UserError without a reason."""
    _, quotation = _quotation(session, quotation_id, version)
    if not reason.strip():
        raise UserError("Say why the customer declines the quotation.")
    quotation.state = QuotationState.DECLINED
    quotation.answered_at = now(session)
    quotation.note = reason.strip()
    session.flush()
    return quotation_row(quotation, company_date(session))


def conclude_contract(session: Session, deal_id: int, version: int, concluded_on: date | None = None) -> PaperRow:
    """Conclude the contract over the agreed lines; with its first contract a lead becomes a customer [M29, M49].

    Raises UserError if nothing is agreed, the legal entity is incomplete, or there is a contract already.
    """
    deal = held(session, deal_id, version)
    if deal.lines_agreed_at is None:
        raise UserError("Goods and terms are not agreed yet.")
    entity = session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None
    if entity is None or entity.lacks():
        raise UserError("A contract needs a legal entity with name, bank details and address.")
    known = session.scalar(select(Contract.number).where(Contract.deal_id == deal_id))
    if known is not None:
        raise UserError("There is a contract already: {number}.", number=known)
    today = company_date(session)
    if concluded_on is not None and concluded_on > today:
        raise UserError("A contract cannot be concluded in the future.")
    contract = Contract(
        deal_id=deal_id,
        legal_entity_id=entity.id,
        concluded_on=concluded_on or today,
        number=next_number(session, Series.CONTRACT),
    )
    session.add(contract)
    customer = locked(session, Counterparty, deal.counterparty_id)
    if customer.kind is CounterpartyKind.LEAD:
        customer.kind = CounterpartyKind.CUSTOMER
    if customer.customer_since is None:
        customer.customer_since = now(session)
    session.flush()
    return contract_row(contract)


def issue_invoice(session: Session, deal_id: int, version: int, due_days: int = 14) -> PaperRow:
    """Ask for what the deal costs and no invoice covers yet; the row of the invoice.

    Where the agreed sum has sunk since, the invoice is a correction with a negative amount. Raises UserError without a
    contract, or when everything is covered.
    """
    deal = held(session, deal_id, version)
    contract_id = session.scalar(select(Contract.id).where(Contract.deal_id == deal_id))
    if contract_id is None:
        raise UserError("Conclude the contract first: the invoice refers to it.")
    if due_days < 0:
        raise UserError("An invoice cannot be due before it is issued.")
    net, gross = session.execute(
        select(func.sum(Invoice.net), func.sum(Invoice.gross)).where(Invoice.deal_id == deal_id)
    ).one()
    left = deal.gross - (gross or Decimal(0))
    if left == 0:
        raise UserError("The whole deal is covered by invoices already.")
    today = company_date(session)
    invoice = Invoice(
        deal_id=deal_id,
        contract_id=contract_id,
        issued_on=today,
        due_on=today + timedelta(days=due_days),
        currency=deal.currency,
        net=deal.net - (net or Decimal(0)),
        gross=left,
        paid=Decimal(0),
        number=next_number(session, Series.INVOICE),
    )
    session.add(invoice)
    session.flush()
    return invoice_row(invoice, today)


def record_payment(
    session: Session, invoice_id: int, version: int, amount: Decimal, received_on: date, reference: str = ""
) -> PaperRow:
    """Note money that came in for an invoice, whole or in part. Raises UserError for more than is open."""
    deal_id = session.scalar(select(Invoice.deal_id).where(Invoice.id == invoice_id))
    if deal_id is None:
        raise NotFound("This invoice does not exist.")
    deal = held(session, deal_id)
    invoice = locked(session, Invoice, invoice_id)
    expect(invoice, version)
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT):
        raise UserError("The amount must be more than nothing, with at most two decimals.")
    gross, paid = session.execute(
        select(func.sum(Invoice.gross), func.sum(Invoice.paid)).where(Invoice.deal_id == deal_id)
    ).one()
    still = max(min(invoice.gross - invoice.paid, gross - paid), Decimal(0))
    if amount > still:
        raise UserError(
            "Only {amount} {currency} of invoice {number} are still open.",
            amount=f"{still:.2f}",
            currency=invoice.currency,
            number=invoice.number,
        )
    today = company_date(session)
    if received_on > today:
        raise UserError("Money cannot have come in the future.")
    session.add(
        Payment(
            invoice_id=invoice_id,
            received_on=received_on,
            amount=amount,
            reference=reference.strip(),
            employee_id=acting(session),
        )
    )
    invoice.paid += amount
    session.flush()
    if gross - paid == amount:
        news = phrase("Deal {number} is paid in full.", number=deal.number)
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.DEAL)
        session.flush()
    return invoice_row(invoice, today)


def papers_back(session: Session, kind: Literal["contract", "delivery_note"], record_id: int, version: int) -> PaperRow:
    """The customer's signed copy is here. Warehouse staff may note it for a delivery note too."""
    if kind == "contract":
        contract = locked(session, Contract, record_id)
        held(session, contract.deal_id)
        expect(contract, version)
        contract.signed_back_at = contract.signed_back_at or now(session)
        session.flush()
        return contract_row(contract)
    note = locked(session, DeliveryNote, record_id)
    if actor(session).roles.isdisjoint({Role.WAREHOUSE}):
        held(session, session.scalars(select(Shipment.deal_id).where(Shipment.id == note.shipment_id)).one())
    expect(note, version)
    note.signed_back_at = note.signed_back_at or now(session)
    session.flush()
    return delivery_note_row(note)
