"""The post office against a real mail server: letters go once, whatever breaks, and a kill leaves at most a doubt."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.channels.outgoing import Delivery, SmtpServer
from app.channels.smtp_address import parse_smtp
from app.database.store import Store
from app.errors import Offline
from app.intake.post_office import PostOffice
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.session import now, wall_clock
from tests.fakes.smtp_server import SmtpFake

P = ParamSpec("P")
T = TypeVar("T")
MINE = "office@kontor.example"
DEADLINE = 30.0
ROOT = Path(__file__).resolve().parent.parent.parent
SENDING = """
import sys, threading
import app.models.all
from app.channels.outgoing import SmtpServer
from app.channels.smtp_address import parse_smtp
from app.database.store import Store
from app.intake.post_office import PostOffice
store = Store(sys.argv[1])
PostOffice(store, SmtpServer(parse_smtp(sys.argv[2])), sys.argv[3]).run(threading.Event())
"""
"""A process that sends until it is killed."""


def write(session: Session, count: int, *, to: str = "") -> list[str]:
    """Message-IDs of *count* letters in the outbox that are due."""
    letters = [
        OutgoingLetter(
            state=LetterState.WAITING,
            message_id=f"<{number}.{to or 'n'}@kontor.example>",
            sender=MINE,
            to=[to or f"n{number}@client.example"],
            cc=[],
            bcc=[],
            references=[],
            subject=f"Letter {number}",
            text="Good day",
            written_at=now(session),
            next_try_at=now(session),
            delivered=[],
            refused={},
            params={},
        )
        for number in range(count)
    ]
    session.add_all(letters)
    session.flush()
    return [str(letter.message_id) for letter in letters]


def states(store: Store) -> dict[str, int]:
    """How many letters are in each state."""
    query = select(OutgoingLetter.state, func.count()).group_by(OutgoingLetter.state)
    return store.read(lambda session: {state.value: count for state, count in session.execute(query)})


def until(true: Callable[[], bool]) -> None:
    """Wait until something is *true*. Fails after some seconds."""
    deadline = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        threading.Event().wait(0.01)


def arrived(fake: SmtpFake, count: int) -> bool:
    """Whether the server has *count* letters."""
    return len(fake.letters) >= count


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    found = Store(database_url, clock=wall_clock)
    yield found
    found.close()


@pytest.fixture
def fake() -> Iterator[SmtpFake]:
    with SmtpFake() as server:
        yield server


def office(store: Store, fake: SmtpFake, holder: str = "host:1") -> PostOffice:
    return PostOffice(store, SmtpServer(parse_smtp(fake.address()), seconds=5), holder)


def test_what_waits_goes_and_the_others_go_where_one_fails(store: Store, fake: SmtpFake) -> None:
    ids = store.write(write, 5)
    fake.refuse["n1@client.example"] = "550 No such user"
    fake.refuse["n2@client.example"] = "450 Come again"
    fake.misdeeds.append("take_and_die")
    assert office(store, fake).run_once() == 2
    assert fake.ids() == [ids[0], ids[3], ids[4]]
    assert states(store) == {"sent": 2, "unsure": 1, "given_up": 1, "waiting": 1}
    assert office(store, fake).run_once() == 0
    assert len(fake.letters) == 3


def test_a_letter_that_is_to_go_goes_within_a_second_or_two(store: Store, fake: SmtpFake) -> None:
    stopped = threading.Event()
    thread = threading.Thread(target=office(store, fake).run, args=(stopped,))
    thread.start()
    try:
        for count in (1, 2):
            begun = time.monotonic()
            store.write(write, 1, to=f"n{count}@client.example")
            until(partial(arrived, fake, count))
            assert time.monotonic() - begun < 5
    finally:
        stopped.set()
        thread.join(DEADLINE)
    assert not thread.is_alive()


def test_while_the_server_is_away_letters_wait_and_go_when_it_is_back(store: Store, fake: SmtpFake) -> None:
    store.write(write, 3)
    fake.stop()
    post = office(store, fake)
    assert post.run_once() == 0
    assert "cannot be reached" in str(post.trouble)
    assert states(store) == {"waiting": 3}
    fake.start()
    stopped = threading.Event()
    thread = threading.Thread(target=post.run, args=(stopped,))
    thread.start()
    until(lambda: states(store) == {"sent": 3})
    stopped.set()
    thread.join(DEADLINE)
    assert len(fake.letters) == 3
    assert post.trouble is None


class Shaky(Store):
    """A store that is offline for some writes: those of *operations*, so many times each."""

    def __init__(self, url: str, **operations: int) -> None:
        super().__init__(url, clock=wall_clock)
        self.left = operations

    def write(self, use: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self.left.get(use.__name__, 0) > 0:
            self.left[use.__name__] -= 1
            raise Offline("The database cannot be reached.")
        return super().write(use, *args, **kwargs)


def test_a_database_that_goes_away_in_the_middle_loses_and_doubles_nothing(database_url: str, fake: SmtpFake) -> None:
    shaky = Shaky(database_url, handing=1, handed=1)
    ids = shaky.write(write, 2)
    assert PostOffice(shaky, SmtpServer(parse_smtp(fake.address())), "host:1").run_once() == 2
    assert sorted(fake.ids()) == sorted(ids)
    assert states(shaky) == {"sent": 2}
    shaky.close()


class Faulty:
    """A server over which Kontor itself fails, before or after it has said that the letter goes."""

    def __init__(self, *, after: bool) -> None:
        self.after = after

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], handing: Callable[[], None]) -> Delivery:
        if b"Letter 0" not in raw:
            handing()
            return Delivery(recipients)
        if self.after:
            handing()
        raise RuntimeError("a fault of ours")

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("after", "state"), [(False, "waiting"), (True, "unsure")])
def test_a_fault_of_ours_keeps_no_other_letter(store: Store, after: bool, state: str, expected_logs: list[str]) -> None:
    expected_logs.append("the post office failed over letter")
    store.write(write, 3)
    assert PostOffice(store, Faulty(after=after), "host:1").run_once() == 2
    assert states(store) == {"sent": 2, state: 1}


def test_two_offices_send_each_letter_once(store: Store, fake: SmtpFake) -> None:
    first, second = office(store, fake, "host:1"), office(store, fake, "host:2")
    first.run_once()
    second.run_once()
    ids = store.write(write, 30)
    threads = [threading.Thread(target=each.run_once) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    assert sorted(fake.ids()) == sorted(ids)
    assert states(store) == {"sent": 30}


def killed(url: str, fake: SmtpFake, count: int, after: float, holder: str) -> None:
    """A process that sends, killed some moments *after* the server has *count* letters."""
    arguments = [sys.executable, "-c", SENDING, url, fake.address(), holder]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, env=environment, cwd=ROOT) as process:
        try:
            until(partial(arrived, fake, count))
            threading.Event().wait(after)
            assert process.poll() is None, "it ended by itself"
        finally:
            process.send_signal(signal.SIGKILL)


def test_killed_at_random_moments_every_letter_goes_once_or_is_in_doubt(store: Store, fake: SmtpFake) -> None:
    ids = store.write(write, 40)
    address = str(store.engine.url.render_as_string(hide_password=False))
    chance = random.Random(4)
    for count in (5, 15):
        killed(address, fake, count, chance.uniform(0, 0.05), f"host:{count}")
    office(store, fake, "host:last").run_once()
    taken = fake.ids()
    assert len(taken) == len(set(taken)), "a letter went twice"
    query = select(OutgoingLetter.message_id).where(OutgoingLetter.state == LetterState.UNSURE)
    doubtful = set(store.read(lambda session: list(session.scalars(query))))
    assert set(ids) - set(taken) <= doubtful, "a letter is lost"
    assert len(doubtful) <= 2
    assert states(store).get("sent", 0) == len(ids) - len(doubtful)
