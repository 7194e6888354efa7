"""Calls in the books: recorded at the first word of the exchange, completed at the last, once each [M21-M23, C16, C17].

Whatever the exchange says comes as the whole truth about one conversation so far; each is taken in one short transaction,
and taking it twice changes nothing. Two calls of one stranger at the same moment both want to write the same ``Identity``:
the second meets the unique key, is repeated by the store, and finds the lead of the first [C4]. Decision 029.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import CallEvent
from app.models.interactions import Call, Interaction
from app.models.notice_terms import NoticeKind
from app.models.rows import add_row
from app.models.session import replayable
from app.models.terms import CallOutcome, Direction, InteractionKind
from app.operations.call_backs import owed, returned
from app.operations.call_beginnings import with_beginning
from app.operations.call_crew import Crew, crew
from app.operations.call_keeping import (
    KeptCall,
    add_call,
    change_call,
    harmless_call,
    is_done,
    is_news,
    kept_call,
    talked,
    unseen,
    was_missed,
)
from app.operations.call_news import (
    COUNTERPARTIES,
    TASKS,
    Notice,
    Where,
    announce,
    became,
    caller,
    dialled,
    notices_of,
    retell,
    rings,
    seen,
)
from app.operations.call_placing import Missed, Placed, place, place_missed
from app.operations.history import contacted
from app.operations.leases import INTAKE, demand
from app.operations.notices import gone
from app.operations.responses import responded

__all__ = ["TakenCall", "end_unseen", "take_call"]


@dataclass(frozen=True, slots=True)
class TakenCall:
    """What became of a word of the exchange. number: of the inquiry that the call belongs to, "" if there is none.

    first: the call was not known before. done: it is over.
    """

    interaction_id: int
    counterparty_id: int | None
    inquiry_id: int | None
    number: str
    first: bool
    done: bool


@replayable
def take_call(session: Session, holder: str | None, event: CallEvent) -> TakenCall:
    """Record what *event* tells, and do what the rule table says; what is known already changes nothing.

    holder: who has the lease of the intake, None where no lease is needed (the demo company, the tour). Raises LeaseLost,
    UserError where the rule table is incomplete.
    """
    event = harmless_call(event)
    kept = kept_call(session, event.linked_id)
    if kept is not None:
        # When it began is said once: its inquiry is known by it, and an exchange that was asked later only guesses.
        event = replace(event, started_at=kept.event.started_at)
        event = with_beginning(kept.event, event) if event.late else event
    if kept is None:
        taken = _first(session, event, crew(session))
    elif is_news(kept.event, event):
        taken = _further(session, kept, event, crew(session))
    else:
        taken = _taken(kept)
    session.flush()
    if holder is not None:
        demand(session, INTAKE, holder)
    return taken


@replayable
def end_unseen(session: Session, holder: str | None, alive: frozenset[str], moment: datetime) -> int:
    """Calls that go on in the books and not at the exchange (*alive*: what goes on there) ended unseen; how many.

    Raises LeaseLost.
    """
    going = session.scalars(
        select(Call.linked_id).where(Call.outcome == CallOutcome.GOING).order_by(Call.interaction_id)
    ).all()
    lost = [linked_id for linked_id in going if linked_id not in alive]
    for linked_id in lost:
        kept = kept_call(session, linked_id)
        if kept is not None:
            _further(session, kept, unseen(kept.event, moment), crew(session))
    session.flush()
    if holder is not None:
        demand(session, INTAKE, holder)
    return len(lost)


def _first(session: Session, event: CallEvent, people: Crew) -> TakenCall:
    """A call that is not in the books yet."""
    placed = place(session, event, people)
    interaction_id = add_row(
        session,
        Interaction,
        at=event.started_at,
        kind=InteractionKind.CALL,
        direction=Direction(event.direction),
        counterparty_id=placed.counterparty_id,
        contact_id=placed.contact_id,
        inquiry_id=placed.inquiry_id,
        employee_id=people.person(event),
    )
    add_call(session, interaction_id, event, people.legs(event))
    _tell_of_ring(session, interaction_id, event, placed)
    kept = kept_call(session, event.linked_id) if is_done(event) else None
    if kept is None:
        return TakenCall(
            interaction_id, placed.counterparty_id, placed.inquiry_id, placed.inquiry_number, first=True, done=False
        )
    return replace(_ended(session, kept, None, people), first=True)


def _further(session: Session, kept: KeptCall, event: CallEvent, people: Crew) -> TakenCall:
    """More about a call that is in the books."""
    before = kept.event
    change_call(session, kept, event, people.legs(event))
    interaction = session.get_one(Interaction, kept.interaction_id)
    interaction.direction = Direction(event.direction)
    interaction.employee_id = people.person(event) or interaction.employee_id
    kept = replace(kept, event=event)
    same_side = (before.direction, before.number) == (event.direction, event.number)
    if not same_side and kept.counterparty_id is None and kept.inquiry_id is None:
        # Only now the exchange knows with whom: a number that was dialled after the own telephone was picked up.
        placed = place(session, event, people)
        kept = _joined(session, kept, placed)
        _tell_of_ring(session, kept.interaction_id, event, placed)
    session.flush()
    if is_done(event):
        return _ended(session, kept, before, people)
    talkers = people.talkers(event)
    if talkers - people.talkers(before):
        seen(session, _notices(session, kept, people), talkers)
    return _taken(kept)


def _ended(session: Session, kept: KeptCall, before: CallEvent | None, people: Crew) -> TakenCall:
    """A call is over: what is missed is owed, what was talked pays for what was owed; everybody reads how it ended."""
    event, task_id, missed = kept.event, None, None
    newly_missed = was_missed(event) and not (before is not None and was_missed(before))
    if newly_missed and not people.is_own(event):
        missed = place_missed(session, kept, event)
        kept = _joined(session, kept, missed.placed)
        if missed.rule.creates_call_back and missed.owners and dialled(event):
            task_id = owed(session, event, missed, kept.inquiry_id)
    if talked(event):
        if kept.counterparty_id is not None:
            contacted(session, kept.counterparty_id, event.started_at)
            gone(session, COUNTERPARTIES, kept.counterparty_id, kinds=[NoticeKind.CALL_MISSED])
        _respond(session, kept, people)
        if dialled(event):
            returned(session, event, people)
    notices = seen(session, _notices(session, kept, people, task_id), people.talkers(event))
    retell(session, notices, event, _who(event, people), task_id)
    if missed is not None:
        _tell_of_miss(session, kept, missed, {notice.employee_id for notice in notices}, task_id)
    return _taken(kept)


def _respond(session: Session, kept: KeptCall, people: Crew) -> None:
    """Whoever was talked with has had a response, whichever side dialled."""
    event = kept.event
    if event.direction == Direction.INTERNAL or people.is_own(event):
        return
    talkers = sorted(people.talkers(event))
    responded(
        session,
        event.answered_at or event.started_at,
        people.person(event) or (talkers[0] if talkers else None),
        number=dialled(event),
        inquiry_id=kept.inquiry_id,
        counterparty_id=kept.counterparty_id,
    )


def _tell_of_ring(session: Session, interaction_id: int, event: CallEvent, placed: Placed) -> None:
    if placed.told:
        announce(session, placed.told, rings(caller(event, placed.name), event), placed.where, interaction_id)


def _tell_of_miss(session: Session, kept: KeptCall, missed: Missed, know: set[int], task_id: int | None) -> None:
    """Tell those who have not been told of the ring, or have read of it before it was missed."""
    told = [each for each in missed.placed.told if each not in know]
    where = missed.placed.where
    if task_id is not None and not missed.placed.made_inquiry:
        where = Where(TASKS, task_id)
    news = became(caller(kept.event, missed.placed.name), kept.event, "")
    announce(session, told, news, where, kept.interaction_id, missed=True)


def _notices(session: Session, kept: KeptCall, people: Crew, task_id: int | None = None) -> list[Notice]:
    records = kept.counterparty_id, kept.inquiry_id, task_id
    return notices_of(session, kept.interaction_id, kept.event.started_at, records, people.names)


def _who(event: CallEvent, people: Crew) -> str:
    """The name of who talked, "" if that is nobody or several."""
    talkers = people.talkers(event)
    return people.names[talkers.pop()] if len(talkers) == 1 else ""


def _joined(session: Session, kept: KeptCall, placed: Placed) -> KeptCall:
    """Put a call where it belongs; what a person has said of it stays."""
    interaction = session.get_one(Interaction, kept.interaction_id)
    interaction.counterparty_id = interaction.counterparty_id or placed.counterparty_id
    interaction.contact_id = interaction.contact_id or placed.contact_id
    interaction.inquiry_id = interaction.inquiry_id or placed.inquiry_id
    session.flush()
    return replace(
        kept,
        counterparty_id=interaction.counterparty_id,
        inquiry_id=interaction.inquiry_id,
        inquiry_number=kept.inquiry_number or placed.inquiry_number,
    )


def _taken(kept: KeptCall) -> TakenCall:
    return TakenCall(
        kept.interaction_id,
        kept.counterparty_id,
        kept.inquiry_id,
        kept.inquiry_number,
        first=False,
        done=is_done(kept.event),
    )
