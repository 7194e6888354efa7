"""The plant takes work on, says how far it is, and owes a reason for each delay; the seller hears of it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.deals import Deal
from app.models.orders import ProductionOrder, ProductionOrderLine
from app.models.tasks import Notification, Task
from app.models.terms import Stage
from app.operations import deal_board, notices, production, tasks
from app.operations.production_card import production_card
from tests.clock import FixedClock
from tests.deal_factories import House, house, product, received, sold

LISTED = date(2026, 8, 13)
"""Ten days after the order: what the list of articles says."""


@pytest.fixture
def at(store: Store) -> House:
    at = house(store)
    product(at, "PUMP", made=True)
    return at


@pytest.fixture
def deal_id(at: House) -> int:
    return sold(at, ("PUMP", "4"), target=Stage.PRODUCTION)


@pytest.fixture
def line(at: House, deal_id: int) -> int:
    return int(at.one(select(ProductionOrderLine.id)))


def told(at: House, name: str) -> list[str]:
    with at.acting(name):
        return [row.phrase.said("en") for row in at.store.read(notices.page).rows]


def steps(at: House) -> list[tuple[str, int | None, str]]:
    """What Olga is to tell customers: title, deal, note."""
    with at.acting("Olga"):
        day = at.store.read(tasks.my_day)
    rows = (*day.overdue, *day.today, *day.later)
    return [(t.title.said("en"), t.deal_id, t.note) for t in rows if t.title.sentence == production.TELL_CUSTOMER]


def version(at: House, line: int) -> int:
    return int(at.get(ProductionOrderLine, line, "version"))


def report(at: House, line: int, percent: int, day: date | None = None, reason: str = "") -> production.ProductionLineRow:
    with at.acting("Peter"):
        return at.store.write(production.report_readiness, line, version(at, line), percent, day, reason)


def test_work_waits_until_the_plant_takes_it_on(at: House, line: int) -> None:
    assert at.store.read(production.waiting) == 1
    with at.acting("Peter"):
        row = at.store.write(production.accept, line, 1, LISTED)
    assert (row.promised_on, row.first_promised_on, row.late_days) == (LISTED, LISTED, 0)
    assert row.accepted_at is not None
    assert at.store.read(production.waiting) == 0
    assert not any("more for" in news for news in told(at, "Olga"))


def test_taking_on_for_a_later_day_is_a_delay_from_the_start(at: House, line: int) -> None:
    with at.acting("Peter"):
        with pytest.raises(UserError, match="Say why the goods come later"):
            at.store.write(production.accept, line, 1, date(2026, 8, 20))
        row = at.store.write(production.accept, line, 1, date(2026, 8, 20), "Castings are short")
    assert row.late_days == 7
    assert any("needs 7 d more for Article PUMP" in news for news in told(at, "Olga"))


def test_work_is_taken_on_once_and_for_a_day_to_come(at: House, line: int) -> None:
    with at.acting("Peter"):
        with pytest.raises(UserError, match="A promise lies in the future"):
            at.store.write(production.accept, line, 1, date(2026, 8, 1))
        at.store.write(production.accept, line, 1, LISTED)
        with pytest.raises(UserError, match="taken on already"):
            at.store.write(production.accept, line, 2, LISTED)


def test_a_delay_tells_days_and_reason_and_gives_the_seller_a_step(at: House, deal_id: int, line: int) -> None:
    report(at, line, 40, date(2026, 8, 17), "Compressor late")
    assert told(at, "Olga")[0] == (
        "The plant needs 4 d more for Article PUMP for Helios Batterie GmbH, until 17 Aug 2026: Compressor late"
    )
    assert steps(at) == [("Tell the customer: Article PUMP comes 4 d later, on 17 Aug 2026", deal_id, "Compressor late")]
    board = at.store.read(deal_board.board)
    (card,) = [card for column in board.columns for card in column.cards if card.id == deal_id]
    assert card.chip is not None
    assert (card.chip.said("en"), card.chip_tone) == ("Plant 4 d behind", "danger")


def test_a_second_delay_changes_the_task_instead_of_adding_one(at: House, line: int) -> None:
    report(at, line, 40, date(2026, 8, 17), "Compressor late")
    report(at, line, 50, date(2026, 8, 24), "Welder ill")
    assert [title for title, *_ in steps(at)] == ["Tell the customer: Article PUMP comes 11 d later, on 24 Aug 2026"]
    assert "needs 7 d more" in told(at, "Olga")[0]


def test_an_earlier_day_needs_no_reason_and_makes_no_noise(at: House, line: int) -> None:
    before = len(told(at, "Olga"))
    assert report(at, line, 60, date(2026, 8, 10)).late_days == 0
    assert len(told(at, "Olga")) == before


def test_two_who_report_at_once_do_not_overwrite_each_other(at: House, line: int) -> None:
    report(at, line, 40)
    with at.acting("Peter"), pytest.raises(Conflict) as caught:
        at.store.write(production.report_readiness, line, 1, 60, None)
    assert {clash.label.said("en") for clash in caught.value.clashes} >= {"Ready, %"}
    assert at.get(ProductionOrderLine, line, "ready_percent") == 40


@pytest.mark.parametrize("name", ["Olga", "Igor", "Wanda"])
def test_only_the_plant_reports(at: House, line: int, name: str) -> None:
    with at.acting(name):
        for operation, arguments in (
            (production.accept, (line, 1, LISTED)),
            (production.take_back, (line, 1)),
            (production.report_readiness, (line, 1, 10, None)),
        ):
            with pytest.raises(NotAllowed):
                at.store.write(operation, *arguments)


def test_a_report_can_be_taken_back_with_all_that_came_of_it(at: House, line: int) -> None:
    with at.acting("Peter"):
        at.store.write(production.accept, line, 1, LISTED)
    late = report(at, line, 100, date(2026, 8, 20), "Paint dries")
    with at.acting("Peter"):
        row = at.store.write(production.take_back, line, late.version)
    assert (row.ready_percent, row.promised_on, row.delay_reason, row.ready_at, row.late_days) == (0, LISTED, "", None, 0)
    assert at.count(select(Task).where(Task.title == production.TELL_CUSTOMER, Task.done_at.is_(None))) == 0
    assert told(at, "Olga")[0].startswith("The plant takes its last word on Article PUMP")


def test_nothing_is_taken_back_from_under_somebody_else(at: House, line: int) -> None:
    first = report(at, line, 30)
    report(at, line, 50)
    with at.acting("Peter"), pytest.raises(Conflict):
        at.store.write(production.take_back, line, first.version)
    assert at.get(ProductionOrderLine, line, "ready_percent") == 50


def test_a_fresh_order_has_no_report_to_take_back(at: House, line: int) -> None:
    with at.acting("Peter"), pytest.raises(UserError, match="no report"):
        at.store.write(production.take_back, line, 1)


def test_received_goods_are_no_work_any_more(at: House, deal_id: int, line: int) -> None:
    received(at, "production", deal_id)
    assert at.store.read(production.waiting) == 0
    with at.acting("Peter"), pytest.raises(UserError, match="not open any more"):
        at.store.write(production.report_readiness, line, version(at, line), 50, None)


def test_a_promise_that_has_passed_waits_for_the_plants_word(at: House, line: int, clock: FixedClock) -> None:
    with at.acting("Peter"):
        at.store.write(production.accept, line, 1, LISTED)
    clock.advance(days=11)
    assert at.store.read(production.waiting) == 1


def test_the_card_tells_needs_dates_and_every_report(at: House, deal_id: int, line: int) -> None:
    with at.acting("Peter"):
        at.store.write(production.accept, line, 1, LISTED)
    report(at, line, 40, date(2026, 8, 17), "Compressor late")
    card = at.store.read(production_card, line)
    assert (card.line.deal_id, card.seller, card.stage.said("en")) == (deal_id, "Olga Lebedewa", "Production")
    assert card.needs == (("−70 … +180 °C", False), ("Window in the door", True))
    said = [row.text.said("en") for row in card.history]
    assert said == [
        "Promised for 17 Aug 2026 instead of 13 Aug 2026: Compressor late",
        "40 % ready",
        "Taken on by the plant",
    ]
    assert {row.who for row in card.history} == {"Peter Albrecht"}


def test_a_line_that_is_not_there(at: House) -> None:
    with pytest.raises(NotFound):
        at.store.read(production_card, 4711)


def test_the_line_of_an_order_that_needs_the_plant_first(at: House, deal_id: int, line: int) -> None:
    order = at.one(select(ProductionOrder.id))
    assert at.store.read(production.line_of_order, order) == line
    assert at.store.read(production.line_of_order, 4711) == 0
    assert at.count(select(Notification).where(Notification.place == "production", Notification.record_id == order)) == 1
    assert at.get(Deal, deal_id, "stage") is Stage.PRODUCTION
