"""One stage of the board: its head, its cards, and what lies below them."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr, trn
from app.models.process import gate
from app.models.terms import Stage
from app.operations.deal_rows import BoardCard, BoardColumn
from app.views.deals.cards import DEAL_MIME, TALL, CardDelegate, CardModel
from app.views.deals.words import spoken
from app.views.look.buttons import QuietButton
from app.views.look.icons import paint_icon
from app.views.look.numbers import money
from app.views.look.painting import RIGHT, paint_box, paint_text, text_width
from app.views.look.typeface import font

NARROWEST = 152
"""Width under which a column is not squeezed (px); the board scrolls sideways instead."""
HEAD = 56


def dragged(event: QDropEvent) -> tuple[int, Stage] | None:
    """Deal and its stage from a drag, None if something else is dragged."""
    raw = bytes(event.mimeData().data(DEAL_MIME).data()).decode() if event.mimeData().hasFormat(DEAL_MIME) else ""
    deal, _, stage = raw.partition(":")
    return (int(deal), Stage(stage)) if deal.isdecimal() and stage in set(Stage) else None


class ColumnHead(QWidget):
    """Word, count and sum of a stage, its share as a line, and the worst news."""

    def __init__(self) -> None:
        super().__init__()
        self._column: BoardColumn | None = None
        self._share = 0.0
        self.setFixedHeight(HEAD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_column(self, column: BoardColumn, largest: Decimal) -> None:
        """Show *column*; *largest*: the sum of the column with the largest one."""
        self._column = column
        self._share = float(column.total / largest) if largest > 0 else 0.0
        self.retranslate()

    def retranslate(self) -> None:
        """Say it for screen readers and in the tooltip; the rest is said while painting."""
        if (column := self._column) is None:
            return
        sums = [money(column.total, column.currency, cents=False)]
        sums += [money(total, currency, cents=False) for total, currency in column.other_totals]
        self.setAccessibleName(column.word.said())
        worst = spoken(column.worst) if column.worst else tr("all on time")
        self.setToolTip("\n".join((f"{column.word.said()} {column.count}", *sums, worst)))
        self.update()

    @property
    def sum_text(self) -> str:
        """The sum as it is shown; a plus stands for what is in other currencies."""
        if self._column is None:
            return ""
        figure = money(self._column.total, self._column.currency, cents=False)
        return tr("{sum} +", sum=figure) if self._column.other_totals else figure

    @property
    def bare_sum(self) -> str:
        """The sum without its currency, for a narrow column."""
        return self.sum_text if self._column is None or self._column.other_totals else money(self._column.total, cents=False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        column = self._column
        if column is None:
            return
        painter = QPainter(self)
        line = QRect(2, 2, self.width() - 4, 20)
        word, count = column.word.said(), str(column.count)
        taken = text_width(word, font(13, 600)) + text_width(count, font(13))
        # A long word of a stage needs the place of the currency, which the head of the page names too.
        fits = taken + 16 + text_width(self.sum_text, font(13, 600)) <= line.width()
        gap = 8 if fits else 5
        figure = self.sum_text if fits else self.bare_sum
        used = paint_text(painter, line, figure, font(13, 600), "text", RIGHT)
        room = line.adjusted(0, 0, -used - gap, 0)
        # The count keeps its place beside a word that is cut.
        left = paint_text(painter, room.adjusted(0, 0, -text_width(count, font(13)) - gap, 0), word, font(13, 600))
        paint_text(painter, room.adjusted(left + gap, 0, 0, 0), count, font(13), "muted")
        bar = QRect(2, 26, self.width() - 4, 4)
        paint_box(painter, bar, 2, "trough")
        if self._share > 0:
            paint_box(painter, QRect(bar.x(), bar.y(), max(4, round(bar.width() * self._share)), 4), 2, "accent_text")
        news = QRect(2, 33, self.width() - 4, 18)
        if column.worst is None:
            paint_text(painter, news, tr("all on time"), font(12), "muted")
        else:
            paint_icon(painter, QRect(news.x(), news.y() + 2, 14, 14), "warning-circle-fill", "danger_text")
            paint_text(painter, news.adjusted(20, 0, 0, 0), spoken(column.worst), font(12), "danger_text")
        painter.end()


class CardList(QListView):
    """The cards of a stage. Arrow keys beyond its edge are the board's; a drop is taken where the process knows the move."""

    stepped = Signal(int)
    """Left (-1) or right (1) was pressed."""
    dropped = Signal(int)
    """Id of the deal that was dropped here."""
    dragging = Signal(object)
    """The BoardCard that is being dragged, None when it was let go."""
    entered_by_keyboard = Signal()

    def __init__(self, stage: Stage, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.stage = stage
        self._over = False
        self.card_model = CardModel()
        self.setModel(self.card_model)
        self.setItemDelegate(CardDelegate(now, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().setSingleStep(24)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setProperty("ground", "window")
        self.viewport().setAutoFillBackground(False)

    def chosen(self) -> BoardCard | None:
        """The selected card."""
        rows = self.selectionModel().selectedIndexes()
        return self.card_model.cards[rows[0].row()] if rows else None

    def choose(self, row: int) -> None:
        """Select the card in *row*."""
        index = self.card_model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def forget(self) -> None:
        """Select nothing."""
        self.selectionModel().clear()

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, 200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.stepped.emit(steps[key])
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the board, not a search."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.entered_by_keyboard.emit()

    def startDrag(self, actions: Qt.DropAction) -> None:
        self.dragging.emit(self.chosen())
        super().startDrag(actions)
        self.dragging.emit(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._weigh(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._weigh(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._weigh(event)
        if event.isAccepted() and (what := dragged(event)):
            # The model stays as it is until the process has said yes: then the board loads anew.
            event.setDropAction(Qt.DropAction.IgnoreAction)
            self.dropped.emit(what[0])
        self._mark(over=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._over:
            painter = QPainter(self.viewport())
            paint_box(painter, self.viewport().rect().adjusted(0, 0, 0, -2), 6, "accent_tint", "accent_text")
            painter.end()
        super().paintEvent(event)

    def _weigh(self, event: QDropEvent) -> None:
        what = dragged(event)
        fits = what is not None and gate(what[1], self.stage) is not None
        event.setAccepted(fits)
        self._mark(over=fits)

    def _mark(self, *, over: bool) -> None:
        if over != self._over:
            self._over = over
            self.viewport().update()


class ColumnView(QWidget):
    """Head, cards and "n more below" of one stage."""

    more_wanted = Signal(object)
    """The stage whose next cards are wanted."""

    def __init__(self, stage: Stage, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.stage = stage
        self.head = ColumnHead()
        self.cards = CardList(stage, now)
        self.more = QuietButton(height=28)
        self.more.clicked.connect(self._go_down)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        kept = self.more.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.more.setSizePolicy(kept)
        self._count = 0
        self.setMinimumWidth(NARROWEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addWidget(self.cards, 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.cards.verticalScrollBar().valueChanged.connect(self._show_more)
        self.cards.verticalScrollBar().valueChanged.connect(self._want_more)
        self.cards.verticalScrollBar().rangeChanged.connect(self._show_more)
        self._show_more()

    def show_column(self, column: BoardColumn, largest: Decimal) -> None:
        """Show another state of the stage; the scroll keeps its place."""
        self._count = column.count
        place = self.cards.verticalScrollBar().value()
        self.head.show_column(column, largest)
        self.cards.setAccessibleName(column.word.said())
        if column.cards != self.cards.card_model.cards:
            self.cards.card_model.set_cards(column.cards)
            self.cards.doItemsLayout()
            self.cards.verticalScrollBar().setValue(place)
        self._show_more()

    def retranslate(self) -> None:
        """Say the words in the chosen language."""
        self.head.retranslate()
        self.cards.viewport().update()
        self._show_more()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_more(self) -> None:
        loaded = len(self.cards.card_model.cards)
        hidden = self._count - loaded + self._below()
        self.more.setText(trn("{count} more below", "{count} more below", hidden))
        self.more.setVisible(hidden > 0)

    def _below(self) -> int:
        """How many cards lie wholly or mostly under the lower edge."""
        if not self.isVisible():
            return 0
        bottom = self.cards.viewport().height()
        model = self.cards.card_model
        hidden = 0
        for row in reversed(range(model.rowCount())):
            if self.cards.visualRect(model.index(row, 0)).center().y() <= bottom:
                break
            hidden += 1
        return hidden

    def _go_down(self) -> None:
        bar = self.cards.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() - TALL)
        self._want_more()

    def _want_more(self) -> None:
        bar = self.cards.verticalScrollBar()
        if len(self.cards.card_model.cards) < self._count and bar.maximum() - bar.value() < bar.pageStep():
            self.more_wanted.emit(self.stage)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_more()
