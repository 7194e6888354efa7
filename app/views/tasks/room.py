"""The room of the tasks: my day, the calls to make, the day of my people, and the list of all tasks."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import marked, tr
from app.models.terms import Role
from app.operations import call_desk, call_settings, call_story, task_calls, task_lookup, task_team, tasks
from app.operations.actors import Actor
from app.operations.call_desk import CallRow
from app.operations.register import RegisterRow
from app.operations.register_spec import Shown
from app.operations.task_team import TeamRow
from app.operations.tasks import DealWithoutStep, MyDay, TaskRow
from app.views.deals.form import FormSlot
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.empty_state import EmptyState
from app.views.look.numbers import clock
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.cells import CellLook
from app.views.register.room import RegisterRoom
from app.views.room import About
from app.views.tasks.actions import TaskActions, way_of
from app.views.tasks.cards import DayCards
from app.views.tasks.day_list import DayList
from app.views.tasks.day_model import Row
from app.views.tasks.deeds import TaskDeeds
from app.views.tasks.forms import Calendar, wall_clock
from app.views.tasks.listed import of_employee, open_tasks_of, task_look
from app.views.tasks.several import SeveralDeeds
from app.views.tasks.team import TeamList
from app.views.tasks.view_choice import VIEWS, ViewChoice, day_words, framed, say_empty


class TasksRoom(RegisterRoom):
    """``TasksRoom(desk, messages, preferences, person)``; *now*: the clock of the rows."""

    name: ClassVar[str] = "tasks"
    title: ClassVar[str] = marked("Tasks")
    icon: ClassVar[str] = "check-square"
    topics: ClassVar[frozenset[str]] = frozenset({"task", "deal", "interaction", "call"})
    register_name: ClassVar[str] = "tasks"

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        *,
        now: Callable[[], datetime] = wall_clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, preferences, person, parent)
        self._now = now
        self._day: MyDay | None = None
        self._whose: TeamRow | None = None
        self._calls: tuple[TaskRow, ...] = ()
        self._unnoted: tuple[CallRow, ...] = ()
        self._wanted = 0
        self._listed: TaskRow | None = None
        self.calendar = Calendar()
        self.deeds = TaskDeeds(desk, messages, person, self.slot, now, self, self.calendar)
        self.several = SeveralDeeds(desk, messages, self.slot, now, self.calendar, self)
        self.day, self.calls = DayList(now), DayList(now)
        self.team = TeamList()
        self.empty = EmptyState("check-square", key="N")
        set_ground(self.empty, "base")
        self.cards = DayCards(desk, messages, self.card, self.deeds, now, self._go, self)
        self.call, self.unnoted = self.cards.call, self.cards.unnoted
        self.acts = TaskActions(self.deeds, self.several, lambda: self.chosen, lambda: self._rows, self.note)
        for page in (self.day, self.calls, self.team, self.empty):
            self.pages.addWidget(page)
        self._heads = not person.roles.isdisjoint({Role.HEAD, Role.ADMIN})
        self.views = ViewChoice(heads=self._heads)
        self.head.add_right(self.views)
        self.presets = framed(self.segments)
        self.head.add_right(self.presets)
        self._declare()
        self._connect_views()
        self.retranslate()
        kept = self.preferences.get("tasks.view")
        self.views.choose(kept if self.views.offers(kept) else "day")
        self._show_view()

    def lay_out(
        self, body: QWidget, *, head: QWidget | None = None, card: QWidget | None = None, foot: QWidget | None = None
    ) -> None:
        # The list of all tasks is one of several pages; forms open below each of them.
        self.pages = QStackedWidget()
        self.pages.addWidget(body)
        self.slot = FormSlot()
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(self.slot)
        super().lay_out(self._whole, head=head, card=card, foot=foot)
        self.arrangement.cover(self.pages)

    @property
    def current_view(self) -> str:
        """day, calls, team or all."""
        return self.views.current

    @property
    def chosen(self) -> Row | None:
        """The task or the deal that is selected."""
        if self.current_view == "all":
            return self._listed
        return self._rows.row if self._rows is not None else None

    def about(self) -> About | None:
        row = self.chosen
        if isinstance(row, CallRow):
            return "call", row.interaction_id
        if isinstance(row, DealWithoutStep):
            return "deal", row.deal_id
        return ("task", row.id) if isinstance(row, TaskRow) else None

    @property
    def _rows(self) -> DayList | None:
        """The list of tasks that is shown, None where it is another kind of list."""
        if self.current_view == "calls":
            return self.calls
        return self.day if self._shows_day else None

    @property
    def has_row(self) -> bool:
        return super().has_row if self.current_view == "all" else self.chosen is not None

    # As a register

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        return task_look(row, key, self._now())

    def fill_card(self, row: RegisterRow) -> None:
        if self.current_view == "all":
            self._listed = None
            self.desk.ask(self, task_lookup.task, row.key).then(self._show_listed)

    def open_row(self, row: RegisterRow) -> None:
        self._open_chosen()

    def open_record(self, kind: str, record: int) -> None:
        """Show one task: in the day if it is there, else in the list of all."""
        if not record:
            return
        self._wanted = record
        self._leave_person()
        if self.current_view != "day":
            self.views.choose("day")
            self._show_view()
        self._load()

    def save(self) -> None:
        """Ctrl E: what is shown, to a file: my day, my calls, the day of one of my people, or the list."""
        if self.current_view == "all" or (self.current_view == "team" and self._whose is None):
            super().save()
            return
        whose = self._whose.employee_id if self._whose is not None else self.person.id
        shown = open_tasks_of(whose, calls_only=self.current_view == "calls")
        self.saving.save(shown, tr(VIEWS[self.current_view]))

    def reload(self) -> None:
        self._load()

    def retranslate(self) -> None:
        super().retranslate()
        self.views.say(len(self._calls))
        if self._day is not None:
            self._take_day(self._day)
        self.team.retranslate()
        self._show_title()
        if self.current_view != "all":
            self._show_chosen()

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty() or self.cards.is_dirty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.slot.form is not None:
                self.slot.close_form()
                return
            if self._leave_person():
                self._show_view()
                return
        super().keyPressEvent(event)

    def _open_chosen(self) -> None:
        """Enter: the deal, the customer or the inquiry that the task is about."""
        row = self.chosen
        if isinstance(row, CallRow):
            self.note()
        elif isinstance(row, DealWithoutStep):
            self._go("deal", row.deal_id)
        elif isinstance(row, TaskRow) and (way := way_of(row)) is not None:
            self._go(*way)
        elif row is not None:
            self.messages.say(tr("This task belongs to no deal and no customer."))

    # Inside

    @property
    def _shows_day(self) -> bool:
        return self.current_view == "day" or (self.current_view == "team" and self._whose is not None)

    def _declare(self) -> None:
        self.action(marked("Done"), "D", self.acts.finish, needs_row=True)
        self.action(marked("Done and next"), "F", self.acts.follow, needs_row=True)
        self.action(marked("Postpone"), "P", self.acts.postpone, needs_row=True)
        self.action(marked("New task"), "N", self.plan)
        if not self.person.roles.isdisjoint({Role.HEAD, Role.ADMIN, Role.MARKETER}):
            self.action(marked("Assign"), "A", self.acts.assign, needs_row=True)
        if self._heads:
            self.command(marked("Overdue tasks of this seller"), "O", self._show_overdue, symbol="warning-circle")
            self.command(marked("What is suggested next"), "H", self.acts.choose_chain, symbol="lightbulb")
        self.settle_button = self.action(marked("Nothing to note"), "S", self.unnoted.settle, needs_row=True)
        self.command(marked("Call"), "C", lambda: self.cards.dial(self.chosen), symbol="phone-outgoing", shown=False)
        self.command(marked("What came of the call"), "R", self.note, symbol="phone")

    def _connect_views(self) -> None:
        self.views.chosen.connect(lambda _key: self._choose_view())
        for deeds in (self.deeds, self.several):
            deeds.changed.connect(self._load)
        self.unnoted.changed.connect(self._load)
        self.unnoted.left.connect(self.day.setFocus)
        self.empty.acted.connect(self.plan)
        self.team.wanted.connect(self._show_person)
        for rows in (self.day, self.calls):
            rows.activated.connect(lambda _index: self._open_chosen())
            rows.picked.connect(lambda rows=rows: self._picked(rows))

    def note(self) -> None:
        """R: type what came of the call, or what was said in it."""
        self.arrangement.show_card()
        self.cards.note(self.chosen)

    def plan(self) -> None:
        """N: a new task, or the next step of a deal that has none."""
        self.acts.plan()

    def _show_overdue(self) -> None:
        """O: what the seller who is chosen has overdue, as a list that can be saved."""
        whose = self._whose or self.team.row
        if self.current_view != "team" or whose is None:
            self.messages.say(tr("Choose one of your sellers first, under “My sellers”."))
            return
        self.views.choose("all")
        self.segments.choose("overdue")
        self._leave_person()
        self._show_view()
        self.view.take(Shown("tasks", (of_employee(whose.employee_id),)))
        self._choose("overdue")

    def _choose_view(self) -> None:
        self.preferences.set("tasks.view", self.current_view)
        self._leave_person()
        self._show_view()
        self._load()

    def _show_view(self) -> None:
        view = self.current_view
        self.slot.close_form()
        self.presets.setVisible(view == "all")
        self.cards.clear()
        self._show_pages()
        self._show_title()
        if view == "calls" and self._calls:
            self.arrangement.show_card()
        page = self.pages.currentWidget() or self.view
        self.setFocusProxy(page)
        page.setFocus()
        if self.chosen is not None:
            self._show_chosen()

    def _show_pages(self) -> None:
        view = self.current_view
        if view == "all":
            page: QWidget = self.view
        elif view == "team" and self._whose is None:
            page = self.team
        elif view == "calls":
            page = self.calls if self._calls else self.empty
        else:
            page = self.empty if self.day.is_empty else self.day
        self.pages.setCurrentWidget(page)
        say_empty(self.empty, self.current_view)
        self.fit_actions()

    def _show_title(self) -> None:
        self.head.set_title(tr("Tasks of {name}", name=self._whose.name) if self._whose is not None else tr(self.title))
        if self.current_view != "all" and self._day is not None:
            unnoted = 0 if self._whose is not None else len(self._unnoted)
            self.head.set_count(day_words(self._day.done_today, unnoted) if self._shows_day else "")

    def _load(self) -> None:
        whose = self._whose.employee_id if self._whose is not None else None
        self.desk.ask(self, tasks.my_day, whose).then(lambda shown: self._day_came(whose, shown))
        self.desk.ask(self, call_settings.company_hours).then(self.calendar.take).otherwise(lambda _error: None)
        self.desk.ask(self, call_desk.without_result).then(self._take_unnoted)
        self.desk.ask(self, task_calls.calls).then(self._take_calls)
        if self.current_view == "team":
            self.desk.ask(self, task_team.team).then(self.team.show_team)
        elif self.current_view == "all":
            super().reload()

    def _day_came(self, whose: int | None, shown: MyDay) -> None:
        if whose == (self._whose.employee_id if self._whose is not None else None):
            self._take_day(shown)
            self._go_to_wanted()

    def _take_day(self, shown: MyDay) -> None:
        self._day = shown
        self.day.show_day(shown, () if self._whose is not None else self._unnoted)
        if self._shows_day:
            self._show_pages()
        self._show_title()

    def _take_unnoted(self, rows: tuple[CallRow, ...]) -> None:
        self._unnoted = rows
        if self._day is not None:
            self._take_day(self._day)

    def _take_calls(self, rows: tuple[TaskRow, ...]) -> None:
        for gone in {row.id for row in self._calls} - {row.id for row in rows}:
            self.desk.ask(self, call_story.closing_call, gone).then(self._say_closed)
        self._calls = rows
        self.views.say(len(rows))
        self.calls.show_tasks(rows)
        if self.current_view == "calls":
            self._show_pages()
            if not rows:
                self.cards.clear()

    def _show_card(self, row: RegisterRow | None) -> None:
        # The list of all tasks loads and is said anew behind the other views too: their card is not its own.
        if self.current_view == "all":
            self.cards.leave()
            super()._show_card(row)

    def _picked(self, rows: DayList) -> None:
        if rows is (self.calls if self.current_view == "calls" else self.day):
            self._show_chosen()

    def _show_chosen(self) -> None:
        self.fit_actions()
        row = self.chosen
        self.settle_button.setVisible(isinstance(row, CallRow))
        self.cards.show(row)

    def _say_closed(self, at: datetime | None) -> None:
        if at is not None:
            self.messages.say(tr("Closed by the call of {time}.", time=clock(at)))

    def _show_listed(self, row: TaskRow) -> None:
        if self.current_view == "all" and self.is_current(row.id):
            self._listed = row
            self._show_chosen()

    def _show_person(self, row: TeamRow) -> None:
        self._whose, self._day = row, None
        self.day.show_tasks(())
        self._show_view()
        self._load()

    def _leave_person(self) -> bool:
        left = self._whose is not None
        if left:
            self._whose, self._day = None, None
            self.day.show_tasks(())
        return left

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, 0
        if not wanted:
            return
        if self.day.choose(wanted):
            self.day.setFocus()
            return
        self.views.choose("all")
        self._show_view()
        RegisterRoom.open_record(self, "task", wanted)

    def _go(self, kind: str, record: int) -> None:
        if self.has_unsaved_edits():
            self.messages.problem(UserError("Something is typed here but not saved yet."))
        else:
            self.wanted.emit(kind, record)
