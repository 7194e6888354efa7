"""The composition root: the only place that knows every part, and puts them together for one person at one desk."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import URL

from app import __version__
from app.config import Settings, settings_file
from app.database.changes import ChangeFeed
from app.database.engine import parsed
from app.database.reach import reach
from app.database.revisions import SchemaMismatch, demand_current
from app.database.store import Store
from app.devices.keyboard import KeyboardReader
from app.devices.note_journal import NoteJournal
from app.devices.serial_scanner import SerialScanner, available_ports
from app.devices.spool import ScanSpool
from app.events import ScanSource
from app.intake import mail_line
from app.list_folder import ListFolder
from app.models.terms import ROLE_WORDS, Role
from app.opening import make_ready
from app.operations import demo, marketing_schedule
from app.operations.actors import Actor, employee_by_login
from app.operations.demo_data import COMPANY, DESKS
from app.operations.demo_mark import has_demo_company
from app.operations.notice_choices import be_quiet, bell
from app.operations.notices import page, read, unread_again
from app.operations.search import find
from app.views.background import Background
from app.views.calls.at_desk import CallsAtDesk
from app.views.calls.deeds import KEY_SHEET as CALL_KEYS
from app.views.calls.sound import Ringer
from app.views.crash import CrashReport, CrashWatch, CrashWindow
from app.views.deals.paper_desk import SystemPapers
from app.views.desk import Desk
from app.views.garbage import MainThreadGarbage
from app.views.keyboard_scanner import KeyboardScanner
from app.views.letters.correspondence import Correspondence
from app.views.look.theme import ThemeChoice, theme
from app.views.messages import Messages
from app.views.notices.desktop import DesktopNotices
from app.views.preferences import PreferencesFile
from app.views.rooms import Tools, load_rooms, rooms_of
from app.views.settings.workstation import SerialPort, Workstation
from app.views.shell.badge import Person
from app.views.shell.commands import Finder
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from app.views.shell.notices import NoticeBooks
from app.views.shell.telephone_watch import TelephoneWatch
from app.views.shell.tongue import speak
from app.views.sign_in.door import DeskPlace, Reach
from app.views.sign_in.window import SignInWindow

FIRST_ROWS = 800
"""Milliseconds after which the first room shows its rows and the others may be loaded."""
LOOK_FOR_LISTS = 300_000
"""Milliseconds between two looks for marketing lists that save themselves."""
FIRST_ROLE = tuple(Role)
"""Of several roles, the word that stands under a person's name is the first of these."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Books that are open for one person. connected_to: what the status bar calls them."""

    store: Store
    person: Actor
    connected_to: str


class Door:
    """Opens books: the company's with an own login, the try-out at one of its desks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def connect(self, database: str, login: str, password: str) -> Entrance:
        """The company's books as *login*. Raises Offline, NotAllowed, SchemaMismatch, NotFound."""
        url = _address(database)
        if url.get_backend_name() == "postgresql":
            url = url.set(username=login, password=password)
        return self._enter(url.render_as_string(hide_password=False), login, url.host or database)

    def reach(self, database: str) -> Reach:
        """Whether *database* answers, how fast, and encrypted or not. Raises Offline or UserError."""
        return Reach(*reach(_address(database)))

    def sit_at(self, login: str) -> Entrance:
        """The try-out at the desk of *login*; its company is made at the first visit."""
        url = self._settings.database if self._settings.database_url else self._settings.demo_database
        if not self._is_tried_out(url):
            make_ready(url)
            store = Store(url)
            try:
                demo.fill(store, "small", 1)
            finally:
                store.close()
        return self._enter(url, login, "try-out")

    @staticmethod
    def _is_tried_out(url: str) -> bool:
        """Whether the demo company is ready there, so that nothing needs to be made. Raises Offline."""
        store = Store(url)
        try:
            demand_current(store.engine)
            return store.read(has_demo_company)
        except SchemaMismatch:
            return False
        finally:
            store.close()

    def enter(self, login: str) -> Entrance:
        """The books of the settings at the desk of *login*: for ``--as`` and an embedded database."""
        url = parsed(self._settings.database)
        return self._enter(self._settings.database, login, url.host or Path(url.database or "").name)

    @staticmethod
    def _enter(url: str, login: str, connected_to: str) -> Entrance:
        store = Store(url)
        try:
            demand_current(store.engine)
            person = store.read(employee_by_login, login)
        except BaseException:
            store.close()
            raise
        store.employee_id = person.id
        return Entrance(store, person, connected_to)


