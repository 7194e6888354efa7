"""The plant's day by keys: taking work on, reporting, ten per cent at a time, delays with reasons, taking back."""

from collections.abc import Sequence
from datetime import date

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.orders import ProductionOrder, ProductionOrderLine
from app.operations import notices, production
from app.views.conflict import ConflictDialog
from app.views.look.chip import ChipText
from app.views.look.fields import LineField
from app.views.look.label import Label
from app.views.look.table import CellRole
from app.views.production.room import ProductionRoom
from tests.clock import FixedClock
from tests.deal_factories import House
from tests.views.production.bench import Bench


def lines(at: House) -> list[int]:
    return at.store.read(
        lambda session: list(session.scalars(select(ProductionOrderLine.id).order_by(ProductionOrderLine.id)))
    )


def cell(room: ProductionRoom, row: int, key: str, role: int) -> object:
    at = [column.key for column in room.view.model.columns].index(key)
    return room.view.model.index(row, at).data(role)


def words(room: ProductionRoom, row: int, key: str) -> list[str]:
    return [chip.text for chip in chips(room, row, key)]


def chips(room: ProductionRoom, row: int, key: str) -> Sequence[ChipText]:
    found = cell(room, row, key, CellRole.CHIP) or ()
    assert isinstance(found, tuple | list)
    return found


def test_new_work_is_marked_and_taken_on_with_enter(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, _ = lines(bench.at)
    assert room.row is not None
    assert room.row.key == first
    assert words(room, 0, "bar") == ["new"]
    bench.press(room, "Return")
    bench.press(room, "Return")
    assert bench.get(ProductionOrderLine, first, "accepted_at") is not None
    assert bench.said() == "Article PUMP: 0 % ready, promised for 13 Aug."
    bench.undo(room)
    assert bench.get(ProductionOrderLine, first, "accepted_at") is None


def test_old_work_waits_in_words(bench: Bench, deal_id: int, clock: FixedClock) -> None:
    clock.advance(days=3)
    room = bench.open(ProductionRoom, "Peter")
    assert words(room, 0, "bar") == ["to take on"]


def test_a_later_day_needs_its_reason_and_the_form_stays(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, _ = lines(bench.at)
    bench.press(room, "R")
    bench.fill(room, percent="40", promised="20.08.2026")
    assert "Say why the goods come later" in bench.said()
    assert bench.open_form(room) is not None
    bench.fill(room, reason="Castings are short")
    assert bench.open_form(room) is None
    assert bench.get(ProductionOrderLine, first, "promised_on") == date(2026, 8, 20)
    assert "7 d late. The seller is told." in bench.said()
    late = [row for row in range(2) if words(room, row, "delay")]
    assert [words(room, row, "delay") for row in late] == [["7 d late"]]
    with bench.at.acting("Olga"):
        assert "Castings are short" in bench.at.store.read(notices.page).rows[0].phrase.said("en")


def test_a_promise_that_has_passed_is_red(bench: Bench, deal_id: int, clock: FixedClock) -> None:
    clock.advance(days=12)
    room = bench.open(ProductionRoom, "Peter")
    assert words(room, 0, "delay") == ["2 d late"]
    assert [each.tone for each in chips(room, 0, "delay")] == ["danger"]
    assert cell(room, 0, "promised_on", CellRole.TOKEN) == "danger_text"


def test_three_presses_are_one_report(bench: Bench, deal_id: int, qtbot: QtBot) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, _ = lines(bench.at)
    for _ in range(3):
        bench.press(room, "+")
    bench.press(room, "-")
    assert cell(room, 0, "ready_percent", 0) == "20\u00a0%"
    assert bench.get(ProductionOrderLine, first, "version") == 1
    qtbot.waitUntil(lambda: bench.get(ProductionOrderLine, first, "version") == 2)
    bench.settle(room)
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 20
    bench.press(room, "+")
    room.send_step()
    bench.settle(room)
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 30


def test_walking_on_sends_what_was_counted(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, second = lines(bench.at)
    bench.press(room, "+")
    bench.press(room, "Down")
    assert room.row is not None
    assert room.row.key == second
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 10
    assert bench.get(ProductionOrderLine, second, "ready_percent") == 0


def test_ready_with_one_key(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, _ = lines(bench.at)
    bench.press(room, "G")
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 100
    bench.undo(room)
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 0


def test_a_percentage_that_is_none_is_said_under_the_field(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    bench.press(room, "R")
    bench.fill(room, percent="140")
    assert bench.form(room).fields["percent"].error == "A whole number from 0 to 100."


def test_somebody_who_was_faster_is_compared_not_overwritten(bench: Bench, deal_id: int, qtbot: QtBot) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, _ = lines(bench.at)
    bench.press(room, "R")
    announce, bench.at.store.announce = bench.at.store.announce, lambda _changes: None
    bench.at.store.write(production.report_readiness, first, 1, 60, None)
    bench.at.store.announce = announce
    bench.fill(room, percent="30")
    dialog = room.findChild(ConflictDialog)
    assert dialog is not None
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 60
    dialog.keep_mine.click()
    bench.settle(room)
    assert bench.get(ProductionOrderLine, first, "ready_percent") == 30


def test_others_read_and_go_to_the_deal(bench: Bench, deal_id: int, qtbot: QtBot) -> None:
    room = bench.open(ProductionRoom, "Olga")
    keys = {key for _, key in room.commands}
    assert keys.isdisjoint({"R", "A", "G", "+", "-"})
    with qtbot.waitSignal(room.wanted) as way:
        bench.press(room, "O")
    assert way.args == ["deal", deal_id]


def test_a_notice_leads_to_the_order(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, second = lines(bench.at)
    bench.press(room, "Down")
    order = int(bench.at.one(select(ProductionOrder.id)))
    room.open_record("production", order)
    bench.settle(room)
    assert room.row is not None
    assert room.row.key == first
    room.open_record("production_line", second)
    bench.settle(room)
    assert room.row.key == second
    room.open_record("production", 4711)
    bench.settle(room)


def test_news_reload_the_list_but_not_under_an_open_form(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, second = lines(bench.at)
    bench.at.store.write(production.report_readiness, first, 1, 60, None)
    bench.qtbot.waitUntil(lambda: cell(room, 0, "ready_percent", 0) == "60\u00a0%")
    bench.press(room, "R")
    reason = bench.form(room).fields["reason"]
    assert isinstance(reason, LineField)
    reason.set_value("Castings")
    bench.at.store.write(production.report_readiness, second, 1, 50, None)
    bench.qtbot.waitUntil(room.news_bar.isVisible)
    assert reason.value() == "Castings"


def test_an_empty_list_says_how_work_comes_here(bench: Bench) -> None:
    room = bench.open(ProductionRoom, "Peter")
    assert room.view.empty.accessibleName() == "The plant has nothing of this kind"
    for key in ("R", "A", "G", "+", "O"):
        bench.press(room, key)
    assert bench.open_form(room) is None


def test_the_card_tells_dates_reports_and_the_way_to_the_deal(bench: Bench, deal_id: int) -> None:
    room = bench.open(ProductionRoom, "Peter")
    first, _ = lines(bench.at)
    with bench.at.acting("Peter"):
        bench.at.store.write(production.report_readiness, first, 1, 40, date(2026, 8, 20), "Castings are short")
    wanted = {"Article PUMP", "Why later: Castings are short", "40 % ready", "−70 … +180 °C", "Olga Lebedewa"}
    bench.qtbot.waitUntil(lambda: wanted <= {label.text() for label in room.card.findChildren(Label)})
