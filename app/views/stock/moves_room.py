"""The room "Moves": every booking of goods, newest first, each with the way to its paper."""

from decimal import Decimal
from typing import ClassVar

from app.language import marked, tr
from app.models.terms import MoveKind, Role
from app.operations import register
from app.operations.register import RegisterRow
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import MINUS, clear_day, clock, day, local, number, quantity
from app.views.register.cells import CellLook
from app.views.register.room import RegisterRoom
from app.views.stock.card_line import CardLine
from app.views.stock.words import MOVE_ICONS

SUMMED = frozenset({"article", "batch"})
"""Filters after which all quantities are of one unit, so that a sum says something."""


class MovesRoom(RegisterRoom):
    """The register of stock moves. Enter opens the batch in the room "Stock"."""

    name: ClassVar[str] = "moves"
    title: ClassVar[str] = marked("Moves")
    icon: ClassVar[str] = "arrows-left-right"
    topics: ClassVar[frozenset[str]] = frozenset({"stock_move"})
    register_name: ClassVar[str] = "moves"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No moves"),
        marked("Goods that come, go or change their place are written down here."),
    )

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        if key == "kind":
            return CellLook(icon=MOVE_ICONS[MoveKind(row.cells["kind"])], token="muted")
        if key == "at":
            at = row.cells["at"]
            return CellLook(text=f"{day(at)} {clock(at)}", token="muted")
        if key == "change":
            return _change(row)
        if key == "batch":
            return CellLook(weight=500)
        return CellLook(token="muted") if key in ("employee", "reason") else None

    def fill_card(self, row: RegisterRow) -> None:
        cells = row.cells
        kind = MoveKind(cells["kind"])
        section = self.card.add_section()
        column = self.spec.column("kind")
        section.add(Chip(tr((column.words or {})[kind]), "neutral", MOVE_ICONS[kind]))
        section.add(Label(cells["batch"], 17, 600, wrap=True))
        section.add(Label(f"{cells['product']} · {cells['code']}", 12, 400, "muted"))
        facts = self.card.add_section()
        facts.add_fact(tr("Quantity"), quantity(cells["quantity"], cells["unit"]))
        for sentence, key in ((marked("From"), "from_location"), (marked("To"), "to_location")):
            if cells[key]:
                facts.add_fact(tr(sentence), cells[key])
        facts.add_fact(tr("At"), f"{clear_day(local(cells['at']).date())} {clock(cells['at'])}")
        if cells["employee"]:
            facts.add_fact(tr("Employee"), cells["employee"])
        if cells["reason"]:
            facts.add(Label(cells["reason"], 13, 400, wrap=True))
        ways = self.card.add_section(tr("Where it leads"), line=True)
        for words, icon, kind_of_record, record in self._ways(row):
            line = CardLine("", icon, words, "", leads=True)
            line.clicked.connect(lambda _checked=False, to=(kind_of_record, record): self.wanted.emit(*to))
            ways.add(line)

    def open_row(self, row: RegisterRow) -> None:
        self.wanted.emit("batch", row.cells["batch_id"])

    def show_figures(self) -> None:
        shown = self.view.shown
        if not shown.text and SUMMED.isdisjoint(condition.field for condition in shown.conditions):
            self.bar.set_note("")
            return
        ticket = self.desk.ask(self, register.total, shown, "change")
        ticket.then(self._show_sum).otherwise(lambda _error: self.bar.set_note(""))

    def _show_sum(self, total: Decimal | int) -> None:
        sign = "+" if total > 0 else MINUS if total < 0 else ""
        self.bar.set_note(tr("All changes shown come to"), f"{sign}{number(-total if total < 0 else total)}")

    def _ways(self, row: RegisterRow) -> list[tuple[str, str, str, int]]:
        cells = row.cells
        document = cells["document"] or ""
        ways = [(tr("Batch {batch} in stock", batch=cells["batch"]), "package", "batch", int(cells["batch_id"]))]
        if cells["deal_id"] and self.person.roles - {Role.WAREHOUSE}:
            ways.append((tr("Deal of shipment {number}", number=document), "columns", "deal", int(cells["deal_id"])))
        if cells["purchase_order_id"]:
            words = tr("Order to the supplier {number}", number=document)
            ways.append((words, "shopping-cart", "purchase_order", int(cells["purchase_order_id"])))
        elif cells["production_order_id"]:
            words = tr("Order to the plant {number}", number=document)
            ways.append((words, "factory", "production_order", int(cells["production_order_id"])))
        elif cells["receipt_id"]:
            ways.append((tr("Receipt {number}", number=cells["receipt"]), "barcode", "receipt", int(cells["receipt_id"])))
        return ways


def _change(row: RegisterRow) -> CellLook:
    change: Decimal = row.cells["change"]
    moved: Decimal = row.cells["quantity"]
    if change == 0:
        return CellLook(text=number(moved), token="muted")
    return CellLook(text=f"+{number(change)}" if change > 0 else f"{MINUS}{number(-change)}", weight=500)
