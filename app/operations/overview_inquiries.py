"""Charts of the inquiries: by day and channel, and how soon somebody took them up."""

from decimal import Decimal
from itertools import pairwise

from sqlalchemy import CTE, ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.promise import Timetable
from app.operations.intake_rules import company_timetable
from app.operations.overview_scope import exactly, narrowed, of_department
from app.operations.overview_spec import Bucket, Figure, Grain, Mark, Measure, Question, Series
from app.operations.overview_time import MinutesBetween, Period, buckets, period, place_of, ranked, span
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_overview import INQUIRY_ROWS, RESPONSE, WIRE, WIRE_WORDS

RECEIVED = "received"


def by_day(session: Session, question: Question) -> Figure:
    """Inquiries by day (by week or month in a long period) and by the way they came. Raises NotAllowed, UserError."""
    chosen = period(session, question)
    grain = chosen.grain
    shown = received(session, question, chosen)
    place = place_of(session, INQUIRY_ROWS.column("received_at").expression, chosen, grain)
    found = narrowed(session, INQUIRY_ROWS, shown).add_columns(place.label("bucket"), WIRE.label("series")).subquery()
    counted = session.execute(
        select(found.c.bucket, found.c.series, func.count()).group_by(found.c.bucket, found.c.series)
    ).all()
    numbers = {(row.bucket, row.series): row[2] for row in counted}
    places = buckets(chosen, grain)
    about = {"day": phrase("by day and channel"), "week": phrase("by week and channel")}
    return Figure(
        "inquiries",
        phrase("Inquiries"),
        about.get(grain, phrase("by month and channel")),
        phrase("No inquiries in this period."),
        "columns",
        "count",
        places,
        tuple(Series(key, phrase(word)) for key, word in WIRE_WORDS.items()),
        tuple(
            Mark(
                bucket.key,
                wire,
                number,
                number,
                "count",
                Shown(INQUIRY_ROWS.name, (*_within(shown, bucket, chosen), exactly("wire", wire))),
            )
            for bucket in places
            for wire in WIRE_WORDS
            if (number := numbers.get((bucket.key, wire), 0))
        ),
        shown,
    )


def first_response(session: Session, question: Question) -> Figure:
    """Minutes from an inquiry to its first response: the middle one and the slowest tenth of each week.

    Nights and weekends count, for whoever asks waits through them. The dashed line is the longest wait that the timetable
    of triage lets pass within a working day [M13]. Raises NotAllowed, UserError.
    """
    chosen = period(session, question)
    grain: Grain = "month" if chosen.grain == "month" else "week"
    shown = received(session, question, chosen)
    answered = Shown(shown.register, (*shown.conditions, exactly("answered", "yes")))
    place = place_of(session, INQUIRY_ROWS.column("received_at").expression, chosen, grain)
    responses = _responses(session, shown, place)
    minutes = MinutesBetween(responses.c.received_at, responses.c.response).label("minutes")
    values = select(responses.c.bucket, minutes).where(responses.c.response.is_not(None))
    rows = {row.bucket: row for row in session.execute(ranked(values, "bucket", "minutes"))}
    lines: tuple[Measure, ...] = ("median", "slowest_tenth")
    places = buckets(chosen, grain)
    return Figure(
        "response",
        phrase("Time to first response"),
        phrase("by month, hours as they pass") if grain == "month" else phrase("by week, hours as they pass"),
        phrase("No inquiry of this period was answered yet."),
        "lines",
        "minutes",
        places,
        (Series("median", phrase("Half within")), Series("slowest_tenth", phrase("Nine of ten within"))),
        tuple(
            Mark(
                bucket.key,
                line,
                getattr(rows[bucket.key], line),
                rows[bucket.key].number,
                line,
                Shown(INQUIRY_ROWS.name, _within(answered, bucket, chosen)),
            )
            for bucket in places
            if bucket.key in rows
            for line in lines
        ),
        answered,
        promise=longest_wait(company_timetable(session)),
        remark=_kept(session, responses),
    )


def received(session: Session, question: Question, chosen: Period) -> Shown:
    """The inquiries of a period and department. Raises NotAllowed."""
    conditions = (
        Condition(RECEIVED, Operator.AT_LEAST, (chosen.first.isoformat(),)),
        Condition(RECEIVED, Operator.AT_MOST, (chosen.last.isoformat(),)),
    )
    return Shown(INQUIRY_ROWS.name, (*conditions, *of_department(session, question)))


def longest_wait(times: Timetable) -> int:
    """The longest time, in minutes, between two promised times of one day; a whole day where there is only one."""
    of_day = [each.hour * 60 + each.minute for each in times.times]
    return max((later - earlier for earlier, later in pairwise(of_day)), default=24 * 60)


def _within(shown: Shown, bucket: Bucket, chosen: Period) -> tuple[Condition, ...]:
    """The conditions of *shown*, but for the days of one bucket only."""
    first, last = span(bucket, chosen)
    return (
        Condition(RECEIVED, Operator.AT_LEAST, (first.isoformat(),)),
        Condition(RECEIVED, Operator.AT_MOST, (last.isoformat(),)),
        *(each for each in shown.conditions if each.field != RECEIVED),
    )


def _responses(session: Session, shown: Shown, place: ColumnElement[str]) -> CTE:
    """The inquiries of *shown* with their first responses, each looked up once (the history is long)."""
    columns = [INQUIRY_ROWS.column(key).expression.label(key) for key in ("received_at", "due_at")]
    query = narrowed(session, INQUIRY_ROWS, shown).add_columns(*columns, RESPONSE.label("response"), place.label("bucket"))
    return query.cte("responses").prefix_with("MATERIALIZED")


def _kept(session: Session, responses: CTE) -> Phrase | None:
    """How many of the answered inquiries were answered by the time that was promised them; None without any."""
    kept = case((responses.c.response <= responses.c.due_at, 1), else_=0)
    promised = (responses.c.response.is_not(None), responses.c.due_at.is_not(None))
    row = session.execute(select(func.count(), func.sum(kept)).select_from(responses).where(*promised)).one()
    if not row[0]:
        return None
    return phrase("{share} % were answered by the promised time.", share=Decimal(100 * row[1] // row[0]))
