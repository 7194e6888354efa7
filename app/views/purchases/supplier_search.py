"""Finding who supplies: type, walk the results, Enter takes one."""

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.language import marked, tr
from app.models.terms import CounterpartyKind
from app.operations import counterparties
from app.operations.counterparties import CounterpartyPage, CounterpartyRow
from app.views.background import Ticket
from app.views.deals.form import SmallForm
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import LineField
from app.views.look.label import Label
from app.views.look.rows import RowList

PATIENCE = 120
"""Milliseconds without a key before it searches."""
SHOWN = 5


class SupplierSearch(SmallForm):
    """``SupplierSearch(desk, title, verb)``; with *reason* it also asks why. ``chosen``: CounterpartyRow and the reason."""

    chosen = Signal(object, str)
    left = Signal()
    kinds: ClassVar[tuple[CounterpartyKind, ...]] = (CounterpartyKind.SUPPLIER, CounterpartyKind.PARTNER)
    icon: ClassVar[str] = "shopping-cart"
    label: ClassVar[str] = marked("Supplier: part of the name, number or address")
    nothing: ClassVar[str] = marked("No supplier is found by these words.")
    choose_one: ClassVar[str] = marked("Choose a supplier: none is found by these words.")

    def __init__(self, desk: Desk, title: str, verb: str, *, reason: bool = False) -> None:
        super().__init__()
        self._desk, self._title_words, self._verb_words = desk, title, verb
        self._found: tuple[CounterpartyRow, ...] = ()
        set_ground(self, "alt")
        self._title = Label("", 13, 600)
        self.text = LineField("")
        self.reason = LineField("")
        self._asks_reason = reason
        if not reason:
            self.reason.hide()
        self.take = PlainButton(icon=self.icon)
        self.leave = QuietButton()
        self.model = QStandardItemModel(self)
        self.results = RowList("one")
        self.results.setModel(self.model)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = Label("", 12, 400, "muted")
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self._search)
        self._lay_out()
        self.text.changed.connect(self._patience.start)
        for field in (self.text, self.reason):
            field.line.returnPressed.connect(self.confirm)
            field.line.installEventFilter(self)
        self.take.clicked.connect(self.confirm)
        self.leave.clicked.connect(self.left)
        self.results.doubleClicked.connect(lambda _index: self.confirm())
        self.retranslate()
        self._search()

    @property
    def supplier(self) -> CounterpartyRow | None:
        """Who Enter takes."""
        row = self.results.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def begin(self) -> None:
        """Give the keyboard to the search."""
        self.text.setFocus()

    def is_dirty(self) -> bool:
        """Whether somebody has typed something."""
        return bool(self.text.value() or self.reason.value())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr(self._title_words))
        self.text.set_label(tr(self.label))
        self.reason.set_label(tr("Why"))
        self.take.setText(tr(self._verb_words))
        self.leave.setText(tr("Leave it"))
        self._nothing.setText(tr(self.nothing))

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
                row = min(max(self.results.currentIndex().row() + step, 0), self.model.rowCount() - 1)
                self.results.setCurrentIndex(self.model.index(row, 0))
                return True
        return False

    def confirm(self) -> None:
        """Take the supplier that the words find now."""
        if self._patience.isActive():
            self._patience.stop()
            self._ask().then(self._show_and_confirm)
        else:
            self._confirm()

    def _show_and_confirm(self, page: CounterpartyPage) -> None:
        self._show(page)
        self._confirm()

    def _confirm(self) -> None:
        if self.supplier is None:
            self.text.set_error(tr(self.choose_one))
        elif self._asks_reason and not self.reason.value().strip():
            self.reason.set_error(tr("Fill this in."))
            self.reason.setFocus()
        else:
            self.chosen.emit(self.supplier, self.reason.value())

    def _ask(self) -> Ticket[CounterpartyPage]:
        return self._desk.ask(self, counterparties.find, self.text.value(), kinds=self.kinds, limit=SHOWN)

    def _search(self) -> None:
        self._ask().then(self._show)

    def _show(self, page: CounterpartyPage) -> None:
        self._found = page.rows
        self.model.clear()
        for row in page.rows:
            self.model.appendRow(QStandardItem(row.name))
        self.results.setFixedHeight(36 * max(1, len(page.rows)))
        self.results.setVisible(bool(page.rows))
        self._nothing.setVisible(not page.rows)
        if page.rows:
            self.results.setCurrentIndex(self.model.index(0, 0))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for field, stretch in ((self.text, 4), (self.reason, 4)):
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(Hairline())
        column.addLayout(inner)
        column.addWidget(self.results)
