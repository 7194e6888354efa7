"""The drafts of who is signed in, above the list of letters: none of them is out of sight."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.letter_quote import own_words
from app.operations.letter_rows import DraftRow
from app.views.look.areas import Hairline
from app.views.look.label import Label
from app.views.look.numbers import moment
from app.views.look.rows import RowList, RowRole

MOST_SHOWN = 3


class DraftsStrip(QWidget):
    """``show_drafts(rows)``; Enter opens one (``opened``), Del throws it away (``dropped``)."""

    opened = Signal(int)
    dropped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._drafts: tuple[DraftRow, ...] = ()
        self.title = Label("", 13, 600)
        self.note = Label("", 12, 400, "muted")
        self.model = QStandardItemModel(self)
        self.list = RowList("two")
        self.list.setModel(self.model)
        self.list.installEventFilter(self)
        self.list.activated.connect(lambda _index: self._open())
        head = QHBoxLayout()
        head.setContentsMargins(20, 8, 20, 4)
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(Hairline())
        self.hide()

    @property
    def drafts(self) -> tuple[DraftRow, ...]:
        """The drafts that are shown."""
        return self._drafts

    def show_drafts(self, drafts: tuple[DraftRow, ...]) -> None:
        """Show other drafts; takes no height without any."""
        chosen = self._chosen()
        self._drafts = drafts
        self.model.clear()
        for draft in drafts:
            whom = draft.company or ", ".join(draft.to) or tr("to nobody yet")
            item = QStandardItem(draft.subject or tr("(no subject)"))
            item.setData("pencil-simple", RowRole.ICON)
            words = " ".join(own_words(draft.text).split())[:120]
            item.setData("  ·  ".join(filter(None, (whom, words))), RowRole.SECOND)
            item.setData(moment(draft.written_at), RowRole.FIGURE)
            self.model.appendRow(item)
        ids = [draft.id for draft in drafts]
        if drafts:
            row = ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0
            self.list.setCurrentIndex(self.model.index(row, 0))
        self.fit()
        self.setVisible(bool(drafts))
        self.retranslate()

    def fit(self) -> None:
        """Be as high as the drafts, whatever the density of the rows."""
        row = max(1, self.list.sizeHintForRow(0)) if self._drafts else 0
        self.list.setFixedHeight(min(len(self._drafts), MOST_SHOWN) * row + 1)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.title.setText(trn("{count} draft of mine", "{count} drafts of mine", len(self._drafts)))
        self.note.setText(tr("Enter writes on, Del throws it away"))
        self.list.setAccessibleName(tr("My drafts"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_drafts(self._drafts)
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.list and pressed == Qt.Key.Key_Delete:
            draft = self._chosen()
            if draft is not None:
                self.dropped.emit(draft.id)
            return True
        return super().eventFilter(watched, event)

    def _chosen(self) -> DraftRow | None:
        row = self.list.currentIndex().row()
        return self._drafts[row] if 0 <= row < len(self._drafts) else None

    def _open(self) -> None:
        draft = self._chosen()
        if draft is not None:
            self.opened.emit(draft.id)
