"""Notifications: who is told what, what is still unread, and what needs nobody any more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Insert,
    String,
    Update,
    and_,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.language import Phrase, restored, stored
from app.models.base import Base
from app.models.company import Employee, EmployeeRole, Setting
from app.models.notice_terms import MUST, NoticeKind
from app.models.session import acting, now, touch
from app.models.tasks import Notification

TOPIC = "notification"
CALL = "call"
"""The gap of a notice that no sentence has: the id of the call that it tells of."""
OWNER = "employee:"
"""How ``Setting.owner`` begins for a person."""
OFF = "notice.off."
"""How the setting of a person begins who does not want a kind of notices; it is there, or it is not."""
ONE_DEED = timedelta(seconds=1)
"""The clock is read more than once while one decision is written."""

_notice, _employee, _role, _setting = (
    Base.metadata.tables[each.__tablename__] for each in (Notification, Employee, EmployeeRole, Setting)
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notification. place and record_id: where it leads ("triage", "deals" …, the record there).

    author: whose deed it tells of, "" for Kontor's own. of_call: a call is told of, which the telephone also shows.
    """

    id: int
    at: datetime
    phrase: Phrase
    place: str
    record_id: int | None
    unread: bool
    kind: NoticeKind
    author: str
    of_call: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notifications, newest first. after: give it to ``page`` for what follows, None at the end."""

    rows: tuple[NoticeRow, ...]
    after: tuple[datetime, int] | None


@lru_cache(maxsize=len(NoticeKind))
def _adding(kind: NoticeKind) -> Insert:
    """One statement for all who are told, past the mapped class: most transactions tell somebody.

    Whoever chose not to get this kind is left out, unless one of their roles must be told of it.
    """
    must = [role for role, kinds in MUST.items() if kind in kinds]
    bound = exists(select(_role.c.role).where(_role.c.employee_id == _employee.c.id, _role.c.role.in_(must)))
    declined = exists(
        select(_setting.c.id).where(
            _setting.c.owner == literal(OWNER, String).concat(cast(_employee.c.id, String)), _setting.c.key == OFF + kind
        )
    )
    told = select(
        _employee.c.id,
        bindparam("told_at", type_=_notice.c.at.type),
        literal(kind, _notice.c.kind.type),
        bindparam("told_sentence", type_=_notice.c.sentence.type),
        bindparam("told_params", type_=_notice.c.params.type),
        bindparam("told_place", type_=_notice.c.place.type),
        bindparam("told_record", type_=_notice.c.record_id.type),
        bindparam("told_by", type_=_notice.c.author_id.type),
    ).where(
        _employee.c.id.in_(bindparam("told", expanding=True)),
        _employee.c.active,
        or_(~declined, bound) if must else ~declined,
    )
    columns = ["employee_id", "at", "kind", "sentence", "params", "place", "record_id", "author_id"]
    return insert(_notice).from_select(columns, told)


def tell(
    session: Session,
    employee_ids: Iterable[int],
    news: Phrase,
    *,
    place: str,
    record_id: int | None,
    kind: NoticeKind = NoticeKind.OTHER,
) -> None:
    """Notify each of *employee_ids* once, except the one who acts: nobody needs news of their own deed.

    Nobody is told who has left, or who has chosen not to be told of *kind* where no role obliges them.
    """
    me = acting(session)
    told = [each for each in dict.fromkeys(employee_ids) if each != me]
    if not told:
        return
    values = {
        "told": told,
        "told_at": now(session),
        "told_sentence": news.sentence,
        "told_params": stored(news.params),
        "told_place": place,
        "told_record": record_id,
        "told_by": me,
    }
    if session.connection().execute(_adding(kind), values).rowcount:
        touch(session, TOPIC)


def gone(
    session: Session,
    place: str,
    record_id: int,
    *,
    kinds: Collection[NoticeKind] = (),
    employee_ids: Collection[int] = (),
    since: datetime | None = None,
) -> int:
    """What is at *place* about *record_id* was done: whoever has not read of it need not any more. How many went.

    kinds: only notices of these; employee_ids: only those of these people; since: only those told from then on.
    """
    which = [_about(place, record_id), _notice.c.read_at.is_(None), _notice.c.gone_at.is_(None)]
    if kinds:
        which.append(_notice.c.kind.in_(kinds))
    if employee_ids:
        which.append(_notice.c.employee_id.in_(employee_ids))
    if since is not None:
        which.append(_notice.c.at >= since)
    return _change(session, update(_notice).where(*which).values(gone_at=now(session)))


def back(session: Session, place: str, record_id: int, at: datetime) -> int:
    """A decision about *record_id* was taken back: the notices that went with it, at *at* or since, are there again."""
    which = and_(_about(place, record_id), _notice.c.read_at.is_(None), _notice.c.gone_at >= at - ONE_DEED)
    return _change(session, update(_notice).where(which).values(gone_at=None))


def page(
    session: Session, unread_only: bool = False, after: tuple[datetime, int] | None = None, limit: int = 50
) -> NoticePage:
    """The notifications of who is signed in, newest first, from *after* on."""
    query = (
        select(
            _notice.c.id,
            _notice.c.at,
            _notice.c.sentence,
            _notice.c.params,
            _notice.c.place,
            _notice.c.record_id,
            _notice.c.read_at,
            _notice.c.kind,
            _employee.c.name,
        )
        .select_from(_notice.outerjoin(_employee, _employee.c.id == _notice.c.author_id))
        .where(_mine(session))
        .order_by(_notice.c.at.desc(), _notice.c.id.desc())
        .limit(limit + 1)
    )
    if unread_only:
        query = query.where(_notice.c.read_at.is_(None))
    if after is not None:
        at, last = after
        query = query.where(_notice.c.at <= at, or_(_notice.c.at < at, _notice.c.id < last))
    found = session.execute(query).all()
    rows = tuple(
        NoticeRow(
            each.id,
            each.at,
            restored(each.sentence, each.params),
            each.place,
            each.record_id,
            each.read_at is None,
            each.kind,
            each.name or "",
            CALL in (each.params or {}),
        )
        for each in found[:limit]
    )
    return NoticePage(rows, (rows[-1].at, rows[-1].id) if len(found) > limit else None)


def unread_count(session: Session) -> int:
    """How many notifications who is signed in has not read."""
    return session.scalar(select(func.count()).select_from(_notice).where(_mine(session), _notice.c.read_at.is_(None))) or 0


def read(session: Session, notification_ids: Collection[int] = ()) -> datetime:
    """Mark *notification_ids* of who is signed in as read, all of them if it is empty.

    The moment they are read at, by which ``unread_again`` finds them.
    """
    moment = now(session)
    which = and_(_mine(session), _notice.c.read_at.is_(None))
    if notification_ids:
        which = and_(which, _notice.c.id.in_(notification_ids))
    _change(session, update(_notice).where(which).values(read_at=moment))
    return moment


def unread_again(session: Session, moment: datetime) -> int:
    """Take ``read`` back: what who is signed in read at *moment* is new again. How many that are."""
    which = and_(_notice.c.employee_id == acting(session), _notice.c.read_at == moment)
    return _change(session, update(_notice).where(which).values(read_at=None))


def _about(place: str, record_id: int) -> ColumnElement[bool]:
    return and_(_notice.c.place == place, _notice.c.record_id == record_id)


def _mine(session: Session) -> ColumnElement[bool]:
    return and_(_notice.c.employee_id == acting(session), _notice.c.gone_at.is_(None))


def _change(session: Session, change: Update) -> int:
    changed = session.connection().execute(change).rowcount
    if changed:
        touch(session, TOPIC)
    return changed
