"""A mailbox on a real IMAP server into real books: order, cursor, marks, news, and every kind of trouble in between."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest

from app.channels.imap_trouble import LetterTrouble
from app.channels.mailbox import FetchedLetter, ImapMailbox
from app.channels.mailbox_address import parse_mailbox
from app.database.store import Store
from app.errors import Conflict, DeviceTrouble, Offline, UserError
from app.intake import mail_server
from app.intake.mailbox_reader import MARKED_TOGETHER, UNDELIVERED
from app.models.mail_terms import MailboxState
from app.models.session import wall_clock
from app.operations import leases, mailboxes
from app.operations.leases import INTAKE
from app.operations.listing import page
from app.operations.mailboxes import EVERYTHING
from tests.clock import FixedClock
from tests.fakes.imap_server import ImapServer
from tests.intake.reading_room import ReadingRoom, eventually, keys_of, raw_letter

T = TypeVar("T")


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@pytest.fixture
def room(store: Store, server: ImapServer) -> ReadingRoom:
    return ReadingRoom(store, server)


def test_what_waits_is_taken_in_order_once_and_marked(room: ReadingRoom, server: ImapServer) -> None:
    uids = server.append_all(raw_letter(number) for number in range(MARKED_TOGETHER + 5))
    assert room.reader().once()
    assert room.keys() == keys_of(*range(MARKED_TOGETHER + 5))
    assert all(server.is_seen(uid) for uid in uids)
    row = room.row
    assert (row.last_uid, row.taken, row.backlog, row.state) == (uids[-1], len(uids), 0, MailboxState.LISTENING)
    assert (row.problem, row.last_success_at) == (None, room.store.clock())
    assert [line.split(":")[0] for line in room.said] == [f"Sales/INBOX/{uid}" for uid in uids]
    more = server.append(raw_letter(99))
    assert room.reader().once()
    assert (room.keys(), room.row.last_uid) == (keys_of(*range(MARKED_TOGETHER + 5), 99), more)


def test_the_second_copy_is_known(room: ReadingRoom, server: ImapServer) -> None:
    server.append_all([raw_letter(1), raw_letter(1), b"\xff\xfe broken", b"\xff\xfe broken"])
    assert room.reader().once()
    assert len(room.keys()) == 2
    assert [line.split(": ")[1] for line in room.said][1::2] == ["is here already", "is here already"]


def test_news_comes_without_asking(room: ReadingRoom, server: ImapServer) -> None:
    with room.reading() as reader:
        eventually(lambda: room.row.state is MailboxState.LISTENING)
        uid = server.append(raw_letter(1))
        eventually(lambda: room.keys() == keys_of(1), "the letter came")
        eventually(lambda: server.is_seen(uid))
    assert reader.trouble is None


def test_the_line_breaks_and_reading_goes_on(room: ReadingRoom, server: ImapServer) -> None:
    with room.reading() as reader:
        eventually(lambda: room.row.state is MailboxState.LISTENING)
        server.crash()
        eventually(lambda: room.row.state is MailboxState.TROUBLE)
        assert room.row.problem is not None
        server.start()
        server.append_all([raw_letter(1), raw_letter(2)])
        eventually(lambda: room.keys() == keys_of(1, 2), "both letters came")
        eventually(lambda: room.row.problem is None)
        eventually(lambda: reader.trouble is None)
    # However often it was tried, the same trouble was told once.
    assert len(room.said) == len(set(room.said))


def test_once_says_what_is_wrong(room: ReadingRoom, server: ImapServer) -> None:
    server.crash()
    assert not room.reader().once()
    assert room.row.state is MailboxState.TROUBLE
    assert len(room.said) == 1


def test_renumbered_letters_are_known_again(room: ReadingRoom, server: ImapServer) -> None:
    uids = server.append_all([raw_letter(1), raw_letter(2), raw_letter(3)])
    assert room.reader().once()
    server.delete(uids[:1])
    server.renumber()
    server.append(raw_letter(4))
    assert room.reader().once()
    assert room.keys() == keys_of(1, 2, 3, 4)
    assert "numbered the letters anew" in " ".join(room.said)
    assert (room.row.uid_validity, room.row.taken) == (server.uid_validity(), 4)


def test_what_was_taken_but_not_marked_is_marked_later(room: ReadingRoom, server: ImapServer) -> None:
    uids = server.append_all([raw_letter(1), raw_letter(2)])
    connect = room.around.connect
    room.around.connect = lambda _row: Unmarking(parse_mailbox(server.address()))
    assert not room.reader().once()
    assert room.keys() == keys_of(1, 2)
    assert not server.is_seen(uids[0])
    room.around.connect = connect
    assert room.reader().once()
    assert all(server.is_seen(uid) for uid in uids)


class Unmarking(ImapMailbox):
    """A line that breaks when letters are to be marked."""

    def mark_seen(self, uids: Any) -> None:
        """Break."""
        raise DeviceTrouble("The line broke.")


class Withholding(ImapMailbox):
    """A server that has letters which it does not hand out, or over which the line breaks."""

    withheld: frozenset[int] = frozenset()
    breaking: frozenset[int] = frozenset()

    def fetch(self, uids: Any) -> Iterator[FetchedLetter]:
        """As a server does, but for these."""
        for letter in super().fetch(uids):
            if letter.uid in self.breaking:
                raise LetterTrouble(letter.uid, DeviceTrouble("The line broke."))
            yield replace(letter, raw=b"") if letter.uid in self.withheld else letter


def test_what_the_server_does_not_give_is_noted_and_stops_nothing(room: ReadingRoom, server: ImapServer) -> None:
    uids = server.append_all(raw_letter(number) for number in range(1, 7))

    def connect(_row: object) -> Withholding:
        line = Withholding(parse_mailbox(server.address()))
        line.withheld, line.breaking = frozenset(uids[1:3]), frozenset(uids[4:5])
        return line

    room.around.connect = connect
    assert room.reader().once()
    quarantine = room.store.read(page, "quarantine").records
    assert len(quarantine) == 3
    assert {record["reason"] for record in quarantine} == {UNDELIVERED}
    assert set(keys_of(1, 4, 6)) < set(room.keys())
    assert (room.row.last_uid, len(room.keys())) == (uids[-1], 6)


class Trying(Store):
    """Books that fail as often as *failures* has errors, when a letter comes that *hits*."""

    failures: list[Exception]
    hits: Callable[[Any], bool]

    def write(self, use: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Fail first."""
        if self.failures and use.__name__ == "take_from_mailbox" and self.hits(args[-1]):
            raise self.failures.pop(0)
        return super().write(use, *args, **kwargs)


