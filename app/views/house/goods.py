"""Rooms of the warehouse: receiving, shipping, stock."""

from app.language import marked
from app.models.terms import Role
from app.operations import waiting
from app.views.house.offered import Offered
from app.views.station import books as scan_books
from app.views.station import room as station
from app.views.station import scan_desk
from app.views.station import ship_room as shipping
from app.views.station.label_folder import LabelFolder
from app.views.station.sounds import Tones

SHIPPING_TOPICS = frozenset({"warehouse_order", "warehouse_order_line", "reservation", "batch", "shipment", "deal"})
RECEIPT_TOPICS = frozenset({"receipt", "purchase_order", "purchase_order_line", "production_order", "production_order_line"})

ROOMS = (
    Offered(
        frozenset({Role.WAREHOUSE, Role.ADMIN}),
        "receive",
        marked("Receive"),
        "barcode",
        lambda tools: station.StationRoom(
            tools.desk,
            tools.messages,
            scan_desk.ScanDesk(tools.desk, *tools.scanning()),
            person=tools.person.name,
            labels=LabelFolder(tools.home / "labels").put,
            sounds=Tones(tools.home / "sounds"),
        ),
        load=lambda: (station.StationRoom, scan_desk.ScanDesk),
        topics=RECEIPT_TOPICS,
        count=waiting.arrivals,
        kinds=frozenset({"receipt", "receive", "purchase_order", "production_order"}),
        whole_window=True,
    ),
    Offered(
        frozenset({Role.WAREHOUSE, Role.ADMIN}),
        "ship",
        marked("Ship"),
        "truck",
        lambda tools: shipping.ShipRoom(
            tools.desk,
            tools.messages,
            scan_desk.ScanDesk(tools.desk, *tools.scanning(), scan_books.ShippingBooks()),
            person=tools.person.name,
            labels=LabelFolder(tools.home / "labels").put,
            sounds=Tones(tools.home / "sounds"),
        ),
        load=lambda: (shipping.ShipRoom, scan_desk.ScanDesk),
        topics=SHIPPING_TOPICS,
        count=waiting.to_ship,
        kinds=frozenset({"ship", "warehouse_order"}),
        whole_window=True,
    ),
)
