"""Records that have a text in any part of a name, number or address: conditions for every list that is searched.

Each begins from an index (``app.models.searched``), so that a rare text is found at once among millions; a common one, that
a list by name or by time meets every few rows, is looked up row by row instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import table as plain_table
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import False_

from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.products import Barcode, Product
from app.models.searched import SEARCHED
from app.models.stock import Batch
from app.operations.estimates import estimated_count
from app.operations.numbering import Series
from app.operations.search_words import Wanted, document_numbers, is_long, wanted

COMMON = 20_000
"""Rows from which on a list meets a text often enough to be walked through instead."""
_LAST = chr(0x10FFFF)
Id = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


@dataclass(frozen=True, slots=True)
class Source:
    """One place where the text may stand. owner: id of the record there that it tells of."""

    owner: Id
    where: ColumnElement[bool]

    @property
    def ids(self) -> Select[Any]:
        """The owners, by the index."""
        return select(self.owner).where(self.where).correlate(None)


def counterparty_matches(session: Session, text: str) -> ColumnElement[bool]:
    """Counterparties (``Counterparty.id``) with *text* in a name, a person's name, phone, e-mail, tax number or address."""
    look = wanted(session, text)
    return _one_of(session, look, Counterparty.id, reaching(look), [])


def contact_matches(session: Session, text: str) -> ColumnElement[bool]:
    """Persons (``Contact.id``) with *text* in their name, phone, e-mail or their company's name."""
    look = wanted(session, text)
    own = [
        Source(Contact.id, has(look, "contact", Contact.id)),
        Source(ContactPoint.contact_id, reached_by(look)),
    ]
    company = [Source(Counterparty.id, has(look, "counterparty", Counterparty.id))]
    return _one_of(session, look, Contact.id, own, company, Contact.counterparty_id)


def deal_matches(session: Session, text: str) -> ColumnElement[bool]:
    """Deals (``Deal.id``) with *text* in number or title, or in anything that the counterparty is found by."""
    look = wanted(session, text)
    own = [Source(Deal.id, has(look, "deal", Deal.id))]
    if numbers := document_numbers(session, look.text, [Series.DEAL]):
        own.append(Source(Deal.id, Deal.number.in_(numbers)))
    return _one_of(session, look, Deal.id, own, reaching(look), Deal.counterparty_id)


def product_matches(session: Session, text: str) -> ColumnElement[bool]:
    """Articles (``Product.id``) with *text* in name or code, and the one whose barcode it is."""
    look = wanted(session, text)
    return _one_of(session, look, Product.id, of_product(look), [])


def batch_matches(session: Session, text: str) -> ColumnElement[bool]:
    """Batches (``Batch.id``) with *text* in their code, or in the name, code or barcode of the article."""
    look = wanted(session, text)
    own = [Source(Batch.id, has(look, "batch", Batch.id))]
    return _one_of(session, look, Batch.id, own, of_product(look), Batch.product_id)


def reaching(look: Wanted) -> list[Source]:
    """Everything that a counterparty is found by."""
    return [
        Source(Counterparty.id, has(look, "counterparty", Counterparty.id)),
        Source(Contact.counterparty_id, has(look, "contact", Contact.id)),
        Source(ContactPoint.counterparty_id, reached_by(look)),
        Source(LegalEntity.counterparty_id, has(look, "legal_entity", LegalEntity.id)),
        Source(Site.counterparty_id, has(look, "site", Site.id)),
    ]


def of_product(look: Wanted) -> list[Source]:
    """Everything that an article is found by."""
    return [
        Source(Product.id, has(look, "product", Product.id)),
        Source(Product.id, has(look, "product_code", Product.id)),
        Source(Barcode.product_id, Barcode.code.in_(barcodes(look))),
    ]


def barcodes(look: Wanted) -> tuple[str, ...]:
    """The barcodes that the text may be: as it is, and a number in the fourteen digits of a GTIN."""
    code = "".join(look.text.split())
    return (code, code.zfill(14)) if code.isdigit() and len(code) >= 8 else (code,)


