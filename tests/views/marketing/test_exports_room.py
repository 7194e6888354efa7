"""The room of exports: the ledger, and the block list with Mailchimp's files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.marketing_terms import BlockCause
from app.operations import block_list, marketing_lists, segments
from app.operations.marketing_lists import ListOrder
from app.views.desk import Desk
from app.views.marketing.exports_room import BLOCKS, LEDGER, ExportsRoom
from app.views.messages import Messages
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS
from tests.views.marketing.office import CONTROL, Files
from tests.views.quiet import settled

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

UNSUBSCRIBED = "Email Address,UNSUB_TIME\na@b.example,2025-03-04 09:12:44\nnonsense,\n"


class Room:
    """Maria's room of exports."""

    def __init__(self, desk: Desk, files: Files, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.messages = Messages()
        self.room = ExportsRoom(desk, self.messages, files)
        qtbot.addWidget(self.room)
        self.room.resize(1240, 852)
        self.room.show()
        qtbot.waitUntil(self.room.isActiveWindow)
        self.room.setFocus()
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.room.window().focusWidget(), key, modifier)
        self.settle()


@pytest.fixture
def open_room(fresh_store: Store, desk_of_maria: Desk, files: Files, qtbot: QtBot) -> Room:
    fresh_store.write(marketing_desk.dairy_people)
    row = fresh_store.write(segments.create, "Dairies", CUSTOMERS)
    run = fresh_store.write(marketing_lists.export, ListOrder(row.id))
    fresh_store.write(marketing_lists.delivered, run.run_id, "/nowhere/list.csv")
    return Room(desk_of_maria, files, qtbot)


def test_the_ledger_has_a_line_for_each_list(open_room: Room) -> None:
    room = open_room.room
    words = [room.runs.index(0, column).data() for column in range(room.runs.columnCount())]
    assert words[1:8] == ["Dairies", "E-mail list, CSV", "Maria Stein", "2", "2", "0", "0"]
    room.ledger_table.setFocus()
    open_room.press(Qt.Key.Key_Return)
    assert "is not on this computer" in open_room.messages.bar.sentence


def test_digits_change_the_view(open_room: Room) -> None:
    open_room.press(Qt.Key.Key_2)
    assert open_room.room.views.current == BLOCKS
    assert open_room.room.block_table.isVisible()
    open_room.press(Qt.Key.Key_1)
    assert open_room.room.views.current == LEDGER


def test_i_reads_the_file_and_reports(open_room: Room, fresh_store: Store, files: Files) -> None:
    (files.folder / "unsubscribed.csv").write_text(UNSUBSCRIBED, "utf-8")
    open_room.press(Qt.Key.Key_I)
    open_room.settle()
    assert open_room.messages.bar.sentence == (
        "unsubscribed.csv: 1 new address is blocked, 0 were known. 1 line has no address, the first is line 3: nonsense"
    )
    assert open_room.room.views.current == BLOCKS
    assert fresh_store.read(block_list.entries, "a@b").rows[0].cause is BlockCause.UNSUBSCRIBED


def test_a_file_may_be_dropped(open_room: Room, fresh_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "cleaned.csv"
    file.write_text("Email Address\nx@y.example\n", "utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys)
    open_room.room.dropEvent(event)
    open_room.settle()
    open_room.qtbot.waitUntil(lambda: bool(fresh_store.read(block_list.entries, "x@y").rows))
    assert fresh_store.read(block_list.entries, "x@y").rows[0].cause is BlockCause.BOUNCED


def test_a_file_that_is_none_is_refused(open_room: Room, files: Files) -> None:
    open_room.press(Qt.Key.Key_I)
    open_room.settle()
    assert "cannot be read" in open_room.messages.bar.sentence


def test_b_blocks_by_hand_and_undo_releases(open_room: Room, fresh_store: Store) -> None:
    room = open_room.room
    open_room.press(Qt.Key.Key_B)
    address, reason = room.question.fields
    QTest.keyClicks(address.line, "boss@nord.example")
    open_room.press(Qt.Key.Key_Return)
    assert reason.error
    QTest.keyClicks(reason.line, "asked")
    open_room.press(Qt.Key.Key_Return)
    open_room.settle()
    assert len(fresh_store.read(block_list.entries, "boss@").rows) == 1
    open_room.press(Qt.Key.Key_Z, CONTROL)
    open_room.settle()
    assert fresh_store.read(block_list.entries, "boss@").rows == ()


def test_what_the_service_said_is_not_released(open_room: Room, fresh_store: Store) -> None:
    room = open_room.room
    open_room.press(Qt.Key.Key_2)
    room.block_table.setFocus()
    place = next(place for place, row in enumerate(room.blocks.rows) if row.cause is BlockCause.BOUNCED)
    room.block_table.selectRow(place)
    open_room.press(Qt.Key.Key_Delete)
    QTest.keyClicks(room.question.fields[0].line, "please")
    open_room.press(Qt.Key.Key_Return)
    open_room.settle()
    assert fresh_store.read(block_list.blocked_count) == 3


def test_without_exports_no_button_has_the_keyboard(
    fresh_store: Store, desk_of_maria: Desk, files: Files, qtbot: QtBot
) -> None:
    opened = Room(desk_of_maria, files, qtbot)
    assert opened.room.no_runs.hasFocus()
    opened.press(Qt.Key.Key_2)
    assert opened.room.no_blocks.hasFocus()
    assert [button.isEnabled() for button in opened.room.block_foot.findChildren(QAbstractButton)] == [True, False]
    fresh_store.write(block_list.block, "a@b.example", "asked us")
    opened.room.refresh()
    opened.settle()
    assert opened.room.block_table.hasFocus()
    assert all(button.isEnabled() for button in opened.room.block_foot.findChildren(QAbstractButton))
