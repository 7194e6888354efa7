"""One search for everything: any part of a name, a number or an address, over all rooms [Ctrl K].

One statement asks every index for a few answers; the best of all come first. It is built once for each shape of what can
be typed (how many words, long or short, which numbers) and asked again with other texts.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.models.naming import folded
from app.models.searched import plain_text
from app.models.terms import ContactPointKind
from app.operations.search_found import EXACT, INSIDE, NAMED, Found, Hits, Look
from app.operations.search_papers import paper, paper_parts
from app.operations.search_parts import COMPANIES, joined, parts
from app.operations.search_tasks import tasks
from app.operations.search_text import barcodes, gaps
from app.operations.search_words import Wanted, document_numbers, is_long, wanted
from app.phone_number import shown_phone

__all__ = ["Found", "find"]

CANDIDATES = 50
"""Answers of one index from which the best are chosen; those of an index come in no order."""
MOST_SHAPES = 200


@dataclass(frozen=True, slots=True)
class _Question:
    """A statement as the driver takes it: nothing in it needs a type of ours, and nothing is built anew at each letter.

    always: what does not depend on the text; order: names of the gaps where the driver fills them in a row.
    """

    sql: str
    always: dict[str, Any]
    order: tuple[str, ...] | None


_built: dict[Hashable, _Question] = {}


def find(session: Session, text: str, limit: int = 20) -> tuple[Found, ...]:
    """What has *text* in it, best first: exact numbers, then names that begin with it, then words that do, then the rest.

    One or two letters find what a name begins with. Cheap for a rare text and for one that a million names have.
    """
    words = replace(wanted(session, text), named=True)
    if words.nothing:
        return ()
    look = Look(words, document_numbers(session, words.text), max(limit, CANDIDATES))
    found: dict[tuple[str, int, str], tuple[int, Found]] = {}
    for rank, row in _everything(session, look):
        known = found.get(row.sameness)
        if known is None or rank < known[0]:
            found[row.sameness] = (rank, row)
    sought = (words.folded, plain_text(words.text))
    best: list[Found] = []
    for level in (EXACT, NAMED, INSIDE):
        fitting = [row for rank, row in found.values() if rank == level]
        best += sorted(fitting, key=lambda row: _nearness(sought, row))
        if len(best) >= limit:
            break
    return tuple(best[:limit])


def _everything(session: Session, look: Look) -> Hits:
    question = _question(session, look)
    given = {
        **question.always,
        **gaps(look.words),
        **{name: number for series in look.series for name, number in look.named_numbers(series).items()},
        **{f"code_{place}": code for place, code in enumerate(barcodes(look.words))},
        "codes_begin": f"{look.words.text.lower()}%",
        "limit": look.limit,
    }
    values = given if question.order is None else tuple(given[name] for name in question.order)
    companies: list[int] = []
    for row in session.connection().exec_driver_sql(question.sql, values):
        if row.source == "counterparty" and len(companies) < COMPANIES:
            companies.append(row.id)
        yield _shown(look, row)
    yield from tasks(session, look, companies)


def _question(session: Session, look: Look) -> _Question:
    words = look.words
    shape = (
        words.embedded,
        bool(words.folded),
        tuple(map(is_long, words.words)),
        tuple(map(is_long, words.parts)),
        len(words.pieces),
        len(barcodes(words)),
        tuple((series, len(look.numbers_of(series))) for series in look.series),
    )
    built = _built.get(shape)
    if built is None:
        compiled = joined(look, (*parts(look), *paper_parts(look))).compile(dialect=session.connection().dialect)
        order = compiled.positiontup if compiled.positional else None
        built = _Question(str(compiled), dict(compiled.params), tuple(order) if order is not None else None)
        if len(_built) >= MOST_SHAPES:
            _built.clear()
        _built[shape] = built
    return built


def _shown(look: Look, row: Row[*tuple[Any, ...]]) -> tuple[int, Found]:
    """The find in *row*, and how well it fits."""
    match row.source:
        case "counterparty":
            return NAMED, Found(row.word.lower(), row.id, row.title, "", "counterparty")
        case "former":
            return INSIDE, Found(row.word.lower(), row.id, row.title, row.detail, "counterparty")
        case "contact":
            return NAMED, Found("contact", row.id, row.title, row.detail, "contact")
        case "point" | "entity" | "site":
            return _reached(look.words, row)
        case "deal":
            rank = EXACT if row.number in look.numbers else INSIDE
            return rank, Found("deal", row.id, f"{row.number} {row.title}", row.detail, "deal")
        case "inquiry":
            rank = EXACT if row.number in look.numbers else INSIDE
            subject = " ".join(row.detail.split())[:120]
            return rank, Found("inquiry", row.id, f"{row.number} {row.title}".strip(), subject, "inquiry")
        case "product" | "barcode":
            whole = row.source == "barcode" or row.detail.lower() == look.words.text.lower()
            return EXACT if whole else NAMED, Found("product", row.id, row.title, row.detail, "product")
        case "batch":
            rank = EXACT if row.title.lower() == look.words.text.lower() else INSIDE
            return rank, Found("batch", row.id, row.title, row.detail, "batch")
    return EXACT, paper(row)


def _reached(words: Wanted, row: Row[*tuple[Any, ...]]) -> tuple[int, Found]:
    """A counterparty that was found by something of it; what it was found by stands beside its name."""
    rank, shown = INSIDE, " ".join(row.detail.split())
    if row.source == "point":
        whole = row.detail in (words.text.lower(), *(f"+{piece}" for piece in words.pieces))
        rank = EXACT if whole else INSIDE
        shown = shown_phone(row.detail) if row.number == ContactPointKind.PHONE else row.detail
    elif row.source == "entity":
        sought = plain_text(words.text)
        numbers = row.number.lower().split()
        legal, _, address = row.detail.partition("\n")
        in_name = all(part in plain_text(legal) for part in words.parts)
        inside = next((number for number in row.number.split() if sought in number.lower()), "")
        shown = inside or (legal if in_name else " ".join(address.split()))
        rank = EXACT if sought in numbers else INSIDE
    return rank, Found(row.word.lower(), row.id, row.title, shown, "counterparty")


def _nearness(sought: tuple[str, str], row: Found) -> int:
    """0: what is shown begins with the text; 1: one of its words does; 2: it stands within."""
    for shown, text in zip((folded(row.title), plain_text(row.title)), sought, strict=True):
        if text and shown.startswith(text):
            return 0
        if text and f" {text}" in shown:
            return 1
    return 2
