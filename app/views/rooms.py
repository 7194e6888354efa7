"""Which rooms a person has: by role, in the order of the day's work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.events import ScanSource
from app.models.terms import Role
from app.operations import waiting
from app.operations.actors import Actor
from app.views.deals.paper_desk import PaperDesk
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.leads.rooms import MyLeadsRoom, NewLeadsRoom
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import Room, RoomEntry
from app.views.station.label_folder import LabelFolder
from app.views.station.room import StationRoom
from app.views.station.scan_desk import ScanDesk
from app.views.station.scan_path import Spool
from app.views.station.sounds import Tones
from app.views.triage.room import TriageRoom

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
    """One room of the house and whose it is."""

    roles: frozenset[Role]
    room: type[Room]
    build: Callable[[Tools], Room]
    count: Callable[[Any], int] | None = None
    kinds: frozenset[str] = frozenset()
    whole_window: bool = False


HOUSE: tuple[Offered, ...] = (
    Offered(
        frozenset({Role.DISPATCHER, Role.ADMIN}),
        TriageRoom,
        lambda tools: TriageRoom(tools.desk, tools.messages, tools.person),
        count=waiting.to_sort,
        kinds=frozenset({"inquiry", "triage"}),
    ),
    Offered(
        frozenset({Role.HEAD}),
        NewLeadsRoom,
        lambda tools: NewLeadsRoom(tools.desk, tools.messages, tools.person),
        count=waiting.new_leads,
        kinds=frozenset({"inquiry", "new_leads"}),
    ),
    Offered(
        frozenset({Role.SELLER}),
        MyLeadsRoom,
        lambda tools: MyLeadsRoom(tools.desk, tools.messages, tools.person),
        count=waiting.my_leads,
        kinds=frozenset({"inquiry", "my_leads"}),
    ),
    Offered(
        frozenset(Role) - {Role.WAREHOUSE},
        DealsRoom,
        lambda tools: DealsRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        kinds=frozenset({"deal", "deals"}),
    ),
    Offered(
        frozenset({Role.WAREHOUSE, Role.ADMIN}),
        StationRoom,
        lambda tools: StationRoom(
            tools.desk,
            tools.messages,
            ScanDesk(tools.desk, *tools.scanning()),
            person=tools.person.name,
            labels=LabelFolder(tools.home / "labels").put,
            sounds=Tones(tools.home / "sounds"),
        ),
        count=waiting.arrivals,
        kinds=frozenset({"receipt", "receive", "purchase_order", "production_order"}),
        whole_window=True,
    ),
)
"""Every room, in the order of the rail."""


def rooms_of(tools: Tools) -> tuple[RoomEntry, ...]:
    """The rooms of who sits here; each is built at its first visit."""
    return tuple(_entry(offered, tools) for offered in HOUSE if not offered.roles.isdisjoint(tools.person.roles))


def _entry(offered: Offered, tools: Tools) -> RoomEntry:
    room = offered.room
    return RoomEntry(
        room.name,
        room.title,
        room.icon,
        lambda: offered.build(tools),
        topics=room.topics,
        count=offered.count,
        kinds=offered.kinds,
        whole_window=offered.whole_window,
    )
