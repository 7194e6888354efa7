"""Which rooms a person has: by role, in the order of the day's work.

The rooms wait with their loading (app.on_first_use): what the rail shows of a room stands here, and the room itself loads
at its first visit. A test holds the two together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.events import ScanSource
from app.language import marked
from app.models.terms import Role
from app.operations import waiting
from app.operations.actors import Actor
from app.views.deals import room as deals
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.leads import rooms as leads
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import Room, RoomEntry
from app.views.station import room as station
from app.views.station import scan_desk
from app.views.station.label_folder import LabelFolder
from app.views.station.scan_path import Spool
from app.views.station.sounds import Tones
from app.views.triage import room as triage

Scanning = Callable[[], tuple[Spool, Sequence[ScanSource]]]
"""Opens this workstation's scan spool and names its scanners; called when somebody first goes to a room that scans."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What rooms are built with. home: the folder of this workstation's own files."""

    desk: Desk
    messages: Messages
    preferences: Preferences
    person: Actor
    papers: PaperDesk
    scanning: Scanning
    home: Path


@dataclass(frozen=True, slots=True)
class Offered:
    """One room of the house and whose it is; name, title, icon and topics are the room's own; load loads its code."""

    roles: frozenset[Role]
    name: str
    title: str
    icon: str
    build: Callable[[Tools], Room]
    load: Callable[[], object]
    topics: frozenset[str]
    count: Callable[[Any], int] | None = None
    kinds: frozenset[str] = frozenset()
    whole_window: bool = False


INQUIRY_TOPICS = frozenset({"inquiry", "interaction"})
DEAL_TOPICS = frozenset(
    {
        *("deal", "deal_line", "need", "deal_contact", "supply_part", "stage_entry", "task", "interaction"),
        *("quotation", "contract", "invoice", "payment", "delivery_note", "tax_invoice"),
        *("sales_order", "warehouse_order", "production_order", "production_order_line", "purchase_order"),
        *("purchase_order_line", "reservation", "shipment", "certificate", "commissioning", "service_contract"),
        *("service_visit", "counterparty", "legal_entity", "contact"),
    }
)
RECEIPT_TOPICS = frozenset({"receipt", "purchase_order", "purchase_order_line", "production_order", "production_order_line"})

HOUSE: tuple[Offered, ...] = (
    Offered(
        frozenset({Role.DISPATCHER, Role.ADMIN}),
        "triage",
        marked("Triage"),
        "tray",
        lambda tools: triage.TriageRoom(tools.desk, tools.messages, tools.person),
        load=lambda: triage.TriageRoom,
        topics=INQUIRY_TOPICS,
        count=waiting.to_sort,
        kinds=frozenset({"inquiry", "triage"}),
    ),
    Offered(
        frozenset({Role.HEAD}),
        "new_leads",
        marked("New leads"),
        "user-plus",
        lambda tools: leads.NewLeadsRoom(tools.desk, tools.messages, tools.person),
        load=lambda: leads.NewLeadsRoom,
        topics=INQUIRY_TOPICS,
        count=waiting.new_leads,
        kinds=frozenset({"inquiry", "triage", "new_leads"}),
    ),
    Offered(
        frozenset({Role.SELLER}),
        "my_leads",
        marked("My leads"),
        "user-plus",
        lambda tools: leads.MyLeadsRoom(tools.desk, tools.messages, tools.person),
        load=lambda: leads.MyLeadsRoom,
        topics=INQUIRY_TOPICS,
        count=waiting.my_leads,
        kinds=frozenset({"inquiry", "triage", "my_leads"}),
    ),
    Offered(
        frozenset(Role) - {Role.WAREHOUSE},
        "deals",
        marked("Deals"),
        "columns",
        lambda tools: deals.DealsRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: deals.DealsRoom,
        topics=DEAL_TOPICS,
        kinds=frozenset({"deal", "deals"}),
    ),
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
)
"""Every room, in the order of the rail."""


def rooms_of(tools: Tools) -> tuple[RoomEntry, ...]:
    """The rooms of who sits here; each is built at its first visit."""
    return tuple(_entry(offered, tools) for offered in HOUSE if not offered.roles.isdisjoint(tools.person.roles))


def load_rooms(person: Actor) -> None:
    """Load the code of every room of *person*: in the background, so that no first visit keeps the window waiting."""
    for offered in HOUSE:
        if not offered.roles.isdisjoint(person.roles):
            offered.load()


def _entry(offered: Offered, tools: Tools) -> RoomEntry:
    return RoomEntry(
        offered.name,
        offered.title,
        offered.icon,
        lambda: offered.build(tools),
        topics=offered.topics,
        count=offered.count,
        kinds=offered.kinds,
        whole_window=offered.whole_window,
    )
