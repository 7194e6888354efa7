"""The files of one record: a list that takes files dropped on it. Enter opens, Ctrl S saves, Del takes away with undo."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.events import Document
from app.file_type import is_program
from app.language import tr, trn
from app.operations import attachments
from app.operations.attachments import FileRow, Owner
from app.views.attachments.keeping import Keeper
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.buttons import QuietButton
from app.views.look.label import Label
from app.views.look.numbers import day, number
from app.views.look.painting import paint_box
from app.views.look.progress_line import ProgressLine
from app.views.look.rows import RowList, RowRole
from app.views.messages import Messages

MOST_SHOWN = 6
"""Rows that are shown without scrolling."""
ICONS = {"image": "image", "video": "film-strip", "audio": "speaker-high", "text": "file-text"}


def file_icon(mime: str) -> str:
    """The icon of a kind of file."""
    if mime == "application/pdf":
        return "file-pdf"
    if "zip" in mime or "rar" in mime or "7z" in mime:
        return "archive"
    return ICONS.get(mime.partition("/")[0], "file")


def size_words(size: int) -> str:
    """*size* in bytes as a person reads it."""
    if size >= attachments.MEGABYTE:
        return tr("{size} MB", size=number(-(-size // attachments.MEGABYTE)))
    return tr("{size} kB", size=number(max(1, size // 1024)))


class _DropFrame(QWidget):
    """Lies over the panel while files hang above it: the list would hide a frame that is painted beneath."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect().adjusted(2, 2, -2, -2), 5, None, "accent_text", 2)
        painter.end()


