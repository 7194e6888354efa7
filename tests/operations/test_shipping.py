"""Goods leave oldest batch first, whole or in part, and never from a batch that may not go."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.orders import Shipment, ShipmentLine
from app.models.papers import DeliveryNote, TaxInvoice
from app.models.stock import Batch, Reservation, StockBalance
from app.models.tasks import Notification
from app.models.terms import ReservationState, Stage
from app.operations import integrity, paper_printing, shipping
from app.operations.shipping_rows import ShippedRow
from tests.deal_factories import House, house, move, product, shipped, sold, stock


@pytest.fixture
def at(store: Store) -> House:
    here = house(store)
    product(here, "PUMP", "0.33")
    stock(here, "PUMP", "2", batch="NEW", expiry=date(2027, 8, 1))
    stock(here, "PUMP", "2", batch="OLD", expiry=date(2026, 12, 1))
    return here


def part(at: House, deal_id: int, quantity: str) -> ShippedRow:
    order, version = at.warehouse_order(deal_id)
    line = at.store.read(shipping.ready)[0].lines[0].id
    with at.acting("Wanda"):
        return at.store.write(shipping.ship, order, version, {line: Decimal(quantity)})


def test_partial_shipments_add_up_to_the_deal(at: House) -> None:
    deal_id = sold(at, ("PUMP", "3"))
    ready = at.store.read(shipping.ready)[0]
    assert (ready.company, ready.whole, ready.address) == (
        "Helios Batterie GmbH",
        True,
        "Werkstraße 2\n09112 Chemnitz",
    )
    assert [(pick.batch, pick.quantity, pick.fit) for pick in ready.lines[0].picks] == [
        ("OLD", Decimal(2), True),
        ("NEW", Decimal(1), True),
    ]
    first = part(at, deal_id, "1")
    assert (first.number, first.whole) == ("S-2026-0001", False)
    second = part(at, deal_id, "1")
    third = shipped(at, deal_id)
    assert third.whole
    assert at.store.read(shipping.ready) == ()
    batches = select(Batch.code).join(ShipmentLine, ShipmentLine.batch_id == Batch.id).order_by(ShipmentLine.id)
    assert at.store.read(lambda session: session.scalars(batches).all()) == ["OLD", "OLD", "NEW"]
    invoices = at.store.read(lambda session: [(t.net, t.tax) for t in session.scalars(select(TaxInvoice))])
    assert [sum(each) for each in zip(*invoices, strict=True)] == [Decimal("0.99"), Decimal("0.22")]
    assert second.tax_invoice == "TI-2026-0002"
    assert at.count(select(Reservation).where(Reservation.state == ReservationState.ACTIVE)) == 0
    assert at.store.read(lambda s: sum(s.scalars(select(StockBalance.on_hand)))) == 1
    assert [finding for _, check in integrity.CHECKS for finding in at.store.read(check)] == []
    told = select(Notification).where(Notification.employee_id == at.people["Olga"])
    assert at.count(told) == 3


def test_no_more_goes_than_is_held(at: House) -> None:
    deal_id = sold(at, ("PUMP", "1"))
    with pytest.raises(UserError, match="held for this line"):
        part(at, deal_id, "1.5")
    with pytest.raises(UserError, match="nothing to ship"):
        part(at, deal_id, "0")
    with pytest.raises(UserError, match="how much"):
        part(at, deal_id, "-1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"blocked": True}, "is blocked"), ({"expiry": date(2026, 8, 2)}, "has expired")],
)
def test_a_batch_that_may_not_go_stays(at: House, changes: dict[str, object], words: str) -> None:
    deal_id = sold(at, ("PUMP", "1"))
    at.run(update(Batch).where(Batch.code == "OLD").values(**changes))
    pick = at.store.read(shipping.ready)[0].lines[0].picks[0]
    assert not pick.fit
    with pytest.raises(UserError, match=words):
        shipped(at, deal_id)
    assert at.count(select(Shipment)) == 0


def test_who_where_and_which_version(at: House) -> None:
    deal_id = sold(at, ("PUMP", "1"))
    order, version = at.warehouse_order(deal_id)
    with pytest.raises(NotAllowed):
        at.store.write(shipping.ship, order, version)
    with at.acting("Wanda"), pytest.raises(Conflict):
        at.store.write(shipping.ship, order, version + 1)
    shipped(at, deal_id)
    move(at, deal_id, Stage.INSTALLATION)
    with pytest.raises(UserError, match="not open"):
        shipped(at, deal_id)


def test_the_delivery_note_is_kept_with_the_deal(at: House) -> None:
    deal_id = sold(at, ("PUMP", "3"))
    row = part(at, deal_id, "2.5")
    kept = at.store.write(shipping.print_delivery_note, row.shipment_id)
    assert at.get(DeliveryNote, row.delivery_note_id, "document_id") == kept
    assert at.store.read(paper_printing.attachment, kept).data.startswith(b"%PDF")
