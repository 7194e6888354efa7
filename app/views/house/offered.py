"""What a room of the house consists of before it is built, and what it is built with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.events import ScanSource
from app.models.terms import Role
from app.operations.actors import Actor
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.mail.line import MailLine
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import Creation, Room
from app.views.settings.workstation import Workstation
from app.views.station.scan_path import Spool

Scanning = Callable[[], tuple[Spool, Sequence[ScanSource]]]
"""Opens this workstation's scan spool and names its scanners; called when somebody first goes to a room that scans."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What rooms are built with. home: the folder of this workstation's own files; workstation: its scanners; mail: its way

    to mail servers.
    """

    desk: Desk
    messages: Messages
    preferences: Preferences
    person: Actor
    papers: PaperDesk
    scanning: Scanning
    home: Path
    workstation: Workstation
    mail: Callable[[], MailLine]


@dataclass(frozen=True, slots=True)
class Offered:
    """One room of the house and whose it is; name, title, icon and topics are the room's own; load loads its code.

    first_for: roles whose day begins here, whatever the order of the rail says.
    """

    roles: frozenset[Role]
    name: str
    title: str
    icon: str
    build: Callable[[Tools], Room]
    load: Callable[[], object]
    topics: frozenset[str]
    count: Callable[[Any], int] | None = None
    kinds: frozenset[str] = frozenset()
    first_for: frozenset[Role] = frozenset()
    whole_window: bool = False
    creations: tuple[Creation, ...] = ()
