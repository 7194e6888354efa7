"""Progress of long work: a thin bar with words and "Cancel". Shown only for what takes longer than a second."""

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.buttons import QuietButton
from app.views.look.label import Label
from app.views.look.numbers import number
from app.views.look.split_bar import paint_progress
from app.views.look.tokens import Token


class ProgressBar(QWidget):
    """A bar alone, 6 px: ``set_share(0.4)``. Its word stands beside it."""

    def __init__(self, share: float = 0.0, token: Token = "accent_text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._token = share, token
        self.setFixedHeight(6)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, token: Token | None = None) -> None:
        """Fill it to *share* (0…1)."""
        self._share, self._token = share, token or self._token
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_progress(painter, QRect(0, 0, self.width(), self.height()), self._share, self._token)
        painter.end()


class ProgressLine(QWidget):
    """``show_progress(tr("Reading the price list"), done, total)``; ``cancelled`` is sent once by the button."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label("", 13, 500)
        self._figure = Label("", 12, 400, "muted")
        self._bar = ProgressBar()
        self._cancel = QuietButton(height=28, key="Esc")
        self._cancel.clicked.connect(self._stop)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self._figure)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._bar)
        self.retranslate()

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Say what is being done and how far it is; *total* 0 means that it isn't known yet."""
        self._words.setText(words)
        self.setAccessibleName(words)
        whole = {"done": number(done), "total": number(total)}
        self._figure.setText(tr("{done} of {total}", **whole) if total else number(done))
        self._bar.set_share(done / total if total else 0.0)

    def retranslate(self) -> None:
        """The word of the button in the chosen language."""
        self._cancel.setText(tr("Cancel"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self.cancelled.emit()
