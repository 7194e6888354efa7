"""Several inquiries with one key, and two dispatchers at one inbox: nothing is decided twice, nothing is lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.database.changes import ChangeFeed
from app.database.store import Store
from app.models.terms import CloseReason, Role
from app.operations import actors, triage
from app.views.look.label import Label
from app.views.triage.letter_part import without_quote
from app.views.triage.room import TriageRoom
from tests import factories
from tests.clock import FixedClock
from tests.views.triage.workstation import Workstation, receive

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def nina(url: str, clock: FixedClock, service: Store, people: dict[str, int]) -> Iterator[Store]:
    """The desk of another dispatcher."""
    assert people
    store = Store(url, clock=clock, employee_id=service.write(factories.employee, "Nina Roth", Role.DISPATCHER))
    yield store
    store.close()


@pytest.fixture
def heard(marta: Workstation, qtbot: QtBot) -> Iterator[None]:
    """Marta's desk hears what others commit."""
    feed = ChangeFeed(marta.store)
    states: list[bool] = []
    feed.start(marta.desk.hear, states.append)
    qtbot.waitUntil(lambda: states == [True])
    yield
    feed.stop()


def shown(room: TriageRoom) -> list[int]:
    return [row.id for row in room.list.inquiries.rows]


def states(marta: Workstation, inquiry_ids: list[int]) -> list[str]:
    return [marta.card(each).state for each in inquiry_ids]


def department(store: Store, code: str) -> int:
    return next(row.id for row in store.read(actors.receiving_departments) if row.code == code)


def test_one_key_decides_about_all_that_are_chosen_and_one_undo_takes_it_back(
    marta: Workstation, letters: list[int]
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_Down, Qt.Key.Key_Down, modifier=SHIFT)
    assert [row.id for row in room.list.chosen_rows] == letters[:3]
    assert "4 to sort, 3 chosen" in [label.text() for label in room.head.findChildren(Label)]
    marta.press(room, Qt.Key.Key_2)
    assert states(marta, letters) == ["sorted"] * 3 + ["new"]
    assert shown(room) == letters[3:]
    assert marta.says("3 inquiries sent on, their head was told.")
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    assert states(marta, letters) == ["new"] * 4
    assert shown(room) == letters
    assert marta.says("3 inquiries are back where they were.")


def test_a_reason_is_asked_once_for_all(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_A, modifier=CONTROL)
    marta.press(room, Qt.Key.Key_5, Qt.Key.Key_3)
    assert {marta.card(each).close_reason for each in letters} == {"spam"}
    assert room.empty.isVisible()


def test_esc_goes_back_to_the_one(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_Down, modifier=SHIFT)
    marta.press(room, Qt.Key.Key_Escape)
    assert [row.id for row in room.list.chosen_rows] == [letters[1]]
    marta.press(room, Qt.Key.Key_1)
    assert states(marta, letters) == ["new", "sorted", "new", "new"]


def test_what_somebody_else_took_of_several_is_told_in_one_sentence(
    marta: Workstation, nina: Store, letters: list[int]
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_A, modifier=CONTROL)
    nina.write(triage.close, letters[1], 1, CloseReason.SPAM)
    marta.press(room, Qt.Key.Key_2)
    assert marta.says("3 inquiries sent on, their head was told.")
    assert marta.says("stays as it is: Nina Roth has closed Dmitri Sokolow: advertising or spam.")
    assert states(marta, letters) == ["sorted", "closed", "sorted", "sorted"]
    assert shown(room) == []
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    assert states(marta, letters) == ["new", "closed", "new", "new"]


