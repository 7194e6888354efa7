"""What the listener at the exchange asks of the books: which calls are missing there [C30], whose telephones and names."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.interactions import Call
from app.models.terms import CallOutcome

OPEN = (CallOutcome.GOING, CallOutcome.UNKNOWN_END)
TOGETHER = 500


def wanted(session: Session, linked_ids: Collection[str]) -> frozenset[str]:
    """Which of *linked_ids* are not in the books, or stand there without an end that somebody saw."""
    asked = list(dict.fromkeys(linked_ids))
    complete: set[str] = set()
    for first in range(0, len(asked), TOGETHER):
        part = asked[first : first + TOGETHER]
        query = select(Call.linked_id).where(Call.linked_id.in_(part), Call.outcome.not_in(OPEN))
        complete.update(session.scalars(query))
    return frozenset(asked) - complete


def own_extensions(session: Session) -> frozenset[str]:
    """The telephones of all who work here."""
    return frozenset(session.scalars(select(Employee.extension).where(Employee.active, Employee.extension != "")))


def name_of(session: Session, counterparty_id: int) -> str:
    """The name that a telephone may show for a counterparty; "" if it is gone."""
    return session.scalar(select(Counterparty.name).where(Counterparty.id == counterparty_id)) or ""
