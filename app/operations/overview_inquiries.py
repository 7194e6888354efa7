"""Charts of the inquiries: by day and channel, and how soon somebody took them up."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.inquiries import Inquiry
from app.operations.overview_scope import exactly, narrowed, of_department
from app.operations.overview_spec import Bucket, Figure, Grain, Mark, Measure, Question, Series
from app.operations.overview_time import Period, buckets, period, place_of, ranked, span
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_overview import INQUIRY_ROWS, WIRE, WIRE_WORDS
from app.operations.responses import rule

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
    """Minutes of work from an inquiry to the first call or letter back: the middle one and the slowest tenth of each week.

    Nights, weekends and holidays do not count. The dashed line is what is promised [M13]. Raises NotAllowed, UserError.
    """
    chosen = period(session, question)
    grain: Grain = "month" if chosen.grain == "month" else "week"
    shown = received(session, question, chosen)
    answered = Shown(shown.register, (*shown.conditions, exactly("timed", "yes")))
    place = place_of(session, INQUIRY_ROWS.column("received_at").expression, chosen, grain)
    minutes = INQUIRY_ROWS.column("response_minutes").expression
    values = narrowed(session, INQUIRY_ROWS, answered).add_columns(place.label("bucket"), minutes.label("minutes"))
    rows = {row.bucket: row for row in session.execute(ranked(values, "bucket", "minutes"))}
    lines: tuple[Measure, ...] = ("median", "slowest_tenth")
    places = buckets(chosen, grain)
    return Figure(
        "response",
        phrase("Time to first response"),
        phrase("by month, working time") if grain == "month" else phrase("by week, working time"),
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
        promise=rule(session).within // timedelta(minutes=1),
        remark=_kept(session, answered),
    )


def received(session: Session, question: Question, chosen: Period) -> Shown:
    """The inquiries of a period and department. Raises NotAllowed."""
    conditions = (
        Condition(RECEIVED, Operator.AT_LEAST, (chosen.first.isoformat(),)),
        Condition(RECEIVED, Operator.AT_MOST, (chosen.last.isoformat(),)),
    )
    return Shown(INQUIRY_ROWS.name, (*conditions, *of_department(session, question)))


def _within(shown: Shown, bucket: Bucket, chosen: Period) -> tuple[Condition, ...]:
    """The conditions of *shown*, but for the days of one bucket only."""
    first, last = span(bucket, chosen)
    return (
        Condition(RECEIVED, Operator.AT_LEAST, (first.isoformat(),)),
        Condition(RECEIVED, Operator.AT_MOST, (last.isoformat(),)),
        *(each for each in shown.conditions if each.field != RECEIVED),
    )


def _kept(session: Session, answered: Shown) -> Phrase | None:
    """How many of the answered inquiries were answered in the time that was promised them; None without any."""
    by, first = Inquiry.respond_by, Inquiry.first_response_at
    query = narrowed(session, INQUIRY_ROWS, answered).where(by.is_not(None))
    row = session.execute(query.add_columns(func.count(), func.sum(case((first <= by, 1), else_=0)))).one()
    if not row[0]:
        return None
    return phrase("{share} % were answered by the promised time.", share=Decimal(100 * row[1] // row[0]))
