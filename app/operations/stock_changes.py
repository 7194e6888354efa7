"""Goods change their place or leave the books: moving and writing off, and taking a wrong correction back.

Moving takes free pieces first; when those do not suffice, held pieces travel along with their reservations, so that no
order loses anything. Held pieces never go to a place that nothing is shipped from. Writing off takes free pieces only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import LANGUAGES, Phrase, phrase
from app.models.products import Product
from app.models.session import acting, now
from app.models.stock import Batch, Location, StockBalance, StockMove
from app.models.terms import MoveKind, Role
from app.money import THOUSANDTH
from app.operations.actors import actor, require
from app.operations.order_placing import said
from app.operations.reservations import reserve_open_orders
from app.operations.stock import Goods, balance_ids, bring_in, lock, set_balances, take_out, take_turns
from app.operations.stock_holders import holders, locked_reservations, orders_said, split_off

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Moved:
    """Goods at their new place. balance_id: there; back_to: the place they came from; held: how many of them are held."""

    balance_id: int
    back_to: str
    quantity: Decimal
    held: Decimal
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was booked: the moves, by which it can be taken back."""

    moves: tuple[int, ...]
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class _Goods:
    balance_id: int
    product_id: int
    batch_id: int
    location_id: int
    batch: str
    place: str
    article: str
    unit: str


def move(session: Session, balance_id: int, place_code: str, quantity: Decimal) -> Moved:
    """Put *quantity* of the goods to another place, named by its code as typed or scanned.

    Raises NotFound for an unknown place; UserError for the same place, for more than is there, or for held goods that
    would lie where nothing is shipped from; NotAllowed; Conflict.
    """
    require(session, Role.WAREHOUSE)
    goods = _goods(session, balance_id)
    target = session.execute(
        select(Location.id, Location.code, Location.pickable).where(func.lower(Location.code) == place_code.strip().lower())
    ).one_or_none()
    if target is None:
        raise NotFound("There is no place {code}.", code=place_code.strip())
    if target.id == goods.location_id:
        raise UserError("The goods lie at {place} already.", place=target.code)
    _wanted(quantity)
    take_turns(session, {goods.product_id})
    there = balance_ids(session, [(goods.product_id, goods.batch_id, target.id)])[goods.batch_id, target.id]
    balances = lock(session, [balance_id, there])
    on_hand, reserved = balances[balance_id]
    if quantity > on_hand:
        raise UserError("Only {there} lie at {place}.", there=_said(on_hand, goods.unit), place=goods.place)
    held = max(ZERO, quantity - (on_hand - reserved))
    if held and not target.pickable:
        raise UserError(
            "Nothing is shipped from {place}, and {held} of these goods are held for {orders}. "
            "Move at most {free}, or release them first.",
            place=target.code,
            held=_said(held, goods.unit),
            orders=orders_said(holders(session, StockBalance.id == balance_id)),
            free=_said(on_hand - reserved, goods.unit),
        )
    if held:
        _carry(session, balance_id, there, balances[balance_id], held)
    there_on_hand, there_reserved = balances[there]
    set_balances(
        session,
        {balance_id: (on_hand - quantity, reserved - held), there: (there_on_hand + quantity, there_reserved + held)},
    )
    session.add(
        StockMove(
            at=now(session),
            kind=MoveKind.TRANSFER,
            product_id=goods.product_id,
            batch_id=goods.batch_id,
            from_location_id=goods.location_id,
            to_location_id=target.id,
            quantity=quantity,
            employee_id=acting(session),
        )
    )
    session.flush()
    sentence = phrase(
        "{quantity} of batch {batch} lie at {place} now.",
        quantity=_said(quantity, goods.unit),
        batch=goods.batch,
        place=target.code,
    )
    return Moved(there, goods.place, quantity, held, sentence)


def _carry(session: Session, here: int, there: int, balance: tuple[Decimal, Decimal], held: Decimal) -> None:
    """Let reservations of *held* pieces travel with their goods, the youngest first: the oldest go out first from here."""
    for record in locked_reservations(session, {here: balance})[here]:
        if held <= 0:
            break
        part = split_off(session, record, min(held, record.quantity))
        held -= part.quantity
        part.balance_id = there


