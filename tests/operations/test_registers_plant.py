"""The lists of plant, buying and service: every view, filter and order answers on both databases, and says what is so."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.models.deals import Deal
from app.models.orders import ProductionOrderLine, PurchaseOrder
from app.models.service import ServiceVisit
from app.models.terms import Periodicity, Stage
from app.operations import orders, production, purchasing, purchasing_changes, register, service
from app.operations.purchasing import WantedGoods
from app.operations.register_spec import Condition, Operator, Register, Shown
from app.operations.registers_plant import PRODUCTION, PURCHASES
from app.operations.registers_service import CERTIFICATES, COMMISSIONING, CONTRACTS, OFFERS, VISITS
from app.operations.service import ServiceDraft
from tests.clock import FixedClock
from tests.deal_factories import House, house, product, received, sold, stock

ALL = (PRODUCTION, PURCHASES, VISITS, CONTRACTS, OFFERS, COMMISSIONING, CERTIFICATES)
VALUES = {"date": "today", "text": "Helios", "number": "50", "yes_no": "yes"}
OPERATORS = {"choice": Operator.ONE_OF, "text": Operator.CONTAINS}


@pytest.fixture
def at(store: Store) -> House:
    at = house(store)
    product(at, "PUMP", made=True)
    product(at, "KIT", bought=True)
    product(at, "CHAMBER", certified=True)
    return at


def keys(at: House, spec: Register, preset: str = "", text: str = "") -> list[int]:
    conditions = next((each.conditions for each in spec.presets if each.key == preset), ())
    return [row.key for row in at.store.read(register.rows, Shown(spec.name, conditions, text)).rows]


def staged(at: House, stage: Stage, **values: object) -> int:
    stock(at, "CHAMBER", "2", f"L-{stage}-{len(values)}")
    deal_id = sold(at, ("CHAMBER", "2"))
    at.run(update(Deal).where(Deal.id == deal_id).values(stage=stage, **values))
    return deal_id


@pytest.mark.parametrize("spec", ALL, ids=[spec.name for spec in ALL])
def test_every_view_filter_and_order_answers(at: House, spec: Register) -> None:
    sold(at, ("PUMP", "4"), ("KIT", "2"), target=Stage.PRODUCTION)
    for preset in spec.presets:
        for column in spec.columns:
            if column.sort is not None:
                at.store.read(register.rows, Shown(spec.name, preset.conditions, "Helios", column.key))
        shown = Shown(spec.name, preset.conditions)
        assert at.store.read(register.count, shown).number == len(at.store.read(register.rows, shown).rows)
    for each in spec.filters:
        offered = tuple(each.words or ()) or tuple(
            value for value, _ in at.store.read(register.choices, spec.name, each.key)
        )
        values = offered[:1] if each.kind == "choice" else (VALUES[each.kind],)
        condition = Condition(each.key, OPERATORS.get(each.kind, Operator.IS), values)
        at.store.read(register.rows, Shown(spec.name, (condition,)))


def test_the_plants_list_knows_open_late_ready_and_received(at: House, clock: FixedClock) -> None:
    deal_id = sold(at, ("PUMP", "4"), target=Stage.PRODUCTION)
    line = at.one(select(ProductionOrderLine.id))
    assert keys(at, PRODUCTION, "open") == [line]
    assert keys(at, PRODUCTION, "late") == []
    with at.acting("Peter"):
        at.store.write(production.report_readiness, line, 1, 100, date(2026, 8, 20), "Paint")
    assert keys(at, PRODUCTION, "late") == keys(at, PRODUCTION, "ready") == [line]
    (row,) = at.store.read(register.rows, Shown("production")).rows
    assert (row.cells["delay"], row.cells["delay_reason"], row.cells["ready_percent"]) == (7, "Paint", 100)
    received(at, "production", deal_id)
    assert keys(at, PRODUCTION, "open") == keys(at, PRODUCTION, "late") == keys(at, PRODUCTION, "ready") == []
    assert keys(at, PRODUCTION, "done") == keys(at, PRODUCTION, "all") == [line]


@pytest.mark.parametrize("text", ["PUMP", "pum", "helios", "Article", "PR-2026-0001", "pr-2026-0001", "D-2026-0001"])
def test_the_plants_list_is_searched_by_what_people_know(at: House, text: str) -> None:
    sold(at, ("PUMP", "4"), target=Stage.PRODUCTION)
    assert len(keys(at, PRODUCTION, "", text)) == 1
    assert keys(at, PRODUCTION, "", "Nobody") == []


def test_the_list_of_buying_knows_unconfirmed_late_and_stock(at: House, clock: FixedClock) -> None:
    sold(at, ("KIT", "4"), target=Stage.PRODUCTION)
    for_deal = at.one(select(PurchaseOrder.id))
    with at.acting("Wanda"):
        own = at.store.write(
            purchasing.new_order, at.supplier, (WantedGoods(at.products["KIT"], Decimal(9)),), date(2026, 8, 20)
        )
    assert keys(at, PURCHASES, "unconfirmed") == keys(at, PURCHASES, "open") == [for_deal, own.id]
    assert keys(at, PURCHASES, "stock") == [own.id]
    with at.acting("Wanda"):
        done = at.store.write(orders.confirm_purchase, for_deal, 1, date(2026, 8, 10))
        at.store.write(purchasing_changes.move_promise, for_deal, done.version, date(2026, 8, 14), "Strike")
    assert keys(at, PURCHASES, "late") == [for_deal]
    row = at.store.read(register.record, "purchases", for_deal)
    assert row is not None
    cells = row.cells
    assert (
        cells["state"],
        cells["delay"],
        cells["delay_reason"],
        cells["promised_on"],
        cells["ordered"],
        cells["received"],
    ) == (
        "confirmed",
        4,
        "Strike",
        date(2026, 8, 14),
        Decimal(4),
        Decimal(0),
    )
    clock.advance(days=30)
    assert keys(at, PURCHASES, "late") == [for_deal, own.id]
    assert keys(at, PURCHASES, "", "kit") == keys(at, PURCHASES, "", "halle") == [for_deal, own.id]


def test_visits_are_overdue_this_week_this_month_or_later(at: House, clock: FixedClock) -> None:
    deal_id = staged(at, Stage.SERVICE)
    draft = ServiceDraft(date(2026, 7, 1), 12, Periodicity.MONTHLY, Decimal(100))
    at.store.write(service.conclude_contract, deal_id, at.version(deal_id), draft)

    def due(preset: str) -> list[date]:
        found = (at.get(ServiceVisit, key, "due_on") for key in keys(at, VISITS, preset))
        return [day for day in found if day < date(2026, 11, 1)]

    assert due("overdue") == [date(2026, 7, 31)]
    assert (due("week"), due("month")) == ([], [date(2026, 8, 31)])
    assert due("later") == [date(2026, 9, 30), date(2026, 10, 31)]
    clock.advance(days=28)
    assert due("week") == due("month") == [date(2026, 8, 31)]


def test_contracts_that_end_are_to_be_renewed(at: House, clock: FixedClock) -> None:
    deal_id = staged(at, Stage.SERVICE)
    draft = ServiceDraft(date(2026, 8, 1), 3, Periodicity.MONTHLY, Decimal(100))
    contract = at.store.write(service.conclude_contract, deal_id, at.version(deal_id), draft)
    assert (keys(at, CONTRACTS, "running"), keys(at, CONTRACTS, "ending")) == ([contract], [])
    clock.advance(days=40)
    assert keys(at, CONTRACTS, "ending") == [contract]
    clock.advance(days=60)
    assert keys(at, CONTRACTS, "ended") == keys(at, CONTRACTS, "ending") == [contract]
    (row,) = at.store.read(register.rows, Shown("service_contracts")).rows
    assert (row.cells["next_visit"], row.cells["price"]) == (date(2026, 8, 31), Decimal("100.00"))


def test_offers_go_from_offer_to_answer_to_contract(at: House) -> None:
    deal_id = staged(at, Stage.SERVICE)
    assert keys(at, OFFERS, "to_offer") == keys(at, OFFERS, "all") == [deal_id]
    version = at.store.write(service.offer, deal_id, at.version(deal_id))
    assert keys(at, OFFERS, "no_answer") == [deal_id]
    version = at.store.write(service.accept, deal_id, version)
    assert keys(at, OFFERS, "agreed") == [deal_id]
    at.store.write(service.decline, deal_id, version, "Own workshop")
    assert keys(at, OFFERS, "all") == []


def test_what_waits_for_certificates_and_for_commissioning(at: House) -> None:
    certified, installed = staged(at, Stage.CERTIFICATION), staged(at, Stage.INSTALLATION, warranty_months=12)
    assert keys(at, CERTIFICATES) == [certified]
    assert keys(at, COMMISSIONING) == [installed]
    (row,) = at.store.read(register.rows, Shown("certification")).rows
    assert (row.cells["have"], row.cells["needed"]) == (0, Decimal(2))
