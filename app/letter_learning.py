"""What marks in one letter teach about the other letters of its layout [market.md 4, idea 2]. Pure.

For each marked value the ways of finding it are tried from the most to the least general; the first that finds exactly
what was marked is learned. The last one, line and column, always does: what was marked is found again in that letter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.letter_lines import LONGEST_LABEL, gist_of, is_separator, key_of
from app.letter_places import SHAPES, Letter, place

FIELDS = ("name", "phone", "email", "company", "text")
"""What can be taught, in the order of their keys 1 to 5."""
EDITION = 1
LONGEST = 30_000
"""Signs of a letter that are looked at: what a form asks stands at its beginning, and no letter may take long."""

LABEL_WORDS = 4
"""Words of a label; more of them are a sentence, of which only the end stands before every value."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked value: *field* stands in the letter's readable text from *start* up to *end*."""

    field: str
    start: int
    end: int


def trimmed(original: str, mark: Mark) -> Mark | None:
    """*mark* without blanks at its ends; None if nothing is left."""
    start, end = max(0, mark.start), min(mark.end, len(original))
    value = original[start:end]
    if mark.field not in FIELDS or not value.strip():
        return None
    return Mark(mark.field, start + len(value) - len(value.lstrip()), start + len(value.rstrip()))


def learn(original: str, marks: Sequence[Mark], subject: str = "") -> dict[str, Any]:
    """Rules for letters laid out as *original*, as JSON can say them; of several marks for a field the last one counts.

    Marks on nothing but blanks, and behind the first 30,000 signs, teach nothing.
    """
    text = original[:LONGEST]
    letter = Letter(text)
    kept = {mark.field: mark for mark in (trimmed(text, each) for each in marks) if mark is not None}
    spans = tuple(kept.values())
    layout = _layout(letter, spans)
    ways = [_rule(letter, mark, spans, layout) for mark in spans]
    named = [rule["label"] for rule in ways if rule["from"] == "label" and letter.has(rule["label"])]
    layout = list(dict.fromkeys([*layout, *named]))
    return {
        "edition": EDITION,
        "layout": layout,
        "subject": sorted(words_of(subject)),
        "fields": {mark.field: _rule(letter, mark, spans, layout) for mark in spans},
    }


def relearn(before: Mapping[str, Any], original: str, marks: Sequence[Mark], subject: str, field: str) -> dict[str, Any]:
    """*before* with *field* as this letter teaches it; marks: all that is known of this letter, that field among it.

    What other letters taught about the other fields stays. learn(…) of this letter alone where both do not go together.
    """
    new = learn(original, marks, subject)
    if field not in new["fields"]:
        return new
    kept = {name: rule for name, rule in before["fields"].items() if name != field}
    said = [frozenset(rules["subject"]) for rules in (before, new)]
    merged = {
        **new,
        "layout": list(dict.fromkeys([*before["layout"], *new["layout"]])),
        "subject": sorted(said[0] & said[1] or said[1]),
        "fields": {**kept, field: new["fields"][field]},
    }
    letter = Letter(original[:LONGEST])
    for mark in filter(None, (trimmed(original[:LONGEST], each) for each in marks)):
        rule = merged["fields"].get(mark.field)
        if rule is None or place(rule, letter, merged["layout"]) != (mark.start, mark.end):
            return {**merged, "layout": new["layout"], "fields": {**kept, **new["fields"]}}
    return merged


def without(before: Mapping[str, Any], field: str) -> dict[str, Any]:
    """*before*, with nothing known of *field*."""
    return {**before, "fields": {name: rule for name, rule in before["fields"].items() if name != field}}


def words_of(subject: str) -> frozenset[str]:
    """The words of a subject that are the same in other letters: without numbers and addresses."""
    return frozenset(key for word in subject.split() if (key := key_of(word)) and key.isalpha() and "@" not in word)


def _layout(letter: Letter, marks: Sequence[Mark]) -> list[str]:
    """The labels of the letter, without what only looks like one inside a marked value."""
    found = [
        letter.labels[number]
        for number in letter.solid
        if letter.labels[number] and not any(mark.start <= letter.lines[number].begin < mark.end for mark in marks)
    ]
    return list(dict.fromkeys(found))


def _rule(letter: Letter, mark: Mark, marks: Sequence[Mark], layout: Sequence[str]) -> dict[str, Any]:
    for beginning in _beginnings(letter, mark, marks):
        for ending in _endings(letter, mark):
            rule = {**beginning, **ending}
            if place(rule, letter, layout) == (mark.start, mark.end):
                return rule
    first, last = letter.line_at(mark.start), letter.line_at(mark.end - 1)
    return {
        "from": "at",
        "to": "at",
        "line": first,
        "column": mark.start - letter.lines[first].start,
        "lines": last - first,
        "end": mark.end - letter.lines[last].start,
    }


