"""One search for everything: any part of a name, a number or an address, over all rooms [Ctrl K].

Each kind of record is asked once, by an index, and gives a few answers; the best of all come first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.naming import folded
from app.models.orders import ProductionOrder, PurchaseOrder, SalesOrder, Shipment, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.products import Barcode, Product
from app.models.service import ServiceContract
from app.models.session import now
from app.models.stock import Batch
from app.models.terms import ContactPointKind
from app.operations.numbering import Series
from app.phone_number import shown_phone

FEWEST_DIGITS = 3
YEARS_BACK = 3
CANDIDATES = 50
"""Answers of one index from which the best are chosen; those of an index come in no order."""
_NUMBER = re.compile(r"(?:([A-Za-z]{1,2})-?)?(?:(20\d\d)-)?(\d{1,6})")

DOCUMENTS: dict[Series, Any] = {
    Series.QUOTATION: Quotation,
    Series.CONTRACT: Contract,
    Series.INVOICE: Invoice,
    Series.SERVICE_CONTRACT: ServiceContract,
}
ORDERS: dict[Series, Any] = {Series.WAREHOUSE_ORDER: WarehouseOrder, Series.PRODUCTION_ORDER: ProductionOrder}
SHIPPED: dict[Series, Any] = {Series.DELIVERY_NOTE: DeliveryNote, Series.TAX_INVOICE: TaxInvoice}


@dataclass(frozen=True, slots=True)
class Found:
    """One record. kind: counterparty's own ("lead", "customer" …), contact, deal, inquiry, product, batch, document, order.

    id: of what *place* (a room) opens: for a contact the counterparty, for a document or order the deal, for a batch the
    product.
    """

    kind: str
    id: int
    title: str
    subtitle: str
    place: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was typed, as each index wants it. numbers: whole numbers of documents that it may mean."""

    text: str
    words: tuple[str, ...]
    digits: tuple[str, ...]
    numbers: tuple[str, ...]
    limit: int

    def named(self, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Every word is part of a folded name."""
        return and_(*(column.contains(word, autoescape=True) for word in self.words)) if self.words else false()

    def within(self, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """The text is part of *column*, whatever the case."""
        return func.lower(column).contains(self.text.lower(), autoescape=True)


def find(session: Session, text: str, limit: int = 20) -> tuple[Found, ...]:
    """What has *text* in it, best first: exact numbers, then names that begin with it, then the rest."""
    wanted = _wanted(session, text.strip(), limit)
    if len(wanted.text) < 2:
        return ()
    found: dict[tuple[str, int, str], tuple[int, Found]] = {}
    for look in _LOOKS:
        for rank, row in look(session, wanted):
            found.setdefault((row.place, row.id, row.title), (rank, row))
    ranked = sorted(found.values(), key=lambda pair: (pair[0], not folded(pair[1].title).startswith(folded(text))))
    return tuple(row for _, row in ranked[:limit])


def _wanted(session: Session, text: str, limit: int) -> _Wanted:
    bare = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    digits: tuple[str, ...] = ()
    # What has letters in it is no telephone number, even if there are figures too.
    if len(bare) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in text):
        # National spellings begin with 8 or 0, which the international one does not have.
        national = (bare.lstrip("0"), bare[1:] if bare[0] == "8" else bare)
        digits = tuple(dict.fromkeys(each for each in (bare, *national) if len(each) >= FEWEST_DIGITS))
    match = _NUMBER.fullmatch(text)
    numbers: tuple[str, ...] = ()
    if match:
        this_year = now(session).year
        years = [match[2]] if match[2] else [str(this_year - back) for back in range(YEARS_BACK)]
        numbers = tuple(f"-{year}-{int(match[3]):04d}" for year in years)
        prefixes = [match[1].upper()] if match[1] else [series.value for series in Series]
        numbers = tuple(f"{prefix}{number}" for prefix in prefixes for number in numbers)
    return _Wanted(text, tuple(folded(text).split()), digits, numbers, max(limit, CANDIDATES))


Ranked = Iterator[tuple[int, Found]]
EXACT, NAMED, INSIDE = range(3)


def _counterparties(session: Session, wanted: _Wanted) -> Ranked:
    columns = (Counterparty.id, Counterparty.kind, Counterparty.name)
    alive = Counterparty.merged_into_id.is_(None)
    query = select(*columns).where(wanted.named(Counterparty.folded), alive).limit(wanted.limit)
    for row in session.execute(query):
        yield NAMED, Found(row.kind.value.lower(), row.id, row.name, "", "counterparties")
    reached = or_(
        and_(ContactPoint.kind == ContactPointKind.EMAIL, ContactPoint.value.contains(wanted.text.lower(), autoescape=True)),
        *(
            and_(ContactPoint.kind == ContactPointKind.PHONE, ContactPoint.value.contains(digits, autoescape=True))
            for digits in wanted.digits
        ),
    )
    query_points = (
        select(*columns, ContactPoint.kind.label("point"), ContactPoint.value)
        .join(ContactPoint, ContactPoint.counterparty_id == Counterparty.id)
        .where(reached, alive)
        .limit(wanted.limit)
    )
    for found in session.execute(query_points):
        value = shown_phone(found.value) if found.point is ContactPointKind.PHONE else found.value
        yield INSIDE, Found(found.kind.value.lower(), found.id, found.name, value, "counterparties")
    if wanted.digits:
        query_tax = (
            select(*columns, LegalEntity.tax_id)
            .join(LegalEntity, LegalEntity.counterparty_id == Counterparty.id)
            .where(LegalEntity.tax_id == wanted.digits[0], alive)
            .limit(wanted.limit)
        )
        for entity in session.execute(query_tax):
            yield EXACT, Found(entity.kind.value.lower(), entity.id, entity.name, entity.tax_id, "counterparties")


def _contacts(session: Session, wanted: _Wanted) -> Ranked:
    query = (
        select(Contact.counterparty_id, Contact.name, Counterparty.name.label("company"))
        .join(Counterparty, Counterparty.id == Contact.counterparty_id)
        .where(wanted.named(Contact.folded), Counterparty.merged_into_id.is_(None), Contact.name != Counterparty.name)
        .limit(wanted.limit)
    )
    for row in session.execute(query):
        yield NAMED, Found("contact", row.counterparty_id, row.name, row.company, "counterparties")


def _deals(session: Session, wanted: _Wanted) -> Ranked:
    query = (
        select(Deal.id, Deal.number, Deal.title, Counterparty.name)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .where(or_(Deal.number.in_(wanted.numbers), wanted.within(Deal.title), wanted.named(Counterparty.folded)))
        .order_by(Deal.id.desc())
        .limit(wanted.limit)
    )
    for row in session.execute(query):
        rank = EXACT if row.number in wanted.numbers else INSIDE
        yield rank, Found("deal", row.id, f"{row.number} {row.title}", row.name, "deals")


def _inquiries(session: Session, wanted: _Wanted) -> Ranked:
    """By number; by name through the counterparty that every inquiry belongs to, whose name is indexed."""
    query = (
        select(Inquiry.id, Inquiry.number, Inquiry.name, Inquiry.subject, Counterparty.name.label("company"))
        .outerjoin(Counterparty, Counterparty.id == Inquiry.counterparty_id)
        .where(
            or_(
                Inquiry.number.in_(wanted.numbers),
                Inquiry.counterparty_id.in_(select(Counterparty.id).where(wanted.named(Counterparty.folded))),
                Inquiry.counterparty_id.in_(select(Contact.counterparty_id).where(wanted.named(Contact.folded))),
            )
        )
        .order_by(Inquiry.id.desc())
        .limit(wanted.limit)
    )
    for row in session.execute(query):
        rank = EXACT if row.number in wanted.numbers else INSIDE
        who = row.company or row.name
        yield rank, Found("inquiry", row.id, f"{row.number} {who}".strip(), " ".join(row.subject.split())[:120], "triage")


def _products(session: Session, wanted: _Wanted) -> Ranked:
    code = "".join(wanted.text.split())
    barcodes = {code, code.zfill(14)} if code.isdigit() and len(code) >= 8 else {code}
    query = (
        select(Product.id, Product.code, Product.name)
        .where(
            or_(
                wanted.named(Product.folded),
                wanted.within(Product.code),
                Product.id.in_(select(Barcode.product_id).where(Barcode.code.in_(barcodes))),
            )
        )
        .order_by(Product.name)
        .limit(wanted.limit)
    )
    for row in session.execute(query):
        rank = EXACT if row.code.lower() == wanted.text.lower() or (code in barcodes and len(barcodes) > 1) else NAMED
        yield rank, Found("product", row.id, row.name, row.code, "stock")


def _batches(session: Session, wanted: _Wanted) -> Ranked:
    query = (
        select(Batch.product_id, Batch.code, Product.name)
        .join(Product, Product.id == Batch.product_id)
        .where(wanted.within(Batch.code))
        .order_by(Batch.id.desc())
        .limit(wanted.limit)
    )
    for row in session.execute(query):
        rank = EXACT if row.code.lower() == wanted.text.lower() else INSIDE
        yield rank, Found("batch", row.product_id, row.code, row.name, "stock")


def _papers(session: Session, wanted: _Wanted) -> Ranked:
    """Documents and orders by their whole number; each kind is asked only if the number may be one of its series."""
    for series, paper in (*DOCUMENTS.items(), *ORDERS.items(), *SHIPPED.items(), (Series.SALES_ORDER, SalesOrder)):
        numbers = [number for number in wanted.numbers if number.startswith(f"{series.value}-")]
        if not numbers:
            continue
        query = select(paper.number, Deal.id, Counterparty.name)
        if series in ORDERS:
            query = query.join(SalesOrder, SalesOrder.id == paper.sales_order_id).join(Deal, Deal.id == SalesOrder.deal_id)
        elif series in SHIPPED:
            query = query.join(Shipment, Shipment.id == paper.shipment_id).join(Deal, Deal.id == Shipment.deal_id)
        else:
            query = query.join(Deal, Deal.id == paper.deal_id)
        query = query.join(Counterparty, Counterparty.id == Deal.counterparty_id).where(paper.number.in_(numbers))
        kind = "order" if series in ORDERS or series is Series.SALES_ORDER else "document"
        for row in session.execute(query.limit(wanted.limit)):
            yield EXACT, Found(kind, row.id, row.number, row.name, "deals")
    yield from _purchases(session, wanted)


def _purchases(session: Session, wanted: _Wanted) -> Ranked:
    """Orders to suppliers may belong to no deal: they open the supplier."""
    query = (
        select(PurchaseOrder.number, Counterparty.id, Counterparty.name)
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .where(PurchaseOrder.number.in_(wanted.numbers))
        .limit(wanted.limit)
    )
    for row in session.execute(query) if wanted.numbers else ():
        yield EXACT, Found("order", row.id, row.number, row.name, "counterparties")


_LOOKS: tuple[Callable[[Session, _Wanted], Ranked], ...] = (
    _counterparties,
    _contacts,
    _deals,
    _inquiries,
    _products,
    _batches,
    _papers,
)
