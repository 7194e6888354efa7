"""``main.py intake``: letters and calls become inquiries, history, or a quarantine entry; none stops the next."""

import argparse
import getpass
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from app.channels.mail_folder import MailFolder
from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.intake.accounts import Accounts
from app.intake.counting import told_counts
from app.intake.passwords import keep_password
from app.intake.service import IntakeService
from app.intake.status_lines import status_lines
from app.language import tr
from app.opening import opened
from app.operations import exchange_health, mailboxes


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Be the intake until stopped, or what the line asks for instead; 1 if something is not as it should be."""
    with opened(settings) as store:
        if given.status:
            return _status(store)
        if given.set_password is not None:
            return _set_password(settings, store, given.set_password)
        if given.count:
            return _count(settings, store)
        folder = Path(given.mail_folder) if given.mail_folder else None
        _demand_something(settings, store, folder, once=given.once)
        service = IntakeService(store, settings, folder, _say)
        with _until_stopped() as stopped:
            if given.once:
                return 0 if service.once(stopped) else 1
            service.run(stopped)
            return 0


def _say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """An event that is set when somebody asks the process to end (SIGTERM); Ctrl+C ends it as it ends every verb."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGTERM, before)


def _demand_something(settings: Settings, store: Store, folder: Path | None, *, once: bool) -> None:
    """Raise UserError if nothing can come from anywhere; a service that stays waits for an account to be started."""
    if folder is not None:
        # A slip of the pen is told at once, before anything begins.
        MailFolder(folder).letters()
    named = folder is not None or settings.mailboxes or settings.smtp or settings.exchange
    if named or any(row.active for row in store.read(mailboxes.rows)):
        return
    if once:
        raise UserError(
            "Say where letters and calls come from: KONTOR_MAILBOX=imap://user:password@host:993/INBOX, a mailbox that the "
            "administrator starts, --mail-folder DIR, a folder of .eml files, or the telephone exchange, "
            "KONTOR_EXCHANGE=ami://user:secret@host:5038."
        )
    _say(
        tr(
            "No mailbox is started yet, and no telephone exchange is named: the administrator starts a mailbox, or "
            "KONTOR_MAILBOX and KONTOR_EXCHANGE name them."
        )
    )


def _status(store: Store) -> int:
    found, exchanges = store.read(mailboxes.status), store.read(exchange_health.rows)
    for line in status_lines(found, exchanges):
        print(line)
    return 0 if found.well and all(row.well for row in exchanges) else 1


def _count(settings: Settings, store: Store) -> int:
    well = True
    for line, counted in told_counts(Accounts(settings), store.read(mailboxes.rows)):
        print(line, flush=True)
        well = well and counted
    return 0 if well else 1


def _set_password(settings: Settings, store: Store, name: str) -> int:
    """Keep the password of the mailbox *name*, asked for or read as one line from standard input."""
    known = [row.name for row in store.read(mailboxes.rows)] + [entry.name for entry, _ in Accounts(settings).named]
    found = next((each for each in known if each.casefold() == name.strip().casefold()), None)
    if found is None:
        if not known:
            raise UserError("There is no mailbox yet: the administrator names one, or KONTOR_MAILBOX does.")
        raise UserError(
            "There is no mailbox called {name}. There are: {known}", name=name, known=", ".join(dict.fromkeys(known))
        )
    if sys.stdin.isatty():
        password = getpass.getpass(tr("Password of {name}: ", name=found))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    keep_password(found, password)
    if password:
        print(tr("The password of {name} is kept in the keyring of this computer.", name=found))
    else:
        print(tr("The password of {name} is forgotten.", name=found))
    return 0
