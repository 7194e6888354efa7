"""What plant, buying and service have on their desks in the demo company: late and ready goods, orders, visits due."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.models.deals import Deal
from app.models.orders import ProductionOrderLine, PurchaseOrder
from app.models.products import Product
from app.models.service import ServiceContract, ServiceVisit
from app.models.terms import OrderState, Periodicity, Stage
from app.operations import orders, purchasing, purchasing_changes, service, service_visits
from app.operations.demo_story import Story
from app.operations.orders import PurchaseRow
from app.operations.purchasing import WantedGoods
from app.operations.service import ServiceDraft

OLGA, FRANK, RAINER = "olga.brandt", "frank.ullmann", "rainer.scholz"
STRIKE = "Strike at the foundry"
PUT_OFF = "The line stands still only then"
TAKEN_OVER_DAYS = 340
WORK = ("Plates cleaned, seals changed", "Inspection, no findings", "Safety valve adjusted")


def keep_busy(story: Story) -> None:
    """Give plant, buying and service something to do today."""
    _finish_goods(story)
    _buy(story)
    _serve(story)
    story.session.flush()


def _day(story: Story, days: int) -> date:
    return story.today.date() + timedelta(days=days)


def _finish_goods(story: Story) -> None:
    """The goods that were nearly done are ready since yesterday."""
    line = story.session.scalars(
        select(ProductionOrderLine)
        .where(ProductionOrderLine.received < ProductionOrderLine.quantity)
        .order_by(ProductionOrderLine.ready_percent.desc(), ProductionOrderLine.id)
        .limit(1)
    ).one()
    with story.scene(FRANK, story.ago(1)) as session:
        orders.report_readiness(session, line.id, line.version, 100, None)


def _buy(story: Story) -> None:
    """One order is late, one put off, one waits for the supplier's word, one is to be sent; deals wait for others."""
    late = _ordered(story, story.suppliers[0], 13, 4)
    if late is not None:
        _confirmed(story, late, 11, -3)
    moved = _ordered(story, story.suppliers[1], 8, 9)
    if moved is not None:
        done = _confirmed(story, moved, 6, 9)
        with story.scene(OLGA, story.ago(2)) as session:
            purchasing_changes.move_promise(session, done.id, done.version, _day(story, 16), STRIKE)
    sent = _ordered(story, story.suppliers[2], 3, 12)
    if sent is not None:
        with story.scene(OLGA, story.ago(3)) as session:
            purchasing.mark_sent(session, sent.id, sent.version)
    _ordered(story, story.suppliers[3], 0, 20)
    for_deal = story.session.scalars(
        select(PurchaseOrder)
        .where(PurchaseOrder.state == OrderState.OPEN, PurchaseOrder.sales_order_id.is_not(None))
        .order_by(PurchaseOrder.id)
        .limit(1)
    ).one_or_none()
    if for_deal is not None and for_deal.confirmed_at is None:
        with story.scene(OLGA, story.ago(1)) as session:
            orders.confirm_purchase(session, for_deal.id, for_deal.version, _day(story, 6))


def _ordered(story: Story, supplier_id: int, days_ago: int, wanted_in: int) -> PurchaseRow | None:
    """An order for the warehouse over what this supplier delivers; None if that is nothing."""
    articles = _articles(story, supplier_id)
    if not articles:
        return None
    goods = [
        WantedGoods(article.id, Decimal(10 * place), round(article.price * Decimal("0.62"), 2))
        for place, article in enumerate(articles, 1)
    ]
    moment = story.ago(days_ago) if days_ago else story.ago(hours=1)
    with story.scene(OLGA, moment) as session:
        return purchasing.new_order(session, supplier_id, goods, max(_day(story, wanted_in), moment.date()))


def _articles(story: Story, supplier_id: int) -> Sequence[Product]:
    query = select(Product).where(Product.supplier_id == supplier_id, Product.active).order_by(Product.code).limit(3)
    return story.session.scalars(query).all()


def _confirmed(story: Story, order: PurchaseRow, days_ago: int, promised_in: int) -> PurchaseRow:
    moment = story.ago(days_ago)
    with story.scene(OLGA, moment) as session:
        return orders.confirm_purchase(session, order.id, order.version, max(_day(story, promised_in), moment.date()))


def _serve(story: Story) -> None:
    """An older contract runs out with a visit ahead; of the new ones one visit is late and one is due this week."""
    closed = story.session.scalars(select(Deal).where(Deal.stage == Stage.CLOSED).order_by(Deal.id)).all()
    if not closed:
        return
    begin = _day(story, -TAKEN_OVER_DAYS)
    with story.scene(RAINER, story.ago(9)) as session:
        draft = ServiceDraft(begin, 12, Periodicity.QUARTERLY, Decimal("1450.00"))
        older = service.written(session, closed[0], draft)
        session.flush()
    visits = story.session.scalars(
        select(ServiceVisit).where(ServiceVisit.service_contract_id == older.id).order_by(ServiceVisit.due_on)
    ).all()
    for visit, work in zip(visits, WORK, strict=False):
        with story.scene(RAINER, story.ago((story.today.date() - visit.due_on).days)) as session:
            service.visit_done(session, visit.id, work)
    first = (
        select(ServiceVisit)
        .join(ServiceContract, ServiceContract.id == ServiceVisit.service_contract_id)
        .where(ServiceContract.id != older.id, ServiceVisit.done_at.is_(None))
        .order_by(ServiceVisit.due_on, ServiceVisit.id)
        .limit(2)
    )
    for visit, days in zip(story.session.scalars(first).all(), (-2, 1), strict=False):
        with story.scene(RAINER, story.ago(7)) as session:
            service_visits.take_visit(session, visit.id)
            service_visits.reschedule(session, visit.id, visit.due_on, _day(story, days), PUT_OFF)
