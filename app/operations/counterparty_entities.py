"""The legal entities and the places of a counterparty: what contracts, invoices and deliveries need [M41, M77]."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase
from app.models.counterparties import LegalEntity, Site
from app.models.terms import AddressKind
from app.operations.actors import require
from app.operations.counterparty_card import EDITING, entity_row
from app.operations.counterparty_people import standing
from app.operations.counterparty_rows import EntityRow
from app.operations.editing import FIELD_LABELS, apply_changes, locked
from app.operations.lead_draft import EntityDraft

SITE_FIELDS = frozenset({"kind", "name", "address", "country", "note"})


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A new place; country: ISO 3166."""

    address: str
    kind: AddressKind = AddressKind.DELIVERY
    name: str = ""
    country: str = ""
    note: str = ""


def add_entity(session: Session, counterparty_id: int, draft: EntityDraft) -> EntityRow:
    """A new legal entity. It may be incomplete: what a deal still needs is named by the row.

    Raises NotAllowed, NotFound, and UserError without a name or for a field that is too long.
    """
    require(session, *EDITING)
    standing(session, counterparty_id)
    entity = LegalEntity(counterparty_id=counterparty_id, **_tidy(asdict(draft)))
    if not entity.name:
        raise UserError("A legal entity needs a name.")
    session.add(entity)
    session.flush()
    return entity_row(entity)


def edit_entity(session: Session, entity_id: int, version: int, original: EntityDraft, mine: EntityDraft) -> EntityRow:
    """Write what a form changed, from *original* to *mine*. Raises NotAllowed, NotFound, Conflict, UserError."""
    require(session, *EDITING)
    entity = locked(session, LegalEntity, entity_id)
    before, after = asdict(original), _tidy(asdict(mine))
    if not after["name"]:
        raise UserError("A legal entity needs a name.")
    apply_changes(entity, version, before, {field: value for field, value in after.items() if value != before[field]})
    session.flush()
    return entity_row(entity)


def add_site(session: Session, counterparty_id: int, draft: SiteDraft) -> int:
    """A new place of a counterparty; the id. Raises NotAllowed, NotFound, UserError without an address."""
    require(session, *EDITING)
    standing(session, counterparty_id)
    if not draft.address.strip():
        raise UserError("A place needs an address.")
    site = Site(counterparty_id=counterparty_id, **asdict(draft))
    session.add(site)
    session.flush()
    return site.id


def edit_site(
    session: Session, site_id: int, version: int, original: Mapping[str, object], mine: Mapping[str, object]
) -> int:
    """Write what a form changed of a place; the new version. Raises NotAllowed, NotFound, Conflict, UserError."""
    require(session, *EDITING)
    if unknown := set(mine) - SITE_FIELDS:
        raise ValueError(f"not to be edited: {', '.join(sorted(unknown))}")
    site = locked(session, Site, site_id)
    if not str(mine.get("address", site.address)).strip():
        raise UserError("A place needs an address.")
    apply_changes(site, version, original, mine)
    session.flush()
    return site.version


def _tidy(values: Mapping[str, str]) -> dict[str, str]:
    """*values* without blanks around them. Raises UserError for one that is too long for its field."""
    tidy = {field: value.strip() for field, value in values.items()}
    for field, value in tidy.items():
        length = getattr(LegalEntity.__table__.columns[field].type, "length", None)
        if length is not None and len(value) > length:
            label = Phrase(FIELD_LABELS.get(field, field))
            raise UserError("{field} is too long: at most {count} characters.", field=label, count=length)
    return tidy
