"""K on a deal's page takes it over; the page says so to everybody who looks at it, until it is resolved."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.deals import Deal
from app.models.quality_terms import CaseCause
from app.operations import difficult_cases
from app.views.deals.form import InlineForm
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from tests.deal_factories import House, deal
from tests.views.quiet import settled

Enter = Callable[..., DealsRoom]


def press(room: DealsRoom, desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    QTest.keyClick(room.window().focusWidget(), key)
    settled(desk, qtbot)


def test_the_head_takes_a_deal_over_by_one_key(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    deal_id = deal(at)
    room = enter("Igor")
    room.open_deal(deal_id)
    settled(desk, qtbot)
    assert not room.page.case.isVisible()
    press(room, desk, qtbot, Qt.Key.Key_K)
    form = room.page.slot.form
    assert isinstance(form, InlineForm)
    QTest.keyClicks(form.fields["note"].editor, "Their director called")
    QTest.keyClick(form.fields["note"].editor, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Igor"]
    assert room.page.case.isVisible()
    assert room.page.case.case is not None
    assert room.page.case.case.note == "Their director called"
    wanted: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: wanted.append((kind, record)))
    # Once more leads to the case: nobody takes over what is taken over.
    press(room, desk, qtbot, Qt.Key.Key_K)
    assert wanted == [("difficult_case", room.page.case.case.id)]


def test_the_seller_sees_why_and_may_not_take_it(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    deal_id = deal(at)
    with at.acting("Igor"):
        at.store.write(difficult_cases.take_over_deal, deal_id, at.version(deal_id), CaseCause.DELAY, "Third missed date")
    room = enter("Olga")
    room.open_deal(deal_id)
    settled(desk, qtbot)
    assert "Third missed date" in room.page.case._words.text()
    assert not room.page.case.resolve.isVisible()
    press(room, desk, qtbot, Qt.Key.Key_K)
    assert "by the head of the department" in room.messages.bar.sentence
