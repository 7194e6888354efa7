"""The shipping station as a clerk works it: proposed, scanned, asked for a reason, refused, undone, shipped, killed."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.events import Scan
from app.models.orders import SalesOrder, Shipment, ShipmentLine, WarehouseOrder
from app.models.stock import Batch, Reservation, ScanRecord
from app.models.terms import ReservationState
from app.operations import order_placing
from app.operations.picking_scan import take_pick
from app.views.station.scan_path import circumstance_of
from tests.deal_factories import SHELF, sold
from tests.views.station.bench import code
from tests.views.station.packing_bench import LATE_DAY, NEW_DAY, OLD_DAY, PUMP, PackingBench

OLD, NEW, LATE = (code(PUMP, name, day) for name, day in (("OLD", OLD_DAY), ("NEW", NEW_DAY), ("LATE", LATE_DAY)))


def test_the_order_is_chosen_by_key_or_number_and_the_oldest_batch_is_proposed_with_its_reason(
    packing: PackingBench,
) -> None:
    room = packing.begin()
    assert room.station.next.words == (
        "Take next: Article PUMP",
        f"2 of OLD from {SHELF}",
        "Oldest batch that is not blocked: expires 15 Dec 2026",
    )
    assert room.station.header.accessibleName().startswith(f"Ship, {packing.order_number}, Helios")
    assert room.station.counter.words == ("3", "still to pick", "0 of 3 picked", "1 of 1 line open")
    packing.press(Qt.Key.Key_Escape)
    packing.qtbot.waitUntil(lambda: room.scans.record_id is None)
    packing.hand.scan(f"]C0{packing.order_number.lower()}")
    packing.qtbot.waitUntil(lambda: room.scans.record_id == packing.order)
    packing.wait_settled()


def test_a_right_scan_is_green_and_the_next_batch_is_proposed(packing: PackingBench) -> None:
    room = packing.begin()
    packing.hand.scan(OLD, OLD)
    packing.wait_picked(2)
    shown = room.station.last_scan.shown
    assert (shown.state, str(shown.word), shown.batch, shown.expiry, shown.place) == (
        "good",
        "Picked",
        "OLD",
        OLD_DAY,
        SHELF,
    )
    packing.qtbot.waitUntil(lambda: room.station.next.words[1] == f"1 of NEW from {SHELF}")
    assert packing.sounds.heard[-1] == "good"
    assert "refused" not in packing.sounds.heard
    assert [(scan.text, scan.good) for scan in room.station.scans.scans] == [("Article PUMP, OLD", True)] * 2
    packing.wait_settled()


@pytest.mark.parametrize(
    ("text", "word", "advice"),
    [
        ("NOBODY-KNOWS", "Unknown code", "Check the box"),
        (code(PUMP, "NEVER"), "Unknown batch", "red shelf"),
        (OLD + "\x1d3004", "Too many", "Put it back"),
    ],
)
def test_a_wrong_scan_is_red_with_frame_and_advice_and_stops_nothing(
    packing: PackingBench, text: str, word: str, advice: str
) -> None:
    room = packing.begin()
    packing.hand.scan(text)
    packing.wait_for(word)
    assert room.station.frame.isVisible()
    assert advice in str(room.station.last_scan.shown.advice)
    assert packing.sounds.heard[-1] == "refused"
    packing.hand.scan(OLD)
    packing.wait_picked(1)
    assert room.station.frame.isHidden()


@pytest.mark.parametrize("way", ["figure", "typed", "card"])
def test_a_younger_batch_needs_a_reason_and_then_goes(packing: PackingBench, way: str) -> None:
    room = packing.begin()
    packing.hand.scan(LATE)
    question = room.station.question
    packing.qtbot.waitUntil(question.field.hasFocus)
    assert question.accessibleName() == f"Why this batch? Older: NEW at {SHELF}, use by 1 Aug 2027"
    assert question.help_text.startswith("1 not found at its place, 2 damaged")
    assert packing.view().counted == 0
    if way == "card":
        packing.hand.scan("KONTOR-3")
    else:
        packing.type("2" if way == "figure" else "Crate stands in the way")
        packing.press(Qt.Key.Key_Return)
    packing.wait_picked(1)
    packing.wait_for("Picked")
    assert question.isHidden()
    released = select(Reservation.released_reason).where(Reservation.state == ReservationState.RELEASED)
    said = {"figure": "damaged", "typed": "Crate stands in the way", "card": "the customer wants this batch"}
    assert packing.store.read(lambda s: s.scalars(released).all()) == [said[way]]
    packing.wait_settled()


def test_a_box_without_reason_is_put_aside_and_a_reason_that_nobody_asked_for_is_told(packing: PackingBench) -> None:
    room = packing.begin()
    packing.hand.scan("KONTOR-1")
    packing.wait_note("Nothing is asked just now")
    packing.hand.scan(LATE, OLD)
    packing.qtbot.waitUntil(lambda: room.scans.asked_for == "reason" and room.scans.waiting == 2)
    packing.press(Qt.Key.Key_F12)
    packing.wait_note("Answer first")
    packing.press(Qt.Key.Key_Escape)
    packing.wait_picked(1)
    assert any(scan.text == "Article PUMP, put aside" for scan in room.station.scans.scans)
    packing.wait_settled()


def test_the_second_symbol_of_a_label_answers_which_batch(packing: PackingBench) -> None:
    room = packing.begin()
    packing.hand.scan(code(PUMP))
    packing.qtbot.waitUntil(lambda: room.scans.asked_for == "batch")
    packing.hand.scan("]C110OLD")
    packing.wait_picked(1)
    packing.wait_for("Picked")
    assert room.station.question.isHidden()
    packing.wait_settled()


def test_quantity_undo_and_a_partial_shipment_that_says_what_stays(packing: PackingBench) -> None:
    room = packing.begin()
    packing.press(Qt.Key.Key_F12)
    packing.wait_note("Nothing is picked yet")
    packing.press(Qt.Key.Key_F6)
    packing.qtbot.waitUntil(room.station.quantity.field.hasFocus)
    packing.type("2")
    packing.hand.scan(OLD)
    packing.wait_picked(2)
    packing.hand.scan(NEW)
    packing.wait_picked(3)
    packing.press(Qt.Key.Key_F9)
    packing.wait_for("Taken back")
    assert (str(room.station.last_scan.shown.detail), int(packing.view().counted)) == ("−1 pc, line 1", 2)
    packing.press(Qt.Key.Key_F12)
    packing.wait_note("1 are not picked. F12 once more ships what is picked")
    packing.hand.scan("KONTOR-F12")
    packing.wait_note(
        "Shipped in part: S-2026-0001, delivery note DN-2026-0001, tax invoice TI-2026-0001. 1 are still to go."
    )
    packing.wait_note("Print it:", patience=30_000)
    assert room.scans.record_id is None
    saved = [path.name for path in (packing.folder / "labels").iterdir()]
    assert len(saved) == 1
    assert saved[0].endswith(".pdf")
    packing.qtbot.waitUntil(lambda: [int(row.open) for row in room.station.orders.orders.rows] == [1])
    lines = select(Batch.code, ShipmentLine.quantity).join(ShipmentLine, ShipmentLine.batch_id == Batch.id)
    assert packing.store.read(lambda s: [f"{row[1]:f} {row[0]}" for row in s.execute(lines)]) == ["2.000 OLD"]


def test_a_whole_shipment_leaves_nothing_in_the_list(packing: PackingBench) -> None:
    room = packing.begin()
    packing.hand.scan(OLD, OLD, NEW)
    packing.wait_picked(3)
    assert room.station.counter.words[1:] == ("everything is picked", "3 of 3 picked", "F12 ships them")
    assert room.station.next.isHidden()
    packing.press(Qt.Key.Key_F12)
    packing.wait_note("Print it:", patience=30_000)
    assert "Shipped whole" in packing.room.station.note.sentence
    packing.qtbot.waitUntil(lambda: room.station.orders.currentWidget() is room.station.orders.empty)
    assert room.station.orders.accessibleName() == "Nothing is ready to ship"


def other_scan(packing: PackingBench, text: str) -> None:
    """Another workstation's clerk scans for the same order."""
    packing.store.employee_id = packing.people["Admin"]
    packing.store.write(take_pick, packing.order, Scan(f"other-{text}", text, "serial:other", packing.clock()))
    packing.store.employee_id = packing.people["Wanda"]


