"""The terms of the telephone channel that have a fixed set of values, and the words people read for them. Pure."""

from enum import StrEnum

from app.language import marked


class LegOutcome(StrEnum):
    """What became of one telephone that rang in a call: RINGING and TALKING while it goes on.

    ELSEWHERE: another telephone answered. GONE: nobody saw how it ended.
    """

    RINGING = "ringing"
    TALKING = "talking"
    ANSWERED = "answered"
    MISSED = "missed"
    BUSY = "busy"
    DECLINED = "declined"
    ELSEWHERE = "elsewhere"
    FAILED = "failed"
    GONE = "gone"


LEG_WORDS = {
    LegOutcome.RINGING: marked("rings"),
    LegOutcome.TALKING: marked("talks"),
    LegOutcome.ANSWERED: marked("answered"),
    LegOutcome.MISSED: marked("did not answer"),
    LegOutcome.BUSY: marked("was busy"),
    LegOutcome.DECLINED: marked("declined"),
    LegOutcome.ELSEWHERE: marked("another answered"),
    LegOutcome.FAILED: marked("could not be reached"),
    LegOutcome.GONE: marked("end not seen"),
}


class RequestKind(StrEnum):
    """What a desk asks the exchange to do."""

    CALL = "call"
    TRANSFER = "transfer"


class RequestState(StrEnum):
    """How far a request to the exchange has come.

    WAITING until the intake has it; QUEUED: the exchange took it, which does not mean that anything rings; OWN_PHONE: the
    own telephone rings; DIALLING: the own telephone was answered, the other side is dialled; TALKING: the other side
    answered; then DONE, FAILED, or TOO_LATE: nobody took it in time, and it is not dialled any more.
    """

    WAITING = "waiting"
    QUEUED = "queued"
    OWN_PHONE = "own_phone"
    DIALLING = "dialling"
    TALKING = "talking"
    DONE = "done"
    FAILED = "failed"
    TOO_LATE = "too_late"


class ExchangeCondition(StrEnum):
    """How the line to the telephone exchange is: OFF where none is set, TROUBLE while nothing is heard of it."""

    OFF = "off"
    CONNECTING = "connecting"
    LISTENING = "listening"
    TROUBLE = "trouble"


EXCHANGE_WORDS = {
    ExchangeCondition.OFF: marked("no exchange is set"),
    ExchangeCondition.CONNECTING: marked("connecting"),
    ExchangeCondition.LISTENING: marked("listening to the exchange"),
    ExchangeCondition.TROUBLE: marked("calls are not seen"),
}
