"""All parts together: both themes, long words, screen readers, no clipping of what must be read."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.views.look.buttons import PlainButton
from app.views.look.gallery import Gallery
from app.views.look.theme import theme
from app.views.look.tokens import ThemeName


def _longer(words: str) -> str:
    """German and Russian words are a third longer than English ones."""
    return words + " " + words[: max(2, len(words) // 3)]


def _gallery(qtbot: QtBot, gallery: Gallery) -> Gallery:
    qtbot.addWidget(gallery)
    gallery.show()
    return gallery


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_whole_gallery_paints_in_a_theme(qapp: QApplication, qtbot: QtBot, name: ThemeName) -> None:
    theme().apply(qapp, name)
    gallery = _gallery(qtbot, Gallery())
    picture = gallery.grab().toImage()
    assert picture.pixelColor(3, gallery.height() - 3) == theme().color("base")
    theme().apply(qapp, "light")
    assert gallery.grab().toImage().pixelColor(3, gallery.height() - 3) == theme().color("base")


def test_longer_words_push_no_button_out_of_sight(qapp: QApplication, qtbot: QtBot) -> None:
    theme().apply(qapp, "light")
    gallery = _gallery(qtbot, Gallery(_longer))
    for button in gallery.findChildren(PlainButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            assert gallery.rect().contains(button.mapTo(gallery, button.rect().bottomRight()))


def test_everything_that_can_be_pressed_has_a_name(qapp: QApplication, qtbot: QtBot) -> None:
    gallery = _gallery(qtbot, Gallery())
    own = [part for part in gallery.findChildren(QAbstractButton) if type(part).__module__.startswith("app.")]
    assert len(own) > 10
    assert all(part.accessibleName() for part in own if part.isVisible())


def test_every_part_lives_through_a_change_of_language(qapp: QApplication, qtbot: QtBot) -> None:
    gallery = _gallery(qtbot, Gallery())
    for part in gallery.findChildren(QWidget):
        qapp.sendEvent(part, QEvent(QEvent.Type.LanguageChange))
    gallery.grab()


def test_progress_and_empty_state_act(qapp: QApplication, qtbot: QtBot) -> None:
    gallery = _gallery(qtbot, Gallery())
    with qtbot.waitSignal(gallery.progress.cancelled):
        gallery.progress.findChildren(PlainButton)[0].click()
    with qtbot.waitSignal(gallery.empty.acted):
        gallery.empty.button.click()
    with qtbot.waitSignal(gallery.gate.way_chosen) as said:
        gallery.gate.findChildren(PlainButton)[0].click()
    assert said.args == ["paid"]
