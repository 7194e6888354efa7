"""Done and plan the next by one key, several at once, what is overdue by seller, and what Kontor suggests."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QDateTime, Qt, QTime
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.tasks import Task
from app.models.terms import TaskKind
from app.operations import task_chain
from app.operations.reception import HOLIDAYS
from app.operations.settings import keep
from app.views.desk import Desk
from app.views.look.fields import ChoiceField, NumberField
from app.views.look.moment_field import MomentField
from app.views.messages import Messages
from app.views.tasks.forms import PostponeForm
from app.views.tasks.room import TasksRoom
from tests.clock import FixedClock
from tests.deal_factories import House
from tests.views.quiet import settled
from tests.views.tasks.test_tasks_room import add, form, line, press, shown, undo, words

Enter = Callable[..., TasksRoom]
OPEN = select(Task.title).where(Task.done_at.is_(None)).order_by(Task.id)


def at_clock(day: int, hour: int, minute: int) -> datetime:
    """A moment of August 2026 on this workstation's clock."""
    shown = QDateTime(QDate(2026, 8, day), QTime(hour, minute))
    return datetime.fromtimestamp(shown.toSecsSinceEpoch(), UTC)


def test_done_and_plan_the_next_by_one_key(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    # A certificate is there: Kontor suggests what comes next, in days that are worked.
    at.store.write(keep, HOLIDAYS, ["2026-08-05"])
    row = add(at, clock, "Get the certificates", 2, TaskKind.CERTIFY)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_F)
    assert line(room, "title").line.text() == "Agree on the day of commissioning"
    due = form(room).fields["due"]
    assert isinstance(due, MomentField)
    assert due.value() == datetime(2026, 8, 11, 14, tzinfo=UTC)
    QTest.keyClicks(line(room, "result").line, "All four came")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    following = at.one(select(Task.id).where(Task.follows_id == row.id))
    assert at.get(Task, row.id, "result") == "All four came"
    assert room.day.choose(following)
    settled(desk, qtbot)
    assert "One led to the other" in words(room)
    assert any("All four came" in each for each in words(room))
    undo(messages, desk, qtbot)
    assert at.store.read(lambda session: list(session.scalars(OPEN))) == ["Get the certificates"]


def test_the_next_one_needs_a_name(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    add(at, clock, "Anything", 2)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_F)
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert line(room, "title").error == "Fill this in."


def test_several_are_put_off_and_done_at_once(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    rows = [add(at, clock, f"Task {each}", each) for each in (1, 2, 3)]
    room = enter()
    QTest.keyClick(room.day, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    settled(desk, qtbot)
    assert len(room.day.picked_tasks) == 2
    press(room, desk, qtbot, Qt.Key.Key_P)
    opened = room.slot.form
    assert isinstance(opened, PostponeForm)
    press(room, desk, qtbot, Qt.Key.Key_3)
    QTest.keyClicks(opened.date.line, "fri 9:30")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    moved = [at.get(Task, row.id, "due_at") for row in rows]
    # Typed times are those of this workstation's clock.
    assert moved[0] == moved[1] == at_clock(7, 9, 30)
    assert moved[2] == rows[2].due_at
    assert messages.bar.sentence.startswith("2 tasks wait until")
    undo(messages, desk, qtbot)
    assert [at.get(Task, row.id, "due_at") for row in rows] == [row.due_at for row in rows]
    room.day.setFocus()
    room.day.choose(rows[1].id)
    QTest.keyClick(room.day, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(room, desk, qtbot, Qt.Key.Key_D)
    QTest.keyClicks(line(room, "result").line, "All said")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.get(Task, rows[2].id, "result") == "All said"
    assert shown(room.day) == ["Today", "Task 1"]


def test_times_are_typed_as_people_say_them(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_N)
    QTest.keyClicks(line(room, "title").line, "Ask about the drawing")
    due = form(room).fields["due"]
    assert isinstance(due, MomentField)
    due.line.selectAll()
    QTest.keyClicks(due.line, "whenever")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert "tomorrow 10:00" in due.error
    due.line.selectAll()
    QTest.keyClicks(due.line, "sat 10:00")
    assert "nobody works on this day" in " ".join(words(room))
    due.line.selectAll()
    QTest.keyClicks(due.line, "tomorrow 10:00")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.one(select(Task.due_at).where(Task.title == "Ask about the drawing")).day == 4


def test_what_a_seller_has_overdue_is_one_key_away(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    add(at, clock, "Late of Olga", -20)
    add(at, clock, "Soon of Olga", 3)
    add(at, clock, "Late of Pavel", -30, who="Pavel")
    room = enter("Igor")
    room._show_overdue()
    assert "Choose one of your sellers first" in messages.bar.sentence
    room.views.choose("team")
    room._choose_view()
    settled(desk, qtbot)
    assert room.team.row is not None
    name = room.team.row.name
    press(room, desk, qtbot, Qt.Key.Key_O)
    assert room.current_view == "all"
    assert room.view.model.rowCount() == 1
    row = room.view.model.row_at(0)
    assert row is not None
    assert row.cells["who"] == name
    assert row.cells["title"].startswith("Late of")


def test_heads_choose_what_is_suggested(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    at.store.employee_id = at.people["Igor"]
    add(at, clock, "Own", 2, TaskKind.INSTALL)
    room = enter("Igor")
    press(room, desk, qtbot, Qt.Key.Key_H)
    kind, days = form(room).fields["kind"], form(room).fields["days"]
    assert isinstance(kind, ChoiceField)
    assert isinstance(days, NumberField)
    assert (kind.value(), line(room, "title").line.text()) == (TaskKind.INSTALL, "Ask how the equipment runs")
    line(room, "title").line.setFocus()
    line(room, "title").line.selectAll()
    QTest.keyClicks(line(room, "title").line, "Call the operators")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    rules = {rule.kind: rule for rule in at.store.read(task_chain.rules)}
    assert (rules[TaskKind.INSTALL].title, rules[TaskKind.INSTALL].days) == ("Call the operators", 10)
    assert rules[TaskKind.CERTIFY].title == "Agree on the day of commissioning"