def has(look: Wanted, index: str, key: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The text of *index* (of ``SEARCHED``) has every word in it, in any place and order; *key*: the id of its table.

    One or two letters are no part that an index knows: a name that begins with them is found, and nothing else.
    """
    searched = SEARCHED[index]
    words = look.words if searched.begins else look.parts
    if not any(is_long(word) for word in words):
        return begins(look, index) if searched.begins and look.folded else false()
    written: ColumnElement[str] = literal_column(searched.expression(searched.table), String)
    if not look.embedded:
        return and_(*(written.like(_anywhere(word)) for word in words))
    short = [func.instr(written, word) > 0 for word in words if not is_long(word)]
    return and_(_in_fts5(index, key, [word for word in words if is_long(word)]), *short)


def has_word(look: Wanted, index: str, key: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """As ``has``, where a later word of the name begins with the first one that was typed."""
    if not look.words or not is_long(f" {look.words[0]}"):
        return false()
    if look.embedded:
        return and_(has(look, index, key), _in_fts5(index, key, [f" {look.words[0]}"]))
    written: ColumnElement[str] = literal_column(SEARCHED[index].expression(SEARCHED[index].table), String)
    return and_(has(look, index, key), written.like(_anywhere(f" {look.words[0]}")))


def begins(look: Wanted, index: str) -> ColumnElement[bool]:
    """The name of *index* begins with what was typed; ``ordered`` is the order of the letters that this reads in."""
    name = ordered(look, index)
    return and_(name >= look.folded, name < f"{look.folded}{_LAST}") if look.folded else false()


def ordered(look: Wanted, index: str) -> ColumnElement[str]:
    """The name of *index* as its index of beginnings is ordered."""
    searched = SEARCHED[index]
    name: ColumnElement[str] = literal_column(f"{searched.table}.{searched.columns[0]}", String)
    return name if look.embedded else name.collate("C")


def reached_by(look: Wanted) -> ColumnElement[bool]:
    """Contact points that the text is a part of: an address as it is written, a number in any notation."""
    address = look.text.lower()
    pieces = [*look.digits]
    if is_long(address) and not any(sign.isspace() for sign in address) and not look.nothing:
        pieces += [address] if address not in pieces else []
    if not pieces:
        return false()
    if look.embedded:
        return or_(*(_in_fts5("contact_point", ContactPoint.id, [piece]) for piece in pieces))
    return or_(*(ContactPoint.value.like(_anywhere(piece)) for piece in pieces))


def _one_of(
    session: Session,
    look: Wanted,
    key: InstrumentedAttribute[int],
    own: Sequence[Source],
    others: Sequence[Source],
    link: Id | None = None,
) -> ColumnElement[bool]:
    """Records (*key*) that one of *own* names, or whose *link* one of *others* does. Everything where nothing was typed."""
    if not look.text:
        return true()
    if look.nothing:
        return false()
    rare: list[Select[Any]] = []
    walked: list[ColumnElement[bool]] = []
    for sources, target, through in ((own, key, None), (others, link, link)):
        for source in sources:
            if isinstance(source.where, False_):
                continue
            if target is not None and _is_common(session, look, source):
                walked.append(_row_by_row(source, target))
            elif through is None:
                rare.append(source.ids)
            else:
                rare.append(select(key).where(through.in_(source.ids)).correlate(None))
    found = [key.in_(union_all(*rare))] if rare else []
    return or_(false(), *walked, *found)


def _is_common(session: Session, look: Wanted, source: Source) -> bool:
    return not look.embedded and estimated_count(session, source.ids) > COMMON


def _row_by_row(source: Source, target: Id) -> ColumnElement[bool]:
    if source.owner.class_ is target.class_ and source.owner.key == target.key:
        return source.where
    # With a limit it stays a look-up for each row: a planner would gather all of a common text first.
    one = select(literal(True)).where(source.owner == target, source.where).limit(1).correlate(target.class_)
    return func.coalesce(one.scalar_subquery(), false())


def _in_fts5(index: str, key: InstrumentedAttribute[int], words: Sequence[str]) -> ColumnElement[bool]:
    name = f"search_{index}"
    parts = plain_table(name, column("rowid"))
    phrases = " ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in words)
    return key.in_(select(parts.c.rowid).where(literal_column(name).op("MATCH")(phrases)))


def _anywhere(word: str) -> str:
    """The pattern of LIKE for *word* in any place, whatever signs are in it."""
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


Matches = Callable[[Session, str], ColumnElement[bool]]
"""What these conditions look like to a list."""
