"""Which GS1 application identifiers must, and which must not, stand together on one item.

Source: GS1 General Specifications, sections 4.13 (invalid pairs) and 4.14 (mandatory associations); GS1 Digital Link URI
Syntax, section 4 (keys, their qualifiers and attributes). A pattern ends in ``n`` for "any digit": ``31nn`` is 3100 to 3169.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

_TRADE_ITEM = "01 02 03 8006 8026"
_ORIGIN = "01 02 03"
_MEASURE = "30 31nn 32nn 35nn 36nn"

_NEEDS: tuple[tuple[str, str], ...] = (
    ("10 11 13 15 16 20 240 241 422", _TRADE_ITEM),
    ("17", _TRADE_ITEM + " 255"),
    ("12 391n", "8020"),
    ("21", "01 03 8006"),
    ("22 235 337n 710 711 712 713 714 715 716 717 8001 8014 8200", "01"),
    ("242 7001", "01 02 8006 8026"),
    ("243", "01 03"),
    ("250", "01+21 03+21 8006+21"),
    ("251 7021 8012", "01 03 8006"),
    ("254", "414"),
    ("30 310n 311n 312n 313n 314n 315n 316n 320n 321n 322n 323n 324n 325n 326n 327n 328n 329n", "01 02"),
    ("350n 351n 352n 356n 357n 360n 361n 364n 365n 366n", "01 02"),
    ("330n 331n 332n 333n 334n 335n 336n 340n 341n 342n 343n 344n 345n 346n 347n 348n 349n", "00 01"),
    ("353n 354n 355n 362n 363n 367n 368n 369n", "00 01"),
    ("02 8026", "37"),
    ("37", "00+02 00+8026"),
    ("390n", "255 8020"),
    ("392n", "01+30 01+31nn 01+32nn 01+35nn 01+36nn"),
    ("393n 395n", _MEASURE),
    ("394n 8111", "255"),
    ("403 4300 4301 4302 4304 4305 4306 4307 4308 4309 4310 4311 4312 4314 4315 4316 4317 4318 4319 4320", "00"),
    ("4321 4322 4323 4324 4325 4326 4330 4331 4332 4333 7041", "00"),
    ("415", "8020"),
    ("423 424 425 426 7003 7010 7011 8008", _ORIGIN),
    ("427", "01+422 02+422 03+422"),
    ("4303", "4302"),
    ("4313", "4312"),
    ("7002 7005 7006 7007 7008 7009 703n 8005", "01 02"),
    ("7004", "01+10 03+10"),
    ("7020", "01+416 03+416 8006+416"),
    ("7022", "01+7021 03+7021 8006+7021"),
    ("723n", "01 8004"),
    ("7240", "01 8006"),
    ("7241 7242 7253 7254 7255 7256 8019", "8017 8018"),
    ("7250 7251 7252 7257 7259", "8018"),
    ("7258", "8018+7259"),
    ("8007 8020", "415"),
    ("8009", "00 01 03"),
    ("8011", "8010"),
    ("8030", "00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018"),
    ("8040", "01+21"),
    ("8041 8042 8043", "01+21+8040"),
)
"""(identifiers, what each of them needs: any one of these, ``+`` joins identifiers that are needed together)."""

_BARS: tuple[tuple[str, str], ...] = (
    ("01", "02 03 255 37"),
    ("02", "03"),
    ("03", "37 235"),
    ("21", "235"),
    ("255", "02 415 8006 8020 8026"),
    ("390n", "391n 394n 8111"),
    ("392n", "393n"),
    ("394n", "8111"),
    ("395n", "392n 393n 8005"),
    ("420", "421"),
    ("421", "4307"),
    ("422 423 424 425", "426"),
    ("4330", "4331"),
    ("4332", "4333"),
    ("7240", "03"),
    ("7250", "7251"),
    ("7253 7254 7255 7259", "7256"),
    ("7253 7254 7255", "7259"),
    ("8006", "01 03 37"),
    ("8017", "8018"),
    ("8026", "02 03 8006"),
)
"""(identifiers, what none of them may be paired with); both ways round."""

_DECIMALS_ONCE = ("31nn", "32nn", "33nn", "34nn", "35nn", "36nn", "390n", "391n", "392n", "393n", "394n", "395n")
"""One measure or amount may stand with one number of decimals only: not 3102 beside 3103."""

_SEQUENCES: dict[str, tuple[tuple[str, ...], ...]] = {
    "00": (),
    "01": (("22", "10", "21"), ("235",)),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
    "414": (("254",), ("7040",)),
    "415": (("8020",),),
    "417": (("7040",),),
    "8003": (),
    "8004": (("7040",),),
    "8006": (("22", "10", "21"),),
    "8010": (("8011",),),
    "8013": (),
    "8017": (("8019",),),
    "8018": (("8019",),),
}
"""Primary key of a GS1 Digital Link → the sequences of qualifiers that may follow it in the path."""

_NEVER_ATTRIBUTE = (
    "03",
    "21",
    "22",
    "235",
    "254",
    "7040",
    "8011",
    "8014",
    "8019",
    "8020",
    "8040",
    "8041",
    "8042",
    "8043",
    "8200",
)
"""Identifiers that may not stand in the query part of a GS1 Digital Link."""


_SETS_KEPT = 256
"""A warehouse sees the same few sets of identifiers all day; going through the pairs anew took most of a reading."""


def _matches(pattern: str, identifier: str) -> bool:
    return len(pattern) == len(identifier) and all(p in ("n", i) for p, i in zip(pattern, identifier, strict=True))


def _has(pattern: str, identifiers: Collection[str]) -> bool:
    return any(_matches(pattern, identifier) for identifier in identifiers)


def lacks_company(identifiers: Collection[str]) -> str | None:
    """The first of *identifiers* that misses another one it must stand with, None if none does."""
    return _lacking(tuple(identifiers))


@lru_cache(_SETS_KEPT)
def _lacking(identifiers: tuple[str, ...]) -> str | None:
    for identifier in identifiers:
        for those, needed in _NEEDS:
            if not any(_matches(pattern, identifier) for pattern in those.split()):
                continue
            if not any(all(_has(part, identifiers) for part in choice.split("+")) for choice in needed.split()):
                return identifier
    return None


def unhappy_pair(identifiers: Collection[str]) -> tuple[str, str] | None:
    """Two of *identifiers* that must not stand on one item, None if there are none."""
    return _unhappy(tuple(identifiers))


@lru_cache(_SETS_KEPT)
def _unhappy(identifiers: tuple[str, ...]) -> tuple[str, str] | None:
    for one in identifiers:
        for those, barred in _BARS:
            if not any(_matches(pattern, one) for pattern in those.split()):
                continue
            for other in identifiers:
                if other != one and any(_matches(pattern, other) for pattern in barred.split()):
                    return one, other
        for other in identifiers:
            if other != one and other[:3] == one[:3] and _has_one(_DECIMALS_ONCE, one) and len(other) == len(one):
                return one, other
    return None


def _has_one(patterns: Iterable[str], identifier: str) -> bool:
    return any(_matches(pattern, identifier) for pattern in patterns)


def is_primary_key(identifier: str) -> bool:
    """Whether a GS1 Digital Link path may begin with *identifier*."""
    return identifier in _SEQUENCES


def valid_path(identifiers: Collection[str]) -> bool:
    """Whether *identifiers*, a primary key first, are the path of a GS1 Digital Link: qualifiers known, in their order."""
    key, *qualifiers = identifiers
    if not qualifiers:
        return key in _SEQUENCES
    return any([part for part in sequence if part in qualifiers] == qualifiers for sequence in _SEQUENCES.get(key, ()))


def valid_attribute(identifier: str, path: Collection[str]) -> bool:
    """Whether *identifier* may stand in the query of a Digital Link with this *path*: a qualifier belongs in the path."""
    if identifier in _NEVER_ATTRIBUTE or identifier in path:
        return False
    places = [[*list(path)[:place], identifier, *list(path)[place:]] for place in range(1, len(path) + 1)]
    return not any(valid_path(place) for place in places)
