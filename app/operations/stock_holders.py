"""Who holds goods: the orders behind reserved pieces, what they lose when goods are not there, and telling their sellers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.language import Phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.notice_terms import NoticeKind
from app.models.orders import SalesOrder, WarehouseOrder, WarehouseOrderLine
from app.models.stock import Reservation, StockBalance
from app.models.terms import ReservationState
from app.operations.notices import tell

ZERO = Decimal(0)
LISTED = 100
"""Reservations that a card shows; more of one article are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Goods held for an order. why: the rule that chose the batch; by: who reserved them, "" for the program itself."""

    reservation_id: int
    balance_id: int
    order_line_id: int
    quantity: Decimal
    reserved_at: datetime
    why: str
    by: str
    order_id: int
    order: str
    deal_id: int
    deal: str
    company: str
    seller_id: int


def holders(session: Session, *where: ColumnElement[bool], limit: int | None = None) -> tuple[Holder, ...]:
    """Active reservations of the balances that *where* (on ``StockBalance``) names, the oldest first."""
    rows: Iterable[Any] = session.execute(
        select(
            Reservation.id,
            Reservation.balance_id,
            Reservation.warehouse_order_line_id,
            Reservation.quantity,
            Reservation.reserved_at,
            Reservation.why,
            func.coalesce(Employee.name, ""),
            WarehouseOrder.id,
            WarehouseOrder.number,
            Deal.id,
            Deal.number,
            Counterparty.name,
            Deal.seller_id,
        )
        .select_from(Reservation)
        .join(StockBalance, StockBalance.id == Reservation.balance_id)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == Reservation.warehouse_order_line_id)
        .join(WarehouseOrder, WarehouseOrder.id == WarehouseOrderLine.warehouse_order_id)
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .outerjoin(Employee, Employee.id == Reservation.employee_id)
        .where(Reservation.state == ReservationState.ACTIVE, *where)
        .order_by(Reservation.reserved_at, Reservation.id)
        .limit(limit)
    )
    return tuple(Holder(*row) for row in rows)


def losing(held: Sequence[Holder], surplus: Decimal) -> tuple[Holder, ...]:
    """Who loses how much when *surplus* of what they hold is not there: the youngest reservation first."""
    hit: list[Holder] = []
    for holder in sorted(held, key=lambda each: (each.reserved_at, each.reservation_id), reverse=True):
        if surplus <= 0:
            break
        lost = min(surplus, holder.quantity)
        hit.append(replace(holder, quantity=lost))
        surplus -= lost
    return tuple(hit)


def locked_reservations(session: Session, balances: Mapping[int, tuple[Decimal, Decimal]]) -> dict[int, list[Reservation]]:
    """Balance → its active reservations, the youngest first, for locked *balances*. Raises Conflict if others were quicker.

    A reservation is locked before its balance everywhere; the caller has taken its turn at the articles, so that only
    a release under way can disagree, and that ends as Conflict.
    """
    rows = session.scalars(
        select(Reservation)
        .where(Reservation.balance_id.in_(balances), Reservation.state == ReservationState.ACTIVE)
        .order_by(Reservation.reserved_at.desc(), Reservation.id.desc())
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Reservation]] = {key: [] for key in balances}
    for record in rows:
        found[record.balance_id].append(record)
    for key, (_, reserved) in balances.items():
        if sum((record.quantity for record in found[key]), ZERO) != reserved:
            raise Conflict("These goods are being reserved or shipped at this moment. Try again.")
    return found


def split_off(session: Session, record: Reservation, quantity: Decimal) -> Reservation:
    """*quantity* of a reservation as one of its own, with the same story; the reservation itself if that is all of it."""
    if quantity >= record.quantity:
        return record
    record.quantity -= quantity
    part = Reservation(
        balance_id=record.balance_id,
        warehouse_order_line_id=record.warehouse_order_line_id,
        quantity=quantity,
        state=record.state,
        reserved_at=record.reserved_at,
        employee_id=record.employee_id,
        why=record.why,
    )
    session.add(part)
    return part


def tell_sellers(session: Session, hit: Sequence[Holder], news: Mapping[int, Phrase]) -> None:
    """Tell the seller of each deal in *hit*; *news*: deal → the sentence."""
    for deal_id, seller_id in {each.deal_id: each.seller_id for each in hit}.items():
        tell(session, [seller_id], news[deal_id], place="deals", record_id=deal_id, kind=NoticeKind.GOODS)


def by_deal(hit: Sequence[Holder]) -> dict[int, tuple[Holder, Decimal]]:
    """Deal → one of its holders, and how much all of them hold."""
    sums: dict[int, tuple[Holder, Decimal]] = {}
    for each in hit:
        before = sums[each.deal_id][1] if each.deal_id in sums else ZERO
        sums[each.deal_id] = (each, before + each.quantity)
    return sums


def orders_said(hit: Sequence[Holder]) -> str:
    """The orders in *hit* with their customers, for a sentence: "WO-2026-0003 (Helios), …"."""
    return ", ".join(dict.fromkeys(f"{each.order} ({each.company})" for each in hit))
