"""Ready texts for letters: kept by heads and the administrator, filled from the card of the letter [M5].

A gap that the card cannot fill stays in the text as {gap} and is named; the outbox refuses a letter that still has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import LANGUAGES, Phrase, marked
from app.letter_quote import gaps_in, unfilled, with_gaps
from app.models.mail import LetterText, OutgoingLetter
from app.models.mail_terms import LetterKind
from app.models.terms import Role
from app.operations.actors import require
from app.operations.editing import expect, locked
from app.operations.letter_gaps import GAPS, values_for
from app.operations.letter_rows import WRITING

__all__ = [
    "GAPS",
    "Filled",
    "TextEntry",
    "TextRow",
    "add",
    "change",
    "filled",
    "offered",
    "retire",
    "revive",
    "texts",
    "unfilled",
]

LONGEST_NAME = 80
LONGEST_BODY = 20_000
LABELS: Mapping[str, str] = {"body": marked("Text"), "subject": marked("Subject"), "active": marked("In use")}


@dataclass(frozen=True, slots=True)
class TextRow:
    """A ready text. active: it is offered."""

    id: int
    version: int
    name: str
    kind: LetterKind
    language: str
    subject: str
    body: str
    active: bool


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A ready text as somebody writes it down; *body* and *subject* may have {gaps}."""

    name: str
    language: str
    body: str
    subject: str = ""
    kind: LetterKind = LetterKind.PERSONAL


@dataclass(frozen=True, slots=True)
class Filled:
    """A ready text with what the card knows; missing: in words, what it does not know."""

    subject: str
    body: str
    missing: tuple[Phrase, ...]


def offered(session: Session, kind: LetterKind = LetterKind.PERSONAL, language: str = "") -> tuple[TextRow, ...]:
    """The texts in use, those in *language* first, by name."""
    require(session, *WRITING)
    first = case((LetterText.language == language, 0), else_=1)
    query = select(LetterText).where(LetterText.active, LetterText.kind == kind)
    return tuple(_row(each) for each in session.scalars(query.order_by(first, LetterText.name, LetterText.language)))


def texts(session: Session) -> tuple[TextRow, ...]:
    """All ready texts by name, for those who keep them. Raises NotAllowed."""
    require(session, Role.HEAD)
    order = (LetterText.active.desc(), LetterText.kind, LetterText.name, LetterText.language)
    return tuple(_row(each) for each in session.scalars(select(LetterText).order_by(*order)))


def filled(session: Session, text_id: int, draft_id: int) -> Filled:
    """A text as it fits the draft *draft_id*; what is missing stays as {gap}. Raises NotFound."""
    require(session, *WRITING)
    text = session.get(LetterText, text_id)
    letter = session.get(OutgoingLetter, draft_id)
    if text is None or letter is None:
        raise UserError("This text or letter does not exist (any more).")
    values = values_for(session, letter, text.language)
    names = gaps_in(f"{text.subject}\n{text.body}")
    missing = tuple(Phrase(GAPS[name]) for name in names if name in GAPS and not values.get(name))
    return Filled(with_gaps(text.subject, values), with_gaps(text.body, values), missing)


def add(session: Session, entry: TextEntry) -> TextRow:
    """Keep a new text. Raises NotAllowed, and UserError for an unknown gap, no words, or a name that is taken."""
    require(session, Role.HEAD)
    entry = _checked(session, entry)
    record = LetterText(
        name=entry.name, kind=entry.kind, language=entry.language, subject=entry.subject, body=entry.body, active=True
    )
    session.add(record)
    session.flush()
    return _row(record)


def change(session: Session, text_id: int, version: int, entry: TextEntry) -> TextRow:
    """Write a text anew; letters that were written with it stay. Raises Conflict, NotFound, and as ``add`` does."""
    require(session, Role.HEAD)
    record = locked(session, LetterText, text_id)
    fields = {"name": entry.name, "language": entry.language, "subject": entry.subject, "body": entry.body}
    expect(record, version, mine=fields, labels=LABELS)
    entry = _checked(session, entry, text_id)
    record.name, record.language, record.kind = entry.name, entry.language, entry.kind
    record.subject, record.body = entry.subject, entry.body
    session.flush()
    return _row(record)


def retire(session: Session, text_id: int, version: int) -> TextRow:
    """Offer a text no longer; ``revive`` takes that back. Raises NotAllowed, NotFound, Conflict."""
    return _switched(session, text_id, version, active=False)


def revive(session: Session, text_id: int, version: int) -> TextRow:
    """Offer a text again. Raises as ``retire`` does."""
    return _switched(session, text_id, version, active=True)


def _switched(session: Session, text_id: int, version: int, *, active: bool) -> TextRow:
    require(session, Role.HEAD)
    record = locked(session, LetterText, text_id)
    expect(record, version, labels=LABELS)
    record.active = active
    session.flush()
    return _row(record)


def _checked(session: Session, entry: TextEntry, text_id: int | None = None) -> TextEntry:
    clean = replace(
        entry,
        name=" ".join(entry.name.split()),
        subject=" ".join(entry.subject.replace("\0", "").split()),
        body=entry.body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip(),
    )
    if not clean.name or len(clean.name) > LONGEST_NAME:
        raise UserError("Give the text a name of at most {most} characters.", most=LONGEST_NAME)
    if not clean.body or len(clean.body) > LONGEST_BODY:
        raise UserError("A ready text needs words, at most {most} characters.", most=LONGEST_BODY)
    if clean.language not in LANGUAGES:
        raise UserError("Kontor writes letters in English, German and Russian only.")
    unknown = [name for name in gaps_in(f"{clean.subject}\n{clean.body}") if name not in GAPS]
    if unknown:
        raise UserError(
            "Kontor cannot fill {gap}. It knows: {known}.",
            gap=", ".join(f"{{{name}}}" for name in unknown),
            known=", ".join(f"{{{name}}}" for name in GAPS),
        )
    same = select(LetterText.id).where(LetterText.name == clean.name, LetterText.language == clean.language)
    if session.scalar(same.where(LetterText.id != (text_id or 0))) is not None:
        raise UserError("There is a text called {name} in this language already.", name=clean.name)
    return clean


def _row(record: LetterText) -> TextRow:
    return TextRow(
        record.id,
        record.version,
        record.name,
        record.kind,
        record.language,
        record.subject,
        record.body,
        record.active,
    )
