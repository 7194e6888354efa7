"""Pairs of counterparties that may be one: found when one is recorded or changed, worked off as a list [M36].

They are found next door (``double_noting``). What a person has judged to be different (``proposed.judge_different``: one
truth for all) is never noted again.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Label, Row, and_, func, insert, not_, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty, NotADouble
from app.models.merging import MergedReference, PossibleDouble
from app.models.session import now, touch
from app.models.terms import KIND_WORDS, CounterpartyKind, Role
from app.models.triage_terms import DOUBLE_WORDS, DoubleReason
from app.operations import proposed
from app.operations.actors import require
from app.operations.double_noting import noted, sweep

__all__ = [
    "PairPage",
    "PairRow",
    "PairSide",
    "are_different",
    "judge_again",
    "judge_different",
    "noted",
    "open_count",
    "open_pairs",
    "settle",
    "sweep",
    "unsettle",
]

DECIDING = (Role.DISPATCHER, Role.HEAD, Role.SELLER)
_TABLE, _SETTLED = PossibleDouble.__tablename__, "settled_at"
_OPEN = PossibleDouble.settled_at.is_(None)


@dataclass(frozen=True, slots=True)
class PairSide:
    """One of a pair. kind: in words; seller: name, "" if nobody."""

    id: int
    version: int
    name: str
    kind: Phrase
    seller: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair, the older one first. likeness: 0 to 100."""

    id: int
    first: PairSide
    second: PairSide
    reason: DoubleReason
    why: Phrase
    likeness: int


@dataclass(frozen=True, slots=True)
class PairPage:
    """Pairs, the likeliest first; after: the key of the next page, None at the end."""

    rows: tuple[PairRow, ...]
    after: tuple[int, int] | None


