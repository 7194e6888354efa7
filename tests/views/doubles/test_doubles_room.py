"""The list of doubles by keys: both side by side, merged, taken back, judged to be different."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select

from app.models.counterparties import Contact, Counterparty, NotADouble
from app.models.merging import PossibleDouble
from app.models.terms import CounterpartyKind
from app.models.triage_terms import DoubleReason
from app.views.desk import Desk
from app.views.doubles.room import DoublesRoom
from app.views.look.rows import RowRole
from app.views.messages import Messages
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House
from tests.views.quiet import settled

Enter = Callable[..., DoublesRoom]
CONTROL = Qt.KeyboardModifier.ControlModifier


def double(at: House, clock: FixedClock, name: str, likeness: int = 93) -> int:
    """Somebody who may be the customer."""
    other = at.store.write(factories.counterparty, name, CounterpartyKind.CUSTOMER, contact=f"{name} person")
    noted = {"reason": DoubleReason.NAME, "likeness": likeness, "found_at": clock()}
    at.run(insert(PossibleDouble).values(first_id=at.customer, second_id=other, **noted))
    return other


def listed(room: DoublesRoom, count: int, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.pairs.rowCount() == count)
    settled(desk, qtbot)


def test_nothing_waits(enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    settled(desk, qtbot)
    assert room.empty.isVisible()
    assert not room.buttons["M"].isEnabled()


def test_two_are_merged_by_keys_and_parted_by_an_undo(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    less = double(at, clock, "Helios Batterien", 81)
    other = double(at, clock, "Helios Baterie GmbH")
    room = enter()
    listed(room, 2, desk, qtbot)
    first = room.pairs.index(0, 0)
    assert (first.data(RowRole.MIDDLE), first.data(RowRole.FIGURE)) == ("Helios Baterie GmbH", "93\xa0%")
    QTest.keyClick(room.list, Qt.Key.Key_Return)
    settled(desk, qtbot)
    page = room.page
    assert room.shows_page
    assert page.merge.words == "Merge into Helios Batterie GmbH"
    sides = {str(key): side for key, side in page.fields.sides.items()}
    assert sides["name"] == "left"
    assert sides["kind"] == "right"
    page.fields.setFocus()
    at_name = next(at for at, row in enumerate(page.fields.choices.rows) if row.key == "name")
    page.fields.setCurrentIndex(page.fields.choices.index(at_name, 0))
    QTest.keyClick(page.fields, Qt.Key.Key_Right)
    assert page.fields.sides["name"] == "right"
    QTest.keyClick(page.fields, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: not room.shows_page)
    listed(room, 1, desk, qtbot)
    assert at.get(Counterparty, other, "merged_into_id") == at.customer
    assert at.get(Counterparty, at.customer, "name") == "Helios Baterie GmbH"
    assert at.get(Counterparty, at.customer, "kind") is CounterpartyKind.CUSTOMER
    assert room.pair is not None
    assert room.pair.second.id == less
    people = select(Contact.id).where(Contact.counterparty_id == at.customer)
    assert at.count(people) == 2
    QTest.keyClick(room.list, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: at.get(Counterparty, other, "merged_into_id") is None)
    assert at.get(Counterparty, at.customer, "name") == "Helios Batterie GmbH"
    assert at.count(people) == 1


def test_the_other_one_can_be_kept(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    other = double(at, clock, "Helios Baterie GmbH")
    room = enter()
    listed(room, 1, desk, qtbot)
    QTest.keyClick(room.list, Qt.Key.Key_M)
    settled(desk, qtbot)
    QTest.keyClick(room.page.fields, Qt.Key.Key_X)
    settled(desk, qtbot)
    assert room.page.merge.words == "Merge into Helios Baterie GmbH"
    QTest.keyClick(room.page.fields, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: at.get(Counterparty, at.customer, "merged_into_id") == other)


def test_different_is_said_for_all_and_taken_back(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    double(at, clock, "Helios Baterie GmbH")
    room = enter()
    listed(room, 1, desk, qtbot)
    QTest.keyClick(room.list, Qt.Key.Key_D)
    listed(room, 0, desk, qtbot)
    assert at.count(select(NotADouble.id)) == 1
    QTest.keyClick(room, Qt.Key.Key_Z, CONTROL)
    listed(room, 1, desk, qtbot)
    assert at.count(select(NotADouble.id)) == 0
    QTest.keyClick(room.list, Qt.Key.Key_M)
    settled(desk, qtbot)
    QTest.keyClick(room.page.fields, Qt.Key.Key_D)
    listed(room, 0, desk, qtbot)
    assert not room.shows_page


def test_keys_lead_to_either_and_back_to_the_list(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot
) -> None:
    other = double(at, clock, "Helios Baterie GmbH")
    room = enter()
    opened: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: opened.append((kind, record)))
    listed(room, 1, desk, qtbot)
    QTest.keyClick(room.list, Qt.Key.Key_2)
    QTest.keyClick(room.list, Qt.Key.Key_M)
    settled(desk, qtbot)
    QTest.keyClick(room.page.fields, Qt.Key.Key_1)
    assert opened == [("counterparty", other), ("counterparty", at.customer)]
    QTest.keyClick(room.page.fields, Qt.Key.Key_Escape)
    assert not room.shows_page
    assert room.list.hasFocus()


def test_who_may_not_is_told_whose_it_is(
    enter: Enter, at: House, clock: FixedClock, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    double(at, clock, "Helios Baterie GmbH")
    room = enter("Pavel")
    listed(room, 1, desk, qtbot)
    QTest.keyClick(room.list, Qt.Key.Key_M)
    settled(desk, qtbot)
    assert "belongs to Olga Lebedewa" in messages.bar.sentence
    assert not room.shows_page


def test_a_long_list_comes_by_pages(enter: Enter, at: House, clock: FixedClock, desk: Desk, qtbot: QtBot) -> None:
    for number in range(103):
        double(at, clock, f"Helios {number}", 73 + number % 20)
    room = enter()
    listed(room, 100, desk, qtbot)
    assert room.pairs.canFetchMore(room.list.rootIndex())
    room.list.scrollToBottom()
    room.pairs.fetchMore(room.list.rootIndex())
    listed(room, 103, desk, qtbot)
    assert len({pair.id for pair in room.pairs.pairs}) == 103
