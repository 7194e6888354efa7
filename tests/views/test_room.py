"""Rooms: they load when shown, wait for more news, never load under the hands, and keep the place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.events import Change
from app.views.desk import Desk
from app.views.look.rows import RowList, RowRole
from app.views.messages import Messages
from app.views.place import Place
from tests.views.paper_room import PaperRoom

NEWS = Change("inquiry", frozenset({1}))


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Iterator[PaperRoom]:
    room = PaperRoom(desk, Messages())
    qtbot.addWidget(room)
    room.show()
    qtbot.waitUntil(room.isActiveWindow)
    yield room
    room.field.clear()


def test_it_loads_when_it_is_first_shown(room: PaperRoom) -> None:
    assert room.loads == 1
    assert not room.stale


def test_many_news_make_one_load(room: PaperRoom, desk: Desk, qtbot: QtBot) -> None:
    for number in range(20):
        desk.hear(Change("inquiry", frozenset({number})))
    qtbot.waitUntil(lambda: room.stale)
    assert room.loads == 1
    qtbot.waitUntil(lambda: room.loads == 2)
    assert not room.stale


def test_other_topics_do_not_concern_it_but_a_gap_does(room: PaperRoom, desk: Desk, qtbot: QtBot) -> None:
    heard: list[Change] = []
    desk.changed.connect(heard.append)
    desk.hear(Change("batch", frozenset({1})))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert not room.stale
    desk.hear(Change("everything"))
    qtbot.waitUntil(lambda: room.loads == 2)


def test_hidden_it_waits_until_it_is_shown(room: PaperRoom, desk: Desk, qtbot: QtBot) -> None:
    other = PaperRoom(desk, Messages())
    qtbot.addWidget(other)
    other.show()
    room.hide()
    desk.hear(NEWS)
    qtbot.waitUntil(lambda: other.loads == 2)
    assert room.stale
    assert room.loads == 1
    room.show()
    qtbot.waitUntil(lambda: room.loads == 2)


def test_it_never_loads_under_the_hands(room: PaperRoom, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(room.field, "half a sentence")
    desk.hear_all([NEWS, Change("inquiry", frozenset({2, 3}))])
    qtbot.waitUntil(lambda: not room.news_bar.isHidden())
    assert room.loads == 1
    assert room.news_bar.sentence == "3 changes by others"
    QTest.keyClick(room, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert room.loads == 2
    assert room.news_bar.isHidden()
    assert room.field.text() == "half a sentence"


def test_a_letter_is_a_command_unless_a_field_has_the_keyboard(room: PaperRoom, qtbot: QtBot) -> None:
    room.setFocus()
    QTest.keyClick(room, Qt.Key.Key_R)
    assert room.replies == 1
    room.field.setFocus()
    QTest.keyClick(room.field, Qt.Key.Key_R)
    assert room.replies == 1
    assert room.field.text() == "r"


def test_commands_are_declared_with_words_and_keys(room: PaperRoom) -> None:
    assert [(action.text(), key) for action, key in room.commands] == [("Reply", "R")]
    assert [key.toString() for key in room.commands[0][0].shortcuts()] == ["R", "К"]


def test_a_language_change_reaches_the_room(room: PaperRoom) -> None:
    room.said = ""
    QApplication.sendEvent(room, QEvent(QEvent.Type.LanguageChange))
    assert room.said == "Triage"


def test_the_card_stands_beside_in_a_wide_room_and_over_it_on_space_in_a_narrow_one(desk: Desk, qtbot: QtBot) -> None:
    room = PaperRoom(desk, Messages(), with_card=True)
    qtbot.addWidget(room)
    card = room.card
    assert card is not None
    room.resize(1400, 700)
    room.show()
    qtbot.waitUntil(room.isActiveWindow)
    assert card.isVisible()
    assert room.body.width() <= 1400 - card.width()
    room.resize(1224, 700)
    qtbot.waitUntil(lambda: not card.isVisible())
    room.setFocus()
    QTest.keyClick(room, Qt.Key.Key_Space)
    assert card.isVisible()
    assert card.geometry().right() == room.rect().right()
    assert room.body.width() == 1224
    QTest.keyClick(room, Qt.Key.Key_Space)
    assert not card.isVisible()


def fill(model: QStandardItemModel, keys: list[int]) -> None:
    model.clear()
    for key in keys:
        item = QStandardItem(f"Inquiry {key}")
        item.setData(key, RowRole.KEY)
        model.appendRow(item)


def test_the_place_in_a_list_survives_a_reload(qtbot: QtBot) -> None:
    rows, model = RowList("one"), QStandardItemModel()
    qtbot.addWidget(rows)
    rows.setModel(model)
    rows.resize(300, 200)
    rows.show()
    assert Place.of(rows, RowRole.KEY) is None
    fill(model, list(range(100)))
    rows.setCurrentIndex(model.index(50, 0))
    rows.scrollTo(model.index(53, 0))
    place = Place.of(rows, RowRole.KEY)
    assert place is not None
    fill(model, [*range(200, 210), *range(100)])
    place.restore(rows, RowRole.KEY)
    assert rows.currentIndex().data(RowRole.KEY) == 50
    assert rows.visualRect(rows.currentIndex()).top() == place.top


def test_a_vanished_row_leaves_the_person_in_its_place(qtbot: QtBot) -> None:
    rows, model = RowList("one"), QStandardItemModel()
    qtbot.addWidget(rows)
    rows.setModel(model)
    fill(model, [1, 2, 3])
    rows.setCurrentIndex(model.index(1, 0))
    place = Place.of(rows, RowRole.KEY)
    assert place is not None
    fill(model, [1, 3])
    place.restore(rows, RowRole.KEY)
    assert rows.currentIndex().data(RowRole.KEY) == 3
    fill(model, [])
    place.restore(rows, RowRole.KEY)
    assert not rows.currentIndex().isValid()
