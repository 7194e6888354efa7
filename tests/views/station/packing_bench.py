"""What the tests of the shipping station work with: goods held for an order, and a clerk who packs them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.products import Barcode, Product
from app.operations import picking_view
from app.operations.station_rows import StationView
from app.views.station.books import ShippingBooks, StationBooks
from app.views.station.scan_room import ScanRoom
from app.views.station.ship_room import ShipRoom
from tests.clock import FixedClock
from tests.deal_factories import house, product, sold, stock
from tests.views.station.bench import Bench, HeardSounds, PluggedBooks

PUMP = "04601234567893"
OLD_DAY, NEW_DAY, LATE_DAY = date(2026, 12, 15), date(2027, 8, 1), date(2028, 1, 31)


class PackingBench(Bench):
    """Three pumps go to Helios: two are held of OLD, one of NEW; LATE is free. Wanda packs."""

    kind: type[ScanRoom] = ShipRoom
    scan_books: StationBooks = ShippingBooks()

    def __init__(self, store: Store, clock: FixedClock, folder: Path, qtbot: QtBot) -> None:
        self.store, self.clock, self.folder, self.qtbot = store, clock, folder, qtbot
        self.at = house(store)
        self.people = self.at.people
        product(self.at, "PUMP", "100.00")
        store.write(self._barcodes)
        stock(self.at, "PUMP", "2", batch="OLD", expiry=OLD_DAY)
        stock(self.at, "PUMP", "2", batch="NEW", expiry=NEW_DAY)
        stock(self.at, "PUMP", "5", batch="LATE", expiry=LATE_DAY)
        self.deal = sold(self.at, ("PUMP", "3"))
        self.order = self.at.warehouse_order(self.deal)[0]
        self.order_number = store.read(picking_view.view, self.order).number
        store.employee_id = self.people["Wanda"]
        self.books = PluggedBooks(store)
        self.sounds = HeardSounds()
        self.desk = None
        self.spool = None

    def _barcodes(self, session: Session) -> None:
        session.add(Barcode(product_id=self.at.products["PUMP"], code=PUMP, quantity=Decimal(1)))
        session.get_one(Product, self.at.products["PUMP"]).has_expiry = True

    def view(self) -> StationView:
        """The order as the books have it."""
        return self.store.read(picking_view.view, self.order)

    def wait_picked(self, count: int) -> None:
        """Wait until the books and the screen have so many as picked."""
        self.qtbot.waitUntil(lambda: self.view().counted == count and self.room.scans.is_idle)
        self.qtbot.waitUntil(lambda: self.room.station.view is not None and self.room.station.view.counted == count)
