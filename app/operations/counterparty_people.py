"""The people of a counterparty and the ways to reach them: added, corrected, taken back [M31, M76]."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.naming import LONGEST_NAME, folded
from app.models.terms import ContactPointKind
from app.operations.actors import require
from app.operations.counterparties import add_point
from app.operations.counterparty_card import EDITING
from app.operations.editing import apply_changes, locked

EDITABLE = frozenset({"name", "position", "role", "language", "note", "active"})


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A new person; phones as written, e-mails in any case."""

    name: str
    position: str = ""
    role: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def add_person(session: Session, counterparty_id: int, draft: PersonDraft) -> int:
    """A new person of a counterparty; the id. Raises NotAllowed, NotFound, and UserError as ``add_point`` does."""
    require(session, *EDITING)
    standing(session, counterparty_id)
    name = " ".join(draft.name.split())[:LONGEST_NAME]
    if not name:
        raise UserError("A person needs a name.")
    person = Contact(
        counterparty_id=counterparty_id,
        name=name,
        folded=folded(name),
        position=draft.position.strip(),
        role=draft.role.strip(),
    )
    session.add(person)
    session.flush()
    for phone in filter(str.strip, draft.phones):
        add_point(session, person, ContactPointKind.PHONE, phone)
    for email in filter(str.strip, draft.emails):
        add_point(session, person, ContactPointKind.EMAIL, email)
    return person.id


def edit_person(
    session: Session, contact_id: int, version: int, original: Mapping[str, object], mine: Mapping[str, object]
) -> int:
    """Write what a form changed of a person, from *original* to *mine*; the new version.

    active False: no longer there; the history keeps the name. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    require(session, *EDITING)
    if unknown := set(mine) - EDITABLE:
        raise ValueError(f"not to be edited: {', '.join(sorted(unknown))}")
    record = locked(session, Contact, contact_id)
    if "name" in mine and not str(mine["name"]).strip():
        raise UserError("A person needs a name.")
    written = apply_changes(record, version, original, mine)
    if "name" in written:
        record.folded = folded(record.name)
    session.flush()
    return record.version


def reach_by(session: Session, contact_id: int, kind: ContactPointKind, raw: str) -> int:
    """Another number or address of a person, who may have taken it away before; its id.

    Raises NotAllowed, NotFound, and UserError for what cannot be read or belongs to somebody else.
    """
    require(session, *EDITING)
    person = locked(session, Contact, contact_id)
    standing(session, person.counterparty_id)
    known = set(session.scalars(select(ContactPoint.id).where(ContactPoint.contact_id == contact_id)))
    add_point(session, person, kind, raw)
    points = session.scalars(select(ContactPoint).where(ContactPoint.contact_id == contact_id, ContactPoint.kind == kind))
    for point in points:
        if point.id not in known or (not point.valid and raw.strip() in (point.raw, point.value)):
            point.valid = True
            session.flush()
            return point.id
    raise UserError("{raw} is here already.", raw=raw.strip())


def drop_point(session: Session, point_id: int, note: str | None = None) -> None:
    """A number or address that does not lead here (any more): kept in the history, no longer recognised.

    note: why, as a person says it; None keeps what stands there. Raises NotAllowed, NotFound.
    """
    require(session, *EDITING)
    point = locked(session, ContactPoint, point_id)
    point.valid = False
    if note is not None:
        point.note = note.strip()[:LONGEST_NAME]
    session.flush()
    forget(session, point)


def forget(session: Session, point: ContactPoint) -> None:
    """Let the value of a dropped point identify its counterparty no longer, unless another person still has it."""
    others = exists().where(
        ContactPoint.counterparty_id == point.counterparty_id,
        ContactPoint.kind == point.kind,
        ContactPoint.value == point.value,
        ContactPoint.valid,
    )
    if not session.scalar(select(others)):
        own = and_(
            Identity.kind == point.kind,
            Identity.value == point.value,
            Identity.counterparty_id == point.counterparty_id,
        )
        session.execute(delete(Identity).where(own))


def note_point(session: Session, point_id: int, note: str) -> str:
    """What there is to know of a number or address ("only in the morning"); what stood there before.

    Raises NotAllowed, NotFound.
    """
    require(session, *EDITING)
    point = locked(session, ContactPoint, point_id)
    before, point.note = point.note, note.strip()[:LONGEST_NAME]
    session.flush()
    return before


def bring_back_point(session: Session, point_id: int) -> None:
    """Take ``drop_point`` back. Raises UserError if the value belongs to somebody else by now."""
    require(session, *EDITING)
    point = locked(session, ContactPoint, point_id)
    owner = session.execute(
        select(Counterparty.id, Counterparty.name)
        .join(Identity, Identity.counterparty_id == Counterparty.id)
        .where(Identity.kind == point.kind, Identity.value == point.value)
    ).one_or_none()
    if owner is not None and owner.id != point.counterparty_id:
        raise UserError("{value} belongs to {name} already. Is it the same customer?", value=point.value, name=owner.name)
    if owner is None:
        session.add(Identity(kind=point.kind, value=point.value, counterparty_id=point.counterparty_id))
    point.valid = True
    session.flush()


def standing(session: Session, counterparty_id: int) -> Counterparty:
    """The counterparty, if it is one still. Raises NotFound, and UserError for a double that was merged."""
    record = session.get(Counterparty, counterparty_id)
    if record is None:
        raise NotFound("This counterparty does not exist (any more).")
    if record.merged_into_id is not None:
        raise UserError("{name} was a double and is merged: work on the one it belongs to.", name=record.name)
    return record
