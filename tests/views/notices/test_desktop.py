"""Notices on the desktop: what came, gathered, gone with what it told; never the keyboard, never over a scanning station."""

from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.notice_terms import NoticeKind
from app.operations import notice_choices, notices
from app.views.calls.pop_up import PopUp
from app.views.look.label import Label
from app.views.notices.desktop import MOST
from app.views.notices.pop_up import NoticePopUp
from tests.clock import FixedClock
from tests.views.notices.conftest import AtDesk


def click(pop_up: NoticePopUp) -> None:
    """Click on the words of *pop_up*."""
    words = next(each for each in pop_up.findChildren(Label) if each.text() in pop_up.words and each.wordWrap())
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)


def test_what_comes_is_shown_with_whom_it_is_from_and_how_long_ago(igor: AtDesk, clock: FixedClock) -> None:
    igor.tell("Inquiry A-2026-0031 for Prom: Helios")
    assert igor.shown == ["1 inquiry for your department · Inquiry A-2026-0031 for Prom: Helios"]
    pop_up = igor.only
    said = [each.text() for each in pop_up.findChildren(type(pop_up.state)) if each.isVisibleTo(pop_up)]
    assert "From Marta Vogel" in said
    clock.advance(minutes=7)
    igor.desktop._tick()
    assert pop_up.figure.text() == "7 min"


def test_it_never_takes_the_keyboard_by_itself(igor: AtDesk) -> None:
    igor.tell("Inquiry")
    pop_up = igor.only
    assert pop_up.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert pop_up.windowFlags() & Qt.WindowType.Tool == Qt.WindowType.Tool
    assert not pop_up.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_what_was_there_before_only_counts_in_the_bell(igor: AtDesk, clock: FixedClock) -> None:
    igor.desktop._newest = None
    igor.tell("Old")
    assert igor.shown == []
    assert igor.bell.news.unread == 1
    igor.tell("New", record=2)
    assert igor.shown == ["1 inquiry for your department · New"]


def test_several_of_a_kind_share_one_window(igor: AtDesk) -> None:
    for number in range(7):
        igor.tell(f"Inquiry {number}", record=number)
    assert igor.shown == ["7 inquiries for your department · Inquiry 6 · Inquiry 5 · Inquiry 4"]
    said = [each.text() for each in igor.only.findChildren(type(igor.only.state)) if each.isVisibleTo(igor.only)]
    assert "and 4 more" in said


def test_no_tower_of_kinds(igor: AtDesk) -> None:
    kinds = (NoticeKind.INQUIRY_SORTED, NoticeKind.CLIMBED, NoticeKind.TASK_GIVEN, NoticeKind.MAIL)
    for number, kind in enumerate(kinds):
        igor.tell(f"News {number}", kind, record=number)
    assert len(igor.shown) == MOST
    assert [pop_up.kind for pop_up in igor.desktop.shown] == list(kinds[1:])
    areas = [pop_up.geometry() for pop_up in igor.desktop.shown]
    assert not any(one.intersects(other) for one in areas for other in areas if one is not other)


def test_a_call_stands_below_them_and_covers_none(igor: AtDesk, clock: FixedClock) -> None:
    igor.tell("Inquiry")
    igor.work_elsewhere()
    igor.tell("Task", NoticeKind.TASK_GIVEN, record=2)
    igor.work_elsewhere()
    call = PopUp(clock)
    igor.stack.add(call)
    igor.work_elsewhere()
    igor.stack.place()
    areas = [each.geometry() for each in (call, *reversed(igor.desktop.shown))]
    assert all(one.top() > other.bottom() for one, other in pairwise(areas))
    assert igor.stack.lowest is call
    igor.stack.remove(call)
    assert igor.stack.lowest is None


