"""What a list for ``export`` consists of: its columns, and the questions that fetch it page by page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

Kind = Literal["text", "phone", "integer", "quantity", "money", "percent", "date", "time", "yes_no"]
Record = Mapping[str, object]
Key = ColumnElement[int] | InstrumentedAttribute[int] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: the name of the code, a title for people, the kind of its values."""

    key: str
    title: str
    kind: Kind = "text"


Question = Select[*tuple[Any, ...]]
Answer = Row[*tuple[Any, ...]]
Shape = Callable[[Session, Sequence[Answer]], Iterable[Record]]


def as_mapped(_session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
    """The rows by the labels of their columns."""
    return (dict(row._mapping) for row in rows)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a list. key: a unique number, by which its pages follow each other; *query* labels it "key".

    shape: what makes records of a page of rows, with further questions for the whole page if need be.
    """

    query: Question
    key: Key
    shape: Shape = as_mapped


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list that can be exported. Its parts come one after the other."""

    name: str
    title: str
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some records; after: where the next page begins, None at the end."""

    records: tuple[Record, ...]
    after: tuple[int, int] | None
