"""A call as the database keeps it: made harmless, written once, and changed only where the exchange knows more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.events import CallEvent, CallLegFact
from app.models.base import Base
from app.models.call_terms import LegOutcome
from app.models.calls import CallLeg
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.naming import LONGEST_NAME
from app.models.session import touch
from app.models.terms import CallOutcome, CounterpartyKind, Direction, Source
from app.operations.letter_keeping import plain, short_key

LONGEST_NUMBER, LONGEST_EXTENSION, LONGEST_SUFFIX = 64, 32, 16
"""Characters of a number as the exchange spells it, of a telephone, and of what is dialled behind a number."""
OPEN = (CallOutcome.GOING, CallOutcome.UNKNOWN_END)
"""Outcomes that better knowledge may still replace."""
NOT_TAKEN = frozenset(
    {CallOutcome.MISSED, CallOutcome.BUSY, CallOutcome.DECLINED, CallOutcome.ABANDONED, CallOutcome.FAILED}
)
"""Nobody talked."""
CLOCKS_APART = timedelta(minutes=1)
"""The exchange has a clock of its own."""

_call, _leg = (Base.metadata.tables[each.__tablename__] for each in (Call, CallLeg))
ADD_CALL, ADD_LEG = insert(_call), insert(_leg)
_CHANGE_CALL = update(_call).where(_call.c.interaction_id == bindparam("of_call"))
_CHANGE_LEG = update(_leg).where(_leg.c.interaction_id == bindparam("of_call"), _leg.c.position == bindparam("of_position"))
_LEGS = select(_leg).where(_leg.c.interaction_id == bindparam("of_call")).order_by(_leg.c.position)
_KEPT = (
    select(
        _call,
        Interaction.counterparty_id,
        Interaction.inquiry_id,
        Inquiry.number.label("inquiry_number"),
        Inquiry.received_at.label("inquiry_at"),
        Inquiry.source.label("inquiry_source"),
        Counterparty.kind.label("party_kind"),
        Counterparty.inquiry_id.label("party_inquiry_id"),
        Counterparty.created_at.label("party_at"),
    )
    .select_from(_call)
    .join(Interaction, Interaction.id == _call.c.interaction_id)
    .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
    .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
    .where(_call.c.linked_id == bindparam("linked_id"))
    .with_for_update(of=_call)
)
"""Built once: asked several times with every call."""


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call as it is kept now. event: what is known of it, as the exchange would say it; its place in the history beside.

    was_unknown: nobody knew the caller before this call.
    """

    interaction_id: int
    event: CallEvent
    counterparty_id: int | None
    inquiry_id: int | None
    inquiry_number: str
    was_unknown: bool


def harmless_call(event: CallEvent) -> CallEvent:
    """*event* as a database can keep it: no NUL and no half characters, nothing longer than its column."""
    return replace(
        event,
        linked_id=short_key(event.linked_id),
        number=plain(event.number)[:LONGEST_NUMBER] if event.number else None,
        raw_number=plain(event.raw_number).strip()[:LONGEST_NUMBER],
        extension=plain(event.extension)[:LONGEST_EXTENSION],
        number_extension=plain(event.number_extension)[:LONGEST_SUFFIX],
        name=plain(event.name).strip()[:LONGEST_NAME],
        line=plain(event.line)[:LONGEST_EXTENSION],
        legs=tuple(replace(leg, extension=plain(leg.extension)[:LONGEST_EXTENSION]) for leg in event.legs),
    )


def outcome_of(event: CallEvent) -> CallOutcome:
    """How the call stands. Raises ValueError for a word that there is none of."""
    return CallOutcome(event.outcome) if event.outcome else CallOutcome.GOING


def is_done(event: CallEvent) -> bool:
    """Whether the call is over, seen or not."""
    return bool(event.outcome)


def was_missed(event: CallEvent) -> bool:
    """Whether somebody called and talked with nobody; a call whose end nobody saw, if nobody had answered it until then."""
    if event.direction != Direction.IN:
        return False
    outcome = outcome_of(event)
    return outcome in NOT_TAKEN or (outcome is CallOutcome.UNKNOWN_END and event.answered_at is None)


def talked(event: CallEvent) -> bool:
    """Whether people of both sides talked in this call, which is over."""
    answered = event.outcome in (CallOutcome.ANSWERED, CallOutcome.UNKNOWN_END) and event.answered_at is not None
    return answered and event.ended_at is not None and event.ended_at > (event.answered_at or event.ended_at)


def is_news(kept: CallEvent, event: CallEvent) -> bool:
    """Whether *event* tells more than is kept: a call that is done stays done, unless nobody had seen its end."""
    return outcome_of(kept) in OPEN and event != kept


def event_of(row: Any, legs: tuple[CallLegFact, ...] = ()) -> CallEvent:
    """What is kept of a call (a row with the columns of ``Call``), as the exchange would say it."""
    return CallEvent(
        linked_id=row.linked_id,
        direction=row.direction.value,
        number=row.number,
        raw_number=row.raw_number,
        extension=row.extension,
        started_at=row.started_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        outcome="" if row.outcome is CallOutcome.GOING else row.outcome.value,
        number_extension=row.number_extension,
        name=row.caller_name,
        line=row.line,
        legs=legs,
    )


