"""What every panel inside a pop-up has: its question, the way back, one column of parts."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label


class CallPanel(QWidget):
    """``lay_out(parts, send)`` once; ``retranslate`` says ``self.question`` too. *left*: the person goes back."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.question = Label("", 13, 600)
        self._back = QuietButton(height=28)
        self._back.clicked.connect(self.left)

    def lay_out(self, parts: Sequence[QWidget], send: PlainButton | None = None, spacing: int = 8) -> None:
        """The question, *parts* below it, and at the foot the button that does it."""
        head = QHBoxLayout()
        head.addWidget(self.question, 1)
        head.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing)
        column.addLayout(head)
        for part in parts:
            column.addWidget(part)
        if send is not None:
            foot = QHBoxLayout()
            foot.addWidget(send)
            foot.addStretch(1)
            column.addLayout(foot)
        self.setFocusProxy(parts[0])
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._back.setText(tr("Back"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
