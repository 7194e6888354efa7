"""What the stock room prints and saves: labels of batches, and the list as it is shown."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.events import Document
from app.language import marked, phrase
from app.models.session import now
from app.models.terms import Role
from app.operations.actors import require
from app.operations.reservations import today
from app.operations.stock_card import labels_of
from app.operations.stock_query import AGE, FROM, batch, conditions, line_columns, place, product
from app.operations.stock_rows import StockShown
from app.reports.labels import LARGE, LabelSize, batch_labels
from app.reports.tables import Column, Format, Kind, TableRow, table_document

MOST_LABELS = 500
"""Labels of one printing; more is a mistake."""
BATCH_AT_ONCE = 1000

COLUMNS: tuple[tuple[str, str, Kind], ...] = (
    ("code", marked("Code"), "text"),
    ("name", marked("Article"), "text"),
    ("batch", marked("Batch"), "text"),
    ("place", marked("Place"), "text"),
    ("received_at", marked("Received"), "time"),
    ("expiry", marked("Expires"), "date"),
    ("left", marked("Days left"), "integer"),
    ("blocked", marked("Blocked"), "yes_no"),
    ("blocked_reason", marked("Reason"), "text"),
    ("on_hand", marked("On hand"), "quantity"),
    ("reserved", marked("Reserved"), "quantity"),
    ("free", marked("Free"), "quantity"),
    ("unit", marked("Unit"), "text"),
    ("unit_cost", marked("Cost of one"), "money"),
    ("worth", marked("Worth"), "money"),
    ("currency", marked("Currency"), "text"),
)


def print_labels(session: Session, balance_ids: Sequence[int], language: str, size: LabelSize = LARGE) -> Document:
    """The labels of batches, a page each. Raises UserError for none or for far too many, and as ``batch_labels`` does."""
    require(session, Role.WAREHOUSE)
    if not balance_ids:
        raise UserError("Choose a batch first.")
    if len(balance_ids) > MOST_LABELS:
        raise UserError("{count} labels at once are too many: narrow the list.", count=len(balance_ids))
    return batch_labels(labels_of(session, balance_ids), size, language, now(session))


def export(
    session: Session,
    shown: StockShown,
    file_format: Format,
    language: str,
    going: Callable[[int], bool] | None = None,
) -> Document:
    """All rows that *shown* leaves over, in its order, as a file; not only those on the screen.

    going: told the number of rows so far, answers whether to go on. Raises UserError when it was stopped.
    """
    columns = [Column(key, phrase(title), kind) for key, title, kind in COLUMNS]
    return table_document(phrase("Stock").said(language), columns, _rows(session, shown, going), file_format, language)


def _rows(session: Session, shown: StockShown, going: Callable[[int], bool] | None) -> Iterator[TableRow]:
    day = today(session)
    orders = {
        "article": (product.c.name, product.c.id, *AGE),
        "place": (place.c.code, product.c.name, *AGE),
        "expiry": AGE,
    }
    query = (
        select(*line_columns(day), batch.c.unit_cost, batch.c.currency)
        .select_from(FROM)
        .where(*conditions(session, shown))
        .order_by(*orders[shown.order])
        .execution_options(yield_per=BATCH_AT_ONCE)
    )
    for done, row in enumerate(session.execute(query)):
        if done % BATCH_AT_ONCE == 0 and going is not None and not going(done):
            raise UserError("Saving the list was stopped; no file was written.")
        worth = None if row.unit_cost is None else round(row.unit_cost * row.on_hand, 2)
        left = None if row.expiry is None else (row.expiry - day).days
        yield {**row._mapping, "left": left, "worth": worth}
