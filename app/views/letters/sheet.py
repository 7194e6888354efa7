"""The sheet that a letter is written on: recipients, subject, words. Gaps of a ready text that are still open are marked."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.language import LANGUAGES, tr
from app.letter_quote import own_words, unfilled
from app.operations.letter_rows import DraftRow
from app.views.desk import Desk
from app.views.letters.address_field import AddressField
from app.views.letters.draft_keeper import Written
from app.views.look.areas import Hairline
from app.views.look.buttons import QuietButton
from app.views.look.choice_box import ChoiceBox
from app.views.look.label import Label
from app.views.look.painting import text_width
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.theme import color
from app.views.look.typeface import font


class LetterSheet(QWidget):
    """``show_draft(draft)``, ``written()``; ``changed`` is sent for every key, never by ``show_draft``."""

    changed = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self._silent = False
        self.to, self.cc, self.bcc = (AddressField(desk, window) for _ in range(3))
        self.more = QuietButton(key="Ctrl+Shift+C", height=28)
        self.subject = QLineEdit()
        self.subject.setFont(font())
        self.language = ChoiceBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.text = QPlainTextEdit()
        self.text.setFont(font())
        self.text.setTabChangesFocus(True)
        steady_scroll_bar(self.text)
        self.to_word, self.cc_word, self.bcc_word, self.subject_word = (Label("", 12, 500, "muted") for _ in range(4))
        self._copies = QWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_draft(self, draft: DraftRow) -> None:
        """Show the words of *draft*; the caret stands where one begins to write."""
        self._silent = True
        for field, addresses in ((self.to, draft.to), (self.cc, draft.cc), (self.bcc, draft.bcc)):
            field.show_addresses(addresses)
        self.subject.setText(draft.subject)
        self.subject.setCursorPosition(0)
        self.language.setCurrentIndex(max(0, self.language.findData(draft.language)))
        if self.text.toPlainText() != draft.text:
            self.text.setPlainText(draft.text)
        self._silent = False
        if draft.cc or draft.bcc:
            self.show_copies()
        self._mark_gaps()

    def written(self) -> Written:
        """What stands on the sheet now."""
        return Written(
            self.to.addresses,
            self.cc.addresses,
            self.bcc.addresses,
            self.subject.text(),
            self.text.toPlainText(),
            str(self.language.currentData()),
        )

    def show_copies(self) -> None:
        """Show the lines for copies."""
        self._copies.show()
        self.more.hide()

    def begin(self) -> None:
        """Give the keyboard to what is missing: the recipient, the subject, the words."""
        if not self.to.text():
            self.to.setFocus()
        elif not self.subject.text():
            self.subject.setFocus()
        else:
            self.text.setFocus()

    def put_in(self, subject: str, body: str) -> None:
        """Put a ready text where the caret stands (above signature and quote if it is below), and go to its first gap."""
        text = self.text.toPlainText()
        cursor = self.text.textCursor()
        ours = own_words(text)
        end = text.find(ours) + len(ours) if ours else 0
        if cursor.position() > end or not text[: cursor.position()].strip():
            cursor.setPosition(0)
        begin = cursor.position()
        after = text[cursor.selectionEnd() :]
        cursor.insertText(body if after.startswith("\n") or not after else f"{body}\n\n")
        if subject and not self.subject.text().strip():
            self.subject.setText(subject)
        self.text.setTextCursor(cursor)
        self.text.setFocus()
        first = next((found for found in self._open_gaps() if found.start() >= begin), None)
        if first is not None:
            cursor.setPosition(first.start())
            cursor.setPosition(first.end(), QTextCursor.MoveMode.KeepAnchor)
            self.text.setTextCursor(cursor)
        self._changed()

    def go_to_gap(self) -> None:
        """Select the first gap that is still open."""
        gap = next(self._open_gaps(), None)
        if gap is not None:
            cursor = self.text.textCursor()
            cursor.setPosition(gap.start())
            cursor.setPosition(gap.end(), QTextCursor.MoveMode.KeepAnchor)
            self.text.setTextCursor(cursor)
            self.text.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        words = (
            (self.to_word, self.to, tr("To whom")),
            (self.cc_word, self.cc, tr("Copy to")),
            (self.bcc_word, self.bcc, tr("Hidden copy to")),
            (self.subject_word, self.subject, tr("Subject")),
        )
        widest = max(text_width(word, font(12, 500)) for _, _, word in words) + 2
        for label, field, word in words:
            label.setText(word)
            label.setFixedWidth(widest)
            field.setAccessibleName(word)
        self.more.setText(tr("Copies"))
        self.language.setAccessibleName(tr("Language of the letter"))
        self.language.setToolTip(tr("Language of the letter"))
        self.text.setAccessibleName(tr("Text of the letter"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._mark_gaps()
        super().changeEvent(event)

    def _open_gaps(self) -> Iterator[re.Match[str]]:
        text = self.text.toPlainText()
        names = unfilled(text)
        if not names:
            return
        for found in re.finditer(rf"\{{\s*(?:{'|'.join(names)})\s*\}}", text, re.IGNORECASE):
            if not text[text.rfind("\n", 0, found.start()) + 1 :].startswith(">"):
                yield found

    def _mark_gaps(self) -> None:
        marks = []
        look = QTextCharFormat()
        look.setBackground(color("warning_tint"))
        look.setForeground(color("warning_text"))
        for gap in self._open_gaps():
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(gap.start())
            cursor.setPosition(gap.end(), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _changed(self) -> None:
        if not self._silent:
            self._mark_gaps()
            self.changed.emit()

    def _connect(self) -> None:
        for field in (self.to, self.cc, self.bcc):
            field.changed.connect(self._changed)
        self.subject.textEdited.connect(self._changed)
        self.language.activated.connect(self._changed)
        self.text.textChanged.connect(self._changed)
        self.more.clicked.connect(self._begin_copies)

    def _begin_copies(self) -> None:
        self.show_copies()
        self.cc.setFocus()

    def _lay_out(self) -> None:
        rows = QVBoxLayout()
        rows.setContentsMargins(20, 10, 20, 10)
        rows.setSpacing(8)
        rows.addLayout(_line(self.to_word, self.to, self.more))
        copies = QVBoxLayout(self._copies)
        copies.setContentsMargins(0, 0, 0, 0)
        copies.setSpacing(8)
        copies.addLayout(_line(self.cc_word, self.cc))
        copies.addLayout(_line(self.bcc_word, self.bcc))
        rows.addWidget(self._copies)
        self._copies.hide()
        rows.addLayout(_line(self.subject_word, self.subject, self.language))
        words = QVBoxLayout()
        words.setContentsMargins(20, 10, 20, 10)
        words.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(rows)
        column.addWidget(Hairline())
        column.addLayout(words, 1)


def _line(label: Label, field: QWidget, *beside: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(label)
    row.addWidget(field, 1)
    for part in beside:
        row.addWidget(part)
    return row
