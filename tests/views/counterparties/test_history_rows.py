"""What a row of the history shows of a letter: that it came back, that a machine wrote it, and why."""

from dataclasses import replace
from datetime import UTC, datetime

from app.language import phrase
from app.operations.counterparty_history import HistoryEntry, HistoryFile, HistoryMark
from app.views.counterparties.history import entry_icon, entry_second

LETTER = HistoryEntry(
    HistoryMark(datetime(2026, 8, 3, tzinfo=UTC), 3, 1),
    "message",
    phrase("Wrote: {subject}", subject="Offer"),
    "Please find it attached",
    "",
    True,
    False,
    None,
    "",
    7,
    (),
)


def test_a_letter_has_the_sign_of_its_direction() -> None:
    assert entry_icon(LETTER) == ("envelope-simple", "muted")
    assert entry_icon(replace(LETTER, incoming=False)) == ("paper-plane-tilt", "muted")


def test_what_came_back_stands_out() -> None:
    assert entry_icon(replace(LETTER, incoming=False, came_back=True)) == ("warning-circle", "danger_text")


def test_automatic_mail_says_why() -> None:
    entry = replace(
        LETTER, automatic=True, reason="out of office", files=(HistoryFile(1, "offer.pdf", "application/pdf", 9),)
    )
    assert entry_icon(entry) == ("gear", "muted")
    assert entry_second(entry) == "out of office  ·  Please find it attached  ·  offer.pdf"
