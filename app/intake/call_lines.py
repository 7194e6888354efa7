"""What became of a call, as the intake prints it: a line when it is over."""

from app.events import CallEvent
from app.language import marked, tr
from app.models.terms import CallOutcome
from app.operations.calls import TakenCall
from app.phone_number import shown_phone

OUTCOMES = {
    CallOutcome.ANSWERED: marked("answered"),
    CallOutcome.MISSED: marked("missed"),
    CallOutcome.BUSY: marked("busy"),
    CallOutcome.DECLINED: marked("declined"),
    CallOutcome.ABANDONED: marked("abandoned in the queue"),
    CallOutcome.FAILED: marked("failed"),
    CallOutcome.UNKNOWN_END: marked("end not seen"),
}


def call_line(event: CallEvent, taken: TakenCall) -> str:
    """The line about *event*, "" while the call goes on."""
    if not event.outcome:
        return ""
    who = shown_phone(event.number) if event.number else event.raw_number or tr("withheld number")
    outcome = tr(OUTCOMES[CallOutcome(event.outcome)])
    if taken.number:
        return tr("{who}: call {outcome}, inquiry {number}", who=who, outcome=outcome, number=taken.number)
    return tr("{who}: call {outcome}", who=who, outcome=outcome)
