"""Fields: values in and out, typed figures and dates, and what a wrong one says."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QWidget
from pytestqt.qtbot import QtBot

from app import language
from app.views.look.check_box import CheckBox
from app.views.look.field import Field
from app.views.look.fields import ChoiceField, DateField, LineField, NumberField, PhoneField, TextField
from app.views.look.theme import color, theme


def _shown(qtbot: QtBot, field: Field) -> QWidget:
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    field.setFocus()
    return field.editor


def test_an_error_is_a_sentence_and_goes_with_the_next_key(qtbot: QtBot) -> None:
    field = LineField("Company", "As in the contract")
    editor = _shown(qtbot, field)
    field.set_error("The name is missing.")
    assert editor.property("wrong") == "true"
    assert editor.accessibleDescription() == "The name is missing."
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(editor, Qt.Key.Key_H)
    assert (field.error, field.value()) == ("", "h")
    assert editor.accessibleDescription() == "As in the contract"
    assert editor.accessibleName() == "Company"


def test_setting_a_value_is_not_a_change(qtbot: QtBot) -> None:
    line, text, choice = LineField("Name"), TextField("Note"), ChoiceField("Department", [(1, "Vys"), (2, "Prom")])
    for field in (line, text, choice):
        qtbot.addWidget(field)
        field.changed.connect(lambda: pytest_fail("nobody typed"))
    line.set_value(" Helios ")
    text.set_value("two\nlines\n")
    choice.set_value(2)
    assert (line.value(), text.value(), choice.value()) == ("Helios", "two\nlines", 2)


def pytest_fail(reason: str) -> None:
    """Fail from a slot."""
    raise AssertionError(reason)


def test_new_choices_keep_the_chosen_one(qtbot: QtBot) -> None:
    field = ChoiceField("Department", [("vys", "Vys"), ("prom", "Prom")])
    qtbot.addWidget(field)
    field.set_value("prom")
    field.set_choices([("term", "Terminal"), ("prom", "Industrie")])
    assert field.value() == "prom"
    field.grab()


def test_a_number_is_written_by_the_language(qtbot: QtBot, qapp: QApplication) -> None:
    field = NumberField("Price", pattern="#,##0.00")
    editor = _shown(qtbot, field)
    QTest.keyClicks(editor, "1240.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert field.value() == Decimal("1240.5")
    assert field.line.text() == "1\u202f240.50"
    language.choose("de")
    qapp.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    assert field.line.text() == "1\u202f240,50"
    assert field.value() == Decimal("1240.5")


def test_what_is_no_number_says_how_to_write_it(qtbot: QtBot) -> None:
    field = NumberField("Price")
    editor = _shown(qtbot, field)
    QTest.keyClicks(editor, "twelve")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert field.value() is None
    assert not field.is_clear()
    assert "This is not a number" in field.error


def test_a_date_is_typed_or_cleared(qtbot: QtBot) -> None:
    field = DateField("Until")
    editor = _shown(qtbot, field)
    QTest.keyClicks(editor, "3.2.2027")
    assert field.check()
    assert (field.value(), field.line.text()) == (date(2027, 2, 3), "03/02/2027")
    field.set_value(None)
    assert field.is_clear()
    assert field.check()
    QTest.keyClicks(editor, "31.2.2027")
    assert not field.check()
    assert "15/12/2026" in field.error


def test_a_date_can_be_taken_from_the_calendar(qtbot: QtBot) -> None:
    field = DateField("Until")
    _shown(qtbot, field)
    field.set_value(date(2026, 12, 1))
    field.line.actions()[0].trigger()
    calendar = field.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(calendar.focusProxy() or calendar, Qt.Key.Key_Return)
    assert field.value() == date(2026, 12, 1)


def test_a_phone_number_is_written_tidily(qtbot: QtBot) -> None:
    field = PhoneField("Phone", region="RU")
    editor = _shown(qtbot, field)
    QTest.keyClicks(editor, "8 (843) 555-01-17")
    assert field.check()
    number = field.value()
    assert number is not None
    assert number.e164 == "+78435550117"
    assert field.line.text() == number.shown()
    field.set_value("")
    QTest.keyClicks(editor, "12")
    assert not field.check()
    assert "cannot be dialled" in field.error


def test_a_check_box_turns_by_space_and_shows_it(qtbot: QtBot, qapp: QApplication) -> None:
    theme().apply(qapp, "dark")
    box = CheckBox("Remember me & my desk")
    qtbot.addWidget(box)
    box.show()
    middle = box.rect().center().y()
    assert box.grab().toImage().pixelColor(2, middle) == color("outline")
    with qtbot.waitSignal(box.toggled):
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    box.clearFocus()
    assert box.grab().toImage().pixelColor(3, middle) == color("accent")
    assert box.accessibleName() == "Remember me & my desk"
    theme().apply(qapp, "light")
