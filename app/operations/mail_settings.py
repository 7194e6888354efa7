"""How the company writes letters: whose address stands on them, what is acknowledged, how big they may be."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.company import Employee
from app.models.terms import Role
from app.operations.actors import require
from app.operations.settings import keep, setting
from app.outgoing_mail import usable_address

SENDER, ACKNOWLEDGE, LIMIT = "mail.sender", "mail.acknowledge", "mail.limit"
DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MailSettings:
    """sender: the address of the company, "" for that of the letterhead. acknowledge: inquiries are answered at once by

    a ready text. limit_megabytes: what the files of one letter may have together.
    """

    sender: str
    acknowledge: bool
    limit_megabytes: int


def mail_settings(session: Session) -> MailSettings:
    """What is chosen now."""
    return MailSettings(
        str(setting(session, SENDER, "")),
        setting(session, ACKNOWLEDGE, False) is True,
        int(setting(session, LIMIT, DEFAULT_LIMIT)),
    )


def keep_mail_settings(session: Session, wanted: MailSettings) -> MailSettings:
    """Choose anew. Raises NotAllowed, and UserError for what is no address or no sensible size."""
    require(session, Role.ADMIN)
    sender = usable_address(wanted.sender)
    if wanted.sender.strip() and not sender:
        raise UserError("“{address}” is no mail address.", address=wanted.sender.strip())
    if not 1 <= wanted.limit_megabytes <= LARGEST_LIMIT:
        raise UserError("The files of a letter may have between 1 and {most} MB together.", most=LARGEST_LIMIT)
    if wanted.acknowledge and not (sender or sender_address(session)):
        raise UserError("Name the address that letters of the company come from; acknowledgements are sent from it.")
    for key, value in ((SENDER, sender), (ACKNOWLEDGE, wanted.acknowledge), (LIMIT, wanted.limit_megabytes)):
        keep(session, key, value)
    session.flush()
    return mail_settings(session)


def size_limit(session: Session) -> int:
    """Bytes that the files of one letter may have together."""
    return int(setting(session, LIMIT, DEFAULT_LIMIT)) * MEGABYTE


def sender_address(session: Session, employee_id: int | None = None) -> str:
    """Where letters come from, so that the answer comes back into Kontor; "" if nobody has said it yet.

    The chosen address, else that of the letterhead, else the first own one, else that of the employee.
    """
    head = setting(session, "company.letterhead", {})
    theirs = "" if employee_id is None else session.scalar(select(Employee.email).where(Employee.id == employee_id)) or ""
    named = [setting(session, SENDER, ""), head.get("email", ""), *setting(session, "mail.own", []), theirs]
    return next((found for each in named if (found := usable_address(str(each)))), "")


def own_name(session: Session) -> str:
    """What the company calls itself in letters, from its letterhead."""
    head = setting(session, "company.letterhead", {})
    return str(head.get("name") or head.get("legal_name") or "")
