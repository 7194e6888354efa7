"""The fields of forms: line, text, choice, number, date, phone. Each has ``value()`` and ``set_value(…)``.

A number, date or phone that cannot be read has the value None and an error under it; ``is_clear()`` tells an empty
field from an unreadable one.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, QEvent, QLocale, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from app.language import LOCALES, chosen, tr
from app.phone_number import PhoneNumber, read_phone, shown_phone
from app.views.look.choice_box import ChoiceBox
from app.views.look.field import Field
from app.views.look.icons import icon
from app.views.look.numbers import full_day, number, read_day, read_decimal
from app.views.look.theme import color
from app.views.look.typeface import font


class LineField(Field):
    """One line of text; *placeholder* is muted, *secret* hides what is typed."""

    def __init__(
        self, label: str, help_text: str = "", *, placeholder: str = "", secret: bool = False, parent: QWidget | None = None
    ) -> None:
        self.line = QLineEdit()
        self.line.setFont(font())
        self.line.setPlaceholderText(placeholder)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(label, self.line, help_text, parent)
        self.line.textEdited.connect(self._edited)

    def value(self) -> str:
        """The text without blanks at its ends."""
        return self.line.text().strip()

    def set_value(self, text: str) -> None:
        """Show *text*."""
        self.line.setText(text)
        self.line.setCursorPosition(0)


class TextField(Field):
    """Several lines of plain text; Tab leaves it."""

    def __init__(
        self, label: str, help_text: str = "", *, lines: int = 3, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        self.text = QPlainTextEdit()
        self.text.setFont(font())
        self.text.setPlaceholderText(placeholder)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 22)
        super().__init__(label, self.text, help_text, parent)
        self._silent = False
        self.text.textChanged.connect(self._typed)

    def value(self) -> str:
        """The text without blanks at its ends."""
        return self.text.toPlainText().strip()

    def set_value(self, text: str) -> None:
        """Show *text*."""
        self._silent = True
        self.text.setPlainText(text)
        self._silent = False

    def _typed(self) -> None:
        if not self._silent:
            self._edited()


class ChoiceField(Field):
    """One of a few: ``set_choices([(value, words), …])`` keeps the chosen value if it is still offered."""

    def __init__(
        self, label: str, choices: Sequence[tuple[object, str]] = (), help_text: str = "", parent: QWidget | None = None
    ) -> None:
        self.box = ChoiceBox()
        super().__init__(label, self.box, help_text, parent)
        self.set_choices(choices)
        self.box.activated.connect(self._edited)

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer other choices, or the same in another language."""
        current = self.value()
        self.box.clear()
        for value, words in choices:
            self.box.addItem(words, value)
        self.set_value(current)

    def value(self) -> object:
        """The chosen value, None while nothing can be chosen."""
        return self.box.currentData()

    def set_value(self, value: object) -> None:
        """Choose *value*; the first choice if it is not offered."""
        values = [self.box.itemData(at) for at in range(self.box.count())]
        if values:
            self.box.setCurrentIndex(values.index(value) if value in values else 0)


class ReadField(Field):
    """A line whose text is read when the person leaves it; says so under it when it cannot be read."""

    def __init__(self, label: str, help_text: str = "", parent: QWidget | None = None) -> None:
        self.line = QLineEdit()
        self.line.setFont(font())
        super().__init__(label, self.line, help_text, parent)
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self.check)

    def is_clear(self) -> bool:
        """Whether nothing is typed."""
        return not self.line.text().strip()

    def check(self) -> bool:
        """Read the text: write it tidily or say under it what is wrong; whether it is clear or readable."""
        if self.is_clear():
            return True
        tidy = self._tidy()
        if tidy is None:
            self.set_error(self._complaint())
            return False
        self.line.setText(tidy)
        return True

    def _tidy(self) -> str | None:
        return self.line.text()

    def _complaint(self) -> str:
        return ""


