"""The station's commands: the key of each, and the code on the bench card that does the same."""

from collections.abc import Mapping

from app.gs1 import plain_text
from app.language import marked

UNDO = "F9"
QUANTITY = "F6"
LABEL = "F8"
FINISH = "F12"
BACK = "Esc"

BENCH_CODES: dict[str, tuple[str, str]] = {
    "KONTOR-F9": (UNDO, marked("Undo last")),
    "KONTOR-F6": (QUANTITY, marked("Quantity")),
    "KONTOR-F8": (LABEL, marked("Label")),
    "KONTOR-F12": (FINISH, marked("Finish")),
    "KONTOR-ESC": (BACK, marked("Back")),
}
"""What is scanned → (key, what it does)."""


REASON_CODES: dict[str, tuple[str, str]] = {
    "KONTOR-1": ("1", marked("not found at its place")),
    "KONTOR-2": ("2", marked("damaged")),
    "KONTOR-3": ("3", marked("the customer wants this batch")),
}
"""Why a younger batch goes: what is scanned → (figure that is typed instead, the reason)."""
REASONS: Mapping[str, str] = dict(REASON_CODES.values())


def command_of(code: str) -> str | None:
    """The key that scanning *code* stands for; None if it is no command."""
    known = (BENCH_CODES | REASON_CODES).get(plain_text(code).strip().upper())
    return known[0] if known else None