def test_what_another_clerk_picks_is_seen_here_and_must_be_seen_before_it_ships(packing: PackingBench) -> None:
    room = packing.begin()
    packing.hand.scan(OLD)
    packing.wait_picked(1)
    announce, packing.store.announce = packing.store.announce, lambda changes: None
    other_scan(packing, OLD)
    packing.press(Qt.Key.Key_F12)
    packing.press(Qt.Key.Key_F12)
    packing.wait_note("Meanwhile 2 are picked for this order, you have seen 1")
    assert packing.store.read(lambda s: s.scalars(select(Shipment)).all()) == []
    packing.qtbot.waitUntil(lambda: room.station.view is not None and room.station.view.counted == 2)
    packing.store.announce = announce
    other_scan(packing, NEW)
    packing.qtbot.waitUntil(lambda: room.station.view is not None and room.station.view.to_scan == 0)
    packing.press(Qt.Key.Key_F12)
    packing.wait_note("Print it:", patience=30_000)
    assert "Shipped whole" in packing.room.station.note.sentence


def test_an_order_cancelled_or_shipped_elsewhere_is_left_with_the_reason(packing: PackingBench) -> None:
    room = packing.begin()
    packing.hand.scan(OLD)
    packing.wait_picked(1)
    packing.store.write(order_placing.cancel, packing.deal, "customer withdrew")
    packing.wait_note("was cancelled: put the goods back")
    assert room.scans.record_id is None
    packing.qtbot.waitUntil(lambda: room.station.orders.orders.rowCount() == 0)
    packing.hand.scan(packing.order_number)
    packing.wait_note("Open an order first")


