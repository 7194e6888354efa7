"""One column's cards as a model, and the delegate that paints a card of the board."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QEvent, QMimeData, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.language import tr
from app.operations.deal_rows import BoardCard
from app.views.deals.words import spoken
from app.views.look.chip import ChipText, paint_chip
from app.views.look.icons import paint_icon
from app.views.look.numbers import day, local, money
from app.views.look.painting import CENTER, LEFT, RIGHT, paint_box, paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import font

Index = QModelIndex | QPersistentModelIndex
DEAL_MIME = "application/x-kontor-deal"
"""A card that is dragged: ``id:stage``."""
NOWHERE = QModelIndex()
PADDING = 12
GAP = 8
"""Between two cards, px."""
LINE = 18
TALL, SHORT = 116, 92
"""Height of a card with and without a chip, px."""
PILL = 18


class CardRole(IntEnum):
    """What the model says of a card."""

    CARD = Qt.ItemDataRole.UserRole
    """The BoardCard itself."""
    KEY = Qt.ItemDataRole.UserRole + 1
    """Id of the deal."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """The last line of a card: sign, words, date, and their colours."""

    icon: str
    icon_token: Token
    words: str
    words_token: Token
    date: str
    date_token: Token
    short_date: str = ""
    """Instead of the date where both do not fit."""


def step_words(card: BoardCard, now: datetime) -> StepWords:
    """How the next step of *card* reads at *now*: late and missing steps are equally loud."""
    if card.step is None or card.step_due is None:
        return StepWords("calendar-x", "danger_text", tr("No next step"), "danger_text", "", "danger_text")
    title = spoken(card.step)
    if card.step_late:
        days = card.step_late_days
        overdue, short = (tr("{days} d late", days=days), tr("+{days} d", days=days)) if days else (tr("late"), "")
        return StepWords("warning-circle-fill", "danger_text", title, "text", overdue, "danger_text", short)
    today = local(now).date()
    if local(card.step_due).date() == today:
        return StepWords("clock", "warning_text", title, "text", tr("Today"), "warning_text")
    return StepWords("calendar-blank", "muted", title, "text", day(card.step_due, today=today), "muted")


class CardModel(QAbstractListModel):
    """The cards of one stage."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[BoardCard, ...] = ()

    def set_cards(self, cards: Sequence[BoardCard]) -> None:
        """Show other cards."""
        self.beginResetModel()
        self.cards = tuple(cards)
        self.endResetModel()

    def add_cards(self, cards: Sequence[BoardCard]) -> None:
        """Show more at the end; one that is there already is not shown twice."""
        known = {card.id for card in self.cards}
        new = [card for card in cards if card.id not in known]
        if new:
            self.beginInsertRows(QModelIndex(), len(self.cards), len(self.cards) + len(new) - 1)
            self.cards += tuple(new)
            self.endInsertRows()

    def row_of(self, deal_id: int) -> int:
        """The row of a deal, -1 if it is not here."""
        return next((row for row, card in enumerate(self.cards) if card.id == deal_id), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.cards):
            return None
        card = self.cards[index.row()]
        if role == CardRole.CARD:
            return card
        if role == CardRole.KEY:
            return card.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            step = card.step.said() if card.step else tr("No next step")
            return ", ".join(filter(None, (card.company, card.title, spoken(card.chip), step)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [DEAL_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        if indexes:
            card = self.cards[indexes[0].row()]
            data.setData(DEAL_MIME, f"{card.id}:{card.stage.value}".encode())
        return data


class CardDelegate(QStyledItemDelegate):
    """Paints a card; *now* says which step is due today."""

    def __init__(self, now: Callable[[], datetime], parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card: BoardCard = index.data(CardRole.CARD)
        return QSize(120, (TALL if card.chip else SHORT) + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: BoardCard = index.data(CardRole.CARD)
        rect: QRect = option.rect
        box = rect.adjusted(0, 0, 0, -GAP)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_box(painter, box, 6, "raised", "accent_text" if chosen else "border", 2 if chosen else 1)
        inner = box.adjusted(PADDING, 9, -PADDING, 0)
        line = QRect(inner.x(), inner.y(), inner.width(), LINE)
        pill = self._paint_initials(painter, line, card.seller_initials)
        paint_text(painter, line.adjusted(0, 0, -pill, 0), card.company, font(13, 600))
        paint_text(painter, line.translated(0, LINE), card.title, font(12), "muted")
        top = inner.y() + 2 * LINE + 3
        if card.chip is not None:
            chip = ChipText(spoken(card.chip), card.chip_tone, card.chip_icon)
            paint_chip(painter, QRect(inner.x(), top, inner.width(), 20), chip)
            top += 24
        value = QRect(inner.x(), top, inner.width(), 20)
        days = tr("{days} d", days=card.days_in_stage)
        used = paint_text(painter, value, days, font(12), "muted", RIGHT)
        net = money(card.net, card.currency, cents=False)
        paint_text(painter, value.adjusted(0, 0, -used - 8, 0), net, font(13, 600))
        self._paint_step(painter, QRect(inner.x(), top + 19, inner.width(), LINE), card)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Everything that the card says, in full: much of it may be cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        card: BoardCard = index.data(CardRole.CARD)
        step = step_words(card, self._now())
        last = " ".join(filter(None, (step.words, step.date)))
        chip = spoken(card.chip)
        words = (card.company, card.title, card.number, card.seller, chip, last)
        QToolTip.showText(event.globalPos(), "\n".join(filter(None, words)), view)
        return True

    def _paint_initials(self, painter: QPainter, line: QRect, initials: str) -> int:
        face = font(10, 600)
        width = max(PILL + 4, text_width(initials, face) + 10)
        pill = QRect(line.right() + 1 - width, line.y(), width, PILL)
        paint_box(painter, pill, PILL / 2, "neutral_tint")
        paint_text(painter, pill, initials, face, "neutral_text", CENTER)
        return width + 6

    def _paint_step(self, painter: QPainter, line: QRect, card: BoardCard) -> None:
        step = step_words(card, self._now())
        paint_icon(painter, QRect(line.x(), line.y() + 2, 14, 14), step.icon, step.icon_token)
        used = 0
        if step.date:
            face = font(12) if step.date_token == "muted" else font(12, 600)
            room = line.width() - 28 - text_width(step.words, font(12))
            date = step.date if text_width(step.date, face) <= room else step.short_date or step.date
            used = paint_text(painter, line, date, face, step.date_token, RIGHT) + 8
        paint_text(painter, line.adjusted(20, 0, -used, 0), step.words, font(12), step.words_token, LEFT)
