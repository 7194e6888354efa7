"""Documents leave Kontor: into the system's viewer, or into a file; what cannot be written is said."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.events import Document
from app.views.deals.paper_desk import SystemPapers, write_file
from app.views.desk import Desk
from app.views.messages import Messages
from tests.views.quiet import settled

PAPER = Document("Quotation 2026-0388.pdf", "application/pdf", b"%PDF-1.7 paper")


class Viewer:
    """The system's viewer; *knows* says whether there is a program for the document."""

    def __init__(self, *, knows: bool) -> None:
        self.knows = knows
        self.shown: list[Path] = []

    def __call__(self, url: QUrl) -> bool:
        self.shown.append(Path(url.toLocalFile()))
        return self.knows


@pytest.mark.parametrize("knows", [True, False])
def test_a_document_is_shown_under_its_own_name(knows: bool, desk: Desk, qtbot: QtBot) -> None:
    viewer, messages, owner = Viewer(knows=knows), Messages(), QWidget()
    qtbot.addWidget(owner)
    SystemPapers(desk, messages, viewer).open(PAPER, owner)
    settled(desk, qtbot)
    shown = viewer.shown[0]
    assert shown.name == PAPER.filename
    assert shown.read_bytes() == PAPER.data
    assert shown.stat().st_mode & 0o777 == 0o400
    assert shown.parent.stat().st_mode & 0o777 == 0o700
    assert (str(shown) in messages.bar.sentence) is not knows


def test_a_document_is_saved_where_the_person_says(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    messages, owner = Messages(), QWidget()
    qtbot.addWidget(owner)
    SystemPapers(desk, messages).save(PAPER, owner)
    dialog = owner.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "kept.pdf"))
    dialog.close()
    settled(desk, qtbot)
    assert (tmp_path / "kept.pdf").read_bytes() == PAPER.data


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        write_file(tmp_path / "no such folder" / "kept.pdf", b"")
