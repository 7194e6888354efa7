"""``main.py intake``: letters become inquiries, history, or a quarantine entry; none stops the next."""

import argparse
import threading
from collections import Counter
from pathlib import Path

from app.channels.letters import Reading, read_letter
from app.channels.mail_folder import MailFolder
from app.opening import opened
from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.events import MailArrived
from app.language import tr
from app.models.session import wall_clock
from app.operations.intake import Taken, take_letter, take_unreadable
from app.operations.settings import company_addresses

LOOK_EVERY_SECONDS = 5.0


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Take in what waits; with ``--once`` end then, otherwise look again every few seconds until stopped."""
    if not given.mail_folder:
        raise UserError("Say where letters come from: --mail-folder DIR, a folder of .eml files.")
    folder = MailFolder(Path(given.mail_folder))
    stopped = threading.Event()
    with opened(settings) as store:
        reading = Reading(own_addresses=settings.own or own_addresses(store), region=settings.region)
        while True:
            take_all(store, folder, reading)
            if given.once or stopped.wait(LOOK_EVERY_SECONDS):
                return 0


def own_addresses(store: Store) -> frozenset[str]:
    """Own mail addresses as the company's settings in the database name them."""
    return store.read(company_addresses)


def take_all(store: Store, folder: MailFolder, reading: Reading) -> Counter[str]:
    """Take in every letter of *folder*, each in a transaction of its own; print what became of it."""
    outcomes: Counter[str] = Counter()
    for origin, raw in folder.letters():
        letter = read_letter(raw, origin=origin, received_at=wall_clock(), reading=reading)
        if isinstance(letter, MailArrived):
            taken = store.write(take_letter, letter)
        else:
            taken = store.write(take_unreadable, letter)
        outcomes[taken.outcome] += 1
        print(f"{origin}: {told(taken)}", flush=True)
    return outcomes


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
