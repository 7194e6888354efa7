"""A keyboard scanner, caught before any field or button sees it: a scan belongs to the screen, not to the focus [C1, C5].

Keys are withheld for some 30 ms. If a whole code follows, they are gone; if not, they are given back in their order. Every
event is judged at one level only: at the window for what the system sends, at its first receiver for what is sent by hand.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

from app.errors import DeviceTrouble
from app.events import Scan

_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
_GRACE_MS = 5
_RETRY_SECONDS = 2.0

_NAMES: dict[int, str] = {
    Qt.Key.Key_Shift: "modifier",
    Qt.Key.Key_Control: "modifier",
    Qt.Key.Key_Meta: "modifier",
    Qt.Key.Key_AltGr: "modifier",
    Qt.Key.Key_CapsLock: "modifier",
    Qt.Key.Key_NumLock: "modifier",
    Qt.Key.Key_Alt: "alt",
    Qt.Key.Key_Return: "suffix",
    Qt.Key.Key_Enter: "suffix",
    Qt.Key.Key_Tab: "suffix",
    Qt.Key.Key_F8: "separator",
}


@dataclass(frozen=True, slots=True)
class PressedKey:
    """A key's press or release in plain values, for the judge."""

    scan_code: int
    virtual_key: int
    text: str
    shift: bool
    control: bool
    alt: bool
    pressed_at_ms: int
    name: str


class BurstReader(Protocol):
    """The judge: ``app.devices.keyboard.KeyboardReader``, handed in by the one who builds the windows."""

    @property
    def pause_ms(self) -> int: ...
    @property
    def holding(self) -> bool: ...
    def would_hold(self, stroke: PressedKey, /) -> bool: ...
    def pressed(self, stroke: PressedKey, /) -> str: ...
    def released(self, stroke: PressedKey, /) -> str: ...
    def expired(self) -> str: ...
    def taken(self) -> Scan | None: ...
    def forget(self) -> None: ...


