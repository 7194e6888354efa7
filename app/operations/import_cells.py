"""Reading the cells of a moved-in list: numbers, words and addresses as people write them, or a sentence why not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import phonenumbers
from babel import Locale
from babel.core import get_global

from app.iso_codes import COUNTRY_LETTERS
from app.language import LANGUAGES, Phrase, phrase
from app.models.naming import plain_letters
from app.operations.import_columns import (
    COUNTRY_WORDS,
    CURRENCY_WORDS,
    FALSE_WORDS,
    LANGUAGE_WORDS,
    TOTALS,
    TRUE_WORDS,
    UNIT_WORDS,
)
from app.phone_number import PhoneNumber, find_phones, read_phone
from app.tables import Table, TableRow, column_places, fold_header

LONGEST_EMAIL = 320
FEWEST_DIGITS = 5
EMAIL = re.compile(r"[^\s@<>()\[\],;:\"'«»]+@(?:[^\W_][\w-]*\.)+[^\W\d_][\w-]+")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u2009'’]")
_NUMBER = re.compile(r"[-−]?[\d.,]*\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell. row: as a spreadsheet counts; column: its title in the file; value: as it stands."""

    row: int
    column: str
    value: str
    sentence: Phrase


@dataclass(slots=True)
class Findings:
    """What was found wrong (nothing is imported then) and doubtful (it is imported, and said)."""

    problems: list[CellProblem] = field(default_factory=list)
    doubts: list[CellProblem] = field(default_factory=list)


class RowCells:
    """One row of the file, by fields."""

    def __init__(self, row: TableRow, table: Table, places: Mapping[str, tuple[int, ...]], findings: Findings) -> None:
        self.number = row.number
        self._cells = row.cells
        self._header = table.header
        self._places = places
        self._findings = findings

    def text(self, name: str, longest: int = 0) -> str:
        """The first filled cell of field *name*, in one line; longer than *longest* (if given) is a problem."""
        value = next((cell for _, cell in self._filled(name)), "")
        value = " ".join(value.split())
        if longest and len(value) > longest:
            self.wrong(name, phrase("At most {count} characters fit here.", count=longest), value)
            return ""
        return value

    def lines(self, name: str) -> str:
        """All filled cells of field *name* below each other."""
        return "\n".join(cell for _, cell in self._filled(name))

    def values(self, name: str) -> Iterator[str]:
        """Each filled cell of field *name*."""
        return (cell for _, cell in self._filled(name))

    def wrong(self, name: str, sentence: Phrase, value: str | None = None) -> None:
        """Note a problem with field *name*."""
        self._findings.problems.append(self._problem(name, sentence, value))

    def doubtful(self, name: str, sentence: Phrase, value: str | None = None) -> None:
        """Note something about field *name* that the person should know."""
        self._findings.doubts.append(self._problem(name, sentence, value))

    def flag(self, name: str) -> bool | None:
        """Yes or no; None where nothing is said."""
        value = self.text(name)
        word = value.casefold().rstrip(".")
        if not word:
            return None
        if word in TRUE_WORDS or word in FALSE_WORDS:
            return word in TRUE_WORDS
        self.wrong(name, phrase("Write yes or no."), value)
        return None

    def whole(self, name: str) -> int | None:
        """A number of days or pieces, 0 to 100,000; None where nothing is said."""
        value = self.text(name)
        if not value:
            return None
        number = re.match(r"\d{1,6}(?!\d)", _SPACES.sub("", value))
        if number is None or int(number[0]) > 100_000:
            self.wrong(name, phrase("Write a whole number."), value)
            return None
        return int(number[0])

    def _filled(self, name: str) -> Iterator[tuple[int, str]]:
        return ((place, self._cells[place]) for place in self._places.get(name, ()) if self._cells[place])

    def _problem(self, name: str, sentence: Phrase, value: str | None) -> CellProblem:
        places = self._places.get(name, ())
        place = next((place for place in places if self._cells[place]), places[0] if places else None)
        title = self._header[place] if place is not None else name
        shown = value if value is not None else self._cells[place] if place is not None else ""
        return CellProblem(self.number, title, shown, sentence)


def row_cells(table: Table, aliases: Mapping[str, tuple[str, ...]], findings: Findings) -> list[RowCells]:
    """The rows of *table* that say something of their own: totals are left out, rows that do not fit are problems."""
    places = column_places(table.header, aliases)
    kept = []
    for row in table.rows:
        if is_total(row):
            continue
        if row.surplus:
            sentence = phrase("This row has more cells than the header: put text with a delimiter in it in quotes.")
            findings.problems.append(CellProblem(row.number, "", row.surplus, sentence))
        kept.append(RowCells(row, table, places, findings))
    return kept


def is_total(row: TableRow) -> bool:
    """Whether a row only adds up: it begins with such a word, and the rest are numbers."""
    filled = [cell for cell in row.cells if cell]
    return fold_header(filled[0]) in TOTALS and all(_NUMBER.fullmatch(_SPACES.sub("", cell)) for cell in filled[1:])


def phones_in(cell: str, region: str) -> tuple[list[PhoneNumber], list[str]]:
    """(numbers, what could not be read) in a cell that may hold several, by ``;``, line, comma or slash."""
    found: list[PhoneNumber] = []
    unread: list[str] = []
    for piece in re.split(r"[;\n\r|]+", cell):
        if piece.strip():
            numbers = _numbers(piece, region)
            found += numbers
            unread += [] if numbers else [piece.strip()]
    return list({number.e164: number for number in found}.values()), unread


