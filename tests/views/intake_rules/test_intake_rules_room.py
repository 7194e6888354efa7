"""The administrator changes the intake table by keyboard, sees at once what would have been, saves, takes back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.events import CallEvent, CallLegFact
from app.models.terms import IntakeEvent, Known, Told
from app.operations import intake_rules_editing, intake_rules_saving
from app.operations.calls import take_call
from app.operations.intake_rules_editing import RuleRow, draft_of
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.intake_rules.room import IntakeRulesRoom
from app.views.intake_rules.rules_model import CALL_BACK, EVENT, INQUIRY, LEAD, TOLD
from app.views.look.fields import NumberField
from app.views.look.table import CellRole
from app.views.messages import Messages
from app.views.shell.tongue import speak
from tests import factories
from tests.views.quiet import settled

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

RANG = datetime(2026, 8, 3, 8, 0, tzinfo=UTC)
STRANGER, OTHER = "+78435550117", "+78435550118"


def missed(linked_id: str, number: str, minutes: int = 0) -> CallEvent:
    """A call that nobody answered."""
    rang = RANG + timedelta(minutes=minutes)
    gone = rang + timedelta(seconds=24)
    leg = CallLegFact("221", rang, None, gone, "missed")
    return CallEvent(linked_id, "in", number, number, "221", rang, None, gone, "missed", legs=(leg,))


class Office:
    """The administrator in the room."""

    def __init__(self, store: Store, desk: Desk, qtbot: QtBot) -> None:
        self.store, self.desk, self.qtbot = store, desk, qtbot
        self.messages = Messages()
        self.room = IntakeRulesRoom(desk, self.messages)
        qtbot.addWidget(self.room)
        self.room.resize(1240, 852)
        self.room.show()
        qtbot.waitUntil(self.room.isActiveWindow)
        self.room.setFocus()
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot, lambda: self.room.stale)

    def go(self, event: IntakeEvent, known: Known) -> RuleRow:
        """Walk to a rule."""
        rows = self.room.drafts.rows
        at = next(at for at, row in enumerate(rows) if (row.event, row.known) == (event, known))
        self.room.table.setCurrentIndex(self.room.model.index(at, 0))
        return rows[at]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.room.window().focusWidget(), key, modifier)
        self.settle()

    def save(self) -> None:
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def kept(self, event: IntakeEvent, known: Known) -> RuleRow:
        """The rule in the books."""
        return next(row for row in self.store.read(intake_rules_editing.rules) if (row.event, row.known) == (event, known))

    def cell(self, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What the selected row says in *column*."""
        return self.room.model.data(self.room.table.currentIndex().siblingAtColumn(column), role)


@pytest.fixture
def desk(fresh_store: Store, qtbot: QtBot) -> Iterator[Desk]:
    fresh_store.employee_id = fresh_store.write(factories.company)["Admin"]
    desk = Desk(fresh_store, retry_after=10)
    fresh_store.announce = desk.hear_all
    crashes: list[Exception] = []
    desk.crashed.connect(crashes.append)
    yield desk
    assert desk.stop()
    assert not crashes


@pytest.fixture
def office(fresh_store: Store, desk: Desk, qtbot: QtBot) -> Office:
    for at, number in enumerate((STRANGER, OTHER, STRANGER)):
        fresh_store.write(take_call, None, missed(f"call-{at}", number, at))
    return Office(fresh_store, desk, qtbot)


def test_before_the_first_call_the_room_says_that_there_is_nothing_to_try(
    fresh_store: Store, desk: Desk, qtbot: QtBot
) -> None:
    office = Office(fresh_store, desk, qtbot)
    assert len(office.room.drafts.rows) == 12
    assert office.room.panel.empty.isVisible()
    office.go(IntakeEvent.CALL_MISSED, Known.UNKNOWN)
    office.press(Qt.Key.Key_B)
    assert office.room.panel.empty.isVisible()
    assert office.room.drafts.changed


def test_a_change_shows_at_once_what_the_last_calls_would_have_done(office: Office) -> None:
    before = office.go(IntakeEvent.CALL_MISSED, Known.UNKNOWN)
    assert office.cell(CALL_BACK) == "within 60 min"
    office.press(Qt.Key.Key_B)
    assert (office.cell(CALL_BACK), office.cell(CALL_BACK, CellRole.SECOND)) == ("no", "was: within 60 min")
    panel = office.room.panel
    assert panel.preview is not None
    assert panel.preview.differing == panel.model.rowCount() > 0
    assert "→" in panel.counts[2].text()
    assert "call back" in str(panel.model.data(panel.model.index(0, 1), CellRole.SECOND))
    assert office.kept(before.event, before.known) == before, "nothing holds before it is saved"
    office.press(Qt.Key.Key_B)
    assert not office.room.drafts.changed
    assert panel.preview.rows
    assert panel.model.rowCount() == 0
    assert not office.room.save_button.isEnabled()