class KeyboardScanner(QObject):
    """A :class:`~app.events.ScanSource` over the keyboard of this application. Use it on the window's thread.

    ``scanned`` is called on a thread of its own, one scan after the other; if it raises DeviceTrouble the scan is offered
    again until it is kept.
    """

    def __init__(self, reader: BurstReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._held: list[tuple[QObject, QEvent]] = []
        self._returning: set[int] = set()
        self._passed: tuple[int, QObject | None] = (0, None)
        self._raw = False
        self._last_chance = False
        self._pool: ThreadPoolExecutor | None = None
        self._stopping = Event()
        self._scanned: Callable[[Scan], None] | None = None
        self._state: Callable[[bool, str], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pause_over)

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        """Begin to catch scans in every window of this application."""
        self._scanned, self._state = scanned, state
        self._stopping.clear()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keyboard scanner")
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        state(True, "")

    def stop(self) -> None:
        """Leave the keyboard alone again; what is withheld goes back, what was scanned is handed over first."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._reader.forget()
        self._give_back()
        self._stopping.set()
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def take_dead_keys(self, raw: bool) -> None:
        """In the mode of scanning (*raw*), keep input methods away: else ``^`` and ````` of a German layout never arrive."""
        self._raw = raw
        QApplication.inputMethod().reset()
        QApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Judge keys; swallow what belongs to a scan."""
        kind = event.type()
        if kind in _KEYS and isinstance(event, QKeyEvent):
            return self._is_first_sight(watched, event) and self._judge(watched, event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            if not self._reader.holding or _address(event) in self._returning:
                return False
            self._held.append((watched, event.clone()))
            return True
        return self._raw and isinstance(event, QInputMethodQueryEvent) and _denies_input_method(event)

    def _is_first_sight(self, watched: QObject, event: QKeyEvent) -> bool:
        address = _address(event)
        if address in self._returning:
            return False
        if not watched.isWindowType():
            if event.spontaneous() or (self._returning and event.type() == QEvent.Type.ShortcutOverride):
                return False
            known, receiver = self._passed
            if known == address and receiver is not None and Shiboken.isValid(receiver) and _is_above(watched, receiver):
                self._passed = (address, watched)
                return False
        self._passed = (address, watched)
        return True

    def _judge(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether the event is swallowed (for now)."""
        stroke = _stroke(event)
        if event.isAutoRepeat():
            if self._reader.holding:
                self._reader.forget()
                self._give_back()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            if self._reader.would_hold(stroke):
                event.accept()
                return True
            if self._reader.holding:
                self._reader.forget()
                self._give_back()
            return False
        verdict = self._reader.pressed(stroke) if event.type() == QEvent.Type.KeyPress else self._reader.released(stroke)
        return self._obey(verdict, watched, event)

    def _obey(self, verdict: str, watched: QObject, event: QKeyEvent) -> bool:
        if verdict == "code":
            self._swallow()
            return True
        if verdict == "give back, pass":
            self._held.append((watched, event.clone()))
            self._give_back()
            return True
        if verdict == "give back, hold":
            self._give_back()
        if verdict.endswith("hold"):
            self._held.append((watched, event.clone()))
            self._last_chance = False
            self._timer.start(self._reader.pause_ms + _GRACE_MS)
            return True
        return False

    def _swallow(self) -> None:
        self._held.clear()
        self._timer.stop()
        scan = self._reader.taken()
        if scan is not None and self._pool is not None:
            self._pool.submit(self._hand_over, scan)

    def _hand_over(self, scan: Scan) -> None:
        if self._scanned is None or self._state is None:
            return
        in_trouble = False
        while True:
            try:
                self._scanned(scan)
            except DeviceTrouble as trouble:
                in_trouble = True
                self._state(False, trouble.said())
                if self._stopping.wait(_RETRY_SECONDS):
                    return
            else:
                if in_trouble:
                    self._state(True, "")
                return

    def _pause_over(self) -> None:
        """Nothing came in time. If the program itself was late, keys may wait behind this: look once more."""
        if not self._last_chance:
            self._last_chance = True
            self._timer.start(0)
            return
        if self._reader.expired() == "code":
            self._swallow()
        else:
            self._give_back()

    def _give_back(self) -> None:
        """Send what was withheld where it was going, as if it had come now.

        For an event that is sent by hand Qt looks up shortcuts again, on the way to the widget.
        """
        self._timer.stop()
        held, self._held = self._held, []
        for receiver, event in held:
            if not Shiboken.isValid(receiver):
                continue
            address = _address(event)
            self._returning.add(address)
            try:
                QCoreApplication.sendEvent(receiver, event)
            finally:
                self._returning.discard(address)


def _denies_input_method(query: QInputMethodQueryEvent) -> bool:
    """Answer that whoever has the focus wants no input method, if that is asked."""
    if not query.queries() & Qt.InputMethodQuery.ImEnabled:
        return False
    query.setValue(Qt.InputMethodQuery.ImEnabled, False)
    query.accept()
    return True


def _address(event: QEvent) -> int:
    return int(Shiboken.getCppPointer(event)[0])


def _is_above(watched: QObject, receiver: QObject) -> bool:
    """Whether Qt brings an event on from *receiver* to *watched*: from a window into it, or from a widget to its parent."""
    if receiver.isWindowType():
        return True
    if watched is receiver or not isinstance(watched, QWidget) or not isinstance(receiver, QWidget):
        return False
    return watched.isAncestorOf(receiver)


def _stroke(event: QKeyEvent) -> PressedKey:
    modifiers = event.modifiers()
    return PressedKey(
        scan_code=event.nativeScanCode(),
        virtual_key=event.nativeVirtualKey() or event.key(),
        text=event.text(),
        shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        control=bool(modifiers & Qt.KeyboardModifier.ControlModifier),
        alt=bool(modifiers & Qt.KeyboardModifier.AltModifier),
        pressed_at_ms=event.timestamp() or time.monotonic_ns() // 1_000_000,
        name=_NAMES.get(event.key(), ""),
    )
