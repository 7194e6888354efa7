"""Files on the page of a deal: dropped anywhere on it, and the scan of a certificate."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.service import Certificate
from app.operations.certification import CertificateDraft, record_certificate
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from tests.deal_factories import House, deal
from tests.views.deals.conftest import Drawer, settled

PDF = b"%PDF-1.7 scan"


def test_a_file_dropped_on_the_page_of_a_deal_is_kept_with_it(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    deal_id = deal(at)
    path = tmp_path / "offer of a rival.pdf"
    path.write_bytes(PDF)
    room = enter()
    room.open_deal(deal_id)
    settled(desk, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(room.page, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(room.page, QDropEvent(QPointF(9, 9), copy, data, left, none))
    qtbot.waitUntil(lambda: [row.name for row in room.page.files.panel.rows] == ["offer of a rival.pdf"])


def test_a_certificate_gets_its_scan_and_shows_it(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, drawer: Drawer, tmp_path: Path, qtbot: QtBot
) -> None:
    deal_id = deal(at, ("CHAMBER", "1"))
    line, _ = at.line(deal_id)
    certificate = at.store.write(record_certificate, line, 1, CertificateDraft("TÜV", "C-1", date(2026, 8, 1)))
    path = tmp_path / "C-1.pdf"
    path.write_bytes(PDF)
    room = enter()
    room.open_deal(deal_id)
    settled(desk, qtbot)

    def button(words: str) -> PlainButton:
        return next(each for each in room.page.certificates.findChildren(PlainButton) if each.words == words)

    wanted: list[int] = []
    # The dialog of the system is not for tests: whoever listens instead notes what was asked for.
    room.page.certificates.scan_wanted.disconnect()
    room.page.certificates.scan_wanted.connect(wanted.append)
    button("Add the scan").click()
    assert wanted == [certificate]
    room.page.files.panel.keeper.keep([path], "certificate", certificate)
    qtbot.waitUntil(lambda: at.get(Certificate, certificate, "document_id") is not None)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: any(b.words == "Open the scan" for b in room.page.certificates.findChildren(PlainButton)))
    button("Open the scan").click()
    qtbot.waitUntil(lambda: [document.data for document in drawer.opened] == [PDF])
