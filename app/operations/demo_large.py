"""A company of real size around the story: a million counterparties, their deals, letters and goods, the same for a seed.

Everything is written in bulk, without a trail, in the transaction of the session: interrupted, it leaves nothing behind.
"""

from array import array

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models.counterparties import (
    Contact,
    ContactPoint,
    Counterparty,
    Identity,
    LegalEntity,
)
from app.models.deals import Deal, DealContact, DealLine, Need, StageEntry
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction, Message
from app.models.marketing import BlockEntry, Consent
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    WarehouseOrder,
    WarehouseOrderLine,
)
from app.models.papers import Contract, DeliveryNote, Invoice, Payment, Quotation, TaxInvoice
from app.models.products import Barcode, Product
from app.models.service import Commissioning, ServiceContract, ServiceVisit
from app.models.session import touch
from app.models.stock import Batch, Location, Reservation, StockBalance, StockMove
from app.models.tasks import Task
from app.operations.demo_large_deals import sketches, write_deals
from app.operations.demo_large_goods import articles, lay_articles, lay_stock
from app.operations.demo_large_ground import Door, Extent, Ground, Opener, keep_numbers, lay, table
from app.operations.demo_large_history import write_history, write_inquiries
from app.operations.demo_large_links import link
from app.operations.demo_large_orders import Used, write_holds, write_orders
from app.operations.demo_large_papers import write_papers
from app.operations.demo_large_people import meet_everybody, parts
from app.operations.intake_rules import company_timetable
from app.operations.responses import rule

__all__ = ["FILLED", "Door", "Extent", "Opener", "fill_large"]

FILLED = (
    *(Counterparty, Contact, ContactPoint, Identity, LegalEntity, Consent, BlockEntry),
    *(Product, Barcode, Location, Batch, StockMove, StockBalance),
    *(Deal, DealLine, Need, DealContact, StageEntry, Task),
    *(Quotation, Contract, Invoice, Payment, DeliveryNote, TaxInvoice),
    *(SalesOrder, SalesOrderLine, WarehouseOrder, WarehouseOrderLine, ProductionOrder, ProductionOrderLine),
    *(PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine, Reservation),
    *(Commissioning, ServiceContract, ServiceVisit),
    *(Inquiry, Interaction, Message, Call),
)
"""What it is written to."""
DEALS_AT_ONCE = 5_000


def fill_large(session: Session, extent: Extent, seed: int, opener: Opener) -> None:
    """Write it all, parents before children; the same rows for the same *seed* on the same day."""
    ground = lay(session, extent, seed)
    promised = company_timetable(session)
    for kind in FILLED:
        if "id" in table(kind).c:
            ground.first_id(kind)
    links = link(ground)
    goods = articles(ground)
    with opener(session, [table(kind) for kind in FILLED]) as door:
        meet_everybody(ground, links, door)
        lay_articles(ground, goods, door)
        write_inquiries(ground, links, goods, promised, rule(session), door)
        nothing = bytes(4 * len(goods) * extent.batches)
        used = Used(array("I", nothing), array("I", nothing), [])
        for part in parts(sketches(ground, links, goods), DEALS_AT_ONCE):
            write_deals(ground, links, goods, part, door)
            write_papers(ground, part, door)
            write_orders(ground, goods, part, used, door)
        lay_stock(ground, goods, used.shipped, used.held, door)
        write_holds(ground, used, door)
        write_history(ground, links, goods, door)
        _name_inquiries(session, ground)
    keep_numbers(ground)
    for kind in FILLED:
        touch(session, str(kind.__tablename__))


def _name_inquiries(session: Session, ground: Ground) -> None:
    """Let every lead know the inquiry that it came with; the two tables point at each other, so it comes last."""
    session.execute(
        update(Counterparty)
        .where(Inquiry.counterparty_id == Counterparty.id, Inquiry.id >= ground.first_id(Inquiry))
        .values(inquiry_id=Inquiry.id)
        .execution_options(synchronize_session=False)
    )
