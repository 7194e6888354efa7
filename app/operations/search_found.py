"""What the search for everything gives, and what each kind of record is asked with."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.operations.numbering import Series
from app.operations.search_words import Wanted

EXACT, NAMED, INSIDE = range(3)
"""How well a record fits: its whole number, its own name, or something that belongs to it."""


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


Hits = Iterator[tuple[int, Found]]
"""Each find with how well it fits."""
