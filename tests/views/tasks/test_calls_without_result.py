"""Calls of which nothing was noted yet: in my day until each has its line, or the word that there is nothing to note."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import phrase, stored
from app.models.interactions import Call, Interaction
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, TaskKind
from app.operations import call_desk
from app.views.desk import Desk
from app.views.look.rows import RowRole
from app.views.messages import Messages
from app.views.tasks.room import TasksRoom
from tests import call_factories
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House
from tests.views.quiet import settled
from tests.views.tasks.test_tasks_room import press, shown, undo, words

Enter = Callable[..., TasksRoom]
STRANGER = "+78435550117"


def talked(at: House, number: str, minutes_ago: float, *, who: str = "Olga", known: bool = False) -> int:
    def make(session: Session) -> int:
        return call_factories.call(
            session,
            number,
            outcome=CallOutcome.ANSWERED,
            at=at.store.clock() - timedelta(minutes=minutes_ago),
            rang=8,
            talked=190,
            counterparty_id=at.customer if known else None,
            employee_id=at.people[who],
            caller_name="" if known else "Fabrik Nord",
        )

    return at.store.write(make)


def noted(at: House, call_id: int) -> str:
    return str(at.one(select(Interaction.text).where(Interaction.id == call_id)))


def test_each_call_takes_its_line_until_none_is_left(
    enter: Enter, at: House, desk: Desk, messages: Messages, dialled: list[str], qtbot: QtBot
) -> None:
    first, second = talked(at, PHONE, 90, known=True), talked(at, STRANGER, 30)
    talked(at, STRANGER, 20, who="Pavel")
    room = enter()
    assert shown(room.day)[0] == "Calls without result"
    assert len(shown(room.day)) == 3
    assert room.head._count.text() == "0 done today  ·  2 calls without result"
    assert {"Talked", "3:10", "Rang", "8 s", "+49 371 5512140"} <= set(words(room.card))
    press(room, desk, qtbot, Qt.Key.Key_C)
    assert dialled == [f"tel:{PHONE}?counterparty={at.customer}"]

    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert room.unnoted.box is not None
    assert room.unnoted.box.text.hasFocus()
    QTest.keyClicks(room.unnoted.box.text, "Wants two pumps")
    assert room.has_unsaved_edits()
    QTest.keyClick(room.unnoted.box.text, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert noted(at, first) == "Wants two pumps"
    assert room.head._count.text() == "0 done today  ·  1 call without result"
    assert room.day.hasFocus()

    assert room.settle_button.isVisible()
    press(room, desk, qtbot, Qt.Key.Key_S)
    assert messages.bar.sentence == "Nothing to note: Fabrik Nord."
    assert at.one(select(Call.settled_at).where(Call.interaction_id == second)) is not None
    assert room.head._count.text() == "0 done today"
    assert room.day.is_empty
    assert room.pages.currentWidget() is room.empty
    undo(messages, desk, qtbot)
    assert room.head._count.text() == "0 done today  ·  1 call without result"


def test_a_note_that_is_typed_stays_while_news_come_and_esc_leaves_it(
    enter: Enter, at: House, desk: Desk, qtbot: QtBot
) -> None:
    call_id = talked(at, STRANGER, 30)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_R)
    box = room.unnoted.box
    assert box is not None
    QTest.keyClicks(box.text, "half a sent")
    talked(at, PHONE, 5, known=True)
    qtbot.waitUntil(room.news_bar.isVisible)
    assert room.unnoted.box is box
    assert box.value == "half a sent"
    QTest.keyClick(box.text, Qt.Key.Key_Escape)
    assert box.value == ""
    assert not room.has_unsaved_edits()
    assert room.day.hasFocus()
    assert noted(at, call_id) == ""


def test_what_was_noted_in_the_pop_up_leaves_the_day_by_itself(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    call_id = talked(at, STRANGER, 30)
    room = enter()
    assert shown(room.day) == ["Calls without result", "Fabrik Nord"]
    with at.acting("Olga"):
        at.store.write(call_desk.note, call_id, "Asked for prices")
    qtbot.waitUntil(lambda: room.day.is_empty)


def call_back(at: House, clock: FixedClock) -> int:
    """Two calls that were missed, and the task that they made."""

    def make(session: Session) -> int:
        for hours in (3, 1):
            moment = clock() - timedelta(hours=hours)
            call_factories.call(session, STRANGER, outcome=CallOutcome.MISSED, at=moment, rang=20)
        since = clock() - timedelta(hours=3)
        title = phrase("Call back {number}: missed {times} times, last on {last}", number=STRANGER, times=2, last=since)
        task = Task(
            kind=TaskKind.CALL_BACK,
            title=title.sentence,
            params=stored({**title.params, "since": since}),
            created_at=since,
            due_at=clock() + timedelta(hours=1),
            number=STRANGER,
            employee_id=at.people["Olga"],
        )
        session.add(task)
        session.flush()
        return task.id

    return at.store.write(make)


def test_a_call_back_says_how_often_and_closes_by_the_answered_call(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, dialled: list[str], qtbot: QtBot
) -> None:
    task_id = call_back(at, clock)
    room = enter()
    said = words(room.card)
    assert "Missed 2 times" in said
    assert said.count("missed, rang 20 s") == 2
    press(room, desk, qtbot, Qt.Key.Key_C)
    assert dialled == [f"tel:{STRANGER}"]

    def answer(session: Session) -> None:
        begun = clock() - timedelta(minutes=2)
        call = call_factories.call(
            session,
            STRANGER,
            direction=Direction.OUT,
            outcome=CallOutcome.ANSWERED,
            at=begun,
            talked=60,
            employee_id=at.people["Olga"],
            text="Talked",
        )
        task = session.get_one(Task, task_id)
        task.done_at = session.get_one(Call, call).ended_at
        task.result = "Called back"

    at.store.write(answer)
    qtbot.waitUntil(lambda: messages.bar.sentence.startswith("Closed by the call of "))
    settled(desk, qtbot)
    assert room.day.is_empty


def test_a_call_back_is_not_ticked_off_without_a_reason(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot
) -> None:
    task_id = call_back(at, clock)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_D)
    form = room.slot.form
    assert form is not None
    QTest.keyClick(room.window().focusWidget(), Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert form.fields["result"].error == "Fill this in."  # type: ignore[attr-defined]  # the form of doing a task
    assert at.get(Task, task_id, "done_at") is None
    QTest.keyClick(form, Qt.Key.Key_Escape)
    room.call.begin()
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.get(Task, task_id, "done_at") is None


def test_rows_say_who_and_how_long_in_the_chosen_language(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    talked(at, STRANGER, 30)
    room = enter()
    index = room.day.tasks.index(1, 0)
    assert index.data(RowRole.SECOND) == "+7 843 555-01-17"
    assert index.data(RowRole.CHIP).text == "talked 3:10"
