"""What the keys of the room do with the chosen task, with several of them, or with a deal that has no next step."""

from collections.abc import Callable, Sequence

from app.models.terms import TaskKind
from app.operations.call_desk import CallRow
from app.operations.tasks import DealWithoutStep, TaskRow
from app.views.tasks.day_list import DayList
from app.views.tasks.day_model import Row
from app.views.tasks.deeds import TaskDeeds
from app.views.tasks.several import SeveralDeeds


def way_of(row: TaskRow) -> tuple[str, int] | None:
    """The record that a task is about: its deal, inquiry or customer; None for one that belongs to nothing."""
    ways = (("deal", row.deal_id), ("inquiry", row.inquiry_id), ("counterparty", row.counterparty_id))
    return next(((kind, record) for kind, record in ways if record), None)


class TaskActions:
    """*chosen*: the row that is selected; *rows*: the list that it is in; *note*: type what came of a call."""

    def __init__(
        self,
        deeds: TaskDeeds,
        several: SeveralDeeds,
        chosen: Callable[[], Row | None],
        rows: Callable[[], DayList | None],
        note: Callable[[], object],
    ) -> None:
        self._deeds, self._several, self._chosen, self._rows, self._note = deeds, several, chosen, rows, note

    def finish(self) -> None:
        """D: done, with what came of it; several at once."""
        if len(rows := self._picked()) > 1:
            self._several.finish(rows)
        else:
            self._with_task(self._deeds.finish)

    def follow(self) -> None:
        """F: done, and plan the next."""
        self._with_task(self._deeds.follow)

    def postpone(self) -> None:
        """P: another time; several at once."""
        if len(rows := self._picked()) > 1:
            self._several.postpone(rows)
        else:
            self._with_task(self._deeds.postpone)

    def assign(self) -> None:
        """A: give it to somebody else."""
        self._with_task(self._deeds.assign)

    def plan(self) -> None:
        """N: a new task, or the next step of a deal that has none."""
        row = self._chosen()
        self._deeds.plan(row if isinstance(row, TaskRow | DealWithoutStep) else None)

    def choose_chain(self) -> None:
        """H: what is suggested after such a task."""
        row = self._chosen()
        self._deeds.choose_chain(row.kind if isinstance(row, TaskRow) else TaskKind.NEXT_STEP)

    def _picked(self) -> Sequence[TaskRow]:
        rows = self._rows()
        return () if rows is None else rows.picked_tasks

    def _with_task(self, deed: Callable[[TaskRow], object]) -> None:
        row = self._chosen()
        if isinstance(row, TaskRow):
            deed(row)
        elif isinstance(row, DealWithoutStep):
            self._deeds.plan(row)
        elif isinstance(row, CallRow):
            self._note()
