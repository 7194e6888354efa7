"""``intake`` with mailboxes, as scripts and people call it: once, status, count, password, stopping."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from keyring import backend, errors

from app.config import Settings
from app.database.store import Store
from app.intake import mail_server
from app.intake.passwords import password_of, variable_of
from app.models.mail_terms import MailboxState
from app.operations import leases, mailboxes
from app.operations.leases import INTAKE
from tests.commands.conftest import Kontor
from tests.fakes.imap_server import ImapServer
from tests.intake.reading_room import eventually, kept_keys, keys_of, raw_letter

ROOT = Path(__file__).resolve().parent.parent.parent


class Ring(backend.KeyringBackend):
    """A keyring in memory; locked: it answers nobody."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise errors.KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise errors.KeyringLocked("locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@pytest.fixture
def named(server: ImapServer, company_url: str, monkeypatch: pytest.MonkeyPatch) -> ImapServer:
    """The settings name the account of the server, and the books."""
    monkeypatch.setenv("KONTOR_DATABASE_URL", company_url)
    monkeypatch.setenv("KONTOR_MAILBOX", server.address())
    return server


@pytest.fixture
def books(company_url: str) -> Iterator[Store]:
    store = Store(company_url)
    yield store
    store.close()


def test_what_waits_is_taken_once(kontor: Kontor, named: ImapServer, books: Store) -> None:
    named.append_all([raw_letter(1), raw_letter(2)])
    answer = kontor("intake", "--once")
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[0] == "kontor: All letters of this mailbox are taken in."
    assert [": inquiry A-" in line for line in answer.lines[1:]] == [True, True]
    assert kontor("intake", "--once").lines == []
    assert kept_keys(books) == keys_of(1, 2)
    assert books.read(leases.holder_of, INTAKE) is None


