"""A folder of a real IMAP server (pymap) on loopback, read as the intake reads it."""

import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.channels.mailbox import ImapMailbox, Limits, LoginRefused
from app.channels.mailbox_address import parse_mailbox
from app.errors import DeviceTrouble
from tests.fakes.certificate import Certificate
from tests.fakes.imap_server import ImapServer

LETTER = b"From: anna@example.com\r\nSubject: Pumpe\r\n\r\nGuten Tag \x00\xff\xc3\r\n"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@pytest.fixture
def mailbox(server: ImapServer) -> Iterator[ImapMailbox]:
    with ImapMailbox(parse_mailbox(server.address()), largest=100) as opened:
        yield opened


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


def test_letters_come_in_order_and_stay_unseen(server: ImapServer, mailbox: ImapMailbox) -> None:
    received = datetime(2026, 11, 1, 23, 30, tzinfo=timezone(timedelta(hours=3)))
    uids = server.append_all([LETTER + b"%d" % number for number in range(9)], received_at=received)
    folder = mailbox.open()
    assert (folder.uid_validity, folder.uid_next, folder.exists) == (server.uid_validity(), uids[-1] + 1, 9)
    assert folder.pushes
    letters = list(mailbox.fetch(mailbox.waiting(0, None)))
    assert [letter.uid for letter in letters] == uids
    assert [letter.raw for letter in letters] == [LETTER + b"%d" % number for number in range(9)]
    assert {letter.received_at for letter in letters} == {datetime(2026, 11, 1, 20, 30, tzinfo=UTC)}
    assert all(letter.received_at.tzinfo is UTC and letter.size == len(letter.raw) for letter in letters)
    assert not any(server.is_seen(uid) for uid in uids)
    mailbox.mark_seen([*uids[:2], 999_999])
    assert [server.is_seen(uid) for uid in uids[:3]] == [True, True, False]


def test_the_cursor_names_what_is_new(server: ImapServer, mailbox: ImapMailbox) -> None:
    uids = server.append_all([LETTER] * 5)
    mailbox.open()
    assert mailbox.waiting(uids[1], None) == uids[2:]
    # The server answers "n:*" with the last letter, whatever n is.
    assert mailbox.waiting(uids[-1], None) == []
    assert mailbox.waiting(2**32 - 1, None) == []
    server.append(LETTER)
    assert mailbox.waiting(uids[-1], None) == [uids[-1] + 1]


