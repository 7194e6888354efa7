"""Two counterparties that are one: compared field by field, then merged; nothing of either is lost [M36, C34].

The merged one keeps its own record, forwards to the kept one, and can be parted from it again (``unmerging``, decision 040).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, marked, phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.merging import Merge
from app.models.notice_terms import NoticeKind
from app.models.session import acting, now, replayable
from app.models.terms import KIND_WORDS, ROLE_WORDS, Role
from app.operations.absences import standing_in_for
from app.operations.actors import Actor, actor
from app.operations.editing import expect, locked
from app.operations.leases import INTAKE, demand
from app.operations.merging_fields import FIELDS, MARKS, Choice, FieldPair, kept_as, pairs, put_together
from app.operations.merging_references import NOTICES, counted, marks, references, remember, turn
from app.operations.notices import tell
from app.operations.possible_doubles import are_different, settle

__all__ = [
    "Choice",
    "Comparison",
    "CountPair",
    "FieldPair",
    "Merged",
    "Side",
    "compare",
    "gather",
    "held_in_order",
    "merge",
    "require_own",
]

DECIDING = frozenset({Role.HEAD, Role.DISPATCHER, Role.ADMIN})
"""Who merges and parts anybody; a seller only the own ones."""
MOST_COUNTED = 10_000
LATECOMERS = timedelta(hours=2)
"""So long after a merge it is looked whether something still came to the merged one: what was under way, or waited."""

TABLE_WORDS = {
    "contact": marked("People"),
    "contact_point": marked("Numbers and addresses"),
    "legal_entity": marked("Legal entities"),
    "site": marked("Places"),
    "inquiry": marked("Inquiries"),
    "deal": marked("Deals"),
    "interaction": marked("Calls, letters and notes"),
    "task": marked("Tasks"),
    "outgoing_letter": marked("Letters being written"),
    "attachment": marked("Files"),
    "quality_call": marked("Quality calls"),
    "difficult_case": marked("Difficult cases"),
    "purchase_order": marked("Purchase orders"),
    "product": marked("Articles supplied"),
    "batch": marked("Batches supplied"),
    "counterparty": marked("Counterparties that belong to it"),
}
"""What is counted for people, in this order; what only serves the house moves along untold."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. kind: in words; seller: name, "" if nobody."""

    id: int
    version: int
    name: str
    kind: Phrase
    seller: str


@dataclass(frozen=True, slots=True)
class CountPair:
    """How many records of one kind each side has, up to 10,000; afterwards the kept one has all of them."""

    table: str
    label: Phrase
    kept: int
    merged: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, field by field, and what hangs on each. different: somebody has judged that they are not the same."""

    kept: Side
    merged: Side
    fields: tuple[FieldPair, ...]
    counts: tuple[CountPair, ...]
    different: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The merge, in one sentence; version: of the merge, with it ``unmerging.unmerge`` takes it back."""

    merge_id: int
    version: int
    kept_id: int
    sentence: Phrase


def compare(session: Session, kept_id: int, merged_id: int) -> Comparison:
    """Both sides as they are, and what is proposed. Raises NotAllowed, NotFound, and UserError as ``merge`` does."""
    who = actor(session)
    kept, merged = standing_pair(session, kept_id, merged_id)
    require_own(session, who, kept, merged)
    _refuse_circle(session, kept, merged)
    left, right = (dict(counted(session, each, MOST_COUNTED)) for each in (kept_id, merged_id))
    counts = tuple(
        CountPair(table, phrase(word), left.get(table, 0), right.get(table, 0))
        for table, word in TABLE_WORDS.items()
        if table in left or table in right
    )
    different = are_different(session, kept_id, merged_id)
    return Comparison(_side(session, kept), _side(session, merged), pairs(session, kept, merged), counts, different)


def merge(
    session: Session, kept_id: int, kept_version: int, merged_id: int, merged_version: int, chosen: Mapping[str, Choice]
) -> Merged:
    """Let *merged_id* go into *kept_id*, with everything that belongs to it; both sellers hear of it.

    chosen: whose value stands, by field; what is proposed where nothing is chosen. For heads, dispatchers, administrators,
    and a seller whose both are (or nobody's, or of somebody whom they stand in for). Raises NotAllowed, NotFound, Conflict
    for a version that is no longer the newest, and UserError: the same record, merged already, a group and its member,
    a customer that would become a lead.
    """
    who = actor(session)
    if unknown := set(chosen) - set(FIELDS):
        raise ValueError(f"not to be chosen: {', '.join(sorted(unknown))}")
    held_in_order(session, kept_id, merged_id)
    kept, merged = standing_pair(session, kept_id, merged_id)
    require_own(session, who, kept, merged)
    expect(kept, kept_version)
    expect(merged, merged_version)
    _refuse_circle(session, kept, merged)
    before = kept_as(kept)
    sellers = [kept.seller_id, merged.seller_id]
    put_together(kept, merged, chosen)
    merged.merged_into_id = kept.id
    record = Merge(
        kept_id=kept.id,
        merged_id=merged.id,
        at=now(session),
        employee_id=acting(session),
        kept_before=before,
        kept_after={**kept_as(kept), MARKS: marks(session)},
    )
    session.add(record)
    session.flush()
    _move(session, record)
    settle(session, record.id, merged.id)
    sentence = phrase("{merged} is part of {name} now.", merged=merged.name, name=kept.name)
    news = phrase("{merged} turned out to be {name}: both are one now.", merged=merged.name, name=kept.name)
    told = [each for each in (*sellers, kept.seller_id) if each is not None]
    tell(session, told, news, place=NOTICES, record_id=kept.id, kind=NoticeKind.OTHER)
    session.flush()
    return Merged(record.id, record.version, kept.id, sentence)


