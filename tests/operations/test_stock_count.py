"""Stock-taking: differences become corrections, and whoever reserved last loses what is not there, after it was said."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.stock import Location, Reservation, StockMove
from app.models.terms import MoveKind, ReservationState
from app.operations import stock_changes, stock_count, stock_sheet
from app.operations.stock_count import Counted
from tests.stock_room import Warehouse, held, news, sound, warehouse


@pytest.fixture
def at(store: Store) -> Warehouse:
    return warehouse(store)


def place(at: Warehouse, code: str) -> int:
    return at.store.read(lambda session: session.scalars(select(Location.id).where(Location.code == code)).one())


def counted(at: Warehouse, batch: str, shelf: str, quantity: str) -> Counted:
    return Counted(at.batches[batch], place(at, shelf), at.figures(batch, shelf)[0], Decimal(quantity))


def test_a_sheet_has_what_the_books_expect(at: Warehouse) -> None:
    sheet = at.store.read(stock_sheet.sheet_of, "A-11-3")
    assert (sheet.kind, sheet.code) == ("place", "A-11-3")
    assert [(line.batch, line.on_hand, line.reserved) for line in sheet.lines] == [
        ("S0", Decimal(5), Decimal(0)),
        ("S1", Decimal(12), Decimal(12)),
    ]
    assert [line.batch for line in at.store.read(stock_sheet.sheet_of, "BEARING").lines] == ["L1", "L2"]
    assert [line.batch for line in at.store.read(stock_sheet.sheet_of, "SEAL|S2").lines] == ["S2"]
    with pytest.raises(NotFound):
        at.store.read(stock_sheet.sheet_of, "NOTHING")
    with pytest.raises(NotFound):
        at.store.read(stock_sheet.sheet, "place", 999_999)


def test_a_scan_finds_the_batch_at_the_place(at: Warehouse) -> None:
    here = place(at, "A-11-3")
    line, quantity = at.store.read(stock_sheet.found_line, "SEAL|S1", here)
    assert (line.batch, line.on_hand, quantity) == ("S1", Decimal(12), Decimal(1))
    stranger, _ = at.store.read(stock_sheet.found_line, "SEAL|S2", here)
    assert (stranger.batch, stranger.place, stranger.on_hand) == ("S2", "A-11-3", Decimal(0))
    with pytest.raises(UserError, match="Several batches"):
        at.store.read(stock_sheet.found_line, "SEAL", here)
    with pytest.raises(UserError, match="is a place"):
        at.store.read(stock_sheet.found_line, "A-11-3", here)
    assert at.store.read(stock_sheet.found_line, "GASKET", None)[0].batch == "G1"
    with pytest.raises(UserError, match="nothing of this here"):
        at.store.read(stock_sheet.found_line, "GASKET", here)


def test_differences_become_corrections_in_one_go_and_can_be_taken_back(at: Warehouse) -> None:
    sheet = [counted(at, "S0", "A-11-3", "4"), counted(at, "S1", "A-11-3", "15"), counted(at, "G1", "A-12-1", "9")]
    done = at.store.write(stock_count.book, sheet, "Yearly count")
    assert "3 batches counted, 2 differences" in done.sentence.said("en")
    assert (at.figures("S0", "A-11-3"), at.figures("S1", "A-11-3")) == (
        (Decimal(4), Decimal(0)),
        (Decimal(15), Decimal(12)),
    )
    moves = at.store.read(
        lambda session: [
            (row.kind, row.quantity, row.reason)
            for row in session.scalars(select(StockMove).where(StockMove.id.in_(done.moves)).order_by(StockMove.batch_id))
        ]
    )
    assert moves == [
        (MoveKind.ADJUSTMENT, Decimal(1), "Yearly count"),
        (MoveKind.ADJUSTMENT, Decimal(3), "Yearly count"),
    ]
    at.store.write(stock_changes.take_back, done.moves)
    assert (at.figures("S0", "A-11-3"), at.figures("S1", "A-11-3")) == (
        (Decimal(5), Decimal(0)),
        (Decimal(12), Decimal(12)),
    )
    sound(at)


def test_orders_that_are_hit_are_named_before_anything_is_booked(at: Warehouse) -> None:
    sheet = [counted(at, "S1", "A-11-3", "10")]
    assert [(hit.company, hit.quantity) for hit in at.store.read(stock_count.hit_by, sheet)] == [("Customer 2", Decimal(2))]
    with pytest.raises(UserError, match=r"Orders hold more than was found: WO-.* \(Customer 2\)"):
        at.store.write(stock_count.book, sheet, "Yearly count")
    assert at.figures("S1", "A-11-3") == (Decimal(12), Decimal(12))
    assert news(at) == []


def test_the_youngest_reservation_gives_way_and_holds_another_batch(at: Warehouse) -> None:
    at.order("4", "GASKET", 5)
    at.order("5", "GASKET", 3)
    at.store.employee_id = at.people["Wanda"]
    done = at.store.write(stock_count.book, [counted(at, "G1", "A-12-1", "6")], "Yearly count", release=True)
    assert [(hit.company, hit.quantity) for hit in done.hit] == [("Customer 5", Decimal(2))]
    assert held(at, "G1", "A-12-1") == [Decimal(5), Decimal(1)]
    assert at.figures("G1", "A-12-1") == (Decimal(6), Decimal(6))
    assert any("2 held for order" in each and "0 are held of other batches now" in each for each in news(at))
    released = at.store.read(
        lambda session: [
            (row.quantity, row.released_reason)
            for row in session.scalars(select(Reservation).where(Reservation.state == ReservationState.RELEASED))
        ]
    )
    assert released == [(Decimal(2), "Yearly count")]
    sound(at)


def test_what_is_lost_is_held_of_another_batch_at_once(at: Warehouse) -> None:
    at.store.write(stock_count.book, [counted(at, "S1", "A-11-3", "2")], "Ten are missing", release=True)
    assert at.figures("S1", "A-11-3") == (Decimal(2), Decimal(2))
    assert at.figures("S2", "A-11-4") == (Decimal(40), Decimal(10))
    assert any("10 are held of other batches now" in each for each in news(at))
    sound(at)


def test_found_goods_go_to_orders_that_wait(at: Warehouse) -> None:
    at.order("6", "GASKET", 12)
    at.store.write(stock_count.book, [counted(at, "G1", "A-12-1", "14")], "Found a box")
    assert at.figures("G1", "A-12-1") == (Decimal(14), Decimal(12))
    sound(at)


def test_goods_found_where_the_books_have_none(at: Warehouse) -> None:
    stranger = Counted(at.batches["G1"], place(at, "A-11-3"), Decimal(0), Decimal(2))
    at.store.write(stock_count.book, [stranger], "Found a box")
    assert at.figures("G1", "A-11-3") == (Decimal(2), Decimal(0))
    sound(at)


def test_a_count_over_moved_goods_is_refused(at: Warehouse) -> None:
    sheet = [counted(at, "S2", "A-11-4", "39"), counted(at, "G1", "A-12-1", "8")]
    at.store.write(stock_changes.write_off, at.balance("G1"), Decimal(1), "Broken")
    with pytest.raises(Conflict, match="G1"):
        at.store.write(stock_count.book, sheet, "Yearly count")
    assert at.figures("S2", "A-11-4") == (Decimal(40), Decimal(0))


def test_counting_is_refused(at: Warehouse) -> None:
    with pytest.raises(UserError, match="Say why"):
        at.store.write(stock_count.book, [counted(at, "S2", "A-11-4", "1")], " ")
    with pytest.raises(UserError, match="nothing or more"):
        at.store.write(stock_count.book, [counted(at, "S2", "A-11-4", "-1")], "Count")
    with pytest.raises(UserError, match="Count something"):
        at.store.write(stock_count.book, [], "Count")
    twice = [counted(at, "S2", "A-11-4", "1"), counted(at, "S2", "A-11-4", "2")]
    with pytest.raises(UserError, match="each batch once"):
        at.store.write(stock_count.book, twice, "Count")
    at.store.employee_id = at.people["Olga"]
    with pytest.raises(NotAllowed):
        at.store.write(stock_count.book, [counted(at, "S2", "A-11-4", "1")], "Count")
