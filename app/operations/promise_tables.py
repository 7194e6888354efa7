"""The proof of the promise as tables: the same lines for the window and for files, each with the inquiries behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from app.events import Document
from app.language import marked, phrase
from app.models.terms import SOURCE_WORDS, Source
from app.operations.company_day import company_date, company_zone
from app.operations.overview_spec import HeadFigure
from app.operations.promise_proof import WEB, LateItem, PromisedTime, Proof, ProofDay, Sorter, Tally
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_sales import INQUIRIES
from app.reports.tables import Column, Format, table_document

View = Literal["times", "days", "channels", "people", "late"]
VIEWS: tuple[View, ...] = ("times", "days", "channels", "people", "late")
TITLES = {
    "times": marked("Promised times"),
    "days": marked("Days"),
    "channels": marked("Ways they came"),
    "people": marked("Who sorted"),
    "late": marked("Late inquiries"),
}
CHANNEL_WORDS = {"call": marked("Calls"), "email": marked("Letters"), "web": marked("Web")}
SOURCES: dict[str, tuple[Source, ...]] = {"call": (Source.CALL,), "email": (Source.LETTER,), "web": WEB}
KEPT, MISSED, QUIET = marked("kept"), marked("not kept"), marked("nothing was due")
TALLY = (
    Column("came", phrase("To be sorted"), "integer"),
    Column("late", phrase("Late"), "integer"),
    Column("wait", phrase("Longest wait, minutes of work"), "integer"),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "times": (
        Column("at", phrase("Promised time"), "time"),
        Column("state", phrase("Promise")),
        *TALLY[:1],
        Column("left", phrase("Lay there"), "integer"),
        Column("emptied", phrase("Emptied"), "time"),
        Column("by", phrase("Sorted by")),
        *TALLY[1:],
    ),
    "days": (
        Column("day", phrase("Day"), "date"),
        Column("kept", phrase("Times kept"), "integer"),
        Column("missed", phrase("Times not kept"), "integer"),
        *TALLY,
    ),
    "channels": (Column("channel", phrase("Came by")), *TALLY),
    "people": (Column("name", phrase("Name")), *TALLY),
    "late": (
        Column("number", phrase("Number")),
        Column("name", phrase("Name")),
        Column("source", phrase("Source")),
        Column("due", phrase("To be sorted by"), "time"),
        Column("sorted", phrase("Sorted"), "time"),
        Column("by", phrase("Sorted by")),
        Column("late", phrase("Late by, minutes"), "integer"),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: cells by the columns of its view. shown: the inquiries behind it, *number* of them.

    at: the promised time that it is about. tone: how it stands, "" where it is neither good nor bad.
    """

    cells: tuple[object, ...]
    shown: Shown | None = None
    number: int = 0
    at: datetime | None = None
    tone: Literal["", "success", "danger"] = ""


def lines(proof: Proof, view: View) -> tuple[Line, ...]:
    """The lines of *view*; times and days newest first. Channels and days at which nothing came are there, too."""
    if view == "times":
        return tuple(_time(each) for each in reversed(proof.times))
    if view == "days":
        return tuple(_day(each) for each in reversed(proof.days))
    if view == "channels":
        return tuple(_channel(proof, wire, tally) for wire, tally in proof.channels)
    if view == "people":
        return tuple(_person(proof, each) for each in proof.people)
    return tuple(_late(each) for each in proof.late)


def figures(proof: Proof) -> tuple[HeadFigure, ...]:
    """The proof in four figures, each leading to its inquiries."""
    late = all_of(proof, Condition("sorted_late", Operator.IS, ("yes",)))
    judged = proof.kept + proof.missed
    whole = all_of(proof)
    longest = proof.longest
    wait = minutes(longest.wait) if longest else 0
    return (
        HeadFigure(
            "kept",
            phrase("Times kept"),
            proof.kept,
            "count",
            phrase("of {count} promised times", count=judged),
            "warning-circle" if proof.missed else "check-circle",
            "danger" if proof.missed else "success",
            "count",
            whole,
        ),
        HeadFigure(
            "streak",
            phrase("Kept in a row"),
            proof.streak,
            "count",
            phrase("up to now"),
            "check-circle" if proof.streak else "minus",
            "success" if proof.streak else "plain",
            "count",
            whole,
        ),
        HeadFigure(
            "late",
            phrase("Late inquiries"),
            proof.whole.late,
            "count",
            phrase("of {count} to be sorted", count=proof.whole.came),
            "warning-circle" if proof.whole.late else "check-circle",
            "danger" if proof.whole.late else "success",
            "count",
            late,
        ),
        HeadFigure(
            "longest",
            phrase("Longest wait"),
            wait,
            "minutes",
            phrase("{name}, of working time", name=longest.name) if longest else phrase("nobody waited"),
            "clock",
            "plain",
            "count",
            _one(longest.number) if longest else whole,
        ),
    )


