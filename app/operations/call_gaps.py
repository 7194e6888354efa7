"""What the listener at the exchange asks of the books beside single calls: which are missing [C30], telephones and names."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import CallEvent
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.interactions import Call
from app.models.session import replayable
from app.models.terms import CallOutcome
from app.operations.calls import TakenCall, take_call
from app.operations.leases import INTAKE, demand

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


@replayable
def take_together(session: Session, holder: str, events: Sequence[CallEvent]) -> tuple[TakenCall, ...]:
    """Take *events*, each of another call, with one commit. Raises what ``take_call`` raises; nothing is kept then."""
    taken = tuple(take_call(session, None, event) for event in events)
    demand(session, INTAKE, holder)
    return taken
