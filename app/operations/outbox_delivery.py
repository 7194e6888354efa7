"""The outbox as the service sees it: claim a letter, say that it is being handed over, say what became of it (decision 024).

Nothing is lost: a letter waits in the database until its end is written there, and a claim lapses. Nothing is doubled: just
before the server gets the last line the letter becomes HANDING, in a transaction of its own; who finds it so after a crash
makes it UNSURE, which a person ends, never the service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase, phrase, stored
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.notice_terms import NoticeKind
from app.models.session import now, replayable, touch
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.operations.actors import with_role
from app.operations.notices import tell
from app.operations.outbox_history import mail_of, reached, settle
from app.operations.outbox_rows import PLACE, everybody
from app.outgoing_mail import OutgoingMail

CLAIM = timedelta(minutes=10)
"""For so long one process has a letter; longer than any server takes to answer, and renewed before the last line."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, *[360] * 7))
"""Between two tries: two days in all (RFC 5321, 4.5.4.1, asks for 4-5 days at most and half an hour at least later on)."""
PERHAPS = phrase("The line broke when the letter had just been handed over: perhaps it went, perhaps not.")
STUMBLED = phrase("Kontor failed over this letter, which is a fault of the program; its log says more.")


class ClaimLost(UserError):
    """This process does not send the letter (any more): it must not be handed over."""


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter to be sent now. recipients: those who have not got it yet."""

    id: int
    mail: OutgoingMail
    recipients: tuple[str, ...]


def is_due(session: Session) -> bool:
    """Whether a letter is to be sent now."""
    return session.scalar(select(OutgoingLetter.id).where(_due(session)).limit(1)) is not None


@replayable
def claim(session: Session, holder: str, limit: int = 1) -> tuple[ClaimedLetter, ...]:
    """Take the letters that are due longest for *holder*; another process passes them by until the claim lapses."""
    letters = session.scalars(
        select(OutgoingLetter)
        .where(_due(session, holder))
        .order_by(OutgoingLetter.next_try_at, OutgoingLetter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not letters:
        return ()
    ids = [letter.id for letter in letters]
    _set(session, OutgoingLetter.id.in_(ids), claimed_by=holder, claimed_until=now(session) + CLAIM)
    return tuple(ClaimedLetter(letter.id, mail_of(session, letter), _left(letter)) for letter in letters)


@replayable
def handing(session: Session, letter_id: int, holder: str) -> None:
    """The server gets the last line of a letter as soon as this has committed. Raises ClaimLost."""
    ours = and_(
        OutgoingLetter.id == letter_id,
        OutgoingLetter.claimed_by == holder,
        OutgoingLetter.claimed_until > now(session),
        OutgoingLetter.state.in_((LetterState.WAITING, LetterState.HANDING)),
    )
    if not _set(session, ours, state=LetterState.HANDING, claimed_until=now(session) + CLAIM):
        raise ClaimLost("This letter was taken back, or another process sends it.")
    touch(session, "outgoing_letter", letter_id)


@replayable
def handed(
    session: Session,
    letter_id: int,
    holder: str,
    delivered: Sequence[str],
    refused: Mapping[str, str],
    later: Mapping[str, str],
    raw: bytes,
) -> None:
    """The server took a letter for *delivered*. refused: for good, with the reason; later: those it may take later."""
    letter = _held(session, letter_id, holder)
    if letter is None or set(delivered) <= set(letter.delivered):
        return
    reached(session, letter, delivered, raw)
    letter.refused = {**letter.refused, **refused}
    if not later or letter.tries >= len(PAUSES):
        letter.refused = {**letter.refused, **later}
        settle(session, letter, (), raw)
    else:
        _wait(session, letter, _reason(later))
    if letter.refused and letter.state is LetterState.SENT:
        _say_refused(session, letter)
    session.flush()


@replayable
def failed(
    session: Session,
    letter_id: int,
    holder: str,
    problem: Phrase,
    permanent: bool,
    refused: Mapping[str, str] | None = None,
) -> None:
    """A letter was not taken: it waits for the next try, or is given up if *permanent* or tried for two days."""
    letter = _held(session, letter_id, holder)
    if letter is None or letter.state not in (LetterState.WAITING, LetterState.HANDING):
        return
    if not permanent and letter.tries < len(PAUSES):
        letter.refused = {**letter.refused, **(refused or {})}
        _wait(session, letter, problem)
        session.flush()
        return
    letter.tries += 1
    letter.refused = {**letter.refused, **dict.fromkeys(_left(letter), problem.said("en")), **(refused or {})}
    letter.problem, letter.params = problem.sentence, stored(problem.params)
    letter.claimed_by, letter.claimed_until, letter.next_try_at = "", None, None
    if letter.delivered:
        letter.state = LetterState.SENT
        _say_refused(session, letter)
    else:
        letter.state = LetterState.GIVEN_UP
        _say_given_up(session, letter, problem)
    session.flush()


@replayable
def postponed(session: Session, letter_id: int, holder: str, problem: Phrase, pause: timedelta) -> None:
    """The server cannot be reached, which is not the letter's fault: it is tried again after *pause*, uncounted."""
    ours = and_(
        OutgoingLetter.id == letter_id,
        OutgoingLetter.claimed_by == holder,
        OutgoingLetter.state.in_((LetterState.WAITING, LetterState.HANDING)),
    )
    values = {"problem": problem.sentence, "params": stored(problem.params), "next_try_at": now(session) + pause}
    if _set(session, ours, state=LetterState.WAITING, claimed_by="", claimed_until=None, **values):
        touch(session, "outgoing_letter", letter_id)


