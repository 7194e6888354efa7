"""Notices that nobody needs any more: what was read, or done elsewhere, weeks ago."""

from datetime import UTC, timedelta

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.company import Employee
from app.models.session import now, replayable, touch
from app.models.tasks import Notification
from app.operations.leases import INTAKE, demand
from app.operations.settings import keep, setting

DAYS = "notices.days"
"""Key of the days for which a notice that was read is kept."""
KEPT_DAYS = 30
CLEARED_ON = "notices.cleared_on"
"""Key of the day on which all of them were cleared last."""
MOST = 2000
"""Rows that go at once: the intake's next work waits no longer for it."""

_notice = Base.metadata.tables[Notification.__tablename__]


@replayable
def clear(session: Session, holder: str | None) -> int:
    """Once a day, delete the notices that were read or done elsewhere long ago, some at a time; how many went.

    What nobody has read stays, however old. Raises LeaseLost.
    """
    moment = now(session)
    today = moment.astimezone(UTC).date().isoformat()
    if setting(session, CLEARED_ON, "") == today:
        return 0
    limit = moment - timedelta(days=_days(session))
    old = Notification.read_at < limit
    done = and_(Notification.read_at.is_(None), Notification.at < limit, Notification.gone_at < limit)
    went = 0
    for employee_id in session.scalars(select(Employee.id).order_by(Employee.id)).all():
        for which in (old, done):
            if went < MOST:
                went += _delete(session, and_(Notification.employee_id == employee_id, which), MOST - went)
    if went:
        touch(session, Notification.__tablename__)
    if went < MOST:
        keep(session, CLEARED_ON, today)
    session.flush()
    if holder is not None:
        demand(session, INTAKE, holder)
    return went


def _days(session: Session) -> int:
    kept = setting(session, DAYS, KEPT_DAYS)
    return kept if isinstance(kept, int) and kept > 0 else KEPT_DAYS


def _delete(session: Session, which: ColumnElement[bool], most: int) -> int:
    """Delete at most *most* rows, by the index of one person's notices."""
    some = select(Notification.id).where(which).limit(most)
    return session.connection().execute(delete(_notice).where(_notice.c.id.in_(some))).rowcount
