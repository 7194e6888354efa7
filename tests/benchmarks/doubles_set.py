"""A labelled set for the look for doubles: companies, each asked for as people write, and near misses that are others.

Everything is made by chance from a seed, so that a run can be repeated; no name, number or address is real.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from app.models.likeness import spelled_otherwise
from app.models.naming import folded

NOTATIONS: tuple[Callable[[str], str], ...] = (
    lambda digits: f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}",
    lambda digits: f"8 ({digits[:3]}) {digits[3:6]} {digits[6:]}",
    lambda digits: f"8{digits}",
    lambda digits: f"7-{digits[:3]}-{digits[3:]}",
    lambda digits: f"{digits[:3]} {digits[3:]}",
)
SYLLABLES = {
    "de": "kreu hol bir wal stein grun rei fal lin dorn hart bra wei lang kamp",
    "ru": "кор бел мир вол дуб сав тар гор лес нов рем жур кру хол стар",
}
ENDINGS = {"de": "berg mann feld hauser becker bach", "ru": "енко ский онов ичев ин еев"}
TRADES = {
    "de": "Maschinenbau Metallbau Chemie Kältetechnik Anlagenbau Pumpen Keramik Hydraulik",
    "ru": "Машзавод Химпром Насосмаш Энерго Монтаж Прибор Керамика Гидравлика",
}
TOWNS = {"de": "Gera Jena Suhl Bonn Kassel", "ru": "Томск Тюмень Пермь Казань Самара"}
MOST = 1_500
FORMS = {"de": ("GmbH", "AG", "KG"), "ru": ("ООО", "АО", "ПАО")}


@dataclass(frozen=True, slots=True)
class Known:
    """A company of the set. number: ten digits of a Russian phone; key: its id, once it is in the books."""

    place: int
    language: str
    core: str
    trade: str
    town: str
    name: str
    number: str
    domain: str
    tax_id: str
    vat_id: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. kind: the line of the table; owner: the company that is meant, None for a near miss of *known*."""

    kind: str
    known: Known
    owner: int | None
    name: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    vat_id: str = ""


def companies(count: int, chance: Random) -> list[Known]:
    """*count* companies whose names are all different. Raises ValueError for more than there are good names."""
    if count > MOST:
        raise ValueError(f"at most {MOST} companies have names of their own")
    found: dict[str, Known] = {}
    while len(found) < count:
        known = _company(len(found), chance)
        found.setdefault(known.core, known)
    return list(found.values())


def _company(place: int, chance: Random) -> Known:
    language = chance.choice(("de", "ru"))
    syllables, ending = SYLLABLES[language].split(), chance.choice(ENDINGS[language].split())
    core = (chance.choice(syllables) + chance.choice(syllables) + ending).capitalize()
    trade, town, form = (
        chance.choice(each[language].split()) for each in (TRADES, TOWNS, {k: " ".join(v) for k, v in FORMS.items()})
    )
    name = f"{core} {trade} {form}" if language == "de" else f"{form} «{core} {trade}»"
    return Known(
        place,
        language,
        core,
        trade,
        town,
        name,
        f"95{place:04d}{chance.randrange(10_000):04d}",
        f"co{place}-{chance.randrange(10**6)}.example",
        f"{9_000_000_000 + place * 37 + chance.randrange(37)}",
        f"DE{700_000_000 + place * 11 + chance.randrange(11)}",
    )


def questions(known: Known, chance: Random) -> Iterator[Asked]:
    """Every way to ask for *known*, and every near miss of it."""
    ask = Asked("", known, known.key)
    yield replace(ask, kind="phone, other notation", phone=chance.choice(NOTATIONS)(known.number))
    yield replace(ask, kind="e-mail, other case", email=f"Info@{known.domain.upper()}")
    yield replace(ask, kind="tax number, other notation", tax_id=f"{known.tax_id[:4]} {known.tax_id[4:]}")
    yield replace(ask, kind="VAT-ID, other notation", vat_id=f"{known.vat_id[:2]} {known.vat_id[2:5]}.{known.vat_id[5:]}")
    yield replace(ask, kind="mail domain and like name", name=f"{known.core}", email=f"buyer@{known.domain}")
    yield from (replace(ask, kind=kind, name=name) for kind, name in _same_names(known, chance))
    miss = replace(ask, owner=None)
    yield replace(miss, kind="NOT: phone, one digit off", phone=f"+7{_one_off(known.number, chance)}")
    yield replace(miss, kind="NOT: tax number, one digit off", tax_id=_one_off(known.tax_id, chance))
    yield replace(miss, kind="NOT: e-mail at a provider", email=f"{folded(known.core)}@mail.ru")
    yield from (replace(miss, kind=kind, name=name) for kind, name in _other_names(known, chance))


def _same_names(known: Known, chance: Random) -> Iterator[tuple[str, str]]:
    whole = f"{known.core} {known.trade}"
    yield (
        "name, other legal form",
        f"{whole} {'KGaA' if known.language == 'de' else ''}" if known.language == "de" else f"ЗАО {whole}",
    )
    yield "name, one letter wrong", _typo(known.core, chance) + f" {known.trade}"
    yield "name, two letters wrong", f"{_typo(known.core, chance)} {_typo(known.trade, chance)}"
    yield "name, other order", f"{known.trade} {known.core}"
    yield "name, joined", f"{known.core}{known.trade.lower()}"
    yield "name, with the town", f"{whole} {known.town}"
    yield "name, trade shortened", f"{known.core} {known.trade[:5]}."
    for spelled in spelled_otherwise(folded(whole))[:1]:
        yield "name, other alphabet", spelled.title()


def _other_names(known: Known, chance: Random) -> Iterator[tuple[str, str]]:
    syllables = SYLLABLES[known.language].split()
    other = (
        chance.choice(syllables) + chance.choice(syllables) + chance.choice(ENDINGS[known.language].split())
    ).capitalize()
    if folded(other)[:4] != folded(known.core)[:4]:
        yield "NOT: same trade, other name", f"{other} {known.trade}"
    trades = [each for each in TRADES[known.language].split() if each != known.trade]
    yield "NOT: same name, other trade", f"{known.core} {chance.choice(trades)}"
    yield "NOT: trade and town only", f"{known.trade} {known.town}"
    yield "NOT: with a number", f"{known.core} {known.trade} {chance.randrange(2, 9)}"


def _typo(word: str, chance: Random) -> str:
    """*word* with a letter left out, doubled, exchanged with its neighbour, or another one in its place."""
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    alike = chance.choice("aeiou" if letter.isascii() else "аеиоу")
    return chance.choice(
        (before + after, before + letter * 2 + after, before + after[0] + letter + after[1:], before + alike + after)
    )


def _one_off(digits: str, chance: Random) -> str:
    place = chance.randrange(3, len(digits))
    return digits[:place] + str((int(digits[place]) + chance.randrange(1, 9)) % 10) + digits[place + 1 :]
