"""The accounts whose letters Kontor fetches: who may name them, from when on, and how each of them is doing [C7]."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import Phrase, restored
from app.models.interactions import QuarantineEntry
from app.models.mail import Mailbox, MailboxProgress, OutgoingLetter
from app.models.mail_terms import LetterState, MailboxState, Security
from app.models.session import now, touch
from app.models.terms import Role
from app.operations import settings
from app.operations.actors import require
from app.operations.editing import expect, locked
from app.operations.leases import INTAKE, LeaseRow, holder_of
from app.operations.mailbox_entry import MailboxEntry, tidied

BY_SETTINGS = "mail.by_settings"
"""Setting: ids of the accounts that a computer's settings named, not a person."""
EVERYTHING = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when, where all letters are wanted or nobody has decided yet."""
QUIET = timedelta(minutes=15)
"""So long nobody need wonder where an intake is that a computer starts again and again (``--once``)."""
EARTH = timedelta(hours=14)
"""Somewhere the day has begun already while it is still to come in UTC."""


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """An account and how it is doing.

    since: letters that the server received before are left alone. started_at: None while its beginning is not decided.
    backlog: letters that wait on the server, None if unknown. problem: the last one, None while all is well.
    uid_validity, last_uid: the cursor (RFC 3501).
    """

    id: int
    version: int
    name: str
    host: str
    port: int
    security: Security
    login: str
    folder: str
    since: datetime
    active: bool
    started_at: datetime | None
    state: MailboxState
    backlog: int | None
    taken: int
    last_success_at: datetime | None
    last_problem_at: datetime | None
    problem: Phrase | None
    uid_validity: int | None
    last_uid: int

    @property
    def address(self) -> str:
        """Where it is, for a person."""
        return f"{self.login}@{self.host}:{self.port}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Status:
    """How the mail channel is doing at the moment *at*. lease: who takes letters in, None if nobody does.

    waiting, unsure, given_up: outgoing letters; quarantine: letters that nobody could read and nobody has looked at.
    """

    at: datetime
    lease: LeaseRow | None
    mailboxes: tuple[MailboxRow, ...]
    waiting: int
    unsure: int
    given_up: int
    quarantine: int

    @property
    def running(self) -> bool:
        """Whether an intake is at work."""
        return self.lease is not None and not self.lease.lapsed

    @property
    def well(self) -> bool:
        """Whether nothing here asks for a person: no trouble, and a running intake or one that was here lately."""
        active = [row for row in self.mailboxes if row.active]
        troubled = any(row.problem is not None for row in active)
        lately = all(row.last_success_at is not None and row.last_success_at > self.at - QUIET for row in active)
        return not troubled and not self.given_up and not self.unsure and (self.running or lately)


def rows(session: Session) -> tuple[MailboxRow, ...]:
    """Every account, by name."""
    return tuple(_row(found) for found in session.execute(_QUERY.order_by(Mailbox.name, Mailbox.id)))


def mailbox(session: Session, mailbox_id: int) -> MailboxRow:
    """The account *mailbox_id*. Raises NotFound."""
    found = session.execute(_QUERY.where(Mailbox.id == mailbox_id)).one_or_none()
    if found is None:
        raise NotFound("This mailbox does not exist (any more).")
    return _row(found)


def status(session: Session) -> Status:
    """How the mail channel is doing, for the window and ``main.py intake --status``."""
    states = (LetterState.WAITING, LetterState.HANDING, LetterState.UNSURE, LetterState.GIVEN_UP)
    query = select(OutgoingLetter.state, func.count()).where(OutgoingLetter.state.in_(states)).group_by(OutgoingLetter.state)
    letters = {row.state: row[1] for row in session.execute(query)}
    quarantine = session.scalar(select(func.count()).where(QuarantineEntry.resolved_at.is_(None)))
    return Status(
        now(session),
        holder_of(session, INTAKE),
        rows(session),
        letters.get(LetterState.WAITING, 0) + letters.get(LetterState.HANDING, 0),
        letters.get(LetterState.UNSURE, 0),
        letters.get(LetterState.GIVEN_UP, 0),
        quarantine or 0,
    )


def add(session: Session, entry: MailboxEntry, since: date | None = None) -> int:
    """The id of a new account, switched off until it is started. since: the first day, all letters if None.

    Raises NotAllowed, and UserError for what cannot be an account.
    """
    require(session, Role.ADMIN)
    return _added(session, _checked(session, entry), _beginning(session, since)).id


def change(session: Session, mailbox_id: int, version: int, entry: MailboxEntry) -> None:
    """Write down an account anew; another place on the server is read from its beginning.

    Raises NotAllowed, NotFound, Conflict, and UserError for what cannot be an account.
    """
    require(session, Role.ADMIN)
    record = locked(session, Mailbox, mailbox_id)
    expect(record, version)
    entry = _checked(session, entry, mailbox_id)
    if (record.host, record.port, record.login, record.folder) != entry.place:
        _begin_anew(session, mailbox_id)
    for field in ("name", "host", "port", "security", "login", "folder"):
        setattr(record, field, getattr(entry, field))


def start(session: Session, mailbox_id: int, version: int, since: date | None) -> None:
    """Fetch the letters of an account from now on, those that the server received from the day *since* on; None: all.

    With an earlier day than before the whole folder is looked at again; letters that are here are known by their key.
    Raises NotAllowed, NotFound, Conflict, and UserError for a day to come.
    """
    require(session, Role.ADMIN)
    record = locked(session, Mailbox, mailbox_id)
    expect(record, version)
    _start(session, record, _beginning(session, since))


def stop(session: Session, mailbox_id: int, version: int) -> None:
    """Fetch no more letters of an account; what is here stays. Raises NotAllowed, NotFound, Conflict."""
    require(session, Role.ADMIN)
    record = locked(session, Mailbox, mailbox_id)
    expect(record, version)
    _switch_off(session, record)


def of_settings(session: Session, named: Sequence[tuple[MailboxEntry, date | None]]) -> tuple[int, ...]:
    """The ids of the accounts that this computer's settings name, each switched on; a service calls it.

    Without a day the reader decides from when on, when it has counted what lies there. What the settings named before
    and do not name any more is switched off, unless they name nothing at all. Raises UserError for what cannot be one.
    """
    before = set(settings.setting(session, BY_SETTINGS, []))
    ids = tuple(_of_settings(session, entry, since, before) for entry, since in named)
    if named:
        for gone in before.difference(ids):
            _switch_off(session, locked(session, Mailbox, gone))
        if before != set(ids):
            settings.keep(session, BY_SETTINGS, sorted(ids))
    return ids


def began(session: Session, mailbox_id: int, since: datetime) -> None:
    """The reader has decided from when on the letters of an account are wanted."""
    record = locked(session, Mailbox, mailbox_id)
    if record.started_at is None:
        _start(session, record, since)


def _of_settings(session: Session, entry: MailboxEntry, since: date | None, before: set[int]) -> int:
    entry = tidied(entry)
    known = session.scalar(select(Mailbox.id).where(*_same_place(entry)))
    if known is None:
        record = _added(session, _checked(session, entry), EVERYTHING)
    else:
        record = locked(session, Mailbox, known)
        record.security = entry.security
    # An account that the settings name all along and that is off was switched off by a person.
    if record.id not in before:
        record.active = True
    if since is not None and record.active and (record.started_at is None or record.since != _beginning(session, since)):
        _start(session, record, _beginning(session, since))
    session.flush()
    return record.id


def _added(session: Session, entry: MailboxEntry, since: datetime) -> Mailbox:
    record = Mailbox(
        name=entry.name,
        host=entry.host,
        port=entry.port,
        security=entry.security,
        login=entry.login,
        folder=entry.folder,
        since=since,
        active=False,
    )
    session.add(record)
    session.flush()
    session.add(MailboxProgress(mailbox_id=record.id, at=now(session)))
    session.flush()
    return record


def _start(session: Session, record: Mailbox, since: datetime) -> None:
    if record.started_at is not None and since < record.since:
        _begin_anew(session, record.id)
    record.since = since
    record.active = True
    record.started_at = now(session)


def _switch_off(session: Session, record: Mailbox) -> None:
    record.active = False
    progress = session.get_one(MailboxProgress, record.id, with_for_update=True)
    progress.state = MailboxState.OFF
    progress.backlog = None
    progress.problem = ""
    progress.at = now(session)
    touch(session, "mailbox_progress", record.id)


def _begin_anew(session: Session, mailbox_id: int) -> None:
    progress = session.get_one(MailboxProgress, mailbox_id, with_for_update=True)
    progress.uid_validity = None
    progress.last_uid = 0
    progress.backlog = None
    progress.at = now(session)


def _checked(session: Session, entry: MailboxEntry, mailbox_id: int | None = None) -> MailboxEntry:
    """*entry* as it is kept. Raises UserError for what cannot be an account, or is one already."""
    entry = tidied(entry)
    same = session.execute(select(Mailbox.id, Mailbox.name).where(*_same_place(entry))).one_or_none()
    if same is not None and same.id != mailbox_id:
        raise UserError("This folder of this account is read already: {name}.", name=same.name)
    named = session.scalar(select(Mailbox.id).where(func.lower(Mailbox.name) == entry.name.lower()))
    if named is not None and named != mailbox_id:
        if entry.name != entry.login:
            raise UserError("Another mailbox is called {name} already.", name=entry.name)
        # The login as a name says too little here: another folder or server has it.
        return replace(entry, name=f"{entry.login}@{entry.host}:{entry.port}/{entry.folder}")
    return entry


def _beginning(session: Session, since: date | None) -> datetime:
    """The first moment of the day *since*. Raises UserError for a day to come."""
    if since is None:
        return EVERYTHING
    if since > (now(session) + EARTH).date():
        raise UserError("The day {day} is still to come. Choose today or an earlier day.", day=since)
    return datetime.combine(since, time(0), UTC)


def _same_place(entry: MailboxEntry) -> tuple[ColumnElement[bool], ...]:
    host, port, login, folder = entry.place
    return Mailbox.host == host, Mailbox.port == port, Mailbox.login == login, Mailbox.folder == folder


_QUERY: Select[*tuple[Any, ...]] = select(
    Mailbox.id,
    Mailbox.version,
    Mailbox.name,
    Mailbox.host,
    Mailbox.port,
    Mailbox.security,
    Mailbox.login,
    Mailbox.folder,
    Mailbox.since,
    Mailbox.active,
    Mailbox.started_at,
    MailboxProgress.state,
    MailboxProgress.backlog,
    MailboxProgress.taken,
    MailboxProgress.last_success_at,
    MailboxProgress.last_problem_at,
    MailboxProgress.problem,
    MailboxProgress.params,
    MailboxProgress.uid_validity,
    MailboxProgress.last_uid,
).join(MailboxProgress, MailboxProgress.mailbox_id == Mailbox.id)


def _row(found: Row[*tuple[Any, ...]]) -> MailboxRow:
    values = dict(found._mapping)
    params = values.pop("params")
    sentence = values.pop("problem")
    return MailboxRow(**values, problem=restored(sentence, params) if sentence else None)