def write_off(session: Session, balance_id: int, quantity: Decimal, reason: str) -> Corrected:
    """Take spoilt or lost goods out of the books. Raises UserError without a reason or for held goods; NotAllowed."""
    require(session, Role.WAREHOUSE)
    if not reason.strip():
        raise UserError("Say why the goods are written off.")
    goods = _goods(session, balance_id)
    _wanted(quantity)
    take_turns(session, {goods.product_id})
    on_hand, reserved = lock(session, [balance_id])[balance_id]
    if quantity > on_hand:
        raise UserError("Only {there} lie at {place}.", there=_said(on_hand, goods.unit), place=goods.place)
    if quantity > on_hand - reserved:
        raise UserError(
            "Only {free} can be written off: {reserved} are held for {orders}. Release them first.",
            free=_said(on_hand - reserved, goods.unit),
            reserved=_said(reserved, goods.unit),
            orders=orders_said(holders(session, StockBalance.id == balance_id)),
        )
    before = newest_move(session)
    item = Goods(goods.product_id, goods.batch_id, goods.location_id, quantity)
    take_out(session, MoveKind.WRITE_OFF, [item], reserved=False, reason=reason.strip())
    session.flush()
    sentence = phrase(
        "{quantity} of batch {batch} are written off: {reason}",
        quantity=_said(quantity, goods.unit),
        batch=goods.batch,
        reason=reason.strip(),
    )
    return Corrected(moves_since(session, before, {goods.product_id}), sentence)


def take_back(session: Session, move_ids: Sequence[int]) -> Corrected:
    """Book the opposite of one's own write-offs and corrections; both stay in the books.

    Raises UserError if one was taken back already, is of another kind or another person, or if goods that would have to
    go are held meanwhile; NotAllowed.
    """
    who = require(session, Role.WAREHOUSE)
    records = session.scalars(select(StockMove).where(StockMove.id.in_(move_ids)).order_by(StockMove.id)).all()
    fit = (MoveKind.WRITE_OFF, MoveKind.ADJUSTMENT)
    if len(records) != len(set(move_ids)) or any(m.kind not in fit or m.employee_id != who.id for m in records):
        raise UserError("Only your own corrections can be taken back.")
    products = {record.product_id for record in records}
    take_turns(session, products)
    before = newest_move(session)
    for record in records:
        _reverse(session, record)
    session.flush()
    reserve_open_orders(session, products)
    sentence = phrase("The correction is taken back; both bookings stay in the books.")
    return Corrected(moves_since(session, before, products), sentence)


def _reverse(session: Session, record: StockMove) -> None:
    why = phrase("Takes back booking {number}", number=record.id)
    told = {why.said(language) for language in LANGUAGES}
    again = select(StockMove.id).where(
        StockMove.batch_id == record.batch_id, StockMove.id > record.id, StockMove.reason.in_(told)
    )
    if session.scalar(again.limit(1)) is not None:
        raise UserError("This correction is taken back already.")
    reason = why.said(actor(session).language)
    place_id = record.to_location_id or record.from_location_id
    if place_id is None:
        raise UserError("Only your own corrections can be taken back.")
    item = Goods(record.product_id, record.batch_id, place_id, record.quantity)
    if record.to_location_id is None:
        bring_in(session, MoveKind.ADJUSTMENT, [item], reason)
    else:
        take_out(session, MoveKind.ADJUSTMENT, [item], reserved=False, reason=reason)
    session.flush()


def _goods(session: Session, balance_id: int) -> _Goods:
    row = session.execute(
        select(
            StockBalance.id,
            StockBalance.product_id,
            StockBalance.batch_id,
            StockBalance.location_id,
            Batch.code,
            Location.code,
            Product.name,
            Product.unit,
        )
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(Product, Product.id == StockBalance.product_id)
        .where(StockBalance.id == balance_id)
    ).one_or_none()
    if row is None:
        raise NotFound("These goods do not lie there any more.")
    return _Goods(*row)


def _wanted(quantity: Decimal) -> None:
    if quantity <= 0 or quantity != quantity.quantize(THOUSANDTH):
        raise UserError("Say how many: more than nothing, and at most three decimals.")


def newest_move(session: Session) -> int:
    """The number of the last move; asked for after ``take_turns``, before booking."""
    return session.scalar(select(func.max(StockMove.id))) or 0


def moves_since(session: Session, before: int, product_ids: set[int]) -> tuple[int, ...]:
    """The corrections of articles, at which it is our turn, that were booked after number *before*."""
    session.flush()
    query = select(StockMove.id).where(
        StockMove.id > before,
        StockMove.product_id.in_(product_ids),
        StockMove.kind.in_((MoveKind.WRITE_OFF, MoveKind.ADJUSTMENT)),
    )
    return tuple(session.scalars(query.order_by(StockMove.id)))


def _said(quantity: Decimal, unit: str) -> str:
    return f"{said(quantity)}\N{NO-BREAK SPACE}{unit}"
