"""The card of the mail channel: whether letters are taken in, what waits to go out, how the selected mailbox is doing."""

from collections.abc import Callable

from app.language import Phrase, tr
from app.operations.mail_settings import MailSettings
from app.operations.mailboxes import MailboxRow, Status
from app.views.deals.words import spoken
from app.views.look.card_column import CardColumn
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import moment, number
from app.views.mail.tables import since_words, state_chip
from app.views.triage.card_lines import CardLink


def fill_health(
    card: CardColumn,
    status: Status,
    settings: MailSettings | None,
    box: MailboxRow | None,
    show_outbox: Callable[[], object],
) -> None:
    """Fill *card*, which is empty. show_outbox: leads to the letters that wait or were not delivered."""
    fill_intake(card, status, tr("Letters are taken in by main.py intake on the server."))
    if box is not None:
        _fill_box(card, box)
    outgoing = card.add_section(tr("Going out"), line=True)
    outgoing.add_fact(tr("Waiting"), number(status.waiting))
    outgoing.add_fact(tr("Perhaps sent"), number(status.unsure))
    outgoing.add_fact(tr("Not delivered"), number(status.given_up))
    link = CardLink(tr("Letters that go out"), icon="paper-plane-tilt", height=28)
    link.set_stretched()
    link.clicked.connect(show_outbox)
    outgoing.add(link)
    if settings is not None:
        outgoing.add_fact(tr("Address of the company"), settings.sender or tr("that of the letterhead"))
        outgoing.add_fact(tr("Acknowledgement"), tr("at once") if settings.acknowledge else tr("none"))
        outgoing.add_fact(tr("Files of a letter"), tr("up to {size} MB", size=settings.limit_megabytes))


def fill_intake(card: CardColumn, status: Status, who_does_it: str) -> None:
    """Add to *card* whether the intake runs; *who_does_it* is said where it does not."""
    section = card.add_section(tr("Intake"))
    lease = status.lease
    if lease is None:
        section.add(Chip(tr("not running"), "warning", "warning-circle"))
        section.add(Label(who_does_it, 13, 400, "muted", wrap=True))
    elif lease.lapsed:
        section.add(Chip(tr("not running"), "danger", "warning-circle"))
        section.add_fact(tr("Ended without a word"), moment(lease.until))
    else:
        section.add(Chip(tr("running"), "success", "check-circle"))
        section.add_fact(tr("Since"), moment(lease.taken_at))
    if lease is not None:
        section.add_fact(tr("Where"), lease.holder)


def _fill_box(card: CardColumn, box: MailboxRow) -> None:
    section = card.add_section(box.name, line=True)
    chip = state_chip(box)
    section.add(Chip(chip.text, chip.tone, chip.icon))
    if box.problem is not None:
        section.add(Label(_whole(box.problem), 13, 500, "danger_text", wrap=True))
        if box.last_problem_at is not None:
            section.add_fact(tr("Trouble since"), moment(box.last_problem_at))
    section.add_fact(tr("Server"), f"{box.host}:{box.port}")
    section.add_fact(tr("Login"), box.login)
    section.add_fact(tr("Folder"), box.folder)
    section.add_fact(tr("Letters since"), since_words(box))
    section.add_fact(tr("Last success"), moment(box.last_success_at) if box.last_success_at else tr("never"))
    section.add_fact(tr("On the server"), "–" if box.backlog is None else number(box.backlog))
    section.add_fact(tr("Taken in"), number(box.taken))


def _whole(sentence: Phrase) -> str:
    return spoken(sentence)
