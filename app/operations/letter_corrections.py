"""Reading old letters anew by a template: the inquiries that still wait to be sorted say what it finds in their letters.

Only what nobody has changed by hand is corrected: a field that still says what the letter was first read as, or what the
template found that read it last.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.letter_learning import FIELDS
from app.letter_rules import values
from app.models.audit import AuditEntry
from app.models.counterparties import Contact, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Message
from app.models.mail import LetterTemplate
from app.models.naming import LONGEST_NAME, folded
from app.models.session import now, touch
from app.models.terms import ContactPointKind, CounterpartyKind, InquiryState, Role
from app.operations.actors import require
from app.operations.counterparties import add_point
from app.operations.editing import locked
from app.operations.letter_samples import LetterRow, last_letters, letters_by_id
from app.operations.letter_trials import TriedField
from app.operations.reception import known_by

POINTS = {"phone": ContactPointKind.PHONE, "email": ContactPointKind.EMAIL}


@dataclass(frozen=True, slots=True)
class Correction:
    """What changes in one inquiry. template_before: the template that had read its letter, None where none had."""

    inquiry_id: int
    number: str
    interaction_id: int
    fields: tuple[TriedField, ...]
    template_before: int | None


def corrections(session: Session, template_id: int) -> tuple[Correction, ...]:
    """What ``read_anew`` would change for the last hundred letters of the template's sender. Raises NotAllowed, NotFound."""
    require(session, Role.ADMIN, Role.HEAD)
    record = _template(session, template_id)
    return _found(session, record, last_letters(session, record.sender))


def read_anew(session: Session, template_id: int, interaction_ids: Collection[int]) -> tuple[Correction, ...]:
    """Correct the inquiries that these letters began, as far as they still wait and nobody changed them by hand.

    A lead that only this letter made gets the name and the way to reach it as well. Raises NotAllowed, NotFound.
    """
    require(session, Role.ADMIN)
    record = _template(session, template_id)
    done = _found(session, record, letters_by_id(session, interaction_ids))
    for each in sorted(done, key=lambda correction: correction.inquiry_id):
        inquiry = locked(session, Inquiry, each.inquiry_id)
        before = inquiry.company or inquiry.name or inquiry.email
        _write(session, inquiry, {field.field: field.after for field in each.fields}, each.interaction_id, record.id)
        _correct_lead(session, inquiry, before, {field.field for field in each.fields})
    session.flush()
    return done


def take_back(session: Session, done: Sequence[Correction]) -> int:
    """Undo ``read_anew``: what still says what was read anew says what it said before. How many inquiries did."""
    require(session, Role.ADMIN)
    count = 0
    for each in sorted(done, key=lambda correction: correction.inquiry_id):
        inquiry = locked(session, Inquiry, each.inquiry_id)
        same = {field.field: field.before for field in each.fields if getattr(inquiry, field.field) == field.after}
        if inquiry.state is InquiryState.NEW and same:
            _write(session, inquiry, same, each.interaction_id, each.template_before)
            count += 1
    session.flush()
    return count


def _template(session: Session, template_id: int) -> LetterTemplate:
    record = session.get(LetterTemplate, template_id)
    if record is None:
        raise NotFound("This edition does not exist (any more).")
    return record


def _found(session: Session, record: LetterTemplate, rows: Sequence[LetterRow]) -> tuple[Correction, ...]:
    waiting = {
        row.interaction_id: row
        for row in session.execute(
            select(Message.interaction_id, Message.template_id, Inquiry.id, Inquiry.number)
            .join(Inquiry, Inquiry.id.in_([each.inquiry_id for each in rows if each.inquiry_id]))
            .where(Message.interaction_id.in_([each.id for each in rows]), Inquiry.state == InquiryState.NEW)
        )
        if any(each.id == row.interaction_id and each.inquiry_id == row.id for each in rows)
    }
    said = _first_said(session, [row.id for row in waiting.values()])
    found = []
    for each in rows:
        row = waiting.get(each.id)
        fields = _changes(session, record, each, said.get(row.id, {}), row.template_id) if row else ()
        if row and fields:
            found.append(Correction(row.id, row.number, each.id, fields, row.template_id))
    return tuple(found)


