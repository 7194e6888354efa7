"""Calls from memory to the books: one transaction a snapshot, and no call waits for the trouble of another."""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from email.message import EmailMessage
from time import monotonic

from app.database.store import Store
from app.errors import Conflict, NotAllowed, Offline, UserError
from app.events import CallEvent, MailUnreadable
from app.intake.newest_snapshots import NewestSnapshots, Waiting
from app.intake.pauses import Pauses
from app.language import marked
from app.models.session import wall_clock
from app.operations import call_gaps, calls
from app.operations.calls import TakenCall
from app.operations.leases import LeaseLost
from app.operations.mailbox_cursor import take_found

OUR_BUG = marked("Kontor failed on this call ({kind}); what the exchange said is kept here, the program's log says more")
LOOK_SECONDS = 0.25
LONGEST_PAUSE = 2.0
TOGETHER = 8
"""So many calls share a commit where more than one waits."""
CLASHES = 5
"""So often a call may meet others at work on the same records before it is put aside for a person."""

_NO_CALLS_FAULT = (Offline, NotAllowed)
_log = logging.getLogger(__name__)


class CallWriter:
    """Writes the snapshots that wait; *holder* has the lease of the intake.

    taken: who hears what became of each, in the writer's thread. longest: the longest that a packet waited for its commit so
    far, in seconds. lost: another process has the lease.
    """

    def __init__(self, store: Store, holder: str, origin: str, say: Callable[[str], None]) -> None:
        self.snapshots = NewestSnapshots()
        self.lost = threading.Event()
        self.longest = 0.0
        self.count = 0
        self.taken: list[Callable[[CallEvent, TakenCall], None]] = []
        self._store = store
        self._holder = holder
        self._origin = origin
        self._say = say
        self._pauses = Pauses(0.1, LONGEST_PAUSE)
        self._trouble = ""
        self._alive: Callable[[], frozenset[str]] | None = None
        self._aside: set[str] = set()

    def settle(self, alive: Callable[[], frozenset[str]]) -> None:
        """Let all calls end in the books, as ends that nobody saw, that are not among *alive*: asked when it is written."""
        self._alive = alive
        self.snapshots.wake()

    @property
    def idle(self) -> bool:
        """Whether all that was put is in the books."""
        return self._alive is None and not self.snapshots.linked_ids

    def run(self, stopped: threading.Event) -> None:
        """Write until *stopped*, and then what is left, unless the database is away; or until the lease is lost."""
        while not self.lost.is_set():
            if stopped.is_set() and (self._trouble or self.idle):
                return
            try:
                self._round(stopped)
            except LeaseLost:
                self.lost.set()

    def _round(self, stopped: threading.Event) -> None:
        if self._alive is not None and not self._settled(self._alive, stopped):
            return
        waiting = self.snapshots.take(LOOK_SECONDS, TOGETHER)
        if len(waiting) > 1 and self._wrote_together(waiting):
            return
        for place, each in enumerate(waiting):
            if not self._wrote(each, stopped):
                for left in reversed(waiting[place + 1 :]):
                    self.snapshots.back(left)
                return

    def _settled(self, alive: Callable[[], frozenset[str]], stopped: threading.Event) -> bool:
        try:
            # Only this thread writes calls that begin, so none can begin between the question and the answer.
            self._store.write(calls.end_unseen, self._holder, alive() | self.snapshots.linked_ids, wall_clock())
        except _NO_CALLS_FAULT as trouble:
            self._pause(trouble, stopped)
            return False
        except LeaseLost:
            raise
        except Exception:
            _log.exception("calls that ended unseen could not be completed")
        if self._alive is alive:
            self._alive = None
        return True

    # ------------------------------------------------------------ calls
    def _wrote_together(self, waiting: Sequence[Waiting]) -> bool:
        """Write what waits already with one commit; False if something is wrong, and each is to be written alone."""
        try:
            taken = self._store.write(call_gaps.take_together, self._holder, [each.event for each in waiting])
        except LeaseLost:
            raise
        except Exception as trouble:
            # Which call it is, and what becomes of it, is seen when they come one by one.
            _log.info("calls are written one by one: %s", trouble)
            return False
        for each, became in zip(waiting, taken, strict=True):
            self._note(each, became)
        return True

    def _wrote(self, waiting: Waiting, stopped: threading.Event) -> bool:
        """Write one call, or put it aside; False if the books are away."""
        event = waiting.event
        try:
            taken = self._store.write(calls.take_call, self._holder, event)
        except LeaseLost:
            raise
        except _NO_CALLS_FAULT as trouble:
            self.snapshots.back(waiting)
            self._pause(trouble, stopped)
            return False
        except Conflict as clash:
            if waiting.failures < CLASHES:
                self.snapshots.back(replace(waiting, failures=waiting.failures + 1), last=True)
                return True
            return self._put_aside(waiting, clash.said("en"), stopped)
        except UserError as refused:
            _log.warning("the call %s was refused: %s", event.linked_id, refused)
            return self._put_aside(waiting, refused.said("en"), stopped)
        except Exception as bug:
            if event.linked_id not in self._aside:
                _log.exception("the call %s could not be taken in", event.linked_id)
            return self._put_aside(waiting, OUR_BUG.format(kind=type(bug).__name__), stopped)
        self._note(waiting, taken)
        return True

    def _note(self, waiting: Waiting, taken: TakenCall) -> None:
        """It is in the books."""
        self._well()
        self.snapshots.done(waiting.event)
        self.count += 1
        self.longest = max(self.longest, monotonic() - waiting.since)
        for hear in self.taken:
            hear(waiting.event, taken)

    def _put_aside(self, waiting: Waiting, reason: str, stopped: threading.Event) -> bool:
        """Keep in quarantine what the exchange said of a call that cannot be taken, once; False if the books are away."""
        event = waiting.event
        if event.linked_id in self._aside:
            self.snapshots.dropped(event)
            return True
        try:
            self._store.write(take_found, self._holder, put_aside(event, self._origin, reason))
        except LeaseLost:
            raise
        except UserError as trouble:
            self.snapshots.back(waiting)
            self._pause(trouble, stopped)
            return False
        except Exception:
            _log.exception("the call %s could not be put aside either", event.linked_id)
        self._aside.add(event.linked_id)
        self.snapshots.dropped(event)
        return True

    # ------------------------------------------------------------ the database
    def _pause(self, trouble: UserError, stopped: threading.Event) -> None:
        if trouble.said() != self._trouble:
            self._trouble = trouble.said()
            self._say(self._trouble)
        stopped.wait(self._pauses.next())

    def _well(self) -> None:
        if self._trouble:
            self._trouble = ""
            self._pauses.reset()


def put_aside(event: CallEvent, origin: str, reason: str) -> MailUnreadable:
    """What is known of *event* as a quarantine entry; read as a letter it is automatic mail, and asks for nothing."""
    kept = EmailMessage()
    kept["Subject"] = "Call " + "".join(each for each in event.linked_id if each.isascii() and each.isprintable())[:100]
    kept["Auto-Submitted"] = "auto-generated"
    kept.set_content(json.dumps(asdict(event), indent=1, default=str, ensure_ascii=True))
    return MailUnreadable(f"call:{event.linked_id}", origin, event.started_at, reason, kept.as_bytes())
