"""Letters that people write: begun from a letter, a card or an inquiry, kept after every pause of typing [M5].

A draft is a row of the outbox from its first moment on, so that a crash costs at most the last sentence. Only its writer
sees and changes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import LANGUAGES, marked
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.session import now, touch
from app.operations.actors import actor, require
from app.operations.editing import FIELD_LABELS, expect
from app.operations.letter_prefill import About, about, prefilled
from app.operations.letter_rows import WRITING, DraftRow, draft_row, draft_rows, own_draft
from app.outgoing_mail import cleaned

LONGEST_TEXT = 500_000
"""Characters of a letter; what is longer belongs into a file."""
LABELS = {**FIELD_LABELS, "to": marked("To whom"), "subject": marked("Subject"), "written_at": marked("Written")}


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft was kept. version: to be given with the next change."""

    version: int
    written_at: datetime


def begin(
    session: Session,
    *,
    counterparty_id: int | None = None,
    deal_id: int | None = None,
    inquiry_id: int | None = None,
    answers_id: int | None = None,
    to: Sequence[str] = (),
) -> DraftRow:
    """A draft that has what is known already: recipients, subject, signature, the letter that it answers.

    An open draft of the same person about the same is continued instead. Raises NotAllowed, NotFound.
    """
    who = require(session, *WRITING)
    thing = about(session, counterparty_id, deal_id, inquiry_id, answers_id)
    known = _open_one(session, who.id, thing, cleaned(to))
    if known is not None:
        return draft_row(session, known)
    words = prefilled(session, thing, cleaned(to))
    letter = OutgoingLetter(
        state=LetterState.DRAFT,
        employee_id=who.id,
        counterparty_id=thing.counterparty_id,
        deal_id=thing.deal_id,
        inquiry_id=thing.inquiry_id,
        answers_id=thing.answers_id,
        to=list(words.to),
        cc=[],
        bcc=[],
        references=list(words.references),
        subject=words.subject,
        text=words.text,
        language=words.language,
        written_at=now(session),
        delivered=[],
        refused={},
        params={},
    )
    session.add(letter)
    session.flush()
    return draft_row(session, letter.id)


def open_draft(session: Session, draft_id: int) -> DraftRow:
    """A draft of who is signed in. Raises NotAllowed, NotFound, UserError if it is none any more."""
    own_draft(session, draft_id, held=False)
    return draft_row(session, draft_id)


def save(
    session: Session,
    draft_id: int,
    version: int,
    *,
    to: Sequence[str] | None = None,
    cc: Sequence[str] | None = None,
    bcc: Sequence[str] | None = None,
    subject: str | None = None,
    text: str | None = None,
    language: str | None = None,
) -> Saved:
    """Keep what was written so far; None: that stays. Words and addresses need not be finished yet.

    Raises Conflict if another window of the same person wrote on, NotAllowed, NotFound, UserError.
    """
    letter = own_draft(session, draft_id)
    wanted = {name: list(cleaned(value)) for name, value in (("to", to), ("cc", cc), ("bcc", bcc)) if value is not None}
    texts = {
        name: value for name, value in (("subject", subject), ("text", text), ("language", language)) if value is not None
    }
    mine: dict[str, object] = wanted | {name: _plain(value) for name, value in texts.items()}
    expect(letter, version, mine=mine, labels=LABELS)
    if language is not None and language not in LANGUAGES:
        raise UserError("Kontor writes letters in English, German and Russian only.")
    if len(str(mine.get("text", ""))) > LONGEST_TEXT:
        raise UserError("This letter is too long: put the long part into a file.")
    if all(getattr(letter, name) == value for name, value in mine.items()):
        return Saved(letter.version, letter.written_at)
    moment = now(session)
    # Past the mapped class: the trail need not keep every pause of typing, and what goes out is kept whole.
    session.execute(
        update(OutgoingLetter)
        .where(OutgoingLetter.id == draft_id)
        .values(**mine, written_at=moment, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire(letter)
    touch(session, "outgoing_letter", draft_id)
    return Saved(version + 1, moment)


def drop(session: Session, draft_id: int) -> None:
    """Throw a draft away; ``restore`` brings it back. Raises as ``open_draft`` does."""
    own_draft(session, draft_id).state = LetterState.CANCELLED
    session.flush()


def restore(session: Session, draft_id: int) -> DraftRow:
    """Bring back a draft that was thrown away. Raises as ``open_draft`` does."""
    own_draft(session, draft_id, LetterState.CANCELLED).state = LetterState.DRAFT
    session.flush()
    return draft_row(session, draft_id)


def mine(session: Session) -> tuple[DraftRow, ...]:
    """The open drafts of who is signed in, newest first."""
    return draft_rows(
        session, (OutgoingLetter.employee_id == actor(session).id) & (OutgoingLetter.state == LetterState.DRAFT)
    )


def _open_one(session: Session, employee_id: int, thing: About, to: tuple[str, ...]) -> int | None:
    """The id of an open draft about *thing*, that goes to *to* where somebody is named."""
    if thing == About() and not to:
        return None
    rows = session.execute(
        select(OutgoingLetter.id, OutgoingLetter.to)
        .where(
            OutgoingLetter.employee_id == employee_id,
            OutgoingLetter.state == LetterState.DRAFT,
            OutgoingLetter.answers_id.is_not_distinct_from(thing.answers_id),
            OutgoingLetter.counterparty_id.is_not_distinct_from(thing.counterparty_id),
            OutgoingLetter.deal_id.is_not_distinct_from(thing.deal_id),
            OutgoingLetter.inquiry_id.is_not_distinct_from(thing.inquiry_id),
        )
        .order_by(OutgoingLetter.id.desc())
    )
    return next((row.id for row in rows if not to or set(to) <= set(row.to)), None)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
