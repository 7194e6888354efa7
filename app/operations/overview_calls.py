"""Charts of the calls: what was missed and whether it was called back, and how soon [C18]."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import phrase
from app.models.inquiries import IntakeRule
from app.models.terms import IntakeEvent
from app.operations.overview_scope import exactly, narrowed, of_department
from app.operations.overview_spec import Bucket, Figure, Grain, Mark, Measure, Question, Series
from app.operations.overview_time import MinutesBetween, Period, buckets, period, place_of, ranked, span
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_overview_calls import AFTER, AFTER_WORDS, BACK, MISSED_CALLS

STARTED = "started"


def missed_by_day(session: Session, question: Question) -> Figure:
    """Missed calls by day (by week or month in a long period), and what came of them. Raises NotAllowed, UserError."""
    chosen = period(session, question)
    grain = chosen.grain
    shown = missed_in(session, question, chosen)
    place = place_of(session, MISSED_CALLS.column("started_at").expression, chosen, grain)
    found = narrowed(session, MISSED_CALLS, shown).add_columns(place.label("bucket"), AFTER.label("after")).subquery()
    counted = session.execute(
        select(found.c.bucket, found.c.after, func.count()).group_by(found.c.bucket, found.c.after)
    ).all()
    numbers = {(row.bucket, row.after): row[2] for row in counted}
    places = buckets(chosen, grain)
    about = {"day": phrase("by day, and what came of them"), "week": phrase("by week, and what came of them")}
    return Figure(
        "missed",
        phrase("Missed calls"),
        about.get(grain, phrase("by month, and what came of them")),
        phrase("No call was missed in this period."),
        "columns",
        "count",
        places,
        tuple(Series(key, phrase(word)) for key, word in AFTER_WORDS.items()),
        tuple(
            Mark(
                bucket.key,
                after,
                number,
                number,
                "count",
                Shown(MISSED_CALLS.name, (*_within(shown, bucket, chosen), exactly("after", after))),
                tone="danger" if after == "open" else "plain",
            )
            for bucket in places
            for after in AFTER_WORDS
            if (number := numbers.get((bucket.key, after), 0))
        ),
        shown,
    )


def time_to_call_back(session: Session, question: Question) -> Figure:
    """Minutes from a missed call to the conversation that paid for it: the middle one and the slowest tenth of each week.

    Nights and weekends count, for whoever called waits through them. Raises NotAllowed, UserError.
    """
    chosen = period(session, question)
    grain: Grain = "month" if chosen.grain == "month" else "week"
    missed = missed_in(session, question, chosen)
    shown = Shown(missed.register, (*missed.conditions, exactly("after", "returned")))
    at = MISSED_CALLS.column("started_at").expression
    place = place_of(session, at, chosen, grain)
    # Looked up once for each missed call; those with whom nobody has talked yet have no time.
    backs = (
        narrowed(session, MISSED_CALLS, missed)
        .add_columns(place.label("bucket"), at.label("at"), BACK.label("back"))
        .cte("backs")
        .prefix_with("MATERIALIZED")
    )
    values = select(backs.c.bucket, MinutesBetween(backs.c.at, backs.c.back).label("minutes")).where(
        backs.c.back.is_not(None)
    )
    rows: dict[str, Any] = {row.bucket: row for row in session.execute(ranked(values, "bucket", "minutes"))}
    lines: tuple[Measure, ...] = ("median", "slowest_tenth")
    places = buckets(chosen, grain)
    return Figure(
        "call_back",
        phrase("Time to call back"),
        phrase("by month, hours as they pass") if grain == "month" else phrase("by week, hours as they pass"),
        phrase("No missed call of this period was called back yet."),
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
                Shown(MISSED_CALLS.name, _within(shown, bucket, chosen)),
            )
            for bucket in places
            if bucket.key in rows
            for line in lines
        ),
        shown,
        promise=_promise(session),
    )


def missed_in(session: Session, question: Question, chosen: Period) -> Shown:
    """The missed calls of a period and department. Raises NotAllowed."""
    conditions = (
        Condition(STARTED, Operator.AT_LEAST, (chosen.first.isoformat(),)),
        Condition(STARTED, Operator.AT_MOST, (chosen.last.isoformat(),)),
    )
    return Shown(MISSED_CALLS.name, (*conditions, *of_department(session, question)))


def _within(shown: Shown, bucket: Bucket, chosen: Period) -> tuple[Condition, ...]:
    """The conditions of *shown*, but for the days of one bucket only."""
    first, last = span(bucket, chosen)
    return (
        Condition(STARTED, Operator.AT_LEAST, (first.isoformat(),)),
        Condition(STARTED, Operator.AT_MOST, (last.isoformat(),)),
        *(each for each in shown.conditions if each.field != STARTED),
    )


def _promise(session: Session) -> int | None:
    """The longest time, in minutes of work, that the intake rules let a missed call wait; None where none is called back."""
    query = select(func.max(IntakeRule.call_back_minutes)).where(
        IntakeRule.event == IntakeEvent.CALL_MISSED, IntakeRule.creates_call_back
    )
    return session.scalar(query)
