"""Ready texts by keyboard: written, changed with a gap put in, refused with a wrong gap, offered no longer and again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import letter_texts
from app.operations.letter_texts import TextEntry, TextRow
from app.views.desk import Desk
from app.views.letter_texts.room import LetterTextsRoom
from app.views.messages import Messages
from tests.views.company_desk import desk_of, show_room
from tests.views.quiet import settled

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

CONTROL = Qt.KeyboardModifier.ControlModifier
THANKS = TextEntry("Thanks", "en", "Dear {name},\nthank you for your inquiry {inquiry}.")


class Writing:
    """A head in the room of ready texts."""

    def __init__(self, store: Store, desk: Desk, qtbot: QtBot) -> None:
        self.store, self.desk, self.qtbot = store, desk, qtbot
        self.messages = Messages()
        self.room = LetterTextsRoom(desk, self.messages)
        show_room(self.room, qtbot)
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot, lambda: self.room.stale and not self.room.has_unsaved_edits())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.room.window().focusWidget(), key, modifier)
        self.settle()

    def type(self, words: str) -> None:
        QTest.keyClicks(self.room.window().focusWidget(), words)

    def kept(self) -> tuple[TextRow, ...]:
        return self.store.read(letter_texts.texts)


@pytest.fixture
def desk(fresh_store: Store) -> Iterator[Desk]:
    with desk_of(fresh_store, "Igor") as desk:
        yield desk


@pytest.fixture
def empty(fresh_store: Store, desk: Desk, qtbot: QtBot) -> Writing:
    return Writing(fresh_store, desk, qtbot)


@pytest.fixture
def writing(fresh_store: Store, desk: Desk, qtbot: QtBot) -> Writing:
    fresh_store.write(letter_texts.add, THANKS)
    return Writing(fresh_store, desk, qtbot)


def test_a_text_is_written_and_kept_by_keyboard(empty: Writing) -> None:
    before = len(empty.kept())
    empty.press(Qt.Key.Key_N)
    empty.type("Reminder of the trial run")
    empty.room.editor.body.setFocus()
    empty.type("Dear ")
    empty.room.editor.put_gap("name")
    empty.type(", how did it go?")
    empty.press(Qt.Key.Key_Return, CONTROL)
    assert len(empty.kept()) == before + 1
    assert empty.room.row is not None
    assert empty.room.row.body == "Dear {name}, how did it go?"
    assert "is kept" in empty.messages.bar.sentence


def test_without_words_nothing_is_kept(empty: Writing) -> None:
    before = len(empty.kept())
    empty.press(Qt.Key.Key_N)
    empty.type("Only a name")
    empty.press(Qt.Key.Key_Return, CONTROL)
    assert empty.room.editor.body.error == "Fill this in."
    assert len(empty.kept()) == before


def test_a_gap_that_nobody_can_fill_is_refused_and_what_is_typed_stays(writing: Writing) -> None:
    chosen = next(at for at, row in enumerate(writing.room.texts.rows) if row.name == "Thanks")
    writing.room.table.setCurrentIndex(writing.room.texts.index(chosen, 0))
    writing.press(Qt.Key.Key_Return)
    writing.type("{weather}")
    writing.press(Qt.Key.Key_Return, CONTROL)
    assert "Kontor cannot fill {weather}" in writing.messages.bar.sentence
    assert "{weather}" in writing.room.editor.body.value()
    assert writing.room.has_unsaved_edits()
    writing.press(Qt.Key.Key_Escape)
    assert not writing.room.has_unsaved_edits()
    assert writing.room.editor.body.value() == THANKS.body


def test_a_text_is_offered_no_longer_and_again(writing: Writing) -> None:
    chosen = next(at for at, row in enumerate(writing.room.texts.rows) if row.name == "Thanks")
    writing.room.table.setCurrentIndex(writing.room.texts.index(chosen, 0))
    writing.press(Qt.Key.Key_Delete)
    assert not next(row for row in writing.kept() if row.name == "Thanks").active
    writing.messages.bar._quiet.click()
    writing.settle()
    assert next(row for row in writing.kept() if row.name == "Thanks").active


def test_what_a_colleague_changed_meanwhile_is_compared(writing: Writing) -> None:
    row = next(row for row in writing.room.texts.rows if row.name == "Thanks")
    writing.room.table.setCurrentIndex(writing.room.texts.index(writing.room.texts.rows.index(row), 0))
    writing.press(Qt.Key.Key_Return)
    writing.type("Mine ")
    writing.store.write(letter_texts.change, row.id, row.version, TextEntry("Thanks", "en", "Theirs"))
    writing.press(Qt.Key.Key_Return, CONTROL)
    assert next(each for each in writing.kept() if each.name == "Thanks").body == "Theirs"
    assert "Mine" in writing.room.editor.body.value()
