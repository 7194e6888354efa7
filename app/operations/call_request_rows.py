"""Requests to the exchange as windows and the intake see them: each step in a whole sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.language import Phrase, marked, restored
from app.models.call_terms import RequestKind, RequestState
from app.models.calls import CallRequest
from app.models.counterparties import Counterparty
from app.models.session import now

IN_TIME = timedelta(seconds=20)
"""So long a request waits for somebody who takes it."""
ENDED = frozenset({RequestState.DONE, RequestState.FAILED, RequestState.TOO_LATE})

CALL_WORDS: Mapping[RequestState, str] = {
    RequestState.WAITING: marked("The exchange is being asked to dial {number}."),
    RequestState.QUEUED: marked("The exchange has taken the request. Nothing rings yet."),
    RequestState.OWN_PHONE: marked("Your telephone {extension} rings: answer it, then {number} is dialled."),
    RequestState.DIALLING: marked("{number} is being dialled."),
    RequestState.TALKING: marked("{number} has answered."),
    RequestState.DONE: marked("The call with {number} has ended."),
    RequestState.FAILED: marked("The exchange could not dial {number}, and does not say why."),
    RequestState.TOO_LATE: marked("The exchange was not reached in time: {number} is not dialled any more."),
}
TRANSFER_WORDS: Mapping[RequestState, str] = {
    RequestState.WAITING: marked("The exchange is being asked to hand the call over to {number}."),
    RequestState.QUEUED: marked("The exchange has taken the request; {number} does not ring yet."),
    RequestState.OWN_PHONE: marked("The call is being handed over to {number}."),
    RequestState.DIALLING: marked("Telephone {number} rings."),
    RequestState.TALKING: marked("Telephone {number} has the call."),
    RequestState.DONE: marked("The call was handed over to {number}."),
    RequestState.FAILED: marked("The exchange could not hand the call over to {number}, and does not say why."),
    RequestState.TOO_LATE: marked("The exchange was not reached in time: the call was not handed over."),
}
"""What a person reads of each step, where the exchange says nothing better."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request. number: as it is dialled; name: of whom it belongs to, for the display of the own telephone.

    words: what happened last, a whole sentence. going: whether something is still to come of it.
    """

    id: int
    version: int
    kind: RequestKind
    employee_id: int
    extension: str
    number: str
    counterparty_id: int | None
    deal_id: int | None
    name: str
    linked_id: str
    action_id: str
    asked_at: datetime
    state: RequestState
    words: Phrase

    @property
    def going(self) -> bool:
        """Whether something is still to come."""
        return self.state not in ENDED


def request_words(kind: RequestKind) -> Mapping[RequestState, str]:
    """What is said of each step of such a request."""
    return CALL_WORDS if kind is RequestKind.CALL else TRANSFER_WORDS


def requests_query() -> Select[*tuple[Any, ...]]:
    """What a request's row is read from; narrowed by conditions and given to ``read_request``."""
    return select(CallRequest, Counterparty.name.label("name")).outerjoin(
        Counterparty, Counterparty.id == CallRequest.counterparty_id
    )


def request_row(session: Session, request_id: int) -> RequestRow:
    """One request, as it is now."""
    session.flush()
    return read_request(session.execute(requests_query().where(CallRequest.id == request_id)).one(), now(session))


def read_request(row: Any, moment: datetime) -> RequestRow:
    """A row of ``requests_query`` as it stands at *moment*."""
    record: CallRequest = row[0]
    state, words = record.state, restored(record.sentence, record.params)
    if state is RequestState.WAITING and record.asked_at <= moment - IN_TIME:
        # Nobody is there to write it down: whoever looks still reads the truth.
        state = RequestState.TOO_LATE
        words = restored(request_words(record.kind)[state], record.params)
    return RequestRow(
        record.id,
        record.version,
        record.kind,
        record.employee_id,
        record.extension,
        record.number,
        record.counterparty_id,
        record.deal_id,
        row.name or "",
        record.linked_id,
        record.action_id,
        record.asked_at,
        state,
        words,
    )
