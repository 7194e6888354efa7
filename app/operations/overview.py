"""The head's overview: charts by name, the five figures at the top, and a chart's figures as a table [M15, M16, M17].

Each chart is one question to the database, so that a page fills as the answers come.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.events import Document
from app.language import Phrase, marked, phrase
from app.models.deals import Deal
from app.models.session import now
from app.models.tasks import Task
from app.operations import satisfaction
from app.operations.company_day import company_date, company_zone
from app.operations.overview_calls import missed_by_day, time_to_call_back
from app.operations.overview_deals import forecast, funnel, lost, stages
from app.operations.overview_inquiries import by_day, first_response
from app.operations.overview_scope import (
    DepartmentChoice,
    among,
    company_currency,
    departments,
    exactly,
    narrowed,
    of_department,
)
from app.operations.overview_spec import ChartName, Figure, HeadFigure, Mark, Question
from app.operations.overview_work import expiring, tasks
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_overview import DEAL_ROWS, INQUIRY_ROWS, OPEN_STAGES, TASK_ROWS
from app.reports.tables import Column, Format, Kind, table_document

__all__ = ["CHARTS", "ChartName", "DepartmentChoice", "Figure", "HeadFigure", "Mark", "Question", "chart", "departments"]

CHARTS: Mapping[ChartName, Callable[[Session, Question], Figure]] = {
    "funnel": funnel,
    "inquiries": by_day,
    "response": first_response,
    "tasks": tasks,
    "missed": missed_by_day,
    "call_back": time_to_call_back,
    "forecast": forecast,
    "stages": stages,
    "lost": lost,
    "expiring": expiring,
    "satisfaction": satisfaction.chart,
    "questions": satisfaction.chart_of_questions,
}
"""The charts in the order of the page."""


def chart(session: Session, name: ChartName, question: Question) -> Figure:
    """One chart of the page. Raises NotAllowed for whoever is no head, UserError for a period that is none."""
    return CHARTS[name](session, question)


def head_figures(session: Session, question: Question) -> tuple[HeadFigure, ...]:
    """Five figures that lead to work, as they are now: the period does not narrow them. Raises NotAllowed."""
    scope = of_department(session, question)
    return (
        _this_week(session, scope),
        _unanswered(session, scope),
        _without_step(session, scope),
        _open_value(session, scope),
        _overdue(session, scope),
    )


def _count(query: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(query.subquery())


def _number(session: Session, shown: Shown) -> int:
    spec = {each.name: each for each in (INQUIRY_ROWS, DEAL_ROWS, TASK_ROWS)}[shown.register]
    return session.scalar(_count(narrowed(session, spec, shown).add_columns(spec.key.label("id")))) or 0


def _this_week(session: Session, scope: tuple[Condition, ...]) -> HeadFigure:
    """This week's inquiries, beside how many there were a week ago until the same hour."""
    monday = company_date(session)
    monday -= timedelta(days=monday.weekday())
    shown = Shown(INQUIRY_ROWS.name, (Condition("received", Operator.AT_LEAST, (monday.isoformat(),)), *scope))
    before = Shown(
        INQUIRY_ROWS.name,
        (Condition("received", Operator.AT_LEAST, ((monday - timedelta(days=7)).isoformat(),)), *scope),
    )
    at = INQUIRY_ROWS.column("received_at").expression
    until = narrowed(session, INQUIRY_ROWS, before).where(at <= now(session) - timedelta(days=7)).add_columns(at.label("at"))
    number, earlier = _number(session, shown), session.scalar(_count(until)) or 0
    if number == earlier:
        beside, icon = phrase("as many as last week"), "minus"
    elif number > earlier:
        beside, icon = phrase("{count} more than last week", count=number - earlier), "trend-up"
    else:
        beside, icon = phrase("{count} fewer than last week", count=earlier - number), "trend-down"
    return HeadFigure("inquiries", phrase("Inquiries this week"), number, "count", beside, icon, "plain", "count", shown)


def _unanswered(session: Session, scope: tuple[Condition, ...]) -> HeadFigure:
    shown = Shown(INQUIRY_ROWS.name, (exactly("unanswered", "yes"), *scope))
    number = _number(session, shown)
    return HeadFigure(
        "unanswered",
        phrase("Unanswered over the promise"),
        number,
        "count",
        phrase("open them") if number else phrase("all taken up"),
        "warning-circle" if number else "check-circle",
        "danger" if number else "success",
        "count",
        shown,
    )


def _without_step(session: Session, scope: tuple[Condition, ...]) -> HeadFigure:
    shown = Shown(DEAL_ROWS.name, (exactly("without_step", "yes"), *scope))
    number = _number(session, shown)
    return HeadFigure(
        "without_step",
        phrase("Deals without next step"),
        number,
        "count",
        phrase("plan one") if number else phrase("every deal has one"),
        "calendar-x" if number else "check-circle",
        "danger" if number else "success",
        "count",
        shown,
    )


