"""A table of the proof to a file, XLSX or CSV, written away from the main thread."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import UserError
from app.events import Document
from app.language import chosen, tr
from app.operations.promise_proof import Proof
from app.operations.promise_tables import TITLES, View, proof_document
from app.reports.files import file_name
from app.reports.tables import Format
from app.views.deals.paper_desk import write_file
from app.views.desk import Desk
from app.views.messages import Messages

ENDINGS: dict[str, Format] = {".xlsx": "xlsx", ".csv": "csv"}


class ProofSaving:
    """``ProofSaving(desk, messages).ask(proof, view, room)`` asks where and writes; ``write(…)`` writes at once."""

    def __init__(self, desk: Desk, messages: Messages) -> None:
        self._desk, self._messages = desk, messages
        self.dialog: QFileDialog | None = None

    def ask(self, proof: Proof, view: View, owner: QWidget) -> None:
        """Ask for a file."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(owner, tr("Save the table"), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {f"{tr('Excel table')} (*.xlsx)": "xlsx", f"{tr('CSV table')} (*.csv)": "csv"}
        dialog.setNameFilters(list(kinds))
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words]))
        dialog.selectFile(file_name(tr(TITLES[view]), "xlsx"))
        dialog.fileSelected.connect(lambda name: self.write(proof, view, Path(name), owner))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def write(self, proof: Proof, view: View, path: Path, owner: QWidget) -> None:
        """Write a table to *path*; the ending says as what."""
        ending = ENDINGS.get(path.suffix.lower())
        if ending is None:
            self._messages.problem(
                UserError("A table can be saved as XLSX or CSV, not as {ending}.", ending=path.suffix or "–")
            )
            return

        def keep(document: Document) -> None:
            written = self._desk.run(owner, write_file, path, document.data)
            written.then(lambda kept: self._messages.done(tr("Saved as {path}.", path=str(kept))))
            written.otherwise(self._messages.problem)

        ticket = self._desk.ask(owner, proof_document, proof, view, ending, chosen())
        ticket.then(keep).otherwise(self._messages.problem)
