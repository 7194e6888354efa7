"""The fields of two that are parted again: what a person chose, and what follows from their records (decision 040)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.interactions import Interaction
from app.models.merging import Merge
from app.models.papers import Contract
from app.models.terms import CounterpartyKind
from app.operations.merging_fields import FIELDS, MARKS, changed_since, earliest, latest, restored, take_back, write
from app.operations.unmerging_evidence import Whose


def part_fields(
    merge: Merge, later: Sequence[Merge], kept: Counterparty, merged: Counterparty, answers: Mapping[str, Whose]
) -> None:
    """Each field as before the merge; what was changed since stays with the kept one, or goes as was answered."""
    for name in FIELDS:
        if not changed_since(merge, later, kept, name):
            take_back(merge, later, kept, name)
        elif answers.get(name) == "merged":
            write(merged, name, getattr(kept, name))
            write(kept, name, restored(name, merge.kept_before.get(name)))


def follow(session: Session, merge: Merge, later: Sequence[Merge], kept: Counterparty) -> None:
    """What follows by itself: as the merges that still stand make it of what was there before."""
    if not changed_since(merge, later, kept, "inquiry_id"):
        take_back(merge, later, kept, "inquiry_id")
    for name, choose in (("customer_since", earliest), ("last_contact_at", latest)):
        untouched = not changed_since(merge, later, kept, name)
        value = restored(name, merge.kept_before.get(name))
        for each in later:
            its = getattr(session.get_one(Counterparty, each.merged_id), name)
            before, value = value, choose((value, its))
            each.kept_before = {**each.kept_before, name: _written(before)}
            each.kept_after = {**each.kept_after, name: _written(value)}
        if untouched or name == "last_contact_at":
            setattr(kept, name, value)


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def settle_kind(session: Session, party: Counterparty) -> None:
    """Whoever has a contract is a customer, whatever the two were before [M38]."""
    if party.kind is not CounterpartyKind.LEAD:
        return
    first = session.scalar(
        select(Contract.concluded_on)
        .join(Deal, Deal.id == Contract.deal_id)
        .where(Deal.counterparty_id == party.id)
        .order_by(Contract.id)
        .limit(1)
    )
    if first is not None:
        party.kind = CounterpartyKind.CUSTOMER
        party.customer_since = party.customer_since or datetime.combine(first, time.min, UTC)


def heard_since(session: Session, party: Counterparty, merge: Merge) -> None:
    """When it was last spoken with, with what came since the merge."""
    newest = session.scalar(
        select(Interaction.at)
        .where(
            Interaction.counterparty_id == party.id,
            Interaction.automatic.is_(False),
            Interaction.id > merge.kept_after[MARKS].get(Interaction.__tablename__, 0),
        )
        .order_by(Interaction.at.desc())
        .limit(1)
    )
    party.last_contact_at = latest((party.last_contact_at, newest))
