"""What the cells of the stock list say: a batch at its place, and the head of its article or place."""

from typing import Any

from PySide6.QtCore import Qt

from app.language import marked, tr, trn
from app.operations.stock_rows import GroupRow, LineRow
from app.views.look.chip import ChipText
from app.views.look.numbers import clear_day, number
from app.views.look.table import CellRole
from app.views.stock.words import left_chip, left_words, received_words, state_chips

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
BATCH, ARTICLE, PLACE, RECEIVED, EXPIRES, LEFT, STATE, ON_HAND, RESERVED, FREE, SHARE = range(11)
TITLES = (
    marked("Batch"),
    marked("Article"),
    marked("Place"),
    marked("Received"),
    marked("Expires"),
    marked("Left"),
    "",
    marked("On hand"),
    marked("Reserved"),
    marked("Free"),
    "",
)
FIGURES = frozenset({ON_HAND, RESERVED, FREE})


def group_data(row: GroupRow, column: int, role: int, *, folded: bool) -> Any:
    """What a cell of a head says: sums where the units are the same."""
    if column == BATCH:
        answers: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: row.name,
            CellRole.SECOND: row.code if row.on_hand is not None else _batches(row),
            CellRole.ICON: "caret-right" if folded else "caret-down",
        }
        return answers.get(role)
    if row.on_hand is None or row.reserved is None or row.free is None:
        if column == ON_HAND and role == Qt.ItemDataRole.DisplayRole:
            return ""
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        figures = {ON_HAND: row.on_hand, RESERVED: row.reserved, FREE: row.free}
        return number(figures[column]) if column in figures else None
    if role == CellRole.SHARE and column == SHARE and row.on_hand:
        return row.reserved / row.on_hand
    if role == Qt.ItemDataRole.ToolTipRole and column == FREE and row.on_hand - row.reserved > row.free:
        lost = row.on_hand - row.reserved - row.free
        return tr("{count} more are blocked or over their date: no order can have them.", count=number(lost))
    return None


def _batches(row: GroupRow) -> str:
    """What stands behind a place: what it is called, and how many batches lie there; units would not add up."""
    count = trn("{number} batch", "{number} batches", row.batches, number=number(row.batches))
    return f"{row.code} · {count}" if row.code else count


def line_data(line: LineRow, column: int, role: int) -> Any:
    """What a cell of a batch says."""
    if role == Qt.ItemDataRole.DisplayRole:
        return _line_text(line, column)
    if role == CellRole.TOKEN:
        return _line_token(line, column)
    if role == CellRole.CHIP and column == LEFT:
        return left_chip(line.left)
    if role == CellRole.CHIP and column == STATE:
        return state_chips(line) or None
    if role == CellRole.SHARE and column == SHARE:
        return line.reserved / line.on_hand if line.on_hand else 0
    if role == CellRole.WEIGHT:
        return 500 if column == BATCH else None
    if role == Qt.ItemDataRole.ToolTipRole and column == STATE and line.blocked:
        return line.blocked_reason
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return _spoken(line, column)
    return None


def _line_text(line: LineRow, column: int) -> str:
    if column == EXPIRES:
        return tr("no expiry") if line.expiry is None else clear_day(line.expiry)
    if column == LEFT:
        return "" if left_chip(line.left) else left_words(line.left)
    if column == RECEIVED:
        return received_words(line.received_at)
    texts = {BATCH: line.batch, ARTICLE: line.name, PLACE: line.place}
    figures = {ON_HAND: line.on_hand, RESERVED: line.reserved, FREE: line.free}
    return number(figures[column]) if column in figures else texts.get(column, "")


def _line_token(line: LineRow, column: int) -> str | None:
    if column in (PLACE, RECEIVED, LEFT):
        return "muted"
    return "muted" if column == EXPIRES and left_chip(line.left) is None else None


def _spoken(line: LineRow, column: int) -> str:
    chips: list[ChipText] = state_chips(line) if column == STATE else []
    if column == LEFT:
        return left_words(line.left)
    return ", ".join(chip.text for chip in chips) if chips else _line_text(line, column)
