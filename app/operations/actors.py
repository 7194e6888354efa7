"""Who acts, what they may do, and whom to tell: employees, roles and departments."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, phrase
from app.models.base import Base
from app.models.company import Department, Employee, EmployeeRole
from app.models.session import acting
from app.models.terms import ROLE_WORDS, Role

_employee, _role = (Base.metadata.tables[each.__tablename__] for each in (Employee, EmployeeRole))
_EMPLOYEE = (
    select(
        _employee.c.id, _employee.c.login, _employee.c.name, _employee.c.language, _employee.c.department_id, _role.c.role
    )
    .select_from(_employee.outerjoin(_role, _role.c.employee_id == _employee.c.id))
    .where(_employee.c.id == bindparam("of_employee"), _employee.c.active)
)
"""Built once: nearly every operation asks who acts."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An employee as operations need it. department_id: None for those who belong to no department."""

    id: int
    login: str
    name: str
    language: str
    department_id: int | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department that receives inquiries; head: name of its head, "" if nobody is."""

    id: int
    code: str
    name: str
    head: str


def employee(session: Session, employee_id: int) -> Actor:
    """The employee *employee_id*. Raises NotFound."""
    rows = session.connection().execute(_EMPLOYEE, {"of_employee": employee_id}).all()
    if not rows:
        raise NotFound("This employee does not work here (any more).")
    row = rows[0]
    roles = frozenset(each.role for each in rows if each.role is not None)
    return Actor(row.id, row.login, row.name, row.language, row.department_id, roles)


def employee_by_login(session: Session, login: str) -> Actor:
    """The employee who signs in as *login*. Raises NotFound."""
    found = session.scalar(select(Employee.id).where(Employee.login == login, Employee.active))
    if found is None:
        raise NotFound("Nobody here signs in as {login}.", login=login)
    return employee(session, found)


def actor(session: Session) -> Actor:
    """Who is signed in. Raises NotAllowed where nobody is (a service cannot do what a person decides)."""
    employee_id = acting(session)
    if employee_id is None:
        raise NotAllowed("Sign in first: somebody has to answer for this.")
    return employee(session, employee_id)


def require(session: Session, *roles: Role) -> Actor:
    """Who is signed in, having one of *roles*; the administrator may do everything. Raises NotAllowed naming the roles."""
    who = actor(session)
    if who.roles.isdisjoint(roles) and Role.ADMIN not in who.roles:
        raise NotAllowed("This is for {role}, not for {name}.", role=phrase(ROLE_WORDS[roles[0]]), name=who.name)
    return who


def with_role(session: Session, role: Role, department_id: int | None = None) -> list[int]:
    """Ids of active employees with *role*, in *department_id* if it is given."""
    query = (
        select(Employee.id)
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .where(EmployeeRole.role == role, Employee.active)
        .order_by(Employee.id)
    )
    if department_id is not None:
        query = query.where(Employee.department_id == department_id)
    return list(session.scalars(query))


def head_of(session: Session, department_id: int | None) -> int | None:
    """Id of the head of *department_id*, or of the nearest department above that has one; None if there is none."""
    while department_id is not None:
        heads = with_role(session, Role.HEAD, department_id)
        if heads:
            return heads[0]
        department_id = session.scalar(select(Department.parent_id).where(Department.id == department_id))
    return None


def receiving_departments(session: Session) -> tuple[DepartmentRow, ...]:
    """The departments that inquiries are sorted to, in their order [M2: a sub-department is no queue of its own]."""
    rows = session.execute(
        select(Department.id, Department.code, Department.name)
        .where(Department.receives_inquiries)
        .order_by(Department.position, Department.id)
    ).all()
    names = {row.id: row.name for row in session.execute(select(Employee.id, Employee.name))}
    return tuple(DepartmentRow(row.id, row.code, row.name, names.get(head_of(session, row.id) or 0, "")) for row in rows)


def sellers_of(session: Session, department_id: int) -> tuple[Actor, ...]:
    """The sellers of a department and of those below it, by name."""
    below = session.scalars(select(Department.id).where(Department.parent_id == department_id)).all()
    ids = [seller for place in (department_id, *below) for seller in with_role(session, Role.SELLER, place)]
    return tuple(sorted((employee(session, seller) for seller in ids), key=lambda row: row.name))


def department_of(session: Session, code: str) -> int:
    """Id of the department called *code* (any case). Raises UserError."""
    for department_id, known in session.execute(select(Department.id, Department.code)):
        if known.casefold() == code.strip().casefold():
            return department_id
    raise UserError("There is no department {code}.", code=code)


def said_by(session: Session) -> Phrase:
    """Name of who is signed in, for a sentence."""
    return Phrase(actor(session).name.replace("{", "{{").replace("}", "}}")) if acting(session) else phrase("Kontor")
