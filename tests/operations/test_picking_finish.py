"""What was picked leaves once and exactly: serial numbers, two clerks, orders that change meanwhile, undo, papers."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.events import Scan
from app.models.orders import Shipment, ShipmentLine
from app.models.papers import DeliveryNote
from app.models.stock import Batch, Reservation
from app.models.terms import ReservationState
from app.operations import order_placing, picking, picking_scan, picking_view, reservations, shipping
from tests.clock import FixedClock
from tests.deal_factories import sold
from tests.operations.packing import PUMP, Packing, code, word


@pytest.fixture
def packing(store: Store, clock: FixedClock) -> Packing:
    """The order, ready to be picked."""
    return Packing(store, clock)


def test_serial_numbers_stand_on_the_shipment_and_none_goes_twice(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD", serial="A1"))
    again = packing.scan(code(PUMP, "OLD", serial="A1"))
    assert word(again) == (False, "Picked already")
    assert packing.view().number in again.detail.said("en")
    assert word(packing.scan(code(PUMP, "OLD", serial="A2"), quantity="2")) == (False, "One at a time")
    packing.scan(code(PUMP, "OLD", serial="A2"))
    packing.scan(code(PUMP, "NEW", serial="B1"))
    packing.finish("3")
    lines = select(Batch.code, ShipmentLine.serials).join(ShipmentLine, ShipmentLine.batch_id == Batch.id)
    rows = packing.store.read(lambda s: [tuple(row) for row in s.execute(lines.order_by(ShipmentLine.id))])
    assert rows == [("OLD", "A1 A2"), ("NEW", "B1")]
    other = packing.at.warehouse_order(sold(packing.at, ("PUMP", "1")))[0]
    assert word(packing.scan(code(PUMP, "NEW", serial="B1"), order=other)) == (False, "Picked already")


def test_finishing_ships_exactly_what_was_scanned_and_the_rest_stays_held(packing: Packing) -> None:
    with pytest.raises(UserError, match="Nothing is picked yet"):
        packing.finish("0")
    packing.scan(code(PUMP, "NEW"))
    packing.scan(code(PUMP, "OLD"))
    row = packing.finish("2")
    assert (row.whole, row.delivery_note, row.tax_invoice) == (False, "DN-2026-0001", "TI-2026-0001")
    assert packing.held() == {"OLD": 1}
    view = packing.view()
    assert (int(view.counted), int(view.to_scan), view.last_scans) == (0, 1, ())
    packing.scan(code(PUMP, "OLD"))
    packing.version = packing.view().version
    assert packing.finish("1").whole
    ended = packing.view().ended
    assert ended is not None
    assert "shipped completely" in ended.said("en")
    assert word(packing.scan(code(PUMP, "LATE"))) == (False, "Order is closed")
    assert packing.store.read(picking_view.to_ship) == ()
    packing.sound()
    with packing.at.acting("Wanda"):
        document = packing.store.write(picking.delivery_note, row.shipment_id)
        with pytest.raises(UserError, match="shipped completely"):
            packing.store.write(picking.open_order, packing.order)
    assert document.data.startswith(b"%PDF")
    assert packing.at.get(DeliveryNote, row.delivery_note_id, "document_id") is not None


def test_who_has_not_seen_what_the_other_clerk_picked_looks_again(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD"))
    packing.clerk = "Admin"
    packing.scan(code(PUMP, "OLD"))
    with pytest.raises(UserError, match="Meanwhile 2 are picked"):
        packing.finish("1")
    assert packing.at.count(select(Shipment)) == 0
    packing.finish("2")
    with pytest.raises(UserError, match="Meanwhile 0"):
        packing.finish("2")


def test_undo_takes_back_ones_own_last_scan_only(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD"))
    packing.clerk = "Admin"
    packing.scan(code(PUMP, "NEW"))
    with packing.at.acting("Wanda"):
        view = packing.store.write(picking.undo_last, packing.order)
        assert [(scan.text, scan.good) for scan in view.last_scans] == [("Article PUMP, NEW", True)]
        with pytest.raises(UserError, match="no scan of yours"):
            packing.store.write(picking.undo_last, packing.order)


def test_an_order_cancelled_meanwhile_takes_nothing_and_gives_everything_back(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD"))
    packing.store.write(order_placing.cancel, packing.deal, "customer withdrew")
    assert word(packing.scan(code(PUMP, "OLD"))) == (False, "Order is closed")
    ended = packing.view().ended
    assert ended is not None
    assert "put the goods back" in ended.said("en")
    with pytest.raises((UserError, Conflict)):
        packing.finish("1")
    assert packing.held() == {}
    packing.sound()


def test_what_was_released_meanwhile_does_not_go(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD"), quantity="2")
    held = select(Reservation.id, Reservation.version).where(Reservation.state == ReservationState.ACTIVE)
    row = packing.store.read(lambda s: s.execute(held.order_by(Reservation.id)).all()[0])
    packing.store.write(reservations.release, row.id, row.version, "wanted elsewhere")
    with pytest.raises(UserError, match="More was picked than is held"):
        packing.finish("2")
    assert packing.at.count(select(Shipment)) == 0
    packing.sound()


def test_the_label_of_the_last_picked_batch(packing: Packing) -> None:
    with packing.at.acting("Wanda"):
        with pytest.raises(UserError, match="Nothing is picked yet"):
            packing.store.read(picking.last_batch_label, packing.order, "de")
        packing.scan(code(PUMP, "OLD"))
        assert packing.store.read(picking.last_batch_label, packing.order, "de").data.startswith(b"%PDF")


def test_only_the_warehouse_picks_and_only_orders_that_exist(packing: Packing) -> None:
    packing.clerk = "Olga"
    with pytest.raises(NotAllowed):
        packing.scan(code(PUMP, "OLD"))
    with pytest.raises(NotAllowed):
        packing.finish("0")
    with pytest.raises(NotAllowed):
        packing.store.write(picking.undo_last, packing.order)
    with pytest.raises(NotAllowed):
        packing.store.read(picking.open_order, packing.order)
    packing.clerk = "Wanda"
    for call in (lambda: packing.scan(code(PUMP), order=9999), lambda: packing.store.read(picking_view.view, 9999)):
        with pytest.raises(NotFound):
            call()
    with packing.at.acting("Wanda"), pytest.raises(NotFound):
        packing.store.write(picking.undo_last, 9999)
    with packing.at.acting("Wanda"), pytest.raises(UserError):
        packing.store.write(shipping.ship, packing.order, packing.version, {packing.order + 999: Decimal(1)})


def test_two_clerks_at_one_order_pick_no_more_than_is_held_and_ship_once(fresh_store: Store, clock: FixedClock) -> None:
    packing = Packing(fresh_store, clock)
    answers: list[tuple[bool, str]] = []
    begin = Barrier(2)

    def scan_all(clerk: str) -> None:
        store = Store(fresh_store.engine.url.render_as_string(hide_password=False), clock=clock)
        store.employee_id = packing.at.people[clerk]
        try:
            begin.wait()
            for number, text in enumerate([code(PUMP, "OLD"), code(PUMP, "NEW"), code(PUMP, "OLD")]):
                scan = Scan(f"{clerk}-{number}", text, "serial:test", clock())
                answers.append(word(store.write(picking_scan.take_pick, packing.order, scan)))
            begin.wait()
            try:
                shipped = store.write(picking.finish, packing.order, packing.version, Decimal(3))
                answers.append((True, shipped.number))
            except UserError as refused:
                answers.append((False, type(refused).__name__))
        finally:
            store.close()

    clerks = [Thread(target=scan_all, args=(clerk,)) for clerk in ("Wanda", "Admin")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert [answer for answer in answers if answer[0]] == [(True, "Picked")] * 3 + [(True, "S-2026-0001")]
    assert answers.count((False, "Too many")) == 3
    assert packing.held() == {}
    packing.sound()
