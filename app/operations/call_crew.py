"""Whose telephone rings, and which numbers are our own: of a colleague or of the company itself, never a lead [C17]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import CallEvent
from app.models.base import Base
from app.models.company import Employee, Setting
from app.models.terms import Direction
from app.operations.call_settings import DEFAULT_REGION, OWN_NUMBERS, REGION
from app.operations.settings import COMPANY
from app.phone_number import read_phone

LETTERHEAD = "company.letterhead"
LINE_DIGITS = 7
"""A line is known by so many last digits at least: exchanges write their own numbers without the country."""

_employee, _setting = (Base.metadata.tables[each.__tablename__] for each in (Employee, Setting))
_CREW = select(_employee.c.id, _employee.c.name, _employee.c.phone, _employee.c.extension).where(_employee.c.active)
_NUMBERS = select(_setting.c.key, _setting.c.value).where(
    _setting.c.owner == COMPANY, _setting.c.key.in_((LETTERHEAD, OWN_NUMBERS, REGION))
)
"""Built once: asked with everything that the exchange says."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody at work. names: by id; by_extension: who has which telephone; own: our own numbers, E.164."""

    names: Mapping[int, str]
    by_extension: Mapping[str, Sequence[int]]
    own: frozenset[str]

    def at(self, extension: str) -> int | None:
        """Whose telephone *extension* is; None where it is nobody's, or several share it."""
        found = self.by_extension.get(extension, ())
        return found[0] if len(found) == 1 else None

    def legs(self, event: CallEvent) -> list[int | None]:
        """Whose telephone each leg of a call is."""
        return [self.at(leg.extension) for leg in event.legs]

    def person(self, event: CallEvent) -> int | None:
        """Who of us the call is of: who answered; in a call that we made, who called."""
        if event.direction == Direction.IN and event.answered_at is None:
            return None
        return self.at(event.extension)

    def talkers(self, event: CallEvent) -> set[int]:
        """Who of us talked, or talks."""
        found = {self.at(leg.extension) for leg in event.legs if leg.answered_at is not None}
        if event.answered_at is not None:
            found.add(self.person(event))
        return {each for each in found if each is not None}

    def is_own(self, event: CallEvent) -> bool:
        """Whether the other side is one of us: a colleague on the way, or a number of the company."""
        number = event.number
        if number is None:
            return False
        line = "".join(sign for sign in event.line if sign.isdigit()) if event.direction == Direction.IN else ""
        return number in self.own or (len(line) >= LINE_DIGITS and number.endswith(line[-10:]))


def crew(session: Session) -> Crew:
    """Who is at work now."""
    connection = session.connection()
    kept = {row.key: row.value for row in connection.execute(_NUMBERS)}
    region = str(kept.get(REGION) or DEFAULT_REGION)
    written = [str(each) for each in kept.get(OWN_NUMBERS) or ()]
    written.append(str((kept.get(LETTERHEAD) or {}).get("phone") or ""))
    names: dict[int, str] = {}
    by_extension: dict[str, list[int]] = {}
    for row in connection.execute(_CREW):
        names[row.id] = row.name
        written.append(row.phone)
        if row.extension:
            by_extension.setdefault(row.extension, []).append(row.id)
    own = frozenset(number for each in written if each and (number := _read(each, region)))
    return Crew(names, by_extension, own)


@lru_cache(maxsize=1024)
def _read(written: str, region: str) -> str:
    """E.164, "" for what is no number; the same few numbers are read with every call."""
    found = read_phone(written, region)
    return found.e164 if found else ""
