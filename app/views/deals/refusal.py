"""Why a customer refused: one digit is one reason, a note beside it; and the strip that takes a dragged card."""

from typing import Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import Phrase, tr
from app.models.process import REFUSABLE
from app.models.terms import REFUSAL_WORDS, RefusalReason
from app.views.deals.column import dragged
from app.views.deals.form import SmallForm
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import DangerButton, PlainButton, QuietButton
from app.views.look.fields import LineField
from app.views.look.icons import paint_icon
from app.views.look.label import Label
from app.views.look.painting import paint_box, paint_text, text_width
from app.views.look.typeface import font


class RefusalPanel(SmallForm):
    """Asks why: a digit chooses the reason and goes on to the note, Enter refuses, Esc leaves."""

    refused = Signal(object, str)
    """RefusalReason and the note."""
    left = Signal()

    def __init__(self, company: str) -> None:
        super().__init__()
        self._company = company
        self.reason: RefusalReason | None = None
        set_ground(self, "alt")
        self._title = Label("", 13, 600)
        self.reasons = {reason: PlainButton(key=str(digit), height=28) for digit, reason in enumerate(REFUSAL_WORDS, 1)}
        self.note = LineField("")
        self.refuse = DangerButton(icon="prohibit")
        self.leave = QuietButton()
        self._lay_out()
        for reason, button in self.reasons.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, reason=reason: self.choose(reason))
        self.note.line.returnPressed.connect(self.confirm)
        self.refuse.clicked.connect(self.confirm)
        self.leave.clicked.connect(self.left)
        self.refuse.setEnabled(False)
        self.retranslate()

    def choose(self, reason: RefusalReason) -> None:
        """Take *reason*; the keyboard goes to the note."""
        self.reason = reason
        for each, button in self.reasons.items():
            button.setChecked(each is reason)
        self.refuse.setEnabled(True)
        self.note.set_error("")
        self.note.setFocus()

    def confirm(self) -> None:
        """Refuse with the chosen reason; without one, say that it is missing."""
        if self.reason is None:
            self.note.set_error(tr("Choose the reason first, by its digit."))
        else:
            self.refused.emit(self.reason, self.note.value())

    def is_dirty(self) -> bool:
        return self.reason is not None or bool(self.note.value())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr("Why is {company} not suitable?", company=self._company))
        for reason, button in self.reasons.items():
            button.setText(Phrase(REFUSAL_WORDS[reason]).said())
        self.note.set_label(tr("Note"))
        self.refuse.setText(tr("Refuse the deal"))
        self.leave.setText(tr("Leave it"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, button in enumerate(self.reasons.values()):
            button.set_stretched()
            grid.addWidget(button, place // 4, place % 4)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.note, 1)
        for end in (self.refuse, self.leave):
            row.addWidget(end, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 12)
        column.setSpacing(8)
        column.addWidget(Hairline())
        column.addWidget(self._title)
        column.addLayout(grid)
        column.addLayout(row)


class RefusalStrip(QWidget):
    """Appears while a card is dragged; dropping it here means that the deal is not suitable."""

    dropped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self.setAcceptDrops(True)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_for(self, card: Any) -> None:
        """Show the strip while *card* is dragged, if its stage can be refused; None hides it."""
        self._over = False
        self.setVisible(card is not None and card.stage in REFUSABLE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        what = dragged(event)
        self._over = what is not None and what[1] in REFUSABLE
        event.setAccepted(self._over)
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        what = dragged(event)
        if what is not None and what[1] in REFUSABLE:
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            self.dropped.emit(what[0])
        self._over = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(16, 4, -16, -4)
        paint_box(painter, box, 6, "danger_tint" if self._over else "base", "danger_text", 2 if self._over else 1)
        words = tr("Not suitable: let it go here, then say why")
        width = text_width(words, font(13, 500)) + 24
        left = max(box.left() + 12, box.center().x() - width // 2)
        paint_icon(painter, QRect(left, box.center().y() - 8, 16, 16), "prohibit", "danger_text")
        paint_text(
            painter, QRect(left + 24, box.y(), box.right() - left - 36, box.height()), words, font(13, 500), "danger_text"
        )
        painter.end()
