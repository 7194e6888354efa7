"""Picking by scan: the held batch counts, an older one too, a younger one only with a reason; nothing wrong ever goes."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.events import Scan
from app.models.company import Setting
from app.models.orders import Shipment, ShipmentLine
from app.models.papers import DeliveryNote
from app.models.products import Barcode, Product
from app.models.stock import Batch, Location, Reservation, ScanRecord, StockBalance
from app.models.terms import ReservationState
from app.operations import integrity, order_placing, picking, picking_scan, picking_view, reservations, shipping, waiting
from app.operations.shipping_rows import ShippedRow
from app.operations.station_rows import ScanResult, StationView
from tests.clock import FixedClock
from tests.deal_factories import SHELF, house, product, sold, stock

PUMP = "04601234567893"
SEAL = "04006381333931"
OLD_DAY, NEW_DAY, LATE_DAY = date(2026, 12, 15), date(2027, 8, 1), date(2028, 1, 31)


def code(gtin: str, batch: str = "", expiry: date | None = None, serial: str = "") -> str:
    """A GS1-128 code as a scanner sends it."""
    tail = f"21{serial}\x1d" if serial else ""
    return f"]C101{gtin}" + (f"17{expiry:%y%m%d}" if expiry else "") + tail + (f"10{batch}" if batch else "")


class Packing:
    """Wanda packs an order of three pumps: two are held of OLD, one of NEW; LATE is free. Olga sells."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.at = house(store)
        self.store, self.clock = store, clock
        product(self.at, "PUMP", "100.00")
        product(self.at, "SEAL", "1.00")
        store.write(self._barcodes)
        stock(self.at, "PUMP", "2", batch="OLD", expiry=OLD_DAY)
        stock(self.at, "PUMP", "2", batch="NEW", expiry=NEW_DAY)
        stock(self.at, "PUMP", "5", batch="LATE", expiry=LATE_DAY)
        stock(self.at, "SEAL", "9", batch="S1")
        self.deal = sold(self.at, ("PUMP", "3"))
        self.order, self.version = self.at.warehouse_order(self.deal)
        self.clerk = "Wanda"
        self.scans = 0

    def _barcodes(self, session: Session) -> None:
        session.add_all(
            Barcode(product_id=self.at.products[name], code=each, quantity=Decimal(quantity))
            for name, each, quantity in (("PUMP", PUMP, 1), ("SEAL", SEAL, 1), ("PUMP", "PUMP", 1), ("PUMP", "PUMP-BOX", 2))
        )
        session.get_one(Product, self.at.products["PUMP"]).has_expiry = True

    def scan(
        self, text: str, nonce: str = "", *, quantity: str = "", batch: str = "", reason: str = "", order: int = 0
    ) -> ScanResult:
        """Scan *text* for the order; each with a nonce of its own unless one is given."""
        self.scans += 1
        scan = Scan(nonce or f"n{self.scans}", text, "serial:test", self.clock())
        amount = Decimal(quantity) if quantity else None
        with self.at.acting(self.clerk):
            return self.store.write(
                picking_scan.take_pick, order or self.order, scan, quantity=amount, batch=batch, reason=reason
            )

    def view(self) -> StationView:
        """The order as the station shows it."""
        return self.store.read(picking_view.view, self.order)

    def finish(self, seen: str) -> ShippedRow:
        """Press F12 having seen so many."""
        with self.at.acting(self.clerk):
            return self.store.write(picking.finish, self.order, self.version, Decimal(seen))

    def held(self) -> dict[str, int]:
        """Batch → how much of it is held for whomever."""
        query = (
            select(Batch.code, Reservation.quantity)
            .join(StockBalance, StockBalance.id == Reservation.balance_id)
            .join(Batch, Batch.id == StockBalance.batch_id)
            .where(Reservation.state == ReservationState.ACTIVE)
        )
        sums: dict[str, int] = {}
        for name, quantity in self.store.read(lambda session: session.execute(query).all()):
            sums[name] = sums.get(name, 0) + int(quantity)
        return sums

    def sound(self) -> None:
        """What the books promise holds."""
        assert [finding for _, check in integrity.CHECKS for finding in self.store.read(check)] == []


@pytest.fixture
def packing(store: Store, clock: FixedClock) -> Packing:
    """The order, ready to be picked."""
    return Packing(store, clock)


def word(result: ScanResult) -> tuple[bool, str]:
    """Whether it counted, and its word."""
    return result.good, result.word.said("en")


