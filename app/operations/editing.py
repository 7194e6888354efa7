"""Two people, one record: who changed what meanwhile, and which changes go together [P12]."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Date, Enum, select
from sqlalchemy.orm import Session, object_session

from app.errors import Conflict, FieldClash, NotFound
from app.language import Phrase, marked
from app.models.audit import AuditEntry
from app.models.base import Base, ExactDecimal, UtcDateTime, Versioned
from app.models.company import Employee

V = TypeVar("V", bound=Versioned)

FIELD_LABELS: Mapping[str, str] = {
    "name": marked("Name"),
    "company": marked("Company"),
    "kind": marked("Kind"),
    "language": marked("Language"),
    "region": marked("Region"),
    "website": marked("Web site"),
    "note": marked("Note"),
    "position": marked("Position"),
    "role": marked("Role"),
    "title": marked("Title"),
    "state": marked("State"),
    "stage": marked("Stage"),
    "department_id": marked("Department"),
    "seller_id": marked("Seller"),
    "counterparty_id": marked("Counterparty"),
    "snoozed_until": marked("Laid aside until"),
    "close_reason": marked("Reason"),
    "close_note": marked("Note on the reason"),
    "address": marked("Address"),
    "tax_id": marked("Tax number"),
    "bank_name": marked("Bank"),
    "bank_account": marked("Bank account"),
    "bank_code": marked("Bank code"),
    "country": marked("Country"),
    "quantity": marked("Quantity"),
    "price": marked("Price"),
    "discount_percent": marked("Discount"),
    "text": marked("Text"),
    "substitute_id": marked("Substitute"),
    "first_day": marked("Away from"),
    "last_day": marked("Last day"),
    "distribution": marked("Who names the seller"),
    "group_id": marked("Group of companies"),
    "form": marked("Legal form"),
    "valid": marked("Leads there"),
    "active": marked("Is there"),
    "vat_id": marked("VAT number"),
    "tax_reason_code": marked("Tax reason code (KPP)"),
    "registration_number": marked("Registration number"),
    "correspondent_account": marked("Correspondent account"),
    "contact_id": marked("Person"),
    "legal_entity_id": marked("Legal entity"),
    "delivery_site_id": marked("Delivered to"),
    "payment_terms": marked("Terms of payment"),
    "delivery_terms": marked("Terms of delivery"),
    "expected_at": marked("Expected"),
}
"""What forms call a field, for the conflict dialog."""

SOMEBODY = marked("{name} changed this meanwhile. Nothing was saved.")
SOMEBODY_ELSE = marked("Somebody else changed this meanwhile. Nothing was saved.")

_SILENT = frozenset({"sorted_at", "sorted_by_id", "assigned_at", "assigned_by_id", "closed_at", "done_at", "done_by_id"})
"""Fields that only follow another one: a clash about them says nothing new."""


def locked(session: Session, kind: type[V], record_id: int) -> V:
    """The record *record_id*, held against other writers until the transaction ends. Raises NotFound."""
    record = session.get(kind, record_id, with_for_update=True, populate_existing=True)
    if record is None:
        raise NotFound("This does not exist (any more). It may have been removed or merged meanwhile.")
    return record


def expect(
    record: Versioned,
    version: int,
    *,
    mine: Mapping[str, object] | None = None,
    labels: Mapping[str, str] = FIELD_LABELS,
) -> None:
    """Raise Conflict if *record* is not in the *version* that the form opened.

    The conflict names, field by field, what others changed since then (theirs), what stood there (original, from the
    audit trail), and what *mine* holds; fields that the form does not change are shown with their original value.
    """
    if record.version == version:
        return
    entries = _entries_since(record, version)
    mine = mine or {}
    clashes = [
        FieldClash(field, _label(field, labels), original, mine.get(field, original), getattr(record, field))
        for field, original in _originals(record, entries).items()
        if field not in _SILENT
    ]
    raise _conflict(record, entries, clashes)


def apply_changes(
    record: Versioned,
    version: int,
    original: Mapping[str, object],
    mine: Mapping[str, object],
    labels: Mapping[str, str] = FIELD_LABELS,
) -> list[str]:
    """Write what the form changed, from *original* to *mine*, into *record*; the fields that were really changed.

    Different fields changed by two people go together; the same field changed to the same value does, too. Raises
    Conflict with one clash for each field that both changed differently; then nothing is written.
    """
    changed = [field for field, value in mine.items() if field not in original or value != original[field]]
    if record.version != version:
        clashes = [
            FieldClash(field, _label(field, labels), original.get(field), mine[field], getattr(record, field))
            for field in changed
            if getattr(record, field) not in (original.get(field), mine[field])
        ]
        if clashes:
            raise _conflict(record, _entries_since(record, version), clashes)
    written = [field for field in changed if getattr(record, field) != mine[field]]
    for field in written:
        setattr(record, field, mine[field])
    return written


def last_change(session: Session, kind: type[Base], record_id: int) -> AuditEntry | None:
    """The newest update of a record in the audit trail."""
    return session.scalars(_updates(kind.__tablename__, record_id).limit(1)).first()


def before(entry: AuditEntry, kind: type[Base]) -> dict[str, object]:
    """What the fields that *entry* changed held before, as the mapped class keeps them."""
    return {field: value_of(kind, field, pair[0]) for field, pair in entry.changes.items()}


def value_of(kind: type[Base], field: str, kept: Any) -> object:
    """The value that the audit trail keeps as JSON, as the column *field* of *kind* holds it."""
    column_type = kind.__table__.columns[field].type
    if kept is None:
        return None
    if isinstance(column_type, UtcDateTime):
        return datetime.fromisoformat(kept)
    if isinstance(column_type, Date):
        return date.fromisoformat(kept)
    if isinstance(column_type, ExactDecimal):
        return Decimal(kept)
    if isinstance(column_type, Enum) and column_type.enum_class is not None:
        return column_type.enum_class(kept)
    return kept


def _updates(table: str, record_id: int) -> Any:
    return (
        select(AuditEntry)
        .where(AuditEntry.table_name == table, AuditEntry.record_id == record_id, AuditEntry.action == "update")
        .order_by(AuditEntry.id.desc())
    )


def _entries_since(record: Versioned, version: int) -> Sequence[AuditEntry]:
    """The updates that led from *version* to the present one, newest first: each counts the version up by one."""
    session = object_session(record)
    if session is None or record.version <= version:
        return ()
    entries: Sequence[AuditEntry] = session.scalars(
        _updates(record.__tablename__, record.id).limit(record.version - version)
    ).all()
    return entries


def _originals(record: Versioned, entries: Sequence[AuditEntry]) -> dict[str, object]:
    """Fields that the entries changed, and still differ, with their value before the oldest of them."""
    originals: dict[str, object] = {}
    for entry in entries:
        originals.update(before(entry, type(record)))
    return {field: value for field, value in originals.items() if getattr(record, field) != value}


def _label(field: str, labels: Mapping[str, str]) -> Phrase:
    return Phrase(labels.get(field) or FIELD_LABELS.get(field) or field.replace("_", " "))


def _conflict(record: Versioned, entries: Sequence[AuditEntry], clashes: Sequence[FieldClash]) -> Conflict:
    session = object_session(record)
    who = ""
    if session is not None and entries and entries[0].employee_id is not None:
        who = session.scalar(select(Employee.name).where(Employee.id == entries[0].employee_id)) or ""
    return Conflict(
        SOMEBODY if who else SOMEBODY_ELSE,
        clashes=clashes,
        changed_by=who,
        changed_at=entries[0].at.isoformat() if entries else "",
        current_version=record.version,
        name=who,
    )
