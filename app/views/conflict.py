"""Two people changed the same record: mine and theirs, field by field, and one of two buttons."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import Conflict, FieldClash
from app.language import Phrase, tr
from app.views.look.buttons import MainButton, PlainButton
from app.views.look.label import Label
from app.views.look.numbers import full_day, local, number
from app.views.look.scroll_bars import steady_scroll_bar

WIDTH, LOWEST, HIGHEST = 760, 244, 640
"""Sizes of the dialog in px; values that need more than the greatest height scroll."""
MARGIN, SPACING, GAP = 20, 6, 8


def shown_value(value: object) -> str:
    """A field's value as the form shows it; a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, (int, Decimal)):
        return number(value)
    if isinstance(value, datetime):
        return f"{full_day(local(value).date())} {local(value):%H:%M}"
    if isinstance(value, date):
        return full_day(value)
    return value.said() if isinstance(value, Phrase) else str(value)


class ConflictDialog(QDialog):
    """Compares mine, theirs and the original. ``kept_mine`` and ``kept_theirs`` say what the person chose.

    Esc closes without a choice: the form stays as it is, nothing is written.
    """

    kept_mine = Signal()
    kept_theirs = Signal()

    def __init__(self, conflict: Conflict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.conflict = conflict
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._head = Label("", 17, 600, wrap=True)
        self._matter = Label("", 13, 400, "muted", wrap=True)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 10, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        self.keep_theirs = PlainButton(key="Alt+T")
        self.keep_mine = MainButton(key="Alt+M")
        self.keep_theirs.clicked.connect(self._choose_theirs)
        self.keep_mine.clicked.connect(self._choose_mine)
        self._lay_out()
        self.retranslate()
        self._fit()
        # Overwriting a colleague's work must be a choice, not the key that happened to be pressed.
        self.keep_theirs.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.setWindowTitle(tr("Changed by somebody else meanwhile"))
        self._head.setText(self.conflict.said() or tr("Changed by somebody else meanwhile"))
        self._matter.setText(tr("Nothing was written yet. Values that differ are in bold."))
        self.keep_theirs.setText(tr("Keep theirs"))
        self.keep_mine.setText(tr("Keep mine"))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside.setProperty("ground", "none")
        steady_scroll_bar(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(SPACING)
        column.addWidget(self._head)
        column.addWidget(self._matter)
        column.addSpacing(GAP)
        column.addWidget(scroll, 1)
        column.addSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.keep_theirs)
        row.addWidget(self.keep_mine)
        column.addLayout(row)

    def _fit(self) -> None:
        """Be as high as the values need: they scroll only in a dialog of the greatest height."""
        inside = WIDTH - 2 * MARGIN - 2 * self._scroll.frameWidth()
        values = self._grid.totalHeightForWidth(inside - self._scroll.verticalScrollBar().sizeHint().width())
        around = sum(part.heightForWidth(WIDTH - 2 * MARGIN) for part in (self._head, self._matter))
        around += 2 * MARGIN + self.keep_mine.sizeHint().height() + 2 * self._scroll.frameWidth() + 7 * SPACING + 2 * GAP
        self.resize(WIDTH, min(HIGHEST, max(LOWEST, around + values)))

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        who = ", ".join(part for part in (self.conflict.changed_by, self.conflict.changed_at) if part)
        for place, words in enumerate(("", tr("Mine"), who or tr("Theirs"), tr("Before"))):
            self._grid.addWidget(Label(words, 12, 500, "muted"), 0, place)
        for row, clash in enumerate(self.conflict.clashes, start=1):
            self._fill_row(row, clash)
        self._grid.setRowStretch(len(self.conflict.clashes) + 1, 1)
        self._grid.setColumnStretch(0, 2)
        for place in (1, 2, 3):
            self._grid.setColumnStretch(place, 3)

    def _fill_row(self, row: int, clash: FieldClash) -> None:
        differs = clash.mine != clash.theirs
        values = (clash.mine, clash.theirs, clash.original)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(Label(clash.label.said(), 13, 400, "muted", wrap=True), row, 0, top)
        for place, value in enumerate(values, start=1):
            bold = differs and place < 3
            label = Label(shown_value(value), 13, 600 if bold else 400, "text" if place < 3 else "muted", wrap=True)
            label.setProperty("differs", bold)
            self._grid.addWidget(label, row, place, top)

    def _choose_mine(self) -> None:
        self.kept_mine.emit()
        self.accept()

    def _choose_theirs(self) -> None:
        self.kept_theirs.emit()
        self.accept()


def settle_conflict(
    conflict: Conflict,
    parent: QWidget,
    *,
    keep_mine: Callable[[], object],
    keep_theirs: Callable[[], object],
) -> ConflictDialog:
    """Open the compare dialog over *parent*; hand it to ``Ticket.otherwise`` by a form.

    keep_mine: write again over ``conflict.current_version``; keep_theirs: load the record anew.
    """
    dialog = ConflictDialog(conflict, parent)
    dialog.kept_mine.connect(keep_mine)
    dialog.kept_theirs.connect(keep_theirs)
    dialog.open()
    return dialog
