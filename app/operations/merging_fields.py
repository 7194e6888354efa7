"""The fields of two counterparties that become one, or two again: which value is proposed, which one stands after it.

What a merge found and left is kept in the merge itself; the values of its merges and of today make a chain (decision 040).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import UserError
from app.language import Phrase, phrase
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.merging import Merge
from app.models.naming import folded
from app.models.terms import KIND_WORDS, CounterpartyKind
from app.operations.editing import FIELD_LABELS, value_of

FIELDS = (
    "name",
    "kind",
    "department_id",
    "seller_id",
    "substitute_id",
    "language",
    "region",
    "website",
    "note",
    "group_id",
)
"""Fields that a person chooses, in the order of the card."""
ALSO = ("inquiry_id", "customer_since", "last_contact_at")
"""Fields that follow by themselves: the inquiry it came from, since when it buys, when it was last spoken with."""
MARKS = "marks"
"""In ``Merge.kept_after`` beside the fields: the highest id of each table then."""
BETWEEN_NOTES = "\n\n"

_POINTS_TO: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "department_id": (Department.id, Department.name),
    "seller_id": (Employee.id, Employee.name),
    "substitute_id": (Employee.id, Employee.name),
    "group_id": (Counterparty.id, Counterparty.name),
}
"""Fields that name another record, and what it is called."""

Choice = Literal["kept", "merged", "both"]
"""Whose value stands. both: only of notes, one after the other."""


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both sides, in words ("" for nothing). same: there is nothing to choose; may_be_both: see ``Choice``."""

    name: str
    label: Phrase
    kept: str | Phrase
    merged: str | Phrase
    proposed: Choice
    same: bool
    may_be_both: bool


def pairs(session: Session, kept: Counterparty, merged: Counterparty) -> tuple[FieldPair, ...]:
    """Every field of both, with what is proposed."""
    proposals = proposed(kept, merged)
    names = _names(session, (kept, merged))
    return tuple(
        FieldPair(
            field,
            Phrase(FIELD_LABELS[field]),
            said(names, field, getattr(kept, field)),
            said(names, field, getattr(merged, field)),
            proposals[field],
            getattr(kept, field) == getattr(merged, field),
            field == "note" and bool(kept.note.strip() and merged.note.strip()),
        )
        for field in FIELDS
    )


def proposed(kept: Counterparty, merged: Counterparty) -> dict[str, Choice]:
    """Whose value should stand: the kept one's where it has one; a customer before a lead, a name before a number."""
    found: dict[str, Choice] = {
        field: "merged" if not getattr(kept, field) and getattr(merged, field) else "kept" for field in FIELDS
    }
    if kept.kind is CounterpartyKind.LEAD and merged.kind is not CounterpartyKind.LEAD:
        found["kind"] = "merged"
    if found["seller_id"] == "merged" and merged.department_id is not None:
        found["department_id"] = "merged"
    if _is_no_name(kept.name) and not _is_no_name(merged.name):
        found["name"] = "merged"
    if kept.note.strip() and merged.note.strip() and merged.note.strip() not in kept.note:
        found["note"] = "both"
    return found


def _is_no_name(name: str) -> bool:
    """Whether a number or an address stands in the place of a name, as with a lead that said none."""
    return "@" in name or not any(sign.isalpha() for sign in name)


def put_together(kept: Counterparty, merged: Counterparty, chosen: Mapping[str, Choice]) -> None:
    """Write into *kept* what was chosen, and what was proposed for the rest. Raises UserError for a lost customer."""
    choices = {**proposed(kept, merged), **chosen}
    both = {kept.kind, merged.kind}
    values: dict[str, Any] = {
        field: _together(kept.note, merged.note)
        if field == "note" and choices[field] == "both"
        else getattr(merged if choices[field] == "merged" else kept, field)
        for field in FIELDS
    }
    if CounterpartyKind.CUSTOMER in both and values["kind"] is CounterpartyKind.LEAD:
        raise UserError("A customer stays a customer: there is a contract.")
    for field, value in values.items():
        write(kept, field, value)
    kept.inquiry_id = kept.inquiry_id or merged.inquiry_id
    kept.customer_since = earliest((kept.customer_since, merged.customer_since))
    kept.last_contact_at = latest((kept.last_contact_at, merged.last_contact_at))


def _together(one: str, other: str) -> str:
    notes = dict.fromkeys(note for note in (one.strip(), other.strip()) if note)
    return BETWEEN_NOTES.join(notes)


def write(party: Counterparty, field: str, value: Any) -> None:
    """Set a field, and what follows from a name."""
    setattr(party, field, value)
    if field == "name":
        party.folded = folded(party.name)


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """The first of *moments* that are known."""
    return min((each for each in moments if each is not None), default=None)


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of *moments* that are known."""
    return max((each for each in moments if each is not None), default=None)


def kept_as(party: Counterparty) -> dict[str, Any]:
    """The fields as the merge keeps them, in JSON."""
    return {field: _plain(getattr(party, field)) for field in (*FIELDS, *ALSO)}


def restored(field: str, kept: Any) -> Any:
    """A field as the mapped class holds it, of what a merge has kept."""
    return value_of(Counterparty, field, kept)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def changed_since(merge: Merge, later: Sequence[Merge], kept: Counterparty, field: str) -> bool:
    """Whether a person has changed what the merge left in *field*, outside of the merges that came *later*."""
    left = merge.kept_after.get(field)
    for each in later:
        if each.kept_before.get(field) != left:
            return True
        left = each.kept_after.get(field)
    return bool(left != _plain(getattr(kept, field)))


def take_back(merge: Merge, later: Sequence[Merge], kept: Counterparty, field: str) -> None:
    """Let *field* be as if the merge had not been, as far as nobody has set it since: in *later* merges, else in *kept*."""
    before, left = merge.kept_before.get(field), merge.kept_after.get(field)
    for each in later:
        if each.kept_before.get(field) != left:
            return
        went_on = each.kept_after.get(field) == left
        each.kept_before = {**each.kept_before, field: before}
        if not went_on:
            return
        each.kept_after = {**each.kept_after, field: before}
    if _plain(getattr(kept, field)) == left:
        write(kept, field, restored(field, before))


def _names(session: Session, parties: Sequence[Counterparty]) -> dict[tuple[str, int], str]:
    """What the records that the fields point to are called."""
    return {
        (field, value): name
        for field, (key, called) in _POINTS_TO.items()
        for value, name in session.execute(
            select(key, called).where(key.in_({getattr(party, field) for party in parties} - {None}))
        ).all()
    }


def said(names: Mapping[tuple[str, int], str], field: str, value: Any) -> str | Phrase:
    """A field in words."""
    if value is None or value == "":
        return ""
    if field in _POINTS_TO:
        return names.get((field, value), "")
    return phrase(KIND_WORDS[value]) if field == "kind" else str(value)


def words_of(session: Session, field: str, value: Any) -> str | Phrase:
    """One field in words."""
    if field not in _POINTS_TO or value is None:
        return said({}, field, value)
    key, called = _POINTS_TO[field]
    return session.scalar(select(called).where(key == value)) or ""
