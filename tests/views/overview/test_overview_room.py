"""The overview by keys and clicks: from a figure to its rows and back, periods, departments, files."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app import language
from app.database.store import Store
from app.events import Change
from app.models.terms import Stage
from app.operations import forecast, overview, register
from app.operations.overview_spec import Mark, Question
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.house.overview import ROOMS
from app.views.look.fields import NumberField
from app.views.look.theme import color, theme
from app.views.overview.plot import ChartPlot
from app.views.overview.room import OverviewRoom
from app.views.overview.words import place_text
from tests.views.keepsakes import Choices
from tests.views.quiet import settled

Opening = Callable[..., OverviewRoom]
KEY = Qt.Key


def plot_of(room: OverviewRoom, name: str) -> ChartPlot:
    """The marks of the chart *name*."""
    plot = next(card.plot for card in room.cards if card.name == name)
    assert plot is not None
    return plot


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)


def shown_rows(room: OverviewRoom) -> int:
    """How many rows the list behind a mark has."""
    assert room.pages.currentWidget() is room.rows
    assert room.rows.view is not None
    return room.rows.view.model.rowCount()


def test_every_chart_has_come_and_is_what_the_operation_says(overview_room: Opening, store: Store) -> None:
    room = overview_room()
    for card in room.cards:
        assert card.figure == store.read(overview.chart, card.name, Question())
        assert card.plot is not None
        assert len(card.plot.shapes) == len(card.figure.marks) > 0
    assert [button.figure for button in room.strip.buttons] == list(store.read(overview.head_figures, Question()))


def test_tab_walks_from_chart_to_chart_and_arrows_from_mark_to_mark(overview_room: Opening, qtbot: QtBot) -> None:
    room = overview_room()
    first, second = plot_of(room, "funnel"), plot_of(room, "inquiries")
    first.setFocus()
    assert first.chosen is not None
    assert first.chosen.bucket == "inquiries"
    press(qtbot, first, KEY.Key_Down, KEY.Key_Down)
    assert first.chosen.bucket == "deals"
    press(qtbot, first, KEY.Key_Up)
    assert first.chosen.bucket == "leads"
    press(qtbot, first, KEY.Key_End)
    assert first.chosen.bucket == Stage.CLOSED.value
    press(qtbot, first, KEY.Key_Down)
    assert first.chosen.bucket == Stage.CLOSED.value
    press(qtbot, first, KEY.Key_Tab)
    assert QApplication.focusWidget() is second
    assert room.current_card.plot is second
    before = second.chosen
    press(qtbot, second, KEY.Key_Right)
    assert second.chosen is not None
    assert second.chosen != before
    qtbot.keyClick(second, KEY.Key_Backtab)
    assert QApplication.focusWidget() is first


def test_enter_opens_exactly_the_rows_behind_the_mark_and_escape_comes_back(
    overview_room: Opening, qtbot: QtBot, desk: Desk, store: Store
) -> None:
    room = overview_room()
    for card in room.cards:
        look_behind(room, card.name, qtbot, desk, store)


def look_behind(room: OverviewRoom, name: str, qtbot: QtBot, desk: Desk, store: Store) -> None:
    """Open the rows behind the last mark of a chart, and come back."""
    plot = plot_of(room, name)
    plot.setFocus()
    press(qtbot, plot, KEY.Key_End)
    mark = plot.chosen
    assert mark is not None
    press(qtbot, plot, KEY.Key_Return)
    settled(desk, qtbot)
    assert shown_rows(room) == mark.rows == store.read(register.count, mark.shown).number
    assert room.head.isHidden()
    focus = QApplication.focusWidget()
    assert focus is not None
    press(qtbot, focus, KEY.Key_Escape)
    assert room.pages.currentWidget() is room.charts
    assert QApplication.focusWidget() is plot
    assert plot.chosen == mark


def test_a_click_on_a_bar_opens_its_rows(overview_room: Opening, qtbot: QtBot, desk: Desk) -> None:
    room = overview_room()
    plot = plot_of(room, "stages")
    room.area.ensureWidgetVisible(plot)
    shape = plot.shapes[1]
    spot = plot.mapFromScene(plot.on_screen(shape).center())
    assert plot.shape_at(spot) is shape
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    settled(desk, qtbot)
    assert shown_rows(room) == shape.mark.rows
    assert place_text(plot.figure.buckets[shape.place]) in room.rows.head._title.text() if plot.figure else False


def test_a_click_beside_every_bar_opens_nothing(overview_room: Opening, qtbot: QtBot) -> None:
    room = overview_room()
    plot = plot_of(room, "stages")
    room.area.ensureWidgetVisible(plot)
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(plot.width() - 2, 2))
    assert room.pages.currentWidget() is room.charts


def test_a_figure_at_the_top_leads_to_its_rows(overview_room: Opening, qtbot: QtBot, desk: Desk) -> None:
    room = overview_room()
    for button in room.strip.buttons:
        if button.figure.unit != "count" or not button.figure.value:
            continue
        button.setFocus()
        press(qtbot, button, KEY.Key_Space)
        settled(desk, qtbot)
        assert shown_rows(room) == button.figure.value
        room.go_back()


def test_the_keys_1_to_3_choose_the_period_and_it_is_remembered(
    overview_room: Opening, qtbot: QtBot, desk: Desk, choices: Choices
) -> None:
    room = overview_room()
    plot_of(room, "funnel").setFocus()
    for key, days in ((KEY.Key_1, 30), (KEY.Key_3, 365), (KEY.Key_2, 90)):
        press(qtbot, plot_of(room, "funnel"), key)
        settled(desk, qtbot)
        assert room.pickers.question == Question(days=days)
        figure = room.cards[1].figure
        assert figure is not None
        assert len(figure.buckets) == (days if days < 100 else 53)
    assert choices.kept["overview/period"] == "90"


def test_days_of_ones_own_are_typed_and_checked(overview_room: Opening, qtbot: QtBot, desk: Desk) -> None:
    room = overview_room()
    press(qtbot, plot_of(room, "funnel"), KEY.Key_4)
    own = room.pickers.own
    assert own.isVisible()
    qtbot.keyClicks(own.first.line, "20.11.2026")
    qtbot.keyClicks(own.last.line, "10.11.2026")
    press(qtbot, own.last.line, KEY.Key_Return)
    assert own.last.error
    own.last.line.clear()
    qtbot.keyClicks(own.last.line, "22.11.2026")
    press(qtbot, own.last.line, KEY.Key_Return)
    settled(desk, qtbot)
    figure = room.cards[1].figure
    assert figure is not None
    assert [bucket.key for bucket in figure.buckets] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    press(qtbot, own.last.line, KEY.Key_Escape)
    assert own.isHidden()


def test_the_administrator_chooses_a_department_and_a_head_sees_only_the_own_one(
    overview_room: Opening, qtbot: QtBot, desk: Desk, store: Store
) -> None:
    room = overview_room()
    box = room.pickers.department
    assert box.isVisible()
    everything = room.cards[5].figure
    press(qtbot, box, KEY.Key_Down)
    settled(desk, qtbot)
    one = room.cards[5].figure
    assert everything is not None
    assert one is not None
    assert sum(mark.rows for mark in one.marks) < sum(mark.rows for mark in everything.marks)
    room.hide()
    head = overview_room("igor.petrow")
    assert head.pickers.department.isHidden()
    assert "Prom" in head.pickers.department_name


def test_a_chart_is_a_table_too(overview_room: Opening, qtbot: QtBot, desk: Desk) -> None:
    room = overview_room()
    plot = plot_of(room, "tasks")
    plot.setFocus()
    qtbot.keyClick(plot, KEY.Key_T, Qt.KeyboardModifier.ControlModifier)
    page = room.figure_rows
    assert room.pages.currentWidget() is page
    assert page.model is not None
    figure = page.figure
    assert figure is not None
    assert page.model.rowCount() == len(figure.buckets)
    press(qtbot, page.table, KEY.Key_Return)
    settled(desk, qtbot)
    first: Mark = figure.marks[0]
    assert shown_rows(room) == first.rows
    focus = QApplication.focusWidget()
    assert focus is not None
    press(qtbot, focus, KEY.Key_Escape)
    assert room.pages.currentWidget() is page
    press(qtbot, page.table, KEY.Key_Escape)
    assert room.pages.currentWidget() is room.charts


def test_ctrl_e_proposes_a_file_named_after_the_chart(overview_room: Opening, qtbot: QtBot) -> None:
    room = overview_room()
    plot = plot_of(room, "lost")
    plot.setFocus()
    qtbot.keyClick(plot, KEY.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = room.saving.dialog
    assert isinstance(dialog, QFileDialog)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["Lost-deals.png"]
    assert [filter_.split("(*.")[1] for filter_ in dialog.nameFilters()] == ["png)", "svg)", "xlsx)", "csv)"]
    dialog.reject()


def test_a_chart_is_saved_as_picture_and_as_table(overview_room: Opening, qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    room = overview_room()
    for ending in ("png", "svg", "xlsx", "csv"):
        save_as(room, ending, qtbot, desk, tmp_path)


def save_as(room: OverviewRoom, ending: str, qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    """Save the chart of lost deals, and read the file back."""
    card = next(each for each in room.cards if each.name == "lost")
    figure = card.figure
    assert figure is not None
    path = tmp_path / f"lost.{ending}"
    room.saving.write(card, path)
    settled(desk, qtbot)
    assert str(path) in room.messages.bar.sentence
    if ending == "png":
        assert QImage(str(path)).size() == card.size() * 2
    elif ending == "svg":
        words = "".join(ET.parse(path).getroot().itertext())
        assert "Lost deals" in words
    elif ending == "xlsx":
        rows = list(load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))
        assert [row[1] for row in rows] == [mark.value for mark in figure.marks]
    else:
        assert len(path.read_text("utf-8-sig").splitlines()) == len(figure.marks) + 1


def test_a_place_that_cannot_be_written_is_said(overview_room: Opening, qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    room = overview_room()
    room.saving.write(room.cards[0], tmp_path / "missing" / "chart.png")
    settled(desk, qtbot)
    assert "cannot be written" in room.messages.bar.sentence
    room.saving.write(room.cards[0], tmp_path / "chart.bmp")
    assert ".bmp" in room.messages.bar.sentence


def test_colours_and_words_change_while_the_charts_are_shown(
    overview_room: Opening, qtbot: QtBot, desk: Desk, qapp: QApplication
) -> None:
    room = overview_room()
    plot = plot_of(room, "stages")
    theme().apply(qapp, "dark")
    try:
        assert plot.backgroundBrush().color() == color("base")
    finally:
        theme().apply(qapp, "light")
    assert plot.backgroundBrush().color() == color("base")
    language.choose("de")
    for widget in (room, *room.findChildren(QWidget)):
        QApplication.sendEvent(widget, _language_change())
    assert any("Fertigung" in str(tick) for tick in plot.plotItem.getAxis("left")._tickLevels[0])


def _language_change() -> QEvent:
    return QEvent(QEvent.Type.LanguageChange)


def test_news_of_a_deal_is_seen_without_losing_the_mark(
    overview_room: Opening, qtbot: QtBot, desk: Desk, store: Store
) -> None:
    room = overview_room()
    plot = plot_of(room, "stages")
    plot.setFocus()
    press(qtbot, plot, KEY.Key_Down)
    at = plot.chosen
    assert at is not None
    asked = []
    room.cards[5].arrived.connect(lambda: asked.append(True))
    desk.hear_all([Change("deal", frozenset({1}))])
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    settled(desk, qtbot)
    assert plot.chosen is not None
    assert plot.chosen.bucket == at.bucket


def test_a_head_sets_the_chances_by_key_and_takes_it_back(
    overview_room: Opening, store: Store, desk: Desk, qtbot: QtBot
) -> None:
    room = overview_room()
    before = store.read(overview.chart, "forecast", Question()).marks
    plot_of(room, "funnel").setFocus()
    press(qtbot, plot_of(room, "funnel"), KEY.Key_W)
    qtbot.waitUntil(lambda: room.slot.form is not None)
    form = room.slot.form
    assert isinstance(form, InlineForm)
    assert form.values() == {stage.value: percent for stage, percent in store.read(forecast.chances).items()}
    field = form.fields[Stage.SELECTION.value]
    assert isinstance(field, NumberField)
    for wrong in (Decimal(101), Decimal("12.5")):
        field.set_error("")
        field.set_value(wrong)
        form.submit()
        assert field.error == "A whole number from 0 to 100."
    assert room.has_unsaved_edits()
    field.set_value(Decimal(50))
    form.submit()
    settled(desk, qtbot)
    assert store.read(forecast.chances)[Stage.SELECTION] == 50
    assert room.slot.form is None
    card = next(card for card in room.cards if card.name == "forecast")
    assert card.figure is not None
    assert card.figure.marks != before
    assert room.messages.bar.kind == "undo"
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    qtbot.keyClick(room, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.messages.bar.sentence == "It is as it was.")
    settled(desk, qtbot)
    assert card.figure.marks == before


def test_another_heads_new_chances_are_seen_at_once(overview_room: Opening, store: Store, desk: Desk, qtbot: QtBot) -> None:
    room = overview_room()
    card = next(card for card in room.cards if card.name == "forecast")
    assert card.figure is not None
    before = card.figure.marks
    other = Store(store.engine.url.render_as_string(hide_password=False), clock=store.clock)
    other.employee_id = store.employee_id
    # What a workstation announces is what the feed of the others hears.
    other.announce = desk.hear_all
    other.write(forecast.set_chances, dict.fromkeys(forecast.OUTLOOKS, 1))
    other.close()
    qtbot.waitUntil(lambda: card.figure is not None and card.figure.marks != before, timeout=10_000)
    settled(desk, qtbot)
    offered = next(each for each in ROOMS if each.name == "overview")
    assert offered.topics == room.topics


def test_words_wider_than_their_column_take_a_line_each(overview_room: Opening) -> None:
    language.choose("ru")
    plot = plot_of(overview_room(), "expiring")
    said = [words for words in plot._labels.words if "истёк" in words or "действовать" in words]
    assert said
    plot.resize(2_000, plot.height())
    assert not any("срок\nистёк" in words or "действовать\nсейчас" in words for words in plot._labels.words)
    plot.resize(480, plot.height())
    narrow = [words for words in plot._labels.words if "истёк" in words or "действовать" in words]
    assert len(narrow) == len(said)
    assert all("срок\nистёк" in words or "действовать\nсейчас" in words for words in narrow)
