"""The telephone channel as the company keeps it: who rang where, notes, what desks ask of the exchange [M21-M23]."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, LongText, Moment, Record, Versioned, choice
from app.models.call_terms import ExchangeCondition, LegOutcome, RequestKind, RequestState
from app.models.interactions import Call

__all__ = ["Call", "CallLeg", "CallNote", "CallRequest", "ExchangeState"]

NOT_ENDED = text("ended_at IS NULL")


class CallLeg(Base):
    """One telephone that a call rang at. position: in the order in which they rang, from 0.

    extension: own telephone, or the number a forward led to; employee_id: whose telephone it is.
    """

    audited = False

    interaction_id: Mapped[int] = mapped_column(ForeignKey("call.interaction_id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    extension: Mapped[str] = mapped_column(String(32))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    rang_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    outcome: Mapped[LegOutcome] = mapped_column(choice(LegOutcome))

    __table_args__ = (
        Index(None, "employee_id", "rang_at"),
        # What rings or talks this moment: a handful of rows, and what every desk asks for.
        Index("ix_call_leg_now", "extension", postgresql_where=NOT_ENDED, sqlite_where=NOT_ENDED),
    )


class CallNote(Base):
    """What one person typed during a call, as it was typed; the interaction's text is made of all of them."""

    audited = False

    interaction_id: Mapped[int] = mapped_column(ForeignKey("call.interaction_id"), primary_key=True, autoincrement=False)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    text: Mapped[LongText]
    changed_at: Mapped[Moment]


class CallRequest(Versioned):
    """What a person asks the exchange to do from the desk: dial a number, or hand a running call over.

    extension: the own telephone; number: whom to dial, as it is dialled. linked_id: of the call that came of it, or that
    is handed over. action_id: what the exchange's answers name. sentence and params: what happened last, a phrase.
    """

    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    kind: Mapped[RequestKind] = mapped_column(choice(RequestKind))
    extension: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(64))
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"))
    linked_id: Mapped[str] = mapped_column(default="", index=True)
    action_id: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[Moment]
    state: Mapped[RequestState] = mapped_column(choice(RequestState), default=RequestState.WAITING)
    sentence: Mapped[LongText] = mapped_column(default="")
    params: Mapped[Any] = mapped_column(JSON, default=dict)

    __table_args__ = (Index(None, "state", "asked_at"), Index(None, "employee_id", "asked_at"))


class ExchangeState(Record):
    """How the line to an exchange is, one row an address (without its secret).

    version: what the exchange calls itself. history_offset: how far MikoPBX's own history was read, None where it is not
    read. condition_since, heard_at: when it came to this, when something was heard last. problem and params: a phrase.
    """

    audited = False

    address: Mapped[str] = mapped_column(unique=True)
    condition: Mapped[ExchangeCondition] = mapped_column(choice(ExchangeCondition), default=ExchangeCondition.CONNECTING)
    condition_since: Mapped[Moment]
    heard_at: Mapped[Moment | None]
    version: Mapped[str] = mapped_column(default="")
    history_offset: Mapped[int | None]
    problem: Mapped[LongText] = mapped_column(default="")
    params: Mapped[Any] = mapped_column(JSON, default=dict)
    at: Mapped[Moment]
