"""What a chart of the head is: figures with the rows behind them. Data only; windows paint it, files carry it [M16].

Every figure is a sum over the rows of a register. A mark names those rows (``shown``), so that the same filter opens
them, counts them and writes them to a file: the sum of a chart is the sum of its export.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app.language import Phrase
from app.operations.register_spec import Shown

Form = Literal["across", "columns", "lines"]
"""Bars from the left, columns from below (both stacked where there are several series), lines through points."""
Unit = Literal["count", "money", "minutes", "score"]
Measure = Literal["count", "money", "cost", "weighted", "median", "slowest_tenth", "score"]
"""How a mark's value comes from its rows: how many there are; the sum of ``net``, of ``cost``; the sum of ``net`` times
``probability``; the middle of ``response_minutes``, and the value that nine tenths of them do not exceed; the mean
of the marks of each call, one call counting as much as another."""
Grain = Literal["day", "week", "month", "words"]
Tone = Literal["plain", "danger"]
ChartName = Literal[
    "funnel",
    "inquiries",
    "response",
    "missed",
    "call_back",
    "tasks",
    "forecast",
    "lost",
    "expiring",
    "stages",
    "satisfaction",
    "questions",
]


@dataclass(frozen=True, slots=True)
class Question:
    """What the head asks for: the last *days*, or *first* to *last* (both included); a department, or None for all seen."""

    days: int = 90
    first: date | None = None
    last: date | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place on the axis: a day, the Monday of a week, the first of a month; or words."""

    key: str
    grain: Grain
    day: date | None = None
    words: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """What is told apart by colour; without words where there is nothing to tell apart."""

    key: str
    words: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, part of a bar or point, and the rows behind it.

    rows: how many. amount: their net value where money is a second figure. share: per cent of the step before.
    note: what it needs, in words ("weakest step"), said in *tone*.
    """

    bucket: str
    series: str
    value: Decimal | int
    rows: int
    measure: Measure
    shown: Shown
    amount: Decimal | None = None
    share: Decimal | None = None
    note: Phrase | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole chart. currency: of money (ISO 4217). promise: minutes that were promised. about: what it is measured in.

    remark: one more thing to know, under the chart. Marks stand in the order of the axis, then of the series.
    """

    name: ChartName
    title: Phrase
    about: Phrase
    empty: Phrase
    form: Form
    unit: Unit
    buckets: tuple[Bucket, ...]
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]
    shown: Shown
    currency: str = ""
    promise: int | None = None
    remark: Phrase | None = None


@dataclass(frozen=True, slots=True)
class HeadFigure:
    """One of the five figures at the top: value, what it says beside it, and the rows that it leads to."""

    key: str
    title: Phrase
    value: Decimal | int
    unit: Unit
    beside: Phrase
    icon: str
    tone: Literal["plain", "success", "warning", "danger"]
    measure: Measure
    shown: Shown
    currency: str = ""
