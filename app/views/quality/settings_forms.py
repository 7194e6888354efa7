"""The forms of quality: how many are drawn of what, and the five questions of a language."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.language import LANGUAGES, marked, phrase
from app.models.terms import ROLE_WORDS, Role
from app.operations.quality_settings import SampleSettings
from app.views.deals.form import Asked, InlineForm

NUMBERS = {
    "closed_deals": marked("Closed deals"),
    "lost_deals": marked("Lost deals"),
    "first_contacts": marked("First contacts"),
    "days": marked("Of the last days"),
    "rest_days": marked("Nobody again within days"),
    "tries": marked("Tries to reach somebody"),
}


def sample_form(opened: SampleSettings) -> InlineForm:
    """How many calls a draw makes."""
    asked = [Asked(key, label, "number", getattr(opened, key), needed=True, pattern="0") for key, label in NUMBERS.items()]
    clears = tuple((role, ROLE_WORDS[role]) for role in (Role.HEAD, Role.SELLER))
    asked.append(Asked("clears", marked("A bad answer clears up"), "choice", opened.clears, clears))
    return InlineForm(marked("What a draw takes"), asked, marked("Keep it"))


def sample_of(values: Mapping[str, Any]) -> SampleSettings:
    """The settings that a form holds."""
    return SampleSettings(**{key: int(values[key]) for key in NUMBERS}, clears=Role(values["clears"]))


def questions_form(language: str, questions: Sequence[str]) -> InlineForm:
    """The questions in one language."""
    asked = [Asked(str(at), QUESTION_LABELS[at], value=question, needed=True) for at, question in enumerate(questions)]
    title = phrase("The questions in {language}", language=LANGUAGES[language])
    return InlineForm(title, asked, marked("Keep the questions"), upright=True)


QUESTION_LABELS = (
    marked("First question"),
    marked("Second question"),
    marked("Third question"),
    marked("Fourth question"),
    marked("Fifth question"),
)
