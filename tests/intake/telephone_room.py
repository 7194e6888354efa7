"""What tests of the telephone share: an exchange on loopback, a listener, and the calls that stand in the books."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.channels.exchange_address import parse_exchange
from app.config import Settings
from app.database.store import Store
from app.intake.exchange_listener import ExchangeListener, Pace
from app.intake.pauses import Pauses
from app.models.calls import Call, CallLeg
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.operations import leases
from app.operations.leases import INTAKE
from tests.fakes.exchange import FakeExchange
from tests.intake.reading_room import DEADLINE_SECONDS, ME

QUICK = Pace(
    ping=0.3,
    answer=0.5,
    lost=0.6,
    unreached=5.0,
    refused=0.2,
    check=0.3,
    quiet=0.2,
    longest=15.0,
    pauses=lambda: Pauses(0.02, 0.1),
)
"""The patience of a test."""


@dataclass(frozen=True)
class KeptCall:
    """A call of the books, as a test looks at it."""

    interaction_id: int
    linked_id: str
    direction: str
    number: str | None
    raw_number: str
    extension: str
    outcome: str
    rang: tuple[str, ...]
    inquiries: int


def kept_calls(store: Store) -> list[KeptCall]:
    """All calls of the books, oldest first."""
    return store.read(_calls)


def _calls(session: Session) -> list[KeptCall]:
    inquiries = session.scalar(select(func.count()).select_from(Inquiry)) or 0
    found = session.execute(select(Call).order_by(Call.started_at, Call.interaction_id)).scalars()
    legs: dict[int, list[str]] = {}
    for leg in session.scalars(select(CallLeg).order_by(CallLeg.interaction_id, CallLeg.position)):
        legs.setdefault(leg.interaction_id, []).append(f"{leg.extension} {leg.outcome}")
    return [
        KeptCall(
            each.interaction_id,
            each.linked_id,
            str(each.direction),
            each.number,
            each.raw_number,
            each.extension,
            str(each.outcome),
            tuple(legs.get(each.interaction_id, ())),
            inquiries,
        )
        for each in found
    ]


def outcomes(store: Store) -> list[str]:
    """How the calls of the books ended, oldest first."""
    return [each.outcome for each in kept_calls(store)]


def interactions(store: Store) -> int:
    """How many events of the history there are."""

    def counted(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(Interaction)) or 0

    return store.read(counted)


class TelephoneRoom:
    """A listener at *exchange*, whose calls go into the books of *store*."""

    def __init__(self, store: Store, exchange: FakeExchange, query: str = "", pace: Pace = QUICK) -> None:
        self.store = store
        self.exchange = exchange
        self.said: list[str] = []
        self.pace = pace
        self._address = parse_exchange(exchange.address + query)
        store.write(leases.take, INTAKE, ME)

    @property
    def address(self) -> str:
        """The exchange as the books name it."""
        return self._address.shown

    def listener(self) -> ExchangeListener:
        """A new listener, as after a start of the program."""
        return ExchangeListener(self.store, ME, self._address, Settings(), self.said.append, self.pace)

    @contextmanager
    def listening(self, *, signed_in: bool = True) -> Iterator[ExchangeListener]:
        """A listener that runs in a thread of its own, until the end of the block."""
        listener = self.listener()
        stopped = threading.Event()
        thread = threading.Thread(target=listener.run, args=(stopped,), name="listener")
        thread.start()
        try:
            if signed_in:
                self.exchange.wait_signed_in()
                self.exchange.wait_action("CoreShowChannels")
            yield listener
        finally:
            stopped.set()
            thread.join(DEADLINE_SECONDS)
            assert not thread.is_alive()
