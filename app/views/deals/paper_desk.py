"""Where a finished document goes: the system's viewer, or a file of the person's choice."""

import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import UserError
from app.events import Document
from app.language import tr
from app.views.desk import Desk
from app.views.messages import Messages


class PaperDesk(Protocol):
    """Shows and keeps documents."""

    def open(self, document: Document, owner: QWidget) -> None:
        """Show *document* to the person."""

    def save(self, document: Document, owner: QWidget) -> None:
        """Keep *document* where the person says."""


def write_file(path: Path, data: bytes) -> Path:
    """Write *data* to *path*. Raises UserError if the place cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UserError("{path} cannot be written: {reason}.", path=str(path), reason=error.strerror or "") from error
    return path


def write_for_viewing(document: Document) -> Path:
    """Put *document* into a temporary folder of its own (nobody else may look into it), so that its name stays readable.

    The copy cannot be written: what somebody changes in it would be lost. Raises UserError.
    """
    folder = Path(tempfile.mkdtemp(prefix="kontor-"))
    path = write_file(folder / document.filename, document.data)
    path.chmod(stat.S_IRUSR)
    return path


class SystemPapers:
    """Opens documents with the system's viewer and asks where to save them; files are written in the background."""

    def __init__(self, desk: Desk, messages: Messages, show: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        self._desk, self._messages, self._show = desk, messages, show

    def open(self, document: Document, owner: QWidget) -> None:
        """Show *document* in the program that the system has for it."""
        self._desk.run(owner, write_for_viewing, document).then(self._view).otherwise(self._messages.problem)

    def save(self, document: Document, owner: QWidget) -> None:
        """Ask where to keep *document*."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(owner, tr("Save the document"), str(folder / document.filename))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(document.filename)
        dialog.fileSelected.connect(lambda name: self._write(Path(name), document, owner))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: Path, document: Document, owner: QWidget) -> None:
        ticket = self._desk.run(owner, write_file, path, document.data)
        ticket.then(lambda written: self._messages.done(tr("Saved as {path}.", path=str(written))))
        ticket.otherwise(self._messages.problem)

    def _view(self, path: Path) -> None:
        if not self._show(QUrl.fromLocalFile(str(path))):
            self._messages.problem(UserError("No program opens this document here. It lies at {path}.", path=str(path)))
