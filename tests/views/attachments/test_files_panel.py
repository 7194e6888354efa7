"""Files dropped on a record: kept, refused in words, opened, saved, taken away and brought back by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.operations import attachments, settings
from app.views.attachments.files_panel import FilesPanel
from app.views.attachments.reading import read_file
from app.views.desk import Desk
from app.views.messages import Messages
from tests.deal_factories import House
from tests.views.keepsakes import Drawer

PDF = b"%PDF-1.7 drawing"
CONTROL = Qt.KeyboardModifier.ControlModifier
Drop = Callable[..., None]


def written(folder: Path, name: str, data: bytes = PDF) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def names(panel: FilesPanel) -> list[str]:
    return [row.name for row in panel.rows]


def press(desk: Desk, qtbot: QtBot, panel: FilesPanel, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(panel.list, key, modifier or Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: desk.under_way == 0)


def test_several_files_are_dropped_at_once(panel: FilesPanel, drop: Drop, tmp_path: Path, messages: Messages) -> None:
    drop(written(tmp_path, "a.pdf"), written(tmp_path, "Насос Ä.txt", "Насос".encode()))
    assert sorted(names(panel)) == ["a.pdf", "Насос Ä.txt"]
    assert messages.bar.sentence == "2 files are kept."
    messages.bar._quiet.click()


def test_what_cannot_be_kept_says_why_and_the_rest_is_kept(
    panel: FilesPanel, drop: Drop, at: House, tmp_path: Path, messages: Messages
) -> None:
    at.store.write(settings.keep, attachments.LIMIT, 1)
    folder = tmp_path / "Drawings"
    folder.mkdir()
    big = written(tmp_path, "big.bin", b"x" * (attachments.MEGABYTE + 1))
    drop(folder, written(tmp_path, "empty.txt", b""), big, tmp_path / "gone.pdf", written(tmp_path, "good.pdf"))
    assert names(panel) == ["good.pdf"]
    said = messages.bar.sentence
    assert "“Drawings” is a folder" in said
    assert "“empty.txt” is empty" in said
    assert "“big.bin” has 2 MB; a file may have 1 MB at most" in said
    assert "“gone.pdf” cannot be read" in said


def test_the_same_file_again_is_kept_once(panel: FilesPanel, drop: Drop, tmp_path: Path, messages: Messages) -> None:
    drop(written(tmp_path, "a.pdf"))
    drop(written(tmp_path, "copy of a.pdf"))
    assert names(panel) == ["a.pdf"]
    assert messages.bar.sentence == "“a.pdf” was here already, and is kept once."


def test_files_are_opened_saved_taken_away_and_brought_back_by_keys(
    panel: FilesPanel, drop: Drop, desk: Desk, drawer: Drawer, tmp_path: Path, messages: Messages, qtbot: QtBot
) -> None:
    drop(written(tmp_path, "a.pdf"))
    panel.list.setFocus()
    press(desk, qtbot, panel, Qt.Key.Key_Return)
    press(desk, qtbot, panel, Qt.Key.Key_S, CONTROL)
    assert [each.data for each in (*drawer.opened, *drawer.saved)] == [PDF, PDF]
    press(desk, qtbot, panel, Qt.Key.Key_Delete)
    assert names(panel) == []
    assert messages.bar.sentence == "“a.pdf” is taken away."
    messages.bar._quiet.click()
    qtbot.waitUntil(lambda: names(panel) == ["a.pdf"])


def test_a_program_is_never_started(
    panel: FilesPanel, drop: Drop, desk: Desk, drawer: Drawer, tmp_path: Path, messages: Messages, qtbot: QtBot
) -> None:
    drop(written(tmp_path, "invoice.pdf.sh", b"#!/bin/sh\nrm -rf ~"))
    press(desk, qtbot, panel, Qt.Key.Key_Return)
    assert drawer.opened == []
    assert "is a program" in messages.bar.sentence
    messages.bar._plain.click()
    assert len(drawer.saved) == 1


def test_somebody_elses_file_stays(
    panel: FilesPanel, drop: Drop, desk: Desk, at: House, tmp_path: Path, messages: Messages, qtbot: QtBot
) -> None:
    drop(written(tmp_path, "a.pdf"))
    with at.acting("Pavel"):
        press(desk, qtbot, panel, Qt.Key.Key_Delete)
    assert names(panel) == ["a.pdf"]
    assert "Olga Lebedewa" in messages.bar.sentence


def test_other_parts_of_a_page_take_drops_for_the_panel(panel: FilesPanel, drop: Drop, tmp_path: Path) -> None:
    drop(written(tmp_path, "a.pdf"), on=panel.list.viewport())
    assert names(panel) == ["a.pdf"]


def test_text_and_links_are_no_files(panel: FilesPanel) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.pdf")])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(9, 9), action, data, left, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(panel, event)
    assert not event.isAccepted()


def test_who_may_not_add_takes_no_drop(panel: FilesPanel, at: House, desk: Desk, qtbot: QtBot) -> None:
    panel.show_files_of("counterparty", at.customer, may_add=False)
    qtbot.waitUntil(lambda: desk.under_way == 0)
    assert not panel.acceptDrops()
    assert panel.add.isHidden()
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.note.text() == "none"


def test_reading_goes_on_only_while_it_may(tmp_path: Path) -> None:
    path = written(tmp_path, "big.bin", b"x" * (3 * attachments.MEGABYTE))
    heard: list[tuple[int, int]] = []

    def twice(done: int, whole: int) -> bool:
        heard.append((done, whole))
        return len(heard) < 2

    with pytest.raises(UserError, match="Stopped"):
        read_file(path, 4 * attachments.MEGABYTE, twice)
    assert heard == [(attachments.MEGABYTE, 3 * attachments.MEGABYTE), (2 * attachments.MEGABYTE, 3 * attachments.MEGABYTE)]
    assert len(read_file(path, 4 * attachments.MEGABYTE, lambda *_: True)) == 3 * attachments.MEGABYTE
