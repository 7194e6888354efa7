"""The room "Receive": what the clerk scans and presses when goods arrive."""

from collections.abc import Mapping
from typing import ClassVar

from app.events import Document
from app.language import Phrase, chosen, marked, phrase
from app.operations import receiving, receiving_labels
from app.operations.station_rows import Kind, StationOrder, StationView
from app.views.background import Ticket
from app.views.station.bench_codes import BENCH_CODES
from app.views.station.scan_room import ScanRoom

KINDS: Mapping[str, Kind] = {"purchase_order": "purchase", "production_order": "production"}


class StationRoom(ScanRoom):
    """The receiving station."""

    name: ClassVar[str] = "receive"
    title: ClassVar[str] = marked("Receive")
    icon: ClassVar[str] = "barcode"
    topics: ClassVar[frozenset[str]] = frozenset(
        {"receipt", "purchase_order", "purchase_order_line", "production_order", "production_order_line"}
    )
    first: ClassVar[tuple[Phrase, Phrase]] = (
        phrase("Scan the first box"),
        phrase("Or the label of the place where the goods are put"),
    )

    def open_record(self, kind: str, record: int) -> None:
        """Receive the goods of an order: the person came from another room."""
        if kind in KINDS:
            self._open(KINDS[kind], record)

    def open_order(self, row: StationOrder) -> None:
        """Receive the goods of an order in the list."""
        if row.kind != "customer":
            self._open(row.kind, row.order_id)

    def _open(self, kind: Kind, order_id: int) -> None:
        ticket = self.desk.do(self, receiving.open_receipt, kind, order_id)
        ticket.then(self.opened).otherwise(self.say_error)

    def undo(self, view: StationView) -> Ticket[StationView]:
        """Take back the last counted scan of the receipt."""
        return self.desk.do(self, receiving.undo_last, view.id)

    def unfinished(self, view: StationView) -> Phrase:
        """The rest may come another day."""
        return phrase("Not everything is here. F12 once more finishes without the rest, which stays on order.")

    def finish(self, view: StationView) -> None:
        """Book what was counted into stock."""
        ticket = self.desk.do(self, receiving.finish, view.id, view.version)
        ticket.then(self._received).otherwise(self.say_error).anyway(self.end_finishing)

    def _received(self, view: StationView) -> None:
        self.finished(phrase("Order {number} is received and booked into stock.", number=view.order_number))

    def label(self, view: StationView | None) -> Ticket[Document]:
        """The batch that was counted last; without an order, the bench card."""
        if view is not None:
            return self.desk.ask(self, receiving_labels.last_batch_label, view.id, chosen())
        return self.desk.ask(self, receiving_labels.station_bench_card, BENCH_CODES, chosen())

    def ended(self, view: StationView) -> Phrase:
        """Another workstation has finished the receipt."""
        return phrase("Receipt {number} was finished at another workstation.", number=view.number)
