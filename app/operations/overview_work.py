"""Charts of the work: tasks in time by seller, and stock that expires."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.language import phrase
from app.models.company import Employee
from app.models.products import Product, Trait
from app.models.stock import Batch
from app.models.tasks import Task
from app.operations.company_day import company_date
from app.operations.overview_scope import among, company_currency, exactly, narrowed, of_department
from app.operations.overview_spec import Bucket, Figure, Mark, Question, Series
from app.operations.overview_time import following, period
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_overview import COST, STOCK_ROWS, TASK_ROWS, TIMING_WORDS, timing

PEOPLE = 9
"""So many people have a bar of their own; the others share one."""
KINDS = 3
"""So many kinds of equipment have a colour of their own; the others share one."""
NEXT_MONTHS = 9
ACT_NOW = timedelta(days=30)
TIMINGS = ("in_time", "late", "overdue")


def tasks(session: Session, question: Question) -> Figure:
    """Tasks that were due in the period, by who does them: done in time, done late, still open and overdue.

    Those with the most late and overdue tasks come first. Raises NotAllowed, UserError.
    """
    chosen = period(session, question)
    shown = Shown(
        TASK_ROWS.name,
        (
            Condition("due", Operator.AT_LEAST, (chosen.first.isoformat(),)),
            Condition("due", Operator.AT_MOST, (chosen.last.isoformat(),)),
            among("timing", TIMINGS),
            *of_department(session, question),
        ),
    )
    query = narrowed(session, TASK_ROWS, shown).add_columns(Task.employee_id.label("who"), timing(session).label("timing"))
    found = query.subquery()
    counted = session.execute(
        select(found.c.who, found.c.timing, func.count().label("number")).group_by(found.c.who, found.c.timing)
    )
    numbers: dict[int, dict[str, int]] = {}
    for row in counted:
        numbers.setdefault(row.who, {})[row.timing] = row.number
    names = {row.id: row.name for row in session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(numbers)))}
    order = sorted(numbers, key=lambda who: (-_behind(numbers[who]), -sum(numbers[who].values()), names[who], who))
    groups = [(str(who), phrase("{name}", name=names[who]), [who]) for who in order[:PEOPLE]]
    if len(order) > PEOPLE:
        others = order[PEOPLE:]
        groups.append(("others", phrase("{count} others", count=len(others)), others))
    return Figure(
        "tasks",
        phrase("Tasks in time"),
        phrase("by who does them"),
        phrase("No tasks were due in this period."),
        "across",
        "count",
        tuple(Bucket(key, "words", words=words) for key, words, _ in groups),
        tuple(Series(key, phrase(TIMING_WORDS[key])) for key in TIMINGS),
        tuple(
            Mark(
                key,
                how,
                number,
                number,
                "count",
                Shown(shown.register, (*_but(shown, "timing"), exactly("timing", how), among("employee", members))),
                tone="danger" if how == "overdue" else "plain",
            )
            for key, _, members in groups
            for how in TIMINGS
            if (number := sum(numbers[who].get(how, 0) for who in members))
        ),
        shown,
    )


def _behind(numbers: dict[str, int]) -> int:
    return numbers.get("late", 0) + numbers.get("overdue", 0)


def _but(shown: Shown, field: str) -> tuple[Condition, ...]:
    return tuple(each for each in shown.conditions if each.field != field)


def expiring(session: Session, _question: Question) -> Figure:
    """What the stock cost that expires, by month and kind of equipment; the next 30 days want somebody to act now.

    The warehouse belongs to all departments, and the period has passed already: neither narrows it. Raises NotAllowed.
    """
    today = company_date(session)
    currency = company_currency(session)
    places, spans = _expiry_places(today)
    shown = Shown(
        STOCK_ROWS.name,
        (exactly("in_currency", currency), Condition("expiry", Operator.BEFORE, (spans[-1][1].isoformat(),))),
    )
    bucket = case(*((Batch.expiry < end, place.key) for place, (_, end) in zip(places, spans, strict=True)))
    query = narrowed(session, STOCK_ROWS, shown)
    found = query.add_columns(
        bucket.label("bucket"), Product.equipment_id.label("kind"), Trait.name.label("name"), COST.label("cost")
    ).subquery()
    rows = session.execute(
        select(
            found.c.bucket,
            found.c.kind,
            found.c.name,
            func.count().label("number"),
            func.coalesce(func.sum(found.c.cost, type_=COST.type), Decimal(0), type_=COST.type).label("cost"),
        ).group_by(found.c.bucket, found.c.kind, found.c.name)
    ).all()
    series, of_series = _kinds([(row.kind, row.name, row.cost) for row in rows])
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for row in rows:
        key = (row.bucket, str(row.kind) if str(row.kind) in of_series else "others")
        cost, number = sums.get(key, (Decimal(0), 0))
        sums[key] = (cost + row.cost, number + row.number)
    return Figure(
        "expiring",
        phrase("Stock that expires"),
        phrase("by month, what it cost"),
        phrase("Nothing in stock expires soon."),
        "columns",
        "money",
        places,
        series,
        tuple(
            Mark(
                place.key,
                each.key,
                sums[place.key, each.key][0],
                sums[place.key, each.key][1],
                "cost",
                Shown(shown.register, (exactly("in_currency", currency), *_expiry(*ends), of_series[each.key])),
                note={"expired": phrase("expired"), "now": phrase("act now")}.get(place.key),
                tone="danger" if place.key in ("expired", "now") else "plain",
            )
            for place, ends in zip(places, spans, strict=True)
            for each in series
            if (place.key, each.key) in sums
        ),
        shown,
        currency,
    )


def _expiry_places(today: date) -> tuple[tuple[Bucket, ...], list[tuple[date | None, date]]]:
    """Expired; the next 30 days; what is left of the month after them, and the following months; each from, and before."""
    begin = today + ACT_NOW + timedelta(days=1)
    ends = [today, begin]
    places = [Bucket("expired", "words", words=phrase("Expired")), Bucket("now", "words", words=phrase("30 days"))]
    for _ in range(NEXT_MONTHS):
        places.append(Bucket(ends[-1].isoformat(), "month", ends[-1]))
        ends.append(following(ends[-1], "month"))
    return tuple(places), list(zip([None, *ends], ends, strict=False))


def _expiry(first: date | None, end: date) -> tuple[Condition, ...]:
    before = (Condition("expiry", Operator.BEFORE, (end.isoformat(),)),)
    return before if first is None else (Condition("expiry", Operator.AT_LEAST, (first.isoformat(),)), *before)


def _kinds(rows: list[tuple[int | None, str | None, Decimal]]) -> tuple[tuple[Series, ...], dict[str, Condition]]:
    """The kinds of equipment that cost most, each a series with its condition, and one for all others."""
    costs: dict[tuple[int, str], Decimal] = {}
    for kind, name, cost in rows:
        if kind is not None:
            costs[kind, name or ""] = costs.get((kind, name or ""), Decimal(0)) + cost
    named = sorted(costs, key=lambda each: (-costs[each], each[1]))
    own = named[:KINDS]
    series = [Series(str(kind), phrase("{name}", name=name)) for kind, name in own]
    conditions = {str(kind): exactly("equipment", kind) for kind, _ in own}
    if len(named) > KINDS or any(kind is None for kind, _, _ in rows):
        series.append(Series("others", phrase("Other")))
        conditions["others"] = (
            Condition("equipment", Operator.IS_NOT, tuple(conditions))
            if conditions
            else Condition("equipment", Operator.UNKNOWN)
        )
    return tuple(series), conditions
