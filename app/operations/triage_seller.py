"""Naming the seller of an inquiry: who may be named, what goes over to them, what comes back [M15, M34]."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import marked, stored
from app.models.company import Department, Employee, EmployeeRole
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.operations.decisions import called, lead_of, qualify_task

QUALIFY_WITHIN = timedelta(days=1)
QUALIFY_TITLE = marked("Qualify the lead: {name}")


def queue_of(session: Session, employee_id: int) -> int | None:
    """The department that receives inquiries for the employee: the own one, else the one above it [M2]."""
    place = session.scalar(select(Employee.department_id).where(Employee.id == employee_id))
    while place is not None:
        department = session.get_one(Department, place)
        if department.receives_inquiries:
            return department.id
        place = department.parent_id
    return None


def seller_of(session: Session, seller_id: int, queue_id: int | None) -> Employee:
    """The employee, if one who sells in the department *queue_id* or below it. Raises NotFound, UserError."""
    seller = session.get(Employee, seller_id)
    if seller is None or not seller.active:
        raise NotFound("This employee does not work here (any more).")
    roles = set(session.scalars(select(EmployeeRole.role).where(EmployeeRole.employee_id == seller.id)))
    place = session.get(Department, seller.department_id) if seller.department_id is not None else None
    near = place is not None and queue_id is not None and queue_id in (place.id, place.parent_id)
    if not near or roles.isdisjoint({Role.SELLER, Role.HEAD}):
        raise UserError("{name} does not sell in this department.", name=seller.name)
    return seller


def follow(session: Session, inquiry: Inquiry) -> None:
    """A lead goes where its inquiry goes."""
    lead = lead_of(session, inquiry)
    if lead is not None and lead.inquiry_id == inquiry.id:
        lead.department_id = inquiry.department_id
        lead.seller_id = inquiry.seller_id


def hand_over(session: Session, inquiry: Inquiry, by_id: int | None, seller: Employee) -> None:
    """The inquiry is *seller*'s from now on, named by *by_id* (None: by Kontor), with the task of qualifying it.

    When it goes to another seller, the same task goes along.
    """
    inquiry.seller_id = seller.id
    inquiry.assigned_at = now(session)
    inquiry.assigned_by_id = by_id
    follow(session, inquiry)
    task = qualify_task(session, inquiry)
    if task is not None:
        task.employee_id = seller.id
        return
    session.add(
        Task(
            kind=TaskKind.QUALIFY,
            title=QUALIFY_TITLE,
            params=stored({"name": called(inquiry)}),
            due_at=now(session) + QUALIFY_WITHIN,
            created_at=now(session),
            created_by_id=by_id,
            employee_id=seller.id,
            counterparty_id=inquiry.counterparty_id,
            inquiry_id=inquiry.id,
        )
    )
