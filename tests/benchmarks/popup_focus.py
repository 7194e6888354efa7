"""Does a pop-up leave the keyboard where it is? ``python -m tests.benchmarks.popup_focus PICTURE.png``, a check by hand.

Needs Xvfb, openbox, xdotool and xterm (Debian: ``apt-get install xvfb openbox xdotool xterm``): a real window manager
decides about the keyboard, and the platform without a screen that the tests use has none. Somebody types in a terminal
while a call rings at Anna's desk; every character has to arrive in the terminal, and the pop-up has to be there. Then a
click into the note gives it the keyboard, and what is typed there has to be in the books.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.database.store import Store
from app.events import CallEvent, CallLegFact
from app.models.calls import CallNote
from app.models.company import Employee
from app.opening import make_ready
from app.operations import calls, demo

T = TypeVar("T")

PROGRAMS = ("Xvfb", "openbox", "xdotool", "xterm")
LOGIN = "anna.krueger"
TYPED = "the quick brown fox jumps over the lazy dog and goes on typing while somebody calls " * 2
NOTE = "calls again at four"
PATIENCE_SECONDS = 60
SIZE = (1440, 900)
GRAB = """import sys
from PySide6.QtGui import QGuiApplication
QGuiApplication([]).primaryScreen().grabWindow(0).save(sys.argv[1])
"""
NOTE_ABOVE = 74
"""Px from the lower edge of the pop-up to the middle of the empty note of somebody new: a row of buttons is below it."""


def main(picture: str) -> int:
    """Run the check, say what was seen, and whether all was well by the exit code."""
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        print(f"This check needs {', '.join(missing)}.")
        return 2
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        display = stack.enter_context(_screen())
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "KONTOR_FOLDER": str(home)}
        store = _company(home)
        stack.callback(store.close)
        stack.enter_context(_started(["openbox"], environment))
        kontor = [sys.executable, "main.py", "--demo", "--as", LOGIN]
        stack.enter_context(_started(kontor, environment))
        _until(lambda: _windows(environment, "Kontor"), "Kontor's window")
        typed = home / "typed.txt"
        terminal = ["xterm", "-T", "elsewhere", "-geometry", "80x20+20+20", "-e", f"stty -echo; cat > {typed}"]
        stack.enter_context(_started(terminal, environment))
        (elsewhere,) = _until(lambda: _windows(environment, "elsewhere"), "the terminal")
        _tell(environment, "windowactivate", "--sync", elsewhere)
        return _check(environment, store, elsewhere, typed, picture)


def _check(environment: dict[str, str], store: Store, elsewhere: str, typed: Path, picture: str) -> int:
    typing = ["xdotool", "type", "--delay", "25", TYPED + "\n"]
    with _started(typing, environment) as hands:
        _until(typed.exists, "the first characters")
        rang = time.monotonic()
        interaction = store.write(calls.take_call, None, _ring(store)).interaction_id
        (pop_up, *_) = _until(lambda: _windows(environment, "Call, "), "the pop-up")
        shown = time.monotonic() - rang
        kept = _tell(environment, "getactivewindow").strip() == elsewhere
        hands.wait(PATIENCE_SECONDS)
    _tell(environment, "key", "ctrl+d")
    _until(lambda: typed.read_text().endswith("\n"), "the end of typing")
    arrived = typed.read_text() == TYPED + "\n"
    print(f"pop-up seen by the window manager after {shown * 1000:.0f} ms (xdotool looks every few of them)")
    print(f"the other window kept the keyboard: {kept}; all {len(TYPED)} characters arrived there: {arrived}")
    subprocess.run([sys.executable, "-c", GRAB, picture], env=environment, check=True)
    noted = _note(environment, store, interaction, pop_up)
    print(f"after a click into the note it was typed there, and is in the books: {noted}")
    return 0 if kept and arrived and noted else 1


def _note(environment: dict[str, str], store: Store, interaction: int, pop_up: str) -> bool:
    """Click into the note, and type."""
    geometry = dict(line.split("=") for line in _tell(environment, "getwindowgeometry", "--shell", pop_up).split())
    spot = (int(geometry["X"]) + 150, int(geometry["Y"]) + int(geometry["HEIGHT"]) - NOTE_ABOVE)
    _tell(environment, "mousemove", str(spot[0]), str(spot[1]), "click", "1")
    _until(lambda: _tell(environment, "getactivewindow").strip() == pop_up, "the keyboard in the pop-up")
    _tell(environment, "type", "--delay", "25", NOTE)
    return _until(lambda: store.read(_noted, interaction) == NOTE, "the note in the books")


def _noted(session: Session, interaction: int) -> str:
    return session.scalar(select(CallNote.text).where(CallNote.interaction_id == interaction)) or ""


def _ring(store: Store) -> CallEvent:
    extension = store.read(lambda session: session.scalar(select(Employee.extension).where(Employee.login == LOGIN)))
    begun = datetime.now(UTC)
    leg = CallLegFact(extension or "", begun)
    return CallEvent("focus.1", "in", "+73517999123", "83517999123", leg.extension, begun, legs=(leg,))


def _company(home: Path) -> Store:
    url = Settings(folder=str(home)).demo_database
    make_ready(url)
    store = Store(url)
    demo.fill(store, "small", 1)
    return store


@contextmanager
def _screen() -> Iterator[str]:
    reading, writing = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


def _windows(environment: dict[str, str], name: str) -> list[str]:
    command = ["xdotool", "search", "--onlyvisible", "--name", name]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout.split()


def _tell(environment: dict[str, str], *words: str) -> str:
    return subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=True).stdout


def _until(look: Callable[[], T], what: str) -> T:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come")
    return found


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ("popup.png",)))
