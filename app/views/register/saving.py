"""Saving what a list shows: asks where, writes in the background, shows how far it is and can be stopped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import UserError
from app.events import Document
from app.language import chosen, tr
from app.operations import register_export
from app.operations.register_spec import Shown
from app.reports.files import file_name
from app.views.deals.paper_desk import write_file
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.progress_line import ProgressLine
from app.views.messages import Messages

PATIENCE = 1000
"""Milliseconds before progress is shown."""
BEAT = 200


class ListSaving(QWidget):
    """The line of progress, hidden while nothing is saved: lay it out above the foot. ``save(shown, title, columns)``."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self._desk, self._messages = desk, messages
        self._done = 0
        self._stopped = False
        self._waited = 0
        self.line = ProgressLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 6, 20, 6)
        column.addWidget(self.line)
        self.line.cancelled.connect(self._stop)
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self._show)
        self.hide()

    @property
    def saving(self) -> bool:
        """Whether a list is being written."""
        return self._beat.isActive()

    def save(self, shown: Shown, title: str, columns: Sequence[str] = ()) -> None:
        """Ask for the file, then write every row of *shown* into it."""
        if self.saving:
            self._messages.problem(UserError("A list is being saved already."))
            return
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(self.window(), tr("Save the list"), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {f"{tr('Excel table')} (*.xlsx)": "xlsx", f"{tr('CSV table')} (*.csv)": "csv"}
        dialog.setNameFilters(list(kinds))
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words]))
        dialog.selectFile(file_name(title, "xlsx"))
        dialog.fileSelected.connect(lambda name: self.write(Path(name), shown, columns))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path, shown: Shown, columns: Sequence[str] = ()) -> None:
        """Write *shown* to *path*; its ending says whether as XLSX or CSV."""
        ending: Literal["csv", "xlsx"] = "csv" if path.suffix.lower() == ".csv" else "xlsx"
        self._done, self._stopped, self._waited = 0, False, 0
        self.line = self._fresh_line()
        self._beat.start()
        ticket = self._desk.ask(self, register_export.export, shown, ending, chosen(), tuple(columns), self._going)
        ticket.then(lambda document: self._keep(path, document)).otherwise(self._failed)

    def _fresh_line(self) -> ProgressLine:
        # A line that was stopped once stays stopped: its button counts only once.
        old = self.line
        line = ProgressLine()
        line.cancelled.connect(self._stop)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(old, line)
        old.deleteLater()
        return line

    def _going(self, done: int) -> bool:
        # Called on the reader's thread: two plain values, no Qt.
        self._done = done
        return not self._stopped

    def _stop(self) -> None:
        self._stopped = True

    def _show(self) -> None:
        self._waited += BEAT
        if self._waited >= PATIENCE:
            self.line.show_progress(tr("Writing the list"), self._done, 0)
            self.show()

    def _keep(self, path: Path, document: Document) -> None:
        ticket = self._desk.run(self, write_file, path, document.data)
        ticket.then(lambda written: self._messages.done(tr("Saved as {path}.", path=str(written))))
        ticket.otherwise(self._messages.problem)
        ticket.anyway(self._end)

    def _failed(self, error: UserError) -> None:
        self._end()
        self._messages.problem(error)

    def _end(self) -> None:
        self._beat.stop()
        self.hide()
