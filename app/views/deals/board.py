"""The six columns of the board: one selected deal, walked by arrows, dragged by the mouse."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.process import PATH
from app.models.terms import Stage
from app.operations.deal_rows import Board, BoardCard
from app.views.deals.column import ColumnView
from app.views.deals.refusal import RefusalStrip
from app.views.look.areas import set_ground
from app.views.look.empty_state import EmptyState

STAGES = PATH[:-1]
"""SELECTION to SERVICE: the columns. What is closed has left the board."""


class BoardView(QWidget):
    """``show_board(board)`` keeps the selected deal, wherever it has gone, and the scroll of each column."""

    selected = Signal(object)
    """BoardCard, or None."""
    opened = Signal(int)
    """Enter or a double click on a deal."""
    move_wanted = Signal(int, object)
    """A card was dropped on a column: id of the deal, Stage."""
    refusal_wanted = Signal(int)
    """A card was dropped on the strip "Not suitable"."""
    more_wanted = Signal(object, int)
    """The next cards of a stage, from this place on."""
    dragging = Signal(bool)
    """A card is being dragged (nothing may move under the hand), or was let go."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.columns = {stage: ColumnView(stage, now) for stage in STAGES}
        self.strip = RefusalStrip()
        self.empty = EmptyState("columns", key="N")
        self._chosen: int | None = None
        self._column = 0
        self._row = 0
        self._filling = False
        set_ground(self, "window")
        self._lay_out()
        for place, column in enumerate(self.columns.values()):
            self._connect(place, column)
        self.strip.dropped.connect(self.refusal_wanted)
        self.retranslate()

    @property
    def card(self) -> BoardCard | None:
        """The selected deal."""
        return self._view(self._column).cards.chosen() if self._chosen is not None else None

    def order(self) -> list[int]:
        """Ids of the deals that are shown, column by column from the top."""
        return [card.id for column in self.columns.values() for card in column.cards.card_model.cards]

    def longest(self) -> int:
        """How many cards the fullest column holds now."""
        return max(len(column.cards.card_model.cards) for column in self.columns.values())

    def show_board(self, board: Board) -> None:
        """Show another state of the board."""
        largest = max((column.total for column in board.columns), default=Decimal(0))
        self._filling = True
        for column in board.columns:
            if column.stage in self.columns:
                self.columns[column.stage].show_column(column, largest)
        self._filling = False
        self._pages.setCurrentIndex(0 if any(column.count for column in board.columns) else 1)
        self._keep_place()

    def add_cards(self, stage: Stage, cards: Sequence[BoardCard]) -> None:
        """Show the next cards of a column."""
        self.columns[stage].cards.card_model.add_cards(cards)

    def choose(self, deal_id: int) -> bool:
        """Select a deal; False if it is not on the board."""
        for place, stage in enumerate(STAGES):
            row = self.columns[stage].cards.card_model.row_of(deal_id)
            if row >= 0:
                self._choose(place, row)
                return True
        return False

    def walk(self, step: int) -> None:
        """Go to the next column with cards at the left (-1) or right (1), to the card at the same height."""
        place = self._column + step
        while 0 <= place < len(STAGES):
            rows = self._view(place).cards.card_model.rowCount()
            if rows:
                self._choose(place, min(self._row, rows - 1))
                self.take_keyboard()
                return
            place += step

    def take_keyboard(self) -> None:
        """Give the keyboard to the column of the selected deal."""
        self._view(self._column).cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_empty_words(self, title: str, line: str, action: str = "") -> None:
        """What an empty board says, and offers to do."""
        self.empty.set_words(title, line, action)

    def retranslate(self) -> None:
        """Say the board's own words in the chosen language."""
        self.setAccessibleName(tr("Deals by stage"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("ground", "none")
        row = QHBoxLayout(inside)
        row.setContentsMargins(16, 4, 16, 0)
        row.setSpacing(12)
        for column in self.columns.values():
            row.addWidget(column, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.empty)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addWidget(pages, 1)
        column_layout.addWidget(self.strip)

    def _connect(self, place: int, column: ColumnView) -> None:
        cards = column.cards
        cards.selectionModel().currentChanged.connect(lambda now, _before: self._current_changed(place, now.row()))
        cards.activated.connect(lambda _index: self._open())
        cards.stepped.connect(self.walk)
        cards.dropped.connect(lambda deal: self.move_wanted.emit(deal, column.stage))
        cards.dragging.connect(self.strip.show_for)
        cards.dragging.connect(lambda card: self.dragging.emit(card is not None))
        cards.entered_by_keyboard.connect(lambda: self._entered(place))
        column.more_wanted.connect(lambda stage: self.more_wanted.emit(stage, cards.card_model.rowCount()))

    def _view(self, place: int) -> ColumnView:
        return self.columns[STAGES[place]]

    def _current_changed(self, place: int, row: int) -> None:
        if self._filling or row < 0:
            return
        self._filling = True
        for other, stage in enumerate(STAGES):
            if other != place:
                self.columns[stage].cards.forget()
        self._filling = False
        self._column, self._row = place, row
        card = self._view(place).cards.card_model.cards[row]
        self._chosen = card.id
        self._scroll.ensureWidgetVisible(self._view(place), 16, 0)
        self.selected.emit(card)

    def _choose(self, place: int, row: int) -> None:
        cards = self._view(place).cards
        if cards.currentIndex().row() == row and cards.chosen() is not None:
            self._current_changed(place, row)
        cards.choose(row)

    def _keep_place(self) -> None:
        if self._chosen is not None and self.choose(self._chosen):
            return
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        for place in [self._column, *range(len(STAGES))]:
            rows = self._view(place).cards.card_model.rowCount()
            if rows:
                self._choose(place, min(self._row if place == self._column else 0, rows - 1))
                if had_keyboard:
                    self.take_keyboard()
                return
        self._chosen = None
        self.selected.emit(None)

    def _entered(self, place: int) -> None:
        cards = self._view(place).cards
        if cards.chosen() is None and cards.card_model.rowCount():
            self._choose(place, 0)

    def _open(self) -> None:
        if (card := self.card) is not None:
            self.opened.emit(card.id)
