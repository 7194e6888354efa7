"""The integrity check of what the company's books promise: stock adds up, nothing is oversold, numbers have no gaps."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import NumberSeries
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.orders import ProductionOrder, PurchaseOrder, Receipt, SalesOrder, Shipment, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.service import ServiceContract
from app.models.session import now
from app.models.stock import Batch, Location, Reservation, StockBalance, StockMove
from app.models.terms import CallOutcome, InteractionKind, ReservationState
from app.operations.numbering import Series

Numbered = (
    type[Inquiry]
    | type[Deal]
    | type[Quotation]
    | type[Contract]
    | type[Invoice]
    | type[SalesOrder]
    | type[WarehouseOrder]
    | type[ProductionOrder]
    | type[PurchaseOrder]
    | type[Receipt]
    | type[Shipment]
    | type[DeliveryNote]
    | type[TaxInvoice]
    | type[ServiceContract]
)

NUMBERED: Mapping[Series, Numbered] = {
    Series.INQUIRY: Inquiry,
    Series.DEAL: Deal,
    Series.QUOTATION: Quotation,
    Series.CONTRACT: Contract,
    Series.INVOICE: Invoice,
    Series.SALES_ORDER: SalesOrder,
    Series.WAREHOUSE_ORDER: WarehouseOrder,
    Series.PRODUCTION_ORDER: ProductionOrder,
    Series.PURCHASE_ORDER: PurchaseOrder,
    Series.RECEIPT: Receipt,
    Series.SHIPMENT: Shipment,
    Series.DELIVERY_NOTE: DeliveryNote,
    Series.TAX_INVOICE: TaxInvoice,
    Series.SERVICE_CONTRACT: ServiceContract,
}
"""Which records bear the numbers of which series."""

LONGEST_CALL = timedelta(days=1)
"""A call that goes on for longer has ended unseen, and nobody said so."""
NAMED_GAPS = 5
"""More missing numbers than this are summed up."""

Check = Callable[[Session], Sequence[Phrase]]


def balances_are_sums(session: Session) -> list[Phrase]:
    """Each balance is what came in less what went out, by product, batch and location."""
    moved: dict[tuple[int, int, int], Decimal] = defaultdict(Decimal)
    for place, sign in ((StockMove.to_location_id, 1), (StockMove.from_location_id, -1)):
        sums = select(StockMove.product_id, StockMove.batch_id, place, func.sum(StockMove.quantity)).group_by(
            StockMove.product_id, StockMove.batch_id, place
        )
        for product, batch, location, quantity in session.execute(sums):
            if location is not None:
                moved[product, batch, location] += sign * quantity
    booked = {
        (product, batch, location): on_hand
        for product, batch, location, on_hand in session.execute(
            select(StockBalance.product_id, StockBalance.batch_id, StockBalance.location_id, StockBalance.on_hand)
        )
    }
    wrong = [key for key in sorted(moved.keys() | booked.keys()) if moved.get(key, 0) != booked.get(key, 0)]
    batches = _codes(session, Batch, {batch for _, batch, _ in wrong})
    locations = _codes(session, Location, {location for _, _, location in wrong})
    return [
        phrase(
            "Batch {batch} at {location}: the balance says {booked}, its movements add up to {moved}.",
            batch=batches.get(key[1], key[1]),
            location=locations.get(key[2], key[2]),
            booked=booked.get(key, Decimal(0)),
            moved=moved.get(key, Decimal(0)),
        )
        for key in wrong
    ]


def nothing_is_oversold(session: Session) -> list[Phrase]:
    """No batch has more reserved than lies there, and no balance is below zero [C11]."""
    rows = session.execute(
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.on_hand, StockBalance.reserved)
        .where((StockBalance.reserved > StockBalance.on_hand) | (StockBalance.on_hand < 0) | (StockBalance.reserved < 0))
        .order_by(StockBalance.id)
    ).all()
    batches = _codes(session, Batch, {row.batch_id for row in rows})
    locations = _codes(session, Location, {row.location_id for row in rows})
    return [
        phrase(
            "Batch {batch} at {location}: {reserved} are reserved of {on_hand} on hand.",
            batch=batches.get(row.batch_id, row.batch_id),
            location=locations.get(row.location_id, row.location_id),
            reserved=row.reserved,
            on_hand=row.on_hand,
        )
        for row in rows
    ]


def reservations_add_up(session: Session) -> list[Phrase]:
    """What a balance says is reserved is the sum of its active reservations."""
    held = (
        select(Reservation.balance_id, func.sum(Reservation.quantity).label("quantity"))
        .where(Reservation.state == ReservationState.ACTIVE)
        .group_by(Reservation.balance_id)
        .subquery()
    )
    rows = session.execute(
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.reserved, held.c.quantity)
        .outerjoin(held, held.c.balance_id == StockBalance.id)
        .order_by(StockBalance.id)
    )
    wrong = [row for row in rows if row.reserved != (row.quantity or 0)]
    batches = _codes(session, Batch, {row.batch_id for row in wrong})
    locations = _codes(session, Location, {row.location_id for row in wrong})
    return [
        phrase(
            "Batch {batch} at {location}: {reserved} are marked as reserved, the reservations add up to {held}.",
            batch=batches.get(row.batch_id, row.batch_id),
            location=locations.get(row.location_id, row.location_id),
            reserved=row.reserved,
            held=row.quantity or Decimal(0),
        )
        for row in wrong
    ]


def numbers_have_no_gaps(session: Session) -> list[Phrase]:
    """Each series of numbers runs without a gap up to the last one given out.

    It may begin later than at 1: a company that moves in goes on counting where its old system stopped.
    """
    findings = []
    given_out = session.execute(
        select(NumberSeries.kind, NumberSeries.year, NumberSeries.last).order_by(NumberSeries.kind, NumberSeries.year)
    ).all()
    for kind, year, last in given_out:
        start = f"{kind}-{year}-"
        column = NUMBERED[Series(kind)].number
        numbers = session.scalars(select(column).where(column.startswith(start, autoescape=True)))
        used = {int(tail) for tail in (number.removeprefix(start) for number in numbers) if tail.isdecimal()}
        findings += _gaps(start, used, last)
    return findings


def _gaps(start: str, used: set[int], last: int) -> list[Phrase]:
    if not used:
        return []
    findings = [
        phrase("The number {number} is higher than the last one of its series that was given out.", number=f"{start}{n:04d}")
        for n in sorted(used)
        if n > last
    ]
    missing = [number for number in range(min(used), last + 1) if number not in used]
    findings += [phrase("The number {number} is missing.", number=f"{start}{n:04d}") for n in missing[:NAMED_GAPS]]
    if len(missing) > NAMED_GAPS:
        findings.append(
            phrase(
                "{count} more numbers of {series} are missing.", count=len(missing) - NAMED_GAPS, series=start.rstrip("-")
            )
        )
    return findings


def calls_are_whole(session: Session) -> list[Phrase]:
    """Each call stands in the history as a call, and none goes on for ever."""
    rows = session.execute(
        select(Call.linked_id, Interaction.kind)
        .outerjoin(Interaction, Interaction.id == Call.interaction_id)
        .where(Interaction.id.is_(None) | (Interaction.kind != InteractionKind.CALL))
        .order_by(Call.interaction_id)
    )
    findings = [phrase("The call {call} does not stand in the history as a call.", call=row.linked_id) for row in rows]
    endless = select(Call.linked_id, Call.started_at).where(
        Call.outcome == CallOutcome.GOING, Call.started_at < now(session) - LONGEST_CALL
    )
    findings += [
        phrase("The call {call} has gone on since {time}: nobody saw its end.", call=row.linked_id, time=row.started_at)
        for row in session.execute(endless.order_by(Call.interaction_id))
    ]
    return findings


def _codes(session: Session, kind: type[Batch] | type[Location], ids: set[int]) -> dict[int, str]:
    """id → code, for the few that a finding names."""
    if not ids:
        return {}
    return {row.id: row.code for row in session.execute(select(kind.id, kind.code).where(kind.id.in_(ids)))}


CHECKS: Sequence[tuple[str, Check]] = (
    ("balances", balances_are_sums),
    ("oversold", nothing_is_oversold),
    ("reservations", reservations_add_up),
    ("numbers", numbers_have_no_gaps),
    ("calls", calls_are_whole),
)
"""Name and check, for ``app.database.schema.check``."""
