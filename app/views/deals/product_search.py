"""Finding an article for a line: type, walk the results, Enter takes one, then its quantity."""

from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem

from app.language import tr
from app.operations import products
from app.operations.products import ProductRow
from app.views.background import Ticket
from app.views.deals.search_form import SearchForm
from app.views.desk import Desk
from app.views.look.chip import ChipText
from app.views.look.fields import NumberField
from app.views.look.numbers import money, quantity
from app.views.look.rows import RowKind, RowRole

SHOWN = 6


class ProductSearch(SearchForm):
    """``chosen`` carries the article, how many, the price (None: the list price) and the discount in per cent."""

    chosen = Signal(object, object, object, object)
    kind: ClassVar[RowKind] = "two"
    middle: ClassVar[float] = 0.62
    row_height: ClassVar[int] = 48

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self._find, self._show, self._confirm)
        self._found: tuple[ProductRow, ...] = ()
        self.quantity = NumberField("")
        self.price = NumberField("", pattern="#,##0.00")
        self.discount = NumberField("")
        self.lay_out(((self.text, 5), (self.quantity, 1), (self.price, 2), (self.discount, 1)))
        self.quantity.set_value(Decimal(1))
        self.retranslate()
        self.search()

    @property
    def product(self) -> ProductRow | None:
        """The article that Enter takes."""
        return self._found[self.at] if 0 <= self.at < len(self._found) else None

    def retranslate(self) -> None:
        self._title.setText(tr("Add a line"))
        self.text.set_label(tr("Article: part of its name, its code, or a scan"))
        self.quantity.set_label(tr("Quantity"))
        self.price.set_label(tr("Price, if not the list price"))
        self.discount.set_label(tr("Discount, %"))
        self.take.setText(tr("Add line"))
        self.leave.setText(tr("Leave it"))
        self._show(self._found)

    def _find(self) -> Ticket[tuple[ProductRow, ...]]:
        return self._desk.ask(self, products.find, self.text.value(), SHOWN)

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

    def _show(self, found: tuple[ProductRow, ...]) -> None:
        self._found = found
        kept = self.at
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
        self._nothing.setText(tr("No article is found by these words."))
        self.fit(kept)
