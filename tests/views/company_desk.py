"""A desk over a founded company, for tests of a room as one person has it."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Employee
from app.views.desk import Desk
from tests import factories


def employee_called(session: Session, name: str) -> int:
    """The id of who has the first name *name*."""
    return session.scalars(select(Employee.id).where(Employee.name.startswith(name))).one()


@contextmanager
def desk_over(store: Store, retry_after: int = 10) -> Iterator[Desk]:
    """A desk over *store* for who is signed in there; nothing may crash behind it. retry_after: milliseconds."""
    desk = Desk(store, retry_after=retry_after)
    store.announce = desk.hear_all
    crashes: list[Exception] = []
    desk.crashed.connect(crashes.append)
    yield desk
    assert desk.stop()
    assert not crashes


@contextmanager
def desk_of(store: Store, name: str) -> Iterator[Desk]:
    """The desk of *name* in a company that is founded in *store*."""
    store.write(factories.company)
    store.employee_id = store.read(employee_called, name)
    with desk_over(store) as desk:
        yield desk


def show_room(room: QWidget, qtbot: QtBot) -> None:
    """Show *room* as large as in a window of 1440×900, with the keyboard in it."""
    qtbot.addWidget(room)
    room.resize(1300, 852)
    room.show()
    qtbot.waitUntil(room.isActiveWindow)
    room.setFocus()
