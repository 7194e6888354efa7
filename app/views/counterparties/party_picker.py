"""Which counterparty is meant: typed by any part of a name or number, chosen with the arrows and Enter."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.language import Phrase, tr
from app.models.terms import KIND_WORDS, CounterpartyKind
from app.operations import counterparties
from app.operations.counterparties import CounterpartyPage
from app.views.deals.form import SmallForm
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.chip import ChipText
from app.views.look.fields import LineField
from app.views.look.label import Label
from app.views.look.rows import RowList, RowRole

FOUND = 20
HEIGHT = 300
WAIT = 150
"""Milliseconds without a key before the search is asked."""
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}


class PartyPicker(SmallForm):
    """``PartyPicker(desk, question, verb, without)``; ``chosen`` carries (id, name), ``left`` that nobody was chosen.

    nobody: words of a button that chooses nobody (0), "" without one. without: the counterparty that asks.
    """

    chosen = Signal(int, str)
    left = Signal()

    def __init__(self, desk: Desk, question: Phrase, verb: str, without: int, *, nobody: str = "") -> None:
        super().__init__()
        set_ground(self, "alt")
        self._desk, self._question, self._verb, self._without, self._none = desk, question, verb, without, nobody
        self._wait = QTimer(self, interval=WAIT, singleShot=True)
        self._wait.timeout.connect(self._search)
        self.title = Label("", 13, 600, wrap=True)
        self.search = LineField("")
        self.search.line.textEdited.connect(lambda _text: self._wait.start())
        self.search.line.installEventFilter(self)
        self.search.line.returnPressed.connect(self.take)
        self._found = QStandardItemModel(self)
        self.rows = RowList("two")
        self.rows.setModel(self._found)
        self.rows.activated.connect(self.take)
        self.nothing = Label("", 13, 400, "muted", wrap=True)
        self.use = PlainButton(icon="check")
        self.use.clicked.connect(self.take)
        self.nobody = PlainButton()
        self.nobody.setVisible(bool(nobody))
        self.nobody.clicked.connect(lambda: self.chosen.emit(0, ""))
        self.leave = QuietButton(key="Esc")
        self.leave.clicked.connect(self.left)
        if self.leave.key_shortcut is not None:
            # The page behind has the same key for its way back.
            self.leave.key_shortcut.setEnabled(False)
        self._lay_out()
        self.retranslate()

    def begin(self) -> None:
        """Give the keyboard to the search."""
        self.search.line.setFocus()

    def take(self) -> None:
        """Enter: choose who stands under the selection."""
        if self._wait.isActive():
            # Enter came before the search: it is answered first, so that nobody is chosen unseen.
            self._wait.stop()
            self._search()
            return
        row = self.rows.currentIndex().row()
        if row >= 0:
            item = self._found.item(row)
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole), item.text())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.title.setText(spoken(self._question))
        self.use.setText(tr(self._verb))
        self.nobody.setText(tr(self._none) if self._none else "")
        self.leave.setText(tr("Leave it"))
        self.search.line.setPlaceholderText(tr("Search by name, number, address or tax number"))
        self.search.editor.setAccessibleName(tr("Search by name, number, address or tax number"))
        self._say_nothing()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        override = QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and event.type() == override and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The arrows walk the list while the person goes on typing.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in STEPS:
            row = self.rows.currentIndex().row() + STEPS[Qt.Key(event.key())]
            if self._found.rowCount():
                self.rows.setCurrentIndex(self._found.index(min(max(row, 0), self._found.rowCount() - 1), 0))
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _search(self) -> None:
        text = str(self.search.value())
        if text.strip():
            self._desk.ask(self, counterparties.find, text, limit=FOUND).then(self._show)
        else:
            self._show(CounterpartyPage((), None))

    def _show(self, page: CounterpartyPage) -> None:
        self._found.clear()
        for row in page.rows:
            if row.id == self._without:
                continue
            item = QStandardItem(row.name)
            item.setData(row.id, Qt.ItemDataRole.UserRole)
            item.setData(", ".join(filter(None, (row.department, row.seller))), RowRole.SECOND)
            item.setData("buildings", RowRole.ICON)
            item.setData(ChipText(tr(KIND_WORDS[CounterpartyKind(row.kind)])), RowRole.CHIP)
            self._found.appendRow(item)
        if self._found.rowCount():
            self.rows.setCurrentIndex(self._found.index(0, 0))
        self._say_nothing()

    def _say_nothing(self) -> None:
        none = self._found.rowCount() == 0
        self.nothing.setText(
            tr("Nobody known is found. Try another part of the name or the number.")
            if self.search.value()
            else tr("Type a part of the name, a number or an address.")
        )
        self.nothing.setVisible(none)
        self.rows.setVisible(not none)
        self.use.setEnabled(not none)

    def _lay_out(self) -> None:
        self.setFixedHeight(HEIGHT)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        for button in (self.use, self.nobody, self.leave):
            foot.addWidget(button)
        foot.addStretch(1)
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 8, 20, 0)
        inner.setSpacing(8)
        inner.addWidget(self.title)
        inner.addWidget(self.search)
        inner.addWidget(self.nothing)
        inner.addWidget(self.rows, 1)
        inner.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(inner, 1)
