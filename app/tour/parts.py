"""Windows that the day shows only in trouble, and those before it: sign-in, search, conflict, lost connection, crash."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.errors import Conflict, FieldClash, Offline
from app.language import marked, phrase
from app.tour.player import Player
from app.views.background import Background
from app.views.conflict import ConflictDialog
from app.views.crash import CrashWindow, crash_report
from app.views.sign_in.door import DeskPlace
from app.views.sign_in.window import SignInWindow

VERSION = "tour"


def sign_in(player: Player, places: tuple[DeskPlace, ...], company: str) -> None:
    """The first window: own login, or one of the desks of the try-out."""
    background = Background()
    window = SignInWindow(
        background, player.door, player.preferences, places, version=VERSION, company=company, database="kontor-db.local"
    )
    window.resize(1440, 900)
    window.show()
    player.picture("sign-in", window)
    window.close()
    window.deleteLater()
    background.stop()


def search(player: Player, text: str) -> None:
    """One search for everything, at the present desk."""
    player.key(player.place.window, "Ctrl+K")
    field = player.place.window.search.field
    player.write(field, text)
    player.settle()
    player.picture("search")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    player.settle()


def conflict(player: Player) -> None:
    """Two people changed one record: the fields side by side."""
    clashes = (
        FieldClash(
            "address", phrase(marked("Address")), "Kazan, Ostrovskogo 87", "Kazan, Ostrovskogo 87 b", "Kazan, Baumana 4"
        ),
        FieldClash("bank_code", phrase(marked("Bank code")), "044525225", "044525225", "049205603"),
    )
    problem = Conflict(
        "{name} changed this meanwhile. Nothing was saved.",
        clashes=clashes,
        changed_by="Olga Brandt",
        changed_at="14:31",
        name="Olga Brandt",
    )
    dialog = ConflictDialog(problem, player.place.window)
    dialog.show()
    player.picture("conflict", dialog)
    dialog.close()
    dialog.deleteLater()


def lost_connection(player: Player) -> None:
    """The banner while the database is out of reach."""
    player.place.window.show_trouble("database", Offline("The database is out of reach."))
    player.picture("connection-lost")
    player.place.window.show_trouble("database", None)


def crash(player: Player) -> None:
    """The window for our own bugs."""
    try:
        raise ZeroDivisionError("shown by the tour, nothing is broken")
    except ZeroDivisionError as error:
        window = CrashWindow(crash_report(error, VERSION), player.place.window)
    window.show()
    player.picture("crash", window)
    window.close()
    window.deleteLater()
