"""C calls whoever asks, from the inbox; the number on the card is a link, and who left none is named."""

from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models.call_terms import LegOutcome
from app.models.calls import Call, CallLeg
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.terms import CallOutcome
from app.operations import call_desk
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.telephone.number_link import NumberLink
from app.views.triage.room import TriageRoom
from tests import call_factories
from tests.views.triage.workstation import Workstation


def test_c_calls_whoever_asks(marta: Workstation, letters: list[int], dialled: list[str], qtbot: QtBot) -> None:
    def give_number(session: Session) -> None:
        session.execute(update(Inquiry).where(Inquiry.id == letters[0]).values(phone="+78435550117"))

    marta.store.write(give_number)
    room = marta.open(TriageRoom)
    room.open_record("inquiry", letters[0])
    marta.settle()
    marta.press(room, Qt.Key.Key_C)
    number = room.card.findChild(NumberLink)
    assert isinstance(number, NumberLink)
    qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    link = f"tel:+78435550117?counterparty={marta.card(letters[0]).counterparty_id}"
    assert dialled == [link] * 2
    room.open_record("inquiry", letters[1])
    marta.settle()
    marta.press(room, Qt.Key.Key_C)
    assert len(dialled) == 2
    assert marta.says("No number of Dmitri Sokolow is known.")


def test_an_inquiry_by_telephone_tells_its_call_and_goes_on_with_it(marta: Workstation) -> None:
    begun = marta.clock()

    def ring(session: Session) -> tuple[int, int]:
        call_factories.telephone(session, marta.me.id, "201")
        inquiry = call_factories.inquiry(session, None, "+78435550117")
        call_id = call_factories.call(session, "+78435550117", inquiry_id=inquiry, at=begun)
        call_factories.leg(session, call_id, "201", rang_at=begun)
        return inquiry, call_id

    inquiry, call_id = marta.store.write(ring)
    room = marta.open(TriageRoom)
    room.open_record("inquiry", inquiry)
    marta.settle()

    def said() -> set[str]:
        labels = [each.text() for each in room.card.findChildren(Label) if each.isVisible()]
        return {*labels, *(each.accessibleName() for each in room.card.findChildren(Chip))}

    assert {"Call", "rings now", "Marta Vogel, 201"} <= said()
    assert any(each.startswith("rings since ") for each in said())

    def end(session: Session) -> None:
        call, leg = session.get_one(Call, call_id), session.get_one(CallLeg, (call_id, 0))
        call.outcome, call.answered_at = CallOutcome.ANSWERED, begun + timedelta(seconds=7)
        leg.outcome, leg.answered_at = LegOutcome.ANSWERED, call.answered_at
        call.ended_at = leg.ended_at = begun + timedelta(seconds=67)
        session.get_one(Interaction, call_id).text = "Needs a compressor"

    marta.store.write(end)
    marta.qtbot.waitUntil(lambda: {"talked 1:00", "answered after 7 s, talked 1:00"} <= said())
    marta.store.write(call_desk.note, call_id, "Needs a compressor for nitrogen")
    marta.qtbot.waitUntil(lambda: "Needs a compressor for nitrogen" in said())
