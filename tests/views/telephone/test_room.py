"""The room of calls by keys: call back, note, attach, make a lead, nothing to note; live while a call goes on."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.call_terms import LegOutcome
from app.models.calls import CallLeg, CallNote
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.terms import CallOutcome
from app.operations import call_desk
from app.views.deals.form import InlineForm
from app.views.look.chip import Chip
from app.views.look.fields import LineField
from app.views.shell.tongue import speak
from app.views.telephone.room import WhoCalls
from tests import call_factories
from tests.deal_factories import PHONE
from tests.views.telephone.conftest import STRANGER, Desktop

Enter = Callable[..., Desktop]


def noted(here: Desktop, name: str) -> str:
    return str(here.at.one(select(Interaction.text).where(Interaction.id == here.calls[name])))


def undo(here: Desktop) -> None:
    here.messages.bar._quiet.click()
    here.settle()


def test_today_stands_first_and_the_card_tells_through_whom_a_call_went(enter: Enter, dialled: list[str]) -> None:
    here = enter()
    assert here.room.segments.current == "today"
    assert here.rows() == ["Number withheld", "Fabrik Nord", "Helios Batterie GmbH", "Helios Batterie GmbH"]
    here.choose("customer")
    said = here.words()
    assert {"Pavel Gromow, 205", "answered after 8 s, talked 1:00"} <= set(said)
    assert {"Olga Lebedewa, 204", "took it over after 5 s, talked 2:00"} <= set(said)
    assert {"Rang", "8 s", "Talked", "3:12", "Earlier calls", "talked 1:00"} <= set(said)
    assert any("Asked for the price list" in each for each in said)
    here.press(Qt.Key.Key_C)
    assert dialled == [f"tel:{PHONE}?counterparty={here.at.customer}"]


def test_a_withheld_number_cannot_be_called_and_it_is_said(enter: Enter, dialled: list[str]) -> None:
    here = enter()
    here.choose("withheld")
    here.press(Qt.Key.Key_C)
    assert dialled == []
    assert here.messages.bar.sentence == "The number was withheld: nobody can be called back."
    assert here.room.shown is not None


def test_a_note_is_kept_by_enter_taken_back_and_kept_when_one_walks_on(enter: Enter) -> None:
    here = enter()
    here.choose("customer")
    here.press(Qt.Key.Key_N)
    box = here.room.box
    assert box is not None
    assert box.text.hasFocus()
    QTest.keyClicks(box.text, "Wants two pumps")
    here.press(Qt.Key.Key_Return)
    assert noted(here, "customer") == "Wants two pumps"
    assert here.room.view.table.hasFocus()
    assert here.messages.bar.sentence == "Noted: Dr. Karin Meinert."
    undo(here)
    assert noted(here, "customer") == ""
    here.press(Qt.Key.Key_N)
    assert here.room.box is not None
    QTest.keyClicks(here.room.box.text, "half a")
    assert here.room.has_unsaved_edits()
    here.room.view.select(here.calls["stranger"])
    here.settle()
    assert noted(here, "customer") == "half a"


def test_the_notes_of_colleagues_stand_below_ones_own(enter: Enter) -> None:
    here = enter()
    with here.at.acting("Pavel"):
        here.at.store.write(call_desk.note, here.calls["customer"], "Handed over to Olga")
    here.choose("customer")
    here.settle()
    assert {"Handed over to Olga", "Pavel Gromow"} <= set(here.words())
    here.press(Qt.Key.Key_N)
    assert here.room.box is not None
    QTest.keyClicks(here.room.box.text, "Two pumps")
    here.press(Qt.Key.Key_Return)
    assert here.at.count(select(CallNote)) == 2
    assert "Handed over to Olga" in here.words()


def test_nothing_to_note_by_one_key_and_back_again(enter: Enter) -> None:
    here = enter()
    here.choose("customer")
    settled_at = select(Call.settled_at).where(Call.interaction_id == here.calls["customer"])
    here.press(Qt.Key.Key_S)
    assert here.at.one(settled_at) is not None
    here.press(Qt.Key.Key_S)
    assert here.messages.bar.sentence == "This call waits for no note."
    here.at.run(update(Call).values(settled_at=None))
    here.room.refresh()
    here.settle()
    here.press(Qt.Key.Key_S)
    undo(here)
    assert here.at.one(settled_at) is None


def test_a_call_is_attached_to_somebody_known_and_back_again(enter: Enter) -> None:
    here = enter()
    here.choose("stranger")
    whose = select(Interaction.counterparty_id).where(Interaction.id == here.calls["stranger"])
    here.press(Qt.Key.Key_A)
    search = here.room.slot.form
    assert isinstance(search, WhoCalls)
    QTest.keyClicks(search.text.line, "Pumpenwerk")
    here.settle()
    here.qtbot.waitUntil(lambda: search.supplier is not None and search.supplier.name == "Pumpenwerk Halle")
    QTest.keyClick(search.text.line, Qt.Key.Key_Return)
    here.settle()
    assert here.at.one(whose) == here.at.supplier
    assert here.room.slot.form is None
    assert here.messages.bar.sentence == "The call belongs to Pumpenwerk Halle now."
    undo(here)
    assert here.at.one(whose) is None


def test_a_lead_is_made_where_the_rules_made_none(enter: Enter) -> None:
    here = enter()
    here.choose("stranger")
    here.press(Qt.Key.Key_L)
    form = here.room.slot.form
    assert isinstance(form, InlineForm)
    assert form.values()["name"] == "Fabrik Nord"
    company = form.fields["company"]
    assert isinstance(company, LineField)
    QTest.keyClicks(company.line, "Fabrik Nord GmbH")
    QTest.keyClick(company.line, Qt.Key.Key_Return)
    here.settle()
    assert here.at.one(select(Inquiry.company)) == "Fabrik Nord GmbH"
    assert here.at.one(select(Counterparty.name).where(Counterparty.inquiry_id.is_not(None))) == "Fabrik Nord GmbH"
    here.press(Qt.Key.Key_L)
    assert here.room.slot.form is None
    assert here.messages.bar.sentence == "This call belongs to somebody already."


def test_enter_leads_to_whose_call_it_is(enter: Enter, qtbot: QtBot) -> None:
    here = enter()
    here.choose("customer")
    with qtbot.waitSignal(here.room.wanted) as wanted:
        here.press(Qt.Key.Key_Return)
    assert wanted.args == ["counterparty", here.at.customer]


def test_the_card_goes_on_with_the_call(enter: Enter) -> None:
    here = enter()

    def ring(session: Session) -> int:
        call = call_factories.call(session, STRANGER, rang=0)
        call_factories.leg(session, call, "204")
        return call

    call_id = here.at.store.write(ring)
    here.settle()
    here.qtbot.waitUntil(lambda: here.room.view.model.line_of(call_id) >= 0)
    here.room.view.select(call_id)
    here.settle()
    assert "rings now" in [chip.accessibleName() for chip in here.room.card.findChildren(Chip)]
    assert any(each.startswith("rings since ") for each in here.words())
    answered = here.at.store.clock() + timedelta(seconds=4)

    def answer(session: Session) -> None:
        session.get_one(Call, call_id).answered_at = answered
        leg = session.get_one(CallLeg, (call_id, 0))
        leg.outcome, leg.answered_at = LegOutcome.TALKING, answered

    here.at.store.write(answer)
    here.qtbot.waitUntil(lambda: any(each.startswith("talks since ") for each in here.words()))


def test_a_head_begins_with_the_calls_of_the_own_department(enter: Enter) -> None:
    here = enter("Igor")
    conditions = {each.field for each in here.room.view.bar.conditions}
    assert conditions == {"department"}
    assert here.room.segments.current == "today"


def test_everything_is_said_anew_in_another_language(enter: Enter) -> None:
    here = enter()
    here.choose("customer")
    try:
        speak("de")
        here.settle()
        assert here.room.accessibleName() == "Telefon"
        assert "+49 371 5512140" in here.words()
    finally:
        speak("en")


def test_an_empty_view_says_what_belongs_there(enter: Enter) -> None:
    here = enter()
    here.at.run(update(Call).values(outcome=CallOutcome.ANSWERED))
    for view, title in (("missed", "No missed calls"), ("to_call_back", "Nobody waits to be called back")):
        here.room.segments.choose(view)
        here.room.segments.chosen.emit(view)
        here.settle()
        assert here.room.view.empty.isVisible()
        assert title in here.words(here.room.view.empty)
