"""Picking by scan: the held batch counts, an older one too, a younger one only with a reason; nothing wrong ever goes."""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.models.company import Setting
from app.models.stock import Batch, Location, Reservation, ScanRecord
from app.models.terms import ReservationState
from app.operations import picking, picking_view, waiting
from tests.clock import FixedClock
from tests.deal_factories import SHELF, sold, stock
from tests.operations.packing import NEW_DAY, OLD_DAY, PUMP, SEAL, Packing, code, word


@pytest.fixture
def packing(store: Store, clock: FixedClock) -> Packing:
    """The order, ready to be picked."""
    return Packing(store, clock)


def test_the_order_waits_with_what_can_go_and_the_oldest_batch_is_proposed_with_its_reason(packing: Packing) -> None:
    (row,) = packing.store.read(picking_view.to_ship)
    assert (row.number, row.partner, row.lines, int(row.open), row.begun) == (
        packing.view().number,
        "Helios Batterie GmbH",
        1,
        3,
        None,
    )
    assert packing.store.read(waiting.to_ship) == 1
    assert packing.store.read(picking_view.numbered, f" {row.number.lower()} ") == row
    assert packing.store.read(picking_view.numbered, "WO-1") is None
    proposal = packing.view().next
    assert proposal is not None
    assert (proposal.batch, proposal.place, int(proposal.quantity), proposal.fit) == ("OLD", SHELF, 2, True)
    assert proposal.why.said("en") == "Oldest batch that is not blocked: expires 15 Dec 2026"
    (line,) = packing.view().lines
    assert line.take is not None
    assert line.take.said("en") == f"take 2 of OLD from {SHELF}"


def test_the_right_batch_counts_and_the_next_is_proposed(packing: Packing) -> None:
    result = packing.scan(code(PUMP, "OLD", OLD_DAY))
    assert (*word(result), result.detail.said("en"), result.place) == (True, "Picked", "+1 pc, line 1", SHELF)
    assert (result.batch, result.expiry) == ("OLD", OLD_DAY)
    assert result.line is not None
    assert (int(result.line.counted), int(result.line.expected)) == (1, 3)
    packing.scan(code(PUMP, "OLD"))
    view = packing.view()
    assert [int(each) for each in (view.to_scan, view.counted, view.expected, view.open_lines)] == [1, 2, 3, 1]
    assert view.next is not None
    assert (view.next.batch, int(view.next.quantity)) == ("NEW", 1)
    assert [(scan.text, scan.good) for scan in view.last_scans] == [("Article PUMP, OLD", True)] * 2
    begun = packing.store.read(picking_view.to_ship)[0].begun
    assert begun is not None
    assert begun.said("en") == "begun, 2 picked"


def test_the_same_scan_replayed_counts_once_and_says_what_it_was(packing: Packing) -> None:
    packing.scan(code(PUMP, "OLD"), "same")
    assert word(packing.scan(code(PUMP, "OLD"), "same")) == (True, "Picked already")
    packing.scan("NOBODY-KNOWS", "bad")
    assert word(packing.scan("NOBODY-KNOWS", "bad")) == (False, "Refused already")
    with packing.at.acting("Wanda"):
        packing.store.write(picking.undo_last, packing.order)
    assert word(packing.scan(code(PUMP, "OLD"), "same")) == (False, "Taken back already")
    assert packing.view().counted == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NOBODY-KNOWS", "Unknown code"),
        ("]C10112345678901230", "Not a code of ours"),
        (code(SEAL, "S1"), "Not on this order"),
        (code(PUMP, "NEVER"), "Unknown batch"),
        (code(PUMP, "OLD", NEW_DAY), "Different date"),
        (code(PUMP, "OLD", date(2026, 7, 1)), "Expired"),
        (code(PUMP, "OLD") + "\x1d3004", "Too many"),
        (code(PUMP, "OLD") + "\x1d3000", "No quantity"),
        ("]C110LATE", "Which article?"),
    ],
)
def test_what_is_wrong_is_refused_with_what_to_do_and_changes_nothing(packing: Packing, text: str, said: str) -> None:
    before = packing.held()
    result = packing.scan(text)
    assert word(result) == (False, said)
    assert result.advice is not None
    assert packing.view().counted == 0
    assert packing.held() == before
    assert [scan.good for scan in packing.view().last_scans] == [False]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"blocked": True, "blocked_reason": "Cracks"}, "Blocked batch"), ({"expiry": date(2026, 8, 2)}, "Expired")],
)
def test_a_batch_that_may_not_go_is_refused_and_another_takes_its_place(
    packing: Packing, changes: dict[str, object], said: str
) -> None:
    packing.at.run(update(Batch).where(Batch.code == "OLD").values(**changes))
    proposal = packing.view().next
    assert proposal is not None
    assert not proposal.fit
    assert "Take batch NEW" in proposal.why.said("en")
    assert word(packing.scan(code(PUMP, "OLD"))) == (False, said)
    packing.scan(code(PUMP, "NEW"))
    result = packing.scan(code(PUMP, "NEW"))
    assert word(result) == (True, "Picked")
    assert "Held instead of OLD" in result.detail.said("en")
    result = packing.scan(code(PUMP, "LATE"))
    assert word(result) == (True, "Picked")
    assert packing.held() == {"NEW": 2, "LATE": 1}
    packing.finish("3")
    packing.sound()


