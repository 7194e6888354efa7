"""Telling a story in the past: who acts and when, within one session."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.models.session import CLOCK, EMPLOYEE

MORNING = timedelta(hours=7)
"""When a story's day begins, in UTC."""


@dataclass(slots=True)
class Story:
    """What the parts of the demo company share. today: the present moment; the rest: word → id."""

    session: Session
    today: datetime
    chance: Random
    employees: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    traits: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    equipment: dict[str, str] = field(default_factory=dict)
    suppliers: list[int] = field(default_factory=list)
    customers: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def ago(self, days: float = 0, hours: float = 0) -> datetime:
        """So long before the present; whole days back it is a morning, never later than now."""
        if hours or not days:
            return self.today - timedelta(days=days, hours=hours)
        day = (self.today - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        return min(day + MORNING + timedelta(minutes=self.chance.randrange(0, 300)), self.today)

    @contextmanager
    def scene(self, login: str, moment: datetime) -> Iterator[Session]:
        """The session, with *login* signed in (nobody for "") and the clock at *moment*."""
        info = self.session.info
        before = {key: info[key] for key in (CLOCK, EMPLOYEE) if key in info}
        info[EMPLOYEE] = self.employees[login] if login else None
        info[CLOCK] = lambda: moment
        try:
            yield self.session
            self.session.flush()
        finally:
            info.update(before)
