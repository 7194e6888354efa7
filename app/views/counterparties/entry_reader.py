"""One entry of the history whole, below the list."""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.operations.call_desk import CallDetails
from app.operations.counterparty_history import HistoryEntry
from app.views.attachments.files_panel import size_words
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.numbers import clock, day
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.telephone.story import leg_line


class EntryReader(QWidget):
    """One entry whole: its words, its files to open; of a call, where it rang and who talked how long."""

    file_wanted = Signal(int)
    part_wanted = Signal(int)
    """Id of a merge that shall be undone."""

    def __init__(self) -> None:
        super().__init__()
        set_ground(self, "alt")
        self._title = Label("", 13, 600, wrap=True)
        self._meta = Label("", 12, 400, "muted")
        self._text = Label("", 13, wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._entry: HistoryEntry | None = None
        self._files = QVBoxLayout()
        self._files.setSpacing(2)
        inside = QWidget()
        inside.setProperty("ground", "none")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(20, 10, 10, 10)
        inner.setSpacing(4)
        for part in (self._title, self._meta, self._text):
            inner.addWidget(part)
        inner.addLayout(self._files)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        steady_scroll_bar(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addWidget(scroll)
        self.setMinimumHeight(90)
        self.setMaximumHeight(190)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_entry(self, entry: HistoryEntry | None) -> None:
        """Show *entry*, if it has more to say than its line in the list."""
        self._clear()
        self._entry = entry
        self.setVisible(entry is not None and bool(entry.text or entry.files or entry.details or entry.merge_id))
        if entry is None:
            return
        self._title.setText(spoken(entry.line))
        at = f"{day(entry.mark.at)}, {clock(entry.mark.at)}"
        self._meta.setText("  ·  ".join(filter(None, (at, entry.who, entry.deal))))
        words = "\n".join(filter(None, (entry.text, *(spoken(each) for each in entry.details))))
        self._text.setText(words)
        self._text.setVisible(bool(words))
        for file in entry.files:
            button = QuietButton(f"{file.name}, {size_words(file.size)}", icon="paperclip", height=28)
            button.clicked.connect(partial(self.file_wanted.emit, file.id))
            self._files.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

        if entry.merge_id is not None:
            part = PlainButton(tr("Part them again"), icon="git-fork", key="Return", height=28)
            if part.key_shortcut is not None:
                # The key belongs to the list, which has the keyboard.
                part.key_shortcut.setEnabled(False)
            part.clicked.connect(partial(self.part_wanted.emit, entry.merge_id))
            self._files.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)

    def show_call(self, details: CallDetails) -> None:
        """Show how a call went, if it is still the entry that is read."""
        entry = self._entry
        if entry is None or entry.interaction_id != details.row.interaction_id or not details.legs:
            return
        self._clear()
        present = datetime.now(UTC)
        for at, leg in enumerate(details.legs):
            self._files.addWidget(leg_line(leg, details.legs[:at], present))
        self.show()

    def _clear(self) -> None:
        while (item := self._files.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
