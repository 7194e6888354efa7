"""Stage path: flat 4 px segments with names and dates; passed and present in accent, present with a full dot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.views.look.icons import paint_icon
from app.views.look.painting import paint_box, paint_text
from app.views.look.tokens import Token
from app.views.look.typeface import font

HEIGHT = 44
GAP = 4

StepState = Literal["passed", "present", "ahead", "left_out"]


@dataclass(frozen=True, slots=True)
class StageStep:
    """One stage: its name, a line of dates ("13 Oct, 22 d"), and where it stands."""

    name: str
    dates: str = ""
    state: StepState = "ahead"


class StagePath(QWidget):
    """``set_steps([StageStep(…), …])``; the width is shared evenly, long names are elided with a tooltip."""

    def __init__(self, steps: Sequence[StageStep] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StageStep, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[StageStep]) -> None:
        """Show another path."""
        self._steps = tuple(steps)
        present = next((step for step in steps if step.state == "present"), None)
        self.setAccessibleName(present.name if present else "")
        self.setAccessibleDescription("; ".join(f"{step.name} {step.dates}".strip() for step in steps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(1, len(self._steps)) * 130, HEIGHT)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        for at, step in enumerate(self._steps):
            self._paint_step(painter, self._area(at), step)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for at, step in enumerate(self._steps):
                if self._area(at).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), "\n".join(filter(None, (step.name, step.dates))), self)
                    return True
        return super().event(event)

    def _area(self, at: int) -> QRect:
        share = (self.width() + GAP) / len(self._steps)
        left, right = round(at * share), round((at + 1) * share) - GAP
        return QRect(left, 0, right - left, self.height())

    def _paint_step(self, painter: QPainter, area: QRect, step: StageStep) -> None:
        reached = step.state in ("passed", "present")
        paint_box(painter, QRect(area.x(), 0, area.width(), 4), 2, "accent_text" if reached else "trough")
        sign = QRect(area.x(), 11, 14, 14)
        ink: Token = "text" if step.state == "passed" else "muted"
        if step.state == "passed":
            paint_icon(painter, sign, "check-circle-fill", "accent_text")
        elif step.state == "present":
            ink = "accent_text"
            paint_box(painter, sign.adjusted(2, 2, -2, -2), 5, "accent_text")
        elif step.state == "left_out":
            paint_icon(painter, sign, "minus-circle", "outline")
        else:
            paint_box(painter, sign.adjusted(2, 2, -2, -2), 5, None, "outline", 1.5)
        words = QRect(area.x() + 20, 9, area.width() - 24, 18)
        paint_text(painter, words, step.name, font(13, 600 if step.state == "present" else 400), ink)
        paint_text(painter, words.translated(0, 17), step.dates, font(12), "muted")