class NumberField(ReadField):
    """An exact number, read and written by the chosen language; right aligned."""

    def __init__(
        self, label: str, help_text: str = "", *, pattern: str = "#,##0.###", parent: QWidget | None = None
    ) -> None:
        super().__init__(label, help_text, parent)
        self._pattern = pattern
        self._shown: Decimal | None = None
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> Decimal | None:
        """The number; None if the field is clear or cannot be read."""
        return read_decimal(self.line.text())

    def set_value(self, value: Decimal | None) -> None:
        """Show a number, or clear the field."""
        self._shown = value
        self.line.setText("" if value is None else number(value, self._pattern))

    def _tidy(self) -> str | None:
        self._shown = self.value()
        return None if self._shown is None else number(self._shown, self._pattern)

    def _complaint(self) -> str:
        return tr("This is not a number. Write it like {example}.", example=number(Decimal("1240.5"), "#,##0.00"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self.set_value(self._shown)
        super().changeEvent(event)


DATE_WIDTH = 124
"""Px that a whole date takes with the calendar's icon."""


class DateField(ReadField):
    """A date: typed (15.12.2026, 15.12., +3) or taken from the calendar behind the icon."""

    def __init__(self, label: str, help_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(label, help_text, parent)
        self._shown: date | None = None
        self._calendar: QCalendarWidget | None = None
        self.line.setMinimumWidth(DATE_WIDTH)
        self._open = self.line.addAction(icon("calendar-blank"), QLineEdit.ActionPosition.TrailingPosition)
        self._open.triggered.connect(self._open_calendar)
        self.retranslate()

    def value(self) -> date | None:
        """The date; None if the field is clear or cannot be read."""
        return read_day(self.line.text())

    def set_value(self, value: date | None) -> None:
        """Show a date, or clear the field."""
        self._shown = value
        self.line.setText("" if value is None else full_day(value))

    def retranslate(self) -> None:
        """The tooltip of the calendar and the date itself in the chosen language."""
        self._open.setToolTip(tr("Choose from the calendar"))
        if self._shown is not None:
            self.set_value(self._shown)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _tidy(self) -> str | None:
        self._shown = self.value()
        return None if self._shown is None else full_day(self._shown)

    def _complaint(self) -> str:
        return tr("This is not a date. Write it like {example}.", example=full_day(date(2026, 12, 15)))

    def _open_calendar(self) -> None:
        calendar = self._calendar or self._new_calendar()
        calendar.setLocale(QLocale(LOCALES[chosen()]))
        self._dress(calendar)
        present = self.value()
        if present is not None:
            calendar.setSelectedDate(QDate(present.year, present.month, present.day))
        calendar.move(self.line.mapToGlobal(self.line.rect().bottomLeft()))
        calendar.show()
        calendar.setFocus()

    def _new_calendar(self) -> QCalendarWidget:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        self._calendar = calendar
        return calendar

    def _dress(self, calendar: QCalendarWidget) -> None:
        """Weekends in a tone that can be read, carets of the icon set: Qt's own are red and black in every theme."""
        quiet = QTextCharFormat()
        quiet.setForeground(color("muted"))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekend, quiet)
        for name, sign in (("qt_calendar_prevmonth", "caret-left"), ("qt_calendar_nextmonth", "caret-right")):
            button = calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(sign))

    def _take(self, taken: QDate) -> None:
        if self._calendar is not None and self._calendar.isVisible():
            self._calendar.hide()
            self.set_value(date(taken.year(), taken.month(), taken.day()))
            self._edited()


class PhoneField(ReadField):
    """A phone number; national notation belongs to *region* (ISO 3166). Written tidily when the person leaves it."""

    def __init__(self, label: str, help_text: str = "", *, region: str = "RU", parent: QWidget | None = None) -> None:
        super().__init__(label, help_text, parent)
        self._region = region

    def value(self) -> PhoneNumber | None:
        """The number; None if the field is clear or cannot be read."""
        return read_phone(self.line.text(), self._region)

    def set_value(self, e164: str) -> None:
        """Show a number that is kept as E.164, or clear the field."""
        self.line.setText(shown_phone(e164) if e164 else "")

    def _tidy(self) -> str | None:
        read = self.value()
        if read is None:
            return None
        # an extension is not part of E.164, so a number with one stays as it was typed
        return read.raw if read.extension else read.shown()

    def _complaint(self) -> str:
        return tr(
            "This number cannot be dialled. Write it with the country code, like {example}.", example="+49 351 482 99 17"
        )
