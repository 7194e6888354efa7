"""What narrows the history on the page: kinds by the keys 1 to 8, a person, a text."""

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.language import tr
from app.operations import counterparty_history
from app.operations.counterparty_history import HistoryFilter, HistoryPeople
from app.operations.counterparty_history_rows import HISTORY_KINDS
from app.views.desk import Desk
from app.views.look.buttons import IconButton, PlainButton, QuietButton
from app.views.look.icons import icon
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.register.filter_bar import TextInput
from app.views.triage.decision_bar import WrappingRow

WAIT = 250
"""Milliseconds without a key before the history is searched."""


class SearchInput(TextInput):
    """The search; Esc is its own as long as it has the keyboard, and no way back out of the page."""

    def event(self, event: QEvent) -> bool:
        override = QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and event.type() == override and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)


class KindButton(PlainButton):
    """A kind that is shown or not."""

    def __init__(self, words: str, key: str) -> None:
        super().__init__(words, height=24)
        self.setCheckable(True)
        self.setToolTip(tr("{word}: only these, with the key {key}", word=words, key=key))

    def _padding(self) -> int:
        return 8

    def _fill(self) -> Token | None:
        return "accent_tint" if self.isChecked() else super()._fill()

    def _line(self) -> Token | None:
        return "accent_text" if self.isChecked() else super()._line()


class HistoryBar(QWidget):
    """``changed`` when the person wants to see other entries: ``shown``. ``left``: back to the list."""

    changed = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._counterparty_id = desk, 0
        self._employee_id: int | None = None
        self._contact_id: int | None = None
        self._name = ""
        self.kinds: dict[str, KindButton] = {}
        self._row = WrappingRow()
        self.text = SearchInput()
        self.text.setFont(font())
        self.text.setFixedHeight(28)
        self._sign = self.text.addAction(icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
        self.person = QuietButton(icon="user", key="P", height=28)
        self.nobody = IconButton("x", "", size=28)
        self._wait = QTimer(self, interval=WAIT, singleShot=True)
        self._wait.timeout.connect(self.changed)
        self.text.textEdited.connect(lambda _text: self._wait.start())
        self.text.left.connect(self._leave)
        self.person.clicked.connect(self.ask_person)
        self.nobody.clicked.connect(lambda: self._narrow(None, None, ""))
        self._lay_out()
        self.retranslate()

    @property
    def shown(self) -> HistoryFilter:
        """What the person wants to see."""
        kinds = frozenset(kind for kind, button in self.kinds.items() if button.isChecked())
        return HistoryFilter(kinds, self._employee_id, self._contact_id, self.text.text())

    def show_everything(self, counterparty_id: int) -> None:
        """Begin anew with the history of a counterparty; nothing is told."""
        self._counterparty_id = counterparty_id
        for button in self.kinds.values():
            button.setChecked(False)
        self.text.clear()
        self._wait.stop()
        self._set_person(None, None, "")

    def clear(self) -> None:
        """0: everything again."""
        if self.shown != counterparty_history.EVERYTHING:
            self.show_everything(self._counterparty_id)
            self.changed.emit()

    def turn(self, kind: str) -> None:
        """1 to 8: show *kind*, or leave it out again."""
        self.kinds[kind].setChecked(not self.kinds[kind].isChecked())
        self.changed.emit()

    def begin(self) -> None:
        """/: search in the history."""
        self.text.setFocus()
        self.text.selectAll()

    def ask_person(self) -> None:
        """P: whose entries."""
        if self._counterparty_id:
            self._desk.ask(self, counterparty_history.people, self._counterparty_id).then(self._open_menu)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        chosen = {kind for kind, button in self.kinds.items() if button.isChecked()}
        self.kinds = {
            kind: KindButton(tr(word), str(place)) for place, (kind, word) in enumerate(HISTORY_KINDS.items(), start=1)
        }
        for kind, button in self.kinds.items():
            button.setChecked(kind in chosen)
            button.clicked.connect(self.changed)
        self._row.set_parts([(button, False) for button in self.kinds.values()])
        self.text.setPlaceholderText(tr("Search in the history (/)"))
        self.text.setAccessibleName(tr("Search in the history (/)"))
        self.nobody.setToolTip(tr("Of everybody"))
        self._set_person(self._employee_id, self._contact_id, self._name)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _open_menu(self, people: HistoryPeople) -> None:
        menu = QMenu(self)
        menu.setObjectName("people_of_history")
        menu.addAction(tr("Of everybody")).triggered.connect(lambda: self._narrow(None, None, ""))
        for title, found, theirs in ((tr("Of us"), people.ours, False), (tr("Of them"), people.theirs, True)):
            if found:
                menu.addSection(title)
            for person_id, name in found:
                ids = (None, person_id) if theirs else (person_id, None)
                menu.addAction(icon("user"), name.replace("&", "&&")).triggered.connect(
                    partial(self._choose, ids[0], ids[1], name)
                )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.person.mapToGlobal(QPoint(0, self.person.height())))

    def _choose(self, employee_id: int | None, contact_id: int | None, name: str, _checked: bool = False) -> None:
        self._narrow(employee_id, contact_id, name)

    def _narrow(self, employee_id: int | None, contact_id: int | None, name: str) -> None:
        self._set_person(employee_id, contact_id, name)
        self.changed.emit()

    def _set_person(self, employee_id: int | None, contact_id: int | None, name: str) -> None:
        self._employee_id, self._contact_id, self._name = employee_id, contact_id, name
        self.person.setText(name or tr("Everybody"))
        self.nobody.setVisible(bool(name))

    def _leave(self) -> None:
        if self._wait.isActive():
            self._wait.stop()
            self.changed.emit()
        self.left.emit()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.text, 1)
        first.addWidget(self.person)
        first.addWidget(self.nobody)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self._row)
