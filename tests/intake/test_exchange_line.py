"""What the window is told of the line to the exchange: what is missing there, in words."""

from collections.abc import Sequence

import pytest

from app.channels.ami_packets import Packet
from app.database.store import Store
from app.errors import DeviceTrouble
from app.intake.exchange_line import CALLS_SEEN, ExchangeLine, LineHealth
from app.models.call_terms import ExchangeCondition
from app.operations import exchange_health, leases
from app.operations.leases import INTAKE
from tests.clock import FixedClock

ADDRESS = "kontor@pbx:5038"


@pytest.fixture
def health(store: Store) -> LineHealth:
    store.write(leases.take, INTAKE, "me")
    found = LineHealth(store, "me", ADDRESS)
    found.listening("Asterisk Call Manager/11.0.0")
    return found


def events(*names: str) -> Sequence[Packet]:
    """Events without anything in them."""
    return [Packet((("Event", name),)) for name in names]


def told(store: Store, health: LineHealth) -> str:
    """What the books say about the line after writing."""
    health.write()
    (row,) = store.read(exchange_health.rows)
    assert (row.address, row.condition) == (ADDRESS, ExchangeCondition.LISTENING)
    return str(row.problem or "")


def test_all_is_well(store: Store, health: LineHealth, clock: FixedClock) -> None:
    health.heard(events("Newchannel", "DialBegin", "Hangup", "Cdr"), clock())
    health.permitted(Packet((("Response", "Success"), ("Originate", "Originate a call."), ("Redirect", "Redirect."))))
    assert told(store, health) == ""


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("Cdr",), "needs the read permission call."),
        (("QueueCallerJoin", "AgentConnect"), "needs the read permission call."),
        (("Newchannel", "Hangup", "Hangup") * CALLS_SEEN, "which telephones ring"),
        (("DeviceStateChange", "PeerStatus"), ""),
        (("Newchannel", "Hangup"), ""),
    ],
)
def test_what_the_exchange_does_not_tell(
    store: Store, health: LineHealth, clock: FixedClock, names: tuple[str, ...], words: str
) -> None:
    health.heard(events(*names), clock())
    problem = told(store, health)
    assert words in problem
    assert bool(words) == bool(problem)


def test_what_the_exchange_does_not_allow(store: Store, health: LineHealth) -> None:
    health.permitted(Packet((("Response", "Error"), ("Message", "Invalid/unknown command: ListCommands."))))
    assert told(store, health) == ""
    health.permitted(Packet((("Response", "Success"), ("Ping", "Keepalive command."))))
    assert "write permissions originate and call" in told(store, health)


def test_nothing_is_sent_without_a_line() -> None:
    line = ExchangeLine()
    assert not line.is_open
    with pytest.raises(DeviceTrouble, match="cannot be reached"):
        line.send(("Action", "Originate"))
