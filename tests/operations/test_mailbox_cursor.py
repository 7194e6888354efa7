"""The cursor of a mailbox moves with its letter: together or not at all, and never for who has lost the lease."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.database.store import Store
from app.errors import NotFound
from app.events import MailArrived, MailUnreadable
from app.models.mail_terms import MailboxState, Security
from app.operations import leases, mailbox_cursor, mailboxes
from app.operations.leases import INTAKE, LeaseLost
from app.operations.listing import page
from app.operations.mailbox_entry import MailboxEntry
from app.operations.mailboxes import MailboxRow
from tests import factories
from tests.clock import FixedClock

ME = "this process"
VALIDITY = 3_857_529_045
LETTERS: dict[str, MailArrived | MailUnreadable] = {"letter": factories.letter(), "unreadable": factories.unreadable()}


@pytest.fixture
def mailbox_id(store: Store) -> int:
    store.write(factories.company)
    entry = MailboxEntry("Sales", "imap.kontor.example", 993, Security.TLS, "sales")
    (known,) = store.write(mailboxes.of_settings, [(entry, date(2026, 7, 1))])
    store.write(leases.take, INTAKE, ME)
    return known


def row(store: Store, mailbox_id: int) -> MailboxRow:
    return store.read(mailboxes.mailbox, mailbox_id)


def here(store: Store) -> int:
    """How many letters are kept, read or not."""
    return sum(len(store.read(page, name).records) for name in ("interactions", "quarantine"))


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_letter_and_cursor_go_together(store: Store, mailbox_id: int, letter: MailArrived | MailUnreadable) -> None:
    cursor = store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY)
    assert (cursor.after_uid, cursor.decided, cursor.renumbered) == (0, True, False)
    store.write(mailbox_cursor.progressed, ME, mailbox_id, MailboxState.FETCHING, 5)
    taken = store.write(mailbox_cursor.take_from_mailbox, ME, mailbox_id, VALIDITY, 12, letter)
    assert taken.outcome == ("inquiry" if isinstance(letter, MailArrived) else "quarantine")
    after = row(store, mailbox_id)
    assert (after.uid_validity, after.last_uid, after.taken, after.backlog) == (VALIDITY, 12, 1, 4)
    assert store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY).after_uid == 12
    # The same again, as after a connection that broke while it was saved; and an older one.
    for uid in (12, 7):
        again = store.write(mailbox_cursor.take_from_mailbox, ME, mailbox_id, VALIDITY, uid, letter)
        assert (again.outcome, row(store, mailbox_id)) == ("duplicate", after)
    assert here(store) == 1


def test_a_known_letter_moves_the_cursor_and_counts_for_nothing(store: Store, mailbox_id: int) -> None:
    store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY)
    for uid in (1, 2):
        store.write(mailbox_cursor.take_from_mailbox, ME, mailbox_id, VALIDITY, uid, factories.letter())
    after = row(store, mailbox_id)
    assert (after.last_uid, after.taken, after.backlog, here(store)) == (2, 1, None, 1)


def test_a_server_that_numbers_anew_is_read_anew(store: Store, mailbox_id: int) -> None:
    store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY)
    store.write(mailbox_cursor.take_from_mailbox, ME, mailbox_id, VALIDITY, 900, factories.letter())
    cursor = store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY + 1)
    assert (cursor.after_uid, cursor.renumbered) == (0, True)
    assert not store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY + 1).renumbered
    taken = store.write(mailbox_cursor.take_from_mailbox, ME, mailbox_id, VALIDITY + 1, 1, factories.letter())
    assert (taken.outcome, row(store, mailbox_id).last_uid, here(store)) == ("duplicate", 1, 1)
    # A reader that still has the numbers of before moves nothing.
    store.write(mailbox_cursor.take_from_mailbox, ME, mailbox_id, VALIDITY, 901, factories.letter("other@x"))
    assert (row(store, mailbox_id).last_uid, here(store)) == (1, 2)


@pytest.fixture
def frozen(store: Store, mailbox_id: int, clock: FixedClock) -> Iterator[str]:
    """Another process took over while this one was frozen."""
    store.write(mailbox_cursor.opened, ME, mailbox_id, VALIDITY)
    clock.advance(minutes=1)
    store.write(leases.take, INTAKE, "another process")
    before = row(store, mailbox_id)
    yield ME
    assert (row(store, mailbox_id), here(store)) == (before, 0)


def test_who_was_frozen_writes_nothing(store: Store, mailbox_id: int, frozen: str) -> None:
    for letter in LETTERS.values():
        with pytest.raises(LeaseLost):
            store.write(mailbox_cursor.take_from_mailbox, frozen, mailbox_id, VALIDITY, 1, letter)
        with pytest.raises(LeaseLost):
            store.write(mailbox_cursor.take_found, frozen, letter)
    with pytest.raises(LeaseLost):
        store.write(mailbox_cursor.opened, frozen, mailbox_id, VALIDITY + 1)
    with pytest.raises(LeaseLost):
        store.write(mailbox_cursor.progressed, frozen, mailbox_id, MailboxState.LISTENING, 0)


def test_a_file_is_taken_once(store: Store, mailbox_id: int) -> None:
    assert store.write(mailbox_cursor.take_found, ME, factories.letter()).outcome == "inquiry"
    assert store.write(mailbox_cursor.take_found, ME, factories.letter()).outcome == "duplicate"
    assert store.write(mailbox_cursor.take_found, ME, factories.unreadable()).outcome == "quarantine"


def test_a_mailbox_that_is_gone_is_said(store: Store, mailbox_id: int) -> None:
    with pytest.raises(NotFound):
        store.write(mailbox_cursor.opened, ME, 999_999, VALIDITY)
