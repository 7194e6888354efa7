"""Grounds and hairlines: areas touch with a line of 1 px, never with a gutter or a shadow."""

from typing import Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.look.style_sheet import GROUNDS
from app.views.look.theme import color
from app.views.look.tokens import Token

Ground = Literal["window", "base", "raised", "sunken", "alt", "accent_tint"]


def set_ground(widget: QWidget, ground: Ground) -> None:
    """Give *widget* the ground of a token; it follows every switch of theme."""
    widget.setProperty("ground", ground)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    # What is not dressed yet is dressed when it is first shown.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_shown(part: QWidget, shown: bool = True) -> None:
    """Show or hide a *part* that a layout holds.

    One that was never hidden comes with what is around it: Qt would dress it at once, and again with each part of the
    house that it is put into.
    """
    if not shown or part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
        part.setVisible(shown)


def ground_under(widget: QWidget) -> Token:
    """The ground that *widget* stands on: that of the nearest part around it that has one."""
    part: QWidget | None = widget
    while part is not None:
        ground = part.property("ground")
        if ground in GROUNDS:
            return cast(Token, ground)
        part = part.parentWidget()
    return "window"


class Hairline(QWidget):
    """A line of 1 px between areas: ``Hairline()`` lies, ``Hairline(upright=True)`` stands."""

    def __init__(self, *, upright: bool = False, token: Token = "border", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        fixed, grows = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if upright:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, grows)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(grows, fixed)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(self._token))
        painter.end()
