"""Head and foot of the writing window: whom the letter is for, and what can be done with it."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.operations.letter_rows import DraftRow
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import IconButton, MainButton, PlainButton, QuietButton
from app.views.look.chip import Chip, ChipText
from app.views.look.label import Label


class LetterHead(QWidget):
    """``show_draft(draft)``: the company, what the letter is about, and the address that it comes from."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(49)
        self.title = Label("", 17, 600)
        self.chip = Chip()
        self.origin = Label("", 12, 400, "muted")
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.chip)
        row.addStretch(1)
        row.addWidget(self.origin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(inside, 1)
        column.addWidget(Hairline())

    def show_draft(self, draft: DraftRow) -> None:
        """Say whom *draft* is for."""
        title = tr("Answer") if draft.answers_id is not None else tr("New letter")
        self.title.setText(draft.company or title)
        about = draft.deal or draft.inquiry
        self.chip.setVisible(bool(about))
        self.chip.show_chip(ChipText(about, "neutral", "columns" if draft.deal else "tray"))
        nobody = tr("Nobody has set the address that our letters come from yet")
        self.origin.setText(tr("From {address}", address=draft.sender) if draft.sender else nobody)
        self.origin.set_token("muted" if draft.sender else "warning_text")


class LetterFoot(QWidget):
    """The buttons with their keys, and at the left when the draft was kept."""

    def __init__(self) -> None:
        super().__init__()
        set_ground(self, "base")
        self.send = MainButton(icon="paper-plane-tilt", key="Ctrl+Return")
        self.later = PlainButton(icon="clock", key="Ctrl+Shift+Return")
        self.ready = QuietButton(icon="text-aa", key="Ctrl+T")
        self.attach = QuietButton(icon="paperclip", key="Ctrl+Shift+A")
        self.documents = QuietButton(icon="file-text", key="Ctrl+Shift+D")
        self.discard = IconButton("trash", "", key="Ctrl+Shift+Del")
        self._note = Label("", 12, 400, "muted")
        self._close = Label("", 12, 400, "muted")
        tools = QHBoxLayout()
        tools.setSpacing(4)
        for part in (self.ready, self.attach, self.documents):
            tools.addWidget(part)
        tools.addStretch(1)
        tools.addWidget(self.discard)
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        deeds.addWidget(self.send)
        deeds.addWidget(self.later)
        deeds.addSpacing(8)
        deeds.addWidget(self._note, 1)
        deeds.addWidget(self._close)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 6, 20, 12)
        inner.setSpacing(6)
        inner.addLayout(tools)
        below = QHBoxLayout()
        below.setContentsMargins(8, 0, 0, 0)
        below.addLayout(deeds)
        inner.addLayout(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(inner)
        self.retranslate()

    def set_note(self, words: str) -> None:
        """Say when the draft was kept, or that it is not kept yet."""
        self._note.setText(words)

    @property
    def note(self) -> str:
        """What is said of keeping."""
        return self._note.text()

    def show_documents(self, shown: bool) -> None:
        """Offer documents where the letter has a card."""
        self.documents.setVisible(shown)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.send.setText(tr("Send"))
        self.later.setText(tr("Send later"))
        self.ready.setText(tr("Ready text"))
        self.attach.setText(tr("Attach files"))
        self.documents.setText(tr("Documents"))
        self.discard.setText(tr("Throw the draft away"))
        self._close.setText(tr("Esc closes and keeps the draft"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