def test_the_order_waits_with_what_can_go_and_the_oldest_batch_is_proposed_with_its_reason(packing: Packing) -> None:
    (row,) = packing.store.read(picking_view.to_ship)
    assert (row.number, row.partner, row.lines, int(row.open), row.begun) == (
        packing.view().number,
        "Helios Batterie GmbH",
        1,
        3,
        None,
    )
    assert packing.store.read(waiting.to_ship) == 1
    assert packing.store.read(picking_view.numbered, f" {row.number.lower()} ") == row
    assert packing.store.read(picking_view.numbered, "WO-1") is None
    proposal = packing.view().next
    assert proposal is not None
    assert (proposal.batch, proposal.place, int(proposal.quantity), proposal.fit) == ("OLD", SHELF, 2, True)
    assert proposal.why.said("en") == "Oldest batch that is not blocked: expires 15 Dec 2026"
    (line,) = packing.view().lines
    assert line.take is not None
    assert line.take.said("en") == f"take 2 of OLD from {SHELF}"


def test_the_right_batch_counts_and_the_next_is_proposed(packing: Packing) -> None:
    result = packing.scan(code(PUMP, "OLD", OLD_DAY))
    assert (*word(result), result.detail.said("en"), result.place) == (True, "Picked", "+1 pc, line 1", SHELF)
    assert (result.batch, result.expiry) == ("OLD", OLD_DAY)
    assert result.line is not None
    assert (int(result.line.counted), int(result.line.expected)) == (1, 3)
    packing.scan(code(PUMP, "OLD"))
    view = packing.view()
    assert [int(each) for each in (view.to_scan, view.counted, view.expected, view.open_lines)] == [1, 2, 3, 1]
    assert view.next is not None
    assert (view.next.batch, int(view.next.quantity)) == ("NEW", 1)
    assert [(scan.text, scan.good) for scan in view.last_scans] == [("Article PUMP, OLD", True)] * 2
    begun = packing.store.read(picking_view.to_ship)[0].begun
    assert begun is not None
    assert begun.said("en") == "begun, 2 picked"


def test_the_same_scan_replayed_counts_once_and_says_what_it_was(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD"), "same")
    assert word(packing.scan(code(PUMP, "OLD"), "same")) == (True, "Picked already")
    packing.scan("NOBODY-KNOWS", "bad")
    assert word(packing.scan("NOBODY-KNOWS", "bad")) == (False, "Refused already")
    with packing.at.acting("Wanda"):
        packing.store.write(picking.undo_last, packing.order)
    assert word(packing.scan(code(PUMP, "OLD"), "same")) == (False, "Taken back already")
    assert packing.view().counted == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NOBODY-KNOWS", "Unknown code"),
        ("]C10112345678901230", "Not a code of ours"),
        (code(SEAL, "S1"), "Not on this order"),
        (code(PUMP, "NEVER"), "Unknown batch"),
        (code(PUMP, "OLD", NEW_DAY), "Different date"),
        (code(PUMP, "OLD", date(2026, 7, 1)), "Expired"),
        (code(PUMP, "OLD") + "\x1d3004", "Too many"),
        (code(PUMP, "OLD") + "\x1d3000", "No quantity"),
        ("]C110LATE", "Which article?"),
    ],
)
def test_what_is_wrong_is_refused_with_what_to_do_and_changes_nothing(packing: Packing, text: str, said: str) -> None:
    before = packing.held()
    result = packing.scan(text)
    assert word(result) == (False, said)
    assert result.advice is not None
    assert packing.view().counted == 0
    assert packing.held() == before
    assert [scan.good for scan in packing.view().last_scans] == [False]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"blocked": True, "blocked_reason": "Cracks"}, "Blocked batch"), ({"expiry": date(2026, 8, 2)}, "Expired")],
)
def test_a_batch_that_may_not_go_is_refused_and_another_takes_its_place(
    packing: Packing, changes: dict[str, object], said: str
) -> None:
    packing.at.run(update(Batch).where(Batch.code == "OLD").values(**changes))
    proposal = packing.view().next
    assert proposal is not None
    assert not proposal.fit
    assert "Take batch NEW" in proposal.why.said("en")
    assert word(packing.scan(code(PUMP, "OLD"))) == (False, said)
    packing.scan(code(PUMP, "NEW"))
    result = packing.scan(code(PUMP, "NEW"))
    assert word(result) == (True, "Picked")
    assert "Held instead of OLD" in result.detail.said("en")
    result = packing.scan(code(PUMP, "LATE"))
    assert word(result) == (True, "Picked")
    assert packing.held() == {"NEW": 2, "LATE": 1}
    packing.finish("3")
    packing.sound()


