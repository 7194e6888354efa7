"""Several tasks at once, chosen with Shift and the arrows: done, or put off; one undo for all of them."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.language import phrase, tr, trn
from app.operations import tasks_several
from app.operations.tasks import TaskRow
from app.operations.tasks_several import Picked, RefusedTask, SeveralFinished, SeveralPutOff
from app.views.background import Ticket
from app.views.deals.form import FormSlot, Values
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.look.numbers import clock, day
from app.views.messages import Messages
from app.views.tasks.forms import Calendar, Now, PostponeForm, several_done_form


class SeveralDeeds(QObject):
    """``finish(rows)`` and ``postpone(rows)``; ``changed`` when something is written."""

    changed = Signal()

    def __init__(
        self, desk: Desk, messages: Messages, slot: FormSlot, now: Now, calendar: Calendar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._messages, self._slot, self._now, self._calendar = desk, messages, slot, now, calendar

    def finish(self, rows: Sequence[TaskRow]) -> None:
        """What came of all of them."""
        self._slot.open(several_done_form(len(rows)), lambda values: self._finish(rows, values))

    def postpone(self, rows: Sequence[TaskRow]) -> None:
        """All of them to another time."""
        title = phrase("{words}", words=trn("Postpone {count} task", "Postpone {count} tasks", len(rows)))
        form = PostponeForm(title, self._now, self._calendar.works)
        form.left.connect(self._slot.close_form)
        form.chosen.connect(lambda until: self._postpone(form, rows, until))
        self._slot.put(form)

    def _finish(self, rows: Sequence[TaskRow], values: Values) -> Ticket[SeveralFinished]:
        ticket = self._desk.do(self, tasks_several.finish_several, _picked(rows), str(values["result"]))
        return ticket.then(self._finished).otherwise(self._messages.problem)

    def _finished(self, several: SeveralFinished) -> None:
        if several.done:
            said = trn("{count} task is done.", "{count} tasks are done.", len(several.done))
            self._messages.done(_with(said, several.refused), lambda: self._reopen(several))
        else:
            self._refused(several.refused)
        self.changed.emit()

    def _postpone(self, form: PostponeForm, rows: Sequence[TaskRow], until: datetime) -> None:
        def moved(several: SeveralPutOff) -> None:
            self._slot.close_form(form)
            if several.moved:
                gaps = {"day": day(until), "time": clock(until)}
                count = len(several.moved)
                said = trn(
                    "{count} task waits until {day}, {time}.", "{count} tasks wait until {day}, {time}.", count, **gaps
                )
                self._messages.done(_with(said, several.refused), lambda: self._move_back(several))
            else:
                self._refused(several.refused)
            self.changed.emit()

        ticket = self._desk.do(self, tasks_several.postpone_several, _picked(rows), until)
        ticket.then(moved).otherwise(self._messages.problem).anyway(lambda: form.setEnabled(True))

    def _refused(self, refused: Sequence[RefusedTask]) -> None:
        if refused:
            first = refused[0]
            self._messages.problem(UserError("{task}: {why}", task=first.title, why=first.why))

    def _reopen(self, several: SeveralFinished) -> None:
        ticket = self._desk.do(self, tasks_several.reopen_several, several.done)
        ticket.then(lambda _count: self.changed.emit()).otherwise(self._messages.problem)

    def _move_back(self, several: SeveralPutOff) -> None:
        ticket = self._desk.do(self, tasks_several.move_back_several, several.moved)
        ticket.then(lambda _count: self.changed.emit()).otherwise(self._messages.problem)


def _picked(rows: Sequence[TaskRow]) -> tuple[Picked, ...]:
    return tuple(Picked(row.id, row.version) for row in rows)


def _with(said: str, refused: Sequence[RefusedTask]) -> str:
    """What was done, and the first of those that stayed, with its reason."""
    if not refused:
        return said
    first = refused[0]
    gaps = {"done": said, "task": spoken(first.title), "why": first.why.said(), "count": len(refused)}
    return tr("{done} {count} stayed: {task}: {why}", **gaps)