@pytest.mark.usefixtures("heard")
def test_what_somebody_else_decides_leaves_the_list_and_is_said_calmly(
    marta: Workstation, nina: Store, letters: list[int], qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    nina.write(triage.sort_to, letters[2], 1, department(nina, "Vys"))
    qtbot.waitUntil(lambda: shown(room) == [letters[0], letters[1], letters[3]])
    marta.settle()
    assert not marta.says("Nina Roth")
    nina.write(triage.sort_to, letters[0], 1, department(nina, "Term"))
    qtbot.waitUntil(lambda: shown(room) == [letters[1], letters[3]])
    qtbot.waitUntil(lambda: marta.says("Nina Roth has sent Claudia Brandt to Term."))
    assert room.list.current == letters[1]
    assert marta.messages.bar.kind == "plain"
    qtbot.waitUntil(lambda: room.card.shown is not None and room.card.shown.id == letters[1])


@pytest.mark.usefixtures("heard")
def test_an_undo_that_is_offered_outlives_the_news_of_others(
    marta: Workstation, nina: Store, letters: list[int], qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_2)
    nina.write(triage.sort_to, letters[1], 1, department(nina, "Term"))
    qtbot.waitUntil(lambda: "Nina Roth has sent Dmitri Sokolow to Term." in room.news_bar.sentence)
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    assert states(marta, letters) == ["new", "sorted", "new", "new"]


@pytest.mark.usefixtures("heard")
def test_what_comes_while_one_looks_stands_in_its_place(
    marta: Workstation, service: Store, letters: list[int], qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_Down)
    new = receive(service, 4)
    qtbot.waitUntil(lambda: shown(room) == [*letters, new])
    assert room.list.current == letters[1]


def test_a_note_that_was_written_for_a_decision_that_came_second_is_not_lost(
    marta: Workstation, nina: Store, letters: list[int], qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_5, Qt.Key.Key_7)
    room.foot.choice.words.line.insert("A student asks for a thesis")
    nina.write(triage.close, letters[0], 1, CloseReason.SPAM)
    marta.press(room, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: marta.says("Your decision came second and changed nothing."))
    marta.messages.bar._plain.click()
    assert QApplication.clipboard().text() == "A student asks for a thesis"
    assert marta.card(letters[0]).close_reason == "spam"


def test_an_undo_after_somebody_went_on_says_who(
    marta: Workstation, url: str, clock: FixedClock, people: dict[str, int], letters: list[int], qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_2)
    igor = Store(url, clock=clock, employee_id=people["Igor"])
    igor.write(triage.assign, letters[0], marta.card(letters[0]).version, people["Olga"])
    igor.close()
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: marta.says("Igor Petrow has given Claudia Brandt to Olga Lebedewa."))
    assert marta.card(letters[0]).state == "assigned"


def test_later_takes_any_time_that_is_still_to_come(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_6)
    last = room.foot.choice.buttons[-1]
    assert last.words == "At another time"
    last.click()
    words = room.foot.choice.words
    words.line.insert("not a time")
    marta.press(room, Qt.Key.Key_Return)
    assert words.error
    words.line.clear()
    words.line.insert("+3d")
    marta.press(room, Qt.Key.Key_Return)
    until = marta.card(letters[0]).snoozed_until
    assert until is not None
    assert (until - marta.clock()).days >= 2
    assert shown(room) == letters[1:]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes, please.\n\nAm 3. August schrieb Marta:\n> Shall we?\n> Regards", "Yes, please."),
        ("Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: Marta <m@x.example>\nBetreff: Angebot\n\nAlt", "Ja."),
        ("Да.\n________________________________\nОт: Марта\nТема: КП\n\nСтарое", "Да."),
        ("---------- Forwarded message ---------\nFrom: a@b.example\n\nPumps", None),
        ("A list:\n----\nnot a head", None),
        ("Plain words", None),
    ],
)
def test_a_quoted_letter_is_told_from_the_senders_words(text: str, own: str | None) -> None:
    assert without_quote(text) == (own if own is not None else text)


def test_what_is_quoted_folds_and_unfolds(marta: Workstation, service: Store, qtbot: QtBot) -> None:
    inquiry = receive(service, 4, text="My words\n\nOn Monday Marta wrote:\n> your words")
    room = marta.open(TriageRoom)
    room.open_record("triage", inquiry)
    marta.settle()
    part = room.card._letter
    assert part is not None
    room.card.toggle_original()
    whole = part.text.toPlainText()
    part.show_quote(True)
    assert "> your words" in part.text.toPlainText()
    assert len(part.text.toPlainText()) >= len(whole)
