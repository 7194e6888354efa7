"""Goods held for an order, and clerks who pick them: what the tests of picking work with."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import Scan
from app.models.products import Barcode, Product
from app.models.stock import Batch, Reservation, StockBalance
from app.models.terms import ReservationState
from app.operations import integrity, picking, picking_scan, picking_view
from app.operations.shipping_rows import ShippedRow
from app.operations.station_rows import ScanResult, StationView
from tests.clock import FixedClock
from tests.deal_factories import house, product, sold, stock

PUMP = "04601234567893"
SEAL = "04006381333931"
OLD_DAY, NEW_DAY, LATE_DAY = date(2026, 12, 15), date(2027, 8, 1), date(2028, 1, 31)


def code(gtin: str, batch: str = "", expiry: date | None = None, serial: str = "") -> str:
    """A GS1-128 code as a scanner sends it."""
    tail = f"21{serial}\x1d" if serial else ""
    return f"]C101{gtin}" + (f"17{expiry:%y%m%d}" if expiry else "") + tail + (f"10{batch}" if batch else "")


class Packing:
    """Wanda packs an order of three pumps: two are held of OLD, one of NEW; LATE is free. Olga sells."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.at = house(store)
        self.store, self.clock = store, clock
        product(self.at, "PUMP", "100.00")
        product(self.at, "SEAL", "1.00")
        store.write(self._barcodes)
        stock(self.at, "PUMP", "2", batch="OLD", expiry=OLD_DAY)
        stock(self.at, "PUMP", "2", batch="NEW", expiry=NEW_DAY)
        stock(self.at, "PUMP", "5", batch="LATE", expiry=LATE_DAY)
        stock(self.at, "SEAL", "9", batch="S1")
        self.deal = sold(self.at, ("PUMP", "3"))
        self.order, self.version = self.at.warehouse_order(self.deal)
        self.clerk = "Wanda"
        self.scans = 0

    def _barcodes(self, session: Session) -> None:
        session.add_all(
            Barcode(product_id=self.at.products[name], code=each, quantity=Decimal(quantity))
            for name, each, quantity in (("PUMP", PUMP, 1), ("SEAL", SEAL, 1), ("PUMP", "PUMP", 1), ("PUMP", "PUMP-BOX", 2))
        )
        session.get_one(Product, self.at.products["PUMP"]).has_expiry = True

    def scan(
        self, text: str, nonce: str = "", *, quantity: str = "", batch: str = "", reason: str = "", order: int = 0
    ) -> ScanResult:
        """Scan *text* for the order; each with a nonce of its own unless one is given."""
        self.scans += 1
        scan = Scan(nonce or f"n{self.scans}", text, "serial:test", self.clock())
        amount = Decimal(quantity) if quantity else None
        with self.at.acting(self.clerk):
            return self.store.write(
                picking_scan.take_pick, order or self.order, scan, quantity=amount, batch=batch, reason=reason
            )

    def view(self) -> StationView:
        """The order as the station shows it."""
        return self.store.read(picking_view.view, self.order)

    def finish(self, seen: str) -> ShippedRow:
        """Press F12 having seen so many."""
        with self.at.acting(self.clerk):
            return self.store.write(picking.finish, self.order, self.version, Decimal(seen))

    def held(self) -> dict[str, int]:
        """Batch → how much of it is held for whomever."""
        query = (
            select(Batch.code, Reservation.quantity)
            .join(StockBalance, StockBalance.id == Reservation.balance_id)
            .join(Batch, Batch.id == StockBalance.batch_id)
            .where(Reservation.state == ReservationState.ACTIVE)
        )
        sums: dict[str, int] = {}
        for name, quantity in self.store.read(lambda session: session.execute(query).all()):
            sums[name] = sums.get(name, 0) + int(quantity)
        return sums

    def sound(self) -> None:
        """What the books promise holds."""
        assert [finding for _, check in integrity.CHECKS for finding in self.store.read(check)] == []


def word(result: ScanResult) -> tuple[bool, str]:
    """Whether it counted, and its word."""
    return result.good, result.word.said("en")
