"""The history of a counterparty by pages, newest first: calls, letters, notes, meetings, its deals, what was done.

Each page takes from every source what is older than the mark where the page before ended, so that a deep page of a long
history costs what the first one costs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Literal

from sqlalchemy import ColumnElement, false, func, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import NotFound
from app.language import Phrase, phrase, restored
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal, StageEntry
from app.models.interactions import Attachment, Call, Interaction
from app.models.process import RULES
from app.models.tasks import Task
from app.models.terms import InteractionKind, Stage
from app.operations.history import came_back, gist, talked, told

PAGE = 50
LONGEST_TEXT = 4000
"""Characters of a letter that a page of history carries; the letter itself is never cut."""

View = Literal["all", "calls", "mail", "notes", "deals"]
KINDS: dict[View, tuple[InteractionKind, ...]] = {
    "all": tuple(InteractionKind),
    "calls": (InteractionKind.CALL,),
    "mail": (InteractionKind.MESSAGE,),
    "notes": (InteractionKind.NOTE, InteractionKind.MEETING),
    "deals": (),
}
INTERACTION, STEP, TASK, RECORDED = 3, 2, 1, 0
"""Sources by rank: of two events of one moment the higher one comes first."""


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
    """One entry. kind: call, message, note, meeting, stage, task or recorded. text: its words below the line, "" if none.

    incoming: they began. missed: a call that nobody answered. who: of us. deal: number, "" if it belongs to none.
    automatic: a machine wrote it; reason: why we think so, in marked words. came_back: ours, refused for good.
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


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page; after: the mark to ask the next one with, None at the end."""

    entries: tuple[HistoryEntry, ...]
    after: HistoryMark | None


def page(
    session: Session, counterparty_id: int, view: View = "all", after: HistoryMark | None = None, limit: int = PAGE
) -> HistoryPage:
    """The entries of *view* that are older than *after*. Raises NotFound."""
    sources = (
        _interactions(session, counterparty_id, view, after, limit),
        _steps(session, counterparty_id, view, after, limit),
        _tasks(session, counterparty_id, view, after, limit),
        _recorded(session, counterparty_id, view, after),
    )
    newest_first = merge(*sources, key=lambda entry: (entry.mark.at, entry.mark.rank, entry.mark.id), reverse=True)
    entries = tuple(islice(newest_first, limit + 1))
    shown = _with_files(session, entries[:limit])
    return HistoryPage(shown, shown[-1].mark if len(entries) > limit else None)


def _older(
    at: InstrumentedAttribute[Any], key: InstrumentedAttribute[int], rank: int, after: HistoryMark | None
) -> ColumnElement[bool]:
    """Whether a row of the source *rank* comes after the mark, in the order of the history."""
    if after is None:
        return true()
    if rank == after.rank:
        return tuple_(at, key) < tuple_(after.at, after.id)
    return at <= after.at if rank < after.rank else at < after.at


def _interactions(
    session: Session, counterparty_id: int, view: View, after: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    if not KINDS[view]:
        return
    rows = session.execute(
        select(
            Interaction.id,
            Interaction.at,
            Interaction.kind,
            Interaction.direction,
            Interaction.automatic,
            Interaction.automatic_reason,
            Interaction.subject,
            func.substr(Interaction.text, 1, LONGEST_TEXT).label("text"),
            Interaction.deal_id,
            Deal.number,
            Employee.name.label("who"),
            Call.outcome,
            Call.answered_at,
            Call.ended_at,
            came_back(),
        )
        .outerjoin(Employee, Employee.id == Interaction.employee_id)
        .outerjoin(Deal, Deal.id == Interaction.deal_id)
        .outerjoin(Call, Call.interaction_id == Interaction.id)
        .where(
            Interaction.counterparty_id == counterparty_id,
            Interaction.kind.in_(KINDS[view]) if view != "all" else true(),
            _older(Interaction.at, Interaction.id, INTERACTION, after),
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(limit + 1)
    )
    for row in rows:
        words = gist(row.subject, row.text)
        yield HistoryEntry(
            mark=HistoryMark(row.at, INTERACTION, row.id),
            kind=row.kind.value,
            line=told(
                row.kind,
                row.direction,
                row.automatic,
                row.outcome,
                words,
                came_back=row.came_back,
                talked=talked(row.answered_at, row.ended_at),
            ),
            text="" if " ".join(row.text.split()) == words else row.text.strip(),
            who=row.who or "",
            incoming=row.direction.value == "in",
            missed=row.outcome is not None and row.outcome.value not in ("answered", "going") and row.answered_at is None,
            deal_id=row.deal_id,
            deal=row.number or "",
            interaction_id=row.id,
            files=(),
            automatic=row.automatic,
            reason=row.automatic_reason,
            came_back=row.came_back,
        )


def _steps(
    session: Session, counterparty_id: int, view: View, after: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    """Where its deals went."""
    if view not in ("all", "deals"):
        return
    rows = session.execute(
        select(StageEntry.id, StageEntry.entered_at, StageEntry.stage, Deal.id.label("deal_id"), Deal.number, Deal.title)
        .add_columns(Employee.name.label("who"))
        .join(Deal, Deal.id == StageEntry.deal_id)
        .outerjoin(Employee, Employee.id == StageEntry.employee_id)
        .where(Deal.counterparty_id == counterparty_id, _older(StageEntry.entered_at, StageEntry.id, STEP, after))
        .order_by(StageEntry.entered_at.desc(), StageEntry.id.desc())
        .limit(limit + 1)
    )
    for row in rows:
        if row.stage is Stage.SELECTION:
            line = phrase("Deal {number} opened: {title}", number=row.number, title=row.title)
        else:
            line = phrase("Deal {number} went to {stage}", number=row.number, stage=Phrase(RULES[row.stage].word))
        mark = HistoryMark(row.entered_at, STEP, row.id)
        yield _own(mark, "stage", line, who=row.who or "", deal_id=row.deal_id, deal=row.number)


def _tasks(
    session: Session, counterparty_id: int, view: View, after: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    """What was done for it."""
    if view not in ("all", "deals"):
        return
    rows = session.execute(
        select(Task.id, Task.done_at, Task.title, Task.params, Task.result, Task.deal_id, Deal.number)
        .add_columns(Employee.name.label("who"))
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Employee, Employee.id == Task.done_by_id)
        .where(
            Task.counterparty_id == counterparty_id,
            Task.done_at.is_not(None),
            Task.deal_id.is_not(None) if view == "deals" else true(),
            _older(Task.done_at, Task.id, TASK, after),
        )
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(limit + 1)
    )
    for row in rows:
        line = phrase("Done: {task}", task=restored(row.title, row.params or {}))
        mark = HistoryMark(row.done_at, TASK, row.id)
        yield _own(mark, "task", line, row.result, row.who or "", row.deal_id, row.number or "")


def _recorded(session: Session, counterparty_id: int, view: View, after: HistoryMark | None) -> Sequence[HistoryEntry]:
    """Where it all began."""
    created = session.scalar(select(Counterparty.created_at).where(Counterparty.id == counterparty_id))
    if created is None:
        raise NotFound("This counterparty does not exist (any more).")
    mark = HistoryMark(created, RECORDED, 0)
    if view != "all" or (after is not None and (mark.at, mark.rank) >= (after.at, after.rank)):
        return ()
    return (_own(mark, "recorded", phrase("Recorded in Kontor")),)


def _own(
    mark: HistoryMark,
    kind: str,
    line: Phrase,
    text: str = "",
    who: str = "",
    deal_id: int | None = None,
    deal: str = "",
) -> HistoryEntry:
    return HistoryEntry(mark, kind, line, text, who, False, False, deal_id, deal, None, ())


def _with_files(session: Session, entries: Sequence[HistoryEntry]) -> tuple[HistoryEntry, ...]:
    ids = [entry.interaction_id for entry in entries if entry.interaction_id is not None]
    rows = session.execute(
        select(Attachment.interaction_id, Attachment.id, Attachment.name, Attachment.mime, Attachment.size)
        .where(Attachment.interaction_id.in_(ids) if ids else false(), Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ).all()
    found: dict[int | None, list[HistoryFile]] = {}
    for row in rows:
        found.setdefault(row.interaction_id, []).append(HistoryFile(row.id, row.name, row.mime, row.size))
    return tuple(
        replace(entry, files=tuple(found[entry.interaction_id])) if entry.interaction_id in found else entry
        for entry in entries
    )
