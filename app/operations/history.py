"""What happened with a counterparty, newest first: letters, calls, notes, meetings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.language import Phrase, marked, phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.interactions import Call, Interaction
from app.models.mail import BouncedAddress
from app.models.session import touch
from app.models.terms import CallOutcome, Direction, InteractionKind

WE_TALKED, THEY_TALKED = marked("We called, talked {time}. {note}"), marked("Called, talked {time}. {note}")
WE_CALLED: Mapping[CallOutcome | None, str] = {
    None: marked("We called. {note}"),
    CallOutcome.MISSED: marked("We called, nobody answered. {note}"),
    CallOutcome.ABANDONED: marked("We called, nobody answered. {note}"),
    CallOutcome.BUSY: marked("We called, they were busy. {note}"),
    CallOutcome.DECLINED: marked("We called, they declined. {note}"),
    CallOutcome.FAILED: marked("We called, and were not put through. {note}"),
    CallOutcome.UNKNOWN_END: marked("We called; nobody saw how it ended. {note}"),
}
THEY_CALLED: Mapping[CallOutcome | None, str] = {
    None: marked("Called. {note}"),
    CallOutcome.MISSED: marked("Called, nobody answered. {note}"),
    CallOutcome.ABANDONED: marked("Called, hung up while waiting. {note}"),
    CallOutcome.BUSY: marked("Called, we were busy. {note}"),
    CallOutcome.DECLINED: marked("Called, we declined. {note}"),
    CallOutcome.FAILED: marked("Called, and was not put through. {note}"),
    CallOutcome.UNKNOWN_END: marked("Called; nobody saw how it ended. {note}"),
}
"""A call in which nobody talked, or of which nothing more is known (None: it goes on, or a person wrote it down)."""

LINE = 160
"""Characters of a letter or note that a line of history shows."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of history. kind: message, call, note, meeting, or step (what somebody here decided); who: of us, or ""."""

    at: datetime
    text: Phrase
    kind: str
    who: str = ""


def happened(session: Session, condition: ColumnElement[bool], limit: int) -> tuple[HistoryRow, ...]:
    """The newest *limit* interactions that fulfil *condition*, newest first."""
    rows = session.execute(
        select(
            Interaction.at,
            Interaction.kind,
            Interaction.direction,
            Interaction.automatic,
            Interaction.subject,
            func.substr(Interaction.text, 1, LINE * 2).label("text"),
            func.coalesce(Employee.name, "").label("who"),
            Call.outcome,
            Call.answered_at,
            Call.ended_at,
            came_back(),
        )
        .outerjoin(Employee, Employee.id == Interaction.employee_id)
        .outerjoin(Call, Call.interaction_id == Interaction.id)
        .where(condition)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(limit)
    )
    return tuple(
        HistoryRow(
            row.at,
            told(
                row.kind,
                row.direction,
                row.automatic,
                row.outcome,
                gist(row.subject, row.text),
                came_back=row.came_back,
                talked=talked(row.answered_at, row.ended_at),
            ),
            row.kind.value,
            row.who,
        )
        for row in rows
    )


def contacted(session: Session, counterparty_id: int, at: datetime) -> None:
    """Note that somebody spoke or wrote with a counterparty at *at*; an older contact never takes the place of a newer one.

    Whoever records a call, a meeting or a letter calls this; the record's version stays, for no form shows it.
    """
    newer = or_(Counterparty.last_contact_at.is_(None), Counterparty.last_contact_at < at)
    session.execute(update(Counterparty).where(Counterparty.id == counterparty_id, newer).values(last_contact_at=at))
    touch(session, "counterparty", counterparty_id)


def talked(answered_at: datetime | None, ended_at: datetime | None) -> str:
    """How long people talked in a call, in minutes and seconds: ``3:05``; "" if they did not, or still do."""
    if answered_at is None or ended_at is None or ended_at <= answered_at:
        return ""
    minutes, seconds = divmod(int((ended_at - answered_at).total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"


def gist(subject: str, text: str) -> str:
    """What a line of history says of a letter: its subject, else the beginning of its text."""
    return (" ".join(subject.split()) or " ".join(text.split()))[:LINE]


def came_back() -> ColumnElement[bool]:
    """Whether an interaction is a letter of ours that was refused for good, as the column ``came_back``."""
    bounce = exists().where(BouncedAddress.bounced_id == Interaction.id, BouncedAddress.permanent)
    return bounce.correlate(Interaction).label("came_back")


def told(
    kind: InteractionKind,
    direction: Direction,
    automatic: bool,
    outcome: CallOutcome | None,
    gist: str,
    *,
    came_back: bool = False,
    talked: str = "",
) -> Phrase:
    """One event of the history as a line. talked: how long people talked in a call, "" if they did not."""
    out = direction is Direction.OUT
    match kind:
        case InteractionKind.MESSAGE if came_back:
            return phrase("We wrote, and it came back: {subject}", subject=gist)
        case InteractionKind.MESSAGE if automatic:
            return phrase("Automatic mail: {subject}", subject=gist)
        case InteractionKind.MESSAGE:
            return phrase("We wrote: {subject}", subject=gist) if out else phrase("Wrote: {subject}", subject=gist)
        case InteractionKind.CALL if talked:
            words = WE_TALKED if out else THEY_TALKED
            return phrase(words, time=talked, note=gist)
        case InteractionKind.CALL:
            words = WE_CALLED.get(outcome, WE_CALLED[None]) if out else THEY_CALLED.get(outcome, THEY_CALLED[None])
            return phrase(words, note=gist)
        case InteractionKind.MEETING:
            return phrase("Meeting: {note}", note=gist)
    return phrase("Note: {note}", note=gist)
