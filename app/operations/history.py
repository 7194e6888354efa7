"""What happened with a counterparty, newest first: letters, calls, notes, meetings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import Employee
from app.models.interactions import Call, Interaction
from app.models.terms import CallOutcome, Direction, InteractionKind

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
            _said(row.kind, row.direction, row.automatic, row.outcome, _gist(row.subject, row.text)),
            row.kind.value,
            row.who,
        )
        for row in rows
    )


def _gist(subject: str, text: str) -> str:
    return (" ".join(subject.split()) or " ".join(text.split()))[:LINE]


def _said(kind: InteractionKind, direction: Direction, automatic: bool, outcome: CallOutcome | None, gist: str) -> Phrase:
    out = direction is Direction.OUT
    match kind:
        case InteractionKind.MESSAGE if automatic:
            return phrase("Automatic mail: {subject}", subject=gist)
        case InteractionKind.MESSAGE:
            return phrase("We wrote: {subject}", subject=gist) if out else phrase("Wrote: {subject}", subject=gist)
        case InteractionKind.CALL if out:
            return phrase("We called. {note}", note=gist)
        case InteractionKind.CALL if outcome in (CallOutcome.ANSWERED, CallOutcome.GOING):
            return phrase("Called. {note}", note=gist)
        case InteractionKind.CALL:
            return phrase("Called, nobody answered. {note}", note=gist)
        case InteractionKind.MEETING:
            return phrase("Meeting: {note}", note=gist)
    return phrase("Note: {note}", note=gist)
