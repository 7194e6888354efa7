"""A check box whose outline can be seen in both themes; words behind it, Space turns it."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from app.views.look.icons import paint_icon
from app.views.look.painting import paint_box, paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import font

SIDE = 16
GAP = 8
HEIGHT = 24


class CheckBox(QCheckBox):
    """``CheckBox(tr("Remember me"))``; otherwise as Qt's own, three states included."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def setText(self, text: str) -> None:
        """Show *text*; it is the accessible name too."""
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(4 + SIDE + GAP + text_width(self.accessibleName(), font()) + 6, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 + SIDE + GAP + 24, HEIGHT)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = (self.height() - SIDE) // 2
        box = QRect(2, top, SIDE, SIDE)
        on, half = self.checkState() == Qt.CheckState.Checked, self.checkState() == Qt.CheckState.PartiallyChecked
        if (on or half) and self.isEnabled():
            paint_box(painter, box, 3, "accent")
        else:
            paint_box(painter, box, 3, "base" if self.isEnabled() else "window", "outline")
        if on or half:
            paint_icon(painter, box.adjusted(2, 2, -2, -2), "check-bold" if on else "minus-bold", self._sign_token())
        if self.hasFocus():
            paint_box(painter, box.adjusted(-2, -2, 2, 2), 5, None, "accent_text", 2)
        words = QRect(2 + SIDE + GAP, 0, self.width() - 2 - SIDE - GAP, self.height())
        paint_text(painter, words, self.accessibleName(), font(), "text" if self.isEnabled() else "outline")
        painter.end()

    def _sign_token(self) -> Token:
        return "on_accent" if self.isEnabled() else "outline"
