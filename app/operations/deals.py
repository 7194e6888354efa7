"""Deals: opened through the gate of the process, changed by those who answer for them [M39-M44]."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import GateClosed, NotAllowed, UserError
from app.language import phrase
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, LegalEntity, Site
from app.models.deals import Deal, DealContact, Need
from app.models.interactions import Interaction
from app.models.notice_terms import NoticeKind
from app.models.process import missing
from app.models.requirements import DealFacts
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Direction, InteractionKind, Role, Stage
from app.operations.actors import Actor, actor, employee, require
from app.operations.deal_stages import FINAL, company, enter
from app.operations.editing import apply_changes, expect, locked
from app.operations.notices import gone, tell
from app.operations.numbering import Series, next_number
from app.operations.settings import setting
from app.operations.task_news import task_elsewhere


@dataclass(frozen=True, slots=True)
class DealOpening:
    """What a deal is opened with. needs: text, and whether it may be given up; contacts: id and role, the main one first.

    currency: ISO 4217, "" for the company's own.
    """

    title: str
    counterparty_id: int
    department_id: int
    seller_id: int
    needs: tuple[tuple[str, bool], ...]
    legal_entity_id: int | None
    contacts: tuple[tuple[int, str], ...]
    currency: str = ""
    equipment_id: int | None = None
    material_id: int | None = None
    field_id: int | None = None
    inquiry_id: int | None = None


def open_deal(session: Session, opening: DealOpening) -> int:
    """Open a deal in SELECTION and plan its first step; its id.

    Raises GateClosed naming what is missing: a need, the legal entity with name, bank details and address, somebody who
    can be reached [M40-M42]; NotAllowed for those who do not sell.
    """
    require(session, Role.SELLER, Role.HEAD)
    entity = _entity(session, opening)
    needs = [(text.strip(), negotiable) for text, negotiable in opening.needs if text.strip()]
    facts = DealFacts(
        needs=len(needs),
        entity_lacks=None if entity is None else tuple(entity.lacks()),
        reachable_contacts=reachable(session, [contact_id for contact_id, _ in opening.contacts]),
    )
    lacks = missing(facts, Stage.SELECTION)
    if lacks:
        raise GateClosed("This cannot become a deal yet.", missing=lacks)
    if not opening.title.strip():
        raise UserError("Give the deal a title: what is it about?")
    moment = now(session)
    deal = Deal(
        title=opening.title.strip(),
        counterparty_id=opening.counterparty_id,
        legal_entity_id=opening.legal_entity_id,
        inquiry_id=opening.inquiry_id,
        department_id=opening.department_id,
        seller_id=opening.seller_id,
        stage=Stage.SELECTION,
        stage_entered_at=moment,
        created_at=moment,
        currency=opening.currency or str(setting(session, "company.currency", "EUR")),
        net=Decimal(0),
        gross=Decimal(0),
        equipment_id=opening.equipment_id,
        material_id=opening.material_id,
        field_id=opening.field_id,
        number=next_number(session, Series.DEAL),
    )
    session.add(deal)
    session.flush()
    session.add_all(
        Need(deal_id=deal.id, position=position, text=text, negotiable=negotiable)
        for position, (text, negotiable) in enumerate(needs, 1)
    )
    session.add_all(
        DealContact(deal_id=deal.id, contact_id=contact_id, role=role, main=place == 0)
        for place, (contact_id, role) in enumerate(dict(opening.contacts).items())
    )
    enter(session, deal, Stage.SELECTION, moment)
    session.flush()
    return deal.id


def _entity(session: Session, opening: DealOpening) -> LegalEntity | None:
    if opening.legal_entity_id is None:
        return None
    entity = session.get(LegalEntity, opening.legal_entity_id)
    if entity is None or entity.counterparty_id != opening.counterparty_id:
        raise UserError("This legal entity does not belong to the customer.")
    return entity


def changed(session: Session, deal: Deal) -> int:
    """Count the deal's version up after something of it changed that stands in another table; the new version."""
    session.flush()
    deal.version += 1
    session.flush()
    return deal.version


def reachable(session: Session, contact_ids: list[int]) -> int:
    """How many of the contacts have a valid phone number or e-mail address."""
    rows = session.scalars(
        select(ContactPoint.contact_id)
        .where(ContactPoint.contact_id.in_(contact_ids), ContactPoint.valid, ContactPoint.value != "")
        .distinct()
    )
    return len(rows.all())


def departments_up(session: Session, department_id: int | None) -> Iterator[int]:
    """The department and those above it."""
    while department_id is not None:
        yield department_id
        department_id = session.scalar(select(Department.parent_id).where(Department.id == department_id))


def may_change(session: Session, who: Actor, *, seller_id: int, department_id: int) -> bool:
    """Whether *who* answers for a deal: its seller, the head of its department (or of one above), the administrator."""
    if Role.ADMIN in who.roles or (Role.SELLER in who.roles and seller_id == who.id):
        return True
    return Role.HEAD in who.roles and who.department_id in set(departments_up(session, department_id))


