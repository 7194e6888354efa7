"""Lists that leave the house, and their ledger: who, when, what, on what basis, and what is new since the last time.

One export is one transaction: a single statement gives the whole list, the block list is asked again right after the
ledger was written, and only then is the file made. A blocked address can never leave [C26].
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.events import Document
from app.language import Phrase, phrase
from app.models.addresses import mail_key, phone_key, usable_email
from app.models.marketing import BlockEntry, ExportedAddress, ExportRun, Segment
from app.models.marketing_terms import BASES, CAUSE_WORDS, Basis, BlockCause, Change, ListKind, Origin
from app.models.session import acting, now
from app.models.terms import ContactPointKind, Role
from app.operations.actors import require
from app.operations.editing import locked
from app.operations.marketing_lines import lines
from app.operations.segment_fields import from_json
from app.operations.segment_people import Audience
from app.reports import mailing
from app.reports.files import file_name
from app.reports.mailing import ListFormat, MailLine, PhoneLine

KNOWN_THERE = (BlockCause.UNSUBSCRIBED, BlockCause.BOUNCED)
"""Causes that a mail service reports itself."""
AT_ONCE = 5_000
"""Rows of the ledger that are written with one statement."""


@dataclass(frozen=True, slots=True)
class ListOrder:
    """What is to be saved. only_changes: what is new or changed since the last time; language: of words for people."""

    segment_id: int
    list_kind: ListKind = ListKind.EMAIL
    file_format: ListFormat = "csv"
    basis: Basis = Basis.CONSENT
    only_changes: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Exported:
    """A list that is ready to be written, and its line of the ledger.

    removal: whom the receiver of the list before must forget, None for nobody; to be written beside the document.
    """

    run_id: int
    name: str
    document: Document
    removal: Document | None
    count: int
    total: int
    new: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """One address of a list: how it is compared, its line of the file, what the ledger keeps of it."""

    value: str
    counterparty_id: int
    line: MailLine | PhoneLine
    digest: str
    change: Change


def proposed_name(segment: str, file_format: ListFormat) -> str:
    """What the file of a segment's list is called unless the person calls it otherwise."""
    return file_name(segment, file_format)


def export(session: Session, order: ListOrder) -> Exported:
    """Save a list of a segment. Raises NotAllowed, NotFound, and UserError where there is nothing to save."""
    require(session, Role.MARKETER)
    return make(session, order, Origin.PERSON)


def make(session: Session, order: ListOrder, origin: Origin) -> Exported:
    """As ``export``, for a script or a timer that nobody is signed in for."""
    segment = locked(session, Segment, order.segment_id)
    if not segment.active:
        raise NotFound("This segment was taken away.")
    if order.basis not in BASES[order.list_kind]:
        raise UserError("This list cannot stand on that legal basis.")
    audience = Audience(from_json(segment.conditions), order.list_kind, order.basis, segment.id)
    before = _before(session, segment.id, order.list_kind)
    run = ExportRun(
        segment_id=segment.id,
        list_name=segment.name,
        list_kind=order.list_kind,
        format=order.file_format,
        origin=origin,
        at=now(session),
        employee_id=None if origin is Origin.ITSELF else acting(session),
        basis=order.basis.value,
        only_changes=order.only_changes,
        count=0,
    )
    session.add(run)
    session.flush()
    entries = _unblocked(session, run, _written(session, run, audience, segment.name, before.digests))
    inside = {entry.value for entry in entries}
    gone = [value for value in before.digests if value not in inside]
    shown = [entry for entry in entries if not order.only_changes or entry.change is not Change.SAME]
    removed = _to_forget(session, audience, gone)
    if not entries and not removed:
        raise UserError("Nobody goes into this list: there is nothing to save.")
    if not shown and not removed:
        raise UserError("Nothing has changed since {day}: there is nothing to save.", day=before.at)
    run.count, run.total = len(shown), len(entries)
    run.new = sum(entry.change is Change.NEW for entry in entries)
    run.changed = sum(entry.change is Change.CHANGED for entry in entries)
    run.removed = len(removed)
    session.flush()
    document, removal = _documents(order, segment.name, shown, removed)
    return Exported(run.id, segment.name, document, removal, run.count, run.total, run.new, run.changed, run.removed)


def delivered(session: Session, run_id: int, file: str) -> None:
    """Record that the file of a run stands at *file*: from now on the next list is compared with it."""
    run = _run(session, run_id)
    run.delivered_at = now(session)
    run.file = file
    run.problem = ""


def failed(session: Session, run_id: int, reason: str) -> None:
    """Record why the file of a run could not be written."""
    _run(session, run_id).problem = reason


