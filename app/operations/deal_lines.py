"""The goods of a deal: positions, prices, where they come from, the customer's needs, and the agreement [M50-M52, M60]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import Phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine, Need, SupplyPart
from app.models.orders import SalesOrder
from app.models.papers import Quotation
from app.models.products import Product, TaxRate
from app.models.session import now, touch
from app.models.terms import SUPPLY_WORDS, CounterpartyKind, QuotationState, Stage, Supply
from app.money import CENT, THOUSANDTH, priced
from app.operations.company_day import company_date
from app.operations.deals import changed, held
from app.operations.editing import expect, locked
from app.operations.settings import setting

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class DealSums:
    """A deal after a change of its lines. line_id: the line that was added or changed."""

    deal_id: int
    version: int
    line_id: int | None
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str


def tax_percent(session: Session, code: str, country: str, on: date) -> Decimal:
    """The rate *code* of *country* on that day, in per cent. Raises UserError where none is set: nobody invents one."""
    percent = session.scalar(
        select(TaxRate.percent)
        .where(TaxRate.code == code, TaxRate.country == country, TaxRate.valid_from <= on)
        .order_by(TaxRate.valid_from.desc())
        .limit(1)
    )
    if percent is None:
        raise UserError(
            "No tax rate {code} is set for {country}: the administrator enters it in the settings.",
            code=code,
            country=country,
        )
    return percent


def add_line(
    session: Session,
    deal_id: int,
    version: int,
    product_id: int,
    quantity: Decimal,
    price: Decimal | None = None,
    discount_percent: Decimal = ZERO,
) -> DealSums:
    """Add a position at the end; price None: the list price. Raises UserError for figures that cannot be."""
    deal = _changeable(session, deal_id, version)
    product = session.get(Product, product_id)
    if product is None or not product.active:
        raise NotFound("This article is not sold (any more).")
    if price is None:
        price = _list_price(product, deal)
    _check(quantity, price, discount_percent)
    last = session.scalar(select(func.max(DealLine.position)).where(DealLine.deal_id == deal_id)) or 0
    country = str(setting(session, "company.country", "RU"))
    line = DealLine(
        deal_id=deal_id,
        position=last + 1,
        product_id=product_id,
        product_name=product.name,
        quantity=quantity,
        unit=product.unit,
        price=price,
        discount_percent=discount_percent,
        tax_percent=tax_percent(session, product.tax_code, country, company_date(session)),
        net=ZERO,
        tax=ZERO,
    )
    _price(line)
    session.add(line)
    return _settle(session, deal, line)


def _list_price(product: Product, deal: Deal) -> Decimal:
    if product.currency != deal.currency:
        raise UserError(
            "The list price of {article} is in {currency}: say its price in {wanted}.",
            article=product.name,
            currency=product.currency,
            wanted=deal.currency,
        )
    return product.price


def _check(quantity: Decimal, price: Decimal, discount_percent: Decimal) -> None:
    if not quantity.is_finite() or quantity <= 0 or quantity != quantity.quantize(THOUSANDTH):
        raise UserError("The quantity must be more than nothing, with at most three decimals.")
    if not price.is_finite() or price < 0 or price != price.quantize(CENT):
        raise UserError("The price must not be negative, and has at most two decimals.")
    if not discount_percent.is_finite() or not 0 <= discount_percent <= HUNDRED:
        raise UserError("A discount lies between 0 and 100 per cent.")
    if discount_percent != discount_percent.quantize(THOUSANDTH):
        raise UserError("A discount has at most three decimals.")


def change_line(
    session: Session,
    line_id: int,
    version: int,
    *,
    quantity: Decimal | None = None,
    price: Decimal | None = None,
    discount_percent: Decimal | None = None,
) -> DealSums:
    """Change a position; what is None stays. version: of the line. A new quantity ends the plan of its sources."""
    deal, line = _line(session, line_id, version)
    new_quantity = line.quantity if quantity is None else quantity
    new_price = line.price if price is None else price
    new_discount = line.discount_percent if discount_percent is None else discount_percent
    _check(new_quantity, new_price, new_discount)
    if new_quantity != line.quantity:
        _forget_plan(session, line_id)
    line.quantity, line.price, line.discount_percent = new_quantity, new_price, new_discount
    _price(line)
    return _settle(session, deal, line)


def remove_line(session: Session, line_id: int, version: int) -> DealSums:
    """Take a position out; those after it move up."""
    deal, line = _line(session, line_id, version)
    _forget_plan(session, line_id)
    session.delete(line)
    session.flush()
    later = select(DealLine).where(DealLine.deal_id == deal.id, DealLine.position > line.position)
    # One by one and in order: each place is unique in its deal.
    for each in session.scalars(later.order_by(DealLine.position)).all():
        each.position -= 1
        session.flush()
    return _settle(session, deal, None)


def _price(line: DealLine) -> None:
    figures = priced(line.quantity, line.price, line.discount_percent, line.tax_percent)
    line.net, line.tax = figures.net, figures.tax


def _settle(session: Session, deal: Deal, line: DealLine | None) -> DealSums:
    """Keep the deal's sums in step; what was agreed or offered before is so no longer."""
    session.flush()
    net, tax = session.execute(
        select(func.sum(DealLine.net), func.sum(DealLine.tax)).where(DealLine.deal_id == deal.id)
    ).one()
    deal.net, deal.gross = net or ZERO, (net or ZERO) + (tax or ZERO)
    deal.lines_agreed_at = None
    offers = select(Quotation).where(
        Quotation.deal_id == deal.id, Quotation.state.in_((QuotationState.DRAFT, QuotationState.SENT))
    )
    for offer in session.scalars(offers):
        offer.state = QuotationState.REPLACED
    version = changed(session, deal)
    return DealSums(deal.id, version, line.id if line else None, deal.net, tax or ZERO, deal.gross, deal.currency)


