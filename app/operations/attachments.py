"""Files that people put beside a deal, a counterparty, a certificate: kept in the database, with a size limit.

A file is cleaned of what its name may carry, told by its bytes, kept once where it was given twice, and can be taken away
and brought back. What came with a letter, and the papers that Kontor printed, stay whole.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import NotAllowed, NotFound, UserError
from app.events import Document
from app.file_names import safe_name
from app.file_type import sniffed
from app.models.base import Record
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine
from app.models.interactions import Attachment, Interaction, Message
from app.models.orders import PurchaseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.service import Certificate, Commissioning, ServiceContract
from app.models.session import now
from app.models.terms import Role
from app.operations.actors import actor, require
from app.operations.settings import setting

Owner = Literal["deal", "counterparty", "certificate", "commissioning", "service_contract", "interaction"]
"""What a file may belong to."""
MEGABYTE = 1024 * 1024
DEFAULT_LIMIT = 20
"""Megabytes that one file may have, unless the setting ``attachments.limit`` says otherwise."""
LIMIT = "attachments.limit"
ATTACHING = (Role.SELLER, Role.HEAD, Role.DISPATCHER, Role.MARKETER, Role.SERVICE, Role.PRODUCTION)

_KINDS: Mapping[Owner, type[Record]] = {
    "deal": Deal,
    "counterparty": Counterparty,
    "certificate": Certificate,
    "commissioning": Commissioning,
    "service_contract": ServiceContract,
    "interaction": Interaction,
}
_PAPERS = (Quotation, Contract, Invoice, DeliveryNote, TaxInvoice, PurchaseOrder)
_FILED = (Certificate, Commissioning, ServiceContract)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. size in bytes; who: "" for one that came by itself; removable: it may be taken away by who asks."""

    id: int
    name: str
    mime: str
    size: int
    added_at: datetime
    who: str
    removable: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was given. known: the same file was there already, and is kept once."""

    file: FileRow
    known: bool


def limit(session: Session) -> int:
    """Bytes that one file may have."""
    return int(setting(session, LIMIT, DEFAULT_LIMIT)) * MEGABYTE


def attach(session: Session, owner: Owner, owner_id: int, name: str, data: bytes) -> Attached:
    """Keep a file with its owner. A certificate, a commissioning or a service contract has one: the newest.

    Raises NotAllowed, NotFound, and UserError for a file that is empty or too big.
    """
    who = require(session, *ATTACHING)
    clean = safe_name(name, "")
    check_size(clean, len(data), limit(session))
    record = _owner(session, owner, owner_id)
    places = _places(session, owner, record)
    sha256 = hashlib.sha256(data).hexdigest()
    same = and_(Attachment.sha256 == sha256, *(_column(place) == value for place, value in places.items()))
    kept = session.scalars(select(Attachment).where(same).order_by(Attachment.id).limit(1)).first()
    known = kept is not None and kept.removed_at is None
    if kept is None:
        mime = sniffed(data, clean)
        kept = Attachment(
            name=safe_name(clean, mime, _names(session, places)),
            mime=mime,
            size=len(data),
            sha256=sha256,
            added_at=now(session),
            employee_id=who.id,
            data=data,
            **places,
        )
        session.add(kept)
    kept.removed_at = None
    session.flush()
    if isinstance(record, _FILED):
        record.document_id = kept.id
        session.flush()
    return Attached(_row(session, kept.id), known)


def check_size(name: str, size: int, most: int) -> None:
    """Raise UserError for a file of *size* bytes that is empty, or bigger than *most*."""
    if size == 0:
        raise UserError("“{name}” is empty: there is nothing to keep.", name=name)
    if size > most:
        raise UserError(
            "“{name}” has {size} MB; a file may have {most} MB at most.",
            name=name,
            size=-(-size // MEGABYTE),
            most=most // MEGABYTE,
        )


def files(session: Session, owner: Owner, owner_id: int) -> tuple[FileRow, ...]:
    """The files of an owner, newest first; the papers that Kontor printed for a deal stand among its documents."""
    if owner in ("deal", "counterparty", "interaction"):
        condition: ColumnElement[bool] = _column(f"{owner}_id") == owner_id
        if owner == "deal":
            condition = and_(condition, ~_is_paper())
    else:
        record = session.get(_KINDS[owner], owner_id)
        condition = Attachment.id == getattr(record, "document_id", None)
    rows = session.execute(
        _select()
        .where(condition, Attachment.removed_at.is_(None))
        .order_by(Attachment.added_at.desc(), Attachment.id.desc())
    )
    return tuple(_shown(session, row) for row in rows)


def document(session: Session, attachment_id: int) -> Document:
    """A file whole, to be opened or saved. Raises NotFound."""
    row = session.execute(
        select(Attachment.name, Attachment.mime, Attachment.data).where(
            Attachment.id == attachment_id, Attachment.removed_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("This file does not exist (any more).")
    return Document(safe_name(row.name, row.mime), row.mime, row.data)


def remove(session: Session, attachment_id: int) -> FileRow:
    """Take a file away; ``restore`` brings it back.

    Raises NotFound, NotAllowed for somebody else's file, UserError for a paper or what came with a letter.
    """
    record = _held(session, attachment_id)
    row = _row(session, attachment_id)
    if _came_with_letter(session, record) or session.scalar(select(_is_paper()).where(Attachment.id == attachment_id)):
        raise UserError("“{name}” belongs to a letter or a paper, and stays with it.", name=record.name)
    if not row.removable:
        raise NotAllowed("Only {name} or a head takes this file away.", name=row.who or "–")
    record.removed_at = now(session)
    session.flush()
    return row


def restore(session: Session, attachment_id: int) -> FileRow:
    """Bring back a file that was taken away. Raises NotFound, and NotAllowed as ``remove`` does."""
    record = _held(session, attachment_id, removed=True)
    if not _row(session, attachment_id).removable:
        raise NotAllowed("This is somebody else's file.")
    record.removed_at = None
    session.flush()
    return _row(session, attachment_id)


def _held(session: Session, attachment_id: int, *, removed: bool = False) -> Attachment:
    actor(session)
    record = session.get(Attachment, attachment_id, with_for_update=True, populate_existing=True)
    if record is None or (record.removed_at is not None) is not removed:
        raise NotFound("This file does not exist (any more).")
    return record


def _owner(session: Session, owner: Owner, owner_id: int) -> Record:
    """The owner, held until the transaction ends: two who give the same file at once keep it once."""
    record = session.get(_KINDS[owner], owner_id, with_for_update=True, populate_existing=True)
    if record is None:
        raise NotFound("This does not exist (any more). It may have been removed or merged meanwhile.")
    return record


def _places(session: Session, owner: Owner, record: Record) -> dict[str, int]:
    """The columns of a file that say where it belongs; what is filed for a deal belongs to the deal."""
    if isinstance(record, Certificate):
        return {"deal_id": session.scalars(select(DealLine.deal_id).where(DealLine.id == record.deal_line_id)).one()}
    if isinstance(record, Commissioning | ServiceContract):
        return {"deal_id": record.deal_id}
    return {f"{owner}_id": record.id}


def _column(name: str) -> InstrumentedAttribute[Any]:
    column: InstrumentedAttribute[Any] = getattr(Attachment, name)
    return column


def _names(session: Session, places: Mapping[str, int]) -> list[str]:
    where = [_column(place) == value for place, value in places.items()]
    return list(session.scalars(select(Attachment.name).where(*where, Attachment.removed_at.is_(None))))


def _is_paper() -> ColumnElement[bool]:
    """Whether a file (of the enclosing statement) is the print of a paper."""
    return or_(*(exists().where(paper.document_id == Attachment.id).correlate(Attachment) for paper in _PAPERS))


def _came_with_letter(session: Session, record: Attachment) -> bool:
    if record.interaction_id is None:
        return False
    return bool(session.scalar(select(exists().where(Message.interaction_id == record.interaction_id))))


def _select() -> Any:
    return select(
        Attachment.id,
        Attachment.name,
        Attachment.mime,
        Attachment.size,
        Attachment.added_at,
        Attachment.employee_id,
        Employee.name.label("who"),
    ).outerjoin(Employee, Employee.id == Attachment.employee_id)


def _row(session: Session, attachment_id: int) -> FileRow:
    return _shown(session, session.execute(_select().where(Attachment.id == attachment_id)).one())


def _shown(session: Session, row: Any) -> FileRow:
    who = actor(session)
    removable = row.employee_id == who.id or not who.roles.isdisjoint({Role.HEAD, Role.ADMIN})
    return FileRow(row.id, row.name, row.mime, row.size, row.added_at, row.who or "", removable)
