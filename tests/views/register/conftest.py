"""A room around the register of inquiries, over real books with a long list in them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Employee
from app.models.inquiries import Inquiry
from app.models.terms import Channel, InquiryState, Source
from app.operations.actors import Actor, employee
from app.operations.register_spec import Shown
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.register.room import RegisterRoom
from tests.views.quiet import settled

BEGIN = datetime(2026, 11, 2, 6, tzinfo=UTC)
MANY = 2_600


class AskedRoom(RegisterRoom):
    name: ClassVar[str] = "asked"
    title: ClassVar[str] = "Inquiries"
    register_name: ClassVar[str] = "inquiries"
    topics: ClassVar[frozenset[str]] = frozenset({"inquiry"})


def inquiries(session: Session, first: int, last: int) -> None:
    """Inquiries by number, each a minute later than the one before; every tenth by letter."""
    rows = [
        {
            "version": 1,
            "number": f"R-2026-{number:04}",
            "received_at": BEGIN + timedelta(minutes=number),
            "channel": Channel.EMAIL,
            "source": Source.LETTER if number % 10 == 0 else Source.SITE_FORM,
            "subject": f"Pump {number}",
            "state": InquiryState.NEW,
        }
        for number in range(first, last + 1)
    ]
    session.execute(insert(Inquiry), rows)


@pytest.fixture
def person(fresh_store: Store) -> Actor:
    found = fresh_store.read(lambda session: employee(session, session.scalars(select(Employee.id)).first() or 0))
    fresh_store.employee_id = found.id
    return found


@pytest.fixture
def asked_desk(fresh_store: Store) -> Iterator[Desk]:
    desk = Desk(fresh_store)
    fresh_store.announce = desk.hear_all
    yield desk
    assert desk.stop()


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / "choices.ini", "olga")


@pytest.fixture
def make_room(asked_desk: Desk, person: Actor, preferences: PreferencesFile, qtbot: QtBot) -> "Make":
    return Make(asked_desk, person, preferences, qtbot)


class Make:
    """Builds the room and waits until nothing is asked any more."""

    def __init__(self, desk: Desk, person: Actor, preferences: PreferencesFile, qtbot: QtBot) -> None:
        self._desk, self._person, self._preferences, self._qtbot = desk, person, preferences, qtbot
        self.messages = Messages()

    def __call__(self) -> AskedRoom:
        room = AskedRoom(self._desk, self.messages, self._preferences, self._person)
        self._qtbot.addWidget(room)
        room.resize(1200, 700)
        room.show()
        room.view.table.setFocus()
        self.settle(room)
        return room

    def settle(self, room: AskedRoom) -> None:
        """Wait until the room shows all that it asked for."""
        settled(self._desk, self._qtbot, lambda: room.stale)


def told(room: AskedRoom) -> list[str]:
    """The numbers in the rows that are held."""
    model = room.view.model
    return [str(model.index(line, 0).data()).removeprefix("R-2026-") for line in range(model.rowCount())]


ALL = Shown("inquiries")
