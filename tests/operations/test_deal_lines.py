"""Lines keep the deal's sums in step, un-agree what changed, and are planned over their sources."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.company import Setting
from app.models.deals import Deal, DealLine, SupplyPart
from app.models.papers import Quotation
from app.models.products import Product
from app.models.terms import QuotationState, Supply
from app.operations import deal_lines, papers, products, settings
from app.operations.order_splitting import WantedLine, split
from tests.clock import FixedClock
from tests.deal_factories import House, agreed, deal, house, product, sold, stock


@pytest.fixture
def at(store: Store) -> House:
    here = house(store)
    product(here, "PUMP", "99.99")
    product(here, "CHAMBER", "1000.00", made=True)
    product(here, "KIT", "10.00", bought=True)
    stock(here, "PUMP", "10")
    return here


def test_sums_follow_every_line(at: House) -> None:
    deal_id = deal(at)
    added = at.store.write(
        deal_lines.add_line, deal_id, at.version(deal_id), at.products["PUMP"], Decimal(3), None, Decimal("2.5")
    )
    assert (added.net, added.tax, added.gross) == (Decimal("292.47"), Decimal("64.34"), Decimal("356.81"))
    at.store.write(deal_lines.add_line, deal_id, added.version, at.products["KIT"], Decimal("0.5"), Decimal("7.77"))
    assert at.get(Deal, deal_id, "net") == Decimal("296.36")
    line, version = at.line(deal_id)
    changed = at.store.write(deal_lines.change_line, line, version, quantity=Decimal(1), discount_percent=Decimal(0))
    assert changed.net == Decimal("103.88")
    line, version = at.line(deal_id)
    left = at.store.write(deal_lines.remove_line, line, version)
    assert (left.net, left.gross) == (Decimal("3.89"), Decimal("4.75"))
    assert at.one(select(DealLine.position)) == 1
    assert at.get(Deal, deal_id, "gross") == left.gross


def test_the_tax_rate_is_the_companys_of_that_day(at: House, clock: FixedClock) -> None:
    clock.moment = datetime(2025, 12, 31, 12, tzinfo=UTC)
    deal_id = deal(at, ("PUMP", "1"))
    assert at.one(select(DealLine.tax_percent)) == 20
    # Midnight in Moscow has passed, in UTC it has not: the company's day counts.
    clock.moment = datetime(2025, 12, 31, 21, 30, tzinfo=UTC)
    at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["PUMP"], Decimal(1))
    assert at.one(select(DealLine.tax_percent).where(DealLine.position == 2)) == 22
    at.store.write(settings.keep, "company.country", "FR")
    with pytest.raises(UserError, match="No tax rate"):
        at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["PUMP"], Decimal(1))
    assert at.one(select(Setting.value).where(Setting.key == "company.country")) == "FR"


@pytest.mark.parametrize(
    ("quantity", "price", "discount"),
    [("0", "1", "0"), ("-1", "1", "0"), ("1.0001", "1", "0"), ("1", "-1", "0"), ("1", "1.001", "0"), ("1", "1", "101")],
)
def test_figures_that_cannot_be_are_refused(at: House, quantity: str, price: str, discount: str) -> None:
    deal_id = deal(at)
    with pytest.raises(UserError):
        at.store.write(
            deal_lines.add_line,
            deal_id,
            at.version(deal_id),
            at.products["PUMP"],
            Decimal(quantity),
            Decimal(price),
            Decimal(discount),
        )


def test_a_list_price_in_another_currency_is_no_price(at: House) -> None:
    deal_id = deal(at)
    at.store.write(lambda session: setattr(session.get_one(Product, at.products["KIT"]), "currency", "USD"))
    with pytest.raises(UserError, match="USD"):
        at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["KIT"], Decimal(1))
    at.store.write(lambda session: setattr(session.get_one(Product, at.products["KIT"]), "active", False))
    with pytest.raises(NotFound):
        at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["KIT"], Decimal(1), Decimal(1))


def test_a_change_ends_agreement_and_offer(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))
    at.store.write(deal_lines.agree, deal_id, at.version(deal_id))
    line, version = at.line(deal_id)
    at.store.write(deal_lines.change_line, line, version, price=Decimal("90.00"))
    assert at.get(Deal, deal_id, "lines_agreed_at") is None
    assert at.one(select(Quotation.state)) is QuotationState.REPLACED
    with pytest.raises(Conflict):
        at.store.write(deal_lines.change_line, line, version, price=Decimal("80.00"))


def test_nothing_to_agree_on_without_lines(at: House) -> None:
    deal_id = deal(at)
    with pytest.raises(UserError, match="nothing to agree"):
        at.store.write(deal_lines.agree, deal_id, at.version(deal_id))


def test_ordered_lines_stay(at: House) -> None:
    deal_id = sold(at, ("PUMP", "2"))
    line, version = at.line(deal_id)
    with pytest.raises(UserError, match="ordered"):
        at.store.write(deal_lines.change_line, line, version, quantity=Decimal(1))
    with pytest.raises(UserError, match="ordered"):
        at.store.write(deal_lines.remove_line, line, version)
    with pytest.raises(UserError, match="ordered"):
        at.store.write(deal_lines.plan_split, line, version, {Supply.STOCK: Decimal(2)})
    with pytest.raises(UserError, match="ordered"):
        at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["PUMP"], Decimal(1))


def test_others_do_not_touch_the_lines(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    line, version = at.line(deal_id)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(deal_lines.change_line, line, version, quantity=Decimal(1))


def test_needs_are_replaced_and_never_none(at: House) -> None:
    deal_id = deal(at)
    version = at.store.write(deal_lines.set_needs, deal_id, at.version(deal_id), [("Quiet", False)])
    assert version == at.version(deal_id)
    with pytest.raises(UserError, match="at least one need"):
        at.store.write(deal_lines.set_needs, deal_id, version, [(" ", True)])


@pytest.mark.parametrize(
    ("code", "parts", "words"),
    [
        ("CHAMBER", {Supply.STOCK: "1", Supply.PLANT: "2"}, "add up"),
        ("PUMP", {Supply.PLANT: "4"}, "does not make"),
        ("PUMP", {Supply.SUPPLIER: "4"}, "who supplies"),
        ("CHAMBER", {Supply.STOCK: "-1", Supply.PLANT: "5"}, "more than nothing"),
    ],
)
def test_plans_that_cannot_be_are_refused(at: House, code: str, parts: dict[Supply, str], words: str) -> None:
    deal_id = deal(at, (code, "4"))
    line, version = at.line(deal_id)
    with pytest.raises(UserError, match=words):
        at.store.write(deal_lines.plan_split, line, version, {key: Decimal(value) for key, value in parts.items()})


def test_a_new_quantity_forgets_the_plan(at: House) -> None:
    deal_id = deal(at, ("CHAMBER", "4"))
    line, version = at.line(deal_id)
    at.store.write(deal_lines.plan_split, line, version, {Supply.PLANT: Decimal(4)})
    assert at.count(select(SupplyPart)) == 1
    line, version = at.line(deal_id)
    at.store.write(deal_lines.change_line, line, version, price=Decimal(5))
    assert at.count(select(SupplyPart)) == 1
    line, version = at.line(deal_id)
    at.store.write(deal_lines.change_line, line, version, quantity=Decimal(3))
    assert at.count(select(SupplyPart)) == 0


def test_articles_are_found_by_name_code_and_with_what_is_free(at: House) -> None:
    stock(at, "PUMP", "5", batch="OLD", expiry=date(2026, 8, 2))
    stock(at, "PUMP", "5", batch="BAD", blocked=True)
    found = at.store.read(products.find, "pum")
    assert [(row.code, row.free) for row in found] == [("PUMP", Decimal(10))]
    assert [row.code for row in at.store.read(products.find, "article")] == ["CHAMBER", "KIT", "PUMP"]
    assert at.store.read(products.find, "kit")[0].supplier == "Pumpenwerk Halle"
    assert at.store.read(products.find, "100%") == ()
    agreed(at, deal(at, ("PUMP", "1")))


QUANTITIES = st.decimals(min_value="0.001", max_value=50, places=3)
LINES = st.lists(
    st.tuples(st.integers(1, 2), QUANTITIES, st.booleans(), st.booleans(), st.none() | st.integers(0, 100)), max_size=5
)


def wanted(number: int, product_id: int, quantity: Decimal, made: bool, bought: bool, stock_share: int | None) -> WantedLine:
    planned: dict[Supply, Decimal] = {}
    if stock_share is not None:
        taken = (quantity * stock_share / 100).quantize(Decimal("0.001"))
        planned = {Supply.STOCK: taken, Supply.PLANT: quantity - taken}
        planned = {source: part for source, part in planned.items() if part}
    supplier = 7 if bought else None
    return WantedLine(number, product_id, "P", "Pump", "pc", quantity, made, supplier, 10, planned)


@given(LINES, st.dictionaries(st.integers(1, 2), QUANTITIES))
def test_parts_always_make_the_line_and_never_more_than_is_free(
    drawn: list[tuple[int, Decimal, bool, bool, int | None]], free: dict[int, Decimal]
) -> None:
    lines = [wanted(number, *each) for number, each in enumerate(drawn)]
    done = split(lines, free)
    assert [line.wanted.line_id for line in done] == [line.line_id for line in lines]
    for line in done:
        whole = sum(line.parts.values(), Decimal(0))
        assert whole + (Decimal(0) if line.wanted.planned else line.lacking) == line.wanted.quantity
        assert all(part > 0 for part in line.parts.values())
        if not line.wanted.planned:
            assert Supply.PLANT not in line.parts or line.wanted.made
            assert Supply.SUPPLIER not in line.parts or line.wanted.supplier_id is not None
            assert not line.lacking or not (line.wanted.made or line.wanted.supplier_id)
    for product_id in (1, 2):
        mine = [line for line in done if line.wanted.product_id == product_id]
        taken = sum((line.parts.get(Supply.STOCK, Decimal(0)) - line.short for line in mine), Decimal(0))
        assert taken <= free.get(product_id, Decimal(0))
