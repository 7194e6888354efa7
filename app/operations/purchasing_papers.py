"""The order to a supplier as PDF in the supplier's language, kept with the order; and whom to write to [M59]."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import LANGUAGES
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.orders import PurchaseOrder, SalesOrder
from app.models.session import acting
from app.models.terms import ContactPointKind
from app.operations.company_day import company_date
from app.operations.editing import locked
from app.operations.orders import PurchaseRow, purchase
from app.operations.paper_printing import address_lines, keep_document, letterhead
from app.phone_number import shown_phone
from app.reports.letterhead import Addressee, Author
from app.reports.purchase_order import BoughtLine, PurchaseOrderPaper, purchase_order


@dataclass(frozen=True, slots=True)
class PurchaseCard:
    """One purchase order with whom to reach about it. seller: who answers for the deal that waits, "" for stock."""

    order: PurchaseRow
    company: str
    seller: str
    contact: str
    phone: str
    email: str


def purchase_card(session: Session, purchase_order_id: int) -> PurchaseCard:
    """The card of one order. Raises NotFound."""
    row = purchase(session, purchase_order_id)
    contact, phone, email = _reach(session, row.supplier_id)
    waiting = session.execute(
        select(Counterparty.name, Employee.name)
        .select_from(Deal)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .where(Deal.id == row.deal_id)
    ).one_or_none()
    company, seller = ("", "") if waiting is None else waiting
    return PurchaseCard(row, company, seller, contact, phone, email)


def _reach(session: Session, supplier_id: int) -> tuple[str, str, str]:
    """Name, phone and e-mail of the supplier's first contact who has them."""
    points = session.execute(
        select(Contact.name, ContactPoint.kind, ContactPoint.value)
        .outerjoin(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(Contact.counterparty_id == supplier_id)
        .order_by(Contact.id, ContactPoint.id)
    ).all()
    name = points[0].name if points else ""
    phone, email = (
        next((point.value for point in points if point.kind is kind), "")
        for kind in (ContactPointKind.PHONE, ContactPointKind.EMAIL)
    )
    return name, phone, email


def print_order(session: Session, purchase_order_id: int, language: str | None = None) -> int:
    """The order as PDF in *language* (the supplier's if None); id of the attachment. Raises NotFound."""
    order = locked(session, PurchaseOrder, purchase_order_id)
    row = purchase(session, purchase_order_id)
    theirs = session.scalar(select(Counterparty.language).where(Counterparty.id == order.supplier_id))
    spoken = language or (theirs if theirs and theirs in LANGUAGES else "en")
    head = letterhead(session)
    paper = PurchaseOrderPaper(
        head,
        row.number,
        company_date(session),
        _addressee(session, row),
        _author(session),
        row.currency,
        tuple(
            BoughtLine(position, line.code, line.name, line.quantity, line.unit, line.price)
            for position, line in enumerate(row.lines, 1)
        ),
        wanted_on=row.wanted_on or max((line.promised_on for line in row.lines if line.promised_on), default=None),
        place=(head.legal_name, *head.address_lines),
    )
    deal_id = session.scalar(select(SalesOrder.deal_id).where(SalesOrder.id == order.sales_order_id))
    order.document_id = keep_document(session, deal_id, purchase_order(paper, spoken))
    session.flush()
    return order.document_id


def _addressee(session: Session, row: PurchaseRow) -> Addressee:
    entity = session.scalars(
        select(LegalEntity).where(LegalEntity.counterparty_id == row.supplier_id).order_by(LegalEntity.id).limit(1)
    ).one_or_none()
    address = session.scalar(select(Site.address).where(Site.counterparty_id == row.supplier_id).order_by(Site.id).limit(1))
    contact = _reach(session, row.supplier_id)[0]
    name = entity.name if entity is not None else row.supplier
    lines = address_lines((entity.address if entity is not None else "") or address or "")
    return Addressee(name, "" if contact == name else contact, lines)


def _author(session: Session) -> Author:
    who = session.get(Employee, acting(session)) if acting(session) is not None else None
    return Author("") if who is None else Author(who.name, phone=shown_phone(who.phone), email=who.email)