def _beginnings(letter: Letter, mark: Mark, marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    number = letter.line_at(mark.start)
    line = letter.lines[number]
    before = letter.text[line.start : mark.start]
    valued = [each.end for each in marks if line.start < each.end <= mark.start]
    words = letter.text[max([line.start, *valued]) : mark.start]
    if key_of(words):
        yield from _labelled(letter, number, words, mark.start - line.start)
    above = next((each for each in reversed(letter.solid) if each < number), None)
    skip = before.strip()
    if above is not None:
        yield from _below(letter, above, skip, marks)
    yield {"from": "line", "line": letter.solid.index(number), "skip": skip}


def _labelled(letter: Letter, number: int, words: str, column: int) -> Iterator[dict[str, Any]]:
    """The value stands behind *words* on its own line: behind all of them, those after the last comma, the last few."""
    whole = letter.lines[number].text[:column]
    part = re.split(r"[,;|\t(]|\s{2,}|[.:] ", words.rstrip())[-1]
    choices = [(whole, False), (part, True)]
    if words != whole or part != words.rstrip() or len(words.split()) > LABEL_WORDS:
        choices = [(part, True), (whole, False)] if words == whole else [(part, True)]
    choices += [(" ".join(words.split()[-count:]), True) for count in (3, 2, 1)]
    for chosen, within in choices:
        key = key_of(chosen)
        if not key or len(chosen.strip()) > LONGEST_LABEL:
            continue
        for separated in (True, False):
            found = letter.places_of(key, separated=separated, within=within)
            if (number, column) in found:
                nth = found.index((number, column))
                yield _label_rule(key, nth, separated=separated, within=within, below=False, skip="")


def _below(letter: Letter, above: int, skip: str, marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    """The value stands below a label, or after a line that is known by its label or its first words."""
    line = letter.lines[above]
    is_value = any(mark.start < line.end and line.begin < mark.end for mark in marks)
    key = letter.keys[above]
    if key and not is_value and line.end - line.begin <= LONGEST_LABEL:
        found = letter.places_of(key, separated=True, within=False)
        for nth, (number, _) in enumerate(found):
            if number == above:
                yield _label_rule(key, nth, separated=True, within=False, below=True, skip=skip)
    for known in (letter.labels[above], "" if is_value else gist_of(line.text)):
        if known:
            yield {"from": "after", "label": known, "nth": letter.after(known).index(above), "skip": skip}


def _label_rule(key: str, nth: int, *, separated: bool, within: bool, below: bool, skip: str) -> dict[str, Any]:
    return {
        "from": "label",
        "label": key,
        "nth": nth,
        "separated": separated,
        "within": within,
        "below": below,
        "skip": skip,
    }


def _endings(letter: Letter, mark: Mark) -> Iterator[Mapping[str, Any]]:
    value = letter.text[mark.start : mark.end]
    first, last = letter.line_at(mark.start), letter.line_at(mark.end - 1)
    if mark.field in SHAPES and SHAPES[mark.field].fullmatch(value):
        yield {"to": "shape", "shape": mark.field}
    whole = mark.end == letter.lines[last].end
    if first == last and not (mark.field == "text" and whole):
        behind = letter.text[mark.end : letter.lines[last].end]
        if whole:
            yield {"to": "line"}
        elif sign := re.match(r"\s*[^\w\s]+|\s+\w+", behind):
            yield {"to": "mark", "until": sign.group(0)}
        return
    if not whole:
        return
    yield from _anchors(letter, last)
    yield {"to": "lines", "lines": last - first}


def _anchors(letter: Letter, last: int) -> Iterator[Mapping[str, Any]]:
    """How a text of several lines ends: before the next label, a separator, known words, the end, a blank line."""
    following = letter.following(last)
    anchors: list[tuple[str, str]] = []
    if following is not None:
        line = letter.lines[following]
        if is_separator(line):
            anchors.append(("separator", ""))
        if letter.labels[following]:
            anchors.append(("label", letter.labels[following]))
        if gist := gist_of(line.text):
            anchors.append(("words", gist))
    anchors += [("end", ""), ("blank", "")]
    for stops in (True, False):
        for kind, until in anchors:
            yield {"to": "text", "anchor": kind, "until": until, "stops": stops}
