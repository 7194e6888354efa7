"""A file of a letter on its way to the person's own disk: asked for, fetched and written away from the main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import UserError
from app.events import Document
from app.language import tr


def write_document(document: Document, path: Path) -> str:
    """Write the bytes of *document* to *path*, whose name comes back. Raises UserError where that is not possible."""
    try:
        path.write_bytes(document.data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError("{file} could not be saved: {reason}.", file=path.name, reason=reason) from error
    return path.name


def ask_where(owner: QWidget, name: str, save: Callable[[Path], object]) -> QFileDialog:
    """Open the dialog that asks where to save the file *name*; the way there goes to *save*."""
    dialog = QFileDialog(owner, tr("Save {file}", file=name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(Path(name).name)
    dialog.setModal(True)
    dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
