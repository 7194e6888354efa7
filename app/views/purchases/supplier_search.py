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
from app.views.look.buttons import PlainButton
from app.views.look.fields import LineField
from app.views.look.key_hint import hint_text

SHOWN = 5


class SupplierSearch(SearchForm):
    """``SupplierSearch(desk, title, verb)``; with *reason* it also asks why. ``chosen``: CounterpartyRow and the reason.

    Where nobody is recorded yet it says how one comes here; *may_record*: the person may do it, and gets the way there.
    """

    chosen = Signal(object, str)
    record_wanted = Signal()
    """The person wants to record somebody, in the room of the customers."""
    kinds: ClassVar[tuple[CounterpartyKind, ...]] = (CounterpartyKind.SUPPLIER, CounterpartyKind.PARTNER)
    icon: ClassVar[str] = "shopping-cart"
    label: ClassVar[str] = marked("Supplier: part of the name, number or address")
    nothing: ClassVar[str] = marked("No supplier is found by these words.")
    choose_one: ClassVar[str] = marked("Choose a supplier: none is found by these words.")
    none_yet: ClassVar[tuple[str, str]] = (
        marked("No supplier is recorded yet: record one in the room Customers with {key}, of the kind supplier."),
        marked("No supplier is recorded yet: ask a seller or a head to record one in the room Customers."),
    )
    """Marked: for who may record one, and for who may not."""

    def __init__(self, desk: Desk, title: str, verb: str, *, reason: bool = False, may_record: bool = False) -> None:
        super().__init__(desk, self._find, self._show, self._confirm)
        self._title_words, self._verb_words = title, verb
        self._found: tuple[CounterpartyRow, ...] = ()
        self._none_at_all = False
        self._may_record = may_record
        self.record = PlainButton(icon="address-book", height=28)
        self.record.clicked.connect(self.record_wanted)
        self.reason = LineField("")
        self._asks_reason = reason
        if not reason:
            self.reason.hide()
        self.lay_out(((self.text, 4), (self.reason, 4)))
        self.add_way(self.record)
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
        self.record.setText(tr("Customers"))
        self._say_nothing()

    def _say_nothing(self) -> None:
        mine, others = self.none_yet
        sentence = tr(mine, key=hint_text("Ctrl+N")) if self._may_record else tr(others)
        self._nothing.setText(sentence if self._none_at_all else tr(self.nothing))
        self.record.setVisible(self._none_at_all and self._may_record)

    def _find(self) -> Ticket[CounterpartyPage]:
        return self._desk.ask(self, counterparties.find, self.text.value(), kinds=self.kinds, limit=SHOWN)

    def _show(self, page: CounterpartyPage) -> None:
        self._found = page.rows
        self._none_at_all = not page.rows and (self._none_at_all or not self.text.value().strip())
        self._say_nothing()
        self.model.clear()
        for row in page.rows:
            self.model.appendRow(QStandardItem(row.name))
        self.fit(0)

    def _confirm(self) -> None:
        if self.supplier is None:
            self.text.set_error("" if self._none_at_all else tr(self.choose_one))
        elif self._asks_reason and not self.reason.value().strip():
            self.reason.set_error(tr("Fill this in."))
            self.reason.setFocus()
        else:
            self.chosen.emit(self.supplier, self.reason.value())