def _address(database: str) -> URL:
    """What the person typed: a whole address, or just the name of the server. Raises UserError."""
    return parsed(database if "://" in database else f"postgresql://{database or 'localhost'}/kontor")


class Workplace(QObject):
    """One person at one desk: their books, news, devices and window; everything ends with ``close``."""

    def __init__(self, settings: Settings, entrance: Entrance, preferences: PreferencesFile, watch: CrashWatch) -> None:
        super().__init__()
        self.entrance = entrance
        self.desk = Desk(entrance.store)
        self.desk.crashed.connect(watch.report)
        entrance.store.announce = self.desk.hear_all
        self._feed = ChangeFeed(entrance.store)
        self._feed.start(self.desk.hear, self.desk.hear_state)
        self._spool: ScanSpool | None = None
        self.messages = Messages()
        kept = preferences.of(entrance.person.login)
        papers = SystemPapers(self.desk, self.messages)
        self._settings = settings
        tools = Tools(
            self.desk,
            self.messages,
            kept,
            entrance.person,
            papers,
            self._scanning,
            settings.home,
            self._workstation(),
            lambda: mail_line.WorkstationMailLine(settings, entrance.store, os.environ),
        )
        self._letters = Correspondence(self.desk, self.messages, papers, parent=self)
        self.window = MainWindow(self.desk, self.messages, kept, self._house(tools))
        self._letters.wanted.connect(self.window.open_record)
        self._calls = CallsAtDesk(
            self.desk,
            self.messages,
            self.window,
            NoteJournal(self._own_folder(settings.home / "notes") / entrance.person.login),
            Ringer(settings.home / "sounds", kept),
        )
        self._notices = None
        if self.window.bell is not None:
            self._notices = DesktopNotices(self.window, self.window.bell, self._calls.stack)
        self._telephone_watch = TelephoneWatch(self.desk, self.window.status_bar, self)
        self._lists = QTimer(self, interval=LOOK_FOR_LISTS)
        self._lists.timeout.connect(self._save_due_lists)
        if Role.MARKETER in entrance.person.roles:
            self._lists.start()

    def _house(self, tools: Tools) -> House:
        person = self.entrance.person
        role = next((each for each in FIRST_ROLE if each in person.roles), Role.SELLER)
        return House(
            Person(person.login, person.name, ROLE_WORDS[role]),
            rooms_of(tools),
            self.entrance.connected_to,
            finders=(Finder(find),),
            notices=NoticeBooks(bell, page, read, unread_again, be_quiet),
            beside=self._letters,
            more_keys=(CALL_KEYS,),
        )

    @property
    def _scans_folder(self) -> Path:
        """A folder for each database: a scan that was kept for one company must not be replayed into another's receipt."""
        return self._own_folder(self._settings.spool)

    def _own_folder(self, folder: Path) -> Path:
        """The part of *folder* that belongs to these very books."""
        return folder / sha256(str(self.entrance.store.engine.url).encode()).hexdigest()[:12]

    def _workstation(self) -> Workstation:
        """The scanners that are chosen here, and may be chosen anew in the settings."""
        self._scanners = Workstation(
            settings_file(os.environ),
            self._settings.scanners,
            ports=lambda: [SerialPort(port.name, port.description) for port in available_ports()],
            serial=lambda port: SerialScanner(port, memory=self._scans_folder),
            keyboard=lambda suffix: KeyboardScanner(KeyboardReader(keyboard_platform(), suffix=suffix), self),
        )
        return self._scanners

    def _scanning(self) -> tuple[ScanSpool, Sequence[ScanSource]]:
        """The spool and the scanners of this workstation, for the room that scans."""
        if self._spool is None:
            self._spool = ScanSpool(self._scans_folder)
        return self._spool, self._scanners.sources

    def _save_due_lists(self) -> None:
        """Save the marketing lists that are due and whose folder this workstation can reach; a server may be before us."""
        ticket = self.desk.run(self.window, marketing_schedule.run_due, self.entrance.store, ListFolder())
        # Out of reach: the banner says it already, and the next round comes by itself.
        ticket.otherwise(lambda _: None)

    def load_rooms(self) -> None:
        """Load the rooms that were not visited yet, behind the one that is shown."""
        self.desk.run(self.window, load_rooms, self.entrance.person)

    def close(self) -> None:
        """End the window, the threads and the connections of this person."""
        self._calls.close_all()
        if self._notices is not None:
            self._notices.close_all()
        self.window.close()
        self.window.deleteLater()
        self._feed.stop()
        self.desk.stop()
        if self._spool is not None:
            self._spool.close()
        self.entrance.store.close()


