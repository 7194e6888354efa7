"""What a desk asks of the exchange: to dial a number, own telephone first, or to hand a running call over.

A request is a row; the intake takes it, and says back in words what happens. Queued is not answered, and a request that
nobody took in time is not dialled any more: a telephone must not ring for what a person asked minutes ago (decision 030).
"""

import re
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import Phrase, stored
from app.models.call_terms import RequestKind, RequestState
from app.models.calls import Call, CallLeg, CallRequest
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.session import acting, now, replayable
from app.models.terms import CallOutcome
from app.operations import exchange_health
from app.operations.actors import Actor, actor
from app.operations.call_request_rows import (
    ENDED,
    IN_TIME,
    RequestRow,
    read_request,
    request_row,
    request_words,
    requests_query,
)
from app.operations.counterparties import number_of
from app.operations.dialling import dialled
from app.operations.leases import INTAKE, demand
from app.phone_number import shown_phone

__all__ = [
    "ENDED",
    "IN_TIME",
    "ON_THE_WAY",
    "ORDER",
    "RequestRow",
    "ask_call",
    "ask_transfer",
    "claim",
    "ended",
    "expire",
    "mine",
    "moved",
    "waiting",
]

RUNNING = timedelta(minutes=2)
"""So long a telephone may ring; what was heard of last before that has ended unheard."""
RECENT = timedelta(minutes=10)
MINE = 5
ON_THE_WAY = (RequestState.WAITING, RequestState.QUEUED, RequestState.OWN_PHONE, RequestState.DIALLING)
ORDER = (*ON_THE_WAY, RequestState.TALKING)
EXTENSION = re.compile(r"\d{2,6}", re.ASCII)
BLANKS = re.compile(r"[\s()./-]+")


def ask_call(session: Session, number: str, counterparty_id: int | None = None, deal_id: int | None = None) -> RequestRow:
    """Ask the exchange to ring the telephone of who is signed in, and then to dial *number* (as written; or an extension).

    The same number asked twice is one request. Raises NotAllowed, and UserError without a telephone of one's own, without
    an exchange, while another number is dialled, and for what cannot be dialled.
    """
    who = actor(session)
    extension = _own_extension(session, who)
    target, shown = _target(session, number)
    if target == extension:
        raise UserError("{number} is your own telephone.", number=extension)
    exchange_health.demand_listening(session)
    running = _running(session, who)
    if running is not None:
        if running.number == target:
            return running
        raise UserError("Your telephone is just dialling {number}: wait a moment, or hang up.", number=running.number)
    return _asked(session, who, RequestKind.CALL, extension, target, shown, "", counterparty_id, deal_id)


def ask_transfer(session: Session, interaction_id: int, extension: str) -> RequestRow:
    """Ask the exchange to hand the call that who is signed in talks in over to *extension*.

    Raises NotAllowed, NotFound, and UserError where one is not in the call, or there is nowhere to hand it to.
    """
    who = actor(session)
    own = _own_extension(session, who)
    target = BLANKS.sub("", extension)
    if not EXTENSION.fullmatch(target):
        raise UserError("“{number}” is no extension of this house.", number=extension.strip())
    if target == own:
        raise UserError("{number} is your own telephone.", number=own)
    call = session.get(Call, interaction_id)
    if call is None:
        raise NotFound("This call does not exist (any more).")
    if call.outcome is not CallOutcome.GOING:
        raise UserError("This call has ended already.")
    here = and_(CallLeg.interaction_id == interaction_id, CallLeg.extension == own, CallLeg.ended_at.is_(None))
    talks = session.scalar(select(CallLeg.answered_at).where(here, CallLeg.answered_at.is_not(None)).limit(1))
    if talks is None and (call.extension != own or call.answered_at is None):
        raise UserError("Only whoever talks in a call can hand it over: answer it first.")
    exchange_health.demand_listening(session)
    running = _running(session, who, call.linked_id)
    if running is not None:
        return running
    return _asked(session, who, RequestKind.TRANSFER, own, target, target, call.linked_id, None, None)


def mine(session: Session) -> tuple[RequestRow, ...]:
    """What who is signed in has asked for lately, newest first. Nobody signed in has asked for nothing."""
    me, moment = acting(session), now(session)
    query = requests_query().where(CallRequest.employee_id == (me or 0), CallRequest.asked_at >= moment - RECENT)
    rows = session.execute(query.order_by(CallRequest.asked_at.desc(), CallRequest.id.desc()).limit(MINE))
    return tuple(read_request(row, moment) for row in rows)


# ---------------------------------------------------------------- the service's side


def waiting(session: Session) -> tuple[RequestRow, ...]:
    """Requests that wait and are still in time, the oldest first; for the service. ``claim`` one before it is sent."""
    moment = now(session)
    fresh = and_(CallRequest.state == RequestState.WAITING, CallRequest.asked_at > moment - IN_TIME)
    rows = session.execute(requests_query().where(fresh).order_by(CallRequest.asked_at, CallRequest.id))
    return tuple(read_request(row, moment) for row in rows)


def claim(session: Session, holder: str, action_id: str) -> RequestRow | None:
    """Take a waiting request before it is sent to the exchange, so that it is never sent twice.

    None if it is too late by now, or was taken before. Raises LeaseLost, NotFound.
    """
    record = _locked(session, action_id)
    taken = None
    if record.state is RequestState.WAITING:
        in_time = record.asked_at > now(session) - IN_TIME
        _write(session, record, RequestState.QUEUED if in_time else RequestState.TOO_LATE, None, "")
        taken = request_row(session, record.id) if in_time else None
    demand(session, INTAKE, holder)
    return taken


