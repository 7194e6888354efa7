"""What a desk asks about calls, by one name: its parts stand in the files that begin with ``call_``."""

from app.operations.call_attaching import attach, describe, make_lead, undo_attach
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
