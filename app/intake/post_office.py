"""The post office: sends what waits in the outbox, one letter after the other, for ever and a day (decision 024).

Whatever happens to one letter, the others go. While the database or the mail server cannot be reached it waits, longer each
time up to a minute, and nothing is lost: letters wait in the outbox.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Literal, Protocol

from app.channels.outgoing import Delivery, MailRefused, PerhapsSent, ServerUnreachable, compose
from app.database.store import Store
from app.errors import Conflict, Offline
from app.intake.pauses import Pauses
from app.language import Phrase, phrase
from app.operations import outbox_delivery
from app.operations.outbox_delivery import ClaimedLetter, ClaimLost

LOOK_SECONDS = 1.0
RECOVER_SECONDS = 60.0
LONGEST_PAUSE = 60.0
_MISFORMED = (ValueError, LookupError, TypeError, AttributeError)
"""What the standard library raises where it cannot write a letter; none is known, and one letter must not stop all."""
_AWAY = (Offline, Conflict)
"""What the store raises while the database cannot be reached, or others are in the way for too long."""
Outcome = Literal["nothing", "sent", "not_sent", "no_server"]

_log = logging.getLogger(__name__)


class MailServer(Protocol):
    """What letters are handed to; ``app.channels.outgoing.SmtpServer``."""

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], handing: Callable[[], None]) -> Delivery:
        """Hand one letter over; *handing* is called just before it is the server's."""

    def close(self) -> None:
        """Take leave of the server."""


class PostOffice:
    """Sends for one company. Run it while this process has the lease: ``holder`` names the process.

    trouble: what is wrong with the mail server or the database just now, for people; None while all is well.
    """

    def __init__(self, store: Store, server: MailServer, holder: str) -> None:
        self._store = store
        self._server = server
        self._holder = holder
        self._begun = False
        self._stopped = threading.Event()
        self._pauses = Pauses(longest=LONGEST_PAUSE)
        self.trouble: Phrase | None = None

    def run(self, stopped: threading.Event) -> None:
        """Send until *stopped* is set; a new letter goes within a second of its time."""
        self._stopped = stopped
        recovered = time.monotonic()
        while not stopped.is_set():
            pause = LOOK_SECONDS
            try:
                if not self._begun or time.monotonic() - recovered > RECOVER_SECONDS:
                    self._recover()
                    recovered = time.monotonic()
                if self._store.read(outbox_delivery.is_due):
                    self.run_once()
                    if self.trouble is not None:
                        pause = self._pauses.next()
            except _AWAY as error:
                self.trouble = error.phrase
                pause = self._pauses.next()
            except Exception:
                _log.exception("the post office failed and goes on in a while")
                pause = LONGEST_PAUSE
            stopped.wait(pause)
        self._server.close()

    def run_once(self) -> int:
        """Send everything that is due; how many letters the server took. Raises Offline."""
        if not self._begun:
            self._recover()
        sent = 0
        outcome = self._next()
        while outcome in ("sent", "not_sent") and not self._stopped.is_set():
            sent += outcome == "sent"
            outcome = self._next()
        if outcome != "no_server":
            self.trouble = None
            self._pauses.reset()
        self._server.close()
        return sent + (outcome == "sent")

    def _recover(self) -> None:
        doubtful = self._store.write(outbox_delivery.recover, beginning=not self._begun)
        self._begun = True
        if doubtful:
            _log.info("%d letters were with the server when the sending process ended", doubtful)

    def _next(self) -> Outcome:
        """Send the letter that is due longest."""
        claimed = self._store.write(outbox_delivery.claim, self._holder, 1)
        if not claimed:
            return "nothing"
        try:
            return self._sent(claimed[0])
        except _AWAY:
            raise
        except Exception:
            # A fault of ours must not keep the other letters.
            _log.exception("the post office failed over letter %d", claimed[0].id)
            self._server.close()
            self._note(partial(self._store.write, outbox_delivery.stumbled, claimed[0].id, self._holder))
            return "not_sent"

    def _sent(self, letter: ClaimedLetter) -> Outcome:
        """What became of *letter*; it stands in the database by then."""
        ours = (letter.id, self._holder)
        try:
            raw = compose(letter.mail)
        except _MISFORMED as error:
            problem = phrase("This letter cannot be written as mail: {problem}", problem=str(error)[:200])
            self._note(partial(self._store.write, outbox_delivery.failed, *ours, problem, True))
            return "not_sent"
        sender = "" if letter.mail.automatic else letter.mail.sender
        handing = partial(self._store.write, outbox_delivery.handing, *ours)
        try:
            done = self._server.send(raw, sender, letter.recipients, handing)
        except ClaimLost:
            return "not_sent"
        except PerhapsSent:
            self._note(partial(self._store.write, outbox_delivery.unsure, *ours))
            return "not_sent"
        except MailRefused as error:
            self._note(
                partial(self._store.write, outbox_delivery.failed, *ours, error.phrase, error.permanent, error.refused)
            )
            return "not_sent"
        except ServerUnreachable as error:
            self.trouble = error.phrase
            pause = timedelta(seconds=self._pauses.next())
            self._note(partial(self._store.write, outbox_delivery.postponed, *ours, error.phrase, pause))
            return "no_server"
        except _AWAY as error:
            # It was not handed over; and whoever asked the database to note that it is may have been heard.
            self._note(partial(self._store.write, outbox_delivery.postponed, *ours, error.phrase, timedelta(0)))
            return "not_sent"
        taken, refused, later = done.delivered, dict(done.refused), dict(done.later)
        self._note(partial(self._store.write, outbox_delivery.handed, *ours, taken, refused, later, raw))
        return "sent"

    def _note(self, write: Callable[[], None]) -> None:
        """Write down what became of a letter, however long the database is away; it knows the letter is under way."""
        pauses = Pauses(longest=LONGEST_PAUSE)
        while True:
            try:
                return write()
            except _AWAY as error:
                self.trouble = error.phrase
                if self._stopped.wait(pauses.next()):
                    raise