def _changeable(session: Session, deal_id: int, version: int | None) -> Deal:
    deal = held(session, deal_id, version)
    _not_ordered(session, deal)
    return deal


def _not_ordered(session: Session, deal: Deal) -> None:
    order = session.scalar(select(SalesOrder.number).where(SalesOrder.deal_id == deal.id))
    if order is not None or deal.stage is not Stage.SELECTION:
        raise UserError("The goods are ordered by {order}: the lines are not changed any more.", order=order or "")


def _line(session: Session, line_id: int, version: int) -> tuple[Deal, DealLine]:
    """The line in *version*, and its deal; the deal is locked first."""
    deal_id = session.scalar(select(DealLine.deal_id).where(DealLine.id == line_id))
    if deal_id is None:
        raise NotFound("This line does not exist (any more).")
    deal = _changeable(session, deal_id, None)
    line = locked(session, DealLine, line_id)
    expect(line, version)
    return deal, line


def set_needs(session: Session, deal_id: int, version: int, needs: Sequence[tuple[str, bool]]) -> int:
    """The customer's needs, text and whether it may be given up, instead of those before; the deal's new version."""
    deal = held(session, deal_id, version)
    wanted = [(text.strip(), negotiable) for text, negotiable in needs if text.strip()]
    if not wanted:
        raise UserError("A deal has at least one need of the customer.")
    known = session.scalars(select(Need).where(Need.deal_id == deal_id).order_by(Need.position, Need.id)).all()
    for position, (text, negotiable) in enumerate(wanted, 1):
        if position <= len(known):
            need = known[position - 1]
            need.position, need.text, need.negotiable = position, text, negotiable
        else:
            session.add(Need(deal_id=deal_id, position=position, text=text, negotiable=negotiable))
    for need in known[len(wanted) :]:
        session.delete(need)
    return changed(session, deal)


def agree(session: Session, deal_id: int, version: int) -> int:
    """The customer and we agree on goods, quantities and prices; the deal's new version."""
    deal = _changeable(session, deal_id, version)
    if not session.scalar(select(func.count(DealLine.id)).where(DealLine.deal_id == deal_id)):
        raise UserError("There is nothing to agree on: add the goods first.")
    deal.lines_agreed_at = now(session)
    session.flush()
    return deal.version


def plan_split(
    session: Session, line_id: int, version: int, parts: Mapping[Supply, Decimal], supplier_id: int | None = None
) -> int:
    """Say where a line's goods come from; the line's new version. No parts: by default again (stock, plant, supplier).

    Raises UserError if the parts do not make the line's quantity, or there is nobody who could supply one.
    """
    deal, line = _line(session, line_id, version)
    wanted = {source: quantity for source, quantity in parts.items() if quantity != 0}
    if any(quantity < 0 or quantity != quantity.quantize(THOUSANDTH) for quantity in wanted.values()):
        raise UserError("The quantity must be more than nothing, with at most three decimals.")
    if wanted and sum(wanted.values(), ZERO) != line.quantity:
        raise UserError("The parts must add up to {quantity} {unit}.", quantity=line.quantity, unit=Phrase(line.unit))
    product = session.get_one(Product, line.product_id)
    if Supply.PLANT in wanted and not product.made:
        raise UserError("The plant does not make {article}.", article=line.product_name)
    supplier = supplier_id or product.supplier_id
    if Supply.SUPPLIER in wanted:
        _check_supplier(session, supplier, line)
    _forget_plan(session, line_id)
    session.add_all(
        SupplyPart(
            deal_line_id=line_id,
            source=source,
            quantity=quantity,
            supplier_id=supplier if source is Supply.SUPPLIER else None,
        )
        for source, quantity in wanted.items()
    )
    changed(session, deal)
    touch(session, DealLine.__tablename__, line_id)
    return line.version


def _check_supplier(session: Session, supplier_id: int | None, line: DealLine) -> None:
    if supplier_id is None:
        raise UserError("Choose who supplies {article}.", article=line.product_name)
    kind = session.scalar(select(Counterparty.kind).where(Counterparty.id == supplier_id))
    if kind not in (CounterpartyKind.SUPPLIER, CounterpartyKind.PARTNER):
        raise UserError("{source}: choose a counterparty who supplies.", source=Phrase(SUPPLY_WORDS[Supply.SUPPLIER]))


def _forget_plan(session: Session, line_id: int) -> None:
    for part in session.scalars(select(SupplyPart).where(SupplyPart.deal_line_id == line_id)):
        session.delete(part)
    session.flush()
