"""A customer on a real embedded database, and the panel of its files in a window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.views.attachments.files_panel import FilesPanel
from app.views.desk import Desk
from app.views.messages import Messages
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.views.company_desk import desk_over
from tests.views.keepsakes import Drawer


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    yield house(store)
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    with desk_over(at.store) as desk:
        yield desk


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def panel(at: House, desk: Desk, messages: Messages, drawer: Drawer, qtbot: QtBot) -> FilesPanel:
    panel = FilesPanel(desk, messages, drawer)
    qtbot.addWidget(panel)
    panel.resize(380, 400)
    panel.show_files_of("counterparty", at.customer)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.waitUntil(lambda: desk.under_way == 0)
    return panel


@pytest.fixture
def drop(panel: FilesPanel, desk: Desk, qtbot: QtBot) -> Callable[..., None]:
    """Drop files on a widget (the panel), as the system does it, and wait until they are kept or refused."""

    def let_go(*paths: Path, on: QWidget | None = None) -> None:
        target = on or panel
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
        QApplication.sendEvent(target, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), copy, data, left, none, QEvent.Type.Drop))
        qtbot.waitUntil(lambda: not panel.keeper.busy and desk.under_way == 0)

    return let_go
