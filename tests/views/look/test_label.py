"""The label: one elided line, or lines that break, even within a word that would be too wide."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.look.label import Label

WORD = "Donaudampfschifffahrtsgesellschaftsanschluss"


def test_a_long_word_breaks_instead_of_pushing_its_neighbours_out(qtbot: QtBot) -> None:
    card = QWidget()
    qtbot.addWidget(card)
    label = Label(WORD, 17, 600, wrap=True)
    QVBoxLayout(card).addWidget(label)
    assert label.minimumSizeHint().width() < 300
    assert label.heightForWidth(300) > 1.5 * Label("one line", 17, 600, wrap=True).heightForWidth(300)
    assert label.text() == WORD


def test_what_is_copied_is_the_word_itself(qtbot: QtBot) -> None:
    label = Label(WORD, wrap=True)
    qtbot.addWidget(label)
    label.setSelection(0, len(WORD) + 1)
    QTest.keySequence(label, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == WORD


def test_words_of_usual_length_are_left_alone(qtbot: QtBot) -> None:
    for text in ("vasilev@ooo-sibprom.example", "Взрывозащищённое исполнение 24 V", ""):
        label = Label(text, wrap=True)
        qtbot.addWidget(label)
        label.setSelection(0, len(text))
        assert label.selectedText() == text
