"""Qualification: the seller completes contacts, company and needs; then the inquiry becomes a deal, or ends [M35-M42]."""

from dataclasses import asdict

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.errors import GateClosed, NotFound, UserError
from app.language import Phrase, phrase
from app.models.bank_details import doubts, number_doubts
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.naming import LONGEST_NAME, folded
from app.models.notice_terms import NoticeKind
from app.models.products import Trait
from app.models.session import now, touch
from app.models.terms import CloseReason, ContactPointKind, CounterpartyKind, InquiryState, Role, TraitKind
from app.models.triage_terms import LegalForm
from app.operations.absences import with_substitutes
from app.operations.actors import Actor, head_of, require
from app.operations.counterparties import add_point
from app.operations.deals import DealOpening, open_deal
from app.operations.decisions import Decided, close_as, opened, qualify_task, require_own
from app.operations.doubles import Double, typed
from app.operations.lead_draft import ContactDraft, EntityDraft, LeadCheck, NewDeal, check, tidy
from app.operations.notices import gone, tell
from app.operations.settings import setting
from app.phone_number import shown_phone

__all__ = [
    "ContactDraft",
    "EntityDraft",
    "LeadCheck",
    "NewDeal",
    "check",
    "check_entity",
    "check_numbers",
    "close_inquiry",
    "draft_for",
    "known_as",
    "qualify",
]

LONGEST_NEED = 500
"""Characters of a letter that are proposed as its need; the seller puts it into words."""


def check_entity(tax_id: str, bank_account: str, bank_code: str, country: str) -> tuple[Phrase, ...]:
    """What is probably mistyped in tax number and bank details: warnings, never a reason to refuse."""
    return doubts(tax_id, bank_account, bank_code, country)


def check_numbers(entity: EntityDraft) -> tuple[Phrase, ...]:
    """What is probably mistyped in any number of a legal entity: warnings, never a reason to refuse [M36]."""
    others = number_doubts(
        entity.country,
        tax_id=entity.tax_id,
        vat_id=entity.vat_id,
        registration_number=entity.registration_number,
        tax_reason_code=entity.tax_reason_code,
        correspondent_account=entity.correspondent_account,
        bank_code=entity.bank_code,
        organised=entity.form == LegalForm.ORGANISATION,
    )
    return (*check_entity(entity.tax_id, entity.bank_account, entity.bank_code, entity.country), *others)


def known_as(session: Session, inquiry_id: int, draft: NewDeal) -> tuple[Double, ...]:
    """Who the one in the form may be already, while it is being typed; never the lead that was made for the inquiry [M36].

    Raises NotFound.
    """
    own = session.execute(select(Inquiry.counterparty_id).where(Inquiry.id == inquiry_id)).first()
    if own is None:
        raise NotFound("This inquiry does not exist (any more).")
    person, entity = draft.contact, draft.entity
    return typed(
        session, person.name, entity.name, person.phone, person.email, entity.tax_id, entity.vat_id, own.counterparty_id
    )


def draft_for(session: Session, inquiry_id: int) -> NewDeal:
    """The form as far as the lead can fill it. Raises NotFound."""
    inquiry = session.get(Inquiry, inquiry_id)
    if inquiry is None:
        raise NotFound("This inquiry does not exist (any more).")
    need = " ".join((inquiry.text or inquiry.subject).split())[:LONGEST_NEED]
    return NewDeal(
        title=inquiry.subject or need[:80],
        needs=((need, False),) if need else (),
        entity=_known_entity(session, inquiry),
        contact=ContactDraft(
            name=inquiry.name,
            phone=shown_phone(inquiry.phone) if inquiry.phone else "",
            email=inquiry.email,
        ),
        currency=str(setting(session, "company.currency", "EUR")),
    )


def qualify(session: Session, inquiry_id: int, version: int, draft: NewDeal) -> int:
    """Make the inquiry a deal; its id. The lead stays one until the first contract.

    Raises GateClosed with all that is missing, NotAllowed, NotFound, Conflict, and UserError for what cannot be read.
    """
    who = require(session, Role.SELLER, Role.HEAD)
    inquiry = opened(session, inquiry_id, version, InquiryState.ASSIGNED)
    require_own(session, who, inquiry)
    draft = tidy(draft)
    lacks = check(draft).missing
    if lacks:
        raise GateClosed("Inquiry {number} cannot become a deal yet.", missing=lacks, number=inquiry.number)
    _require_traits(session, draft)
    party = _counterparty(session, inquiry, draft)
    entity = _entity(session, party, draft.entity)
    person = _contact(session, party, draft.contact)
    deal = _deal(session, inquiry, party, entity, person, draft)
    _finish(session, inquiry, deal, who)
    return deal.id


def close_inquiry(session: Session, inquiry_id: int, version: int, reason: CloseReason, note: str = "") -> Decided:
    """The seller found that no deal comes of it, with the reason [M37]. Raises as ``triage.close`` does."""
    return close_as(session, inquiry_id, version, reason, note, InquiryState.SORTED, InquiryState.ASSIGNED)


def _require_traits(session: Session, draft: NewDeal) -> None:
    wanted = {
        TraitKind.EQUIPMENT: draft.equipment_id,
        TraitKind.MATERIAL: draft.material_id,
        TraitKind.FIELD: draft.field_id,
    }
    known = {(row.kind, row.id) for row in session.execute(select(Trait.kind, Trait.id))}
    if any(trait_id is not None and (kind, trait_id) not in known for kind, trait_id in wanted.items()):
        raise NotFound("This parameter of the equipment does not exist (any more).")


