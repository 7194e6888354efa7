"""What one is told of, chosen by keys: bell and desktop, what the role must know locked with its reason, undo."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.notice_terms import MUST, NoticeKind
from app.models.terms import Role
from app.operations import notice_choices
from app.operations.notice_choices import NoticeChoice
from app.views.desk import Desk
from app.views.messages import MessageArea, Messages
from app.views.settings.notices_panel import NoticesPanel
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.views.company_desk import desk_of
from tests.views.quiet import settled


class Home:
    """Olga's choices."""

    def __init__(self, store: Store, desk: Desk, qtbot: QtBot) -> None:
        self.store, self.desk, self.qtbot = store, desk, qtbot
        self.messages = Messages()
        self.window = QWidget()
        self.panel = NoticesPanel(desk, self.messages)
        column = QVBoxLayout(self.window)
        column.addWidget(self.panel)
        column.addWidget(MessageArea(self.messages))
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        desk.ask(self.panel, notice_choices.choices).then(self.panel.show_choices)
        self.settle()

    def settle(self) -> None:
        """Wait until everything is kept and shown."""
        settled(self.desk, self.qtbot)

    def choice(self, kind: NoticeKind) -> NoticeChoice:
        """What the books have."""
        return self.store.read(notice_choices.choices).of(kind)

    def press(self, kind: NoticeKind, way: str, key: Qt.Key = Qt.Key.Key_Space) -> None:
        """Press *key* on a box."""
        box = self.panel.boxes[kind, way]
        box.setFocus()
        QTest.keyClick(box, key)
        self.settle()


@pytest.fixture
def home(sqlite_databases: SqliteFiles, clock: FixedClock, qtbot: QtBot) -> Iterator[Home]:
    store = Store(sqlite_databases.founded(), clock=clock)
    with desk_of(store, "Olga") as desk:
        home = Home(store, desk, qtbot)
        yield home
        home.settle()
    store.close()


def test_space_declines_a_kind_and_undo_takes_it_back(home: Home) -> None:
    home.press(NoticeKind.QUALITY, "bell")
    assert home.choice(NoticeKind.QUALITY) == NoticeChoice(NoticeKind.QUALITY, False, False, None)
    assert home.messages.bar.sentence == "You are not told any more: Quality calls and difficult cases."
    home.messages.bar._clicked()
    home.settle()
    assert home.choice(NoticeKind.QUALITY).bell
    assert home.panel.boxes[NoticeKind.QUALITY, "bell"].isChecked()


def test_the_desktop_needs_the_bell_and_the_bell_ends_the_desktop(home: Home) -> None:
    home.press(NoticeKind.QUALITY, "bell")
    home.press(NoticeKind.QUALITY, "desktop")
    assert home.choice(NoticeKind.QUALITY) == NoticeChoice(NoticeKind.QUALITY, True, True, None)
    home.press(NoticeKind.QUALITY, "bell")
    assert not home.panel.boxes[NoticeKind.QUALITY, "desktop"].isChecked()


def test_what_the_role_must_know_is_locked_with_its_reason(home: Home) -> None:
    for kind in NoticeKind:
        must = kind in MUST[Role.SELLER]
        assert home.panel.boxes[kind, "bell"].isEnabled() is not must
        assert ("(seller)" in home.panel._reasons[kind].text()) is must
    home.press(NoticeKind.INQUIRY_GIVEN, "desktop")
    assert home.choice(NoticeKind.INQUIRY_GIVEN) == NoticeChoice(NoticeKind.INQUIRY_GIVEN, True, False, Role.SELLER)


def test_arrows_walk_over_the_boxes_that_can_be_turned(home: Home) -> None:
    boxes = home.panel.boxes
    home.press(NoticeKind.INQUIRY_SORTED, "bell", Qt.Key.Key_Down)
    # What she must know about inquiries given to her, customers and calls is fixed, and so passed over.
    assert boxes[NoticeKind.PROMISE, "bell"].hasFocus()
    home.press(NoticeKind.PROMISE, "bell", Qt.Key.Key_Right)
    assert boxes[NoticeKind.PROMISE, "desktop"].hasFocus()
    home.press(NoticeKind.PROMISE, "desktop", Qt.Key.Key_Up)
    assert boxes[NoticeKind.CLIMBED, "desktop"].hasFocus()
    home.press(NoticeKind.INQUIRY_CAME, "bell", Qt.Key.Key_Up)
    assert boxes[NoticeKind.INQUIRY_CAME, "bell"].hasFocus()


def test_a_role_that_came_meanwhile_refuses_and_the_box_is_right_again(home: Home) -> None:
    box = home.panel.boxes[NoticeKind.CUSTOMER_WROTE, "bell"]
    box.setEnabled(True)
    home.press(NoticeKind.CUSTOMER_WROTE, "bell")
    assert box.isChecked()
    assert not box.isEnabled()
    assert "always comes to the bell" in home.messages.bar.sentence


def test_quiet_is_chosen_and_taken_back(home: Home) -> None:
    # The clock of the books stands in the past: an hour from now is quiet for them.
    home.panel.quiet.choose("hour")
    home.panel.quiet.chosen.emit("hour")
    home.settle()
    assert home.store.read(notice_choices.choices).quiet_until is not None
    assert home.panel.quiet.current == "kept"
    home.messages.bar._clicked()
    home.settle()
    assert home.store.read(notice_choices.choices).quiet_until is None
    assert home.panel.quiet.current == "loud"
    home.panel.quiet.chosen.emit("morning")
    home.settle()
    home.panel.quiet.chosen.emit("loud")
    home.settle()
    assert home.store.read(notice_choices.choices).quiet_until is None


def test_it_is_said_in_the_chosen_language(home: Home) -> None:
    words = home.panel._names[NoticeKind.DEAL].text()
    home.panel.retranslate()
    QApplication.processEvents()
    assert home.panel._names[NoticeKind.DEAL].text() == words == "News of my deals"
    assert home.panel.boxes[NoticeKind.DEAL, "bell"].accessibleDescription() == words
