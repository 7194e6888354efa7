"""Whether calls are seen at the telephone of who is signed in: one line for the foot of the window [C16]."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase
from app.models.call_terms import ExchangeCondition
from app.models.company import Employee
from app.models.session import acting
from app.operations import exchange_health


@dataclass(frozen=True, slots=True)
class LineRow:
    """extension: the own telephone. seen: whether calls are seen; connecting: whether they will be in a moment.

    problem: the whole sentence of what is wrong, None while all is well.
    """

    extension: str
    seen: bool
    connecting: bool
    problem: Phrase | None


def my_line(session: Session) -> LineRow | None:
    """How it is with the own telephone; None for who has none, and where no exchange is set."""
    extension = session.scalar(select(Employee.extension).where(Employee.id == acting(session))) or ""
    rows = [row for row in exchange_health.rows(session) if row.condition is not ExchangeCondition.OFF]
    if not extension or not rows:
        return None
    if any(row.well for row in rows):
        return LineRow(extension, seen=True, connecting=False, problem=None)
    troubled = next((row for row in rows if row.condition is ExchangeCondition.TROUBLE), rows[0])
    connecting = troubled.condition is ExchangeCondition.CONNECTING
    return LineRow(extension, seen=False, connecting=connecting, problem=troubled.problem)