def _known_entity(session: Session, inquiry: Inquiry) -> EntityDraft:
    """The newest legal entity of whoever asks, else the company that the inquiry names."""
    known = session.scalars(
        select(LegalEntity)
        .where(LegalEntity.counterparty_id == inquiry.counterparty_id)
        .order_by(LegalEntity.id.desc())
        .limit(1)
    ).first()
    if known is not None:
        return EntityDraft(**{field: getattr(known, field) for field in asdict(EntityDraft())})
    return EntityDraft(name=inquiry.company, country=str(setting(session, "company.country", "")))


def _counterparty(session: Session, inquiry: Inquiry, draft: NewDeal) -> Counterparty:
    """The lead under the name of its company; a new one where a withheld number had none."""
    name = draft.entity.name[:LONGEST_NAME]
    party = session.get(Counterparty, inquiry.counterparty_id) if inquiry.counterparty_id is not None else None
    if party is None:
        party = Counterparty(
            kind=CounterpartyKind.LEAD,
            name=name,
            folded=folded(name),
            department_id=inquiry.department_id,
            seller_id=inquiry.seller_id,
            language=inquiry.language,
            inquiry_id=inquiry.id,
            created_at=now(session),
        )
        session.add(party)
        session.flush()
        inquiry.counterparty_id = party.id
    elif party.kind is CounterpartyKind.LEAD:
        party.name, party.folded = name, folded(name)
    return party


def _entity(session: Session, party: Counterparty, draft: EntityDraft) -> LegalEntity:
    """The party's legal entity with this tax number or name, brought up to date; a new one where there is none."""
    own = session.scalars(select(LegalEntity).where(LegalEntity.counterparty_id == party.id)).all()
    same_number = [each for each in own if draft.tax_id and each.tax_id == draft.tax_id]
    same_name = [each for each in own if not (each.tax_id and draft.tax_id) and folded(each.name) == folded(draft.name)]
    for entity in (*same_number, *same_name):
        for field, value in asdict(draft).items():
            if value:
                setattr(entity, field, value)
        return entity
    entity = LegalEntity(counterparty_id=party.id, **asdict(draft))
    session.add(entity)
    session.flush()
    return entity


def _contact(session: Session, party: Counterparty, draft: ContactDraft) -> Contact:
    """The person of that name, or whom that address or number belongs to; a new one where there is none."""
    name = (draft.name.strip() or draft.email.strip() or draft.phone.strip())[:LONGEST_NAME]
    email = draft.email.strip().lower()
    person = session.scalars(
        select(Contact)
        .outerjoin(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(
            Contact.counterparty_id == party.id,
            or_(Contact.folded == folded(name), ContactPoint.value == email if email else Contact.folded == folded(name)),
        )
        .order_by(Contact.id)
        .limit(1)
    ).first()
    if person is None:
        person = Contact(counterparty_id=party.id, name=name, folded=folded(name), language=party.language)
        session.add(person)
        session.flush()
    if draft.name.strip():
        person.name, person.folded = name, folded(name)
    person.position = draft.position.strip() or person.position
    if draft.phone.strip():
        add_point(session, person, ContactPointKind.PHONE, draft.phone)
    if email:
        add_point(session, person, ContactPointKind.EMAIL, email)
    return person


def _deal(
    session: Session, inquiry: Inquiry, party: Counterparty, entity: LegalEntity, person: Contact, draft: NewDeal
) -> Deal:
    department_id = inquiry.department_id or party.department_id
    if department_id is None or inquiry.seller_id is None:
        raise UserError("Inquiry {number} has no department or seller yet.", number=inquiry.number)
    opening = DealOpening(
        title=draft.title,
        counterparty_id=party.id,
        legal_entity_id=entity.id,
        inquiry_id=inquiry.id,
        department_id=department_id,
        seller_id=inquiry.seller_id,
        needs=draft.needs,
        contacts=((person.id, ""),),
        currency=draft.currency,
        equipment_id=draft.equipment_id,
        material_id=draft.material_id,
        field_id=draft.field_id,
    )
    return session.get_one(Deal, open_deal(session, opening))


def _finish(session: Session, inquiry: Inquiry, deal: Deal, who: Actor) -> None:
    """The inquiry has become the deal; its letters stand in the deal's history, its task is done, the head knows."""
    inquiry.state = InquiryState.QUALIFIED
    task = qualify_task(session, inquiry)
    if task is not None:
        task.done_at, task.done_by_id, task.deal_id = now(session), who.id, deal.id
        task.result = InquiryState.QUALIFIED.value
    session.execute(update(Interaction).where(Interaction.inquiry_id == inquiry.id).values(deal_id=deal.id))
    touch(session, "interaction")
    gone(session, "triage", inquiry.id)
    head = head_of(session, deal.department_id)
    news = phrase(
        "Inquiry {inquiry} became deal {number}: {title}", inquiry=inquiry.number, number=deal.number, title=deal.title
    )
    told = with_substitutes(session, [head]) if head else []
    tell(session, told, news, place="deals", record_id=deal.id, kind=NoticeKind.DEAL)
