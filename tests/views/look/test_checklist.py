"""The gate checklist and the chip: what is missing, and the worst news, are never cut."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.views.look.buttons import PlainButton
from app.views.look.checklist import GateChecklist, GateItem
from app.views.look.chip import Chip
from app.views.look.label import Label

LONG = "The signed copy of the contract that was sent to the customer in the spring"


def test_what_is_missing_takes_more_lines_instead_of_being_cut(qtbot: QtBot) -> None:
    checklist = GateChecklist()
    qtbot.addWidget(checklist)
    checklist.show_gate("To leave Service", "0 of 1", [GateItem("0", LONG, "Can supply it: seller", "missing", "Go there")])
    checklist.resize(300, checklist.heightForWidth(300))
    checklist.show()
    qtbot.waitExposed(checklist)
    sentence = next(label for label in checklist.findChildren(QLabel) if label.text() == LONG)
    assert sentence.height() >= sentence.heightForWidth(sentence.width()) > 2 * sentence.fontMetrics().height() - 4
    button = checklist.findChild(PlainButton)
    assert isinstance(button, PlainButton)
    assert button.y() == sentence.y()


def test_a_chip_is_never_cut_what_is_beside_it_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    title, chip = Label(LONG), Chip("0 % ready, 7 Dec", "neutral", "factory")
    row.addWidget(title)
    row.addWidget(chip)
    window.resize(260, 40)
    window.show()
    qtbot.waitExposed(window)
    assert chip.width() == chip.sizeHint().width()
    assert title.toolTip() == LONG
