"""What a seller fills in to make a deal of a lead, and what of it the process still asks for [M35, M40-M42]. Pure."""

from dataclasses import asdict, dataclass, replace

from app.errors import Missing, UserError
from app.language import Phrase
from app.models.counterparties import LegalEntity
from app.models.naming import LONGEST_NAME
from app.models.process import missing
from app.models.requirements import CONTACT, ENTITY_DETAILS, LEGAL_ENTITY, NEED, DealFacts
from app.models.terms import Stage
from app.models.triage_terms import LegalForm
from app.operations.editing import FIELD_LABELS


@dataclass(frozen=True, slots=True)
class EntityDraft:
    """The legal entity as the form has it; the fields are those of ``LegalEntity``; form: a value of ``LegalForm``."""

    name: str = ""
    tax_id: str = ""
    address: str = ""
    bank_name: str = ""
    bank_account: str = ""
    bank_code: str = ""
    tax_reason_code: str = ""
    vat_id: str = ""
    registration_number: str = ""
    correspondent_account: str = ""
    country: str = ""
    form: str = LegalForm.ORGANISATION.value


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """The person whom the seller talks with; phone as it was written."""

    name: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewDeal:
    """What a deal begins with. needs: each wish, and whether it is negotiable [M40]; currency: ISO 4217, "" = ours."""

    title: str
    needs: tuple[tuple[str, bool], ...]
    entity: EntityDraft
    contact: ContactDraft
    equipment_id: int | None = None
    material_id: int | None = None
    field_id: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class LeadCheck:
    """The three things that qualification completes [M35], and what of them is still missing."""

    contacts_ok: bool
    company_ok: bool
    needs_ok: bool
    missing: tuple[Missing, ...]


def check(draft: NewDeal) -> LeadCheck:
    """What *draft* still lacks to become a deal, by the gate of the process table."""
    lacks = missing(_facts(draft), Stage.SELECTION) or []
    codes = {lack.code for lack in lacks}
    return LeadCheck(
        contacts_ok=CONTACT.code not in codes,
        company_ok=codes.isdisjoint({LEGAL_ENTITY.code, ENTITY_DETAILS.code}),
        needs_ok=NEED.code not in codes,
        missing=tuple(lacks),
    )


def _facts(draft: NewDeal) -> DealFacts:
    entity = draft.entity
    given = any((entity.name, entity.tax_id, entity.address, entity.bank_account, entity.bank_code))
    return DealFacts(
        needs=sum(bool(text.strip()) for text, _ in draft.needs),
        entity_lacks=tuple(LegalEntity(**asdict(entity)).lacks()) if given else None,
        reachable_contacts=int(bool(draft.contact.phone.strip() or draft.contact.email.strip())),
    )


def tidy(draft: NewDeal) -> NewDeal:
    """*draft* without blanks around its fields and empty needs. Raises UserError for a field that is too long."""
    entity = EntityDraft(**{field: value.strip() for field, value in asdict(draft.entity).items()})
    for field, value in asdict(entity).items():
        length = getattr(LegalEntity.__table__.columns[field].type, "length", None)
        if length is not None and len(value) > length:
            label = Phrase(FIELD_LABELS.get(field, field))
            raise UserError("{field} is too long: at most {count} characters.", field=label, count=length)
    needs = tuple((text.strip(), negotiable) for text, negotiable in draft.needs if text.strip())
    title = draft.title.strip() or (needs[0][0] if needs else "")
    return replace(draft, title=title[:LONGEST_NAME], needs=needs, entity=entity)
