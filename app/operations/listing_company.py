"""Lists of tasks, notifications, employees, and the audit trail."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.language import marked, restored
from app.models.audit import AuditEntry
from app.models.company import Department, Employee, EmployeeRole
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.tasks import Notification, Task
from app.operations.listing_spec import Answer, Field, ListSpec, Part, Record

_creator, _doer = aliased(Employee), aliased(Employee)


def _worded(key: str, sentence: str) -> Any:
    """A shape that makes a phrase of the kept sentence and its gaps."""

    def shape(_session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
        for row in rows:
            yield {**row._mapping, key: restored(row._mapping[sentence], row.params)}

    return shape


TASKS = ListSpec(
    "tasks",
    marked("Tasks"),
    (
        Field("kind", marked("Kind")),
        Field("title", marked("Title")),
        Field("note", marked("Note")),
        Field("due_at", marked("Due"), "time"),
        Field("created_at", marked("Created"), "time"),
        Field("created_by", marked("Created by")),
        Field("employee", marked("Employee")),
        Field("role", marked("Role")),
        Field("department", marked("Department")),
        Field("counterparty", marked("Counterparty")),
        Field("deal", marked("Deal")),
        Field("inquiry", marked("Inquiry")),
        Field("number", marked("Number"), "phone"),
        Field("done_at", marked("Done"), "time"),
        Field("done_by", marked("Done by")),
        Field("result", marked("Result")),
    ),
    (
        Part(
            select(
                Task.id.label("key"),
                Task.kind,
                Task.title.label("sentence"),
                Task.params,
                Task.note,
                Task.due_at,
                Task.created_at,
                _creator.name.label("created_by"),
                Employee.name.label("employee"),
                Task.role,
                Department.code.label("department"),
                Counterparty.name.label("counterparty"),
                Deal.number.label("deal"),
                Inquiry.number.label("inquiry"),
                Task.number,
                Task.done_at,
                _doer.name.label("done_by"),
                Task.result,
            )
            .outerjoin(_creator, _creator.id == Task.created_by_id)
            .outerjoin(Employee, Employee.id == Task.employee_id)
            .outerjoin(Department, Department.id == Task.department_id)
            .outerjoin(Counterparty, Counterparty.id == Task.counterparty_id)
            .outerjoin(Deal, Deal.id == Task.deal_id)
            .outerjoin(Inquiry, Inquiry.id == Task.inquiry_id)
            .outerjoin(_doer, _doer.id == Task.done_by_id),
            Task.id,
            _worded("title", "sentence"),
        ),
    ),
)

NOTIFICATIONS = ListSpec(
    "notifications",
    marked("Notifications"),
    (
        Field("at", marked("At"), "time"),
        Field("employee", marked("Employee")),
        Field("sentence", marked("Text")),
        Field("place", marked("Place")),
        Field("record_id", marked("Record"), "integer"),
        Field("read_at", marked("Read"), "time"),
    ),
    (
        Part(
            select(
                Notification.id.label("key"),
                Notification.at,
                Employee.name.label("employee"),
                Notification.sentence,
                Notification.params,
                Notification.place,
                Notification.record_id,
                Notification.read_at,
            ).join(Employee, Employee.id == Notification.employee_id),
            Notification.id,
            _worded("sentence", "sentence"),
        ),
    ),
)

AUDIT = ListSpec(
    "audit",
    marked("Audit trail"),
    (
        Field("at", marked("At"), "time"),
        Field("employee", marked("Employee")),
        Field("action", marked("Action")),
        Field("table_name", marked("Table")),
        Field("record_id", marked("Record"), "integer"),
        Field("changes", marked("Changes")),
    ),
    (
        Part(
            select(
                AuditEntry.id.label("key"),
                AuditEntry.at,
                Employee.name.label("employee"),
                AuditEntry.action,
                AuditEntry.table_name,
                AuditEntry.record_id,
                AuditEntry.changes,
            ).outerjoin(Employee, Employee.id == AuditEntry.employee_id),
            AuditEntry.id,
        ),
    ),
)


def _with_roles(session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
    roles: dict[int, list[str]] = defaultdict(list)
    query = select(EmployeeRole.employee_id, EmployeeRole.role).where(EmployeeRole.employee_id.in_([r.key for r in rows]))
    for employee_id, role in session.execute(query.order_by(EmployeeRole.role)):
        roles[employee_id].append(role.value)
    return ({**row._mapping, "roles": ", ".join(roles[row.key])} for row in rows)


EMPLOYEES = ListSpec(
    "employees",
    marked("Employees"),
    (
        Field("login", marked("Login")),
        Field("name", marked("Name")),
        Field("roles", marked("Roles")),
        Field("department", marked("Department")),
        Field("email", marked("E-mail")),
        Field("phone", marked("Phone"), "phone"),
        Field("extension", marked("Extension")),
        Field("language", marked("Language")),
        Field("active", marked("Active"), "yes_no"),
    ),
    (
        Part(
            select(
                Employee.id.label("key"),
                Employee.login,
                Employee.name,
                Department.code.label("department"),
                Employee.email,
                Employee.phone,
                Employee.extension,
                Employee.language,
                Employee.active,
            ).outerjoin(Department, Department.id == Employee.department_id),
            Employee.id,
            _with_roles,
        ),
    ),
)
