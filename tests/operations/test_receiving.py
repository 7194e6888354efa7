"""Receiving: every scan counted once or refused with advice; finishing books the goods and serves who waits."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.events import Scan
from app.models.orders import ProductionOrder, PurchaseOrderLine, WarehouseOrderLine
from app.models.stock import Batch, Location, Reservation, ScanRecord, StockMove
from app.models.tasks import Notification
from app.models.terms import OrderState
from app.operations import receiving, receiving_scan, receiving_view
from app.operations.station_rows import ScanResult, StationView
from tests import factories, stock_factories
from tests.clock import FixedClock

GTIN = "04601234567893"
OTHER_GTIN = "04006381333931"


def _code(gtin: str, batch: str = "", expiry: date | None = None, serial: str = "") -> str:
    tail = f"21{serial}\x1d" if serial else ""
    return f"]C101{gtin}" + (f"17{expiry:%y%m%d}" if expiry else "") + tail + (f"10{batch}" if batch else "")


class Bench:
    """A clerk with a scanner at the station, and an order of five seals and two bearings that arrives."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store = store
        self.clock = clock
        self.good = clock().date() + timedelta(days=400)
        self.people, self.seal, self.bearing = store.write(self._prepare)
        self.order = store.write(stock_factories.purchase_order, [(self.seal, 5), (self.bearing, 2)])
        store.employee_id = self.people["Wanda"]
        self.receipt = store.write(receiving.open_receipt, "purchase", self.order).id
        self.scans = 0

    @staticmethod
    def _prepare(session: Session) -> tuple[dict[str, int], int, int]:
        people = factories.company(session)
        seal = stock_factories.product(session, "SEAL-080", gtin=GTIN, has_expiry=True)
        bearing = stock_factories.product(session, "BRG-6308", gtin=OTHER_GTIN)
        stock_factories.location(session, "B-04-2")
        return people, seal, bearing

    def scan(
        self,
        code: str,
        nonce: str = "",
        *,
        quantity: int | None = None,
        place: int | None = None,
        batch: str = "",
        expiry: date | None = None,
    ) -> ScanResult:
        """Scan *code*; each with a nonce of its own unless one is given."""
        self.scans += 1
        return self.store.write(
            receiving_scan.take_scan,
            self.receipt,
            Scan(nonce or f"n{self.scans}", code, "serial:test", self.clock()),
            quantity=None if quantity is None else Decimal(quantity),
            location_id=place,
            batch=batch,
            expiry=expiry,
        )

    def view(self) -> StationView:
        """The receipt as the station shows it."""
        return self.store.read(receiving_view.view, self.receipt)


@pytest.fixture
def bench(store: Store, clock: FixedClock) -> Bench:
    """The station, ready."""
    return Bench(store, clock)


def test_an_arrival_waits_with_what_is_still_to_come(bench: Bench) -> None:
    (arrival,) = bench.store.read(receiving_view.expected)
    assert (arrival.kind, arrival.partner, arrival.lines) == ("purchase", "Wälzlager Krause GmbH", 2)
    assert arrival.open == 7
    assert str(arrival.begun) == f"begun, {bench.view().number}"
    assert bench.store.write(receiving.open_receipt, "purchase", bench.order).id == bench.receipt, "it is gone on with"


def test_a_scan_is_counted_with_its_batch_and_expiry(bench: Bench) -> None:
    result = bench.scan(_code(GTIN, "L26-1107", bench.good))
    assert (result.good, result.word.said("en"), result.detail.said("en")) == (True, "Received", "+1 pc, line 1")
    assert (result.batch, result.expiry, result.product_code) == ("L26-1107", bench.good, "SEAL-080")
    view = bench.view()
    assert [int(figure) for figure in (view.to_scan, view.counted, view.expected, view.open_lines)] == [6, 1, 7, 2]
    assert [(int(line.counted), line.last) for line in view.lines] == [(1, True), (0, False)]
    assert [(scan.text, scan.good) for scan in view.last_scans] == [("Article SEAL-080, L26-1107", True)]


def test_the_same_scan_replayed_counts_once(bench: Bench) -> None:
    code = _code(GTIN, "L1", bench.good)
    bench.scan(code, "same")
    again = bench.scan(code, "same")
    assert (again.good, again.word.said("en")) == (True, "Counted already")
    assert bench.view().counted == 1


def test_a_refused_or_undone_scan_replayed_is_told_as_that(bench: Bench) -> None:
    bench.scan("NOBODY-KNOWS", "bad")
    again = bench.scan("NOBODY-KNOWS", "bad")
    assert (again.good, again.word.said("en")) == (False, "Refused already")
    bench.scan(_code(OTHER_GTIN), "back")
    bench.store.write(receiving.undo_last, bench.receipt)
    again = bench.scan(_code(OTHER_GTIN), "back")
    assert (again.good, again.word.said("en")) == (False, "Taken back already")
    assert bench.view().counted == 0


