"""Telephone numbers in letters, told apart from dates, article numbers, bank details and network addresses [C6]."""

import re
from collections.abc import Sequence

import phonenumbers

from app.phone_number import PhoneNumber, read_phone

_CALLED = (
    r"(?:тел(?:ефон|еф)?|моб(?:ильн\w+)?|сот(?:ов\w+)?|звон\w+|перезвон\w+|позвон\w+|набер\w+|номер телефона|"
    r"phone|tele(?:phone|fon)|tel|mobil[e]?|cell|handy|fon|call(?: me)?(?: at| on)?|"
    r"rufnummer|durchwahl|zentrale|whats ?app|ватсап|viber|вайбер|telegram)"
)
_FAX = re.compile(r"(?<!\w)(?:факс|fax|telefax|ф)[ .:№)]*$", re.IGNORECASE)
_PHONE_AND_FAX = re.compile(r"(?:тел|tel|phone)[\w.]{0,8}\s*[/+&,и-]\s*(?:теле|tele)?(?:ф|fax)\w*[ .:)]*$", re.IGNORECASE)
_LABEL = re.compile(
    rf"(?<!\w)(?:{_CALLED}|[тмtmp](?=[.:]))[\w./-]{{0,14}}\s*(?:№|nr\.?|no\.?|number|\([^)\d]{{1,20}}\))?[\s.:—–-]*$", re.I
)
_EXTENSION = (
    r"(?:[\s,;(]{0,3}(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|extn|доп|"
    r"durchwahl|dw|app|nst|#|x)[.:\s]{0,3}(?P<ext>\d{1,6})\)?)?"
)
_CHUNK = re.compile(
    rf"(?<![\w@/\\-])(?<!\d\.)(?P<base>[+(]{{0,2}}\d(?:[\d \t()./\u00a0‑–-]{{4,24}})\d){_EXTENSION}(?![\w@])", re.I
)
_NOT_PHONES = (
    re.compile(r"https?://\S{1,2000}|www\.\S{1,500}|\S{1,64}@\S{1,255}"),
    re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"),
    re.compile(
        r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)?(?<!\) \d\d-\d\d-)\d{2}|(?:19|"
        r"20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?![\d-])"
    ),
    re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"),
    re.compile(
        r"(?<!\w)(?:ИНН|КПП|ОГРН(?:ИП)?|ОКПО|ОКВЭД|БИК|ИНН/КПП|[рк]/с(?:ч)?|[рк]\.с\.|счет|сч[её]т\w*|IBAN|BIC|SWIFT|"
        r"USt-?Id(?:-?Nr)?|HRB|HRA|"
        r"St(?:euer)?-?(?:Nr|nummer)|VAT|арт(?:икул)?|каталожн\w+|заказ\w*|договор\w*|order|bestell\w*|auftrag\w*|"
        r"rechnung\w*|"
        r"invoice|art(?:ikel)?|kd|ГОСТ|ТУ|DIN|ISO|EN|PO|код|серийн\w+|зав(?:одской)?|s/n|serial|part|p/n|КП|offer|"
        r"angebot\w*)[ \t.:#-]*(?:№|nr\.?|no\.?|number|номер|id)?[ \t.:#№]*[\d][\w./ -]{3,40}",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!тел )(?<!тел\. )(?<!телефон )(?<!телефона )[№#][ \t]*\d[\d./-]{3,30}", re.IGNORECASE),
    re.compile(r"(?<![\w-])[A-ZА-ЯЁ]{1,6}[ -]?\d{1,4}(?:-\d{1,4}){1,4}(?![\d-])"),
)
_ZERO_COUNTRIES = "DE AT CH GB FR NL BE SE FI TR UA RO BG HR SI RS SK CN JP IN AU"
_TRUNK_ZERO = frozenset(_ZERO_COUNTRIES.split())
_SHARED_SEVEN = frozenset(("RU", "KZ"))
_SEARCHED = 30_000


def phones_in(text: str, regions: Sequence[str]) -> list[PhoneNumber]:
    """The numbers in *text*: those named as telephone first, then those that have a telephone's shape; no fax numbers.

    regions: ISO 3166 codes, the likeliest first; a national number belongs to the first whose way of writing it follows.
    """
    named: dict[str, PhoneNumber] = {}
    shaped: dict[str, PhoneNumber] = {}
    for line in text[:_SEARCHED].split("\n"):
        masked = line
        for pattern in _NOT_PHONES:
            masked = pattern.sub(lambda match: "\x00" * len(match.group(0)), masked)
        last_named = False
        for match in _CHUNK.finditer(masked):
            before = masked[max(0, match.start() - 40) : match.start()]
            if _FAX.search(before) and not _PHONE_AND_FAX.search(before):
                last_named = False
                continue
            last_named = bool(_LABEL.search(before)) or (last_named and not before.strip(" ,;/").strip())
            number = _read(match, regions)
            if number and (last_named or _is_shaped(match.group("base"))):
                (named if last_named else shaped).setdefault(number.e164, number)
    return list({**named, **{key: number for key, number in shaped.items() if key not in named}}.values())


def phone_of(written: str, regions: Sequence[str]) -> PhoneNumber | None:
    """*written* (the value of a field for a telephone) as a number, extension included."""
    match = _CHUNK.search(written)
    if match is None:
        return None
    number = _read(match, regions)
    return PhoneNumber(number.e164, number.extension, " ".join(written.split())) if number else None


def _read(match: re.Match[str], regions: Sequence[str]) -> PhoneNumber | None:
    base = match.group("base")
    for region in regions:
        if _follows(base, region):
            number = read_phone(base, region)
            if number and phonenumbers.is_valid_number(phonenumbers.parse(number.e164)):
                return PhoneNumber(number.e164, match.group("ext") or number.extension, match.group(0).strip())
    return None


def _follows(written: str, region: str) -> bool:
    """Whether *written* is how numbers are dialled in *region*: international, or national with its leading digits."""
    digits = re.sub(r"\D", "", written)
    if written.lstrip("( ").startswith("+"):
        return 8 <= len(digits) <= 17
    if digits.startswith("00"):
        return region not in _SHARED_SEVEN and len(digits) >= 10
    if region in _SHARED_SEVEN:
        return len(digits) == 10 or (len(digits) == 11 and digits[0] in "78") or digits.startswith("810")
    return digits.startswith("0") if region in _TRUNK_ZERO else 7 <= len(digits) <= 12


def _is_shaped(written: str) -> bool:
    """Whether *written* cannot well be anything but a telephone number, even with no word before it."""
    digits = re.sub(r"\D", "", written)
    if written.startswith(("+", "(+", "00")):
        return True
    if re.match(r"(?:[78][\s-]*)?\(\d{2,5}\)", written):
        return True
    if len(digits) == 11 and re.match(r"[78][\s-]?\(?\d{3}", written):
        return True
    return bool(re.match(r"\(?0\d{1,5}\)?\s*[/ -]\s*\d", written)) and len(digits) >= 9
