"""The board counts and sums in SQL, shows the worst news, and asks as many questions for many deals as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select, update

from app.database.store import Store
from app.models.deals import Deal
from app.models.orders import ProductionOrderLine, PurchaseOrder
from app.models.papers import Invoice
from app.models.tasks import Task
from app.models.terms import Stage
from app.operations import deal_board, deal_card, orders
from tests.clock import FixedClock
from tests.deal_factories import House, agreed, deal, house, move, product, received, shipped, sold, stock


@pytest.fixture
def at(store: Store) -> House:
    here = house(store)
    product(here, "PUMP", "100.00")
    product(here, "CHAMBER", "1000.00", made=True, certified=True)
    product(here, "KIT", "10.00", bought=True)
    stock(here, "PUMP", "100")
    return here


@contextmanager
def statements(at: House) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(at.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(at.store.engine, "before_cursor_execute", note)


def chip(at: House, deal_id: int) -> str:
    cards = [card for column in at.store.read(deal_board.board).columns for card in column.cards]
    found = next(card for card in cards if card.id == deal_id)
    on_card = at.store.read(deal_card.card, deal_id)
    assert (on_card.chip, on_card.chip_tone) == (found.chip, found.chip_tone)
    return f"{found.chip_tone}: {found.chip.said('en')}" if found.chip else ""


def test_columns_count_and_sum_all_their_deals(at: House, clock: FixedClock) -> None:
    ids = [deal(at, ("PUMP", "1")) for _ in range(3)]
    sold(at, ("PUMP", "2"))
    at.run(update(Deal).where(Deal.id == ids[0]).values(currency="USD"))
    at.run(update(Task).where(Task.deal_id == ids[1]).values(done_at=clock()))
    clock.advance(days=3)
    board = at.store.read(deal_board.board, per_column=1)
    selection, stock_sale = board.columns[0], board.columns[2]
    assert (selection.stage, selection.count, selection.total) == (Stage.SELECTION, 3, Decimal("200.00"))
    assert selection.other_totals == ((Decimal("100.00"), "USD"),)
    assert (stock_sale.count, stock_sale.total) == (1, Decimal("200.00"))
    assert (board.open, board.total, board.late, board.no_step) == (4, Decimal("400.00"), 3, 1)
    assert selection.worst is not None
    assert selection.worst.said("en") == "2 late, 1 without next step"
    # The deal without a next step is as loud as a late one: it comes first.
    assert [card.id for card in selection.cards] == [ids[1]]
    assert selection.more == 2
    rest = at.store.read(deal_board.column, Stage.SELECTION, offset=1, limit=5)
    assert [card.id for card in rest] == [ids[0], ids[2]]
    assert (rest[0].step_late, rest[0].step_late_days, rest[0].days_in_stage, rest[0].seller_initials) == (True, 1, 3, "OL")


def test_segments_and_departments_choose(at: House, clock: FixedClock) -> None:
    first, second = deal(at, ("PUMP", "1")), deal(at, ("PUMP", "1"))
    at.run(update(Task).where(Task.deal_id == first).values(done_at=clock()))
    clock.advance(days=5)

    def shown(**choice: Any) -> list[int]:
        board = at.store.read(deal_board.board, **choice)
        assert board.open == (0 if "department_id" in choice else 2)
        return [card.id for column in board.columns for card in column.cards]

    assert shown(which="no_step") == [first]
    assert shown(which="late") == [second]
    assert shown(which="blocked") == []
    assert shown(department_id=999) == []
    assert shown(seller_id=at.people["Olga"]) == [first, second]


def test_the_number_of_statements_does_not_grow(at: House) -> None:
    def scene() -> None:
        for target in ("SELECTION", "STOCK_SALE"):
            deal_id = deal(at, ("PUMP", "1"))
            if target == "STOCK_SALE":
                agreed(at, deal_id)
                move(at, deal_id, Stage.STOCK_SALE)
        sold(at, ("CHAMBER", "1"), ("KIT", "1"), target=Stage.PRODUCTION)

    scene()
    with statements(at) as few:
        at.store.read(deal_board.board)
    for _ in range(3):
        scene()
    with statements(at) as many:
        assert at.store.read(deal_board.board).open == 12
    assert len(many) == len(few)
    assert len(many) <= 20


def test_the_plants_delay_is_the_worst_news(at: House, clock: FixedClock) -> None:
    deal_id = sold(at, ("CHAMBER", "1"), target=Stage.PRODUCTION)
    assert chip(at, deal_id) == "neutral: 0 % ready, 13 Aug 2026"
    line = at.one(select(ProductionOrderLine.id))
    with at.acting("Peter"):
        at.store.write(
            orders.report_readiness, line, at.get(ProductionOrderLine, line, "version"), 70, date(2026, 8, 24), "Compressor"
        )
    assert chip(at, deal_id) == "danger: Plant 11 d behind"
    assert at.store.read(deal_board.board).blocked == 1
    assert [c.id for c in at.store.read(deal_board.board, which="blocked").columns[1].cards] == [deal_id]


def test_a_supplier_is_unconfirmed_then_promised_then_late(at: House, clock: FixedClock) -> None:
    deal_id = sold(at, ("KIT", "1"), target=Stage.PRODUCTION)
    assert chip(at, deal_id) == "warning: Supplier unconfirmed"
    order = at.one(select(PurchaseOrder.id))
    at.store.write(orders.confirm_purchase, order, 1, date(2026, 8, 10))
    assert chip(at, deal_id) == "neutral: Supplier 10 Aug 2026"
    clock.advance(days=9)
    assert chip(at, deal_id) == "danger: Supplier 2 d behind"


def test_goods_money_and_certificates_are_news(at: House, clock: FixedClock) -> None:
    deal_id = sold(at, ("PUMP", "4"), ("CHAMBER", "2"), target=Stage.PRODUCTION)
    shipped(at, deal_id)
    received(at, "production", deal_id)
    assert chip(at, deal_id) == "neutral: 4 of 6 shipped"
    move(at, deal_id, Stage.STOCK_SALE)
    shipped(at, deal_id)
    assert chip(at, deal_id) == "success: All shipped"
    move(at, deal_id, Stage.CERTIFICATION)
    assert chip(at, deal_id) == "warning: 0 of 2 certificates"
    clock.advance(days=20)
    assert chip(at, deal_id) == "danger: Unpaid 2\N{NARROW NO-BREAK SPACE}928"
    at.run(update(Invoice).values(paid=Invoice.gross))
    assert chip(at, deal_id) == "warning: 0 of 2 certificates"


def test_reserved_goods_are_good_news(at: House) -> None:
    assert chip(at, sold(at, ("PUMP", "2"))) == "success: 2 reserved"


def test_why_says_what_is_missing_in_a_sentence(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    why = at.store.read(deal_board.why, deal_id)
    assert why.target is Stage.STOCK_SALE
    assert why.sentence.said("en") == (
        "Helios Batterie GmbH can leave Selection with: Goods and terms agreed with the customer, and 2 more."
    )
    agreed(at, deal_id)
    why = at.store.read(deal_board.why, deal_id)
    assert (why.missing, why.sentence.said("en")) == ((), "Helios Batterie GmbH can go on to Stock sale.")


def test_the_card_shows_way_lines_and_people(at: House, clock: FixedClock) -> None:
    deal_id = sold(at, ("PUMP", "2"), ("CHAMBER", "1"), target=Stage.PRODUCTION)
    clock.advance(days=4)
    card = at.store.read(deal_card.card, deal_id)
    assert [(step.stage.value, step.state, step.days) for step in card.path][:3] == [
        ("SELECTION", "past", 0),
        ("PRODUCTION", "now", 4),
        ("STOCK_SALE", "ahead", None),
    ]
    assert card.path[3].note is not None
    assert card.path[3].note.said("en") == "needed, 1 to go"
    assert [line.news.said("en") if line.news else "" for line in card.lines] == [
        "Reserved, batch L26-1",
        "0 % ready, 13 Aug 2026",
    ]
    assert card.people[0].phone == "+493715512140"
    assert [paper.kind for paper in card.documents] == [
        "contract",
        "invoice",
        "sales_order",
        "warehouse_order",
        "production_order",
    ]
    assert card.taxes == ((Decimal("22.000"), card.tax),)
    assert [row.kind for row in card.history].count("stage") == 2
    assert (card.may_change, card.lines_open, card.undo, card.refusable) == (True, False, False, True)
    with at.acting("Pavel"):
        assert not at.store.read(deal_card.card, deal_id).may_change


def test_a_planned_line_says_where_it_would_come_from(at: House) -> None:
    deal_id = deal(at, ("PUMP", "101"), ("CHAMBER", "1"), ("KIT", "2"))
    card = at.store.read(deal_card.card, deal_id)
    said = [[part.text.said("en") for part in line.parts] for line in card.lines]
    assert said == [["100 free in stock"], ["1 from plant, 10 d"], ["2 from Pumpenwerk Halle, 10 d"]]
    assert card.lines[0].news is not None
    assert card.lines[0].news.said("en") == "1 pc without source"
