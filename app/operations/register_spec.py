"""What a register consists of: a list that windows show, with its columns, filters, orders and ready-made views.

A register is data. The same description pages the rows, counts them, sums them and writes them to a file, so that a
window, a chart's mark and an export can never disagree about what belongs to a list.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

Kind = Literal["text", "phone", "integer", "quantity", "money", "percent", "date", "time", "yes_no", "choice"]
FilterKind = Literal["choice", "date", "text", "number", "yes_no"]
Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
Values = tuple[str, ...]


class Operator(StrEnum):
    """How a condition compares."""

    IS = "IS"
    IS_NOT = "IS_NOT"
    ONE_OF = "ONE_OF"
    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"
    BEFORE = "BEFORE"
    CONTAINS = "CONTAINS"
    KNOWN = "KNOWN"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a view: a filter's key, how it compares, and with what.

    values are texts, so that a view can be kept: a number or an id in digits, a date as ISO 8601 or as days from today
    ("today", "+30d", "-7d"), a choice by its value, yes_no as "yes" or "no".
    """

    field: str
    operator: Operator
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register.

    title: marked for translation. width: px at first. sort: an expression that is never NULL, by which the list may be
    sorted; it should have an index if the list can be long. words: for the kind "choice", value → marked words.
    params: for a text that is a phrase, the key of the column with its gaps: it is said in the reader's language.
    hidden: fetched for cards and painting, not shown. exported: written to files (what is hidden is not, unless asked).
    aside: a column of the window that begins put away; the person brings it in by the menu of the head. moving: the
    expression at a moment, for what changes while nobody touches the row; then *expression* is what it is made of.
    """

    key: str
    title: str
    kind: Kind
    expression: Expression
    width: int = 140
    sort: Expression | None = None
    words: Mapping[Any, str] | None = None
    params: str = ""
    hidden: bool = False
    exported: bool | None = None
    aside: bool = False
    moving: Callable[[datetime], Expression] | None = None

    def at(self, moment: datetime) -> Expression:
        """What the column shows at *moment*."""
        return self.expression if self.moving is None else self.moving(moment)

    @property
    def in_files(self) -> bool:
        """Whether an export has this column."""
        return not self.hidden if self.exported is None else self.exported


Where = Callable[[Session, Operator, Values], ColumnElement[bool]]
Choices = Callable[[Session], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list may be narrowed by.

    For the kind "choice": words, value → marked words, or choices, an operation that gives (value, name).
    """

    key: str
    title: str
    kind: FilterKind
    where: Where
    choices: Choices | None = None
    words: Mapping[Any, str] | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready view of a list: "Overdue", "Ready". counted: whether the window says how many rows it has."""

    key: str
    title: str
    conditions: tuple[Condition, ...] = ()
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Register:
    """A list that windows show.

    source: the FROM, the joins and what the person at work may see, as a SELECT without columns. key: the unique number
    of a row. search: what "/" looks for. order: the key of a column that can be sorted by. topics: of the news.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    source: Callable[[Session], Select[Any]]
    key: Expression
    order: str
    descending: bool = False
    filters: tuple[Filter, ...] = ()
    presets: tuple[Preset, ...] = ()
    search: Callable[[Session, str], ColumnElement[bool]] | None = None
    topics: frozenset[str] = frozenset()

    def column(self, key: str) -> Column:
        """The column called *key*. Raises KeyError."""
        return next((each for each in self.columns if each.key == key), None) or _missing(key)

    def filter(self, key: str) -> Filter:
        """The filter called *key*. Raises KeyError."""
        return next((each for each in self.filters if each.key == key), None) or _missing(key)


def _missing(key: str) -> Any:
    raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person looks at: a register, narrowed by conditions (all of them hold) and a text, in an order.

    order "": the register's own.
    """

    register: str
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    order: str = ""
    descending: bool = False

    def as_json(self) -> dict[str, Any]:
        """As data to keep."""
        return {
            "register": self.register,
            "conditions": [[each.field, each.operator.value, *each.values] for each in self.conditions],
            "text": self.text,
            "order": self.order,
            "descending": self.descending,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Shown":
        """From kept data. Raises KeyError, TypeError or ValueError for what is none."""
        conditions = tuple(Condition(str(f), Operator(o), tuple(map(str, v))) for f, o, *v in kept["conditions"])
        return cls(str(kept["register"]), conditions, str(kept["text"]), str(kept["order"]), bool(kept["descending"]))
