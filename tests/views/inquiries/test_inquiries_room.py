"""The register of inquiries by keys: what was closed is taken up again, and closed again by undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.terms import CloseReason, InquiryState
from app.operations import actors, triage
from app.views.desk import Desk
from app.views.inquiries.room import InquiriesRoom
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from tests import factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.operations.lead_desk import given, of
from tests.operations.triage_desk import NOON
from tests.views.company_desk import desk_of, show_room
from tests.views.quiet import settled


@pytest.fixture
def books(sqlite_databases: SqliteFiles) -> Iterator[Store]:
    store = Store(sqlite_databases.founded(), clock=FixedClock(NOON))
    yield store
    store.close()


@pytest.fixture
def desk(books: Store) -> Iterator[Desk]:
    with desk_of(books, "Igor") as desk:
        yield desk


def pressed(room: InquiriesRoom, desk: Desk, qtbot: QtBot, key: Qt.Key, control: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(room.window().focusWidget(), key, modifier)
    settled(desk, qtbot)


def test_a_closed_inquiry_is_taken_up_again_by_one_key(books: Store, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    people = books.write(factories.company)
    inquiry_id = given(books, people)
    books.employee_id = people["Igor"]
    messages = Messages()
    room = InquiriesRoom(desk, messages, PreferencesFile(tmp_path / "windows.ini"), books.read(actors.actor))
    show_room(room, qtbot)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: room.row is not None)
    pressed(room, desk, qtbot, Qt.Key.Key_U)
    assert messages.bar.sentence == "Only a closed inquiry can be taken up again."
    books.write(triage.close, inquiry_id, of(books, inquiry_id).version, CloseReason.NOT_OUR_GOODS)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: room.row is not None and room.row.cells["state"] == InquiryState.CLOSED)
    pressed(room, desk, qtbot, Qt.Key.Key_U)
    assert of(books, inquiry_id).state is InquiryState.ASSIGNED
    assert messages.bar.sentence == "Dmitri Sokolow is open again."
    pressed(room, desk, qtbot, Qt.Key.Key_Z, control=True)
    qtbot.waitUntil(lambda: of(books, inquiry_id).state is InquiryState.CLOSED)