def test_what_is_saved_holds_and_is_taken_back_by_undo(office: Office) -> None:
    office.go(IntakeEvent.CALL_IN, Known.LEAD)
    office.press(Qt.Key.Key_T)
    office.go(IntakeEvent.CALL_OUT, Known.UNKNOWN)
    office.press(Qt.Key.Key_L)
    office.press(Qt.Key.Key_I)
    assert office.room.save_button.text() == "Save 2 changes"
    assert office.room.has_unsaved_edits()
    office.save()
    out = office.kept(IntakeEvent.CALL_OUT, Known.UNKNOWN)
    assert (out.creates_lead, out.creates_inquiry) == (True, True)
    assert office.kept(IntakeEvent.CALL_IN, Known.LEAD).tells is Told.NOBODY
    assert "2 rules hold" in office.messages.bar.sentence
    assert not office.room.has_unsaved_edits()
    office.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    office.qtbot.waitUntil(lambda: not office.kept(IntakeEvent.CALL_OUT, Known.UNKNOWN).creates_lead)
    assert office.kept(IntakeEvent.CALL_IN, Known.LEAD).tells is Told.RESPONSIBLE


def test_what_makes_no_sense_is_refused_in_words_and_not_taken(office: Office) -> None:
    office.go(IntakeEvent.CALL_MISSED, Known.CUSTOMER)
    assert office.cell(LEAD) == "–"
    office.press(Qt.Key.Key_L)
    assert "not made a lead once more" in office.messages.bar.sentence
    office.go(IntakeEvent.CALL_IN, Known.UNKNOWN)
    office.press(Qt.Key.Key_B)
    assert "Only missed calls" in office.messages.bar.sentence
    office.press(Qt.Key.Key_M)
    assert office.room.slot.form is None
    for _ in range(2):
        office.press(Qt.Key.Key_T)
        assert office.cell(TOLD) != "who is responsible"
    assert not office.room.drafts.changed


def test_minutes_are_asked_tried_and_saved(office: Office) -> None:
    office.go(IntakeEvent.CALL_MISSED, Known.CUSTOMER)
    office.press(Qt.Key.Key_M)
    form = office.room.slot.form
    assert isinstance(form, InlineForm)
    field = form.fields["minutes"]
    assert isinstance(field, NumberField)
    field.line.setText("99999")
    form.submit()
    office.settle()
    assert "at most" in office.messages.bar.sentence
    field.line.setText("30")
    form.submit()
    office.settle()
    assert office.room.slot.form is None
    assert (office.cell(CALL_BACK), office.cell(CALL_BACK, CellRole.SECOND)) == ("within 30 min", "was: within 60 min")
    office.save()
    assert office.kept(IntakeEvent.CALL_MISSED, Known.CUSTOMER).call_back_minutes == 30


def test_a_rule_that_somebody_else_has_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    row = office.go(IntakeEvent.CALL_MISSED, Known.LEAD)
    office.press(Qt.Key.Key_I)
    office.store.announce = lambda _changes: None
    theirs = draft_of(row)
    office.store.write(
        intake_rules_saving.save,
        (row.id, row.version, intake_rules_editing.RuleDraft(row.event, row.known, False, True, False, 45, theirs.tells)),
    )
    office.save()
    assert office.messages.bar.kind == "danger"
    assert office.kept(row.event, row.known).call_back_minutes == 45
    office.room.take_back()
    office.settle()
    office.go(IntakeEvent.CALL_MISSED, Known.LEAD)
    assert office.cell(CALL_BACK) == "no"
    assert not office.room.drafts.changed


def test_taking_back_leaves_the_books_as_they_are(office: Office) -> None:
    before = office.go(IntakeEvent.CALL_IN, Known.UNKNOWN)
    office.press(Qt.Key.Key_L)
    office.press(Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert not office.room.has_unsaved_edits()
    assert office.cell(LEAD) == "yes"
    assert office.kept(before.event, before.known) == before


def test_news_of_another_rule_does_not_lose_what_is_being_changed(office: Office) -> None:
    office.go(IntakeEvent.CALL_MISSED, Known.UNKNOWN)
    office.press(Qt.Key.Key_B)
    other = office.kept(IntakeEvent.MAIL, Known.LEAD)
    draft = intake_rules_editing.RuleDraft(other.event, other.known, False, True, False, 60, Told.NOBODY)
    office.store.write(intake_rules_saving.save, (other.id, other.version, draft))
    office.qtbot.waitUntil(office.room.news_bar.isVisible)
    office.room.refresh()
    office.settle()
    assert [draft.event for draft in office.room.drafts.changed] == [IntakeEvent.CALL_MISSED]


def test_the_room_is_said_in_the_chosen_language(office: Office) -> None:
    office.go(IntakeEvent.CALL_OUT, Known.LEAD)
    assert (office.cell(EVENT, CellRole.SECOND), office.cell(INQUIRY)) == ("to a lead", "no")
    speak("ru")
    office.room.retranslate()
    assert office.cell(INQUIRY) == "нет"
