"""What people are told of a call: that it rings, and in the same notice, once it is over, what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.events import CallEvent
from app.language import Phrase, phrase, stored
from app.models.notice_terms import NoticeKind
from app.models.session import now, touch
from app.models.tasks import Notification
from app.models.terms import CallOutcome, Direction
from app.operations.call_keeping import outcome_of, talked, was_missed
from app.operations.notices import tell
from app.phone_number import shown_phone

TRIAGE, COUNTERPARTIES, TASKS, CALLS = "triage", "counterparties", "tasks", "calls"
CALL = "call"
"""The gap of a notice that no sentence has: the id of its call, by which the notice is found again."""
CLOCKS_APART = timedelta(days=1)
"""No exchange's clock is further ahead of ours: older notices are of other calls, and need not be looked through."""
FEWEST_DIGITS = 3
LONGEST_DIALLED = 32
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Where:
    """Where the notice of a call leads: a new inquiry (number: its number), whom it is from, or the call itself."""

    place: str
    record_id: int | None
    number: str = ""


def dialled(event: CallEvent) -> str:
    """How the other side can be called: E.164, else as the exchange spelled it; "" for a number that is withheld."""
    raw = event.raw_number
    if event.number or event.direction == Direction.INTERNAL:
        return event.number or ""
    digits = sum(sign.isdigit() for sign in raw)
    return raw if digits >= FEWEST_DIGITS and len(raw) <= LONGEST_DIALLED else ""


def caller(event: CallEvent, name: str = "") -> str | Phrase:
    """What somebody is called who rings: the name, else the number as a person reads it."""
    number = dialled(event)
    return name or (shown_phone(number) if number else phrase("Somebody without a number"))


def rings(name: str | Phrase, event: CallEvent) -> Phrase:
    """That a call has begun."""
    if event.direction == Direction.OUT:
        return phrase("We call {name}", name=name)
    return phrase("{name} calls", name=name)


def became(name: object, event: CallEvent, who: str) -> Phrase:
    """What became of a call that is over. who: of us talked, "" if nobody knows."""
    ours = event.direction == Direction.OUT
    if outcome_of(event) is CallOutcome.UNKNOWN_END:
        if ours:
            return phrase("We called {name}; nobody saw how the call ended", name=name)
        return phrase("{name} called; nobody saw how the call ended", name=name)
    if talked(event):
        talk = talk_time(event)
        if ours:
            return phrase("We called {name}, and talked {time}", name=name, time=talk)
        if who:
            return phrase("{name} called, {who} talked {time}", name=name, who=who, time=talk)
        return phrase("{name} called and was answered, talked {time}", name=name, time=talk)
    if ours:
        return phrase("We called {name}, and nobody answered", name=name)
    return phrase("{name} called and was missed", name=name)


def talk_time(event: CallEvent) -> str:
    """How long a call was talked, as minutes and seconds: ``3:05``."""
    if event.answered_at is None or event.ended_at is None:
        return "0:00"
    seconds = int((event.ended_at - event.answered_at).total_seconds())
    return f"{seconds // MINUTE}:{seconds % MINUTE:02d}"


def announce(
    session: Session, told: Iterable[int], news: Phrase, where: Where, interaction_id: int, *, missed: bool = False
) -> None:
    """Tell each of *told* of a call, so that the notice can be found again. missed: it is over, and nobody answered."""
    kind = NoticeKind.CALL_MISSED if missed else NoticeKind.CUSTOMER_WROTE
    if where.record_id is None:
        where = Where(CALLS, interaction_id)
    if where.place == TRIAGE:
        news, kind = phrase("New inquiry {number}: {news}", number=where.number, news=news), NoticeKind.INQUIRY_CAME
    marked_news = Phrase(news.sentence, {**news.params, CALL: interaction_id})
    tell(session, told, marked_news, place=where.place, record_id=where.record_id, kind=kind)


@dataclass(frozen=True, slots=True)
class Notice:
    """An unread notice of a call."""

    id: int
    employee_id: int
    place: str
    params: Mapping[str, Any]


def notices_of(
    session: Session, interaction_id: int, since: datetime, records: Iterable[int | None], people: Iterable[int]
) -> list[Notice]:
    """The unread notices of a call that lead to itself or one of *records*.

    since: when it began; people: everybody at work.
    """
    rows = session.execute(
        select(Notification.id, Notification.employee_id, Notification.place, Notification.params).where(
            Notification.employee_id.in_(tuple(people)),
            Notification.read_at.is_(None),
            Notification.at >= since - CLOCKS_APART,
            Notification.place.in_((TRIAGE, COUNTERPARTIES, TASKS, CALLS)),
            Notification.record_id.in_([interaction_id, *(each for each in records if each is not None)]),
        )
    )
    return [Notice(*row) for row in rows if (row.params or {}).get(CALL) == interaction_id]


def retell(session: Session, notices: Iterable[Notice], event: CallEvent, who: str, task_id: int | None = None) -> None:
    """Say in the notices of a call what became of it; those of somebody known lead to the call back, if there is one."""
    for notice in notices:
        values: dict[str, object] = {}
        if "news" in notice.params:
            news = became(_name(notice.params.get("news", {}).get("params", {})), event, who)
            values["params"] = {**notice.params, "news": {"sentence": news.sentence, "params": stored(news.params)}}
        else:
            news = became(_name(notice.params), event, who)
            values |= {"sentence": news.sentence, "params": stored(news.params) | {CALL: notice.params[CALL]}}
            if was_missed(event):
                values["kind"] = NoticeKind.CALL_MISSED
            if task_id is not None:
                values |= {"place": TASKS, "record_id": task_id}
        session.execute(update(Notification).where(Notification.id == notice.id).values(values))
        touch(session, "notification")


def _name(params: Mapping[str, Any]) -> object:
    kept = params.get("name", "")
    return Phrase(kept["sentence"], kept["params"]) if isinstance(kept, dict) else kept


def seen(session: Session, notices: Iterable[Notice], people: set[int]) -> list[Notice]:
    """Mark the notices of *people* as read: whoever talks needs no news of it. The others."""
    notices = list(notices)
    theirs = [notice.id for notice in notices if notice.employee_id in people]
    if theirs:
        session.execute(update(Notification).where(Notification.id.in_(theirs)).values(read_at=now(session)))
        touch(session, "notification")
    return [notice for notice in notices if notice.employee_id not in people]


def vanish(session: Session, task_ids: Iterable[int], since: datetime, people: Iterable[int]) -> None:
    """Take back the unread notices about tasks that need nobody any more.

    since: when the first of them was owed; people: everybody at work.
    """
    session.execute(
        delete(Notification).where(
            Notification.employee_id.in_(tuple(people)),
            Notification.read_at.is_(None),
            Notification.at >= since - CLOCKS_APART,
            Notification.place == TASKS,
            Notification.record_id.in_(tuple(task_ids)),
        )
    )
    touch(session, "notification")
