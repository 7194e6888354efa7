"""Notifications: who is told what, and what is still unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.orm import Session

from app.language import Phrase, restored, stored
from app.models.notice_terms import NoticeKind
from app.models.session import acting, now, touch
from app.models.tasks import Notification


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notification. place and record_id: where it leads ("triage", "deals" …, the record there)."""

    id: int
    at: datetime
    phrase: Phrase
    place: str
    record_id: int | None
    unread: bool

    @property
    def text(self) -> Phrase:
        """What is told."""
        return self.phrase

    @property
    def kind(self) -> str:
        """The place that it leads to."""
        return self.place

    @property
    def record(self) -> int:
        """The record there, 0 for none."""
        return self.record_id or 0


_ADD = insert(Notification.metadata.tables[Notification.__tablename__])
"""Built once, and past the mapped class: most transactions tell somebody, and notices are not in the audit trail."""


def tell(
    session: Session,
    employee_ids: Iterable[int],
    news: Phrase,
    *,
    place: str,
    record_id: int | None,
    kind: NoticeKind = NoticeKind.OTHER,
) -> None:
    """Notify each of *employee_ids* once, except the one who acts: nobody needs news of their own deed."""
    me = acting(session)
    rows = [
        {
            "employee_id": employee_id,
            "at": now(session),
            "kind": kind,
            "sentence": news.sentence,
            "params": stored(news.params),
            "place": place,
            "record_id": record_id,
        }
        for employee_id in dict.fromkeys(employee_ids)
        if employee_id != me
    ]
    if rows:
        session.connection().execute(_ADD, rows)
        touch(session, "notification")


def gone(session: Session, place: str, record_id: int) -> None:
    """What is at *place* about *record_id* was done: whoever has not read of it need not any more."""
    unread = and_(Notification.read_at.is_(None), Notification.gone_at.is_(None))
    about = and_(Notification.place == place, Notification.record_id == record_id)
    session.execute(update(Notification).where(about, unread).values(gone_at=now(session)))
    touch(session, "notification")


def latest(session: Session, limit: int = 50) -> tuple[NoticeRow, ...]:
    """The newest notifications of who is signed in, newest first."""
    rows = session.execute(
        select(
            Notification.id,
            Notification.at,
            Notification.sentence,
            Notification.params,
            Notification.place,
            Notification.record_id,
            Notification.read_at,
        )
        .where(Notification.employee_id == acting(session), Notification.gone_at.is_(None))
        .order_by(Notification.at.desc(), Notification.id.desc())
        .limit(limit)
    )
    return tuple(
        NoticeRow(r.id, r.at, restored(r.sentence, r.params), r.place, r.record_id, r.read_at is None) for r in rows
    )


def unread_count(session: Session) -> int:
    """How many notifications who is signed in has not read."""
    return (
        session.scalar(
            select(func.count()).where(
                Notification.employee_id == acting(session), Notification.read_at.is_(None), Notification.gone_at.is_(None)
            )
        )
        or 0
    )


def mark_read(session: Session, *notification_ids: int) -> int:
    """Mark as read, all of them if no ids are given; returns how many are still unread."""
    query = update(Notification).where(Notification.employee_id == acting(session), Notification.read_at.is_(None))
    if notification_ids:
        query = query.where(Notification.id.in_(notification_ids))
    session.execute(query.values(read_at=now(session)))
    touch(session, "notification")
    return unread_count(session)


def unread(session: Session, limit: int = 50) -> tuple[NoticeRow, ...]:
    """The newest notifications that who is signed in has not read."""
    return tuple(row for row in latest(session, limit * 2) if row.unread)[:limit]


def read(session: Session, notification_ids: tuple[int, ...]) -> int:
    """Mark *notification_ids* as read, all of them if it is empty; returns how many are still unread."""
    return mark_read(session, *notification_ids)
