"""One decision about several inquiries at once, in one transaction, taken back as one; what was refused is told [M12]."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, UserError
from app.language import Phrase
from app.models.inquiries import Inquiry
from app.models.terms import Role
from app.operations.actors import require
from app.operations.decisions import Decided
from app.operations.triage_news import news_of
from app.operations.triage_undo import undo

MOST = 500
"""So many at once; a longer list is decided in parts."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An inquiry in the version that the person saw."""

    inquiry_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about each: an operation such as ``triage.sort_to`` with what it takes after the version."""

    operation: Callable[..., Decided]
    details: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What stays as it was, and why. number: of the inquiry, "" where there is none any more."""

    inquiry_id: int
    number: str
    why: Phrase


@dataclass(frozen=True, slots=True)
class SeveralDecided:
    """What was decided, and what was not."""

    done: tuple[Decided, ...]
    refused: tuple[Refused, ...]


def several(session: Session, choices: Sequence[Choice], decision: Decision) -> SeveralDecided:
    """Decide the same about each of *choices*; each one stands or is refused for itself.

    Raises NotAllowed where nobody may decide here, and UserError for more than MOST at once.
    """
    require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    if len(choices) > MOST:
        raise UserError("Choose at most {count} inquiries at once.", count=MOST)
    return _each(
        session, choices, lambda each: decision.operation(session, each.inquiry_id, each.version, *decision.details)
    )


def undo_several(session: Session, choices: Sequence[Choice]) -> SeveralDecided:
    """Take the last decision about each of *choices* back; what somebody went on with stays. Raises NotAllowed."""
    require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    return _each(session, choices, lambda each: undo(session, each.inquiry_id, each.version))


def _each(session: Session, choices: Iterable[Choice], decide: Callable[[Choice], Decided]) -> SeveralDecided:
    done: list[Decided] = []
    refused: list[Refused] = []
    # In the order of their ids, so that two who decide about the same ones wait for each other instead of both.
    for each in sorted(dict.fromkeys(choices), key=lambda choice: choice.inquiry_id):
        try:
            with session.begin_nested():
                done.append(decide(each))
        except UserError as error:
            refused.append(_refused(session, each.inquiry_id, error))
    return SeveralDecided(tuple(done), tuple(refused))


def _refused(session: Session, inquiry_id: int, error: UserError) -> Refused:
    """Why it stays: what somebody else has decided, where that is the reason."""
    number = session.scalar(select(Inquiry.number).where(Inquiry.id == inquiry_id)) or ""
    news = news_of(session, inquiry_id) if isinstance(error, Conflict) else None
    return Refused(inquiry_id, number, error.phrase if news is None else news.sentence)
