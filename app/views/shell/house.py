"""What a main window is made of; the composition root puts it together for one person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.views.room import RoomEntry
from app.views.shell.badge import Person
from app.views.shell.commands import Finder
from app.views.shell.notices import NoticeBooks


class OwnWindows(Protocol):
    """What opens in windows of its own beside the rooms: letters that are written or read."""

    @property
    def kinds(self) -> frozenset[str]:
        """What rooms call it when they want it by ``wanted``."""

    def open(self, kind: str, record: int) -> None:
        """Open *record*; the room that is shown stays."""

    def has_unsaved_edits(self) -> bool:
        """Whether something would be lost by leaving now."""

    def close_all(self) -> None:
        """The person leaves this desk."""


@dataclass(frozen=True, slots=True)
class House:
    """What the main window is made of. manual opens the page of a room, by its name.

    more_keys: further sections of the sheet of keys, for what works everywhere: title and (key, words), marked.
    """

    person: Person
    entries: tuple[RoomEntry, ...]
    connected_to: str
    finders: tuple[Finder, ...] = ()
    notices: NoticeBooks | None = None
    manual: Callable[[str], object] | None = None
    beside: OwnWindows | None = None
    more_keys: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