def _run(session: Session, run_id: int) -> ExportRun:
    if acting(session) is not None:
        require(session, Role.MARKETER)
    run = session.get(ExportRun, run_id, with_for_update=True)
    if run is None:
        raise NotFound("This export does not exist (any more).")
    return run


@dataclass(frozen=True, slots=True)
class _Before:
    """The run that a list is compared with: when, and its addresses with their digests."""

    at: datetime | None
    digests: dict[str, str]


def _before(session: Session, segment_id: int, list_kind: ListKind) -> _Before:
    last = session.execute(
        select(ExportRun.id, ExportRun.at)
        .where(ExportRun.segment_id == segment_id, ExportRun.list_kind == list_kind, ExportRun.delivered_at.is_not(None))
        .order_by(ExportRun.at.desc(), ExportRun.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return _Before(None, {})
    rows = session.execute(
        select(ExportedAddress.value, ExportedAddress.digest).where(ExportedAddress.export_run_id == last.id)
    )
    return _Before(last.at, {row.value: row.digest for row in rows})


def _written(
    session: Session, run: ExportRun, audience: Audience, segment_name: str, before: dict[str, str]
) -> list[_Entry]:
    """Every address of the list, once, written into the ledger."""
    entries: dict[str, _Entry] = {}
    for entry in _entries(session, audience, segment_name, before):
        entries.setdefault(entry.value, entry)
    rows = (
        {
            "export_run_id": run.id,
            "counterparty_id": entry.counterparty_id,
            "value": entry.value,
            "digest": entry.digest,
            "change": entry.change,
        }
        for entry in entries.values()
    )
    while some := list(islice(rows, AT_ONCE)):
        session.execute(insert(ExportedAddress), some)
    return list(entries.values())


def _entries(session: Session, audience: Audience, segment_name: str, before: dict[str, str]) -> Iterator[_Entry]:
    for counterparty_id, line in lines(session, audience, segment_name):
        if isinstance(line, MailLine):
            value = mail_key(line.email)
            if not usable_email(value):
                continue
            line = replace(line, email=value)
            cells: object = mailing.mail_cells(line)
        else:
            value = phone_key(line.phone)
            cells = line
        digest = hashlib.sha256(repr(cells).encode("utf-8", "replace")).hexdigest()
        known = before.get(value)
        change = Change.NEW if known is None else Change.SAME if known == digest else Change.CHANGED
        yield _Entry(value, counterparty_id, line, digest, change)


def _unblocked(session: Session, run: ExportRun, entries: list[_Entry]) -> list[_Entry]:
    """The last gate: what the block list names by now, in whatever spelling, leaves ledger and list."""
    kind = ContactPointKind(run.list_kind.value)
    key = mail_key if kind is ContactPointKind.EMAIL else phone_key
    blocked = {key(value) for value in session.scalars(select(BlockEntry.value).where(BlockEntry.kind == kind))}
    caught = {entry.value for entry in entries if entry.value in blocked}
    for value in caught:
        row = session.scalars(
            select(ExportedAddress).where(ExportedAddress.export_run_id == run.id, ExportedAddress.value == value)
        ).one()
        session.delete(row)
    return [entry for entry in entries if entry.value not in caught]


def _to_forget(session: Session, audience: Audience, gone: list[str]) -> list[tuple[str, Phrase]]:
    """Addresses of the run before that are in the list no more, and why.

    Who unsubscribed at the mail service or bounced there is known to it and is not told again.
    """
    causes = {
        row.value: row.cause
        for row in session.execute(select(BlockEntry.value, BlockEntry.cause).where(BlockEntry.kind == audience.points))
    }
    return [
        (value, phrase(CAUSE_WORDS[causes[value]]) if value in causes else phrase("no longer in this list"))
        for value in gone
        if causes.get(value) not in KNOWN_THERE
    ]


def _documents(
    order: ListOrder, name: str, entries: list[_Entry], removed: list[tuple[str, Phrase]]
) -> tuple[Document, Document | None]:
    if order.list_kind is ListKind.EMAIL:
        lines = [entry.line for entry in entries if isinstance(entry.line, MailLine)]
        document = mailing.mail_list(name, lines, order.file_format)
    else:
        calls = [entry.line for entry in entries if isinstance(entry.line, PhoneLine)]
        document = mailing.phone_list(name, calls, order.file_format, order.language)
    if not removed:
        return document, None
    title = phrase("{list} to remove", list=name).said(order.language)
    return document, mailing.removed_list(title, removed, order.file_format, order.language)
