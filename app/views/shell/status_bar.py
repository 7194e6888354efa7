"""The status bar: connection, unsent scans, telephone and the like at the left, notifications at the right."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import QuietButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.tokens import Token

HEIGHT = 28


class StatusItem(QWidget):
    """An icon and a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("circle-dashed", size=14)
        self._words = Label("", 12, 400, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_state(self, icon: str, token: Token, words: str, hint: str = "") -> None:
        """Say *words*; the icon in the colour of *token*, the words too unless all is well. hint: more, for the mouse."""
        self._icon.set_icon(icon, token)
        self._words.set_token(token if token in ("warning_text", "danger_text") else "muted")
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(hint)
        self.setToolTip(hint)


class StatusBar(QWidget):
    """28 px at the bottom. ``show_item`` adds what a device or channel has to say under a name of its own."""

    notifications_wanted = Signal()

    def __init__(self, connected_to: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.setFixedHeight(HEIGHT + 1)
        self._connected_to = connected_to
        self._online = True
        self._unread = 0
        self._items: dict[str, StatusItem] = {}
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(16, 0, 8, 0)
        self._row.setSpacing(18)
        self._connection = self._item("connection")
        self._row.addStretch(1)
        self._bell = QuietButton(icon="bell", height=24)
        self._bell.clicked.connect(self.notifications_wanted)
        self._row.addWidget(self._bell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addWidget(inside, 1)
        self.retranslate()

    def show_connection(self, online: bool) -> None:
        """Say whether the database is within reach."""
        self._online = online
        self.retranslate()

    def show_unread(self, count: int) -> None:
        """Say how many notifications are unread."""
        self._unread = count
        self.retranslate()

    def show_item(self, name: str, icon: str, token: Token, words: str, hint: str = "") -> None:
        """Say *words* (in the chosen language) for *name*: "scans", "telephone". Empty words take the item away.

        hint: the whole sentence behind them.
        """
        item = self._items.get(name) or self._item(name)
        item.show_state(icon, token, words, hint)
        item.setVisible(bool(words))

    def words_of(self, name: str) -> str:
        """What the item *name* says; "" if there is none."""
        return self._items[name].words if name in self._items else ""

    def hint_of(self, name: str) -> str:
        """The whole sentence behind the item *name*; "" if there is none."""
        return self._items[name].toolTip() if name in self._items else ""

    def retranslate(self) -> None:
        """Say connection and notifications in the chosen language."""
        if self._online:
            words = tr("Connected to {database}", database=self._connected_to)
            self._connection.show_state("check-circle", "success_text", words)
        else:
            words = tr("No connection to {database}", database=self._connected_to)
            self._connection.show_state("wifi-slash", "warning_text", words)
        self._bell.setText(
            trn("{count} notification", "{count} notifications", self._unread) if self._unread else tr("No notifications")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _item(self, name: str) -> StatusItem:
        item = StatusItem()
        self._row.insertWidget(len(self._items), item)
        self._items[name] = item
        return item
