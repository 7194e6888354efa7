"""A selling company on a real embedded database, letters in its history, and Olga who writes and reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.interactions import Attachment, Interaction, Message
from app.models.mail import BouncedAddress
from app.models.terms import CounterpartyKind, Direction, InteractionKind
from app.operations import mail_settings, settings
from app.views.desk import Desk
from app.views.letters import draft_keeper
from app.views.letters.correspondence import Correspondence
from app.views.letters.letter_view import LetterView
from app.views.letters.window import LetterWindow
from app.views.look.buttons import PlainButton
from app.views.look.key_hint import key_sequences
from app.views.messages import MessageArea, Messages
from tests import factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.views.keepsakes import Drawer
from tests.views.quiet import settled

SENDER = "d.sokolow@uralchim.example"
HTML = "<p>Good day, <b>we need</b> a pump: <a href='https://uralchim.example/list'>the list</a></p>"


def letter_in(
    session: Session,
    customer: int | None,
    *,
    html: str = "",
    text: str = "Good day, we need a pump.",
    inquiry_id: int | None = None,
    automatic: bool = False,
    files: dict[str, bytes] | None = None,
) -> int:
    """A letter in the history; its interaction."""
    raw = EmailMessage()
    raw["From"], raw["Subject"] = SENDER, "Pump for alkali"
    raw.set_content(text)
    if html:
        raw.add_alternative(html, subtype="html")
    event = Interaction(
        at=datetime(2026, 8, 3, 8, 30, tzinfo=UTC),
        kind=InteractionKind.MESSAGE,
        direction=Direction.IN,
        counterparty_id=customer,
        inquiry_id=inquiry_id,
        subject="Pump for alkali",
        text=text,
        automatic=automatic,
        automatic_reason="It says so itself (Auto-Submitted)." if automatic else "",
    )
    session.add(event)
    session.flush()
    session.add(
        Message(
            interaction_id=event.id,
            unique_key=f"<{event.id}@uralchim.example>",
            source="letter",
            origin="test",
            sender=SENDER,
            recipients=["office@kontor-demo.example"],
            references=[],
            original=text,
            raw=raw.as_bytes(),
        )
    )
    for name, data in (files or {}).items():
        mime = "image/png" if name.endswith("png") else "application/pdf"
        session.add(
            Attachment(
                interaction_id=event.id,
                name=name,
                mime=mime,
                size=len(data),
                sha256="0" * 64,
                added_at=event.at,
                data=data,
            )
        )
    session.flush()
    return event.id


def bounce(session: Session, address: str) -> None:
    """Letters to *address* came back."""
    session.add(BouncedAddress(address=address, permanent=True, at=datetime(2026, 8, 1, tzinfo=UTC)))


def act(messages: Messages) -> None:
    """Click what the bar offers."""
    (button,) = [each for each in messages.bar.findChildren(PlainButton) if not each.isHidden()]
    button.click()


@dataclass
class Writing:
    """Olga at her desk, with all letters that are open."""

    at: House
    desk: Desk
    messages: Messages
    letters: Correspondence
    drawer: Drawer
    links: list[QUrl]
    qtbot: QtBot

    def settle(self) -> None:
        """Wait until everything that was asked is answered."""
        settled(self.desk, self.qtbot)

    def open(self, kind: str, record: int = 0) -> QWidget:
        """Open something, and wait for its window."""
        known = set(self.letters.windows)
        self.letters.open(kind, record)
        self.qtbot.waitUntil(lambda: bool(set(self.letters.windows) - known))
        (window,) = set(self.letters.windows) - known
        self.qtbot.waitUntil(window.isActiveWindow)
        self.settle()
        return window

    def write(self, kind: str = "write", record: int = 0) -> LetterWindow:
        """Begin or continue a letter."""
        window = self.open(kind, record)
        assert isinstance(window, LetterWindow)
        return window

    def read(self, letter_id: int, kind: str = "letter") -> LetterView:
        """Read one."""
        window = self.open(kind, letter_id)
        assert isinstance(window, LetterView)
        return window

    def press(self, key: str) -> None:
        """Press *key* where the keyboard is."""
        place = QApplication.focusWidget()
        assert place is not None
        QTest.keySequence(place, key_sequences(key)[0])
        self.settle()

    def type(self, words: str) -> None:
        """Type *words* where the keyboard is."""
        place = QApplication.focusWidget()
        assert place is not None
        QTest.keyClicks(place, words)

    def said(self) -> str:
        """What the bar of the room says."""
        return self.messages.bar.sentence


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    made = house(store)
    store.write(settings.keep, mail_settings.SENDER, "office@kontor-demo.example")
    store.write(factories.counterparty, "Nordtherm", CounterpartyKind.CUSTOMER, emails=("einkauf@nord.example",))
    store.employee_id = made.people["Olga"]
    yield made
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(at.store)
    at.store.announce = desk.hear_all
    crashes: list[Exception] = []
    desk.crashed.connect(crashes.append)
    yield desk
    assert desk.stop()
    assert not crashes


@pytest.fixture
def writing(at: House, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writing]:
    monkeypatch.setattr(draft_keeper, "PAUSE", 60)
    messages, drawer = Messages(), Drawer()
    room = MessageArea(messages)
    qtbot.addWidget(room)
    room.show()
    links: list[QUrl] = []

    def follow(url: QUrl) -> bool:
        links.append(url)
        return True

    letters = Correspondence(desk, messages, drawer, follow)
    yield Writing(at, desk, messages, letters, drawer, links, qtbot)
    letters.close_all()
    settled(desk, qtbot)
