"""Rooms of the warehouse: receiving, shipping, stock."""

from collections.abc import Sequence

from app.errors import DeviceTrouble
from app.events import ScanSource
from app.language import marked
from app.models.terms import Role
from app.operations import waiting
from app.views.house.offered import Offered, Tools
from app.views.station import books as scan_books
from app.views.station import room as station
from app.views.station import scan_desk
from app.views.station import ship_room as shipping
from app.views.station.label_folder import LabelFolder
from app.views.station.sounds import Tones
from app.views.stock import count_room as counting
from app.views.stock import moves_room as moves
from app.views.stock import room as stock

STOCK_ROLES = frozenset({Role.WAREHOUSE, Role.ADMIN, Role.SELLER, Role.HEAD, Role.PRODUCTION, Role.SERVICE})
STOCK_TOPICS = frozenset({"batch", "stock_balance", "stock_move", "reservation", "location", "product"})

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
    Offered(
        STOCK_ROLES,
        "stock",
        marked("Stock"),
        "package",
        lambda tools: stock.StockRoom(
            tools.desk,
            tools.messages,
            tools.preferences,
            tools.person,
            LabelFolder(tools.home / "labels").put,
            _scanners(tools),
        ),
        load=lambda: stock.StockRoom,
        topics=STOCK_TOPICS,
        kinds=frozenset({"stock", "product", "batch"}),
    ),
    Offered(
        STOCK_ROLES,
        "moves",
        marked("Moves"),
        "arrows-left-right",
        lambda tools: moves.MovesRoom(tools.desk, tools.messages, tools.preferences, tools.person),
        load=lambda: moves.MovesRoom,
        topics=frozenset({"stock_move"}),
        kinds=frozenset({"moves", "stock_move"}),
    ),
    Offered(
        frozenset({Role.WAREHOUSE, Role.ADMIN}),
        "count",
        marked("Count"),
        "clipboard-text",
        lambda tools: counting.CountRoom(tools.desk, tools.messages, tools.preferences, _scanners(tools)),
        load=lambda: counting.CountRoom,
        topics=frozenset({"stock_balance", "stock_move", "batch", "reservation"}),
        kinds=frozenset({"count", "count_batch", "count_product", "count_place"}),
    ),
)


def _scanners(tools: Tools) -> Sequence[ScanSource]:
    """The scanners of this workstation, where somebody of the warehouse sits; others look and type.

    A second window on the same computer has no scanners: the stock opens all the same, and says so.
    """
    if tools.person.roles.isdisjoint({Role.WAREHOUSE, Role.ADMIN}):
        return ()
    try:
        return tools.scanning()[1]
    except DeviceTrouble as trouble:
        tools.messages.problem(trouble)
        return ()
