"""The history of a counterparty by pages, newest first: calls, letters, notes, tasks, deals, documents, changes [M75-M77].

Each page takes from every source what is older than the mark where the page before ended, so that a deep page of a long
history costs what the first one costs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import Phrase, phrase, restored
from app.models.company import Employee
from app.models.counterparties import Contact, Counterparty
from app.models.deals import Deal, StageEntry
from app.models.interactions import Attachment, Call, Interaction
from app.models.process import RULES
from app.models.tasks import Task
from app.models.terms import InteractionKind, Stage
from app.operations.counterparty_changes import changes, merges
from app.operations.counterparty_history_rows import (
    EVERYTHING,
    INTERACTION,
    PAGE,
    RECORDED,
    STEP,
    TASK,
    HistoryEntry,
    HistoryFile,
    HistoryFilter,
    HistoryMark,
    HistoryPage,
    has_words,
    older,
    own,
    walked,
)
from app.operations.counterparty_inquiries import inquiry_steps
from app.operations.counterparty_papers import papers
from app.operations.history import came_back, gist, talked, told
from app.operations.long_texts import has_words_of

__all__ = [
    "EVERYTHING",
    "HistoryEntry",
    "HistoryFile",
    "HistoryFilter",
    "HistoryMark",
    "HistoryPage",
    "HistoryPeople",
    "page",
    "people",
]

LONGEST_TEXT = 4000
"""Characters of a letter that a page of history carries; the letter itself is never cut."""
MOST_PEOPLE = 100
INTERACTION_KINDS: dict[str, tuple[InteractionKind, ...]] = {
    "calls": (InteractionKind.CALL,),
    "mail": (InteractionKind.MESSAGE,),
    "notes": (InteractionKind.NOTE, InteractionKind.MEETING),
}


@dataclass(frozen=True, slots=True)
class HistoryPeople:
    """By whom a history can be narrowed: (id, name) of our people who answered for it, and of its own people."""

    ours: tuple[tuple[int, str], ...]
    theirs: tuple[tuple[int, str], ...]


def page(
    session: Session,
    counterparty_id: int,
    shown: HistoryFilter = EVERYTHING,
    after: HistoryMark | None = None,
    limit: int = PAGE,
) -> HistoryPage:
    """The entries of *shown* that are older than *after*. Raises NotFound."""
    sources = (
        _interactions(session, counterparty_id, shown, after, limit),
        _steps(session, counterparty_id, shown, after, limit),
        _tasks(session, counterparty_id, shown, after, limit),
        *papers(session, counterparty_id, shown, after, limit),
        *inquiry_steps(session, counterparty_id, shown, after),
        *merges(session, counterparty_id, shown, after),
        changes(session, counterparty_id, shown, after),
        _recorded(session, counterparty_id, shown, after),
    )
    newest_first = merge(*sources, key=lambda entry: (entry.mark.at, entry.mark.rank, entry.mark.id), reverse=True)
    entries = tuple(islice(newest_first, limit + 1))
    whole = _with_files(session, entries[:limit])
    return HistoryPage(whole, whole[-1].mark if len(entries) > limit else None)


def people(session: Session, counterparty_id: int) -> HistoryPeople:
    """Who stands in the history: those of us who called, wrote or noted something, and the counterparty's own people."""
    mine = select(Interaction.employee_id).where(Interaction.counterparty_id == counterparty_id).distinct()
    ours = select(Employee.id, Employee.name).where(Employee.id.in_(mine)).order_by(Employee.name).limit(MOST_PEOPLE)
    theirs = (
        select(Contact.id, Contact.name)
        .where(Contact.counterparty_id == counterparty_id)
        .order_by(Contact.active.desc(), Contact.name)
        .limit(MOST_PEOPLE)
    )
    return HistoryPeople(
        tuple((row.id, row.name) for row in session.execute(ours)),
        tuple((row.id, row.name) for row in session.execute(theirs)),
    )


def _wanted_interactions(shown: HistoryFilter) -> ColumnElement[bool]:
    """The condition of *shown* on an interaction; false where no interaction is wanted."""
    conditions: list[ColumnElement[bool]] = [true()]
    if shown.kinds:
        kinds = [kind for name, found in INTERACTION_KINDS.items() if name in shown.kinds for kind in found]
        conditions.append(Interaction.kind.in_(kinds) if kinds else false())
    if shown.employee_id is not None:
        conditions.append(Interaction.employee_id == shown.employee_id)
    if shown.contact_id is not None:
        conditions.append(Interaction.contact_id == shown.contact_id)
    if shown.words:
        conditions.append(has_words_of(shown.text, Interaction.subject, Interaction.text))
    return and_(*conditions)


