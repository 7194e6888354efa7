"""Addresses that no list may carry, and what people said about being written to: consent with source and basis [C26, P17].

Whoever unsubscribed at the mail service has withdrawn consent (GDPR Art. 7 (3), 152-FZ Art. 9 (2)); a cleaned address
bounced. Reading the same file twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.models.addresses import EMAIL, PHONE, mail_key
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty
from app.models.marketing import BlockEntry, Consent
from app.models.marketing_terms import BlockCause
from app.models.session import now
from app.models.terms import ConsentState, ContactPointKind, Role
from app.operations.actors import require
from app.operations.mailchimp_files import Reported, Unreadable, read_export
from app.operations.settings import setting
from app.phone_number import read_phone

PAGE = 100
AT_ONCE = 500
SHOWN_UNREADABLE = 20
HEARING = (Role.MARKETER, Role.SELLER, Role.HEAD, Role.DISPATCHER)
"""Who talks with people outside, and so records what they say about being written to."""
TAKEN_BACK = timedelta(minutes=5)
"""How long a slip of the hand may be taken back; after that only another statement stands against a statement."""
BY_PEOPLE = (BlockCause.BY_HAND, BlockCause.COMPLAINED)
"""Causes that a person may give; the others come from the mail service."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One blocked address. company: a counterparty that has it, "" if none; who: "" for a mail service."""

    id: int
    kind: ContactPointKind
    value: str
    cause: BlockCause
    reason: str
    at: datetime
    who: str
    company: str


@dataclass(frozen=True, slots=True)
class BlockPage:
    """One page of the block list, newest first; after: the mark of the next one, None at the end."""

    rows: tuple[BlockRow, ...]
    after: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class BlockReport:
    """What became of a file: new entries by cause, known ones, consents withdrawn, lines that hold no address.

    unreadable: the first of them; strangers: blocked addresses that no counterparty has.
    """

    name: str
    unsubscribed: int
    bounced: int
    known: int
    withdrawn: int
    strangers: int
    unreadable_count: int
    unreadable: tuple[Unreadable, ...]
    passed_over: tuple[str, ...]


def entries(session: Session, text: str = "", after: tuple[datetime, int] | None = None, limit: int = PAGE) -> BlockPage:
    """The next *limit* blocked addresses after the mark *after*; *text*: a part of the address. Raises NotAllowed."""
    require(session, Role.MARKETER)
    company = (
        select(func.min(Counterparty.name))
        .join(ContactPoint, ContactPoint.counterparty_id == Counterparty.id)
        .where(ContactPoint.value == BlockEntry.value, ContactPoint.kind == BlockEntry.kind)
        .correlate(BlockEntry)
        .scalar_subquery()
    )
    query = select(
        BlockEntry.id,
        BlockEntry.kind,
        BlockEntry.value,
        BlockEntry.cause,
        BlockEntry.reason,
        BlockEntry.at,
        func.coalesce(Employee.name, ""),
        func.coalesce(company, ""),
    ).outerjoin(Employee, Employee.id == BlockEntry.employee_id)
    if text.strip():
        query = query.where(BlockEntry.value.contains(text.strip().lower(), autoescape=True))
    if after is not None:
        at, entry_id = after
        query = query.where(or_(BlockEntry.at < at, and_(BlockEntry.at == at, BlockEntry.id < entry_id)))
    found = session.execute(query.order_by(BlockEntry.at.desc(), BlockEntry.id.desc()).limit(limit + 1)).all()
    rows = tuple(BlockRow(*row) for row in found[:limit])
    return BlockPage(rows, (rows[-1].at, rows[-1].id) if len(found) > limit else None)


def blocked_count(session: Session) -> int:
    """How many addresses are blocked."""
    return session.scalar(select(func.count(BlockEntry.id))) or 0


def block(session: Session, address: str, reason: str, cause: BlockCause = BlockCause.BY_HAND) -> int:
    """Block an e-mail address or a phone number by hand; the entry's id.

    Raises NotAllowed, and UserError without a reason, for what is neither address
    nor number, and for what is blocked already.
    """
    who = require(session, *HEARING)
    if cause not in BY_PEOPLE:
        raise UserError("Only the mail service says who unsubscribed or bounced there.")
    if not reason.strip():
        raise UserError("Say why this address is to be blocked.")
    kind, value = _read(session, address)
    if session.scalar(select(BlockEntry.id).where(BlockEntry.kind == kind, BlockEntry.value == value)) is not None:
        raise UserError("{address} is blocked already.", address=value)
    entry = BlockEntry(kind=kind, value=value, cause=cause, reason=reason.strip(), at=now(session), employee_id=who.id)
    session.add(entry)
    session.flush()
    return entry.id


