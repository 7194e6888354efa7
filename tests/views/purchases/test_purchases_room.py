"""Buying by keys: a new order from search to number, its lines, the supplier's word, and what becomes of the rest."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.counterparties import Counterparty
from app.models.orders import PurchaseOrder
from app.models.session import touch
from app.models.terms import CounterpartyKind, OrderState, Stage
from app.operations import actors, orders, purchasing
from app.operations.orders import PurchaseRow
from app.operations.purchasing import WantedGoods
from app.views.look.fields import ChoiceField
from app.views.look.label import Label
from app.views.purchases.order_form import OrderForm
from app.views.purchases.room import PurchasesRoom
from app.views.purchases.supplier_search import SupplierSearch
from tests.deal_factories import House, sold
from tests.views.production.bench import Bench


def for_stock(at: House) -> PurchaseRow:
    with at.acting("Wanda"):
        goods = [WantedGoods(at.products[code], Decimal(5), Decimal("9.00")) for code in ("KIT", "OIL")]
        return at.store.write(purchasing.new_order, at.supplier, goods, date(2026, 8, 20))


def for_deal(at: House) -> PurchaseRow:
    sold(at, ("KIT", "4"), target=Stage.PRODUCTION)
    return at.store.read(orders.purchase, int(at.one(select(PurchaseOrder.id))))


def now(bench: Bench, order: PurchaseRow) -> PurchaseRow:
    return bench.at.store.read(orders.purchase, order.id)


def opened(bench: Bench, name: str = "Wanda") -> PurchasesRoom:
    """The room, the card of the first order on it."""
    room = bench.open(PurchasesRoom, name)
    bench.qtbot.waitUntil(lambda: room.row is None or room.order is not None)
    return room


def words(bench: Bench, room: PurchasesRoom, text: str) -> None:
    """Type where the keyboard is, and wait for what is found."""
    place = QApplication.focusWidget()
    assert place is not None
    QTest.keyClicks(place, text)
    bench.settle(room)


def test_a_new_order_goes_from_search_to_number(bench: Bench) -> None:
    room = opened(bench)
    bench.press(room, "N")
    assert isinstance(bench.open_form(room), SupplierSearch)
    words(bench, room, "halle")
    bench.press(room, "Return")
    form = bench.open_form(room)
    assert isinstance(form, OrderForm)
    words(bench, room, "KIT")
    form.search.quantity.set_value(Decimal(7))
    form.search.price.set_value(Decimal("11.50"))
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: len(form.goods) == 1)
    words(bench, room, "OIL")
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: len(form.goods) == 2)
    bench.press(room, "Ctrl+Return")
    bench.qtbot.waitUntil(lambda: bench.open_form(room) is None and room.order is not None)
    order = room.order
    assert order is not None
    assert (order.number, order.supplier) == ("PO-2026-0001", "Pumpenwerk Halle")
    assert [(line.code, line.quantity, line.price) for line in order.lines] == [
        ("KIT", Decimal(7), Decimal("11.50")),
        ("OIL", Decimal(1), None),
    ]
    bench.undo(room)
    assert now(bench, order).state is OrderState.CANCELLED


def test_a_new_order_is_left_by_esc_and_a_line_by_del(bench: Bench) -> None:
    room = opened(bench)
    bench.press(room, "N")
    bench.press(room, "Return")
    form = bench.open_form(room)
    assert isinstance(form, OrderForm)
    bench.press(room, "Ctrl+Return")
    assert form.search.text.error == "Add an article first: type, Enter takes it."
    words(bench, room, "KIT")
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: len(form.goods) == 1)
    assert room.has_unsaved_edits()
    form.lines.setFocus()
    bench.press(room, "Del")
    assert form.goods == ()
    form.search.begin()
    bench.press(room, "Escape")
    assert bench.open_form(room) is None
    assert bench.at.count(select(PurchaseOrder.id)) == 0


def test_nobody_is_found_by_foolish_words(bench: Bench) -> None:
    room = opened(bench)
    bench.press(room, "N")
    form = bench.open_form(room)
    assert isinstance(form, SupplierSearch)
    words(bench, room, "xyzzy")
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: form.text.error == "Choose a supplier: none is found by these words.")


def test_sent_and_confirmed_with_prices(bench: Bench) -> None:
    order = for_stock(bench.at)
    room = opened(bench)
    bench.press(room, "S")
    assert now(bench, order).sent_at is not None
    bench.undo(room)
    assert now(bench, order).sent_at is None
    bench.qtbot.waitUntil(lambda: room.order is not None and room.order.version == now(bench, order).version)
    bench.press(room, "Return")
    line = order.lines[0].id
    bench.fill(room, **{"promised": "18.08.2026", str(line): "8.50"})
    done = now(bench, order)
    assert done.confirmed_at is not None
    assert [(each.promised_on, each.price) for each in done.lines] == [
        (date(2026, 8, 18), Decimal("8.50")),
        (date(2026, 8, 18), Decimal("9.00")),
    ]


def test_a_new_date_needs_a_reason_and_shows_as_late(bench: Bench) -> None:
    order = for_stock(bench.at)
    with bench.at.acting("Wanda"):
        bench.at.store.write(orders.confirm_purchase, order.id, order.version, date(2026, 8, 20))
    room = opened(bench)
    bench.press(room, "P")
    bench.fill(room, promised="27.08.2026")
    assert "Say why" in bench.said()
    bench.fill(room, reason="Strike")
    assert now(bench, order).lines[0].late_days == 7
    at = [column.key for column in room.view.model.columns].index("delay")

    def has_chip() -> bool:
        look = None if room.row is None else room.look(room.row, "delay")
        return look is not None and bool(look.chips)

    bench.qtbot.waitUntil(has_chip)
    assert at > 0


def test_lines_are_changed_added_and_taken_out_before_the_supplier_confirms(bench: Bench) -> None:
    order = for_stock(bench.at)
    room = opened(bench)
    bench.press(room, "E")
    bench.fill(room, quantity="8", price="8.75")
    assert next((line.quantity, line.price) for line in now(bench, order).lines) == (Decimal(8), Decimal("8.75"))
    bench.qtbot.waitUntil(lambda: room.order is not None and room.order.version == now(bench, order).version)
    bench.press(room, "L")
    words(bench, room, "OIL")
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: len(now(bench, order).lines) == 3)
    bench.settle(room)
    bench.undo(room)
    bench.qtbot.waitUntil(lambda: len(now(bench, order).lines) == 2)
    bench.qtbot.waitUntil(lambda: room.order is not None and room.order.version == now(bench, order).version)
    bench.press(room, "E")
    bench.fill(room, quantity="0")
    assert [line.code for line in now(bench, order).lines] == ["OIL"]


def test_another_line_brings_its_own_figures_into_the_form(bench: Bench) -> None:
    order = for_stock(bench.at)
    room = opened(bench)
    bench.press(room, "E")
    form = bench.form(room)
    choice = form.fields["line"]
    assert isinstance(choice, ChoiceField)
    choice.set_value(order.lines[1].id)
    choice.changed.emit()
    assert form.values() == {"line": order.lines[1].id, "quantity": Decimal(5), "price": Decimal("9.00")}


def test_a_rest_for_stock_is_cancelled_and_taken_up_again(bench: Bench) -> None:
    order = for_stock(bench.at)
    room = opened(bench)
    bench.press(room, "X")
    bench.fill(room, reason="Too dear")
    assert now(bench, order).state is OrderState.CANCELLED
    bench.undo(room)
    assert now(bench, order).state is OrderState.OPEN


def test_goods_for_a_deal_are_ordered_elsewhere(bench: Bench) -> None:
    order = for_deal(bench.at)
    room = opened(bench)
    bench.press(room, "X")
    assert bench.open_form(room) is None, "what a deal waits for is not cancelled"
    bench.press(room, "W")
    form = bench.open_form(room)
    assert isinstance(form, SupplierSearch)
    words(bench, room, "pirna")
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: form.reason.error == "Fill this in.")
    words(bench, room, "Insolvent")
    bench.press(room, "Return")
    bench.qtbot.waitUntil(lambda: now(bench, order).state is OrderState.CANCELLED)
    bench.qtbot.waitUntil(lambda: room.order is not None and room.order.supplier == "Dichtungswerk Pirna")


def test_the_order_opens_as_a_paper(bench: Bench) -> None:
    for_stock(bench.at)
    room = opened(bench)
    bench.press(room, "D")
    bench.qtbot.waitUntil(lambda: bool(bench.drawer.opened))
    assert bench.drawer.opened[0].data.startswith(b"%PDF")
    assert "PO-2026-0001" in bench.drawer.opened[0].filename


def test_a_notice_leads_to_the_order_and_the_deal_is_one_key_away(bench: Bench, qtbot: QtBot) -> None:
    order = for_deal(bench.at)
    for_stock(bench.at)
    room = opened(bench)
    room.open_record("purchases", order.id)
    bench.settle(room)
    assert room.row is not None
    assert room.row.key == order.id
    with qtbot.waitSignal(room.wanted) as way:
        bench.press(room, "O")
    assert way.args == ["deal", order.deal_id]


@pytest.mark.parametrize(("name", "keys"), [("Olga", {"K", "P"}), ("Peter", set())])
def test_who_does_not_buy_reads(bench: Bench, name: str, keys: set[str]) -> None:
    for_stock(bench.at)
    room = opened(bench, name)
    ours = {"N", "D", "S", "K", "E", "L", "P", "X", "W"}
    assert {key for _, key in room.commands} & ours == keys


def test_an_empty_list_says_how_orders_come_here(bench: Bench) -> None:
    room = opened(bench)
    assert room.view.empty.accessibleName() == "No order of this kind"
    for key in ("S", "D", "K", "E", "L", "P", "X", "W", "O"):
        bench.press(room, key)
    assert bench.open_form(room) is None


def nobody_supplies(session: Session) -> None:
    session.execute(update(Counterparty).values(kind=CounterpartyKind.CUSTOMER))
    touch(session, "counterparty")


@pytest.mark.parametrize(("name", "leads_there"), [("Wanda", False), ("Admin", True)])
def test_without_any_supplier_the_search_says_how_one_comes(bench: Bench, name: str, leads_there: bool) -> None:
    bench.at.people["Admin"] = bench.at.store.read(actors.employee_by_login, "admin").id
    bench.at.store.write(nobody_supplies)
    room = opened(bench, name)
    bench.press(room, "N")
    form = bench.open_form(room)
    assert isinstance(form, SupplierSearch)
    said = [each.text() for each in form.findChildren(Label) if each.isVisible()]
    assert any(each.startswith("No supplier is recorded yet:") for each in said)
    assert form.record.isVisible() is leads_there
    words(bench, room, "xyzzy")
    assert any(each.text().startswith("No supplier is recorded yet:") for each in form.findChildren(Label))
    ways: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: ways.append((kind, record)))
    if leads_there:
        form.record.click()
        assert ways == [("counterparties", 0)]