def _interactions(
    session: Session, counterparty_id: int, shown: HistoryFilter, after: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    if not shown.wants(*INTERACTION_KINDS):
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
            _wanted_interactions(shown),
            older(Interaction.at, Interaction.id, INTERACTION, after),
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
    session: Session, counterparty_id: int, shown: HistoryFilter, begin: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    """Where its deals went."""
    if not shown.wants("deals") or shown.contact_id is not None:
        return iter(())

    def fetch(after: HistoryMark | None) -> Sequence[HistoryEntry]:
        rows = session.execute(
            select(StageEntry.id, StageEntry.entered_at, StageEntry.stage, Deal.id.label("deal_id"), Deal.number, Deal.title)
            .add_columns(Employee.name.label("who"))
            .join(Deal, Deal.id == StageEntry.deal_id)
            .outerjoin(Employee, Employee.id == StageEntry.employee_id)
            .where(
                Deal.counterparty_id == counterparty_id,
                StageEntry.employee_id == shown.employee_id if shown.employee_id is not None else true(),
                older(StageEntry.entered_at, StageEntry.id, STEP, after),
            )
            .order_by(StageEntry.entered_at.desc(), StageEntry.id.desc())
            .limit(limit + 1)
        )
        return [
            own(
                HistoryMark(row.entered_at, STEP, row.id),
                "stage",
                phrase("Deal {number} opened: {title}", number=row.number, title=row.title)
                if row.stage is Stage.SELECTION
                else phrase("Deal {number} went to {stage}", number=row.number, stage=Phrase(RULES[row.stage].word)),
                who=row.who or "",
                deal_id=row.deal_id,
                deal=row.number,
            )
            for row in rows
        ]

    return walked(fetch, begin, shown, limit + 1)


def _tasks(
    session: Session, counterparty_id: int, shown: HistoryFilter, begin: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    """What was done for it; the tasks of its deals also where only deals are wanted."""
    if not shown.wants("deals", "tasks") or shown.contact_id is not None:
        return iter(())

    def fetch(after: HistoryMark | None) -> Sequence[HistoryEntry]:
        rows = session.execute(
            select(Task.id, Task.done_at, Task.title, Task.params, Task.result, Task.deal_id, Deal.number)
            .add_columns(Employee.name.label("who"))
            .outerjoin(Deal, Deal.id == Task.deal_id)
            .outerjoin(Employee, Employee.id == Task.done_by_id)
            .where(
                Task.counterparty_id == counterparty_id,
                Task.done_at.is_not(None),
                Task.done_by_id == shown.employee_id if shown.employee_id is not None else true(),
                true() if shown.wants("tasks") else Task.deal_id.is_not(None),
                older(Task.done_at, Task.id, TASK, after),
            )
            .order_by(Task.done_at.desc(), Task.id.desc())
            .limit(limit + 1)
        )
        return [
            own(
                HistoryMark(row.done_at, TASK, row.id),
                "task",
                phrase("Done: {task}", task=restored(row.title, row.params or {})),
                row.result,
                row.who or "",
                row.deal_id,
                row.number or "",
            )
            for row in rows
        ]

    return walked(fetch, begin, shown, limit + 1)


def _recorded(
    session: Session, counterparty_id: int, shown: HistoryFilter, after: HistoryMark | None
) -> Sequence[HistoryEntry]:
    """Where it all began. Raises NotFound."""
    created = session.scalar(select(Counterparty.created_at).where(Counterparty.id == counterparty_id))
    if created is None:
        raise NotFound("This counterparty does not exist (any more).")
    mark = HistoryMark(created, RECORDED, 0)
    by_somebody = shown.employee_id is not None or shown.contact_id is not None
    if by_somebody or not shown.wants("changes") or (after is not None and (mark.at, mark.rank) >= (after.at, after.rank)):
        return ()
    entry = own(mark, "recorded", phrase("Recorded in Kontor"))
    return (entry,) if has_words(entry, shown.words) else ()


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
