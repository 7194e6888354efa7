"""The rows of a day: overdue, deals without a next step, today, calls without result, later; each with its count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.language import tr
from app.models.terms import TaskKind
from app.operations.call_desk import CallRow
from app.operations.tasks import DealWithoutStep, MyDay, TaskRow
from app.views.deals.words import spoken
from app.views.look.chip import ChipText
from app.views.look.numbers import clock, day, local, moment, number
from app.views.look.rows import RowRole
from app.views.look.tokens import Token
from app.views.telephone.words import call_icon, length_words, number_words, row_title

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
KIND_ICONS = {
    TaskKind.NEXT_STEP: "arrow-right",
    TaskKind.CALL_BACK: "phone-x",
    TaskKind.CALL_CUSTOMER: "phone-outgoing",
    TaskKind.QUALIFY: "user-plus",
    TaskKind.REVIEW_REFUSAL: "prohibit",
    TaskKind.CERTIFY: "medal",
    TaskKind.INSTALL: "wrench",
    TaskKind.OFFER_SERVICE: "lifebuoy",
    TaskKind.CONCLUDE_SERVICE_CONTRACT: "handshake",
    TaskKind.OTHER: "check-square",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The head of a group."""

    title: str
    count: int
    token: Token


Row = Group | TaskRow | DealWithoutStep | CallRow


def due_figure(row: TaskRow, now: datetime) -> tuple[str, Token]:
    """Until when, as loud as it is late."""
    days = (local(now).date() - local(row.due_at).date()).days
    if row.late:
        return (tr("{days} d late", days=days) if days else tr("late, {time}", time=clock(row.due_at))), "danger_text"
    if days == 0:
        return clock(row.due_at), "warning_text"
    return day(row.due_at), "muted"


def task_second(row: TaskRow) -> str:
    """What a task is about: company, deal, inquiry, note."""
    return "  ·  ".join(filter(None, (row.company, row.deal_number, row.inquiry_number, " ".join(row.note.split()))))


class DayModel(QAbstractListModel):
    """``show_day(day)`` or ``show_tasks(rows)``; what stands in a row: ``row_at``."""

    def __init__(self, now: Callable[[], datetime], *, with_names: bool = False) -> None:
        super().__init__()
        self._now = now
        self._rows: list[Row] = []
        self.with_names = with_names

    def show_day(self, shown: MyDay, calls: Sequence[CallRow] = ()) -> None:
        """Show the groups of a day that have something in them; *calls*: those without a result."""
        groups: tuple[tuple[str, Sequence[Row], Token], ...] = (
            (tr("Overdue"), shown.overdue, "danger_text"),
            (tr("Deals without next step"), shown.without_step, "danger_text"),
            (tr("Today"), shown.today, "warning_text"),
            (tr("Calls without result"), calls, "warning_text"),
            (tr("Later"), shown.later, "text"),
        )
        rows: list[Row] = []
        for title, members, token in groups:
            if members:
                rows += [Group(title, len(members), token), *members]
        if shown.more:
            rows.append(Group(tr("Later ones stand under All tasks"), shown.more, "muted"))
        self._replace(rows)

    def show_tasks(self, rows: Sequence[TaskRow]) -> None:
        """Show tasks without groups."""
        self._replace(list(rows))

    def row_at(self, line: int) -> Row | None:
        """What stands in *line*; None beyond the end."""
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def near(self, line: int) -> int:
        """The line nearest to *line* (at or below it, else above) that is no head of a group; -1 if there is none."""
        lines = [at for at, row in enumerate(self._rows) if not isinstance(row, Group)]
        return next((at for at in lines if at >= line), lines[-1] if lines else -1)

    def line_of_call(self, interaction_id: int) -> int:
        """The line of a call without result, -1 if it is not shown."""
        calls = (
            at for at, row in enumerate(self._rows) if isinstance(row, CallRow) and row.interaction_id == interaction_id
        )
        return next(calls, -1)

    def line_of(self, task_id: int) -> int:
        """The line of a task, -1 if it is not shown."""
        return next((at for at, row in enumerate(self._rows) if isinstance(row, TaskRow) and row.id == task_id), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.row_at(index.row()), Group):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index.row()) if index.isValid() else None
        if isinstance(row, Group):
            return self._of_group(row, role)
        if isinstance(row, DealWithoutStep):
            return self._of_deal(row, role)
        if isinstance(row, CallRow):
            return self._of_call(row, role)
        return None if row is None else self._of_task(row, role)

    def _of_group(self, row: Group, role: int) -> object:
        answers: dict[int, object] = {
            RowRole.NAME: row.title,
            RowRole.GROUP: True,
            RowRole.COUNT: number(row.count),
            RowRole.TOKEN: row.token,
        }
        return answers.get(role)

    def _of_deal(self, row: DealWithoutStep, role: int) -> object:
        answers: dict[int, object] = {
            RowRole.NAME: row.title,
            RowRole.SECOND: f"{row.company}  ·  {row.number}",
            RowRole.ICON: "calendar-x",
            RowRole.TOKEN: "danger_text",
            RowRole.CHIP: ChipText(tr("no next step"), "danger", "calendar-x"),
            RowRole.KEY: -row.deal_id,
        }
        return answers.get(role)

    def _of_call(self, row: CallRow, role: int) -> object:
        number = number_words(row.number, row.raw_number, row.number_extension)
        second = dict.fromkeys(filter(None, (row.company, number)))
        answers: dict[int, object] = {
            RowRole.NAME: row_title(row),
            RowRole.SECOND: "  ·  ".join(each for each in second if each != row_title(row)),
            RowRole.ICON: call_icon(row.direction, row.outcome)[0],
            RowRole.TOKEN: "warning_text",
            RowRole.FIGURE: moment(row.started_at, now=self._now()),
            RowRole.CHIP: ChipText(length_words(row, self._now()), "neutral"),
            RowRole.KEY: f"call {row.interaction_id}",
        }
        return answers.get(role)

    def _of_task(self, row: TaskRow, role: int) -> object:
        if role == RowRole.NAME:
            return spoken(row.title)
        if role == RowRole.SECOND:
            return "  ·  ".join(filter(None, (task_second(row), row.who if self.with_names else "")))
        if role == RowRole.ICON:
            return KIND_ICONS[row.kind]
        if role == RowRole.TOKEN:
            return "danger_text" if row.late else "muted"
        if role == RowRole.FIGURE:
            return due_figure(row, self._now())[0]
        if role == RowRole.FIGURE_TOKEN:
            return due_figure(row, self._now())[1]
        if role == RowRole.CHIP and row.role is not None and not row.who:
            return ChipText(tr("for everybody here"), "neutral", "users-three")
        return row.id if role == RowRole.KEY else None

    def _replace(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
