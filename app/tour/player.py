"""Plays on the real windows as a person would: sits down, presses keys, waits for what shows, looks, checks the books."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import Door, Workplace
from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.events import Document
from app.views.crash import CrashReport, CrashWatch
from app.views.garbage import MainThreadGarbage
from app.views.preferences import PreferencesFile
from app.views.room import Room

P = ParamSpec("P")
T = TypeVar("T")
W = TypeVar("W", bound=QWidget)

PATIENCE = 20_000
"""Milliseconds that something may take before the tour has failed."""
SIZE = (1440, 900)
MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}
KEY_NAMES = {"Ins": "Insert", "Del": "Delete"}


class TourFailed(UserError):
    """A step did not do what it should; the tour ends here, loudly."""


class Player:
    """One player with one database; plays one desk at a time. out: where pictures and documents go."""

    def __init__(self, settings: Settings, out: Path, *, say: Callable[[str], object]) -> None:
        self.settings = settings
        self.out = out
        self.say = say
        self.store = Store(settings.database)
        self.preferences = PreferencesFile(out / "preferences.ini")
        self.workplace: Workplace | None = None
        self.door = Door(settings)
        self._crash: CrashReport | None = None
        self.watch = CrashWatch(self._crashed, "tour")
        self.watch.install()
        self._garbage = MainThreadGarbage()
        self.pictures = 0

    def _crashed(self, report: CrashReport) -> None:
        self._crash = report

    # At the desk

    def sit(self, login: str) -> Workplace:
        """Leave the present desk and sit down at that of *login*."""
        self.leave()
        place = Workplace(self.settings, self.door.enter(login), self.preferences, self.watch)
        place.window.resize(*SIZE)
        place.window.show()
        self.workplace = place
        self.settle()
        return place

    def leave(self) -> None:
        """Stand up."""
        if self.workplace is not None:
            self.workplace.close()
            self.workplace = None
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def room(self, name: str, kind: type[W]) -> W:
        """Go to the room *name*, which is a *kind*, and wait until it shows what it has."""
        room: Room = self.place.window.go(name)
        self.settle()
        if not isinstance(room, kind):
            raise TourFailed("The room {name} is not what it should be.", name=name)
        return room

    @property
    def place(self) -> Workplace:
        """Where the player sits."""
        if self.workplace is None:
            raise TourFailed("Nobody sits at a desk.")
        return self.workplace

    def press(self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key and wait until everything that it started has ended."""
        QTest.keyClick(widget, key, modifiers)
        self.settle()

    def key(self, widget: QWidget, keys: str) -> None:
        """Press *keys* as menus write them: "Ctrl+Return", "3", "F12"."""
        *modifiers, key = keys.split("+")
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= MODIFIERS[modifier]
        widget.window().activateWindow()
        widget.setFocus()
        self.press(widget, Qt.Key[f"Key_{KEY_NAMES.get(key, key)}"], held)

    def write(self, widget: QWidget, text: str) -> None:
        """Type *text*, in any script: key events that carry their text, as an input method sends them."""
        widget.setFocus()
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    # Waiting

    def settle(self) -> None:
        """Wait until no work is under way, and what came of it is painted."""
        place = self.workplace
        if place is not None:
            # News waits a moment for more of its kind before a room loads again: wait it out, then the loading too.
            self._pause(200)
            self.until(lambda: place.desk.under_way == 0, "work in the background")
        QApplication.processEvents()
        if self._crash is not None:
            raise TourFailed("The program met a bug of its own: {text}", text=self._crash.text)

    def _pause(self, milliseconds: int) -> None:
        """Let the window and the threads behind it work for a while (``QTest.qWait`` would keep the threads waiting)."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for *condition*. Raises TourFailed naming *what* did not come."""
        loop, watch = QEventLoop(), QTimer(interval=10)
        watch.timeout.connect(loop.quit)
        watch.start()
        deadline = QDeadlineTimer(PATIENCE)
        while not condition():
            if deadline.hasExpired():
                raise TourFailed("Waited in vain for: {what}", what=what)
            loop.exec()

    # Looking and checking

    def picture(self, name: str, widget: QWidget | None = None) -> Path:
        """Save how *widget* (the main window) looks, as ``NN-name.png``."""
        self.settle()
        self.pictures += 1
        path = self.out / f"{self.pictures:02d}-{name}.png"
        shown = widget or self.place.window
        if not shown.grab().save(str(path)):
            raise TourFailed("The picture {path} cannot be written.", path=str(path))
        return path

    def keep(self, document: Document) -> Path:
        """Save a document that came of the day."""
        path = self.out / document.filename
        path.write_bytes(document.data)
        return path

    def read(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Look into the books past the windows."""
        return self.store.read(use, *args, **kwargs)

    def act(self, login: str, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do by its operation what has no window yet, as *login*."""
        store = self.door.enter(login).store
        try:
            return store.write(use, *args, **kwargs)
        finally:
            store.close()

    def check(self, truth: bool, sentence: str, **gaps: object) -> None:
        """Say *sentence* as a step that is done, or end the tour with it."""
        words = sentence.format(**gaps)
        if not truth:
            raise TourFailed("This should be so, and is not: {what}", what=words)
        self.say(words)

    def end(self) -> None:
        """Give everything back."""
        self.leave()
        self.watch.uninstall()
        self.store.close()
        self._garbage.end()


def application() -> QApplication:
    """The one QApplication of this process, made if there is none; it goes on when the last window is closed."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    return app