def test_a_younger_batch_asks_for_a_reason_and_holds_itself_instead(packing: Packing) -> None:
    asked = packing.scan(code(PUMP, "LATE"), "late", quantity="2")
    assert (asked.ask, *word(asked)) == ("reason", False, "Why this batch?")
    assert asked.detail.said("en") == f"Older: OLD at {SHELF}, use by 15 Dec 2026"
    assert packing.held() == {"OLD": 2, "NEW": 1}, "nothing happens before the answer"
    result = packing.scan(code(PUMP, "LATE"), "late", quantity="2", reason="customer's wish")
    assert word(result) == (True, "Picked")
    assert packing.held() == {"OLD": 1, "LATE": 2}, "the youngest gave way first"
    released = select(Reservation.released_reason).where(Reservation.state == ReservationState.RELEASED)
    assert packing.store.read(lambda s: set(s.scalars(released))) == {"customer's wish"}
    assert packing.at.one(select(ScanRecord.problem).where(ScanRecord.nonce == "late")) == "customer's wish"
    assert packing.view().to_scan == 1
    packing.sound()


def test_where_the_rule_says_never_no_reason_helps(packing: Packing) -> None:
    packing.store.write(lambda s: s.add(Setting(owner="", key="shipping.younger_batch", value=False)))
    result = packing.scan(code(PUMP, "LATE"), reason="because")
    assert word(result) == (False, "Older batch first")
    assert result.advice is not None
    assert result.advice.said("en") == f"Take batch NEW from {SHELF}."


def test_an_older_batch_that_has_become_free_is_proposed_and_held_by_its_scan(packing: Packing) -> None:
    stock(packing.at, "PUMP", "4", batch="ELDER", expiry=date(2026, 11, 1))
    proposal = packing.view().next
    assert proposal is not None
    assert "Now ELDER is" in proposal.why.said("en")
    result = packing.scan(code(PUMP, "ELDER"))
    assert word(result) == (True, "Picked")
    assert "Older than the held batch" in result.detail.said("en")
    assert packing.held() == {"OLD": 2, "ELDER": 1}


def test_goods_held_for_another_order_stay_there(packing: Packing) -> None:
    other = sold(packing.at, ("PUMP", "6"))
    assert packing.held() == {"OLD": 2, "NEW": 2, "LATE": 5}
    result = packing.scan(code(PUMP, "LATE"), reason="I like it")
    number = packing.at.warehouse_order(other)[0]
    assert word(result) == (False, "For another order")
    assert packing.store.read(picking_view.view, number).number in result.detail.said("en")
    assert packing.held() == {"OLD": 2, "NEW": 2, "LATE": 5}
    packing.sound()


def test_more_than_lies_there_is_not_picked(packing: Packing) -> None:
    stock(packing.at, "PUMP", "1", batch="ONE", expiry=date(2026, 10, 1))
    assert word(packing.scan(code(PUMP, "ONE"), quantity="2")) == (False, "Not in stock")
    assert packing.held() == {"OLD": 2, "NEW": 1}


def test_nothing_is_taken_from_the_red_shelf(packing: Packing) -> None:
    packing.at.run(update(Location).values(pickable=False))
    assert word(packing.scan(code(PUMP, "OLD"))) == (False, "Not from here")
    proposal = packing.view().next
    assert proposal is not None
    assert "No other batch is free" in proposal.why.said("en")


def test_a_box_without_a_batch_asks_unless_its_date_says_it(packing: Packing) -> None:
    assert packing.scan(code(PUMP)).ask == "batch"
    assert packing.scan(code(PUMP), batch="OLD").good
    assert packing.scan(code(PUMP, expiry=NEW_DAY)).batch == "NEW"


def test_our_own_labels_and_the_batch_alone_are_understood(packing: Packing) -> None:
    assert packing.scan("]C0PUMP|OLD").batch == "OLD"
    alone = packing.scan("]C110OLD")
    assert (alone.good, alone.product_name) == (True, "Article PUMP")
    box = packing.scan("PUMP-BOX", batch="NEW")
    assert word(box) == (False, "Too many"), "a box of two, and only one lacks"


def test_goods_without_date_and_batch_on_the_box_are_those_that_are_held(packing: Packing) -> None:
    order = packing.at.warehouse_order(sold(packing.at, ("SEAL", "2")))[0]
    result = packing.scan(code(SEAL), order=order)
    assert (result.good, result.batch) == (True, "S1")


def test_a_place_says_what_is_taken_there_and_an_orders_number_is_no_goods(packing: Packing) -> None:
    result = packing.scan(SHELF)
    assert (word(result), result.detail.said("en")) == ((True, f"Place {SHELF}"), "Take 2 of Article PUMP, batch OLD.")
    assert word(packing.scan(packing.view().number)) == (False, "Finish this one first")
    packing.scan(code(PUMP, "OLD"), quantity="2")
    packing.scan(code(PUMP, "NEW"))
    assert "Nothing for this order" in packing.scan(SHELF).detail.said("en")


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
