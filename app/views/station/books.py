"""What the station asks of the books: for receiving and for shipping the same questions, answered by other operations."""

from typing import Protocol

from PySide6.QtCore import QObject

from app.operations import picking_scan, picking_view, receiving_scan, receiving_view
from app.operations.station_rows import ScanResult, StationOrder, StationView
from app.views.background import Ticket
from app.views.desk import Desk
from app.views.station.scan_path import KeptScan, Work


class StationBooks(Protocol):
    """The books of one kind of work."""

    work: Work

    def take(self, desk: Desk, owner: QObject, kept: KeptScan, place_id: int | None) -> Ticket[ScanResult]:
        """Count a scan, surely; place_id: where goods are put."""

    def orders(self, desk: Desk, owner: QObject) -> Ticket[tuple[StationOrder, ...]]:
        """The orders that may be worked on."""

    def numbered(self, desk: Desk, owner: QObject, number: str) -> Ticket[StationOrder | None]:
        """The order of this number, if it may be worked on."""

    def view(self, desk: Desk, owner: QObject, record_id: int) -> Ticket[StationView]:
        """How far the work on one is."""


class ReceivingBooks:
    """Receipts."""

    work: Work = "receive"

    def take(self, desk: Desk, owner: QObject, kept: KeptScan, place_id: int | None) -> Ticket[ScanResult]:
        """Count what has come."""
        return desk.do_surely(
            owner,
            receiving_scan.take_scan,
            kept.circumstance.record_id or 0,
            kept.scan,
            quantity=kept.circumstance.quantity,
            location_id=place_id,
            batch=kept.batch,
            expiry=kept.expiry,
        )

    def orders(self, desk: Desk, owner: QObject) -> Ticket[tuple[StationOrder, ...]]:
        """What is on its way."""
        return desk.ask(owner, receiving_view.expected)

    def numbered(self, desk: Desk, owner: QObject, number: str) -> Ticket[StationOrder | None]:
        """The order on its way that has this number."""
        return desk.ask(owner, receiving_view.numbered, number)

    def view(self, desk: Desk, owner: QObject, record_id: int) -> Ticket[StationView]:
        """The receipt."""
        return desk.ask(owner, receiving_view.view, record_id)


class ShippingBooks:
    """Warehouse orders."""

    work: Work = "ship"

    def take(self, desk: Desk, owner: QObject, kept: KeptScan, place_id: int | None) -> Ticket[ScanResult]:
        """Count what is picked; the place is the one that the goods are held at."""
        return desk.do_surely(
            owner,
            picking_scan.take_pick,
            kept.circumstance.record_id or 0,
            kept.scan,
            quantity=kept.circumstance.quantity,
            batch=kept.batch,
            reason=kept.reason,
        )

    def orders(self, desk: Desk, owner: QObject) -> Ticket[tuple[StationOrder, ...]]:
        """What can go."""
        return desk.ask(owner, picking_view.to_ship)

    def numbered(self, desk: Desk, owner: QObject, number: str) -> Ticket[StationOrder | None]:
        """The order that can go and has this number."""
        return desk.ask(owner, picking_view.numbered, number)

    def view(self, desk: Desk, owner: QObject, record_id: int) -> Ticket[StationView]:
        """The order that is picked."""
        return desk.ask(owner, picking_view.view, record_id)
