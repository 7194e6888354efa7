"""The telephone of one desk, put together: pop-ups, notes, keys, calling from every number."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject

from app.operations import call_desk
from app.operations.call_rows import NoteRow
from app.views.calls.doing import BroughtForward, Doing
from app.views.calls.incoming import Incoming, Sound
from app.views.calls.keys import MainWindowKeys
from app.views.calls.note_keeper import NoteKeeper, NotesOnDisk
from app.views.calls.outgoing import Outgoing
from app.views.calls.stack import Stack
from app.views.calls.telephone import Telephone
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.shell.main_window import MainWindow


def wall_clock() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class CallsAtDesk(QObject):
    """Everything about calls that one *window* needs, until ``close_all``. ``open``: nothing opens by name here."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        window: MainWindow,
        journal: NotesOnDisk,
        sound: Sound,
        now: Callable[[], datetime] = wall_clock,
    ) -> None:
        super().__init__(window)
        self.stack = Stack(window)
        self.keeper = NoteKeeper(desk, journal, call_desk.note, restored_note, self)
        self.keeper.refused.connect(messages.problem)
        self.telephone = Telephone(desk, messages, self)
        self.incoming = Incoming(desk, window, self.stack, self.keeper, sound, now)
        self.outgoing = Outgoing(desk, self.incoming)
        go = BroughtForward(window, window.open_record)
        self.doing = Doing(desk, messages, self.telephone, self.incoming, self.outgoing, go, now)
        self.incoming.made.connect(self.doing.wire)
        self.telephone.asked.connect(self.outgoing.show_request)
        self.keys = MainWindowKeys(window, self.stack, self.incoming.begin_note, lambda: window.shows_whole_window)
        self.telephone.begin()
        self.keeper.replay()

    def close_all(self) -> None:
        """The person leaves this desk: notes are kept, pop-ups go, links to numbers are the system's again."""
        self.telephone.end()
        self.incoming.close_all()


def restored_note(session: Any, interaction_id: int, text: str, at: datetime) -> NoteRow:
    """Write what was left on a disk *at* some moment; below what was noted from another workstation since."""
    mine = next((each for each in call_desk.notes(session, interaction_id) if each.mine), None)
    newer = mine is not None and mine.changed_at is not None and mine.changed_at > at
    if mine is not None and newer and not text.startswith(mine.text):
        return call_desk.add_to_note(session, interaction_id, text)
    return call_desk.note(session, interaction_id, text)
