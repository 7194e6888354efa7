"""A receiving station on a real store, a real desk and a real spool; its scanner is a hand that holds out codes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from tests.clock import FixedClock
from tests.views.station.bench import Bench
from tests.views.station.packing_bench import PackingBench


@pytest.fixture
def bench(fresh_store: Store, clock: FixedClock, tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    """The station, its order and its clerk; no window is open yet."""
    bench = Bench(fresh_store, clock, tmp_path, qtbot)
    yield bench
    bench.close()


@pytest.fixture
def packing(fresh_store: Store, clock: FixedClock, tmp_path: Path, qtbot: QtBot) -> Iterator[PackingBench]:
    """The shipping station, its order and its clerk; no window is open yet."""
    bench = PackingBench(fresh_store, clock, tmp_path, qtbot)
    yield bench
    bench.close()
