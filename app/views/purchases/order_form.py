"""A new order for the warehouse itself: until when, then article by article; Ctrl+Enter orders."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.language import tr, trn
from app.operations.products import ProductRow
from app.operations.purchasing import WantedGoods
from app.views.deals.form import SmallForm
from app.views.deals.product_search import ProductSearch
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import DateField
from app.views.look.label import Label
from app.views.look.numbers import money, quantity
from app.views.look.rows import RowList, RowRole

SHOWN = 3
"""Lines, and articles found, that are in sight at once: the list of orders stays in sight above them."""


class BoughtSearch(ProductSearch):
    """The search for articles as buying asks: what we pay, not what we take; a discount is in the price."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.discount.hide()

    def retranslate(self) -> None:
        super().retranslate()
        self.price.set_label(tr("Net price of one, if agreed"))

    def _show(self, found: tuple[ProductRow, ...]) -> None:
        super()._show(found[:SHOWN])


class OrderForm(SmallForm):
    """``OrderForm(desk, "Pumpenwerk Halle", "EUR")``; ``ordered``: the goods and the day, None for "as usual"."""

    ordered = Signal(object, object)
    left = Signal()

    def __init__(self, desk: Desk, supplier: str, currency: str) -> None:
        super().__init__()
        self._supplier, self._currency = supplier, currency
        self._lines: list[tuple[ProductRow, WantedGoods]] = []
        set_ground(self, "alt")
        self._title = Label("", 13, 600)
        self._hint = Label("", 12, 400, "muted")
        self.wanted_on = DateField("")
        self.order = PlainButton(icon="shopping-cart", key="Ctrl+Return")
        self.leave = QuietButton()
        self.search = BoughtSearch(desk)
        self.search.leave.hide()
        self.model = QStandardItemModel(self)
        self.lines = RowList("one", middle=0.5)
        self.lines.setModel(self.model)
        self._lay_out()
        self.search.chosen.connect(self._add)
        self.search.left.connect(self.left)
        self.order.clicked.connect(self.submit)
        self.leave.clicked.connect(self.left)
        self.retranslate()
        self._show()

    @property
    def goods(self) -> tuple[WantedGoods, ...]:
        """What is on the order so far."""
        return tuple(goods for _, goods in self._lines)

    def begin(self) -> None:
        """Give the keyboard to the search for articles."""
        self.search.begin()

    def is_dirty(self) -> bool:
        """Whether somebody has put something on the order."""
        return bool(self._lines) or self.search.is_dirty()

    def submit(self) -> None:
        """Send the order."""
        if not self.wanted_on.check():
            self.wanted_on.setFocus()
        elif not self._lines:
            self.search.text.set_error(tr("Add an article first: type, Enter takes it."))
            self.search.begin()
        else:
            wanted: date | None = self.wanted_on.value()
            self.ordered.emit(self.goods, wanted)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr("Order from {supplier}", supplier=self._supplier))
        self._hint.setText(tr("Enter adds the article, Del on a line takes it out."))
        self.wanted_on.set_label(tr("Wanted for (clear: as usual)"))
        self.leave.setText(tr("Leave it"))
        self._say_count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._show()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete and self.lines.hasFocus() and self._lines:
            row = self.lines.currentIndex().row()
            del self._lines[row if 0 <= row < len(self._lines) else -1]
            self._show()
        else:
            super().keyPressEvent(event)

    def _add(self, product: ProductRow, amount: Decimal, price: Decimal | None, _discount: Decimal) -> None:
        self._lines.append((product, WantedGoods(product.id, amount, price)))
        self.search.text.set_value("")
        self.search.quantity.set_value(Decimal(1))
        self.search.price.set_value(None)
        self._show()
        self.search.begin()

    def _say_count(self) -> None:
        self.order.setText(
            trn("Order {count} line", "Order {count} lines", len(self._lines)) if self._lines else tr("Order it")
        )

    def _show(self) -> None:
        self.model.clear()
        for product, goods in self._lines:
            item = QStandardItem(product.name)
            item.setData(product.code, RowRole.MIDDLE)
            price = "" if goods.price is None else f" × {money(goods.price, self._currency)}"
            item.setData(f"{quantity(goods.quantity, product.unit)}{price}", RowRole.FIGURE)
            self.model.appendRow(item)
        self.lines.setFixedHeight(36 * min(max(len(self._lines), 1), SHOWN))
        self.lines.setVisible(bool(self._lines))
        if self._lines:
            self.lines.setCurrentIndex(self.model.index(len(self._lines) - 1, 0))
            self.lines.scrollToBottom()
        self._say_count()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 4, 20, 0)
        top.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        words.addStretch(1)
        top.addLayout(words, 1)
        top.addWidget(self.wanted_on, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self.order, self.leave):
            side = QVBoxLayout()
            side.setContentsMargins(0, 20, 0, 0)
            side.addWidget(button)
            side.addStretch(1)
            top.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Hairline())
        column.addLayout(top)
        column.addWidget(self.lines)
        column.addWidget(self.search)
