"""The whole way of a deal by operations alone, through every gate, and each gate closed by each missing thing."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from app.database.store import Store
from app.errors import Conflict, GateClosed, UserError
from app.models.counterparties import Counterparty
from app.models.deals import Deal, StageEntry
from app.models.orders import ProductionOrderLine, PurchaseOrder, SalesOrder, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, TaxInvoice
from app.models.tasks import Task
from app.models.terms import CounterpartyKind, OrderState, Periodicity, Stage, Supply, TaskKind
from app.operations import (
    certification,
    deal_board,
    deal_card,
    deal_lines,
    deal_moves,
    installation,
    integrity,
    papers,
    service,
)
from app.operations.certification import CertificateDraft
from app.operations.installation import CommissioningDraft
from app.operations.service import ServiceDraft
from tests.clock import FixedClock
from tests.deal_factories import House, agreed, deal, house, move, product, received, shipped, sold, stock

TODAY = date(2026, 8, 3)


@pytest.fixture
def at(store: Store) -> House:
    """Pumps in stock; chambers that the plant makes and a body must certify; kits that a supplier sells."""
    here = house(store)
    product(here, "PUMP", "100.00")
    product(here, "CHAMBER", "1000.00", made=True, climatic=True)
    product(here, "KIT", "10.00", bought=True)
    stock(here, "PUMP", "10")
    return here


def lacks(at: House, deal_id: int, target: Stage) -> list[str]:
    with pytest.raises(GateClosed) as closed:
        move(at, deal_id, target)
    named = [lack.code for lack in closed.value.missing]
    assert [lack.code for lack in at.store.read(deal_board.why, deal_id).missing] == named
    assert [lack.code for lack in at.store.read(deal_card.card, deal_id).missing] == named
    return named


def installed(at: House, deal_id: int) -> None:
    with at.acting("Sven"):
        record = CommissioningDraft(TODAY, "Dr. Meinert", serials="KK-1")
        at.store.write(installation.commission, deal_id, at.version(deal_id), record)


def paid(at: House, deal_id: int) -> None:
    invoice = at.one(select(Invoice.id).where(Invoice.deal_id == deal_id))
    version, gross = at.get(Invoice, invoice, "version"), at.get(Invoice, invoice, "gross")
    at.store.write(papers.record_payment, invoice, version, gross, TODAY)


def all_back(at: House, deal_id: int) -> None:
    contract = at.one(select(Contract.id).where(Contract.deal_id == deal_id))
    at.store.write(papers.papers_back, "contract", contract, at.get(Contract, contract, "version"))
    for note in at.store.read(lambda session: session.scalars(select(DeliveryNote.id)).all()):
        at.store.write(papers.papers_back, "delivery_note", note, at.get(DeliveryNote, note, "version"))


def test_a_deal_walks_from_selection_to_closed(at: House, clock: FixedClock) -> None:
    deal_id = deal(at, ("PUMP", "2"), ("CHAMBER", "1"), ("KIT", "3"))
    agreed(at, deal_id)
    clock.advance(days=1)
    moved = move(at, deal_id, Stage.PRODUCTION)
    assert moved.sentence.said("en") == "Helios Batterie GmbH is in Production now."

    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["plant_received", "supplier_received"]
    received(at, "production", deal_id)
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["supplier_received"]
    received(at, "purchase", deal_id, batch="K-1")
    clock.advance(days=10)
    move(at, deal_id, Stage.STOCK_SALE)

    assert lacks(at, deal_id, Stage.CERTIFICATION) == ["shipped"] * 3
    assert shipped(at, deal_id).whole
    move(at, deal_id, Stage.CERTIFICATION)

    assert lacks(at, deal_id, Stage.INSTALLATION) == ["certificate"]
    line, _ = at.line(deal_id, 2)
    at.store.write(certification.record_certificate, line, 1, CertificateDraft("TÜV", "Z-1", TODAY))
    move(at, deal_id, Stage.INSTALLATION)

    assert lacks(at, deal_id, Stage.SERVICE) == ["commissioned"]
    installed(at, deal_id)
    move(at, deal_id, Stage.SERVICE)

    assert lacks(at, deal_id, Stage.CLOSED) == ["service_decided", "paid", "papers_back", "papers_back"]
    at.store.write(service.accept, deal_id, at.version(deal_id))
    assert at.one(select(Task.kind).where(Task.deal_id == deal_id, Task.done_at.is_(None))) is (
        TaskKind.CONCLUDE_SERVICE_CONTRACT
    )
    draft = ServiceDraft(TODAY, 24, Periodicity.HALF_YEARLY, Decimal("900.00"))
    at.store.write(service.conclude_contract, deal_id, at.version(deal_id), draft)
    visits = at.store.read(deal_card.card, deal_id).service.visits
    assert [visit.due_on for visit in visits][:2] == [date(2027, 2, 2), date(2027, 8, 2)]
    with at.acting("Sven"):
        at.store.write(service.visit_done, visits[0].id, "Oil changed")
        with pytest.raises(UserError, match="already"):
            at.store.write(service.visit_done, visits[0].id, "Oil changed")
    assert lacks(at, deal_id, Stage.CLOSED) == ["paid", "papers_back", "papers_back"]
    paid(at, deal_id)
    assert lacks(at, deal_id, Stage.CLOSED) == ["papers_back", "papers_back"]
    all_back(at, deal_id)
    clock.advance(hours=1)
    move(at, deal_id, Stage.CLOSED)

    assert at.get(Deal, deal_id, "closed_at") == clock()
    assert at.count(select(Task).where(Task.deal_id == deal_id, Task.done_at.is_(None))) == 0
    assert at.one(select(SalesOrder.state)) is OrderState.DONE
    assert at.one(select(WarehouseOrder.state)) is OrderState.DONE
    assert at.get(Counterparty, at.customer, "kind") is CounterpartyKind.CUSTOMER
    entries = at.store.read(
        lambda session: [(e.stage, e.left_at is None) for e in session.scalars(select(StageEntry).order_by(StageEntry.id))]
    )
    ways = [Stage.SELECTION, Stage.PRODUCTION, Stage.STOCK_SALE, Stage.CERTIFICATION, Stage.INSTALLATION, Stage.SERVICE]
    assert entries == [*((stage, False) for stage in ways), (Stage.CLOSED, True)]
    assert [finding for _, check in integrity.CHECKS for finding in at.store.read(check)] == []
    with pytest.raises(UserError, match="ended"):
        move(at, deal_id, Stage.SERVICE)


def test_selection_names_each_missing_thing(at: House) -> None:
    deal_id = deal(at)
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["lines_agreed", "contract", "invoice"]
    at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["PUMP"], Decimal(2))
    quotation = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["lines_agreed", "quotation_answered", "contract", "invoice"]
    at.store.write(papers.accept, quotation.record_id, quotation.version)
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["contract", "invoice"]
    at.store.write(papers.conclude_contract, deal_id, at.version(deal_id))
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["invoice"]
    at.store.write(papers.issue_invoice, deal_id, at.version(deal_id))
    move(at, deal_id, Stage.STOCK_SALE)


def test_an_invoice_that_does_not_cover_the_deal_keeps_it_in_selection(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    agreed(at, deal_id)
    at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products["PUMP"], Decimal(1))
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["lines_agreed", "invoice"]
    at.store.write(deal_lines.agree, deal_id, at.version(deal_id))
    at.store.write(papers.issue_invoice, deal_id, at.version(deal_id))
    move(at, deal_id, Stage.STOCK_SALE)


def test_a_line_without_source_keeps_the_deal_in_selection(at: House) -> None:
    deal_id = deal(at, ("PUMP", "11"))
    agreed(at, deal_id)
    assert lacks(at, deal_id, Stage.STOCK_SALE) == ["source"]


@pytest.mark.parametrize(("paper", "code"), [(DeliveryNote, "delivery_note"), (TaxInvoice, "tax_invoice")])
def test_a_shipment_without_its_papers_keeps_the_deal_in_stock_sale(
    at: House, paper: type[DeliveryNote] | type[TaxInvoice], code: str
) -> None:
    deal_id = sold(at, ("PUMP", "2"))
    shipped(at, deal_id)
    at.run(delete(paper))
    assert lacks(at, deal_id, Stage.INSTALLATION) == [code]


def test_each_unit_needs_its_own_certificate(at: House) -> None:
    deal_id = sold(at, ("CHAMBER", "2"), target=Stage.PRODUCTION)
    received(at, "production", deal_id)
    move(at, deal_id, Stage.STOCK_SALE)
    shipped(at, deal_id)
    move(at, deal_id, Stage.CERTIFICATION)
    assert lacks(at, deal_id, Stage.INSTALLATION) == ["certificate", "certificate"]
    line, _ = at.line(deal_id)
    at.store.write(certification.record_certificate, line, 2, CertificateDraft("TÜV", "Z-2", TODAY))
    assert lacks(at, deal_id, Stage.INSTALLATION) == ["certificate"]
    with pytest.raises(UserError, match="needs no"):
        at.store.write(certification.record_certificate, line, 3, CertificateDraft("TÜV", "Z-3", TODAY))
    with pytest.raises(UserError, match="already"):
        at.store.write(certification.record_certificate, line, 2, CertificateDraft("TÜV", "Z-2", TODAY))
    at.store.write(certification.record_certificate, line, 2, CertificateDraft("DEKRA", "Z-4", TODAY), 1)
    at.store.write(certification.record_certificate, line, 1, CertificateDraft("TÜV", "Z-1", TODAY))
    move(at, deal_id, Stage.INSTALLATION)


def test_installation_may_be_not_needed_and_service_declined_with_reasons(at: House) -> None:
    deal_id = sold(at, ("PUMP", "2"))
    shipped(at, deal_id)
    move(at, deal_id, Stage.INSTALLATION)
    with pytest.raises(UserError, match="why"):
        at.store.write(installation.not_needed, deal_id, at.version(deal_id), " ")
    at.store.write(installation.not_needed, deal_id, at.version(deal_id), "Spare pumps")
    move(at, deal_id, Stage.SERVICE)
    with pytest.raises(UserError, match="why"):
        at.store.write(service.decline, deal_id, at.version(deal_id), "")
    at.store.write(service.decline, deal_id, at.version(deal_id), "Own workshop")
    paid(at, deal_id)
    all_back(at, deal_id)
    move(at, deal_id, Stage.CLOSED)


@pytest.mark.parametrize("target", [Stage.STOCK_SALE, Stage.CERTIFICATION, Stage.CLOSED, Stage.SELECTION])
def test_no_gate_is_skipped(at: House, target: Stage) -> None:
    deal_id = deal(at, ("CHAMBER", "1"))
    agreed(at, deal_id)
    with pytest.raises(UserError, match="cannot go") as refused:
        move(at, deal_id, target)
    assert not isinstance(refused.value, GateClosed)
    assert at.stage(deal_id) is Stage.SELECTION


def test_a_mixed_line_comes_from_stock_plant_and_supplier(at: House) -> None:
    product(at, "MIX", "10.00", made=True, bought=True)
    stock(at, "MIX", "5", batch="M-1")
    deal_id = deal(at, ("MIX", "6"))
    line, version = at.line(deal_id)
    parts = {Supply.STOCK: Decimal(1), Supply.PLANT: Decimal(2), Supply.SUPPLIER: Decimal(3)}
    at.store.write(deal_lines.plan_split, line, version, parts)
    agreed(at, deal_id)
    move(at, deal_id, Stage.PRODUCTION)
    assert at.one(select(ProductionOrderLine.quantity)) == 2
    assert at.count(select(PurchaseOrder)) == 1
    card = at.store.read(deal_card.card, deal_id)
    assert [(part.source, part.quantity) for part in card.lines[0].parts] == list(parts.items())
    received(at, "production", deal_id, batch="M-2")
    partial = shipped(at, deal_id)
    assert not partial.whole
    received(at, "purchase", deal_id, batch="M-3")
    move(at, deal_id, Stage.STOCK_SALE)
    assert shipped(at, deal_id).whole
    sums = at.store.read(lambda session: [(t.net, t.tax) for t in session.scalars(select(TaxInvoice))])
    assert [sum(each) for each in zip(*sums, strict=True)] == [Decimal("60.00"), Decimal("13.20")]
    assert at.get(Deal, deal_id, "gross") == Decimal("73.20")


def test_planned_stock_that_is_gone_is_said_and_nothing_is_oversold(at: House) -> None:
    deal_id = deal(at, ("PUMP", "8"))
    line, version = at.line(deal_id)
    at.store.write(deal_lines.plan_split, line, version, {Supply.STOCK: Decimal(8)})
    agreed(at, deal_id)
    sold(at, ("PUMP", "5"))
    with pytest.raises(UserError, match="Only") as refused:
        move(at, deal_id, Stage.STOCK_SALE)
    assert "Only 5 pc of Article PUMP" in refused.value.said("en")
    assert at.stage(deal_id) is Stage.SELECTION


def test_a_stale_version_moves_nothing(at: House) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    agreed(at, deal_id)
    stale = at.version(deal_id)
    at.run(update(Deal).values(version=stale + 1))
    with pytest.raises(Conflict):
        at.store.write(deal_moves.move, deal_id, stale, Stage.STOCK_SALE)
