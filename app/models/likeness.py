"""How alike two names are: words in any order, typing errors, abbreviations, joined words, Cyrillic or Latin letters. Pure.

Both databases only bring candidates; what counts as alike is decided here, so that they agree [M36].
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, permutations

NEAR = 0.72
"""From this likeness of two folded names on, a person should have a look."""
LIKELY = 0.88
"""From this likeness on they are probably the same."""
_ABBREVIATED = 0.85
_INITIAL = 0.7
_WITHIN = 0.78
"""One name has all words of the other one, which has some more: a department, a town, a trade."""
_JOINED = 0.95
_INITIALISM = 0.8
_WORD = 0.7
"""Two words below this likeness have nothing to do with each other."""
_SHORTEST_JOINED = 7
_SHORTEST_PART = 5
_MOST_WORDS = 4
_LEAST, _MOST = 0.45, 0.7
"""Below the least, a common word of five letters would bring half the books."""
_LONG_NAME = 22
"""Three-letter parts from which on a second wrong letter is allowed."""
_MOST_EDITS = 3

_RUSSIAN = "абвгдезийклмнопрстуфхцчшщъыьэюя"
_ENGLISH = "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_GERMAN = "a b w g d e s i j k l m n o p r s t u f ch z tsch sch schtsch - y - e ju ja"


def _spelling(letters: str, sibilant: str) -> dict[int, str]:
    spelled = (each.strip("-") for each in letters.split())
    return str.maketrans(dict(zip(_RUSSIAN, spelled, strict=True)) | {"ж": sibilant, "ё": "e"})


_TO_ENGLISH, _TO_GERMAN = _spelling(_ENGLISH, "zh"), _spelling(_GERMAN, "sch")
_TO_RUSSIAN = (
    ("schtsch", "щ"),
    ("shch", "щ"),
    ("tsch", "ч"),
    ("sch", "ш"),
    ("sh", "ш"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("tz", "ц"),
    ("ya", "я"),
    ("ja", "я"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("iy", "ий"),
    ("ck", "к"),
    ("ph", "ф"),
    ("x", "кс"),
    ("q", "к"),
)
_LETTERS = dict(zip("abvgdezijklmnoprstufhcwy", "абвгдезийклмнопрстуфхцвы", strict=True))
_SOUNDS = (
    ("schtsch", "s"),
    ("shch", "s"),
    ("tsch", "h"),
    ("sch", "s"),
    ("sh", "s"),
    ("zh", "s"),
    ("kh", "h"),
    ("ch", "h"),
    ("ts", "z"),
    ("tz", "z"),
    ("ck", "k"),
    ("ph", "f"),
    ("x", "ks"),
    ("c", "z"),
    ("z", "s"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("q", "k"),
)


def likeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 1. Other numbers in them mean other companies."""
    if one == other:
        return 1.0 if one else 0.0
    if is_cyrillic(one) != is_cyrillic(other):
        one, other = _sounded(one), _sounded(other)
    first, second = one.split(), other.split()
    if not first or not second or _numbers(first) != _numbers(second):
        return 0.0
    share = _aligned(first, second)
    joined = "".join(first), "".join(second)
    if min(map(len, joined)) >= _SHORTEST_JOINED and _edits(*joined, most=1) <= 1:
        share = max(share, _JOINED if joined[0] != joined[1] else 0.98)
    if _is_initialism(first, second) or _is_initialism(second, first):
        share = max(share, _INITIALISM)
    return share


def is_cyrillic(text: str) -> bool:
    """Whether *text* has a Cyrillic letter."""
    return any("а" <= letter <= "я" for letter in text)


def spelled_otherwise(name: str) -> tuple[str, ...]:
    """A folded name in the other alphabet: as passports and as Germans write it, or in Russian letters; () for neither."""
    if is_cyrillic(name):
        return tuple(dict.fromkeys((name.translate(_TO_ENGLISH), name.translate(_TO_GERMAN))))
    if not name.isascii():
        return ()
    for latin, russian in _TO_RUSSIAN:
        name = name.replace(latin, russian)
    variants = (name.replace("ch", "х"), name.replace("ch", "ч")) if "ch" in name else (name,)
    return tuple("".join(_LETTERS.get(letter, letter) for letter in each) for each in variants)


