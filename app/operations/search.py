"""One search for everything: any part of a name, a number or an address, over all rooms [Ctrl K].

Each kind of record is asked once, from an index, for a few answers; the best of all come first.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, String, case, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.naming import folded
from app.models.products import Barcode, Product
from app.models.searched import plain_text
from app.models.stock import Batch
from app.models.terms import ContactPointKind
from app.operations.numbering import Series
from app.operations.search_found import EXACT, INSIDE, NAMED, Found, Hits, Look
from app.operations.search_papers import papers
from app.operations.search_tasks import tasks
from app.operations.search_text import barcodes, begins, has, has_word, ordered, reached_by
from app.operations.search_words import document_numbers, wanted
from app.phone_number import shown_phone

__all__ = ["Found", "find"]

CANDIDATES = 50
"""Answers of one index from which the best are chosen; those of an index come in no order."""
COMPANIES = 20
"""Counterparties that were found by their name, whose deals, inquiries and tasks are found with them."""


def find(session: Session, text: str, limit: int = 20) -> tuple[Found, ...]:
    """What has *text* in it, best first: exact numbers, then names that begin with it, then words that do, then the rest.

    One or two letters find what a name begins with. Cheap for a rare text and for one that a million names have.
    """
    words = wanted(session, text)
    if words.nothing:
        return ()
    look = Look(words, document_numbers(session, words.text), max(limit, CANDIDATES))
    found: dict[tuple[str, int, str], tuple[int, Found]] = {}
    for rank, row in _everything(session, look):
        known = found.get(row.sameness)
        if known is None or rank < known[0]:
            found[row.sameness] = (rank, row)
    ranked = sorted(found.values(), key=lambda pair: (pair[0], _nearness(words.folded, words.text, pair[1])))
    return tuple(row for _, row in ranked[:limit])


def _everything(session: Session, look: Look) -> Hits:
    companies: list[int] = []
    for rank, row in _counterparties(session, look):
        if rank == NAMED and len(companies) < COMPANIES:
            companies.append(row.id)
        yield rank, row
    yield from _contacts(session, look)
    yield from _deals(session, look, companies)
    yield from _inquiries(session, look, companies)
    yield from _products(session, look)
    yield from _batches(session, look)
    yield from papers(session, look)
    yield from tasks(session, look, companies)


def _nearness(name: str, text: str, row: Found) -> int:
    """0: what is shown begins with the text; 1: one of its words does; 2: it stands within."""
    for shown, sought in ((folded(row.title), name), (plain_text(row.title), plain_text(text))):
        if sought and shown.startswith(sought):
            return 0
        if sought and f" {sought}" in shown:
            return 1
    return 2


def _in_steps(
    look: Look,
    index: str,
    key: InstrumentedAttribute[int],
    asked: Callable[[], Select[*tuple[Any, ...]]],
) -> Select[*tuple[Any, ...]]:
    """*asked* of names that begin with the text; while these are not enough, that have a word which does, or have it within.

    One statement: a database stops at the first step that gives enough.
    """
    first = asked().where(begins(look.words, index)).order_by(ordered(look.words, index)).limit(look.limit)
    steps = [first]
    if any(len(word) > 2 for word in look.words.words):
        steps += [
            asked().where(has_word(look.words, index, key)).limit(look.limit),
            asked().where(has(look.words, index, key)).limit(look.limit),
        ]
    # SQLite takes limits within a union only a floor below.
    joined = union_all(*(select(step.subquery()) for step in steps)).subquery()
    return select(joined).limit(look.limit)


def _counterparties(session: Session, look: Look) -> Hits:
    columns = (Counterparty.id, Counterparty.kind, Counterparty.name)
    alive = Counterparty.merged_into_id.is_(None)
    named = _in_steps(look, "counterparty", Counterparty.id, lambda: select(*columns).where(alive))
    for row in session.execute(named):
        yield NAMED, Found(row.kind.value.lower(), row.id, row.name, "", "counterparty")
    reached: Select[*tuple[Any, ...]] = (
        select(*columns, ContactPoint.kind.label("point"), ContactPoint.value)
        .join(ContactPoint, ContactPoint.counterparty_id == Counterparty.id)
        .where(reached_by(look.words), alive)
        .limit(look.limit)
    )
    for row in session.execute(reached):
        shown = shown_phone(row.value) if row.point is ContactPointKind.PHONE else row.value
        whole = row.value in (look.words.text.lower(), *(f"+{digits}" for digits in look.words.digits))
        yield EXACT if whole else INSIDE, Found(row.kind.value.lower(), row.id, row.name, shown, "counterparty")
    yield from _by_papers(session, look, columns)


def _by_papers(session: Session, look: Look, columns: tuple[InstrumentedAttribute[Any], ...]) -> Hits:
    """By what stands in the legal entity, and by the address of a place; both in one question."""
    alive = Counterparty.merged_into_id.is_(None)
    entity = (
        select(*columns, LegalEntity.tax_id, LegalEntity.vat_id, LegalEntity.name.label("legal"), LegalEntity.address)
        .join(LegalEntity, LegalEntity.counterparty_id == Counterparty.id)
        .where(has(look.words, "legal_entity", LegalEntity.id), alive)
        .limit(look.limit)
    )
    nothing = literal("", String)
    site = (
        select(*columns, nothing.label("tax_id"), nothing.label("vat_id"), nothing.label("legal"), Site.address)
        .join(Site, Site.counterparty_id == Counterparty.id)
        .where(has(look.words, "site", Site.id), alive)
        .limit(look.limit)
    )
    sought = plain_text(look.words.text)
    for row in session.execute(union_all(*(select(each.subquery()) for each in (entity, site)))):
        numbers = (row.tax_id.lower(), row.vat_id.lower())
        shown = next((each for each in (row.tax_id, row.vat_id) if sought in each.lower()), "")
        if not shown:
            in_name = all(part in plain_text(row.legal) for part in look.words.parts)
            shown = row.legal if in_name else " ".join(row.address.split())
        rank = EXACT if sought in numbers else INSIDE
        yield rank, Found(row.kind.value.lower(), row.id, row.name, shown, "counterparty")


def _contacts(session: Session, look: Look) -> Hits:
    def asked() -> Select[*tuple[Any, ...]]:
        return (
            select(Contact.id, Contact.counterparty_id, Contact.name, Counterparty.name.label("company"))
            .join(Counterparty, Counterparty.id == Contact.counterparty_id)
            .where(Counterparty.merged_into_id.is_(None), Contact.name != Counterparty.name)
        )

    for row in session.execute(_in_steps(look, "contact", Contact.id, asked)):
        yield NAMED, Found("contact", row.counterparty_id, row.name, row.company, "contact")


def _deals(session: Session, look: Look, companies: Sequence[int]) -> Hits:
    numbers = look.numbers_of(Series.DEAL)
    query = select(Deal.id, Deal.number, Deal.title, Counterparty.name).join(
        Counterparty, Counterparty.id == Deal.counterparty_id
    )
    conditions = [
        Deal.number.in_(numbers),
        has(look.words, "deal", Deal.id),
        Deal.counterparty_id.in_(companies),
    ]
    for row in _newest_of(session, look, query, Deal.id, conditions):
        rank = EXACT if row.number in numbers else INSIDE
        yield rank, Found("deal", row.id, f"{row.number} {row.title}", row.name, "deal")


def _inquiries(session: Session, look: Look, companies: Sequence[int]) -> Hits:
    numbers = look.numbers_of(Series.INQUIRY)
    query = select(Inquiry.id, Inquiry.number, Inquiry.name, Inquiry.subject, Counterparty.name.label("company")).outerjoin(
        Counterparty, Counterparty.id == Inquiry.counterparty_id
    )
    conditions = [
        Inquiry.number.in_(numbers),
        has(look.words, "inquiry", Inquiry.id),
        Inquiry.counterparty_id.in_(companies),
    ]
    for row in _newest_of(session, look, query, Inquiry.id, conditions):
        rank = EXACT if row.number in numbers else INSIDE
        who = row.company or row.name
        yield rank, Found("inquiry", row.id, f"{row.number} {who}".strip(), " ".join(row.subject.split())[:120], "inquiry")


def _newest_of(
    session: Session, look: Look, query: Select[*tuple[Any, ...]], key: InstrumentedAttribute[int], conditions: Iterable[Any]
) -> Iterable[Any]:
    """Rows of *query* by each of *conditions* for itself, so that each begins from its own index."""
    asked = [select(query.where(condition).limit(look.limit).subquery()) for condition in conditions]
    return session.execute(union_all(*asked)).all()


def _products(session: Session, look: Look) -> Hits:
    codes = barcodes(look.words)
    by_code = Product.id.in_(select(Barcode.product_id).where(Barcode.code.in_(codes)))
    query = (
        select(Product.id, Product.code, Product.name, case((by_code, True), else_=False).label("scanned"))
        .where(or_(has(look.words, "product", Product.id), has(look.words, "product_code", Product.id), by_code))
        .order_by(Product.name)
        .limit(look.limit)
    )
    for row in session.execute(query):
        whole = row.code.lower() == look.words.text.lower() or row.scanned
        yield EXACT if whole else NAMED, Found("product", row.id, row.name, row.code, "product")


def _batches(session: Session, look: Look) -> Hits:
    query = (
        select(Batch.id, Batch.code, Product.name)
        .join(Product, Product.id == Batch.product_id)
        .where(has(look.words, "batch", Batch.id))
        .limit(look.limit)
    )
    for row in session.execute(query):
        rank = EXACT if row.code.lower() == look.words.text.lower() else INSIDE
        yield rank, Found("batch", row.id, row.code, row.name, "batch")
