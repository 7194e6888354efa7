"""The bar above a list: "/" to search in it, a menu of filters, and what holds at present."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.language import tr
from app.operations import register
from app.operations.register_spec import Condition, Filter, Register, Shown
from app.views.desk import Desk
from app.views.look.buttons import IconButton, PlainButton
from app.views.look.icons import icon
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.look.typeface import font
from app.views.register.condition_form import ConditionForm
from app.views.register.condition_words import conditions_words
from app.views.register.filter_menu import FilterMenu

PATIENCE = 250
"""Milliseconds after the last letter before the list is asked."""
HEIGHT = 48
LEAVING = (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextInput(QLineEdit):
    """The search within a list; Esc clears it, Down and Enter go to the list."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        elif event.key() in LEAVING:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """``FilterBar(desk, spec)``; ``changed`` when the person narrowed the list otherwise: ``conditions``, ``text``."""

    changed = Signal()
    left = Signal()
    """The person wants back to the list."""

    def __init__(self, desk: Desk, spec: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._spec = desk, spec
        self.conditions: tuple[Condition, ...] = ()
        self._names: dict[str, Mapping[str, str]] = {}
        self.text_input = TextInput()
        self.text_input.setFont(font())
        self.text_input.setFixedHeight(32)
        self.text_input.setMaximumWidth(340)
        self._sign = self.text_input.addAction(icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
        self.button = PlainButton(icon="funnel-simple", key="Ctrl+F")
        self.note = Label("", 13, 400, "muted")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self.chips: list[QWidget] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(8)
        row.addWidget(self.text_input, 1)
        row.addWidget(self.button)
        row.addLayout(self._chips)
        row.addStretch(1)
        row.addWidget(self.note)
        # Only now that they have a parent: a part shown before would open as a window of its own and take the keyboard.
        self.text_input.setVisible(spec.search is not None)
        self.button.setVisible(bool(spec.filters))
        self.setFixedHeight(HEIGHT)
        self._wait = QTimer(self, interval=PATIENCE, singleShot=True)
        self._wait.timeout.connect(self.changed)
        self.text_input.textEdited.connect(lambda _text: self._wait.start())
        self.text_input.left.connect(self.left)
        self.button.clicked.connect(self.open_menu)
        add_shortcut(self, "/", self.begin)
        self.retranslate()

    @property
    def text(self) -> str:
        """What the list is searched for."""
        return self.text_input.text().strip()

    def begin(self) -> None:
        """ "/": type what to look for."""
        self.text_input.setFocus()
        self.text_input.selectAll()

    def take(self, shown: Shown) -> None:
        """Show the conditions and the text of *shown*; sends nothing."""
        self.conditions = shown.conditions
        if not self.text_input.hasFocus():
            self.text_input.setText(shown.text)
        self._show_chips()
        self._ask_names({each.field for each in shown.conditions})

    def open_menu(self) -> None:
        """Open the menu of filters; the names of its choices are asked first."""
        self._open(self._spec.filters, self.button)

    def retranslate(self) -> None:
        """The bar's own words in the chosen language."""
        self.text_input.setPlaceholderText(tr("Search in this list  /"))
        self.text_input.setAccessibleName(tr("Search in this list"))
        self.button.setText(tr("Filter"))
        self._show_chips()

    def _open(self, filters: Sequence[Filter], anchor: QWidget) -> None:
        missing = [each for each in filters if each.choices is not None and each.key not in self._names]
        if missing:
            ticket = self._desk.ask(self, register.names, self._spec.name, tuple(each.key for each in missing))
            ticket.then(self._take_names).anyway(lambda: self._pop_up(filters, anchor))
        else:
            self._pop_up(filters, anchor)

    def _pop_up(self, filters: Sequence[Filter], anchor: QWidget) -> None:
        menu = FilterMenu(filters, self.conditions, self._names, self._change, self._open_form, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    def _open_form(self, narrowing: Filter) -> None:
        ConditionForm(narrowing, partial(self._change, narrowing.key), self).open_below(self.button)

    def _ask_names(self, fields: set[str]) -> None:
        missing = tuple(
            each.key
            for each in self._spec.filters
            if each.key in fields and each.choices is not None and each.key not in self._names
        )
        if missing:
            ticket = self._desk.ask(self, register.names, self._spec.name, missing)
            ticket.then(self._take_names)

    def _take_names(self, names: Mapping[str, Mapping[str, str]]) -> None:
        self._names.update(names)
        self._show_chips()

    def _change(self, field: str, conditions: Sequence[Condition]) -> None:
        others = tuple(each for each in self.conditions if each.field != field)
        self.conditions = (*others, *conditions)
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        for chip in self.chips:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        known = {each.key: each for each in self._spec.filters}
        for field in dict.fromkeys(each.field for each in self.conditions if each.field in known):
            own = [each for each in self.conditions if each.field == field]
            self._add_chip(known[field], conditions_words(known[field], own, self._names.get(field, {})))

    def _add_chip(self, narrowing: Filter, words: str) -> None:
        button = PlainButton(words, height=28)
        button.setMaximumWidth(280)
        button.setToolTip(words)
        button.clicked.connect(lambda: self._open((narrowing,), button))
        away = IconButton("x", tr("Take this condition away"), size=28)
        away.clicked.connect(lambda: self._change(narrowing.key, ()))
        for part in (button, away):
            self._chips.addWidget(part)
            self.chips.append(part)
