"""Charts of the deals: the funnel, open deals by stage, expected revenue, and what was lost."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, Subquery, case, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.deals import Deal
from app.models.process import PATH, REFUSABLE, RULES
from app.models.terms import REFUSAL_WORDS, RefusalReason, Stage
from app.operations.company_day import company_date
from app.operations.overview_inquiries import received
from app.operations.overview_scope import among, company_currency, exactly, narrowed, of_department
from app.operations.overview_spec import Bucket, Figure, Mark, Question, Series
from app.operations.overview_time import Period, following, period, place_of
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_overview import DEAL_ROWS, EXPECTED, INQUIRY_ROWS, OPEN_STAGES, reached

STEPS = tuple(stage for stage in PATH[1:] if stage is not Stage.CERTIFICATION)
"""Stages of the funnel. Certification tells about goods, not about selling: only some of them need it."""
ON_THE_WAY = tuple(stage for stage in STEPS if stage in REFUSABLE)
"""Steps after which a deal may still be refused."""
MONTHS = 6
ZERO = Decimal(0)
ONLY = (Series("all"),)


def funnel(session: Session, question: Question) -> Figure:
    """What came in, what became a lead, a deal, and how far the deals of the period have come, with the share of the
    step before.

    Inquiries: received in the period. Leads: those of them that were given to a seller. Deals: opened in the period; with
    known customers they need no inquiry, so there may be more of them than leads. A stage: these deals that came to it or
    passed over it. Raises NotAllowed, UserError.
    """
    chosen = period(session, question)
    asked = received(session, question, chosen)
    leads = Shown(asked.register, (*asked.conditions, exactly("lead", "yes")))
    opened = Shown(
        DEAL_ROWS.name,
        (
            Condition("created", Operator.AT_LEAST, (chosen.first.isoformat(),)),
            Condition("created", Operator.AT_MOST, (chosen.last.isoformat(),)),
            *of_department(session, question),
        ),
    )
    steps: list[tuple[str, Phrase, Shown]] = [
        ("inquiries", phrase("Inquiries"), asked),
        ("leads", phrase("Leads"), leads),
        ("deals", phrase("Deals"), opened),
    ]
    for stage in STEPS:
        shown = Shown(opened.register, (*opened.conditions, exactly("reached", stage.value)))
        steps.append((stage.value, phrase(RULES[stage].word), shown))
    numbers = [*_asked(session, asked), *_opened(session, opened)]
    return Figure(
        "funnel",
        phrase("Funnel"),
        phrase("with the share of the step before"),
        phrase("No inquiries and no deals in this period."),
        "across",
        "count",
        tuple(Bucket(key, "words", words=words) for key, words, _ in steps),
        ONLY,
        _with_shares(steps, numbers) if any(number for number, _ in numbers) else (),
        opened,
        company_currency(session),
    )


def _asked(session: Session, asked: Shown) -> list[tuple[int, Decimal | None]]:
    rows = narrowed(session, INQUIRY_ROWS, asked).add_columns(INQUIRY_ROWS.column("assigned_at").expression.label("at"))
    found = rows.subquery()
    row = session.execute(select(func.count(), func.count(found.c.at)).select_from(found)).one()
    return [(row[0], None), (row[1], None)]


def _opened(session: Session, opened: Shown) -> list[tuple[int, Decimal | None]]:
    """How many deals came to each step, with their value in the company's currency.

    Counted by the stage that each is in; only of the refused ones it is looked up which stages they had entered.
    """
    net = case((Deal.currency == company_currency(session), Deal.net))
    refused = Deal.stage == Stage.NOT_SUITABLE
    entered = [case((refused, case((reached(stage), 1), else_=0)), else_=0).label(stage.value) for stage in ON_THE_WAY]
    found = (
        narrowed(session, DEAL_ROWS, opened).add_columns(Deal.stage.label("stage"), net.label("net"), *entered).subquery()
    )
    groups = (found.c.stage, *(found.c[stage.value] for stage in ON_THE_WAY))
    rows = session.execute(
        select(*groups, func.count().label("number"), func.sum(found.c.net, type_=Deal.net.type).label("total")).group_by(
            *groups
        )
    ).all()
    numbers: list[tuple[int, Decimal | None]] = []
    for stage in (PATH[0], *STEPS):
        come = [row for row in rows if _has_come(row, stage)]
        numbers.append((sum(row.number for row in come), sum((row.total or ZERO for row in come), ZERO)))
    return numbers


def _has_come(row: Row[*tuple[Any, ...]], stage: Stage) -> bool:
    """Whether the deals of a group have come to *stage*, or passed over it."""
    if stage is PATH[0]:
        return True
    if row.stage is Stage.NOT_SUITABLE:
        return stage in ON_THE_WAY and bool(row._mapping[stage.value])
    return PATH.index(row.stage) >= PATH.index(stage)


def _with_shares(steps: list[tuple[str, Phrase, Shown]], numbers: list[tuple[int, Decimal | None]]) -> tuple[Mark, ...]:
    """The marks of the funnel; the step with the least share of the one before is called the weakest.

    A step that nothing has come to yet is too young to be called so.
    """
    shares: list[Decimal | None] = [None]
    for (before, _), (number, _) in pairwise(numbers):
        # More than came before are no share of it: deals with known customers need no lead.
        share = before and number <= before
        shares.append((Decimal(100 * number) / before).quantize(Decimal(1)) if share else None)
    come = {place: share for place, share in enumerate(shares) if share is not None and numbers[place][0]}
    weakest = min(come, key=lambda place: come[place], default=-1)
    if weakest >= 0 and come[weakest] >= 100:
        weakest = -1
    return tuple(
        Mark(
            key,
            "all",
            number,
            number,
            "count",
            shown,
            amount,
            share,
            phrase("weakest step") if place == weakest else None,
            "danger" if place == weakest else "plain",
        )
        for place, ((key, _, shown), (number, amount), share) in enumerate(zip(steps, numbers, shares, strict=True))
    )


def stages(session: Session, question: Question) -> Figure:
    """The value of the open deals by the stage they stand in now, in the company's currency. Raises NotAllowed."""
    currency = company_currency(session)
    shown = _open(session, question, currency)
    found = narrowed(session, DEAL_ROWS, shown).add_columns(Deal.stage.label("stage"), Deal.net.label("net")).subquery()
    rows = session.execute(
        select(
            found.c.stage, func.count().label("number"), func.sum(found.c.net, type_=Deal.net.type).label("total")
        ).group_by(found.c.stage)
    )
    by_stage = {row.stage: row for row in rows}
    return Figure(
        "stages",
        phrase("Open deals"),
        phrase("by stage now, net value"),
        phrase("No deal is open."),
        "across",
        "money",
        tuple(Bucket(stage.value, "words", words=phrase(RULES[stage].word)) for stage in OPEN_STAGES),
        ONLY,
        tuple(
            Mark(
                stage.value,
                "all",
                by_stage[stage].total,
                by_stage[stage].number,
                "money",
                Shown(shown.register, (*shown.conditions, exactly("stage", stage.value))),
            )
            for stage in OPEN_STAGES
            if stage in by_stage
        ),
        shown,
        currency,
    )


