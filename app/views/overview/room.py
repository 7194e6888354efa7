"""The room of the heads: what came in, where it stands, what is late, and the rows behind each figure [M15, M16, M17]."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.language import marked, tr
from app.operations import overview
from app.operations.actors import Actor
from app.operations.overview_spec import Figure, HeadFigure, Mark
from app.operations.register import RegisterRow
from app.operations.register_spec import Shown
from app.views.deals.form import FormSlot
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.numbers import clock
from app.views.look.page_head import PageHead
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.messages import Messages
from app.views.overview.card import ChartCard
from app.views.overview.chances import Chances
from app.views.overview.figure_rows import FigureRows
from app.views.overview.pickers import Pickers
from app.views.overview.saving import ChartSaving
from app.views.overview.strip import FigureStrip
from app.views.overview.words import mark_title
from app.views.preferences import Preferences
from app.views.register.panel import RowsPanel
from app.views.room import Room

TOPICS = frozenset(
    {"inquiry", "interaction", "call", "deal", "stage_entry", "task", "stock_balance", "batch", "setting", "quality_call"}
)
ONE_COLUMN = 860
"""Below this width of the room (px) the charts stand one below the other."""
OPENS = {"overview_deals": "deal", "overview_inquiries": "inquiry", "overview_calls": "call"}
"""Register → the kind of record that a row of it opens."""


class OverviewRoom(Room):
    """Five figures, a dozen charts; in their place the rows behind a mark, or a chart as a table."""

    name: ClassVar[str] = "overview"
    title: ClassVar[str] = marked("Overview")
    icon: ClassVar[str] = "chart-bar"
    topics: ClassVar[frozenset[str]] = TOPICS
    news_wait: ClassVar[int] = 3_000

    def __init__(
        self, desk: Desk, messages: Messages, preferences: Preferences, person: Actor, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, messages, parent)
        self.person = person
        self.pickers = Pickers(preferences)
        self.save_button = PlainButton(icon="download-simple", key="Ctrl+E", height=28)
        self.head = PageHead()
        for part in (self.pickers, self.save_button):
            self.head.add_right(part)
        self.strip = FigureStrip()
        self.cards = tuple(ChartCard(desk, name) for name in overview.CHARTS)
        self.hint = Label("", 12, 400, "muted")
        self.chances_button = QuietButton(key="W", height=28)
        self.charts = self._charts_page()
        self.rows = RowsPanel(desk, messages, preferences)
        self.figure_rows = FigureRows()
        self.pages = QStackedWidget()
        for page in (self.charts, self.rows, self.figure_rows):
            self.pages.addWidget(page)
        self.saving = ChartSaving(desk, messages)
        self.slot = FormSlot()
        self.chances = Chances(desk, messages, self.slot, self._load)
        self._at: ChartCard = self.cards[0]
        self._columns = 0
        self._turning = False
        self._back: QWidget = self.charts
        self._asked_at: datetime | None = None
        self.lay_out(self.pages, head=self.head, foot=self.slot)
        self._arrange(2)
        self._connect()
        self._declare()
        self.retranslate()

    # What a room does

    def reload(self) -> None:
        self.desk.ask(self, overview.departments).then(self._show_departments)
        self._load()
        if self.pages.currentWidget() is self.rows and self.rows.view is not None:
            self.rows.view.reload()

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.save_button.setText(tr("Save as"))
        self.chances_button.setText(tr("Chances of the stages"))
        self.hint.setText(tr("Click a bar or a point, or press Enter on it, to open the rows behind it."))
        self._say_head()

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is not self.charts:
            self.go_back()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(1 if event.size().width() < ONE_COLUMN else 2)

    # What a person does here

    @property
    def current_card(self) -> ChartCard:
        """The chart that the keyboard is in, or was in last."""
        return self._at

    def open_mark(self, figure: Figure, mark: Mark) -> None:
        """Show the rows behind a mark."""
        self._open_rows(mark.shown, mark_title(figure, mark))

    def open_figure(self, figure: HeadFigure) -> None:
        """Show the rows behind one of the five figures."""
        self._open_rows(figure.shown, str(figure.title))

    def show_table(self) -> None:
        """Show the chart that the keyboard is in as a table."""
        figure = self._at.figure
        if figure is None or self.pages.currentWidget() is not self.charts:
            return
        self.figure_rows.show_figure(figure)
        self._turn_to(self.figure_rows)
        self.figure_rows.table.setFocus()

    def save_chart(self) -> None:
        """Save the chart that the keyboard is in: as a picture or as a table."""
        self.saving.ask(self._at, self)

    def go_back(self) -> None:
        """From the rows back to where they were opened; from a table back to the charts."""
        page = self._back if self.pages.currentWidget() is self.rows else self.charts
        self._turn_to(page)
        if page is self.charts:
            self._at.take_keyboard()
        else:
            self.figure_rows.table.setFocus()

    def _open_rows(self, shown: Shown, title: str) -> None:
        here = self.pages.currentWidget()
        self._back = here if here is not None and here is not self.rows else self.charts
        self._turn_to(self.rows)
        self.rows.show_rows(shown, title)

    def _open_record(self, register: str, row: RegisterRow) -> None:
        if register in OPENS:
            self.wanted.emit(OPENS[register], row.key)
        elif row.cells.get("deal_id"):
            self.wanted.emit("deal", row.cells["deal_id"])
        elif row.cells.get("counterparty_id"):
            self.wanted.emit("counterparty", row.cells["counterparty_id"])

    def _turn_to(self, page: QWidget) -> None:
        self._turning = True
        self.pages.setCurrentWidget(page)
        self.head.setVisible(page is self.charts)
        self._turning = False

    # Figures

    def _load(self) -> None:
        question = self.pickers.question
        self._asked_at = datetime.now(UTC)
        self.desk.ask(self, overview.head_figures, question).then(self._show_figures)
        for card in self.cards:
            card.load(question)
        self._say_head()

    def _show_departments(self, choices: Sequence[overview.DepartmentChoice]) -> None:
        if self.pickers.show_departments(choices):
            self._load()
        self._say_head()

    def _show_figures(self, figures: Sequence[HeadFigure]) -> None:
        self.strip.show_figures(figures)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab walks over the five figures and then the charts, in whatever order they came."""
        plots = [card.plot for card in self.cards if card.plot is not None]
        chain: list[QWidget] = [self.save_button, *self.strip.buttons, *plots]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        if plots and self.focusProxy() is not plots[0]:
            mine = self.hasFocus()
            self.setFocusProxy(plots[0])
            if mine:
                plots[0].setFocus()

    def _say_head(self) -> None:
        self.head.set_title(tr(self.title))
        if self._asked_at is None:
            return
        time = clock(self._asked_at)
        name = self.pickers.department_name
        self.head.set_count(tr("{department}, today {time}", department=name, time=time) if name else time)

    # Building

    def _charts_page(self) -> QWidget:
        page = QWidget()
        set_ground(page, "window")
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 12, 10, 12)
        column.setSpacing(12)
        column.addWidget(self.strip)
        column.addLayout(self._grid)
        below = QHBoxLayout()
        below.addWidget(self.hint, 1)
        below.addWidget(self.chances_button)
        column.addLayout(below)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        steady_scroll_bar(area)
        whole = QWidget()
        set_ground(whole, "window")
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.pickers.own)
        outer.addWidget(area, 1)
        self.area = area
        return whole

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _connect(self) -> None:
        self.pickers.changed.connect(self._load)
        self.save_button.clicked.connect(self.save_chart)
        self.chances_button.clicked.connect(self.chances.begin)
        self.strip.opened.connect(self.open_figure)
        self.rows.left.connect(self.go_back)
        self.rows.opened.connect(self._open_record)
        self.figure_rows.left.connect(self.go_back)
        self.figure_rows.opened.connect(self.open_mark)
        self.figure_rows.keep_wanted.connect(self.save_chart)
        for card in self.cards:
            card.opened.connect(self.open_mark)
            card.entered.connect(lambda card=card: self._enter(card))
            card.arrived.connect(self._order_tabs)

    def _enter(self, card: ChartCard) -> None:
        # While a page hides, Qt hands the keyboard to whatever is next: that is no choice of the person.
        if self._turning or self.pages.currentWidget() is not self.charts:
            return
        self._at = card
        self.area.ensureWidgetVisible(card, 0, 12)
        for each in self.cards:
            each.update()

    def _declare(self) -> None:
        self.command(marked("Save the chart"), "Ctrl+E", self.save_chart, symbol="download-simple", shown=False)
        self.command(marked("This chart as a table"), "Ctrl+T", self.show_table, symbol="table")
        self.command(marked("Chances of the stages"), "W", self.chances.begin, symbol="trend-up", shown=False)
        self.command(marked("The last 30 days"), "1", lambda: self.pickers.choose_period("30"))
        self.command(marked("The last 90 days"), "2", lambda: self.pickers.choose_period("90"))
        self.command(marked("The last year"), "3", lambda: self.pickers.choose_period("365"))
        self.command(marked("Days of your own"), "4", lambda: self.pickers.choose_period("own"))
        self.command(marked("Choose the department"), "D", self.pickers.focus_department)
