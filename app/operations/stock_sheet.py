"""Sheets for stock-taking: what the books expect at a place or of an article, and which batch a scan means there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.gs1 import plain_text, read_code
from app.operations.reservations import today
from app.operations.stock_query import AGE, FROM, batch, place, product, stock
from app.operations.stock_view import find

ZERO = Decimal(0)
LONGEST = 2000
"""Rows of one sheet: more than anybody counts in one go."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """A batch at a place, as the books have it; on_hand is 0 for goods that the books expect elsewhere."""

    batch_id: int
    location_id: int
    product_id: int
    code: str
    name: str
    unit: str
    batch: str
    expiry: date | None
    place: str
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be counted. kind: "place", "product" or "batch"; code: what names it; cut: there is more than this."""

    kind: str
    id: int
    code: str
    name: str
    lines: tuple[CountLine, ...]
    cut: bool = False


def sheet(session: Session, kind: str, record_id: int, also: Sequence[tuple[int, int]] = ()) -> Sheet:
    """What the books expect at a "place", or of a "product" or "batch". Raises NotFound.

    also: (batch, place) that were found although the books have nothing of them there.
    """
    table, key = {
        "place": (place, stock.c.location_id),
        "product": (product, stock.c.product_id),
        "batch": (batch, stock.c.batch_id),
    }[kind]
    named = session.execute(select(table).where(table.c.id == record_id)).one_or_none()
    if named is None:
        raise NotFound("This does not exist (any more). It may have been removed or merged meanwhile.")
    rows = session.execute(
        select(*_columns())
        .select_from(FROM)
        .where(key == record_id, stock.c.on_hand > 0)
        .order_by(product.c.name, place.c.code, *AGE)
        .limit(LONGEST + 1)
    ).all()
    name = named.name if kind != "batch" else ""
    expected = tuple(CountLine(*row) for row in rows[:LONGEST])
    known = {(line.batch_id, line.location_id) for line in expected}
    strangers = tuple(_unexpected(session, *key) for key in also if key not in known)
    return Sheet(kind, record_id, named.code, name, (*expected, *strangers), len(rows) > LONGEST)


def sheet_of(session: Session, code: str) -> Sheet:
    """The sheet of what a scanned or typed *code* names. Raises NotFound."""
    return sheet(session, *find(session, code))


def found_line(session: Session, code: str, location_id: int | None) -> tuple[CountLine, Decimal]:
    """Which batch was scanned at a place, and how many the code stands for (1 if it does not say).

    location_id None: where the books have it, if that is one place only. Raises NotFound, or UserError if the code does
    not name one batch at one place.
    """
    kind, record_id = find(session, code)
    meaning = read_code(code, today=today(session))
    quantity = meaning.quantity if meaning.quantity is not None and meaning.quantity > 0 else Decimal(1)
    if kind == "place":
        raise UserError("{code} is a place: scan the goods.", code=plain_text(code).strip())
    rows = _places_of(session, kind, record_id, location_id)
    if len(rows) == 1:
        return rows[0], quantity
    if rows:
        sentence = "Several batches of this article lie here: scan the batch."
        elsewhere = "This batch lies at several places: scan the place first."
        raise UserError(sentence if kind == "product" else elsewhere)
    if kind == "product" or location_id is None:
        raise UserError("The books have nothing of this here: scan the batch, and the place where it lies.")
    return _unexpected(session, record_id, location_id), quantity


def _places_of(session: Session, kind: str, record_id: int, location_id: int | None) -> list[CountLine]:
    query = select(*_columns()).select_from(FROM).where(stock.c.on_hand > 0)
    query = query.where((batch.c.id if kind == "batch" else product.c.id) == record_id)
    if location_id is not None:
        query = query.where(stock.c.location_id == location_id)
    return [CountLine(*row) for row in session.execute(query.limit(2))]


def _unexpected(session: Session, batch_id: int, location_id: int) -> CountLine:
    nothing = literal(ZERO, stock.c.on_hand.type)
    row = session.execute(
        select(batch.c.id, place.c.id, *_columns()[2:9], nothing, nothing)
        .select_from(batch.join(product, product.c.id == batch.c.product_id))
        .join(place, place.c.id == location_id)
        .where(batch.c.id == batch_id)
    ).one()
    return CountLine(*row)


def _columns() -> tuple[Any, ...]:
    return (
        batch.c.id,
        stock.c.location_id,
        product.c.id,
        product.c.code,
        product.c.name,
        product.c.unit,
        batch.c.code,
        batch.c.expiry,
        place.c.code,
        stock.c.on_hand,
        stock.c.reserved,
    )
