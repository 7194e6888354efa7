"""Every icon that the style guide names exists, and an unknown one is refused where it is asked for."""

import pytest
from PySide6.QtWidgets import QApplication

from app.views.look.icons import icon, icon_names

ROOMS = [
    "tray",
    "phone",
    "address-book",
    "columns",
    "check-square",
    "package",
    "file-text",
    "flow-arrow",
    "chart-bar",
    "user-plus",
    "headset",
    "barcode",
    "truck",
    "arrows-left-right",
    "clipboard-text",
    "users-three",
    "export",
]
CHANNELS = [
    "phone-incoming",
    "phone-outgoing",
    "phone-x",
    "phone-call-fill",
    "envelope-simple",
    "chat-circle-text",
    "globe-simple",
]
STATES = [
    "check-circle",
    "check-circle-fill",
    "clock",
    "warning-circle",
    "warning-circle-fill",
    "warning-octagon-fill",
    "circle-dashed",
    "hourglass-medium",
    "lock-simple",
    "calendar-x",
    "prohibit",
    "minus-circle",
    "wifi-slash",
    "warning",
]
THINGS = [
    "buildings",
    "user",
    "factory",
    "shopping-cart",
    "stack",
    "medal",
    "handshake",
    "currency-eur",
    "paperclip",
    "tag",
    "translate",
    "lightbulb",
    "git-merge",
    "git-fork",
    "link",
    "printer",
    "download-simple",
    "arrow-u-up-left",
    "trash",
    "funnel-simple",
    "arrows-clockwise",
    "trend-up",
    "calendar-blank",
    "database",
]
ALONE = ["plus", "x", "magnifying-glass", "bell", "question"]
CARETS = ["caret-down", "caret-up", "caret-right", "arrow-right"]


@pytest.mark.parametrize("name", [*ROOMS, *(f"{room}-fill" for room in ROOMS), *CHANNELS, *STATES, *THINGS, *ALONE, *CARETS])
def test_the_icon_exists_and_draws_something(qapp: QApplication, name: str) -> None:
    assert name in icon_names()
    picture = icon(name, "text", 24).pixmap(24, 24).toImage()
    assert any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24))


def test_an_unknown_icon_is_refused(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icon("no-such-icon")


def test_icons_are_cached(qapp: QApplication) -> None:
    assert icon("tray", "muted", 16) is icon("tray", "muted", 16)
