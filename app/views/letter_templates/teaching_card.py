"""The card at the right: what the marks find in the letter in sight, how the trial went, and the editions."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import marked, tr
from app.letter_learning import FIELDS
from app.letter_rules import Found
from app.operations.letter_templates import EditionRow
from app.operations.letter_trials import Trial
from app.views.letter_templates.trial_words import Swatch, change_words, summary_words
from app.views.letter_templates.words import KEY_OF, field_words, value_words
from app.views.look.areas import set_shown
from app.views.look.card_column import CardColumn, CardSection
from app.views.look.chip import ChipText
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label
from app.views.look.numbers import moment, percent
from app.views.look.rows import RowList, RowRole

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
LONGEST = 220
"""Signs of a value that the card shows; the letter beside it shows the rest."""
EDITIONS_SHOWN = 3
ROW_HEIGHT = 48

UNUSABLE: Mapping[str, str] = {
    "phone": marked("This is no number that can be dialled; such a letter keeps what was known."),
    "email": marked("This is no address of somebody outside; such a letter keeps what was known."),
}
NO_WORDS = marked("There is nothing usable in it; such a letter keeps what was known.")


class FieldLine(QWidget):
    """One field: its key, its colour, its name, and what is found."""

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._name = Label("", 12, 400, "muted")
        self.value = Label("", 13, 500, wrap=True)
        self.note = Label("", 12, 400, "warning_text", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(KeyHint(KEY_OF[field]))
        head.addWidget(Swatch(field))
        head.addWidget(self._name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.value)
        column.addWidget(self.note)
        self.show_value(None, "", taught=False)

    def show_value(self, found: Found | None, usable: str, *, taught: bool) -> None:
        """What was found, what of it can be used, and whether this field is taught at all."""
        self._name.setText(field_words(self.field))
        if not taught:
            words = tr("not marked")
        elif found is None:
            words = tr("not found in this letter")
        else:
            words = value_words(self.field, usable or found.value)[:LONGEST]
        self.value.setText(words)
        self.value.set_token("text" if usable else "muted")
        refused = tr(UNUSABLE.get(self.field, NO_WORDS)) if found is not None and not usable else ""
        self.note.setText(refused)
        set_shown(self.note, bool(refused))


class EditionsModel(QAbstractListModel):
    """The editions of a sender, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[EditionRow, ...] = ()

    def show_rows(self, rows: tuple[EditionRow, ...]) -> None:
        """Show other editions."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == RowRole.NAME:
            return tr("Edition {edition}", edition=row.edition)
        if role == RowRole.SECOND:
            return tr("{moment}, {name}", moment=moment(row.created_at), name=row.by)
        if role == RowRole.KEY:
            return row.id
        if role == RowRole.FIGURE:
            return percent(row.confidence)
        if role == RowRole.CHIP and row.active:
            return ChipText(tr("in use"), "success", "check-circle")
        return None


class TeachingCard(CardColumn):
    """``show_found(…)``, ``show_trial(…)``, ``show_editions(…)``; ``editions`` is the list with the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = {field: FieldLine(field) for field in FIELDS}
        self.summary = Label("", 13, 400, wrap=True)
        self.changes = Label("", 13, 400, "muted", wrap=True)
        self.model = EditionsModel()
        self.editions = RowList("two", uniform=True)
        self.editions.setModel(self.model)
        self.editions.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._none = Label("", 13, 400, "muted", wrap=True)
        self._found, self._trial, self._editions = self.add_section(), self._section(), self._section()
        for line in self.lines.values():
            self._found.add(line)
        self._trial.add(self.summary)
        self._trial.add(self.changes)
        self._editions.add(self._none)
        self._editions.add(self.editions)
        self.retranslate()
        self.show_trial(None)
        self.show_editions(())

    def _section(self) -> CardSection:
        return self.add_section(line=True)

    @property
    def edition(self) -> EditionRow | None:
        """The edition that is selected."""
        index = self.editions.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def show_found(self, found: Mapping[str, Found], usable: Mapping[str, str], taught: tuple[str, ...]) -> None:
        """What the rules find in the letter in sight."""
        for field, line in self.lines.items():
            line.show_value(found.get(field), usable.get(field, ""), taught=field in taught)

    def show_trial(self, trial: Trial | None) -> None:
        """How the rules did in the last letters; None where nothing is taught or nothing was tried yet."""
        self.summary.setText(summary_words(trial))
        self.changes.setText(change_words(trial))

    def show_editions(self, rows: tuple[EditionRow, ...]) -> None:
        """The editions of the sender."""
        self.model.show_rows(rows)
        set_shown(self.editions, bool(rows))
        set_shown(self._none, not rows)
        self.editions.setFixedHeight(ROW_HEIGHT * min(len(rows), EDITIONS_SHOWN) + 2)
        if rows:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.editions.selectionModel().setCurrentIndex(self.model.index(0), flag)

    def retranslate(self) -> None:
        """The heads in the chosen language; what depends on the letter is said again by the room."""
        self._found.set_title(tr("Found in this letter"))
        self._trial.set_title(tr("Tried on the last letters"))
        self._editions.set_title(tr("Editions"))
        self._none.setText(tr("No template is saved for this sender."))
