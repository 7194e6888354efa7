"""A room: one panel of the main window, that loads itself, hears news and keeps the person's place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from app.events import Change
from app.language import tr
from app.views.desk import Desk
from app.views.look.icons import icon
from app.views.look.key_hint import key_sequences
from app.views.look.rows import Density, RowList
from app.views.messages import MessageArea, Messages, NewsBar
from app.views.room_layout import RoomLayout

WAIT_FOR_MORE = 150
"""Milliseconds that a room waits for more news before it loads again."""
EVERYTHING = "everything"


About = tuple[Literal["counterparty", "deal", "inquiry", "call", "task"], int]
"""Kind and id of a record."""


class Room(QWidget):
    """Base of all rooms. A room names itself and its topics, lays itself out with ``lay_out`` and overrides ``reload``.

    It loads when it is first shown, and again (``news_wait`` after the first news) when something of its topics changed: at
    once if visible, else when it is shown. With unsaved edits it never loads by itself: a bar offers the news.
    """

    name: ClassVar[str] = ""
    """Stable name, for preferences and ways ("triage")."""
    title: ClassVar[str] = ""
    """The room's title in English, marked for translation."""
    icon: ClassVar[str] = "circle-dashed"
    topics: ClassVar[frozenset[str]] = frozenset()
    """Topics of the news that concern this room."""
    news_wait: ClassVar[int] = WAIT_FOR_MORE
    """Milliseconds from the first news until the room loads: what takes long is not asked for with every call that rings."""

    leave = Signal()
    """The room wants to go back to the one before (a whole-window room, on Esc)."""
    wanted = Signal(str, int)
    """The room wants another one opened: (kind of record or name of a room, id or 0)."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.messages = messages
        self._commands: list[tuple[QAction, str, str]] = []
        self._stale = True
        self._news = 0
        self._wait = QTimer(self, interval=self.news_wait, singleShot=True)
        self._wait.timeout.connect(self._answer_news)
        self.news_bar = NewsBar(self)
        self.news_bar.wanted.connect(self.refresh)
        self.message_area = MessageArea(messages, self)
        self.arrangement = RoomLayout(self)
        desk.changed.connect(self._hear)

    def lay_out(
        self, body: QWidget, *, head: QWidget | None = None, card: QWidget | None = None, foot: QWidget | None = None
    ) -> None:
        """Arrange the room: *head*, *body*, messages, *foot* in a column, and the *card* at the right.

        In a narrow window the card lies over the body and comes and goes with Space.
        """
        self.arrangement.arrange(head, self.news_bar, body, self.message_area, foot, body=body, card=card)

    # What a room overrides

    def reload(self) -> None:
        """Ask the desk for what the room shows. Keep the place (``app.views.place.Place``)."""

    def retranslate(self) -> None:
        """Say the room's own words in the chosen language; called in ``__init__`` by the room and at each switch."""

    def has_unsaved_edits(self) -> bool:
        """Whether a reload would destroy what the person is typing."""
        return False

    def open_record(self, kind: str, record: int) -> None:
        """Show one record: the person came from the search, a notification or another room."""

    def about(self) -> About | None:
        """What is open or selected here: what a note or a task from anywhere is about; None for nothing."""
        return None

    def set_density(self, density: Density) -> None:
        """Compact or normal rows; reaches every list of the room."""
        for rows in self.findChildren(RowList):
            rows.set_density(density)

    # Commands

    def command(
        self, sentence: str, key: str, act: Callable[[], object], *, symbol: str = "", shown: bool = True
    ) -> QAction:
        """Declare a command of this room: *sentence* (marked) for the palette and the list of keys, *key* to wire.

        With ``shown=False`` the key is only listed, because a button wires it already.
        """
        action = QAction(self)
        action.triggered.connect(lambda _checked=False: act())
        if symbol:
            action.setIcon(icon(symbol))
        if shown and key:
            action.setShortcuts(key_sequences(key))
            action.setAutoRepeat(False)
        self.addAction(action)
        action.setText(tr(sentence))
        self._commands.append((action, sentence, key))
        return action

    @property
    def commands(self) -> Sequence[tuple[QAction, str]]:
        """The declared commands with their keys, for the palette and the list of keys (F1)."""
        return [(action, key) for action, _, key in self._commands]

    # News

    @property
    def stale(self) -> bool:
        """Whether the room shows something older than the news."""
        return self._stale

    def refresh(self) -> None:
        """Load now, and forget the news that waited."""
        self._stale = False
        self._news = 0
        self._wait.stop()
        self.news_bar.hide()
        self.reload()

    def _hear(self, change: Change) -> None:
        if change.topic not in self.topics and change.topic != EVERYTHING:
            return
        self._stale = True
        self._news += max(1, len(change.ids))
        if not self._wait.isActive():
            self._wait.start()

    def _answer_news(self) -> None:
        if not self.isVisible():
            return
        if self.has_unsaved_edits():
            self.news_bar.offer(self._news)
        else:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._answer_news()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for action, sentence, _ in self._commands:
                action.setText(tr(sentence))
            self.retranslate()
        super().changeEvent(event)


@dataclass(frozen=True, slots=True)
class Creation:
    """Something new that a room offers under "+": words (marked), icon, and what to call on the room."""

    sentence: str
    icon: str
    start: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room as the rail knows it before it is built; ``build`` makes it at the first visit.

    count: operation ``(session) -> int`` for the figure in the rail, asked again when *topics* change. kinds: records
    that this room opens. whole_window: without rail and bars (the scanning station).
    """

    name: str
    title: str
    icon: str
    build: Callable[[], Room]
    topics: frozenset[str] = frozenset()
    count: Callable[[Any], int] | None = None
    kinds: frozenset[str] = frozenset()
    creations: tuple[Creation, ...] = ()
    whole_window: bool = False
