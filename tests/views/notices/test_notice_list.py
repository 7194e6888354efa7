"""The list under the bell, by keys alone: open, read, all, unread only, quiet, undo; by day, page by page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from app.language import phrase
from app.models.notice_terms import NoticeKind
from app.operations import notices
from app.views.look.rows import RowRole
from tests.clock import FixedClock
from tests.views.notices.conftest import AtDesk


def opened(igor: AtDesk) -> None:
    """Open the list by its key."""
    igor.work_elsewhere()
    QTest.keySequence(igor.window, QKeySequence("Ctrl+Shift+N"))
    igor.settle()
    assert igor.bell.list.isVisible()


def key(igor: AtDesk, pressed: Qt.Key) -> None:
    """Press a key in the list."""
    notice_list = igor.bell.list
    QTest.keyClick(notice_list.rows if notice_list.rows.isVisible() else notice_list, pressed)
    igor.settle()


def heads(igor: AtDesk) -> list[str]:
    model = igor.bell.list.rows.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [str(index.data()) for index in rows if index.data(RowRole.GROUP)]


def test_it_says_that_nothing_is_new(igor: AtDesk) -> None:
    opened(igor)
    assert not igor.bell.list.rows.isVisible()
    assert not igor.bell.list.read_one.isEnabled()
    key(igor, Qt.Key.Key_Escape)
    assert not igor.bell.list.isVisible()


def test_it_lists_by_day_the_newest_first(igor: AtDesk, clock: FixedClock) -> None:
    for number in range(3):
        igor.tell(f"Inquiry {number}", record=number)
        clock.advance(days=1)
    opened(igor)
    assert igor.listed == ["Inquiry 2", "Inquiry 1", "Inquiry 0"]
    assert len(heads(igor)) == 3
    assert igor.bell.list.current is not None
    assert igor.bell.list.current.record_id == 2


def test_enter_opens_what_the_arrows_chose_and_it_is_read(igor: AtDesk) -> None:
    igor.tell("Task 1", NoticeKind.TASK_GIVEN, place="tasks", record=1)
    igor.tell("Task 2", NoticeKind.TASK_GIVEN, place="tasks", record=2)
    opened(igor)
    key(igor, Qt.Key.Key_Down)
    key(igor, Qt.Key.Key_Return)
    assert not igor.bell.list.isVisible()
    assert (igor.window.current, igor.opened) == ("tasks", [("tasks", 1)])
    assert igor.bell.news.unread == 1


def test_del_reads_one_and_undo_brings_it_back_in_its_place(igor: AtDesk) -> None:
    for number in range(3):
        igor.tell(f"Inquiry {number}", record=number)
    opened(igor)
    key(igor, Qt.Key.Key_Down)
    key(igor, Qt.Key.Key_Delete)
    assert igor.listed == ["Inquiry 2", "Inquiry 0"]
    assert igor.bell.list.current is not None
    assert igor.bell.list.current.record_id == 0
    assert igor.bell.list.bar.sentence == "1 marked as read"
    QTest.keySequence(igor.bell.list.rows, QKeySequence("Ctrl+Z"))
    igor.settle()
    assert igor.listed == ["Inquiry 2", "Inquiry 1", "Inquiry 0"]


def test_a_reads_all_and_undo_brings_all_back(igor: AtDesk, clock: FixedClock) -> None:
    for number in range(3):
        igor.tell(f"Inquiry {number}", record=number)
    igor.store.write(notices.read, [igor.bell.news.newest[0].id])
    clock.advance(minutes=1)
    igor.settle()
    opened(igor)
    key(igor, Qt.Key.Key_A)
    assert (igor.listed, igor.bell.news.unread) == ([], 0)
    assert igor.bell.list.bar.sentence == "2 marked as read"
    clock.advance(minutes=1)
    QTest.keySequence(igor.bell.list, QKeySequence("Ctrl+Z"))
    igor.settle()
    assert igor.listed == ["Inquiry 1", "Inquiry 0"]


def test_u_shows_what_was_read_too(igor: AtDesk) -> None:
    igor.tell("Inquiry 1")
    igor.tell("Inquiry 2", record=2)
    igor.store.write(notices.read, [igor.bell.news.newest[0].id])
    igor.settle()
    opened(igor)
    assert igor.listed == ["Inquiry 1"]
    key(igor, Qt.Key.Key_U)
    assert igor.listed == ["Inquiry 2", "Inquiry 1"]
    key(igor, Qt.Key.Key_U)
    assert igor.listed == ["Inquiry 1"]


def test_q_is_quiet_for_an_hour_then_until_the_morning_then_not(igor: AtDesk) -> None:
    opened(igor)
    assert igor.bell.list.quiet.words == "Do not disturb"
    for expected in ("Quiet until", "Quiet until", "Do not disturb"):
        key(igor, Qt.Key.Key_Q)
        assert igor.bell.list.quiet.words.startswith(expected)


def test_what_is_done_elsewhere_leaves_the_open_list_and_the_place_stays(igor: AtDesk) -> None:
    for number in range(4):
        igor.tell(f"Inquiry {number}", record=number)
    opened(igor)
    key(igor, Qt.Key.Key_Down)
    igor.done_elsewhere("triage", 3)
    assert igor.listed == ["Inquiry 2", "Inquiry 1", "Inquiry 0"]
    assert igor.bell.list.current is not None
    assert igor.bell.list.current.record_id == 2


def test_a_long_list_comes_page_by_page(igor: AtDesk, clock: FixedClock) -> None:
    for number in range(120):
        clock.advance(seconds=1)
        news = phrase("Inquiry {n}", n=number)
        igor.store.employee_id = igor.people["Marta"]
        igor.store.write(notices.tell, [igor.people["Igor"]], news, place="triage", record_id=number, kind=NoticeKind.DEAL)
        igor.store.employee_id = igor.people["Igor"]
    igor.settle()
    opened(igor)
    assert len(igor.listed) == 50
    key(igor, Qt.Key.Key_End)
    assert len(igor.listed) >= 100
    key(igor, Qt.Key.Key_End)
    key(igor, Qt.Key.Key_End)
    assert igor.listed == [f"Inquiry {number}" for number in range(119, -1, -1)]
    assert len(heads(igor)) == 1
    # News under a list that was scrolled far takes nothing of it away.
    igor.tell("The newest", record=500)
    assert len(igor.listed) == 121
