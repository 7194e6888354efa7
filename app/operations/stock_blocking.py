"""Blocking a batch: nothing of it is reserved or shipped until somebody lifts the block [M95].

What is held of it stays held: a block may be lifted again, and a silent release would give the order's place away. The
sellers of the orders are told at once; shipping refuses blocked goods and says what to do.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase, phrase
from app.models.products import Product
from app.models.stock import Batch, StockBalance
from app.models.terms import Role
from app.operations.actors import require
from app.operations.editing import expect, locked
from app.operations.order_placing import said
from app.operations.reservations import reserve_open_orders
from app.operations.stock import take_turns
from app.operations.stock_holders import Holder, by_deal, holders, orders_said, tell_sellers


@dataclass(frozen=True, slots=True)
class Blocked:
    """The batch as it is now, and whose held goods are hit."""

    batch_id: int
    version: int
    hit: tuple[Holder, ...]
    sentence: Phrase


def block(session: Session, batch_id: int, version: int, reason: str) -> Blocked:
    """Let nothing of the batch leave. Raises UserError without a reason or if it is blocked, Conflict, NotAllowed."""
    require(session, Role.WAREHOUSE)
    if not reason.strip():
        raise UserError("Say why the batch is blocked.")
    batch, article = _batch(session, batch_id, version)
    if batch.blocked:
        raise UserError("Batch {batch} is blocked already: {reason}", batch=batch.code, reason=batch.blocked_reason)
    batch.blocked, batch.blocked_reason = True, reason.strip()
    session.flush()
    hit = holders(session, StockBalance.batch_id == batch_id)
    news = {
        deal_id: phrase(
            "Batch {batch} of {article} is blocked: {reason}. {quantity} of it are held for order {order}.",
            batch=batch.code,
            article=article,
            reason=batch.blocked_reason,
            quantity=said(quantity),
            order=holder.order,
        )
        for deal_id, (holder, quantity) in by_deal(hit).items()
    }
    tell_sellers(session, hit, news)
    if not hit:
        return Blocked(batch_id, batch.version, hit, phrase("Batch {batch} is blocked.", batch=batch.code))
    sentence = phrase(
        "Batch {batch} is blocked. It is held for {orders}: their sellers are told.",
        batch=batch.code,
        orders=orders_said(hit),
    )
    return Blocked(batch_id, batch.version, hit, sentence)


def unblock(session: Session, batch_id: int, version: int) -> Blocked:
    """Let the batch leave again; orders that wait for the article get it. Raises UserError, Conflict, NotAllowed."""
    require(session, Role.WAREHOUSE)
    batch, article = _batch(session, batch_id, version)
    if not batch.blocked:
        raise UserError("Batch {batch} is not blocked.", batch=batch.code)
    batch.blocked, batch.blocked_reason = False, ""
    session.flush()
    hit = holders(session, StockBalance.batch_id == batch_id)
    news = {
        deal_id: phrase(
            "Batch {batch} of {article} may leave again; it is held for order {order}.",
            batch=batch.code,
            article=article,
            order=holder.order,
        )
        for deal_id, (holder, _) in by_deal(hit).items()
    }
    tell_sellers(session, hit, news)
    reserve_open_orders(session, {batch.product_id})
    return Blocked(batch_id, batch.version, hit, phrase("Batch {batch} may leave again.", batch=batch.code))


def _batch(session: Session, batch_id: int, version: int) -> tuple[Batch, str]:
    """The batch, locked after its article's turn: nobody reserves of it meanwhile."""
    product_id = session.scalar(select(Batch.product_id).where(Batch.id == batch_id))
    if product_id is not None:
        take_turns(session, {product_id})
    batch = locked(session, Batch, batch_id)
    expect(batch, version)
    return batch, session.scalars(select(Product.name).where(Product.id == batch.product_id)).one()
