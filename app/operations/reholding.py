"""Holding another batch instead of the held one, in the transaction of the scan: what is given up is free at once [M94]."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models.session import acting, now
from app.models.stock import Reservation
from app.models.terms import ReservationState
from app.operations.stock import lock, set_balances

GivenUp = Sequence[tuple[Reservation, Decimal]]


def hold_instead(
    session: Session, line_id: int, given_up: GivenUp, balance_ids: Sequence[int], why: str, reason: str
) -> Decimal:
    """Hold for the line from the balances, in their order, as much as is *given_up*, and let that go with *reason*.

    The reservations must be locked by the caller. Returns how much could not be held, because somebody was quicker:
    then nothing was changed, and the caller says so.
    """
    wanted = sum((quantity for _, quantity in given_up), Decimal(0))
    balances = lock(session, [*balance_ids, *(record.balance_id for record, _ in given_up)])
    parts: list[tuple[int, Decimal]] = []
    lacking = wanted
    for balance_id in balance_ids:
        on_hand, reserved = balances[balance_id]
        taken = min(lacking, on_hand - reserved)
        if taken > 0:
            balances[balance_id] = (on_hand, reserved + taken)
            parts.append((balance_id, taken))
            lacking -= taken
    if lacking > 0:
        return lacking
    for record, quantity in given_up:
        on_hand, reserved = balances[record.balance_id]
        balances[record.balance_id] = (on_hand, reserved - quantity)
        _give_up(session, record, quantity, reason)
    set_balances(session, balances)
    session.add_all(_held(session, line_id, balance_id, quantity, why) for balance_id, quantity in parts)
    session.flush()
    return Decimal(0)


def _give_up(session: Session, record: Reservation, quantity: Decimal, reason: str) -> None:
    """Release *quantity* of a reservation; the rest goes on holding."""
    if quantity == record.quantity:
        record.state = ReservationState.RELEASED
        record.released_reason = reason
        return
    record.quantity -= quantity
    session.add(
        Reservation(
            balance_id=record.balance_id,
            warehouse_order_line_id=record.warehouse_order_line_id,
            quantity=quantity,
            state=ReservationState.RELEASED,
            reserved_at=record.reserved_at,
            employee_id=record.employee_id,
            why=record.why,
            released_reason=reason,
        )
    )


def _held(session: Session, line_id: int, balance_id: int, quantity: Decimal, why: str) -> Reservation:
    return Reservation(
        balance_id=balance_id,
        warehouse_order_line_id=line_id,
        quantity=quantity,
        state=ReservationState.ACTIVE,
        reserved_at=now(session),
        employee_id=acting(session),
        why=why,
    )
