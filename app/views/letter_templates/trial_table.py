"""The trial: the last letters of a sender, what is known of each now and what would be known, changes standing out."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.language import marked, tr
from app.letter_learning import FIELDS
from app.operations.letter_trials import Trial, TriedField, TriedLetter
from app.views.letter_templates.words import FIELD_WORDS, value_words
from app.views.look.chip import ChipText
from app.views.look.numbers import moment, percent
from app.views.look.table import CellRole, gathered

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
TITLES = (marked("Letter of"), *(FIELD_WORDS[field] for field in FIELDS), marked("Found"))
WIDTHS = (118, 124, 128, 140, 124, 150, 100)
"""In px; the last column takes the rest."""
SHOWN = 120
"""Signs of a value that a cell shows."""


def state_chip(letter: TriedLetter) -> ChipText:
    """How much of what was taught was found in a letter."""
    if letter.share == 100:
        return ChipText(tr("all"), "success", "check-circle")
    if letter.share:
        return ChipText(percent(letter.share), "warning")
    return ChipText(tr("nothing"), "danger", "warning-circle")


class TrialModel(QAbstractTableModel):
    """One line a letter, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[TriedLetter, ...] = ()

    def show_trial(self, trial: Trial | None) -> None:
        """Show another trial, or none."""
        self.beginResetModel()
        self.rows = trial.letters if trial else ()
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        letter = self.rows[index.row()]
        if role == CellRole.KEY:
            return letter.id
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        if index.column() == 0:
            return _first(letter, role)
        if index.column() == len(TITLES) - 1:
            return state_chip(letter) if role == CellRole.CHIP else None
        return _value(letter.fields[index.column() - 1], role)


def _first(letter: TriedLetter, role: int) -> object:
    if role == Qt.ItemDataRole.DisplayRole:
        return moment(letter.at)
    if role == CellRole.SECOND:
        return " ".join(letter.subject.split())[:SHOWN]
    return 500 if role == CellRole.WEIGHT else None


def _value(field: TriedField, role: int) -> object:
    before, after = value_words(field.field, field.before)[:SHOWN], value_words(field.field, field.after)[:SHOWN]
    if role == Qt.ItemDataRole.DisplayRole:
        return after
    if role == CellRole.SECOND and field.changed:
        return tr("before: {value}", value=before) if before else tr("nothing before")
    if role == CellRole.TOKEN:
        return "accent_text" if field.changed else None if field.found else "muted"
    if role == CellRole.WEIGHT and field.changed:
        return 600
    return None
