"""The rooms of heads and sellers: who takes a lead, and what becomes of it."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.leads.rooms import MyLeadsRoom, NewLeadsRoom
from app.views.shell.tongue import speak
from app.views.triage.inbox_room import InboxRoom
from tests.views.triage.workstation import Workstation

CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(room: InboxRoom) -> list[int]:
    return [row.id for row in room.list.inquiries.rows]


def test_the_head_sees_what_was_sorted_to_the_own_department(igor: Workstation, leads: list[int]) -> None:
    room = igor.open(NewLeadsRoom)
    assert shown(room) == leads
    assert not room.strip.isVisible()
    words = [button.words for button in room.foot.bar.buttons.values()]
    assert words == ["Olga Lebedewa, 0 open", "Pavel Gromow, 0 open", "Known customer", "Close with a reason"]


def test_the_load_of_the_sellers_is_said_in_the_language_that_is_chosen_now(
    igor: Workstation, leads: list[int], qtbot: QtBot
) -> None:
    room = igor.open(NewLeadsRoom)
    try:
        speak("de")
        qtbot.waitUntil(lambda: "Olga Lebedewa, 0 offen" in [each.words for each in room.foot.bar.buttons.values()])
    finally:
        speak("en")
    qtbot.waitUntil(lambda: "Olga Lebedewa, 0 open" in [each.words for each in room.foot.bar.buttons.values()])


def test_a_digit_names_the_seller_and_counts_the_load(
    igor: Workstation, people: dict[str, int], leads: list[int], qtbot: QtBot
) -> None:
    room = igor.open(NewLeadsRoom)
    igor.press(room, Qt.Key.Key_2)
    card = igor.card(leads[0])
    assert (card.state, card.seller_id) == ("assigned", people["Pavel"])
    assert room.list.current == leads[1]
    assert igor.says("Claudia Brandt given to Pavel Gromow, who was told.")
    qtbot.waitUntil(lambda: "Pavel Gromow, 1 open" in [each.words for each in room.foot.bar.buttons.values()])
    igor.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: shown(room) == leads)
    assert igor.card(leads[0]).seller_id is None


def test_the_seller_sees_the_own_leads_only(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    assert shown(room) == own


def test_the_seller_closes_a_lead_with_a_reason(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    olga.press(room, Qt.Key.Key_X)
    olga.press(room, Qt.Key.Key_4)
    card = olga.card(own[0])
    assert (card.state, card.close_reason) == ("closed", "not_our_goods")
    assert room.list.current == own[1]
    assert shown(room) == own[1:]


def test_the_empty_room_says_where_leads_come_from(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    for _ in own:
        olga.press(room, Qt.Key.Key_X)
        olga.press(room, Qt.Key.Key_1)
    assert room.empty.isVisible()
    assert room.empty.accessibleName() == "No lead waits for you"
