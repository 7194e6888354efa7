"""The receiving station as a clerk works it: scanned, pressed, asked, undone, finished."""

from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.stock import Location, StockMove
from app.operations import receiving, receiving_view
from app.views.look.theme import theme
from app.views.shell.tongue import speak
from app.views.station.last_scan import said_expiry
from app.views.station.question import read_typed_day
from app.views.station.scan_room import ScanRoom
from tests import stock_factories
from tests.views.station.bench import BEARING, SEAL, Bench, code


def test_the_arrivals_are_chosen_by_key_or_by_scanning_their_number(bench: Bench) -> None:
    room = bench.begin()
    assert (room.station.view is not None and room.station.view.order_number) == bench.order_number
    assert bench.word() == "Scan the first box"
    bench.press(Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: room.scans.record_id is None)
    bench.hand.scan(f"]C0{bench.order_number.lower()}")
    bench.qtbot.waitUntil(lambda: room.scans.record_id is not None)
    bench.wait_settled()


def test_an_order_placed_since_is_found_by_its_number(bench: Bench) -> None:
    room = bench.open()
    bench.qtbot.waitUntil(lambda: room.station.orders.orders.rowCount() == 1)
    bench.store.announce = lambda changes: None
    later = bench.store.write(stock_factories.purchase_order, [(bench.bearing, 1)])
    number = next(row.number for row in bench.store.read(receiving_view.expected) if row.order_id == later)
    bench.hand.scan(number)
    bench.qtbot.waitUntil(lambda: room.station.view is not None and room.station.view.order_number == number)


def test_nothing_on_its_way_says_so(bench: Bench) -> None:
    bench.begin()
    bench.hand.scan(*[code(SEAL, "L1", bench.good)] * 5, *[code(BEARING)] * 2)
    bench.qtbot.waitUntil(lambda: bench.room.scans.is_idle and bench.receipt().to_scan == 0)
    bench.press(Qt.Key.Key_F12)
    bench.qtbot.waitUntil(lambda: bench.room.station.orders.currentWidget() is bench.room.station.orders.empty)
    assert "booked into stock" in bench.room.station.note.sentence


def test_a_good_scan_is_green_with_its_batch_and_counts(bench: Bench) -> None:
    room = bench.begin()
    bench.hand.scan(code(SEAL, "L26-1107", bench.good))
    bench.wait_for("Received")
    shown = room.station.last_scan.shown
    assert (shown.state, shown.article, shown.batch, shown.expiry) == ("good", "Article SEAL-080", "L26-1107", bench.good)
    assert shown.code == f"01 {SEAL}  17 {bench.good:%y%m%d}  10 L26-1107"
    assert room.station.frame.isHidden()
    assert room.station.counter.words == ("6", "still to scan", "1 of 7 received", "2 of 2 lines open")
    assert room.station.lines.lines.last == 0
    assert [(scan.text, scan.good) for scan in room.station.scans.scans] == [("Article SEAL-080, L26-1107", True)]
    assert bench.sounds.heard == ["good"]
    moves = room.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
    bench.hand.scan(code(SEAL, "L26-1107", bench.good))
    bench.qtbot.waitUntil(lambda: room.station.counter.words[0] == "5")
    assert room.station.last_scan.is_flashing == moves, "one flash, unless the system wants no motion"
    bench.qtbot.waitUntil(lambda: not room.station.last_scan.is_flashing)
    bench.press(Qt.Key.Key_F9)
    bench.wait_for("Taken back")
    bench.wait_settled()
    assert bench.receipt().counted == 1


def test_a_refused_scan_is_red_with_frame_advice_and_sound_and_stops_nothing(bench: Bench) -> None:
    room = bench.begin()
    bench.hand.scan("NOBODY-KNOWS")
    bench.wait_for("Unknown code")
    assert room.station.last_scan.shown.state == "refused"
    assert room.station.frame.isVisible()
    assert "red shelf" in str(room.station.last_scan.shown.advice)
    assert bench.sounds.heard == ["refused"]
    bench.hand.scan(code(BEARING))
    bench.wait_for("Received")
    assert room.station.frame.isHidden()
    assert [scan.good for scan in room.station.scans.scans] == [True, False]
    bench.wait_settled()


def test_undo_by_key_and_by_the_bench_card(bench: Bench) -> None:
    bench.begin()
    bench.hand.scan(code(BEARING), code(BEARING))
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 2)
    bench.press(Qt.Key.Key_F9)
    bench.wait_for("Taken back")
    shown = bench.room.station.last_scan.shown
    assert (str(shown.detail), shown.article) == ("−1 pc, line 2", "Article BRG-6308")
    assert bench.receipt().counted == 1
    bench.hand.scan("]C0KONTOR-F9")
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 0)
    bench.hand.scan("kontor-f9")
    bench.wait_note("There is no scan to take back.")


