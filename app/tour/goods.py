"""Plant and warehouse: readiness reported, boxes received by scan, the rest held, everything shipped by batch."""

import os
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import Document
from app.models.deals import Deal
from app.models.orders import ProductionOrderLine, SalesOrder, SalesOrderLine, Shipment, WarehouseOrder
from app.models.papers import DeliveryNote, TaxInvoice
from app.models.session import now, wall_clock
from app.models.stock import ScanRecord
from app.models.terms import Role, Stage
from app.operations import orders, paper_printing
from app.reports.labels import LARGE, BatchLabel, batch_labels
from app.tour.cast import CARTRIDGE, CARTRIDGE_GTIN, CHAMBER, CHAMBER_GTIN, MADE, NEWER, OLDER, box_code, login_of, stock_of
from app.tour.player import Player
from app.tour.selling import held_for, open_deal, stage_of
from app.views.station.room import StationRoom
from app.views.station.ship_room import ShipRoom

CHAMBER_BATCH = "KK26-017"
STRANGER = "]C10109506000134352"
"""A box of somebody else's article."""


def plant_is_ready(player: Player, deal_id: int) -> None:
    """The plant reports half, then all of it; the seller sees the degree and the date on the deal's lines."""
    worker = player.read(login_of, Role.PRODUCTION)
    for percent in (50, 100):
        for line_id, version in player.read(_production_lines, deal_id):
            promised = player.read(_in_days, 5)
            player.act(worker, orders.report_readiness, line_id, version, percent, promised, "")
    ready = player.read(_readiness, deal_id)
    player.check(ready == [100, 100], "The plant has reported both lines as ready.")
    player.sit(worker)
    open_deal(player, deal_id)
    player.picture("production")


def _in_days(session: Session, days: int) -> date:
    return now(session).date() + timedelta(days=days)


def _production_lines(session: Session, deal_id: int) -> list[tuple[int, int]]:
    rows = session.execute(
        select(ProductionOrderLine.id, ProductionOrderLine.version)
        .join(SalesOrderLine, SalesOrderLine.id == ProductionOrderLine.sales_order_line_id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.sales_order_id)
        .where(SalesOrder.deal_id == deal_id)
        .order_by(ProductionOrderLine.id)
    )
    return [(row[0], row[1]) for row in rows]


def _readiness(session: Session, deal_id: int) -> list[int]:
    lines = [line_id for line_id, _ in _production_lines(session, deal_id)]
    query = select(ProductionOrderLine.ready_percent).where(ProductionOrderLine.id.in_(lines))
    return list(session.scalars(query))


def boxes_are_received(player: Player, deal_id: int, scanner: int) -> None:
    """The clerk scans the boxes of the plant over a serial line; a stranger is refused; finishing books them."""
    player.sit(player.read(login_of, Role.WAREHOUSE))
    room = player.room("receive", StationRoom)
    arrivals = room.station.orders.orders
    player.until(lambda: bool(arrivals.rows), "the arrivals")
    player.picture("arrivals")
    arrival = next(
        row for row in arrivals.rows if row.order_id == player.read(_order_of, deal_id) and row.kind == "production"
    )
    room.open_order(arrival)
    player.until(lambda: room.station.view is not None, "the receipt")
    player.picture("station-begin")
    best_before = player.read(_in_days, 720)
    scan(player, scanner, box_code(CARTRIDGE_GTIN, MADE, best_before))
    player.picture("station-green")
    scan(player, scanner, STRANGER)
    player.picture("station-red")
    for _ in range(2):
        scan(player, scanner, box_code(CARTRIDGE_GTIN, MADE, best_before))
    scan(player, scanner, box_code(CHAMBER_GTIN, CHAMBER_BATCH))
    player.until(lambda: room.station.view is not None and room.station.view.to_scan == 0, "all boxes counted")
    player.key(room, "F12")
    player.until(lambda: room.station.view is None or room.station.view.done, "the finished receipt")
    player.settle()
    player.check(player.read(stock_of, CHAMBER) == (Decimal(1), Decimal(1)), "The chamber is in stock, held for its order.")
    player.check(player.read(stock_of, CARTRIDGE) == (Decimal(8), Decimal(8)), "All eight cartridges are in stock and held.")
    held = [batch for batch, _ in player.read(held_for, deal_id)]
    player.check(
        held[-2:] == [MADE, CHAMBER_BATCH] or held[-2:] == [CHAMBER_BATCH, MADE],
        "What was made for the order is held for it.",
    )
    player.keep(label(best_before))


