"""What the last calls would have done under the changed table: counts before and after, and each call that differs."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from app.language import marked, tr, trn
from app.models.terms import CallOutcome, Direction, IntakeEvent
from app.operations.call_rule_preview import Preview, PreviewRow, Would
from app.operations.intake_rules_editing import RuleDraft
from app.views.look.areas import set_ground, set_shown
from app.views.look.empty_state import EmptyState
from app.views.look.label import Label
from app.views.look.numbers import moment, number
from app.views.look.table import CellRole, Table, gathered

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
WIDTHS = (84,)
NARROWEST, WIDEST = 372, 460
EMPTY_PAGE, CALLS_PAGE = 0, 1
COUNTED = (marked("New leads"), marked("Inquiries"), marked("Calls back"), marked("Notices to people"))
DIRECTIONS = {Direction.IN: marked("incoming"), Direction.OUT: marked("outgoing"), Direction.INTERNAL: marked("internal")}
MISSED = frozenset({CallOutcome.MISSED, CallOutcome.ABANDONED, CallOutcome.BUSY, CallOutcome.DECLINED})


class DifferingModel(QAbstractTableModel):
    """The calls that would have done something else, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[PreviewRow, ...] = ()

    def show(self, preview: Preview | None) -> None:
        """Show another preview, or none."""
        self.beginResetModel()
        self.rows = tuple(row for row in preview.rows if row.differs) if preview is not None else ()
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr("Call") if section == 0 else tr("What it did, and what it would have done")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == CellRole.KEY:
            return row.interaction_id
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1:
            return change_words(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return moment(row.at) if index.column() == 0 else str(row.name)
        if role == CellRole.SECOND:
            return kind_words(row) if index.column() == 0 else change_words(row)
        return 500 if role == CellRole.WEIGHT and index.column() == 1 else None


class PreviewPanel(QWidget):
    """``show_preview(preview, changed)``; before the first answer it says nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDEST)
        self.preview: Preview | None = None
        self._changed: tuple[RuleDraft, ...] = ()
        self._title, self.summary = Label("", 13, 600, wrap=True), Label("", 13, 500, wrap=True)
        self.note = Label("", 12, 400, "muted", wrap=True)
        self._names = tuple(Label("", 13, 400, "muted") for _ in COUNTED)
        self.counts = tuple(Label("", 13, 500) for _ in COUNTED)
        self.model, self.table = DifferingModel(), Table("two")
        self.empty = EmptyState("phone")
        self.pages = QStackedWidget()
        self._lay_out()
        self.retranslate()

    def show_preview(self, preview: Preview, changed: tuple[RuleDraft, ...]) -> None:
        """Show what *changed* would have done with the last calls."""
        self.preview, self._changed = preview, changed
        self.model.show(preview)
        self._say()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.empty.set_words(
            tr("No call has come yet"),
            tr("As soon as calls are seen, each change shows here what it would have done with the last hundred of them."),
            "",
        )
        for label, words in zip(self._names, COUNTED, strict=True):
            label.setText(tr(words))
        self.model.show(self.preview)
        self._say()

    def _say(self) -> None:
        preview = self.preview
        self.pages.setCurrentIndex(EMPTY_PAGE if preview is not None and not preview.rows else CALLS_PAGE)
        for label in (*self._names, *self.counts):
            set_shown(label, preview is not None)
        set_shown(self.table, bool(self.model.rows))
        if preview is None:
            self._title.setText(tr("The last calls are being gone through."))
            return
        self._title.setText(
            trn("The last call under these rules", "The last {count} calls under these rules", len(preview.rows))
        )
        self.summary.setText(summary_words(preview, self._changed))
        self.summary.set_token("accent_text" if preview.differing else "text")
        self.note.setText(note_words(preview, self._changed))
        set_shown(self.note, bool(self.note.text()))
        was = (preview.before.leads, preview.before.inquiries, preview.before.call_backs, preview.before.notices)
        would = (preview.after.leads, preview.after.inquiries, preview.after.call_backs, preview.after.notices)
        for label, before, after in zip(self.counts, was, would, strict=True):
            label.setText(number(before) if before == after else f"{number(before)} → {number(after)}")
            label.set_token("text" if before == after else "accent_text")

    def _lay_out(self) -> None:
        figures = QGridLayout()
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setVerticalSpacing(6)
        for at, (name, count) in enumerate(zip(self._names, self.counts, strict=True)):
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            figures.addWidget(name, at, 0)
            figures.addWidget(count, at, 1)
        figures.setColumnStretch(0, 1)
        top = QVBoxLayout()
        top.setContentsMargins(20, 16, 20, 12)
        top.setSpacing(8)
        for part in (self._title, self.summary):
            top.addWidget(part)
        top.addLayout(figures)
        top.addWidget(self.note)
        self.table.margin = 20
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS)
        calls = QWidget()
        column = QVBoxLayout(calls)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(calls)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)


def summary_words(preview: Preview, changed: tuple[RuleDraft, ...]) -> str:
    """How many calls would have done something else."""
    if not changed:
        return tr("This is what they made. Change a cell, and you see at once what would have been different.")
    if not preview.differing:
        return tr("None of them would have done anything else.")
    return trn(
        "One of them would have done something else.", "{count} of them would have done something else.", preview.differing
    )


def note_words(preview: Preview, changed: tuple[RuleDraft, ...]) -> str:
    """What the figures do not say."""
    notes = []
    if any(draft.event is IntakeEvent.MAIL for draft in changed):
        notes.append(tr("Rules for letters are not tried here, only those for calls."))
    if preview.internal:
        notes.append(
            trn("One call among ourselves is left out.", "{count} calls among ourselves are left out.", preview.internal)
        )
    return "\n".join(notes)


def kind_words(row: PreviewRow) -> str:
    """What kind of call it was, short."""
    return tr("missed") if row.outcome in MISSED and row.direction is Direction.IN else tr(DIRECTIONS[row.direction])


def change_words(row: PreviewRow) -> str:
    """What a call did, an arrow, and what it would have done; who is told only where that differs."""
    before, after = made_words(row.before), made_words(row.after)
    parts = [f"{before} → {after}"] if before != after else []
    if row.before.told != row.after.told:
        told = (", ".join(each.told) or tr("nobody") for each in (row.before, row.after))
        parts.append(" → ".join(told))
    return "; ".join(parts)


def made_words(would: Would) -> str:
    """What a call makes: "lead, inquiry"."""
    made = ((would.lead, tr("lead")), (would.inquiry, tr("inquiry")), (would.call_back, tr("call back")))
    return ", ".join(words for is_made, words in made if is_made) or tr("nothing")
