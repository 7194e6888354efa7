"""The rows behind a figure: a list in a panel of its own, with a head that says what it shows and a way back."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.operations import register
from app.operations.register import Count
from app.operations.register_spec import Shown
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import QuietButton
from app.views.look.numbers import number
from app.views.look.page_head import PageHead
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.cells import Look, plain
from app.views.register.saving import ListSaving
from app.views.register.view import RegisterView


class RowsPanel(QWidget):
    """``RowsPanel(desk, messages, preferences)``; ``show_rows(shown, title)``. Esc goes back, Enter opens a row."""

    left = Signal()
    opened = Signal(str, object)
    """Name of the register, and the RegisterRow."""

    def __init__(self, desk: Desk, messages: Messages, preferences: Preferences | None = None, look: Look = plain) -> None:
        super().__init__()
        set_ground(self, "base")
        self._desk, self._preferences, self._look = desk, preferences, look
        self._title = ""
        self.view: RegisterView | None = None
        self.head = PageHead()
        self.back = QuietButton(icon="arrow-left", key="Esc", height=28)
        self.keep = QuietButton(icon="download-simple", key="Ctrl+E", height=28)
        self.saving = ListSaving(desk, messages)
        for button, act in ((self.keep, self.save), (self.back, self.left.emit)):
            self.head.add_right(button)
            button.clicked.connect(act)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addWidget(self.saving)
        self.retranslate()

    def show_rows(self, shown: Shown, title: str) -> None:
        """Show the rows of *shown* under *title* (said in the chosen language)."""
        if self.view is not None:
            self._column.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
        view = RegisterView(self._desk, register.register(shown.register), self._look, self._preferences)
        self.view, self._title = view, title
        self._column.insertWidget(1, view, 1)
        self.setFocusProxy(view)
        view.opened.connect(lambda row: self.opened.emit(view.spec.name, row))
        view.changed.connect(self._count)
        view.show_view(shown)
        self.head.set_title(title)
        self.head.set_count("")
        self._count()
        view.table.setFocus()

    def save(self) -> None:
        """Ctrl E: these rows to a file."""
        if self.view is not None:
            self.saving.save(self.view.shown, self._title)

    def retranslate(self) -> None:
        """The buttons in the chosen language."""
        self.back.setText(tr("Back"))
        self.keep.setText(tr("Save as table"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _count(self) -> None:
        if self.view is not None:
            self._desk.ask(self, register.count, self.view.shown).then(self._show_count)

    def _show_count(self, count: Count) -> None:
        figure = number(count.number)
        self.head.set_count(tr("about {number}", number=figure) if count.estimate else figure)
