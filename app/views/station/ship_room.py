"""The room "Ship": what the clerk scans and presses when goods leave."""

from functools import partial
from typing import ClassVar

from app.errors import UserError
from app.events import Document
from app.language import Phrase, chosen, marked, phrase
from app.operations import picking, receiving_labels
from app.operations.shipping_rows import ShippedRow
from app.operations.station_rows import StationOrder, StationView
from app.views.background import Ticket
from app.views.station.bench_codes import BENCH_CODES, REASON_CODES
from app.views.station.scan_room import ScanRoom
from app.views.station.words import SHIPPING, StationWords


class ShipRoom(ScanRoom):
    """The shipping station: proposes the oldest batch and says why, counts what is packed, ships exactly that."""

    name: ClassVar[str] = "ship"
    title: ClassVar[str] = marked("Ship")
    icon: ClassVar[str] = "truck"
    topics: ClassVar[frozenset[str]] = frozenset(
        {"warehouse_order", "warehouse_order_line", "reservation", "batch", "shipment", "deal"}
    )
    words: ClassVar[StationWords] = SHIPPING
    first: ClassVar[tuple[Phrase, Phrase]] = (
        phrase("Scan the first box"),
        phrase("What to take, from where, and why stands at the right"),
    )

    def open_record(self, kind: str, record: int) -> None:
        """Ship an order: the person came from another room."""
        if kind == "warehouse_order":
            self._open(record)

    def open_order(self, row: StationOrder) -> None:
        """Ship an order of the list."""
        self._open(row.order_id)

    def _open(self, order_id: int) -> None:
        self.desk.ask(self, picking.open_order, order_id).then(self.opened).otherwise(self.say_error)

    def undo(self, view: StationView) -> Ticket[StationView]:
        """Take back the clerk's own last scan."""
        return self.desk.do(self, picking.undo_last, view.id)

    def unfinished(self, view: StationView) -> Phrase:
        """The rest stays held for the order."""
        return phrase(
            "{left} are not picked. F12 once more ships what is picked; the rest stays held for this order.",
            left=view.to_scan,
        )

    def finish(self, view: StationView) -> None:
        """Ship what was picked, as far as this screen has seen it."""
        ticket = self.desk.do(self, picking.finish, view.id, view.version, view.counted)
        ticket.then(partial(self._shipped, view)).otherwise(self._not_shipped).anyway(self.end_finishing)

    def _not_shipped(self, error: UserError) -> None:
        self.end_finishing()
        self.say_error(error)
        self.refresh()

    def _shipped(self, view: StationView, row: ShippedRow) -> None:
        later = view.to_scan + view.stays
        gaps = {"number": row.number, "note": row.delivery_note, "invoice": row.tax_invoice}
        if row.whole:
            sentence = phrase("Shipped whole: {number}, delivery note {note}, tax invoice {invoice}.", **gaps)
        else:
            sentence = phrase(
                "Shipped in part: {number}, delivery note {note}, tax invoice {invoice}. {later} are still to go.",
                later=later,
                **gaps,
            )
        self.finished(sentence)
        ticket = self.desk.do(self, picking.delivery_note, row.shipment_id)
        ticket.then(partial(self._put_note, sentence)).otherwise(self.say_error)

    def _put_note(self, sentence: Phrase, document: Document) -> None:
        ticket = self.desk.run(self, self._labels, document)
        ticket.then(partial(self._say_put, sentence)).otherwise(self.say_error)

    def _say_put(self, sentence: Phrase, place: str) -> None:
        self.station.note.say("success", phrase("{shipped} Print it: {place}", shipped=sentence, place=place))

    def label(self, view: StationView | None) -> Ticket[Document]:
        """The batch that was picked last; without an order, the bench card."""
        if view is not None:
            return self.desk.ask(self, picking.last_batch_label, view.id, chosen())
        return self.desk.ask(self, receiving_labels.station_bench_card, BENCH_CODES | REASON_CODES, chosen())

    def ended(self, view: StationView) -> Phrase:
        """Shipped at another workstation, cancelled, or nothing held any more."""
        return view.ended or phrase("Order {number} is closed.", number=view.number)
