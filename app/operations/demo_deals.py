"""The deals of the demo company: each walks to its stage through the real gates, in its own past."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.deals import Deal, DealLine
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    SalesOrder,
    Shipment,
    WarehouseOrder,
    WarehouseOrderLine,
)
from app.models.papers import Contract, DeliveryNote, Invoice
from app.models.process import next_stage
from app.models.terms import Periodicity, Stage
from app.operations import (
    certification,
    deal_lines,
    deal_moves,
    deals,
    installation,
    orders,
    papers,
    service,
    shipping,
    tasks,
)
from app.operations.certification import CertificateDraft
from app.operations.deal_facts import facts
from app.operations.deal_stages import finish_tasks
from app.operations.demo_sales_data import PLOTS, Plot
from app.operations.demo_story import Story
from app.operations.installation import CommissioningDraft
from app.operations.service import ServiceDraft

OLGA, FRANK, RAINER = "olga.brandt", "frank.ullmann", "rainer.scholz"
FIRST_DAYS = 9
"""Days that a deal of the story spends in each stage before its last one."""


def trade(story: Story) -> None:
    """Walk every deal to where its plot leaves it, the oldest first, so that their numbers follow their days."""
    for plot in sorted(PLOTS, key=_age, reverse=True):
        _Walk(story, plot).go()


def _age(plot: Plot) -> int:
    """Days since the deal was opened."""
    before = {Stage.SELECTION: 0, Stage.NOT_SUITABLE: 1, Stage.PRODUCTION: 1, Stage.STOCK_SALE: 1, Stage.CERTIFICATION: 2}
    return plot.days + FIRST_DAYS * before.get(plot.stage, {Stage.INSTALLATION: 2, Stage.SERVICE: 3}.get(plot.stage, 4))


class _Walk:
    """One deal on its way. moment: how far its own time has come."""

    def __init__(self, story: Story, plot: Plot) -> None:
        self.story = story
        self.plot = plot
        self.moment = story.ago(_age(plot))
        self.deal_id = 0

    def go(self) -> None:
        """From the first need to the stage where the plot leaves it."""
        self._open()
        if self.plot.stage is Stage.NOT_SUITABLE:
            self.moment = self.story.ago(self.plot.days)
            with self._scene() as session:
                deal_moves.refuse(session, self.deal_id, self._version(), self.plot.refused, "")
            return
        if self.plot.stage is not Stage.SELECTION:
            self._walk()
        elif self.plot.quoted:
            with self._scene() as session:
                quotation = papers.issue_quotation(session, self.deal_id, self._version())
                papers.mark_sent(session, quotation.record_id, quotation.version)
        self._stay()

    def _scene(self, login: str = "") -> AbstractContextManager[Session]:
        """A little later, with the deal's seller or *login* at work."""
        self.moment = min(self.moment + timedelta(minutes=self.story.chance.randrange(5, 50)), self.story.today)
        return self.story.scene(login or self.plot.seller, self.moment)

    def _version(self) -> int:
        self.story.session.flush()
        return self.story.session.get_one(Deal, self.deal_id).version

    def _open(self) -> None:
        customer, entity, contact = self.story.customers[self.plot.customer]
        needs = self.plot.needs or ((self.plot.title, False),)
        equipment = self.story.equipment[self.plot.lines[0][0]]
        opening = deals.DealOpening(
            title=self.plot.title,
            counterparty_id=customer,
            department_id=self.story.departments[self.story.seats[self.plot.seller]],
            seller_id=self.story.employees[self.plot.seller],
            needs=needs,
            legal_entity_id=entity,
            contacts=((contact, "decides"),),
            equipment_id=self.story.traits[equipment],
        )
        with self._scene() as session:
            self.deal_id = deals.open_deal(session, opening)
            for code, quantity in self.plot.lines:
                product = self.story.products[code]
                deal_lines.add_line(session, self.deal_id, self._version(), product, Decimal(quantity))

    def _walk(self) -> None:
        """Leave one stage after the other; the last one is entered as many days ago as the plot says."""
        leaving: dict[Stage, Callable[[], None]] = {
            Stage.SELECTION: self._sell,
            Stage.STOCK_SALE: self._ship,
            Stage.CERTIFICATION: self._certify,
            Stage.INSTALLATION: self._commission,
            Stage.SERVICE: self._finish,
        }
        stage = Stage.SELECTION
        while stage is not self.plot.stage:
            leaving[stage]()
            following = next_stage(facts(self.story.session, self.deal_id))
            assert following is not None
            if following is self.plot.stage:
                self.moment = max(self.moment, self.story.ago(self.plot.days))
            with self._scene() as session:
                deal_moves.move(session, self.deal_id, self._version(), following)
            self.moment += timedelta(days=1)
            stage = following

    def _sell(self) -> None:
        with self._scene() as session:
            deal_lines.agree(session, self.deal_id, self._version())
            quotation = papers.issue_quotation(session, self.deal_id, self._version())
            sent = papers.mark_sent(session, quotation.record_id, quotation.version)
        self.moment += timedelta(days=2)
        with self._scene() as session:
            papers.accept(session, sent.record_id, sent.version)
            papers.conclude_contract(session, self.deal_id, self._version())
        with self._scene() as session:
            papers.issue_invoice(session, self.deal_id, self._version())

    def _ship(self, pieces: int = 0) -> None:
        """Ship everything that is held, or *pieces* of it."""
        with self._scene(OLGA) as session:
            order = session.scalars(
                select(WarehouseOrder)
                .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
                .where(SalesOrder.deal_id == self.deal_id)
            ).one()
            line = session.scalars(select(WarehouseOrderLine.id).where(WarehouseOrderLine.warehouse_order_id == order.id))
            some = {line.first() or 0: Decimal(pieces)} if pieces else None
            shipping.ship(session, order.id, order.version, some, carrier="Elbe-Spedition")

    def _certify(self, units: int = 0) -> None:
        with self._scene() as session:
            day = self.moment.date()
            for line in session.scalars(select(DealLine).where(DealLine.deal_id == self.deal_id)):
                for unit in range(1, (units or int(line.quantity)) + 1):
                    number = f"TT-{day:%y}-{line.id:03d}-{unit}"
                    draft = CertificateDraft("TÜV Thüringen", number, day, serial=f"{line.id:04d}-{unit}")
                    certification.record_certificate(session, line.id, unit, draft)

    def _commission(self) -> None:
        with self._scene(RAINER) as session:
            draft = CommissioningDraft(self.moment.date(), self.plot.customer)
            installation.commission(session, self.deal_id, self._version(), draft)

    def _finish(self) -> None:
        with self._scene() as session:
            service.offer(session, self.deal_id, self._version())
            service.accept(session, self.deal_id, self._version())
            contract = ServiceDraft(self.moment.date(), 24, Periodicity.HALF_YEARLY, Decimal("900.00"))
            service.conclude_contract(session, self.deal_id, self._version(), contract)
        self._pay(Decimal(1))
        with self._scene() as session:
            for record in session.scalars(select(Contract).where(Contract.deal_id == self.deal_id)).all():
                papers.papers_back(session, "contract", record.id, record.version)
            notes = select(DeliveryNote).join(Shipment, Shipment.id == DeliveryNote.shipment_id)
            for note in session.scalars(notes.where(Shipment.deal_id == self.deal_id)).all():
                papers.papers_back(session, "delivery_note", note.id, note.version)

    def _pay(self, share: Decimal) -> None:
        with self._scene() as session:
            for invoice in session.scalars(select(Invoice).where(Invoice.deal_id == self.deal_id)).all():
                amount = round(invoice.gross * share, 2) - invoice.paid
                if amount > 0:
                    papers.record_payment(session, invoice.id, invoice.version, amount, self.moment.date(), "Statement 114")

    def _stay(self) -> None:
        """What goes on in the stage where the plot leaves the deal, and the next step in it."""
        plot = self.plot
        if plot.ready is not None:
            self._report(*plot.ready)
        if plot.shipped:
            self._ship(plot.shipped)
        if plot.certificates:
            self._certify(plot.certificates)
        if plot.stage not in (Stage.SELECTION, Stage.CLOSED) and plot.paid:
            self._pay(Decimal("0.5") if plot.stage is Stage.PRODUCTION else Decimal(1))
        if plot.stage is Stage.CLOSED:
            return
        with self._scene() as session:
            finish_tasks(session, self.deal_id, self.moment, "")
            if plot.step is not None:
                title, days = plot.step
                due = self.story.today.replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=days)
                tasks.plan(session, self.deal_id, title, due)

    def _report(self, percent: int, first: int, present: int) -> None:
        """The plant promised *first*, and now promises *present* (days from today)."""
        query = (
            select(ProductionOrderLine)
            .join(ProductionOrder, ProductionOrder.id == ProductionOrderLine.production_order_id)
            .join(SalesOrder, SalesOrder.id == ProductionOrder.sales_order_id)
            .where(SalesOrder.deal_id == self.deal_id)
            .order_by(ProductionOrderLine.id)
        )
        line = self.story.session.scalars(query).first()
        assert line is not None, "a plot with readiness has goods that the plant makes"
        today = self.story.today.date()
        with self._scene(FRANK) as session:
            # Until the plant speaks itself, the order holds only what the list of articles says.
            line.first_promised_on = line.promised_on = None
            session.flush()
            orders.report_readiness(session, line.id, line.version, percent // 2, today + timedelta(days=first))
        with self._scene(FRANK) as session:
            reason = "The cooling unit came late" if present > first else ""
            orders.report_readiness(session, line.id, line.version, percent, today + timedelta(days=present), reason)
