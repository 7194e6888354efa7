"""The lines of a letter as a layout: labels before values, separators, and what makes two of them the same. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_LABEL = 60
"""Signs of a line that can be a label; what is longer is a sentence."""
COMPARED = 24
"""Letters by which two closing lines are the same: their ends carry dates, numbers and names."""

_BEHIND_LABEL = re.compile(r"[ \t\xa0*_)\]]*(?:[:：=|>\t]+|[–—-]+(?=\s|$)|\s{2,})[\s:：=|>*_]*|[\s*_)\]]*$")
_LABEL = re.compile(rf"\s*(?P<label>[^:：=\t|]{{1,{LONGEST_LABEL}}}?)\s*(?:[:：=|\t](?!//)|\s[–—-]\s)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. begin, end: where its first and last sign that is no blank stand in the letter; start: where it starts."""

    start: int
    begin: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.begin >= self.end


def lines_of(text: str) -> list[Line]:
    """The lines of *text*, with their places in it."""
    found = []
    start = 0
    for raw in text.split("\n"):
        begin = start + len(raw) - len(raw.lstrip())
        found.append(Line(start, begin, max(begin, start + len(raw.rstrip())), raw))
        start += len(raw) + 1
    return found


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", sign).casefold() if each.isalnum())


def key_of(text: str) -> str:
    """*text* by which labels are compared: letters and digits only, no capitals, no accents (Ё is Е)."""
    return "".join(map(_folded, text))


def gist_of(text: str) -> str:
    """The first letters of *text* without digits: the same for "Order 17 of 3 May" and "Order 18 of 4 May"."""
    return "".join(each for each in key_of(text[:200]) if not each.isdigit())[:COMPARED]


def is_separator(line: Line) -> bool:
    """Whether *line* only parts the letter: dashes, stars, equals signs."""
    return line.end - line.begin >= 2 and not key_of(line.text)


def label_of(line: Line) -> str:
    """The key of the label that *line* begins with ("Phone: …", "Phone<Tab>…", "Phone:"), "" if it has none."""
    match = _LABEL.match(line.text)
    key = key_of(match.group("label")) if match else ""
    return key if any(map(str.isalpha, key)) else ""


def behind_label(line: Line, key: str, *, at: int = 0, separated: bool = True) -> int | None:
    """Where in ``line.text`` the value behind label *key* begins, if the label stands at *at*; None if it does not.

    separated: something more than one blank has to stand between label and value, or nothing behind the label at all.
    """
    left = key
    position = at
    for position in range(at, len(line.text)):
        folded = _folded(line.text[position])
        if folded and not left.startswith(folded):
            return None
        left = left[len(folded) :]
        if not left:
            break
    if left or not key:
        return None
    position += 1
    if match := _BEHIND_LABEL.match(line.text, position):
        return match.end()
    if separated or not line.text[position : position + 1].isspace():
        return None
    return position + len(line.text[position:]) - len(line.text[position:].lstrip())


def label_places(line: Line, key: str, *, separated: bool, within: bool) -> Iterator[int]:
    """Where in ``line.text`` values behind label *key* begin; within: the label may stand anywhere in the line."""
    starts = [0]
    if within:
        starts = [match.start() for match in re.finditer(r"(?<!\w)\w", line.text)]
    for start in starts:
        place = behind_label(line, key, at=start, separated=separated)
        if place is not None:
            yield place
