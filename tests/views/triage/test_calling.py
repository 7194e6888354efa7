"""C calls whoever asks, from the inbox; the number on the card is a link, and who left none is named."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.views.telephone.number_link import NumberLink
from app.views.triage.room import TriageRoom
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
