"""Leases: work that only one process does at a time, such as the intake; another stands by and takes over.

A lease is one row. Whoever holds it renews it; who does not renew it in time loses it to the next that asks. Every
transaction that must come from the holder ends with ``demand``: it keeps the row from changing hands until the commit, so
a process that was frozen cannot write after another took over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.mail import Lease
from app.models.session import now, replayable, touch

INTAKE = "intake"
LAPSE = timedelta(seconds=10)
"""A lease that was not renewed for so long is free."""
RENEW_SECONDS = 3.0
"""Between two renewals: three may fail before the lease lapses."""


class LeaseLost(UserError):
    """This process does not hold the lease (any more): nothing was written."""


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Who holds a lease. until: when it lapses; lapsed: whether it has by now."""

    holder: str
    taken_at: datetime
    until: datetime
    lapsed: bool


@replayable
def take(session: Session, name: str, holder: str) -> LeaseRow:
    """Take or renew the lease *name* for *holder*, if it is free, lapsed or theirs; who holds it after that."""
    moment = now(session)
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    fresh = insert(Lease).values(name=name, holder=holder, taken_at=moment, until=moment + LAPSE)
    before = session.scalar(select(Lease.holder).where(Lease.name == name))
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[Lease.name],
            set_={
                "holder": fresh.excluded.holder,
                "taken_at": case((Lease.holder == holder, Lease.taken_at), else_=fresh.excluded.taken_at),
                "until": fresh.excluded.until,
            },
            where=or_(Lease.holder == holder, Lease.until <= moment),
        )
    )
    kept = holder_of(session, name)
    assert kept is not None, "the statement before has written the row or found it"
    if kept.holder != before:
        touch(session, "lease")
    return kept


@replayable
def release(session: Session, name: str, holder: str) -> None:
    """Give the lease back, so that the next one need not wait until it lapses; another's is left alone."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
    touch(session, "lease")


def demand(session: Session, name: str, holder: str) -> None:
    """Raise LeaseLost unless *holder* has the lease, and keep it so until this transaction ends.

    Call it last: the row is held only for the moment of the commit, and renewing need not wait.
    """
    query = select(Lease.holder).where(Lease.name == name).with_for_update(read=True)
    if session.scalar(query) != holder:
        raise LeaseLost("Another process does this work now; this one has stopped and stands by.")


def holder_of(session: Session, name: str) -> LeaseRow | None:
    """Who holds the lease *name*, None if nobody took it."""
    row = session.execute(select(Lease.holder, Lease.taken_at, Lease.until).where(Lease.name == name)).one_or_none()
    return LeaseRow(row.holder, row.taken_at, row.until, row.until <= now(session)) if row else None
