"""What waits of calls: the newest of each, rings first, and nothing starves."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

from app.events import CallEvent, CallLegFact
from app.intake.newest_snapshots import RINGS_IN_A_ROW, NewestSnapshots, Waiting

BEGAN = datetime(2026, 11, 23, 11, tzinfo=UTC)


def call(linked_id: str, outcome: str = "") -> CallEvent:
    """A snapshot."""
    return CallEvent(linked_id, "in", None, "", "101", BEGAN, outcome=outcome)


def taken(snapshots: NewestSnapshots) -> Waiting:
    """The next one."""
    (waiting,) = snapshots.take(0)
    return waiting


def written(snapshots: NewestSnapshots, *events: CallEvent) -> None:
    """Let the books know *events*."""
    for event in events:
        snapshots.put([event])
        snapshots.done(taken(snapshots).event)


def test_only_the_newest_of_a_call_waits_in_the_place_of_the_first() -> None:
    snapshots = NewestSnapshots()
    snapshots.put([call("1"), call("2")])
    snapshots.put([call("1", "missed")])
    assert [taken(snapshots).event for _ in range(2)] == [call("1", "missed"), call("2")]
    assert snapshots.take(0) == []


def test_rings_go_first_but_not_for_ever() -> None:
    snapshots = NewestSnapshots()
    written(snapshots, call("known"))
    snapshots.put([call("known", "answered")])
    snapshots.put([call(f"new {number}") for number in range(2 * RINGS_IN_A_ROW)])
    order = []
    while waiting := snapshots.take(0, 3):
        for each in waiting:
            order.append(each.event.linked_id)
            snapshots.done(each.event)
    assert order[:RINGS_IN_A_ROW] == [f"new {number}" for number in range(RINGS_IN_A_ROW)]
    assert order[RINGS_IN_A_ROW] == "known"
    assert len(order) == 2 * RINGS_IN_A_ROW + 1


def test_a_telephone_that_rings_now_goes_before_other_news() -> None:
    snapshots = NewestSnapshots()
    written(snapshots, call("1"), call("2"))
    snapshots.put([call("1", "answered"), call("2")])
    snapshots.put([replace(call("2"), legs=(CallLegFact("101", BEGAN),))])
    assert [taken(snapshots).event.linked_id for _ in range(2)] == ["2", "1"]


def test_what_could_not_be_written_comes_back_with_what_is_known_by_then() -> None:
    snapshots = NewestSnapshots()
    snapshots.put([call("1"), call("2")])
    failed = taken(snapshots)
    snapshots.put([call("1", "missed")])
    snapshots.back(failed)
    assert taken(snapshots).event == call("1", "missed")
    snapshots.back(Waiting(call("1", "missed"), 0.0, ring=True), last=True)
    assert [taken(snapshots).event.linked_id for _ in range(2)] == ["2", "1"]


def test_what_is_being_written_still_counts() -> None:
    snapshots = NewestSnapshots()
    snapshots.put([call("1")])
    waiting = taken(snapshots)
    assert snapshots.linked_ids == {"1"}
    assert snapshots.behind >= 0
    snapshots.done(waiting.event)
    assert (snapshots.linked_ids, snapshots.behind) == (frozenset(), 0.0)


def test_who_waits_hears_of_a_new_one_at_once() -> None:
    snapshots = NewestSnapshots()
    found: list[Waiting] = []
    thread = threading.Thread(target=lambda: found.extend(snapshots.take(10, 8)))
    thread.start()
    snapshots.put([call("1")])
    thread.join(5)
    assert [each.event.linked_id for each in found] == ["1"]
