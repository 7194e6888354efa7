"""The room of letters by keys: drafts in sight, what waits, what is in doubt; and the ways to a letter from other rooms."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select, update

from app.models.inquiries import Inquiry
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.operations import letter_drafts, outbox
from app.operations.actors import employee
from app.operations.intake import take_letter
from app.views.counterparties.room import CounterpartiesRoom
from app.views.deals.room import DealsRoom
from app.views.inquiries.room import InquiriesRoom
from app.views.letters.room import LettersRoom
from app.views.room import Room
from app.views.triage.room import TriageRoom
from tests import factories
from tests.deal_factories import deal
from tests.views.keepsakes import Choices
from tests.views.letters.conftest import Writing, act, letter_in
from tests.views.quiet import settled


def shown(writing: Writing, room: Room) -> list[tuple[str, int]]:
    """Show *room* and note what it wants."""
    wanted: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: wanted.append((kind, record)))
    writing.qtbot.addWidget(room)
    room.resize(1384, 824)
    room.show()
    writing.qtbot.waitUntil(room.isActiveWindow)
    settled(writing.desk, writing.qtbot, lambda: room.stale)
    return wanted


def waiting(writing: Writing, subject: str = "Pump") -> int:
    """A letter that waits to be sent."""
    store = writing.at.store
    draft = store.write(letter_drafts.begin, to=("einkauf@nord.example",))
    saved = store.write(letter_drafts.save, draft.id, draft.version, subject=subject, text="Hello")
    return store.write(outbox.send, draft.id, saved.version).id


@pytest.fixture
def room(writing: Writing) -> LettersRoom:
    who = writing.at.store.read(employee, writing.at.people["Olga"])
    return LettersRoom(writing.desk, writing.messages, Choices(), who)


def state(writing: Writing, letter_id: int) -> LetterState:
    return LetterState(writing.at.get(OutgoingLetter, letter_id, "state"))


def test_it_says_how_letters_come_here_and_begins_one(writing: Writing, room: LettersRoom) -> None:
    wanted = shown(writing, room)
    assert room.view.empty.accessibleName() == "No letter of this kind"
    assert room.drafts.isHidden()
    writing.press("Ctrl+N")
    assert wanted == [("write", 0)]


def test_a_waiting_letter_comes_back_to_the_drafts_by_a_key(writing: Writing, room: LettersRoom) -> None:
    letter = waiting(writing)
    wanted = shown(writing, room)
    assert room.row is not None
    writing.press("Return")
    writing.press("B")
    assert wanted == [("outgoing", letter), ("draft", letter)]
    assert state(writing, letter) is LetterState.DRAFT
    writing.qtbot.waitUntil(lambda: [row.id for row in room.drafts.drafts] == [letter])
    room.drafts.list.setFocus()
    writing.press("Return")
    assert wanted[-1] == ("draft", letter)
    writing.press("Del")
    writing.qtbot.waitUntil(room.drafts.isHidden)
    assert state(writing, letter) is LetterState.CANCELLED
    act(writing.messages)
    writing.qtbot.waitUntil(lambda: state(writing, letter) is LetterState.DRAFT)
    writing.settle()


def test_a_person_decides_about_what_perhaps_went(writing: Writing, room: LettersRoom) -> None:
    letter = waiting(writing)
    writing.at.run(update(OutgoingLetter).where(OutgoingLetter.id == letter).values(state=LetterState.UNSURE, tries=1))
    wanted = shown(writing, room)
    room.open_record("outbox", letter)
    writing.settle()
    assert room.row is not None
    assert {button.key for button, _ in room._buttons if not button.isHidden()} == {"Ctrl+N", "S", "G"}
    writing.press("G")
    assert state(writing, letter) is LetterState.SENT
    assert "in the history" in writing.said()
    assert wanted == []


def test_a_letter_that_waits_can_be_read_and_is_not_sent_by_x(writing: Writing, room: LettersRoom) -> None:
    letter = waiting(writing, "A long subject " * 12)
    shown(writing, room)
    view = writing.read(letter, "outgoing")
    assert view.browser.toPlainText().startswith("Hello")
    assert view.answer.isHidden()
    room.activateWindow()
    writing.qtbot.waitUntil(room.isActiveWindow)
    room.view.table.setFocus()
    writing.press("X")
    assert state(writing, letter) is LetterState.CANCELLED


def test_an_inquiry_is_answered_from_triage_and_from_the_list(writing: Writing) -> None:
    at = writing.at
    at.store.employee_id = None
    at.store.write(take_letter, factories.letter("<first@new.example>", email="somebody@new.example"))
    inquiry = at.one(select(Inquiry.id))
    who = at.store.read(employee, at.people["Marta"])
    at.store.employee_id = at.people["Marta"]
    triage = TriageRoom(writing.desk, writing.messages, who)
    wanted = shown(writing, triage)
    triage.list.setFocus()
    writing.press("R")
    assert wanted == [("answer_inquiry", inquiry)]
    window = writing.write(*wanted[0])
    assert "> We need a pump for alkali" in window.sheet.text.toPlainText()
    inquiries = InquiriesRoom(writing.desk, writing.messages, Choices(), who)
    wanted = shown(writing, inquiries)
    inquiries.view.table.setFocus()
    writing.press("R")
    assert wanted == [("answer_inquiry", inquiry)]


def test_a_customer_is_written_to_and_its_letters_are_read_and_answered(writing: Writing) -> None:
    at = writing.at
    letter = at.store.write(letter_in, at.customer)
    who = at.store.read(employee, at.people["Olga"])
    room = CounterpartiesRoom(writing.desk, writing.messages, Choices(), who, writing.drawer)
    wanted = shown(writing, room)
    room.open_party(at.customer)
    writing.settle()
    writing.press("W")
    history = room.page.history
    row = [entry.kind for entry in history.entries_model.entries].index("message")
    history.setCurrentIndex(history.entries_model.index(row, 0))
    room.page.history.setFocus()
    QTest.keyClick(room.page.history, Qt.Key.Key_Return)
    writing.press("R")
    assert wanted == [("write_to_counterparty", at.customer), ("letter", letter), ("answer_letter", letter)]


def test_a_letter_about_a_deal_begins_on_its_page(writing: Writing) -> None:
    at = writing.at
    deal_id = deal(at)
    who = at.store.read(employee, at.people["Olga"])
    room = DealsRoom(writing.desk, writing.messages, Choices(), who, writing.drawer)
    wanted = shown(writing, room)
    room.open_deal(deal_id)
    writing.settle()
    writing.press("W")
    assert wanted == [("write_about_deal", deal_id)]