@pytest.mark.parametrize("way", ["key", "card"])
def test_a_typed_quantity_counts_for_the_next_scan_only(bench: Bench, way: str) -> None:
    room = bench.begin()
    if way == "key":
        bench.press(Qt.Key.Key_F6)
    else:
        bench.hand.scan("KONTOR-F6")
    bench.qtbot.waitUntil(room.station.quantity.field.hasFocus)
    bench.type("3")
    bench.press(Qt.Key.Key_Return)
    assert room.hasFocus()
    bench.hand.scan("B-04-2")
    bench.wait_for("Place B-04-2")
    assert room.station.quantity.isVisible(), "a place is no goods: the quantity still stands"
    bench.hand.scan(code(SEAL, "L1", bench.good), code(SEAL, "L1", bench.good))
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 4)
    bench.wait_for("Received")
    assert room.station.quantity.isHidden()
    assert room.station.last_scan.shown.place == "B-04-2"


def test_a_quantity_can_be_given_up(bench: Bench) -> None:
    room = bench.begin()
    bench.press(Qt.Key.Key_F6)
    bench.type("30")
    bench.press(Qt.Key.Key_Escape)
    assert room.station.quantity.isHidden()
    assert room.scans.record_id is not None, "Esc took the quantity away, not the order"
    bench.hand.scan(code(BEARING))
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 1)


def test_what_the_box_does_not_say_is_typed_and_scans_meanwhile_wait(bench: Bench) -> None:
    room = bench.begin()
    bench.hand.scan(code(SEAL), code(BEARING))
    question = room.station.question
    bench.qtbot.waitUntil(question.field.hasFocus)
    assert question.accessibleName() == "Which batch? The box does not say. Type the batch."
    bench.type("L9")
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: question.accessibleName().startswith("Use by when?"))
    assert bench.receipt().counted == 0
    bench.type("310299")
    bench.press(Qt.Key.Key_Return)
    assert question.help_text.startswith("This is no date.")
    question.field.clear()
    bench.type(f"{bench.good:%d%m%y}")
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 2)
    bench.wait_for("Received")
    assert question.isHidden()
    assert room.hasFocus()
    assert [int(line.counted) for line in bench.receipt().lines] == [1, 1]
    bench.wait_settled()


def test_a_box_that_nobody_can_answer_for_is_put_aside(bench: Bench) -> None:
    room = bench.begin()
    bench.hand.scan(code(SEAL), code(BEARING))
    bench.qtbot.waitUntil(lambda: room.scans.asked is not None and room.scans.waiting == 2)
    bench.press(Qt.Key.Key_F12)
    bench.wait_note("Answer first")
    bench.press(Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 1)
    bench.wait_for("Received")
    bench.wait_settled()
    assert any(scan.text == "Article SEAL-080, put aside" and not scan.good for scan in room.station.scans.scans)
    assert "put aside" in (bench.folder / "spool" / "refused.jsonl").read_text("ascii")


def test_finishing_books_at_the_scanned_place_and_asks_once_if_not_everything_is_here(bench: Bench) -> None:
    room = bench.begin()
    bench.press(Qt.Key.Key_F12)
    bench.wait_note("Nothing is counted yet")
    bench.hand.scan("B-04-2", code(SEAL, "L1", bench.good))
    bench.wait_for("Received")
    bench.press(Qt.Key.Key_F12)
    bench.wait_note("F12 once more")
    bench.hand.scan("KONTOR-F12")
    bench.wait_note("booked into stock")
    assert room.scans.record_id is None

    def booked(session: Session) -> list[tuple[str, Decimal]]:
        place = select(Location.code, StockMove.quantity).join(Location, Location.id == StockMove.to_location_id)
        return [(row[0], row[1]) for row in session.execute(place)]

    assert bench.store.read(booked) == [("B-04-2", Decimal(1))]
    bench.qtbot.waitUntil(lambda: [row.open for row in room.station.orders.orders.rows] == [6])


def test_label_and_bench_card_are_saved(bench: Bench) -> None:
    room = bench.begin()
    bench.press(Qt.Key.Key_F8)
    bench.wait_note("Nothing is counted yet")
    bench.hand.scan(code(SEAL, "L1", bench.good))
    bench.wait_for("Received")
    bench.press(Qt.Key.Key_F8)
    bench.wait_note("Saved:")
    bench.press(Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: room.station.view is None)
    bench.press(Qt.Key.Key_F8)
    bench.wait_note("Bench-card")
    saved = sorted((bench.folder / "labels").iterdir())
    assert [path.name.split("-2")[0] for path in saved] == ["Batch-labels", "Bench-card"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in saved)