@replayable
def gather(session: Session, holder: str | None) -> int:
    """Bring to the kept one what still came to a merged one: a transaction was under way, or a window open; how many.

    Raises LeaseLost.
    """
    latecomers = or_(*(each.names(Merge.merged_id) for each in references() if each.indexed))
    recent = select(Merge.id).where(Merge.undone_at.is_(None), Merge.at >= now(session) - LATECOMERS, latecomers)
    moved = 0
    for merge_id in session.scalars(recent.order_by(Merge.id)).all():
        record = session.get_one(Merge, merge_id)
        held_in_order(session, record.kept_id, record.merged_id)
        session.refresh(record)
        if record.undone_at is None:
            moved += _move(session, record)
    if moved and holder is not None:
        demand(session, INTAKE, holder)
    return moved


def _move(session: Session, record: Merge) -> int:
    """Turn every reference to the merged one, and remember each; how many there were."""
    session.flush()
    merge_id, merged_id, kept_id = record.id, record.merged_id, record.kept_id
    moved = 0
    for reference in references():
        ids = turn(session, reference, merged_id, kept_id)
        remember(session, merge_id, reference, ids)
        moved += len(ids)
    # The session may hold what was turned past it.
    session.expire_all()
    return moved


def held_in_order(session: Session, *counterparty_ids: int) -> None:
    """Hold the records against everybody else until the transaction ends, always in the order of their ids.

    Raises NotFound.
    """
    for each in sorted(set(counterparty_ids)):
        locked(session, Counterparty, each)


def standing_pair(session: Session, kept_id: int, merged_id: int) -> tuple[Counterparty, Counterparty]:
    """Two different ones, neither of which was merged. Raises NotFound, UserError."""
    parties = [session.get(Counterparty, each) for each in (kept_id, merged_id)]
    kept, merged = parties
    if kept is None or merged is None:
        raise NotFound("This counterparty does not exist (any more).")
    if kept_id == merged_id:
        raise UserError("{name} cannot be merged with itself.", name=kept.name)
    for party in (kept, merged):
        if party.merged_into_id is not None:
            raise UserError("{name} was a double and is merged: work on the one it belongs to.", name=party.name)
    return kept, merged


def require_own(session: Session, who: Actor, *parties: Counterparty) -> None:
    """Sellers decide about their own, and about those of whom they stand in for. Raises NotAllowed naming whose it is."""
    if not who.roles.isdisjoint(DECIDING):
        return
    if Role.SELLER not in who.roles:
        raise NotAllowed("This is for {role}, not for {name}.", role=phrase(ROLE_WORDS[Role.SELLER]), name=who.name)
    mine = {who.id, *standing_in_for(session, who.id)}
    for party in parties:
        if party.seller_id is not None and mine.isdisjoint({party.seller_id, party.substitute_id}):
            seller = session.scalar(select(Employee.name).where(Employee.id == party.seller_id)) or ""
            raise NotAllowed("{name} belongs to {seller}: ask the head of the department.", name=party.name, seller=seller)
    if all(party.seller_id is None for party in parties):
        raise NotAllowed("Nobody sells to {name} yet: the dispatcher or a head decides.", name=parties[0].name)


def _refuse_circle(session: Session, kept: Counterparty, merged: Counterparty) -> None:
    """A group is no double of what belongs to it, near or far. Raises UserError."""
    for group, member in ((kept, merged), (merged, kept)):
        seen, above = {member.id}, member.group_id
        while above is not None and above not in seen:
            if above == group.id:
                raise UserError(
                    "{name} belongs to the group {group}: take it out of the group first.",
                    name=member.name,
                    group=group.name,
                )
            seen.add(above)
            above = session.scalar(select(Counterparty.group_id).where(Counterparty.id == above))


def _side(session: Session, party: Counterparty) -> Side:
    seller = session.scalar(select(Employee.name).where(Employee.id == party.seller_id)) or ""
    return Side(party.id, party.version, party.name, phrase(KIND_WORDS[party.kind]), seller)
