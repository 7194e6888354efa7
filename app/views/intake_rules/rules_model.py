"""The intake table on the screen: one line a kind of event and sender; what is changed stands out and says how it was."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.language import marked, tr
from app.models.terms import IntakeEvent, Known
from app.operations.intake_rules_editing import EVENT_WORDS, KNOWN_WORDS, TOLD_WORDS, RuleDraft, RuleRow, draft_of
from app.views.intake_rules.drafts import Drafts, can_call_back, can_make_lead
from app.views.look.table import CellRole, gathered

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
EVENT, LEAD, INQUIRY, CALL_BACK, TOLD = range(5)
TITLES = (marked("Event"), marked("Lead"), marked("Inquiry"), marked("Call back"), marked("Who is told"))
WIDTHS = (286, 92, 100, 140)
"""In px; the last column takes the rest."""
TO_WORDS = {
    Known.UNKNOWN: marked("to somebody unknown"),
    Known.LEAD: marked("to a lead"),
    Known.CUSTOMER: marked("to a customer, partner or supplier"),
}
NOT_POSSIBLE = "–"


class RulesModel(QAbstractTableModel):
    """``show()`` after each change of *drafts*."""

    def __init__(self, drafts: Drafts) -> None:
        super().__init__()
        self._drafts = drafts
        self._count = 0

    def show(self) -> None:
        """Show the table anew; rows stay where they are unless there are others."""
        if self.rowCount() != self._count:
            self.beginResetModel()
            self._count = len(self._drafts.rows)
            self.endResetModel()
        elif self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, TOLD))

    def row(self, index: Index) -> RuleRow | None:
        """The rule at *index*."""
        return self._drafts.rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._drafts.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._drafts.rows):
            return None
        row = self._drafts.rows[index.row()]
        if role == CellRole.KEY:
            return row.id
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        now, before = (words_of(row, each)[index.column()] for each in (self._drafts.draft(row), draft_of(row)))
        if role == Qt.ItemDataRole.DisplayRole:
            return now
        if role == CellRole.SECOND:
            if index.column() == EVENT:
                return tr((TO_WORDS if row.event is IntakeEvent.CALL_OUT else KNOWN_WORDS)[row.known])
            return tr("was: {before}", before=before) if now != before else None
        if role == CellRole.TOKEN:
            return "accent_text" if now != before else "muted" if now == NOT_POSSIBLE else None
        if role == CellRole.WEIGHT:
            return 600 if now != before or index.column() == EVENT else None
        return None


def words_of(row: RuleRow, draft: RuleDraft) -> tuple[str, ...]:
    """What each column says of *row* as *draft* has it."""
    call_back = tr("within {minutes} min", minutes=draft.call_back_minutes) if draft.creates_call_back else tr("no")
    return (
        _capital(tr(EVENT_WORDS[row.event])),
        _yes(draft.creates_lead) if can_make_lead(row) else NOT_POSSIBLE,
        _yes(draft.creates_inquiry),
        call_back if can_call_back(row) else NOT_POSSIBLE,
        tr(TOLD_WORDS[draft.tells]),
    )


def _yes(made: bool) -> str:
    return tr("yes") if made else tr("no")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
