"""Records that have a text in any part of a name, number or address: conditions for every list that is searched.

Each begins from an index (``app.models.searched``), so that a rare text is found at once among millions; a common one, that
a list by name or by time meets every few rows, is looked up row by row instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
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

COMMON = 100_000
"""Rows from which on a list meets a text often enough to be walked through instead."""
_LAST = chr(0x10FFFF)
_MERGED = Counterparty.merged_into_id.is_not(None)
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
    if not text.strip():
        return true()
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
    """Everything that a counterparty is found by, also the name of a double that was merged into it."""
    return [
        Source(Counterparty.id, has(look, "counterparty", Counterparty.id)),
        Source(Counterparty.merged_into_id, and_(_MERGED, has(look, "counterparty", Counterparty.id))),
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
    kind, words = ("name", look.words) if searched.begins else ("part", look.parts)
    if not any(is_long(word) for word in words):
        return begins(look, index) if searched.begins and look.folded else false()
    return _all_of(look, index, key, [(f"{kind}_{place}", word) for place, word in enumerate(words)])


def has_word(look: Wanted, index: str, key: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """As ``has``, where a later word of the name begins with the first one that was typed."""
    if not any(is_long(word) for word in look.words):
        return false()
    others = [(f"name_{place}", word) for place, word in enumerate(look.words) if place]
    return _all_of(look, index, key, [("later", f" {look.words[0]}"), *others])


def begins(look: Wanted, index: str) -> ColumnElement[bool]:
    """The name of *index* begins with what was typed; ``ordered`` is the order of the letters that this reads in."""
    if not look.folded:
        return false()
    name = ordered(look, index)
    return and_(name >= _gap(look, "first", look.folded), name < _gap(look, "last", look.folded + _LAST))


def ordered(look: Wanted, index: str) -> ColumnElement[str]:
    """The name of *index* as its index of beginnings is ordered."""
    name = _written(index)
    return name if look.embedded else name.collate("C")


def reached_by(look: Wanted) -> ColumnElement[bool]:
    """Contact points that the text is a part of: an address as it is written, a number in any notation."""
    named = [(f"piece_{place}", piece) for place, piece in enumerate(look.pieces)]
    return or_(false(), *(_all_of(look, "contact_point", ContactPoint.id, [each]) for each in named))


def gaps(look: Wanted) -> dict[str, str]:
    """What goes into the gaps of these conditions, by name: for a statement that is built once for many texts."""
    named = {
        **{f"name_{place}": word for place, word in enumerate(look.words)},
        **{f"part_{place}": part for place, part in enumerate(look.parts)},
        **{f"piece_{place}": piece for place, piece in enumerate(look.pieces)},
        **({"later": f" {look.words[0]}"} if look.words else {}),
    }
    spelled = {name: _spelled(look, word) for name, word in named.items()}
    spelled |= {"first": look.folded, "last": look.folded + _LAST}
    return {f"typed_{name}": value for name, value in spelled.items()}


def _all_of(
    look: Wanted, index: str, key: InstrumentedAttribute[int], named: Sequence[tuple[str, str]]
) -> ColumnElement[bool]:
    written = _written(index)
    terms: list[ColumnElement[bool]] = []
    for name, word in named:
        gap = _gap(look, name, _spelled(look, word))
        if not look.embedded:
            terms.append(written.like(gap))
        elif is_long(word):
            parts = plain_table(f"search_{index}", column("rowid"))
            terms.append(key.in_(select(parts.c.rowid).where(literal_column(f"search_{index}").op("MATCH")(gap))))
        else:
            terms.append(func.instr(written, gap) > 0)
    return and_(*terms)


def _written(index: str) -> ColumnElement[str]:
    searched = SEARCHED[index]
    return literal_column(searched.expression(searched.table), String)


def _gap(look: Wanted, name: str, value: str) -> BindParameter[str]:
    return bindparam(f"typed_{name}", value, String, unique=not look.named)


def _spelled(look: Wanted, word: str) -> str:
    """*word* as it is sought: a pattern of LIKE, a phrase of FTS5, or itself where it is too short for that."""
    if not look.embedded:
        return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return '"' + word.replace('"', '""') + '"' if is_long(word) else word


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
    # What a name begins with is no matter of chance: in a list by name all of it stands at one place, maybe the last one.
    by_chance = any(is_long(part) for part in look.parts)
    return not look.embedded and by_chance and estimated_count(session, source.ids) > COMMON


def _row_by_row(source: Source, target: Id) -> ColumnElement[bool]:
    if source.owner.class_ is target.class_ and source.owner.key == target.key:
        return source.where
    # With a limit it stays a look-up for each row: a planner would gather all of a common text first.
    one = select(literal(True)).where(source.owner == target, source.where).limit(1).correlate(target.class_)
    return func.coalesce(one.scalar_subquery(), false())


Matches = Callable[[Session, str], ColumnElement[bool]]
"""What these conditions look like to a list."""
