"""What people do with a counterparty: note something, hand it to a seller, open a deal for it [M34, M38, M39-M42]."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import phrase
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.interactions import Interaction
from app.models.notice_terms import NoticeKind
from app.models.session import now
from app.models.terms import Direction, InteractionKind, Role
from app.operations.actors import actor, employee, require
from app.operations.counterparty_people import standing
from app.operations.deals import DealOpening, open_deal
from app.operations.editing import expect, locked
from app.operations.history import contacted
from app.operations.notices import gone, tell

LONGEST_NOTE = 100_000


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has a counterparty now, and who had it before (None: nobody)."""

    counterparty_id: int
    version: int
    seller_id: int | None
    seller: str
    before_id: int | None


@dataclass(frozen=True, slots=True)
class DealDraft:
    """A deal for somebody known. entity_id: None for the first complete legal entity; needs: in the customer's words."""

    title: str
    needs: tuple[tuple[str, bool], ...]
    entity_id: int | None = None


def add_note(
    session: Session,
    counterparty_id: int,
    text: str,
    kind: InteractionKind = InteractionKind.NOTE,
    at: datetime | None = None,
) -> int:
    """Write a note, or what was said at a meeting, into the history; its id. Raises NotFound, UserError for an empty one."""
    who = actor(session)
    party = standing(session, counterparty_id)
    if kind not in (InteractionKind.NOTE, InteractionKind.MEETING):
        raise ValueError(f"{kind} is not written by hand")
    if not text.strip():
        raise UserError("Write something first.")
    moment = at or now(session)
    note = Interaction(
        at=moment,
        kind=kind,
        direction=Direction.INTERNAL if kind is InteractionKind.NOTE else Direction.OUT,
        counterparty_id=party.id,
        employee_id=who.id,
        text=text.strip()[:LONGEST_NOTE],
    )
    session.add(note)
    session.flush()
    if kind is InteractionKind.MEETING:
        contacted(session, party.id, moment)
    return note.id


def assign(session: Session, counterparty_id: int, version: int, seller_id: int | None) -> Assigned:
    """Let a seller answer for a counterparty (None: nobody); the seller is told. For heads.

    Open deals stay with whom they are: each is handed over by itself. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    require(session, Role.HEAD)
    standing(session, counterparty_id)
    party = locked(session, Counterparty, counterparty_id)
    expect(party, version)
    before = party.seller_id
    name = ""
    if seller_id is not None:
        seller = employee(session, seller_id)
        if Role.SELLER not in seller.roles:
            raise UserError("{name} does not sell.", name=seller.name)
        name = seller.name
        if before is not None and before != seller.id:
            gone(session, "counterparties", party.id, kinds=[NoticeKind.OTHER], employee_ids=[before])
        tell(
            session,
            [seller.id],
            phrase("{company} is yours now.", company=party.name),
            place="counterparties",
            record_id=party.id,
            kind=NoticeKind.OTHER,
        )
    party.seller_id = seller_id
    session.flush()
    return Assigned(party.id, party.version, seller_id, name, before)


def new_deal(session: Session, counterparty_id: int, draft: DealDraft) -> int:
    """Open a deal for a counterparty through the gate of the process; its id.

    The seller is who asks, or (for a head) who answers for the counterparty; the people are those who can be reached.
    Raises GateClosed naming what is missing, NotAllowed, NotFound, UserError.
    """
    who = require(session, Role.SELLER, Role.HEAD)
    party = standing(session, counterparty_id)
    seller_id = who.id if Role.SELLER in who.roles else party.seller_id
    if seller_id is None:
        raise UserError("{name} has no seller yet: say who answers for it first.", name=party.name)
    department_id = party.department_id or session.scalar(select(Employee.department_id).where(Employee.id == seller_id))
    if department_id is None:
        raise UserError("{name} has no department yet: say which one sells to it.", name=party.name)
    opening = DealOpening(
        title=draft.title.strip() or next((text.strip() for text, _ in draft.needs if text.strip()), ""),
        counterparty_id=party.id,
        department_id=department_id,
        seller_id=seller_id,
        needs=draft.needs,
        legal_entity_id=draft.entity_id or _entity(session, party.id),
        contacts=tuple((contact_id, "") for contact_id in _reachable(session, party.id)),
    )
    return open_deal(session, opening)


def _entity(session: Session, counterparty_id: int) -> int | None:
    """The first legal entity that lacks nothing; else the first one, so that the gate says what it lacks."""
    entities = session.scalars(
        select(LegalEntity).where(LegalEntity.counterparty_id == counterparty_id).order_by(LegalEntity.id)
    ).all()
    complete = (entity for entity in entities if not entity.lacks())
    chosen = next(complete, entities[0] if entities else None)
    return None if chosen is None else chosen.id


def _reachable(session: Session, counterparty_id: int) -> list[int]:
    """The first people with a valid number or address."""
    point = exists().where(ContactPoint.contact_id == Contact.id, ContactPoint.valid, ContactPoint.value != "")
    return list(
        session.scalars(
            select(Contact.id)
            .where(Contact.counterparty_id == counterparty_id, Contact.active, point)
            .order_by(Contact.id)
            .limit(3)
        )
    )
