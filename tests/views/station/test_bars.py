"""The bar of commands: every word can be read, on every screen, in every language."""

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.language import LANGUAGES
from app.views.shell.tongue import speak
from app.views.station.bars import halves
from app.views.station.measure import Measure
from app.views.station.screen import StationScreen


@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_is_cut(qtbot: QtBot, language: str, size: tuple[int, int]) -> None:
    speak(language)
    screen = StationScreen("Olga Brandt", lambda key: None)
    qtbot.addWidget(screen)
    screen.resize(QSize(*size))
    for button in screen.bar.buttons.values():
        button.show()
    screen.show()
    qtbot.waitExposed(screen)
    for button in screen.bar.buttons.values():
        assert button.is_whole, (button.text(), button.width(), button.sizeHint().width())
        assert screen.bar.rect().contains(button.geometry())


def test_long_words_take_two_lines_before_they_are_cut(qtbot: QtBot) -> None:
    screen = StationScreen("Olga Brandt", lambda key: None)
    qtbot.addWidget(screen)
    button = next(iter(screen.bar.buttons.values()))
    button.say("Take back the last scan of this order")
    screen.resize(QSize(1280, 720))
    screen.show()
    qtbot.waitExposed(screen)
    button.resize(button.minimumSizeHint())
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    assert button.is_whole
    button.resize(button.minimumSizeHint().width() // 2, button.height())
    assert not button.is_whole


def test_halves_are_as_even_as_words_allow(qtbot: QtBot) -> None:
    used = Measure().font(18, 600)
    assert halves("Undo last scan", used) in (["Undo", "last scan"], ["Undo last", "scan"])
    assert halves("Finish", used) == ["Finish"]
