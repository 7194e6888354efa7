"""Which batch may go for a line: the held one; an older one; a younger one only with a reason, where the rule allows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.orders import WarehouseOrder, WarehouseOrderLine
from app.models.stock import Batch, Reservation, StockBalance
from app.models.terms import ReservationState
from app.operations.picking_books import ZERO, older, there
from app.operations.picking_proposal import Left
from app.operations.reholding import hold_instead
from app.operations.reservations import CHOSEN, FIRST_TO_EXPIRE, OLDEST, today
from app.operations.settings import setting
from app.operations.shipping_goods import Held, trouble

YOUNGER_BATCH = "shipping.younger_batch"
"""Setting of the company: whether a younger batch may go before an older one, with a reason."""
BACK = phrase("Put it back to its place and scan on.")


@dataclass(frozen=True, slots=True)
class Allowed:
    """The batch goes, from *place*. note: what the clerk should know of it."""

    place: str
    note: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The batch does not go. ask: with a reason it would."""

    word: Phrase
    detail: Phrase
    advice: Phrase
    ask: bool = False


class Choosing:
    """One scanned batch, good in itself, against what is held for the line and not picked yet."""

    def __init__(self, session: Session, line_id: int, left: Sequence[Left], found: Batch, counted: Decimal) -> None:
        self._session = session
        self._line_id = line_id
        self._mine = [(item, quantity) for item, quantity in left if item.line_id == line_id]
        self._found = found
        self._counted = counted

    def judge(self, reason: str) -> Allowed | Refusal:
        """Whether the batch may go; what must be held instead is held already when this returns Allowed."""
        fitting = [(item, quantity) for item, quantity in self._mine if item.batch.id == self._found.id]
        short = self._counted - sum((quantity for _, quantity in fitting), ZERO)
        if short <= 0:
            item = fitting[0][0]
            if not item.pickable:
                return Refusal(phrase("Not from here"), phrase("Nothing is taken from {place}.", place=item.place), BACK)
            return Allowed(item.place)
        return self._instead(short, reason)

    def _instead(self, short: Decimal, reason: str) -> Allowed | Refusal:
        """Hold *short* of this batch in the place of others, if it is free and the rule allows it."""
        lying = there(self._session, self._found.id)
        free = [place for place in lying if place.pickable and place.free > 0]
        if sum((place.free for place in free), ZERO) < short:
            return self._not_free([place.balance_id for place in lying])
        given_up = self._given_up(short)
        unfit = [item for item, _ in given_up if self._is_unfit(item)]
        passed_over = min(
            (item for item, _ in given_up if item not in unfit and older(_age(item.batch), _age(self._found))),
            key=Held.age,
            default=None,
        )
        if passed_over is not None:
            refusal = self._younger(passed_over, reason)
            if refusal is not None:
                return refusal
        note = self._note(unfit, passed_over)
        why = CHOSEN if passed_over is not None else FIRST_TO_EXPIRE if self._found.expiry else OLDEST
        said = reason if passed_over is not None and reason else note.said("en")
        lacking = hold_instead(
            self._session,
            self._line_id,
            [(item.reservation, quantity) for item, quantity in given_up],
            [place.balance_id for place in free],
            why,
            said,
        )
        if lacking > 0:
            return self._not_free([place.balance_id for place in lying])
        return Allowed(free[0].place, note)

    def _given_up(self, short: Decimal) -> list[tuple[Held, Decimal]]:
        """What gives way: first what may not go anyway, then the youngest."""
        others = [(item, quantity) for item, quantity in self._mine if item.batch.id != self._found.id]
        others.reverse()
        others.sort(key=lambda pair: not self._is_unfit(pair[0]))
        parts: list[tuple[Held, Decimal]] = []
        for item, quantity in others:
            part = min(short, quantity)
            if part > 0:
                parts.append((item, part))
                short -= part
        return parts

    def _is_unfit(self, item: Held) -> bool:
        day = today(self._session)
        return trouble(item.batch, item.place, item.pickable, item.line.product_name, day) is not None

    def _younger(self, item: Held, reason: str) -> Refusal | None:
        """Why the younger batch does not go (yet); None if it does, with this *reason*."""
        detail = _said_older(item)
        take = phrase("Take batch {batch} from {place}.", batch=item.batch.code, place=item.place)
        if not setting(self._session, YOUNGER_BATCH, True):
            return Refusal(phrase("Older batch first"), detail, take)
        return None if reason else Refusal(phrase("Why this batch?"), detail, take, ask=True)

    def _note(self, unfit: Sequence[Held], passed_over: Held | None) -> Phrase:
        if passed_over is not None:
            return phrase("Held instead of {batch}, with your reason.", batch=passed_over.batch.code)
        if unfit:
            return phrase("Held instead of {batch}, which may not go.", batch=unfit[0].batch.code)
        return phrase("Older than the held batch: held instead.")

    def _not_free(self, balance_ids: Sequence[int]) -> Refusal:
        """Nothing, or too little, of this batch is free: whose it is."""
        others = self._session.scalars(
            select(WarehouseOrder.number)
            .join(WarehouseOrderLine, WarehouseOrderLine.warehouse_order_id == WarehouseOrder.id)
            .join(Reservation, Reservation.warehouse_order_line_id == WarehouseOrderLine.id)
            .join(StockBalance, StockBalance.id == Reservation.balance_id)
            .where(
                StockBalance.id.in_(balance_ids),
                Reservation.state == ReservationState.ACTIVE,
                WarehouseOrderLine.id != self._line_id,
            )
            .distinct()
            .order_by(WarehouseOrder.number)
            .limit(3)
        ).all()
        batch = self._found.code
        if others:
            detail = phrase("Batch {batch} is held for {orders}.", batch=batch, orders=", ".join(others))
            return Refusal(phrase("For another order"), detail, BACK)
        detail = phrase("The books know of no more free goods of batch {batch}.", batch=batch)
        return Refusal(phrase("Not in stock"), detail, phrase("Put it on the red shelf and call the office."))


def _age(batch: Batch) -> tuple[date | None, datetime, str]:
    return batch.expiry, batch.received_at, batch.code


def _said_older(item: Held) -> Phrase:
    if item.batch.expiry is not None:
        return phrase(
            "Older: {batch} at {place}, use by {day}", batch=item.batch.code, place=item.place, day=item.batch.expiry
        )
    return phrase("Older: {batch} at {place}.", batch=item.batch.code, place=item.place)
