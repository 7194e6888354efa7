"""The parts of every question about what lies where: tables, what is free, and what a person has narrowed the list to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.naming import folded
from app.models.products import Product
from app.models.stock import Batch, Location, StockBalance
from app.operations.reservations import today
from app.operations.stock_rows import SOON, LineRow, StockShown

stock, batch, place, product = (
    Base.metadata.tables[each.__tablename__] for each in (StockBalance, Batch, Location, Product)
)
FROM = (
    stock.join(batch, batch.c.id == stock.c.batch_id)
    .join(place, place.c.id == stock.c.location_id)
    .join(product, product.c.id == stock.c.product_id)
)
AGE = (batch.c.expiry.is_(None), batch.c.expiry, batch.c.received_at, batch.c.code, stock.c.id)
"""Oldest first, as goods are reserved and shipped [C14, M94]."""
NEVER = date.max
"""Sorts a batch without a last day of use behind all others."""


def usable(day: date) -> ColumnElement[bool]:
    """Whether goods may leave on *day* [M95]: not blocked, not over their date, at a place to pick from."""
    return and_(batch.c.blocked.is_(False), or_(batch.c.expiry.is_(None), batch.c.expiry >= day), place.c.pickable)


def free(day: date) -> ColumnElement[Decimal]:
    """What an order could reserve on *day*."""
    return case((usable(day), stock.c.on_hand - stock.c.reserved), else_=literal(Decimal(0), stock.c.on_hand.type))


def line_columns(day: date) -> tuple[Any, ...]:
    """What a ``LineRow`` needs, in its order, without next_out."""
    return (
        stock.c.id.label("balance_id"),
        batch.c.id.label("batch_id"),
        batch.c.version,
        stock.c.product_id,
        stock.c.location_id,
        product.c.code.label("code"),
        product.c.name.label("name"),
        product.c.unit,
        batch.c.code.label("batch"),
        place.c.code.label("place"),
        batch.c.received_at,
        batch.c.expiry,
        batch.c.blocked,
        batch.c.blocked_reason,
        place.c.pickable,
        stock.c.on_hand,
        stock.c.reserved,
        free(day).label("free"),
    )


def conditions(session: Session, shown: StockShown) -> list[ColumnElement[bool]]:
    """Which rows *shown* leaves over: goods that are there, of the chosen view and place, with every typed word."""
    day = today(session)
    found: list[ColumnElement[bool]] = [stock.c.on_hand > 0]
    if shown.which == "expiring":
        found.append(batch.c.expiry.between(day, day + timedelta(days=SOON - 1)))
    elif shown.which == "over":
        found.append(batch.c.expiry < day)
    elif shown.which == "none_free":
        found.append(stock.c.product_id.in_(none_free(day)))
    if shown.location_id is not None:
        found.append(stock.c.location_id == shown.location_id)
    found += [_has(word) for word in shown.text.split()]
    return found


def none_free(day: date) -> Select[Any]:
    """Articles that are in stock, and nothing of them is free."""
    return (
        select(stock.c.product_id)
        .select_from(FROM)
        .where(stock.c.on_hand > 0)
        .group_by(stock.c.product_id)
        .having(func.sum(free(day)) == literal(Decimal(0), stock.c.on_hand.type))
    )


def _has(word: str) -> ColumnElement[bool]:
    """Rows whose article, batch or place has *word* in it; each of the three is looked through once, not once a row."""
    plain, name = word.lower(), folded(word)
    article = func.lower(product.c.code).contains(plain, autoescape=True)
    if name:
        article = or_(article, product.c.folded.contains(name, autoescape=True))
    return or_(
        stock.c.product_id.in_(select(product.c.id).where(article).correlate(None)),
        *(
            key.in_(select(table.c.id).where(func.lower(table.c.code).contains(plain, autoescape=True)).correlate(None))
            for key, table in ((stock.c.batch_id, batch), (stock.c.location_id, place))
        ),
    )


def next_out(session: Session, product_ids: set[int]) -> set[int]:
    """Of each article the balance that leaves next: the oldest that may leave, whether it is promised or not [M94]."""
    ranked = (
        select(
            stock.c.id,
            func.row_number().over(partition_by=stock.c.product_id, order_by=AGE).label("place_in_line"),
        )
        .select_from(FROM)
        .where(stock.c.product_id.in_(product_ids), stock.c.on_hand > 0, usable(today(session)))
        .subquery()
    )
    return set(session.scalars(select(ranked.c.id).where(ranked.c.place_in_line == 1)))


def lines(session: Session, rows: Sequence[Any]) -> list[LineRow]:
    """*rows* of ``line_columns`` as the room shows them, knowing what leaves next and how long each is good."""
    leaving = next_out(session, {row.product_id for row in rows}) if rows else set()
    day = today(session)
    return [
        replace(
            LineRow(*row[:18]),
            left=None if row.expiry is None else (row.expiry - day).days,
            next_out=row.balance_id in leaving,
        )
        for row in rows
    ]
