"""Which department an inquiry is probably for: by the words in it, and by where alike ones went [M11, M12].

A suggestion is never applied by itself: it makes a key the main one, no more.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import Department
from app.models.inquiries import Inquiry
from app.models.naming import plain_letters
from app.operations.settings import setting

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


def suggestion(session: Session, subject: str, text: str) -> Suggestion | None:
    """The department that *subject* and *text* speak for; None if nothing does, or two do equally."""
    queues = {
        row.code: row.id
        for row in session.execute(select(Department.id, Department.code).where(Department.receives_inquiries))
    }
    table = {code: stems for code, stems in setting(session, "triage.words", {}).items() if code in queues}
    found = words_found(f"{subject}\n{text[:READ]}", table)
    if not found:
        return None
    codes = {department_id: code for code, department_id in queues.items()}
    alike = _alike(session, {word for words in found.values() for word in words})
    spoken = Counter({code: len(words) for code, words in found.items()})
    went = Counter(codes[past.department_id] for past in alike if past.department_id in codes)
    best = _best(spoken, went)
    if best is None:
        return None
    words = whole_words(f"{subject}\n{text[:READ]}", found[best])[:SHOWN_WORDS]
    if went[best] >= FEWEST_ALIKE:
        why = phrase(
            "{count} of {all} alike inquiries went to {department}", count=went[best], all=went.total(), department=best
        )
    else:
        why = phrase("The inquiry names: {words}", words=", ".join(words))
    return Suggestion(queues[best], best, why, tuple(words))


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
    past = (_Past(row.department_id, plain_letters(f"{row.subject}\n{row.text}")) for row in rows)
    stems = [plain_letters(word) for word in words]
    return [each for each in past if any(_stands_in(stem, each.text) for stem in stems)]


def _best(spoken: Counter[str], went: Counter[str]) -> str | None:
    """The department with most words; where words are even, the one where most alike inquiries went."""
    ranked = sorted(spoken, key=lambda code: (spoken[code], went[code]), reverse=True)
    if len(ranked) > 1:
        first, second = ranked[:2]
        if (spoken[first], went[first]) == (spoken[second], went[second]):
            return None
    return ranked[0]
