"""A field for until when: typed in people's own words, shown as day and time, with a word about days off."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QDateTime, QEvent, QTime
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.views.look.fields import ReadField
from app.views.look.numbers import clock, full_day, local
from app.views.look.typed_moments import EVENING, Workday, read_moment


def monday_to_friday(day: date) -> bool:
    """Whether *day* is worked where nobody has said otherwise."""
    return day.isoweekday() <= 5


class MomentField(ReadField):
    """``MomentField("Until")``: ``tomorrow 10:00``, ``+3d``, ``fr 9``, ``24.12.``; a day without a time ends at five.

    now: the clock that "today" is read by; workday: on which days is worked.
    """

    def __init__(
        self,
        label: str,
        help_text: str = "",
        *,
        now: Callable[[], datetime] | None = None,
        workday: Workday = monday_to_friday,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text, parent)
        self._now = now or _present
        self.workday = workday
        self._shown: datetime | None = None
        self.line.setMinimumWidth(WIDTH)
        self.line.textEdited.connect(lambda _text: self._preview())

    def value(self) -> datetime | None:
        """The moment (in UTC); None if the field is clear or cannot be read."""
        if self._shown is not None and self.line.text() == _written(self._shown):
            return self._shown
        found = read_moment(self.line.text(), local(self._now()), self.workday)
        return None if found is None else _instant(found)

    def set_value(self, value: datetime | date | None) -> None:
        """Show a moment (a day: its evening), or clear the field."""
        if value is not None and not isinstance(value, datetime):
            value = _instant(datetime.combine(value, EVENING))
        self._shown = value
        self.line.setText("" if value is None else _written(value))
        self.set_error("")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self.set_value(self._shown)
        super().changeEvent(event)

    def _preview(self) -> None:
        """While somebody types: what it would be, in words that leave no doubt."""
        found = self.value()
        self.set_help(self._words(found) if found is not None else "")

    def _words(self, found: datetime) -> str:
        day = full_day(local(found).date())
        if not self.workday(local(found).date()):
            return tr("{day}, {time}: nobody works on this day", day=day, time=clock(found))
        return tr("{day}, {time}", day=day, time=clock(found))

    def _tidy(self) -> str | None:
        found = self.value()
        self._shown = found
        if found is None:
            return None
        self.set_help(self._words(found) if not self.workday(local(found).date()) else "")
        return _written(found)

    def _complaint(self) -> str:
        return tr("When is that? Write it like “tomorrow 10:00”, “+3d” or {example}.", example=full_day(date(2026, 12, 15)))


WIDTH = 148
"""Px that a day with its time takes."""


def _present() -> datetime:
    return datetime.now(UTC)


def _written(at: datetime) -> str:
    return f"{full_day(local(at).date())} {clock(at)}"


def _instant(at: datetime) -> datetime:
    """What the clock of this workstation shows, as an instant."""
    shown = QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute))
    return datetime.fromtimestamp(shown.toSecsSinceEpoch(), UTC)
