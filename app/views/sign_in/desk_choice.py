"""The right side of the sign-in: desks of the try-out, one key each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.icons import IconLabel, paint_icon
from app.views.look.key_hint import add_shortcut, hint_width, paint_key_hint
from app.views.look.label import Label
from app.views.look.painting import LEFT, paint_box, paint_text
from app.views.look.typeface import font
from app.views.sign_in.door import DeskPlace

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DeskButton(QAbstractButton):
    """One desk: who sits there, what is done there, and its key."""

    def __init__(self, place: DeskPlace, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.key = key
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if key:
            add_shortcut(self, key, self.click)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the desk in the chosen language."""
        self.setText(tr("{name}, {role}", name=self.place.name, role=tr(self.place.role)))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(tr(self.place.does))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 52)

    def event(self, event: QEvent) -> bool:
        # Enter is the key of "Sign in" too: on a desk it means the desk.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in ENTER:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        chosen = self.hasFocus() or self.isDown()
        if chosen:
            paint_box(painter, self.rect(), 6, "accent_tint", "accent_text")
        else:
            paint_box(painter, self.rect(), 6, "alt" if self.underMouse() else "base", "border")
        paint_icon(painter, QRect(18, 17, 18, 18), self.place.icon, "accent_text" if chosen else "muted")
        right = self.width() - 14
        if self.key:
            width = hint_width(self.key)
            box = QRect(right - width, 0, width, self.height())
            paint_box(painter, QRect(box.x(), (self.height() - 18) // 2, width, 18), 3, "base")
            paint_key_hint(painter, box, self.key)
            right -= width + 12
        paint_text(painter, QRect(52, 8, right - 52, 18), self.text(), font(13, 600), "text", LEFT)
        paint_text(painter, QRect(52, 26, right - 52, 18), tr(self.place.does), font(12), "muted", LEFT)
        painter.end()


class DeskChoice(QWidget):
    """All desks of the try-out; ``chosen`` carries the login."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[DeskPlace], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = Label("", 17, 600)
        self._matter = Label("", 13, 400, "muted", wrap=True)
        self._warning = Label("", 12, 400, "muted", wrap=True)
        self.error = Label("", 12, 400, "danger_text", wrap=True)
        self.error.hide()
        self.buttons = [DeskButton(place, str(n) if n < 10 else "") for n, place in enumerate(places, start=1)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self._matter)
        column.addSpacing(4)
        for button in self.buttons:
            button.clicked.connect(lambda _=False, login=button.place.login: self.chosen.emit(login))
            column.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("warning", "warning_text", 14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._warning, 1)
        column.addSpacing(2)
        column.addLayout(row)
        column.addWidget(self.error)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say head and warning in the chosen language."""
        self._head.setText(tr("Look around first"))
        self._matter.setText(tr("A ready company on this computer, nothing to install. Choose the desk to sit at."))
        self._warning.setText(tr("The try-out has no passwords. Don't put real customers in."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        places = [place for place, button in enumerate(self.buttons) if button.hasFocus()]
        if step is None or not places:
            super().keyPressEvent(event)
            return
        self.buttons[(places[0] + step) % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)