def test_one_in_trouble_leaves_the_others_and_says_so(
    kontor: Kontor, named: ImapServer, books: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named.append(raw_letter(1))
    (tmp_path / "two.eml").write_bytes(raw_letter(2))
    monkeypatch.setenv("KONTOR_MAILBOX", f"imap://nobody:x@127.0.0.1:1/INBOX {named.address()}")
    answer = kontor("intake", "--once", "--mail-folder", tmp_path)
    assert answer.code == 1
    assert "nobody: The mail server 127.0.0.1 cannot be reached on port 1." in answer.lines
    assert kept_keys(books) == keys_of(1, 2)
    status = kontor("intake", "--status")
    assert status.code == 1
    assert any(line.startswith("nobody: cannot be read; last success: never;") for line in status.lines)


def test_status_in_plain_words(kontor: Kontor, named: ImapServer, books: Store) -> None:
    before = kontor("intake", "--status")
    assert (before.code, before.lines[:2]) == (
        0,
        ["No intake is running.", "No mailbox is named yet: the administrator names one, or KONTOR_MAILBOX does."],
    )
    named.append_all([raw_letter(1), b"\xff\xfe broken"])
    assert kontor("intake", "--once").code == 0
    after = kontor("intake", "--status")
    assert after.code == 0
    assert after.lines[1].startswith("kontor: not read at the moment; last success: ")
    assert after.lines[1].endswith("; waiting on the server: 0; taken in: 2.")
    assert after.lines[2:] == [
        "Outgoing letters: 0 wait, 0 perhaps sent, 0 not delivered.",
        "Letters in quarantine that nobody has looked at: 1.",
    ]
    books.write(leases.take, INTAKE, "the server in the cellar")
    assert kontor("intake", "--status").lines[0].startswith("The intake is running (the server in the cellar) since ")


def test_the_count_before_the_first_run(
    kontor: Kontor, named: ImapServer, books: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    named.append_all((raw_letter(number) for number in range(6)), received_at=datetime(2020, 1, 1, tzinfo=UTC))
    named.append(raw_letter(9))
    assert kontor("intake", "--count").lines == [
        "kontor: Letters that would come: 7. All letters of this mailbox are taken in."
    ]
    monkeypatch.setattr(mail_server, "MANY", 5)
    (line,) = kontor("intake", "--count").lines
    assert line.startswith("kontor: Letters that would come: 1. Letters from ")
    assert "6 older ones are left alone" in line
    monkeypatch.setenv("KONTOR_MAILBOX", named.address(query="since=2020-01-01"))
    assert kontor("intake", "--count").lines == ["kontor: Letters that would come: 7, received from 1 Jan 2020 on."]
    assert (books.read(mailboxes.rows), kept_keys(books)) == ((), [])
    assert kontor("intake", "--once").code == 0
    assert kontor("intake", "--count").lines == ["kontor: Letters that would come: 0, received from 1 Jan 2020 on."]
    named.crash()
    answer = kontor("intake", "--count")
    assert (answer.code, len(answer.lines)) == (1, 1)


def test_a_password_is_kept_in_the_keyring(
    kontor: Kontor, named: ImapServer, ring: Ring, books: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_MAILBOX", named.address().replace(":secret@", "@"))
    named.append(raw_letter(1))
    answer = kontor("intake", "--once")
    assert (answer.code, answer.lines[0].startswith("kontor: The password of kontor is not known here.")) == (1, True)
    assert kontor("intake", "--set-password", "Nobody").err == "There is no mailbox called Nobody. There are: kontor\n"
    answer = kontor("intake", "--set-password", "KONTOR", given=b"secret\n")
    assert answer.lines == ["The password of kontor is kept in the keyring of this computer."]
    assert "secret" not in answer.out
    assert kontor("intake", "--once").code == 0
    assert kept_keys(books) == keys_of(1)
    ring.locked = True
    answer = kontor("intake", "--set-password", "kontor", given=b"other\n")
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "missing or locked" in answer.err
    assert "missing or locked" in kontor("intake", "--once").out
    ring.locked = False
    assert kontor("intake", "--set-password", "kontor").lines == ["The password of kontor is forgotten."]
    assert not ring.kept


def test_a_password_in_the_environment_goes_before_the_keyring(ring: Ring) -> None:
    assert variable_of("Sales, Müller & Co.") == "KONTOR_MAILBOX_PASSWORD_SALES_M_LLER_CO"
    assert password_of("Sales", {"KONTOR_MAILBOX_PASSWORD_SALES": "one"}) == "one"


@contextmanager
def _process(server: ImapServer, url: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """``main.py intake`` in a process of its own, killed at the latest in the end."""
    environment = {
        **os.environ,
        "KONTOR_SETTINGS": str(folder / "none.toml"),
        "KONTOR_FOLDER": str(folder),
        "KONTOR_DATABASE_URL": url,
        "KONTOR_MAILBOX": server.address(),
    }
    process = subprocess.Popen([sys.executable, str(ROOT / "main.py"), "intake"], env=environment, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_it_ends_at_once_when_asked_to(named: ImapServer, books: Store, company_url: str, tmp_path: Path) -> None:
    """A process of its own: SIGTERM while it listens; the lease is free at once."""
    with _process(named, company_url, tmp_path) as process:
        eventually(lambda: [row.state for row in books.read(mailboxes.rows)] == [MailboxState.LISTENING])
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
    assert (process.returncode, b"The intake is at work." in out) == (0, True)
    assert books.read(leases.holder_of, INTAKE) is None


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_killed_in_the_middle_nothing_is_lost_or_doubled(
    kontor: Kontor, named: ImapServer, books: Store, company_url: str, tmp_path: Path
) -> None:
    """A process of its own dies by SIGKILL between two letters or within one; another goes on where it stood."""
    letters = range(60)
    named.append_all(raw_letter(number) for number in letters)
    with _process(named, company_url, tmp_path) as process:
        eventually(lambda: len(kept_keys(books)) > 5)
        process.kill()
        process.wait()
    kept = books.read(leases.holder_of, INTAKE)
    assert kept is not None
    # Else the next one would wait until it lapses.
    books.write(leases.release, INTAKE, kept.holder)
    assert kontor("intake", "--once").code == 0
    assert kept_keys(books) == keys_of(*letters)
    assert all(named.is_seen(uid) for uid in named.uids())


def test_mailboxes_stand_with_blanks_between_them() -> None:
    assert Settings(mailbox=" a  b\ta ").mailboxes == ("a", "b")
    assert Settings().mailboxes == ()


def test_an_address_that_is_none_is_one_sentence(kontor: Kontor, company_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_MAILBOX", "imap://user:very-secret@mail.example:99999/INBOX")
    answer = kontor("intake", "--once", "--database", company_url)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "very-secret" not in answer.err