@replayable
def moved(
    session: Session,
    holder: str,
    action_id: str,
    state: RequestState,
    words: Phrase | None = None,
    linked_id: str = "",
) -> RequestRow:
    """The exchange said how far a request has come; *words*: if it said more than the step itself.

    A request that has ended stays as it is, and none goes back. Raises LeaseLost, NotFound.
    """
    record = _locked(session, action_id)
    if record.state not in ENDED and not _is_before(state, record.state):
        _write(session, record, state, words, linked_id)
    demand(session, INTAKE, holder)
    return request_row(session, record.id)


def expire(session: Session, holder: str) -> int:
    """End the requests that nobody took in time, and those of which nothing was heard any more; how many.

    Raises LeaseLost.
    """
    moment = now(session)
    late = and_(CallRequest.state == RequestState.WAITING, CallRequest.asked_at <= moment - IN_TIME)
    unheard = and_(CallRequest.state.in_(ON_THE_WAY), CallRequest.asked_at <= moment - RUNNING)
    found = session.scalars(select(CallRequest).where(or_(late, unheard)).with_for_update()).all()
    for record in found:
        waited = record.state is RequestState.WAITING
        _write(session, record, RequestState.TOO_LATE if waited else RequestState.FAILED, None, "")
    demand(session, INTAKE, holder)
    return len(found)


def ended(session: Session, holder: str, linked_id: str) -> int:
    """The call *linked_id* is over: requests that led to it are done; how many. Raises LeaseLost."""
    going = and_(CallRequest.linked_id == linked_id, CallRequest.state.in_((*ORDER,)))
    found = session.scalars(select(CallRequest).where(going).with_for_update()).all()
    for record in found:
        talked = record.state is RequestState.TALKING or record.kind is RequestKind.TRANSFER
        _write(session, record, RequestState.DONE if talked else RequestState.FAILED, None, "")
    if found:
        demand(session, INTAKE, holder)
    return len(found)


# ---------------------------------------------------------------- what both sides share


def _own_extension(session: Session, who: Actor) -> str:
    extension = session.scalar(select(Employee.extension).where(Employee.id == who.id))
    if not extension:
        raise UserError("Kontor does not know your telephone: enter its extension in the settings first.")
    return extension


def _target(session: Session, number: str) -> tuple[str, str]:
    """What is dialled, and how a person reads it. Raises UserError for what is no number."""
    bare = BLANKS.sub("", number)
    own = select(Employee.id).where(Employee.extension == bare, Employee.active).limit(1)
    if bare and session.scalar(own) is not None:
        return bare, bare
    e164, _ = number_of(session, number)
    return dialled(session, e164), shown_phone(e164)


def _running(session: Session, who: Actor, linked_id: str = "") -> RequestRow | None:
    """What the person's telephone is busy with, held against a second click: the employee's row is the turn."""
    session.execute(select(Employee.id).where(Employee.id == who.id).with_for_update())
    moment = now(session)
    kind = RequestKind.TRANSFER if linked_id else RequestKind.CALL
    rows = session.execute(
        requests_query()
        .where(
            CallRequest.employee_id == who.id,
            CallRequest.kind == kind,
            CallRequest.state.in_(ON_THE_WAY),
            CallRequest.asked_at > moment - RUNNING,
        )
        .order_by(CallRequest.id.desc())
    )
    found = (read_request(row, moment) for row in rows)
    return next((row for row in found if row.going and row.linked_id == (linked_id or row.linked_id)), None)


def _asked(
    session: Session,
    who: Actor,
    kind: RequestKind,
    extension: str,
    number: str,
    shown: str,
    linked_id: str,
    counterparty_id: int | None,
    deal_id: int | None,
) -> RequestRow:
    if counterparty_id is not None and session.get(Counterparty, counterparty_id) is None:
        raise NotFound("This counterparty does not exist (any more).")
    record = CallRequest(
        employee_id=who.id,
        kind=kind,
        extension=extension,
        number=number,
        counterparty_id=counterparty_id,
        deal_id=deal_id,
        linked_id=linked_id,
        action_id=f"kontor-{uuid4().hex}",
        asked_at=now(session),
        state=RequestState.WAITING,
        params={"number": shown, "extension": extension},
    )
    record.sentence = request_words(kind)[RequestState.WAITING]
    session.add(record)
    session.flush()
    return request_row(session, record.id)


def _is_before(state: RequestState, present: RequestState) -> bool:
    return state in ORDER and ORDER.index(state) < ORDER.index(present)


def _locked(session: Session, action_id: str) -> CallRequest:
    query = select(CallRequest).where(CallRequest.action_id == action_id).with_for_update()
    record = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if record is None:
        raise NotFound("This request does not exist (any more).")
    return record


def _write(session: Session, record: CallRequest, state: RequestState, words: Phrase | None, linked_id: str) -> None:
    """Note the new step. How the number is shown stays among the gaps, for the sentences that follow."""
    shown = {key: record.params[key] for key in ("number", "extension") if key in record.params}
    record.state = state
    record.sentence = words.sentence if words is not None else request_words(record.kind)[state]
    record.params = {**shown, **(stored(words.params) if words is not None else {})}
    record.linked_id = linked_id or record.linked_id
    session.flush()
