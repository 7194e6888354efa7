"""The compare dialog: only differences are bold; the person chooses, or leaves everything as it is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Conflict, FieldClash
from app.language import phrase
from app.views.conflict import HIGHEST, ConflictDialog, settle_conflict, shown_value

CLASHES = (
    FieldClash("place", phrase("Place"), "B-04-1", "B-04-2", "B-04-3"),
    FieldClash("quantity", phrase("Quantity"), Decimal(30), Decimal(31), Decimal(31)),
)
CONFLICT = Conflict("Changed by somebody else meanwhile", clashes=CLASHES, changed_by="Olga Brandt", changed_at="14:31")


@pytest.fixture
def chosen() -> list[str]:
    return []


@pytest.fixture
def dialog(chosen: list[str], qtbot: QtBot) -> Iterator[ConflictDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = settle_conflict(
        CONFLICT, window, keep_mine=lambda: chosen.append("mine"), keep_theirs=lambda: chosen.append("theirs")
    )
    qtbot.waitUntil(dialog.isVisible)
    yield dialog
    window.close()


def test_only_differences_are_bold(dialog: ConflictDialog) -> None:
    bold = {label.text() for label in dialog.findChildren(QLabel) if label.property("differs")}
    assert bold == {"B-04-2", "B-04-3"}
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Mine", "Olga Brandt, 14:31", "Before", "Place", "B-04-1", "Quantity", "31", "30"} <= said


def test_mine(dialog: ConflictDialog, chosen: list[str], qtbot: QtBot) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert chosen == ["mine"]
    assert not dialog.isVisible()


def test_theirs_is_where_the_keyboard_is(dialog: ConflictDialog, chosen: list[str], qtbot: QtBot) -> None:
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert chosen == ["theirs"]


def test_escape_chooses_nothing(dialog: ConflictDialog, chosen: list[str], qtbot: QtBot) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert chosen == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ("", "–"),
        (True, "yes"),
        (Decimal("1240.50"), "1\u202f240.5"),
        (phrase("reserved"), "reserved"),
        (datetime(2026, 12, 15, 12, 0, tzinfo=UTC).date(), "15/12/2026"),
    ],
)
def test_values_are_shown_as_a_form_shows_them(value: object, shown: str) -> None:
    assert shown_value(value) == shown


@pytest.mark.parametrize("fields", [1, 3])
@pytest.mark.parametrize("letters", [10, 120, 320])
def test_values_scroll_only_where_a_window_would_not_hold_them(fields: int, letters: int, qtbot: QtBot) -> None:
    value = ("Climatic chamber with a window " * 12)[:letters]
    clashes = tuple(FieldClash(f"f{at}", phrase("Place"), value, f"{value} or so", value) for at in range(fields))
    dialog = ConflictDialog(Conflict("Changed by somebody else meanwhile", clashes=clashes))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    area = dialog.findChild(QScrollArea)
    assert area is not None
    needs_more = dialog.height() == HIGHEST
    assert needs_more or area.verticalScrollBar().maximum() == 0
    assert needs_more is (fields * letters > 900)
