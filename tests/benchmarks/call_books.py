"""An exchange under load, in a process of its own, and what the books must hold of its calls afterwards.

Recorded calls are told anew with their own identities and callers, many at the same time, their packets shuffled. The
history of the exchange has each call as soon as it is over, whether anybody listened or not.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.models.calls import Call
from tests.benchmarks.mail_books import SPAWN
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_history import FakeHistory, Row, row
from tests.fakes.exchange_play import packets_of, recording, told_anew

SEED = 5
READY_SECONDS = 60
TOGETHER = 25
"""Packets that are told with one breath."""
CALLERS = 700
KINDS = {
    "01": "answered",
    "03": "missed",
    "40": "answered",
    "05": "busy",
    "10": "answered",
    "12": "answered",
    "41": "missed",
}
"""Recording → how its call ends."""
DISPOSITIONS = {"answered": "ANSWERED", "missed": "NOANSWER", "busy": "BUSY"}
_LINKED = re.compile(rb"\nLinkedid: ([^\r\n]+)")


@dataclass(frozen=True, slots=True)
class Load:
    """So many calls, so many at the same time. rate: calls a second, 0 for as fast as they can be told."""

    calls: int
    at_once: int
    rate: float
    began: datetime


@dataclass(frozen=True, slots=True)
class PlayedCall:
    """One call as the exchange tells it."""

    linked_id: str
    outcome: str
    began: datetime
    packets: tuple[bytes, ...]


def played(load: Load, number: int) -> PlayedCall:
    """The call *number* of *load*, the same in every process."""
    kind = list(KINDS)[number % len(KINDS)]
    began = load.began + timedelta(seconds=int(number / load.rate) if load.rate else 0)
    stream = told_anew(recording(kind), number + 1, began)
    stream = re.sub(rb"(916|1511)\d{7}", rb"\g<1>%07d" % (1_000_000 + number % CALLERS), stream)
    found = _LINKED.search(stream)
    assert found is not None, kind
    return PlayedCall(found[1].decode(), KINDS[kind], began, tuple(packets_of(stream)))


def expected(load: Load) -> dict[str, str]:
    """Linked id → how it ended, of every call."""
    return {call.linked_id: call.outcome for call in (played(load, number) for number in range(load.calls))}


def _noted(number: int, call: PlayedCall) -> Row:
    """What the exchange's own history has of a call."""
    ended = call.began + timedelta(seconds=9)
    more = {"endtime": _clock(ended), "disposition": DISPOSITIONS[call.outcome], "did": "74950001101"}
    if call.outcome == "answered":
        more |= {"answer": _clock(call.began + timedelta(seconds=4)), "billsec": "5"}
    return row(number, call.linked_id, _clock(call.began), f"8916{number:07d}", "101", **more)


def _clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.000")


def _serve(load: Load, pipe: Connection) -> None:
    with FakeExchange() as exchange, FakeHistory() as history:
        pipe.send(f"{exchange.address}?history={history.url}&zone=UTC")
        if pipe.poll(None) and pipe.recv() == "play":
            _play(load, exchange, history)
            pipe.send(time.time())
            # Until the other end is closed.
            pipe.poll(None)


def _play(load: Load, exchange: FakeExchange, history: FakeHistory) -> None:
    chance = random.Random(SEED)
    calls = (played(load, number) for number in range(load.calls))
    going: list[tuple[PlayedCall, Iterator[bytes]]] = []
    begun, started, told = time.monotonic(), 0, 0
    average = sum(len(played(load, number).packets) for number in range(len(KINDS))) / len(KINDS)
    while started < load.calls or going:
        while len(going) < load.at_once and started < load.calls:
            call = next(calls)
            going.append((call, iter(call.packets)))
            started += 1
        breath = []
        for _ in range(TOGETHER):
            if not going:
                break
            place = chance.randrange(len(going))
            call, packets = going[place]
            breath.append(next(packets))
            if breath[-1] is call.packets[-1]:
                going.pop(place)
                history.rows.append(_noted(len(history.rows) + 1, call))
        exchange.play(b"".join(breath))
        told += len(breath)
        if load.rate:
            ahead = told / (load.rate * average) - (time.monotonic() - begun)
            threading.Event().wait(max(0.0, ahead))


@dataclass(slots=True)
class Exchange:
    """The process. address: as the settings name it, with its history."""

    address: str
    pipe: Connection

    def play(self) -> None:
        """Begin."""
        self.pipe.send("play")

    @property
    def is_over(self) -> bool:
        """Whether all calls have been told."""
        return self.pipe.poll(0)


@contextmanager
def exchange_of(load: Load) -> Iterator[Exchange]:
    """An exchange that has *load* to tell, in a process of its own."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(load, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        assert ours.poll(READY_SECONDS), "the exchange did not start"
        yield Exchange(str(ours.recv()), ours)
    finally:
        ours.close()
        process.join(10)
        process.kill()


def load_of(calls: int, at_once: int, rate: float) -> Load:
    """A load that begins now."""
    return Load(calls, at_once, rate, datetime.now(UTC).replace(microsecond=0))


# ---------------------------------------------------------------- the books
def _kept(session: Session) -> list[tuple[str, str]]:
    return [(linked_id, str(outcome)) for linked_id, outcome in session.execute(select(Call.linked_id, Call.outcome))]


def kept(url: str) -> list[tuple[str, str]] | None:
    """(linked id, outcome) of every call in the books; None while nobody can say."""
    store = Store(url)
    try:
        return store.read(_kept)
    except UserError:
        return None
    finally:
        store.close()


def is_complete(url: str, calls: int) -> bool:
    """Whether so many calls stand in the books, and all are over."""
    found = kept(url)
    return found is not None and len(found) >= calls and all(outcome != "going" for _, outcome in found)


def demand_each_once(url: str, load: Load) -> Counter[str]:
    """Raises AssertionError unless the books hold each call of *load* exactly once; how many ended otherwise than told.

    The keys are "told → kept".
    """
    found = kept(url) or []
    wanted = expected(load)
    doubled = [linked_id for linked_id, count in Counter(linked_id for linked_id, _ in found).items() if count > 1]
    outcomes = dict(found)
    missing, strange = wanted.keys() - outcomes.keys(), outcomes.keys() - wanted.keys()
    assert (len(missing), doubled, len(strange)) == (0, [], 0), f"missing {missing}, doubled {doubled}, strange {strange}"
    return Counter(
        f"{outcome} → {outcomes[linked_id]}" for linked_id, outcome in wanted.items() if outcomes[linked_id] != outcome
    )