def responsible(session: Session, deal: Deal) -> Actor:
    """Who acts, if they answer for *deal*. Raises NotAllowed otherwise."""
    who = actor(session)
    if may_change(session, who, seller_id=deal.seller_id, department_id=deal.department_id):
        return who
    seller = session.scalar(select(Employee.name).where(Employee.id == deal.seller_id))
    raise NotAllowed(
        "Deal {number} is with {seller}: only the seller and the head of the department change it.",
        number=deal.number,
        seller=seller or "",
    )


def held(session: Session, deal_id: int, version: int | None = None) -> Deal:
    """The deal, locked, in *version* (if one is given), by somebody who answers for it, and not ended yet.

    Raises NotFound, NotAllowed, Conflict, and UserError for a deal that has ended.
    """
    deal = locked(session, Deal, deal_id)
    responsible(session, deal)
    if version is not None:
        expect(deal, version)
    if deal.stage in FINAL:
        raise UserError("Deal {number} has ended: nothing is changed in it any more.", number=deal.number)
    return deal


EDITABLE = frozenset(
    {
        *("title", "payment_terms", "delivery_terms", "warranty_months", "delivery_site_id", "expected_at"),
        *("equipment_id", "material_id", "field_id", "legal_entity_id"),
    }
)


def edit(session: Session, deal_id: int, version: int, original: Mapping[str, object], mine: Mapping[str, object]) -> int:
    """Change the deal's own fields from *original* to *mine*; the new version. Raises Conflict, UserError, NotAllowed."""
    deal = held(session, deal_id)
    unknown = mine.keys() - EDITABLE
    if unknown:
        raise ValueError(f"not a field that people edit: {sorted(unknown)}")
    if "title" in mine and not str(mine["title"]).strip():
        raise UserError("Give the deal a title: what is it about?")
    apply_changes(deal, version, original, mine)
    entity = session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None
    site = session.get(Site, deal.delivery_site_id) if deal.delivery_site_id is not None else None
    if any(record is not None and record.counterparty_id != deal.counterparty_id for record in (entity, site)):
        raise UserError("Choose a legal entity and a place of this customer.")
    session.flush()
    return deal.version


def hand_over(session: Session, deal_id: int, version: int, seller_id: int) -> int:
    """Give the deal, and its open tasks of the old seller, to another seller; the new version. For heads only."""
    require(session, Role.HEAD)
    deal = held(session, deal_id, version)
    new = employee(session, seller_id)
    if Role.SELLER not in new.roles:
        raise UserError("{name} does not sell.", name=new.name)
    old, deal.seller_id = deal.seller_id, new.id
    for task in session.scalars(
        select(Task).where(Task.deal_id == deal_id, Task.employee_id == old, Task.done_at.is_(None))
    ):
        task.employee_id = new.id
        task_elsewhere(session, task, old)
    gone(session, "deals", deal.id, employee_ids=[old])
    news = phrase("Deal {number}, {company}, is yours now.", number=deal.number, company=company(session, deal))
    tell(session, [new.id], news, place="deals", record_id=deal.id, kind=NoticeKind.DEAL)
    session.flush()
    return deal.version


def set_person(session: Session, deal_id: int, version: int, contact_id: int, role: str, main: bool = False) -> int:
    """Let a contact of the customer take part in the deal; the deal's new version."""
    deal = held(session, deal_id, version)
    contact = session.get(Contact, contact_id)
    if contact is None or contact.counterparty_id != deal.counterparty_id:
        raise UserError("This person does not belong to the customer.")
    taking_part = session.scalars(select(DealContact).where(DealContact.deal_id == deal_id)).all()
    if main:
        for each in taking_part:
            each.main = False
    person = next((each for each in taking_part if each.contact_id == contact_id), None)
    if person is None:
        person = DealContact(deal_id=deal_id, contact_id=contact_id)
        session.add(person)
    person.role, person.main = role.strip(), main or not taking_part
    return changed(session, deal)


def remove_person(session: Session, deal_id: int, version: int, contact_id: int) -> int:
    """Take a contact out of the deal; the deal's new version. Raises UserError for the last one who can be reached."""
    deal = held(session, deal_id, version)
    person = session.get(DealContact, (deal_id, contact_id))
    if person is not None:
        session.delete(person)
        session.flush()
    left = session.scalars(select(DealContact.contact_id).where(DealContact.deal_id == deal_id)).all()
    if not reachable(session, list(left)):
        raise UserError("Somebody with phone or e-mail must stay in the deal.")
    return changed(session, deal)


def add_note(session: Session, deal_id: int, text: str) -> int:
    """Write a note into the deal's history; its id. Raises UserError for an empty one."""
    deal = locked(session, Deal, deal_id)
    who = actor(session)
    if not text.strip():
        raise UserError("Write something first.")
    note = Interaction(
        at=now(session),
        kind=InteractionKind.NOTE,
        direction=Direction.INTERNAL,
        counterparty_id=deal.counterparty_id,
        employee_id=who.id,
        deal_id=deal_id,
        text=text.strip(),
    )
    session.add(note)
    session.flush()
    return note.id
