"""How lateness reads: red when a promise has passed, amber when it has moved, always with the days."""

from datetime import date

from app.language import tr
from app.operations.production import late_days
from app.views.look.chip import ChipText


def delay_chip(first: date | None, promised: date | None, today: date, *, open_: bool = True) -> ChipText | None:
    """The chip of a promise: None while it holds, or when nothing is to come any more."""
    days = late_days(first, promised, today) if open_ else 0
    if not days or promised is None:
        return None
    passed = promised < today
    return ChipText(
        tr("{days} d late", days=days), "danger" if passed else "warning", "warning-circle-fill" if passed else "clock"
    )
