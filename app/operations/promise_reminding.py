"""Before a promised time the dispatchers are reminded of what is left; if it was missed, the heads hear of it; each once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.inquiries import Inquiry
from app.models.notice_terms import NoticeKind
from app.models.promise import DEFAULT_REMINDER
from app.models.session import now, replayable
from app.models.terms import InquiryState, Role
from app.operations.actors import with_role
from app.operations.intake_rules import company_timetable
from app.operations.leases import INTAKE, demand
from app.operations.notices import gone, tell
from app.operations.registers_responses import lay_there
from app.operations.settings import keep, setting

REMINDER, REMINDED = "triage.reminder", "triage.reminded"
"""Settings: minutes before a promised time, 0 for no reminder; and what was said last."""
LONGEST_REMINDER = 240
INBOX, PROOF = "triage", "promise"
"""Where the two notices lead: to what is oldest in the inbox, and to the proof of the time that was missed."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said last. at: the time that was reminded of, as ISO 8601; record_id: the inquiry that the notice leads to,
    None once it is done; looked_at: the time that was looked at after it had passed.
    """

    at: str = ""
    record_id: int | None = None
    looked_at: str = ""


@replayable
def remind(session: Session, holder: str | None) -> int:
    """Say what there is to say of the promised times around now; how many notices were sent or have vanished.

    Raises LeaseLost; UserError where the times in the settings make no sense.
    """
    before = _said(session)
    after, moved = _soon(session, before)
    after, missed = _missed(session, after)
    if after != before:
        keep(session, REMINDED, {"at": after.at, "record_id": after.record_id, "looked_at": after.looked_at})
    session.flush()
    if holder is not None:
        demand(session, INTAKE, holder)
    return moved + missed


def stamp(at: datetime) -> int:
    """How a notice names a promised time: minutes since 1970."""
    return int(at.timestamp()) // 60


def reminder(session: Session) -> int:
    """Minutes before a promised time at which is reminded, 0 for never; the usual where the setting makes no sense."""
    kept = setting(session, REMINDER, DEFAULT_REMINDER)
    return kept if isinstance(kept, int) and 0 <= kept <= LONGEST_REMINDER else DEFAULT_REMINDER


def _soon(session: Session, said: _Said) -> tuple[_Said, int]:
    """Remind of the next promised time, if it is near and something is left; take the reminder back when nothing is."""
    moment, ahead = now(session), timedelta(minutes=reminder(session))
    coming = company_timetable(session).following(moment)
    vanished = 0
    if said.record_id is not None and not _left(session, datetime.fromisoformat(said.at)):
        vanished = gone(session, INBOX, said.record_id, kinds=[NoticeKind.PROMISE])
        said = _Said(said.at, None, said.looked_at)
    if said.at == coming.isoformat() or coming - moment > ahead:
        return said, vanished
    left = _left(session, coming)
    if not left:
        return said, vanished
    oldest = session.scalar(
        select(Inquiry.id).where(_waits(coming)).order_by(Inquiry.due_at, Inquiry.received_at, Inquiry.id).limit(1)
    )
    people = with_role(session, Role.DISPATCHER) or with_role(session, Role.ADMIN)
    tell(session, people, _left_words(left, coming), place=INBOX, record_id=oldest, kind=NoticeKind.PROMISE)
    return _Said(coming.isoformat(), oldest, said.looked_at), vanished + len(people)


def _missed(session: Session, said: _Said) -> tuple[_Said, int]:
    """Tell the heads if something lay in the inbox at the last promised time."""
    last = company_timetable(session).preceding(now(session))
    if said.looked_at == last.isoformat():
        return said, 0
    number = session.scalar(select(func.count(Inquiry.id)).where(lay_there(last))) or 0
    people = with_role(session, Role.HEAD) or with_role(session, Role.ADMIN)
    if number:
        tell(session, people, _missed_words(number, last), place=PROOF, record_id=stamp(last), kind=NoticeKind.PROMISE)
    return _Said(said.at, said.record_id, last.isoformat()), len(people) if number else 0


def _waits(at: datetime) -> ColumnElement[bool]:
    """Laid aside or not: the promise goes on."""
    return and_(Inquiry.state == InquiryState.NEW, Inquiry.due_at <= at)


def _left(session: Session, at: datetime) -> int:
    return session.scalar(select(func.count(Inquiry.id)).where(_waits(at))) or 0


def _left_words(left: int, at: datetime) -> Phrase:
    if left == 1:
        return phrase("One inquiry is still to be sorted by {time}.", time=at)
    return phrase("{count} inquiries are still to be sorted by {time}.", count=left, time=at)


def _missed_words(number: int, at: datetime) -> Phrase:
    if number == 1:
        return phrase("The inbox was not empty at {time}: one inquiry lay there.", time=at)
    return phrase("The inbox was not empty at {time}: {count} inquiries lay there.", count=number, time=at)


def _said(session: Session) -> _Said:
    kept = setting(session, REMINDED, {})
    if not isinstance(kept, dict):
        return _Said()
    record_id = kept.get("record_id")
    said = _Said(str(kept.get("at", "")), record_id if isinstance(record_id, int) else None, str(kept.get("looked_at", "")))
    try:
        datetime.fromisoformat(said.at)
    except ValueError:
        return _Said(looked_at=said.looked_at)
    return said
