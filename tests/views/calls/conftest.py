"""Olga at her desk with telephone 101: a real embedded database, a main window with rooms on paper, calls as told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.database.store import Store
from app.devices.note_journal import NoteJournal
from app.events import CallEvent
from app.language import marked
from app.models.counterparties import Counterparty
from app.models.terms import CounterpartyKind
from app.operations import calls
from app.views.calls.at_desk import CallsAtDesk
from app.views.calls.deeds import KEY_SHEET
from app.views.calls.pop_up import PopUp
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from app.views.look.key_hint import key_sequences
from app.views.messages import Messages
from app.views.room import RoomEntry
from app.views.shell.badge import Person
from app.views.shell.house import House as WindowParts
from app.views.shell.main_window import MainWindow
from tests import call_factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.views.company_desk import desk_over
from tests.views.keepsakes import Choices
from tests.views.paper_room import PaperRoom
from tests.views.quiet import settled

EXTENSION = "101"


@dataclass
class Bell:
    """Counts how often it was heard."""

    rings: int = 0

    def ring(self) -> None:
        self.rings += 1


@dataclass
class AtDesk:
    """What a test does and sees at Olga's desk."""

    at: House
    desk: Desk
    window: MainWindow
    calls: CallsAtDesk
    messages: Messages
    journal: NoteJournal
    bell: Bell
    qtbot: QtBot
    colleagues: list[int] = field(default_factory=list)

    def tell(self, event: CallEvent) -> int:
        """The intake records *event*; its interaction. The window has shown all that it asked for."""
        taken = self.at.store.write(calls.take_call, None, event)
        self.settle()
        return taken.interaction_id

    def settle(self) -> None:
        """Wait until everything that was asked is answered."""
        settled(self.desk, self.qtbot)

    @property
    def shown(self) -> list[PopUp]:
        """The pop-ups, from the bottom up."""
        return list(self.calls.stack.pop_ups)

    @property
    def only(self) -> PopUp:
        """The only pop-up."""
        (pop_up,) = self.shown
        return pop_up

    def work_elsewhere(self) -> None:
        """Work in the main window; the platform without a screen gives the keyboard to whatever was shown last."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.room.field.setFocus()

    @property
    def room(self) -> PaperRoom:
        """The room that is shown."""
        room = self.window.room(self.window.current)
        assert isinstance(room, PaperRoom)
        return room

    def press(self, key: str, at: QWidget | None = None) -> None:
        """Press *key* where the keyboard is."""
        place = at or QApplication.focusWidget() or self.window
        QTest.keySequence(place, key_sequences(key)[0])
        self.settle()

    def click(self, pop_up: PopUp, words: str) -> None:
        """Click the button that says *words*."""
        (button,) = [each for each in pop_up.buttons.buttons if each.words == words]
        button.click()
        self.settle()

    def take_back(self) -> None:
        """Click the undo of the message bar."""
        (undo,) = [each for each in self.messages.bar.findChildren(PlainButton) if each.key == "Ctrl+Z"]
        undo.click()
        self.settle()

    def said(self, pop_up: PopUp) -> list[str]:
        """Every word that can be read in *pop_up*."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        parts = [each for each in pop_up.findChildren(QWidget) if each.isVisibleTo(pop_up)]
        return [text for each in parts if callable(said := getattr(each, "text", None)) and isinstance(text := said(), str)]


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    made = house(store)
    store.write(call_factories.telephone, made.people["Olga"], EXTENSION)
    made.run(update(Counterparty).where(Counterparty.id == made.customer).values(kind=CounterpartyKind.CUSTOMER))
    yield made
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    with desk_over(at.store) as desk:
        yield desk


@pytest.fixture
def journal(tmp_path: Path) -> NoteJournal:
    return NoteJournal(tmp_path / "notes")


@pytest.fixture
def olga(at: House, desk: Desk, journal: NoteJournal, clock: FixedClock, qtbot: QtBot) -> Iterator[AtDesk]:
    messages, bell = Messages(), Bell()
    kinds = {"deals": frozenset({"counterparty", "inquiry"}), "station": frozenset[str]()}
    entries = tuple(
        RoomEntry(
            name,
            marked(name.title()),
            "tray",
            lambda: PaperRoom(desk, messages),
            kinds=kinds[name],
            whole_window=name == "station",
        )
        for name in kinds
    )
    parts = WindowParts(Person("olga", "Olga", marked("Seller")), entries, "kontor-db", more_keys=(KEY_SHEET,))
    window = MainWindow(desk, messages, Choices(), parts)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    at_desk = CallsAtDesk(desk, messages, window, journal, bell, clock)
    yield AtDesk(at, desk, window, at_desk, messages, journal, bell, qtbot)
    at_desk.close_all()
    settled(desk, qtbot)
    window.speak("en")
