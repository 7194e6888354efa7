"""The rows of an inbox, late ones in a group of their own, as the list paints them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.language import tr, trn
from app.models.terms import InquiryState
from app.models.triage_terms import RESPONSE_WORDS, ResponseState
from app.operations.triage import InboxRow
from app.operations.triage_inbox import DueGroup
from app.views.look.chip import ChipText
from app.views.look.numbers import age, clock, day, local
from app.views.look.rows import RowRole
from app.views.look.tokens import Token
from app.views.triage.inquiry_words import from_where, source_icon, source_words, who_asks

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
GROUP = RowRole.GROUP.value
SOON = timedelta(hours=1)
"""From then on what is due stands out, before it is late."""


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The head above rows that are due together; late: past their promise, whenever that was. due_at: None for those."""

    late: bool
    due_at: datetime | None
    count: int


class InquiryRows(QAbstractListModel):
    """Rows of inquiries; *grouped* puts those past the promise first, and those due at one time under one head."""

    def __init__(self, grouped: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grouped = grouped
        self.marks: Callable[[InboxRow], ChipText | None] | None = None
        self._lines: list[GroupHead | InboxRow] = []
        self._now: datetime | None = None

    @property
    def rows(self) -> list[InboxRow]:
        """The inquiries in the order of the list."""
        return [line for line in self._lines if isinstance(line, InboxRow)]

    def show_rows(self, rows: Sequence[InboxRow], now: datetime, groups: Sequence[DueGroup] = ()) -> None:
        """Show other rows; ages are counted up to *now*. groups: how many of the whole list are due at one time.

        What stays where it is stays as it is: only the rows between the first and the last difference come and go.
        """
        self._now = now
        old, new = self._lines, self._arranged(rows, now, groups)
        same = min(len(old), len(new))
        begin = next((place for place in range(same) if _who(old[place]) != _who(new[place])), same)
        rest = same - begin
        end = next((place for place in range(rest) if _who(old[-1 - place]) != _who(new[-1 - place])), rest)
        if len(old) - end > begin:
            self.beginRemoveRows(_NOWHERE, begin, len(old) - end - 1)
            self._lines = old[:begin] + old[len(old) - end :]
            self.endRemoveRows()
        if len(new) - end > begin:
            self.beginInsertRows(_NOWHERE, begin, len(new) - end - 1)
            self._lines = new
            self.endInsertRows()
        self._lines = new
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def set_now(self, now: datetime) -> None:
        """Count ages up to *now*."""
        self._now = now
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def row_of(self, inquiry_id: int) -> InboxRow | None:
        """The row of one inquiry, None if it is not shown."""
        return next((row for row in self.rows if row.id == inquiry_id), None)

    def index_of(self, inquiry_id: int) -> QModelIndex:
        """Where an inquiry stands; an invalid index if it is not shown."""
        for place, line in enumerate(self._lines):
            if isinstance(line, InboxRow) and line.id == inquiry_id:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._lines[index.row()], GroupHead):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == GROUP:
            # Asked for every row whenever the list is laid out: the rest would be a hundred times slower.
            return isinstance(line, GroupHead)
        return self._head_data(line, role) if isinstance(line, GroupHead) else self._row_data(line, role)

    def _arranged(self, rows: Sequence[InboxRow], now: datetime, groups: Sequence[DueGroup]) -> list[GroupHead | InboxRow]:
        if not self._grouped:
            return list(rows)
        everything: Counter[tuple[bool, datetime | None]] = Counter()
        for each in groups:
            everything[_group(_past(each.due_at, now), each.due_at)] += each.count
        members: dict[tuple[bool, datetime | None], list[InboxRow]] = {}
        for row in sorted(rows, key=lambda row: not _is_late(row, now)):
            members.setdefault(_group(_is_late(row, now), row.due_at), []).append(row)
        lines: list[GroupHead | InboxRow] = []
        for group, those in members.items():
            lines.append(GroupHead(*group, max(everything[group], len(those))))
            lines.extend(those)
        return lines

    def _head_data(self, head: GroupHead, role: int) -> Any:
        late = head.late
        token: Token = "danger_text" if late else "warning_text"
        match role:
            case RowRole.NAME | Qt.ItemDataRole.AccessibleTextRole:
                return self._head_words(head)
            case RowRole.COUNT:
                return str(head.count)
            case RowRole.ICON:
                return "warning-circle" if late else "clock"
            case RowRole.TOKEN:
                return token
        return None

    def _head_words(self, head: GroupHead) -> str:
        if head.late:
            return tr("Past the promise")
        if head.due_at is None:
            return tr("Without a promised time")
        if self._now is not None and local(head.due_at).date() != local(self._now).date():
            return tr("Due {day} by {time}", day=day(head.due_at, today=local(self._now).date()), time=clock(head.due_at))
        return tr("Due by {time}", time=clock(head.due_at))

    def _row_data(self, row: InboxRow, role: int) -> Any:
        match role:
            case RowRole.NAME:
                return who_asks(row)
            case RowRole.SECOND:
                return from_where(row)
            case RowRole.ICON:
                return source_icon(row.source, row.missed_call)
            case RowRole.TOKEN:
                return "danger_text" if row.missed_call else "muted"
            case RowRole.MIDDLE:
                return row.subject or self._matter(row)
            case RowRole.MIDDLE_SECOND:
                return row.preview
            case RowRole.FIGURE:
                return self._age(row)
            case RowRole.FIGURE_TOKEN:
                return self._age_token(row)
            case RowRole.CHIP:
                return self._chip(row)
            case RowRole.KEY:
                return row.id
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (who_asks(row), from_where(row), row.subject, self._age(row)) if part)
        return None

    def _matter(self, row: InboxRow) -> str:
        if row.missed_call:
            return tr("Rang, nobody answered")
        words = source_words(row.source)
        return words[:1].upper() + words[1:]

    def _age(self, row: InboxRow) -> str:
        return age(self._now - row.received_at) if self._now is not None else ""

    def _chip(self, row: InboxRow) -> ChipText | None:
        marked = self.marks(row) if self.marks is not None else None
        if marked is not None:
            return marked
        if row.missed_call:
            return ChipText(tr("call back"), "danger", "phone-x")
        if row.response is ResponseState.FAILED:
            return ChipText(tr(RESPONSE_WORDS[ResponseState.FAILED]), "danger", "warning-circle")
        if row.state != InquiryState.NEW and (left := self._answer_soon(row)):
            return ChipText(tr("answer in {age}", age=age(left)), "warning", "clock")
        if row.attachments:
            return ChipText(trn("{count} file", "{count} files", row.attachments), "neutral", "paperclip")
        if self._age_token(row) == "warning_text" and row.due_at is not None and self._now is not None:
            return ChipText(tr("due in {age}", age=age(row.due_at - self._now)), "warning", "clock")
        return None

    def _answer_soon(self, row: InboxRow) -> timedelta | None:
        """How long there is to answer, if it is at most an hour."""
        if row.response is not ResponseState.DUE or row.respond_by is None or self._now is None:
            return None
        left = row.respond_by - self._now
        return left if timedelta() < left <= SOON else None

    def _age_token(self, row: InboxRow) -> Token:
        """Late, due within the hour, or neither: the words for it stand in the head of the group or on the chip."""
        if self._now is None or row.due_at is None or row.state != InquiryState.NEW:
            return "danger_text" if row.late else "muted"
        if _is_late(row, self._now):
            return "danger_text"
        return "warning_text" if row.due_at - self._now <= SOON else "muted"


def _is_late(row: InboxRow, now: datetime) -> bool:
    return row.state == InquiryState.NEW and _past(row.due_at, now)


def _past(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and due_at < now


def _group(late: bool, due_at: datetime | None) -> tuple[bool, datetime | None]:
    return late, None if late else due_at


def _who(line: GroupHead | InboxRow) -> object:
    """What a line stays the same by."""
    return (line.late, line.due_at) if isinstance(line, GroupHead) else line.id
