"""Everybody's day: overdue, today, later; what is done leads to what comes next."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.orders import ProductionOrderLine, PurchaseOrder, PurchaseOrderLine
from app.models.service import ServiceVisit
from app.models.tasks import Notification, Task
from app.models.terms import Periodicity, Role, Stage, TaskKind
from app.operations import orders, service, tasks
from app.operations.service import ServiceDraft, months_later, visit_days
from app.operations.tasks import NextStep
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house, product, sold


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def test_a_day_is_the_companys(at: House, clock: FixedClock) -> None:
    # 09:00 UTC is noon in Moscow; its day ends at 21:00 UTC.
    at.store.write(tasks.add, "Call", datetime(2026, 8, 3, 8, 59, tzinfo=UTC))
    at.store.write(tasks.add, "Write {x}", datetime(2026, 8, 3, 20, 59, tzinfo=UTC))
    at.store.write(tasks.add, "Visit", datetime(2026, 8, 3, 21, 0, tzinfo=UTC))
    day = at.store.read(tasks.my_day)
    assert [[row.title.said("en") for row in part] for part in (day.overdue, day.today, day.later)] == [
        ["Call"],
        ["Write {x}"],
        ["Visit"],
    ]
    at.store.write(tasks.done, day.today[0].id, day.today[0].version)
    assert at.store.read(tasks.my_day).done_today == 1
    with at.acting("Pavel"):
        assert at.store.read(tasks.my_day).overdue == ()


def test_a_role_sees_what_no_person_is_named_for(at: House) -> None:
    at.store.write(tasks.add, "Ship", datetime(2026, 8, 3, 10, tzinfo=UTC))
    at.run(update(Task).values(employee_id=None, role=Role.WAREHOUSE))
    assert at.store.read(tasks.my_day).today == ()
    with at.acting("Wanda"):
        row = at.store.read(tasks.my_day).today[0]
        at.store.write(tasks.done, row.id, row.version)


def test_what_is_done_leads_to_the_next_step(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    first = at.store.read(tasks.my_day).later[0]
    assert (first.deal_id, first.company) == (deal_id, "Helios Batterie GmbH")
    following = NextStep("Send drawings", clock() + timedelta(days=1))
    finished = at.store.write(tasks.done, first.id, first.version, "Agreed", following)
    assert not finished.without_step
    second = at.store.read(tasks.my_day).later[0]
    assert (second.id, second.kind) == (finished.next_task_id, TaskKind.NEXT_STEP)
    assert at.store.write(tasks.done, second.id, second.version).without_step
    assert [row.deal_id for row in at.store.read(tasks.my_day).without_step] == [deal_id]
    with at.acting("Igor"):
        planned = at.store.write(tasks.plan, deal_id, "Call", clock())
    assert planned.who == "Olga Lebedewa"
    assert at.store.read(tasks.my_day).without_step == ()


def test_tasks_that_are_not_ticked_off_just_so(at: House, clock: FixedClock) -> None:
    row = at.store.write(tasks.add, "Ring", clock(), kind=TaskKind.CALL_BACK)
    with pytest.raises(UserError, match="what came of it"):
        at.store.write(tasks.done, row.id, row.version)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(tasks.done, row.id, row.version, "x")
    with pytest.raises(Conflict):
        at.store.write(tasks.done, row.id, row.version + 1, "x")
    later = at.store.write(tasks.postpone, row.id, row.version, clock() + timedelta(days=2))
    at.store.write(tasks.done, row.id, later.version, "Called")
    with pytest.raises(UserError, match="done already"):
        at.store.write(tasks.done, row.id, later.version + 1, "Called")
    with pytest.raises(UserError, match="what is to be done"):
        at.store.write(tasks.add, " ", clock())
    qualify = at.store.write(tasks.add, "Qualify", clock(), kind=TaskKind.QUALIFY)
    with pytest.raises(UserError, match="becomes a deal"):
        at.store.write(tasks.done, qualify.id, qualify.version)


def test_the_plant_reports_and_the_seller_hears_of_delay_and_readiness(at: House) -> None:
    product(at, "CHAMBER", made=True)
    sold(at, ("CHAMBER", "1"), target=Stage.PRODUCTION)
    line = at.one(select(ProductionOrderLine.id))
    with pytest.raises(NotAllowed):
        at.store.write(orders.report_readiness, line, 1, 10, None)
    with at.acting("Peter"):
        with pytest.raises(UserError, match="between 0"):
            at.store.write(orders.report_readiness, line, 1, 101, None)
        with pytest.raises(UserError, match="why"):
            at.store.write(orders.report_readiness, line, 1, 10, date(2026, 9, 1))
        row = at.store.write(orders.report_readiness, line, 1, 10, date(2026, 9, 1), "Compressor late")
        assert (row.late_days, row.first_promised_on) == (19, date(2026, 8, 13))
        assert at.store.read(orders.open_orders) == (row,)
        ready = at.store.write(orders.report_readiness, line, row.version, 100, None)
        assert ready.ready_at is not None
    told = select(Notification.sentence).where(Notification.employee_id == at.people["Olga"])
    assert at.count(told) == 2


def test_a_supplier_confirms_date_and_price(at: House) -> None:
    product(at, "KIT", bought=True)
    sold(at, ("KIT", "2"), target=Stage.PRODUCTION)
    (row,) = at.store.read(orders.purchases)
    assert (row.supplier, row.confirmed_at, row.lines[0].promised_on) == ("Pumpenwerk Halle", None, date(2026, 8, 13))
    with at.acting("Sven"), pytest.raises(NotAllowed):
        at.store.write(orders.confirm_purchase, row.id, row.version, date(2026, 8, 20))
    prices = {row.lines[0].id: Decimal("7.50")}
    with at.acting("Wanda"):
        done = at.store.write(orders.confirm_purchase, row.id, row.version, date(2026, 8, 20), prices)
    assert done.confirmed_at is not None
    assert at.one(select(PurchaseOrderLine.price)) == Decimal("7.50")
    assert at.count(select(Notification).where(Notification.employee_id == at.people["Olga"])) == 1
    with pytest.raises(Conflict):
        at.store.write(orders.confirm_purchase, at.one(select(PurchaseOrder.id)), row.version, date(2026, 8, 20))


def test_visits_lie_at_the_end_of_each_period() -> None:
    draft = ServiceDraft(date(2026, 8, 31), 12, Periodicity.QUARTERLY, Decimal(1))
    assert list(visit_days(draft)) == [date(2026, 11, 29), date(2027, 2, 27), date(2027, 5, 30), date(2027, 8, 30)]
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_a_visit_is_recorded_once_by_service(at: House) -> None:
    with at.acting("Sven"), pytest.raises(UserError, match="does not exist"):
        at.store.write(service.visit_done, 1, "Oil changed")
    with pytest.raises(NotAllowed):
        at.store.write(service.visit_done, 1, "Oil changed")
    assert at.count(select(ServiceVisit)) == 0
