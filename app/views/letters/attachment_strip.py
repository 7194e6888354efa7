"""The files of a letter that is being written: names, sizes, how much they have together; Del takes one out."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.letter_rows import DraftFile, DraftRow
from app.views.attachments.files_panel import file_icon, size_words
from app.views.look.areas import Hairline
from app.views.look.label import Label
from app.views.look.rows import HEIGHTS, RowList, RowRole

ROW = HEIGHTS["compact"]["one"]
MOST_SHOWN = 4
"""Rows that are shown without scrolling."""
NEARLY_FULL = 0.9


class AttachmentStrip(QWidget):
    """``show_files(draft)``; takes no height without files. ``removed`` carries the file that somebody takes out."""

    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._draft: DraftRow | None = None
        self.model = QStandardItemModel(self)
        self.list = RowList("one")
        self.list.set_density("compact")
        self.list.setModel(self.model)
        self.list.installEventFilter(self)
        self.note = Label("", 12, 400, "muted")
        head = QHBoxLayout()
        head.setContentsMargins(20, 6, 20, 2)
        head.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(head)
        column.addWidget(self.list)
        self.hide()

    @property
    def files(self) -> Sequence[DraftFile]:
        """The files that are shown."""
        return self._draft.files if self._draft is not None else ()

    def show_files(self, draft: DraftRow) -> None:
        """Show the files of *draft*."""
        row = self.list.currentIndex().row()
        self._draft = draft
        self.model.clear()
        for file in draft.files:
            item = QStandardItem(file.name)
            item.setData(file_icon(file.mime), RowRole.ICON)
            item.setData(True, RowRole.QUIET)
            item.setData(size_words(file.size), RowRole.FIGURE)
            self.model.appendRow(item)
        self.list.setFixedHeight(min(len(draft.files), MOST_SHOWN) * ROW + 1)
        if draft.files:
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), len(draft.files) - 1), 0))
        self.setVisible(bool(draft.files))
        self.retranslate()

    def retranslate(self) -> None:
        """How many, how much and how one is taken out, in the chosen language."""
        draft = self._draft
        if draft is None:
            return
        self.list.setAccessibleName(tr("Files of the letter"))
        count = trn("{count} file goes with it", "{count} files go with it", len(draft.files))
        size = tr("{size} of {limit}", size=size_words(draft.size), limit=size_words(draft.limit))
        self.note.setText("  ·  ".join((count, size, tr("Alt ↓ goes to them, Del takes one out"))))
        self.note.set_token("warning_text" if draft.size > draft.limit * NEARLY_FULL else "muted")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.list and pressed == Qt.Key.Key_Delete:
            row = self.list.currentIndex().row()
            if 0 <= row < len(self.files):
                self.removed.emit(self.files[row])
            return True
        return super().eventFilter(watched, event)
