"""The room of templates by keyboard: mark, try, save, take back; letters and editions of long lists."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.inquiries import Inquiry
from app.operations import letter_samples, letter_templates
from app.operations.intake import take_letter
from app.views.desk import Desk
from app.views.letter_templates.room import LetterTemplatesRoom
from app.views.letter_templates.sender_list import confidence_words
from app.views.look.buttons import PlainButton
from app.views.look.numbers import percent
from app.views.look.rows import RowRole
from app.views.look.table import CellRole
from app.views.messages import Messages
from app.views.shell.tongue import speak
from tests import factories
from tests.letter_layouts import FORM, SENDER, TAUGHT, form
from tests.views.company_desk import desk_of, show_room
from tests.views.quiet import settled

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
PEOPLE = ("Кира Ланг", "Пётр Ёлкин 🙂", "Анна Штерн")


def came(store: Store, key: str, original: str, sender: str = SENDER) -> None:
    letter = factories.letter(key, name="Site", email="", subject=f"Заявка {key}", language="ru")
    store.write(take_letter, replace(letter, sender=sender, original=original))


def names_of_inquiries(session: Session) -> list[str]:
    return list(session.scalars(select(Inquiry.name).order_by(Inquiry.id)))


@pytest.fixture
def desk_of_admin(fresh_store: Store) -> Iterator[Desk]:
    with desk_of(fresh_store, "Admin") as desk:
        yield desk


class Teaching:
    """The administrator in the room of templates."""

    def __init__(self, store: Store, desk: Desk, qtbot: QtBot) -> None:
        self.store, self.desk, self.qtbot = store, desk, qtbot
        self.messages = Messages()
        self.room = LetterTemplatesRoom(desk, self.messages)
        show_room(self.room, qtbot)
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot)

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        for key in keys:
            QTest.keyClick(self.room.window().focusWidget(), key, modifier)
            self.settle()

    def select(self, words: str) -> None:
        """Select *words* of the letter in sight."""
        text = self.room.text
        start = text.toPlainText().index(words)
        begin = len(text.toPlainText()[:start].encode("utf-16-le")) // 2
        cursor = text.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(begin + len(words.encode("utf-16-le")) // 2, QTextCursor.MoveMode.KeepAnchor)
        text.setTextCursor(cursor)

    def mark(self, key: Qt.Key, words: str) -> None:
        self.select(words)
        self.press(key)

    def mark_all(self) -> None:
        for key, field in zip((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5), TAUGHT, strict=True):
            self.mark(key, TAUGHT[field])

    def shown(self, field: str) -> str:
        return self.room.card.lines[field].value.text()

    def names(self) -> list[str]:
        return self.store.read(names_of_inquiries)

    def in_use(self) -> list[int]:
        rows = self.store.read(letter_templates.editions, SENDER)
        return [row.edition for row in rows if row.active]


@pytest.fixture
def teaching(fresh_store: Store, desk_of_admin: Desk, qtbot: QtBot) -> Teaching:
    came(fresh_store, "report", "Ежемесячный отчёт: 12 заявок")
    for number, name in enumerate(PEOPLE):
        came(fresh_store, f"f{number}", form(name=name, phone=f"+7 917 100-20-3{number}"))
    came(fresh_store, "taught", form())
    return Teaching(fresh_store, desk_of_admin, qtbot)


def test_marks_are_found_at_once_and_tried_by_themselves(teaching: Teaching) -> None:
    room = teaching.room
    assert room.pages.heading.text() == SENDER
    teaching.press(Qt.Key.Key_Return)
    assert room.text.hasFocus()
    teaching.mark_all()
    assert [teaching.shown(field) for field in TAUGHT] == [
        "Иван Петров",
        "+7 843 555-01-17",
        "i.petrow@zavod.example",
        "ООО «Завод»",
        "Добрый день! Нужна камера КТ-100, две штуки.",
    ]
    assert len(room.text.extraSelections()) == 5
    assert room.card.summary.text() == "All is found in 4 of 5 letters, a part in 0, nothing in 1."
    assert room.card.changes.text() == "Letters that would say something else: 4."
    teaching.press(Qt.Key.Key_Tab)
    assert room.pages.subject.text().endswith("Заявка f2")
    assert teaching.shown("name") == "Анна Штерн"
    teaching.press(Qt.Key.Key_Tab)
    assert teaching.shown("name") == "Пётр Ёлкин 🙂"
    assert room.text.extraSelections()[1].cursor.selectedText() == "+7 917 100-20-31"
    QTest.keyClick(room.text, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    teaching.settle()
    assert teaching.shown("name") == "Анна Штерн"


def test_without_a_selection_the_value_of_the_line_is_marked_and_del_takes_it_away(teaching: Teaching) -> None:
    room = teaching.room
    teaching.press(Qt.Key.Key_Return)
    teaching.select("Телефон")
    cursor = room.text.textCursor()
    cursor.clearSelection()
    room.text.setTextCursor(cursor)
    teaching.press(Qt.Key.Key_2)
    assert room.lesson.found()["phone"].value == TAUGHT["phone"]
    teaching.select("555")
    teaching.press(Qt.Key.Key_Delete)
    assert room.lesson.taught() == ()
    assert teaching.shown("phone") == "not marked"
    teaching.mark(Qt.Key.Key_1, "\n\n")
    assert teaching.messages.bar.sentence == "Select the words that are the value, then press the key of the field."


def test_what_cannot_be_right_is_said(teaching: Teaching) -> None:
    teaching.press(Qt.Key.Key_Return)
    teaching.mark(Qt.Key.Key_2, "Новая заявка с сайта")
    line = teaching.room.card.lines["phone"]
    assert line.note.text().startswith("This is no number that can be dialled")
    assert teaching.room.card.summary.text() == "All is found in 0 of 5 letters, a part in 0, nothing in 5."
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_Return, modifier=CONTROL)
    assert "nothing usable" in teaching.messages.bar.sentence
    assert teaching.in_use() == []


def test_ctrl_enter_shows_the_trial_and_saves_it_the_second_time(teaching: Teaching) -> None:
    room = teaching.room
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_Return, modifier=CONTROL)
    assert teaching.in_use() == []
    room.pages.turn_to("letter")
    teaching.mark_all()
    teaching.press(Qt.Key.Key_Return, modifier=CONTROL)
    assert room.pages.table.isVisible()
    assert teaching.in_use() == []
    model = room.pages.model
    assert model.index(1, 1).data() == "Анна Штерн"
    assert model.index(1, 1).data(CellRole.SECOND) == "before: Site"
    assert model.index(1, 2).data(CellRole.SECOND) == "nothing before"
    assert model.index(4, 6).data(CellRole.CHIP).text == "nothing"
    teaching.press(Qt.Key.Key_Return, modifier=CONTROL)
    assert teaching.in_use() == [1]
    assert teaching.messages.bar.sentence == f"Edition 1 reads the letters of {SENDER}."
    assert not room.has_unsaved_edits()
    row = room.senders.current
    assert row is not None
    assert (row.confidence, row.silent) == (80, 1)
    assert confidence_words(row) == "Edition 1, reads most"
    assert room.senders.model.index(0).data(RowRole.FIGURE) == percent(80)
    assert room.senders.model.index(0).data(RowRole.CHIP).text == "1 not understood"
    teaching.press(Qt.Key.Key_Z, modifier=CONTROL)
    assert teaching.in_use() == []


def test_an_edition_that_understands_less_asks_first(teaching: Teaching) -> None:
    came(teaching.store, "bare", FORM.split("\n\nКомментарий", maxsplit=1)[0].format(**TAUGHT))
    teaching.room.refresh()
    teaching.settle()
    teaching.press(Qt.Key.Key_Return)
    teaching.mark(Qt.Key.Key_1, TAUGHT["name"])
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_Return, modifier=CONTROL)
    assert teaching.in_use() == [1]
    teaching.press(Qt.Key.Key_T)
    assert teaching.room.text.hasFocus()
    teaching.press(Qt.Key.Key_Tab)
    teaching.press(Qt.Key.Key_Tab)
    teaching.mark(Qt.Key.Key_5, TAUGHT["text"])
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_Return, modifier=CONTROL)
    assert "understands 5 of these letters, this one only 4" in teaching.messages.bar.sentence
    assert teaching.in_use() == [1]
    next(button for button in teaching.messages.bar.findChildren(PlainButton) if button.isVisible()).click()
    teaching.settle()
    assert teaching.in_use() == [2]
    assert [row.fields for row in teaching.room.card.model.rows] == [("name", "text"), ("name",)]
    teaching.press(Qt.Key.Key_E)
    assert teaching.room.card.editions.hasFocus()
    teaching.press(Qt.Key.Key_Down)
    teaching.press(Qt.Key.Key_Return)
    assert teaching.in_use() == [1]
    teaching.press(Qt.Key.Key_Z, modifier=CONTROL)
    assert teaching.in_use() == [2]
    teaching.press(Qt.Key.Key_Delete, modifier=CONTROL)
    assert teaching.in_use() == []
    teaching.press(Qt.Key.Key_Z, modifier=CONTROL)
    assert teaching.in_use() == [2]


def test_marks_for_one_sender_stay_while_another_is_looked_at(teaching: Teaching) -> None:
    came(teaching.store, "other", "Hello", sender="kira@client.example")
    teaching.room.refresh()
    teaching.settle()
    teaching.press(Qt.Key.Key_Return)
    teaching.mark(Qt.Key.Key_1, TAUGHT["name"])
    teaching.press(Qt.Key.Key_Escape)
    teaching.press(Qt.Key.Key_Down)
    assert teaching.room.pages.heading.text() == "kira@client.example"
    assert teaching.room.lesson.taught() == ()
    teaching.press(Qt.Key.Key_Up)
    assert teaching.room.lesson.taught() == ("name",)
    assert teaching.room.has_unsaved_edits()
    teaching.press(Qt.Key.Key_N)
    assert teaching.room.lesson.taught() == ()


def test_the_whole_domain_of_a_sender(teaching: Teaching) -> None:
    came(teaching.store, "second", form(name="Олег"), sender="mailer@form-service.example")
    teaching.press(Qt.Key.Key_Return)
    teaching.press(Qt.Key.Key_D)
    assert teaching.room.pages.heading.text() == "All of @form-service.example"
    assert len(teaching.room.samples) == 6
    teaching.mark(Qt.Key.Key_1, "Олег")
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_Return, modifier=CONTROL)
    assert list(teaching.store.read(letter_templates.active)) == ["@form-service.example"]


def test_open_inquiries_are_read_anew_and_back(teaching: Teaching) -> None:
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_O)
    assert teaching.messages.bar.sentence == "Save the template first: then open inquiries can be read by it."
    teaching.room.pages.turn_to("letter")
    teaching.mark(Qt.Key.Key_1, TAUGHT["name"])
    teaching.press(Qt.Key.Key_O)
    assert teaching.messages.bar.sentence.startswith("Save the template first")
    teaching.press(Qt.Key.Key_Return, Qt.Key.Key_Return, modifier=CONTROL)
    teaching.press(Qt.Key.Key_O)
    assert teaching.room.pages.table.isVisible()
    assert teaching.messages.bar.sentence.startswith("4 inquiries that wait would be corrected: A-2026-000")
    teaching.press(Qt.Key.Key_O, modifier=CONTROL)
    assert teaching.messages.bar.sentence == "4 inquiries were corrected."
    assert teaching.names() == ["Site", *PEOPLE, "Иван Петров"]
    assert teaching.room.pages.trial_words.changes.text().startswith("Letters that would say something else: 0.")
    teaching.press(Qt.Key.Key_Z, modifier=CONTROL)
    assert set(teaching.names()) == {"Site"}
    teaching.press(Qt.Key.Key_O)
    teaching.press(Qt.Key.Key_O, modifier=CONTROL)
    teaching.press(Qt.Key.Key_O)
    assert teaching.messages.bar.sentence == "No inquiry that waits to be sorted would say anything else."


def test_the_selected_line_of_the_trial_leads_to_its_letter(teaching: Teaching) -> None:
    teaching.press(Qt.Key.Key_Return)
    teaching.mark(Qt.Key.Key_1, TAUGHT["name"])
    teaching.press(Qt.Key.Key_T)
    teaching.press(Qt.Key.Key_Down)
    teaching.press(Qt.Key.Key_Return)
    assert teaching.room.text.hasFocus()
    assert teaching.shown("name") == "Анна Штерн"


def test_a_hundred_letters_of_a_long_sender_in_russian(fresh_store: Store, desk_of_admin: Desk, qtbot: QtBot) -> None:
    sender = f"{'benachrichtigungen-' * 3}form@{'sehr-' * 8}langer-dienst.example"
    for number in range(letter_samples.TRIED):
        came(fresh_store, f"n{number}", form(name=f"Имя {number}"), sender=sender)
    teaching = Teaching(fresh_store, desk_of_admin, qtbot)
    teaching.press(Qt.Key.Key_Return)
    teaching.mark(Qt.Key.Key_1, "Имя 99")
    assert teaching.room.card.summary.text() == "All is found in 100 of 100 letters, a part in 0, nothing in 0."
    speak("ru")
    teaching.settle()
    teaching.room.resize(1100, 640)
    assert teaching.room.minimumSizeHint().width() <= 1100
    assert teaching.room.pages.legend.isVisible()
    teaching.press(Qt.Key.Key_T)
    assert len(teaching.room.pages.model.rows) == letter_samples.TRIED
    teaching.press(Qt.Key.Key_E)
    assert teaching.room.card.isVisible()


def test_where_no_letter_came_the_room_says_so(fresh_store: Store, desk_of_admin: Desk, qtbot: QtBot) -> None:
    teaching = Teaching(fresh_store, desk_of_admin, qtbot)
    assert teaching.room.empty.isVisible()
    teaching.room.save()
    assert teaching.in_use() == []