def _open_value(session: Session, scope: tuple[Condition, ...]) -> HeadFigure:
    currency = company_currency(session)
    conditions = (among("stage", [stage.value for stage in OPEN_STAGES]), exactly("in_currency", currency))
    shown = Shown(DEAL_ROWS.name, (*conditions, *scope))
    sums = narrowed(session, DEAL_ROWS, shown).add_columns(func.sum(Deal.net, type_=Deal.net.type), func.count())
    total, number = session.execute(sums).one()
    return HeadFigure(
        "open_value",
        phrase("Open value"),
        total or Decimal(0),
        "money",
        phrase("in {count} deals", count=number) if number != 1 else phrase("in one deal"),
        "columns",
        "plain",
        "money",
        shown,
        currency,
    )


def _overdue(session: Session, scope: tuple[Condition, ...]) -> HeadFigure:
    shown = Shown(TASK_ROWS.name, (exactly("timing", "overdue"), *scope))
    found = narrowed(session, TASK_ROWS, shown).add_columns(Task.employee_id.label("who")).subquery()
    number, sellers = session.execute(select(func.count(), func.count(found.c.who.distinct())).select_from(found)).one()
    if not number:
        beside = phrase("nothing is late")
    elif sellers == 1:
        beside = phrase("with one person")
    else:
        beside = phrase("with {count} people", count=sellers)
    return HeadFigure(
        "overdue",
        phrase("Overdue tasks"),
        number,
        "count",
        beside,
        "clock" if number else "check-circle",
        "warning" if number else "success",
        "count",
        shown,
    )


# ---------------------------------------------------------------- a chart as a table

GRAIN_TITLES = {"day": marked("Day"), "week": marked("Week from"), "month": marked("Month from"), "words": marked("What")}
UNIT_TITLES = {
    "count": marked("Number"),
    "money": marked("Value, {currency}"),
    "minutes": marked("Minutes"),
    "score": marked("Mean mark"),
}

KINDS: Mapping[str, Kind] = {"money": "money", "score": "quantity"}


def figure_table(figure: Figure) -> tuple[tuple[Column, ...], list[tuple[object, ...]]]:
    """The figures of a chart as columns and rows: the place on the axis, then one column a series, then what is beside."""
    grain = figure.buckets[-1].grain if figure.buckets else "words"
    dated = bool(figure.buckets) and all(each.day is not None for each in figure.buckets)
    kind: Kind = KINDS.get(figure.unit, "integer")
    unit = phrase(UNIT_TITLES[figure.unit], currency=figure.currency)
    columns = [Column("place", phrase(GRAIN_TITLES[grain if dated else "words"]), "date" if dated else "text")]
    columns.extend(Column(f"series_{each.key}", each.words or unit, kind) for each in figure.series)
    marks = {(mark.bucket, mark.series): mark for mark in figure.marks}
    beside = _beside(figure)
    columns.extend(beside.values())
    rows: list[tuple[object, ...]] = []
    for bucket in figure.buckets:
        of_bucket = [marks.get((bucket.key, each.key)) for each in figure.series]
        first = next((mark for mark in of_bucket if mark is not None), None)
        rows.append(
            (
                bucket.day if dated else bucket.words or bucket.day,
                *(mark.value if mark else None for mark in of_bucket),
                *(getattr(first, key) if first else None for key in beside),
            )
        )
    return tuple(columns), rows


def _beside(figure: Figure) -> dict[str, Column]:
    """The second figures of a chart with one series, where it has any."""
    found: dict[str, Column] = {}
    if len(figure.series) > 1:
        return found
    if any(mark.rows != mark.value for mark in figure.marks):
        found["rows"] = Column("rows", phrase("Rows"), "integer")
    if any(mark.amount is not None for mark in figure.marks):
        found["amount"] = Column("amount", phrase("Net value, {currency}", currency=figure.currency), "money")
    if any(mark.share is not None for mark in figure.marks):
        found["share"] = Column("share", phrase("% of the step before"), "percent")
    if figure.unit == "score":
        found["note"] = Column("note", phrase("How sure"), "text")
    return found


def figure_document(session: Session, figure: Figure, file_format: Format, language: str) -> Document:
    """The figures of a chart as a file, named after the chart and the day."""
    columns, rows = figure_table(figure)
    name = document_name(figure.title, company_date(session), language)
    return table_document(name, columns, rows, file_format, language, zone=company_zone(session))


def document_name(title: Phrase, day: date, language: str) -> str:
    """What a file about a chart is called, without its ending."""
    return f"{title.said(language)} {day.isoformat()}"
