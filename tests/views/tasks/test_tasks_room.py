"""My day by keys: done with what comes next, postponed, planned, handed on, and back again; calls; the head's people."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, select

from app.models.counterparties import ContactPoint
from app.models.interactions import Interaction
from app.models.tasks import Task
from app.models.terms import TaskKind
from app.operations import tasks
from app.operations.register_spec import Shown
from app.operations.tasks import DealWithoutStep, TaskRow
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.look.fields import ChoiceField, LineField
from app.views.look.label import Label
from app.views.look.moment_field import MomentField
from app.views.look.rows import RowRole
from app.views.messages import Messages
from app.views.shell.tongue import speak
from app.views.tasks.day_list import DayList
from app.views.tasks.forms import PostponeForm, next_monday, next_workday
from app.views.tasks.room import TasksRoom
from app.views.telephone.number_link import NumberLink
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House, deal
from tests.views.keepsakes import Choices
from tests.views.quiet import settled

Enter = Callable[..., TasksRoom]


def add(at: House, clock: FixedClock, title: str, hours: float, kind: TaskKind | None = None, who: str = "") -> TaskRow:
    due = clock() + timedelta(hours=hours)
    whose = at.people[who] if who else None
    return at.store.write(tasks.add, title, due, counterparty_id=at.customer, kind=kind, employee_id=whose)


def shown(rows: DayList) -> list[str]:
    return [str(rows.tasks.index(line, 0).data(RowRole.NAME)) for line in range(rows.tasks.rowCount())]


def words(widget: QWidget) -> list[str]:
    labels = [each.text() for each in widget.findChildren(Label) if each.isVisible()]
    return labels + [each.text() for each in widget.findChildren(NumberLink) if each.isVisible()]


def form(room: TasksRoom) -> InlineForm:
    opened = room.slot.form
    assert isinstance(opened, InlineForm)
    return opened


def line(room: TasksRoom, key: str) -> LineField:
    field = form(room).fields[key]
    assert isinstance(field, LineField)
    return field


def press(room: TasksRoom, desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    QTest.keyClick(room.window().focusWidget(), key)
    settled(desk, qtbot)


def undo(messages: Messages, desk: Desk, qtbot: QtBot) -> None:
    messages.bar._quiet.click()
    settled(desk, qtbot)


def test_the_day_says_what_is_late_what_has_no_step_and_what_comes(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot
) -> None:
    deal(at)
    at.run(delete(Task))
    add(at, clock, "Late", -50)
    add(at, clock, "Soon", 2)
    add(at, clock, "Later", 60)
    room = enter()
    titles = ["Overdue", "Late", "Deals without next step", "Climatic chamber for battery packs", "Today", "Soon"]
    assert shown(room.day) == [*titles, "Later", "Later"]
    assert room.day.tasks.index(1, 0).data(RowRole.FIGURE) == "2 d late"
    qtbot.waitUntil(lambda: "Late" in words(room.card))
    press(room, desk, qtbot, Qt.Key.Key_Down)
    assert isinstance(room.chosen, DealWithoutStep)
    assert any("N plans its next step" in each for each in words(room.card))


def test_done_with_its_result_and_next_step_and_back_again(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    row = add(at, clock, "Ring", 2)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_D)
    QTest.keyClicks(line(room, "result").line, "Wants two")
    line(room, "title").setFocus()
    QTest.keyClicks(line(room, "title").line, "Send the offer")
    due = form(room).fields["due"]
    assert isinstance(due, MomentField)
    assert due.line.text().startswith("04/08/2026")
    due.set_value(None)
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert due.error == "Until when?"
    due.set_value(None)
    QTest.keyClicks(due.line, "+2d 10:00")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.get(Task, row.id, "result") == "Wants two"
    assert shown(room.day) == ["Later", "Send the offer"]
    assert messages.bar.sentence == "Done: Ring."
    undo(messages, desk, qtbot)
    assert shown(room.day) == ["Today", "Ring"]


@pytest.mark.parametrize(("key", "day"), [(Qt.Key.Key_1, date(2026, 8, 4)), (Qt.Key.Key_2, date(2026, 8, 10))])
def test_postponed_by_one_key_and_back_again(
    enter: Enter,
    at: House,
    clock: FixedClock,
    desk: Desk,
    messages: Messages,
    qtbot: QtBot,
    key: Qt.Key,
    day: date,
) -> None:
    row = add(at, clock, "Ring", 2)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_P)
    press(room, desk, qtbot, key)
    assert at.get(Task, row.id, "due_at").date() == day
    undo(messages, desk, qtbot)
    assert at.get(Task, row.id, "due_at") == row.due_at


def test_postponed_to_a_date(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    row = add(at, clock, "Ring", 2)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_P)
    press(room, desk, qtbot, Qt.Key.Key_3)
    opened = room.slot.form
    assert isinstance(opened, PostponeForm)
    QTest.keyClicks(opened.date.line, "no day")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert opened.date.error
    opened.date.line.clear()
    QTest.keyClicks(opened.date.line, "20.08.2026")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.get(Task, row.id, "due_at").date() == date(2026, 8, 20)


def test_days_of_work() -> None:
    assert [next_workday(date(2026, 8, day)) for day in (6, 7, 8, 9)] == [
        date(2026, 8, 7),
        *[date(2026, 8, 10)] * 3,
    ]
    assert [next_monday(date(2026, 8, day)) for day in (3, 9)] == [date(2026, 8, 10), date(2026, 8, 10)]


def test_a_task_that_asks_for_a_result_gets_one(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    add(at, clock, "Check", 2, TaskKind.REVIEW_REFUSAL)
    add(at, clock, "Qualify", 3, TaskKind.QUALIFY)
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_D)
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert line(room, "result").error == "Fill this in."
    room.slot.close_form()
    room.day.setFocus()
    press(room, desk, qtbot, Qt.Key.Key_Down)
    press(room, desk, qtbot, Qt.Key.Key_D)
    assert room.slot.form is None
    assert "becomes a deal" in messages.bar.sentence


def test_new_tasks_and_the_next_step_of_a_deal(
    enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    deal(at)
    at.run(delete(Task))
    room = enter()
    press(room, desk, qtbot, Qt.Key.Key_N)
    QTest.keyClicks(line(room, "title").line, "Send the drawings")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert shown(room.day) == ["Later", "Send the drawings"]
    press(room, desk, qtbot, Qt.Key.Key_N)
    QTest.keyClicks(line(room, "title").line, "Second")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert messages.bar.sentence == "Planned: Second."


def test_enter_leads_to_the_record(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    add(at, clock, "Ring", 2)
    room = enter()
    led: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: led.append((kind, record)))
    press(room, desk, qtbot, Qt.Key.Key_Return)
    deal_id = deal(at)
    room.reload()
    settled(desk, qtbot)
    room.day.choose(at.one(select(Task.id).where(Task.deal_id == deal_id)))
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert led == [("counterparty", at.customer), ("deal", deal_id)]


def test_a_head_hands_a_task_on_and_takes_it_back(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    row = add(at, clock, "Check", 2, who="Igor")
    room = enter("Igor")
    press(room, desk, qtbot, Qt.Key.Key_A)
    field = form(room).fields["who"]
    assert isinstance(field, ChoiceField)
    field.set_value(at.people["Pavel"])
    form(room).submit()
    settled(desk, qtbot)
    assert at.get(Task, row.id, "employee_id") == at.people["Pavel"]
    assert "Pavel Gromow has the task now" in messages.bar.sentence
    undo(messages, desk, qtbot)
    assert at.get(Task, row.id, "employee_id") == at.people["Igor"]


def test_a_call_is_reached_in_one_line(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    row = add(at, clock, "Ask about the trial run", -1, TaskKind.CALL_CUSTOMER)
    room = enter()
    room.views.choose("calls")
    room.views.chosen.emit("calls")
    settled(desk, qtbot)
    said = words(room.card)
    assert {"+49 371 5512140", "Ask about the trial run", "Dr. Karin Meinert"} <= set(said)
    press(room, desk, qtbot, Qt.Key.Key_R)
    assert room.call.outcome is not None
    qtbot.waitUntil(room.call.outcome.line.hasFocus)
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert messages.bar.sentence == "Say what came of it."
    QTest.keyClicks(room.call.outcome.line, "Runs well")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.one(select(Interaction.text)) == "Runs well"
    assert at.get(Task, row.id, "done_at") is not None
    assert room.empty.isVisible()
    undo(messages, desk, qtbot)
    assert shown(room.calls) == ["Ask about the trial run"]


def test_nobody_answered_or_the_number_is_wrong(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    row = add(at, clock, "Call back", -1, TaskKind.CALL_BACK)
    room = enter()
    room.views.choose("calls")
    room.views.chosen.emit("calls")
    settled(desk, qtbot)
    press(room, desk, qtbot, Qt.Key.Key_L)
    assert at.get(Task, row.id, "due_at") == clock() + timedelta(hours=2)
    undo(messages, desk, qtbot)
    assert at.get(Task, row.id, "due_at") == row.due_at
    press(room, desk, qtbot, Qt.Key.Key_W)
    assert at.get(Task, row.id, "done_at") is not None
    assert at.one(select(ContactPoint.valid).where(ContactPoint.value == PHONE)) is False


def test_a_head_looks_at_the_day_of_a_seller(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    add(at, clock, "Late", -1)
    room = enter("Igor")
    room.views.choose("team")
    room.views.chosen.emit("team")
    settled(desk, qtbot)
    index = room.team.currentIndex()
    assert (index.data(RowRole.NAME), index.data(RowRole.FIGURE)) == ("Olga Lebedewa", "1 overdue")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert shown(room.day) == ["Overdue", "Late"]
    press(room, desk, qtbot, Qt.Key.Key_Escape)
    assert room.team.isVisible()


def test_sellers_have_no_segment_of_people(enter: Enter) -> None:
    room = enter()
    assert [room.views.offers(key) for key in ("day", "calls", "team", "all")] == [True, True, False, True]


def test_the_list_of_all_tasks_with_its_card(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, choices: Choices, qtbot: QtBot
) -> None:
    row = add(at, clock, "Ring", 2)
    room = enter()
    room.views.choose("all")
    room.views.chosen.emit("all")
    qtbot.waitUntil(lambda: room.view.model.rowCount() == 1)
    qtbot.waitUntil(lambda: isinstance(room.chosen, TaskRow))
    settled(desk, qtbot)
    press(room, desk, qtbot, Qt.Key.Key_D)
    QTest.keyClicks(line(room, "result").line, "Done so")
    press(room, desk, qtbot, Qt.Key.Key_Return)
    assert at.get(Task, row.id, "result") == "Done so"
    assert choices.get("tasks.view") == "all"


def test_a_notice_leads_to_its_task(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    add(at, clock, "First", 1)
    second = add(at, clock, "Second", 2)
    done = add(at, clock, "Third", 3)
    at.store.write(tasks.done, done.id, done.version)
    room = enter()
    room.open_record("task", second.id)
    settled(desk, qtbot)
    assert isinstance(room.chosen, TaskRow)
    assert room.chosen.id == second.id
    room.open_record("task", done.id)
    qtbot.waitUntil(lambda: room.current_view == "all" and isinstance(room.chosen, TaskRow))
    assert room.chosen is not None


def test_news_of_others_arrive_and_the_place_stays(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot
) -> None:
    add(at, clock, "First", 3)
    second = add(at, clock, "Second", 4)
    room = enter()
    room.day.choose(second.id)
    add(at, clock, "Before all", 1)
    qtbot.waitUntil(lambda: len(shown(room.day)) == 4)
    assert isinstance(room.chosen, TaskRow)
    assert room.chosen.id == second.id


def test_the_room_speaks_three_languages_and_fits(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot
) -> None:
    add(at, clock, "Ж" * 300, 1, TaskKind.CALL_CUSTOMER)
    room = enter("Olga", 1224, 640)
    try:
        for code in ("de", "ru", "en"):
            speak(code)
            settled(desk, qtbot)
            assert room.minimumSizeHint().width() <= 1224
            # The card of the call is said anew, not taken away.
            assert room.call.outcome is not None
            assert room.call.outcome.isVisibleTo(room.card)
    finally:
        speak("en")
        settled(desk, qtbot)


def test_in_a_narrow_window_the_card_leaves_the_form_below_the_list_in_sight(
    enter: Enter, at: House, clock: FixedClock
) -> None:
    add(at, clock, "Ring", 2)
    room = enter("Olga", 1224, 640)
    room.arrangement.show_card()
    room.plan()
    layout = room.layout()
    assert layout is not None
    layout.activate()
    top = room.slot.mapTo(room, room.slot.rect().topLeft()).y()
    assert room.card.isVisible()
    assert room.card.geometry().bottom() < top


def test_whoever_has_nothing_to_do_is_told_so(enter: Enter) -> None:
    room = enter("Wanda")
    assert room.empty.isVisible()
    assert room.empty.accessibleName() == "Nothing is due"
    assert room.empty.button.words == "New task"
    room.empty.button.click()
    assert isinstance(room.slot.form, InlineForm)


def test_what_is_saved_is_what_is_shown(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    add(at, clock, "Mine", 1)
    add(at, clock, "Pavel's", 1, who="Pavel")
    room = enter("Igor")
    room.views.choose("team")
    room.views.chosen.emit("team")
    settled(desk, qtbot)
    press(room, desk, qtbot, Qt.Key.Key_Return)
    asked: list[Shown] = []
    room.saving.save = lambda shown, *_: asked.append(shown)  # type: ignore[method-assign]  # the dialog is the system's
    room.save()
    assert asked[0].conditions[1].values == (str(at.people["Olga"]),)
    room.saving.write(tmp_path / "day.csv", asked[0])
    qtbot.waitUntil((tmp_path / "day.csv").exists)
    text = (tmp_path / "day.csv").read_text("utf-8-sig")
    assert "Mine" in text
    assert "Pavel's" not in text
