"""The trial in words, and the keys of the fields beside their colours where the card has no room."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.letter_learning import FIELDS
from app.operations.letter_trials import Trial
from app.views.letter_templates.words import FIELD_TOKENS, KEY_OF, field_words, tint
from app.views.look.areas import Hairline
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label
from app.views.look.painting import paint_box
from app.views.look.theme import color

SWATCH = 14


def summary_words(trial: Trial | None) -> str:
    """In how many letters what was taught is found."""
    if trial is None:
        return tr("Select words in the letter and press 1 to 5: the trial follows by itself.")
    return tr(
        "All is found in {understood} of {tried} letters, a part in {partly}, nothing in {silent}.",
        understood=trial.understood,
        tried=len(trial.letters),
        partly=trial.partly,
        silent=trial.silent,
    )


def change_words(trial: Trial | None) -> str:
    """What would change, and how the edition in use does."""
    if trial is None:
        return ""
    if trial.before is None:
        return tr("Letters that would say something else: {changed}.", changed=trial.changed)
    return tr(
        "Letters that would say something else: {changed}. The edition in use finds all in {before}.",
        changed=trial.changed,
        before=trial.before,
    )


class Swatch(QWidget):
    """The colour of a field."""

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self.setFixedSize(QSize(SWATCH, SWATCH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRect(0, 0, SWATCH, SWATCH)
        paint_box(painter, box, 3, "base", FIELD_TOKENS[self._field])
        painter.fillRect(box.adjusted(2, 2, -2, -2), tint(self._field))
        painter.fillRect(QRect(2, SWATCH - 4, SWATCH - 4, 2), color(FIELD_TOKENS[self._field]))
        painter.end()


class Legend(QWidget):
    """A line with every field: key, colour, name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = {field: Label("", 12, 400, "muted") for field in FIELDS}
        row = QHBoxLayout()
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(6)
        for field, name in self._names.items():
            row.addWidget(KeyHint(KEY_OF[field]))
            row.addWidget(Swatch(field))
            row.addWidget(name)
            row.addSpacing(12)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Hairline())
        self.retranslate()

    def retranslate(self) -> None:
        """The names in the chosen language."""
        for field, name in self._names.items():
            name.setText(field_words(field))


class TrialWords(QWidget):
    """The trial in words above its table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = Label("", 13, 500)
        self.changes = Label("", 13, 400, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 8)
        column.setSpacing(2)
        column.addWidget(self.summary)
        column.addWidget(self.changes)
        self.show_trial(None)

    def show_trial(self, trial: Trial | None) -> None:
        """Say how *trial* went."""
        self.summary.setText(summary_words(trial))
        self.changes.setText(change_words(trial))
