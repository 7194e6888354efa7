"""Saving a list: the place is asked, the list made and entered in the ledger, the file written, its place recorded."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.language import tr, trn
from app.list_folder import ListFolder
from app.operations import marketing_lists
from app.operations.marketing_lists import Exported, ListOrder
from app.views.desk import Desk
from app.views.marketing.files import ListFiles
from app.views.messages import Messages


class ListSaver(QObject):
    """``save(order, segment_name)``; ``ended`` comes when the ledger has its line, or nothing became of it."""

    ended = Signal()

    def __init__(self, desk: Desk, messages: Messages, files: ListFiles, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._messages, self._files, self._owner = desk, messages, files, owner
        self._folder = ListFolder()

    def save(self, order: ListOrder, segment: str) -> None:
        """Ask for the file, then save the list as *order* says."""
        name = marketing_lists.proposed_name(segment, order.file_format)
        self._files.ask_where(self._owner, name, partial(self._make, order))

    def _make(self, order: ListOrder, path: Path) -> None:
        ticket = self._desk.do(self, marketing_lists.export, order)
        ticket.then(partial(self._write, path)).otherwise(self._refused)

    def _write(self, path: Path, exported: Exported) -> None:
        ticket = self._desk.run(self, self._written, path, exported)
        ticket.then(lambda _: self._saved(path, exported))
        ticket.otherwise(partial(self._unwritten, exported))

    def _written(self, path: Path, exported: Exported) -> None:
        self._folder.write_file(path, exported.document.data)
        if exported.removal is not None:
            self._folder.write_file(path.with_name(exported.removal.filename), exported.removal.data)

    def _saved(self, path: Path, exported: Exported) -> None:
        delivered = self._desk.do(self, marketing_lists.delivered, exported.run_id, str(path))
        delivered.then(lambda _: self.ended.emit())
        lines = trn("{count} line", "{count} lines", exported.count)
        if exported.removal is None:
            self._messages.done(tr("Saved as {file}: {lines}.", file=path.name, lines=lines))
        else:
            sentence = tr(
                "Saved as {file}: {lines}. Who is to be removed stands in {beside}.",
                file=path.name,
                lines=lines,
                beside=exported.removal.filename,
            )
            self._messages.done(sentence)

    def _unwritten(self, exported: Exported, error: UserError) -> None:
        failed = self._desk.do(self, marketing_lists.failed, exported.run_id, error.said("en"))
        failed.then(lambda _: self.ended.emit())
        self._messages.problem(error)

    def _refused(self, error: UserError) -> None:
        self._messages.problem(error)
        self.ended.emit()
