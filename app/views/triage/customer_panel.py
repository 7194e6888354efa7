"""Which known customer is it? Possible doubles first, then whatever the search finds."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.terms import KIND_WORDS, CounterpartyKind
from app.operations import counterparties
from app.operations.counterparties import CounterpartyPage, CounterpartyRow
from app.operations.triage import Double
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import MainButton, PlainButton, QuietButton
from app.views.look.chip import ChipText
from app.views.look.fields import LineField
from app.views.look.label import Label
from app.views.look.rows import RowList, RowRole
from app.views.triage.decision_bar import MARGIN, TOP

HEIGHT = 320
FOUND = 30
WAIT_FOR_MORE = 150
"""Milliseconds of quiet before a search is asked for."""
WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CustomerPanel(QWidget):
    """``ask(name, doubles, own_id)``; ``chosen`` carries the id of the counterparty."""

    chosen = Signal(int)
    somebody_new = Signal(str)
    """None of them: carries what was typed. Only where ``ask`` offered it."""
    left = Signal()
    """The person went back without a choice."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self._desk = desk
        self._doubles: tuple[Double, ...] = ()
        self._own_id: int | None = None
        self._name = ""
        self._new_offered = False
        self._question = Label("", 13, 600)
        self._back = QuietButton(key="Esc", height=28)
        self._back.clicked.connect(self.left)
        self.search = LineField("")
        self.search.line.textEdited.connect(self._typed)
        self.search.line.installEventFilter(self)
        self.search.line.returnPressed.connect(self._take)
        self._found = QStandardItemModel(self)
        self.rows = RowList("two")
        self.rows.setModel(self._found)
        self.rows.activated.connect(self._take)
        self._nothing = Label("", 13, 400, "muted", wrap=True)
        self._add = MainButton()
        self._add.clicked.connect(self._take)
        self._new = PlainButton(icon="user-plus")
        self._new.clicked.connect(lambda: self.somebody_new.emit(self.search.value()))
        self._wait = QTimer(self, interval=WAIT_FOR_MORE, singleShot=True)
        self._wait.timeout.connect(self._search)
        self._lay_out()
        self.retranslate()

    def ask(self, name: str, doubles: Sequence[Double], own_id: int | None, *, new: bool = False) -> None:
        """Ask who *name* is; *own_id*: the lead that was made for the inquiry, which is no answer.

        new: it may also be somebody new.
        """
        self._new_offered = new
        self._name, self._doubles, self._own_id = name, tuple(doubles), own_id
        self.search.set_value("")
        self.retranslate()
        self._show_doubles()
        self.search.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._question.setText(tr("Which customer is {name}?", name=self._name))
        self._back.setText(tr("Back"))
        self._add.setText(tr("Add to this customer"))
        typed = self.search.value()
        self._new.setText(tr("New: {name}", name=typed) if typed else tr("Somebody new"))
        self._new.setVisible(self._new_offered)
        self.search.line.setPlaceholderText(tr("Search by name, number, address or tax number"))
        self.search.editor.setAccessibleName(tr("Search by name, number, address or tax number"))
        self._nothing.setText(
            tr("Nobody known is found. Try another part of the name or the number.")
            if self.search.value()
            else tr("Nobody known looks alike. Type a part of the name, a number or an address.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The arrows walk the list while the person goes on typing.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in WALKING:
            self._walk(event.key())
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.setFixedHeight(HEIGHT)
        head = QHBoxLayout()
        head.addWidget(self._question, 1)
        head.addWidget(self._back)
        foot = QHBoxLayout()
        foot.addWidget(self._new)
        foot.addStretch(1)
        foot.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, TOP)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.rows, 1)
        column.addLayout(foot)

    def _walk(self, key: int) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}
        row = self.rows.currentIndex().row() + steps[Qt.Key(key)]
        last = self._found.rowCount() - 1
        if last >= 0:
            self.rows.setCurrentIndex(self._found.index(min(max(row, 0), last), 0))

    def _typed(self) -> None:
        self.retranslate()
        self._wait.start()

    def _search(self) -> None:
        text = self.search.value()
        if not text:
            self._show_doubles()
            return
        self._desk.ask(self, counterparties.find, text, limit=FOUND).then(self._show_page)

    def _show_page(self, page: CounterpartyPage) -> None:
        if self.search.value():
            self._fill([self._found_item(row) for row in page.rows if row.id != self._own_id])

    def _show_doubles(self) -> None:
        self._fill([self._double_item(double) for double in self._doubles])

    def _fill(self, items: list[QStandardItem]) -> None:
        self._found.clear()
        for item in items:
            self._found.appendRow(item)
        self.retranslate()
        self._nothing.setVisible(not items)
        self.rows.setVisible(bool(items))
        self._add.setEnabled(bool(items))
        if items:
            self.rows.setCurrentIndex(self._found.index(0, 0))

    def _found_item(self, row: CounterpartyRow) -> QStandardItem:
        kind = tr(KIND_WORDS[CounterpartyKind(row.kind)])
        return _item(row.id, row.name, [row.seller, row.department], ChipText(kind, "neutral", "buildings"))

    def _double_item(self, double: Double) -> QStandardItem:
        return _item(double.counterparty_id, double.name, [double.why.said(), double.seller], double_chip(double))

    def _take(self) -> None:
        key = self.rows.currentIndex().data(RowRole.KEY)
        if key and self._found.rowCount() and not self._wait.isActive():
            self.chosen.emit(int(key))


def double_chip(double: Double) -> ChipText:
    """How sure it is that a double is one."""
    if double.likely:
        return ChipText(tr("likely"), "warning", "git-merge")
    return ChipText(tr("unlikely"), "neutral", "question")


def _item(record: int, name: str, second: Sequence[str], chip: ChipText) -> QStandardItem:
    item = QStandardItem(name)
    item.setData("buildings", RowRole.ICON)
    item.setData(", ".join(part for part in second if part), RowRole.SECOND)
    item.setData(chip, RowRole.CHIP)
    item.setData(record, RowRole.KEY)
    return item
