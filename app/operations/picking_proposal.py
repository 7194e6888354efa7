"""What to take next for an order, and why this batch: said in the words of the rule that chose it [M94]."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.operations.company_day import company_zone
from app.operations.picking_books import older
from app.operations.reservations import CHOSEN, FIRST_TO_EXPIRE, RECEIVED_FOR_ORDER, Free, oldest_free, today
from app.operations.shipping_goods import Held, trouble
from app.operations.station_rows import Proposal, StationLine

Left = tuple[Held, Decimal]
"""Held goods, and how much of them is still to be picked."""


def propose(session: Session, left: Sequence[Left], lines: Sequence[StationLine], last_line: int | None) -> Proposal | None:
    """What to take now: the rest of the line that was scanned last, else of the first line that lacks something."""
    open_lines = [line.id for line in lines if line.counted < line.expected]
    open_lines.sort(key=lambda line_id: line_id != last_line)
    for line_id in open_lines:
        for item, quantity in left:
            if item.line_id == line_id:
                return _proposal(session, item, quantity)
    return None


def _proposal(session: Session, item: Held, quantity: Decimal) -> Proposal:
    wrong = trouble(item.batch, item.place, item.pickable, item.line.product_name, today(session))
    free = oldest_free(session, [item.batch.product_id]).get(item.batch.product_id)
    return Proposal(
        item.line_id,
        item.line.product_name,
        item.line.unit,
        quantity,
        item.batch.code,
        item.batch.expiry,
        item.place,
        _why_not(item, free) if wrong is not None else _why(session, item, free),
        wrong is None,
    )


def _why_not(item: Held, free: Free | None) -> Phrase:
    """Why the held batch may not go, and what to take instead."""
    if item.batch.blocked:
        wrong = phrase("Batch {batch} is blocked.", batch=item.batch.code)
    elif item.pickable:
        wrong = phrase("Batch {batch} has expired.", batch=item.batch.code)
    else:
        wrong = phrase("Nothing is taken from {place}.", place=item.place)
    if free is None:
        return phrase("{wrong} No other batch is free: call the seller.", wrong=wrong)
    return phrase(
        "{wrong} Take batch {batch} from {place} instead: the scan holds it.",
        wrong=wrong,
        batch=free.batch,
        place=free.place,
    )


def _why(session: Session, item: Held, free: Free | None) -> Phrase:
    """The rule that chose this batch; or that an older one has become free since it was held."""
    mine = (item.batch.expiry, item.batch.received_at, item.batch.code)
    if free is not None and older((free.expiry, free.received_at, free.batch), mine):
        return phrase(
            "Held since an older batch was not free. Now {batch} is, at {place}: the scan holds it instead.",
            batch=free.batch,
            place=free.place,
        )
    why = item.reservation.why
    if why == RECEIVED_FOR_ORDER:
        return phrase("Made or bought for this very order.")
    if why == CHOSEN:
        return phrase("Chosen at the station instead of an older batch.")
    if why == FIRST_TO_EXPIRE and item.batch.expiry is not None:
        return phrase("Oldest batch that is not blocked: expires {day}", day=item.batch.expiry)
    received = item.batch.received_at.astimezone(company_zone(session)).date()
    return phrase("Oldest batch that is not blocked: received {day}", day=received)
