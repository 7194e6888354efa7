"""A known number in a letter from an unknown address: the question above the decisions, answered by Y and N."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import link_proposals
from app.operations.intake import take_letter
from app.views.leads.rooms import NewLeadsRoom
from app.views.triage.room import TriageRoom
from tests import factories
from tests.views.triage.workstation import MORNING, Workstation, workstation

CONTROL = Qt.KeyboardModifier.ControlModifier
NUMBER, ADDRESS = "+493514829917", "k.schulz@private.example"
QUESTION = f"+49 351 4829917 is known: Helios Batterie GmbH. The address {ADDRESS} is new."


@pytest.fixture
def helios(service: Store) -> int:
    return service.write(factories.counterparty, "Helios Batterie GmbH", phones=[NUMBER])


@pytest.fixture
def letters(service: Store, people: dict[str, int], helios: int) -> list[int]:
    """Two that wait; the first asks whether it is Helios."""
    asked = factories.letter("a", name="Klaus Schulz", email=ADDRESS, phone=NUMBER, received_at=MORNING)
    other = factories.letter("b", email="x@y.example", received_at=MORNING.replace(minute=40))
    ids = [service.write(take_letter, letter).inquiry_id for letter in (asked, other)]
    return [each for each in ids if each is not None]


def asking(room: TriageRoom | NewLeadsRoom) -> str:
    strip = room.foot.proposal
    return strip.sentence.text() if strip.isVisible() else ""


def test_the_question_stands_with_its_inquiry_only(marta: Workstation, letters: list[int], qtbot: QtBot) -> None:
    room = marta.open(TriageRoom)
    assert room.list.current == letters[0]
    assert asking(room) == QUESTION
    marta.press(room, Qt.Key.Key_Down)
    assert room.list.current == letters[1]
    assert asking(room) == ""
    marta.press(room, Qt.Key.Key_Up)
    assert asking(room) == QUESTION
    marta.press(room, Qt.Key.Key_4)
    assert asking(room) == ""
    marta.press(room, Qt.Key.Key_Escape)
    assert asking(room) == QUESTION


def test_y_links_it_and_ctrl_z_asks_again(marta: Workstation, letters: list[int], helios: int, qtbot: QtBot) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_Y)
    card = marta.card(letters[0])
    assert (card.state, card.counterparty_id) == ("linked", helios)
    assert marta.says(f"{ADDRESS} is now an address of Helios Batterie GmbH.")
    assert (room.list.current, asking(room)) == (letters[1], "")
    assert room.list.hasFocus()
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: room.list.current == letters[0] and asking(room) == QUESTION)
    assert marta.card(letters[0]).state == "new"


def test_n_leaves_the_lead_and_ctrl_z_asks_again(marta: Workstation, letters: list[int], qtbot: QtBot) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_N)
    assert marta.says(f"{ADDRESS} is not an address of Helios Batterie GmbH.")
    card = marta.card(letters[0])
    assert (card.state, card.proposal) == ("new", None)
    assert (room.list.current, asking(room)) == (letters[0], "")
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: asking(room) == QUESTION)
    marta.press(room, Qt.Key.Key_2)
    assert marta.card(letters[0]).state == "sorted"


def test_who_was_faster_is_said(marta: Workstation, service: Store, people: dict[str, int], letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    row = marta.card(letters[0]).proposal
    assert row is not None
    service.employee_id = people["Admin"]
    service.write(link_proposals.decline, row.id, row.version)
    service.employee_id = None
    marta.press(room, Qt.Key.Key_Y)
    assert marta.says("Administrator changed this meanwhile. Nothing was saved.")
    assert asking(room) == ""
    assert marta.card(letters[0]).state == "new"


def test_a_head_is_asked_too(
    marta: Workstation, url: str, people: dict[str, int], letters: list[int], helios: int, qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_2)
    with workstation(url, marta.clock, people["Igor"], qtbot) as igor:
        leads = igor.open(NewLeadsRoom)
        assert asking(leads) == QUESTION
        igor.press(leads, Qt.Key.Key_Y)
        assert igor.card(letters[0]).counterparty_id == helios
