"""A desk over a real store for one employee, and rooms that stand in a window of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.events import AttachedFile
from app.operations import actors, triage
from app.operations.actors import Actor
from app.operations.intake import take_letter
from app.operations.triage import InquiryCard
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.triage.inbox_room import InboxRoom
from tests import factories
from tests.clock import FixedClock
from tests.views.quiet import settled

R = TypeVar("R", bound=InboxRoom)
MORNING = datetime(2026, 8, 3, 6, 30, tzinfo=UTC)
"""A Monday, 9:30 in Moscow: the first promise of the day is due at 9:00 UTC."""
LETTERS = (
    ("Claudia Brandt", "c.brandt@stadtwerke.example", "Replacement pump"),
    ("Dmitri Sokolow", "d.sokolow@uralchim.example", "Compressor for nitrogen"),
    ("Jens Albrecht", "j.albrecht@albrecht.example", "Climatic chamber"),
    ("Olga Weiss", "o.weiss@weiss.example", "Dosing of acid"),
)
LATER_LETTER = ("Ivan Petrow", "i.petrow@volga.example", "Подбор насоса")


@dataclass
class Workstation:
    """One person's desk."""

    store: Store
    desk: Desk
    me: Actor
    clock: FixedClock
    qtbot: QtBot
    messages: Messages = field(default_factory=Messages)

    def open(self, kind: Callable[..., R], size: tuple[int, int] = (1240, 820)) -> R:
        """A room of *kind* in a window of its own, loaded."""
        room = kind(self.desk, self.messages, self.me, clock=self.clock)
        self.qtbot.addWidget(room)
        room.resize(*size)
        room.show()
        self.qtbot.waitUntil(room.isActiveWindow)
        room.setFocus()
        self.settle()
        return room

    def settle(self) -> None:
        """Wait until every answer and every piece of news has come."""
        settled(self.desk, self.qtbot)

    def press(self, room: InboxRoom, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys where the keyboard is, and wait for what they bring."""
        for key in keys:
            QTest.keyClick(room.window().focusWidget(), key, modifier)
        self.settle()

    def says(self, part: str) -> bool:
        """Whether the message bar says *part*."""
        return part in self.messages.bar.sentence

    def card(self, inquiry_id: int) -> InquiryCard:
        """The inquiry as the books have it."""
        return self.store.read(triage.card, inquiry_id)


@contextmanager
def workstation(url: str, clock: FixedClock, employee_id: int, qtbot: QtBot) -> Iterator[Workstation]:
    """A desk for one employee; nothing may crash in the background."""
    store = Store(url, clock=clock, employee_id=employee_id)
    desk = Desk(store, retry_after=10)
    store.announce = desk.hear_all
    crashes: list[Exception] = []
    desk.crashed.connect(crashes.append)
    try:
        yield Workstation(store, desk, store.read(actors.actor), clock, qtbot)
    finally:
        assert desk.stop()
        store.close()
    assert not crashes


def receive(
    store: Store, place: int, *, files: tuple[AttachedFile, ...] = (), source: str = "letter", text: str = ""
) -> int:
    """The id of the inquiry that a letter of LETTERS made."""
    name, email, subject = (*LETTERS, LATER_LETTER)[place]
    letter = factories.letter(
        f"{place}@client.example",
        name=name,
        email=email,
        subject=subject,
        source=source,
        text=text or "Please send a quotation.",
        attachments=files,
        received_at=MORNING + timedelta(minutes=place),
    )
    inquiry_id = store.write(take_letter, letter).inquiry_id
    assert inquiry_id is not None
    return inquiry_id
