"""Goods in and out: every move is written down, and the balance follows in the same transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.session import acting, now, touch
from app.models.stock import StockBalance, StockMove
from app.models.terms import MoveKind

_stock = Base.metadata.tables[StockBalance.__tablename__]
_LOCK = (
    select(_stock.c.id, _stock.c.on_hand, _stock.c.reserved)
    .where(_stock.c.id.in_(bindparam("of_balances", expanding=True)))
    .order_by(_stock.c.id)
    .with_for_update()
)
_SET = (
    update(_stock)
    .where(_stock.c.id == bindparam("of_balance"))
    .values(on_hand=bindparam("there"), reserved=bindparam("held"))
)
_TAKE_TURNS = text(
    "SELECT pg_advisory_xact_lock(:of_stock, (product % 2147483647)::int) FROM unnest(CAST(:products AS bigint[])) product"
)
_OF_STOCK = 0x5354
"""Which of PostgreSQL's advisory locks are for turns at the stock of one product; a number that nothing else uses."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A quantity (of the article's unit) of one batch at one location, with the order line that it belongs to."""

    product_id: int
    batch_id: int
    location_id: int
    quantity: Decimal
    receipt_line_id: int | None = None
    shipment_line_id: int | None = None


def balance_ids(session: Session, places: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int], int]:
    """(batch, location) → id of its balance, for (product, batch, location) in *places*; made at zero where missing."""
    wanted = {(batch, location): product for product, batch, location in places}
    found = _existing(session, wanted)
    lacking = [key for key in wanted if key not in found]
    if lacking:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        zero = Decimal(0)
        rows = [
            {"product_id": wanted[key], "batch_id": key[0], "location_id": key[1], "on_hand": zero, "reserved": zero}
            for key in sorted(lacking)
        ]
        # Two receipts may open the same batch at the same place at once; one row serves both.
        session.execute(dialect.insert(StockBalance).values(rows).on_conflict_do_nothing())
        found = _existing(session, wanted)
    return found


def _existing(session: Session, wanted: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    rows = session.execute(
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.id).where(
            StockBalance.batch_id.in_({batch for batch, _ in wanted})
        )
    )
    return {(row.batch_id, row.location_id): row.id for row in rows if (row.batch_id, row.location_id) in wanted}


def take_turns(session: Session, product_ids: Collection[int]) -> None:
    """Wait until no other transaction chooses among the batches of these products; until the commit, none will.

    Who chooses sees then what is free for good, instead of meeting others on half-locked batches. It is no guard: that is
    ``lock``. An embedded database has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_TAKE_TURNS, {"of_stock": _OF_STOCK, "products": sorted(product_ids)})


def lock(session: Session, ids: Sequence[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Lock the balances *ids*, always in id order so that two transactions cannot wait for each other.

    Returns id → (on hand, reserved) as it is under the lock.
    """
    rows = session.connection().execute(_LOCK, {"of_balances": sorted(set(ids))}) if ids else ()
    return {row.id: (row.on_hand, row.reserved) for row in rows}


def set_balances(session: Session, balances: dict[int, tuple[Decimal, Decimal]]) -> None:
    """Write (on hand, reserved) of locked balances in one go."""
    if balances:
        session.connection().execute(
            _SET,
            [
                {"of_balance": key, "there": on_hand, "held": reserved}
                for key, (on_hand, reserved) in sorted(balances.items())
            ],
        )
        touch(session, StockBalance.__tablename__, *balances)


def bring_in(session: Session, kind: MoveKind, goods: Sequence[Goods], reason: str = "") -> dict[tuple[int, int], int]:
    """Book *goods* into stock. Returns (batch, location) → id of the balance, still locked."""
    ids = balance_ids(session, [(g.product_id, g.batch_id, g.location_id) for g in goods])
    balances = lock(session, list(ids.values()))
    for item in goods:
        key = ids[item.batch_id, item.location_id]
        on_hand, reserved = balances[key]
        balances[key] = (on_hand + item.quantity, reserved)
    set_balances(session, balances)
    session.add_all(_move(session, kind, item, into=True, reason=reason) for item in goods)
    return ids


def take_out(session: Session, kind: MoveKind, goods: Sequence[Goods], *, reserved: bool, reason: str = "") -> None:
    """Book *goods* out of stock; *reserved*: they were held for this, and the hold ends with it.

    More than there is, or than is free, meets the CHECK of the balance and ends as Conflict.
    """
    ids = balance_ids(session, [(g.product_id, g.batch_id, g.location_id) for g in goods])
    balances = lock(session, list(ids.values()))
    for item in goods:
        key = ids[item.batch_id, item.location_id]
        on_hand, held = balances[key]
        balances[key] = (on_hand - item.quantity, held - item.quantity if reserved else held)
    set_balances(session, balances)
    session.add_all(_move(session, kind, item, into=False, reason=reason) for item in goods)


def _move(session: Session, kind: MoveKind, item: Goods, *, into: bool, reason: str) -> StockMove:
    return StockMove(
        at=now(session),
        kind=kind,
        product_id=item.product_id,
        batch_id=item.batch_id,
        from_location_id=None if into else item.location_id,
        to_location_id=item.location_id if into else None,
        quantity=item.quantity,
        receipt_line_id=item.receipt_line_id,
        shipment_line_id=item.shipment_line_id,
        employee_id=acting(session),
        reason=reason,
    )