def keyboard_platform() -> str:
    """Which table of scan codes this desktop's key events carry."""
    return {"windows": "windows", "cocoa": "macos"}.get(QGuiApplication.platformName(), "x11")


class Kontor(QObject):
    """The program: the sign-in, then a workplace, then the sign-in again."""

    def __init__(self, settings: Settings, *, demo_company: bool) -> None:
        super().__init__()
        self._settings = settings
        self._demo = demo_company
        self._door = Door(settings)
        self._preferences = PreferencesFile(settings.preferences)
        self._background = Background()
        self._sign_in: SignInWindow | None = None
        self.workplace: Workplace | None = None
        self.watch = CrashWatch(self._show_crash, __version__, self)
        self._background.crashed.connect(self.watch.report)

    def dress(self, app: QApplication) -> None:
        """Look and language as this workstation had them last."""
        choice = self._preferences.get("theme")
        chosen: ThemeChoice = "dark" if choice == "dark" else "system" if choice == "system" else "light"
        theme().apply(app, chosen)
        speak(self._settings.language if self._settings.language != "en" else self._preferences.get("language") or "en")

    def show_sign_in(self) -> None:
        """Ask who is there."""
        places = tuple(DeskPlace(*each) for each in DESKS)
        self._sign_in = SignInWindow(
            self._background,
            self._door,
            self._preferences,
            places,
            version=__version__,
            company=COMPANY if self._demo else "",
            database=self._settings.database_url,
        )
        self._sign_in.entered.connect(self._enter)
        self._sign_in.show()

    def sit_down(self, login: str) -> None:
        """Open the desk of *login* at once. Raises what the door raises."""
        self._enter(self._door.sit_at(login) if self._demo else self._door.enter(login))

    def _enter(self, entrance: Entrance) -> None:
        self.workplace = Workplace(self._settings, entrance, self._preferences, self.watch)
        self.workplace.window.sign_out_wanted.connect(self._sign_out, Qt.ConnectionType.QueuedConnection)
        self.workplace.window.show()
        QTimer.singleShot(FIRST_ROWS, self.workplace, self.workplace.load_rooms)
        if self._sign_in is not None:
            self._sign_in.close()
            self._sign_in.deleteLater()
            self._sign_in = None

    def _sign_out(self) -> None:
        self.show_sign_in()
        self._leave()

    def _leave(self) -> None:
        if self.workplace is not None:
            self.workplace.close()
            self.workplace = None

    def end(self) -> None:
        """Give everything back."""
        self._leave()
        self._background.stop()
        self.watch.uninstall()

    def _show_crash(self, report: CrashReport) -> None:
        CrashWindow(report, self.workplace.window if self.workplace else None).show()


def run(settings: Settings, *, demo: bool, login: str) -> int:
    """Open the program and stay until its last window is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Kontor")
    app.setApplicationVersion(__version__)
    kontor = Kontor(settings, demo_company=demo or not settings.database_url)
    kontor.watch.install()
    garbage = MainThreadGarbage(app)
    kontor.dress(app)
    try:
        if login:
            kontor.sit_down(login)
        else:
            kontor.show_sign_in()
        return app.exec()
    finally:
        kontor.end()
        garbage.end()