@pytest.fixture
def trying(database_url: str, clock: FixedClock) -> Iterator[Trying]:
    store = Trying(database_url, clock=clock)
    store.failures = []
    yield store
    store.close()


def run_with(store: Trying, server: ImapServer, failures: Sequence[Exception]) -> ReadingRoom:
    room = ReadingRoom(store, server)
    store.failures = list(failures)
    store.hits = lambda letter: getattr(letter, "unique_key", "") == "<2@client.example>"
    server.append_all(raw_letter(number) for number in (1, 2, 3))
    assert room.reader().once()
    assert not store.failures
    return room


def test_while_the_books_are_away_letters_wait(trying: Trying, server: ImapServer) -> None:
    room = run_with(trying, server, [Offline("The database cannot be reached.")] * 3)
    assert room.keys() == keys_of(1, 2, 3)
    assert not trying.read(page, "quarantine").records


class Broken(Withholding):
    """A server whose disk is away: the line breaks over every letter."""

    def gives_others(self, uid: int) -> bool:
        """None of them."""
        raise DeviceTrouble("The line broke over its neighbours as well.")


def test_a_server_that_breaks_over_every_letter_makes_none_of_them_a_bad_one(room: ReadingRoom, server: ImapServer) -> None:
    uids = server.append_all([raw_letter(1), raw_letter(2)])
    connect = room.around.connect

    def broken(_row: Any) -> Broken:
        line = Broken(parse_mailbox(server.address()))
        line.breaking = frozenset(uids)
        return line

    room.around.connect = broken
    reader = room.reader()
    for _ in range(2):
        assert not reader.once()
    assert room.keys() == []
    room.around.connect = connect
    assert reader.once()
    assert room.keys() == keys_of(1, 2)


