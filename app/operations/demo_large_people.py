"""The counterparties of a company of real size, with their people, numbers, addresses, legal entities and consents."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from random import Random
from typing import Any, TypeVar

from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity, LegalEntity
from app.models.marketing import BlockEntry, Consent
from app.models.naming import folded, tail
from app.models.terms import ConsentState, ContactPointKind, CounterpartyKind
from app.operations.demo_large_ground import DAY, Door, Ground, table
from app.operations.demo_large_links import Links, is_outsider, known_since
from app.operations.demo_large_words import (
    BEGINNINGS,
    FIRST_NAMES,
    FORMS,
    POSITIONS,
    PREFIXES,
    REGIONS,
    ROLES,
    STREETS,
    SURNAMES,
    TOWNS,
    TRADES,
)
from app.operations.demo_people import slug

T = TypeVar("T")
PART = 10_000
"""Counterparties that are in memory at once."""
NUMBERS = 9_999_991
"""A prime: counting in steps modulo it meets every number of seven digits once."""
NUMBER_STEP = 4_815_162
SECOND_PERSON = 10
"""Every so many-th counterparty has a second person."""
CONSENTS = 15
"""Per cent of the addresses that said something about marketing."""


@dataclass(frozen=True, slots=True)
class Party:
    """One counterparty to be."""

    place: int
    language: str
    name: str
    town: str
    person: str
    second: str
    phone: str
    email: str
    second_email: str


def parts(rows: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    """*rows* in lists of at most *size*."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part


def meet_everybody(ground: Ground, links: Links, door: Door) -> None:
    """Write all counterparties and what belongs to them."""
    chance = ground.chance("people")
    everybody = (_party(ground, place, chance) for place in range(ground.extent.counterparties))
    for part in parts(everybody):
        _write_parties(ground, links, door, part)
        _write_people(ground, door, part)
        _write_points(ground, door, part)
        _write_entities(ground, links, door, part)
        _write_consents(ground, door, part)


def _party(ground: Ground, place: int, chance: Random) -> Party:
    language = ground.language(place)
    pick = _picker(chance)
    town, trade, surname = pick(TOWNS[language]), pick(TRADES[language]), pick(SURNAMES[language])
    first, second = pick(FIRST_NAMES[language]), pick(FIRST_NAMES[language])
    person = f"{first} {pick(SURNAMES[language])}"
    domain = f"{_slug(trade)}-{_slug(town)}-{place + 1:x}.example"
    return Party(
        place,
        language,
        company_name(language, chance, town, trade, surname),
        town,
        person,
        f"{second} {surname}" if place % SECOND_PERSON == 3 else "",
        f"{pick(PREFIXES[language])}{(place * NUMBER_STEP + 1_234_567) % NUMBERS:07d}",
        f"{first[0].lower() if first[0].isascii() else _slug(first)[0]}.{_slug(person.split()[1])}@{domain}",
        f"info@{domain}",
    )


def _picker(chance: Random) -> Callable[[Any], Any]:
    roll = chance.random
    return lambda words: words[int(roll() * len(words))]


@cache
def _slug(word: str) -> str:
    return slug(word)


def company_name(language: str, chance: Random, town: str, trade: str, surname: str) -> str:
    """A name as companies have them there: of a family, of a place, of a made-up word; some are alike, as in life."""
    pick = _picker(chance)
    form, kind = pick(FORMS[language]), int(chance.random() * 6)
    beginning, other = pick(BEGINNINGS[language]), pick(SURNAMES[language])
    if language == "ru":
        core = (
            f"{trade} {town}",
            f"{beginning}{trade.lower()}",
            f"{beginning}{trade}-{town}",
            f"ТД {beginning}{trade.lower()}",
            f"{surname} и партнёры",
            f"{town}{beginning.lower()}{trade.lower()}",
        )[kind]
        return f"ИП {surname} {pick('АВГДЕИКЛМНОПРС')}. {pick('АВГДЕИКЛМНОПРС')}." if form == "ИП" else f"{form} «{core}»"
    if language == "de":
        core = (
            f"{surname} {trade}",
            f"{trade} {town}",
            f"{beginning}{trade.lower()}",
            f"{surname} & {other}",
            f"{trade} {surname} {town}",
            f"{beginning}-{trade} {town}",
        )[kind]
        return f"{core} {form}"
    core = (
        f"{surname} {trade}",
        f"{town} {trade}",
        f"{beginning} {trade}",
        f"{surname}, {other} & Sons",
        f"{beginning} {town} {trade}",
        f"{surname} Bros. {trade}",
    )[kind]
    return f"{core} {form}"


