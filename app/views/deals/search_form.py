"""Finding something by typing: a field, the best hits below it, arrows walk them, Enter takes one, Esc leaves."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.views.background import Ticket
from app.views.deals.form import SmallForm
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import LineField, NumberField
from app.views.look.label import Label
from app.views.look.rows import RowKind, RowList

PATIENCE = 120
"""Milliseconds without a key before it searches."""


class SearchForm(SmallForm):
    """What a search looks like and how it is walked.

    *ask* asks for what the words find; *show* fills ``model`` with the hits, then calls ``fit``; *take* takes the chosen
    hit, or says under a field what is missing.
    """

    left = Signal()
    """Esc, or the quiet button."""
    icon: ClassVar[str] = "plus"
    kind: ClassVar[RowKind] = "one"
    middle: ClassVar[float] = 0.5
    """Where the middle of a row of two lines begins, as a share of its width."""
    row_height: ClassVar[int] = 36

    def __init__(
        self, desk: Desk, ask: Callable[[], Ticket[Any]], show: Callable[[Any], object], take: Callable[[], object]
    ) -> None:
        super().__init__()
        self._desk, self._ask, self._show_hits, self._take_hit = desk, ask, show, take
        set_ground(self, "alt")
        self._title = Label("", 13, 600)
        self.text = LineField("")
        self.take = PlainButton(icon=self.icon)
        self.leave = QuietButton()
        self.model = QStandardItemModel(self)
        self.results = RowList(self.kind, middle=self.middle)
        self.results.setModel(self.model)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = Label("", 12, 400, "muted")
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self.search)
        self.text.changed.connect(self._patience.start)
        self.take.clicked.connect(self.confirm)
        self.leave.clicked.connect(self.left)
        self.results.doubleClicked.connect(lambda _index: self.confirm())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""

    @property
    def at(self) -> int:
        """The hit that Enter takes, counted from 0; -1 without one."""
        return self.results.currentIndex().row()

    def begin(self) -> None:
        """Give the keyboard to the search."""
        self.text.setFocus()

    def is_dirty(self) -> bool:
        """Whether somebody has typed something."""
        return bool(self.text.value())

    def confirm(self) -> None:
        """Take what the words find now."""
        if self._patience.isActive():
            self._patience.stop()
            self._ask().then(self._show_and_take)
        else:
            self._take_hit()

    def fit(self, chosen: int) -> None:
        """Be as high as the hits and choose one of them, or say that there is none."""
        count = self.model.rowCount()
        self.results.setFixedHeight(self.row_height * max(1, count))
        self.results.setVisible(bool(count))
        self._nothing.setVisible(not count)
        if count:
            self.results.setCurrentIndex(self.model.index(min(max(chosen, 0), count - 1), 0))

    def lay_out(self, fields: Sequence[tuple[LineField | NumberField, int]]) -> None:
        """The fields with their stretch in a row, the buttons level with their editors, the hits below."""
        row = QHBoxLayout()
        row.setSpacing(10)
        for field, stretch in fields:
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
            field.line.returnPressed.connect(self.confirm)
            field.line.installEventFilter(self)
        for button in (self.take, self.leave):
            side = QVBoxLayout()
            side.setContentsMargins(0, 20, 0, 0)
            side.addWidget(button)
            side.addStretch(1)
            row.addLayout(side)
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 4, 20, 0)
        inner.setSpacing(6)
        inner.addWidget(self._title)
        inner.addLayout(row)
        inner.addWidget(self._nothing)
        self._inner = inner
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(Hairline())
        column.addLayout(inner)
        column.addWidget(self.results)

    def add_way(self, button: PlainButton) -> None:
        """Put *button* below what is said of nothing found: the way to what is missing."""
        self._inner.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        button.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                row = min(max(self.at + step, 0), self.model.rowCount() - 1)
                self.results.setCurrentIndex(self.model.index(row, 0))
                return True
        return False

    def search(self) -> None:
        """Show what the words find now."""
        self._ask().then(self._show_hits)

    def _show_and_take(self, found: Any) -> None:
        self._show_hits(found)
        self._take_hit()
