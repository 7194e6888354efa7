"""Who somebody may be already: by phone, address, tax number, company's domain, or a name that is nearly the same [M36, P2].

The databases bring candidates by their indexes; how alike names are is decided by ``app.models.likeness`` (decision 039).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty, LegalEntity, NotADouble
from app.models.likeness import LIKELY, NEAR, likeness
from app.models.naming import company_domain, folded, tail
from app.models.terms import ContactPointKind
from app.models.triage_terms import DOUBLE_WORDS, DoubleReason
from app.operations.double_candidates import at_domain, by_name
from app.operations.settings import setting
from app.phone_number import read_phone

__all__ = ["LIKELY", "NEAR", "Double", "Stranger", "doubles", "likeness", "typed"]

CERTAIN = 100
SAME_ENDING = 92
"""The last ten digits are the same, what stands before them is not [C6]."""
SAME_DOMAIN = 75
"""Addresses at one company's domain, names that have nothing in common; up to ``CERTAIN`` - 2 with the likeness of names."""
SHARED_DOMAIN = 12
"""So many counterparties with addresses at one domain: a provider or a holding, where only a similar name says anything."""
TAIL_DIGITS = 10
SHORTEST_NUMBER = 7
CANDIDATES = 60
MOST_NAMES = 2_000
"""A name that is longer in all its signs is no name."""


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody known who may be the one who asks. seller: name, "" if nobody; likely: more than a coincidence.

    likeness: 0 to 100.
    """

    counterparty_id: int
    name: str
    why: Phrase
    kind: str
    seller: str
    likely: bool
    reason: DoubleReason = DoubleReason.NAME
    likeness: int = 0


@dataclass(frozen=True, slots=True)
class Stranger:
    """What is known of the one who asks; own_id: the lead made for it, which is no double of itself.

    phone: E.164; email: lower case; tax_id and vat_id: as they were written.
    """

    name: str
    company: str
    phone: str
    email: str
    own_id: int | None = None
    tax_id: str = ""
    vat_id: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    """Why a counterparty may be meant; share: 0 to 100, 0 where the names have still to be compared."""

    counterparty_id: int
    reason: DoubleReason
    share: int


@dataclass(frozen=True, slots=True)
class _Party:
    name: str
    folded: str
    kind: str
    seller: str


def doubles(session: Session, stranger: Stranger, limit: int = 8) -> tuple[Double, ...]:
    """Counterparties that may be the same as *stranger*, the likeliest first; never one that was judged to be different.

    Those that were merged are not named: the one they belong to is found by everything that came to it.
    """
    return of_several(session, stranger, (stranger.phone,), (stranger.email,), (stranger.tax_id, stranger.vat_id), limit)


def of_several(
    session: Session,
    stranger: Stranger,
    phones: Iterable[str],
    emails: Iterable[str],
    tax_ids: Iterable[str],
    limit: int = 8,
) -> tuple[Double, ...]:
    """As ``doubles``, for somebody with several *phones* (E.164), *emails* and *tax_ids*."""
    wanted = _wanted(stranger)
    hits = [
        *_by_number(session, [each for each in phones if each]),
        *_by_address(session, [each for each in emails if each]),
        *_by_tax_number(session, tax_ids),
        *(_Hit(each, DoubleReason.NAME, 0) for each in by_name(session, wanted)),
    ]
    if not hits:
        return ()
    known = _known(session, {hit.counterparty_id for hit in hits} - _different(session, stranger.own_id))
    best = _best(hits, known, wanted)
    ordered = sorted(best.values(), key=lambda hit: (-hit.share, hit.counterparty_id))
    return tuple(_double(hit, known[hit.counterparty_id]) for hit in ordered[:limit])


def typed(
    session: Session,
    name: str = "",
    company: str = "",
    phone: str = "",
    email: str = "",
    tax_id: str = "",
    vat_id: str = "",
    own_id: int | None = None,
) -> tuple[Double, ...]:
    """``doubles`` of what a form holds while somebody types, in any notation; what cannot be read yet says nothing."""
    address = email.strip().lower()
    stranger = Stranger(name, company, _number(session, phone), address if "@" in address else "", own_id, tax_id, vat_id)
    return doubles(session, stranger)


def _number(session: Session, raw: str) -> str:
    """*raw* as E.164; its digits where it is no whole number, so that the last ten may still tell."""
    if sum(sign.isdigit() for sign in raw) < SHORTEST_NUMBER:
        return ""
    number = read_phone(raw, str(setting(session, "company.region", "RU")))
    return number.e164 if number is not None else tail(raw)


def _wanted(stranger: Stranger) -> str:
    """The folded name that is compared; "" for an address or a number that stands in its place."""
    name = (stranger.company or stranger.name).strip()
    lettered = any(sign.isalpha() for sign in name) and "@" not in name
    return folded(name) if lettered and len(name) < MOST_NAMES else ""


def _by_number(session: Session, phones: list[str]) -> Iterator[_Hit]:
    if not phones:
        return
    tails = [each for each in map(tail, phones) if len(each) == TAIL_DIGITS]
    same = or_(ContactPoint.value.in_(phones), ContactPoint.tail.in_(tails))
    for owner, value in _points(session, ContactPointKind.PHONE, same):
        yield _Hit(owner, DoubleReason.PHONE, CERTAIN if value in phones else SAME_ENDING)


def _by_address(session: Session, emails: list[str]) -> Iterator[_Hit]:
    if not emails:
        return
    for owner, _ in _points(session, ContactPointKind.EMAIL, ContactPoint.value.in_(emails)):
        yield _Hit(owner, DoubleReason.EMAIL, CERTAIN)
    for domain in sorted({company_domain(each) for each in emails} - {""}):
        owners = at_domain(session, domain, CANDIDATES)
        alone = len(owners) < SHARED_DOMAIN
        yield from (_Hit(owner, DoubleReason.DOMAIN, SAME_DOMAIN if alone else 0) for owner in owners)


def _points(session: Session, kind: ContactPointKind, same: ColumnElement[bool]) -> list[tuple[int, str]]:
    query = select(ContactPoint.counterparty_id, ContactPoint.value).where(ContactPoint.kind == kind, same)
    return [(row[0], row[1]) for row in session.execute(query.where(ContactPoint.valid).limit(CANDIDATES))]


def _by_tax_number(session: Session, tax_ids: Iterable[str]) -> Iterator[_Hit]:
    numbers = sorted({each for raw in tax_ids for each in notations(raw)})
    if not numbers:
        return
    same = or_(LegalEntity.tax_id.in_(numbers), LegalEntity.vat_id.in_(numbers))
    owners = session.scalars(select(LegalEntity.counterparty_id).where(same).limit(CANDIDATES))
    yield from (_Hit(owner, DoubleReason.TAX_NUMBER, CERTAIN) for owner in owners)


def notations(raw: str) -> set[str]:
    """The ways in which a tax number may stand in the books: as written, without signs between, without the KPP behind."""
    written = raw.strip().upper()
    if sum(sign.isdigit() for sign in written) < SHORTEST_NUMBER:
        return set()
    joined = "".join(sign for sign in written if sign.isalnum())
    found = {raw.strip(), written, joined}
    first, slash, rest = written.partition("/")
    if slash and len(first) in (10, 12) and first.isdecimal() and len(rest) == 9:
        found = {first, written}
    if joined[:2].isalpha() and joined[2:].isdecimal():
        found |= {f"{joined[:2]} {joined[2:]}", joined[2:]}
    return found


def _different(session: Session, own_id: int | None) -> set[int]:
    """The stranger's own record, and whom somebody has judged not to be the same: it, or what was merged into it."""
    if own_id is None:
        return set()
    ours = {own_id, *session.scalars(select(Counterparty.id).where(Counterparty.merged_into_id == own_id))}
    pairs = session.execute(
        select(NotADouble.first_id, NotADouble.second_id).where(
            or_(NotADouble.first_id.in_(ours), NotADouble.second_id.in_(ours))
        )
    )
    others = {each for pair in pairs for each in pair} - ours
    if not others:
        return ours
    into = session.scalars(
        select(Counterparty.merged_into_id).where(Counterparty.id.in_(others), Counterparty.merged_into_id.is_not(None))
    )
    return ours | others | {each for each in into if each is not None}