def _numbers(piece: str, region: str) -> list[PhoneNumber]:
    """The numbers in *piece*: parted by commas or slashes if each part is a number, else one with its extension."""
    for sign, fewest in ((",", FEWEST_DIGITS), ("/", FEWEST_DIGITS + 2)):
        parts = [part for part in piece.split(sign) if part.strip()]
        if len(parts) > 1 and all(sum(map(str.isdigit, part)) >= fewest for part in parts):
            numbers = [number for part in parts if (number := _number(part, region))]
            if len(numbers) == len(parts):
                return numbers
    whole = _number(piece, region)
    if whole:
        return [whole]
    return [number for number in find_phones(piece, region) if _dialable(number)]


def _number(text: str, region: str) -> PhoneNumber | None:
    """One number. Bare digits that are valid only with a ``+`` in front lost it in a spreadsheet."""
    text = text.strip()
    digits = _SPACES.sub("", text)
    national = read_phone(text, region)
    if digits.isascii() and digits.isdigit() and not digits.startswith("0"):
        international = read_phone(f"+{digits}", region)
        if international and _valid(international) and not (national and _valid(national)):
            return PhoneNumber(international.e164, "", text)
    return national if national and _dialable(national) else None


def _valid(number: PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number.e164))


def _dialable(number: PhoneNumber) -> bool:
    """Whether it can be dialled from anywhere: a local number without its area code cannot."""
    reason = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(number.e164))
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)


def emails_in(cell: str) -> tuple[list[str], list[str]]:
    """(addresses in small letters, what could not be read) in a cell that may hold several, also as ``Name <address>``."""
    found: dict[str, None] = {}
    unread: list[str] = []
    for piece in re.split(r"[;,\n\r|]+", cell):
        addresses = [match.lower() for match in EMAIL.findall(piece.replace("mailto:", "")) if len(match) <= LONGEST_EMAIL]
        found |= dict.fromkeys(addresses)
        # "Müller, Anna <a@b.example>": the part before the comma is a name, not a broken address.
        if not addresses and piece.strip() and ("@" in piece or "<" not in cell):
            unread.append(piece.strip())
    return list(found), unread


def country_of(word: str) -> str | None:
    """ISO 3166 code of a country's name in English, German or Russian, or of the code itself; None if unknown."""
    if word.strip().upper() in COUNTRY_LETTERS:
        return word.strip().upper()
    return _countries().get(fold_header(word))


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    names = {
        fold_header(name): code
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in COUNTRY_LETTERS
    }
    return {**names, **COUNTRY_WORDS}


def language_of(word: str) -> str | None:
    """ISO 639-1 code of a language's name or code; None if unknown."""
    folded = fold_header(word.partition("-")[0].partition("_")[0])
    if folded in LANGUAGE_WORDS:
        return LANGUAGE_WORDS[folded]
    return folded if len(folded) == 2 and folded in Locale("en").languages else None


def unit_of(word: str) -> str:
    """Our code of a unit; a unit that is not known stays as it is written."""
    return UNIT_WORDS.get(word.casefold().replace(".", "").strip(), word.strip())


def currency_of(word: str) -> str | None:
    """ISO 4217 code of a currency's sign, name or code; None if unknown."""
    folded = word.casefold().strip().rstrip(".")
    if folded in CURRENCY_WORDS:
        return CURRENCY_WORDS[folded]
    code = word.strip().upper()
    return code if code in get_global("all_currencies") else None


def decimal_sign(cells: Iterable[str]) -> str:
    """``,`` or ``.`` by the numbers that can be read in one way only; "" if there are none."""
    votes: Counter[str] = Counter()
    for cell in cells:
        match = _NUMBER.search(_SPACES.sub("", cell))
        sign = _only_decimal(match[0]) if match else ""
        votes[sign] += bool(sign)
    return max(votes, key=lambda sign: votes[sign], default="")


def _only_decimal(number: str) -> str:
    """The decimal sign of *number* if it can be nothing else."""
    last = max(number.rfind(","), number.rfind("."))
    if last < 0:
        return ""
    sign, other = number[last], "." if number[last] == "," else ","
    if number.count(sign) > 1:
        return other
    return sign if other in number or len(number) - last - 1 != 3 else ""


def amount_in(cell: str, sign: str) -> tuple[Decimal, str] | None:
    """(amount, word of a currency or "") in *cell*, whose list writes decimals with *sign*; None if it is no number.

    Raises ValueError where nothing says whether ``1,234`` is a thousand or one.
    """
    bare = _SPACES.sub("", cell).replace("−", "-")
    match = _NUMBER.search(bare)
    if match is None:
        return None
    number = match[0]
    own = _only_decimal(number) or sign
    if not own and ("," in number or "." in number):
        raise ValueError(number)
    thousands = "." if own == "," else ","
    try:
        amount = Decimal(number.replace(thousands, "").replace(own or ".", "."))
    except InvalidOperation:
        return None
    word = bare[: match.start()] + bare[match.end() :]
    return amount, word


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in case, accents and blanks at most."""
    return " ".join(plain_letters(one).split()) == " ".join(plain_letters(other).split())