def test_a_label_folder_that_cannot_be_written_is_told(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "labels").write_text("in the way")
    bench.open()
    bench.press(Qt.Key.Key_F8)
    bench.wait_note("The label could not be saved")


def test_goods_scanned_with_no_order_open_are_told_and_kept_on_record(bench: Bench) -> None:
    bench.open()
    bench.hand.scan(code(BEARING))
    bench.wait_note("Open an order first")
    bench.wait_settled()
    assert "no order was open" in (bench.folder / "spool" / "refused.jsonl").read_text("ascii")
    assert bench.sounds.heard == ["refused"]


def test_a_receipt_finished_elsewhere_is_left(bench: Bench) -> None:
    room = bench.begin()
    bench.hand.scan(code(BEARING))
    bench.wait_for("Received")
    begun = bench.receipt()
    bench.store.write(receiving.finish, begun.id, begun.version)
    bench.wait_note("finished at another workstation")
    assert room.scans.record_id is None


def test_leaving_stops_the_scanner_and_a_clerk_without_a_mouse_gets_out(bench: Bench) -> None:
    room = bench.begin()
    assert bench.hand.running
    with bench.qtbot.waitSignal(room.leave):
        bench.press(Qt.Key.Key_Escape)
        bench.press(Qt.Key.Key_Escape)
    room.hide()
    assert not bench.hand.running


def test_scanner_trouble_is_in_sight_until_it_is_over(bench: Bench) -> None:
    room = bench.begin()
    chips = room.station.header
    bench.qtbot.waitUntil(lambda: [chip.text for chip in chips.chips] == ["Scanner ready", "All scans saved"])
    bench.hand.state(False, "The scanner is not connected. Plug it in; Kontor looks for it by itself.")
    bench.wait_note("Plug it in")
    assert chips.chips[0].text == "Scanner trouble"
    bench.hand.state(True, "")
    bench.qtbot.waitUntil(lambda: chips.chips[0].text == "Scanner ready")
    assert room.station.note.sentence == ""


def test_two_hundred_lines_scroll_to_the_scanned_one(bench: Bench) -> None:
    def prepare(session: Session) -> list[tuple[int, int]]:
        return [(stock_factories.product(session, f"LONG-{number:03}"), 2) for number in range(200)]

    lines = bench.store.write(prepare)
    order = bench.store.write(stock_factories.purchase_order, lines)
    room = bench.open()
    room.open_record("purchase_order", order)
    bench.qtbot.waitUntil(lambda: room.scans.record_id is not None)
    bench.hand.scan("LONG-150")
    bench.wait_for("Received")
    listed = room.station.lines
    assert listed.lines.last == 150
    assert listed.viewport().rect().contains(listed.visualRect(listed.lines.index(150)))
    assert room.station.counter.words[0] == "399"
    assert room.station.scans.height() >= 100, "the last scans keep their place"


def test_language_theme_and_size_change_while_it_stands(bench: Bench) -> None:
    room = bench.begin()
    bench.hand.scan("NOBODY-KNOWS")
    bench.wait_for("Unknown code")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for language in ("de", "ru", "en"):
        speak(language)
        for choice in ("dark", "light"):
            theme().apply(application, choice)
            for size in ((1280, 720), (1920, 1080), (1024, 600)):
                room.resize(*size)
                bench.qtbot.waitUntil(partial(has_width, room, size[0]))
                picture = room.grab().toImage()
                frame = picture.pixelColor(2, picture.height() // 2).name()
                assert frame == "#a8211c"
    assert bench.word() == "Unknown code"


def has_width(room: ScanRoom, width: int) -> bool:
    """Whether the screen fills a window of *width*."""
    return room.station.width() == width


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("311230", "2030-12-31"),
        ("31122030", "2030-12-31"),
        ("20301231", "2030-12-31"),
        ("2030-12-31", "2030-12-31"),
        ("31.12.2030", "2030-12-31"),
        ("310230", None),
        ("12", None),
        ("", None),
        ("abc", None),
    ],
)
def test_dates_as_clerks_type_them(typed: str, day: str | None) -> None:
    read = read_typed_day(typed)
    assert (read.isoformat() if read else None) == day


def test_a_date_at_the_end_of_a_month_is_said_as_boxes_print_it() -> None:
    days = [read_typed_day(text) for text in ("301131", "291131", "290228")]
    assert [said_expiry(day) for day in days] == ["11 / 2031", "29 Nov 2031", "02 / 2028"]
    assert said_expiry(None) == ""
