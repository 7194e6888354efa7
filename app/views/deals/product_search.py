"""Finding an article for a line: type, walk the results, Enter takes one, then its quantity."""

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.language import tr
from app.operations import products
from app.operations.products import ProductRow
from app.views.deals.form import SmallForm
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.chip import ChipText
from app.views.look.fields import LineField, NumberField
from app.views.look.label import Label
from app.views.look.numbers import money, quantity
from app.views.look.rows import RowList, RowRole

PATIENCE = 120
"""Milliseconds without a key before it searches."""
SHOWN = 6


class ProductSearch(SmallForm):
    """``chosen`` carries the article, how many, the price (None: the list price) and the discount in per cent."""

    chosen = Signal(object, object, object, object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: tuple[ProductRow, ...] = ()
        set_ground(self, "alt")
        self._title = Label("", 13, 600)
        self.text = LineField("")
        self.quantity = NumberField("")
        self.price = NumberField("", pattern="#,##0.00")
        self.discount = NumberField("")
        self.add = PlainButton(icon="plus")
        self.leave = QuietButton()
        self.model = QStandardItemModel()
        self.results = RowList("two", middle=0.62)
        self.results.setModel(self.model)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = Label("", 12, 400, "muted")
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self._search)
        self._lay_out()
        self._connect()
        self.quantity.set_value(Decimal(1))
        self.retranslate()
        self._search()

    @property
    def product(self) -> ProductRow | None:
        """The article that Enter takes."""
        row = self.results.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def begin(self) -> None:
        """Give the keyboard to the search."""
        self.text.setFocus()

    def is_dirty(self) -> bool:
        """Whether somebody has typed something."""
        return bool(self.text.value())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr("Add a line"))
        self.text.set_label(tr("Article: part of its name, its code, or a scan"))
        self.quantity.set_label(tr("Quantity"))
        self.price.set_label(tr("Price, if not the list price"))
        self.discount.set_label(tr("Discount, %"))
        self.add.setText(tr("Add line"))
        self.leave.setText(tr("Leave it"))
        self._show(self._found)

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
                self._walk(step)
                return True
        return False

    def confirm(self) -> None:
        """Add the chosen article."""
        if self._patience.isActive():
            self._patience.stop()
            self._desk.ask(self, products.find, self.text.value(), SHOWN).then(self._show_and_confirm)
        else:
            self._confirm()

    def _show_and_confirm(self, found: tuple[ProductRow, ...]) -> None:
        self._show(found)
        self._confirm()

    def _confirm(self) -> None:
        if not all(field.check() for field in (self.quantity, self.price, self.discount)):
            return
        amount = self.quantity.value()
        if self.product is None:
            self.text.set_error(tr("Choose an article: none is found by these words."))
        elif amount is None or amount <= 0:
            self.quantity.set_error(tr("How many?"))
        else:
            self.chosen.emit(self.product, amount, self.price.value(), self.discount.value() or Decimal(0))

    def _walk(self, step: int) -> None:
        row = min(max(self.results.currentIndex().row() + step, 0), self.model.rowCount() - 1)
        self.results.setCurrentIndex(self.model.index(row, 0))

    def _search(self) -> None:
        self._desk.ask(self, products.find, self.text.value(), SHOWN).then(self._show)

    def _show(self, found: tuple[ProductRow, ...]) -> None:
        self._found = found
        kept = self.results.currentIndex().row()
        self.model.clear()
        for row in found:
            item = QStandardItem(row.name)
            item.setData(row.code, RowRole.SECOND)
            item.setData(money(row.price, row.currency), RowRole.FIGURE)
            free = row.free > 0
            words = tr("{quantity} free", quantity=quantity(row.free, row.unit)) if free else tr("none in stock")
            source = tr("made here") if row.made else row.supplier
            item.setData(source, RowRole.MIDDLE)
            item.setData(ChipText(words, "success" if free else "neutral", "package"), RowRole.CHIP)
            self.model.appendRow(item)
        self.results.setFixedHeight(48 * min(SHOWN, len(found)))
        self.results.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(tr("No article is found by these words."))
        if found:
            self.results.setCurrentIndex(self.model.index(min(max(kept, 0), len(found) - 1), 0))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        for field, stretch in ((self.text, 5), (self.quantity, 1), (self.price, 2), (self.discount, 1)):
            row.addWidget(field, stretch, top)
        for button in (self.add, self.leave):
            side = QVBoxLayout()
            side.setContentsMargins(0, 20, 0, 0)
            side.addWidget(button)
            side.addStretch(1)
            row.addLayout(side)
        margins = QVBoxLayout()
        margins.setContentsMargins(20, 4, 20, 0)
        margins.setSpacing(6)
        margins.addWidget(self._title)
        margins.addLayout(row)
        margins.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(Hairline())
        column.addLayout(margins)
        column.addWidget(self.results)

    def _connect(self) -> None:
        self.text.changed.connect(self._patience.start)
        for field in (self.text, self.quantity, self.price, self.discount):
            field.line.returnPressed.connect(self.confirm)
            field.line.installEventFilter(self)
        self.add.clicked.connect(self.confirm)
        self.leave.clicked.connect(self.left)
        self.results.doubleClicked.connect(lambda _index: self.confirm())
