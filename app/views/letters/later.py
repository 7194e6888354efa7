"""When a letter shall go: a day and an hour in one line."""

import re
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QTime

from app.language import marked, tr
from app.views.deals.form import Asked, InlineForm
from app.views.look.numbers import local

MORNING = QTime(8, 0)
_HOUR = re.compile(r"([01]?\d|2[0-3])(?:\s*[:.hч]\s*([0-5]\d))?\s*(?:h|ч|uhr)?", re.IGNORECASE)


def read_time(text: str) -> QTime | None:
    """The time of day that somebody typed (``8``, ``8:30``, ``14.05``), None if it is none."""
    found = _HOUR.fullmatch(text.strip())
    return QTime(int(found.group(1)), int(found.group(2) or 0)) if found else None


def instant(day: date, time: QTime) -> datetime:
    """*time* of *day* on this workstation's clock, as an instant."""
    return datetime.fromtimestamp(QDateTime(QDate(day.year, day.month, day.day), time).toSecsSinceEpoch(), UTC)


class LaterForm(InlineForm):
    """``LaterForm(now)``: tomorrow at eight to begin with; ``moment`` after ``submitted``."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.moment = now
        tomorrow = local(now).date() + timedelta(days=1)
        asked = (
            Asked("day", marked("Day"), "date", tomorrow, needed=True),
            Asked("time", marked("Time of day"), "line", MORNING.toString("HH:mm"), needed=True),
        )
        super().__init__(marked("When shall the letter go?"), asked, marked("Send then"), icon="clock")

    def submit(self) -> None:
        values = self.values()
        time = read_time(str(values["time"]))
        if values["day"] is None:
            super().submit()
        elif time is None:
            self._complain("time", tr("This is no time of day. Write it like 8:30."))
        else:
            self.moment = instant(values["day"], time)
            if self.moment <= self._now:
                self._complain("day", tr("This moment has passed already."))
            else:
                super().submit()

    def _complain(self, key: str, sentence: str) -> None:
        self.fields[key].set_error(sentence)
        self.fields[key].setFocus()