def test_a_batch_that_is_blocked_while_the_order_is_open_shows_what_to_take_instead(packing: PackingBench) -> None:
    room = packing.begin()

    def block(session: Session) -> None:
        batch = session.scalars(select(Batch).where(Batch.code == "OLD")).one()
        batch.blocked, batch.blocked_reason = True, "Cracks"

    packing.store.write(block)
    packing.qtbot.waitUntil(lambda: "Take batch NEW" in room.station.next.words[2])
    packing.hand.scan(OLD)
    packing.wait_for("Blocked batch")
    assert str(room.station.last_scan.shown.detail) == "Batch OLD is blocked: Cracks"


def test_what_a_killed_station_left_is_picked_once_by_the_shipping_room_only(packing: PackingBench) -> None:
    packing.begin()
    packing.hand.scan(OLD)
    packing.wait_picked(1)
    packing.wait_settled()
    packing.books.plug.clear()
    packing.hand.scan(OLD, "NOBODY-KNOWS")
    kept = circumstance_of(packing.context())
    assert (kept.work, kept.record_id) == ("ship", packing.order)
    packing.kill_offline()
    assert packing.view().counted == 1
    packing.open()
    packing.wait_settled()
    assert packing.view().counted == 2
    packing.wait_note("A scan from before was refused: NOBODY-KNOWS. Unknown code.")
    packing.kill()
    packing.open()
    packing.wait_settled()
    assert packing.view().counted == 2


def test_a_scan_that_was_booked_before_the_kill_is_not_counted_again(packing: PackingBench) -> None:
    packing.begin()
    packing.books.plug.clear()
    packing.hand.scan(OLD)
    (scan,) = packing.pending()
    packing.kill_offline()
    packing.store.write(take_pick, packing.order, scan)
    packing.open()
    packing.wait_settled()
    assert packing.view().counted == 1
    assert packing.store.read(lambda s: len(s.scalars(select(ScanRecord.id)).all())) == 1


def test_who_is_slower_at_the_same_goods_tries_again_by_itself(packing: PackingBench) -> None:
    packing.begin()
    packing.books.conflicts = 2
    packing.hand.scan(OLD)
    packing.wait_picked(1)


def test_label_bench_card_and_way_from_another_room(packing: PackingBench) -> None:
    room = packing.open()
    packing.press(Qt.Key.Key_F8)
    packing.wait_note("Bench-card", patience=30_000)
    room.open_record("warehouse_order", packing.order)
    packing.qtbot.waitUntil(lambda: room.scans.record_id == packing.order)
    packing.press(Qt.Key.Key_F8)
    packing.wait_note("Nothing is picked yet")
    packing.hand.scan(OLD)
    packing.wait_picked(1)
    packing.press(Qt.Key.Key_F8)
    packing.wait_note("Saved:", patience=30_000)
    packing.press(Qt.Key.Key_Escape)
    packing.qtbot.waitUntil(lambda: room.station.view is None)
    packing.qtbot.waitUntil(lambda: str(room.station.orders.orders.rows[0].begun) == "begun, 1 picked")
    room.open_record("deal", packing.deal)
    assert room.scans.record_id is None


def test_the_worst_promise_is_on_top(packing: PackingBench) -> None:
    packing.store.employee_id = packing.people["Olga"]
    urgent = packing.at.warehouse_order(sold(packing.at, ("PUMP", "1")))[0]
    packing.store.employee_id = packing.people["Wanda"]
    packing.store.write(_promise, urgent)
    room = packing.open()
    packing.qtbot.waitUntil(lambda: room.station.orders.orders.rowCount() == 2)
    assert [row.order_id for row in room.station.orders.orders.rows] == [urgent, packing.order]
    packing.press(Qt.Key.Key_Down)
    packing.press(Qt.Key.Key_Return)
    packing.qtbot.waitUntil(lambda: room.scans.record_id == packing.order)


def _promise(session: Session, order_id: int) -> None:
    sales = session.scalar(select(WarehouseOrder.sales_order_id).where(WarehouseOrder.id == order_id))
    session.execute(update(SalesOrder).where(SalesOrder.id == sales).values(wanted_on=OLD_DAY))