def release(session: Session, entry_id: int, reason: str) -> None:
    """Take an address that a person blocked off the block list again; the trail keeps why.

    Raises NotAllowed, NotFound, and UserError without a reason and for what the mail service reported: only the person
    concerned can take that back, there.
    """
    require(session, Role.MARKETER)
    entry = session.get(BlockEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound("This address is not blocked (any more).")
    if entry.cause not in BY_PEOPLE:
        raise UserError("{address} was reported by the mail service and stays blocked.", address=entry.value)
    if not reason.strip():
        raise UserError("Say why this address may be written to again.")
    # The trail keeps the entry with both reasons; nothing else does.
    entry.reason = reason.strip()
    session.flush()
    session.delete(entry)


def state_consent(
    session: Session, address: str, state: ConsentState, source: str, basis: str = "", at: datetime | None = None
) -> int:
    """Record what somebody said about being written to or called: where (*source*) and on what *basis*; its id.

    Raises NotAllowed, UserError without a source or for what is neither address nor number.
    """
    who = require(session, *HEARING)
    if not source.strip():
        raise UserError("Say where the consent was given or refused.")
    kind, value = _read(session, address)
    statement = Consent(
        kind=kind,
        value=value,
        state=state,
        at=at or now(session),
        source=source.strip(),
        basis=basis.strip(),
        employee_id=who.id,
    )
    session.add(statement)
    session.flush()
    return statement.id


def take_back_statement(session: Session, consent_id: int) -> None:
    """Take a statement back that was a slip of the hand, as if it had not been made; the trail keeps it.

    Raises NotFound, NotAllowed for somebody else's, and UserError when it is older than five minutes: GDPR Art. 7 (1)
    asks for proof of what was said, which nobody may take away later.
    """
    who = require(session, *HEARING)
    statement = session.get(Consent, consent_id, with_for_update=True)
    if statement is None:
        raise NotFound("This statement is not there (any more).")
    if statement.employee_id != who.id:
        raise NotAllowed("Only who recorded a statement takes it back.")
    if now(session) - statement.at > TAKEN_BACK:
        raise UserError("This statement stays: record what was said since.")
    session.delete(statement)


def _read(session: Session, address: str) -> tuple[ContactPointKind, str]:
    email = mail_key(address)
    if EMAIL.fullmatch(email) or ("@" in email and "." in email.rpartition("@")[2]):
        return ContactPointKind.EMAIL, email
    number = read_phone(address, str(setting(session, "company.region", "RU")))
    if number is None or not PHONE.fullmatch(number.e164):
        raise UserError("{address} is neither an e-mail address nor a phone number.", address=address.strip())
    return ContactPointKind.PHONE, number.e164


def take_file(session: Session, data: bytes, name: str) -> BlockReport:
    """Take Mailchimp's file (or archive) of unsubscribed and cleaned addresses into the block list.

    Raises NotAllowed, and UserError for a file that is none; lines without an address are reported, the others taken.
    """
    require(session, Role.MARKETER)
    files = read_export(data, name)
    counts = {BlockCause.UNSUBSCRIBED: 0, BlockCause.BOUNCED: 0}
    known = withdrawn = strangers = 0
    for file in files:
        if file.cause is None:
            continue
        for start in range(0, len(file.reported), AT_ONCE):
            some = file.reported[start : start + AT_ONCE]
            there = _blocked(session, some)
            new = [each for each in some if each.email not in there]
            counts[file.cause] += len(new)
            known += len(some) - len(new)
            strangers += _strangers(session, new)
            _add(session, new, file.cause, file.name)
            if file.cause is BlockCause.UNSUBSCRIBED:
                withdrawn += _withdraw(session, some, file.name)
    unreadable = [line for file in files for line in file.unreadable]
    return BlockReport(
        name,
        counts[BlockCause.UNSUBSCRIBED],
        counts[BlockCause.BOUNCED],
        known,
        withdrawn,
        strangers,
        len(unreadable),
        tuple(unreadable[:SHOWN_UNREADABLE]),
        tuple(file.name for file in files if file.cause is None),
    )


def _blocked(session: Session, some: Iterable[Reported]) -> set[str]:
    query = select(BlockEntry.value).where(
        BlockEntry.kind == ContactPointKind.EMAIL, BlockEntry.value.in_([each.email for each in some])
    )
    return set(session.scalars(query))


def _strangers(session: Session, some: Iterable[Reported]) -> int:
    emails = [each.email for each in some]
    query = select(ContactPoint.value).where(ContactPoint.kind == ContactPointKind.EMAIL, ContactPoint.value.in_(emails))
    return len(set(emails) - set(session.scalars(query)))


def _add(session: Session, some: Iterable[Reported], cause: BlockCause, name: str) -> None:
    moment = now(session)
    for each in some:
        session.add(
            BlockEntry(
                kind=ContactPointKind.EMAIL,
                value=each.email,
                cause=cause,
                reason=f"{name}: {each.reason}" if each.reason else name,
                at=min(each.at or moment, moment),
            )
        )
    session.flush()


def _withdraw(session: Session, some: Iterable[Reported], name: str) -> int:
    """Withdraw each one's consent unless the newest statement says so already; how many were withdrawn."""
    moment = now(session)
    by_email = {each.email: each for each in some}
    query = select(Consent.value, Consent.state).where(
        Consent.kind == ContactPointKind.EMAIL, Consent.value.in_(list(by_email))
    )
    newest = {row.value: row.state for row in session.execute(query.order_by(Consent.at, Consent.id))}
    count = 0
    for email, each in by_email.items():
        if newest.get(email) is ConsentState.WITHDRAWN:
            continue
        session.add(
            Consent(
                kind=ContactPointKind.EMAIL,
                value=email,
                state=ConsentState.WITHDRAWN,
                at=moment,
                source=name,
                basis=each.reason,
            )
        )
        count += 1
    return count
