"""Files on the page of a deal: dropped anywhere on it, and the scan of a certificate."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.base import Record
from app.models.deals import Deal
from app.models.service import Certificate, Commissioning, ServiceContract
from app.models.terms import Periodicity, Stage
from app.operations import attachments, installation, service
from app.operations.attachments import Owner
from app.operations.certification import CertificateDraft, record_certificate
from app.operations.installation import CommissioningDraft
from app.operations.service import ServiceDraft
from app.views.deals.room import DealsRoom
from app.views.deals.stage_section import StageSection
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from tests.deal_factories import House, deal
from tests.views.keepsakes import Drawer
from tests.views.quiet import settled

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


def buttons(section: StageSection) -> dict[str, PlainButton]:
    return {each.words: each for each in section.findChildren(PlainButton) if each.isVisible()}


def test_a_commissioning_record_and_a_service_contract_get_their_scans(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, drawer: Drawer, tmp_path: Path, qtbot: QtBot
) -> None:
    deal_id = deal(at, ("CHAMBER", "1"))
    at.run(update(Deal).where(Deal.id == deal_id).values(stage=Stage.INSTALLATION))
    ran = CommissioningDraft(date(2026, 7, 30), "Herr Brandt")
    with at.acting("Sven"):
        record = at.store.write(installation.commission, deal_id, at.version(deal_id), ran)
    at.run(update(Deal).where(Deal.id == deal_id).values(stage=Stage.SERVICE))
    draft = ServiceDraft(date(2026, 8, 1), 12, Periodicity.QUARTERLY, Decimal("900.00"))
    contract = at.store.write(service.conclude_contract, deal_id, at.version(deal_id), draft)
    room = enter()
    room.open_deal(deal_id)
    settled(desk, qtbot)
    page = room.page

    def gets_scan(section: StageSection, kind: type[Record], owner: Owner, record_id: int, shows: str) -> None:
        wanted: list[int] = []
        # The dialog of the system is not for tests: whoever listens instead notes what was asked for.
        section.scan_wanted.disconnect()
        section.scan_wanted.connect(wanted.append)
        qtbot.waitUntil(lambda: "Add the scan" in buttons(section))
        add = buttons(section)["Add the scan"]
        add.setFocus()
        QTest.keyClick(add, Qt.Key.Key_Return)
        assert wanted == [record_id]
        path = tmp_path / f"{owner}.pdf"
        path.write_bytes(PDF + owner.encode())
        page.files.panel.keeper.keep([path], owner, record_id)
        qtbot.waitUntil(lambda: shows in buttons(section))
        buttons(section)[shows].click()
        qtbot.waitUntil(lambda: [each.data for each in drawer.opened][-1:] == [PDF + owner.encode()])
        at.store.write(attachments.remove, at.get(kind, record_id, "document_id"))
        qtbot.waitUntil(lambda: shows not in buttons(section))
        qtbot.waitUntil(lambda: "Add the scan" in buttons(section))

    gets_scan(page.installation, Commissioning, "commissioning", record, "Open the scan")
    gets_scan(page.service, ServiceContract, "service_contract", contract, "Open the file")