def _order_of(session: Session, deal_id: int) -> int:
    query = (
        select(ProductionOrderLine.production_order_id)
        .join(SalesOrderLine, SalesOrderLine.id == ProductionOrderLine.sales_order_line_id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.sales_order_id)
        .where(SalesOrder.deal_id == deal_id)
    )
    return session.scalars(query.limit(1)).one()


def scan(player: Player, scanner: int, code: str) -> None:
    """Send *code* as the scanner does, and wait until the books have it."""
    before = player.read(_scans)
    os.write(scanner, code.encode() + b"\r")
    player.until(lambda: player.read(_scans) > before, "the scan in the books")
    player.settle()


def _scans(session: Session) -> int:
    return len(session.scalars(select(ScanRecord.id)).all())


def label(best_before: date) -> Document:
    """The label of the batch that the plant has made."""
    row = BatchLabel(CARTRIDGE, "Adsorber cartridge AD-12 for dry air", MADE, CARTRIDGE_GTIN, best_before)
    return batch_labels([row], LARGE, "en", wall_clock())


def goods_are_shipped(player: Player, seller: str, deal_id: int, scanner: int) -> None:
    """On to the sale from stock; the clerk picks by scan what the screen proposes, and everything ships by batch."""
    player.sit(seller)
    room = open_deal(player, deal_id)
    player.key(room.page, "Ctrl+Right")
    player.check(
        player.read(stage_of, deal_id) is Stage.STOCK_SALE, "All goods are in stock: the deal is a sale from stock."
    )
    _pick_and_ship(player, player.read(_warehouse_order, deal_id), scanner)
    note, invoice, document = player.read(_shipping_papers, deal_id)
    player.keep(player.read(paper_printing.attachment, document))
    player.check(
        bool(note and invoice), "Shipped with delivery note {note} and tax invoice {invoice}.", note=note, invoice=invoice
    )
    player.check(player.read(stock_of, CARTRIDGE) == (Decimal(0), Decimal(0)), "What was held has left the stock.")
    player.sit(seller)
    open_deal(player, deal_id)
    player.picture("deal-shipped")


def _pick_and_ship(player: Player, order_id: int, scanner: int) -> None:
    """The order's number is scanned, then each box that the screen proposes; a stranger is refused; F12 ships."""
    player.sit(player.read(login_of, Role.WAREHOUSE))
    room = player.room("ship", ShipRoom)
    orders = room.station.orders.orders
    player.until(lambda: bool(orders.rows), "the orders to ship")
    player.picture("to-ship")
    number = player.read(_number_of, order_id)
    os.write(scanner, f"]C0{number}\r".encode())
    player.until(lambda: room.scans.record_id == order_id, "the order opened by its number")
    player.settle()
    player.picture("ship-begin")
    scan(player, scanner, STRANGER)
    player.picture("ship-red")
    reasons: dict[str, str] = {}
    while (view := room.station.view) is not None and view.next is not None:
        gtin = CARTRIDGE_GTIN if "AD-12" in view.next.name else CHAMBER_GTIN
        reasons.setdefault(view.next.batch, str(view.next.why))
        scan(player, scanner, box_code(gtin, view.next.batch))
    player.picture("ship-green")
    player.check(
        [batch for batch in reasons if batch != CHAMBER_BATCH] == [OLDER, NEWER, MADE],
        "The oldest batch is proposed first, and why: {batch}, {why}.",
        batch=OLDER,
        why=reasons.get(OLDER, ""),
    )
    player.check(view is not None and view.to_scan == 0, "Every box is picked.")
    player.key(room, "F12")
    player.until(lambda: room.station.view is None, "the shipment")
    player.settle()
    player.picture("shipped")


def _warehouse_order(session: Session, deal_id: int) -> int:
    query = (
        select(WarehouseOrder.id)
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .where(SalesOrder.deal_id == deal_id)
    )
    return session.scalars(query).one()


def _number_of(session: Session, order_id: int) -> str:
    return session.get_one(WarehouseOrder, order_id).number


def _shipping_papers(session: Session, deal_id: int) -> tuple[str, str, int]:
    query = (
        select(DeliveryNote.number, TaxInvoice.number, DeliveryNote.document_id)
        .join(Shipment, Shipment.id == DeliveryNote.shipment_id)
        .join(TaxInvoice, TaxInvoice.shipment_id == Shipment.id)
        .join(Deal, Deal.id == Shipment.deal_id)
        .where(Deal.id == deal_id)
    )
    row = session.execute(query).one()
    return row[0], row[1], row[2] or 0
