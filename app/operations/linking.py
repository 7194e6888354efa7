"""When a stranger turns out to be known: the lead that was made joins the known counterparty, nothing of it is lost."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity, LegalEntity, Site
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.terms import CounterpartyKind

Moved = Contact | ContactPoint | Interaction


def join_lead(session: Session, inquiry: Inquiry, target_id: int) -> None:
    """Move the lead of *inquiry* into *target_id* if it has nothing but this inquiry, else the inquiry's letters only."""
    lead = session.get(Counterparty, inquiry.counterparty_id) if inquiry.counterparty_id is not None else None
    if lead is None or not _nothing_else(session, lead, inquiry):
        _move(session.scalars(select(Interaction).where(Interaction.inquiry_id == inquiry.id)), target_id)
        return
    identities = Identity.counterparty_id == lead.id
    session.execute(update(Identity).where(identities).values(counterparty_id=target_id))
    for kind in (Contact, ContactPoint, Interaction):
        _move(session.scalars(select(kind).where(kind.counterparty_id == lead.id)), target_id)
    lead.merged_into_id = target_id


def part_again(session: Session, lead_id: int | None, target_id: int, at: datetime) -> None:
    """Take ``join_lead`` back: what moved from *lead_id* to *target_id* at the moment *at* goes back, by the audit trail."""
    interactions = _moved(session, Interaction, lead_id, target_id, at)
    for interaction in session.scalars(select(Interaction).where(Interaction.id.in_(interactions))):
        interaction.counterparty_id = lead_id
    if lead_id is None:
        return
    contacts = _moved(session, Contact, lead_id, target_id, at)
    _move(session.scalars(select(Contact).where(Contact.id.in_(contacts))), lead_id)
    points = _moved(session, ContactPoint, lead_id, target_id, at)
    for point in session.scalars(select(ContactPoint).where(ContactPoint.id.in_(points))):
        point.counterparty_id = lead_id
        identity = and_(Identity.kind == point.kind, Identity.value == point.value)
        session.execute(update(Identity).where(identity).values(counterparty_id=lead_id))
    lead = session.get_one(Counterparty, lead_id)
    if lead.merged_into_id == target_id:
        lead.merged_into_id = None


def _nothing_else(session: Session, lead: Counterparty, inquiry: Inquiry) -> bool:
    """Whether *lead* exists for *inquiry* alone: no deal, no other inquiry, no legal entity, no site."""
    if lead.kind is not CounterpartyKind.LEAD or lead.merged_into_id is not None:
        return False
    others = (
        select(Deal.id).where(Deal.counterparty_id == lead.id),
        select(Inquiry.id).where(Inquiry.counterparty_id == lead.id, Inquiry.id != inquiry.id),
        select(LegalEntity.id).where(LegalEntity.counterparty_id == lead.id),
        select(Site.id).where(Site.counterparty_id == lead.id),
    )
    return all(session.scalar(other.limit(1)) is None for other in others)


def _moved(session: Session, kind: type[Moved], lead_id: int | None, target_id: int, at: datetime) -> list[int]:
    """Ids of the records of *kind* that the audit trail saw going from the lead to the target at *at*."""
    entries = session.scalars(
        select(AuditEntry).where(
            AuditEntry.at == at, AuditEntry.action == "update", AuditEntry.table_name == kind.__tablename__
        )
    )
    moved = (entry.record_id for entry in entries if entry.changes.get("counterparty_id") == [lead_id, target_id])
    return [record_id for record_id in moved if record_id is not None]


def _move(records: Iterable[Moved], counterparty_id: int) -> None:
    for record in records:
        record.counterparty_id = counterparty_id
