"""What a scanned string means: GS1 element strings, GS1 Digital Links, GTINs, SSCCs, or a plain code of our own.

The dictionary of application identifiers is biip's; what biip does not check (contents, pairs) is in ``gs1_values`` and
``gs1_pairing``. Nothing here raises, whatever a scanner sends: a fault is a sentence in ``ScannedCode.problem``, and where
we are kinder than the standard, ``hint`` says so. Both are English sentences marked for translation: say them with ``tr``.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import biip

from app.events import ScannedCode
from app.gs1_elements import SEPARATOR, Reading, read_bracketed, read_digital_link, read_message
from app.gs1_values import WRONG_CHECK_DIGIT, gs1_date
from app.gtin import check_digit
from app.language import marked

LONGEST_PLAIN_CODE = 200
"""Characters of a code of our own (a location, a command on the bench card); anything longer is no code of ours."""

_NOT_OURS = marked("This is not a code of ours.")
_NO_LINK = marked("This is a web address without GS1 data, not a code of ours.")
_WRONG_LENGTH = marked("The number in this code has the wrong length. Scan the label again.")
_ADD_ON = marked("This is only the small code beside the main one. Scan the main code.")

_NO_IDENTIFIER = marked("The scanner does not say what kind of code this is; it was read by its content.")
_IN_STORE = marked("This is an in-store number (a weight or price label); it names no product for everybody.")
_BAD_NUMBER = marked("This looks like a product number, but its check digit is wrong; it is taken as it stands.")
_LEADING_SEPARATOR = marked("A separator stood in front of the code; it was left out.")
_WRITTEN_SEPARATOR = marked("The scanner sends the separator as text; it was read as a separator.")
_BY_HAND = marked("This code was read as written with brackets.")
_LOOKS_LIKE_GS1 = marked("The label is not marked as GS1, so its content is taken as plain text.")
_WITH_ADD_ON = marked("The digits of the small code beside the main one were left out.")
_ITF = marked("The number comes from an ITF code, which GS1 reads without an application identifier.")
_WITH_ECI = marked("The label names its own character set; it was read as GS1 all the same.")
_SWALLOWED = marked(
    "The batch or serial ends like a date: a separator may be missing on the label. Compare it with the print."
)

_GS1_SYMBOLOGIES = {
    "C1": "gs1-128",
    "d2": "gs1-datamatrix",
    "d5": "gs1-datamatrix",
    "e0": "gs1-databar",
    "e1": "gs1-composite",
    "e2": "gs1-composite",
    "J1": "gs1-dotcode",
    "Q3": "gs1-qr",
    "Q4": "gs1-qr",
}
"""AIM identifiers whose data is GS1 element strings (ISO/IEC 15424; General Specifications, figure 5.1.2-2)."""

_RETAIL_SYMBOLOGIES = {"E0": "ean-13", "E1": "ean-2", "E2": "ean-5", "E3": "ean-13", "E4": "ean-8", "I1": "itf-14"}

_OTHER_SYMBOLOGIES = {
    "A": "code-39",
    "B": "telepen",
    "C": "code-128",
    "D": "code-one",
    "E": "ean-13",
    "F": "codabar",
    "G": "code-93",
    "H": "code-11",
    "I": "itf",
    "J": "dotcode",
    "K": "code-16k",
    "L": "pdf417",
    "M": "msi",
    "N": "anker",
    "O": "codablock",
    "P": "plessey",
    "Q": "qr",
    "R": "2-of-5",
    "S": "2-of-5",
    "T": "code-49",
    "U": "maxicode",
    "X": "other",
    "Z": "no-barcode",
    "c": "channel-code",
    "d": "datamatrix",
    "e": "gs1-databar",
    "h": "han-xin",
    "o": "ocr",
    "p": "posicode",
    "s": "supercode",
    "z": "aztec",
}

_IDENTIFIER = re.compile(r"\]([A-Za-z])([0-9A-Za-z])")
_WRITTEN = re.compile(r"<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|\\x1D|\\u001D|␝", re.ASCII)
_WEB_ADDRESS = re.compile(r"https?:", re.IGNORECASE)
_ENDS_LIKE_DATE = re.compile(r".+1[1-7]\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])", re.ASCII)
_FIRST_KEY = re.compile(r"0[0123]\d|25[35]\d|41[0-7]\d|80(?:03|06|17|18|26)\d", re.ASCII)
_PRODUCT_LENGTHS = (8, 12, 13, 14)


def read_code(code: str, *, today: date) -> ScannedCode:
    """What *code* means, as a scanner sent it: with or without an AIM symbology identifier (``]C1`` …) in front.

    A separator may be 0x1D or written (``<GS>``, ``{GS}``, ``\\x1d``, or ``^`` where the code begins with ``^``). *today*
    decides the century of two-digit years. Never raises.
    """
    text = code.strip("\r\n\t\0")
    named = _IDENTIFIER.match(text)
    if named and named[1] in _OTHER_SYMBOLOGIES:
        return _read_named(code, named[1] + named[2], text[3:], today)
    return _read_unnamed(code, text, today)


def plain_text(code: str) -> str:
    """The content of *code* without the AIM identifier and the terminator: what our own location labels say."""
    text = code.strip("\r\n\t\0")
    named = _IDENTIFIER.match(text)
    return text[3:] if named and named[1] in _OTHER_SYMBOLOGIES else text


def _read_named(code: str, identifier: str, content: str, today: date) -> ScannedCode:
    if symbology := _GS1_SYMBOLOGIES.get(identifier):
        if _WEB_ADDRESS.match(content):
            return _linked(code, symbology, content, today)
        hint = _WITH_ECI if identifier in ("d5", "Q4") else None
        return _from_message(code, symbology, content, today, hint=hint)
    if symbology := _RETAIL_SYMBOLOGIES.get(identifier):
        return _read_retail(code, symbology, content)
    symbology = _OTHER_SYMBOLOGIES[identifier[0]]
    if _WEB_ADDRESS.match(content):
        return _linked(code, symbology, content, today)
    plain = _plain(code, symbology, content)
    looks = _FIRST_KEY.match(content) and read_message(content, today=today).elements
    return ScannedCode(code, symbology, hint=_LOOKS_LIKE_GS1) if looks and plain.problem is None else plain


def _read_retail(code: str, symbology: str, content: str) -> ScannedCode:
    """An EAN, UPC or ITF-14 symbol: digits alone, the check digit last."""
    if symbology in ("ean-2", "ean-5"):
        return ScannedCode(code, symbology, problem=_ADD_ON)
    hint = _ITF if symbology == "itf-14" else None
    digits = content
    if symbology == "ean-13" and len(content) in (15, 18) and _all_digits(content):
        digits, hint = content[:13], _WITH_ADD_ON
    if not _all_digits(digits) or len(digits) not in _PRODUCT_LENGTHS:
        return ScannedCode(code, symbology, problem=_WRONG_LENGTH)
    if check_digit(digits[:-1]) != digits[-1]:
        return ScannedCode(code, symbology, problem=WRONG_CHECK_DIGIT)
    return _product(code, symbology, digits, hint)


def _read_unnamed(code: str, text: str, today: date) -> ScannedCode:
    if _WEB_ADDRESS.match(text):
        return _linked(code, "", text, today)
    if text.startswith("^") and text[1:2].isdigit():
        return _from_message(code, "", text[1:].replace("^", SEPARATOR), today)
    if re.match(r"\(\d{2,4}\)", text, re.ASCII):
        return _meaning(code, "", read_bracketed(text, today=today), today, _BY_HAND)
    if text.startswith(SEPARATOR) or _WRITTEN.match(text):
        return _from_message(code, "", text, today, hint=_LEADING_SEPARATOR)
    if _all_digits(text) and len(text) in _PRODUCT_LENGTHS:
        if check_digit(text[:-1]) == text[-1]:
            return _product(code, "", text, _NO_IDENTIFIER)
        return ScannedCode(code, hint=_BAD_NUMBER)
    if _all_digits(text) and len(text) == 18 and check_digit(text[:-1]) == text[-1]:
        return ScannedCode(code, elements={"00": text}, hint=_NO_IDENTIFIER)
    if SEPARATOR in text or _WRITTEN.search(text) or _begins_with_key(text, today):
        return _from_message(code, "", text, today, hint=_NO_IDENTIFIER)
    return _plain(code, "", text)


def _begins_with_key(text: str, today: date) -> bool:
    """Whether *text* begins with a GS1 key whose check digit is right, so that it is hardly anything else."""
    return bool(_FIRST_KEY.match(text)) and bool(read_message(text, today=today).elements)


def _linked(code: str, symbology: str, address: str, today: date) -> ScannedCode:
    reading = read_digital_link(address, today=today)
    if reading is None:
        return ScannedCode(code, symbology, problem=_NO_LINK)
    return _meaning(code, symbology, reading, today, None)


def _from_message(code: str, symbology: str, content: str, today: date, *, hint: str | None = None) -> ScannedCode:
    text, written = _WRITTEN.subn(SEPARATOR, content)
    if written:
        hint = hint or _WRITTEN_SEPARATOR
    if text.startswith("^") and symbology:
        text = text[1:]
        hint = hint or _LEADING_SEPARATOR
    bare = text.lstrip(SEPARATOR)
    if bare != text:
        hint = _LEADING_SEPARATOR
    return _meaning(code, symbology, read_message(bare, today=today), today, hint)


def _meaning(code: str, symbology: str, reading: Reading, today: date, hint: str | None) -> ScannedCode:
    """The fields that Kontor works with, out of the elements that were read."""
    elements = reading.elements
    swallowed = any(_ENDS_LIKE_DATE.fullmatch(elements.get(one, "")) for one in ("10", "21"))
    return ScannedCode(
        code,
        symbology,
        elements=elements,
        gtin=_gtin(elements),
        batch=elements.get("10"),
        expiry=_expiry(elements, today),
        serial=elements.get("21"),
        quantity=_quantity(elements),
        problem=reading.problem,
        hint=reading.hint or hint or (_SWALLOWED if swallowed and reading.problem is None else None),
    )


def _gtin(elements: Mapping[str, str]) -> str | None:
    for identifier in ("01", "02", "03", "8006", "8026"):
        if identifier in elements:
            return elements[identifier][:14]
    return None


def _expiry(elements: Mapping[str, str], today: date) -> date | None:
    for identifier in ("17", "7003", "15", "16"):
        if identifier in elements:
            return gs1_date(elements[identifier][:6], today)
    return None


def _quantity(elements: Mapping[str, str]) -> Decimal | None:
    """Pieces (30, 37), else the net measure in metric units (310n to 316n)."""
    for identifier in ("30", "37"):
        if identifier in elements:
            return Decimal(elements[identifier])
    for identifier, value in elements.items():
        if len(identifier) == 4 and "310" <= identifier[:3] <= "316":
            return Decimal(value).scaleb(-int(identifier[3]))
    return None


def _product(code: str, symbology: str, digits: str, hint: str | None) -> ScannedCode:
    """A bare GTIN; one of restricted circulation (General Specifications 2.1.11) names no product for everybody."""
    try:
        restricted = isinstance(biip.gtin.Gtin.parse(digits), biip.rcn.Rcn)
    except biip.ParseError:
        restricted = False
    if restricted:
        return ScannedCode(code, symbology, hint=_IN_STORE)
    return ScannedCode(code, symbology, gtin=digits.zfill(14), hint=hint)


def _plain(code: str, symbology: str, text: str) -> ScannedCode:
    """A code of our own, or junk: nothing, too much, or signs that nobody can print."""
    sane = len(text.strip()) > 0 and len(text) <= LONGEST_PLAIN_CODE and text.isprintable() and "\ufffd" not in text
    return ScannedCode(code, symbology, problem=None if sane else _NOT_OURS)


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
