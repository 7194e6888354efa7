"""The stock room: walked by keys, every figure opens its moves, goods are blocked, moved and written off with undo."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.events import Scan
from app.operations import stock_changes, stock_view
from app.operations.actors import employee
from app.operations.stock_rows import GroupRow, LineRow, StockShown
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.look.chip import ChipText
from app.views.look.table import CellRole
from app.views.messages import Messages
from app.views.room import Room
from app.views.shell.tongue import speak
from app.views.stock.card_line import CardLine
from app.views.stock.cells import BATCH, EXPIRES, LEFT, RESERVED, STATE
from app.views.stock.model import ROOT, StockModel
from app.views.stock.room import StockRoom
from tests.stock_room import Warehouse
from tests.views.keepsakes import Choices
from tests.views.quiet import settled
from tests.views.stock.conftest import Drawer

Open = Callable[..., StockRoom]
CONTROL = Qt.KeyboardModifier.ControlModifier


def rows(room: StockRoom) -> list[str]:
    """What stands in the list: articles, and batches below them."""
    found = []
    for line in range(room.model.rowCount()):
        row = room.model.row_at(line)
        found.append(row.code or row.name if isinstance(row, GroupRow) else row.batch if isinstance(row, LineRow) else "…")
    return found


def press(room: StockRoom, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or room, key, modifier)


def choose(room: StockRoom, batch: str, desk: Desk, qtbot: QtBot) -> None:
    """Select a batch and wait for its card."""
    line = rows(room).index(batch)
    room.table.setFocus()
    room.table.setCurrentIndex(room.model.index(line, BATCH))
    settled(desk, qtbot)


def fill(room: StockRoom, desk: Desk, qtbot: QtBot, **values: object) -> None:
    """Fill the open form and press Enter."""
    form = room.slot.form
    assert isinstance(form, InlineForm)
    for key, value in values.items():
        form.fields[key].set_value(value)  # type: ignore[arg-type]  # each field takes its own kind
    form.submit()
    settled(desk, qtbot)


def undo(room: StockRoom, desk: Desk, qtbot: QtBot) -> None:
    press(room, Qt.Key.Key_Z, CONTROL)
    settled(desk, qtbot)


def lines_of_card(room: StockRoom) -> list[CardLine]:
    return [line for line in room.column.findChildren(CardLine) if line.isVisible()]


def test_batches_stand_below_articles_and_fold_by_the_arrows(stock: Open) -> None:
    room = stock()
    assert rows(room) == ["BEARING", "L1", "L2", "GASKET", "G1", "SEAL", "S0", "S1", "S2"]
    room.table.setFocus()
    press(room, Qt.Key.Key_Left)
    assert rows(room)[:2] == ["BEARING", "GASKET"]
    press(room, Qt.Key.Key_Right)
    press(room, Qt.Key.Key_Down)
    press(room, Qt.Key.Key_Left)
    assert isinstance(room.table.row, GroupRow)
    assert len(rows(room)) == 9


def test_days_are_said_with_their_colour_and_states_in_words(stock: Open) -> None:
    room = stock()
    said = {
        batch: (room.model.index(line, LEFT).data(CellRole.CHIP), room.model.index(line, STATE).data(CellRole.CHIP))
        for line, batch in enumerate(rows(room))
    }
    assert said["S0"] == (
        ChipText("8 d over", "danger", "warning-circle"),
        [ChipText("blocked", "danger", "lock-simple")],
    )
    assert said["S1"][0] == ChipText("22 d", "danger", "warning-circle")
    assert said["L1"] == (ChipText("69 d", "warning", "clock"), [ChipText("next out", "neutral", "arrow-right")])
    line = rows(room).index("S2")
    assert room.model.index(line, LEFT).data() == "1 y 11 m"
    assert room.model.index(rows(room).index("G1"), EXPIRES).data() == "no expiry"


def test_figures_stand_in_head_segments_and_foot(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    assert room.head._count.text() == "3 articles, 6 batches"
    room.segments.choose("over")
    room.segments.chosen.emit("over")
    settled(desk, qtbot)
    assert rows(room) == ["SEAL", "S0"]
    assert "1 306" in room.action_bar._figure.text().replace("\u202f", " ")


@pytest.mark.parametrize(("name", "way"), [("Wanda", "warehouse_order"), ("Olga", "deal")])
def test_the_card_says_who_holds_what_and_leads_there(stock: Open, name: str, way: str, desk: Desk, qtbot: QtBot) -> None:
    room = stock(name)
    choose(room, "S1", desk, qtbot)
    holder, opening = lines_of_card(room)
    assert (holder.words, holder.figure) == ("Customer 2", "12")
    assert (opening.words, opening.figure) == ("Opening stock", "+12")
    with qtbot.waitSignal(room.wanted) as wanted:
        QTest.keyClick(holder, Qt.Key.Key_Return)
    assert wanted.args is not None
    assert wanted.args[0] == way


def test_a_click_on_a_figure_opens_the_card_in_a_narrow_window(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    room.resize(1100, 700)
    qtbot.waitUntil(lambda: not room.column.isVisible())
    index = room.model.index(rows(room).index("S1"), RESERVED)
    spot = room.table.visualRect(index).center()
    QTest.mouseClick(room.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    settled(desk, qtbot)
    assert room.column.isVisible()
    assert lines_of_card(room)[0].words == "Customer 2"


def test_the_card_of_an_article_sums_its_batches(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    room.table.setFocus()
    press(room, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert [line.words for line in lines_of_card(room)] == ["Customer 1", "Customer 1", "Opening stock", "Opening stock"]


def test_a_batch_is_blocked_with_a_reason_and_unblocked_by_undo(
    at: Warehouse, stock: Open, desk: Desk, qtbot: QtBot
) -> None:
    room = stock()
    choose(room, "S1", desk, qtbot)
    press(room, Qt.Key.Key_B, CONTROL)
    fill(room, desk, qtbot, reason="Leaks")
    assert "Customer 2" in room.messages.bar.sentence
    qtbot.waitUntil(lambda: room.line is not None and room.line.blocked)
    undo(room, desk, qtbot)
    qtbot.waitUntil(lambda: room.line is not None and not room.line.blocked)
    assert at.version("S1") > 2


def test_goods_are_moved_and_come_back_by_undo(at: Warehouse, stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    choose(room, "G1", desk, qtbot)
    press(room, Qt.Key.Key_M, CONTROL)
    fill(room, desk, qtbot, place="A-11-3", quantity=Decimal(4))
    assert at.figures("G1", "A-11-3") == (Decimal(4), Decimal(0))
    assert room.slot.form is None
    undo(room, desk, qtbot)
    assert at.figures("G1", "A-12-1") == (Decimal(9), Decimal(0))


def test_a_refused_move_keeps_what_was_typed(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    choose(room, "G1", desk, qtbot)
    press(room, Qt.Key.Key_M, CONTROL)
    fill(room, desk, qtbot, place="NOWHERE", quantity=Decimal(4))
    assert room.messages.bar.sentence == "There is no place NOWHERE."
    assert isinstance(room.slot.form, InlineForm)
    assert room.slot.form.values()["place"] == "NOWHERE"
    press(room, Qt.Key.Key_Escape)
    assert room.slot.form is None


def test_goods_are_written_off_and_come_back_by_undo(at: Warehouse, stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    choose(room, "S0", desk, qtbot)
    press(room, Qt.Key.Key_Delete, CONTROL)
    fill(room, desk, qtbot, quantity=Decimal(5), reason="Over its date")
    qtbot.waitUntil(lambda: "S0" not in rows(room))
    undo(room, desk, qtbot)
    qtbot.waitUntil(lambda: "S0" in rows(room))


def test_labels_go_where_labels_go(stock: Open, drawer: Drawer, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    choose(room, "L1", desk, qtbot)
    press(room, Qt.Key.Key_P, CONTROL)
    # The first paper of a process loads the printing, too.
    qtbot.waitUntil(lambda: bool(drawer.printed), timeout=20_000)
    settled(desk, qtbot)
    assert drawer.printed[0].data.startswith(b"%PDF")
    assert "labels" in room.messages.bar.sentence


def test_what_is_shown_is_saved(stock: Open, tmp_path: Path, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    room.bar.field.setFocus()
    QTest.keyClicks(room.bar.field, "seal")
    qtbot.waitUntil(lambda: rows(room) == ["SEAL", "S0", "S1", "S2"])
    room.table.setFocus()
    press(room, Qt.Key.Key_E, CONTROL)
    dialog = room.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "stock.csv"))
    dialog.close()
    settled(desk, qtbot)
    assert len((tmp_path / "stock.csv").read_text(encoding="utf-8-sig").splitlines()) == 4


def test_the_list_is_searched_by_slash_and_a_code_leads_to_its_batch(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    room.table.setFocus()
    press(room, Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is room.bar.field
    room.bar.field.setText("SEAL|S2")
    press(room, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.line is not None and room.line.batch == "S2")
    assert room.bar.text == ""


def test_a_scanned_place_narrows_the_list_and_an_unknown_code_is_said(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    settled(desk, qtbot)
    room.read_code("A-11-3")
    qtbot.waitUntil(lambda: rows(room) == ["SEAL", "S0", "S1"])
    room.read_code("NOTHING")
    qtbot.waitUntil(lambda: "NOTHING" in room.messages.bar.sentence)


def test_search_opens_an_article_or_a_batch(at: Warehouse, stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    room.open_record("batch", at.batches["S2"])
    qtbot.waitUntil(lambda: room.line is not None and room.line.batch == "S2")
    room.open_record("product", at.products["GASKET"])
    qtbot.waitUntil(lambda: isinstance(room.table.row, GroupRow) and room.table.row.code == "GASKET")
    room.open_record("product", 999_999)
    qtbot.waitUntil(lambda: "in stock any more" in room.messages.bar.sentence)


def test_view_and_widths_are_kept(stock: Open, choices: Choices, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    room.bar.order.setCurrentIndex(2)
    room.bar.order.activated.emit(2)
    room.table.setColumnWidth(BATCH, 210)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: "210" in choices.get("stock.widths"))
    again = stock()
    assert rows(again) == ["S0", "S1", "L1", "S2", "L2", "G1"]
    assert again.table.columnWidth(BATCH) == 210


@pytest.mark.parametrize("name", ["Olga", "Igor", "Peter", "Sven"])
def test_others_look_and_do_not_act(stock: Open, name: str, desk: Desk, qtbot: QtBot) -> None:
    room = stock(name)
    choose(room, "S2", desk, qtbot)
    assert [key for _, key in room.commands] == ["/", "Ctrl+E"]
    press(room, Qt.Key.Key_B, CONTROL)
    assert room.slot.form is None
    assert not room.labels.isVisible()


def test_news_reload_the_list_and_keep_the_place(at: Warehouse, stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    choose(room, "S2", desk, qtbot)
    at.store.write(stock_changes.write_off, at.balance("S0"), Decimal(5), "Over its date")
    qtbot.waitUntil(lambda: "S0" not in rows(room))
    settled(desk, qtbot)
    assert room.line is not None
    assert room.line.batch == "S2"


def test_pages_come_and_go_at_the_far_end(at: Warehouse, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_view, "GROUPS", 1)
    monkeypatch.setattr("app.views.stock.model.MOST_PAGES", 2)
    model = StockModel(desk)
    grown: list[int] = []
    model.grown.connect(grown.append)
    model.show(StockShown())
    for _ in range(3):
        settled(desk, qtbot)
        model.fetchMore(ROOT)
    settled(desk, qtbot)
    assert [model.index(line, BATCH).data() for line in range(model.rowCount())][:2] == ["Article GASKET", "G1"]
    assert not model.canFetchMore(ROOT)
    model.fetch_before()
    settled(desk, qtbot)
    shown = [model.index(line, BATCH).data() for line in range(model.rowCount())]
    assert shown == ["Article BEARING", "L1", "L2", "Article GASKET", "G1"]
    assert model.at_top
    assert model.canFetchMore(ROOT)
    assert grown == [-3, 3]


def test_the_rest_of_a_long_group_comes_on_enter(
    stock: Open, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_view, "PER_GROUP", 1)
    room = stock()
    assert rows(room) == ["BEARING", "L1", "…", "GASKET", "G1", "SEAL", "S0", "…"]
    room.table.setFocus()
    room.table.setCurrentIndex(room.model.index(7, BATCH))
    press(room, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert rows(room)[5:] == ["SEAL", "S0", "S1", "…"]


def test_the_caret_folds_by_mouse(stock: Open) -> None:
    room = stock()
    spot = room.table.visualRect(room.model.index(0, BATCH)).topLeft() + QPoint(26, 18)
    QTest.mouseClick(room.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert rows(room)[:2] == ["BEARING", "GASKET"]


def test_it_speaks_another_language_and_says_what_an_empty_list_is(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    speak("de")
    room.retranslate()
    room.bar.field.setText("nothing like this")
    room.bar.changed.emit()
    settled(desk, qtbot)
    assert room.pages.currentWidget() is room.empty
    speak("en")


class Scanner:
    """A scanner on paper: says what it is told to, from a thread of its own."""

    def __init__(self) -> None:
        self.scanned: Callable[[Scan], None] | None = None

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        self.scanned = scanned

    def stop(self) -> None:
        self.scanned = None

    def read(self, code: str) -> None:
        assert self.scanned is not None
        scan = Scan("1", code, "paper", datetime(2026, 8, 3, tzinfo=UTC))
        thread = Thread(target=self.scanned, args=(scan,))
        thread.start()
        thread.join()


def test_a_scan_belongs_to_the_room_not_to_the_field(
    at: Warehouse, desk: Desk, choices: Choices, drawer: Drawer, shown: Callable[[Room], None], qtbot: QtBot
) -> None:
    scanner = Scanner()
    who = at.store.read(employee, at.people["Wanda"])
    room = StockRoom(desk, Messages(), choices, who, drawer.put, [scanner])
    shown(room)
    room.bar.begin()
    scanner.read("SEAL|S2")
    qtbot.waitUntil(lambda: room.line is not None and room.line.batch == "S2")
    qtbot.waitUntil(lambda: rows(room)[0] == "BEARING")
    assert room.line is not None
    assert room.line.batch == "S2"
    assert room.table.viewport().rect().intersects(room.table.visualRect(room.table.currentIndex()))
    choose(room, "G1", desk, qtbot)
    press(room, Qt.Key.Key_M, CONTROL)
    scanner.read("A-11-3")
    form = room.slot.form
    assert isinstance(form, InlineForm)
    qtbot.waitUntil(lambda: form.values()["place"] == "A-11-3")
    room.slot.close_form()
    room.hide()
    assert scanner.scanned is None


def test_without_goods_the_keyboard_is_in_the_room_and_every_deed_is_grey(stock: Open, desk: Desk, qtbot: QtBot) -> None:
    room = stock()
    choose(room, rows(room)[1], desk, qtbot)
    deeds = [
        button for button in room.action_bar.findChildren(QAbstractButton) if button.accessibleName() != "Save as table"
    ]
    assert {button.accessibleName() for button in deeds} == {"Block", "Move goods", "Write off"}
    assert all(button.isEnabled() for button in (*deeds, room.labels, room.count_button))
    room.table.setFocus()
    room.model.show(StockShown(text="nothing is called so"))
    settled(desk, qtbot)
    assert room.empty.hasFocus()
    assert not any(button.isEnabled() for button in (*deeds, room.labels, room.label_button, room.count_button))