def test_a_younger_batch_asks_for_a_reason_and_holds_itself_instead(packing: Packing) -> None:
    asked = packing.scan(code(PUMP, "LATE"), "late", quantity="2")
    assert (asked.ask, *word(asked)) == ("reason", False, "Why this batch?")
    assert asked.detail.said("en") == f"Older: OLD at {SHELF}, use by 15 Dec 2026"
    assert packing.held() == {"OLD": 2, "NEW": 1}, "nothing happens before the answer"
    result = packing.scan(code(PUMP, "LATE"), "late", quantity="2", reason="customer's wish")
    assert word(result) == (True, "Picked")
    assert packing.held() == {"OLD": 1, "LATE": 2}, "the youngest gave way first"
    released = select(Reservation.released_reason).where(Reservation.state == ReservationState.RELEASED)
    assert packing.store.read(lambda s: set(s.scalars(released))) == {"customer's wish"}
    assert packing.at.one(select(ScanRecord.problem).where(ScanRecord.nonce == "late")) == "customer's wish"
    assert packing.view().to_scan == 1
    packing.sound()


def test_where_the_rule_says_never_no_reason_helps(packing: Packing) -> None:
    packing.store.write(lambda s: s.add(Setting(owner="", key="shipping.younger_batch", value=False)))
    result = packing.scan(code(PUMP, "LATE"), reason="because")
    assert word(result) == (False, "Older batch first")
    assert result.advice is not None
    assert result.advice.said("en") == f"Take batch NEW from {SHELF}."


def test_an_older_batch_that_has_become_free_is_proposed_and_held_by_its_scan(packing: Packing) -> None:
    stock(packing.at, "PUMP", "4", batch="ELDER", expiry=date(2026, 11, 1))
    proposal = packing.view().next
    assert proposal is not None
    assert "Now ELDER is" in proposal.why.said("en")
    result = packing.scan(code(PUMP, "ELDER"))
    assert word(result) == (True, "Picked")
    assert "Older than the held batch" in result.detail.said("en")
    assert packing.held() == {"OLD": 2, "ELDER": 1}


def test_goods_held_for_another_order_stay_there(packing: Packing) -> None:
    other = sold(packing.at, ("PUMP", "6"))
    assert packing.held() == {"OLD": 2, "NEW": 2, "LATE": 5}
    result = packing.scan(code(PUMP, "LATE"), reason="I like it")
    number = packing.at.warehouse_order(other)[0]
    assert word(result) == (False, "For another order")
    assert packing.store.read(picking_view.view, number).number in result.detail.said("en")
    assert packing.held() == {"OLD": 2, "NEW": 2, "LATE": 5}
    packing.sound()


def test_more_than_lies_there_is_not_picked(packing: Packing) -> None:
    stock(packing.at, "PUMP", "1", batch="ONE", expiry=date(2026, 10, 1))
    assert word(packing.scan(code(PUMP, "ONE"), quantity="2")) == (False, "Not in stock")
    assert packing.held() == {"OLD": 2, "NEW": 1}


def test_nothing_is_taken_from_the_red_shelf(packing: Packing) -> None:
    packing.at.run(update(Location).values(pickable=False))
    assert word(packing.scan(code(PUMP, "OLD"))) == (False, "Not from here")
    proposal = packing.view().next
    assert proposal is not None
    assert "No other batch is free" in proposal.why.said("en")


def test_a_box_without_a_batch_asks_unless_its_date_says_it(packing: Packing) -> None:
    assert packing.scan(code(PUMP)).ask == "batch"
    assert packing.scan(code(PUMP), batch="OLD").good
    assert packing.scan(code(PUMP, expiry=NEW_DAY)).batch == "NEW"


def test_our_own_labels_and_the_batch_alone_are_understood(packing: Packing) -> None:
    assert packing.scan("]C0PUMP|OLD").batch == "OLD"
    alone = packing.scan("]C110OLD")
    assert (alone.good, alone.product_name) == (True, "Article PUMP")
    box = packing.scan("PUMP-BOX", batch="NEW")
    assert word(box) == (False, "Too many"), "a box of two, and only one lacks"


def test_goods_without_date_and_batch_on_the_box_are_those_that_are_held(packing: Packing) -> None:
    order = packing.at.warehouse_order(sold(packing.at, ("SEAL", "2")))[0]
    result = packing.scan(code(SEAL), order=order)
    assert (result.good, result.batch) == (True, "S1")


def test_a_place_says_what_is_taken_there_and_an_orders_number_is_no_goods(packing: Packing) -> None:
    result = packing.scan(SHELF)
    assert (word(result), result.detail.said("en")) == ((True, f"Place {SHELF}"), "Take 2 of Article PUMP, batch OLD.")
    assert word(packing.scan(packing.view().number)) == (False, "Finish this one first")
    packing.scan(code(PUMP, "OLD"), quantity="2")
    packing.scan(code(PUMP, "NEW"))
    assert "Nothing for this order" in packing.scan(SHELF).detail.said("en")
