"""What can go wrong in a way that Kontor has an answer for.

Everything here carries a phrase: one sentence for the person, said in the person's language by the window and in
English by logs. Anything else that is raised is a bug of ours and ends in the crash window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.language import Phrase


class UserError(Exception):
    """The person can put it right. ``UserError("No product has the code {code}", code="4601")``."""

    def __init__(self, sentence: str, /, **params: object) -> None:
        self.phrase = Phrase(sentence, params)
        super().__init__(sentence, params)

    def __str__(self) -> str:
        return self.phrase.said("en")

    def said(self, language: str | None = None) -> str:
        """The sentence in *language*, or in the one chosen for this process."""
        return self.phrase.said(language)


class NotFound(UserError):
    """What was asked for does not exist (any more)."""


class NotAllowed(UserError):
    """This person's roles do not cover what was asked for."""


@dataclass(frozen=True, slots=True)
class FieldClash:
    """One field that two people changed at once; values as the form shows them."""

    field: str
    label: Phrase
    original: object
    mine: object
    theirs: object


class Conflict(UserError):
    """Somebody else changed the same record meanwhile; nothing was written."""

    def __init__(
        self,
        sentence: str,
        /,
        *,
        clashes: Sequence[FieldClash] = (),
        changed_by: str = "",
        changed_at: str = "",
        current_version: int | None = None,
        **params: object,
    ) -> None:
        super().__init__(sentence, **params)
        self.clashes = tuple(clashes)
        self.changed_by = changed_by
        self.changed_at = changed_at
        self.current_version = current_version


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a gate still asks for.

    code: stable name of the requirement (``app/models/process.py``); what: the sentence; who: who can supply it;
    way: name of the place where it is supplied (a section of the deal's card or a room).
    """

    code: str
    what: Phrase
    who: Phrase
    way: str


class GateClosed(UserError):
    """A move of the process was refused; says exactly what is missing, who can supply it, and the way there."""

    def __init__(self, sentence: str, /, *, missing: Sequence[Missing], **params: object) -> None:
        super().__init__(sentence, **params)
        self.missing = tuple(missing)


class Offline(UserError):
    """The database or a server cannot be reached; tried again by itself, one banner until it is over."""


class DeviceTrouble(UserError):
    """A device on the desk does not answer; tried again by itself, one banner until it is over."""
