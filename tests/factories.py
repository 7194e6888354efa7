"""Small functions that put departments, employees, counterparties and letters into a test; each takes a session first.

``store.write(factories.employee, "Igor", Role.HEAD, department="Prom")`` gives the id back.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import AttachedFile, MailArrived, MailUnreadable
from app.models.company import Department, Employee, EmployeeRole
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.naming import folded, tail
from app.models.session import now
from app.models.terms import ContactPointKind, CounterpartyKind, Role
from app.operations.founding import found

RECEIVED = datetime(2026, 8, 3, 8, 30, tzinfo=UTC)
PEOPLE = (
    ("Marta Vogel", Role.DISPATCHER, ""),
    ("Igor Petrow", Role.HEAD, "Prom"),
    ("Olga Lebedewa", Role.SELLER, "Prom"),
    ("Pavel Gromow", Role.SELLER, "Prom"),
    ("Anna Krüger", Role.HEAD, "Vys"),
    ("Boris Sommer", Role.SELLER, "Test"),
    ("Viktor Braun", Role.HEAD, "Term"),
    ("Maria Stein", Role.MARKETER, "Marketing"),
    ("Wanda Lorenz", Role.WAREHOUSE, "Warehouse"),
    ("Peter Albrecht", Role.PRODUCTION, "Plant"),
    ("Sven Hartmann", Role.SERVICE, "Service"),
)


def _login(name: str) -> str:
    return name.lower().replace(" ", ".")


LOGINS = {name.split()[0]: _login(name) for name, _, _ in PEOPLE} | {"Admin": "admin"}
"""First name → login of everybody in ``company``."""


def department(session: Session, code: str) -> int:
    """Id of the department *code*, which is made if it is not there yet (selling, receiving inquiries)."""
    known = session.scalar(select(Department.id).where(Department.code == code))
    if known is not None:
        return known
    record = Department(code=code, name=code, sells=True, receives_inquiries=True)
    session.add(record)
    session.flush()
    return record.id


def employee(session: Session, name: str, *roles: Role, department: str = "", login: str = "") -> int:
    """Id of a new employee with *roles*; *department*: the code of one that exists."""
    place = session.scalar(select(Department.id).where(Department.code == department)) if department else None
    record = Employee(login=login or _login(name), name=name, department_id=place)
    session.add(record)
    session.flush()
    session.add_all(EmployeeRole(employee_id=record.id, role=role) for role in roles)
    session.flush()
    return record.id


def company(session: Session) -> dict[str, int]:
    """A founded company with people at work; first name → id. Only looked up where it is there already.

    Marta dispatches, Igor heads Prom, Olga and Pavel sell there; Anna heads Vys, Boris sells there; Viktor heads Term;
    Maria does marketing, Wanda the warehouse, Peter production, Sven service.
    """
    known = _ids_by_login(session)
    if not known.keys() >= set(LOGINS.values()):
        found(session)
        session.flush()
        for name, role, place in PEOPLE:
            if _login(name) not in known:
                employee(session, name, role, department=place)
        known = _ids_by_login(session)
    return {first_name: known[login] for first_name, login in LOGINS.items()}


def _ids_by_login(session: Session) -> dict[str, int]:
    return {row.login: row.id for row in session.execute(select(Employee.login, Employee.id))}


def counterparty(
    session: Session,
    name: str,
    kind: CounterpartyKind = CounterpartyKind.CUSTOMER,
    *,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    contact: str = "",
    department: str = "",
    seller_id: int | None = None,
    language: str = "",
) -> int:
    """Id of a new counterparty that is known by *phones* (E.164) and *emails*."""
    place = session.scalar(select(Department.id).where(Department.code == department)) if department else None
    record = Counterparty(
        kind=kind,
        name=name,
        folded=folded(name),
        department_id=place,
        seller_id=seller_id,
        language=language,
        created_at=now(session),
    )
    session.add(record)
    session.flush()
    person = Contact(counterparty_id=record.id, name=contact or name, folded=folded(contact or name))
    session.add(person)
    session.flush()
    points = [(ContactPointKind.PHONE, value) for value in phones] + [(ContactPointKind.EMAIL, value) for value in emails]
    for point, value in points:
        digits = tail(value) if point is ContactPointKind.PHONE else ""
        session.add(
            ContactPoint(counterparty_id=record.id, contact_id=person.id, kind=point, value=value, raw=value, tail=digits)
        )
        session.add(Identity(counterparty_id=record.id, kind=point, value=value))
    session.flush()
    return record.id


def letter(
    key: str = "a1@client.example",
    *,
    source: str = "letter",
    name: str = "Dmitri Sokolow",
    company: str = "",
    phone: str = "",
    email: str = "d.sokolow@uralchim.example",
    subject: str = "Pump for alkali",
    text: str = "We need a pump for alkali, 40 m3/h, two pieces.",
    automatic: str = "",
    references: tuple[str, ...] = (),
    language: str = "en",
    attachments: tuple[AttachedFile, ...] = (),
    received_at: datetime = RECEIVED,
) -> MailArrived:
    """A letter as a mailbox reports it."""
    return MailArrived(
        unique_key=key,
        origin="INBOX/1",
        received_at=received_at,
        sent_at=received_at,
        source=source,
        subject=subject,
        name=name,
        company=company,
        phone=phone,
        phone_raw=phone,
        email=email,
        text=text,
        original=f"Good day.\n\n{text}\n\nKind regards",
        automatic=automatic,
        sender=email,
        recipients=("sales@kontor-demo.example",),
        references=references,
        language=language,
        attachments=attachments,
        raw=f"Message-ID: <{key}>\n\n{text}".encode("utf-8", "replace"),
    )


def unreadable(raw: bytes = b"\xff\xfe broken") -> MailUnreadable:
    """A letter that nobody can read."""
    key = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return MailUnreadable(key, "INBOX/2", RECEIVED, "No header could be read", raw)