def test_a_letter_that_breaks_us_goes_to_quarantine(trying: Trying, server: ImapServer, expected_logs: list[str]) -> None:
    expected_logs.append("could not be taken in")
    room = run_with(trying, server, [ZeroDivisionError("our bug")])
    (record,) = trying.read(page, "quarantine").records
    assert "ZeroDivisionError" in str(record["reason"])
    assert (room.row.last_uid, len(room.keys())) == (server.uids()[-1], 3)


def test_a_letter_that_the_books_refuse_goes_to_quarantine(
    trying: Trying, server: ImapServer, expected_logs: list[str]
) -> None:
    expected_logs.append("was refused: The database refused this.")
    run_with(trying, server, [UserError("The database refused this.")])
    (record,) = trying.read(page, "quarantine").records
    assert record["reason"] == "The database refused this."


def test_others_at_work_are_no_letters_fault(trying: Trying, server: ImapServer) -> None:
    room = run_with(trying, server, [Conflict("Others are at work.")])
    assert room.keys() == keys_of(1, 2, 3)
    assert not trying.read(page, "quarantine").records


def test_a_bug_of_reading_is_told_and_tried_again(room: ReadingRoom, server: ImapServer, expected_logs: list[str]) -> None:
    expected_logs.append("the mailbox Sales could not be read")
    server.append(raw_letter(1))
    connect = room.around.connect
    bugs = [ZeroDivisionError("our bug")]

    def failing(row: Any) -> Any:
        if bugs:
            raise bugs.pop()
        return connect(row)

    room.around.connect = failing
    with room.reading():
        eventually(lambda: room.keys() == keys_of(1))
    assert "ZeroDivisionError" in room.said[0]


def test_who_lost_the_lease_ends_and_writes_nothing(fresh_store: Store, server: ImapServer, clock: FixedClock) -> None:
    room = ReadingRoom(fresh_store, server)
    reader = room.reader()
    thread = threading.Thread(target=reader.run)
    thread.start()
    eventually(lambda: room.row.state is MailboxState.LISTENING)
    clock.advance(minutes=1)
    fresh_store.write(leases.take, INTAKE, "another process")
    uid = server.append(raw_letter(1))
    thread.join(10)
    assert not thread.is_alive()
    assert (room.keys(), room.row.last_uid, server.is_seen(uid)) == ([], 0, False)


@pytest.mark.parametrize(("old", "taken"), [(3, 4), (6, 1)])
def test_where_nobody_said_since_when(
    store: Store, server: ImapServer, monkeypatch: pytest.MonkeyPatch, old: int, taken: int
) -> None:
    monkeypatch.setattr(mail_server, "MANY", 5)
    server.append_all((raw_letter(number) for number in range(old)), received_at=datetime(2020, 1, 1, tzinfo=UTC))
    server.append(raw_letter(99))
    room = ReadingRoom(store, server, since=None)
    assert room.reader().once()
    assert len(room.keys()) == taken
    recent = (wall_clock() - timedelta(days=30)).date()
    said = f"{old} older ones are left alone" if taken == 1 else "All letters of this mailbox are taken in."
    assert said in room.said[0]
    assert room.row.since == (EVERYTHING if taken > 1 else datetime(recent.year, recent.month, recent.day, tzinfo=UTC))


def test_older_letters_than_the_day_are_left_alone(store: Store, server: ImapServer) -> None:
    server.append(raw_letter(1), received_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    server.append(raw_letter(2), received_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    room = ReadingRoom(store, server, since=date(2026, 2, 1))
    assert room.reader().once()
    assert room.keys() == keys_of(2)


def test_letters_that_are_gone_meanwhile_stop_nothing(room: ReadingRoom, server: ImapServer) -> None:
    uids = server.append_all(raw_letter(number) for number in range(1, 5))
    server.delete([uids[1]])
    assert room.reader().once()
    assert room.keys() == keys_of(1, 3, 4)
    store_row = room.store.read(mailboxes.mailbox, room.mailbox_id)
    assert store_row.last_uid == uids[-1]
