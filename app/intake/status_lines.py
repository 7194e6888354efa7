"""How the channels are doing, in plain words: the intake, each mailbox, the exchange, and what goes out [C7, C16]."""

from collections.abc import Iterator, Sequence

from app.language import Phrase, phrase, tr
from app.models.call_terms import EXCHANGE_WORDS, ExchangeCondition
from app.models.mail_terms import MAILBOX_WORDS, MailboxState
from app.operations.exchange_health import ExchangeRow
from app.operations.mailboxes import MailboxRow, Status


def status_lines(status: Status, exchanges: Sequence[ExchangeRow] = ()) -> Iterator[str]:
    """The lines of ``main.py intake --status``."""
    yield _intake(status)
    if not status.mailboxes:
        yield tr("No mailbox is named yet: the administrator names one, or KONTOR_MAILBOX does.")
    for row in status.mailboxes:
        yield mailbox_line(row, running=status.running)
    for exchange in exchanges:
        yield exchange_line(exchange)
    yield tr(
        "Outgoing letters: {waiting} wait, {unsure} perhaps sent, {given_up} not delivered.",
        waiting=status.waiting,
        unsure=status.unsure,
        given_up=status.given_up,
    )
    yield tr("Letters in quarantine that nobody has looked at: {count}.", count=status.quarantine)


def mailbox_line(row: MailboxRow, *, running: bool) -> str:
    """How one mailbox is doing. running: whether an intake is at work at all."""
    if not row.active:
        return tr("{name}: switched off.", name=row.name)
    doing = phrase(MAILBOX_WORDS[row.state]) if running or row.problem else phrase("not read at the moment")
    if row.state is MailboxState.OFF:
        doing = phrase("not read yet")
    success = row.last_success_at or phrase("never")
    backlog = phrase("unknown") if row.backlog is None else row.backlog
    if row.problem is None:
        return tr(
            "{name}: {doing}; last success: {success}; waiting on the server: {backlog}; taken in: {taken}.",
            name=row.name,
            doing=doing,
            success=success,
            backlog=backlog,
            taken=row.taken,
        )
    return tr(
        "{name}: {doing}; last success: {success}; waiting on the server: {backlog}; taken in: {taken}. {problem}",
        name=row.name,
        doing=doing,
        success=success,
        backlog=backlog,
        taken=row.taken,
        problem=row.problem,
    )


def exchange_line(row: ExchangeRow) -> str:
    """How the line to one exchange is."""
    if row.condition is ExchangeCondition.OFF:
        return tr("Telephone exchange {address}: switched off.", address=row.address)
    doing, heard = Phrase(EXCHANGE_WORDS[row.condition]), row.heard_at or phrase("never")
    if row.problem is None:
        return tr(
            "Telephone exchange {address}: {doing}; {version}; last heard: {heard}.",
            address=row.address,
            doing=doing,
            version=row.version or phrase("its version is unknown"),
            heard=heard,
        )
    return tr(
        "Telephone exchange {address}: {doing}; last heard: {heard}. {problem}",
        address=row.address,
        doing=doing,
        heard=heard,
        problem=row.problem,
    )


def _intake(status: Status) -> str:
    if status.lease is None:
        return tr("No intake is running.")
    if status.lease.lapsed:
        return tr("No intake is running; the last one ended at {at} without a word.", at=status.lease.until)
    return tr("The intake is running ({holder}) since {at}.", holder=status.lease.holder, at=status.lease.taken_at)
