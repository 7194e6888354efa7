"""Igor at his desk: a real embedded database, a main window with rooms on paper, notices as others' deeds send them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.language import marked, phrase
from app.models.notice_terms import NoticeKind
from app.operations import notice_choices, notices
from app.views.calls.stack import Stack
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.notices.desktop import DesktopNotices
from app.views.notices.pop_up import NoticePopUp
from app.views.room import RoomEntry
from app.views.shell.badge import Person
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from app.views.shell.notices import Bell, NoticeBooks
from tests import factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.views.company_desk import desk_over
from tests.views.keepsakes import Choices
from tests.views.paper_room import PaperRoom
from tests.views.quiet import settled

BOOKS = NoticeBooks(notice_choices.bell, notices.page, notices.read, notices.unread_again, notice_choices.be_quiet)


@dataclass
class AtDesk:
    """What a test does and sees at Igor's desk."""

    store: Store
    people: dict[str, int]
    desk: Desk
    window: MainWindow
    desktop: DesktopNotices
    stack: Stack
    qtbot: QtBot

    def tell(
        self,
        text: str,
        kind: NoticeKind = NoticeKind.INQUIRY_SORTED,
        *,
        by: str = "Marta",
        place: str = "triage",
        record: int = 1,
    ) -> None:
        """Somebody's deed tells Igor *text*; his window has shown it."""
        me, self.store.employee_id = self.store.employee_id, self.people[by]
        try:
            self.store.write(
                notices.tell, [self.people["Igor"]], phrase("{text}", text=text), place=place, record_id=record, kind=kind
            )
        finally:
            self.store.employee_id = me
        self.settle()

    def done_elsewhere(self, place: str, record: int) -> None:
        """Somebody else has done it."""
        self.store.write(notices.gone, place, record)
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked is answered, and heard of."""
        settled(self.desk, self.qtbot, self.bell._wait.isActive)

    def work_elsewhere(self) -> None:
        """Work in the main window; the platform without a screen gives the keyboard to whatever was shown last."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def bell(self) -> Bell:
        """The bell of the window."""
        assert self.window.bell is not None
        return self.window.bell

    @property
    def shown(self) -> list[str]:
        """What stands on the desktop, the oldest first."""
        return [pop_up.words for pop_up in self.desktop.shown]

    @property
    def only(self) -> NoticePopUp:
        """The only notice on the desktop."""
        (pop_up,) = self.desktop.shown
        return pop_up

    @property
    def opened(self) -> list[tuple[str, int]]:
        """What the room that is shown was asked to open."""
        room = self.window.room(self.window.current)
        assert isinstance(room, PaperRoom)
        return room.opened

    @property
    def listed(self) -> list[str]:
        """The texts in the list under the bell."""
        return [str(row.phrase) for row in self.bell.list.notices]


@pytest.fixture
def igor(sqlite_databases: SqliteFiles, clock: FixedClock, qtbot: QtBot) -> Iterator[AtDesk]:
    store = Store(sqlite_databases.founded(), clock=clock)
    people = store.write(factories.company)
    store.employee_id = people["Igor"]
    with desk_over(store) as desk:
        messages = Messages()
        kinds = {"triage": frozenset({"triage"}), "tasks": frozenset({"task"}), "station": frozenset[str]()}
        entries = tuple(
            RoomEntry(
                name,
                marked(name.title()),
                "tray",
                lambda: PaperRoom(desk, messages),
                kinds=kinds[name],
                whole_window=name == "station",
            )
            for name in kinds
        )
        parts = House(Person("igor", "Igor Petrow", marked("Head")), entries, "kontor-db", notices=BOOKS)
        window = MainWindow(desk, messages, Choices(), parts)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(window.isActiveWindow)
        stack = Stack(window)
        assert window.bell is not None
        at_desk = AtDesk(store, people, desk, window, DesktopNotices(window, window.bell, stack, clock), stack, qtbot)
        at_desk.settle()
        yield at_desk
        at_desk.desktop.close_all()
        window.bell.list.hide()
        at_desk.settle()
        window.speak("en")
    store.close()
