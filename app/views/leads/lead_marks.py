"""What a row of leads says at its end: whose it is, that it waits too long, why it was closed."""

from app.language import tr
from app.models.terms import CLOSE_REASON_WORDS
from app.operations.lead_inbox import LeadMark
from app.views.look.chip import ChipText


def mark_chip(mark: LeadMark) -> ChipText | None:
    """The chip of one row, None where there is nothing out of the usual."""
    if mark.close_reason is not None:
        return ChipText(tr(CLOSE_REASON_WORDS[mark.close_reason]), "neutral", "x-circle")
    if mark.climbed and mark.stands_for:
        return ChipText(tr("for {name}, waits too long", name=mark.stands_for), "danger", "warning-circle")
    if mark.climbed and mark.seller:
        return ChipText(tr("{name} has not begun", name=mark.seller), "warning", "hourglass-medium")
    if mark.climbed:
        return ChipText(tr("waits too long"), "danger", "warning-circle")
    if mark.stands_for:
        return ChipText(tr("for {name}", name=mark.stands_for), "accent", "user")
    return None
