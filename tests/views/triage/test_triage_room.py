"""The triage room, driven by keys: one key is one decision, the next row is selected, everything can be taken back."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.database.changes import ChangeFeed
from app.database.store import Store
from app.events import AttachedFile
from app.models.terms import CounterpartyKind, Role
from app.operations import actors, triage
from app.views.look.buttons import MainButton, PlainButton
from app.views.look.label import Label
from app.views.look.rows import RowRole
from app.views.look.theme import theme
from app.views.shell.tongue import speak
from app.views.triage.card_lines import CardLink
from app.views.triage.room import TriageRoom
from tests import factories
from tests.clock import FixedClock
from tests.views.triage.workstation import Workstation, receive

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def shown(room: TriageRoom) -> list[int]:
    return [row.id for row in room.list.inquiries.rows]


def department(marta: Workstation, code: str) -> int:
    return next(row.id for row in marta.store.read(actors.receiving_departments) if row.code == code)


@pytest.mark.parametrize(("key", "code"), [(Qt.Key.Key_1, "Vys"), (Qt.Key.Key_2, "Prom"), (Qt.Key.Key_3, "Term")])
def test_a_digit_sorts_to_a_department_and_the_next_is_selected(
    marta: Workstation, letters: list[int], key: Qt.Key, code: str
) -> None:
    room = marta.open(TriageRoom)
    assert room.list.current == letters[0]
    marta.press(room, key)
    assert marta.card(letters[0]).department_id == department(marta, code)
    assert room.list.current == letters[1]
    assert shown(room) == letters[1:]
    assert marta.says(f"Claudia Brandt sent to {code}.")
    assert "3 to sort" in [label.text() for label in room.head.findChildren(Label)]


def test_quick_keys_decide_one_row_after_the_other(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)
    codes = [marta.card(each).department_id for each in letters]
    assert codes == [department(marta, "Vys"), department(marta, "Prom"), department(marta, "Term"), None]
    assert shown(room) == letters[3:]


def test_ctrl_z_takes_the_decision_back_and_selects_it(marta: Workstation, letters: list[int], qtbot: QtBot) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_2)
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: shown(room) == letters)
    assert marta.card(letters[0]).state == "new"
    assert marta.card(letters[0]).department_id is None
    assert room.list.current == letters[0]
    marta.press(room, Qt.Key.Key_3)
    assert marta.card(letters[0]).department_id == department(marta, "Term")


def test_four_asks_which_customer_and_offers_the_double_first(
    marta: Workstation, service: Store, letters: list[int], qtbot: QtBot
) -> None:
    known = service.write(factories.counterparty, "Stadtwerke Gera", emails=("info@stadtwerke.example",))
    room = marta.open(TriageRoom)
    qtbot.waitUntil(lambda: room.card.shown is not None and bool(room.card.shown.doubles))
    marta.press(room, Qt.Key.Key_4)
    assert room.foot.customer.isVisible()
    assert room.foot.customer.rows.currentIndex().data(RowRole.NAME) == "Stadtwerke Gera"
    marta.press(room, Qt.Key.Key_Return)
    card = marta.card(letters[0])
    assert (card.state, card.counterparty_id) == ("linked", known)
    assert marta.says("Claudia Brandt added to Stadtwerke Gera.")
    assert room.list.current == letters[1]
    assert room.list.hasFocus()


def test_a_customer_is_found_by_any_part_of_the_name(
    marta: Workstation, service: Store, letters: list[int], qtbot: QtBot
) -> None:
    known = service.write(factories.counterparty, "АО «Волга-Насос»", CounterpartyKind.CUSTOMER)
    service.write(factories.counterparty, "Nordfleisch AG")
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_4)
    panel = room.foot.customer
    assert panel.search.line.hasFocus()
    panel.search.line.insert("волга")
    panel.search.line.textEdited.emit("волга")
    qtbot.waitUntil(lambda: panel.rows.currentIndex().data(RowRole.KEY) == known)
    marta.press(room, Qt.Key.Key_Return)
    assert marta.card(letters[0]).counterparty_id == known


@pytest.mark.parametrize("key", [Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_M])
def test_esc_goes_back_without_a_decision(marta: Workstation, letters: list[int], key: Qt.Key) -> None:
    room = marta.open(TriageRoom)
    asking = []
    marta.press(room, key)
    asking.append(room.foot.asking)
    marta.press(room, Qt.Key.Key_Escape)
    asking.append(room.foot.asking)
    assert asking == [True, False]
    assert room.list.hasFocus()
    assert shown(room) == letters


def test_five_and_a_digit_close_with_a_reason(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_5)
    assert room.foot.choice.isVisible()
    marta.press(room, Qt.Key.Key_3)
    card = marta.card(letters[0])
    assert (card.state, card.close_reason) == ("closed", "spam")
    assert room.list.current == letters[1]


def test_another_reason_must_be_written_down(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_5)
    marta.press(room, Qt.Key.Key_7)
    words = room.foot.choice.words
    assert words.line.hasFocus()
    marta.press(room, Qt.Key.Key_Return)
    assert words.error
    assert marta.card(letters[0]).state == "new"
    words.line.insert("A student asks for a thesis")
    marta.press(room, Qt.Key.Key_Return)
    assert marta.card(letters[0]).close_note == "A student asks for a thesis"


def test_six_lays_aside_until_a_time(marta: Workstation, letters: list[int], clock: FixedClock) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_6)
    marta.press(room, Qt.Key.Key_1)
    assert marta.card(letters[0]).state == "new"
    assert shown(room) == letters[1:]
    clock.advance(minutes=61)
    room.refresh()
    marta.settle()
    assert shown(room) == letters


def test_m_names_the_seller_of_the_suggested_department_at_once(
    marta: Workstation, letters: list[int], people: dict[str, int]
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_M)
    panel = room.foot.sellers
    assert panel.isVisible()
    assert panel.departments.current == str(department(marta, "Prom"))
    assert [seller.name for seller in panel.sellers] == ["Olga Lebedewa", "Pavel Gromow"]
    marta.press(room, Qt.Key.Key_1)
    card = marta.card(letters[0])
    assert (card.state, card.seller_id, card.department_id) == ("assigned", people["Olga"], department(marta, "Prom"))
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    card = marta.card(letters[0])
    assert (card.state, card.seller_id, card.department_id) == ("new", None, None)


def test_the_arrows_go_to_the_sellers_of_another_department(
    marta: Workstation, letters: list[int], people: dict[str, int], qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_M)
    marta.press(room, Qt.Key.Key_Left)
    panel = room.foot.sellers
    qtbot.waitUntil(lambda: [seller.name for seller in panel.sellers] == ["Boris Sommer"])
    marta.press(room, Qt.Key.Key_Return)
    card = marta.card(letters[0])
    assert (card.seller_id, card.department_id) == (people["Boris"], department(marta, "Vys"))


def test_without_a_suggestion_m_asks_for_the_department_first(
    marta: Workstation, service: Store, people: dict[str, int]
) -> None:
    strange = receive(service, 4, text="Добрый день!")
    room = marta.open(TriageRoom)
    room.open_record("triage", strange)
    marta.settle()
    if marta.card(strange).suggestion is None:
        marta.press(room, Qt.Key.Key_M, Qt.Key.Key_2)
    else:
        marta.press(room, Qt.Key.Key_M)
    assert room.foot.sellers.isVisible()
    marta.press(room, Qt.Key.Key_2)
    assert marta.card(strange).seller_id == people["Pavel"]


def test_who_comes_second_hears_who_was_faster(
    marta: Workstation, url: str, clock: FixedClock, letters: list[int], service: Store
) -> None:
    room = marta.open(TriageRoom)
    nina = Store(url, clock=clock, employee_id=service.write(factories.employee, "Nina Roth", Role.DISPATCHER))
    nina.write(triage.sort_to, letters[0], 1, department(marta, "Term"))
    nina.close()
    marta.press(room, Qt.Key.Key_1)
    assert marta.says("Nina Roth has sent Claudia Brandt to Term. Your decision came second and changed nothing.")
    assert marta.card(letters[0]).department_id == department(marta, "Term")
    assert room.list.current == letters[1]
    assert shown(room) == letters[1:]


def test_news_takes_a_row_away_and_leaves_the_selection(
    marta: Workstation, url: str, clock: FixedClock, people: dict[str, int], letters: list[int], qtbot: QtBot
) -> None:
    feed = ChangeFeed(marta.store)
    states: list[bool] = []
    feed.start(marta.desk.hear, states.append)
    try:
        qtbot.waitUntil(lambda: states == [True])
        room = marta.open(TriageRoom)
        marta.press(room, Qt.Key.Key_Down, modifier=ALT)
        assert room.list.current == letters[1]
        other = Store(url, clock=clock, employee_id=people["Admin"])
        other.write(triage.sort_to, letters[0], 1, department(marta, "Vys"))
        qtbot.waitUntil(lambda: shown(room) == letters[1:])
        assert room.list.current == letters[1]
        other.write(triage.sort_to, letters[1], 1, department(marta, "Vys"))
        other.close()
        qtbot.waitUntil(lambda: shown(room) == letters[2:])
        assert room.list.current == letters[2]
    finally:
        feed.stop()


def test_late_ones_stand_first_under_their_own_head(marta: Workstation, letters: list[int], clock: FixedClock) -> None:
    room = marta.open(TriageRoom)
    heads = [index.data(RowRole.NAME) for index in indexes(room) if index.data(RowRole.GROUP)]
    assert len(heads) == 1
    assert heads[0].startswith("Due by")
    clock.advance(hours=3)
    room.refresh()
    marta.settle()
    heads = [index.data(RowRole.NAME) for index in indexes(room) if index.data(RowRole.GROUP)]
    assert heads == ["Past the promise"]
    figures = [index.data(RowRole.FIGURE_TOKEN) for index in indexes(room) if index.data(RowRole.KEY)]
    assert set(figures) == {"danger_text"}


def indexes(room: TriageRoom) -> list[QModelIndex]:
    model = room.list.inquiries
    return [model.index(place) for place in range(model.rowCount())]


def test_when_all_is_sorted_it_says_how_things_get_here(marta: Workstation, letters: list[int], qtbot: QtBot) -> None:
    room = marta.open(TriageRoom)
    for _ in letters:
        marta.press(room, Qt.Key.Key_1)
    assert room.empty.isVisible()
    assert room.empty.accessibleName() == "Everything is sorted"
    assert not room.list.hasFocus()
    assert not any(button.isEnabled() for button in room.foot.bar.buttons.values())
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: shown(room) == letters[3:])
    assert room.list.isVisible()
    assert room.list.hasFocus()


def test_the_suggested_department_is_the_main_button(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    marta.press(room, Qt.Key.Key_Down, modifier=ALT)
    suggestion = marta.card(letters[1]).suggestion
    assert suggestion is not None
    main = [code for code, button in room.foot.bar.buttons.items() if isinstance(button, MainButton)]
    assert main == [str(suggestion.department_id)]
    assert room.card.shown == marta.card(letters[1])


def test_segments_narrow_the_list(marta: Workstation, service: Store, letters: list[int]) -> None:
    web = receive(service, 4, source="site_form")
    room = marta.open(TriageRoom)
    room.segments.setFocus()
    marta.press(room, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert room.segments.current == "mail"
    assert shown(room) == letters
    marta.press(room, Qt.Key.Key_Right)
    assert shown(room) == [web]


def test_enter_opens_whoever_asks(marta: Workstation, letters: list[int], qtbot: QtBot) -> None:
    room = marta.open(TriageRoom)
    with qtbot.waitSignal(room.wanted) as said:
        marta.press(room, Qt.Key.Key_Return)
    assert said.args == ["counterparty", marta.card(letters[0]).counterparty_id]


def test_a_notice_leads_to_its_inquiry(marta: Workstation, letters: list[int]) -> None:
    room = marta.open(TriageRoom)
    room.open_record("triage", letters[2])
    marta.settle()
    assert room.list.current == letters[2]


def test_foreign_text_is_shown_as_it_is(marta: Workstation, service: Store, qtbot: QtBot) -> None:
    evil = "<b>Offer</b> <img src='http://tracker.example/a.png'>"
    room = marta.open(TriageRoom)
    room.open_record("triage", receive(service, 4, text=evil))
    marta.settle()
    labels = [label for label in room.card.findChildren(Label) if label.text() == evil]
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]
    room.card.toggle_original()
    original = room.card.original
    assert original is not None
    qtbot.waitUntil(original.isVisible)
    assert evil in original.toPlainText()


def test_a_file_is_saved_where_the_person_says(marta: Workstation, service: Store, tmp_path: Path, qtbot: QtBot) -> None:
    inquiry = receive(service, 4, files=(AttachedFile("Опросный лист.pdf", "application/pdf", b"%PDF-1.4"),))
    room = marta.open(TriageRoom)
    room.open_record("triage", inquiry)
    marta.settle()
    link = next(link for link in room.card.findChildren(CardLink) if link.words == "Опросный лист.pdf")
    link.click()
    dialog = room.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "saved.pdf"))
    dialog.close()
    qtbot.waitUntil(lambda: marta.says("saved.pdf saved."))
    assert (tmp_path / "saved.pdf").read_bytes() == b"%PDF-1.4"


def test_a_file_that_cannot_be_saved_is_said(marta: Workstation, service: Store, tmp_path: Path, qtbot: QtBot) -> None:
    inquiry = receive(service, 4, files=(AttachedFile("a.pdf", "application/pdf", b"%PDF-1.4"),))
    room = marta.open(TriageRoom)
    marta.desk.problem.connect(marta.messages.problem)
    room.save_file(marta.card(inquiry).files[0].id, tmp_path / "nowhere" / "a.pdf")
    qtbot.waitUntil(lambda: marta.says("a.pdf could not be saved"))


@pytest.mark.parametrize("width", [1024, 1224, 1240])
def test_no_decision_is_out_of_sight(marta: Workstation, width: int, qtbot: QtBot) -> None:
    room = marta.open(TriageRoom, (width, 644))
    longer = [replace(each, words=each.words * 4) for each in room.queue.decisions(room._targets, None)]
    room.foot.bar.show_decisions(longer)

    def in_sight(button: PlainButton) -> bool:
        whole = button.width() >= button.sizeHint().width()
        return whole and room.rect().contains(button.mapTo(room, button.rect().bottomRight()))

    qtbot.waitUntil(lambda: all(in_sight(button) for button in room.foot.bar.buttons.values()))
    assert len({button.mapTo(room, button.rect().topLeft()).y() for button in room.foot.bar.buttons.values()}) > 1


def test_language_and_theme_can_change_at_any_time(
    marta: Workstation, letters: list[int], qapp: QApplication, qtbot: QtBot
) -> None:
    room = marta.open(TriageRoom)
    for name in ("dark", "light"):
        theme().apply(qapp, name)
        assert room.grab().toImage().pixelColor(2, room.height() - 4) == theme().color("window")
    room.list.select(letters[1])
    marta.settle()
    for code, word in (("de", "Englisch"), ("ru", "Английский"), ("en", "English")):
        speak(code)
        qtbot.waitUntil(partial(lambda said: said in [label.text() for label in room.card.findChildren(Label)], word))
        assert room.list.current == letters[1]