def _known(session: Session, ids: set[int]) -> dict[int, _Party]:
    rows = session.execute(
        select(Counterparty.id, Counterparty.name, Counterparty.folded, Counterparty.kind, Employee.name.label("seller"))
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .where(Counterparty.id.in_(ids), Counterparty.merged_into_id.is_(None))
    )
    return {row.id: _Party(row.name, row.folded, row.kind.value, row.seller or "") for row in rows}


def _best(hits: Iterable[_Hit], known: Mapping[int, _Party], wanted: str) -> dict[int, _Hit]:
    """The strongest reason for each counterparty; names are compared where they decide."""
    best: dict[int, _Hit] = {}
    for hit in hits:
        party = known.get(hit.counterparty_id)
        if party is None:
            continue
        share = hit.share
        if hit.reason in (DoubleReason.NAME, DoubleReason.DOMAIN):
            alike = likeness(wanted, party.folded)
            if alike < NEAR and hit.share == 0:
                continue
            share = max(share, _of_names(alike, hit.reason))
        before = best.get(hit.counterparty_id)
        if before is None or share > before.share:
            best[hit.counterparty_id] = _Hit(hit.counterparty_id, hit.reason, share)
    return best


def _of_names(alike: float, reason: DoubleReason) -> int:
    """Two names at one domain say more than the names alone."""
    if reason is DoubleReason.NAME:
        return int(alike * (CERTAIN - 1))
    return int(SAME_DOMAIN + alike * (CERTAIN - 2 - SAME_DOMAIN)) if alike >= NEAR else 0


def _double(hit: _Hit, party: _Party) -> Double:
    why = phrase(DOUBLE_WORDS[hit.reason])
    likely = hit.share >= int(LIKELY * 100) or hit.reason is DoubleReason.DOMAIN
    return Double(hit.counterparty_id, party.name, why, party.kind, party.seller, likely, hit.reason, hit.share)
