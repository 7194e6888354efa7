"""Buying: orders for the warehouse, their lines, what is sent, put off, given up or ordered elsewhere."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.orders import PurchaseOrder, PurchaseOrderLine
from app.models.terms import CounterpartyKind, OrderState, RefusalReason, Stage
from app.operations import deal_card, deal_moves, notices, orders, purchasing, purchasing_changes, receiving
from app.operations.integrity import numbers_have_no_gaps
from app.operations.orders import PurchaseRow
from app.operations.paper_printing import attachment
from app.operations.purchasing import WantedGoods
from app.operations.purchasing_papers import print_order, purchase_card
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House, house, product, received, sold
from tests.reports.paper_data import page_texts

WANTED = date(2026, 8, 20)
LATER = date(2026, 8, 27)


@pytest.fixture
def at(store: Store) -> House:
    at = house(store)
    product(at, "KIT", bought=True)
    product(at, "OIL", "9.00", bought=True)
    return at


def goods(at: House, code: str = "KIT", quantity: str = "5", price: str | None = "12.50") -> WantedGoods:
    return WantedGoods(at.products[code], Decimal(quantity), None if price is None else Decimal(price))


def ordered(at: House, *lines: WantedGoods, wanted: date | None = WANTED) -> PurchaseRow:
    with at.acting("Wanda"):
        return at.store.write(purchasing.new_order, at.supplier, lines or (goods(at),), wanted)


def confirmed(at: House, row: PurchaseRow, day: date = WANTED) -> PurchaseRow:
    with at.acting("Wanda"):
        return at.store.write(orders.confirm_purchase, row.id, row.version, day)


def for_deal(at: House, *lines: tuple[str, str]) -> tuple[int, PurchaseRow]:
    deal_id = sold(at, *(lines or (("KIT", "4"),)), target=Stage.PRODUCTION)
    return deal_id, at.store.read(orders.purchase, at.one(select(PurchaseOrder.id)))


def other_supplier(at: House) -> int:
    return at.store.write(factories.counterparty, "Dichtungswerk Pirna", CounterpartyKind.SUPPLIER)


def heard(at: House, name: str) -> str:
    with at.acting(name):
        return at.store.read(notices.page).rows[0].phrase.said("en")


def test_an_order_for_the_warehouse_has_a_number_lines_and_a_day(at: House) -> None:
    row = ordered(at, goods(at), goods(at, "OIL", "2.5", None))
    assert (row.number, row.supplier, row.deal_number, row.state) == (
        "PO-2026-0001",
        "Pumpenwerk Halle",
        "",
        OrderState.OPEN,
    )
    assert [(line.code, line.quantity, line.price, line.promised_on) for line in row.lines] == [
        ("KIT", Decimal(5), Decimal("12.50"), WANTED),
        ("OIL", Decimal("2.5"), None, WANTED),
    ]
    assert at.store.read(purchasing.waiting) == 1


def test_without_a_day_the_usual_time_of_the_article_counts(at: House) -> None:
    assert ordered(at, wanted=None).lines[0].promised_on == date(2026, 8, 13)


@pytest.mark.parametrize(
    ("quantity", "price", "said"),
    [
        ("0", "1", "more than nothing"),
        ("-1", "1", "more than nothing"),
        ("0.0001", "1", "three decimals"),
        ("NaN", "1", "more than nothing"),
        ("1", "-1", "must not be negative"),
        ("1", "0.001", "two decimals"),
        ("1", "Infinity", "must not be negative"),
    ],
)
def test_quantities_and_prices_that_cannot_be(at: House, quantity: str, price: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        ordered(at, goods(at, "KIT", quantity, price))
    assert at.count(select(PurchaseOrder.id)) == 0


def test_nothing_is_ordered_of_nobody_for_nothing_or_for_yesterday(at: House) -> None:
    with at.acting("Wanda"):
        with pytest.raises(UserError, match="there is no line"):
            at.store.write(purchasing.new_order, at.supplier, ())
        with pytest.raises(UserError, match="who supplies"):
            at.store.write(purchasing.new_order, at.customer, (goods(at),))
        with pytest.raises(UserError, match="has passed"):
            at.store.write(purchasing.new_order, at.supplier, (goods(at),), date(2026, 8, 2))
        with pytest.raises(NotFound):
            at.store.write(purchasing.new_order, at.supplier, (WantedGoods(4711, Decimal(1)),))


@pytest.mark.parametrize("name", ["Olga", "Igor", "Peter"])
def test_only_the_warehouse_buys(at: House, name: str) -> None:
    row = ordered(at)
    line = row.lines[0].id
    with at.acting(name):
        for operation, arguments in (
            (purchasing.new_order, (at.supplier, (goods(at),))),
            (purchasing.set_line, (row.id, row.version, goods(at))),
            (purchasing.remove_line, (row.id, row.version, line)),
            (purchasing.mark_sent, (row.id, row.version)),
            (purchasing_changes.cancel_rest, (row.id, row.version, "Too dear")),
            (purchasing_changes.order_elsewhere, (row.id, row.version, at.supplier, "Too dear")),
        ):
            with pytest.raises(NotAllowed):
                at.store.write(operation, *arguments)


def test_lines_change_until_the_supplier_confirms(at: House) -> None:
    row = ordered(at)
    with at.acting("Wanda"):
        sent = at.store.write(purchasing.mark_sent, row.id, row.version)
        assert sent.sent_at is not None
        more = at.store.write(purchasing.set_line, row.id, sent.version, goods(at, "OIL", "3"))
        assert more.sent_at is None, "what has changed has to be sent again"
        dearer = at.store.write(purchasing.set_line, row.id, more.version, goods(at, "KIT", "8", "13.00"), more.lines[0].id)
        assert [(line.code, line.quantity, line.price) for line in dearer.lines] == [
            ("KIT", Decimal(8), Decimal("13.00")),
            ("OIL", Decimal(3), Decimal("12.50")),
        ]
        less = at.store.write(purchasing.remove_line, row.id, dearer.version, dearer.lines[1].id)
        with pytest.raises(UserError, match="only line"):
            at.store.write(purchasing.remove_line, row.id, less.version, less.lines[0].id)
        wished = at.store.write(purchasing.want_for, row.id, less.version, LATER)
        assert (wished.wanted_on, wished.lines[0].promised_on) == (LATER, LATER)
    done = confirmed(at, wished)
    with at.acting("Wanda"), pytest.raises(UserError, match="stay as they are"):
        at.store.write(purchasing.set_line, row.id, done.version, goods(at))


def test_two_at_once_do_not_overwrite_each_other(at: House) -> None:
    row = ordered(at)
    with at.acting("Wanda"):
        at.store.write(purchasing.set_line, row.id, row.version, goods(at, "OIL"))
        with pytest.raises(Conflict):
            at.store.write(purchasing.set_line, row.id, row.version, goods(at, "OIL"))
        with pytest.raises(Conflict):
            at.store.write(purchasing.mark_sent, row.id, row.version)


def test_sent_is_said_once_and_can_be_taken_back(at: House) -> None:
    row = ordered(at)
    with at.acting("Wanda"):
        sent = at.store.write(purchasing.mark_sent, row.id, row.version)
        with pytest.raises(UserError, match="sent already"):
            at.store.write(purchasing.mark_sent, row.id, sent.version)
        assert at.store.write(purchasing.not_sent, row.id, sent.version).sent_at is None


def test_of_goods_for_a_deal_only_the_price_changes(at: House) -> None:
    _, row = for_deal(at)
    line = row.lines[0].id
    with at.acting("Wanda"):
        with pytest.raises(UserError, match="only their price"):
            at.store.write(purchasing.set_line, row.id, row.version, goods(at, "KIT", "3"), line)
        with pytest.raises(UserError, match="they stay"):
            at.store.write(purchasing.remove_line, row.id, row.version, line)
        with pytest.raises(UserError, match="is for a deal"):
            at.store.write(purchasing.set_line, row.id, row.version, goods(at, "OIL"))
        done = at.store.write(purchasing.set_line, row.id, row.version, goods(at, "KIT", "4", "11.00"), line)
    assert done.lines[0].price == Decimal("11.00")


def test_a_new_promise_needs_a_reason_and_the_seller_hears_of_it(at: House) -> None:
    deal_id, row = for_deal(at)
    done = confirmed(at, row, date(2026, 8, 13))
    with at.acting("Wanda"):
        with pytest.raises(UserError, match="Say why"):
            at.store.write(purchasing_changes.move_promise, row.id, done.version, LATER, " ")
        late = at.store.write(purchasing_changes.move_promise, row.id, done.version, LATER, "Strike")
    line = late.lines[0]
    assert (line.first_promised_on, line.promised_on, line.delay_reason, line.late_days) == (
        date(2026, 8, 13),
        LATER,
        "Strike",
        14,
    )
    number = at.store.read(deal_card.card, deal_id).number
    assert heard(at, "Olga") == f"Pumpenwerk Halle needs 14 d more for deal {number}, until 27 Aug 2026: Strike"


def test_a_promise_is_moved_line_by_line_and_only_when_there_is_one(at: House) -> None:
    row = ordered(at, goods(at), goods(at, "OIL"))
    with at.acting("Wanda"), pytest.raises(UserError, match="not confirmed yet"):
        at.store.write(purchasing_changes.move_promise, row.id, row.version, LATER, "Strike")
    done = confirmed(at, row)
    with at.acting("Wanda"):
        oil = done.lines[1].id
        moved = at.store.write(purchasing_changes.move_promise, row.id, done.version, LATER, "Strike", (oil,))
        assert [line.promised_on for line in moved.lines] == [WANTED, LATER]
        with pytest.raises(NotFound):
            at.store.write(purchasing_changes.move_promise, row.id, moved.version, LATER, "Strike", (4711,))
        with pytest.raises(UserError, match="lies in the future"):
            at.store.write(purchasing_changes.move_promise, row.id, moved.version, date(2026, 8, 1), "Strike")


def test_a_rest_for_stock_is_given_up_with_a_reason_and_taken_up_again(at: House) -> None:
    row = ordered(at)
    with at.acting("Wanda"):
        with pytest.raises(UserError, match="Say why"):
            at.store.write(purchasing_changes.cancel_rest, row.id, row.version, "")
        gone = at.store.write(purchasing_changes.cancel_rest, row.id, row.version, "Too dear")
        assert (gone.state, gone.end_reason) == (OrderState.CANCELLED, "Too dear")
        assert at.store.read(orders.purchases) == ()
        with pytest.raises(UserError, match="not open any more"):
            at.store.write(purchasing_changes.cancel_rest, row.id, gone.version, "Too dear")
        back = at.store.write(purchasing_changes.take_up_again, row.id, gone.version)
        assert (back.state, back.end_reason) == (OrderState.OPEN, "")
        with pytest.raises(UserError, match="Nothing of order"):
            at.store.write(purchasing_changes.take_up_again, row.id, back.version)


def test_what_a_deal_waits_for_is_not_given_up(at: House) -> None:
    _, row = for_deal(at)
    with at.acting("Wanda"), pytest.raises(UserError, match="waits for these goods: order them from another supplier"):
        at.store.write(purchasing_changes.cancel_rest, row.id, row.version, "They do not deliver")
    assert at.get(PurchaseOrder, row.id, "state") is OrderState.OPEN


def test_nothing_is_given_up_while_it_arrives(at: House) -> None:
    row = ordered(at)
    with at.acting("Wanda"):
        at.store.write(receiving.open_receipt, "purchase", row.id)
        for operation, arguments in (
            (purchasing_changes.cancel_rest, ("Too dear",)),
            (purchasing_changes.order_elsewhere, (other_supplier(at), "Too dear")),
            (purchasing.set_line, (goods(at),)),
        ):
            with pytest.raises(UserError, match="finish receipt R-2026-0001 first"):
                at.store.write(operation, row.id, at.get(PurchaseOrder, row.id, "version"), *arguments)


def test_goods_for_a_deal_are_ordered_elsewhere_and_come_from_there(at: House) -> None:
    deal_id, row = for_deal(at)
    done = confirmed(at, row)
    other = other_supplier(at)
    with at.acting("Wanda"):
        with pytest.raises(UserError, match="another supplier"):
            at.store.write(purchasing_changes.order_elsewhere, row.id, done.version, at.supplier, "Insolvent")
        with pytest.raises(UserError, match="Say why"):
            at.store.write(purchasing_changes.order_elsewhere, row.id, done.version, other, "")
        new = at.store.write(purchasing_changes.order_elsewhere, row.id, done.version, other, "Insolvent")
    assert (new.supplier, new.deal_id, new.confirmed_at) == ("Dichtungswerk Pirna", deal_id, None)
    assert [(line.code, line.quantity) for line in new.lines] == [("KIT", Decimal(4))]
    assert at.get(PurchaseOrder, row.id, "state") is OrderState.CANCELLED
    assert heard(at, "Olga").endswith(f"are ordered anew, as {new.number}: Insolvent")
    with at.acting("Wanda"):
        view = at.store.write(receiving.open_receipt, "purchase", new.id)
        assert [line.expected for line in view.lines] == [Decimal(4)]
    assert at.store.read(numbers_have_no_gaps) == []


def test_what_has_come_stays_where_it_is(at: House) -> None:
    deal_id, row = for_deal(at, ("KIT", "4"), ("OIL", "6"))
    at.run(update(PurchaseOrderLine).where(PurchaseOrderLine.product_id == at.products["KIT"]).values(received=1))
    with at.acting("Wanda"):
        new = at.store.write(purchasing_changes.order_elsewhere, row.id, row.version, other_supplier(at), "Too slow")
    old = at.store.read(orders.purchase, row.id)
    assert (old.state, [(line.code, line.quantity, line.received) for line in old.lines]) == (
        OrderState.DONE,
        [("KIT", Decimal(1), Decimal(1))],
    )
    assert sorted((line.code, line.quantity) for line in new.lines) == [("KIT", Decimal(3)), ("OIL", Decimal(6))]
    lines = at.store.read(deal_card.card, deal_id).lines
    assert [sum(part.quantity for part in line.parts) for line in lines] == [Decimal(4), Decimal(6)]


def test_a_deal_that_ends_cancels_what_was_ordered_elsewhere_too(at: House) -> None:
    deal_id, row = for_deal(at)
    with at.acting("Wanda"):
        new = at.store.write(purchasing_changes.order_elsewhere, row.id, row.version, other_supplier(at), "Too slow")
    at.store.write(deal_moves.refuse, deal_id, at.version(deal_id), RefusalReason.PRICE)
    assert at.get(PurchaseOrder, new.id, "state") is OrderState.CANCELLED


def test_a_promise_that_has_passed_waits_for_somebody(at: House, clock: FixedClock) -> None:
    confirmed(at, ordered(at))
    assert at.store.read(purchasing.waiting) == 0
    clock.advance(days=18)
    assert at.store.read(purchasing.waiting) == 1


def test_the_order_is_printed_in_the_suppliers_language_and_kept(at: House) -> None:
    row = ordered(at, goods(at), goods(at, "OIL", "2.5", None))
    with at.acting("Wanda"):
        document = at.store.write(print_order, row.id, "de")
    text = " ".join(page_texts(at.store.read(attachment, document).data))
    for said in ("PO-2026-0001", "Pumpenwerk Halle", "Article KIT", "12,50", "62,50", "20.08.2026", "Wanda Lorenz"):
        assert said in text
    assert at.store.read(orders.purchase, row.id).document_id == document


def test_the_card_says_who_waits_and_whom_to_call(at: House) -> None:
    _, row = for_deal(at)
    card = at.store.read(purchase_card, row.id)
    assert (card.company, card.seller, card.contact) == ("Helios Batterie GmbH", "Olga Lebedewa", "Pumpenwerk Halle")
    with pytest.raises(NotFound):
        at.store.read(purchase_card, 4711)


def test_received_goods_end_the_order(at: House) -> None:
    deal_id, row = for_deal(at)
    received(at, "purchase", deal_id)
    assert at.store.read(orders.purchase, row.id).state is OrderState.DONE
