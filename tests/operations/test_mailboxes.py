"""Accounts of mail servers: who may name them, what is refused, what the settings name; and how they are doing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.language import phrase
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState, MailboxState, Security
from app.models.session import now
from app.operations import leases, mailbox_cursor, mailboxes
from app.operations.leases import INTAKE
from app.operations.mailbox_entry import MailboxEntry
from app.operations.mailboxes import EVERYTHING, MailboxRow
from tests import factories
from tests.clock import FixedClock

SALES = MailboxEntry("Sales", "imap.kontor.example", 993, Security.TLS, "sales@kontor.example")
ME = "this process"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Admin"]
    return ids


@pytest.fixture
def box(store: Store, people: dict[str, int]) -> MailboxRow:
    """An account that is switched on, and this process fetches its letters."""
    mailbox_id = store.write(mailboxes.add, SALES)
    store.write(mailboxes.start, mailbox_id, 1, date(2026, 7, 1))
    store.write(leases.take, INTAKE, ME)
    return store.read(mailboxes.mailbox, mailbox_id)


def test_an_account_is_named_started_and_stopped(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    mailbox_id = store.write(mailboxes.add, replace(SALES, host=" IMAP.Kontor.example. ", folder="inbox"))
    row = store.read(mailboxes.mailbox, mailbox_id)
    assert (row.host, row.folder, row.active, row.state, row.since) == (
        SALES.host,
        "INBOX",
        False,
        MailboxState.OFF,
        EVERYTHING,
    )
    assert row.address == "sales@kontor.example@imap.kontor.example:993/INBOX"
    store.write(mailboxes.start, mailbox_id, row.version, date(2026, 7, 1))
    row = store.read(mailboxes.mailbox, mailbox_id)
    assert (row.active, row.since, row.started_at) == (True, datetime(2026, 7, 1, tzinfo=UTC), clock.moment)
    with pytest.raises(Conflict):
        store.write(mailboxes.stop, mailbox_id, 1)
    store.write(mailboxes.stop, mailbox_id, row.version)
    assert [each.active for each in store.read(mailboxes.rows)] == [False]
    with pytest.raises(NotFound):
        store.read(mailboxes.mailbox, 999_999)


def test_it_is_for_the_administrator(store: Store, box: MailboxRow, people: dict[str, int]) -> None:
    store.employee_id = people["Marta"]
    for refused in (
        lambda: store.write(mailboxes.add, replace(SALES, name="x", login="x")),
        lambda: store.write(mailboxes.change, box.id, box.version, SALES),
        lambda: store.write(mailboxes.start, box.id, box.version, None),
        lambda: store.write(mailboxes.stop, box.id, box.version),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"security": Security.PLAIN}, "would be open to everybody"),
        ({"host": ""}, "Name the mail server"),
        ({"host": "imap.kontor.example/INBOX"}, "Name the mail server"),
        ({"login": " "}, "Name the login"),
        ({"port": 0}, "from 1 to 65535"),
        ({"port": 70_000}, "from 1 to 65535"),
        ({"login": "x" * 201}, "at most 200 characters"),
        ({"folder": "IN\nBOX"}, "one line of readable characters"),
        ({"name": "Another"}, "is read already: Sales"),
        ({"login": "service@kontor.example"}, "Another mailbox is called Sales"),
    ],
)
def test_what_cannot_be_an_account(store: Store, box: MailboxRow, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        store.write(mailboxes.add, replace(SALES, **changed))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_on_this_computer_no_encryption_is_needed(store: Store, people: dict[str, int], host: str) -> None:
    store.write(mailboxes.add, replace(SALES, host=host, security=Security.PLAIN))


def test_letters_of_tomorrow_cannot_be_asked_for(store: Store, box: MailboxRow, clock: FixedClock) -> None:
    with pytest.raises(UserError, match="still to come"):
        store.write(mailboxes.start, box.id, box.version, clock.moment.date() + timedelta(days=2))
    with pytest.raises(UserError, match="still to come"):
        store.write(mailboxes.add, replace(SALES, login="new", name="new"), date(2031, 1, 1))


def test_another_place_is_read_from_its_beginning_another_name_is_not(store: Store, box: MailboxRow) -> None:
    store.write(mailbox_cursor.opened, ME, box.id, 7)
    store.write(mailbox_cursor.take_from_mailbox, ME, box.id, 7, 40, factories.letter())
    store.write(mailboxes.change, box.id, box.version, replace(SALES, name="The sales mailbox"))
    row = store.read(mailboxes.mailbox, box.id)
    assert (row.name, row.last_uid) == ("The sales mailbox", 40)
    store.write(mailboxes.change, box.id, row.version, replace(SALES, folder="Inquiries"))
    row = store.read(mailboxes.mailbox, box.id)
    assert (row.folder, row.uid_validity, row.last_uid) == ("Inquiries", None, 0)


def test_an_earlier_day_looks_at_the_folder_again_a_later_one_goes_on(store: Store, box: MailboxRow) -> None:
    store.write(mailbox_cursor.opened, ME, box.id, 7)
    store.write(mailbox_cursor.take_from_mailbox, ME, box.id, 7, 40, factories.letter())
    for day, cursor in ((date(2026, 7, 15), 40), (date(2026, 6, 1), 0)):
        store.write(mailboxes.start, box.id, store.read(mailboxes.mailbox, box.id).version, day)
        assert store.read(mailboxes.mailbox, box.id).last_uid == cursor


def test_the_settings_name_accounts(store: Store) -> None:
    service = replace(SALES, name="", login="service", host="localhost", security=Security.PLAIN)
    ids = store.write(mailboxes.of_settings, [(SALES, date(2026, 7, 1)), (service, None)])
    assert store.write(mailboxes.of_settings, [(SALES, date(2026, 7, 1)), (service, None)]) == ids
    sales, other = (store.read(mailboxes.mailbox, each) for each in ids)
    assert (sales.active, sales.since, sales.version) == (True, datetime(2026, 7, 1, tzinfo=UTC), 2)
    assert (other.name, other.active, other.since, other.started_at) == ("service", True, EVERYTHING, None)
    store.write(mailboxes.began, other.id, datetime(2026, 7, 4, tzinfo=UTC))
    store.write(mailboxes.began, other.id, datetime(2026, 7, 9, tzinfo=UTC))
    assert store.read(mailboxes.mailbox, other.id).since == datetime(2026, 7, 4, tzinfo=UTC)
    # Named no more: off; nothing named at all says nothing; named again: on, from where it stood.
    store.write(mailboxes.of_settings, [(SALES, None)])
    assert not store.read(mailboxes.mailbox, other.id).active
    store.write(mailboxes.of_settings, [])
    assert store.read(mailboxes.mailbox, sales.id).active
    store.write(mailboxes.of_settings, [(service, None)])
    assert [row.name for row in store.read(mailboxes.rows) if row.active] == ["service"]


def test_what_a_person_switched_off_the_settings_leave_off(store: Store, people: dict[str, int]) -> None:
    (mailbox_id,) = store.write(mailboxes.of_settings, [(SALES, None)])
    store.write(mailboxes.stop, mailbox_id, store.read(mailboxes.mailbox, mailbox_id).version)
    store.write(mailboxes.of_settings, [(SALES, date(2026, 7, 1))])
    assert not store.read(mailboxes.mailbox, mailbox_id).active


def test_two_folders_of_one_login_have_names_of_their_own(store: Store) -> None:
    unnamed = replace(SALES, name="")
    store.write(mailboxes.of_settings, [(unnamed, None), (replace(unnamed, folder="Old"), None)])
    names = [row.name for row in store.read(mailboxes.rows)]
    assert sorted(names) == ["sales@kontor.example", "sales@kontor.example@imap.kontor.example:993/Old"]


def test_how_the_channel_is_doing(store: Store, box: MailboxRow, clock: FixedClock) -> None:
    store.write(mailbox_cursor.progressed, ME, box.id, MailboxState.LISTENING, 0)
    status = store.read(mailboxes.status)
    assert (status.running, status.well, status.waiting, status.given_up, status.quarantine) == (True, True, 0, 0, 0)
    store.write(mailbox_cursor.take_from_mailbox, ME, box.id, 1, 1, factories.unreadable())
    store.write(_outgoing, LetterState.WAITING, LetterState.HANDING, LetterState.DRAFT, LetterState.SENT)
    status = store.read(mailboxes.status)
    assert (status.well, status.waiting, status.quarantine) == (True, 2, 1)
    store.write(_outgoing, LetterState.GIVEN_UP, LetterState.UNSURE)
    status = store.read(mailboxes.status)
    assert (status.well, status.given_up, status.unsure) == (False, 1, 1)


def test_trouble_and_silence_ask_for_a_person(store: Store, box: MailboxRow, clock: FixedClock) -> None:
    store.write(mailbox_cursor.troubled, ME, box.id, phrase("No answer from {host}.", host="imap"))
    row = store.read(mailboxes.mailbox, box.id)
    assert (row.state, row.problem, row.last_problem_at) == (
        MailboxState.TROUBLE,
        phrase("No answer from {host}.", host="imap"),
        clock.moment,
    )
    assert not store.read(mailboxes.status).well
    store.write(mailbox_cursor.progressed, ME, box.id, MailboxState.CONNECTING)
    assert store.read(mailboxes.mailbox, box.id).problem is not None
    store.write(mailbox_cursor.progressed, ME, box.id, MailboxState.POLLING, 3)
    row = store.read(mailboxes.mailbox, box.id)
    assert (row.problem, row.backlog, row.last_success_at) == (None, 3, clock.moment)
    assert store.read(mailboxes.status).well
    clock.advance(minutes=14)
    status = store.read(mailboxes.status)
    assert (status.running, status.well) == (False, True)
    clock.advance(minutes=1)
    assert not store.read(mailboxes.status).well


def test_of_a_stopped_account_nothing_more_is_told(store: Store, box: MailboxRow) -> None:
    store.write(mailboxes.stop, box.id, box.version)
    store.write(mailbox_cursor.troubled, ME, box.id, phrase("No answer."))
    row = store.read(mailboxes.mailbox, box.id)
    assert (row.state, row.problem) == (MailboxState.OFF, None)


def _outgoing(session: Session, *states: LetterState) -> None:
    session.add_all(OutgoingLetter(state=state, written_at=now(session)) for state in states)
    session.flush()
    assert session.scalars(select(OutgoingLetter.id)).all()
