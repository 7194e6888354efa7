"""The card beside the day: of a task, of a call to make, of a call without result, of a deal without a next step."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.operations import task_chain
from app.operations.call_desk import CallRow
from app.operations.task_calls import CALLS
from app.operations.task_chain import ChainLink
from app.operations.tasks import DealWithoutStep, TaskRow
from app.views.desk import Desk
from app.views.look.card_column import CardColumn
from app.views.messages import Messages
from app.views.tasks.calls import CallPanel
from app.views.tasks.card import Go, add_chain, show_deal, show_task
from app.views.tasks.day_model import Row
from app.views.tasks.deeds import TaskDeeds
from app.views.tasks.unnoted import UnnotedPanel


class DayCards:
    """``show(row)`` fills the column; ``note(row)`` and ``dial(row)`` do what a call's card offers."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        column: CardColumn,
        deeds: TaskDeeds,
        now: Callable[[], datetime],
        go: Go,
        parent: QWidget,
    ) -> None:
        self._column, self._now, self._go = column, now, go
        self._desk, self._parent = desk, parent
        self._task = 0
        self.call = CallPanel(desk, column, deeds, now, go)
        self.unnoted = UnnotedPanel(desk, messages, column, now, go, parent)

    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self.call.is_dirty() or self.unnoted.is_dirty()

    def leave(self) -> None:
        """The column shows something else now."""
        self._task = 0
        self.call.leave()
        self.unnoted.leave()

    def clear(self) -> None:
        """Show nothing."""
        self.leave()
        self._column.clear()

    def show(self, row: Row | None) -> None:
        """Show *row*, or nothing."""
        self._task = 0
        if isinstance(row, CallRow):
            self.call.leave()
            self.unnoted.show(row)
            return
        self.unnoted.leave()
        if isinstance(row, TaskRow) and row.kind in CALLS:
            self.call.show(row)
            return
        self.call.leave()
        if row is None:
            self._column.clear()
        elif isinstance(row, DealWithoutStep):
            show_deal(self._column, row, self._go)
        elif isinstance(row, TaskRow):
            show_task(self._column, row, self._now(), self._go)
            self._task = row.id
            self._desk.ask(self._parent, task_chain.chain, row.id).then(lambda links: self._add_chain(row.id, links))

    def _add_chain(self, task_id: int, links: Sequence[ChainLink]) -> None:
        if self._task == task_id:
            add_chain(self._column, links, task_id)

    def note(self, row: Row | None) -> None:
        """Type what came of a call, or what was said in it."""
        if isinstance(row, CallRow):
            self.unnoted.begin()
        else:
            self.call.begin()

    def dial(self, row: Row | None) -> None:
        """Call whom the task, or the call, is about."""
        if isinstance(row, CallRow):
            self.unnoted.call()
        else:
            self.call.call()
