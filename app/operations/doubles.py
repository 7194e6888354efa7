"""Who a stranger may be already: by phone, address, company's domain, or a name that is nearly the same [M36, P2]."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty, NotADouble
from app.models.naming import company_domain, folded, tail
from app.models.terms import ContactPointKind

NEAR = 0.72
"""From this likeness of two folded names on, a person should have a look."""
LIKELY = 0.88
"""From this likeness on they are probably the same."""
SHORTEST_WORD = 4
STEM = 6
"""Letters of the longest word of a name by which candidates are looked up, so that an ending does not matter."""
CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody known who may be the one who asks. seller: name, "" if nobody; likely: more than a coincidence."""

    counterparty_id: int
    name: str
    why: Phrase
    kind: str
    seller: str
    likely: bool


@dataclass(frozen=True, slots=True)
class Stranger:
    """What is known of the one who asks; own_id: the lead made for it, which is no double of itself."""

    name: str
    company: str
    phone: str
    email: str
    own_id: int | None = None


def doubles(session: Session, stranger: Stranger, limit: int = 8) -> tuple[Double, ...]:
    """Counterparties that may be the same as *stranger*, likely ones first; never one that was judged to be different."""
    found: dict[int, Double] = {}
    excluded = _judged(session, stranger.own_id)
    for double in (*_by_number_or_address(session, stranger), *_by_domain(session, stranger), *_by_name(session, stranger)):
        if double.counterparty_id not in excluded:
            found.setdefault(double.counterparty_id, double)
    return tuple(sorted(found.values(), key=lambda double: not double.likely)[:limit])


def _judged(session: Session, own_id: int | None) -> set[int]:
    """The stranger's own lead, and whom somebody has judged not to be a double of it."""
    if own_id is None:
        return set()
    pairs = session.execute(
        select(NotADouble.first_id, NotADouble.second_id).where(
            or_(NotADouble.first_id == own_id, NotADouble.second_id == own_id)
        )
    )
    return {own_id, *(each for pair in pairs for each in pair)}


def _by_number_or_address(session: Session, stranger: Stranger) -> Iterable[Double]:
    if stranger.phone:
        yield from _rows(
            session,
            phrase("Same phone"),
            True,
            ContactPoint.kind == ContactPointKind.PHONE,
            or_(ContactPoint.value == stranger.phone, ContactPoint.tail == tail(stranger.phone)),
        )
    if stranger.email:
        yield from _rows(
            session,
            phrase("Same e-mail"),
            True,
            ContactPoint.kind == ContactPointKind.EMAIL,
            ContactPoint.value == stranger.email,
        )


def _by_domain(session: Session, stranger: Stranger) -> Iterable[Double]:
    domain = company_domain(stranger.email)
    if domain:
        yield from _rows(
            session,
            phrase("Same mail domain"),
            True,
            ContactPoint.kind == ContactPointKind.EMAIL,
            ContactPoint.value.endswith(f"@{domain}", autoescape=True),
        )


def _rows(session: Session, why: Phrase, likely: bool, *conditions: ColumnElement[bool]) -> Iterator[Double]:
    rows = session.execute(
        select(Counterparty.id, Counterparty.name, Counterparty.kind, Employee.name.label("seller"))
        .join(ContactPoint, ContactPoint.counterparty_id == Counterparty.id)
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .where(Counterparty.merged_into_id.is_(None), *conditions)
        .distinct()
        .limit(CANDIDATES)
    )
    for row in rows:
        yield Double(row.id, row.name, why, row.kind.value, row.seller or "", likely)


def _by_name(session: Session, stranger: Stranger) -> Iterable[Double]:
    wanted = folded(stranger.company or stranger.name)
    stem = max(wanted.split(), key=len, default="")[:STEM]
    if len(stem) < SHORTEST_WORD:
        return
    rows = session.execute(
        select(Counterparty.id, Counterparty.name, Counterparty.folded, Counterparty.kind, Employee.name.label("seller"))
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .where(Counterparty.folded.contains(stem, autoescape=True), Counterparty.merged_into_id.is_(None))
        .order_by(Counterparty.id.desc())
        .limit(CANDIDATES)
    )
    near = ((likeness(wanted, row.folded), row) for row in rows)
    for share, row in sorted(near, key=lambda pair: -pair[0]):
        if share >= NEAR:
            yield Double(row.id, row.name, phrase("Similar name"), row.kind.value, row.seller or "", share >= LIKELY)


def likeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 1; the order of words does not matter, a whole one within another helps."""
    first, second = sorted(one.split()), sorted(other.split())
    share = SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    within = set(first) <= set(second) or set(second) <= set(first)
    return max(share, NEAR) if within and first and second else share