def forecast(session: Session, question: Question) -> Figure:
    """The revenue to expect by month: open deals, each counted with the chance of its stage. Raises NotAllowed.

    A deal that names no date is expected so many days after it entered its stage as the table says.
    """
    currency = company_currency(session)
    shown = _open(session, question, currency)
    months, spans = _months(company_date(session))
    horizon = Period(spans[1][0] or date.min, (spans[-1][0] or date.max) - timedelta(days=1))
    place = place_of(session, EXPECTED, horizon, "month")
    found = (
        narrowed(session, DEAL_ROWS, shown)
        .add_columns(
            place.label("bucket"),
            DEAL_ROWS.column("probability").expression.label("chance"),
            Deal.net.label("net"),
        )
        .subquery()
    )
    numbers, weighted, whole = _by_month(session, found, horizon)
    return Figure(
        "forecast",
        phrase("Expected revenue"),
        phrase("by month, weighted by the chance of the stage"),
        phrase("No deal is open."),
        "columns",
        "money",
        months,
        ONLY,
        tuple(
            Mark(
                bucket.key,
                "all",
                weighted[bucket.key].quantize(Decimal("0.01")),
                numbers[bucket.key],
                "weighted",
                Shown(shown.register, (*shown.conditions, *_expected(first, end))),
                whole[bucket.key],
                note=phrase("past its date") if bucket.key == "earlier" else None,
                tone="danger" if bucket.key == "earlier" else "plain",
            )
            for bucket, (first, end) in zip(months, spans, strict=True)
            if numbers[bucket.key]
        ),
        shown,
        currency,
    )