def shorter_names(name: str) -> tuple[str, ...]:
    """Names that the same company may stand under with fewer words or in another order, and the initials of its words."""
    words = name.split()[:_MOST_WORDS]
    found: dict[str, None] = {}
    for count in range(len(words), 0, -1):
        for part in combinations(words, count):
            orders = permutations(part) if count <= 3 else (part,)
            found.update((joined, None) for each in orders if len(joined := " ".join(each)) >= _SHORTEST_PART)
    if len(words) > 1:
        found["".join(words)] = None
    if len(words) >= 3:
        found["".join(word[0] for word in words)] = None
    return tuple(found)


def parts(name: str) -> Iterator[str]:
    """Pieces of the words of a name, one of which stays whole where a letter is wrong."""
    for word in name.split():
        if len(word) >= 6:
            yield word[: len(word) // 2]
            yield word[len(word) // 2 :]
        elif len(word) >= 3:
            yield word[:3]
            yield word[-3:]


def three_letter_parts(name: str) -> set[str]:
    """The three-letter parts of a name as pg_trgm counts them: two blanks before each word and one behind it."""
    padded = (f"  {word} " for word in name.split())
    return {word[place : place + 3] for word in padded for place in range(len(word) - 2)}


def least_share(name: str) -> float:
    """The share of three-letter parts that a candidate must have in common: one wrong letter may be, in a long one two."""
    count = len(three_letter_parts(name))
    lost = 6.5 if count > _LONG_NAME else 4.5
    return max(_LEAST, min(_MOST, (count - lost) / (count + lost)))


def _aligned(first: list[str], second: list[str]) -> float:
    """The share of both names that has its like in the other; long words weigh more than short ones, but not by length."""
    left, right = list(first), list(second)
    total = sum(map(_weight, left)) + sum(map(_weight, right))
    matched = 0.0
    for word in first:
        if word in right:
            left.remove(word)
            right.remove(word)
            matched += 2 * _weight(word)
    exactly = not left or not right
    letters = min(sum(len(word) for word in words) for words in (first, second))
    within = exactly and letters >= _SHORTEST_JOINED
    pairs = sorted(((_alike(one, other), one, other) for one in left for other in right), reverse=True)
    for share, one, other in pairs:
        if share >= _WORD and one in left and other in right:
            left.remove(one)
            right.remove(other)
            matched += share * (_weight(one) + _weight(other))
    share = matched / total
    return max(share, _WITHIN) if within else share


def _weight(word: str) -> float:
    return float(len(word) ** 0.5)


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if _umlauts_spelled(short) == _umlauts_spelled(long):
        return _JOINED
    if long.startswith(short):
        return _INITIAL if len(short) == 1 else _ABBREVIATED if len(short) < len(long) - 1 else 0.9
    if len(short) <= 3:
        return 0.0
    if len(long) - len(short) > 2 and short[:3] == long[:3] and _in_order(short, long):
        return _ABBREVIATED
    most = 1 if len(long) < 8 else 2
    edits = _edits(one, other, most)
    return 0.0 if edits > most else 1 - edits / len(long)


def _umlauts_spelled(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _in_order(short: str, long: str) -> bool:
    """Whether the letters of *short* stand in *long* in their order, as in "maschb" for "maschinenbau"."""
    left = iter(long)
    return all(letter in left for letter in short)


def _edits(one: str, other: str, most: int) -> int:
    """Letters that were left out, added, changed or exchanged with their neighbour; *most* + 1 where there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for at, its in enumerate(other, 1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != its))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == its:
                cost = min(cost, earlier[at - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _numbers(words: list[str]) -> set[str]:
    return {word for word in words if any(sign.isdigit() for sign in word)}


def _is_initialism(short: list[str], long: list[str]) -> bool:
    """Whether one word is made of the first letters of three and more."""
    return len(short) == 1 and len(long) >= 3 and short[0] == "".join(word[0] for word in long)


def _sounded(name: str) -> str:
    """A name in Latin letters as it sounds, whoever wrote it down."""
    name = name.translate(_TO_ENGLISH)
    for written, sound in _SOUNDS:
        name = name.replace(written, sound)
    return " ".join(_without_twins(word) for word in name.split())


def _without_twins(word: str) -> str:
    return "".join(letter for place, letter in enumerate(word) if place == 0 or word[place - 1] != letter)
