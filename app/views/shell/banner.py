"""The banner under the top bar: no connection, or a device in trouble; until it is over."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.language import tr
from app.views.look.message_bar import MessageBar


class Banner(MessageBar):
    """One bar for all troubles; a lost connection comes before a device."""

    def __init__(self, try_now: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._try_now = try_now
        self._database = ""
        self._troubles: dict[str, UserError] = {}

    def show_connection(self, online: bool, database: str) -> None:
        """Say that *database* is out of reach, or that it is back."""
        self._database = "" if online else database
        self._refresh()

    def show_trouble(self, device: str, trouble: UserError | None) -> None:
        """Say the trouble of *device*; None: it is over."""
        if trouble is None:
            self._troubles.pop(device, None)
        else:
            self._troubles[device] = trouble
        self._refresh()

    def _refresh(self) -> None:
        if self._database:
            self.say(
                "warning",
                tr(
                    "No connection to {database}. What you see may be old; scans and calls are kept.",
                    database=self._database,
                ),
                note=tr("trying again"),
                action=tr("Try now"),
                act=self._try,
            )
        elif self._troubles:
            self.say(
                "warning", next(iter(self._troubles.values())).said(), note=tr("trying again"), icon="warning-circle-fill"
            )
        else:
            self.clear()

    def _try(self) -> None:
        self._refresh()
        self._try_now()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
