"""The intake table, which the administrator changes: what each event makes, and who hears of it [M23, M73, M74]."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import marked
from app.models.inquiries import IntakeRule
from app.models.terms import IntakeEvent, Known, Role, Told
from app.operations.actors import require
from app.operations.editing import FIELD_LABELS, expect, locked

LONGEST_MINUTES = 7 * 24 * 60

EVENT_WORDS = {
    IntakeEvent.CALL_IN: marked("incoming call"),
    IntakeEvent.CALL_MISSED: marked("missed call"),
    IntakeEvent.CALL_OUT: marked("outgoing call"),
    IntakeEvent.MAIL: marked("letter"),
}
KNOWN_WORDS = {
    Known.UNKNOWN: marked("from somebody unknown"),
    Known.LEAD: marked("from a lead"),
    Known.CUSTOMER: marked("from a customer, partner or supplier"),
}
TOLD_WORDS = {
    Told.NOBODY: marked("nobody"),
    Told.DISPATCHER: marked("the dispatchers"),
    Told.RESPONSIBLE: marked("who is responsible"),
}
LABELS = {
    **FIELD_LABELS,
    "creates_lead": marked("Makes a lead"),
    "creates_inquiry": marked("Makes an inquiry"),
    "creates_call_back": marked("Asks to call back"),
    "call_back_minutes": marked("Call back within minutes"),
    "tells": marked("Tells"),
}
"""What the cells are called."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One cell of the table. call_back_minutes: working time within which a missed call is called back."""

    id: int
    version: int
    event: IntakeEvent
    known: Known
    creates_lead: bool
    creates_inquiry: bool
    creates_call_back: bool
    call_back_minutes: int
    tells: Told


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """How a cell would be: what ``change`` is given, and what ``call_rule_preview.preview`` tries."""

    event: IntakeEvent
    known: Known
    creates_lead: bool
    creates_inquiry: bool
    creates_call_back: bool
    call_back_minutes: int
    tells: Told


def draft_of(row: RuleRow) -> RuleDraft:
    """*row* as it is, to be changed."""
    return RuleDraft(
        row.event,
        row.known,
        row.creates_lead,
        row.creates_inquiry,
        row.creates_call_back,
        row.call_back_minutes,
        row.tells,
    )


def rules(session: Session) -> tuple[RuleRow, ...]:
    """The whole table, event by event, the unknown before leads and customers."""
    events, known = list(IntakeEvent), list(Known)
    rows = [_row(rule) for rule in session.scalars(select(IntakeRule))]
    return tuple(sorted(rows, key=lambda row: (events.index(row.event), known.index(row.known))))


def change(
    session: Session,
    rule_id: int,
    version: int,
    *,
    creates_lead: bool | None = None,
    creates_inquiry: bool | None = None,
    creates_call_back: bool | None = None,
    call_back_minutes: int | None = None,
    tells: Told | None = None,
) -> RuleRow:
    """Change what is given of a cell, for everybody and from the next call or letter on.

    Raises NotAllowed, NotFound, Conflict, UserError for what makes no sense.
    """
    require(session, Role.ADMIN)
    rule = locked(session, IntakeRule, rule_id)
    given = {
        "creates_lead": creates_lead,
        "creates_inquiry": creates_inquiry,
        "creates_call_back": creates_call_back,
        "call_back_minutes": call_back_minutes,
        "tells": tells,
    }
    cells = {name: value for name, value in given.items() if value is not None}
    expect(rule, version, mine=cells, labels=LABELS)
    check_rule(replace(draft_of(_row(rule)), **cells))  # type: ignore[arg-type]  # each under its own name, as given above
    for name, value in cells.items():
        setattr(rule, name, value)
    session.flush()
    return _row(rule)


def check_rule(draft: RuleDraft) -> None:
    """Raise UserError for a cell that makes no sense."""
    if draft.creates_lead and draft.known is not Known.UNKNOWN:
        raise UserError("Who is known already is not made a lead once more.")
    if draft.creates_call_back and draft.event is not IntakeEvent.CALL_MISSED:
        raise UserError("Only missed calls are called back.")
    if not 1 <= draft.call_back_minutes <= LONGEST_MINUTES:
        raise UserError("A missed call is called back within {most} minutes of working time at most.", most=LONGEST_MINUTES)
    if draft.tells is Told.RESPONSIBLE and draft.known is Known.UNKNOWN:
        raise UserError("Nobody is responsible yet for somebody unknown: choose the dispatchers.")


def _row(rule: IntakeRule) -> RuleRow:
    return RuleRow(
        rule.id,
        rule.version,
        rule.event,
        rule.known,
        rule.creates_lead,
        rule.creates_inquiry,
        rule.creates_call_back,
        rule.call_back_minutes,
        rule.tells,
    )
