"""Where a rule points in a letter: one rule says for one field where its value begins and how far it goes. Pure.

A rule is a mapping that JSON can say. ``from`` tells where the value begins: ``label`` (behind a label, or on the line
below it), ``after`` (on the line after a line known by its label or first words), ``line`` (the n-th line that is not
blank) or ``at`` (line and column, the last resort). ``to`` tells where it ends: ``shape`` (as far as it looks like a phone
number or an address), ``line``, ``mark`` (a sign on that line), ``text`` (lines until an anchor) or ``lines`` (so many).
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from app.letter_lines import LONGEST_LABEL, Line, gist_of, is_separator, key_of, label_of, label_places, lines_of

Rule = Mapping[str, Any]

SHAPES = {
    "phone": re.compile(
        r"[+(]{0,2}\d[\d \t\xa0().–/-]{3,24}\d(?:[\s,;(]{0,3}(?:доб|вн|ext|extn|nst|dw|x)[.:\s]{0,3}\d{1,6}\)?)?",
        re.IGNORECASE,
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.!#$%&*+=?^{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}(?![\w@-])"),
}
"""What a value looks like; bounded, so that no letter can make the search slow."""


class Letter:
    """A letter's readable text as lines. solid: numbers of the lines that are not blank; labels: per line, or ""."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines_of(text)
        self.solid = [number for number, line in enumerate(self.lines) if not line.blank]
        self.labels = [label_of(line) for line in self.lines]
        self.keys = [key_of(line.text) if line.end - line.begin <= LONGEST_LABEL else "" for line in self.lines]
        self._known = frozenset((*self.labels, *self.keys))

    def following(self, number: int) -> int | None:
        """The number of the first line after line *number* that is not blank."""
        return next((each for each in range(number + 1, len(self.lines)) if not self.lines[each].blank), None)

    def line_at(self, place: int) -> int:
        """The number of the line that holds *place*."""
        return self.text.count("\n", 0, place)

    def places_of(self, label: str, *, separated: bool, within: bool) -> list[tuple[int, int]]:
        """(line, column) of every value behind *label*."""
        return [
            (number, place)
            for number in self.solid
            for place in label_places(self.lines[number], label, separated=separated, within=within)
        ]

    def after(self, known: str) -> list[int]:
        """Numbers of the lines whose label, or whose first words, are *known*."""
        return [number for number in self.solid if known in (self.labels[number], gist_of(self.lines[number].text))]

    def unseen(self, layout: Collection[str], number: int) -> frozenset[str]:
        """What of *layout* has not come up to line *number*: a label that did come is only a word of somebody's text."""
        return frozenset(layout) - {*self.labels[: number + 1], *self.keys[: number + 1]}

    def has(self, label: str) -> bool:
        """Whether a line begins with *label*, or is nothing else."""
        return label in self._known


def place(rule: Rule, letter: Letter, layout: Collection[str]) -> tuple[int, int] | None:
    """Where *rule* finds its value in *letter*: its first and past its last sign; None where it is not there.

    layout: labels known from the taught letter: a value ends where another label begins.
    """
    if rule["from"] == "at":
        return _at(rule, letter)
    begun = _begin(rule, letter, layout)
    if begun is None:
        return None
    number, begin = begun
    line = letter.lines[number]
    if rule["to"] == "shape":
        match = SHAPES[rule["shape"]].search(letter.text, begin, line.end)
        return match.span() if match else None
    end = _end(rule, letter, number, begin, layout)
    end = begin + len(letter.text[begin:end].rstrip())
    return (begin, end) if end > begin else None


def _at(rule: Rule, letter: Letter) -> tuple[int, int] | None:
    first, last = rule["line"], rule["line"] + rule["lines"]
    if not 0 <= first <= last < len(letter.lines):
        return None
    begin = letter.lines[first].start + rule["column"]
    end = letter.lines[last].start + rule["end"]
    inside = begin < letter.lines[first].end and end <= letter.lines[last].end
    value = letter.text[begin:end]
    return (begin, end) if inside and value and value == value.strip() else None


def _begin(rule: Rule, letter: Letter, layout: Collection[str]) -> tuple[int, int] | None:
    """Line and place at which the value begins."""
    kind = rule["from"]
    if kind == "label":
        return _behind(rule, letter, layout)
    if kind == "line":
        found = letter.solid[rule["line"]] if rule["line"] < len(letter.solid) else None
    else:
        before = letter.after(rule["label"])
        found = letter.following(before[rule["nth"]]) if len(before) > rule["nth"] else None
    return None if found is None else (found, _skipped(letter.lines[found], rule["skip"]))


def _behind(rule: Rule, letter: Letter, layout: Collection[str]) -> tuple[int, int] | None:
    found = letter.places_of(rule["label"], separated=rule["separated"], within=rule["within"])
    if len(found) <= rule["nth"]:
        return None
    number, column = found[rule["nth"]]
    line = letter.lines[number]
    if line.start + column < line.end:
        return number, line.start + column
    below = letter.following(number)
    if below is None or is_separator(letter.lines[below]):
        return None
    label = letter.labels[below]
    layout = letter.unseen(layout, number)
    # Taught with the value behind the label: then an empty field is followed by any next label, known or not.
    if (label and (not rule["below"] or label in layout)) or letter.keys[below] in layout:
        return None
    return below, _skipped(letter.lines[below], rule["skip"])


def _skipped(line: Line, skip: str) -> int:
    """Where the value of *line* begins behind what stood before it in the taught letter, if that stands there."""
    if skip and line.text.lstrip().startswith(skip):
        rest = line.text.lstrip()[len(skip) :]
        return line.end - len(rest.strip()) if rest.strip() else line.begin
    return line.begin


def _end(rule: Rule, letter: Letter, number: int, begin: int, layout: Collection[str]) -> int:
    line = letter.lines[number]
    if rule["to"] == "line":
        return line.end
    if rule["to"] == "mark":
        stop = letter.text.find(rule["until"], begin, line.end)
        return stop if stop > begin else line.end
    if rule["to"] == "lines":
        last: int = min(number + rule["lines"], len(letter.lines) - 1)
        return letter.lines[last].end
    return _end_of_text(rule, letter, number, layout)


def _end_of_text(rule: Rule, letter: Letter, number: int, layout: Collection[str]) -> int:
    """The end of the last line before the anchor, or before a label of the layout that has not come yet."""
    stops = letter.unseen(layout, number) if rule["stops"] else frozenset()
    until, kind = rule["until"], rule["anchor"]
    last = number
    for each in range(number + 1, len(letter.lines)):
        line = letter.lines[each]
        if line.blank:
            if kind == "blank":
                break
            continue
        if (kind == "separator" and is_separator(line)) or (kind == "label" and letter.labels[each] == until):
            break
        if (kind == "words" and gist_of(line.text) == until) or not stops.isdisjoint(
            (letter.labels[each], letter.keys[each])
        ):
            break
        last = each
    return letter.lines[last].end
