"""Which department an inquiry is probably for: by its words, by where alike ones went, by the sender's history [M11, M12].

A suggestion is never applied by itself: it makes a key the main one, no more.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import Department
from app.models.inquiries import Inquiry
from app.models.naming import plain_letters
from app.operations.settings import setting
from app.operations.triage_sender import went_before

REMEMBERED = 300
"""How many of the newest sorted inquiries are looked at."""
READ = 800
"""Characters of a text that are looked at: the need stands at its beginning."""
SHOWN_WORDS = 3
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
"""A word as a person sees it; a hyphen joins ("УВК-500", "Klima-Kammer")."""
FEWEST_ALIKE = 3
"""Fewer alike inquiries prove nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The department, why, and the words of the inquiry that speak for it."""

    department_id: int
    department_code: str
    why: Phrase
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Past:
    department_id: int
    text: str


def suggestion(
    session: Session, subject: str, text: str, theirs: Collection[int] = (), whose: str = ""
) -> Suggestion | None:
    """The department that *subject* and *text* speak for; None if nothing does, or two do equally.

    theirs: counterparties that are the sender, or probably are (the same address, number or company's domain); where they
    bought and asked before decides where words are even, or say nothing. whose: how they are called in that reason.
    """
    queues = {
        row.code: row.id
        for row in session.execute(select(Department.id, Department.code).where(Department.receives_inquiries))
    }
    codes = {department_id: code for code, department_id in queues.items()}
    table = {code: stems for code, stems in setting(session, "triage.words", {}).items() if code in queues}
    found = words_found(f"{subject}\n{text[:READ]}", table)
    weights = went_before(session, theirs)
    before = Counter({codes[each]: weight for each, weight in weights.items() if each in codes})
    if not found:
        return _by_history(queues, before, whose)
    alike = _alike(session, {word for words in found.values() for word in words})
    spoken = Counter({code: len(words) for code, words in found.items()})
    went = Counter(codes[past.department_id] for past in alike if past.department_id in codes)
    best = _best(spoken, before, went)
    if best is None:
        return None
    words = whole_words(f"{subject}\n{text[:READ]}", found[best])[:SHOWN_WORDS]
    if before[best] and max(before, key=lambda code: before[code]) == best:
        why = _history_reason(best, whose)
    elif went[best] >= FEWEST_ALIKE:
        why = phrase(
            "{count} of {all} alike inquiries went to {department}", count=went[best], all=went.total(), department=best
        )
    else:
        why = phrase("The inquiry names: {words}", words=", ".join(words))
    return Suggestion(queues[best], best, why, tuple(words))


def _by_history(queues: Mapping[str, int], before: Counter[str], whose: str) -> Suggestion | None:
    """The one department where the sender bought and asked before; None if there is none, or two are even."""
    ranked = before.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    best = ranked[0][0]
    return Suggestion(queues[best], best, _history_reason(best, whose))


def _history_reason(department: str, whose: str) -> Phrase:
    if whose:
        return phrase("Earlier matters of {name} went to {department}", name=whose, department=department)
    return phrase("Earlier deals and inquiries went to {department}", department=department)


def words_found(text: str, table: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Department code → the stems of *table* that stand in *text*; departments without any are left out."""
    plain = plain_letters(text)
    found = {code: [stem for stem in stems if _stands_in(plain_letters(stem), plain)] for code, stems in table.items()}
    return {code: stems for code, stems in found.items() if stems}


def whole_words(text: str, stems: Sequence[str]) -> list[str]:
    """The words of *text* as they stand there that *stems* were found in, in the order of the stems, each once."""
    words = WORD.findall(text)
    found: dict[str, str] = {}
    for stem in stems:
        # A stem of several words ("screw compressor") is shown as the table has it.
        word = next((word for word in words if _stands_in(plain_letters(stem), plain_letters(word))), stem)
        found.setdefault(plain_letters(word), word)
    return list(found.values())


def _stands_in(stem: str, text: str) -> bool:
    """A short stem must begin a word ("fan" is not in "Elefant"); a long one may stand within a German compound."""
    if len(stem) >= 7:
        return stem in text
    position = text.find(stem)
    while position >= 0:
        if position == 0 or not text[position - 1].isalnum():
            return True
        position = text.find(stem, position + 1)
    return False


def _alike(session: Session, words: set[str]) -> list[_Past]:
    """Sorted inquiries that share one of *words*."""
    rows = session.execute(
        select(Inquiry.department_id, Inquiry.subject, func.substr(Inquiry.text, 1, READ).label("text"))
        .where(Inquiry.department_id.is_not(None))
        .order_by(Inquiry.id.desc())
        .limit(REMEMBERED)
    )
    past = (_Past(row.department_id, _plain(f"{row.subject}\n{row.text}")) for row in rows)
    stems = [plain_letters(word) for word in words]
    return [each for each in past if any(_stands_in(stem, each.text) for stem in stems)]


def _best(spoken: Counter[str], *others: Counter[str]) -> str | None:
    """The department with most words; where words are even, the one that the *others* speak for, the first one first."""

    def rank(code: str) -> tuple[int, ...]:
        return spoken[code], *(other[code] for other in others)

    ranked = sorted(spoken, key=rank, reverse=True)
    if len(ranked) > 1 and rank(ranked[0]) == rank(ranked[1]):
        return None
    return ranked[0]


@lru_cache(maxsize=2 * REMEMBERED)
def _plain(text: str) -> str:
    """*text* as words are looked for; the same past inquiries are looked at again and again."""
    return plain_letters(text)
