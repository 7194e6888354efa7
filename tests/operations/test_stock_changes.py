"""Blocking, moving, writing off: what may be done, what is refused, and what happens to goods that orders hold."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.stock import Location, StockMove
from app.models.terms import MoveKind
from app.operations import stock_blocking, stock_card, stock_changes
from tests.stock_room import Warehouse, held, news, sound, warehouse


@pytest.fixture
def at(store: Store) -> Warehouse:
    return warehouse(store)


def test_blocking_tells_the_sellers_whose_goods_are_hit(at: Warehouse) -> None:
    done = at.store.write(stock_blocking.block, at.batches["S1"], at.version("S1"), " Leaks ")
    assert [(each.company, each.quantity) for each in done.hit] == [("Customer 2", Decimal(12))]
    assert "held for" in done.sentence.said("en")
    assert any("S1" in each and "Leaks" in each for each in news(at))
    assert held(at, "S1", "A-11-3") == [Decimal(12)]
    again = at.store.write(stock_blocking.unblock, at.batches["S1"], done.version)
    assert again.version == at.version("S1")
    assert len(news(at)) == 2
    sound(at)


def test_a_blocked_batch_is_not_reserved(at: Warehouse) -> None:
    at.store.write(stock_blocking.block, at.batches["S2"], at.version("S2"), "Recall")
    at.order("3", "SEAL", 5)
    assert at.figures("S2", "A-11-4") == (Decimal(40), Decimal(0))
    at.store.write(stock_blocking.unblock, at.batches["S2"], at.version("S2"))
    assert at.figures("S2", "A-11-4") == (Decimal(40), Decimal(5))


def test_blocking_is_refused_without_reason_twice_by_others_and_over_a_change(at: Warehouse) -> None:
    with pytest.raises(UserError, match="Say why"):
        at.store.write(stock_blocking.block, at.batches["S2"], at.version("S2"), " ")
    with pytest.raises(UserError, match="blocked already"):
        at.store.write(stock_blocking.block, at.batches["S0"], at.version("S0"), "Again")
    with pytest.raises(UserError, match="not blocked"):
        at.store.write(stock_blocking.unblock, at.batches["S2"], at.version("S2"))
    with pytest.raises(Conflict):
        at.store.write(stock_blocking.block, at.batches["S2"], at.version("S2") - 1, "Old form")
    at.store.employee_id = at.people["Olga"]
    with pytest.raises(NotAllowed):
        at.store.write(stock_blocking.block, at.batches["S2"], at.version("S2"), "Not mine")


def test_free_goods_move_first(at: Warehouse) -> None:
    # 24 bearings are held: all 22 of L1 and 2 of L2.
    done = at.store.write(stock_changes.move, at.balance("L2"), " b-04-1 ", Decimal(60))
    assert (done.back_to, done.held) == ("B-04-2", Decimal(0))
    assert at.figures("L2", "B-04-2") == (Decimal(5), Decimal(2))
    assert at.figures("L2", "B-04-1") == (Decimal(60), Decimal(0))
    sound(at)


def test_held_goods_travel_with_their_reservations_and_come_back(at: Warehouse) -> None:
    done = at.store.write(stock_changes.move, at.balance("L1"), "A-12-1", Decimal(20))
    assert done.held == 20
    assert at.figures("L1", "B-04-1") == (Decimal(2), Decimal(2))
    assert at.figures("L1", "A-12-1") == (Decimal(20), Decimal(20))
    assert (held(at, "L1", "B-04-1"), held(at, "L1", "A-12-1")) == ([Decimal(2)], [Decimal(20)])
    at.store.write(stock_changes.move, done.balance_id, done.back_to, done.quantity)
    assert at.figures("L1", "B-04-1") == (Decimal(22), Decimal(22))
    assert sum(held(at, "L1", "B-04-1")) == 22
    sound(at)


def test_held_goods_do_not_go_where_nothing_is_shipped_from(at: Warehouse) -> None:
    def red_shelf(session: Session) -> None:
        session.add(Location(code="RED-9", pickable=False))

    at.store.write(red_shelf)
    with pytest.raises(UserError, match="Nothing is shipped from RED-9"):
        at.store.write(stock_changes.move, at.balance("L1"), "RED-9", Decimal(1))
    assert at.store.write(stock_changes.move, at.balance("L2"), "RED-9", Decimal(63)).held == 0
    sound(at)


def test_moving_is_refused(at: Warehouse) -> None:
    balance = at.balance("G1")
    with pytest.raises(NotFound, match="no place NOWHERE"):
        at.store.write(stock_changes.move, balance, "NOWHERE", Decimal(1))
    with pytest.raises(UserError, match="already"):
        at.store.write(stock_changes.move, balance, "A-12-1", Decimal(1))
    with pytest.raises(UserError, match="Only 9"):
        at.store.write(stock_changes.move, balance, "A-11-3", Decimal(10))
    for quantity in ("0", "-1", "0.0001"):
        with pytest.raises(UserError, match="Say how many"):
            at.store.write(stock_changes.move, balance, "A-11-3", Decimal(quantity))
    with pytest.raises(NotFound):
        at.store.write(stock_changes.move, 999_999, "A-11-3", Decimal(1))
    at.store.employee_id = at.people["Igor"]
    with pytest.raises(NotAllowed):
        at.store.write(stock_changes.move, balance, "A-11-3", Decimal(1))


def test_writing_off_takes_free_goods_and_can_be_taken_back_once(at: Warehouse) -> None:
    done = at.store.write(stock_changes.write_off, at.balance("S0"), Decimal(5), "Over its date")
    assert at.figures("S0", "A-11-3") == (Decimal(0), Decimal(0))
    assert len(done.moves) == 1
    back = at.store.write(stock_changes.take_back, done.moves)
    assert at.figures("S0", "A-11-3") == (Decimal(5), Decimal(0))
    with pytest.raises(UserError, match="taken back already"):
        at.store.write(stock_changes.take_back, done.moves)
    kinds = at.store.read(
        lambda session: list(
            session.scalars(
                select(StockMove.kind).where(StockMove.id.in_([*done.moves, *back.moves])).order_by(StockMove.id)
            )
        )
    )
    assert kinds == [MoveKind.WRITE_OFF, MoveKind.ADJUSTMENT]
    sound(at)


def test_what_orders_hold_is_not_written_off(at: Warehouse) -> None:
    with pytest.raises(UserError, match=r"Only 0.*WO-"):
        at.store.write(stock_changes.write_off, at.balance("S1"), Decimal(1), "Broken")
    with pytest.raises(UserError, match="Only 12"):
        at.store.write(stock_changes.write_off, at.balance("S1"), Decimal(13), "Broken")
    with pytest.raises(UserError, match="Say why"):
        at.store.write(stock_changes.write_off, at.balance("S2"), Decimal(1), "")
    at.store.employee_id = at.people["Olga"]
    with pytest.raises(NotAllowed):
        at.store.write(stock_changes.write_off, at.balance("S2"), Decimal(1), "Broken")


def test_only_own_corrections_are_taken_back(at: Warehouse) -> None:
    done = at.store.write(stock_changes.write_off, at.balance("S2"), Decimal(1), "Broken")
    opening = at.store.read(
        lambda session: session.scalars(select(StockMove.id).where(StockMove.kind == MoveKind.OPENING)).first()
    )
    with pytest.raises(UserError, match="Only your own"):
        at.store.write(stock_changes.take_back, [opening or 0])
    at.store.employee_id = at.people["Admin"]
    with pytest.raises(UserError, match="Only your own"):
        at.store.write(stock_changes.take_back, done.moves)


def test_the_card_says_where_every_figure_comes_from(at: Warehouse) -> None:
    moved = at.store.write(stock_changes.move, at.balance("L2"), "B-04-1", Decimal(10))
    at.store.write(stock_changes.write_off, at.balance("L2", "B-04-2"), Decimal(3), "Broken")
    card = at.store.read(stock_card.batch_card, at.balance("L2", "B-04-2"))
    assert [(move.kind, move.change, move.after) for move in card.moves] == [
        (MoveKind.WRITE_OFF, Decimal(-3), Decimal(52)),
        (MoveKind.TRANSFER, Decimal(-10), Decimal(55)),
        (MoveKind.OPENING, Decimal(65), Decimal(65)),
    ]
    assert card.line.on_hand == card.moves[0].after
    assert card.elsewhere == (("B-04-1", Decimal(10)),)
    assert [(each.company, each.quantity) for each in card.holders] == [("Customer 1", Decimal(2))]
    there = at.store.read(stock_card.batch_card, moved.balance_id)
    assert [(move.change, move.after) for move in there.moves] == [(Decimal(10), Decimal(10))]
    article = at.store.read(stock_card.article_card, at.products["BEARING"])
    assert [move.change for move in article.moves] == [Decimal(-3), Decimal(0), Decimal(65), Decimal(22)]
    assert (article.on_hand, article.reserved, article.free) == (Decimal(84), Decimal(24), Decimal(60))
    assert sum(each.quantity for each in article.holders) == 24


def test_two_who_move_and_reserve_the_same_goods_agree_with_the_books(at: Warehouse) -> None:
    at.store.write(stock_changes.move, at.balance("G1"), "A-11-3", Decimal(4))
    at.order("5", "GASKET", 9)
    assert at.figures("G1", "A-11-3") == (Decimal(4), Decimal(4))
    assert at.figures("G1", "A-12-1") == (Decimal(5), Decimal(5))
    sound(at)