def _by_month(
    session: Session, found: Subquery, horizon: Period
) -> tuple[Mapping[str, int], Mapping[str, Decimal], Mapping[str, Decimal]]:
    """For each month of *found* (bucket, chance, net): how many deals, their weighted and their whole value."""
    rows = session.execute(
        select(
            found.c.bucket,
            found.c.chance,
            func.count().label("number"),
            func.sum(found.c.net, type_=Deal.net.type).label("total"),
        ).group_by(found.c.bucket, found.c.chance)
    )
    numbers: dict[str, int] = defaultdict(int)
    weighted: dict[str, Decimal] = defaultdict(Decimal)
    whole: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        key = _bucket_of(date.fromisoformat(row.bucket), horizon)
        numbers[key] += row.number
        weighted[key] += row.total * row.chance / 100
        whole[key] += row.total
    return numbers, weighted, whole


def _months(today: date) -> tuple[tuple[Bucket, ...], list[tuple[date | None, date | None]]]:
    """Everything before this month, this month and the next ones, everything later; each from, and before."""
    begins = [today.replace(day=1)]
    while len(begins) <= MONTHS:
        begins.append(following(begins[-1], "month"))
    places = [Bucket(begin.isoformat(), "month", begin) for begin in begins[:-1]]
    spans: list[tuple[date | None, date | None]] = [(None, begins[0]), *pairwise(begins)]
    earlier = Bucket("earlier", "words", words=phrase("Earlier"))
    later = Bucket("later", "words", words=phrase("Later"))
    return (earlier, *places, later), [*spans, (begins[-1], None)]


def _bucket_of(month: date, horizon: Period) -> str:
    if month < horizon.first:
        return "earlier"
    return "later" if month > horizon.last else month.isoformat()


def _expected(first: date | None, end: date | None) -> tuple[Condition, ...]:
    since = () if first is None else (Condition("expected", Operator.AT_LEAST, (first.isoformat(),)),)
    return since if end is None else (*since, Condition("expected", Operator.BEFORE, (end.isoformat(),)))


def _open(session: Session, question: Question, currency: str) -> Shown:
    conditions = (among("stage", [stage.value for stage in OPEN_STAGES]), exactly("in_currency", currency))
    return Shown(DEAL_ROWS.name, (*conditions, *of_department(session, question)))


def lost(session: Session, question: Question) -> Figure:
    """Deals that were refused in the period, by reason, the most frequent first. Raises NotAllowed, UserError."""
    chosen = period(session, question)
    currency = company_currency(session)
    shown = Shown(
        DEAL_ROWS.name,
        (
            exactly("stage", Stage.NOT_SUITABLE.value),
            Condition("stage_since", Operator.AT_LEAST, (chosen.first.isoformat(),)),
            Condition("stage_since", Operator.AT_MOST, (chosen.last.isoformat(),)),
            *of_department(session, question),
        ),
    )
    own = case((Deal.currency == currency, Deal.net))
    found = narrowed(session, DEAL_ROWS, shown).add_columns(Deal.refusal_reason.label("reason"), own.label("net")).subquery()
    rows = session.execute(
        select(
            found.c.reason, func.count().label("number"), func.sum(found.c.net, type_=Deal.net.type).label("total")
        ).group_by(found.c.reason)
    ).all()
    ordered = sorted(rows, key=lambda row: (-row.number, row.reason.value if row.reason else ""))
    return Figure(
        "lost",
        phrase("Lost deals"),
        phrase("by reason, with their net value"),
        phrase("No deal was lost in this period."),
        "across",
        "count",
        tuple(Bucket(_reason_key(row.reason), "words", words=_reason_words(row.reason)) for row in ordered),
        ONLY,
        tuple(
            Mark(
                _reason_key(row.reason),
                "all",
                row.number,
                row.number,
                "count",
                Shown(shown.register, (*shown.conditions, _reason(row.reason))),
                row.total or ZERO,
            )
            for row in ordered
        ),
        shown,
        currency,
    )


def _reason_key(reason: RefusalReason | None) -> str:
    return reason.value if reason else "none"


def _reason_words(reason: RefusalReason | None) -> Phrase:
    return phrase(REFUSAL_WORDS[reason]) if reason else phrase("no reason given")


def _reason(reason: RefusalReason | None) -> Condition:
    return exactly("reason", reason.value) if reason else Condition("reason", Operator.UNKNOWN)
