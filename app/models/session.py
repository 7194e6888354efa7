"""What an operation may ask of the session it works in: the time, who acts, and to announce what it changed in bulk.

The store puts these into ``session.info`` before it calls an operation; an operation never commits or rolls back.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

UseCase = TypeVar("UseCase", bound=Callable[..., Any])

CLOCK = "now"
EMPLOYEE = "employee_id"
TOUCHED = "touched"

_replayable: set[Callable[..., Any]] = set()


def wall_clock() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """The present moment as this session's store knows it, in UTC."""
    clock: Callable[[], datetime] = session.info.get(CLOCK, wall_clock)
    return clock()


def acting(session: Session) -> int | None:
    """The id of the employee who is signed in at this store; None for a service such as the intake."""
    employee: int | None = session.info.get(EMPLOYEE)
    return employee


def touch(session: Session, topic: str, *ids: int) -> None:
    """Announce with this transaction that records of *topic* (a table's name) changed; without ids, the whole topic.

    Only bulk statements need it: what goes through mapped objects is announced by itself.
    """
    touched: list[tuple[str, int | None]] = session.info.setdefault(TOUCHED, [])
    touched.extend((topic, record_id) for record_id in ids or (None,))


def replayable(use: UseCase) -> UseCase:
    """Declare that running *use* twice changes nothing more than running it once (it has a unique key or a nonce).

    The store then repeats it even after a connection was lost during the commit, when nobody knows whether it was saved.
    """
    _replayable.add(use)
    return use


def is_replayable(use: Callable[..., Any]) -> bool:
    """Whether *use* was declared ``@replayable``."""
    return use in _replayable
