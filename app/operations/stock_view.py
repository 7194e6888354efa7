"""Pages of the stock room: articles (or places) by key with their batches, figures of the segments, worth of what expires.

No question reads the whole table: a page is a few groups, of each group the first rows, and the rest of a long group is
asked for by itself.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Table, distinct, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.gs1 import plain_text, read_code
from app.models.products import Barcode
from app.operations.reservations import today
from app.operations.stock_query import (
    AGE,
    FROM,
    NEVER,
    batch,
    conditions,
    free,
    line_columns,
    lines,
    none_free,
    place,
    product,
    stock,
)
from app.operations.stock_rows import SOON, WORTH_WITHIN, Block, Counts, GroupRow, LineRow, Mark, Page, StockShown, Worth

GROUPS, PLACES, ROWS = 20, 5, 200
"""Articles, places, and rows without heads that one page holds."""
PER_GROUP = 60
"""Rows of a group that come with it."""


def page(
    session: Session, shown: StockShown, start: Mark | None = None, *, backwards: bool = False, included: bool = False
) -> Page:
    """The page behind *start* (before it, if *backwards*; from it on, if *included*); the first one without *start*."""
    if shown.order == "expiry":
        return _rows_page(session, shown, start, backwards=backwards, included=included)
    where = conditions(session, shown)
    by_place = shown.order == "place"
    groups = _groups(session, shown, start, backwards=backwards, included=included)
    size = PLACES if by_place else GROUPS
    kept = groups[:size]
    if backwards:
        kept.reverse()
    found = _first_rows(session, shown, where, [row.id for row in kept])
    blocks = tuple(_block(row, found.get(row.id, []), by_place) for row in kept)
    first, last = (Mark(kept[0].value, kept[0].id), Mark(kept[-1].value, kept[-1].id)) if kept else (None, None)
    return Page(blocks, first, last, len(groups) > size)


def pages(session: Session, shown: StockShown, start: Mark | None, number: int) -> tuple[Page, ...]:
    """*number* pages one after the other from *start* on, at least one: what a window held before the news."""
    found = [page(session, shown, start, included=True)]
    while len(found) < number and found[-1].more:
        found.append(page(session, shown, found[-1].last))
    return tuple(found)


def more_rows(session: Session, shown: StockShown, group_id: int, so_far: int) -> tuple[LineRow, ...]:
    """The next rows of a group of which *so_far* are shown."""
    found = _ranked(session, shown, [*conditions(session, shown), _group(shown)[0] == group_id])
    chosen = select(found).where(found.c.rank > so_far, found.c.rank <= so_far + PER_GROUP).order_by(found.c.rank)
    return tuple(lines(session, list(session.execute(chosen))))


def _group(shown: StockShown) -> tuple[ColumnElement[int], Table, Column[str]]:
    """Of the group: its id at a row, its table, its sort value."""
    if shown.order == "place":
        return stock.c.location_id, place, place.c.code
    return stock.c.product_id, product, product.c.name


def _groups(session: Session, shown: StockShown, start: Mark | None, *, backwards: bool, included: bool) -> list[Any]:
    """The groups of a page and one more, in the order of reading; each is looked at through the index of its own rows."""
    key, table, value = _group(shown)
    outer = table.alias("of_group")
    name = outer.c[value.key]
    there = select(literal(1)).select_from(FROM).where(*conditions(session, shown), key == outer.c.id).correlate(outer)
    query = select(outer.c.id, name.label("value")).where(exists(there))
    if start is not None:
        query = query.where(_beyond(name, outer.c.id, start, backwards=backwards, included=included))
    order = (name.desc(), outer.c.id.desc()) if backwards else (name, outer.c.id)
    size = PLACES if shown.order == "place" else GROUPS
    return list(session.execute(query.order_by(*order).limit(size + 1)))


def _beyond(
    value: ColumnElement[Any], key: ColumnElement[int], start: Mark, *, backwards: bool, included: bool
) -> ColumnElement[bool]:
    here, bound = tuple_(value, key), tuple_(literal(start.value, value.type), literal(start.id))
    if backwards:
        return here < bound
    return here >= bound if included else here > bound


def _ranked(session: Session, shown: StockShown, where: Sequence[ColumnElement[bool]]) -> Any:
    key = _group(shown)[0]
    day = today(session)
    order = AGE if shown.order == "article" else (product.c.name, *AGE)
    return (
        select(
            *line_columns(day),
            key.label("group_id"),
            place.c.name.label("place_name"),
            func.row_number().over(partition_by=key, order_by=order).label("rank"),
            func.count().over(partition_by=key).label("rows"),
            func.sum(stock.c.on_hand).over(partition_by=key).label("all_on_hand"),
            func.sum(stock.c.reserved).over(partition_by=key).label("all_reserved"),
            func.sum(free(day)).over(partition_by=key).label("all_free"),
        )
        .select_from(FROM)
        .where(*where)
        .subquery()
    )


def _first_rows(
    session: Session, shown: StockShown, where: Sequence[ColumnElement[bool]], ids: Sequence[int]
) -> dict[int, list[tuple[Any, LineRow]]]:
    """Group → its first rows, each with the figures of the whole group beside it."""
    if not ids:
        return {}
    found = _ranked(session, shown, [*where, _group(shown)[0].in_(ids)])
    chosen = select(found).where(found.c.rank <= PER_GROUP).order_by(found.c.group_id, found.c.rank)
    rows = list(session.execute(chosen))
    groups: dict[int, list[tuple[Any, LineRow]]] = {}
    for row, line in zip(rows, lines(session, rows), strict=True):
        groups.setdefault(row.group_id, []).append((row, line))
    return groups


def _block(group: Any, rows: list[tuple[Any, LineRow]], by_place: bool) -> Block:
    if not rows:
        return Block(GroupRow(group.id, "", group.value, "", 0), ())
    first = rows[0][0]
    if by_place:
        name = first.place_name if first.place_name != first.place else ""
        head = GroupRow(group.id, name, first.place, "", first.rows)
    else:
        sums = (first.all_on_hand, first.all_reserved, first.all_free)
        head = GroupRow(group.id, first.code, first.name, first.unit, first.rows, *sums)
    return Block(head, tuple(line for _, line in rows), first.rows - len(rows))


def _rows_page(session: Session, shown: StockShown, start: Mark | None, *, backwards: bool, included: bool) -> Page:
    """Rows without heads, by the last day of use; those without one come last."""
    day = today(session)
    last_day: ColumnElement[date] = func.coalesce(batch.c.expiry, literal(NEVER, Date()), type_=Date())
    query = select(*line_columns(day), last_day.label("last_day")).select_from(FROM).where(*conditions(session, shown))
    if start is not None:
        query = query.where(_beyond(last_day, stock.c.id, start, backwards=backwards, included=included))
    order = (last_day.desc(), stock.c.id.desc()) if backwards else (last_day, stock.c.id)
    rows = list(session.execute(query.order_by(*order).limit(ROWS + 1)))
    kept = rows[:ROWS]
    if backwards:
        kept.reverse()
    if not kept:
        return Page((), None, None, False)
    marks = (Mark(kept[0].last_day, kept[0].balance_id), Mark(kept[-1].last_day, kept[-1].balance_id))
    return Page((Block(None, tuple(lines(session, kept))),), *marks, len(rows) > ROWS)


def counts(session: Session) -> Counts:
    """The figures of the head and the segments, over everything that is in stock."""
    day = today(session)
    there = stock.c.on_hand > 0
    row = session.execute(
        select(
            func.count(distinct(stock.c.product_id)).label("articles"),
            func.count(distinct(stock.c.batch_id)).label("batches"),
            func.count().filter(batch.c.expiry.between(day, day + timedelta(days=SOON - 1))).label("expiring"),
            func.count().filter(batch.c.expiry < day).label("over"),
        )
        .select_from(stock.join(batch, batch.c.id == stock.c.batch_id))
        .where(there)
    ).one()
    without = session.scalar(select(func.count()).select_from(none_free(day).subquery())) or 0
    return Counts(row.articles, row.batches, row.expiring, row.over, without)


def worth(session: Session) -> Worth:
    """What is worth how much of what expires within ``WORTH_WITHIN`` days; past its date is not counted: that is lost."""
    day = today(session)
    rows = session.execute(
        select(
            batch.c.unit_cost, batch.c.currency, func.sum(stock.c.on_hand).label("on_hand"), func.count().label("batches")
        )
        .select_from(stock.join(batch, batch.c.id == stock.c.batch_id))
        .where(stock.c.on_hand > 0, batch.c.expiry.between(day, day + timedelta(days=WORTH_WITHIN)))
        .group_by(batch.c.unit_cost, batch.c.currency)
    )
    amounts: dict[str, Decimal] = {}
    unknown = 0
    for row in rows:
        if row.unit_cost is None:
            unknown += row.batches
        else:
            amounts[row.currency] = amounts.get(row.currency, Decimal(0)) + row.unit_cost * row.on_hand
    return Worth(tuple((round(amount, 2), currency) for currency, amount in sorted(amounts.items())), unknown)


def places(session: Session) -> tuple[tuple[int, str, str], ...]:
    """(id, code, name) of every place, by code."""
    rows = session.execute(select(place.c.id, place.c.code, place.c.name).order_by(place.c.code))
    return tuple((row.id, row.code, row.name) for row in rows)


def find(session: Session, code: str) -> tuple[str, int]:
    """What a scanned or typed *code* names: ("batch", id), ("product", id) or ("place", id). Raises NotFound.

    A GS1 code names the batch by GTIN and AI (10), our own label by "article|batch"; a bare code is first an article's,
    then a batch's, then a place's.
    """
    meaning = read_code(code, today=today(session))
    key = meaning.gtin or plain_text(code).strip()
    article, _, own_batch = key.partition("|")
    wanted = meaning.batch or own_batch.strip()
    product_id = session.scalar(select(Barcode.product_id).where(Barcode.code == article.strip()))
    product_id = product_id or session.scalar(select(product.c.id).where(product.c.code == article.strip()))
    if product_id is not None:
        if not wanted:
            return "product", product_id
        found = session.scalar(select(batch.c.id).where(batch.c.product_id == product_id, batch.c.code == wanted))
        if found is None:
            raise NotFound("Batch {batch} of this article was never here.", batch=wanted)
        return "batch", found
    matches = session.scalars(select(batch.c.id).where(batch.c.code == key).limit(2)).all()
    if len(matches) == 1:
        return "batch", matches[0]
    location_id = session.scalar(select(place.c.id).where(func.lower(place.c.code) == key.lower()))
    if location_id is None:
        raise NotFound("Nobody here knows the code {code}.", code=plain_text(code).strip()[:60])
    return "place", location_id


def mark_of(session: Session, kind: str, record_id: int) -> tuple[Mark, int | None]:
    """Where the article of a "product" or "batch" begins in the list by article, and the balance of the batch to select.

    Raises NotFound if nothing of it is in stock.
    """
    query = (
        select(product.c.id, product.c.name, stock.c.id.label("balance_id"))
        .select_from(FROM)
        .where(stock.c.on_hand > 0, (batch.c.id if kind == "batch" else product.c.id) == record_id)
        .order_by(*AGE)
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("Nothing of this is in stock any more.")
    return Mark(row.name, row.id), row.balance_id if kind == "batch" else None
