"""What one does with a task: done, postponed, planned, handed on; each can be taken back for ten seconds."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Conflict, UserError
from app.language import Phrase, marked, phrase, tr
from app.models.terms import Role, TaskKind
from app.operations import register_filters, task_chain, task_changes, tasks
from app.operations.actors import Actor
from app.operations.task_chain import ChainRule, Suggestion
from app.operations.tasks import NEEDS_RESULT, DealWithoutStep, Finished, TaskRow
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.tasks.chain_form import chain_form, rules_with
from app.views.tasks.forms import Calendar, PostponeForm, done_form, next_step_of, plan_form

PEOPLE = register_filters.people()


class TaskDeeds(QObject):
    """``TaskDeeds(desk, messages, person, slot, now)``; ``changed`` when something is written."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        person: Actor,
        slot: FormSlot,
        now: Callable[[], datetime],
        parent: QWidget,
        calendar: Calendar | None = None,
    ) -> None:
        super().__init__(parent)
        self._calendar = calendar or Calendar()
        self._desk, self._messages, self._person, self._slot, self._now = desk, messages, person, slot, now

    def finish(self, row: TaskRow) -> None:
        """D: what came of it, and what happens next."""
        if row.kind is TaskKind.QUALIFY:
            error = UserError("This task ends when the inquiry becomes a deal, or is closed with a reason.")
            self._messages.problem(error)
            return
        form = done_form(row, self._now, result_needed=row.kind in NEEDS_RESULT, workday=self._calendar.works)
        self._slot.open(form, lambda values: self._finish(form, row, values))

    def follow(self, row: TaskRow) -> None:
        """F: what came of it, and the next step as Kontor suggests it after such a task."""
        if row.kind is TaskKind.QUALIFY:
            self.finish(row)
            return
        ticket = self._desk.ask(self, task_chain.suggested, row.id)
        ticket.then(lambda suggestion: self._ask_next(row, suggestion)).otherwise(self.refused)

    def choose_chain(self, kind: TaskKind) -> None:
        """H: what is suggested after a kind of task; for heads."""
        self._desk.ask(self, task_chain.rules).then(lambda rules: self._ask_chain(rules, kind))

    def postpone(self, row: TaskRow) -> None:
        """P: to the next working day, next week, or a date."""
        form = PostponeForm(phrase("Postpone: {task}", task=row.title), self._now, self._calendar.works)
        form.left.connect(self._slot.close_form)
        form.chosen.connect(lambda until: self._postpone(form, row, until))
        self._slot.put(form)

    def plan(self, whose: DealWithoutStep | TaskRow | None) -> None:
        """N: a new task; for a deal without a next step, that step."""
        if isinstance(whose, DealWithoutStep):
            title = phrase("Next step of deal {number}, {company}", number=whose.number, company=whose.company)
            form = plan_form(title, self._now, workday=self._calendar.works)
            self._slot.open(form, lambda values: self._plan_step(whose, values))
        elif self._hands_on:
            self._desk.ask(self, PEOPLE).then(lambda people: self._ask_task(whose, people))
        else:
            self._ask_task(whose, ())

    def assign(self, row: TaskRow) -> None:
        """A: give it to somebody else."""
        if not self._hands_on:
            self._messages.problem(UserError("Heads and marketing give tasks to others."))
            return
        self._desk.ask(self, PEOPLE).then(lambda people: self._ask_whom(row, people))

    def written(self, finished: Finished, said: str | Phrase) -> None:
        """Say that a task is done, and offer to take it back."""
        if finished.without_step:
            said = phrase("{said} Its deal has no next step now.", said=said)
        self._messages.done(said, lambda: self._reopen(finished))
        self.changed.emit()

    def moved(self, row: TaskRow, before: datetime, said: str | Phrase) -> None:
        """Say that a task has another time, and offer to take it back."""
        self._messages.done(said, lambda: self._move_back(row, before))
        self.changed.emit()

    def refused(self, error: UserError) -> None:
        """Say why nothing was written; show the task anew if somebody else was faster."""
        if isinstance(error, Conflict):
            self.changed.emit()
        self._messages.problem(error)

    @property
    def _hands_on(self) -> bool:
        return not self._person.roles.isdisjoint({*task_changes.HANDING_ON, Role.ADMIN})

    def _ask_next(self, row: TaskRow, suggestion: Suggestion | None) -> None:
        form = done_form(
            row,
            self._now,
            result_needed=row.kind in NEEDS_RESULT,
            workday=self._calendar.works,
            suggestion=suggestion,
            following=True,
        )
        self._slot.open(form, lambda values: self._finish(form, row, values))

    def _ask_chain(self, rules: Sequence[ChainRule], kind: TaskKind) -> None:
        def submit(values: Values) -> Ticket[tuple[ChainRule, ...]]:
            ticket = self._desk.do(self, task_chain.keep_rules, rules, rules_with(rules, values))
            return ticket.then(lambda _kept: self._messages.done(tr("Kept for everybody."))).otherwise(self.refused)

        self._slot.open(chain_form(rules, kind), submit)

    def _finish(self, form: InlineForm, row: TaskRow, values: Values) -> Ticket[Finished] | None:
        whole, step = next_step_of(form, values)
        if not whole:
            return None
        ticket = self._desk.do(self, tasks.done, row.id, row.version, str(values["result"]), step)
        said = phrase("Done: {task}.", task=row.title)
        return ticket.then(lambda finished: self.written(finished, said)).otherwise(self.refused)

    def _postpone(self, form: PostponeForm, row: TaskRow, until: datetime) -> None:
        def moved(newer: TaskRow) -> None:
            self._slot.close_form(form)
            self.moved(newer, row.due_at, phrase("Postponed to {day}.", day=until))

        ticket = self._desk.do(self, tasks.postpone, row.id, row.version, until)
        ticket.then(moved).otherwise(self.refused).anyway(lambda: form.setEnabled(True))

    def _plan_step(self, whose: DealWithoutStep, values: Values) -> Ticket[TaskRow]:
        ticket = self._desk.do(self, tasks.plan, whose.deal_id, str(values["title"]), values["due"])
        return ticket.then(self._planned).otherwise(self.refused)

    def _ask_task(self, like: TaskRow | None, people: Sequence[tuple[str, str]]) -> None:
        names = {int(value): name for value, name in people}
        mine = self._person.id
        ordered = [mine, *(each for each in names if each != mine)] if people else []
        choices: tuple[tuple[object, str | Phrase], ...] = tuple(
            (each, phrase("{name}", name=names.get(each, self._person.name))) for each in ordered
        )
        about = like is not None and like.counterparty_id is not None
        title = phrase("New task: {company}", company=like.company) if like is not None and about else marked("New task")
        form = plan_form(title, self._now, choices, self._calendar.works)
        counterparty_id = like.counterparty_id if like is not None else None
        self._slot.open(form, lambda values: self._add(values, counterparty_id))

    def _add(self, values: Values, counterparty_id: int | None) -> Ticket[TaskRow]:
        ticket = self._desk.do(
            self,
            tasks.add,
            str(values["title"]),
            values["due"],
            counterparty_id=counterparty_id,
            employee_id=values.get("who"),
        )
        return ticket.then(self._planned).otherwise(self.refused)

    def _planned(self, row: TaskRow) -> None:
        self._messages.done(phrase("Planned: {task}.", task=row.title))
        self.changed.emit()

    def _ask_whom(self, row: TaskRow, people: Sequence[tuple[str, str]]) -> None:
        choices: tuple[tuple[object, str | Phrase], ...] = tuple(
            (int(value), phrase("{name}", name=name)) for value, name in people
        )
        asked = (Asked("who", marked("Who"), "choice", row.employee_id, choices),)
        form = InlineForm(phrase("Who does it? {task}", task=row.title), asked, marked("Give it"))
        self._slot.open(form, lambda values: self._assign(row, int(values["who"])))

    def _assign(self, row: TaskRow, employee_id: int) -> Ticket[TaskRow]:
        def given(newer: TaskRow) -> None:
            said = phrase("{name} has the task now, and was told.", name=newer.who)
            self._messages.done(said, lambda: self._put_back(newer, row.employee_id))
            self.changed.emit()

        ticket = self._desk.do(self, task_changes.assign, row.id, row.version, employee_id)
        return ticket.then(given).otherwise(self.refused)

    def _put_back(self, row: TaskRow, employee_id: int | None) -> None:
        ticket = self._desk.do(self, task_changes.put_back, row.id, row.version, employee_id)
        ticket.then(lambda _row: self.changed.emit()).otherwise(self.refused)

    def _reopen(self, finished: Finished) -> None:
        ticket = self._desk.do(self, task_changes.reopen, finished)
        ticket.then(lambda _row: self.changed.emit()).otherwise(self.refused)

    def _move_back(self, row: TaskRow, before: datetime) -> None:
        ticket = self._desk.do(self, tasks.postpone, row.id, row.version, before)
        ticket.then(lambda _row: self.changed.emit()).otherwise(self.refused)
