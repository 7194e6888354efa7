"""``main.py intake``: letters become inquiries, history, or a quarantine entry; none stops the next."""

import argparse
import hashlib
import logging
import threading
from collections import Counter
from pathlib import Path

from app.channels.letters import Reading, read_letter
from app.channels.mail_folder import MailFolder
from app.config import Settings
from app.database.store import Store
from app.errors import Offline, UserError
from app.events import LetterSource, MailArrived, MailUnreadable
from app.language import marked, tr
from app.list_folder import ListFolder
from app.models.session import wall_clock
from app.opening import opened
from app.operations import marketing_schedule
from app.operations.intake import Taken, take_letter, take_unreadable
from app.operations.settings import company_addresses

LOOK_EVERY_SECONDS = 5.0
OUR_BUG = marked("Kontor failed on this letter ({kind}); it is kept here, the program's log says more")

_log = logging.getLogger(__name__)


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Take in what waits; with ``--once`` end then, otherwise look again every few seconds until stopped."""
    if not given.mail_folder:
        raise UserError("Say where letters come from: --mail-folder DIR, a folder of .eml files.")
    folder = MailFolder(Path(given.mail_folder))
    stopped = threading.Event()
    with opened(settings) as store:
        if given.once:
            take_all(store, folder, reading_of(settings, store))
            save_due_lists(store)
            return 0
        known: set[str] = set()
        while True:
            try:
                take_all(store, folder, reading_of(settings, store), known)
                save_due_lists(store)
            except Offline as trouble:
                print(trouble.said(), flush=True)
            if stopped.wait(LOOK_EVERY_SECONDS):
                return 0


def save_due_lists(store: Store) -> None:
    """Save the marketing lists whose time has come and whose folder this computer can reach [M87]; print what became."""
    for kept in marketing_schedule.run_due(store, ListFolder()):
        if kept.file:
            print(tr("{file} is written, rows: {count}.", file=kept.file, count=kept.count), flush=True)
        else:
            print(tr("The list {name} could not save itself: {reason}", name=kept.name, reason=kept.problem), flush=True)


def reading_of(settings: Settings, store: Store) -> Reading:
    """How letters are read here: own addresses are those of this workstation's settings and those of the company."""
    return Reading(own_addresses=settings.own | store.read(company_addresses), region=settings.region)


def take_all(store: Store, source: LetterSource, reading: Reading, known: set[str] | None = None) -> Counter[str]:
    """Take in every letter of *source*, each in a transaction of its own; print what became of it.

    known: origins that need not be looked at again; those of letters that were read are added, and what was here before
    is not told again. Raises Offline and UserError, which are no letter's fault; whatever else goes wrong with one letter
    is logged, and the next one goes on.
    """
    outcomes: Counter[str] = Counter()
    for origin, raw in source.letters():
        if known is not None and origin in known:
            continue
        taken = take(store, origin, raw, reading)
        outcomes[taken.outcome] += 1
        if known is None or taken.outcome != "duplicate":
            print(f"{origin}: {told(taken)}", flush=True)
        # A file that is only half written yet cannot be read; it is looked at again.
        if known is not None and taken.interaction_id is not None:
            known.add(origin)
    return outcomes


def take(store: Store, origin: str, raw: bytes, reading: Reading) -> Taken:
    """Take in one letter; one that Kontor itself fails on goes to quarantine, with the traceback in the log [C7]."""
    try:
        letter = read_letter(raw, origin=origin, received_at=wall_clock(), reading=reading)
        if isinstance(letter, MailArrived):
            return store.write(take_letter, letter)
        return store.write(take_unreadable, letter)
    except UserError:
        raise
    except Exception as bug:
        _log.exception("the letter %s could not be taken in", origin)
        key = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        reason = OUR_BUG.format(kind=type(bug).__name__)
        return store.write(take_unreadable, MailUnreadable(key, origin, wall_clock(), reason, raw))


def told(taken: Taken) -> str:
    """What became of one letter, in words."""
    match taken.outcome:
        case "inquiry":
            return tr("inquiry {number}", number=taken.number)
        case "history":
            return tr("joined the history of a known counterparty")
        case "automatic":
            return tr("automatic mail, recorded")
        case "duplicate":
            return tr("is here already")
        case "quarantine":
            return tr("cannot be read, kept in quarantine")
