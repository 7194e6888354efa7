"""How content customers are, asked by telephone at random, and difficult cases that a head took over [M15, M18, M19]."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, LongText, Moment, Record, Versioned, choice
from app.models.quality_terms import CaseCause, QualityKind, QualityResult


class QualityDraw(Record):
    """One draw. seed: from which everybody can work out again why just these were drawn; begin, end: the period.

    wanted: what was asked for, as ``SampleSettings`` keeps it.
    """

    at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    seed: Mapped[str] = mapped_column(String(64))
    begin: Mapped[Moment]
    end: Mapped[Moment]
    wanted: Mapped[Any] = mapped_column(JSON, default=dict)


class QualityCall(Versioned):
    """One customer drawn at random to be asked. deal_id or inquiry_id: what was drawn; seller_id: who had it then.

    place: of its ticket among the *pool* of that seller and kind when it was drawn. tries: how often nobody was reached;
    again_at: until when it rests after that. called_at: when somebody asked, or gave it up; None while it waits.
    """

    kind: Mapped[QualityKind] = mapped_column(choice(QualityKind))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    drawn_at: Mapped[Moment]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("quality_draw.id"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    pool: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    again_at: Mapped[Moment | None]
    called_at: Mapped[Moment | None]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    result: Mapped[QualityResult | None] = mapped_column(choice(QualityResult))
    note: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (Index(None, "called_at", "drawn_at", "id"),)


class QualityAnswer(Base):
    """The answer to one question of a quality call. position: from 1; question: as it was asked; score: 1 (bad) to 5."""

    quality_call_id: Mapped[int] = mapped_column(ForeignKey("quality_call.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[LongText]
    score: Mapped[int | None]
    note: Mapped[LongText] = mapped_column(default="")


class DifficultCase(Versioned):
    """A deal, or a lead's inquiry, that a head took over from a seller. returned_to_id: who has it since it was resolved."""

    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    taken_at: Mapped[Moment]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    from_employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    cause: Mapped[CaseCause] = mapped_column(choice(CaseCause))
    cause_note: Mapped[LongText] = mapped_column(default="")
    resolution: Mapped[LongText] = mapped_column(default="")
    resolved_at: Mapped[Moment | None]
    returned_to_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (Index(None, "resolved_at", "taken_at", "id"),)
