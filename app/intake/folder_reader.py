"""A folder of .eml files, taken in as a mailbox is."""

import logging
import threading
from collections import Counter
from collections.abc import Callable

from app.channels.letters import Reading
from app.database.store import Store
from app.errors import UserError
from app.events import LetterSource, MailArrived, MailUnreadable
from app.intake.letter_taking import take, told
from app.models.session import wall_clock
from app.operations.intake import Taken
from app.operations.leases import LeaseLost
from app.operations.mailbox_cursor import take_found

LOOK_EVERY_SECONDS = 5.0

_log = logging.getLogger(__name__)


class FolderReader:
    """Takes in the letters of one folder; *holder* has the lease of the intake.

    say: hears a line about each letter. known: letters that need not be looked at again.
    """

    def __init__(self, store: Store, holder: str, source: LetterSource, say: Callable[[str], None]) -> None:
        self._store = store
        self._holder = holder
        self._source = source
        self._say = say
        self._known: set[str] = set()
        self._trouble = ""

    def once(self, reading: Reading) -> Counter[str]:
        """Take in every letter, each in a transaction of its own; how many became what.

        Raises UserError for a folder that cannot be read, Offline and LeaseLost.
        """
        outcomes: Counter[str] = Counter()
        for origin, raw in self._source.letters():
            taken = take(raw, origin, wall_clock(), reading, self._keep)
            outcomes[taken.outcome] += 1
            self._say(f"{origin}: {told(taken)}")
        return outcomes

    def run(self, reading: Callable[[], Reading], stopped: threading.Event) -> None:
        """Look again every few seconds until *stopped* or until another process has the lease; tell only what is new."""
        while not stopped.is_set():
            try:
                self.look(reading(), stopped)
                self._trouble = ""
            except LeaseLost:
                return
            except UserError as trouble:
                if trouble.said() != self._trouble:
                    self._trouble = trouble.said()
                    self._say(self._trouble)
            except Exception:
                _log.exception("the folder of letters could not be read")
            stopped.wait(LOOK_EVERY_SECONDS)

    def look(self, reading: Reading, stopped: threading.Event) -> None:
        """Take in what was not here at the last look. Raises UserError, Offline and LeaseLost."""
        for origin, raw in self._source.letters():
            if stopped.is_set():
                return
            if origin in self._known:
                continue
            taken = take(raw, origin, wall_clock(), reading, self._keep)
            if taken.outcome != "duplicate":
                self._say(f"{origin}: {told(taken)}")
            # A file that is only half written yet cannot be read; it is looked at again.
            if taken.interaction_id is not None:
                self._known.add(origin)

    def _keep(self, letter: MailArrived | MailUnreadable) -> Taken:
        return self._store.write(take_found, self._holder, letter)