class FilesPanel(QWidget):
    """``FilesPanel(desk, messages, papers)``; ``show_files_of(owner, id, may_add)``. Other widgets of the page take
    drops for it by ``take_drops_of(widget)``."""

    counted = Signal(int)
    """How many files there are."""

    def __init__(
        self, desk: Desk, messages: Messages, papers: PaperDesk, *, margin: int = 20, key: str = "Ctrl+Shift+F"
    ) -> None:
        super().__init__()
        self._desk, self._messages, self._papers = desk, messages, papers
        self._owner: tuple[Owner, int] | None = None
        self._rows: tuple[FileRow, ...] = ()
        self.keeper = Keeper(desk, self)
        self._hot = False
        self._progress: ProgressLine | None = None
        self.title = Label("", 13, 600)
        self.note = Label("", 12, 400, "muted")
        self.add = QuietButton(icon="paperclip", key=key, height=28)
        self.model = QStandardItemModel(self)
        self.list = RowList("two")
        self.list.set_density("compact")
        self.list.setModel(self.model)
        self._lay_out(margin)
        self._frame = _DropFrame(self)
        self.setAcceptDrops(True)
        self.take_drops_of(self.list.viewport())
        self.list.installEventFilter(self)
        self.list.activated.connect(lambda _index: self.open_file())
        self.add.clicked.connect(self.choose)
        self.keeper.read.connect(self._show_progress)
        self.keeper.finished.connect(self._finished)
        self.retranslate()

    @property
    def rows(self) -> tuple[FileRow, ...]:
        """The files that are shown."""
        return self._rows

    def show_files_of(self, owner: Owner, owner_id: int, *, may_add: bool = True) -> None:
        """Show the files of another record, or the same anew."""
        if self._owner != (owner, owner_id):
            self._owner = (owner, owner_id)
            self._take(())
        self.add.setVisible(may_add)
        self.setAcceptDrops(may_add)
        self.reload()

    def reload(self) -> None:
        """Ask again which files there are."""
        if self._owner is not None:
            whose = self._owner
            self._desk.ask(self, attachments.files, *whose).then(lambda rows: self._answered(whose, rows))

    def take_drops_of(self, widget: QWidget) -> None:
        """Let files that are dropped on *widget* come here."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def choose(self) -> None:
        """Ask which files to keep."""
        if self._owner is not None:
            self.choose_for(*self._owner)

    def choose_for(self, owner: Owner, owner_id: int) -> None:
        """Ask which files to keep with something that belongs to the record, such as a certificate of the deal."""
        dialog = QFileDialog(self, tr("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.keeper.keep([Path(name) for name in names], owner, owner_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def keep(self, paths: Sequence[Path]) -> None:
        """Keep files here."""
        if self._owner is not None:
            self.keeper.keep(paths, *self._owner)

    def current(self) -> FileRow | None:
        """The chosen file."""
        row = self.list.currentIndex().row()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def open_file(self) -> None:
        """Enter: show the file in the program that the system has for it."""
        if (row := self.current()) is not None:
            self.open_document(row.id)

    def open_document(self, attachment_id: int) -> None:
        """Show another file of the page, such as one of a letter, in the program that the system has for it."""
        self._desk.ask(self, attachments.document, attachment_id).then(self._show_document).otherwise(self._messages.problem)

    def save_file(self) -> None:
        """Ctrl S: keep the file where the person says."""
        if (row := self.current()) is not None:
            ticket = self._desk.ask(self, attachments.document, row.id)
            ticket.then(lambda document: self._papers.save(document, self)).otherwise(self._messages.problem)

    def remove_file(self) -> None:
        """Del: take the file away; an undo brings it back."""
        if (row := self.current()) is not None:
            self._desk.do(self, attachments.remove, row.id).then(self._removed).otherwise(self._messages.problem)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.title.setText(tr("Files"))
        self.add.setText(tr("Add files"))
        self.list.setAccessibleName(tr("Files"))
        self.list.setToolTip(tr("Enter opens a file, Ctrl S saves it, Del takes it away."))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QDropEvent | QDragLeaveEvent):
            return self._drag(event)
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drag(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drag(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._drag(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._frame.setGeometry(self.rect())

    def _drag(self, event: QDropEvent | QDragLeaveEvent) -> bool:
        """Whether *event* was about files: then it is taken."""
        if isinstance(event, QDragLeaveEvent):
            self._set_hot(False)
            return False
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths or self._owner is None or self.add.isHidden():
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        dropped = event.type() == QEvent.Type.Drop
        self._set_hot(not dropped)
        if dropped:
            self.keep(paths)
        return True

    def _set_hot(self, hot: bool) -> None:
        self._hot = hot
        self._say_note()
        self._frame.setVisible(hot)
        self._frame.raise_()

    def _key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.remove_file()
        elif event.key() == Qt.Key.Key_S and control:
            self.save_file()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.open_file()
        else:
            return False
        return True

    # Keeping

    def _finished(self) -> None:
        if self._progress is not None:
            self._progress.hide()
        fresh, known, refused = self.keeper.fresh, self.keeper.known, self.keeper.refused
        if refused:
            self._messages.problem(UserError("{reasons}", reasons=" ".join(dict.fromkeys(refused))))
        elif len(fresh) == 1:
            self._messages.done(tr("“{name}” is kept.", name=fresh[0].name), lambda: self._remove_again(fresh))
        elif fresh:
            said = trn("{count} file is kept.", "{count} files are kept.", len(fresh))
            self._messages.done(said, lambda: self._remove_again(fresh))
        elif known:
            self._messages.say(tr("“{name}” was here already, and is kept once.", name=known[0].name))
        self.reload()

    def _remove_again(self, files: Sequence[FileRow]) -> None:
        for file in files:
            self._desk.do(self, attachments.remove, file.id).otherwise(self._messages.problem)
        self.reload()

    def _show_progress(self, name: str, done: int, whole: int) -> None:
        if not self.keeper.busy:
            return
        if self._progress is None:
            self._progress = ProgressLine()
            self._progress.cancelled.connect(self.keeper.stop)
            self._column.insertWidget(1, self._progress)
        words = tr("Reading {name}, {at} of {total}", name=name, at=self.keeper.at, total=self.keeper.total)
        self._progress.show_progress(words, done // 1024, whole // 1024)
        self._progress.show()

    # Showing

    def _answered(self, whose: tuple[Owner, int], rows: tuple[FileRow, ...]) -> None:
        if whose == self._owner:
            self._take(rows)

    def _take(self, rows: tuple[FileRow, ...]) -> None:
        self._rows = rows
        self._fill()
        self.counted.emit(len(rows))

    def _fill(self) -> None:
        row = self.list.currentIndex().row()
        self.model.clear()
        for file in self._rows:
            item = QStandardItem(file.name)
            item.setData(file_icon(file.mime), RowRole.ICON)
            item.setData(True, RowRole.QUIET)
            aside = ", ".join(filter(None, (size_words(file.size), day(file.added_at), file.who)))
            item.setData(aside, RowRole.SECOND)
            item.setData(file.id, RowRole.KEY)
            self.model.appendRow(item)
        self.list.fit(min(len(self._rows), MOST_SHOWN))
        self.list.setVisible(bool(self._rows))
        if self._rows:
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), len(self._rows) - 1), 0))
        self._say_note()

    def _say_note(self) -> None:
        if self._hot:
            self.note.setText(tr("Let go to keep them here"))
        elif self._rows:
            self.note.setText(number(len(self._rows)))
        else:
            self.note.setText(tr("Drop files here") if not self.add.isHidden() else tr("none"))

    def _show_document(self, document: Document) -> None:
        if is_program(document.mime, document.filename):
            sentence = "“{name}” is a program, and Kontor starts none. Save it, if you know where it is from."
            error = UserError(sentence, name=document.filename)
            self._messages.problem(error, tr("Save it"), lambda: self._papers.save(document, self))
        else:
            self._papers.open(document, self)

    def _removed(self, file: FileRow) -> None:
        self._messages.done(tr("“{name}” is taken away.", name=file.name), lambda: self._restore(file))
        self.reload()

    def _restore(self, file: FileRow) -> None:
        self._desk.do(self, attachments.restore, file.id).then(lambda _row: self.reload()).otherwise(self._messages.problem)

    def _lay_out(self, margin: int) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(margin, 0, max(margin - 12, 0), 0)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        head.addWidget(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self.list)
