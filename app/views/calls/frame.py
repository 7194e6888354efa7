"""The frame of a pop-up: a window that never takes the keyboard by itself, with a coloured edge, a head and a body.

Decision 031 says which flags do what, and where.
"""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import tr, trn
from app.views.look.buttons import IconButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.painting import paint_box
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import font

WIDTH = 400
EDGE = 4
INSIDE = WIDTH - EDGE - 16 - 16
SMALLEST_FACTS = 56
"""Px of the facts that stay in sight on the smallest screen; the rest of them scrolls."""


def never_takes_the_keyboard(window: QWidget) -> None:
    """Make *window* one that appears above the others without becoming the active one, on X11, Windows and macOS.

    A click into it still gives it the keyboard: that is the person's own will.
    """
    kind = Qt.WindowType
    window.setWindowFlags(kind.Tool | kind.FramelessWindowHint | kind.WindowStaysOnTopHint)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
    # The program ends with its main window, whatever rings.
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)


class PopUpFrame(QWidget):
    """Head (state, figure, x), title, lines, a body that scrolls where the screen is small, and a foot that never does."""

    left = Signal()
    """The person puts it away: x, or Esc."""
    reshaped = Signal()
    """It wants another height."""
    entered = Signal(bool)
    """The keyboard came to it (True), or left it."""

    def __init__(self) -> None:
        super().__init__()
        never_takes_the_keyboard(self)
        self.setProperty("ground", "base")
        self._edge: Token = "accent"
        self._most = 16_777_215
        self._spot = QRect()
        self.sign = IconLabel("phone-incoming", "accent_text", 16)
        self.state = Label("", 13, 600, "accent_text")
        self.more = Label("", 12, 400, "muted")
        self.figure = Label("", 12, 400, "muted")
        self.away = IconButton("x", "", size=24)
        self.away.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.away.clicked.connect(self.left)
        self.title = Label("", 24, 600)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(2)
        self.facts = QWidget()
        self.facts.setProperty("ground", "none")
        self._area = QScrollArea()
        self.foot = QVBoxLayout()
        self._lay_out()

    def dress(self, edge: Token, ink: Token, icon: str, words: str) -> None:
        """Say the state, in words and in colour."""
        self._edge = edge
        self.sign.set_icon(icon, ink)
        self.state.set_token(ink)
        self.state.setText(words)
        self.update()

    def say_more(self, hidden: int) -> None:
        """*hidden* older pop-ups have no room on this screen."""
        self.more.setText(trn("{count} more call", "{count} more calls", hidden) if hidden else "")
        self.more.setVisible(bool(hidden))

    def set_title(self, words: str, px: int) -> None:
        """The number, or who it is."""
        self.title.setFont(font(px, 600))
        self.title.setText(words)

    def fitted(self, most: int) -> int:
        """The height that it takes where *most* px are there; the facts scroll when they do not fit."""
        self._most = most
        self.ensurePolished()
        inner, facts = self.facts.layout(), 0
        if inner is not None and not self.facts.isHidden():
            inner.activate()
            facts = inner.totalHeightForWidth(INSIDE) if inner.hasHeightForWidth() else inner.totalSizeHint().height()
        self._area.setVisible(facts > 0)
        self._area.setFixedHeight(facts)
        whole = self._whole()
        if whole > most and facts:
            held = max(min(SMALLEST_FACTS, facts), facts - (whole - most))
            self._area.setFixedHeight(held)
            whole -= facts - held
        return whole

    def stand(self, spot: QRect) -> None:
        """Take the place *spot* of the screen."""
        self._spot = spot
        if self.geometry() != spot:
            self.setGeometry(spot)

    def _whole(self) -> int:
        layout = self.layout()
        if layout is None:
            return self.height()
        layout.activate()
        whole = layout.totalHeightForWidth(WIDTH) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        return max(whole, layout.totalMinimumSize().height())

    @property
    def has_keyboard(self) -> bool:
        """Whether the person works in it: it must not move under the hands then."""
        return self.isActiveWindow()

    def retranslate(self) -> None:
        """Say the frame's own words in the chosen language."""
        self.away.setText(tr("Put away"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.entered.emit(self.isActiveWindow())

    def event(self, event: QEvent) -> bool:
        answer = super().event(event)
        # Parts know their true height only when they are dressed and shown; the lower edge has to stay where it is.
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            wanted = self.fitted(self._most)
            if wanted != self._spot.height() or self.geometry() != self._spot:
                self.reshaped.emit()
        return answer

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.reshaped.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.reshaped.emit()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 0, "base", "line")
        painter.fillRect(QRect(0, 0, EDGE, self.height()), color(self._edge))
        painter.end()

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.sign)
        head.addWidget(self.state, 1)
        head.addWidget(self.more)
        head.addWidget(self.figure)
        head.addWidget(self.away)
        self.more.hide()
        self._area.setWidget(self.facts)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.foot.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE + 16, 8, 16, 14)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(2)
        column.addWidget(self.title)
        column.addLayout(self.lines)
        column.addWidget(self._area)
        column.addLayout(self.foot)
        self.away.setText(tr("Put away"))
