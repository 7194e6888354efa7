"""The history of a counterparty: calls, messages, notes, meetings, and the files that came with them."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.models.base import Base, LongText, Moment, Record, choice
from app.models.terms import CallOutcome, Direction, InteractionKind

GOING = text("outcome = 'going'")


class Interaction(Record):
    """One event of the history. automatic: written by a machine (RFC 3834), neither lead nor answer [C10]."""

    at: Mapped[Moment]
    kind: Mapped[InteractionKind] = mapped_column(choice(InteractionKind))
    direction: Mapped[Direction] = mapped_column(choice(Direction))
    automatic: Mapped[bool] = mapped_column(default=False)
    automatic_reason: Mapped[str] = mapped_column(default="")
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"))
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    subject: Mapped[LongText] = mapped_column(default="")
    text: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        Index(None, "counterparty_id", "at"),
        Index(None, "deal_id", "at"),
        Index(None, "at", "id"),
    )


class Message(Base):
    """The letter behind an interaction. unique_key: Message-ID or hash; a second copy is known again by it.

    original: the readable body with quotes and signature; raw: the letter as it came, or as it went. references:
    Message-IDs answered. template_id: the taught template that read it.
    """

    audited = False

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interaction.id"), primary_key=True, autoincrement=False)
    unique_key: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(String(24))
    origin: Mapped[str]
    sender: Mapped[str]
    recipients: Mapped[Any] = mapped_column(JSON)
    references: Mapped[Any] = mapped_column(JSON)
    original: Mapped[LongText]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("letter_template.id"), index=True)
    raw: Mapped[bytes] = deferred(mapped_column(LargeBinary))

    __table_args__ = (Index(None, "sender", "interaction_id"),)


class Call(Base):
    """The telephone call behind an interaction: recorded at the ring, completed at the hang-up, once per linked_id.

    number: E.164 of the other side, None if withheld or no number; raw_number: as the exchange spelled it;
    number_extension: what is dialled behind the number [C33]. line: the own number that was dialled. caller_name: as the
    exchange told it. settled_at: somebody said that there is nothing to note.
    """

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interaction.id"), primary_key=True, autoincrement=False)
    linked_id: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    direction: Mapped[Direction] = mapped_column(choice(Direction))
    number: Mapped[str | None] = mapped_column(index=True)
    raw_number: Mapped[str] = mapped_column(default="")
    number_extension: Mapped[str] = mapped_column(String(16), default="", server_default="")
    line: Mapped[str] = mapped_column(String(32), default="", server_default="")
    caller_name: Mapped[str] = mapped_column(default="", server_default="")
    extension: Mapped[str] = mapped_column(String(32), default="")
    outcome: Mapped[CallOutcome] = mapped_column(choice(CallOutcome), default=CallOutcome.GOING)
    settled_at: Mapped[Moment | None]

    __table_args__ = (
        Index(None, "started_at", "interaction_id"),
        # Calls that go on: what is looked at when the line to the exchange was down.
        Index("ix_call_going", "interaction_id", postgresql_where=GOING, sqlite_where=GOING),
    )


class Attachment(Record):
    """A file: of a letter (also one being written), a deal, a counterparty, or a document that Kontor made.

    Never opened by Kontor itself.

    sha256: of the data, in hexadecimal; size in bytes. removed_at: somebody took it away; it can be brought back.
    """

    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    outgoing_letter_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    removed_at: Mapped[Moment | None]
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class QuarantineEntry(Record):
    """What an edge could not understand: kept whole, with the reason, until a person has looked [C7].

    note: what the person who looked did about it.
    """

    at: Mapped[Moment]
    origin: Mapped[str]
    reason: Mapped[LongText]
    unique_key: Mapped[str] = mapped_column(unique=True)
    raw: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    resolved_at: Mapped[Moment | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    note: Mapped[LongText] = mapped_column(default="")
