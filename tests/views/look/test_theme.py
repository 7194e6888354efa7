"""A switch of theme reaches palette, style sheet, icons and painted parts."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.look.chip import Chip
from app.views.look.icons import icon
from app.views.look.style_sheet import style_sheet
from app.views.look.theme import color, theme
from app.views.look.tokens import hex_of
from app.views.look.typeface import font


def _colours_of(chip: Chip) -> set[str]:
    picture = chip.grab().toImage()
    return {picture.pixelColor(x, y).name().upper() for x in range(picture.width()) for y in range(picture.height())}


def test_a_switch_sets_the_palette_and_says_so(qapp: QApplication, qtbot: QtBot) -> None:
    theme().apply(qapp, "light")
    with qtbot.waitSignal(theme().changed):
        theme().apply(qapp, "dark")
    assert theme().name == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(hex_of("window", "dark"))
    assert qapp.palette().color(QPalette.ColorGroup.Inactive, QPalette.ColorRole.Highlight) == color("neutral_tint")
    assert qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == color("outline")
    assert hex_of("outline", "dark") in qapp.styleSheet()
    theme().apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor("#FFFFFF")


def test_system_follows_the_desktop(qapp: QApplication) -> None:
    theme().apply(qapp, "system")
    assert theme().choice == "system"
    assert theme().name in ("light", "dark")
    theme().apply(qapp, "light")


def test_an_icon_that_was_kept_takes_the_new_colour(qapp: QApplication) -> None:
    theme().apply(qapp, "light")
    kept = icon("check-circle-fill", "success_text", 32)
    light = kept.pixmap(32, 32).toImage().pixelColor(5, 16)
    theme().apply(qapp, "dark")
    dark = kept.pixmap(32, 32).toImage().pixelColor(5, 16)
    theme().apply(qapp, "light")
    assert light == QColor(hex_of("success_text", "light"))
    assert dark == QColor(hex_of("success_text", "dark"))


def test_a_painted_part_takes_the_new_colours(qapp: QApplication, qtbot: QtBot) -> None:
    theme().apply(qapp, "light")
    chip = Chip("late", "danger", "warning-circle")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    assert hex_of("danger_tint", "light") in _colours_of(chip)
    theme().apply(qapp, "dark")
    assert hex_of("danger_tint", "dark") in _colours_of(chip)
    theme().apply(qapp, "light")


def test_the_style_sheet_has_no_gap_left() -> None:
    assert "$" not in style_sheet("light") + style_sheet("dark")


def test_type_has_tabular_figures_and_distinct_weights(qapp: QApplication) -> None:
    theme().apply(qapp, "light")
    assert font(13, 400).featureTags()
    assert not font(168, 700, tabular=False).featureTags()
    assert font(20, 600).pixelSize() == 20
    assert font(13, 600).weight() > font(13, 500).weight() > font(13, 400).weight()
