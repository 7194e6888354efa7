"""One letter from bytes to the books, wherever it came from; what goes wrong with it stops no other letter [C7]."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from app.channels.letters import Reading, read_letter
from app.config import Settings
from app.database.store import Store
from app.errors import Conflict, NotAllowed, Offline, UserError
from app.events import MailArrived, MailUnreadable
from app.language import marked, tr
from app.operations import letter_templates
from app.operations.intake import Taken
from app.operations.leases import LeaseLost
from app.operations.settings import company_addresses

OUR_BUG = marked("Kontor failed on this letter ({kind}); it is kept here, the program's log says more")

Keep = Callable[[MailArrived | MailUnreadable], Taken]
"""Writes what was read of a letter, in one transaction."""

_NO_LETTERS_FAULT = (Offline, NotAllowed, LeaseLost)
_log = logging.getLogger(__name__)


def reading_of(settings: Settings, store: Store) -> Reading:
    """How letters are read here: own addresses of this workstation's settings and of the company, and taught templates."""
    return Reading(
        own_addresses=settings.own | store.read(company_addresses),
        region=settings.region,
        templates=store.read(letter_templates.active),
    )


def take(raw: bytes, origin: str, received_at: datetime, reading: Reading, keep: Keep) -> Taken:
    """Take in one letter; one that Kontor fails on, or that the books refuse, goes to quarantine with the reason.

    Raises Offline, NotAllowed and LeaseLost, which are no letter's fault, and what the quarantine itself is refused with.
    """
    try:
        letter = read_letter(raw, origin=origin, received_at=received_at, reading=reading)
        return _kept(letter, keep)
    except _NO_LETTERS_FAULT:
        raise
    except UserError as refused:
        _log.warning("the letter %s was refused: %s", origin, refused)
        reason = refused.said("en")
    except Exception as bug:
        _log.exception("the letter %s could not be taken in", origin)
        reason = OUR_BUG.format(kind=type(bug).__name__)
    return keep(MailUnreadable(f"sha256:{hashlib.sha256(raw).hexdigest()}", origin, received_at, reason, raw))


def _kept(letter: MailArrived | MailUnreadable, keep: Keep) -> Taken:
    try:
        return keep(letter)
    except Conflict:
        # Many at work on the same records: a letter that can be read gets a second turn before a person has to look.
        return keep(letter)


def told(taken: Taken) -> str:
    """What became of one letter, in words."""
    match taken.outcome:
        case "inquiry":
            return tr("inquiry {number}", number=taken.number)
        case "history":
            return tr("joined the history of a known counterparty")
        case "automatic":
            return tr("automatic mail, recorded")
        case "duplicate":
            return tr("is here already")
        case "quarantine":
            return tr("cannot be read, kept in quarantine")
