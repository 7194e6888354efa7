"""Marketing lists as files: what mail services import (Mailchimp: CSV or tab-separated text), and phone lists for people.

Every rule of the import stands here once; ``tests/data/mailing_rules.tsv`` is their table. Headers of the mail list stay
English in every language, because the service finds its fields by them. Cells hold one line of text: control signs and
doubled blanks go, 255 bytes are kept. A cell that a spreadsheet would run gets an apostrophe in CSV and text, and the
"quoted" mark in XLSX; numbers in E.164 stay what they are (``app.reports.tables``), and an address that would need an
apostrophe never comes this far (``app.models.addresses``).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.events import Document
from app.iso_codes import COUNTRY_LETTERS
from app.language import Phrase, marked
from app.models.addresses import PHONE
from app.reports.files import file_name
from app.reports.tables import FORMULA_START, MAIL_SERVICE, Column, CsvShape, table_document

ListFormat = Literal["csv", "txt", "xlsx"]
FORMATS: tuple[ListFormat, ...] = ("csv", "txt", "xlsx")

LONGEST_TEXT = 255
"""Bytes of UTF-8 that a text field of Mailchimp keeps; 127 Cyrillic letters."""
LONGEST_TAG = 100
"""Characters of a tag."""
LONGEST_ADDRESS_PART = 45
"""Characters of one part of a postal address, Mailchimp wants it shorter."""
TABS = CsvShape("\t", ".", mark=False)

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0e\ufe0f\u200d\u20e3\U000e0000-\U000e007f\u2122\u00a9\u00ae]"
)
_COUNTRIES = {"UK": "GB", "EL": "GR"}
"""Two letters that people write, and those of ISO 3166."""


@dataclass(frozen=True, slots=True)
class MailLine:
    """One address with what is known of the person. address: lines of the postal address; country: two letters."""

    email: str
    person: str = ""
    company: str = ""
    phone: str = ""
    address: str = ""
    country: str = ""
    language: str = ""
    department: str = ""
    customer_type: str = ""
    equipment: str = ""
    last_contact: date | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One number to call: E.164, whose it is, and who is responsible for the customer."""

    phone: str
    company: str
    person: str = ""
    position: str = ""
    extension: str = ""
    department: str = ""
    seller: str = ""
    language: str = ""
    country: str = ""
    last_contact: date | None = None


MAIL_HEADERS = (
    "Email Address", "First Name", "Last Name", "Company", "Address", "Phone", "Language", "Department", "Customer Type",
    "Equipment Type", "Last Contact", "Tags",
)  # fmt: skip
"""The first row. Only the e-mail address is required; dates are ISO 8601."""
MAIL_COLUMNS = tuple(
    Column(title, Phrase(title), "phone" if title == "Phone" else "date" if title == "Last Contact" else "text")
    for title in MAIL_HEADERS
)
REMOVED_COLUMNS = (Column("email", Phrase("Email Address")), Column("reason", Phrase("Reason")))
"""Of the file that tells a mail service whom to forget."""
PHONE_COLUMNS = (
    Column("company", Phrase(marked("Company"))),
    Column("person", Phrase(marked("Person"))),
    Column("position", Phrase(marked("Position"))),
    Column("phone", Phrase(marked("Phone")), "phone"),
    Column("extension", Phrase(marked("Extension"))),
    Column("department", Phrase(marked("Department"))),
    Column("seller", Phrase(marked("Seller"))),
    Column("language", Phrase(marked("Language"))),
    Column("country", Phrase(marked("Country"))),
    Column("last_contact", Phrase(marked("Last contact")), "date"),
)


