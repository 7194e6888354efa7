"""What the history of a counterparty consists of: entries by pages, and what of them somebody wants to see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.language import Phrase, marked
from app.models.searched import plain_text

PAGE = 50
(RECORDED, TASK, STEP, INTERACTION, FILE, RECEIVED, SORTED, ASSIGNED, CLOSED, JOINED, PARTED, CHANGE, PAPER) = range(13)
"""Sources by rank: of two events of one moment the higher one comes first. Each kind of paper has a rank from PAPER on."""

HISTORY_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "calls": marked("Calls"),
        "mail": marked("Mail"),
        "notes": marked("Notes"),
        "tasks": marked("Tasks"),
        "deals": marked("Deals"),
        "papers": marked("Documents"),
        "inquiries": marked("Inquiries"),
        "changes": marked("Changes"),
    }
)
"""What the history can be narrowed to, in the order of the keys 1 to 8."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What somebody wants to see. kinds: of ``HISTORY_KINDS``, all if empty; employee_id: of us; contact_id: of them.

    text: every word of it stands in the entry. With a person or a text, what nobody did or said is left out.
    """

    kinds: frozenset[str] = frozenset()
    employee_id: int | None = None
    contact_id: int | None = None
    text: str = ""

    def wants(self, *kinds: str) -> bool:
        """Whether entries of one of *kinds* are shown."""
        return not self.kinds or not self.kinds.isdisjoint(kinds)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the text as search compares them."""
        return tuple(plain_text(self.text).split())


EVERYTHING = HistoryFilter()


@dataclass(frozen=True, slots=True)
class HistoryMark:
    """Where a page ends: moment, source and id of its last entry."""

    at: datetime
    rank: int
    id: int


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A file of an entry; size in bytes."""

    id: int
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry. text: its words below the line, "" if none; details: further lines, each a phrase.

    kind: call, message, note, meeting, stage, task, paper, file, inquiry, change, merge, unmerge or recorded.
    incoming: they began. missed: a call that nobody answered. who: of us. deal: number, "" if it belongs to none.
    automatic: a machine wrote it; reason: why we think so, in marked words. came_back: ours, refused for good.
    inquiry_id, merge_id: what the entry tells of, if it does.
    """

    mark: HistoryMark
    kind: str
    line: Phrase
    text: str
    who: str
    incoming: bool
    missed: bool
    deal_id: int | None
    deal: str
    interaction_id: int | None
    files: tuple[HistoryFile, ...]
    automatic: bool = False
    reason: str = ""
    came_back: bool = False
    details: tuple[Phrase, ...] = ()
    inquiry_id: int | None = None
    merge_id: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page; after: the mark to ask the next one with, None at the end."""

    entries: tuple[HistoryEntry, ...]
    after: HistoryMark | None


def own(
    mark: HistoryMark,
    kind: str,
    line: Phrase,
    text: str = "",
    who: str = "",
    deal_id: int | None = None,
    deal: str = "",
) -> HistoryEntry:
    """An entry about something that we did."""
    return HistoryEntry(mark, kind, line, text, who, False, False, deal_id, deal, None, ())


def older(
    at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    key: InstrumentedAttribute[int],
    rank: int,
    after: HistoryMark | None,
) -> ColumnElement[bool]:
    """Whether a row of the source *rank* comes after the mark, in the order of the history."""
    if after is None:
        return true()
    if rank == after.rank:
        return tuple_(at, key) < tuple_(after.at, after.id)
    return at <= after.at if rank < after.rank else at < after.at


def has_words(entry: HistoryEntry, words: Sequence[str]) -> bool:
    """Whether every one of *words* stands in what the entry says, in the language of who reads."""
    if not words:
        return True
    files = (file.name for file in entry.files)
    said = (entry.line.said(), *(each.said() for each in entry.details), entry.text, entry.deal, entry.who, *files)
    whole = plain_text(" ".join(said))
    return all(word in whole for word in words)


def walked(
    fetch: Callable[[HistoryMark | None], Sequence[HistoryEntry]],
    after: HistoryMark | None,
    shown: HistoryFilter,
    limit: int,
) -> Iterator[HistoryEntry]:
    """The entries that *fetch* gives by *limit*, as far as they are asked for, and only those with the wanted words."""
    words = shown.words
    while True:
        found = fetch(after)
        yield from (entry for entry in found if has_words(entry, words))
        if len(found) < limit:
            return
        after = found[-1].mark
