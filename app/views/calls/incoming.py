"""Hears what happens at the own telephone, and shows it: one pop-up a call, at once, and the card as soon as it is read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.events import Change
from app.models.call_terms import LegOutcome
from app.models.terms import Direction
from app.operations import call_desk
from app.operations.call_rows import PopUpCard, RingRow
from app.views.calls.note_keeper import NoteKeeper
from app.views.calls.pop_up import PopUp
from app.views.calls.stack import Stack
from app.views.desk import Desk
from app.views.room import EVERYTHING

TOPICS = frozenset({"call", "call_leg"})
"""News of calls: asked for at once, without the moment that a room waits for more."""
TASK = "task"
SECOND = 1000


class Sound(Protocol):
    """What is heard when somebody calls."""

    def ring(self) -> None: ...


class Incoming(QObject):
    """The pop-ups of this desk. ``made`` tells of each new one; ``begin_note`` jumps into the newest."""

    made = Signal(object)
    """PopUp."""

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        stack: Stack,
        keeper: NoteKeeper,
        sound: Sound,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(window)
        self._desk, self._window, self._stack, self._keeper, self._sound = desk, window, stack, keeper, sound
        self._now = now
        self._shown: dict[int, PopUp] = {}
        self._away: set[int] = set()
        self._rows: tuple[RingRow, ...] = ()
        self._asking = self._again = False
        self._open = True
        self._seconds = QTimer(self, interval=SECOND)
        self._seconds.timeout.connect(self._tick)
        keeper.kept.connect(self._note_kept)
        desk.changed.connect(self._hear)
        self.ask()

    def pop_up_of(self, linked_id: str) -> PopUp | None:
        """The pop-up of the call that the exchange calls *linked_id*."""
        found = (each for each in self._shown.values() if each.row is not None and each.row.linked_id == linked_id)
        return next(found, None) if linked_id else None

    def make(self) -> PopUp:
        """A new pop-up, not shown yet."""
        pop_up = PopUp(self._now)
        pop_up.left.connect(partial(self._put_away, pop_up))
        pop_up.typed.connect(partial(self._typed, pop_up))
        self.made.emit(pop_up)
        return pop_up

    def place(self, pop_up: PopUp) -> None:
        """Show *pop_up*."""
        self._stack.add(pop_up)
        if not self._seconds.isActive():
            self._seconds.start()

    def adopt(self, pop_up: PopUp, row: RingRow) -> None:
        """*pop_up* was there before its call: it is that of *row* from now on."""
        self._shown[row.interaction_id] = pop_up
        self._show(pop_up, row)

    def begin_note(self) -> None:
        """The person wants to note something: into the newest call, also one that was put away."""
        if self._away and self._stack.lowest is None:
            self._away.clear()
            self._show_rows(self._rows)
        if (lowest := self._stack.lowest) is not None:
            lowest.begin_note()

    def remove(self, pop_up: PopUp) -> None:
        """Take *pop_up* away; its note is kept."""
        self._keeper.keep_all()
        for key in [key for key, each in self._shown.items() if each is pop_up]:
            del self._shown[key]
        self._stack.remove(pop_up)
        if not self._stack.pop_ups:
            self._seconds.stop()

    def close_all(self) -> None:
        """The person leaves this desk."""
        if self._open:
            self._desk.changed.disconnect(self._hear)
            self._open = False
        for pop_up in self._stack.pop_ups:
            self.remove(pop_up)
        self._keeper.keep_all()

    def refresh_card(self, pop_up: PopUp) -> None:
        """Read again what is known of who calls, if it is still shown."""
        if pop_up in self._stack.pop_ups + tuple(self._shown.values()) and pop_up.row is not None:
            ticket = self._desk.ask(pop_up, call_desk.pop_up, pop_up.row.interaction_id)
            ticket.then(partial(self._show_card, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def ask(self) -> None:
        """Ask what is at the own telephone. While an answer is under way, one more question waits, not many."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._desk.ask(self, call_desk.at_my_phone).then(self._show_rows).anyway(self._answered)

    # Inside

    def _hear(self, change: Change) -> None:
        if change.topic in TOPICS or change.topic == EVERYTHING:
            self.ask()
        if change.topic in (TASK, EVERYTHING):
            for pop_up in [each for each in self._shown.values() if each.row is not None and each.row.missed]:
                self.refresh_card(pop_up)

    def _answered(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self.ask()

    def _show_rows(self, rows: Sequence[RingRow]) -> None:
        self._rows = tuple(rows)
        for row in self._rows:
            pop_up = self._shown.get(row.interaction_id)
            if row.elsewhere and row.direction is Direction.IN:
                self._let_go(pop_up, row)
            elif pop_up is not None:
                self._show(pop_up, row)
            elif row.interaction_id not in self._away and (row.going or row.missed):
                self._begin(row)
        there = {row.interaction_id for row in self._rows}
        self._away &= there
        for key, pop_up in list(self._shown.items()):
            if key not in there and pop_up.row is not None and pop_up.row.going:
                self._let_go(pop_up, None)
        self._stack.place()

    def _begin(self, row: RingRow) -> None:
        waiting = next((each for each in self._stack.pop_ups if self._is_request_for(each, row)), None)
        if waiting is not None:
            self.adopt(waiting, row)
            return
        pop_up = self.make()
        self._shown[row.interaction_id] = pop_up
        self._show(pop_up, row)
        self.place(pop_up)
        if row.state is LegOutcome.RINGING and row.direction is Direction.IN:
            QApplication.alert(self._window)
            self._sound.ring()

    @staticmethod
    def _is_request_for(pop_up: PopUp, row: RingRow) -> bool:
        return pop_up.row is None and pop_up.request is not None and pop_up.request.linked_id == row.linked_id

    def _show(self, pop_up: PopUp, row: RingRow) -> None:
        before = pop_up.row
        pop_up.show_row(row)
        if before is None or _whose(before) != _whose(row):
            self.refresh_card(pop_up)

    def _show_card(self, pop_up: PopUp, card: PopUpCard) -> None:
        before, row = pop_up.card, pop_up.row
        called_back = before is not None and before.call_back is not None and card.call_back is None
        if called_back and row is not None and row.missed and not pop_up.has_keyboard:
            self.remove(pop_up)
        else:
            pop_up.show_card(card)
            if row is not None and (row.new, row.counterparty_id) != (card.new, card.counterparty_id):
                self.ask()

    def _let_go(self, pop_up: PopUp | None, row: RingRow | None) -> None:
        """A call that is no matter of this telephone any more: its pop-up goes, unless the person works in it."""
        if pop_up is None:
            return
        if pop_up.has_keyboard:
            if row is not None:
                pop_up.show_row(row)
        else:
            self.remove(pop_up)

    def _put_away(self, pop_up: PopUp) -> None:
        if pop_up.row is not None:
            self._away.add(pop_up.row.interaction_id)
        self.remove(pop_up)

    def _typed(self, pop_up: PopUp) -> None:
        if pop_up.row is not None:
            self._keeper.typed(pop_up.row.interaction_id, pop_up.noted)

    def _note_kept(self, interaction_id: int) -> None:
        if (pop_up := self._shown.get(interaction_id)) is not None:
            pop_up.note.say_kept(True)

    def _tick(self) -> None:
        for pop_up in self._stack.pop_ups:
            pop_up.tick()
        # A screen may have come or gone.
        self._stack.place()


def _whose(row: RingRow) -> tuple[object, ...]:
    """What the card depends on."""
    return row.counterparty_id, row.inquiry_id, row.new, row.name, row.company, row.missed
