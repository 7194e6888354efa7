"""Lists that save themselves: once, by whoever can reach the folder, made good after a kill."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.events import Document
from app.list_folder import ListFolder
from app.models.marketing import ExportRun
from app.models.marketing_terms import Origin, Schedule
from app.models.tasks import Notification
from app.operations import export_ledger, marketing_schedule, segments
from app.operations.segments import Repeat, SegmentRow
from tests import factories
from tests.clock import FixedClock
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS


class FullDisk(ListFolder):
    """A folder that is there and cannot be written."""

    def write(self, folder: str, documents: tuple[Document, ...], moment: datetime) -> str:
        raise UserError("{file} cannot be written: {reason}", file=folder, reason="No space left on device")


class Killed(ListFolder):
    """A process that ends before its file stands."""

    def write(self, folder: str, documents: tuple[Document, ...], moment: datetime) -> str:
        raise KeyboardInterrupt


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Maria"]
    return ids


@pytest.fixture
def row(store: Store, people: dict[str, int], clock: FixedClock, tmp_path: Path) -> SegmentRow:
    """A list that is due."""
    store.write(marketing_desk.dairy_people)
    made = store.write(segments.create, "Dairies", CUSTOMERS)
    made = store.write(segments.repeat, made.id, made.version, Repeat(Schedule.WEEKLY, folder=str(tmp_path)))
    assert made.due_at is not None
    clock.moment = made.due_at.astimezone(UTC)
    return made


def seen(store: Store, find: Callable[[Session], Any]) -> Any:
    return store.read(find)


def test_a_due_list_saves_itself_once(store: Store, row: SegmentRow, clock: FixedClock, tmp_path: Path) -> None:
    clock.moment -= timedelta(seconds=1)
    assert marketing_schedule.run_due(store, ListFolder()) == ()
    clock.moment += timedelta(seconds=1)
    (kept,) = marketing_schedule.run_due(store, ListFolder())
    (file,) = tmp_path.iterdir()
    assert (kept.file, kept.count, kept.problem) == (str(file), 2, "")
    assert file.name == "Dairies-2026-08-10.csv"
    assert marketing_schedule.run_due(store, ListFolder()) == ()
    assert store.read(segments.segment, row.id).due_at == clock.moment + timedelta(days=7)
    (run,) = store.read(export_ledger.runs).rows
    assert (run.origin, run.who, run.file, run.delivered_at) == (Origin.ITSELF, "", str(file), clock.moment)


def test_nobody_needs_to_be_signed_in(store: Store, row: SegmentRow, tmp_path: Path) -> None:
    store.employee_id = None
    assert len(marketing_schedule.run_due(store, ListFolder())) == 1


def test_a_folder_out_of_reach_is_left_to_who_can_reach_it(store: Store, row: SegmentRow, tmp_path: Path) -> None:
    moved = store.write(segments.repeat, row.id, row.version, Repeat(Schedule.WEEKLY, folder=str(tmp_path / "none")))
    assert moved.due_at is not None
    assert marketing_schedule.run_due(store, ListFolder()) == ()
    assert store.read(export_ledger.runs).rows == ()


def test_a_killed_process_is_made_good(store: Store, row: SegmentRow, clock: FixedClock, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        marketing_schedule.run_due(store, Killed())
    assert marketing_schedule.run_due(store, ListFolder()) == ()
    clock.advance(minutes=16)
    (kept,) = marketing_schedule.run_due(store, ListFolder())
    assert kept.count == 2
    newest, killed = store.read(export_ledger.runs).rows
    assert (newest.new, killed.delivered_at) == (2, None)


def test_a_file_that_cannot_be_written_is_tried_again_and_told(
    store: Store, row: SegmentRow, people: dict[str, int], clock: FixedClock, tmp_path: Path
) -> None:
    store.employee_id = None
    (kept,) = marketing_schedule.run_due(store, FullDisk())
    assert "No space left on device" in kept.problem
    told = store.read(lambda session: list(session.scalars(select(Notification.employee_id))))
    assert told == [people["Maria"]]
    assert marketing_schedule.run_due(store, ListFolder()) == ()
    clock.advance(minutes=61)
    assert len(marketing_schedule.run_due(store, ListFolder())) == 1


def test_an_empty_list_waits_for_the_next_time(store: Store, row: SegmentRow, clock: FixedClock) -> None:
    for value in ("volkov@sibprom.example", "h.sander@molkerei-sandau.example"):
        store.write(marketing_desk.blocked, value)
    (kept,) = marketing_schedule.run_due(store, ListFolder())
    assert (kept.file, kept.count) == ("", 0)
    assert "Nobody goes into this list" in kept.problem
    assert store.read(segments.segment, row.id).due_at == clock.moment + timedelta(days=7)


def test_of_many_processes_one_saves_it(fresh_store: Store, database_url: str, clock: FixedClock, tmp_path: Path) -> None:
    fresh_store.employee_id = fresh_store.write(factories.company)["Maria"]
    fresh_store.write(marketing_desk.dairy_people)
    made = fresh_store.write(segments.create, "Dairies", CUSTOMERS)
    made = fresh_store.write(segments.repeat, made.id, made.version, Repeat(Schedule.MONTHLY, folder=str(tmp_path)))
    assert made.due_at is not None
    clock.moment = made.due_at.astimezone(UTC)
    kept: list[object] = []

    def another_process() -> None:
        store = Store(database_url, clock=clock)
        kept.extend(marketing_schedule.run_due(store, ListFolder()))
        store.close()

    threads = [threading.Thread(target=another_process) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1
    assert len(list(tmp_path.iterdir())) == 1
    assert len(fresh_store.read(lambda session: list(session.scalars(select(ExportRun.id))))) == 1
