"""What a desk asks about calls, by one name: its parts stand in the files that begin with ``call_``.

Every window asks from its first moment what rings; whose a call is said seldom, and what it takes loads with that.
"""

from sqlalchemy.orm import Session

from app.operations import call_attaching
from app.operations.call_card import pop_up
from app.operations.call_notes import add_to_note, note, notes, settle, unsettle
from app.operations.call_results import call, legs, without_result
from app.operations.call_ringing import at_my_phone, people_to_transfer_to
from app.operations.call_rows import (
    Attached,
    CallBackTask,
    CallDetails,
    CallRow,
    Colleague,
    DealThere,
    Described,
    InvoiceThere,
    LegRow,
    NoteRow,
    PersonThere,
    PopUpCard,
    PromiseRow,
    RingRow,
)

__all__ = [
    "Attached",
    "CallBackTask",
    "CallDetails",
    "CallRow",
    "Colleague",
    "DealThere",
    "Described",
    "InvoiceThere",
    "LegRow",
    "NoteRow",
    "PersonThere",
    "PopUpCard",
    "PromiseRow",
    "RingRow",
    "add_to_note",
    "at_my_phone",
    "attach",
    "call",
    "describe",
    "legs",
    "make_lead",
    "note",
    "notes",
    "people_to_transfer_to",
    "pop_up",
    "settle",
    "undo_attach",
    "unsettle",
    "without_result",
]


def attach(session: Session, interaction_id: int, counterparty_id: int) -> Attached:
    """The call belongs to *counterparty_id*; see ``call_attaching.attach``."""
    return call_attaching.attach(session, interaction_id, counterparty_id)


def undo_attach(session: Session, attached: Attached) -> None:
    """Take ``attach`` back; see ``call_attaching.undo_attach``."""
    call_attaching.undo_attach(session, attached)


def describe(
    session: Session, interaction_id: int, name: str, company: str, need: str, version: int | None = None
) -> Described:
    """Say who it is, and what they want; see ``call_attaching.describe``."""
    return call_attaching.describe(session, interaction_id, name, company, need, version)


def make_lead(
    session: Session, interaction_id: int, name: str = "", company: str = "", need: str = "", *, same_number: bool = False
) -> Described:
    """Make a lead with its inquiry of a call; see ``call_attaching.make_lead``."""
    return call_attaching.make_lead(session, interaction_id, name, company, need, same_number=same_number)