def kept_call(session: Session, linked_id: str) -> KeptCall | None:
    """The call that the exchange calls *linked_id*, held until the transaction ends; None if it is not here."""
    row = session.connection().execute(_KEPT, {"linked_id": linked_id}).first()
    if row is None:
        return None
    legs = tuple(
        CallLegFact(leg.extension, leg.rang_at, leg.answered_at, leg.ended_at, leg.outcome.value)
        for leg in session.connection().execute(_LEGS, {"of_call": row.interaction_id})
    )
    return KeptCall(
        row.interaction_id,
        event_of(row, legs),
        row.counterparty_id,
        row.inquiry_id,
        row.inquiry_number or "",
        unknown_before(row),
    )


def made_inquiry(row: Row[Any]) -> bool:
    """Whether the call of *row* (columns as in ``_KEPT``) made its inquiry, and did not join one."""
    return row.inquiry_source is Source.CALL and row.inquiry_at == row.started_at


def unknown_before(row: Row[Any]) -> bool:
    """Whether nobody knew the other side before the call of *row* (columns as in ``_KEPT``)."""
    if row.counterparty_id is None:
        return True
    from_here = made_inquiry(row) and row.party_inquiry_id == row.inquiry_id
    bare = row.inquiry_id is None and row.party_kind is CounterpartyKind.LEAD
    return from_here or (bare and row.party_at > row.started_at - CLOCKS_APART)


def add_call(session: Session, interaction_id: int, event: CallEvent, employees: Sequence[int | None]) -> None:
    """Write the call of a new interaction; employees: whose telephone each of its legs is."""
    session.connection().execute(ADD_CALL, {"interaction_id": interaction_id} | _columns(event))
    touch(session, "call", interaction_id)
    for position, (leg, employee_id) in enumerate(zip(event.legs, employees, strict=True)):
        _add_leg(session, interaction_id, position, leg, employee_id)


def change_call(session: Session, kept: KeptCall, event: CallEvent, employees: Sequence[int | None]) -> None:
    """Write what *event* tells more than is kept, and nothing else."""
    before, after = _columns(kept.event), _columns(event)
    changed = {column: value for column, value in after.items() if before[column] != value}
    call = {"of_call": kept.interaction_id}
    if changed:
        session.connection().execute(_CHANGE_CALL.values({name: bindparam(name) for name in changed}), call | changed)
    # Whoever shows a call shows its telephones too.
    touch(session, "call", kept.interaction_id)
    for position, (leg, employee_id) in enumerate(zip(event.legs, employees, strict=True)):
        if position >= len(kept.event.legs):
            _add_leg(session, kept.interaction_id, position, leg, employee_id)
        elif leg != kept.event.legs[position]:
            row = _leg_columns(leg, employee_id)
            changing = _CHANGE_LEG.values({name: bindparam(name) for name in row})
            session.connection().execute(changing, call | {"of_position": position} | row)
            touch(session, "call_leg", kept.interaction_id)
    if len(event.legs) < len(kept.event.legs):
        gone = _leg.c.interaction_id == kept.interaction_id, _leg.c.position >= len(event.legs)
        session.execute(_leg.delete().where(*gone))
        touch(session, "call_leg", kept.interaction_id)


def _columns(event: CallEvent) -> dict[str, object]:
    return {
        "linked_id": event.linked_id,
        "started_at": event.started_at,
        "answered_at": event.answered_at,
        "ended_at": event.ended_at,
        "direction": Direction(event.direction),
        "number": event.number,
        "raw_number": event.raw_number,
        "number_extension": event.number_extension,
        "line": event.line,
        "caller_name": event.name,
        "extension": event.extension,
        "outcome": outcome_of(event),
    }


def _add_leg(session: Session, interaction_id: int, position: int, leg: CallLegFact, employee_id: int | None) -> None:
    row = {"interaction_id": interaction_id, "position": position} | _leg_columns(leg, employee_id)
    session.connection().execute(ADD_LEG, row)
    touch(session, "call_leg", interaction_id)


def _leg_columns(leg: CallLegFact, employee_id: int | None) -> dict[str, object]:
    return {
        "extension": leg.extension,
        "employee_id": employee_id,
        "rang_at": leg.rang_at,
        "answered_at": leg.answered_at,
        "ended_at": leg.ended_at,
        "outcome": LegOutcome(leg.outcome),
    }


def unseen(event: CallEvent, moment: datetime) -> CallEvent:
    """*event*, of which nobody saw how it ended, as it is kept at *moment*: what still rang or talked is gone."""
    # The exchange's clock may be ahead of ours.
    moment = max(moment, event.started_at, event.answered_at or event.started_at)
    legs = tuple(
        leg if leg.ended_at is not None else replace(leg, ended_at=moment, outcome=LegOutcome.GONE.value)
        for leg in event.legs
    )
    return replace(event, outcome=CallOutcome.UNKNOWN_END.value, ended_at=moment, legs=legs)