@replayable
def unsure(session: Session, letter_id: int, holder: str) -> None:
    """The line broke after the last line of a letter: nobody knows whether it went."""
    letter = _held(session, letter_id, holder)
    if letter is not None and letter.state is LetterState.HANDING:
        _make_unsure(session, letter)
        session.flush()


@replayable
def stumbled(session: Session, letter_id: int, holder: str) -> None:
    """Kontor itself failed over a letter, by a fault of ours: it is tried later, unless it may have gone already."""
    letter = _held(session, letter_id, holder)
    if letter is not None and letter.state is LetterState.HANDING:
        _make_unsure(session, letter)
        session.flush()
    elif letter is not None:
        failed(session, letter_id, holder, STUMBLED, False)


@replayable
def recover(session: Session, *, beginning: bool = False) -> int:
    """Look after letters whose process is gone; how many nobody knows of whether they went.

    beginning: this process has just begun to send, so that every claim is of one that is gone (the lease lets only one send;
    one that was frozen and wakes up again is refused by ``handing``).
    """
    gone = OutgoingLetter.claimed_by != "" if beginning else OutgoingLetter.claimed_until <= now(session)
    broken = select(OutgoingLetter).where(OutgoingLetter.state == LetterState.HANDING, gone).with_for_update()
    letters = session.scalars(broken.order_by(OutgoingLetter.id)).all()
    for letter in letters:
        _make_unsure(session, letter)
    session.flush()
    _set(session, and_(OutgoingLetter.state == LetterState.WAITING, gone), claimed_by="", claimed_until=None)
    return len(letters)


def _due(session: Session, holder: str = "") -> ColumnElement[bool]:
    moment = now(session)
    free = or_(OutgoingLetter.claimed_until.is_(None), OutgoingLetter.claimed_until <= moment)
    if holder:
        free = or_(free, OutgoingLetter.claimed_by == holder)
    return and_(OutgoingLetter.state == LetterState.WAITING, OutgoingLetter.next_try_at <= moment, free)


def _set(session: Session, condition: ColumnElement[bool], **values: object) -> bool:
    """Change letters past the mapped class: a claim is no new version, and no line of the trail."""
    changed = session.execute(
        update(OutgoingLetter)
        .where(condition)
        .values(**values)
        .returning(OutgoingLetter.id)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.all())


def _held(session: Session, letter_id: int, holder: str) -> OutgoingLetter | None:
    """A letter whose end this process may write; None if it is another's, or came to its end already.

    What the server took is written down even if the claim has lapsed meanwhile, unless another has begun with it.
    """
    letter = session.get(OutgoingLetter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.state not in (LetterState.WAITING, LetterState.HANDING, LetterState.UNSURE):
        return None
    others = letter.claimed_by not in ("", holder) and letter.state is not LetterState.UNSURE
    return None if others else letter


def _left(letter: OutgoingLetter) -> tuple[str, ...]:
    return tuple(each for each in everybody(letter) if each not in letter.delivered and each not in letter.refused)


def _wait(session: Session, letter: OutgoingLetter, problem: Phrase) -> None:
    letter.next_try_at = now(session) + PAUSES[letter.tries]
    letter.tries += 1
    letter.state = LetterState.WAITING
    letter.claimed_by, letter.claimed_until = "", None
    letter.problem, letter.params = problem.sentence, stored(problem.params)


def _make_unsure(session: Session, letter: OutgoingLetter) -> None:
    letter.state = LetterState.UNSURE
    letter.next_try_at = letter.claimed_until = None
    letter.problem, letter.params = PERHAPS.sentence, {}
    news = phrase("Perhaps your letter “{subject}” went, perhaps not: decide what to do.", subject=_name(letter))
    tell(session, _told(session, letter), news, place=PLACE, record_id=letter.id, kind=NoticeKind.MAIL)


def _say_refused(session: Session, letter: OutgoingLetter) -> None:
    problem = _reason(letter.refused)
    letter.problem, letter.params = problem.sentence, stored(problem.params)
    news = phrase(
        "Your letter “{subject}” went, but not to {address}: {reason}",
        subject=_name(letter),
        address=", ".join(letter.refused),
        reason=next(iter(letter.refused.values())),
    )
    tell(session, _told(session, letter), news, place=PLACE, record_id=letter.id, kind=NoticeKind.MAIL)


def _say_given_up(session: Session, letter: OutgoingLetter, problem: Phrase) -> None:
    """Nobody got the letter: whoever wrote it hears of it, and has the task to reach the customer another way."""
    news = phrase("Your letter “{subject}” was not delivered: {reason}", subject=_name(letter), reason=problem)
    tell(session, _told(session, letter), news, place=PLACE, record_id=letter.id, kind=NoticeKind.MAIL)
    if letter.employee_id is None:
        return
    title = phrase(
        "Reach {address} another way: the letter “{subject}” was not delivered.",
        address=", ".join(everybody(letter))[:200],
        subject=_name(letter),
    )
    moment = now(session)
    session.add(
        Task(
            kind=TaskKind.OTHER,
            title=title.sentence,
            params=stored(title.params),
            due_at=moment + timedelta(days=1),
            created_at=moment,
            employee_id=letter.employee_id,
            counterparty_id=letter.counterparty_id,
            deal_id=letter.deal_id,
            inquiry_id=letter.inquiry_id,
        )
    )


def _told(session: Session, letter: OutgoingLetter) -> list[int]:
    return with_role(session, Role.ADMIN) if letter.employee_id is None else [letter.employee_id]


def _reason(refused: Mapping[str, str]) -> Phrase:
    address, reason = next(iter(refused.items()))
    return phrase("{address}: {reason}", address=address, reason=reason)


def _name(letter: OutgoingLetter) -> str:
    return " ".join(letter.subject.split())[:120] or ", ".join(everybody(letter))[:120]
