"""What the search for everything gives, and what its parts are asked with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, String, bindparam, literal_column, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from app.operations.numbering import Series
from app.operations.search_words import Wanted

EXACT, NAMED, INSIDE = range(3)
"""How well a record fits: its whole number, its own name, or something that belongs to it."""
Rows = Select[*tuple[Any, ...]]
Text = ColumnElement[Any] | InstrumentedAttribute[Any]
LIMIT: BindParameter[int] = bindparam("limit", type_=Integer)
EMPTY: ColumnElement[str] = literal_column("''", String)
NO_ID: ColumnElement[int] = literal_column("0")


@dataclass(frozen=True, slots=True)
class Found:
    """One record. kind: what it is called ("customer", "lead", "contact", "deal", "order" …), for its icon and word.

    opens, id: the record that a room shows for it, by the names that rooms give their kinds: for a person ("contact")
    the id of the counterparty. otherwise: where it leads whose desk has no room for that, ("", 0) if nowhere.
    """

    kind: str
    id: int
    title: str
    subtitle: str
    opens: str
    otherwise: tuple[str, int] = ("", 0)

    @property
    def sameness(self) -> tuple[str, int, str]:
        """What two finds of the same thing have in common."""
        return self.opens, self.id, self.title


@dataclass(frozen=True, slots=True)
class Look:
    """One search. numbers: whole numbers of documents that the text may mean; limit: answers of each kind."""

    words: Wanted
    numbers: tuple[str, ...]
    limit: int

    def numbers_of(self, series: Series) -> tuple[str, ...]:
        """Those of *series*."""
        return tuple(number for number in self.numbers if number.startswith(f"{series.value}-"))

    def named_numbers(self, series: Series) -> dict[str, str]:
        """The same by the names of the gaps that they go into."""
        return {f"number_{series.value}_{place}": number for place, number in enumerate(self.numbers_of(series))}

    def number_gaps(self, series: Series) -> list[BindParameter[str]]:
        """These gaps."""
        return [bindparam(name, number, String) for name, number in self.named_numbers(series).items()]

    @property
    def series(self) -> tuple[Series, ...]:
        """The series that the numbers are of."""
        return tuple(series for series in Series if self.numbers_of(series))


Hits = Iterator[tuple[int, Found]]
"""Each find with how well it fits."""


def part(
    source: str,
    key: Text,
    title: Text,
    detail: Text = EMPTY,
    *,
    word: Text = EMPTY,
    number: Text = EMPTY,
    other: Text = NO_ID,
) -> Rows:
    """A part of the one question, in the columns that all parts share.

    source: which part; word: the kind of counterparty or contact point; other: id of the deal that it belongs to.
    """
    return select(
        literal_column(f"'{source}'", String).label("source"),
        key.label("id"),
        type_coerce(word, String).label("word"),
        title.label("title"),
        detail.label("detail"),
        number.label("number"),
        other.label("other"),
    )
