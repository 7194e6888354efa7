"""Settings that live in the database: the company's own, a person's, a workstation's."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Employee, Setting

COMPANY = ""


def setting(session: Session, key: str, default: Any, owner: str = COMPANY) -> Any:
    """The value of *key* for *owner*, or *default* where none is kept."""
    kept = session.scalars(select(Setting.value).where(Setting.owner == owner, Setting.key == key)).one_or_none()
    return default if kept is None else kept


def keep(session: Session, key: str, value: Any, owner: str = COMPANY) -> None:
    """Keep *value* (anything JSON can say) as *key* of *owner*."""
    record = session.scalars(select(Setting).where(Setting.owner == owner, Setting.key == key)).one_or_none()
    if record is None:
        session.add(Setting(owner=owner, key=key, value=value))
    else:
        record.value = value


def company_addresses(session: Session) -> frozenset[str]:
    """Own mail addresses, lower case: the company's own and those of everybody who works here."""
    own = {str(address) for address in setting(session, "mail.own", [])}
    own |= set(session.scalars(select(Employee.email).where(Employee.email != "")))
    return frozenset(address.lower() for address in own)
