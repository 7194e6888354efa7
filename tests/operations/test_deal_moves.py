"""Refusals, what they leave behind, and moves that are taken back while that is harmless."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, GateClosed, NotAllowed, UserError
from app.models.deals import Deal, StageEntry
from app.models.orders import ProductionOrder, PurchaseOrder, SalesOrder, WarehouseOrder
from app.models.process import LEAVE, PATH, missing, next_stage
from app.models.requirements import DealFacts, Outstanding
from app.models.stock import Reservation, StockBalance
from app.models.tasks import Notification, Task
from app.models.terms import OrderState, RefusalReason, ReservationState, Role, Stage, TaskKind
from app.operations import deal_moves, receiving
from tests.clock import FixedClock
from tests.deal_factories import House, agreed, deal, house, move, product, shipped, sold, stock


@pytest.fixture
def at(store: Store) -> House:
    here = house(store)
    product(here, "PUMP")
    product(here, "CHAMBER", made=True)
    product(here, "KIT", bought=True)
    stock(here, "PUMP", "10")
    return here


def refuse(at: House, deal_id: int, reason: RefusalReason | None = RefusalReason.PRICE, note: str = "") -> deal_moves.Moved:
    return at.store.write(deal_moves.refuse, deal_id, at.version(deal_id), reason, note)


def test_a_refusal_gives_the_head_the_task_to_check(at: House, clock: FixedClock) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    assert refuse(at, deal_id).stage is Stage.NOT_SUITABLE
    kinds = select(Task.kind, Task.employee_id, Task.role, Task.due_at, Task.deal_id).where(Task.done_at.is_(None))
    task = at.store.read(lambda session: tuple(session.execute(kinds).one()))
    assert task == (TaskKind.REVIEW_REFUSAL, at.people["Igor"], Role.HEAD, clock() + timedelta(days=3), deal_id)
    assert at.one(select(Notification.place).where(Notification.employee_id == at.people["Igor"])) == "deals"
    assert at.get(Deal, deal_id, "refusal_reason") is RefusalReason.PRICE


def test_a_refusal_needs_its_reason(at: House) -> None:
    deal_id = deal(at)
    with pytest.raises(GateClosed) as closed:
        refuse(at, deal_id, None)
    assert [lack.code for lack in closed.value.missing] == ["refusal_reason"]
    with pytest.raises(UserError, match="few words"):
        refuse(at, deal_id, RefusalReason.OTHER)
    with pytest.raises(UserError, match="why"):
        move(at, deal_id, Stage.NOT_SUITABLE)
    assert at.stage(deal_id) is Stage.SELECTION


def test_a_refusal_from_production_cancels_orders_and_frees_goods(at: House) -> None:
    deal_id = sold(at, ("PUMP", "4"), ("CHAMBER", "1"), ("KIT", "2"), target=Stage.PRODUCTION)
    assert at.one(select(StockBalance.reserved)) == 4
    refuse(at, deal_id, RefusalReason.DELIVERY_TIME)
    for order in (SalesOrder, WarehouseOrder, ProductionOrder, PurchaseOrder):
        assert at.one(select(order.state)) is OrderState.CANCELLED
    assert at.one(select(StockBalance.reserved)) == 0
    assert at.one(select(Reservation.state)) is ReservationState.RELEASED
    with pytest.raises(UserError, match="taken back"):
        at.store.write(deal_moves.undo_move, deal_id, at.version(deal_id))


def test_nothing_is_refused_from_stock_sale_on(at: House) -> None:
    deal_id = sold(at, ("PUMP", "2"))
    with pytest.raises(UserError, match="cannot go"):
        refuse(at, deal_id)
    assert at.get(Deal, deal_id, "refusal_reason") is None


def test_shipped_goods_and_goods_on_the_ramp_end_the_way_of_a_refusal(at: House) -> None:
    first = sold(at, ("PUMP", "2"), ("CHAMBER", "1"), target=Stage.PRODUCTION)
    shipped(at, first)
    with pytest.raises(UserError, match="shipped already"):
        refuse(at, first)
    second = sold(at, ("CHAMBER", "1"), target=Stage.PRODUCTION)
    order = at.one(
        select(ProductionOrder.id)
        .join(SalesOrder, SalesOrder.id == ProductionOrder.sales_order_id)
        .where(SalesOrder.deal_id == second)
    )
    with at.acting("Wanda"):
        at.store.write(receiving.open_receipt, "production", order)
    with pytest.raises(UserError, match="finish receipt"):
        refuse(at, second)


def test_a_refusal_can_be_taken_back_while_nothing_is_ordered(at: House, clock: FixedClock) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    clock.advance(hours=1)
    assert refuse(at, deal_id).undo
    back = at.store.write(deal_moves.undo_move, deal_id, at.version(deal_id))
    assert back.stage is Stage.SELECTION
    assert at.get(Deal, deal_id, "refusal_reason") is None
    assert at.get(Deal, deal_id, "closed_at") is None
    assert at.one(select(Task.kind).where(Task.done_at.is_(None))) is TaskKind.NEXT_STEP
    assert at.count(select(Task)) == 1
    assert at.one(select(StageEntry.left_at)) is None


def test_a_move_is_taken_back_until_something_came_of_it(at: House, clock: FixedClock) -> None:
    deal_id = sold(at, ("PUMP", "2"))
    with pytest.raises(UserError, match="taken back"):
        at.store.write(deal_moves.undo_move, deal_id, at.version(deal_id))
    shipped(at, deal_id)
    clock.advance(hours=1)
    assert move(at, deal_id, Stage.INSTALLATION).undo
    clock.advance(minutes=1)
    assert at.store.write(deal_moves.undo_move, deal_id, at.version(deal_id)).stage is Stage.STOCK_SALE
    open_tasks = select(Task.role).where(Task.deal_id == deal_id, Task.done_at.is_(None))
    assert at.one(open_tasks) is Role.WAREHOUSE


def test_each_stage_hands_its_task_on(at: House) -> None:
    deal_id = sold(at, ("PUMP", "2"))
    task = select(Task.title).where(Task.deal_id == deal_id, Task.done_at.is_(None))
    assert at.one(task) == "Ship the goods"
    assert at.count(select(Notification).where(Notification.employee_id == at.people["Wanda"])) == 1


def test_others_neither_move_nor_refuse(at: House) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    agreed(at, deal_id)
    for name in ("Pavel", "Anna", "Wanda", "Marta"):
        with at.acting(name):
            with pytest.raises(NotAllowed):
                move(at, deal_id, Stage.STOCK_SALE)
            with pytest.raises(NotAllowed):
                refuse(at, deal_id)
    with at.acting("Igor"):
        move(at, deal_id, Stage.STOCK_SALE)
    assert at.count(select(Notification).where(Notification.employee_id == at.people["Olga"])) >= 1


def test_an_old_version_is_a_conflict(at: House) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    with pytest.raises(Conflict):
        at.store.write(deal_moves.refuse, deal_id, at.version(deal_id) - 1, RefusalReason.PRICE, "")


GOODS = st.lists(st.builds(Outstanding, st.just("Pump"), st.integers(1, 9).map(Decimal), st.just("pc")), max_size=2)
WORDS = st.lists(st.sampled_from(["A-1", "A-2"]), max_size=2).map(tuple)
FACTS = st.builds(
    DealFacts,
    stage=st.sampled_from([None, *Stage]),
    needs=st.integers(0, 2),
    entity_lacks=st.none() | WORDS.map(lambda words: ("address",) * len(words)),
    reachable_contacts=st.integers(0, 1),
    lines=st.integers(0, 2),
    lines_agreed=st.booleans(),
    open_quotations=WORDS,
    contract=st.booleans(),
    invoice=st.booleans(),
    invoice_covers=st.booleans(),
    without_source=WORDS,
    from_plant_or_supplier=st.booleans(),
    from_plant=GOODS.map(tuple),
    from_supplier=GOODS.map(tuple),
    unshipped=GOODS.map(tuple),
    without_delivery_note=WORDS,
    without_tax_invoice=WORDS,
    needs_certificates=st.booleans(),
    uncertified=WORDS,
    commissioned=st.booleans(),
    installation_needed=st.none() | st.booleans(),
    installation_reason=st.sampled_from(["", "Spare parts"]),
    service_contract=st.booleans(),
    service_accepted=st.none() | st.booleans(),
    service_declined_reason=st.sampled_from(["", "Own workshop"]),
    unpaid=st.integers(0, 5).map(Decimal),
    papers_out=WORDS,
    refusal_reason=st.none() | st.just("price"),
)


@given(FACTS, st.sampled_from(list(Stage)))
def test_no_gate_is_ever_skipped(facts: DealFacts, target: Stage) -> None:
    lacks = missing(facts, target)
    if target is Stage.NOT_SUITABLE:
        assert (lacks is not None) == (facts.stage in (Stage.SELECTION, Stage.PRODUCTION))
    elif target is not next_stage(facts):
        assert lacks is None
    else:
        assert lacks is not None
        open_gate = all(not requirement.missing(facts) for requirement in LEAVE[facts.stage])
        assert (lacks == []) == open_gate
        if facts.stage is not None:
            between = PATH[PATH.index(facts.stage) + 1 : PATH.index(target)]
            assert set(between) <= {Stage.PRODUCTION, Stage.CERTIFICATION}


def test_the_day_of_the_deal_is_the_companys(at: House) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    agreed(at, deal_id)
    assert at.get(Deal, deal_id, "lines_agreed_at").date() == date(2026, 8, 3)