def proof_document(session: Session, proof: Proof, view: View, ending: Format, language: str) -> Document:
    """One table of a proof as a file, named after it and the day."""
    name = f"{phrase(TITLES[view]).said(language)} {company_date(session).isoformat()}"
    rows = [line.cells for line in lines(proof, view)]
    return table_document(name, COLUMNS[view], rows, ending, language, zone=company_zone(session))


def all_of(proof: Proof, *more: Condition) -> Shown:
    """The inquiries of a whole proof, narrowed further by *more*."""
    first, last = proof.chosen.first.isoformat(), proof.chosen.last.isoformat()
    return Shown(
        INQUIRIES.name,
        (
            Condition("due", Operator.AT_LEAST, (first,)),
            Condition("due", Operator.AT_MOST, (last,)),
            Condition("judged", Operator.IS, ("yes",)),
            *more,
        ),
    )


def names_of(sorters: Sequence[Sorter]) -> str:
    """Names with counts, as one text; what waits has no name."""
    return ", ".join(f"{each.name} {each.tally.came}" for each in sorters if each.name)


def minutes(span: timedelta) -> int:
    """Whole minutes."""
    return span // timedelta(minutes=1)


def _tally(tally: Tally) -> tuple[object, object, object]:
    return tally.came, tally.late, minutes(tally.longest)


def _time(each: PromisedTime) -> Line:
    state = phrase(QUIET if each.quiet else KEPT if each.kept else MISSED)
    came, late, wait = _tally(each.tally)
    cells = (each.at, state, came, each.left, each.emptied_at, names_of(each.sorters), late, wait)
    key = each.at.isoformat()
    if each.left:
        lay = Shown(INQUIRIES.name, (Condition("lay", Operator.IS, (key,)),))
        return Line(cells, lay, each.left, each.at, "danger")
    if each.quiet:
        return Line(cells, at=each.at)
    shown = Shown(INQUIRIES.name, (Condition("promised", Operator.IS, (key,)),))
    return Line(cells, shown, each.tally.came, each.at, "success")


def _day(each: ProofDay) -> Line:
    kept = sum(time.kept and not time.quiet for time in each.times)
    missed = sum(not time.kept for time in each.times)
    cells = (each.day, kept, missed, *_tally(each.tally))
    if not each.tally.came:
        return Line(cells, tone="danger" if missed else "")
    day = each.day.isoformat()
    conditions = (Condition("due", Operator.IS, (day,)), Condition("judged", Operator.IS, ("yes",)))
    return Line(cells, Shown(INQUIRIES.name, conditions), each.tally.came, tone="danger" if missed else "success")


def _channel(proof: Proof, wire: str, tally: Tally) -> Line:
    cells = (phrase(CHANNEL_WORDS[wire]), *_tally(tally))
    if not tally.came:
        return Line(cells)
    values = tuple(source.value for source in SOURCES[wire])
    return Line(cells, all_of(proof, Condition("source", Operator.ONE_OF, values)), tally.came)


def _person(proof: Proof, each: Sorter) -> Line:
    if each.employee_id is None:
        return Line((phrase("Nobody yet"), *_tally(each.tally)), all_of(proof, _unsorted()), each.tally.came, tone="danger")
    mine = Condition("sorter", Operator.IS, (str(each.employee_id),))
    taken = Condition("state", Operator.IS_NOT, ("new",))
    return Line((each.name, *_tally(each.tally)), all_of(proof, mine, taken), each.tally.came)


def _unsorted() -> Condition:
    return Condition("nobody", Operator.IS, ("yes",))


def _late(each: LateItem) -> Line:
    cells = (
        *(each.number, each.name, phrase(SOURCE_WORDS[each.source]), each.due_at, each.sorted_at),
        *(each.sorter, minutes(each.late)),
    )
    return Line(cells, _one(each.number), 1, tone="" if each.sorted_at else "danger")


def _one(number: str) -> Shown:
    return Shown(INQUIRIES.name, text=number)
