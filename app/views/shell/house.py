"""What a main window is made of; the composition root puts it together for one person."""

from collections.abc import Callable
from dataclasses import dataclass

from app.views.room import RoomEntry
from app.views.shell.badge import Person
from app.views.shell.commands import Finder
from app.views.shell.notices import NoticeBooks


@dataclass(frozen=True, slots=True)
class House:
    """What the main window is made of. manual opens the page of a room, by its name."""

    person: Person
    entries: tuple[RoomEntry, ...]
    connected_to: str
    finders: tuple[Finder, ...] = ()
    notices: NoticeBooks | None = None
    manual: Callable[[str], object] | None = None