def _first_said(session: Session, inquiry_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """What each inquiry said when it came, by the audit trail."""
    rows = session.execute(
        select(AuditEntry.record_id, AuditEntry.changes).where(
            AuditEntry.table_name == Inquiry.__tablename__,
            AuditEntry.action == "insert",
            AuditEntry.record_id.in_(inquiry_ids),
        )
    )
    return {row.record_id or 0: {name: pair[1] for name, pair in row.changes.items()} for row in rows}


def _changes(
    session: Session, record: LetterTemplate, row: LetterRow, first: Mapping[str, Any], template_id: int | None
) -> tuple[TriedField, ...]:
    reader = session.get(LetterTemplate, template_id) if template_id is not None else None
    read = values(reader.rules, row.original, row.around) if reader else {}
    found = values(record.rules, row.original, row.around)
    changed = []
    for name in FIELDS:
        before = row.found.get(name, "")
        if name in found and found[name] != before and before in (first.get(name), read.get(name)):
            changed.append(TriedField(name, before, found[name], found=True))
    return tuple(changed)


def _write(
    session: Session, inquiry: Inquiry, said: Mapping[str, str], interaction_id: int, template_id: int | None
) -> None:
    for name, value in said.items():
        setattr(inquiry, name, value)
    if "phone" in said:
        inquiry.phone_raw = said["phone"]
    message = session.get_one(Message, interaction_id)
    message.template_id = template_id
    touch(session, "message")


def _correct_lead(session: Session, inquiry: Inquiry, before: str, fields: Collection[str]) -> None:
    """The lead that only this inquiry made is called and reached as the inquiry says now; without one it gets one."""
    if inquiry.counterparty_id is None:
        _make_lead(session, inquiry)
        return
    lead = session.get_one(Counterparty, inquiry.counterparty_id)
    if lead.kind is not CounterpartyKind.LEAD or lead.inquiry_id != inquiry.id:
        return
    person = session.scalars(select(Contact).where(Contact.counterparty_id == lead.id).order_by(Contact.id)).first()
    if person is None:
        return
    if lead.name == before:
        lead.name = (inquiry.company or inquiry.name or before)[:LONGEST_NAME]
        lead.folded = folded(lead.name)
    if "name" in fields and inquiry.name:
        person.name, person.folded = inquiry.name, folded(inquiry.name)
    _add_points(session, person, {name: getattr(inquiry, name) for name in POINTS if name in fields})


def _make_lead(session: Session, inquiry: Inquiry) -> None:
    """A stranger who could not be reached so far; whose number or address is known is linked by a person, not here."""
    name = (inquiry.company or inquiry.name or inquiry.email)[:LONGEST_NAME]
    ways = {key: getattr(inquiry, key) for key in POINTS if getattr(inquiry, key)}
    if not ways or not name or known_by(session, inquiry.phone, inquiry.email) is not None:
        return
    lead = Counterparty(
        kind=CounterpartyKind.LEAD,
        name=name,
        folded=folded(name),
        language=inquiry.language,
        created_at=now(session),
        last_contact_at=inquiry.received_at,
        inquiry_id=inquiry.id,
    )
    session.add(lead)
    session.flush()
    person = Contact(
        counterparty_id=lead.id,
        name=inquiry.name or name,
        folded=folded(inquiry.name or name),
        language=inquiry.language,
    )
    session.add(person)
    session.flush()
    inquiry.counterparty_id = lead.id
    _add_points(session, person, ways)


def _add_points(session: Session, person: Contact, ways: Mapping[str, str]) -> None:
    for name, value in ways.items():
        try:
            add_point(session, person, POINTS[name], value)
        except UserError:
            # It is somebody else's: the inquiry says it, and a person decides in triage whether they are the same.
            continue
