"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Call it for the present moment; set ``moment`` or ``advance`` it."""

    def __init__(self, moment: datetime = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        """Move on: ``advance(minutes=5)``."""
        self.moment += timedelta(**span)
