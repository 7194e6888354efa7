"""Inquiries: the first request of somebody unknown, and the rules by which intake makes them [M12, M20-M34, M72]."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import LongText, Moment, Versioned, choice
from app.models.terms import Channel, CloseReason, InquiryState, IntakeEvent, Known, Source, Told

UNANSWERED = text("first_response_at IS NULL AND respond_by IS NOT NULL")
SORTED_LATE = text("sorted_at > due_at")


class Inquiry(Versioned):
    """One inquiry. name, company, phone (E.164), email: as the request said them; text: the need.

    due_at: by when it must be sorted (the promise of M13). snoozed_until: laid aside by the dispatcher. first_response_at:
    first call or letter back to the sender, by first_responder_id, response_minutes of working time after it came;
    respond_by: until when it was promised, in working hours; None where nobody can be answered. climbed_at: the head has
    named no seller in time, and others were told.
    """

    number: Mapped[str] = mapped_column(String(24), unique=True)
    received_at: Mapped[Moment]
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    source: Mapped[Source] = mapped_column(choice(Source))
    name: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_raw: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    subject: Mapped[LongText] = mapped_column(default="")
    text: Mapped[LongText] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="")
    state: Mapped[InquiryState] = mapped_column(choice(InquiryState), default=InquiryState.NEW)
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    due_at: Mapped[Moment | None]
    snoozed_until: Mapped[Moment | None]
    sorted_at: Mapped[Moment | None]
    sorted_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    assigned_at: Mapped[Moment | None]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    respond_by: Mapped[Moment | None]
    first_response_at: Mapped[Moment | None]
    first_responder_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    response_minutes: Mapped[int | None]
    climbed_at: Mapped[Moment | None]
    close_reason: Mapped[CloseReason | None] = mapped_column(choice(CloseReason))
    close_note: Mapped[LongText] = mapped_column(default="")
    closed_at: Mapped[Moment | None]

    __table_args__ = (
        Index(None, "state", "received_at", "id"),
        Index(None, "received_at", "id"),
        Index(None, "due_at", "id"),
        # What broke the promise of triage: few, and the newest of them is asked for after each decision.
        Index("ix_inquiry_sorted_late", "sorted_at", postgresql_where=SORTED_LATE, sqlite_where=SORTED_LATE),
        # Promised and not yet given: what climbs, and what a call or a letter out may answer.
        Index("ix_inquiry_unanswered", "respond_by", "id", postgresql_where=UNANSWERED, sqlite_where=UNANSWERED),
    )


class IntakeRule(Versioned):
    """One cell of the intake table: {event} × {unknown, lead, customer}, as data [M23, M73, M74].

    call_back_minutes: by when a missed call is called back.
    """

    event: Mapped[IntakeEvent] = mapped_column(choice(IntakeEvent))
    known: Mapped[Known] = mapped_column(choice(Known))
    creates_lead: Mapped[bool] = mapped_column(default=False)
    creates_inquiry: Mapped[bool] = mapped_column(default=False)
    creates_call_back: Mapped[bool] = mapped_column(default=False)
    call_back_minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    tells: Mapped[Told] = mapped_column(choice(Told), default=Told.NOBODY)

    __table_args__ = (UniqueConstraint("event", "known"),)
