"""The rail: the rooms this person works in, F2…F7, 200 px wide or folded to icons; the person at its foot."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr, trn
from app.views.look.icons import paint_icon
from app.views.look.key_hint import add_shortcut
from app.views.look.painting import CENTER, LEFT, RIGHT, paint_box, paint_hairline, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.room import RoomEntry

WIDE, FOLDED = 200, 56
ROOM_BEFORE = 24
"""Pixels of the neighbour that stay in sight, so that one sees that the rail goes on."""
KEYS = ("F2", "F3", "F4", "F5", "F6", "F7")


class RailButton(QAbstractButton):
    """One room in the rail: icon, title, how much waits there, and its key."""

    def __init__(self, entry: RoomEntry, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.key = key
        self._count = 0
        self._folded = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if key:
            add_shortcut(self, key, self.click)
        self.retranslate()

    def set_count(self, count: int) -> None:
        """How much waits in the room; 0 shows nothing."""
        self._count = count
        self.retranslate()

    @property
    def count(self) -> int:
        """How much waits in the room."""
        return self._count

    def set_folded(self, folded: bool) -> None:
        """Only the icon, or icon and words."""
        self._folded = folded
        self.retranslate()

    def retranslate(self) -> None:
        """Say the room's title in the chosen language."""
        title = tr(self.entry.title)
        self.setText(title)
        waits = trn("{count} waits", "{count} wait", self._count) if self._count else ""
        self.setAccessibleName(title)
        self.setAccessibleDescription(waits)
        words = tr("{room} ({key})", room=title, key=self.key) if self.key else title
        cut = not self._folded and text_width(title, font(13, 600)) > self._title_area().width()
        self.setToolTip(words if self._folded or cut else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(FOLDED if self._folded else WIDE, 36)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        box = QRect(8, 2, self.width() - 16, 32)
        ink: Token = "accent_text" if self.isChecked() else "text"
        if self.isChecked():
            paint_box(painter, box, 5, "accent_tint")
            painter.fillRect(QRect(0, 2, 3, 32), color("accent_text"))
        elif self.underMouse() or self.isDown():
            paint_box(painter, box, 5, "neutral_tint")
        if self.hasFocus():
            paint_box(painter, box, 5, None, "accent_text", 2)
        name = f"{self.entry.icon}-fill" if self.isChecked() else self.entry.icon
        left = (self.width() - 18) // 2 if self._folded else 18
        paint_icon(painter, QRect(left, 9, 18, 18), name, ink if self.isChecked() else "muted")
        if self._folded:
            if self._count:
                paint_box(painter, QRect(self.width() // 2 + 7, 6, 7, 7), 3.5, "accent_text")
        else:
            self._paint_words(painter, ink)
        painter.end()

    def _paint_words(self, painter: QPainter, ink: Token) -> None:
        right = self.width() - 16
        hint: Token = "accent_text" if self.isChecked() else "muted"
        if self.key:
            paint_text(painter, QRect(right - 24, 0, 24, 36), self.key, font(11, 500), hint, RIGHT)
        if self._count:
            paint_text(painter, QRect(right - 70, 0, 42, 36), str(self._count), font(12, 600), hint, RIGHT)
        paint_text(painter, self._title_area(), self.text(), font(13, 600 if self.isChecked() else 500), ink, LEFT)

    def _title_area(self) -> QRect:
        used = 26 if self.key else 0
        if self._count:
            used = 32 + text_width(str(self._count), font(12, 600)) + 6
        return QRect(44, 0, WIDE - 16 - used - 44, 36)


class Mark(QWidget):
    """Kontor's sign and name at the top of the rail."""

    def __init__(self, parent: QWidget | None = None, *, side: int = 24) -> None:
        super().__init__(parent)
        self._side = side
        self._folded = False
        self.setFixedHeight(48)

    def set_folded(self, folded: bool) -> None:
        """Only the sign, or sign and name."""
        self._folded = folded
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        left = (self.width() - self._side) // 2 if self._folded else 16
        paint_mark(painter, QRect(left, (self.height() - self._side) // 2, self._side, self._side))
        if not self._folded:
            paint_text(painter, QRect(left + 34, 0, 120, self.height()), "Kontor", font(15, 600))
        painter.end()


def paint_mark(painter: QPainter, box: QRect) -> None:
    """The sign: a K on an accent square."""
    paint_box(painter, box, box.width() / 6, "accent")
    paint_text(painter, box, "K", font(round(box.height() * 0.62), 700), "on_accent", CENTER)


class Rail(QWidget):
    """Rooms from top to bottom; ``chosen`` says which one the person went to, by its name."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[RoomEntry], foot: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._foot = foot
        self._mark = Mark(self)
        self._buttons: dict[str, RailButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._mark)
        column.addSpacing(10)
        rooms = QVBoxLayout()
        rooms.setContentsMargins(0, 0, 0, 0)
        rooms.setSpacing(0)
        for number, entry in enumerate(entries):
            button = RailButton(entry, KEYS[number] if number < len(KEYS) else "", self)
            button.clicked.connect(lambda _=False, name=entry.name: self.chosen.emit(name))
            group.addButton(button)
            self._buttons[entry.name] = button
            rooms.addWidget(button)
        rooms.addStretch(1)
        self._rooms = _scrolled(rooms)
        column.addWidget(self._rooms, 1)
        column.addWidget(foot)
        self.folded = False
        self.fold(False)

    def fold(self, folded: bool) -> None:
        """Icons only, or icons with words."""
        self.folded = folded
        self.setFixedWidth(FOLDED if folded else WIDE)
        self._mark.set_folded(folded)
        for button in self._buttons.values():
            button.set_folded(folded)
        self._foot.update()

    def mark_chosen(self, name: str) -> None:
        """Show which room is open."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)
            self._rooms.ensureWidgetVisible(self._buttons[name], 0, ROOM_BEFORE)

    def button(self, name: str) -> RailButton:
        """The button of the room *name*. Raises KeyError if this person has no such room."""
        return self._buttons[name]

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("window"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), color("border"))
        paint_hairline(painter, 16 if not self.folded else 8, self.width() - 12, self._foot.y(), "border")
        painter.end()


def _scrolled(rooms: QVBoxLayout) -> QScrollArea:
    """*rooms* by the wheel where a small window has no place for all of them; a bar would take the icons' place."""
    area, inside = QScrollArea(), QWidget()
    inside.setLayout(rooms)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for part in (area.viewport(), inside):
        part.setAutoFillBackground(False)
    return area