def _kind(links: Links, place: int) -> tuple[CounterpartyKind, bool]:
    """What it is; whether it was a customer before the first deal that is written here."""
    if is_outsider(place):
        return (CounterpartyKind.SUPPLIER if place // 97 % 3 == 0 else CounterpartyKind.PARTNER), False
    if links.customer_since[place]:
        return CounterpartyKind.CUSTOMER, False
    return (CounterpartyKind.CUSTOMER, True) if place % 7 == 3 else (CounterpartyKind.LEAD, False)


def _write_parties(ground: Ground, links: Links, door: Door, part: list[Party]) -> None:
    first = ground.first_id(Counterparty)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in part:
            place, seller = each.place, ground.seller(each.place)
            kind, always = _kind(links, place)
            begun = known_since(ground, place)
            since = begun if always else links.customer_since[place]
            outside = is_outsider(place)
            contact = links.last_contact[place]
            yield (
                first + place,
                kind,
                each.name,
                folded(each.name),
                None if outside else seller.department_id,
                None if outside else seller.id,
                each.language,
                REGIONS[each.language][ground.stranger(place) % len(REGIONS[each.language])],
                each.email.partition("@")[2],
                ground.moment(begun),
                ground.moment(since) if since else None,
                ground.moment(contact) if contact else None,
            )

    columns = ("id", "kind", "name", "folded", "department_id", "seller_id", "language", "region", "website", "created_at")
    door.write(table(Counterparty), (*columns, "customer_since", "last_contact_at"), rows())


def _write_people(ground: Ground, door: Door, part: list[Party]) -> None:
    first, parties = ground.first_id(Contact), ground.first_id(Counterparty)
    count = ground.extent.counterparties

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in part:
            place, dice = each.place, ground.stranger(each.place)
            positions = POSITIONS[each.language]
            yield (
                *(first + place, parties + place, each.person, _folded(each.person)),
                *(positions[dice % len(positions)], ROLES[dice % 3], each.language),
            )
            if each.second:
                yield (
                    *(first + count + place // SECOND_PERSON, parties + place, each.second, _folded(each.second)),
                    *(positions[(dice + 1) % len(positions)], ROLES[(dice + 1) % 3], each.language),
                )

    door.write(table(Contact), ("id", "counterparty_id", "name", "folded", "position", "role", "language"), rows())


@cache
def _folded(person: str) -> str:
    return folded(person)


def _write_points(ground: Ground, door: Door, part: list[Party]) -> None:
    parties, people, count = ground.first_id(Counterparty), ground.first_id(Contact), ground.extent.counterparties
    phone, email = ContactPointKind.PHONE, ContactPointKind.EMAIL

    def found(first: int) -> Iterator[tuple[int, int, int, ContactPointKind, str]]:
        for each in part:
            place, owner = each.place, parties + each.place
            yield first + 2 * place, owner, people + place, phone, each.phone
            yield first + 2 * place + 1, owner, people + place, email, each.email
            if each.second:
                extra = place // SECOND_PERSON
                yield first + 2 * count + extra, owner, people + count + extra, email, each.second_email

    door.write(
        table(ContactPoint),
        ("id", "counterparty_id", "contact_id", "kind", "value", "raw", "tail"),
        ((*row, row[4], tail(row[4]) if row[3] is phone else "") for row in found(ground.first_id(ContactPoint))),
    )
    door.write(
        table(Identity),
        ("id", "counterparty_id", "kind", "value"),
        ((row[0], row[1], row[3], row[4]) for row in found(ground.first_id(Identity))),
    )


def _write_entities(ground: Ground, links: Links, door: Door, part: list[Party]) -> None:
    first, parties = ground.first_id(LegalEntity), ground.first_id(Counterparty)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in part:
            place = each.place
            if not links.has_deal[place] and _kind(links, place)[0] is CounterpartyKind.LEAD:
                continue
            dice = ground.stranger(place)
            digits = f"{dice:010d}{dice ^ 0x5A5A5A5A:010d}"
            russian = each.language == "ru"
            country = REGIONS[each.language][dice % len(REGIONS[each.language])]
            streets = STREETS[each.language]
            yield (
                first + place,
                parties + place,
                each.name,
                digits[:10] if russian else "",
                f"{digits[:4]}01001" if russian else "",
                "" if russian else f"{country}{digits[:9]}",
                f"{streets[dice % len(streets)]} {dice % 180 + 1}, {each.town}",
                country,
                "Волгабанк" if russian else "Elbtalbank",
                f"40702810{digits[:12]}" if russian else f"{country}{digits[:20]}",
                f"04{digits[:7]}" if russian else f"NORT{country}21",
            )

    columns = ("id", "counterparty_id", "name", "tax_id", "tax_reason_code", "vat_id", "address", "country", "bank_name")
    door.write(table(LegalEntity), (*columns, "bank_account", "bank_code"), rows())


def _write_consents(ground: Ground, door: Door, part: list[Party]) -> None:
    """What they said about letters of advertising: most yes, some no, some changed their mind, a few are blocked."""
    first, blocked = ground.first_id(Consent), ground.first_id(BlockEntry)
    states = (*(ConsentState.GIVEN,) * 7, *(ConsentState.REFUSED,) * 2, ConsentState.WITHDRAWN)
    asked = [each for each in part if (ground.stranger(each.place) >> 11) % 100 < CONSENTS]

    def said(each: Party) -> tuple[Any, ...]:
        dice = ground.stranger(each.place) >> 5
        at = min(known_since(ground, each.place) + dice % 90 * DAY, ground.today)
        source = ("site form", "contract", "letter", "trade fair")[dice % 4]
        return first + each.place, each.email, states[dice % len(states)], ground.moment(at), source

    door.write(
        table(Consent),
        ("id", "value", "state", "at", "source"),
        (said(each) for each in asked),
        kind=ContactPointKind.EMAIL,
        basis="Art. 6 (1) a GDPR",
    )
    door.write(
        table(BlockEntry),
        ("id", "value", "reason", "at"),
        (
            (blocked + each.place, each.email, ("unsubscribed", "cleaned", "complained")[each.place % 3], said(each)[3])
            for each in asked
            if each.place % 50 == 7
        ),
        kind=ContactPointKind.EMAIL,
    )


def on_day(ground: Ground, seconds: int) -> date:
    """The day of *seconds*."""
    return ground.future(seconds).date()
