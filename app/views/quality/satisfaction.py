"""How content customers are, as charts by seller and by question; each figure opens the answers behind it."""

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.language import tr
from app.operations.overview_spec import ChartName, Figure, Mark, Question
from app.operations.register import RegisterRow
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.label import Label
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.overview.card import ChartCard
from app.views.overview.words import mark_title
from app.views.preferences import Preferences
from app.views.register.panel import RowsPanel

CHARTS: tuple[ChartName, ...] = ("satisfaction", "questions")
PERIODS = (30, 90, 365)


class SatisfactionPage(QWidget):
    """``load()`` asks for the charts; ``opened`` leads to the call of an answer."""

    opened = Signal(int)
    """Id of a quality call."""

    def __init__(self, desk: Desk, messages: Messages, preferences: Preferences) -> None:
        super().__init__()
        set_ground(self, "window")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.periods = Segments(name="periods")
        self.cards = tuple(ChartCard(desk, name) for name in CHARTS)
        self.rows = RowsPanel(desk, messages, preferences)
        self.hint = Label("", 12, 400, "muted")
        self.charts = QWidget()
        self.pages = QStackedWidget()
        self._at = self.cards[0]
        head = QHBoxLayout()
        head.addWidget(self.hint, 1)
        head.addWidget(self.periods)
        inner = QVBoxLayout(self.charts)
        inner.setContentsMargins(20, 12, 20, 12)
        inner.setSpacing(12)
        inner.addLayout(head)
        for card in self.cards:
            inner.addWidget(card)
            card.opened.connect(self.open_mark)
            card.entered.connect(lambda card=card: self._enter(card))
            card.arrived.connect(self._arrived)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        set_ground(self.charts, "window")
        self.area = QScrollArea()
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.charts)
        steady_scroll_bar(self.area)
        self.pages.addWidget(self.area)
        self.pages.addWidget(self.rows)
        self.rows.left.connect(self.go_back)
        self.rows.opened.connect(self._open_row)
        self.periods.chosen.connect(lambda _key: self.load())
        self.retranslate()
        self.periods.choose("90")

    def load(self) -> None:
        """Ask for the figures of the chosen period."""
        question = Question(days=int(self.periods.current))
        for card in self.cards:
            card.load(question)

    def next_period(self) -> None:
        """P: look at another period."""
        keys = [str(each) for each in PERIODS]
        self.periods.choose(keys[(keys.index(self.periods.current) + 1) % len(keys)])
        self.load()

    def open_mark(self, figure: Figure, mark: Mark) -> None:
        """Show the answers behind a figure."""
        self.pages.setCurrentWidget(self.rows)
        self.rows.show_rows(mark.shown, mark_title(figure, mark))

    def save(self) -> bool:
        """Save the answers that are shown to a file; whether there are any shown."""
        shown = self.pages.currentWidget() is self.rows
        if shown:
            self.rows.save()
        return shown

    def go_back(self) -> None:
        """From the answers to the charts."""
        self.pages.setCurrentWidget(self.area)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Give the keyboard to the chart that it was in."""
        if self.pages.currentWidget() is self.rows:
            self.rows.setFocus()
        elif self._at.plot is not None:
            self._at.take_keyboard()
        else:
            self.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        words = {30: tr("30 days"), 90: tr("90 days"), 365: tr("A year")}
        self.periods.set_segments([Segment(str(each), words[each]) for each in PERIODS])
        self.hint.setText(tr("Enter on a bar opens the answers behind it. P shows another period."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self.rows:
            self.go_back()
            return
        super().keyPressEvent(event)

    def _arrived(self) -> None:
        if self.hasFocus():
            self.take_keyboard()

    def _enter(self, card: ChartCard) -> None:
        self._at = card
        self.area.ensureWidgetVisible(card, 0, 12)
        for each in self.cards:
            each.update()

    def _open_row(self, _register: str, row: object) -> None:
        self.opened.emit(cast(RegisterRow, row).cells["call_id"])
