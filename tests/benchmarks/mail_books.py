"""The two servers of a measurement of the mail: an account full of mixed letters, and books that can be killed."""

import hashlib
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.schema import create
from app.database.store import Store
from app.models.interactions import Message, QuarantineEntry
from tests import factories
from tests.benchmarks.company import DURABLE
from tests.benchmarks.fetching import handed_out
from tests.benchmarks.mixed_letters import mixed
from tests.fakes.imap_server import ImapServer
from tests.postgres_server import PostgresServer

SEED = 4
DATABASE = "bench_mail"
READY_SECONDS = 600
AT_ONCE = 200
"""Letters that are put into the account with one order, which a busy machine does in time."""
SPAWN = multiprocessing.get_context("spawn")


@contextmanager
def books() -> Iterator[PostgresServer]:
    """A durable PostgreSQL in a folder of its own, with a founded company, that can be killed and started again."""
    with tempfile.TemporaryDirectory(prefix="kontor-mail-") as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(DURABLE, Path(folder) / "postgres")
        server.start()
        try:
            url = server.url(DATABASE)
            create(url)
            store = Store(url)
            store.write(factories.company)
            store.close()
            yield server
        finally:
            server.stop()


def _serve(letters: int, pipe: Connection) -> None:
    with ImapServer() as server:
        for some in batched(mixed(letters, SEED), AT_ONCE):
            server.append_all(some)
        pipe.send(server.address(query="since=2020-01-01"))
        # Until the other end is closed.
        pipe.poll(None)


def batched(letters: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """*letters* in lists of at most *size*."""
    several = iter(letters)
    while some := list(islice(several, size)):
        yield some


@contextmanager
def mail_server(letters: int) -> Iterator[str]:
    """The address of an account with mixed letters, on a server in a process of its own."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(letters, theirs), daemon=True)
    process.start()
    # So that waiting for a process that has died ends.
    theirs.close()
    try:
        assert ours.poll(READY_SECONDS), "the mail server did not start"
        yield str(ours.recv())
    finally:
        ours.close()
        process.join(10)
        process.kill()


def _kept(session: Session) -> list[bytes]:
    query = select(Message.raw).union_all(select(QuarantineEntry.raw)).execution_options(yield_per=200)
    return [hashlib.sha256(raw).digest() for (raw,) in session.execute(query)]


def demand_exactly(url: str, mail: str, letters: int) -> None:
    """Raises AssertionError unless the books hold what the account *mail* hands out, each letter once."""
    store = Store(url)
    kept = Counter(store.read(_kept))
    store.close()
    sent = Counter(hashlib.sha256(raw).digest() for raw in handed_out(mail))
    assert len(sent) == letters, f"{letters} letters were sent, {len(sent)} different ones are handed out"
    doubled = sum(count - 1 for count in kept.values())
    assert kept == sent, f"lost: {len(sent - kept)}, doubled: {doubled}, strangers: {len(kept.keys() - sent.keys())}"
