"""Founding a company: what every new database needs before the first letter arrives."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Department, Employee, EmployeeRole, Setting
from app.models.inquiries import IntakeRule
from app.models.mail import LetterText
from app.models.products import TaxRate
from app.models.session import replayable
from app.models.stock import Location
from app.models.terms import Role
from app.operations import founding_data as data
from app.operations.founding_texts import TEXTS
from app.operations.settings import COMPANY


@replayable
def found(session: Session) -> None:
    """Add what is missing of departments, intake rules, tax rates, places, settings, ready texts and the administrator.

    What is there stays as it is: a company that renamed a department or changed a rule finds its own again.
    """
    _departments(session)
    _rules(session)
    _tax_rates(session)
    _locations(session)
    _settings(session)
    _letter_texts(session)
    _administrator(session)


def _departments(session: Session) -> None:
    known = {department.code: department for department in session.scalars(select(Department))}
    for position, founded in enumerate(data.DEPARTMENTS, start=1):
        if founded.code in known:
            continue
        department = Department(
            code=founded.code,
            name=founded.name,
            parent_id=known[founded.parent].id if founded.parent else None,
            sells=founded.sells,
            receives_inquiries=founded.receives_inquiries,
            position=position,
        )
        session.add(department)
        session.flush()
        known[founded.code] = department


def _rules(session: Session) -> None:
    known = {(event, kind) for event, kind in session.execute(select(IntakeRule.event, IntakeRule.known))}
    session.add_all(
        IntakeRule(
            event=rule.event,
            known=rule.known,
            creates_lead=rule.creates_lead,
            creates_inquiry=rule.creates_inquiry,
            creates_call_back=rule.creates_call_back,
            tells=rule.tells,
        )
        for rule in data.RULES
        if (rule.event, rule.known) not in known
    )


def _tax_rates(session: Session) -> None:
    known = {tuple(row) for row in session.execute(select(TaxRate.code, TaxRate.country, TaxRate.valid_from))}
    session.add_all(
        TaxRate(code=code, country=country, valid_from=valid_from, percent=percent)
        for code, country, valid_from, percent in data.TAX_RATES
        if (code, country, valid_from) not in known
    )


def _locations(session: Session) -> None:
    known = set(session.scalars(select(Location.code)))
    session.add_all(
        Location(code=code, name=name, pickable=pickable, receives=receives)
        for code, name, pickable, receives in data.LOCATIONS
        if code not in known
    )


def _settings(session: Session) -> None:
    known = set(session.scalars(select(Setting.key).where(Setting.owner == COMPANY)))
    session.add_all(Setting(owner=COMPANY, key=key, value=value) for key, value in data.SETTINGS.items() if key not in known)


def _letter_texts(session: Session) -> None:
    """Where there is none yet: a company that renamed a text does not get the first one again."""
    if session.scalar(select(LetterText.id).limit(1)) is None:
        session.add_all(
            LetterText(
                name=text.name, kind=text.kind, language=text.language, subject=text.subject, body=text.body, active=True
            )
            for text in TEXTS
        )


def _administrator(session: Session) -> None:
    login, name = data.ADMINISTRATOR
    if session.scalar(select(Employee.id).where(Employee.login == login)) is not None:
        return
    employee = Employee(login=login, name=name)
    session.add(employee)
    session.flush()
    session.add(EmployeeRole(employee_id=employee.id, role=Role.ADMIN))
