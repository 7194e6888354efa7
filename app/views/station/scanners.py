"""The scanners of a station, and the first step of every scan: onto the disk, in the scanner's own thread [C1]."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import DeviceTrouble
from app.events import Scan, ScanSource
from app.views.keyboard_scanner import KeyboardScanner
from app.views.station.bench_codes import command_of
from app.views.station.scan_path import Circumstance, KeptScan, Spool, Work


class Scanners(QObject):
    """Puts each scan into *spool* together with what the screen works on; only then the main thread hears of it."""

    taken = Signal(object)
    """KeptScan that is on the disk; sent on the main thread, in the order of scanning."""
    pressed = Signal(str)
    """Key of a command that was scanned from the bench card; such a scan is not kept."""
    changed = Signal()
    """A scanner got ready, or into trouble."""
    _taken = Signal(object)
    _pressed = Signal(str)
    _told = Signal(int, bool, str)

    def __init__(
        self, spool: Spool, sources: Sequence[ScanSource], parent: QObject | None = None, *, work: Work = "receive"
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._spool = spool
        self._offered = sources
        self._sources: tuple[ScanSource, ...] = ()
        self._running = False
        self._order = threading.Lock()
        self._mutex = threading.Lock()
        self._now = Circumstance(work=work)
        self._states: dict[int, tuple[bool, str]] = {}
        queued = Qt.ConnectionType.QueuedConnection
        self._taken.connect(self.taken, queued)
        self._pressed.connect(self.pressed, queued)
        self._told.connect(self._take_state, queued)

    def start(self) -> None:
        """Let the scanners report."""
        if not self._running:
            self._running = True
            # Anew each time: the person may have chosen other scanners in the settings meanwhile.
            self._sources = tuple(self._offered)
            self._states.clear()
            self.keep_dead_keys(True)
            for number, source in enumerate(self._sources):
                source.start(self._take, partial(self._tell_state, number))

    def stop(self) -> None:
        """Give the scanners back."""
        if self._running:
            self._running = False
            self.keep_dead_keys(False)
            for source in self._sources:
                source.stop()

    def keep_dead_keys(self, kept: bool) -> None:
        """While scanning, no input method may swallow signs of a keyboard scanner; while typing it must be there."""
        for source in self._sources:
            if isinstance(source, KeyboardScanner):
                source.take_dead_keys(kept)

    @property
    def trouble(self) -> str | None:
        """The sentence of a scanner in trouble, "" if all are ready, None if there is none or none has reported yet."""
        if not self._states:
            return None
        return next((sentence for ready, sentence in self._states.values() if not ready), "")

    @property
    def record_id(self) -> int | None:
        """The receipt or order that scans belong to now."""
        return self._now.record_id

    def attend(self, record_id: int | None, place_id: int | None) -> None:
        """From now on scans belong to this receipt or order, and goods are put at this place."""
        with self._mutex:
            self._now = Circumstance(record_id, place_id, work=self._work)

    def set_place(self, place_id: int) -> None:
        """From now on goods are put there."""
        with self._mutex:
            self._now = replace(self._now, place_id=place_id)

    def set_quantity(self, quantity: Decimal | None) -> None:
        """How many the next scan counts; None: one, or what its code says."""
        with self._mutex:
            self._now = replace(self._now, quantity=quantity)

    def _take(self, scan: Scan) -> None:
        """Keep a scan; the scanner offers it again if this raises DeviceTrouble."""
        key = command_of(scan.code)
        if key is not None:
            self._say(lambda: self._pressed.emit(key))
            return
        with self._order:
            with self._mutex:
                now = self._now
                self._now = replace(now, quantity=None)
            try:
                self._spool.append(scan, now.kept())
            except DeviceTrouble:
                self.set_quantity(now.quantity)
                raise
            self._say(lambda: self._taken.emit(KeptScan(scan, now)))

    def _tell_state(self, number: int, ready: bool, sentence: str) -> None:
        self._say(lambda: self._told.emit(number, ready, sentence))

    def _say(self, emit: Callable[[], object]) -> None:
        if shiboken6.isValid(self):
            emit()

    def _take_state(self, number: int, ready: bool, sentence: str) -> None:
        self._states[number] = (ready, sentence)
        self.changed.emit()
