"""What a desk sees of its calls: at once, then the card; several stacked; gone when others answer."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from app.models.calls import Call
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.tasks import Task
from app.operations import counterparties
from app.views.calls import pop_up as pop_ups
from app.views.calls.later_panel import LaterPanel
from app.views.calls.panels import CustomerPanel, TaskPanel
from app.views.look.buttons import PlainButton
from tests.clock import FixedClock
from tests.deal_factories import PHONE
from tests.operations.ringing import ANNA, STRANGER, answered, hung_up, missed, ring
from tests.views.calls.conftest import EXTENSION, AtDesk

assert ANNA == EXTENSION


def test_a_window_of_a_call_never_asks_for_the_keyboard(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    window: QWidget = olga.only
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    wanted = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    assert window.windowFlags() & wanted == wanted
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    assert window.parentWidget() is None
    assert olga.window.focusWidget() is not None


def test_a_known_number_rings_and_the_card_comes(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    pop_up = olga.only
    said = olga.said(pop_up)
    assert "Ringing at 101" in said
    assert olga.bell.rings == 1
    company = olga.at.store.read(lambda session: counterparties.find(session, PHONE)).rows[0].name
    assert any(company in line for line in said)
    assert any("+49 371 5512140" in line for line in said)
    assert [each.words for each in pop_up.buttons.buttons] == ["Open card", "Task", "Not them"]
    clock.advance(seconds=7)
    pop_up.tick()
    assert pop_up.figure.text() == "7 s"
    olga.click(pop_up, "Open card")
    assert olga.room.opened == [("counterparty", olga.at.customer)]


def test_the_whole_way_of_a_call(olga: AtDesk, clock: FixedClock) -> None:
    call = ring(PHONE, at=clock())
    olga.tell(call)
    clock.advance(seconds=4)
    talk = answered(call)
    olga.tell(talk)
    pop_up = olga.only
    clock.advance(seconds=42)
    pop_up.tick()
    assert (pop_up.state.text(), pop_up.figure.text()) == ("Talking", "0:42")
    assert "Hand over" in [each.words for each in pop_up.buttons.buttons]
    clock.advance(seconds=138)
    olga.tell(hung_up(talk))
    assert (olga.only.state.text(), olga.only.figure.text()) == ("Call has ended", "3:00")


def test_what_another_answers_vanishes_unless_one_works_in_it(olga: AtDesk, clock: FixedClock) -> None:
    call = ring(PHONE, at=clock())
    olga.tell(call)
    olga.work_elsewhere()
    olga.tell(answered(call, by="102"))
    assert olga.shown == []
    second = ring(PHONE, "2.1", at=clock())
    olga.tell(second)
    olga.only.begin_note()
    olga.tell(answered(second, by="102"))
    assert olga.only.note.text.hasFocus()
    olga.press("Esc")
    assert olga.shown == []


def test_a_missed_call_stays_and_leaves_when_somebody_has_called_back(olga: AtDesk, clock: FixedClock) -> None:
    call = ring(PHONE, at=clock())
    olga.tell(call)
    olga.work_elsewhere()
    clock.advance(seconds=24)
    olga.tell(missed(call, after=24))
    pop_up = olga.only
    assert pop_up.state.text() == "Missed, rang 24 s"
    assert [each.words for each in pop_up.buttons.buttons] == ["Call back", "Later", "Open card"]
    assert any("Call back by" in line for line in olga.said(pop_up))
    clock.advance(minutes=5)
    olga.calls.incoming.ask()
    olga.settle()
    assert olga.shown == [pop_up]
    back = ring(PHONE, "3.1", at=clock(), direction="out")
    olga.tell(hung_up(answered(back)))
    olga.calls.incoming.refresh_card(pop_up)
    olga.settle()
    assert pop_up not in olga.shown


def test_later_postpones_the_call_back_and_can_be_taken_back(olga: AtDesk, clock: FixedClock) -> None:
    call = missed(ring(PHONE, at=clock()))
    clock.advance(seconds=20)
    interaction = olga.tell(call)
    before = due_back(olga, interaction)
    olga.click(olga.only, "Later")
    assert isinstance(olga.only.panel, LaterPanel)
    olga.press("2", olga.only.panel)
    assert olga.shown == []
    assert "waits among the tasks until" in olga.messages.bar.sentence
    assert due_back(olga, interaction) == clock() + timedelta(hours=2)
    olga.take_back()
    assert due_back(olga, interaction) == before
    olga.calls.incoming.ask()
    olga.settle()
    assert olga.shown == []


def due_back(olga: AtDesk, interaction: int) -> datetime:
    """Until when the missed call is to be called back."""
    owed = select(Task.due_at).join(Call, Call.number == Task.number)
    owed = owed.where(Call.interaction_id == interaction, Task.done_at.is_(None))
    return olga.at.store.read(lambda session: session.scalars(owed).one())


def test_somebody_new_is_named_in_two_fields(olga: AtDesk, clock: FixedClock) -> None:
    interaction = olga.tell(ring(STRANGER, at=clock()))
    pop_up = olga.only
    assert pop_up.state.text() == "Ringing, number is new"
    assert [each.words for each in pop_up.buttons.buttons] == ["Save", "Known…"]
    pop_up.begin_note()
    assert pop_up.who.hasFocus()
    pop_up.who.insert("Nina Weber, Webertec GmbH")
    pop_up.note.text.insertPlainText("A pump for alkali")
    olga.press("F8", pop_up.note.text)
    inquiry = olga.at.get(Interaction, interaction, "inquiry_id")
    told = [olga.at.get(Inquiry, inquiry, column) for column in ("name", "company", "text")]
    assert told == ["Nina Weber", "Webertec GmbH", "A pump for alkali"]
    assert pop_up.title.text() == "Nina Weber"
    assert pop_up.buttons.buttons[0].words == "Open card"


def test_a_hidden_number_is_said_in_words(olga: AtDesk, clock: FixedClock) -> None:
    interaction = olga.tell(ring(None, raw="Anonymous", at=clock()))
    assert olga.only.title.text() == "Number is withheld"
    inquiry = olga.at.get(Interaction, interaction, "inquiry_id")
    assert olga.at.get(Inquiry, inquiry, "phone_raw") == ""


def test_a_panel_stands_in_the_place_of_the_buttons(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(answered(ring(PHONE, at=clock())))
    pop_up = olga.only
    olga.click(pop_up, "Task")
    pop_up.show_keys(False)
    pop_up.show_keys(True)
    assert not pop_up.buttons.isVisibleTo(pop_up)
    pop_up.close_panel()
    assert pop_up.buttons.isVisibleTo(pop_up)


def test_somebody_new_turns_out_to_be_known(olga: AtDesk, clock: FixedClock) -> None:
    interaction = olga.tell(ring(STRANGER, at=clock()))
    pop_up = olga.only
    olga.click(pop_up, "Known…")
    panel = pop_up.panel
    assert isinstance(panel, CustomerPanel)
    name = olga.at.store.read(lambda session: counterparties.find(session, PHONE)).rows[0].name
    panel.search.line.insert(name[:5])
    panel.search.line.textEdited.emit(name[:5])
    olga.qtbot.waitUntil(lambda: panel.rows.model().rowCount() > 0)
    panel.chosen.emit(olga.at.customer)
    olga.settle()
    assert pop_up.panel is None
    assert olga.at.get(Interaction, interaction, "counterparty_id") == olga.at.customer
    assert "Task" in [each.words for each in pop_up.buttons.buttons]
    olga.take_back()
    assert [each.words for each in pop_up.buttons.buttons][-1] == "Known…"
    assert olga.at.get(Interaction, interaction, "counterparty_id") != olga.at.customer


def test_somebody_new_calls_from_the_telephone_of_somebody_known(olga: AtDesk, clock: FixedClock) -> None:
    interaction = olga.tell(answered(ring(PHONE, at=clock())))
    pop_up = olga.only
    pop_up.note.text.insertPlainText("Asks for a price list")
    olga.click(pop_up, "Not them")
    panel = pop_up.panel
    assert isinstance(panel, CustomerPanel)
    panel.search.line.insert("Lena Vogt, Vogt GmbH")
    panel.search.line.textEdited.emit("Lena Vogt, Vogt GmbH")
    (new,) = [each for each in panel.findChildren(PlainButton) if each.isVisibleTo(panel) and "Lena" in each.text()]
    new.click()
    olga.settle()
    assert pop_up.panel is None
    lead, inquiry = (olga.at.get(Interaction, interaction, column) for column in ("counterparty_id", "inquiry_id"))
    assert lead not in (None, olga.at.customer)
    told = [olga.at.get(Inquiry, inquiry, column) for column in ("name", "company", "text")]
    assert told == ["Lena Vogt", "Vogt GmbH", "Asks for a price list"]
    known = olga.at.store.read(lambda session: counterparties.find(session, PHONE)).rows
    assert {row.id for row in known} == {lead, olga.at.customer}


def test_a_task_is_planned_for_whom_one_talks_with(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(answered(ring(PHONE, at=clock())))
    pop_up = olga.only
    olga.click(pop_up, "Task")
    panel = pop_up.panel
    assert isinstance(panel, TaskPanel)
    panel.plan.click()
    assert panel.title.error == "Say what is to be done."
    panel.title.set_value("Ask the plant for the date")
    panel.plan.click()
    olga.settle()
    assert pop_up.panel is None
    assert olga.at.count(select(Task.id).where(Task.title == "Ask the plant for the date")) == 1


def test_several_stack_the_newest_at_the_bottom_and_only_it_has_keys(olga: AtDesk, clock: FixedClock) -> None:
    for number in range(3):
        olga.tell(ring(f"+4937155121{number}0", f"{number}.7", at=clock() + timedelta(seconds=number)))
        olga.work_elsewhere()
    assert [each.row.number for each in olga.shown if each.row] == ["+493715512120", "+493715512110", "+493715512100"]
    assert [bool(each.buttons.buttons[0].key) for each in olga.shown] == [True, False, False]
    visible = [each for each in olga.shown if each.isVisible()]
    ground = olga.window.screen().availableGeometry()
    for lower, upper in pairwise(visible):
        assert upper.geometry().bottom() < lower.geometry().top()
    assert all(ground.contains(each.geometry()) for each in visible)
    hidden = len(olga.shown) - len(visible)
    assert visible[-1].more.text().startswith(str(hidden) if hidden else "")


def test_what_one_types_in_keeps_its_place_when_a_newer_call_comes(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(STRANGER, "1.7", at=clock()))
    first = olga.only
    first.begin_note()
    foot = first.geometry().bottom()
    olga.calls.incoming.place(olga.calls.incoming.make())
    assert olga.shown[0] is first
    assert first.geometry().bottom() == foot


def test_words_change_with_the_language_and_what_was_typed_stays(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    pop_up = olga.only
    pop_up.note.text.insertPlainText("as typed")
    for language in ("de", "ru", "en"):
        olga.window.speak(language)
        olga.settle()
        assert pop_up.note.value == "as typed"
        assert pop_up.state.text()
        assert len(pop_up.buttons.buttons) == 3
    assert pop_up.state.text() == "Ringing at 101"


def test_an_ended_call_goes_by_itself_when_nobody_works_in_it(
    olga: AtDesk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pop_ups, "IDLE", 20)
    call = answered(ring(PHONE, at=clock()))
    olga.tell(call)
    olga.only.begin_note()
    clock.advance(minutes=4)
    olga.tell(hung_up(call))
    assert olga.only.note.text.hasFocus()
    olga.work_elsewhere()
    olga.qtbot.waitUntil(lambda: not olga.shown)


def test_who_leaves_the_desk_takes_all_pop_ups_along(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    pop_up = olga.only
    olga.calls.close_all()
    assert olga.shown == []
    assert not pop_up.isVisible()
    olga.tell(ring(PHONE, "2.2", at=clock()))
    assert olga.shown == []


def test_who_sits_down_while_it_rings_sees_it(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    olga.calls.incoming.remove(olga.only)
    olga.calls.incoming.ask()
    olga.settle()
    assert olga.only.state.text() == "Ringing at 101"
