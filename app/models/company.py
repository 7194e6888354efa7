"""The company itself: departments, employees and their roles, settings kept in the database."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Record, SortedName, Versioned, choice
from app.models.terms import Role
from app.models.triage_terms import Distribution


class Department(Versioned):
    """A department; a sub-department (Test below Vys) has a parent and is no queue of its own [M1, M2, M11].

    distribution: who names the seller of an inquiry [M34].
    """

    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[SortedName]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    sells: Mapped[bool] = mapped_column(default=False)
    receives_inquiries: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    distribution: Mapped[Distribution] = mapped_column(
        choice(Distribution), default=Distribution.BY_HEAD, server_default=Distribution.BY_HEAD.value
    )


class Employee(Versioned):
    """One who works here. login: also the PostgreSQL login; language: ISO 639-1; extension: own telephone."""

    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[SortedName]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    extension: Mapped[str] = mapped_column(String(16), default="")
    language: Mapped[str] = mapped_column(String(2), default="en")
    active: Mapped[bool] = mapped_column(default=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class Absence(Versioned):
    """Days, the last one included, on which somebody does not work. substitute_id: who stands in; None: the usual one."""

    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index(None, "employee_id", "last_day"), Index(None, "last_day"))


class EmployeeRole(Base):
    """One role of one employee."""

    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role), primary_key=True)

    __table_args__ = (Index(None, "role"),)


class Setting(Record):
    """A setting of the company (owner ""), of a person ("employee:7") or of a workstation ("desk:HOST")."""

    owner: Mapped[str] = mapped_column(String(80), default="")
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[Any] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("owner", "key"),)


class NumberSeries(Record):
    """The last number given out of one kind of document in one year; numbers have no gaps.

    Locked as late as possible: the row is updated in the same transaction that writes the document.
    """

    audited = False

    kind: Mapped[str] = mapped_column(String(24))
    year: Mapped[int]
    last: Mapped[int]

    __table_args__ = (UniqueConstraint("kind", "year"),)