def test_no_call_makes_place_for_a_notice(igor: AtDesk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    igor.tell("Inquiry")
    call = PopUp(clock)
    monkeypatch.setattr(igor.stack, "_ground", lambda: QRect(0, 0, 800, 140))
    igor.stack.add(call)
    assert call.isVisible()
    assert not igor.only.isVisible()
    igor.stack.remove(call)
    assert igor.only.isVisible()


def test_what_is_done_elsewhere_vanishes(igor: AtDesk) -> None:
    igor.tell("Inquiry 1", record=1)
    igor.tell("Inquiry 2", record=2)
    igor.done_elsewhere("triage", 1)
    assert igor.shown == ["1 inquiry for your department · Inquiry 2"]
    igor.done_elsewhere("triage", 2)
    assert igor.shown == []
    assert igor.bell.news.unread == 0


def test_what_is_read_on_another_desk_of_the_same_person_vanishes(igor: AtDesk) -> None:
    igor.tell("Inquiry")
    igor.store.write(notices.read)
    igor.settle()
    assert igor.shown == []


def test_a_click_opens_the_place_and_reads_it(igor: AtDesk) -> None:
    igor.tell("Task", NoticeKind.TASK_GIVEN, place="tasks", record=4)
    click(igor.only)
    igor.settle()
    assert (igor.window.current, igor.opened) == ("tasks", [("tasks", 4)])
    assert igor.shown == []
    assert igor.bell.news.unread == 0


def test_enter_opens_it_and_escape_puts_it_away_unread(igor: AtDesk) -> None:
    igor.tell("Task", NoticeKind.TASK_GIVEN, place="tasks", record=4)
    QTest.keyClick(igor.only, Qt.Key.Key_Escape)
    igor.settle()
    assert (igor.shown, igor.bell.news.unread) == ([], 1)
    igor.tell("Task", NoticeKind.TASK_GIVEN, place="tasks", record=5)
    assert igor.shown == ["1 task for you · Task"]
    QTest.keyClick(igor.only, Qt.Key.Key_Return)
    igor.settle()
    assert igor.opened == [("tasks", 5)]


def test_several_open_their_room_or_the_list(igor: AtDesk) -> None:
    igor.tell("Task 1", NoticeKind.TASK_GIVEN, place="tasks", record=1)
    igor.tell("Task 2", NoticeKind.TASK_GIVEN, place="tasks", record=2)
    igor.only.taken.emit()
    igor.settle()
    assert (igor.window.current, igor.opened, igor.bell.news.unread) == ("tasks", [], 0)
    igor.tell("Task 3", NoticeKind.TASK_GIVEN, place="tasks", record=3)
    igor.tell("Task 4", NoticeKind.TASK_GIVEN, place="triage", record=4)
    igor.only.taken.emit()
    igor.settle()
    assert igor.bell.list.isVisible()
    assert igor.bell.news.unread == 2


def test_it_goes_by_itself_but_not_under_the_mouse(igor: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    igor.tell("Inquiry")
    pop_up = igor.only
    monkeypatch.setattr(pop_up, "underMouse", lambda: True)
    pop_up._life.timeout.emit()
    assert igor.shown != []
    monkeypatch.setattr(pop_up, "underMouse", lambda: False)
    igor.work_elsewhere()
    pop_up._life.timeout.emit()
    assert (igor.shown, igor.bell.news.unread) == ([], 1)


def test_what_was_not_chosen_for_the_desktop_stays_in_the_bell(igor: AtDesk) -> None:
    igor.tell("Deal", NoticeKind.DEAL, place="tasks")
    assert (igor.shown, igor.bell.news.unread) == ([], 1)
    igor.store.write(notice_choices.choose, NoticeKind.DEAL, True, True)
    igor.settle()
    igor.tell("Deal again", NoticeKind.DEAL, place="tasks")
    assert igor.shown == ["1 piece of news of your deals · Deal again"]


def test_nothing_shows_itself_while_the_person_wants_quiet(igor: AtDesk, clock: FixedClock) -> None:
    igor.tell("Inquiry 1")
    igor.store.write(notice_choices.be_quiet, clock.moment + timedelta(hours=1))
    igor.settle()
    assert igor.shown == []
    igor.tell("Inquiry 2", record=2)
    assert (igor.shown, igor.bell.news.unread) == ([], 2)
    assert igor.window.top_bar.bell.icon_name == "bell-slash"
    clock.advance(hours=1)
    igor.tell("Inquiry 3", record=3)
    assert igor.shown == ["1 inquiry for your department · Inquiry 3"]
    assert igor.window.top_bar.bell.icon_name == "bell"


def test_nothing_stands_over_the_scanning_station(igor: AtDesk) -> None:
    igor.tell("Inquiry 1")
    igor.window.go("station")
    assert igor.shown == []
    igor.tell("Inquiry 2", record=2)
    assert igor.shown == []


def test_a_call_is_shown_by_the_telephone_and_here_only_once_it_was_missed(igor: AtDesk) -> None:
    news = notice_choices.BellNews
    igor.tell("Helios calls", NoticeKind.CUSTOMER_WROTE)
    row = igor.bell.news.newest[0]
    ringing = notices.NoticeRow(
        row.id + 1, row.at, row.phrase, "tasks", 1, True, NoticeKind.CUSTOMER_WROTE, "", of_call=True
    )
    desktop = igor.bell.news.desktop
    igor.desktop.close_all()
    igor.bell.heard.emit(news(1, (ringing,), desktop, None))
    assert igor.shown == []
    missed = notices.NoticeRow(row.id + 1, row.at, row.phrase, "tasks", 1, True, NoticeKind.CALL_MISSED, "", of_call=True)
    igor.bell.heard.emit(news(1, (missed,), desktop, None))
    assert igor.shown == ["1 missed call · Helios calls"]


def test_it_speaks_the_chosen_language_at_once(igor: AtDesk) -> None:
    igor.tell("Inquiry")
    before = igor.shown
    igor.window.speak("ru")
    QApplication.processEvents()
    assert igor.only.away.toolTip() == "Убрать"
    igor.window.speak("en")
    QApplication.processEvents()
    assert igor.shown == before
