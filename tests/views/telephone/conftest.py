"""A selling company on a real embedded database, some calls of this morning, and the room of calls in a window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.call_terms import LegOutcome
from app.models.terms import CallOutcome, Direction
from app.operations.actors import employee
from app.views.desk import Desk
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.telephone.number_link import NumberLink
from app.views.telephone.room import TelephoneRoom
from tests import call_factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import PHONE, House, house
from tests.views.company_desk import desk_over
from tests.views.keepsakes import Choices, Drawer
from tests.views.quiet import settled

STRANGER = "+78435550117"


@dataclass
class Desktop:
    """Somebody's room of calls, driven by keys."""

    at: House
    desk: Desk
    room: TelephoneRoom
    messages: Messages
    qtbot: QtBot
    calls: dict[str, int] = field(default_factory=dict)

    def settle(self) -> None:
        """Wait until the room shows all that it asked for."""
        settled(self.desk, self.qtbot, lambda: self.room.stale)

    def press(self, *keys: Qt.Key) -> None:
        """Press keys where the keyboard is."""
        for key in keys:
            QTest.keyClick(self.room.window().focusWidget(), key)
            self.settle()

    def choose(self, name: str) -> None:
        """Select one of the calls by its name in the tests."""
        self.room.view.select(self.calls[name])
        self.settle()

    def rows(self) -> list[str]:
        """Who stands in the list, from the top."""
        model = self.room.view.model
        place = next(at for at, column in enumerate(model.columns) if column.key == "name")
        return [str(model.index(line, place).data()) for line in range(model.rowCount())]

    def words(self, widget: QWidget | None = None) -> list[str]:
        """What the card says."""
        part = widget or self.room.card
        labels = [each.text() for each in part.findChildren(Label) if each.isVisible()]
        return labels + [each.text() for each in part.findChildren(NumberLink) if each.isVisible()]


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    yield house(store)
    store.close()


@pytest.fixture
def calls(at: House) -> dict[str, int]:
    """Of this morning: a customer who was handed over, a stranger who was missed, a withheld number, an earlier call."""

    def make(session: Session) -> dict[str, int]:
        call_factories.telephone(session, at.people["Olga"], "204")
        call_factories.telephone(session, at.people["Pavel"], "205")
        begun = at.store.clock() - timedelta(minutes=50)
        found = {
            "earlier": call_factories.call(
                session,
                PHONE,
                outcome=CallOutcome.ANSWERED,
                at=begun - timedelta(minutes=10),
                talked=60,
                counterparty_id=at.customer,
                employee_id=at.people["Olga"],
                text="Asked for the price list",
            ),
            "customer": call_factories.call(
                session,
                PHONE,
                outcome=CallOutcome.ANSWERED,
                at=begun,
                rang=8,
                talked=192,
                counterparty_id=at.customer,
                employee_id=at.people["Olga"],
            ),
            "stranger": call_factories.call(
                session, STRANGER, outcome=CallOutcome.MISSED, at=begun + timedelta(minutes=5), caller_name="Fabrik Nord"
            ),
            "withheld": call_factories.call(
                session, None, outcome=CallOutcome.ABANDONED, at=begun + timedelta(minutes=6), rang=30
            ),
            "internal": call_factories.call(
                session, None, direction=Direction.INTERNAL, outcome=CallOutcome.ANSWERED, at=begun, talked=20
            ),
        }
        first, second = begun + timedelta(seconds=8), begun + timedelta(seconds=80)
        call_factories.leg(
            session,
            found["customer"],
            "205",
            LegOutcome.ANSWERED,
            rang_at=begun,
            answered_at=first,
            ended_at=first + timedelta(seconds=60),
        )
        call_factories.leg(
            session,
            found["customer"],
            "204",
            LegOutcome.ANSWERED,
            rang_at=second - timedelta(seconds=5),
            answered_at=second,
            ended_at=second + timedelta(seconds=120),
        )
        return found

    return at.store.write(make)


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    with desk_over(at.store) as desk:
        yield desk


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def enter(
    at: House, calls: dict[str, int], desk: Desk, choices: Choices, clock: FixedClock, qtbot: QtBot
) -> Callable[..., Desktop]:
    """Open the room as somebody, and wait until it shows what it asked for."""

    def open_room(name: str = "Olga", width: int = 1384, height: int = 824) -> Desktop:
        at.store.employee_id = at.people[name]
        who = at.store.read(employee, at.people[name])
        messages = Messages()
        room = TelephoneRoom(desk, messages, choices, who, Drawer(), clock=clock)
        qtbot.addWidget(room)
        room.resize(width, height)
        room.show()
        qtbot.waitUntil(room.isActiveWindow)
        room.setFocus()
        desktop = Desktop(at, desk, room, messages, qtbot, calls)
        desktop.settle()
        return desktop

    return open_room
