"""The register of moves: newest first, by paper, place, kind and text; sums are of what is shown."""

from decimal import Decimal

import pytest

from app.database.store import Store
from app.operations import register, stock_changes
from app.operations.register_spec import Condition, Operator, Shown
from tests.stock_room import Warehouse, warehouse


@pytest.fixture
def at(store: Store) -> Warehouse:
    at = warehouse(store)
    store.write(stock_changes.move, at.balance("L2"), "B-04-1", Decimal(10))
    store.write(stock_changes.write_off, at.balance("L2", "B-04-2"), Decimal(3), "Broken")
    return at


def seen(at: Warehouse, *conditions: Condition, text: str = "") -> list[tuple[str, str, Decimal]]:
    found = at.store.read(register.rows, Shown("moves", conditions, text))
    return [(row.cells["batch"], row.cells["kind"].value, row.cells["change"]) for row in found.rows]


def test_every_move_is_there_newest_first(at: Warehouse) -> None:
    moves = seen(at)
    assert moves[:2] == [("L2", "write_off", Decimal(-3)), ("L2", "transfer", Decimal(0))]
    assert len(moves) == 8


def test_it_is_narrowed_by_kind_place_text_and_person(at: Warehouse) -> None:
    assert [batch for batch, _, _ in seen(at, Condition("kind", Operator.ONE_OF, ("transfer", "write_off")))] == ["L2", "L2"]
    places = {name: key for key, name in at.store.read(register.choices, "moves", "place")}
    here = seen(at, Condition("place", Operator.ONE_OF, (places["B-04-1"],)))
    assert [(batch, kind) for batch, kind, _ in here] == [("L2", "transfer"), ("L1", "opening")]
    assert {batch for batch, _, _ in seen(at, text="seal")} == {"S0", "S1", "S2"}
    assert {batch for batch, _, _ in seen(at, text="l1")} == {"L1"}
    assert len(seen(at, Condition("employee", Operator.ONE_OF, (str(at.people["Wanda"]),)))) == 2
    assert seen(at, Condition("at", Operator.BEFORE, ("-1d",))) == []


def test_the_sum_of_an_article_is_what_is_in_stock(at: Warehouse) -> None:
    shown = Shown("moves", (Condition("article", Operator.IS, ("Article BEARING",)),))
    assert at.store.read(register.total, shown, "change") == Decimal(22 + 65 - 3)
