"""The history narrowed by keys: kinds, a person, a text; and what an entry of changes says whole."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.models.terms import CounterpartyKind
from app.operations import counterparties, counterparty_work
from app.views.desk import Desk
from tests.deal_factories import House, deal
from tests.views.counterparties.driving import Enter, on_page, words
from tests.views.quiet import settled


def test_keys_narrow_it_to_kinds_and_open_it_again(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    deal(at)
    at.store.write(counterparty_work.add_note, at.customer, "Thinks about it")
    room = enter()
    on_page(room, at, desk, qtbot)
    history, model = room.page.history, room.page.history.entries_model
    QTest.keyClick(history, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: {entry.kind for entry in model.entries} == {"stage"})
    QTest.keyClick(history, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: {entry.kind for entry in model.entries} == {"stage", "note"})
    QTest.keyClick(history, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: {entry.kind for entry in model.entries} == {"note"})
    assert [kind for kind, button in room.page.bar.kinds.items() if button.isChecked()] == ["notes"]
    QTest.keyClick(history, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: {"stage", "note", "recorded"} <= {entry.kind for entry in model.entries})


def test_a_text_and_a_person_narrow_it(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    at.store.write(counterparty_work.add_note, at.customer, "Wants an Ölpumpe")
    with at.acting("Igor"):
        at.store.write(counterparty_work.add_note, at.customer, "Asked for a discount")
    room = enter()
    on_page(room, at, desk, qtbot)
    history, model = room.page.history, room.page.history.entries_model
    QTest.keyClick(history, Qt.Key.Key_Slash)
    assert room.page.bar.text.hasFocus()
    QTest.keyClicks(room.page.bar.text, "olpumpe")
    qtbot.waitUntil(lambda: [str(entry.line) for entry in model.entries] == ["Note: Wants an Ölpumpe"])
    QTest.keyClick(room.page.bar.text, Qt.Key.Key_Escape)
    QTest.keyClick(room.page.bar.text, Qt.Key.Key_Escape)
    assert history.hasFocus()
    QTest.keyClick(history, Qt.Key.Key_P)
    settled(desk, qtbot)
    menu = room.page.bar.findChild(QMenu, "people_of_history")
    assert isinstance(menu, QMenu)
    igor = next(action for action in menu.actions() if action.text().startswith("Igor"))
    igor.trigger()
    menu.close()
    qtbot.waitUntil(lambda: {entry.who for entry in model.entries} == {"Igor Petrow"})
    assert room.page.bar.person.words == "Igor Petrow"
    QTest.keyClick(history, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: "Olga Lebedewa" in {entry.who for entry in model.entries})


def test_changes_of_one_moment_are_one_line_and_read_whole_below(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    mine = {"kind": CounterpartyKind.PARTNER, "website": "https://helios.example", "region": "DE", "note": "Big"}
    original = {"kind": CounterpartyKind.LEAD, "website": "", "region": "", "note": ""}
    version = 1
    at.store.write(counterparties.edit, at.customer, version, original, mine)
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_8)
    model = room.page.history.entries_model
    qtbot.waitUntil(lambda: [entry.kind for entry in model.entries][:1] == ["change"])
    room.page.history.setCurrentIndex(model.index(0, 0))
    said = "\n".join(words(room.page.reader))
    for part in ("Kind: lead → partner", "Web site: – → https://helios.example", "Region: – → DE", "Note: – → Big"):
        assert part in said