def test_letters_before_the_day_are_neither_counted_nor_named(server: ImapServer, mailbox: ImapMailbox) -> None:
    old = server.append_all([LETTER] * 3, received_at=datetime(2025, 12, 31, 12, tzinfo=UTC))
    new = server.append_all([LETTER] * 2, received_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    mailbox.open()
    assert (mailbox.count(None), mailbox.count(date(2026, 1, 1)), mailbox.count(date(2026, 1, 2))) == (5, 2, 0)
    assert mailbox.waiting(0, date(2026, 1, 1)) == new
    assert mailbox.waiting(old[0], date(2025, 12, 31)) == old[1:] + new
    assert mailbox.waiting(new[0], date(2025, 1, 1)) == new[1:]


def test_of_a_huge_letter_only_the_beginning_is_fetched(server: ImapServer, mailbox: ImapMailbox) -> None:
    huge, small = server.append_all([b"Subject: x\r\n\r\n" + b"x" * 5000, LETTER])
    mailbox.open()
    first, second = mailbox.fetch([huge, small])
    assert (len(first.raw), first.size, second.raw) == (101, 5014, LETTER)


def test_letters_that_vanish_meanwhile_are_left_out(server: ImapServer, mailbox: ImapMailbox) -> None:
    uids = server.append_all([LETTER] * 12)
    mailbox.open()
    waiting = mailbox.waiting(0, None)
    server.delete(uids[2:4])
    letters = mailbox.fetch(waiting)
    first = [next(letters).uid for _ in range(3)]
    server.delete(uids[9:11])
    assert first + [letter.uid for letter in letters] == [uid for uid in uids if uid not in (*uids[2:4], *uids[9:11])]
    mailbox.mark_seen(uids)
    assert all(server.is_seen(uid) for uid in server.uids())


def test_a_folder_that_may_only_be_read_is_read(server: ImapServer, mailbox: ImapMailbox) -> None:
    uid = server.append(LETTER)
    server.set_read_only()
    assert mailbox.open().read_only
    assert [letter.raw for letter in mailbox.fetch([uid])] == [LETTER]
    mailbox.mark_seen([uid])
    assert not server.is_seen(uid)


def test_another_folder_in_any_script(server: ImapServer) -> None:
    server.add_folder("Заявки & Anfragen")
    server.append(LETTER, folder="Заявки & Anfragen")
    with ImapMailbox(parse_mailbox(server.address("Заявки & Anfragen"))) as mailbox:
        assert mailbox.open().exists == 1


def test_a_folder_that_does_not_exist(server: ImapServer) -> None:
    with ImapMailbox(parse_mailbox(server.address("Grüße"))) as mailbox, pytest.raises(DeviceTrouble, match="Grüße"):
        mailbox.open()


@pytest.mark.parametrize("password", ["wrong", "falsch ß", ""])
def test_a_refused_login_is_said_without_the_password(server: ImapServer, password: str) -> None:
    address = replace(parse_mailbox(server.address()), password=password)
    with ImapMailbox(address) as mailbox, pytest.raises(LoginRefused, match="refuses the login of kontor") as refused:
        mailbox.open()
    assert not password or password not in str(refused.value)


def test_login_and_password_of_any_signs() -> None:
    with (
        ImapServer(login="ännа@firm.de", password='p"ä\\ss {5} %/') as server,
        ImapMailbox(parse_mailbox(server.address())) as mailbox,
    ):
        assert mailbox.open().exists == 0


def test_a_new_letter_ends_the_wait(server: ImapServer, mailbox: ImapMailbox) -> None:
    mailbox.open()
    heard: list[bool] = []
    waiting = threading.Thread(target=lambda: heard.append(mailbox.wait(20)))
    waiting.start()
    deadline = time.monotonic() + 10
    # One that comes in the moment in which IDLE begins is not pushed by this server.
    while waiting.is_alive() and time.monotonic() < deadline:
        server.append(LETTER)
        waiting.join(0.3)
    assert heard == [True]
    assert mailbox.waiting(0, None) == server.uids()
    # Nothing is new twice.
    assert not mailbox.wait(0.01)


def test_a_letter_between_the_search_and_the_wait_is_not_missed(server: ImapServer, mailbox: ImapMailbox) -> None:
    uid = server.append(LETTER)
    mailbox.open()
    mailbox.waiting(0, None)
    server.append(LETTER)
    mailbox.mark_seen([uid])
    assert mailbox.wait(20)


def test_a_server_without_idle_is_asked_now_and_then() -> None:
    with (
        ImapServer(pushes=False) as server,
        ImapMailbox(parse_mailbox(server.address()), limits=Limits(poll=0.05)) as mailbox,
    ):
        assert not mailbox.open().pushes
        assert not mailbox.wait(0.01)
        server.append(LETTER)
        assert mailbox.wait(20)


@pytest.mark.parametrize("pushes", [True, False])
def test_the_wait_ends_when_the_service_stops(pushes: bool) -> None:
    with ImapServer(pushes=pushes) as server, ImapMailbox(parse_mailbox(server.address())) as mailbox:
        mailbox.open()
        stopped = threading.Event()
        timer = threading.Timer(0.1, stopped.set)
        timer.start()
        began = time.monotonic()
        assert not mailbox.wait(60, stopped)
        timer.join()
        assert time.monotonic() - began < 2


def test_idle_is_renewed(server: ImapServer) -> None:
    with ImapMailbox(parse_mailbox(server.address()), limits=Limits(renew=0.02)) as mailbox:
        mailbox.open()
        assert not mailbox.wait(0.2)
        server.append(LETTER)
        assert mailbox.wait(20)


def test_a_crash_is_said_and_the_same_mailbox_opens_again(server: ImapServer, mailbox: ImapMailbox) -> None:
    uids = server.append_all([LETTER] * 3)
    before = mailbox.open()
    letters = mailbox.fetch(uids)
    next(letters)
    server.crash()
    with pytest.raises(DeviceTrouble, match="broke"):
        list(letters)
    with pytest.raises(DeviceTrouble, match="no connection"):
        mailbox.wait(1)
    with pytest.raises(DeviceTrouble, match=f"cannot be reached on port {server.port}"):
        mailbox.open()
    server.start()
    assert mailbox.open() == before
    assert [letter.uid for letter in mailbox.fetch(uids)] == uids


def test_renumbered_letters_show_in_the_folder(server: ImapServer, mailbox: ImapMailbox) -> None:
    server.append_all([LETTER] * 2)
    before = mailbox.open()
    server.renumber()
    after = mailbox.open()
    assert after.uid_validity != before.uid_validity
    assert mailbox.waiting(0, None) == [1, 2]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_encrypted_line(security: str, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with ImapServer(security=security, context=certificate.context) as server:
        server.append(LETTER)
        with ImapMailbox(parse_mailbox(server.address(query=f"security={security}"))) as mailbox:
            assert mailbox.open().exists == 1
            assert [letter.raw for letter in mailbox.fetch(mailbox.waiting(0, None))] == [LETTER]
            assert not mailbox.wait(0.05)
            server.append(LETTER)
            assert mailbox.wait(20)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(security: str, certificate: Certificate) -> None:
    with ImapServer(security=security, context=certificate.context) as server:
        address = parse_mailbox(server.address(query=f"security={security}"))
        with ImapMailbox(address) as mailbox, pytest.raises(DeviceTrouble, match=r"certificate .* not trusted"):
            mailbox.open()


def test_the_certificate_of_another_server_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Certificate(tmp_path, host="127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(wrong.authority))
    with (
        ImapServer(security="tls", context=wrong.context) as server,
        ImapMailbox(parse_mailbox(server.address())) as mailbox,
        pytest.raises(DeviceTrouble, match="not trusted"),
    ):
        mailbox.open()


def test_tls_spoken_to_a_server_that_does_not(server: ImapServer) -> None:
    address = replace(parse_mailbox(server.address()), security="tls")
    with ImapMailbox(address) as mailbox, pytest.raises(DeviceTrouble, match="does not speak TLS"):
        mailbox.open()


def test_encryption_is_never_given_up(server: ImapServer) -> None:
    address = replace(parse_mailbox(server.address()), security="starttls")
    with ImapMailbox(address) as mailbox, pytest.raises(DeviceTrouble, match="offers no encryption"):
        mailbox.open()


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    address = parse_mailbox("imap://u:p@nowhere.invalid:993")
    with ImapMailbox(address) as mailbox, pytest.raises(DeviceTrouble, match=r"nowhere\.invalid was not found"):
        mailbox.open()
    assert ssl.create_default_context().check_hostname