def open_pairs(session: Session, after: tuple[int, int] | None = None, limit: int = 100) -> PairPage:
    """Pairs that nobody has decided about, the likeliest first, by pages. For dispatchers, heads and sellers."""
    require(session, *DECIDING)
    one, other = aliased(Counterparty), aliased(Counterparty)
    its_seller, other_seller = aliased(Employee), aliased(Employee)
    query = (
        select(PossibleDouble.id, PossibleDouble.reason, PossibleDouble.likeness)
        .add_columns(*_side_columns(one, its_seller, "first"), *_side_columns(other, other_seller, "second"))
        .join(one, one.id == PossibleDouble.first_id)
        .join(other, other.id == PossibleDouble.second_id)
        .outerjoin(its_seller, its_seller.id == one.seller_id)
        .outerjoin(other_seller, other_seller.id == other.seller_id)
        .where(_OPEN)
        .order_by(PossibleDouble.likeness.desc(), PossibleDouble.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(PossibleDouble.likeness, PossibleDouble.id) < tuple_(*after))
    rows = session.execute(query).all()
    page = tuple(
        PairRow(
            row.id, _side(row, "first"), _side(row, "second"), row.reason, phrase(DOUBLE_WORDS[row.reason]), row.likeness
        )
        for row in rows[:limit]
    )
    return PairPage(page, (page[-1].likeness, page[-1].id) if len(rows) > limit else None)


def open_count(session: Session, most: int = 1_000) -> int:
    """How many pairs wait, up to *most*."""
    some = select(PossibleDouble.id).where(_OPEN).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _side_columns(
    party: type[Counterparty], seller: type[Employee], label: str
) -> tuple[Label[int], Label[int], Label[str], Label[CounterpartyKind], Label[str]]:
    return (
        party.id.label(f"{label}_id"),
        party.version.label(f"{label}_version"),
        party.name.label(f"{label}_name"),
        party.kind.label(f"{label}_kind"),
        seller.name.label(f"{label}_seller"),
    )


def _side(row: Row[Any], label: str) -> PairSide:
    values = row._mapping
    kind = phrase(KIND_WORDS[values[f"{label}_kind"]])
    names = values[f"{label}_name"], values[f"{label}_seller"] or ""
    return PairSide(values[f"{label}_id"], values[f"{label}_version"], names[0], kind, names[1])


def judge_different(session: Session, first_id: int, second_id: int) -> Phrase:
    """These two are not the same, for everybody and for good; said in one sentence. ``judge_again`` takes it back.

    For dispatchers, heads and sellers. Raises NotAllowed, NotFound, UserError for one and the same.
    """
    require(session, *DECIDING)
    first, second = (_named(session, each) for each in (first_id, second_id))
    if first_id == second_id:
        raise UserError("{name} cannot be compared with itself.", name=first)
    proposed.judge_different(session, first_id, second_id)
    for pair in session.scalars(select(PossibleDouble).where(_pair(first_id, second_id), _OPEN)):
        pair.settled_at = now(session)
    session.flush()
    return phrase("{first} and {second} are not the same: nobody is asked again.", first=first, second=second)


def judge_again(session: Session, first_id: int, second_id: int) -> Phrase:
    """Take ``judge_different`` back: the two may be one after all. For whoever judged, heads, dispatchers, administrators.

    Raises NotAllowed, NotFound, UserError where nobody has judged.
    """
    who = require(session, *DECIDING)
    first, second = (_named(session, each) for each in (first_id, second_id))
    low, high = sorted((first_id, second_id))
    judged = session.scalars(select(NotADouble).where(NotADouble.first_id == low, NotADouble.second_id == high)).first()
    if judged is None:
        raise UserError("Nobody has said that {first} and {second} are different.", first=first, second=second)
    if judged.employee_id != who.id and who.roles.isdisjoint({Role.DISPATCHER, Role.HEAD, Role.ADMIN}):
        raise NotAllowed("Only whoever decided can take it back.")
    session.delete(judged)
    for pair in session.scalars(select(PossibleDouble).where(_pair(first_id, second_id))):
        pair.settled_at = None
    session.flush()
    return phrase("{first} and {second} may be the same again.", first=first, second=second)


def are_different(session: Session, first_id: int, second_id: int) -> bool:
    """Whether somebody has judged that these two are not the same."""
    low, high = sorted((first_id, second_id))
    judged = select(NotADouble.id).where(NotADouble.first_id == low, NotADouble.second_id == high)
    return session.scalar(judged.limit(1)) is not None


def settle(session: Session, merge_id: int, merged_id: int) -> None:
    """A merged one is nobody's double any more; the merge remembers which pairs waited."""
    ids = list(session.scalars(select(PossibleDouble.id).where(_of(merged_id), _OPEN)))
    if not ids:
        return
    session.execute(update(PossibleDouble).where(PossibleDouble.id.in_(ids)).values(settled_at=now(session)))
    rows = [
        {"merge_id": merge_id, "table_name": _TABLE, "column_name": _SETTLED, "record_id": record_id} for record_id in ids
    ]
    session.execute(insert(MergedReference), rows)
    touch(session, _TABLE)


def unsettle(session: Session, merge_id: int, kept_id: int, merged_id: int, *, different: bool) -> None:
    """The merge was undone: what waited then waits again. different: the two were parted on purpose, for good."""
    remembered = select(MergedReference.record_id).where(
        MergedReference.merge_id == merge_id, MergedReference.table_name == _TABLE, MergedReference.column_name == _SETTLED
    )
    waited: ColumnElement[bool] = PossibleDouble.id.in_(remembered)
    if different:
        waited = and_(waited, not_(_pair(kept_id, merged_id)))
        proposed.judge_different(session, kept_id, merged_id)
    session.execute(update(PossibleDouble).where(waited).values(settled_at=None))
    touch(session, _TABLE)


def _named(session: Session, counterparty_id: int) -> str:
    name = session.scalar(select(Counterparty.name).where(Counterparty.id == counterparty_id))
    if name is None:
        raise NotFound("This counterparty does not exist (any more).")
    return name


def _of(counterparty_id: int) -> ColumnElement[bool]:
    return or_(PossibleDouble.first_id == counterparty_id, PossibleDouble.second_id == counterparty_id)


def _pair(one: int, other: int) -> ColumnElement[bool]:
    first, second = sorted((one, other))
    return and_(PossibleDouble.first_id == first, PossibleDouble.second_id == second)
