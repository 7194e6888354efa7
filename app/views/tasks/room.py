"""The room of the tasks: my day, the calls to make, the day of my people, and the list of all tasks."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import marked, tr, trn
from app.models.terms import Role
from app.operations import call_desk, call_story, task_calls, task_lookup, task_team, tasks
from app.operations.actors import Actor
from app.operations.call_desk import CallRow
from app.operations.register import RegisterRow
from app.operations.task_team import TeamRow
from app.operations.tasks import DealWithoutStep, MyDay, TaskRow
from app.views.deals.form import FormSlot
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.empty_state import EmptyState
from app.views.look.numbers import clock
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.cells import CellLook
from app.views.register.room import RegisterRoom
from app.views.room import About
from app.views.tasks.cards import DayCards
from app.views.tasks.day_list import DayList
from app.views.tasks.day_model import Row
from app.views.tasks.deeds import TaskDeeds
from app.views.tasks.listed import open_tasks_of, task_look
from app.views.tasks.team import TeamList

VIEWS = {"day": marked("My day"), "calls": marked("Calls"), "team": marked("My sellers"), "all": marked("All tasks")}

NO_CALLS = marked("Nobody to call"), marked("Missed calls and customers to be called come here by themselves."), ""
NO_TASKS = marked("Nothing is due"), marked("Deals and colleagues bring tasks here; N plans one."), marked("New task")


def wall_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


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
        self.deeds = TaskDeeds(desk, messages, person, self.slot, now, self)
        self.day, self.calls = DayList(now), DayList(now)
        self.team = TeamList()
        self.empty = EmptyState("check-square", key="N")
        set_ground(self.empty, "base")
        self.cards = DayCards(desk, messages, self.card, self.deeds, now, self._go, self)
        self.call, self.unnoted = self.cards.call, self.cards.unnoted
        for page in (self.day, self.calls, self.team, self.empty):
            self.pages.addWidget(page)
        self.views = Segments(name="views")
        self.head.add_right(self.views)
        self.presets = QWidget()
        row = QHBoxLayout(self.presets)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.segments)
        self.head.add_right(self.presets)
        self._declare()
        self._connect_views()
        self.retranslate()
        kept = self.preferences.get("tasks.view")
        self.views.choose(kept if kept in self._offered() else "day")
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
        if self.current_view == "calls":
            return self.calls.row
        return self.day.row if self._shows_day else None

    def about(self) -> About | None:
        row = self.chosen
        if isinstance(row, CallRow):
            return "call", row.interaction_id
        if isinstance(row, DealWithoutStep):
            return "deal", row.deal_id
        return ("task", row.id) if isinstance(row, TaskRow) else None

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
        self.open_chosen()

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

    # Loading

    def reload(self) -> None:
        self._load()

    def retranslate(self) -> None:
        super().retranslate()
        offered = self._offered()
        counts = {"calls": len(self._calls) or None}
        self.views.set_segments([Segment(key, tr(word), counts.get(key)) for key, word in offered.items()])
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
            if self._whose is not None:
                self._leave_person()
                self._show_view()
                return
        super().keyPressEvent(event)

    def open_chosen(self) -> None:
        """Enter: the deal, the customer or the inquiry that the task is about."""
        row = self.chosen
        if isinstance(row, CallRow):
            self.note()
        elif isinstance(row, DealWithoutStep):
            self._go("deal", row.deal_id)
        elif isinstance(row, TaskRow):
            ways = (("deal", row.deal_id), ("inquiry", row.inquiry_id), ("counterparty", row.counterparty_id))
            way = next(((kind, record) for kind, record in ways if record), None)
            if way is None:
                self.messages.say(tr("This task belongs to no deal and no customer."))
            else:
                self._go(*way)

    # Inside

    @property
    def _shows_day(self) -> bool:
        return self.current_view == "day" or (self.current_view == "team" and self._whose is not None)

    def _offered(self) -> dict[str, str]:
        heads = not self.person.roles.isdisjoint({Role.HEAD, Role.ADMIN})
        return {key: word for key, word in VIEWS.items() if key != "team" or heads}

    def _declare(self) -> None:
        self.action(marked("Done"), "D", lambda: self._with_task(self.deeds.finish), needs_row=True)
        self.action(marked("Postpone"), "P", lambda: self._with_task(self.deeds.postpone), needs_row=True)
        self.action(marked("New task"), "N", self.plan)
        if not self.person.roles.isdisjoint({Role.HEAD, Role.ADMIN, Role.MARKETER}):
            self.action(marked("Assign"), "A", lambda: self._with_task(self.deeds.assign), needs_row=True)
        self.settle_button = self.action(marked("Nothing to note"), "S", self.unnoted.settle, needs_row=True)
        self.command(marked("Call"), "C", lambda: self.cards.dial(self.chosen), symbol="phone-outgoing", shown=False)
        self.command(marked("What came of the call"), "R", self.note, symbol="phone")

    def _connect_views(self) -> None:
        self.views.chosen.connect(lambda _key: self._choose_view())
        self.deeds.changed.connect(self._load)
        self.unnoted.changed.connect(self._load)
        self.unnoted.left.connect(self.day.setFocus)
        self.empty.acted.connect(self.plan)
        self.team.wanted.connect(self._show_person)
        for rows in (self.day, self.calls):
            rows.activated.connect(lambda _index: self.open_chosen())
            rows.picked.connect(lambda rows=rows: self._picked(rows))

    def _with_task(self, deed: Callable[[TaskRow], object]) -> None:
        row = self.chosen
        if isinstance(row, TaskRow):
            deed(row)
        elif isinstance(row, DealWithoutStep):
            self.deeds.plan(row)
        elif isinstance(row, CallRow):
            self.note()

    def note(self) -> None:
        """R: type what came of the call, or what was said in it."""
        self.arrangement.show_card()
        self.cards.note(self.chosen)

    def plan(self) -> None:
        """N: a new task, or the next step of a deal that has none."""
        row = self.chosen
        self.deeds.plan(row if isinstance(row, TaskRow | DealWithoutStep) else None)

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
        self._say_empty()
        self.fit_actions()

    def _say_empty(self) -> None:
        title, line, verb = NO_CALLS if self.current_view == "calls" else NO_TASKS
        self.empty.set_words(tr(title), tr(line), tr(verb) if verb else "")

    def _show_title(self) -> None:
        self.head.set_title(tr("Tasks of {name}", name=self._whose.name) if self._whose is not None else tr(self.title))
        if self.current_view != "all" and self._day is not None:
            said = [trn("{count} done today", "{count} done today", self._day.done_today)]
            if self._unnoted and self._whose is None:
                said.append(trn("{count} call without result", "{count} calls without result", len(self._unnoted)))
            self.head.set_count("  ·  ".join(said) if self._shows_day else "")

    def _load(self) -> None:
        whose = self._whose.employee_id if self._whose is not None else None
        self.desk.ask(self, tasks.my_day, whose).then(lambda shown: self._day_came(whose, shown))
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
        offered = self._offered()
        counts = {"calls": len(rows) or None}
        self.views.set_segments([Segment(key, tr(word), counts.get(key)) for key, word in offered.items()])
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

    def _leave_person(self) -> None:
        if self._whose is not None:
            self._whose, self._day = None, None
            self.day.show_tasks(())

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
