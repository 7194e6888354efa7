"""The room of the mail channel by keyboard: a mailbox is named, counted, started, switched off; quarantine; settings."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import DeviceTrouble
from app.events import MailUnreadable
from app.models.mail import MailboxProgress
from app.models.mail_terms import MailboxState, Security
from app.operations import mail_settings, mailboxes, quarantine
from app.operations.intake import take_unreadable
from app.operations.mailbox_entry import MailboxEntry
from app.views.desk import Desk
from app.views.look.fields import ChoiceField
from app.views.look.label import Label
from tests import factories
from tests.views.mail.administering import Administering, who

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

ENTRY = MailboxEntry("Sales", "imap.kontor.example", 993, Security.TLS, "sales@kontor.example")
BROKEN = MailUnreadable("sha256:1", "folder/15.eml", datetime(2026, 7, 30, 9, tzinfo=UTC), "The letter is damaged", b"raw")


@pytest.fixture
def at_work(fresh_store: Store, desk: Desk, qtbot: QtBot) -> Administering:
    return Administering(fresh_store, desk, qtbot)


@pytest.fixture
def with_box(fresh_store: Store, desk: Desk, qtbot: QtBot) -> Administering:
    fresh_store.employee_id = fresh_store.read(who, "Admin")
    fresh_store.write(mailboxes.add, ENTRY)
    return Administering(fresh_store, desk, qtbot)


def test_a_mailbox_is_named_by_keyboard_and_is_off_at_first(at_work: Administering) -> None:
    assert at_work.room.no_boxes.isVisible()
    at_work.press(Qt.Key.Key_N)
    at_work.fill(name="Sales", login="sales@kontor.example", host="imap.kontor.example")
    at_work.enter()
    assert (at_work.only().name, at_work.only().port, at_work.only().security) == ("Sales", 993, Security.TLS)
    assert at_work.chip() == "switched off"
    assert "S starts it" in at_work.messages.bar.sentence


def test_what_cannot_be_a_mailbox_is_refused_in_the_form(at_work: Administering) -> None:
    at_work.press(Qt.Key.Key_N)
    at_work.fill(login="sales@kontor.example", host="http://imap.kontor.example")
    at_work.enter()
    assert "Name the mail server" in at_work.messages.bar.sentence
    assert at_work.store.read(mailboxes.rows) == ()
    assert at_work.form.values()["login"] == "sales@kontor.example"


def test_letters_are_counted_before_the_first_is_fetched(with_box: Administering) -> None:
    with_box.press(Qt.Key.Key_S)
    with_box.fill(since="01.07.2026", password="secret")
    with_box.enter()
    assert with_box.line.counted == [("Sales", date(2026, 7, 1), "secret")]
    assert with_box.line.passwords == {"Sales": "secret"}
    assert not with_box.only().active
    assert "142 letters would come from Sales." in {label.text() for label in with_box.form.findChildren(Label)}
    with_box.enter()
    assert with_box.only().active
    assert with_box.only().since == datetime(2026, 7, 1, tzinfo=UTC)
    assert with_box.chip() == "not read yet"


def test_what_cannot_be_counted_from_here_may_still_be_started(with_box: Administering) -> None:
    with_box.line.answer = DeviceTrouble("The server does not answer.")
    with_box.press(Qt.Key.Key_S)
    with_box.fill(since="", password="secret")
    with_box.enter()
    assert with_box.line.passwords == {}
    said = {label.text() for label in with_box.form.findChildren(Label)}
    assert "They cannot be counted from here. The server does not answer." in said
    with_box.enter()
    assert with_box.only().since == mailboxes.EVERYTHING


def test_del_switches_off_and_undo_goes_on(with_box: Administering) -> None:
    row = with_box.only()
    with_box.store.write(mailboxes.start, row.id, row.version, date(2026, 7, 1))
    with_box.settle()
    with_box.press(Qt.Key.Key_Delete)
    assert not with_box.only().active
    with_box.undo()
    assert with_box.only().active
    assert with_box.only().since == datetime(2026, 7, 1, tzinfo=UTC)


def test_trouble_is_said_in_words_on_the_card(with_box: Administering) -> None:
    row = with_box.only()
    with_box.store.write(mailboxes.start, row.id, row.version, None)

    def trouble(session: Session) -> None:
        progress = session.get_one(MailboxProgress, row.id)
        progress.state, progress.problem = MailboxState.TROUBLE, "The server {host} does not answer."
        progress.params, progress.last_problem_at = {"host": "imap.kontor.example"}, BROKEN.received_at

    with_box.store.write(trouble)
    with_box.room.refresh()
    with_box.settle()
    assert with_box.chip() == "cannot be read"
    assert "The server imap.kontor.example does not answer." in with_box.words()


def test_a_letter_in_quarantine_is_read_again_and_put_away(with_box: Administering) -> None:
    with_box.store.write(take_unreadable, BROKEN)
    with_box.settle()
    with_box.press(Qt.Key.Key_3)
    assert with_box.room.letter is not None
    with_box.press(Qt.Key.Key_R)
    assert "It still cannot be read" in with_box.messages.bar.sentence
    with_box.press(Qt.Key.Key_D)
    with_box.fill(note="called back")
    with_box.enter()
    assert with_box.room.no_letters.isVisible()
    with_box.undo()
    assert with_box.room.letter is not None
    with_box.line.reading = factories.letter("<again@x.example>", email="new@x.example", name="New One")
    with_box.press(Qt.Key.Key_R)
    assert "It can be read now: inquiry" in with_box.messages.bar.sentence
    assert with_box.store.read(quarantine.waiting) == 0


def test_enter_saves_the_letter_as_it_came(with_box: Administering) -> None:
    with_box.store.write(take_unreadable, BROKEN)
    with_box.settle()
    with_box.press(Qt.Key.Key_3)
    with_box.press(Qt.Key.Key_Return)
    assert [each.data for each in with_box.drawer.saved] == [b"raw"]


def test_how_letters_go_out_is_chosen_and_taken_back(with_box: Administering) -> None:
    with_box.press(Qt.Key.Key_A)
    with_box.fill(sender="Sales <Sales@Kontor.example>")
    choice = with_box.form.fields["acknowledge"]
    assert isinstance(choice, ChoiceField)
    choice.set_value(True)
    with_box.enter()
    kept = with_box.store.read(mail_settings.mail_settings)
    assert (kept.sender, kept.acknowledge) == ("sales@kontor.example", True)
    with_box.undo()
    assert not with_box.store.read(mail_settings.mail_settings).acknowledge


def test_a_dispatcher_looks_and_sees_to_quarantine(fresh_store: Store, desk: Desk, qtbot: QtBot) -> None:
    fresh_store.write(take_unreadable, BROKEN)
    marta = Administering(fresh_store, desk, qtbot, "Marta")
    marta.press(Qt.Key.Key_N)
    assert marta.room.slot.form is None
    marta.press(Qt.Key.Key_3)
    marta.press(Qt.Key.Key_D)
    marta.fill(note="advertising")
    marta.enter()
    assert fresh_store.read(quarantine.waiting) == 0
