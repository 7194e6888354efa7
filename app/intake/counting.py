"""How many letters each mailbox would bring, before anything is taken in: the count before the first run [C7]."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from app.errors import UserError
from app.intake.accounts import Accounts
from app.intake.mail_server import MailServer, beginning, day_of, said_beginning
from app.language import tr
from app.operations.mailbox_entry import MailboxEntry
from app.operations.mailboxes import EVERYTHING, MailboxRow


def told_counts(accounts: Accounts, rows: Sequence[MailboxRow]) -> Iterator[tuple[str, bool]]:
    """A line for each mailbox that the settings name or that is in the books, and whether it could be read."""
    known = {(row.host, row.port, row.login, row.folder): row for row in rows}
    days = {entry.place: since for entry, since in accounts.named}
    entries = {entry.place: entry for entry, _ in accounts.named}
    entries |= {
        place: MailboxEntry(row.name, row.host, row.port, row.security, row.login, row.folder)
        for place, row in known.items()
    }
    for place, entry in entries.items():
        try:
            with accounts.connect_to(entry) as server:
                yield f"{entry.name}: {_counted(server, known.get(place), days.get(place))}", True
        except UserError as trouble:
            yield f"{entry.name}: {trouble.said()}", False


def _counted(server: MailServer, row: MailboxRow | None, since: date | None) -> str:
    folder = server.open()
    beginning_said = ""
    if since is not None:
        start = datetime.combine(since, time(0), UTC)
    elif row is not None and row.started_at is not None:
        start = row.since
    else:
        start, old = beginning(server)
        beginning_said = said_beginning(start, old)
    after = row.last_uid if row is not None and row.uid_validity == folder.uid_validity else 0
    if row is not None and start < row.since:
        after = 0
    count = len(server.waiting(after, day_of(start)))
    if beginning_said:
        return tr("Letters that would come: {count}. {beginning}", count=count, beginning=beginning_said)
    if start == EVERYTHING:
        return tr("Letters that would come: {count}.", count=count)
    return tr("Letters that would come: {count}, received from {day} on.", count=count, day=start.date())
