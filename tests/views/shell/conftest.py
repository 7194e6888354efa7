"""A main window over a house on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.language import marked
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.room import Creation, RoomEntry
from app.views.shell.badge import Person
from app.views.shell.commands import Finder
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from app.views.shell.notices import NoticeBooks
from tests.views.paper_room import PaperRoom
from tests.views.shell.paper_house import TITLES, Company, paper


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / "windows.ini", "marta")


@pytest.fixture
def house(desk: Desk, company: Company) -> tuple[House, Messages]:
    messages = Messages()

    new_deal = Creation(marked("New deal"), "columns", lambda room: company.begun.append(room.title))

    def entry(title: str) -> RoomEntry:
        deals = title == "Deals"
        return RoomEntry(
            title.lower(),
            title,
            "tray",
            lambda: PaperRoom(desk, messages),
            topics=frozenset({"inquiry"}),
            count=company.count if title == "Triage" else None,
            kinds=frozenset({"deal"}) if deals else frozenset(),
            creations=(new_deal,) if deals else (),
            whole_window=title == "Station",
        )

    made = House(
        Person("marta", "Marta Vogel", marked("Dispatcher")),
        tuple(entry(title) for title in TITLES),
        "kontor-db",
        (Finder(company.find),),
        NoticeBooks(company.bell, company.page, company.read, company.unread_again, company.be_quiet),
    )
    return made, messages


@pytest.fixture
def window(desk: Desk, house: tuple[House, Messages], preferences: PreferencesFile, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(desk, house[1], preferences, house[0])
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.speak("en")
    window.dress("light")
    for title in TITLES:
        paper(window, title.lower()).field.clear()
