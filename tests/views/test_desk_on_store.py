"""The desk over a real store and its change feed: what a room hears of an own commit and of another workstation's."""

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.changes import ChangeFeed
from app.database.store import Store
from app.events import Change
from app.models.company import Department
from app.views.desk import Desk


def found_department(session: Session, code: str) -> str:
    session.add(Department(code=code, name=code))
    return code


def count_departments(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Department)) or 0


@pytest.mark.parametrize("who", ["this window", "another workstation"])
def test_a_commit_is_heard_and_read(who: str, fresh_store: Store, database_url: str, qtbot: QtBot) -> None:
    desk = Desk(fresh_store)
    fresh_store.announce = desk.hear_all
    feed = ChangeFeed(fresh_store)
    states: list[bool] = []
    heard: list[Change] = []
    counts: list[int] = []
    desk.changed.connect(heard.append)

    def take_state(reachable: bool) -> None:
        states.append(reachable)
        desk.hear_state(reachable)

    feed.start(desk.hear, take_state)
    try:
        qtbot.waitUntil(lambda: states == [True])
        desk.ask(desk, count_departments).then(counts.append)
        qtbot.waitUntil(lambda: len(counts) == 1)
        if who == "this window":
            desk.do(desk, found_department, "Xyz")
        else:
            other = Store(database_url)
            other.write(found_department, "Xyz")
            other.close()
        qtbot.waitUntil(lambda: any(change.topic == "department" for change in heard))
        assert {change.mine for change in heard if change.topic == "department"} == {who == "this window"}
        desk.ask(desk, count_departments).then(counts.append)
        qtbot.waitUntil(lambda: len(counts) == 2)
        assert counts[1] == counts[0] + 1
    finally:
        feed.stop()
        assert desk.stop()
