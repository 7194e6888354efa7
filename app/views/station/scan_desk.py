"""The way of a scan: from the scanner's thread to the disk, from there to the books, one after the other [C1, C28].

The scanner's own thread puts a scan into the spool together with what the screen worked on. Only then the main thread
hears of it. The books get one scan at a time, because a scanned place, or an answer of the clerk, decides how the next one
counts. Without a connection they wait in their order.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.errors import Conflict, NotAllowed, UserError
from app.events import ScanSource
from app.gs1 import read_code
from app.operations.own_codes import is_batch_alone
from app.operations.station_rows import ScanResult
from app.views.desk import Desk
from app.views.station.books import ReceivingBooks, StationBooks
from app.views.station.scan_path import KeptScan, Spool, circumstance_of
from app.views.station.scanners import Scanners

TRIES = 5
"""How often a scan is tried again that met another workstation at the same records."""
LATER = (NotAllowed, Conflict)
"""Errors that are not the scan's own: it stays in the spool, and comes again when its order is opened anew."""


class ScanDesk(QObject):
    """Takes scans from *sources* through *spool* into *books*. Lives on the main thread, works without a screen.

    Receiving and shipping have a desk each over the same spool: each takes up only what was scanned for its own work.
    """

    arrived = Signal(object)
    """KeptScan: it is on this computer's disk."""
    answered = Signal(object, object)
    """KeptScan, ScanResult: the books have it, or it was refused; with ``ask`` it waits for an answer."""
    failed = Signal(object, object)
    """KeptScan, UserError: the books cannot take it at all, or not now (one of LATER)."""
    loose = Signal(object)
    """KeptScan that was made while nothing was open; whoever hears it says ``drop`` or ``used``."""
    commanded = Signal(str)
    """Key of a command, in its order among the scans."""
    waiting_changed = Signal()
    trouble = Signal(object)
    """UserError: the spool could not note what became of a scan; it will come once more, and count once."""

    def __init__(
        self,
        desk: Desk,
        spool: Spool,
        sources: Sequence[ScanSource],
        books: StationBooks | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._spool = spool
        self.books: StationBooks = books or ReceivingBooks()
        self.scanners = Scanners(spool, sources, self, work=self.books.work)
        self._replayed = False
        self._places: dict[int, int] = {}
        self._queue: deque[KeptScan | str] = deque()
        self._parked: dict[int, list[KeptScan]] = {}
        self._under_way: KeptScan | None = None
        self._asked: KeptScan | None = None
        self._asked_for: Literal["batch", "expiry", "reason"] | None = None
        self.scanners.taken.connect(self._arrive)

    def replay(self) -> None:
        """Queue, once, what was pending in the spool before this process began."""
        if not self._replayed:
            self._replayed = True
            for scan in self._spool.pending():
                circumstance = circumstance_of(self._spool.context(scan.nonce))
                if circumstance.work == self.books.work:
                    self._queue.append(KeptScan(scan, circumstance, replayed=True))
            self._work()

    def attend(self, record_id: int | None) -> None:
        """From now on scans belong to this receipt or order; those of it that waited for an answer come again."""
        place = None if record_id is None else self._places.get(record_id)
        self.scanners.attend(record_id, place)
        if self._asked is not None and self._asked.circumstance.record_id != record_id:
            self._park(self._asked)
            self._asked = None
        if record_id is not None:
            self._queue.extendleft(reversed(self._parked.pop(record_id, [])))
        self._work()

    @property
    def record_id(self) -> int | None:
        """The receipt or order that scans belong to now."""
        return self.scanners.record_id

    @property
    def asked(self) -> KeptScan | None:
        """The scan that waits for the clerk's answer."""
        return self._asked

    @property
    def waiting(self) -> int:
        """Scans that are on this computer and not yet in the books."""
        queued = sum(isinstance(one, KeptScan) for one in self._queue)
        on_the_way = sum(one is not None for one in (self._under_way, self._asked))
        return queued + on_the_way + sum(len(parked) for parked in self._parked.values())

    @property
    def newest(self) -> KeptScan | None:
        """The scan made last of those that are not in the books yet."""
        queued = [one for one in self._queue if isinstance(one, KeptScan)]
        return queued[-1] if queued else self._under_way

    @property
    def is_idle(self) -> bool:
        """Whether nothing is queued or on its way."""
        return not self._queue and self._under_way is None

    def command(self, key: str) -> None:
        """Queue a command behind the scans that were made before it; ``commanded`` tells when it is its turn."""
        self._queue.append(key)
        self._work()

    def complete(self, *, batch: str = "", expiry: date | None = None, reason: str = "") -> None:
        """Send the asked scan again with what the box does not say, or the rule wants to know."""
        if self._asked is not None:
            kept, self._asked = self._asked.completed(batch=batch, expiry=expiry, reason=reason), None
            self._send(kept)

    def put_aside(self) -> KeptScan | None:
        """Leave the asked scan uncounted, and go on with those behind it."""
        kept, self._asked = self._asked, None
        if kept is not None:
            self.drop(kept, "put aside: what the box does not say was not known")
            self._work()
        return kept

    def take_back(self) -> KeptScan | None:
        """Withdraw the newest scan of this receipt or order if it still waits; None if the books have it already."""
        newest = self._queue[-1] if self._queue else None
        if not isinstance(newest, KeptScan) or newest.circumstance.record_id != self.record_id:
            return None
        self._queue.pop()
        self.drop(newest, "taken back before it was counted")
        self.waiting_changed.emit()
        return newest

    def used(self, kept: KeptScan) -> None:
        """The scan has done its work (an order's number, a counted article): the spool may forget it."""
        self._desk.run(self, self._spool.done, kept.scan.nonce).otherwise(self.trouble.emit)

    def drop(self, kept: KeptScan, reason: str) -> None:
        """The scan will not be counted, for *reason* (English, for the record)."""
        self._desk.run(self, self._spool.refused, kept.scan.nonce, reason).otherwise(self.trouble.emit)

    @property
    def asked_for(self) -> Literal["batch", "expiry", "reason"] | None:
        """What the clerk is asked for; None if nothing is."""
        return None if self._asked is None else self._asked_for

    def _arrive(self, kept: KeptScan) -> None:
        self.arrived.emit(kept)
        if self.asked_for == "batch" and (batch := _batch_beside(kept)):
            # The second symbol of the same label says what was asked for.
            self.used(kept)
            self.complete(batch=batch)
            return
        self._queue.append(kept)
        self._work()

    def _work(self) -> None:
        while self._queue and self._under_way is None and self._asked is None:
            head = self._queue.popleft()
            if isinstance(head, str):
                self.commanded.emit(head)
            elif head.circumstance.record_id is None:
                self.loose.emit(head)
            else:
                self._send(head)
        self.waiting_changed.emit()

    def _send(self, kept: KeptScan) -> None:
        self._under_way = kept
        known = kept.circumstance
        ticket = self.books.take(self._desk, self, kept, self._places.get(known.record_id or 0, known.place_id))
        ticket.then(partial(self._answer, kept)).otherwise(partial(self._fail, kept)).anyway(partial(self._after, kept))

    def _answer(self, kept: KeptScan, result: ScanResult) -> None:
        self._under_way = None
        record = kept.circumstance.record_id
        if result.ask is not None and record == self.record_id:
            self._asked, self._asked_for = kept, result.ask
        elif result.ask is not None:
            self._park(kept)
        elif result.good:
            self.used(kept)
        else:
            self.drop(kept, result.word.said("en"))
        if result.place_id is not None and record is not None:
            self._places[record] = result.place_id
            if record == self.record_id:
                self.scanners.set_place(result.place_id)
        self.answered.emit(kept, result)

    def _fail(self, kept: KeptScan, error: UserError) -> None:
        self._under_way = None
        if isinstance(error, Conflict) and kept.tries < TRIES:
            self._queue.appendleft(replace(kept, tries=kept.tries + 1))
            return
        if isinstance(error, LATER):
            self._park(kept)
        else:
            self.drop(kept, str(error))
        self.failed.emit(kept, error)

    def _after(self, kept: KeptScan) -> None:
        if self._under_way is kept:
            # A bug of ours was met: the scan stays in the spool, and the next ones are not stopped.
            self._under_way = None
            self._park(kept)
        self._work()

    def _park(self, kept: KeptScan) -> None:
        self._parked.setdefault(kept.circumstance.record_id or 0, []).append(kept)


def _batch_beside(kept: KeptScan) -> str:
    """The batch that a symbol without an article names; "" for any other scan."""
    meaning = read_code(kept.scan.code, today=kept.scan.at.date())
    return meaning.batch or "" if is_batch_alone(meaning) else ""
