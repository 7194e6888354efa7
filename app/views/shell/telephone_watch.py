"""The telephone in the status bar: whether calls are seen, for those who have one."""

from PySide6.QtCore import QEvent, QObject, QTimer

from app.events import Change
from app.language import tr
from app.operations import my_line
from app.operations.my_line import LineRow
from app.views.desk import Desk
from app.views.room import EVERYTHING, WAIT_FOR_MORE
from app.views.shell.status_bar import StatusBar

TOPICS = frozenset({"exchange_state", "employee", EVERYTHING})
ITEM = "telephone"
LOOK_AGAIN = 30_000
"""Milliseconds between two looks: an intake that has died sends no news of it."""


class TelephoneWatch(QObject):
    """``TelephoneWatch(desk, status_bar)`` keeps the item up to date."""

    def __init__(self, desk: Desk, status_bar: StatusBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bar = desk, status_bar
        self._row: LineRow | None = None
        self._wait = QTimer(self, interval=WAIT_FOR_MORE, singleShot=True)
        self._wait.timeout.connect(self.look)
        self._again = QTimer(self, interval=LOOK_AGAIN)
        self._again.timeout.connect(self.look)
        self._again.start()
        desk.changed.connect(self._hear)
        status_bar.installEventFilter(self)
        self.look()

    def look(self) -> None:
        """Ask how the telephone is."""
        self._desk.ask(self, my_line.my_line).then(self._show)

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        row = self._row
        if row is None:
            self._bar.show_item(ITEM, "phone", "muted", "")
        elif row.seen:
            words = tr("Telephone {extension} connected", extension=row.extension)
            self._bar.show_item(ITEM, "phone", "muted", words)
        elif row.connecting:
            self._bar.show_item(ITEM, "phone", "warning_text", tr("The telephone exchange is being connected"))
        else:
            hint = row.problem.said() if row.problem is not None else ""
            self._bar.show_item(ITEM, "phone-x", "danger_text", tr("Calls are not seen at the moment"), hint)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False

    def _hear(self, change: Change) -> None:
        if change.topic in TOPICS and not self._wait.isActive():
            self._wait.start()

    def _show(self, row: LineRow | None) -> None:
        self._row = row
        self.retranslate()
