"""Segments: two to five views of one list, with counts. Arrow keys walk, the chosen one stands in the tab order."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.views.look.painting import CENTER, LEFT, paint_box, paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import font

HEIGHT = 28
STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Segment:
    """One view: a stable *key*, the word, and how many rows it has (None shows no figure)."""

    key: str
    text: str
    count: int | None = None


class _SegmentButton(QAbstractButton):
    def __init__(self, segment: Segment, parent: QWidget) -> None:
        super().__init__(parent)
        self.segment = segment
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        figure = "" if segment.count is None else f", {segment.count}"
        self.setAccessibleName(segment.text + figure)

    def _figure(self) -> str:
        return "" if self.segment.count is None else str(self.segment.count)

    def sizeHint(self) -> QSize:
        word = text_width(self.segment.text, font(13, 600))
        figure = text_width(self._figure(), font(13, 500))
        return QSize(10 + word + (8 + figure if figure else 0) + 10, HEIGHT - 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in STEPS:
            event.ignore()  # the whole walks, not the button
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen:
            focus = self.hasFocus()
            paint_box(painter, self.rect(), 4, "raised", "accent_text" if focus else "border", 2 if focus else 1)
        ink: Token = "text" if chosen or self.underMouse() else "muted"
        word = font(13, 600 if chosen else 500)
        figure = self._figure()
        if not figure:
            paint_text(painter, self.rect(), self.segment.text, word, ink, CENTER)
        else:
            area = QRect(10, 0, self.width() - 10, self.height())
            used = paint_text(painter, area, self.segment.text, word, ink)
            paint_text(painter, area.adjusted(used + 8, 0, 0, 0), figure, font(13, 400), "muted", LEFT)
        painter.end()


class Segments(QWidget):
    """``Segments([Segment("all", tr("All"), 9), …])``; ``chosen`` carries the key when the person changes the view."""

    chosen = Signal(str)

    def __init__(self, segments: Sequence[Segment] = (), *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[_SegmentButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(2)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.set_segments(segments)

    @property
    def current(self) -> str:
        """Key of the chosen view, empty if there are no segments."""
        return next((button.segment.key for button in self._buttons if button.isChecked()), "")

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other words or counts; the chosen key is kept if it is still there, else the first is chosen."""
        current, had_focus = self.current, any(button.hasFocus() for button in self._buttons)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [_SegmentButton(segment, self) for segment in segments]
        for button in self._buttons:
            self._row.addWidget(button)
            button.clicked.connect(self._clicked)
            if self.isVisible():
                button.show()
        keys = [segment.key for segment in segments]
        if keys:
            self._check(keys.index(current) if current in keys else 0, focus=had_focus)
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Choose a view without sending ``chosen``. Raises ValueError for a key that is not there."""
        self._check([button.segment.key for button in self._buttons].index(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        if step is None or not self._buttons:
            super().keyPressEvent(event)
            return
        place = [button.isChecked() for button in self._buttons].index(True)
        target = min(max(place + step, 0), len(self._buttons) - 1)
        if target != place:
            self._check(target, focus=True)
            self.chosen.emit(self.current)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 5, "sunken")
        painter.end()

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _SegmentButton):
            self._check(self._buttons.index(button), focus=True)
            self.chosen.emit(self.current)

    def _check(self, place: int, *, focus: bool = False) -> None:
        for at, button in enumerate(self._buttons):
            button.setChecked(at == place)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == place else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._buttons[place])
        if focus:
            self._buttons[place].setFocus(Qt.FocusReason.OtherFocusReason)
