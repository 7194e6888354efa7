"""The top bar: search at the left, new things, notifications and keys at the right."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import IconButton
from app.views.look.icons import icon
from app.views.look.key_hint import hint_text
from app.views.room import Creation, RoomEntry
from app.views.shell.key_sheet import NOTICES_KEY

HEIGHT = 48


class TopBar(QWidget):
    """48 px at the top. ``create_wanted`` carries (room entry, creation)."""

    create_wanted = Signal(object, object)
    notifications_wanted = Signal()
    keys_wanted = Signal()

    def __init__(
        self, field: QWidget, entries: Sequence[RoomEntry], *, with_bell: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.setFixedHeight(HEIGHT)
        self._creations = [(entry, creation) for entry in entries for creation in entry.creations]
        self.menu = QMenu(self)
        self.plus = IconButton("plus", "", parent=self)
        self.bell = IconButton("bell", "", parent=self)
        self.question = IconButton("question", "", key="F1", parent=self)
        self.plus.setVisible(bool(self._creations))
        self.bell.setVisible(with_bell)
        self.plus.clicked.connect(self._open_menu)
        self.bell.clicked.connect(self.notifications_wanted)
        self.question.clicked.connect(self.keys_wanted)
        # The row has a widget of its own: a bare layout of fixed heights would not fill the bar.
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        row.addWidget(field, 3)
        row.addStretch(1)
        for button in (self.plus, self.bell, self.question):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(inside, 1)
        column.addWidget(Hairline())
        self.retranslate()

    def retranslate(self) -> None:
        """Say the buttons' words in the chosen language."""
        self.plus.setText(tr("New…"))
        self.bell.setText(tr("Notifications ({key})", key=hint_text(NOTICES_KEY)))
        self.question.setText(tr("Keys of this screen (F1)"))

    def show_unread(self, count: int) -> None:
        """A dot on the bell while something is unread."""
        self.bell.set_mark(count > 0)

    def show_quiet(self, quiet: bool) -> None:
        """Another bell while nothing shows itself on the desktop."""
        self.bell.set_icon("bell-slash" if quiet else "bell")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _open_menu(self) -> None:
        self.menu.clear()
        for entry, creation in self._creations:
            action = self.menu.addAction(icon(creation.icon), tr(creation.sentence))
            action.triggered.connect(partial(self._create, entry, creation))
        corner = self.plus.mapToGlobal(self.plus.rect().bottomLeft())
        self.menu.popup(corner)

    def _create(self, entry: RoomEntry, creation: Creation, _checked: bool = False) -> None:
        self.create_wanted.emit(entry, creation)
