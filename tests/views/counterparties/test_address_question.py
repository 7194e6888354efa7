"""An answer from a new address of a customer: the page asks whether it is theirs, Y and X answer, Ctrl+Z takes it back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.counterparties import ContactPoint
from app.operations import link_proposals
from app.operations.intake import take_letter
from app.views.desk import Desk
from tests import factories
from tests.deal_factories import House
from tests.operations.written import written
from tests.views.counterparties.driving import CONTROL, Enter, on_page
from tests.views.quiet import settled

ADDRESS, OURS = "k.schulz@elsewhere.example", "<offer@kontor-demo.example>"
QUESTION = f"This answers letters with Helios Batterie GmbH. The address {ADDRESS} is new."


@pytest.fixture
def answered(at: House) -> None:
    at.store.write(written, OURS, at.customer, None, to=[ADDRESS])
    at.store.write(take_letter, factories.letter("r1", email=ADDRESS, references=(OURS,)))


def addresses(session: Session, counterparty_id: int) -> set[str]:
    return set(session.scalars(select(ContactPoint.value).where(ContactPoint.counterparty_id == counterparty_id)))


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(("key", "theirs"), [(Qt.Key.Key_Y, True), (Qt.Key.Key_X, False)])
def test_the_page_asks_and_a_key_answers(
    enter: Enter, at: House, desk: Desk, qtbot: QtBot, key: Qt.Key, theirs: bool
) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    question = room.page.question
    qtbot.waitUntil(question.isVisible)
    assert question.sentence.text() == QUESTION
    QTest.keyClick(room.page.history, key)
    settled(desk, qtbot)
    assert (ADDRESS in at.store.read(addresses, at.customer)) is theirs
    assert not question.isVisible()
    assert at.store.read(link_proposals.open_of, at.customer) == ()
    QTest.keyClick(room.page.history, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(question.isVisible)
    assert ADDRESS not in at.store.read(addresses, at.customer)


@pytest.mark.usefixtures("answered")
def test_who_may_change_nothing_is_not_asked(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter("Maria")
    on_page(room, at, desk, qtbot)
    assert room.page.name.text() == "Helios Batterie GmbH"
    assert not room.page.question.isVisible()


def test_without_a_question_there_is_none(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    assert not room.page.question.isVisible()
