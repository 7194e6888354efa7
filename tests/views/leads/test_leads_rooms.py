"""The rooms of heads and sellers: who takes a lead, in whose place, and what becomes of it."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.quality_terms import CaseCause
from app.models.session import now
from app.models.terms import InquiryState
from app.operations import absence_entry, difficult_case_rows, inquiry_climbing, triage
from app.operations.absence_entry import DaysAway
from app.views.leads.lead_marks import mark_chip
from app.views.leads.rooms import MyLeadsRoom, NewLeadsRoom
from app.views.look.rows import RowRole
from app.views.shell.tongue import speak
from app.views.triage.inbox_room import InboxRoom
from tests.clock import FixedClock
from tests.views.triage.workstation import Workstation

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def shown(room: InboxRoom) -> list[int]:
    return [row.id for row in room.list.inquiries.rows]


def chips(room: InboxRoom) -> list[str]:
    model = room.list.inquiries
    found = [model.index(place).data(RowRole.CHIP) for place in range(model.rowCount())]
    return [chip.text if chip is not None else "" for chip in found]


def words(room: NewLeadsRoom | MyLeadsRoom) -> list[str]:
    return [tile.load_words for tile in room.tiles.tiles]


def buttons(room: InboxRoom) -> list[str]:
    return [button.words for button in room.foot.bar.buttons.values()]


def away(url: str, clock: FixedClock, people: dict[str, int], who: str, substitute: str) -> None:
    """From today for a week."""
    store = Store(url, clock=clock, employee_id=people["Admin"])
    today = store.read(now).date()
    store.write(absence_entry.add, DaysAway(people[who], today, today + timedelta(days=6), people[substitute]))
    store.close()


def test_the_head_sees_what_was_sorted_and_who_has_time_for_it(igor: Workstation, leads: list[int]) -> None:
    room = igor.open(NewLeadsRoom)
    assert shown(room) == leads
    assert not room.strip.isVisible()
    assert [tile.words for tile in room.tiles.tiles] == ["Olga Lebedewa", "Pavel Gromow"]
    assert words(room) == ["0 leads, 0 deals", "0 leads, 0 deals"]
    assert room.tiles.isVisible()
    assert buttons(room) == ["Known customer", "Close with a reason"]
    igor.press(room, Qt.Key.Key_X)
    assert not room.tiles.isVisible(), "the question has its place"
    igor.press(room, Qt.Key.Key_Escape)
    assert room.tiles.isVisible()


def test_the_load_of_the_sellers_is_said_in_the_language_that_is_chosen_now(
    igor: Workstation, leads: list[int], qtbot: QtBot
) -> None:
    room = igor.open(NewLeadsRoom)
    before = words(room)
    try:
        for code in ("de", "ru"):
            speak(code)
            igor.settle()
            assert len(room.tiles.tiles) == 2
    finally:
        speak("en")
    qtbot.waitUntil(lambda: words(room) == before)


def test_a_digit_names_the_seller_and_counts_the_load(
    igor: Workstation, people: dict[str, int], leads: list[int], qtbot: QtBot
) -> None:
    room = igor.open(NewLeadsRoom)
    igor.press(room, Qt.Key.Key_2)
    card = igor.card(leads[0])
    assert (card.state, card.seller_id) == ("assigned", people["Pavel"])
    assert room.list.current == leads[1]
    assert igor.says("Claudia Brandt given to Pavel Gromow, who was told.")
    qtbot.waitUntil(lambda: words(room) == ["0 leads, 0 deals", "1 lead, 0 deals"])
    igor.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: shown(room) == leads)
    assert igor.card(leads[0]).seller_id is None


def test_several_go_to_one_seller_at_once_and_come_back_together(
    igor: Workstation, people: dict[str, int], leads: list[int], qtbot: QtBot
) -> None:
    room = igor.open(NewLeadsRoom)
    igor.press(room, Qt.Key.Key_Down, modifier=SHIFT)
    igor.press(room, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: shown(room) == leads[2:])
    assert [igor.card(each).seller_id for each in leads[:2]] == [people["Olga"]] * 2
    qtbot.waitUntil(lambda: words(room)[0] == "2 leads, 0 deals")
    igor.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: shown(room) == leads)


def test_who_is_away_is_marked_with_who_stands_in(
    igor: Workstation, url: str, clock: FixedClock, people: dict[str, int], leads: list[int], qtbot: QtBot
) -> None:
    away(url, clock, people, "Olga", "Pavel")
    room = igor.open(NewLeadsRoom)
    olga, pavel = room.tiles.tiles
    assert (olga.seller.away, pavel.seller.away) == (True, False)
    assert olga.accessibleDescription().endswith("away, Pavel Gromow stands in")
    igor.press(room, Qt.Key.Key_1)
    assert igor.says("Pavel Gromow stands in), who was told.")


def test_what_waits_too_long_and_what_nobody_has_begun_with_is_marked(
    igor: Workstation, clock: FixedClock, people: dict[str, int], leads: list[int]
) -> None:
    igor.store.write(triage.assign, leads[0], 2, people["Olga"])
    clock.advance(hours=8)
    igor.store.write(inquiry_climbing.climb, None)
    room = igor.open(NewLeadsRoom)
    assert shown(room) == leads
    assert chips(room) == ["Olga Lebedewa has not begun", *["waits too long"] * 3]
    igor.press(room, Qt.Key.Key_2)
    assert igor.card(leads[0]).seller_id == people["Pavel"]


def test_whoever_stands_in_for_the_head_names_the_sellers_among_the_own_leads(
    olga: Workstation, url: str, clock: FixedClock, people: dict[str, int], leads: list[int], own: list[int]
) -> None:
    room = olga.open(MyLeadsRoom)
    assert (shown(room), room.tiles.isVisible(), room.stands_in.isVisible()) == (own, False, False)
    room.hide()
    away(url, clock, people, "Igor", "Olga")
    room = olga.open(MyLeadsRoom)
    assert shown(room) == leads
    assert room.stands_in.text().startswith("You stand in for Igor Petrow")
    assert chips(room) == ["", "", "for Igor Petrow", "for Igor Petrow"]
    assert not room.tiles.isVisible()
    assert "Qualify" in buttons(room)
    room.list.select(leads[2])
    olga.settle()
    assert room.tiles.isVisible()
    assert "Qualify" not in buttons(room)
    olga.press(room, Qt.Key.Key_2)
    assert olga.card(leads[2]).seller_id == people["Pavel"]


def test_the_substitute_sees_and_decides_the_leads_of_who_is_away(
    olga: Workstation, url: str, clock: FixedClock, people: dict[str, int], leads: list[int]
) -> None:
    olga.store.employee_id = people["Igor"]
    olga.store.write(triage.assign, leads[2], 2, people["Pavel"])
    olga.store.employee_id = people["Olga"]
    away(url, clock, people, "Pavel", "Olga")
    room = olga.open(MyLeadsRoom)
    assert chips(room) == ["", "", "for Pavel Gromow"]
    room.list.select(leads[2])
    olga.settle()
    olga.press(room, Qt.Key.Key_X)
    olga.press(room, Qt.Key.Key_1)
    assert olga.card(leads[2]).state == "closed"


def test_a_closed_lead_is_taken_up_again_by_one_key(olga: Workstation, own: list[int], qtbot: QtBot) -> None:
    room = olga.open(MyLeadsRoom)
    olga.press(room, Qt.Key.Key_X)
    olga.press(room, Qt.Key.Key_4)
    room.segments.choose("closed")
    room.segments.chosen.emit("closed")
    olga.settle()
    assert shown(room) == own[:1]
    assert chips(room) == ["not our goods"]
    assert buttons(room) == ["Take up again"]
    olga.press(room, Qt.Key.Key_X)
    assert not room.foot.asking
    room.list.setFocus()
    olga.press(room, Qt.Key.Key_U)
    assert olga.card(own[0]).state == InquiryState.ASSIGNED
    assert olga.says("Claudia Brandt is open again.")
    qtbot.waitUntil(lambda: shown(room) == [])
    assert room.empty.accessibleName() == "Nothing was closed lately"
    olga.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: olga.card(own[0]).state == "closed")
    assert olga.card(own[0]).close_reason == "not_our_goods"


def test_the_seller_sees_the_own_leads_only(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    assert shown(room) == own
    assert [mark_chip(room._leads.marks[each]) for each in own] == [None, None]


def test_the_seller_closes_a_lead_with_a_reason(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    olga.press(room, Qt.Key.Key_X)
    olga.press(room, Qt.Key.Key_4)
    card = olga.card(own[0])
    assert (card.state, card.close_reason) == ("closed", "not_our_goods")
    assert room.list.current == own[1]
    assert shown(room) == own[1:]


def test_a_note_goes_with_the_reason(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    olga.press(room, Qt.Key.Key_X)
    room.foot.choice.words.line.setFocus()
    QTest.keyClicks(room.foot.choice.words.line, "asked for 3 cranes")
    assert room.foot.asking, "digits belong to the note while it is typed"
    olga.press(room, Qt.Key.Key_Return)
    olga.press(room, Qt.Key.Key_4)
    assert olga.card(own[0]).state == "closed"
    room.segments.choose("closed")
    room.segments.chosen.emit("closed")
    olga.settle()
    assert room._leads.marks[own[0]].close_note == "asked for 3 cranes"


def test_the_empty_room_says_where_leads_come_from(olga: Workstation, own: list[int]) -> None:
    room = olga.open(MyLeadsRoom)
    for _ in own:
        olga.press(room, Qt.Key.Key_X)
        olga.press(room, Qt.Key.Key_1)
    assert room.empty.isVisible()
    assert room.empty.accessibleName() == "No lead waits for you"


def test_the_head_takes_a_lead_over_by_one_key(igor: Workstation, people: dict[str, int], leads: list[int]) -> None:
    room = igor.open(NewLeadsRoom)
    igor.press(room, Qt.Key.Key_T)
    igor.press(room, Qt.Key.Key_1)
    (case,) = igor.store.read(difficult_case_rows.rows)
    assert (case.inquiry_id, case.cause, case.taken_by) == (leads[0], CaseCause.COMPLAINT, "Igor Petrow")
    assert igor.says("is yours now")
    assert igor.card(leads[0]).state == InquiryState.ASSIGNED
    igor.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    assert igor.store.read(difficult_case_rows.rows) == ()
    assert igor.card(leads[0]).state == InquiryState.SORTED
