"""The main window: rail, top bar, banner, the rooms in a stack, status bar."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import marked, tr
from app.views.desk import Desk
from app.views.jotting.keys import JotKeys
from app.views.look.areas import set_ground
from app.views.look.key_hint import add_shortcut
from app.views.look.theme import ThemeChoice, theme
from app.views.messages import Messages
from app.views.preferences import Preferences, bytes_kept, kept_bytes
from app.views.room import Creation, Room, RoomEntry
from app.views.shell.badge import Badge, BadgeDeeds
from app.views.shell.banner import Banner
from app.views.shell.commands import Offer
from app.views.shell.counts import count_rooms
from app.views.shell.house import House
from app.views.shell.key_sheet import EVERYWHERE, NOTICES_KEY, KeySheet, Line
from app.views.shell.notices import Bell
from app.views.shell.rail import KEYS, Rail
from app.views.shell.search import KEY as SEARCH_KEY
from app.views.shell.search import Search
from app.views.shell.status_bar import StatusBar
from app.views.shell.tongue import speak
from app.views.shell.top_bar import TopBar
from app.views.shell.window_offers import choice_offers, command_offers, creation_offers, notice_offers, room_offers

NARROW = 1360
"""Below this width of the window (px) the rail folds by itself."""
SMALLEST = (1024, 600)
UNSAVED = UserError(marked("Something here is typed but not saved yet."))


class MainWindow(QWidget):
    """One person's window. Rooms are built when they are first entered; they stay, with all that is typed in them."""

    sign_out_wanted = Signal()
    entered = Signal(str)
    """Name of the room that is shown now."""

    def __init__(self, desk: Desk, messages: Messages, preferences: Preferences, house: House) -> None:
        super().__init__()
        self.desk, self.messages, self.house = desk, messages, house
        messages.setParent(self)
        self._preferences = preferences
        self._entries = {entry.name: entry for entry in house.entries}
        self._rooms: dict[str, Room] = {}
        self._path: list[str] = []
        self._compact = preferences.get("compact") == "yes"
        self._narrow = False
        self._leaving = False
        self._signing_out = False
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        set_ground(self, "window")
        self._build()
        self._connect()
        self.retranslate()
        self.restoreGeometry(bytes_kept(preferences.get("geometry")))
        self.badge.compact = self._compact
        self._fit(force=True)
        first = preferences.get("room")
        if house.entries:
            self.go(first if first in self._entries else house.entries[0].name)

    def retranslate(self) -> None:
        """Say the window's own words in the chosen language."""
        title = tr(self._entries[self.current].title) if self.current else ""
        self.setWindowTitle(tr("{room}, Kontor", room=title) if title else "Kontor")
        self.search.retranslate()
        if self.bell is not None:
            self.bell.retranslate()

    # Rooms

    @property
    def current(self) -> str:
        """Name of the room that is shown; "" before the first."""
        return self._path[-1] if self._path else ""

    @property
    def shows_whole_window(self) -> bool:
        """Whether the room that is shown has the window, and every key, for itself."""
        return bool(self.current) and self._entries[self.current].whole_window

    def room(self, name: str) -> Room:
        """The room *name*, built if need be. Raises KeyError if this person has no such room."""
        if name not in self._rooms:
            room = self._entries[name].build()
            room.setAccessibleName(tr(self._entries[name].title))
            room.leave.connect(self.go_back)
            room.wanted.connect(self.open_record)
            self._rooms[name] = room
            self.stack.addWidget(room)
            room.set_density("compact" if self._compact else "normal")
        return self._rooms[name]

    def go(self, name: str) -> Room:
        """Enter the room *name*. Raises KeyError if this person has no such room."""
        room = self.room(name)
        entry = self._entries[name]
        self._path = [passed for passed in self._path if passed != name] + [name]
        for part in (self.rail, self.top_bar, self.status_bar):
            part.setVisible(not entry.whole_window)
        self.stack.setCurrentWidget(room)
        self.rail.mark_chosen(name)
        if not entry.whole_window:
            self._preferences.set("room", name)
        (room.focusProxy() or room).setFocus()
        self.retranslate()
        self.entered.emit(name)
        return room

    def go_back(self) -> None:
        """Enter the room before this one."""
        if len(self._path) > 1:
            self._path.pop()
            self.go(self._path[-1])

    def open_record(self, kind: str, record: int = 0, *, otherwise: tuple[str, int] = ("", 0)) -> None:
        """Open one record in the room that shows its kind, or just the room of the name *kind*; else *otherwise*."""
        if self.house.beside is not None and kind in self.house.beside.kinds:
            self.house.beside.open(kind, record)
            return
        for shown, key in ((kind, record), otherwise):
            for entry in self.house.entries:
                if shown in entry.kinds or shown == entry.name:
                    room = self.go(entry.name)
                    if key:
                        room.open_record(shown, key)
                    return
        self.messages.say(tr("This belongs to another desk; your desk has no room for it."))

    # Choices

    def speak(self, code: str) -> None:
        """Switch the language of every open window; remembered."""
        speak(code)
        self._preferences.set("language", code)

    def dress(self, choice: ThemeChoice) -> None:
        """Switch the theme of every open window; remembered."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme().apply(app, choice)
        self._preferences.set("theme", choice)

    def set_compact(self, compact: bool) -> None:
        """Compact or normal rows in every room; remembered."""
        self._compact = self.badge.compact = compact
        self._preferences.set("compact", "yes" if compact else "no")
        for room in self._rooms.values():
            room.set_density("compact" if compact else "normal")

    def set_folded(self, folded: bool) -> None:
        """Fold the rail to icons; remembered unless the window is too narrow for the choice."""
        self.rail.fold(folded)
        self.badge.folded = folded
        if not self._narrow:
            self._preferences.set("rail", "folded" if folded else "wide")

    def show_keys(self) -> KeySheet:
        """F1: the keys of this screen."""
        name = self.current
        lines: list[Line] = []
        if name:
            lines = [(key, action.text()) for action, key in self.room(name).commands if key]
        rooms = [(key, tr(entry.title)) for key, entry in zip(KEYS, self.house.entries, strict=False)]
        everywhere = [(key, tr(words)) for key, words in EVERYWHERE]
        more = [(tr(words), [(key, tr(line)) for key, line in lines]) for words, lines in self.house.more_keys]
        title = tr(self._entries[name].title) if name else "Kontor"
        manual = partial(self.house.manual, name) if self.house.manual and name else None
        sheet = KeySheet(
            tr("Keys in {room}", room=title),
            [(title, lines), (tr("Rooms"), rooms), (tr("Everywhere"), everywhere), *more],
            self,
            manual,
        )
        sheet.show()
        return sheet

    def sign_out(self) -> None:
        """Leave this desk for the sign-in."""
        self._signing_out = True
        self.close()

    def quit(self) -> None:
        """Close the window and with it the program, unless something is being typed."""
        self._signing_out = False
        self.close()

    def show_trouble(self, device: str, trouble: UserError | None) -> None:
        """A device has a trouble, said in the banner until it is over (None)."""
        self.banner.show_trouble(device, trouble)

    def _build(self) -> None:
        self.deeds = BadgeDeeds(self.speak, self.dress, self.set_compact, self.set_folded, self.sign_out, self.quit)
        self.badge = Badge(self.house.person, self.deeds)
        self.rail = Rail(self.house.entries, self.badge)
        self.banner = Banner(self.desk.try_again)
        self.stack = QStackedWidget()
        self.stack.setProperty("ground", "base")
        self.status_bar = StatusBar(self.house.connected_to)
        self.search = Search(self.desk, self, self.house.finders, self._offers, self.open_record)
        self.top_bar = TopBar(self.search.field, self.house.entries, with_bell=self.house.notices is not None)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.desk.problem.connect(self.messages.problem)
        self.desk.connection.connect(self._show_connection)
        self.top_bar.create_wanted.connect(self._create)
        self.top_bar.keys_wanted.connect(self.show_keys)
        self.bell: Bell | None = None
        if self.house.notices is not None:
            self.bell = Bell(self.desk, self.house.notices, self, self.open_record, self.top_bar.bell)
            self.bell.counted.connect(self.top_bar.show_unread)
            self.bell.counted.connect(self.status_bar.show_unread)
            self.bell.heard.connect(lambda news: self.top_bar.show_quiet(news.quiet_until is not None))
            self.top_bar.notifications_wanted.connect(self.bell.open_list)
            self.status_bar.notifications_wanted.connect(self.bell.open_list)
            add_shortcut(self, NOTICES_KEY, self.bell.open_list)
        self._counts = count_rooms(self.desk, self.house.entries, self)
        for count in self._counts:
            count.counted.connect(lambda name, waits: self.rail.button(name).set_count(waits))
            count.reload()
        self.jotting = JotKeys(self.desk, self.messages, self._preferences, self, self._usual_room)
        add_shortcut(self, SEARCH_KEY, self.search.begin)
        add_shortcut(self, "Ctrl+Q", self.quit)
        self._show_connection(self.desk.online)

    def _show_connection(self, online: bool) -> None:
        self.banner.show_connection(online, self.house.connected_to)
        self.status_bar.show_connection(online)

    def _create(self, entry: RoomEntry, creation: Creation) -> None:
        creation.start(self.go(entry.name))

    def _offers(self) -> Sequence[Offer]:
        room = self.room(self.current) if self.current else None
        entries = self.house.entries
        return [
            *command_offers(room),
            *self.jotting.offers(),
            *room_offers(entries, self.go),
            *creation_offers(entries, self._create),
            *(notice_offers(self.bell) if self.bell is not None else ()),
            *choice_offers(self.deeds, self.badge, self.show_keys),
        ]

    def _usual_room(self) -> Room | None:
        return self.room(self.current) if self.current and not self.shows_whole_window else None

    def _fit(self, *, force: bool = False) -> None:
        narrow = self.width() < NARROW
        if narrow != self._narrow or force:
            self._narrow = narrow
            folded = narrow or self._preferences.get("rail") == "folded"
            self.rail.fold(folded)
            self.badge.folded = folded

    def _with_edits(self) -> str:
        return next((name for name, room in self._rooms.items() if room.has_unsaved_edits()), "")

    def _leave_anyway(self) -> None:
        self._leaving = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            for name, room in self._rooms.items():
                room.setAccessibleName(tr(self._entries[name].title))
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        name, beside = self._with_edits(), self.house.beside
        if (name or (beside is not None and beside.has_unsaved_edits())) and not self._leaving:
            event.ignore()
            if name:
                self.go(name)
            self.messages.problem(UNSAVED, tr("Leave without it"), self._leave_anyway)
            return
        if beside is not None:
            beside.close_all()
        self._preferences.set("geometry", kept_bytes(self.saveGeometry()))
        super().closeEvent(event)
        if self._signing_out:
            self.sign_out_wanted.emit()
