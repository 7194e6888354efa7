"""Tasks and notifications: what somebody should do, and what somebody should know."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.language import Phrase, restored
from app.models.base import LongText, Moment, Record, Versioned, choice
from app.models.notice_terms import NoticeKind
from app.models.terms import Role, TaskKind

OPEN = text("done_at IS NULL")
TO_CALL = text("done_at IS NULL AND number IS NOT NULL")


class Task(Versioned):
    """Something to do until a time. title and params: a phrase; a person's own words stand in it without gaps.

    employee_id: who does it; where nobody is named yet, everybody with *role* in *department* sees it. follows_id: the
    task that it was planned after.
    """

    kind: Mapped[TaskKind] = mapped_column(choice(TaskKind))
    title: Mapped[LongText]
    params: Mapped[Any] = mapped_column(JSON, default=dict)
    note: Mapped[LongText] = mapped_column(default="")
    due_at: Mapped[Moment]
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    role: Mapped[Role | None] = mapped_column(choice(Role))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(32))
    done_at: Mapped[Moment | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    result: Mapped[LongText] = mapped_column(default="")
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)

    __table_args__ = (
        Index(None, "employee_id", "done_at", "due_at"),
        Index(None, "done_at", "due_at"),
        Index(None, "due_at", "id"),
        # What is still to be done, by the clock: a hundredth of all tasks, and the only one that a working day looks at.
        Index("ix_task_open", "due_at", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        # Calls to give back: asked with every call that is answered or missed.
        Index("ix_task_to_call", "number", postgresql_where=TO_CALL, sqlite_where=TO_CALL),
    )

    @property
    def phrase(self) -> Phrase:
        """The title, to be said in the reader's language."""
        return restored(self.title, self.params)


class Notification(Record):
    """News for one employee. sentence and params: a phrase; place and record_id: where it leads (a room, a record).

    author_id: whose deed it tells of, None for Kontor's own. gone_at: what it told was done elsewhere meanwhile; it is
    shown no more.
    """

    audited = False

    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[Moment]
    kind: Mapped[NoticeKind] = mapped_column(
        choice(NoticeKind), default=NoticeKind.OTHER, server_default=NoticeKind.OTHER.value
    )
    sentence: Mapped[LongText]
    params: Mapped[Any] = mapped_column(JSON, default=dict)
    place: Mapped[str] = mapped_column(String(32), default="")
    record_id: Mapped[int | None]
    read_at: Mapped[Moment | None]
    gone_at: Mapped[Moment | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (Index(None, "employee_id", "read_at", "at"), Index(None, "place", "record_id"))
