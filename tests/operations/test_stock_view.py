"""The stock room's list: pages by key, what is free, what leaves next, and what a code means."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.database.store import Store
from app.errors import NotFound
from app.operations import stock_papers, stock_view
from app.operations.reservations import reserve
from app.operations.stock_rows import Mark, Order, Page, StockShown
from tests import stock_factories
from tests.clock import FixedClock
from tests.stock_room import GTIN, Warehouse, warehouse


@pytest.fixture
def at(store: Store) -> Warehouse:
    return warehouse(store)


def batches(page: Page) -> list[tuple[str, list[str]]]:
    return [(block.group.code if block.group else "", [line.batch for line in block.lines]) for block in page.blocks]


def test_batches_stand_below_their_article_oldest_first(at: Warehouse) -> None:
    page = at.store.read(stock_view.page, StockShown())
    assert batches(page) == [("BEARING", ["L1", "L2"]), ("GASKET", ["G1"]), ("SEAL", ["S0", "S1", "S2"])]
    assert not page.more


def test_free_is_what_an_order_could_have(at: Warehouse) -> None:
    page = at.store.read(stock_view.page, StockShown())
    seal = page.blocks[2]
    assert [(line.batch, line.on_hand, line.reserved, line.free) for line in seal.lines] == [
        ("S0", Decimal(5), Decimal(0), Decimal(0)),
        ("S1", Decimal(12), Decimal(12), Decimal(0)),
        ("S2", Decimal(40), Decimal(0), Decimal(40)),
    ]
    assert seal.group is not None
    assert (seal.group.on_hand, seal.group.reserved, seal.group.free) == (Decimal(57), Decimal(12), Decimal(40))


def test_next_out_is_the_batch_that_reservations_take_first(at: Warehouse) -> None:
    page = at.store.read(stock_view.page, StockShown())
    leaving = {line.code: line.batch for block in page.blocks for line in block.lines if line.next_out}
    assert leaving == {"BEARING": "L1", "SEAL": "S1", "GASKET": "G1"}


def test_the_next_batch_is_named_also_where_the_list_does_not_show_it(at: Warehouse) -> None:
    page = at.store.read(stock_view.page, StockShown(text="L2"))
    assert batches(page) == [("BEARING", ["L2"])]
    assert not page.blocks[0].lines[0].next_out


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (StockShown("expiring"), [("BEARING", ["L1"]), ("SEAL", ["S1"])]),
        (StockShown("over"), [("SEAL", ["S0"])]),
        (StockShown(text="a-11-3"), [("SEAL", ["S0", "S1"])]),
        (StockShown(text="seal s2"), [("SEAL", ["S2"])]),
        (StockShown(text="100%"), []),
        (StockShown(order="place", text="A-1"), [("", ["S0", "S1"]), ("", ["S2"]), ("", ["G1"])]),
        (StockShown(order="expiry"), [("", ["S0", "S1", "L1", "S2", "L2", "G1"])]),
    ],
)
def test_the_list_is_narrowed_and_ordered(at: Warehouse, shown: StockShown, expected: list[tuple[str, list[str]]]) -> None:
    assert batches(at.store.read(stock_view.page, shown)) == expected


def test_articles_without_free_goods(at: Warehouse) -> None:
    assert batches(at.store.read(stock_view.page, StockShown("none_free"))) == []
    at.order("3", "SEAL", 40)
    assert batches(at.store.read(stock_view.page, StockShown("none_free"))) == [("SEAL", ["S0", "S1", "S2"])]
    assert at.store.read(stock_view.counts).none_free == 1


def test_one_place_only(at: Warehouse) -> None:
    places = {code: key for key, code, _ in at.store.read(stock_view.places)}
    page = at.store.read(stock_view.page, StockShown(location_id=places["B-04-2"]))
    assert batches(page) == [("BEARING", ["L2"])]


def test_pages_follow_each_other_in_both_ways(at: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_view, "GROUPS", 1)
    first = at.store.read(stock_view.page, StockShown())
    second = at.store.read(stock_view.page, StockShown(), first.last)
    third = at.store.read(stock_view.page, StockShown(), second.last)
    assert [batches(page)[0][0] for page in (first, second, third)] == ["BEARING", "GASKET", "SEAL"]
    assert [page.more for page in (first, second, third)] == [True, True, False]
    assert batches(at.store.read(stock_view.page, StockShown(), third.first, backwards=True)) == batches(second)
    assert batches(at.store.read(stock_view.page, StockShown(), second.first, included=True)) == batches(second)


def test_rows_by_expiry_follow_each_other_in_both_ways(at: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_view, "ROWS", 4)
    shown = StockShown(order="expiry")
    first = at.store.read(stock_view.page, shown)
    second = at.store.read(stock_view.page, shown, first.last)
    assert [batches(page)[0][1] for page in (first, second)] == [["S0", "S1", "L1", "S2"], ["L2", "G1"]]
    assert batches(at.store.read(stock_view.page, shown, second.first, backwards=True)) == batches(first)


def test_a_long_group_comes_in_parts(at: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_view, "PER_GROUP", 2)
    block = at.store.read(stock_view.page, StockShown()).blocks[2]
    assert block.group is not None
    assert ([line.batch for line in block.lines], block.more, block.group.on_hand) == (["S0", "S1"], 1, Decimal(57))
    rest = at.store.read(stock_view.more_rows, StockShown(), block.group.id, 2)
    assert [line.batch for line in rest] == ["S2"]


def test_figures_of_the_segments_and_worth(at: Warehouse) -> None:
    counts = at.store.read(stock_view.counts)
    assert (counts.articles, counts.batches, counts.expiring, counts.over, counts.none_free) == (3, 6, 2, 1, 0)
    worth = at.store.read(stock_view.worth)
    assert worth.amounts == ((Decimal("38.40") * (22 + 12), "EUR"),)
    assert worth.unknown == 0


def test_a_code_names_a_batch_an_article_or_a_place(at: Warehouse, clock: FixedClock) -> None:
    day = (clock().date() + timedelta(days=69)).strftime("%y%m%d")
    assert at.store.read(stock_view.find, f"]C101{GTIN}17{day}10L1") == ("batch", at.batches["L1"])
    assert at.store.read(stock_view.find, "SEAL|S2") == ("batch", at.batches["S2"])
    assert at.store.read(stock_view.find, "S2") == ("batch", at.batches["S2"])
    assert at.store.read(stock_view.find, GTIN) == ("product", at.products["BEARING"])
    assert at.store.read(stock_view.find, "GASKET") == ("product", at.products["GASKET"])
    assert at.store.read(stock_view.find, "b-04-2")[0] == "place"
    with pytest.raises(NotFound, match="Nobody here knows"):
        at.store.read(stock_view.find, "NOTHING")
    with pytest.raises(NotFound, match="never here"):
        at.store.read(stock_view.find, "SEAL|S9")


def test_the_mark_of_a_batch_begins_its_article(at: Warehouse) -> None:
    mark, balance = at.store.read(stock_view.mark_of, "batch", at.batches["S2"])
    assert (mark, balance) == (Mark("Article SEAL", at.products["SEAL"]), at.balance("S2"))
    page = at.store.read(stock_view.page, StockShown(), mark, included=True)
    assert batches(page) == [("SEAL", ["S0", "S1", "S2"])]
    with pytest.raises(NotFound):
        at.store.read(stock_view.mark_of, "product", 999_999)


def test_next_out_agrees_with_what_is_reserved_next(at: Warehouse) -> None:
    """The oldest batch that is not wholly promised is what the next order gets, and it is never behind "next out"."""
    order = at.store.write(
        lambda session: stock_factories.warehouse_order(
            session,
            stock_factories.sales_order(session, "9", at.people["Olga"], 1, [(at.products["GASKET"], 1)]),
        )
    )
    rows = at.store.write(reserve, order)
    page = at.store.read(stock_view.page, StockShown(text="GASKET"))
    assert [row.batch for row in rows] == [line.batch for line in page.blocks[0].lines if line.next_out]


@pytest.mark.parametrize("order", ["article", "place", "expiry"])
def test_the_file_has_every_row_shown(at: Warehouse, order: Order) -> None:
    document = at.store.read(stock_papers.export, StockShown(order=order), "csv", "en")
    lines = document.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 7
    assert "1305.60" not in lines[0]
    assert any("S1" in line and "460.80" in line for line in lines)


def test_labels_of_batches(at: Warehouse) -> None:
    document = at.store.read(stock_papers.print_labels, [at.balance("L1"), at.balance("G1")], "en")
    assert document.data.startswith(b"%PDF")
