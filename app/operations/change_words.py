"""Changes of the audit trail in words: "Seller: A. Krüger → I. Petrow", by the names that forms give to fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.language import Phrase, marked, phrase
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.terms import KIND_WORDS, REFUSAL_WORDS, CounterpartyKind, RefusalReason
from app.models.triage_terms import LEGAL_FORM_WORDS, LegalForm
from app.operations.editing import FIELD_LABELS
from app.phone_number import shown_phone

LONGEST_VALUE = 80
SKIPPED: Mapping[str, frozenset[str]] = {
    # Stages have their own entries; sums follow the lines; whom a part belongs to is told by the merge.
    "deal": frozenset({"stage", "counterparty_id"}),
    **dict.fromkeys(("contact", "contact_point", "legal_entity", "site"), frozenset({"counterparty_id"})),
}
ADDED = {
    "contact": marked("Person added: {name}"),
    "contact_point": marked("Number or address added: {name}"),
    "legal_entity": marked("Legal entity added: {name}"),
    "site": marked("Place added: {name}"),
}
REMOVED = marked("Removed: {name}")
NAMES: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "contact": (Contact.id, Contact.name),
    "contact_point": (ContactPoint.id, ContactPoint.value),
    "legal_entity": (LegalEntity.id, LegalEntity.name),
    "site": (Site.id, Site.address),
    "deal": (Deal.id, Deal.number),
}
"""What the records of a table are called in the history of their counterparty; itself it needs no name there."""
REFERENCES: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "department_id": (Department.id, Department.name),
    "seller_id": (Employee.id, Employee.name),
    "substitute_id": (Employee.id, Employee.name),
    "group_id": (Counterparty.id, Counterparty.name),
    "legal_entity_id": (LegalEntity.id, LegalEntity.name),
    "delivery_site_id": (Site.id, Site.address),
    "contact_id": (Contact.id, Contact.name),
}
LANGUAGES = {"de": marked("German"), "en": marked("English"), "ru": marked("Russian")}
YES, NO, NOTHING = phrase("yes"), phrase("no"), "–"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the trail. fields: (name, before, after) of what people call by a name."""

    table: str
    record_id: int
    action: str
    fields: tuple[tuple[str, Any, Any], ...]


def told_fields(table: str, action: str, changes: Mapping[str, Sequence[Any]]) -> tuple[tuple[str, Any, Any], ...]:
    """The fields of an update that the history tells: those with a label, without what only follows another one."""
    if action != "update":
        return ()
    skipped = SKIPPED.get(table, frozenset())
    return tuple(
        (name, pair[0], pair[1])
        for name, pair in changes.items()
        if name in FIELD_LABELS and name not in skipped and (pair[0] or "") != (pair[1] or "")
    )


def change_lines(session: Session, changes: Sequence[Change]) -> tuple[Phrase, ...]:
    """One line for each field that was changed, and for each record that was added or removed."""
    names = _names(session, changes)
    told: list[Phrase] = []
    for change in changes:
        whose = names.get((change.table, change.record_id), "")
        if change.action == "insert" and change.table in ADDED and whose:
            told.append(phrase(ADDED[change.table], name=whose))
        if change.action == "delete" and change.table in ADDED:
            told.append(phrase(REMOVED, name=whose or "–"))
        for field, before, after in change.fields:
            told.append(_line(session, whose, change.table, field, before, after))
    return tuple(told)


def _names(session: Session, changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    by_table: dict[str, set[int]] = {}
    for change in changes:
        if change.table in NAMES:
            by_table.setdefault(change.table, set()).add(change.record_id)
    found: dict[tuple[str, int], str] = {}
    for table, ids in by_table.items():
        key, name = NAMES[table]
        rows = session.execute(select(key, name).where(key.in_(ids)))
        found |= {(table, row[0]): shown_phone(row[1]) if row[1].startswith("+") else row[1] for row in rows}
    return found


def _line(session: Session, whose: str, table: str, field: str, before: Any, after: Any) -> Phrase:
    label = Phrase(FIELD_LABELS[field])
    old, new = _value(session, table, field, before), _value(session, table, field, after)
    if whose:
        return phrase("{record}, {field}: {before} → {after}", record=whose, field=label, before=old, after=new)
    return phrase("{field}: {before} → {after}", field=label, before=old, after=new)


def _value(session: Session, table: str, field: str, kept: Any) -> object:
    """What the trail keeps of a field, as people read it."""
    if kept is None or kept == "":
        return NOTHING
    if field in REFERENCES and isinstance(kept, int):
        key, name = REFERENCES[field]
        return session.scalar(select(name).where(key == kept)) or NOTHING
    if isinstance(kept, bool):
        return YES if kept else NO
    if field.endswith("_at"):
        return datetime.fromisoformat(str(kept))
    words = _word(table, field, str(kept))
    if words is not None:
        return words
    text = " ".join(str(kept).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _word(table: str, field: str, kept: str) -> Phrase | None:
    if field == "kind" and table == "counterparty":
        return Phrase(KIND_WORDS[CounterpartyKind(kept)])
    if field == "form":
        return Phrase(LEGAL_FORM_WORDS[LegalForm(kept)])
    if field == "refusal_reason":
        return Phrase(REFUSAL_WORDS[RefusalReason(kept)])
    if field == "language" and kept in LANGUAGES:
        return Phrase(LANGUAGES[kept])
    return None
