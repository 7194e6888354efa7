"""Whom one can write to while a recipient is typed: people of the directory."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.terms import ContactPointKind
from app.operations.actors import require
from app.operations.bounces import is_bouncing
from app.operations.letter_rows import WRITING
from app.operations.search_text import has, reached_by
from app.operations.search_words import wanted

SHORTEST = 2
"""Letters from which on recipients are suggested."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be written to. bouncing: letters to this address came back."""

    address: str
    name: str
    company: str
    counterparty_id: int | None
    bouncing: bool


def recipients(session: Session, text: str, limit: int = 8) -> tuple[Recipient, ...]:
    """People whose name, company or address has *text* in it, each address once."""
    require(session, *WRITING)
    if len(text.strip()) < SHORTEST:
        return ()
    look = wanted(session, text)
    rows = session.execute(
        select(
            ContactPoint.value,
            Contact.name.label("person"),
            Counterparty.name.label("company"),
            Counterparty.id,
        )
        .join(Counterparty, Counterparty.id == ContactPoint.counterparty_id)
        .outerjoin(Contact, Contact.id == ContactPoint.contact_id)
        .where(
            ContactPoint.kind == ContactPointKind.EMAIL,
            ContactPoint.valid,
            Contact.active.is_not(False),
            Counterparty.merged_into_id.is_(None),
            or_(
                ContactPoint.id.in_(select(ContactPoint.id).where(reached_by(look)).correlate(None)),
                ContactPoint.contact_id.in_(select(Contact.id).where(has(look, "contact", Contact.id)).correlate(None)),
                ContactPoint.counterparty_id.in_(
                    select(Counterparty.id).where(has(look, "counterparty", Counterparty.id)).correlate(None)
                ),
            ),
        )
        .order_by(Counterparty.last_contact_at.desc().nulls_last(), ContactPoint.id)
        .limit(limit * 2)
    ).all()
    found = {row.value: row for row in reversed(rows)}
    broken = is_bouncing(session, found)
    listed = list(dict.fromkeys(row.value for row in rows))[:limit]
    return tuple(
        Recipient(value, found[value].person or "", found[value].company, found[value].id, value in broken)
        for value in listed
    )
