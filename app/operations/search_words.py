"""What somebody typed into a search, as each index wants it: words of a name, parts of a text, digits, document numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.company import NumberSeries
from app.models.naming import folded
from app.models.searched import SHORTEST_PART, plain_text
from app.models.session import now
from app.operations.numbering import Series

LONGEST = 200
"""Letters that are read of what was typed; nobody types more, and no name or number is longer."""
MOST_WORDS = 8
FEWEST_DIGITS = 3
YEARS_BACK = 3
_NUMBER = re.compile(r"(?:№|#)?\s*(?:([a-z]{1,2})[-\s/]?)?(?:(20\d\d)[-\s/])?(\d{1,6})", re.IGNORECASE | re.ASCII)
_OWN_PLAN = text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed. words: of a folded name; parts: as written, between blanks, without signs at their ends.

    pieces: of an address or number by which somebody is reached, numbers in each notation; embedded: the database is SQLite.
    named: the gaps of the conditions have names of their own, so that a statement can be asked again with another text.
    """

    text: str
    folded: str
    words: tuple[str, ...]
    parts: tuple[str, ...]
    pieces: tuple[str, ...]
    embedded: bool
    named: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is no letter and no digit in it."""
        return not self.parts


def wanted(session: Session, typed: str) -> Wanted:
    """Read *typed*, whatever it is; and have PostgreSQL plan for just this text from here to the end of the transaction.

    How common a text is decides how it is found fastest; a plan that is kept for all texts is slow for most of them.
    """
    embedded = session.connection().dialect.name == "sqlite"
    if not embedded:
        session.connection().execute(_OWN_PLAN)
    clean = _readable(typed)
    parts = _most(_bare(part) for part in plain_text(clean).split())
    name = folded(clean)
    pieces = _digits(clean)
    if parts and is_long(clean) and " " not in clean and clean.lower() not in pieces:
        pieces = (*pieces, clean.lower())
    return Wanted(clean, name, _most(name.split()), parts, pieces, embedded)


def is_long(word: str) -> bool:
    """Whether an index of three-letter parts knows *word*."""
    return len(word) >= SHORTEST_PART


def document_numbers(session: Session, typed: str, among: Iterable[Series] = Series) -> tuple[str, ...]:
    """Whole numbers of documents that *typed* may mean: with or without prefix, year and leading zeros; newest first."""
    match = _NUMBER.fullmatch(typed)
    if match is None or len(typed) < 2:
        return ()
    prefix, year, number = match[1], match[2], int(match[3])
    this_year = now(session).year
    begun = session.execute(select(NumberSeries.kind, NumberSeries.year).where(NumberSeries.last >= number)).all()
    # What was brought in from elsewhere keeps its number, and no series counts it.
    known = {*((row.kind, row.year) for row in begun)}
    known |= {(series.value, this_year - back) for series in Series for back in range(YEARS_BACK)}
    kinds = {series.value for series in among} & ({prefix.upper()} if prefix else {series.value for series in Series})
    if year:
        return tuple(sorted(f"{kind}-{year}-{number:04d}" for kind in kinds))
    return tuple(f"{kind}-{of}-{number:04d}" for kind, of in sorted(known, key=lambda k: (-k[1], k[0])) if kind in kinds)


def _readable(typed: str) -> str:
    """Without control signs and halves of letters, which no database takes."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed[:LONGEST]).split())


def _bare(part: str) -> str:
    """*part* from its first to its last letter or digit."""
    kept = [place for place, sign in enumerate(part) if sign.isalnum()]
    return part[kept[0] : kept[-1] + 1] if kept else ""


def _most(words: Iterable[str]) -> tuple[str, ...]:
    """The words without repetition; of very many those that say most."""
    different = list(dict.fromkeys(word for word in words if word))
    kept = set(sorted(different, key=len, reverse=True)[:MOST_WORDS])
    return tuple(word for word in different if word in kept)


def _digits(clean: str) -> tuple[str, ...]:
    bare = "".join(sign for sign in clean if sign.isascii() and sign.isdigit())
    # What has letters in it is no telephone number, even if there are figures too.
    if len(bare) < FEWEST_DIGITS or any(sign.isalpha() for sign in clean):
        return ()
    # National spellings begin with 8 or 0, or have the 0 in brackets, which the international one does not have.
    inland = "".join(sign for sign in clean.replace("(0)", "") if sign in bare)
    spelled = {bare, bare.lstrip("0"), bare[1:] if bare[0] == "8" else bare, inland.lstrip("0")}
    enough = sorted((each for each in spelled if len(each) >= FEWEST_DIGITS), key=len)
    # What holds a shorter one is found with it.
    return tuple(each for place, each in enumerate(enough) if not any(short in each for short in enough[:place]))
