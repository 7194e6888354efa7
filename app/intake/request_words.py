"""What came of a call or a transfer that a desk asked for: queued is not answered, and Reason 0 tells nothing.

Words only where the exchange says more than the step itself; ``{number}`` and ``{extension}`` are known to the request.
"""

from app.events import CallEvent
from app.language import Phrase, marked
from app.models.call_terms import LegOutcome, RequestState

Progress = tuple[RequestState, Phrase | None]

_RANG, _BUSY, _CONGESTED = "3", "5", "8"
"""Reasons of OriginateResponse that say something (control frames of Asterisk)."""
_DENIED = "permission denied"


def _failed(sentence: str, **params: object) -> Progress:
    return RequestState.FAILED, Phrase(sentence, params) if sentence else None


def unfit() -> Progress:
    """What was asked for is more, or less, than a number."""
    return _failed(marked("{number} is no number that can be dialled."))


def call_refused(message: str) -> Progress:
    """The exchange did not take the call."""
    if _DENIED in message.lower():
        return _failed(
            marked(
                "The exchange does not let Kontor dial: its manager user needs the write permission originate. Dial by hand."
            )
        )
    if "exten" in message.lower() or "context" in message.lower():
        return _failed(
            marked(
                "The exchange refused to dial {number}: the context of its dialplan that Kontor uses does not know it. What "
                "it said: {message}"
            ),
            message=message,
        )
    return _failed(marked("The exchange refused to dial {number}: {message}") if message else "", message=message)


def own_phone_failed(reason: str, *, rang: bool) -> Progress:
    """The own telephone was not answered, by the *reason* of OriginateResponse; *rang*: it was seen ringing."""
    if reason == _BUSY:
        return _failed(marked("Your telephone {extension} is busy: nothing was dialled."))
    if reason == _CONGESTED:
        return _failed(marked("The exchange found no way to your telephone {extension}: nothing was dialled."))
    if rang or reason == _RANG:
        return _failed(marked("Your telephone {extension} was not picked up: nothing was dialled."))
    return _failed(
        marked(
            "Your telephone {extension} was not reached: it declined, is not registered, or the exchange does not know it. "
            "The exchange does not say which; nothing was dialled."
        )
    )


def call_progress(event: CallEvent, extension: str, *, picked_up: bool) -> Progress | None:
    """How far a call from the desk has come; None while there is nothing to say. picked_up: the own telephone was."""
    own = next((leg for leg in event.legs if leg.extension == extension), None)
    picked_up = picked_up or event.answered_at is not None or (own is not None and own.answered_at is not None)
    if event.outcome:
        return _ended(event, extension, picked_up=picked_up)
    if event.answered_at is not None:
        return RequestState.TALKING, None
    if picked_up:
        return RequestState.DIALLING, None
    if own is not None and own.outcome == LegOutcome.RINGING:
        return RequestState.OWN_PHONE, None
    return None


def _ended(event: CallEvent, extension: str, *, picked_up: bool) -> Progress:
    if event.outcome == "answered":
        return RequestState.DONE, None
    if event.outcome == "unknown_end":
        return RequestState.DONE, Phrase(marked("Nobody saw how the call to {number} ended."))
    if not picked_up:
        return own_phone_failed("", rang=any(leg.extension == extension for leg in event.legs))
    match event.outcome:
        case "busy":
            return _failed(marked("{number} is busy."))
        case "declined":
            return _failed(marked("{number} declined the call."))
        case "failed":
            return _failed(marked("{number} was not reached: the exchange or the provider did not put the call through."))
        case "abandoned":
            return _failed(marked("You hung up before {number} answered."))
        case _:
            return _failed(marked("{number} did not answer."))


def transfer_refused(message: str) -> Progress:
    """The exchange did not hand the call over."""
    if _DENIED in message.lower():
        return _failed(
            marked(
                "The exchange does not let Kontor hand calls over: its manager user needs the write permission call. Do it "
                "on the telephone."
            )
        )
    if "channel" in message.lower():
        return gone()
    return _failed(marked("The exchange refused to hand the call over: {message}") if message else "", message=message)


def gone() -> Progress:
    """There is no call (any more) to hand over."""
    return _failed(marked("This call has ended: there is nothing to hand over."))


def transfer_progress(event: CallEvent, extension: str, before: int) -> Progress | None:
    """How far a transfer has come; *before*: how many telephones had rung when it was asked for."""
    leg = next((leg for leg in event.legs[before:] if leg.extension == extension), None)
    if leg is not None and leg.answered_at is not None:
        return RequestState.DONE, None
    if event.outcome:
        return _failed(marked("Telephone {number} did not take the call, and it has ended."))
    if leg is not None and leg.outcome == LegOutcome.RINGING:
        return RequestState.DIALLING, None
    return None
