"""The room "Purchases": what is ordered from whom, sent, confirmed, late; and orders for the warehouse itself."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from app.language import marked, phrase, tr
from app.models.terms import Role
from app.operations import orders, purchasing, purchasing_changes, purchasing_papers
from app.operations.counterparties import CounterpartyRow
from app.operations.orders import PurchaseRow
from app.operations.products import ProductRow
from app.operations.purchasing import WantedGoods
from app.operations.purchasing_papers import PurchaseCard
from app.operations.register import RegisterRow
from app.operations.registers_plant import CONFIRMED, NOT_SENT, SENT
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.deals.product_search import ProductSearch
from app.views.look.buttons import QuietButton
from app.views.look.chip import ChipText
from app.views.look.fields import NumberField
from app.views.look.numbers import quantity
from app.views.production.words import delay_chip
from app.views.production.work_room import WorkRoom
from app.views.purchases.card import show_purchase, state_chip
from app.views.purchases.order_form import BoughtSearch, OrderForm
from app.views.purchases.supplier_search import SupplierSearch
from app.views.register.cells import CellLook

TOPICS = frozenset({"purchase_order", "purchase_order_line", "deal", "sales_order", "counterparty"})
OPEN = (NOT_SENT, SENT, CONFIRMED)
UNCONFIRMED = (NOT_SENT, SENT)
PRICES_ASKED = 4
"""Lines whose prices fit beside the date; longer orders get their prices line by line."""


class PurchasesRoom(WorkRoom):
    """Orders to suppliers. The warehouse buys; sellers and heads confirm and move dates; others read."""

    name: ClassVar[str] = "purchases"
    title: ClassVar[str] = marked("Purchases")
    icon: ClassVar[str] = "shopping-cart"
    topics: ClassVar[frozenset[str]] = TOPICS
    register_name: ClassVar[str] = "purchases"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No order of this kind"),
        marked("Orders come here from deals with bought goods; N orders for the warehouse itself."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.may_buy = not self.person.roles.isdisjoint({Role.WAREHOUSE, Role.ADMIN})
        self.may_confirm = not self.person.roles.isdisjoint({Role.WAREHOUSE, Role.SELLER, Role.HEAD, Role.ADMIN})
        self.currency = "EUR"
        self._shown: PurchaseCard | None = None
        self._buttons: list[tuple[QuietButton, Callable[[RegisterRow], bool]]] = []
        if self.may_buy:
            self._offer(marked("New order"), "N", self.begin_order, lambda _row: True)
            self._offer(marked("As PDF"), "D", self.print_order, lambda _row: True)
            self._offer(marked("Sent"), "S", self.mark_sent, lambda row: row.cells["state"] == NOT_SENT)
        if self.may_confirm:
            self._offer(marked("Confirmed"), "K", self.confirm, _unconfirmed)
        if self.may_buy:
            self._offer(marked("Change line"), "E", self.edit_line, _unconfirmed)
            self._offer(marked("Add line"), "L", self.add_line, lambda row: _unconfirmed(row) and not row.cells["deal_id"])
        if self.may_confirm:
            self._offer(marked("New date"), "P", self.move_promise, lambda row: row.cells["state"] == CONFIRMED)
        if self.may_buy:
            self._offer(
                marked("Cancel the rest"), "X", self.cancel_rest, lambda row: _open(row) and not row.cells["deal_id"]
            )
            self._offer(
                marked("Order elsewhere"), "W", self.order_elsewhere, lambda row: _open(row) and row.cells["deal_id"]
            )
        self._offer(marked("Open deal"), "O", self.open_deal, lambda row: bool(row.cells["deal_id"]))
        self.view.selected.connect(self._fit_buttons)
        self._fit_buttons(None)

    def _offer(self, sentence: str, key: str, act: Callable[[], object], fits: Callable[[RegisterRow], bool]) -> None:
        self._buttons.append((self.action(sentence, key, act), fits))

    def _fit_buttons(self, row: RegisterRow | None) -> None:
        for button, fits in self._buttons:
            button.setVisible(bool(fits(row)) if row is not None else button.key == "N")

    # What the list shows

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        open_ = cells["state"] in OPEN
        match key:
            case "supplier":
                return CellLook(weight=600)
            case "goods":
                more = cells["lines"] - 1
                return CellLook(chips=(ChipText(tr("+ {count}", count=more), "neutral"),)) if more > 0 else None
            case "deal":
                return CellLook(text=cells["deal"] or tr("for stock"), token=None if cells["deal"] else "muted")
            case "state":
                return CellLook(text="", chips=(state_chip(cells["state"]),))
            case "promised_on":
                passed = open_ and cells["promised_on"] is not None and cells["promised_on"] < self.today()
                return CellLook(token="danger_text") if passed else None
            case "delay":
                chip = delay_chip(cells["first_promised_on"], cells["promised_on"], self.today(), open_=open_)
                return CellLook(text="", chips=(chip,) if chip else ())
            case "received":
                there, whole = (quantity(cells[each] or Decimal(0)) for each in ("received", "ordered"))
                return CellLook(text=tr("{there} of {whole}", there=there, whole=whole))
        return None

    def fill_card(self, row: RegisterRow) -> None:
        self._shown = None
        self.add_head(row.cells["number"], row.cells["supplier"])
        self.fill_from(row, self.desk.ask(self, purchasing_papers.purchase_card, row.key), self._show_order)

    def _show_order(self, card: PurchaseCard) -> None:
        self._shown = card
        show_purchase(self, card)

    # What one does

    @property
    def order(self) -> PurchaseRow | None:
        """The selected order as its card knows it; None while the card is on its way."""
        return None if self._shown is None or not self.is_current(self._shown.order.id) else self._shown.order

    def open_row(self, row: RegisterRow) -> None:
        if self.may_confirm and _unconfirmed(row):
            self.confirm()
        elif self.may_confirm and row.cells["state"] == CONFIRMED:
            self.move_promise()
        else:
            self.arrangement.show_card()

    def begin_order(self) -> None:
        """Ask whom to order from, then what."""
        words = marked("Order for the warehouse: from whom?"), marked("Order from them")
        search = SupplierSearch(self.desk, *words, may_record=self._may_record)
        search.chosen.connect(lambda supplier, _reason: self._begin_lines(supplier))
        self._put_search(search)

    @property
    def _may_record(self) -> bool:
        return bool(self.person.roles - {Role.WAREHOUSE, Role.PRODUCTION, Role.SERVICE})

    def _put_search(self, search: SupplierSearch) -> None:
        search.left.connect(self.slot.close_form)
        search.record_wanted.connect(lambda: self.wanted.emit("counterparties", 0))
        self.put_form(search)

    def _begin_lines(self, supplier: CounterpartyRow) -> None:
        form = OrderForm(self.desk, supplier.name, self.currency)
        form.ordered.connect(lambda goods, wanted: self._order(form, supplier.id, goods, wanted))
        form.left.connect(self.slot.close_form)
        self.put_form(form)

    def _order(self, form: OrderForm, supplier_id: int, goods: tuple[WantedGoods, ...], wanted_on: date | None) -> None:
        form.setEnabled(False)
        ticket = self.desk.do(self, purchasing.new_order, supplier_id, goods, wanted_on)
        ticket.then(lambda row: self._ordered(form, row)).anyway(lambda: form.setEnabled(True))
        self.change(
            ticket,
            lambda row: phrase(
                "Order {number} to {supplier} is written: send it.", number=row.number, supplier=row.supplier
            ),
            undo=lambda row: self.undoing(
                lambda: self.desk.do(self, purchasing_changes.cancel_rest, row.id, row.version, tr("Ordered by mistake")),
                tr("The order is cancelled."),
            ),
        )

    def _ordered(self, form: OrderForm, row: PurchaseRow) -> None:
        self.slot.close_form(form)
        self.open_record("purchase_order", row.id)

    def print_order(self) -> None:
        """The order as PDF, in the supplier's language."""
        if self.row is not None:
            self.open_document(self.desk.do(self, purchasing_papers.print_order, self.row.key))

    def mark_sent(self) -> None:
        """The order went to the supplier."""
        row = self.row
        if row is None:
            return
        self.change(
            self.desk.do(self, purchasing.mark_sent, row.key, row.cells["version"]),
            lambda sent: phrase("Order {number} is sent.", number=sent.number),
            undo=lambda sent: self.undoing(
                lambda: self.desk.do(self, purchasing.not_sent, sent.id, sent.version),
                tr("The order waits to be sent again."),
            ),
        )

    def confirm(self) -> None:
        """Ask for the day, and the prices, that the supplier confirms."""
        row, order = self.row, self.order
        if row is None or order is None:
            return
        day = max(row.cells["promised_on"] or self.today(), self.today())
        fields = [Asked("promised", marked("Confirmed for"), "date", day, needed=True)]
        if len(order.lines) <= PRICES_ASKED:
            fields += [
                Asked(
                    str(line.id), line.code, "number", line.price, help_text=marked("net price of one"), pattern="#,##0.00"
                )
                for line in order.lines
            ]
        title = phrase("{supplier} confirms {number}", supplier=order.supplier, number=order.number)
        self.ask_for(title, fields, marked("It is confirmed"), lambda values: self._confirm(order, values))

    def _confirm(self, order: PurchaseRow, values: Values) -> Ticket[PurchaseRow]:
        prices = {int(key): value for key, value in values.items() if key.isdigit() and value is not None}
        return self.change(
            self.desk.do(self, orders.confirm_purchase, order.id, order.version, values["promised"], prices),
            lambda row: phrase("Order {number} is confirmed for {date}.", number=row.number, date=values["promised"]),
        )

    def move_promise(self) -> None:
        """Ask for the supplier's new day and its reason."""
        row = self.row
        if row is None:
            return
        fields = [
            Asked("promised", marked("New date"), "date", row.cells["promised_on"], needed=True),
            Asked("reason", marked("Why later, if it is later"), stretch=3),
        ]
        title = phrase("{supplier} names another day", supplier=row.cells["supplier"])
        self.ask_for(title, fields, marked("Note it"), partial(self._move, row), icon="clock")

    def _move(self, row: RegisterRow, values: Values) -> Ticket[PurchaseRow]:
        return self.change(
            self.desk.do(
                self, purchasing_changes.move_promise, row.key, row.cells["version"], values["promised"], values["reason"]
            ),
            lambda order: phrase(
                "Order {number} is promised for {date}. Who waits for it is told.",
                number=order.number,
                date=values["promised"],
            ),
        )

    def edit_line(self) -> None:
        """Ask for another quantity or price of a line; nothing takes it out."""
        order = self.order
        if order is None:
            return
        first = order.lines[0]
        fields = [
            Asked(
                "line",
                marked("Line"),
                "choice",
                first.id,
                tuple((line.id, phrase("{code} {name}", code=line.code, name=line.name)) for line in order.lines),
                stretch=3,
            ),
            Asked("quantity", marked("Quantity"), "number", first.quantity, help_text=marked("0 takes it out"), needed=True),
            Asked("price", marked("Net price of one"), "number", first.price, pattern="#,##0.00"),
        ]
        form = self.ask_for(marked("Change a line"), fields, marked("Change it"), partial(self._edit, order))
        form.fields["line"].changed.connect(lambda: self._show_line(form, order))

    def _show_line(self, form: InlineForm, order: PurchaseRow) -> None:
        """Another line is chosen: its own figures."""
        line = next(each for each in order.lines if each.id == form.fields["line"].value())
        for key, value in (("quantity", line.quantity), ("price", line.price)):
            field = form.fields[key]
            if isinstance(field, NumberField):
                field.set_value(value)

    def _edit(self, order: PurchaseRow, values: Values) -> Ticket[PurchaseRow]:
        line = next(each for each in order.lines if each.id == values["line"])
        if values["quantity"] == 0:
            ticket = self.desk.do(self, purchasing.remove_line, order.id, order.version, line.id)
        else:
            goods = WantedGoods(line.product_id, values["quantity"], values["price"])
            ticket = self.desk.do(self, purchasing.set_line, order.id, order.version, goods, line.id)
        return self.change(ticket, lambda row: phrase("Order {number} is changed.", number=row.number))

    def add_line(self) -> None:
        """Search an article for the selected order."""
        order = self.order
        if order is None:
            return
        search = BoughtSearch(self.desk)
        search.chosen.connect(lambda product, amount, price, _discount: self._add(search, order, product, amount, price))
        search.left.connect(self.slot.close_form)
        self.put_form(search)

    def _add(
        self, search: ProductSearch, order: PurchaseRow, product: ProductRow, amount: Decimal, price: Decimal | None
    ) -> None:
        ticket = self.desk.do(self, purchasing.set_line, order.id, order.version, WantedGoods(product.id, amount, price))
        ticket.then(lambda _row: self.slot.close_form(search))
        self.change(
            ticket,
            lambda row: phrase("{article} is on order {number}.", article=product.name, number=row.number),
            undo=lambda row: self.undoing(
                lambda: self.desk.do(self, purchasing.remove_line, row.id, row.version, row.lines[-1].id),
                tr("The line is taken out again."),
            ),
        )

    def cancel_rest(self) -> None:
        """Ask why what has not come is not wanted any more."""
        row = self.row
        if row is None:
            return
        title = phrase("Cancel what has not come of {number}", number=row.cells["number"])
        fields = [Asked("reason", marked("Why"), needed=True)]
        self.ask_for(title, fields, marked("Cancel the rest"), partial(self._cancel, row), icon="prohibit")

    def _cancel(self, row: RegisterRow, values: Values) -> Ticket[PurchaseRow]:
        return self.change(
            self.desk.do(self, purchasing_changes.cancel_rest, row.key, row.cells["version"], values["reason"]),
            lambda order: phrase("The rest of order {number} is cancelled: tell the supplier.", number=order.number),
            undo=lambda order: self.undoing(
                lambda: self.desk.do(self, purchasing_changes.take_up_again, order.id, order.version),
                tr("The order is open again."),
            ),
        )

    def order_elsewhere(self) -> None:
        """Ask which supplier delivers instead, and why."""
        row = self.row
        if row is None:
            return
        search = SupplierSearch(
            self.desk,
            marked("Order what has not come elsewhere: from whom?"),
            marked("Order there"),
            reason=True,
            may_record=self._may_record,
        )
        search.chosen.connect(lambda supplier, reason: self._order_elsewhere(search, row, supplier, reason))
        self._put_search(search)

    def _order_elsewhere(self, search: SupplierSearch, row: RegisterRow, supplier: CounterpartyRow, reason: str) -> None:
        ticket = self.desk.do(self, purchasing_changes.order_elsewhere, row.key, row.cells["version"], supplier.id, reason)
        ticket.then(lambda order: self._moved(search, order))
        self.change(
            ticket,
            lambda order: phrase(
                "Order {number} to {supplier} takes its place. The seller is told.",
                number=order.number,
                supplier=order.supplier,
            ),
        )

    def _moved(self, search: SupplierSearch, order: PurchaseRow) -> None:
        self.slot.close_form(search)
        self.open_record("purchase_order", order.id)


def _open(row: RegisterRow) -> bool:
    return row.cells["state"] in OPEN


def _unconfirmed(row: RegisterRow) -> bool:
    return row.cells["state"] in UNCONFIRMED
