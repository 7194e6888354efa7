"""The outbox: what people do with letters that go out; ``outbox_delivery`` is the side of the service that sends them [M5].

A letter gets its Message-ID when it enters the outbox and keeps it for ever. It waits ten seconds in which it can be
taken back. Where nobody knows whether it went, a person decides (decision 024).
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import and_
from sqlalchemy.orm import Session

from app.errors import Conflict, NotAllowed, UserError
from app.letter_quote import own_words, unfilled
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.session import now
from app.operations.actors import actor
from app.operations.bounces import is_bouncing
from app.operations.editing import expect
from app.operations.letter_rows import DraftRow, draft_row, files_size, own_draft
from app.operations.mail_settings import MEGABYTE, sender_address, size_limit
from app.operations.notices import gone
from app.operations.outbox_history import settle
from app.operations.outbox_rows import PLACE, OutboxRow, decidable, everybody, outbox_row, outbox_rows
from app.outgoing_mail import usable_address, wired_domain

UNDO_SECONDS = 10
MOST_RECIPIENTS = 50
"""More is a mailing, which has rules of its own (consent, the block list)."""
LONGEST_SUBJECT = 250
FARTHEST = timedelta(days=366)
OPEN = (LetterState.WAITING, LetterState.HANDING, LetterState.UNSURE, LetterState.GIVEN_UP)


class Bouncing(UserError):
    """Letters to some of the addresses came back; who knows better sends all the same. addresses: which ones."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        super().__init__(
            "Letters to {address} came back. Send it there all the same, or choose another address.",
            address=", ".join(addresses),
        )
        self.addresses = addresses


def send(
    session: Session, draft_id: int, version: int, at: datetime | None = None, *, despite_bounces: bool = False
) -> OutboxRow:
    """Put a draft into the outbox: it goes in ten seconds, or *at* a later time.

    Raises Bouncing, Conflict, NotAllowed, NotFound, and UserError naming what is missing.
    """
    letter = own_draft(session, draft_id)
    expect(letter, version)
    moment = now(session)
    _check_recipients(session, letter, despite_bounces)
    _check_words(session, letter)
    sender = sender_address(session, letter.employee_id)
    if not sender:
        raise UserError("Nobody has said yet which address our letters come from; an administrator sets it.")
    if at is not None and at > moment + FARTHEST:
        raise UserError("A letter can wait for a year at most.")
    later = at if at is not None and at > moment else None
    letter.sender = sender
    letter.sender_name = actor(session).name
    letter.send_at = later
    letter.subject = " ".join(letter.subject.split())
    enter(letter, later or moment + timedelta(seconds=UNDO_SECONDS), moment)
    session.flush()
    return outbox_row(session, letter.id)


def enter(letter: OutgoingLetter, first_try: datetime, moment: datetime) -> None:
    """Let *letter* wait for *first_try*; from now on neither its words nor its Message-ID change."""
    letter.message_id = f"<{uuid.uuid4().hex}@{wired_domain(letter.sender.rpartition('@')[2])}>"
    letter.written_at = letter.send_at or moment
    letter.state = LetterState.WAITING
    letter.next_try_at = first_try
    letter.tries = 0
    letter.claimed_by, letter.claimed_until = "", None
    letter.problem, letter.params = "", {}


def take_back(session: Session, letter_id: int, version: int) -> DraftRow:
    """Make a letter that has not gone, or that nobody got, a draft again. For its writer.

    Raises UserError if it is on its way or went to somebody, Conflict, NotAllowed, NotFound.
    """
    letter = decidable(session, letter_id)
    if letter.employee_id != actor(session).id:
        raise NotAllowed("Somebody else writes this letter.")
    _expect(session, letter, version)
    if letter.state not in (LetterState.WAITING, LetterState.GIVEN_UP) or letter.delivered or _is_claimed(session, letter):
        raise _too_late(letter)
    letter.state = LetterState.DRAFT
    letter.message_id = None
    letter.send_at = letter.next_try_at = letter.claimed_until = None
    letter.claimed_by = letter.problem = ""
    letter.tries, letter.refused, letter.params = 0, {}, {}
    letter.written_at = now(session)
    session.flush()
    return draft_row(session, letter.id)


def cancel(session: Session, letter_id: int, version: int) -> OutboxRow:
    """Send a letter no more; what Kontor wrote itself too. For its writer and heads. Raises as ``take_back`` does."""
    letter = decidable(session, letter_id)
    _expect(session, letter, version)
    if letter.state not in (LetterState.WAITING, LetterState.GIVEN_UP) or letter.delivered or _is_claimed(session, letter):
        raise _too_late(letter)
    letter.state = LetterState.CANCELLED
    gone(session, PLACE, letter.id)
    letter.next_try_at = None
    session.flush()
    return outbox_row(session, letter.id)


