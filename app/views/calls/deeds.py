"""What one can do with a call, by its state: which buttons a pop-up has, and under which keys."""

from enum import StrEnum

from app.language import marked, tr
from app.models.call_terms import LegOutcome
from app.operations.call_rows import PopUpCard, RingRow


class Asked(StrEnum):
    """What the person wants done with a call."""

    OPEN = "open"
    SAVE = "save"
    ATTACH = "attach"
    TASK = "task"
    HAND_OVER = "hand_over"
    CALL = "call"
    LATER = "later"


Face = tuple[Asked, str, str]
"""Deed, words (marked), icon or ""."""

OPEN: Face = (Asked.OPEN, marked("Open card"), "")
SAVE: Face = (Asked.SAVE, marked("Save"), "")
KNOWN: Face = (Asked.ATTACH, marked("Known…"), "link")
NOT_THEM: Face = (Asked.ATTACH, marked("Not them"), "")
TASK: Face = (Asked.TASK, marked("Task"), "")
HAND_OVER: Face = (Asked.HAND_OVER, marked("Hand over"), "")
CALL_BACK: Face = (Asked.CALL, marked("Call back"), "phone-outgoing")
CALL_AGAIN: Face = (Asked.CALL, marked("Call again"), "phone-outgoing")
LATER: Face = (Asked.LATER, marked("Later"), "clock")

KEYS = ("F8", "F9", "F10", "F11")
"""The main deed and the others, in their order."""
NOTE_KEY = "Ctrl+J"
"""Jumps into the note of the newest call."""
KEY_SHEET: tuple[str, tuple[tuple[str, str], ...]] = (
    marked("Pop-up of a call"),
    (
        ("F8", marked("What the blue button of the lowest pop-up does")),
        ("F9", marked("Its second button")),
        ("F10", marked("Its third button")),
        ("F11", marked("Its fourth button")),
        ("Esc", marked("Put the lowest pop-up away")),
        (NOTE_KEY, marked("Note of the newest call")),
    ),
)
"""What the sheet of keys says of pop-ups."""


def deeds_of(row: RingRow, card: PopUpCard | None, *, said: bool) -> tuple[Face, ...]:
    """The deeds for a call, the main one first; none before it is known who it is.

    said: the fields of somebody new say something that is not in the books yet.
    """
    if card is None:
        return ()
    if row.missed:
        callable_back = (CALL_BACK,) if row.number else ()
        return (*callable_back, LATER, OPEN if card.counterparty_id is not None else KNOWN)
    hand_over = (HAND_OVER,) if row.state is LegOutcome.TALKING else ()
    if row.new:
        opens = card.counterparty_id is not None and not said
        return (OPEN if opens else SAVE, KNOWN, *hand_over)
    again = (CALL_AGAIN,) if row.elsewhere and row.number else ()
    return (*again, OPEN, TASK, NOT_THEM, *hand_over)[: len(KEYS)]


def face_words(face: Face) -> str:
    """The words of a button in the chosen language."""
    return tr(face[1])