def test_a_scan_for_no_receipt_and_a_quantity_of_none_are_refused(bench: Bench) -> None:
    assert bench.scan(_code(OTHER_GTIN) + "\x1d3000").word.said("en") == "No quantity"
    bench.receipt = 9999
    with pytest.raises(NotFound):
        bench.scan(_code(OTHER_GTIN))


def test_a_pack_and_a_typed_quantity_count_as_many_as_they_hold(bench: Bench) -> None:
    bench.scan(_code(GTIN, "L1", bench.good) + "\x1d3003")
    bench.scan(_code(OTHER_GTIN), quantity=2)
    assert [line.counted for line in bench.view().lines] == [3, 2]


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("]C10112345678901230", "Not a code of ours"),
        ("\x02\x7f\x03", "Not a code of ours"),
        ("]C10109506000134351", "Not a code of ours"),
        ("NOBODY-KNOWS", "Unknown code"),
    ],
)
def test_what_is_no_code_of_ours_is_refused_and_written_down(bench: Bench, code: str, word: str) -> None:
    result = bench.scan(code)
    assert (result.good, result.word.said("en")) == (False, word)
    assert result.advice is not None
    assert bench.view().counted == 0

    def refused(session: Session) -> int:
        query = select(func.count()).select_from(ScanRecord).where(ScanRecord.outcome == "refused")
        return session.scalar(query) or 0

    assert bench.store.read(refused) == 1


def test_an_article_of_another_order_is_named_and_refused(bench: Bench) -> None:
    def prepare(session: Session) -> None:
        stock_factories.product(session, "BRG-6310", gtin="09506000134352")

    bench.store.write(prepare)
    result = bench.scan(_code("09506000134352"))
    assert (result.word.said("en"), result.product_code) == ("Not on this order", "BRG-6310")
    bench.scan("]C0NOBODY-KNOWS")
    assert [scan.text for scan in bench.view().last_scans] == ["NOBODY-KNOWS", "Article BRG-6310"]


def test_more_than_ordered_is_refused(bench: Bench) -> None:
    bench.scan(_code(OTHER_GTIN), quantity=2)
    result = bench.scan(_code(OTHER_GTIN))
    assert (result.word.said("en"), result.detail.said("en")) == ("Too many", "Ordered 2, here already 2.")
    assert bench.view().lines[1].counted == 2


def test_expired_goods_are_refused(bench: Bench) -> None:
    result = bench.scan(_code(GTIN, "OLD", bench.clock().date() - timedelta(days=1)))
    assert result.word.said("en") == "Expired"


def test_what_the_box_does_not_say_is_asked_and_nothing_booked_until_then(bench: Bench) -> None:
    assert bench.scan(_code(GTIN), "n").ask == "batch"
    assert bench.scan(_code(GTIN), "n", batch="L9").ask == "expiry"
    assert bench.view().counted == 0
    done = bench.scan(_code(GTIN), "n", batch="L9", expiry=bench.good)
    assert (done.good, done.batch, done.expiry) == (True, "L9", bench.good)
    assert bench.scan(_code(GTIN), batch="L9").good, "the batch is known now, with its date"


def test_another_date_for_a_known_batch_is_refused_with_both_dates(bench: Bench) -> None:
    bench.scan(_code(GTIN, "L1", bench.good))
    other = bench.good + timedelta(days=30)
    result = bench.scan(_code(GTIN, "L1", other))
    assert result.word.said("en") == "Different date"
    assert result.detail.params["known"] == bench.good
    assert result.detail.params["day"] == other


def test_a_serial_number_counts_once(bench: Bench) -> None:
    assert bench.scan(_code(OTHER_GTIN, serial="S-1")).good
    assert bench.scan(_code(OTHER_GTIN, serial="S-1")).word.said("en") == "Counted already"
    assert bench.scan(_code(OTHER_GTIN, serial="S-2")).good


def test_a_blocked_batch_is_refused(bench: Bench) -> None:
    bench.scan(_code(GTIN, "L1", bench.good))

    def block(session: Session) -> None:
        batch = session.scalars(select(Batch).where(Batch.code == "L1")).one()
        batch.blocked, batch.blocked_reason = True, "recall"

    bench.store.write(block)
    assert bench.scan(_code(GTIN, "L1", bench.good)).word.said("en") == "Blocked batch"


def test_the_last_scan_can_be_taken_back(bench: Bench) -> None:
    bench.scan(_code(GTIN, "L1", bench.good))
    bench.scan(_code(OTHER_GTIN), quantity=2)
    assert [line.counted for line in bench.store.write(receiving.undo_last, bench.receipt).lines] == [1, 0]
    assert [line.counted for line in bench.store.write(receiving.undo_last, bench.receipt).lines] == [0, 0]
    with pytest.raises(UserError, match="no scan to take back"):
        bench.store.write(receiving.undo_last, bench.receipt)