def send_again(session: Session, letter_id: int, version: int) -> OutboxRow:
    """Try a letter now: one that waits between two tries, was given up, or perhaps went; with the same Message-ID.

    Raises UserError if it went or is on its way, Conflict, NotAllowed, NotFound.
    """
    letter = decidable(session, letter_id)
    _expect(session, letter, version)
    if letter.state not in (LetterState.WAITING, LetterState.UNSURE, LetterState.GIVEN_UP) or _is_claimed(session, letter):
        raise _too_late(letter)
    if letter.state is LetterState.GIVEN_UP:
        letter.refused = {}
        letter.tries = 0
    letter.state = LetterState.WAITING
    gone(session, PLACE, letter.id)
    letter.next_try_at = now(session)
    letter.claimed_by, letter.claimed_until = "", None
    session.flush()
    return outbox_row(session, letter.id)


def leave_as_sent(session: Session, letter_id: int, version: int) -> OutboxRow:
    """Somebody knows that a letter went of which Kontor was not sure: it joins the history. Raises as ``send_again``."""
    letter = decidable(session, letter_id)
    _expect(session, letter, version)
    if letter.state is not LetterState.UNSURE:
        raise _too_late(letter)
    left = [each for each in everybody(letter) if each not in letter.delivered and each not in letter.refused]
    gone(session, PLACE, letter.id)
    settle(session, letter, left)
    session.flush()
    return outbox_row(session, letter.id)


def letter(session: Session, letter_id: int) -> OutboxRow:
    """One letter that goes out or went. Raises NotFound."""
    actor(session)
    return outbox_row(session, letter_id)


def of(
    session: Session, *, counterparty_id: int | None = None, deal_id: int | None = None, inquiry_id: int | None = None
) -> tuple[OutboxRow, ...]:
    """The letters of a card that have not (wholly) gone, newest first."""
    actor(session)
    named = (
        (OutgoingLetter.counterparty_id, counterparty_id),
        (OutgoingLetter.deal_id, deal_id),
        (OutgoingLetter.inquiry_id, inquiry_id),
    )
    wanted = [column == value for column, value in named if value is not None]
    return outbox_rows(session, and_(OutgoingLetter.state.in_(OPEN), *wanted))


def _check_recipients(session: Session, letter: OutgoingLetter, despite_bounces: bool) -> None:
    all_of_them = everybody(letter)
    if not all_of_them:
        raise UserError("Name at least one recipient.")
    wrong = [each for each in all_of_them if not usable_address(each)]
    if wrong:
        raise UserError("“{address}” is no mail address.", address=wrong[0])
    if len(all_of_them) > MOST_RECIPIENTS:
        raise UserError("A letter goes to {most} recipients at most; a mailing has its own room.", most=MOST_RECIPIENTS)
    broken = is_bouncing(session, all_of_them)
    if broken and not despite_bounces:
        raise Bouncing(tuple(sorted(broken)))


def _check_words(session: Session, letter: OutgoingLetter) -> None:
    size = files_size(session, letter.id)
    if not letter.subject.strip() and not own_words(letter.text) and not size:
        raise UserError("This letter is empty: write a subject or a text.")
    if len(letter.subject) > LONGEST_SUBJECT:
        raise UserError("A subject has at most {most} characters.", most=LONGEST_SUBJECT)
    gaps = (*unfilled(letter.subject), *unfilled(letter.text))
    if gaps:
        raise UserError(
            "Fill in {gap} before the letter goes.", gap=", ".join(f"{{{name}}}" for name in dict.fromkeys(gaps))
        )
    if size > size_limit(session):
        raise UserError(
            "The files of this letter have more than {most} MB together; many servers refuse that.",
            most=size_limit(session) // MEGABYTE,
        )


def _expect(session: Session, letter: OutgoingLetter, version: int) -> None:
    """Raise Conflict in the words of the outbox: there are no fields that two people could have changed."""
    if letter.version != version:
        raise Conflict("This letter went on meanwhile: look at it again.", current_version=letter.version)


def _is_claimed(session: Session, letter: OutgoingLetter) -> bool:
    return letter.claimed_until is not None and letter.claimed_until > now(session)


def _too_late(letter: OutgoingLetter) -> UserError:
    if letter.state is LetterState.UNSURE:
        return UserError("Nobody knows whether this letter went: say that it did, or send it again.")
    if letter.state in (LetterState.SENT, LetterState.CANCELLED) or letter.delivered:
        return UserError("This letter has gone already, or was taken back.")
    return UserError("This letter is being sent this moment.")
