"""The parts of the search for everything: one for each kind of record and index, each with a limit of its own."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import CTE, CompoundSelect, String, bindparam, func, select, type_coerce, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.products import Barcode, Product
from app.models.stock import Batch
from app.operations.numbering import Series
from app.operations.search_found import LIMIT, Look, Rows, part
from app.operations.search_text import barcodes, begins, has, has_word, ordered, reached_by
from app.operations.search_words import is_long

COMPANIES = 20
"""Counterparties that were found by their name, whose deals and inquiries are found with them."""
Joined = CompoundSelect[*tuple[Any, ...]]
ALIVE = Counterparty.merged_into_id.is_(None)


def parts(look: Look) -> Iterator[Rows | Joined]:
    """Every part that *look* may have an answer in."""
    named = _in_steps(look, "counterparty", Counterparty.id, _counterparty).cte("named")
    yield select(named)
    yield _in_steps(look, "contact", Contact.id, _contact)
    yield _former(look)
    if look.words.pieces:
        yield _reached().where(reached_by(look.words)).limit(LIMIT)
    # Where names alone are enough, what would come after them is not even looked for: a common word stays cheap.
    wanting = select(func.count()).select_from(named).scalar_subquery() < LIMIT
    yield from (each.where(wanting).limit(LIMIT) for each in _inside(look))
    yield from _of_companies(look, named)
    yield from _of_goods(look)


def _in_steps(look: Look, index: str, key: InstrumentedAttribute[int], asked: Callable[[], Rows]) -> Rows | Joined:
    """*asked* of names that begin with the text; while these are not enough, that have a word which does, or have it within.

    A database stops at the first step that gives enough.
    """
    steps = [asked().where(begins(look.words, index)).order_by(ordered(look.words, index)).limit(LIMIT)]
    if any(is_long(word) for word in look.words.words):
        steps += [asked().where(condition(look.words, index, key)).limit(LIMIT) for condition in (has_word, has)]
    return joined(look, steps).limit(LIMIT) if len(steps) > 1 else steps[0]


def joined(look: Look, asked: Iterable[Rows | Joined]) -> Joined:
    """One statement of all of *asked*; SQLite takes limits within a union only a floor below."""
    return union_all(*(select(each.subquery()) if look.words.embedded else each for each in asked))


def _counterparty() -> Rows:
    return part("counterparty", Counterparty.id, Counterparty.name, word=Counterparty.kind).where(ALIVE)


def _contact() -> Rows:
    return (
        part("contact", Contact.counterparty_id, Contact.name, Counterparty.name)
        .join(Counterparty, Counterparty.id == Contact.counterparty_id)
        .where(ALIVE, Contact.name != Counterparty.name)
    )


def _former(look: Look) -> Rows:
    """By the name of a double that was merged: whoever it belongs to now."""
    kept = aliased(Counterparty)
    return (
        part("former", kept.id, kept.name, Counterparty.name, word=kept.kind)
        .select_from(Counterparty)
        .join(kept, kept.id == Counterparty.merged_into_id)
        .where(Counterparty.merged_into_id.is_not(None), has(look.words, "counterparty", Counterparty.id))
        .limit(LIMIT)
    )


def _reached() -> Rows:
    kind = type_coerce(ContactPoint.kind, String)
    return (
        part("point", Counterparty.id, Counterparty.name, ContactPoint.value, word=Counterparty.kind, number=kind)
        .join(ContactPoint, ContactPoint.counterparty_id == Counterparty.id)
        .where(ALIVE)
    )


def _inside(look: Look) -> Iterator[Rows]:
    """By what stands in a legal entity, in the address of a place, in the title of a deal or the lines of an inquiry."""
    if not any(is_long(each) for each in look.words.parts):
        return
    # One column takes the two numbers: no part of a text has a blank in it.
    numbers = LegalEntity.tax_id + " " + LegalEntity.vat_id
    legal = LegalEntity.name + "\n" + LegalEntity.address
    yield (
        part("entity", Counterparty.id, Counterparty.name, legal, word=Counterparty.kind, number=numbers)
        .join(LegalEntity, LegalEntity.counterparty_id == Counterparty.id)
        .where(has(look.words, "legal_entity", LegalEntity.id), ALIVE)
    )
    yield (
        part("site", Counterparty.id, Counterparty.name, Site.address, word=Counterparty.kind)
        .join(Site, Site.counterparty_id == Counterparty.id)
        .where(has(look.words, "site", Site.id), ALIVE)
    )
    yield _deal().where(has(look.words, "deal", Deal.id))
    yield _inquiry().where(has(look.words, "inquiry", Inquiry.id))


def _of_companies(look: Look, named: CTE) -> Iterator[Rows]:
    """Deals and inquiries by their whole number, and those of the counterparties that were found by name."""
    companies = select(named.c.id).limit(COMPANIES)
    yield _deal().where(Deal.counterparty_id.in_(companies)).limit(LIMIT)
    yield _inquiry().where(Inquiry.counterparty_id.in_(companies)).limit(LIMIT)
    if look.numbers_of(Series.DEAL):
        yield _deal().where(Deal.number.in_(look.number_gaps(Series.DEAL)))
    if look.numbers_of(Series.INQUIRY):
        yield _inquiry().where(Inquiry.number.in_(look.number_gaps(Series.INQUIRY)))


def _deal() -> Rows:
    return part("deal", Deal.id, Deal.title, Counterparty.name, number=Deal.number).join(
        Counterparty, Counterparty.id == Deal.counterparty_id
    )


def _inquiry() -> Rows:
    who = func.coalesce(Counterparty.name, Inquiry.name)
    return part("inquiry", Inquiry.id, who, Inquiry.subject, number=Inquiry.number).outerjoin(
        Counterparty, Counterparty.id == Inquiry.counterparty_id
    )


def _of_goods(look: Look) -> Iterator[Rows]:
    def asked(scanned: bool = False) -> Rows:
        return part("barcode" if scanned else "product", Product.id, Product.name, Product.code)

    yield asked().where(has(look.words, "product", Product.id)).limit(LIMIT)
    codes = [bindparam(f"code_{place}", code, String) for place, code in enumerate(barcodes(look.words))]
    barcode = select(Barcode.product_id).where(Barcode.code.in_(codes))
    yield asked(scanned=True).where(Product.id.in_(barcode)).limit(LIMIT)
    if not any(is_long(each) for each in look.words.parts):
        # Few articles: their codes are read through.
        yield asked().where(func.lower(Product.code).like(bindparam("codes_begin", "", String))).limit(LIMIT)
    else:
        yield asked().where(has(look.words, "product_code", Product.id)).limit(LIMIT)
        yield (
            part("batch", Batch.id, Batch.code, Product.name)
            .join(Product, Product.id == Batch.product_id)
            .where(has(look.words, "batch", Batch.id))
            .limit(LIMIT)
        )
