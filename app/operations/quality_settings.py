"""What the heads choose for quality calls: how many are drawn of what, and the five questions in each language [M18]."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Conflict, UserError
from app.language import LANGUAGES, Phrase, marked
from app.models.quality_terms import QualityKind
from app.models.terms import Role
from app.operations.actors import require
from app.operations.settings import keep, setting

SAMPLE = "quality.sample"
QUESTIONS = "quality.questions"
MOST_QUESTIONS, LONGEST_QUESTION = 5, 300
USUAL_QUESTIONS = (
    marked("How quickly did we answer when you first asked?"),
    marked("How well did your contact here understand what you need?"),
    marked("How content are you with the advice and the offer?"),
    marked("How well did we keep to what was promised, dates above all?"),
    marked("How likely are you to recommend us to others?"),
)
"""What is asked while nobody has chosen other questions."""
MOST = {
    "closed_deals": 100,
    "lost_deals": 100,
    "first_contacts": 100,
    "days": 365,
    "rest_days": 1_000,
    "tries": 10,
}


@dataclass(frozen=True, slots=True)
class SampleSettings:
    """How many calls one draw makes of closed deals, lost deals and first contacts of the last *days*.

    rest_days: so long nobody who was drawn is drawn again. tries: so often somebody is called who is not reached.
    clears: who gets the task to clear up a bad answer, HEAD or SELLER.
    """

    closed_deals: int = 4
    lost_deals: int = 3
    first_contacts: int = 3
    days: int = 30
    rest_days: int = 180
    tries: int = 3
    clears: Role = Role.HEAD

    def count(self, kind: QualityKind) -> int:
        """How many of *kind* are drawn."""
        return {
            QualityKind.CLOSED_DEAL: self.closed_deals,
            QualityKind.LOST_DEAL: self.lost_deals,
            QualityKind.FIRST_CONTACT: self.first_contacts,
        }[kind]

    def as_json(self) -> dict[str, Any]:
        """As data to keep."""
        return asdict(self)


def sample_settings(session: Session) -> SampleSettings:
    """What is chosen now; the usual where nothing is, or where what is kept cannot be read."""
    kept = setting(session, SAMPLE, {})
    usual = SampleSettings()
    if not isinstance(kept, dict):
        return usual
    known = {each.name for each in fields(SampleSettings)}
    try:
        wanted = SampleSettings(**{key: value for key, value in kept.items() if key in known})
        _check(wanted)
        return SampleSettings(**{**asdict(wanted), "clears": Role(wanted.clears)})
    except (TypeError, ValueError, UserError):
        return usual


def keep_sample_settings(session: Session, opened: SampleSettings, wanted: SampleSettings) -> SampleSettings:
    """Choose anew; *opened* is what the person had before their eyes.

    Raises NotAllowed, UserError for numbers that make no sense, Conflict where somebody else was faster.
    """
    require(session, Role.HEAD)
    _check(wanted)
    if sample_settings(session) != opened:
        raise Conflict("Somebody else has changed these settings meanwhile. Look at them again, then change what is left.")
    keep(session, SAMPLE, wanted.as_json())
    session.flush()
    return wanted


def questions(session: Session, language: str) -> tuple[str, ...]:
    """The questions in *language* (English for one that Kontor does not speak), as they would be asked now."""
    spoken = language if language in LANGUAGES else "en"
    kept = _kept_questions(session).get(spoken)
    return kept or tuple(Phrase(each).said(spoken) for each in USUAL_QUESTIONS)


def all_questions(session: Session) -> dict[str, tuple[str, ...]]:
    """Language → the questions, for the form in which they are edited."""
    return {language: questions(session, language) for language in LANGUAGES}


def keep_questions(session: Session, language: str, opened: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Ask *wanted* in *language* from now on; none: the usual ones again. What was asked before stays as it was asked.

    Raises NotAllowed, UserError, Conflict where somebody else was faster.
    """
    require(session, Role.HEAD)
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UserError("Kontor does not speak {language}; it speaks {known}.", language=language, known=known)
    asked = tuple(" ".join(each.split()) for each in wanted if each.strip())
    if len(asked) > MOST_QUESTIONS or (asked and len(asked) < MOST_QUESTIONS):
        raise UserError("A script has {most} questions: who is called has little time.", most=MOST_QUESTIONS)
    if any(len(each) > LONGEST_QUESTION for each in asked):
        raise UserError("A question has at most {most} characters.", most=LONGEST_QUESTION)
    if questions(session, language) != tuple(opened):
        raise Conflict("Somebody else has changed the questions meanwhile. Look at them again, then change what is left.")
    kept = {**_kept_questions(session), language: asked}
    keep(session, QUESTIONS, {key: list(value) for key, value in kept.items() if value})
    session.flush()
    return questions(session, language)


def _kept_questions(session: Session) -> Mapping[str, tuple[str, ...]]:
    kept = setting(session, QUESTIONS, {})
    if not isinstance(kept, dict):
        return {}
    return {
        language: tuple(map(str, asked))
        for language, asked in kept.items()
        if isinstance(asked, list) and len(asked) == MOST_QUESTIONS
    }


def _check(wanted: SampleSettings) -> None:
    for name, most in MOST.items():
        value = getattr(wanted, name)
        least = 1 if name in ("days", "tries") else 0
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise UserError("Choose a number between {least} and {most}.", least=least, most=most)
    if not (wanted.closed_deals or wanted.lost_deals or wanted.first_contacts):
        raise UserError("Say how many calls are to be drawn.")
    if wanted.clears not in (Role.HEAD, Role.SELLER):
        raise UserError("A bad answer is cleared up by the head or by the seller.")
