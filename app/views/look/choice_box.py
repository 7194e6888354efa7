"""The combo box of forms and heads."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from app.views.look.icons import paint_icon
from app.views.look.typeface import font


class ChoiceBox(QComboBox):
    """A combo box that the wheel changes only when it has the keyboard, with the guide's caret."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font())
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style = self.style()
        room = style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        ).width()
        # Qt cuts a long choice in the middle of a letter.
        words = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = words
        dressed = QStylePainter(self)
        dressed.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        dressed.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        dressed.end()
        painter = QPainter(self)
        box = QRect(self.width() - 26, (self.height() - 14) // 2, 14, 14)
        paint_icon(painter, box, "caret-down", "muted" if self.isEnabled() else "outline")
        painter.end()
