"""What the rows of a MikoPBX's call history say of one call (its table ``cdr_general``, one row a telephone that was tried).

The exchange writes the time of its own clock without a zone, an empty text for what did not happen, and applications (a
queue, a menu, a conference) as rows of their own, marked ``is_app``: that a queue "answered" is no answer of a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.channels.number_plan import NumberPlan
from app.events import CallEvent, CallLegFact

Row = Mapping[str, str]
LONGEST = 32
"""Characters of an extension or a line that are kept."""
_LONGEST_ID = 100
_MOST_LEGS = 100
_ANSWERED = ("ANSWERED", "ANSWER")
_FAILED = ("FAILED", "CHANUNAVAIL", "CONGESTION", "INVALIDARGS")


@dataclass(frozen=True, slots=True)
class _Tried:
    """One row, understood."""

    target: str
    began: datetime
    answered: datetime | None
    ended: datetime | None
    said: str
    own: bool


def linked_id(row: Row) -> str:
    """Which call *row* belongs to, "" if it does not say."""
    return (row.get("linkedid") or row.get("UNIQUEID") or row.get("uniqueid") or "")[:_LONGEST_ID]


def call_of(rows: Sequence[Row], plan: NumberPlan, zone: ZoneInfo | None) -> CallEvent | None:
    """The one call of *rows*, all of the same linked id; None if it still goes on or says too little.

    zone: of the exchange's clock, None for this computer's.
    """
    timed = [(began, row) for row in rows if (began := moment(row.get("start", ""), zone)) is not None]
    if not timed:
        return None
    timed.sort(key=lambda pair: pair[0])
    first = timed[0][1]
    ends = [end for _, row in timed if (end := moment(row.get("endtime", ""), zone)) is not None]
    if not ends or not linked_id(first):
        return None
    caller = first.get("src_num", "")
    line = next((row["did"] for _, row in timed if row.get("did")), "")
    tried = [_tried(row, began, plan, zone) for began, row in timed if not _is_application(row, line)]
    direction = _direction(caller, line, tried, plan)
    inside = [each for each in tried if direction != "out"]
    answers = [each for each in tried if each.answered is not None and (direction != "out" or not each.own)]
    answer = min(answers, key=lambda each: each.answered or each.began) if answers else None
    other = plan.read(_outside(tried, first) if direction == "out" else caller)
    internal = direction == "internal"
    began = timed[0][0]
    answered_at = max(answer.answered, began) if answer is not None and answer.answered is not None else None
    return CallEvent(
        linked_id=linked_id(first),
        direction=direction,
        number=None if internal else other.number,
        raw_number=first.get("dst_num", "")[:LONGEST] if internal else other.raw,
        extension=_extension(direction, caller, answer, inside)[:LONGEST],
        started_at=began,
        answered_at=answered_at,
        ended_at=max(*ends, began, answered_at or began),
        outcome=_outcome(direction, tried, answer is not None, any(_is_queue(row) for _, row in timed)),
        number_extension="" if internal else other.extension,
        name=first.get("src_name", "").strip() if direction == "in" and first.get("src_name") != caller else "",
        line=line[:LONGEST] if direction == "in" else "",
        legs=tuple(_leg(each, answer, max(ends)) for each in inside[:_MOST_LEGS]),
    )


def moment(text: str, zone: ZoneInfo | None) -> datetime | None:
    """The instant that *text* names by the clock of the exchange, in UTC; None if it names none."""
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone) if zone is not None else found.astimezone()
        return found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _tried(row: Row, began: datetime, plan: NumberPlan, zone: ZoneInfo | None) -> _Tried:
    target = row.get("dst_num", "")
    said = (row.get("disposition") or row.get("dialstatus") or "").upper().replace(" ", "")
    ended = moment(row.get("endtime", ""), zone)
    answered = moment(row.get("answer", ""), zone)
    talked = int(text) if (text := row.get("billsec", "")).isascii() and text.isdigit() and len(text) < 9 else 0
    if answered is None and said in _ANSWERED and talked and ended is not None:
        answered = max(began, ended - timedelta(seconds=talked))
    if answered is not None:
        answered = max(began, answered) if said in (*_ANSWERED, "") else None
    return _Tried(target, began, answered, ended, said, plan.is_own(target))


def _is_application(row: Row, line: str) -> bool:
    """Whether nobody's telephone was tried by it: a queue, a menu, or the dialled line itself."""
    return row.get("is_app") == "1" or not row.get("dst_num") or bool(line and row.get("dst_num") == line)


def _is_queue(row: Row) -> bool:
    return "queue" in f"{row.get('appname', '')} {row.get('dst_chan', '')}".lower()


def _direction(caller: str, line: str, tried: Sequence[_Tried], plan: NumberPlan) -> str:
    if line or not plan.is_own(caller):
        return "in"
    return "out" if any(not each.own and plan.read(each.target).raw for each in tried) else "internal"


def _outside(tried: Sequence[_Tried], first: Row) -> str:
    """The number that an outgoing call went to: the one that answered, else the first."""
    outside = [each for each in tried if not each.own]
    found = next((each for each in outside if each.answered is not None), outside[0] if outside else None)
    return found.target if found is not None else first.get("dst_num", "")


def _extension(direction: str, caller: str, answer: _Tried | None, inside: Sequence[_Tried]) -> str:
    if direction != "in":
        return caller
    if answer is not None:
        return answer.target
    return inside[-1].target if inside else ""


def _outcome(direction: str, tried: Sequence[_Tried], answered: bool, queued: bool) -> str:
    if answered:
        return "answered"
    if direction == "in" and queued:
        return "abandoned"
    said = {each.said for each in tried if direction != "out" or not each.own}
    if said and said <= set(_FAILED):
        return "failed"
    return "busy" if "BUSY" in said and not said & {"NOANSWER", "CANCEL"} else "missed"


def _leg(each: _Tried, answer: _Tried | None, call_ended: datetime) -> CallLegFact:
    ended = each.ended or call_ended
    if each.answered is not None:
        outcome = "answered"
    elif answer is not None and answer.answered is not None and ended >= answer.answered:
        outcome = "elsewhere"
    elif each.said in _FAILED:
        outcome = "failed"
    else:
        outcome = "busy" if each.said == "BUSY" else "missed"
    return CallLegFact(each.target[:LONGEST], each.began, each.answered, max(ended, each.answered or each.began), outcome)
