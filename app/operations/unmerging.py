"""Two that were merged are parted again: each gets back what it had, and what came since goes where it belongs [C34].

What nobody can know is asked first, with a proposal (``questions``); ``unmerge`` takes the answers (decision 040).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound, UserError
from app.language import Phrase, phrase
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty, Identity
from app.models.merging import Merge
from app.models.notice_terms import NoticeKind
from app.models.session import acting, now, touch
from app.operations.actors import actor
from app.operations.editing import FIELD_LABELS, expect, locked
from app.operations.merging import TABLE_WORDS, held_in_order, require_own
from app.operations.merging_fields import FIELDS, changed_since, restored, words_of
from app.operations.merging_references import NOTICES, references, turn
from app.operations.notices import tell
from app.operations.possible_doubles import unsettle
from app.operations.unmerging_evidence import Evidence, Proposal, Record, Whose, gathered, proposals
from app.operations.unmerging_fields import follow, heard_since, part_fields, settle_kind
from app.operations.unmerging_titles import titles

__all__ = ["Answers", "FieldQuestion", "MergeRow", "Questions", "RecordQuestion", "Unmerged", "Whose", "merges_of"]
__all__ += ["questions", "unmerge"]

TAKEN_BACK = timedelta(minutes=10)
"""Whoever parts two so soon takes a merge back, and says nothing about whether they are the same."""
MOST_ASKED = 300
"""Records that a person is asked about; of more, those go where they are proposed to."""


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merge. kept and merged: names today; who: "" for Kontor. undone_at: None while it stands."""

    id: int
    version: int
    kept_id: int
    kept: str
    merged_id: int
    merged: str
    at: datetime
    who: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """A field of the kept one that somebody has changed since. before: as it was before the merge; now: as it is today.

    Proposed is always that the change stays with the kept one; the other way round the merged one gets it, and the kept
    one what it had before.
    """

    name: str
    label: Phrase
    before: str | Phrase
    now: str | Phrase
    proposed: Whose


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """Something that came since the merge. label: what it is; title: what it is called; why: of the proposal."""

    table: str
    record_id: int
    label: Phrase
    title: str | Phrase
    proposed: Whose
    why: Phrase