def test_finishing_books_batches_at_the_places_they_were_put(bench: Bench) -> None:
    place = bench.scan("B-04-2")
    assert (place.good, place.word.said("en")) == (True, "Place B-04-2")
    bench.scan(_code(GTIN, "L1", bench.good), place=place.place_id)
    bench.scan(_code(GTIN, "L1", bench.good), place=place.place_id)
    bench.scan(_code(OTHER_GTIN), quantity=2)
    view = bench.store.write(receiving.finish, bench.receipt, bench.view().version)
    assert view.done

    def booked(session: Session) -> list[tuple[str, str, Decimal]]:
        rows = session.execute(
            select(Batch.code, Location.code, StockMove.quantity)
            .join(Batch, Batch.id == StockMove.batch_id)
            .join(Location, Location.id == StockMove.to_location_id)
            .order_by(StockMove.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    assert bench.store.read(booked) == [("L1", "B-04-2", Decimal(2)), (view.number, "RECEIVING", Decimal(2))]
    assert bench.store.read(stock_factories.on_hand, bench.seal) == (Decimal(2), Decimal(0))
    (rest,) = bench.store.read(receiving_view.expected)
    assert (rest.lines, int(rest.open), rest.begun) == (1, 3, None), "what did not come stays open"

    def received(session: Session) -> list[Decimal]:
        return list(session.scalars(select(PurchaseOrderLine.received).order_by(PurchaseOrderLine.id)))

    assert bench.store.read(received) == [2, 2]


def test_a_closed_receipt_takes_nothing_more(bench: Bench) -> None:
    with pytest.raises(UserError, match="Nothing is counted yet"):
        bench.store.write(receiving.finish, bench.receipt, bench.view().version)
    bench.scan(_code(OTHER_GTIN), quantity=2)
    with pytest.raises(Conflict):
        bench.store.write(receiving.finish, bench.receipt, bench.view().version + 5)
    bench.store.write(receiving.finish, bench.receipt, bench.view().version)
    assert bench.scan(_code(GTIN, "L1", bench.good)).word.said("en") == "Receipt is closed"
    with pytest.raises(UserError, match="closed already"):
        bench.store.write(receiving.finish, bench.receipt, bench.view().version)
    with pytest.raises(UserError, match="closed already"):
        bench.store.write(receiving.undo_last, bench.receipt)


def test_only_the_warehouse_receives_and_only_what_exists(bench: Bench) -> None:
    with pytest.raises(NotFound):
        bench.store.write(receiving.open_receipt, "production", 9999)
    bench.store.employee_id = bench.people["Maria"]
    with pytest.raises(NotAllowed):
        bench.scan(_code(OTHER_GTIN))
    with pytest.raises(NotAllowed):
        bench.store.write(receiving.open_receipt, "purchase", bench.order)


def test_goods_made_for_an_order_are_held_for_it_and_its_seller_is_told(store: Store, clock: FixedClock) -> None:
    def prepare(session: Session) -> tuple[dict[str, int], int, int]:
        people = factories.company(session)
        goods = stock_factories.product(session, "KK-500", gtin=GTIN, made=True)
        department = factories.department(session, "Prom")
        sales = stock_factories.sales_order(session, "1", people["Olga"], department, [(goods, 3)])
        stock_factories.warehouse_order(session, sales, from_stock=False)
        return people, goods, stock_factories.production_order(session, sales)

    people, goods, order = store.write(prepare)
    store.employee_id = people["Wanda"]
    receipt = store.write(receiving.open_receipt, "production", order)
    scan = Scan("n1", _code(GTIN, "P-7"), "serial:test", clock())
    store.write(receiving_scan.take_scan, receipt.id, scan, quantity=Decimal(3))
    store.write(receiving.finish, receipt.id, receipt.version)

    def outcome(session: Session) -> tuple[Decimal, Decimal, str, OrderState, list[int]]:
        line = session.scalars(select(WarehouseOrderLine)).one()
        held = session.scalars(select(Reservation)).one()
        state = session.scalars(select(ProductionOrder.state)).one()
        told = list(session.scalars(select(Notification.employee_id)))
        return line.quantity, held.quantity, held.why, state, told

    three = Decimal(3)
    assert store.read(outcome) == (three, three, "received_for_order", OrderState.DONE, [people["Olga"]])
    assert store.read(stock_factories.on_hand, goods) == (Decimal(3), Decimal(3))


def test_free_goods_serve_the_order_that_waits(bench: Bench) -> None:
    def waiting(session: Session) -> int:
        department = factories.department(session, "Prom")
        sales = stock_factories.sales_order(session, "7", bench.people["Olga"], department, [(bench.bearing, 2)])
        return stock_factories.warehouse_order(session, sales)

    bench.store.write(waiting)
    bench.scan(_code(OTHER_GTIN), quantity=2)
    bench.store.write(receiving.finish, bench.receipt, bench.view().version)
    assert bench.store.read(stock_factories.on_hand, bench.bearing) == (Decimal(2), Decimal(2))
