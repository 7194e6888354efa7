"""A letter's bytes to a frozen fact: who asks, what for, how to reach them — or why it cannot be read [C4, C7–C10]."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.channels.addresses import (
    EMAIL,
    FORM_SERVICES,
    address_in,
    addresses_in,
    belongs_to,
    display_name,
    is_automaton,
)
from app.channels.automatic import BOUNCE, OUR_OWN, always_automatic, usually_automatic
from app.channels.chats import read_chat
from app.channels.companies import company_in, country_of_company, is_person, person_in
from app.channels.delivery_status import bounced_in
from app.channels.form_fields import Fields
from app.channels.forms import read_form
from app.channels.labels import Label
from app.channels.letter_language import language_of
from app.channels.letter_parts import OpenedLetter, open_letter
from app.channels.letter_phones import phone_of, phones_in
from app.channels.signatures import split_letter, strip_header_lines
from app.events import MailArrived, MailUnreadable
from app.language import marked
from app.letter_rules import TaughtTemplate, understood
from app.phone_number import PhoneNumber

LARGEST = 25 * 1024 * 1024
"""Bytes; what most mail servers accept at all."""

EMPTY = marked("The letter is empty or could not be read from the disk")
TOO_LARGE = marked("The letter is larger than 25 MB")
NO_HEADER = marked("This is not a letter: it has no sender, subject or date")
NOTHING_TO_READ = marked("The letter is damaged: it has neither a sender's address nor any text")
DAMAGED = marked("The letter is damaged so badly that it cannot be taken apart")

_EXPECTED_HEADERS = ("from", "sender", "reply-to", "subject", "date", "message-id", "to", "received")
_COUNTRIES = {
    "ru": "RU", "su": "RU", "рф": "RU", "xn--p1ai": "RU", "by": "BY", "kz": "KZ", "ua": "UA", "uz": "UZ", "de": "DE",
    "at": "AT", "ch": "CH", "li": "CH", "fr": "FR", "it": "IT", "es": "ES", "pl": "PL", "cz": "CZ", "sk": "SK",
    "nl": "NL", "be": "BE", "uk": "GB", "se": "SE", "fi": "FI", "dk": "DK", "no": "NO", "lt": "LT", "lv": "LV",
    "ee": "EE", "tr": "TR", "cn": "CN", "in": "IN", "hu": "HU", "ro": "RO", "bg": "BG", "us": "US",
}  # fmt: skip
"""Top-level domain → ISO 3166 code; domains that people use without living there (com, io, tv …) tell nothing."""
_SPOKEN_IN = {"de": ("DE", "AT", "CH", "LI", "LU"), "ru": ("RU", "BY", "KZ", "KG")}
_LONGEST_SUBJECT = 500
_LONGEST_KEY = 250
_UNDERSTOOD = 100_000
"""Signs of a letter that are searched for who asks and what for; the original is kept whole."""
_ENDLESS_BLANKS = re.compile(r"[^\S\n]{9,}")
_CLOCKS_DIFFER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """How letters are read here.

    own_addresses: addresses and domains that are ours; form_senders: addresses and domains that send website forms,
    besides the well-known services; region: ISO 3166 code for national numbers; largest: bytes of a whole letter;
    templates: taught by example, by address or "@domain", applied last: they add to what was found and lose nothing.
    """

    own_addresses: frozenset[str] = field(default_factory=frozenset)
    form_senders: frozenset[str] = field(default_factory=frozenset)
    region: str = "RU"
    largest: int = LARGEST
    templates: Mapping[str, TaughtTemplate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Understood:
    source: str
    name: str
    company: str
    phone: PhoneNumber | None
    email: str
    text: str
    automatic: str
    language: str


def read_letter(raw: bytes, *, origin: str, received_at: datetime, reading: Reading) -> MailArrived | MailUnreadable:
    """*raw* understood as far as possible. Raises nothing, whatever the bytes: a bad letter never blocks the rest [C7]."""
    if not raw.strip():
        return _unreadable(raw, origin, received_at, EMPTY)
    if len(raw) > reading.largest:
        return _unreadable(raw, origin, received_at, TOO_LARGE)
    try:
        letter = open_letter(raw)
        if not any(letter.header(name) for name in _EXPECTED_HEADERS):
            return _unreadable(raw, origin, received_at, NO_HEADER)
        has_sender = any(address_in(letter.raw_header(name)) for name in ("from", "reply-to", "sender"))
        if not has_sender and not any(map(str.isalnum, letter.text)) and not letter.attachments:
            return _unreadable(raw, origin, received_at, NOTHING_TO_READ)
        arrived = _arrived(raw, letter, _understand(letter, reading), origin, received_at)
        if arrived.automatic == BOUNCE:
            return replace(arrived, bounced=bounced_in(letter, reading.own_addresses))
        return _taught(arrived, reading) if reading.templates else arrived
    except Exception:  # the email package raises nearly anything on broken letters; this one is kept for a person to see
        return _unreadable(raw, origin, received_at, DAMAGED)


def _taught(arrived: MailArrived, reading: Reading) -> MailArrived:
    """*arrived* with what a taught template adds to it; as it was if the template cannot be used."""
    never = reading.own_addresses | FORM_SERVICES | reading.form_senders
    try:
        return understood(arrived, reading.templates, own=never, region=reading.region)
    except Exception:  # rules come from outside this code, too: no template can lose a letter
        return arrived


def _unreadable(raw: bytes, origin: str, received_at: datetime, reason: str) -> MailUnreadable:
    # Not the Message-ID: a whole copy of this letter may still come and must not count as its duplicate.
    return MailUnreadable(_digest(raw or origin.encode("utf-8", "replace")), origin, received_at, reason, raw)


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _arrived(raw: bytes, letter: OpenedLetter, said: _Understood, origin: str, received_at: datetime) -> MailArrived:
    answered = [
        found
        for name in ("in-reply-to", "references")
        for value in letter.raw_headers.get(name, [])
        for found in _ids(value)
    ]
    own_id = next(iter(_ids(letter.raw_header("message-id"), bare=True)), "")
    key = own_id if len(own_id) <= _LONGEST_KEY else _digest(own_id.encode())
    recipients = [
        value for name in ("to", "cc", "delivered-to", "x-original-to") for value in letter.raw_headers.get(name, [])
    ]
    return MailArrived(
        unique_key=key or _digest(raw),
        origin=origin,
        received_at=received_at,
        sent_at=_sent_at(letter, received_at),
        source=said.source,
        subject=letter.header("subject")[:_LONGEST_SUBJECT],
        name=said.name,
        company=said.company,
        phone=said.phone.e164 if said.phone else "",
        phone_raw=said.phone.raw if said.phone else "",
        email=said.email,
        text=said.text,
        original=_whole(letter),
        automatic=said.automatic,
        sender=address_in(letter.raw_header("from")),
        recipients=addresses_in(recipients),
        references=tuple(dict.fromkeys(answered)),
        language=said.language,
        attachments=tuple(letter.attachments),
        raw=raw,
    )


def _ids(value: str, *, bare: bool = False) -> list[str]:
    """Message-IDs in *value*, in angle brackets; some programs leave the brackets out."""
    found = [each for each in ("".join(one.split()) for one in re.findall(r"<[^<>]{1,1000}>", value)) if len(each) > 2]
    if not found and bare and value.strip(" <>"):
        return [f"<{''.join(value.split()).strip('<>')}>"]
    return found


def _sent_at(letter: OpenedLetter, received_at: datetime) -> datetime:
    try:
        said = parsedate_to_datetime(letter.header("date"))
        sent = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return received_at
    return sent if sent.year >= 1990 and sent <= received_at + _CLOCKS_DIFFER else received_at


def _whole(letter: OpenedLetter) -> str:
    inner = [f"{inside.header('from')}\n{inside.header('subject')}\n\n{_whole(inside)}" for inside in letter.inside]
    return "\n\n".join(part for part in (letter.text, *inner) if part.strip())


def _understand(letter: OpenedLetter, reading: Reading) -> _Understood:
    """Chat, form, or a letter that a person wrote; what is automatic whatever it says is still read, for the record."""
    letter = replace(letter, text=_ENDLESS_BLANKS.sub(" " * 8, letter.text[:_UNDERSTOOD]))
    certain = always_automatic(letter)
    chat = None if certain else read_chat(letter)
    if chat:
        said = _from_fields(letter, chat.fields, chat.said, reading)
        return replace(said, source=chat.source, name=chat.name)
    fields = None if certain else read_form(letter, reading.own_addresses, reading.form_senders)
    if fields:
        return _from_fields(letter, fields, fields.need(), reading)
    return _written(letter, certain or usually_automatic(letter, reading.own_addresses), reading)


def _from_fields(letter: OpenedLetter, fields: Fields, need: str, reading: Reading) -> _Understood:
    answer_to = addresses_in(letter.raw_headers.get("reply-to", []))
    candidates = [*answer_to, fields.email(), *addresses_in([need, letter.text])]
    email = _first_person([*candidates, address_in(letter.raw_header("from"))], reading)
    company = fields.get(Label.COMPANY) or company_in(need)
    language = language_of(need)
    regions = _regions(email, company, language, reading.region)
    phone = phone_of(fields.phone(), regions) or next(iter(phones_in(need, regions)), None)
    return _Understood("site_form", fields.name(), company[:200], phone, email, need, "", language)


def _written(letter: OpenedLetter, automatic: str, reading: Reading) -> _Understood:
    split = split_letter(letter.text)
    inside = _passed_on(letter, split.forwarded)
    inner = _understand(inside, reading) if inside else None
    if inner and automatic == OUR_OWN and not inner.automatic:
        # A colleague passes a customer's letter on: the customer asks, not the colleague.
        return replace(inner, text="\n\n".join(part for part in (split.need, inner.text) if part))
    reply = bool(letter.header("in-reply-to"))
    need = split.need or (inner.text if inner else "") or ("" if split.history and reply else _unquoted(split.history))
    if not need and not split.history:
        need = letter.text.strip()
    shown = display_name(letter.header("from"))
    below = split.signature or need
    signed = person_in(split.signature.split("\n"))
    name = shown if is_person(shown) or not signed else signed
    company = company_in(split.signature) or company_in(shown) or company_in(need)
    name = "" if company and name == shown and company_in(shown) else name
    addresses = [*addresses_in(letter.raw_headers.get("reply-to", [])), address_in(letter.raw_header("from"))]
    email = _first_person([*addresses, *addresses_in([need, split.signature])], reading)
    language = language_of(need)
    regions = _regions(email, company, language, reading.region)
    phones = [*phones_in(below, regions), *phones_in(need, regions)]
    return _Understood("letter", name, company[:200], next(iter(phones), None), email, need, automatic, language)


def _passed_on(letter: OpenedLetter, forwarded: str) -> OpenedLetter | None:
    """The letter inside *letter*: attached as a message, or copied into its text below "Forwarded message"."""
    if letter.inside:
        return letter.inside[0]
    if not forwarded:
        return None
    head = re.search(r"^[ \t>*]{0,50}(?:from|von|от|от кого)\s*:\*?\s*(.{1,300})$", forwarded, re.IGNORECASE | re.MULTILINE)
    sender = [head.group(1)] if head else []
    return OpenedLetter({"from": sender}, text=strip_header_lines(forwarded))


def _unquoted(history: str) -> str:
    return "\n".join(re.sub(r"^\s*(?:>\s?)+", "", line) for line in history.split("\n")).strip()


def _first_person(candidates: list[str], reading: Reading) -> str:
    """The first address at which a person outside our company can be reached."""
    services = FORM_SERVICES | reading.form_senders
    return next(
        (
            found
            for found in candidates
            if EMAIL.fullmatch(found)
            and not belongs_to(found, reading.own_addresses)
            and not belongs_to(found, services)
            and not is_automaton(found)
        ),
        "",
    )


def _regions(email: str, company: str, language: str, home: str) -> tuple[str, ...]:
    """Where national numbers may belong, the likeliest first: address, legal form, language, and our own country."""
    spoken = _SPOKEN_IN.get(language, ())
    by_language = home if home in spoken else next(iter(spoken), "")
    found = (_COUNTRIES.get(email.rpartition(".")[2], ""), country_of_company(company), by_language, home)
    return tuple(dict.fromkeys(region for region in found if region))
