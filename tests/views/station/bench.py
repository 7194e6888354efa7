"""What the tests of the station work with: an order that arrives, a clerk, a window that can be killed and opened anew."""

import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.devices.spool import ScanSpool
from app.errors import Conflict, Offline
from app.events import Scan, ScanSource
from app.models.orders import PurchaseOrder
from app.operations import receiving, receiving_view
from app.operations.picking_scan import take_pick
from app.operations.receiving_scan import take_scan
from app.operations.station_rows import StationView
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.station.books import ReceivingBooks, StationBooks
from app.views.station.label_folder import LabelFolder
from app.views.station.room import StationRoom
from app.views.station.scan_desk import ScanDesk
from app.views.station.scan_room import ScanRoom
from tests import factories, stock_factories
from tests.clock import FixedClock

T = TypeVar("T")
P = ParamSpec("P")
SEAL = "04601234567893"
BEARING = "04006381333931"


def code(gtin: str, batch: str = "", expiry: date | None = None) -> str:
    """A GS1-128 code as a scanner sends it."""
    return f"]C101{gtin}" + (f"17{expiry:%y%m%d}" if expiry else "") + (f"10{batch}" if batch else "")


class PluggedBooks:
    """A store behind a cable that can be pulled; other workstations may be quicker at as many scans as ``conflicts``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.plug = threading.Event()
        self.plug.set()
        self.conflicts = 0

    def read(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Read, if the cable is in."""
        self._reach()
        return self.store.read(use, *args, **kw)

    def write(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Write, if the cable is in and nobody else was quicker."""
        self._reach()
        if use in (take_scan, take_pick) and self.conflicts:
            self.conflicts -= 1
            raise Conflict("Somebody else changed the same records. Nothing was saved.")
        return self.store.write(use, *args, **kw)

    def _reach(self) -> None:
        if not self.plug.is_set():
            raise Offline("No connection to the database")


class HandScanner:
    """A scanner whose codes are held out by the test; reports from a thread of its own, as every scanner does."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self._scanned: Callable[[Scan], None] | None = None
        self.state: Callable[[bool, str], None] = lambda ready, sentence: None
        self.count = 0
        self.running = False

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        """Begin."""
        self._scanned, self.state, self.running = scanned, state, True
        state(True, "")

    def stop(self) -> None:
        """End."""
        self.running = False

    def scan(self, *codes: str) -> None:
        """Scan *codes*, each a second after the other; on the disk when this returns."""
        assert self._scanned is not None
        for text in codes:
            self.count += 1
            self._clock.advance(seconds=1)
            scan = Scan(f"hand-{id(self)}-{self.count}", text, "serial:hand", self._clock())
            thread = threading.Thread(target=self._scanned, args=(scan,))
            thread.start()
            thread.join()


class HeardSounds:
    """Remembers what was to be heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def good(self) -> None:
        """Short and high."""
        self.heard.append("good")

    def refused(self) -> None:
        """Long and low."""
        self.heard.append("refused")

    def kept(self) -> None:
        """Neither."""
        self.heard.append("kept")


class Bench:
    """Five seals (with expiry) and two bearings are to come; Wanda receives."""

    kind: type[ScanRoom] = StationRoom
    scan_books: StationBooks = ReceivingBooks()

    def __init__(self, store: Store, clock: FixedClock, folder: Path, qtbot: QtBot) -> None:
        self.store, self.clock, self.folder, self.qtbot = store, clock, folder, qtbot
        self.good = clock().date() + timedelta(days=400)
        self.people, self.seal, self.bearing = store.write(self._prepare)
        self.order = store.write(stock_factories.purchase_order, [(self.seal, 5), (self.bearing, 2)])
        self.order_number = store.read(_number, self.order)
        store.employee_id = self.people["Wanda"]
        self.books = PluggedBooks(store)
        self.sounds = HeardSounds()
        self.desk: Desk | None = None
        self.spool: ScanSpool | None = None
        self.room: ScanRoom

    @staticmethod
    def _prepare(session: Session) -> tuple[dict[str, int], int, int]:
        people = factories.company(session)
        seal = stock_factories.product(session, "SEAL-080", gtin=SEAL, has_expiry=True)
        bearing = stock_factories.product(session, "BRG-6308", gtin=BEARING)
        stock_factories.location(session, "B-04-2")
        return people, seal, bearing

    def open(self, *sources: ScanSource, size: tuple[int, int] = (1280, 720)) -> ScanRoom:
        """A window with the station, on the same spool and database as before; without *sources* a hand scans."""
        self.spool = ScanSpool(self.folder / "spool")
        self.desk = Desk(self.books, retry_after=10)
        self.store.announce = self.desk.hear_all
        self.hand = HandScanner(self.clock)
        used: Sequence[ScanSource] = sources or (self.hand,)
        scans = ScanDesk(self.desk, self.spool, used, self.scan_books)
        labels = LabelFolder(self.folder / "labels")
        self.room = self.kind(self.desk, Messages(), scans, person="Wanda L.", labels=labels.put, sounds=self.sounds)
        scans.setParent(self.room)
        self.qtbot.addWidget(self.room)
        self.room.resize(*size)
        self.room.show()
        self.qtbot.waitUntil(self.room.isActiveWindow)
        self.room.setFocus()
        return self.room

    def begin(self) -> ScanRoom:
        """Open the window and the order."""
        self.open()
        self.qtbot.waitUntil(lambda: self.room.station.orders.numbered(self.order_number) is not None)
        self.press(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.room.scans.record_id is not None)
        return self.room

    def kill(self) -> None:
        """The window goes; what it had not yet booked is only in the spool."""
        if self.desk is not None and self.spool is not None:
            self.room.hide()
            assert self.desk.stop()
            self.spool.close()
            self.desk = self.spool = None
        self.books.plug.set()

    def kill_offline(self) -> None:
        """The window goes while its scans wait for a connection; the cable is in again afterwards."""
        waiting = len(self.pending())
        self.qtbot.waitUntil(lambda: self.room.scans.waiting == waiting)
        self.kill()

    def context(self) -> str:
        """What the oldest pending scan took along."""
        assert self.spool is not None
        return self.spool.context(self.pending()[0].nonce)

    close = kill

    def press(self, key: Qt.Key) -> None:
        """Press *key* where the keyboard is."""
        window = self.room.windowHandle()
        assert window is not None
        QTest.keyClick(window, key)

    def type(self, text: str) -> None:
        """Type Latin text where the keyboard is."""
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)

    def word(self) -> str:
        """The state word of the last scan."""
        return str(self.room.station.last_scan.shown.word)

    def wait_for(self, word: str) -> None:
        """Wait until the screen says *word* of the last scan, and everything is answered."""
        self.qtbot.waitUntil(lambda: self.word() == word and self.room.scans.is_idle)

    def wait_note(self, part: str, *, patience: int = 5000) -> None:
        """Wait until the note says something with *part* in it; *patience* in milliseconds (a paper takes a while)."""
        self.qtbot.waitUntil(lambda: part in self.room.station.note.sentence, timeout=patience)

    def receipt(self, order: int | None = None) -> StationView:
        """The receipt of the order as the books have it."""
        begun = self.store.write(receiving.open_receipt, "purchase", order or self.order)
        return self.store.read(receiving_view.view, begun.id)

    def pending(self) -> list[Scan]:
        """What is not booked yet."""
        assert self.spool is not None
        return self.spool.pending()

    def wait_settled(self) -> None:
        """Wait until the spool knows that everything is booked or refused."""
        self.qtbot.waitUntil(lambda: self.pending() == [])


def _number(session: Session, order_id: int) -> str:
    return session.scalars(select(PurchaseOrder.number).where(PurchaseOrder.id == order_id)).one()
