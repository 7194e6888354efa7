"""Stock-taking: what lies at a place, or of an article, is counted, and differences are booked as corrections [M91].

What is counted is the truth. Where less is found than orders hold, the youngest reservations give way: whoever reserved
last loses first. That happens only after the person has seen which orders are hit; those orders hold other batches at
once if there are any, and their sellers are told. Everything is one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.errors import Conflict, UserError
from app.language import Phrase, phrase
from app.models.stock import Batch, StockBalance
from app.models.terms import MoveKind, ReservationState, Role
from app.money import THOUSANDTH
from app.operations.actors import require
from app.operations.order_placing import said
from app.operations.reservations import held_by_line, reserve, reserve_open_orders
from app.operations.stock import Goods, balance_ids, bring_in, lock, set_balances, take_out, take_turns
from app.operations.stock_changes import moves_since, newest_move
from app.operations.stock_holders import Holder, by_deal, holders, locked_reservations, losing, split_off, tell_sellers

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody found of a batch at a place; expected: what the books said when it was counted."""

    batch_id: int
    location_id: int
    expected: Decimal
    counted: Decimal


@dataclass(frozen=True, slots=True)
class Booked:
    """A booked count. moves: the corrections; hit: what orders lost; sentence says what changed."""

    moves: tuple[int, ...]
    hit: tuple[Holder, ...]
    sentence: Phrase


def hit_by(session: Session, counted: Sequence[Counted]) -> tuple[Holder, ...]:
    """Which orders would lose how much if this were booked now; nothing changes."""
    hit: list[Holder] = []
    for each in counted:
        here = and_(StockBalance.batch_id == each.batch_id, StockBalance.location_id == each.location_id)
        held = holders(session, here)
        hit += losing(held, sum((one.quantity for one in held), ZERO) - each.counted)
    return tuple(hit)


def book(session: Session, counted: Sequence[Counted], reason: str, *, release: bool = False) -> Booked:
    """Make the books say what was found. *release*: the person has seen which orders lose what they hold.

    Raises UserError without a reason, for a negative figure, or if orders are hit and *release* is not said; Conflict if
    goods moved while they were counted (nothing is booked then, what moved is named); NotAllowed.
    """
    require(session, Role.WAREHOUSE)
    if not reason.strip():
        raise UserError("Say why: stock-taking, a found box, a broken one.")
    if any(each.counted < 0 or each.counted != each.counted.quantize(THOUSANDTH) for each in counted):
        raise UserError("A count is nothing or more, with at most three decimals.")
    goods = _goods(session, counted)
    take_turns(session, {each.product_id for each in goods.values()})
    ids = balance_ids(session, [(each.product_id, *key) for key, each in goods.items()])
    balances = lock(session, list(ids.values()))
    _unmoved(session, counted, ids, balances)
    surplus = {
        ids[each.batch_id, each.location_id]: balances[ids[each.batch_id, each.location_id]][1] - each.counted
        for each in counted
    }
    hit = _let_go(session, {key: lost for key, lost in surplus.items() if lost > 0}, balances, reason, release=release)
    before = newest_move(session)
    _correct(session, counted, goods, reason.strip())
    moves = moves_since(session, before, {each.product_id for each in goods.values()})
    _help(session, hit)
    reserve_open_orders(session, {goods[each.batch_id, each.location_id].product_id for each in counted})
    differences = sum(1 for each in counted if each.counted != each.expected)
    sentence = phrase(
        "{count} batches counted, {differences} differences booked.", count=len(counted), differences=differences
    )
    return Booked(moves, hit, sentence)


def _goods(session: Session, counted: Sequence[Counted]) -> dict[tuple[int, int], Goods]:
    """(batch, place) → the goods that were counted there."""
    query = select(Batch.id, Batch.product_id).where(Batch.id.in_({each.batch_id for each in counted}))
    articles = {row.id: row.product_id for row in session.execute(query)}
    goods = {
        (each.batch_id, each.location_id): Goods(articles[each.batch_id], each.batch_id, each.location_id, each.counted)
        for each in counted
        if each.batch_id in articles
    }
    if not counted or len(goods) != len(counted):
        raise UserError("Count something first: each batch once at each place.")
    return goods


def _unmoved(
    session: Session,
    counted: Sequence[Counted],
    ids: Mapping[tuple[int, int], int],
    balances: Mapping[int, tuple[Decimal, Decimal]],
) -> None:
    moved = [each for each in counted if balances[ids[each.batch_id, each.location_id]][0] != each.expected]
    if moved:
        codes = session.scalars(select(Batch.code).where(Batch.id.in_({each.batch_id for each in moved}))).all()
        raise Conflict(
            "Goods moved while you counted. Nothing is booked: count {batches} once more.", batches=", ".join(codes)
        )


def _let_go(
    session: Session,
    surplus: Mapping[int, Decimal],
    balances: dict[int, tuple[Decimal, Decimal]],
    reason: str,
    *,
    release: bool,
) -> tuple[Holder, ...]:
    """Release the youngest reservations of each balance until what is found suffices. Raises UserError if not *release*."""
    if not surplus:
        return ()
    held = holders(session, StockBalance.id.in_(surplus))
    hit = tuple(
        lost for key, much in surplus.items() for lost in losing([each for each in held if each.balance_id == key], much)
    )
    if not release:
        raise UserError(
            "Orders hold more than was found: {orders}. Book it once more to release the youngest reservations.",
            orders=", ".join(dict.fromkeys(f"{each.order} ({each.company})" for each in hit)),
        )
    records = locked_reservations(session, {key: balances[key] for key in surplus})
    for key, much in surplus.items():
        left = much
        for record in records[key]:
            if left <= 0:
                break
            part = split_off(session, record, min(left, record.quantity))
            left -= part.quantity
            part.state, part.released_reason = ReservationState.RELEASED, reason.strip()
        on_hand, reserved = balances[key]
        balances[key] = (on_hand, reserved - much)
    set_balances(session, {key: balances[key] for key in surplus})
    session.flush()
    return hit


def _correct(session: Session, counted: Sequence[Counted], goods: Mapping[tuple[int, int], Goods], reason: str) -> None:
    more: list[Goods] = []
    less: list[Goods] = []
    for each in counted:
        difference = each.counted - each.expected
        item = goods[each.batch_id, each.location_id]
        if difference:
            (more if difference > 0 else less).append(
                Goods(item.product_id, item.batch_id, item.location_id, abs(difference))
            )
    if more:
        bring_in(session, MoveKind.ADJUSTMENT, more, reason)
    if less:
        take_out(session, MoveKind.ADJUSTMENT, less, reserved=False, reason=reason)


def _help(session: Session, hit: Sequence[Holder]) -> None:
    """Hold other batches for the orders that lost goods, and tell their sellers what came of it."""
    lines = sorted({each.order_line_id for each in hit})
    before = held_by_line(session, lines)
    for order_id in sorted({each.order_id for each in hit}):
        reserve(session, order_id)
    after = held_by_line(session, lines)
    again: dict[int, Decimal] = {}
    for line_id, deal_id in {each.order_line_id: each.deal_id for each in hit}.items():
        gained = after.get(line_id, ZERO) - before.get(line_id, ZERO)
        again[deal_id] = again.get(deal_id, ZERO) + gained
    news = {
        deal_id: phrase(
            "{lost} held for order {order} were not found when counting the stock; {again} are held of other batches now.",
            lost=said(lost),
            order=holder.order,
            again=said(again[deal_id]) if again[deal_id] else "0",
        )
        for deal_id, (holder, lost) in by_deal(hit).items()
    }
    tell_sellers(session, hit, news)
