"""What the lists of the mail channel show in their columns."""

from collections.abc import Mapping

from app.language import marked, tr
from app.models.mail_terms import MAILBOX_WORDS, MailboxState
from app.operations.mailboxes import EVERYTHING, MailboxRow
from app.operations.quarantine import QuarantineRow
from app.views.attachments.files_panel import size_words
from app.views.look.chip import ChipText
from app.views.look.numbers import day, moment, number
from app.views.look.tokens import Tone
from app.views.marketing.paged_model import PagedModel, Shape

_LOOKS: Mapping[MailboxState, tuple[Tone, str]] = {
    MailboxState.OFF: ("neutral", "power"),
    MailboxState.CONNECTING: ("warning", "hourglass-medium"),
    MailboxState.FETCHING: ("success", "tray"),
    MailboxState.LISTENING: ("success", "check-circle"),
    MailboxState.POLLING: ("success", "check-circle"),
    MailboxState.TROUBLE: ("danger", "warning-circle"),
}
MAILBOX_WIDTHS = (236, 180, 112, 104, 104)
QUARANTINE_WIDTHS = (130, 380, 300, 90)
"""In px; the last column takes the rest."""


def state_chip(row: MailboxRow) -> ChipText:
    """How a mailbox is doing, in a chip; one that was never read says so."""
    if not row.active:
        return ChipText(tr(MAILBOX_WORDS[MailboxState.OFF]), *_LOOKS[MailboxState.OFF])
    if row.problem is not None:
        return ChipText(tr(MAILBOX_WORDS[MailboxState.TROUBLE]), *_LOOKS[MailboxState.TROUBLE])
    if row.state is MailboxState.OFF:
        return ChipText(tr("not read yet"), "neutral", "hourglass-medium")
    return ChipText(tr(MAILBOX_WORDS[row.state]), *_LOOKS[row.state])


def since_words(row: MailboxRow) -> str:
    """From when on its letters are fetched."""
    return tr("all letters") if row.since == EVERYTHING else day(row.since.date())


def mailboxes_model() -> PagedModel[MailboxRow]:
    """The mailboxes with their health."""
    return PagedModel[MailboxRow](
        (
            Shape(marked("Mailbox"), lambda row: row.name),
            Shape(marked("State"), lambda _: "", state_chip),
            Shape(marked("Last success"), lambda row: moment(row.last_success_at) if row.last_success_at else tr("never")),
            Shape(marked("On the server"), lambda row: "–" if row.backlog is None else number(row.backlog), figure=True),
            Shape(marked("Taken in"), lambda row: number(row.taken), figure=True),
            Shape(marked("Letters since"), since_words, quiet=True),
        ),
        lambda row: row.id,
    )


def quarantine_model() -> PagedModel[QuarantineRow]:
    """Letters that nobody could read."""
    return PagedModel[QuarantineRow](
        (
            Shape(marked("Came"), lambda row: moment(row.at)),
            Shape(marked("Why it is here"), lambda row: tr(row.reason)),
            Shape(marked("From where"), lambda row: row.origin, quiet=True),
            Shape(marked("Size"), lambda row: size_words(row.size), figure=True),
            Shape(marked("What was done"), lambda row: ", ".join(filter(None, (row.note, row.resolved_by))), quiet=True),
        ),
        lambda row: row.id,
    )
