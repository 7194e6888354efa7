"""What each person sets for themselves in the company's books: telephone extension, e-mail signature, language."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import LANGUAGES
from app.models.company import Employee
from app.operations.actors import actor
from app.operations.editing import expect, locked
from app.operations.settings import keep, setting

SIGNATURE = "mail.signature"
"""Key of a person's signature; its owner is ``owner_of(employee)``."""
LONGEST_SIGNATURE = 2000
EXTENSION = re.compile(r"\d{2,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What is kept for one person. version: of the employee, for changing the extension."""

    employee_id: int
    version: int
    name: str
    email: str
    extension: str
    signature: str
    language: str


def owner_of(employee_id: int) -> str:
    """Whose settings these are, as ``Setting.owner`` says it."""
    return f"employee:{employee_id}"


def own(session: Session) -> OwnSettings:
    """The settings of who is signed in. Raises NotAllowed where nobody is."""
    record = session.get_one(Employee, actor(session).id)
    signature = setting(session, SIGNATURE, "", owner_of(record.id))
    return OwnSettings(
        record.id, record.version, record.name, record.email, record.extension, str(signature), record.language
    )


def set_extension(session: Session, version: int, extension: str) -> OwnSettings:
    """Ring here from now on; "" for no telephone. Spaces and dashes are left out.

    Raises UserError for what is no extension, or one that somebody else has; Conflict if *version* is old.
    """
    record = locked(session, Employee, actor(session).id)
    expect(record, version)
    wanted = re.sub(r"[\s-]", "", extension)
    if wanted and not EXTENSION.fullmatch(wanted):
        raise UserError("An extension has two to six digits, such as 214.")
    other = session.scalar(
        select(Employee.name).where(Employee.extension == wanted, Employee.id != record.id, Employee.active).limit(1)
    )
    if wanted and other is not None:
        raise UserError(
            "Extension {extension} belongs to {name}: ask for it to be given free.", extension=wanted, name=other
        )
    if record.extension != wanted:
        record.extension = wanted
        session.flush()
    return own(session)


def set_signature(session: Session, text: str) -> OwnSettings:
    """Write under letters from now on; blanks at the ends of lines go. Raises UserError if it is too long."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    signature = "\n".join(lines).replace("\0", "")
    if len(signature) > LONGEST_SIGNATURE:
        raise UserError("A signature has at most {most} characters.", most=LONGEST_SIGNATURE)
    keep(session, SIGNATURE, signature, owner_of(actor(session).id))
    session.flush()
    return own(session)


def set_language(session: Session, language: str) -> OwnSettings:
    """What Kontor writes to this person in from now on. Raises UserError for a language that it does not speak."""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UserError("Kontor does not speak {language}; it speaks {known}.", language=language, known=known)
    session.get_one(Employee, actor(session).id, with_for_update=True).language = language
    session.flush()
    return own(session)
