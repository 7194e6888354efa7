"""The room of the customers, by keys and clicks: the list and its card, the page, notes, deals, people, doubles."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from app.models.counterparties import Contact, Counterparty, LegalEntity
from app.models.deals import Deal, Need
from app.models.interactions import Interaction
from app.models.tasks import Task
from app.models.terms import CounterpartyKind
from app.operations import counterparty_work
from app.operations.counterparty_history_rows import PAGE
from app.operations.lead_draft import EntityDraft
from app.operations.register_spec import Condition, Operator, Shown
from app.views.conflict import ConflictDialog
from app.views.counterparties.forms import EntityForm
from app.views.counterparties.new_party import NewParty
from app.views.counterparties.parts import LinkLine, PointLine
from app.views.desk import Desk
from app.views.look.fields import LineField
from app.views.messages import Messages
from app.views.shell.tongue import speak
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House, deal
from tests.views.counterparties.driving import CONTROL, Enter, choose, form, line, on_page, shown_card, words
from tests.views.quiet import settled


def test_the_card_says_who_it_is_as_soon_as_the_selection_rests(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    deal(at)
    room = enter()
    shown_card(room, desk, qtbot)
    said = words(room.card)
    assert {"Helios Batterie GmbH", "Olga Lebedewa", "never", "+49 371 5512140", "· Window in the door"} <= set(said)
    assert any("Climatic chamber for battery packs" in each for each in said)
    QTest.keyClick(room.view.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Pumpenwerk Halle" in words(room.card))


def test_enter_opens_the_page_and_esc_goes_back_to_the_same_row(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    QTest.keyClick(room.view.table, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert room.shows_page
    assert (room.page.name.text(), room.card.isVisible(), room.head.isVisible()) == ("Helios Batterie GmbH", False, False)
    assert room.page.history.hasFocus()
    QTest.keyClick(room.page.history, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not room.shows_page)
    assert room.view.table.hasFocus()
    assert room.row is not None
    assert room.row.key == at.customer


def test_a_note_is_typed_in_place_and_stands_on_top_of_the_history(
    enter: Enter, at: House, desk: Desk, qtbot: QtBot
) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_M)
    assert room.page.note.text.hasFocus()
    QTest.keyClicks(room.page.note.text, "Wants a window")
    assert room.has_unsaved_edits()
    QTest.keyClick(room.page.note.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not room.page.note.is_dirty())
    model = room.page.history.entries_model
    qtbot.waitUntil(lambda: [entry.kind for entry in model.entries][:1] == ["note"])


def test_the_history_asks_for_more_while_it_is_scrolled_and_keeps_its_place(
    enter: Enter, at: House, desk: Desk, clock: FixedClock, qtbot: QtBot
) -> None:
    for number in range(PAGE + 30):
        at.store.write(counterparty_work.add_note, at.customer, f"Note {number}")
    room = enter()
    on_page(room, at, desk, qtbot)
    history = room.page.history
    assert history.entries_model.rowCount() == PAGE
    history.verticalScrollBar().setValue(history.verticalScrollBar().maximum())
    history.entries_model.fetchMore(history.rootIndex())
    qtbot.waitUntil(lambda: history.entries_model.rowCount() == PAGE + 31)
    history.setCurrentIndex(history.entries_model.index(70, 0))
    chosen = history.entries_model.entries[70].mark
    height = history.verticalScrollBar().value()
    at.store.write(counterparty_work.add_note, at.customer, "News from another desk")
    qtbot.waitUntil(lambda: history.entries_model.rowCount() == PAGE + 32)
    assert history.entries_model.entries[history.currentIndex().row()].mark == chosen
    assert history.verticalScrollBar().value() == height


def test_a_new_deal_is_opened_or_says_what_is_missing(
    enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    at.run(update(LegalEntity).values(bank_code=""))
    room = enter()
    on_page(room, at, desk, qtbot)
    opened: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: opened.append((kind, record)))
    QTest.keyClick(room.page.history, Qt.Key.Key_N)
    line(room, "title").setFocus()
    QTest.keyClicks(line(room, "title").line, "Dosing pump")
    QTest.keyClick(line(room, "title").line, Qt.Key.Key_Return)
    assert line(room, "need").error == "Fill this in."
    QTest.keyClicks(line(room, "need").line, "40 l per hour")
    QTest.keyClick(line(room, "need").line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "bank code" in messages.bar.sentence.lower())
    messages.bar._plain.click()
    assert isinstance(room.slot.form, EntityForm)
    room.slot.form.company.lines["bank_code"].set_value("BYLADEM1001")
    QTest.keyClick(room.slot.form.company.lines["bank_code"].line, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: room.slot.form is None)
    settled(desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_N)
    QTest.keyClicks(line(room, "need").line, "40 l per hour")
    QTest.keyClick(line(room, "need").line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [("deal", at.one(select(Deal.id)))]
    assert at.one(select(Need.text)) == "40 l per hour"


def test_a_task_is_planned_for_the_customer(enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot) -> None:
    room = enter()
    shown_card(room, desk, qtbot)
    QTest.keyClick(room.view.table, Qt.Key.Key_T)
    QTest.keyClicks(line(room, "title").line, "Send the drawings")
    QTest.keyClick(line(room, "title").line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.slot.form is None)
    assert at.one(select(Task.counterparty_id)) == at.customer
    assert messages.bar.sentence == "Planned: Send the drawings"


def test_details_are_changed_and_two_who_do_it_at_once_see_each_other(
    enter: Enter, at: House, desk: Desk, qtbot: QtBot
) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    room.deeds.edit()
    settled(desk, qtbot)
    at.run(update(Counterparty).where(Counterparty.id == at.customer).values(website="theirs.example", version=9))
    line(room, "website").set_value("mine.example")
    form(room).submit()
    qtbot.waitUntil(lambda: room.findChild(ConflictDialog) is not None)
    dialog = room.findChild(ConflictDialog)
    assert dialog is not None
    dialog.keep_mine.click()
    qtbot.waitUntil(lambda: at.get(Counterparty, at.customer, "website") == "mine.example")


def test_people_and_their_numbers(enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    room.deeds.records.add_person()
    line(room, "name").set_value("Jens Weber")
    line(room, "phone").set_value("no number")
    form(room).submit()
    qtbot.waitUntil(lambda: "no phone number" in messages.bar.sentence)
    assert room.slot.form is not None
    line(room, "phone").set_value("+49 371 5512149")
    form(room).submit()
    qtbot.waitUntil(lambda: room.slot.form is None)
    settled(desk, qtbot)
    assert "Jens Weber" in words(room.page.facts)
    person = room.page.facts.findChildren(LinkLine)[0]
    person.click()
    line(room, "position").set_value("Head of buying")
    form(room).submit()
    qtbot.waitUntil(lambda: at.get(Contact, at.contact, "position") == "Head of buying")
    settled(desk, qtbot)
    number = next(each for each in room.page.facts.findChildren(PointLine) if each.point.value == PHONE)
    number.copy.click()
    assert QGuiApplication.clipboard().text() == PHONE
    room.deeds.records.drop_point(number.point)
    qtbot.waitUntil(lambda: "is marked as wrong" in messages.bar.sentence)
    settled(desk, qtbot)
    wrong = next(each for each in room.page.facts.findChildren(PointLine) if each.point.value == PHONE)
    wrong.works_again.emit(wrong.point)
    qtbot.waitUntil(lambda: "is used again" in messages.bar.sentence)
    settled(desk, qtbot)
    assert room.work.card is not None
    assert all(point.valid for point in room.work.card.points)


def test_a_number_is_handed_to_the_telephone(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    shown_card(room, desk, qtbot)
    assert room.work.card is not None
    called: list[str] = []

    def follow(url: QUrl) -> bool:
        called.append(url.toString())
        return True

    number = PointLine(room.work.card.points[0], "", droppable=False, link=follow)
    qtbot.addWidget(number)
    number.reach.click()
    assert called == [f"tel:{PHONE}"]


def test_the_head_says_who_answers_for_it(enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot) -> None:
    room = enter("Igor")
    shown_card(room, desk, qtbot)
    QTest.keyClick(room.view.table, Qt.Key.Key_A)
    settled(desk, qtbot)
    choose(form(room), "seller", at.people["Pavel"])
    form(room).submit()
    qtbot.waitUntil(lambda: at.get(Counterparty, at.customer, "seller_id") == at.people["Pavel"])
    qtbot.waitUntil(lambda: "is with Pavel Gromow now" in messages.bar.sentence)
    messages.bar._quiet.click()
    qtbot.waitUntil(lambda: at.get(Counterparty, at.customer, "seller_id") == at.people["Olga"])


def test_a_new_one_shows_who_it_may_be_already(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    QTest.keyClick(room.view.table, Qt.Key.Key_N, CONTROL)
    new = room.slot.form
    assert isinstance(new, NewParty)
    name = new.form.fields["name"]
    assert isinstance(name, LineField)
    QTest.keyClicks(name.line, "Helios Batterie")
    qtbot.waitUntil(lambda: bool(new.found))
    assert [double.counterparty_id for double in new.found] == [at.customer]
    QTest.keyClicks(name.line, " Neuland Sued")
    choose(new.form, "kind", CounterpartyKind.PARTNER)
    QTest.keyClick(name.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.shows_page)
    settled(desk, qtbot)
    made = at.one(select(Counterparty.id).where(Counterparty.name == "Helios Batterie Neuland Sued"))
    assert room.work.counterparty_id == made
    assert at.get(Counterparty, made, "seller_id") == at.people["Olga"]
    assert at.get(Counterparty, made, "kind") is CounterpartyKind.PARTNER


def test_files_are_dropped_on_the_page(enter: Enter, at: House, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7")
    room = enter()
    on_page(room, at, desk, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target = room.page.history.viewport()
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), copy, data, left, none))
    qtbot.waitUntil(lambda: [row.name for row in room.page.files.rows] == ["plan.pdf"])


def test_what_is_typed_is_not_lost_by_going_away(
    enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClicks(room.page.note.text, "Half a sentence")
    room.page.back.click()
    assert room.shows_page
    assert "not saved yet" in messages.bar.sentence
    room.page.note.clear()
    room.page.back.click()
    assert not room.shows_page


def test_marketing_reads_and_does_not_change(enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot) -> None:
    room = enter("Maria")
    shown_card(room, desk, qtbot)
    room.deeds.edit()
    assert "sellers, heads and dispatchers change them" in messages.bar.sentence
    room.deeds.new_deal()
    assert "sellers and heads" in messages.bar.sentence


def test_filter_and_segment_stay_for_the_person(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    room.segments.choose("suppliers")
    room.segments.chosen.emit("suppliers")
    qtbot.waitUntil(lambda: room.view.model.rowCount() == 1)
    again = enter()
    assert again.segments.current == "suppliers"
    assert again.view.shown.conditions == (Condition("kind", Operator.IS, ("SUPPLIER",)),)


def test_the_room_speaks_three_languages_and_fits(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    at.store.write(factories.counterparty, "Ж" * 200, contact="Ъ" * 120, emails=[f"{'x' * 90}@example.org"])
    room = enter(width=1224, height=640)
    on_page(room, at, desk, qtbot)
    try:
        for code in ("de", "ru", "en"):
            speak(code)
            assert room.minimumSizeHint().width() <= 1224
    finally:
        speak("en")
    room.show_list()
    assert room.minimumSizeHint().width() <= 1224


def test_interactions_of_the_history_are_those_of_the_books(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    at.store.write(counterparty_work.add_note, at.customer, "Long\n" + "word " * 400)
    room = enter()
    on_page(room, at, desk, qtbot)
    room.page.history.setCurrentIndex(room.page.history.entries_model.index(0, 0))
    assert room.page.reader.isVisible()
    assert at.one(select(Interaction.text)).strip() in words(room.page.reader)


def test_a_second_legal_entity_gives_a_choice_for_the_deal(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    room.deeds.records.add_entity()
    entity = room.slot.form
    assert isinstance(entity, EntityForm)
    entity.company.set_value(EntityDraft("Helios Nord", "1", "Kai 1", "", "DE02", "BYLA"))
    entity.save.click()
    qtbot.waitUntil(lambda: room.slot.form is None)
    settled(desk, qtbot)
    room.deeds.new_deal()
    assert "entity" in form(room).fields


def test_the_menu_leads_to_every_part_of_the_customer(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_E)
    menu = room.findChild(QMenu)
    assert menu is not None
    entries = [action.text() for action in menu.actions() if action.text()]
    wanted = [
        *("Name and details", "Group of companies", "Merge with a double"),
        *("Dr. Karin Meinert", "New person", "+49 371 5512140"),
        *("Helios Batterie GmbH", "New legal entity", "New place"),
    ]
    assert entries == wanted
    menu.actions()[0].trigger()
    settled(desk, qtbot)
    assert "website" in form(room).fields
    menu.close()


def test_a_deal_that_the_board_begins_opens_the_form_of_its_customer(
    enter: Enter, at: House, desk: Desk, qtbot: QtBot
) -> None:
    room = enter()
    room.open_record("new_deal", at.customer)
    qtbot.waitUntil(lambda: room.slot.form is not None)
    settled(desk, qtbot)
    assert room.shows_page
    QTest.keyClicks(line(room, "need").line, "Window in the door")
    QTest.keyClick(line(room, "need").line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at.store.read(lambda s: s.scalar(select(Deal.counterparty_id))) == at.customer)


def test_without_a_customer_there_is_no_note_to_write_and_no_deed(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    shown_card(room, desk, qtbot)
    assert room.note.isVisible()
    assert room.change_button.isEnabled()
    room.view.show_view(Shown("counterparties", text="nobody is called so"))
    settled(desk, qtbot)
    assert not room.note.isVisible()
    assert not room.change_button.isEnabled()
