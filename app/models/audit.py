"""The audit trail: who changed what, when, from what to what; and the news of the embedded database."""

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import LongText, Moment, Record


class AuditEntry(Record):
    """One record that was inserted, updated or deleted. Can be added to, never changed: triggers refuse it.

    changes: column → [before, after] as JSON, decimals and times as text. employee_id carries no foreign key: the trail
    must never be a reason to refuse a change, nor depend on what happens to the record of an employee later.
    """

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = True
    __table_args__ = (Index("ix_audit_entry_record", "table_name", "record_id"),)

    at: Mapped[Moment] = mapped_column(index=True)
    employee_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    action: Mapped[str] = mapped_column(String(6))
    table_name: Mapped[str] = mapped_column(String(63))
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))


class ChangeNote(Record):
    """News for other processes on an embedded SQLite file; PostgreSQL sends its news by NOTIFY and leaves this empty."""

    audited: ClassVar[bool] = False
    __table_args__ = {"sqlite_autoincrement": True}

    at: Mapped[Moment]
    origin: Mapped[str] = mapped_column(String(64))
    payload: Mapped[LongText]
