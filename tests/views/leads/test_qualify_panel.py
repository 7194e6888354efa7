"""Qualification by keys: the draft of the lead, what is missing, the deal."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.events import Change
from app.models.products import Trait
from app.models.terms import TraitKind
from app.operations import qualification, triage
from app.operations.qualification import EntityDraft
from app.views.conflict import ConflictDialog
from app.views.leads.qualify_panel import QualifyPanel
from app.views.leads.rooms import MyLeadsRoom
from app.views.look.theme import theme
from app.views.shell.tongue import speak
from tests import factories
from tests.clock import FixedClock
from tests.views.triage.workstation import Workstation

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTITY = EntityDraft(
    name="Stadtwerke Gera GmbH",
    tax_id="DE136695976",
    address="De-Smit-Straße 18, 07545 Gera",
    bank_name="Sparkasse",
    bank_account="DE89370400440532013000",
    bank_code="COBADEFFXXX",
    country="DE",
)


def opened(olga: Workstation, qtbot: QtBot) -> tuple[MyLeadsRoom, QualifyPanel]:
    """The room with the form open, by Enter."""
    room = olga.open(MyLeadsRoom)
    olga.press(room, Qt.Key.Key_Return)
    qtbot.waitUntil(room.panel.isVisible)
    return room, room.panel


def test_enter_opens_the_form_with_what_the_lead_said(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    assert panel.form.value() == olga.store.read(qualification.draft_for, own[0])
    assert panel.form.contact["name"].line.hasFocus()
    assert panel.form.contact["email"].value() == "c.brandt@stadtwerke.example"
    assert panel.form.needs.value() == (("Please send a quotation.", False),)
    assert not room.has_unsaved_edits()
    assert not room.foot.isVisible()


def test_ctrl_enter_makes_the_deal_and_offers_the_way_there(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    panel.form.company.set_value(ENTITY)
    with qtbot.waitSignal(panel.deal_created) as made:
        olga.press(room, Qt.Key.Key_Return, modifier=CONTROL)
    qtbot.waitUntil(lambda: [row.id for row in room.list.inquiries.rows] == own[1:])
    assert olga.card(own[0]).state == "qualified"
    assert room.list.isVisible()
    assert room.foot.isVisible()
    assert olga.says("Replacement pump is a deal now.")
    with qtbot.waitSignal(room.wanted) as way:
        olga.press(room, Qt.Key.Key_O, modifier=CONTROL)
    assert way.args == ["deal", made.args[0]]


def test_a_closed_gate_marks_the_fields_and_goes_to_the_first(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    panel.form.company.set_value(EntityDraft(name="Stadtwerke Gera GmbH"))
    olga.press(room, Qt.Key.Key_Return, modifier=CONTROL)
    lines = panel.form.company.lines
    assert [name for name, line in lines.items() if line.error] == ["address", "bank_code", "bank_account"]
    assert lines["address"].error == "Missing: The legal entity's address"
    assert lines["address"].line.hasFocus()
    assert olga.says("cannot become a deal yet")
    assert olga.card(own[0]).state == "assigned"
    QTest.keyClicks(lines["address"].line, "Gera")
    assert not lines["address"].error
    assert panel.create_button.isEnabled()
    assert not olga.says("cannot become a deal yet")


def test_the_checklist_follows_what_is_typed(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    _, panel = opened(olga, qtbot)
    counts = [panel.gate._count.text()]
    for field, text in (("name", "Gera GmbH"), ("address", "Gera"), ("bank_account", "1"), ("bank_code", "1")):
        QTest.keyClicks(panel.form.company.lines[field].line, text)
        counts.append(panel.gate._count.text())
    assert counts == ["2 of 4", "3 of 6", "3 of 5", "3 of 4", "4 of 4"]
    panel.form.needs.set_value(())
    panel.form.needs.add_row()
    assert panel.gate._count.text() == "3 of 4"
    panel.gate.way_chosen.emit("need")
    assert panel.form.needs.rows[0].wish.text.hasFocus()


def test_wrong_check_digits_are_doubted_while_typing(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    _, panel = opened(olga, qtbot)
    company = panel.form.company
    company.country.set_value("RU")
    QTest.keyClicks(company.lines["tax_id"].line, "7707083894")
    assert company.warnings == [], "not while the person types"
    qtbot.waitUntil(lambda: len(company.warnings) == 1)
    assert "7707083894" in company.warnings[0]
    assert company.lines["tax_reason_code"].isVisible()
    company.lines["tax_id"].line.selectAll()
    QTest.keyClicks(company.lines["tax_id"].line, "7707083893")
    qtbot.waitUntil(lambda: company.warnings == [])


def test_needs_come_and_go_by_keys(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    needs = panel.form.needs
    olga.press(room, Qt.Key.Key_N, modifier=ALT)
    assert needs.rows[1].wish.text.hasFocus()
    QTest.keyClicks(needs.rows[1].wish.text, "Delivery in May")
    olga.press(room, Qt.Key.Key_Tab)
    olga.press(room, Qt.Key.Key_Space)
    assert needs.value() == (("Please send a quotation.", False), ("Delivery in May", True))
    needs.rows[0].wish.text.setFocus()
    olga.press(room, Qt.Key.Key_Delete, modifier=ALT)
    assert needs.value() == (("Delivery in May", True),)
    assert needs.rows[0].wish.text.hasFocus()


def test_a_form_that_was_left_can_be_taken_up_again(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    QTest.keyClicks(panel.form.contact["position"].line, "Buyer")
    assert room.has_unsaved_edits()
    olga.press(room, Qt.Key.Key_Escape)
    assert room.list.isVisible()
    assert not room.has_unsaved_edits()
    olga.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    assert panel.isVisible()
    assert panel.form.contact["position"].value() == "Buyer"
    assert room.has_unsaved_edits()


def test_news_never_load_under_the_hands(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    QTest.keyClicks(panel.form.contact["position"].line, "Buyer")
    olga.desk.hear(Change("inquiry", frozenset({own[1]})))
    qtbot.waitUntil(room.news_bar.isVisible)
    assert panel.isVisible()
    room.refresh()
    olga.settle()
    assert panel.isVisible()
    assert panel.form.contact["position"].value() == "Buyer"


def test_a_number_that_nobody_can_dial_is_said_at_its_field(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    panel.form.company.set_value(ENTITY)
    QTest.keyClicks(panel.form.contact["phone"].line, "12")
    olga.press(room, Qt.Key.Key_Return, modifier=CONTROL)
    assert "12" in panel.form.contact["phone"].error
    assert panel.form.contact["phone"].line.hasFocus()


def test_two_who_changed_it_are_compared(
    olga: Workstation, url: str, clock: FixedClock, people: dict[str, int], own: list[int], qtbot: QtBot
) -> None:
    room, panel = opened(olga, qtbot)
    panel.form.company.set_value(ENTITY)
    igor = Store(url, clock=clock, employee_id=people["Igor"])
    version = igor.write(triage.assign, own[0], 3, people["Pavel"]).undo_version
    igor.write(triage.assign, own[0], version, people["Olga"])
    igor.close()
    olga.press(room, Qt.Key.Key_Return, modifier=CONTROL)
    dialog = panel.findChild(ConflictDialog)
    assert isinstance(dialog, ConflictDialog)
    with qtbot.waitSignal(panel.deal_created):
        dialog.keep_mine.click()
    assert olga.card(own[0]).state == "qualified"


def test_traits_are_offered_and_kept(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    def add_traits(session: object) -> None:
        for kind, name in ((TraitKind.EQUIPMENT, "Pump"), (TraitKind.MATERIAL, "Water")):
            session.add(Trait(kind=kind, name=name))  # type: ignore[attr-defined]  # a plain session

    olga.store.write(add_traits)
    _, panel = opened(olga, qtbot)
    equipment = panel.form.choices[TraitKind.EQUIPMENT]
    qtbot.waitUntil(lambda: equipment.box.count() == 2)
    assert not panel.form.choices[TraitKind.FIELD].isVisible()
    equipment.box.setCurrentIndex(1)
    assert panel.form.value().equipment_id is not None
    panel.form.retranslate()
    assert panel.form.value().equipment_id is not None


def test_language_and_theme_can_change_while_typing(
    olga: Workstation, own: list[int], qtbot: QtBot, qapp: QApplication
) -> None:
    room, panel = opened(olga, qtbot)
    panel.form.company.set_value(ENTITY)
    before = panel.form.value()
    for name in ("dark", "light"):
        theme().apply(qapp, name)
        assert room.grab().toImage().pixelColor(2, 2) == theme().color("base")
    box = panel.form.company.country.box
    for code, country in (("de", "Deutschland"), ("ru", "Германия"), ("en", "Germany")):
        speak(code)
        qtbot.waitUntil(partial(lambda said: box.currentText() == said, country))
        assert panel.form.value() == before


def test_tab_walks_the_form_from_top_to_bottom(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, panel = opened(olga, qtbot)
    panel.form.needs.add_row()
    panel.form.contact["name"].line.setFocus()
    walked = []
    for _ in range(40):
        stop = room.window().focusWidget()
        if stop in walked:
            break
        walked.append(stop)
        olga.press(room, Qt.Key.Key_Tab)
    form = panel.form
    expected: list[QWidget] = [
        form.contact["email"].line,
        form.company.lines["name"].line,
        form.company.lines["bank_account"].line,
    ]
    expected += [form.needs.rows[0].wish.text, form.needs.rows[1].wish.text, form.needs.rows[1].remove]
    expected += [form.needs.add_button, form.subject.line, form.currency.box, panel.create_button]
    assert [stop for stop in walked if stop in expected] == expected
    assert stop is walked[0]


def test_somebody_known_is_named_while_typing_and_taken_with_one_key(
    olga: Workstation, own: list[int], people: dict[str, int], qtbot: QtBot
) -> None:
    gera = olga.store.write(
        factories.counterparty, "Stadtwerke Gera GmbH", phones=["+493651234567"], department="Prom", seller_id=people["Olga"]
    )
    room, panel = opened(olga, qtbot)
    assert not panel.known.isVisible()
    QTest.keyClicks(panel.form.contact["phone"].line, "+49 365 1234567")
    qtbot.waitUntil(panel.known.isVisible)
    assert [double.counterparty_id for double in panel.known.shown] == [gera]
    olga.press(room, Qt.Key.Key_1, modifier=ALT)
    qtbot.waitUntil(lambda: [row.id for row in room.list.inquiries.rows] == own[1:])
    card = olga.card(own[0])
    assert (card.state, card.counterparty_id) == ("linked", gera)
    olga.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: [row.id for row in room.list.inquiries.rows] == own)
    assert olga.card(own[0]).state == "assigned"
    olga.press(room, Qt.Key.Key_Q)
    qtbot.waitUntil(panel.isVisible)
    assert "365" in panel.form.contact["phone"].value()


def test_alt_x_asks_for_the_reason_why_no_deal_comes_of_it(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room, _ = opened(olga, qtbot)
    olga.press(room, Qt.Key.Key_X, modifier=ALT)
    assert room.foot.asking
    olga.press(room, Qt.Key.Key_4)
    card = olga.card(own[0])
    assert (card.state, card.close_reason) == ("closed", "not_our_goods")
