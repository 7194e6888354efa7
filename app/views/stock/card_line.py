"""A line of the stock card: day, icon, what happened, how much, and what was left then; it may lead to a paper or deal."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from app.views.look.icons import paint_icon
from app.views.look.painting import RIGHT, paint_box, paint_text, text_width
from app.views.look.typeface import font

ONE, TWO = 26, 42
DAY, ICON = 78, 16


class CardLine(QAbstractButton):
    """``CardLine("19 Jan", "package", "Received, PO-2026-0017", "+40", after="40", second="…", leads=True)``.

    With *leads* it is a link: underlined under the mouse, reached by Tab, pressed by Enter or Space.
    """

    def __init__(
        self,
        when: str,
        icon: str,
        words: str,
        figure: str,
        *,
        second: str = "",
        after: str = "",
        leads: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._when, self._icon, self._words, self._figure = when, icon, words, figure
        self._second, self._after, self._leads = second, after, leads
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if leads else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(part for part in (when, words, figure, second) if part))

    @property
    def words(self) -> str:
        """What happened."""
        return self._words

    @property
    def figure(self) -> str:
        """How much, with its sign."""
        return self._figure

    def sizeHint(self) -> QSize:
        return QSize(280, TWO if self._second or self._after else ONE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._leads:
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if text_width(self._words, font(13)) > self._middle().width() or text_width(self._second, font(12)) > 180:
                QToolTip.showText(event.globalPos(), "\n".join(part for part in (self._words, self._second) if part), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            paint_box(painter, self.rect(), 4, None, "accent_text", 2)
        top = QRect(0, 0, self.width(), ONE)
        paint_text(painter, QRect(0, 0, DAY, ONE), self._when, font(12), "muted")
        paint_icon(painter, QRect(DAY, (ONE - ICON) // 2, ICON, ICON), self._icon, "muted")
        words = font(13)
        words.setUnderline(self._leads and self.underMouse())
        paint_text(painter, self._middle(), self._words, words, "accent_text" if self._leads else "text")
        paint_text(painter, top, self._figure, font(13, 600), "text", RIGHT)
        below = QRect(DAY + ICON + 8, ONE - 4, self.width() - DAY - ICON - 8, TWO - ONE)
        used = paint_text(painter, below, self._after, font(12), "muted", RIGHT) if self._after else 0
        paint_text(painter, below.adjusted(0, 0, -used - 8, 0), self._second, font(12), "muted")
        painter.end()

    def _middle(self) -> QRect:
        left = DAY + ICON + 8
        return QRect(left, 0, self.width() - left - text_width(self._figure, font(13, 600)) - 10, ONE)