@dataclass(frozen=True, slots=True)
class Questions:
    """What a person is asked before two are parted. more: how many records go where they are proposed to, unasked."""

    merge_id: int
    version: int
    kept_id: int
    kept: str
    merged_id: int
    merged: str
    fields: tuple[FieldQuestion, ...]
    records: tuple[RecordQuestion, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Answers:
    """Whose it is, by field and by (table, id); where nothing is said, the proposal counts."""

    fields: Mapping[str, Whose] = field(default_factory=dict)
    records: Mapping[Record, Whose] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Both are there again, in one sentence."""

    kept_id: int
    merged_id: int
    sentence: Phrase


def merges_of(session: Session, counterparty_id: int) -> tuple[MergeRow, ...]:
    """The merges that a counterparty was part of, the newest first, with those that were undone."""
    kept, merged = aliased(Counterparty), aliased(Counterparty)
    rows = session.execute(
        select(Merge, kept.name.label("kept"), merged.name.label("merged"), Employee.name.label("who"))
        .join(kept, kept.id == Merge.kept_id)
        .join(merged, merged.id == Merge.merged_id)
        .outerjoin(Employee, Employee.id == Merge.employee_id)
        .where(or_(Merge.kept_id == counterparty_id, Merge.merged_id == counterparty_id))
        .order_by(Merge.id.desc())
    )
    return tuple(_row(row[0], row.kept, row.merged, row.who or "") for row in rows)


def _row(merge: Merge, kept: str, merged: str, who: str) -> MergeRow:
    return MergeRow(merge.id, merge.version, merge.kept_id, kept, merge.merged_id, merged, merge.at, who, merge.undone_at)


def questions(session: Session, merge_id: int) -> Questions:
    """What must be asked before the two are parted. Raises NotAllowed, NotFound, and UserError as ``unmerge`` does."""
    merge, kept, merged = _standing(session, merge_id)
    require_own(session, actor(session), kept, merged)
    later = _later(session, merge)
    fields = tuple(
        FieldQuestion(
            name,
            Phrase(FIELD_LABELS[name]),
            words_of(session, name, restored(name, merge.kept_before.get(name))),
            words_of(session, name, getattr(kept, name)),
            "kept",
        )
        for name in FIELDS
        if changed_since(merge, later, kept, name)
    )
    asked = [
        each
        for each in proposals(session, gathered(session, merge), {})
        if each.record[0] in TABLE_WORDS and each.column != "merged_into_id"
    ]
    shown = asked[:MOST_ASKED]
    called = titles(session, [each.record for each in shown])
    records = tuple(
        RecordQuestion(*each.record, phrase(TABLE_WORDS[each.record[0]]), called.get(each.record, ""), each.whose, each.why)
        for each in shown
    )
    return Questions(
        merge.id, merge.version, kept.id, kept.name, merged.id, merged.name, fields, records, len(asked) - len(shown)
    )


def unmerge(session: Session, merge_id: int, version: int, answers: Answers = Answers()) -> Unmerged:
    """Part the two again; what the merge brought goes back with all that was done to it since, what was removed stays so.

    For those who may merge them. Raises NotAllowed, NotFound, Conflict where the merge was touched meanwhile, and UserError
    where it is undone already, or the kept one went into another one since: those are parted first.
    """
    who = actor(session)
    seen = session.get(Merge, merge_id)
    if seen is None:
        raise NotFound("This merge does not exist (any more).")
    held_in_order(session, seen.kept_id, seen.merged_id)
    locked(session, Merge, merge_id)
    merge, kept, merged = _standing(session, merge_id)
    require_own(session, who, kept, merged)
    expect(merge, version)
    later = _later(session, merge)
    evidence = gathered(session, merge)
    decided = list(proposals(session, evidence, answers.records))
    sellers = [kept.seller_id]
    part_fields(merge, later, kept, merged, answers.fields)
    follow(session, merge, later, kept)
    merged.merged_into_id = None
    merge.undone_at, merge.undone_by_id = now(session), acting(session)
    session.flush()
    _part_records(session, evidence, decided)
    on_purpose = merge.at < now(session) - TAKEN_BACK
    unsettle(session, merge.id, merge.kept_id, merge.merged_id, different=on_purpose)
    for party in (kept, merged):
        settle_kind(session, party)
        heard_since(session, party, merge)
    news = phrase("{merged} and {name} are two again.", merged=merged.name, name=kept.name)
    told = [each for each in (*sellers, kept.seller_id, merged.seller_id) if each is not None]
    tell(session, told, news, place=NOTICES, record_id=merged.id, kind=NoticeKind.OTHER)
    session.flush()
    return Unmerged(kept.id, merged.id, news)


def _standing(session: Session, merge_id: int) -> tuple[Merge, Counterparty, Counterparty]:
    """The merge and both sides, if it can be undone. Raises NotFound, UserError."""
    merge = session.get(Merge, merge_id)
    if merge is None:
        raise NotFound("This merge does not exist (any more).")
    kept, merged = session.get_one(Counterparty, merge.kept_id), session.get_one(Counterparty, merge.merged_id)
    if merge.undone_at is not None:
        raise UserError("{merged} was parted from {name} already.", merged=merged.name, name=kept.name)
    if kept.merged_into_id is not None:
        into = session.get_one(Counterparty, kept.merged_into_id)
        raise UserError("{name} went into {into} since: part these two first.", name=kept.name, into=into.name)
    return merge, kept, merged


def _later(session: Session, merge: Merge) -> Sequence[Merge]:
    """Merges into the same one that came after it and stand."""
    return session.scalars(
        select(Merge)
        .where(Merge.kept_id == merge.kept_id, Merge.id > merge.id, Merge.undone_at.is_(None))
        .order_by(Merge.id)
    ).all()


def _part_records(session: Session, evidence: Evidence, decided: Sequence[Proposal]) -> None:
    """Turn back what the merge brought, and what came since and belongs to the merged one."""
    kept_id, merged_id = evidence.merge.kept_id, evidence.merge.merged_id
    theirs: dict[tuple[str, str], list[int]] = {key: list(ids) for key, ids in evidence.mine.items()}
    for each in decided:
        if each.whose == "merged":
            theirs.setdefault((each.record[0], each.column), []).append(each.record[1])
    for reference in references():
        turn(session, reference, kept_id, merged_id, theirs.get(reference.key, ()))
    _part_identities(session, kept_id, merged_id)
    session.expire_all()


def _part_identities(session: Session, kept_id: int, merged_id: int) -> None:
    """A number or an address identifies whoever has it now; where both have it, it is as it was before the merge."""
    here: dict[int, set[tuple[Any, str]]] = {kept_id: set(), merged_id: set()}
    points = select(ContactPoint.counterparty_id, ContactPoint.kind, ContactPoint.value)
    for row in session.execute(points.where(ContactPoint.counterparty_id.in_(here), ContactPoint.valid)):
        here[row.counterparty_id].add((row.kind, row.value))
    for before, after in ((kept_id, merged_id), (merged_id, kept_id)):
        owned = session.execute(
            select(Identity.id, Identity.kind, Identity.value).where(Identity.counterparty_id == before)
        ).all()
        moved = [row.id for row in owned if (row.kind, row.value) in here[after] - here[before]]
        if moved:
            session.execute(update(Identity).where(Identity.id.in_(moved)).values(counterparty_id=after))
            touch(session, Identity.__tablename__, *moved)