def text_cell(text: str, longest: int = LONGEST_TEXT) -> str:
    """*text* in one line and at most *longest* bytes, cut between two characters, with room for a defusing apostrophe."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    blanks = "".join(" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", sound))
    visible = "".join(sign for sign in blanks if unicodedata.category(sign) != "Cc" and sign != "\ufeff")
    line = " ".join(visible.split())
    return cut(line, longest - 1 if line.startswith(FORMULA_START) else longest)


def cut(text: str, longest: int) -> str:
    """The beginning of *text* in at most *longest* bytes of UTF-8; no character and no accent is torn off its letter."""
    if len(text.encode()) <= longest:
        return text
    kept = text.encode()[:longest].decode("utf-8", "ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip()


def names_of(person: str) -> tuple[str, str]:
    """(first name, last name); a single word is a last name. Titles and patronymics stay with the first name."""
    words = person.split()
    return (" ".join(words[:-1]), words[-1]) if words else ("", "")


def address_cell(address: str, country: str) -> str:
    """A postal address as Mailchimp reads it: parts with two blanks between them, the country last, in two letters.

    "" without a country that is one of ISO 3166: Mailchimp would refuse the whole field.
    """
    letters = _COUNTRIES.get(country.strip().upper(), country.strip().upper())
    parts = [text_cell(part) for part in re.split(r"[\n,;]+", address)]
    parts = [part[:LONGEST_ADDRESS_PART].rstrip() for part in parts if part]
    if not parts or letters not in COUNTRY_LETTERS:
        return ""
    room = LONGEST_TEXT - len(letters) - 3
    while parts and len("  ".join(parts).encode()) > room:
        parts.pop()
    return "  ".join([*parts, letters]) if parts else ""


def tag(name: str) -> str:
    """*name* as a tag: at most 100 characters, no emoji, in double quotes if it has a comma."""
    plain = text_cell(_EMOJI.sub(" ", name).replace('"', "'"), LONGEST_TEXT - 3)[:LONGEST_TAG].rstrip()
    return f'"{plain}"' if "," in plain else plain


def tags_cell(names: Iterable[str]) -> str:
    """Tags in one cell, separated by commas; what does not fit into the cell stays away whole."""
    kept: list[str] = []
    for each in dict.fromkeys(made for name in names if (made := tag(name))):
        if len(",".join([*kept, each]).encode()) < LONGEST_TEXT:
            kept.append(each)
    return ",".join(kept)


def mail_cells(line: MailLine) -> tuple[object, ...]:
    """The cells of one row, in the order of ``MAIL_HEADERS``."""
    first, last = names_of(text_cell(line.person, 4 * LONGEST_TEXT))
    return (
        line.email,
        text_cell(first),
        text_cell(last),
        text_cell(line.company),
        address_cell(line.address, line.country),
        line.phone if PHONE.fullmatch(line.phone) else "",
        text_cell(line.language),
        text_cell(line.department),
        text_cell(line.customer_type),
        text_cell(line.equipment),
        line.last_contact,
        tags_cell(line.tags),
    )


def mail_list(name: str, lines: Iterable[MailLine], file_format: ListFormat) -> Document:
    """An e-mail list as a file of *file_format*: CSV and TXT in UTF-8 without a mark, or XLSX with the same values."""
    return _document(name, MAIL_COLUMNS, (mail_cells(line) for line in lines), file_format, "en", MAIL_SERVICE)


def removed_list(name: str, removed: Iterable[tuple[str, Phrase]], file_format: ListFormat, language: str) -> Document:
    """Addresses that a mail service is to forget, and why; no list to write to."""
    rows = ((email, reason.said(language)) for email, reason in removed)
    return _document(name, REMOVED_COLUMNS, rows, file_format, language, MAIL_SERVICE)


def phone_list(name: str, lines: Iterable[PhoneLine], file_format: ListFormat, language: str) -> Document:
    """A phone list for people, with headers in *language*."""
    rows = (
        (
            *(text_cell(text) for text in (line.company, line.person, line.position)),
            line.phone,
            *(text_cell(text) for text in (line.extension, line.department, line.seller, line.language, line.country)),
            line.last_contact,
        )
        for line in lines
    )
    return _document(name, PHONE_COLUMNS, rows, file_format, language, None)


def _document(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    file_format: ListFormat,
    language: str,
    shape: CsvShape | None,
) -> Document:
    if file_format != "txt":
        return table_document(name, columns, rows, file_format, language, shape=shape)
    document = table_document(name, columns, rows, "csv", language, shape=TABS)
    return replace(document, filename=file_name(name, "txt"), mime="text/tab-separated-values")
