"""The intake as one process runs it: accounts come and go, a second one stands by, and ending takes no time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.intake import lease_keeper, service
from app.intake.lease_keeper import LeaseKeeper
from app.intake.service import IntakeService
from app.models.mail import Lease, OutgoingLetter
from app.models.mail_terms import LetterState, MailboxState
from app.models.session import now
from app.operations import leases, mailboxes
from app.operations.leases import INTAKE, LAPSE, RENEW_SECONDS
from app.operations.mailboxes import MailboxRow
from tests import factories
from tests.fakes.imap_server import ImapServer
from tests.fakes.smtp_server import SmtpFake
from tests.intake.reading_room import eventually, kept_keys, keys_of, raw_letter


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@pytest.fixture
def books(database_url: str) -> Iterator[Store]:
    """Books whose clock goes on, as for a company."""
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who starts and stops accounts is not waited for in a test."""
    monkeypatch.setattr(service, "LOOK_EVERY_SECONDS", 0.1)


def settings_of(*servers: ImapServer) -> Settings:
    return Settings(mailbox=" ".join(server.address(query="since=2020-01-01") for server in servers))


@contextmanager
def at_work(running: IntakeService) -> Iterator[threading.Event]:
    """The service in a thread of its own."""
    stopped = threading.Event()
    thread = threading.Thread(target=running.run, args=(stopped,), name="service")
    thread.start()
    try:
        yield stopped
    finally:
        stopped.set()
        thread.join(10)
        assert not thread.is_alive()


def state_of(store: Store) -> list[MailboxState]:
    return [row.state for row in store.read(mailboxes.rows)]


def the_row(store: Store) -> MailboxRow:
    (row,) = store.read(mailboxes.rows)
    return row


def test_several_mailboxes_and_a_folder_at_once(books: Store, server: ImapServer, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(raw_letter(3))
    said: list[str] = []
    with ImapServer(login="service") as other:
        server.append(raw_letter(1))
        running = IntakeService(books, settings_of(server, other), tmp_path, said.append)
        with at_work(running):
            eventually(lambda: kept_keys(books) == keys_of(1, 3), "what waited was taken")
            eventually(lambda: state_of(books) == [MailboxState.LISTENING] * 2)
            # One account in trouble, the other goes on.
            other.crash()
            server.append(raw_letter(4))
            eventually(lambda: kept_keys(books) == keys_of(1, 3, 4))
            eventually(lambda: MailboxState.TROUBLE in state_of(books))
            assert not books.read(mailboxes.status).well
    assert books.read(leases.holder_of, INTAKE) is None


def test_an_account_that_a_person_stops_and_starts(books: Store, server: ImapServer) -> None:
    books.employee_id = books.write(factories.company)["Admin"]
    with at_work(IntakeService(books, settings_of(server), say=lambda _: None)):
        eventually(lambda: state_of(books) == [MailboxState.LISTENING])
        row = the_row(books)
        books.write(mailboxes.stop, row.id, row.version)
        eventually(lambda: not _readers(), "the reader ended")
        server.append(raw_letter(1))
        row = the_row(books)
        assert (row.state, kept_keys(books)) == (MailboxState.OFF, [])
        books.write(mailboxes.start, row.id, row.version, date(2021, 1, 1))
        eventually(lambda: kept_keys(books) == keys_of(1))


def test_a_second_intake_stands_by_and_takes_over(
    books: Store, database_url: str, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_keeper, "ASK_EVERY_SECONDS", 0.05)
    said: list[str] = []
    second_books = Store(database_url)
    second = IntakeService(second_books, settings_of(server), say=said.append)
    with at_work(IntakeService(books, settings_of(server), say=lambda _: None)) as first_stopped:
        eventually(lambda: state_of(books) == [MailboxState.LISTENING])
        with at_work(second):
            eventually(lambda: said, "the second one told that it stands by")
            assert "Another intake is at work" in said[0]
            server.append(raw_letter(1))
            eventually(lambda: kept_keys(books) == keys_of(1))
            first_stopped.set()
            eventually(lambda: "The intake is at work." in said, "the second one took over")
            server.append(raw_letter(2))
            eventually(lambda: kept_keys(books) == keys_of(1, 2))
    second_books.close()


def _readers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("mailbox ")]


def _usurp(session: Session) -> None:
    lease = session.get_one(Lease, INTAKE, with_for_update=True)
    lease.holder, lease.taken_at, lease.until = "another process", now(session), now(session) + LAPSE


def test_who_lost_the_lease_stands_by(books: Store, server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_keeper, "RENEW_SECONDS", 0.05)
    said: list[str] = []
    with at_work(IntakeService(books, settings_of(server), say=said.append)):
        eventually(lambda: state_of(books) == [MailboxState.LISTENING])
        books.write(_usurp)
        eventually(lambda: any("taken over" in line for line in said))
        server.append(raw_letter(1))
        eventually(lambda: any("another process" in line for line in said))
        assert kept_keys(books) == []
        books.write(leases.release, INTAKE, "another process")
        eventually(lambda: kept_keys(books) == keys_of(1), "it took the lease again")


def test_once_gives_up_while_another_is_at_work(books: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(service, "ONCE_WAITS_SECONDS", 0.0)
    books.write(leases.take, INTAKE, "another process")
    with pytest.raises(UserError, match=r"Nothing was taken in. Another intake is at work \(another process\)"):
        IntakeService(books, Settings(), tmp_path, lambda _: None).once(threading.Event())
    kept = books.read(leases.holder_of, INTAKE)
    assert kept is not None
    assert kept.holder == "another process"


def test_what_waits_to_be_sent_goes_out(books: Store) -> None:
    said: list[str] = []
    with SmtpFake() as smtp:
        books.write(_due_letter)
        assert IntakeService(books, Settings(smtp=smtp.address()), say=said.append).once(threading.Event())
        assert smtp.ids() == ["<1@kontor.example>"]
        assert said == ["Letters sent: 1."]
        books.write(_due_letter)
    # The server is gone: told, and the letter waits.
    assert not IntakeService(books, Settings(smtp=smtp.address()), say=said.append).once(threading.Event())
    assert len(said) == 2


def _due_letter(session: Session) -> None:
    number = (session.scalar(select(func.count()).select_from(OutgoingLetter)) or 0) + 1
    session.add(
        OutgoingLetter(
            state=LetterState.WAITING,
            message_id=f"<{number}@kontor.example>",
            sender="office@kontor.example",
            to=["ivan@client.example"],
            subject="Your pump",
            text="Good day",
            written_at=now(session),
            next_try_at=now(session),
        )
    )


def test_the_lease_is_renewed_in_time() -> None:
    """Three renewals may fail before another process takes over, and it takes over in less than fifteen seconds."""
    assert LAPSE.total_seconds() > RENEW_SECONDS * 3
    assert LAPSE.total_seconds() + lease_keeper.ASK_EVERY_SECONDS < 15


def test_two_processes_never_have_the_same_name() -> None:
    assert lease_keeper.own_name() != lease_keeper.own_name()


def test_the_keeper_says_why_it_waits_once(books: Store) -> None:
    books.write(leases.take, INTAKE, "another process")
    said: list[str] = []
    keeper = LeaseKeeper(books, said.append, ask_every=0.01)
    assert "another process" in keeper.obtain(threading.Event(), 0.2)
    assert len(said) == 1
    stopped = threading.Event()
    stopped.set()
    assert keeper.obtain(stopped)
