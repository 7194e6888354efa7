"""Doubles where customers are: while one is typed, merged from the menu, parted from the history, and where it leads."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.models.counterparties import Counterparty
from app.operations import counterparty_work, merging
from app.views.counterparties.new_party import NewParty
from app.views.counterparties.party_picker import PartyPicker
from app.views.desk import Desk
from app.views.messages import Messages
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House
from tests.views.counterparties.driving import CONTROL, Enter, on_page
from tests.views.quiet import settled


def merged(at: House, name: str = "Helios Baterie") -> int:
    """The id of a double that was merged into the customer."""
    with at.acting("Igor"):
        other = at.store.write(factories.counterparty, name, department="Prom")
        versions = at.get(Counterparty, at.customer, "version"), at.get(Counterparty, other, "version")
        at.store.write(merging.merge, at.customer, versions[0], other, versions[1], {})
    return other


def test_who_is_typed_may_be_here_already_and_one_key_opens_it(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    settled(desk, qtbot)
    QTest.keyClick(room.view.table, Qt.Key.Key_N, CONTROL)
    form = room.slot.form
    assert isinstance(form, NewParty)
    phone = form.form.fields["phone"]
    QTest.keyClicks(phone.editor, f"00{PHONE[1:]}")
    qtbot.waitUntil(lambda: [double.counterparty_id for double in form.found] == [at.customer])
    settled(desk, qtbot)
    QTest.keyClick(phone.editor, Qt.Key.Key_1, CONTROL)
    qtbot.waitUntil(lambda: room.shows_page and room.work.counterparty_id == at.customer)
    assert room.slot.form is None


def test_a_double_is_merged_from_the_menu_and_parted_from_the_history(
    enter: Enter, at: House, desk: Desk, messages: Messages, clock: FixedClock, qtbot: QtBot
) -> None:
    other = at.store.write(factories.counterparty, "Sonnen AG", department="Prom")
    room = enter("Igor")
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_E)
    menu = room.page.buttons["E"].findChildren(QMenu)[0]
    next(action for action in menu.actions() if action.text() == "Merge with a double").trigger()
    menu.close()
    picker = room.slot.form
    assert isinstance(picker, PartyPicker)
    QTest.keyClicks(picker.search.line, "sonnen")
    QTest.keyClick(picker.search.line, Qt.Key.Key_Return)
    qtbot.waitUntil(picker.rows.isVisible)
    QTest.keyClick(picker.search.line, Qt.Key.Key_Return)
    page = room.merge_way.merging
    qtbot.waitUntil(lambda: page.comparison is not None)
    settled(desk, qtbot)
    page.go()
    qtbot.waitUntil(lambda: at.get(Counterparty, other, "merged_into_id") == at.customer)
    clock.moment = clock.moment.replace(hour=clock.moment.hour + 1)
    at.store.write(counterparty_work.add_note, at.customer, "Came after the merge")
    settled(desk, qtbot)
    assert room.pages.currentWidget() is room.page
    model = room.page.history.entries_model
    qtbot.waitUntil(lambda: "note" in {entry.kind for entry in model.entries})
    at_merge = next(at for at, entry in enumerate(model.entries) if entry.kind == "merge")
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    room.page.history.setFocus()
    room.page.history.setCurrentIndex(model.index(at_merge, 0))
    QTest.keyClick(room.page.history, Qt.Key.Key_Return)
    parting = room.merge_way.parting
    qtbot.waitUntil(lambda: parting.questions is not None)
    settled(desk, qtbot)
    assert room.pages.currentWidget() is parting
    rows = parting.rows.choices.rows
    note = next(at for at, row in enumerate(rows) if "Came after the merge" in row.left)
    parting.rows.setCurrentIndex(parting.rows.choices.index(note, 0))
    QTest.keyClick(parting.rows, Qt.Key.Key_Right)
    QTest.keyClick(parting.rows, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: at.get(Counterparty, other, "merged_into_id") is None)
    qtbot.waitUntil(lambda: room.work.counterparty_id == other and room.pages.currentWidget() is room.page)
    qtbot.waitUntil(lambda: "Note: Came after the merge" in [str(entry.line) for entry in model.entries])


def test_what_was_merged_leads_to_where_it_went(
    enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    other = merged(at)
    room = enter()
    room.open_record("customer", other)
    qtbot.waitUntil(lambda: room.work.counterparty_id == at.customer and room.work.card is not None)
    settled(desk, qtbot)
    assert room.page.name.text() == "Helios Batterie GmbH"
    said = "Helios Baterie was merged into Helios Batterie GmbH: this is Helios Batterie GmbH."
    assert messages.bar.sentence == said
