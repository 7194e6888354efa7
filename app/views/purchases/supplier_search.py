"""Finding who supplies: type, walk the results, Enter takes one."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem

from app.language import marked, tr
from app.models.terms import CounterpartyKind
from app.operations import counterparties
from app.operations.counterparties import CounterpartyPage, CounterpartyRow
from app.views.background import Ticket
from app.views.deals.search_form import SearchForm
from app.views.desk import Desk
from app.views.look.fields import LineField

SHOWN = 5


class SupplierSearch(SearchForm):
    """``SupplierSearch(desk, title, verb)``; with *reason* it also asks why. ``chosen``: CounterpartyRow and the reason."""

    chosen = Signal(object, str)
    kinds: ClassVar[tuple[CounterpartyKind, ...]] = (CounterpartyKind.SUPPLIER, CounterpartyKind.PARTNER)
    icon: ClassVar[str] = "shopping-cart"
    label: ClassVar[str] = marked("Supplier: part of the name, number or address")
    nothing: ClassVar[str] = marked("No supplier is found by these words.")
    choose_one: ClassVar[str] = marked("Choose a supplier: none is found by these words.")

    def __init__(self, desk: Desk, title: str, verb: str, *, reason: bool = False) -> None:
        super().__init__(desk, self._find, self._show, self._confirm)
        self._title_words, self._verb_words = title, verb
        self._found: tuple[CounterpartyRow, ...] = ()
        self.reason = LineField("")
        self._asks_reason = reason
        if not reason:
            self.reason.hide()
        self.lay_out(((self.text, 4), (self.reason, 4)))
        self.retranslate()
        self.search()

    @property
    def supplier(self) -> CounterpartyRow | None:
        """Who Enter takes."""
        return self._found[self.at] if 0 <= self.at < len(self._found) else None

    def is_dirty(self) -> bool:
        return super().is_dirty() or bool(self.reason.value())

    def retranslate(self) -> None:
        self._title.setText(tr(self._title_words))
        self.text.set_label(tr(self.label))
        self.reason.set_label(tr("Why"))
        self.take.setText(tr(self._verb_words))
        self.leave.setText(tr("Leave it"))
        self._nothing.setText(tr(self.nothing))

    def _find(self) -> Ticket[CounterpartyPage]:
        return self._desk.ask(self, counterparties.find, self.text.value(), kinds=self.kinds, limit=SHOWN)

    def _show(self, page: CounterpartyPage) -> None:
        self._found = page.rows
        self.model.clear()
        for row in page.rows:
            self.model.appendRow(QStandardItem(row.name))
        self.fit(0)

    def _confirm(self) -> None:
        if self.supplier is None:
            self.text.set_error(tr(self.choose_one))
        elif self._asks_reason and not self.reason.value().strip():
            self.reason.set_error(tr("Fill this in."))
            self.reason.setFocus()
        else:
            self.chosen.emit(self.supplier, self.reason.value())
