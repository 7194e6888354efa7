"""The two moments in which the clerk types: what the box does not say, and how many the next scan counts."""

from datetime import date
from decimal import Decimal
from typing import Literal

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.language import Phrase, tr, trn
from app.views.look.icons import paint_icon
from app.views.look.numbers import full_day, quantity, read_day, read_decimal
from app.views.look.painting import LEFT, paint_hairline, paint_text
from app.views.look.theme import color
from app.views.station.bench_codes import REASONS
from app.views.station.measure import Measure, lines_of, paint_lines

MARGIN = 36
LONGEST = {"batch": 64, "expiry": 10, "reason": 120}
WIDE = {"batch": 440, "expiry": 440, "reason": 668}
Asked = Literal["batch", "expiry", "reason"]


class QuestionPanel(QWidget):
    """Asks for what a box does not carry, or why it should go, on amber, where the last scan stands otherwise."""

    batch_given = Signal(str)
    expiry_given = Signal(object)
    """date."""
    reason_given = Signal(str)

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._what: Asked = "batch"
        self._word, self._detail = Phrase(""), Phrase("")
        self._article = ""
        self._wrong = False
        self._behind = 0
        self.field = QLineEdit(self)
        self.field.returnPressed.connect(self._answer)
        self.field.textChanged.connect(self._typed)
        measure.changed.connect(self._fit)
        self.hide()

    def ask(self, what: Asked, word: Phrase, detail: Phrase, article: str) -> None:
        """Ask; the field has the keyboard until it is answered or put aside."""
        self._what, self._word, self._detail, self._article = what, word, detail, article
        self._wrong = False
        self.field.setMaxLength(LONGEST[what])
        self.field.clear()
        self.retranslate()
        self._fit()
        self.show()
        self.field.setFocus()

    def show_behind(self, count: int) -> None:
        """How many more scans wait for this answer."""
        self._behind = count
        self.update()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self.field.setAccessibleName(str(self._word))
        self.setAccessibleName(f"{self._word} {self._detail}")
        self.update()

    @property
    def help_text(self) -> str:
        """What stands under the field."""
        if self._what == "batch":
            return tr("As it is printed on the box, then Enter.")
        if self._what == "reason":
            known = (tr(reason) for reason in REASONS.values())
            gaps = dict(zip(("first", "second", "third"), known, strict=True))
            return tr("1 {first}, 2 {second}, 3 {third}, or type another reason; then Enter.", **gaps)
        if self._wrong:
            return tr("This is no date. Type day, month and year in six figures, such as 311230.")
        day = read_typed_day(self.field.text())
        if day is not None:
            return tr("{day}: Enter takes it.", day=full_day(day))
        return tr("Day, month and year in six figures, such as 311230, then Enter.")

    def _typed(self) -> None:
        self._wrong = False
        self.update()

    def _answer(self) -> None:
        text = self.field.text().strip()
        if self._what == "batch":
            if text:
                self.batch_given.emit(text)
            return
        if self._what == "reason":
            if text:
                self.reason_given.emit(tr(REASONS[text]) if text in REASONS else text)
            return
        day = read_typed_day(text)
        self._wrong = day is None
        self.update()
        if day is not None:
            self.expiry_given.emit(day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        m = self._measure
        self.field.setFont(m.font(36, 600))
        self.field.setGeometry(
            QRect(m.px(MARGIN), m.px(226), min(m.px(WIDE[self._what]), self.width() - m.px(2 * MARGIN)), m.px(64))
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("warning"))
        paint_icon(painter, m.rect(26, 30, 84, 84), "question-fill", "on_warning")
        left = m.px(124)
        room = self.width() - left - m.px(MARGIN)
        paint_text(painter, QRect(left, m.px(22), room, m.px(68)), str(self._word), m.font(52, 700), "on_warning", LEFT)
        paint_text(painter, QRect(left + m.px(2), m.px(86), room, m.px(34)), str(self._detail), m.font(24), "on_warning")
        room = self.width() - 2 * m.px(MARGIN)
        paint_text(painter, QRect(m.px(MARGIN), m.px(152), room, m.px(58)), self._article, m.font(44, 600), "on_warning")
        said = lines_of(self.help_text, m.font(20, 500), room, 2)
        area = QRect(m.px(MARGIN), m.px(300), room, m.px(60))
        paint_lines(painter, area, said, m.font(20, 500), m.px(27), "on_warning")
        foot = QRect(m.px(MARGIN), self.height() - m.px(40), room, m.px(32))
        taken = paint_text(painter, foot, tr("Esc puts it aside."), m.font(19), "on_warning")
        if self._behind > 0:
            more = trn("{count} more scan waits behind it.", "{count} more scans wait behind it.", self._behind)
            paint_text(painter, foot.adjusted(taken + m.px(24), 0, 0, 0), more, m.font(19, 500), "on_warning")
        painter.end()


def read_typed_day(text: str) -> date | None:
    """The date that somebody typed: ``ddmmyy``, ``ddmmyyyy``, ``yyyymmdd``, or any form with signs between."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit()):
        return read_day(typed) if typed.count("-") == 2 or len(typed) > 6 else None
    if len(typed) == 6:
        return read_day(f"{typed[:2]}.{typed[2:4]}.{typed[4:]}")
    if len(typed) == 8:
        forward = read_day(f"{typed[:2]}.{typed[2:4]}.{typed[4:]}")
        return forward if forward is not None and forward.year >= 2000 else read_day(f"{typed[:4]}-{typed[4:6]}-{typed[6:]}")
    return None


class QuantityPanel(QWidget):
    """How many the next scan counts, typed over the counter; it stands until that scan has come."""

    typed = Signal(object)
    """Decimal, or None while it is no quantity."""
    settled = Signal()
    """Enter: the keyboard goes back to the screen, the quantity stands."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self.field = QLineEdit(self)
        self.field.setMaxLength(9)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._settle)
        measure.changed.connect(self._fit)
        self.hide()

    @property
    def quantity(self) -> Decimal | None:
        """What was typed, None if it is no quantity."""
        read = read_decimal(self.field.text())
        return read if read is not None and read > 0 else None

    def ask(self) -> None:
        """Ask anew."""
        self.field.setText("")
        self.field.show()
        self.show_again()
        self.field.setFocus()

    def show_again(self) -> None:
        """Stand there as it was: the scan that came was no goods."""
        self._fit()
        self.show()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self.field.setAccessibleName(tr("Next scan counts"))
        self.update()

    def _typed(self) -> None:
        self.typed.emit(self.quantity)
        self.update()

    def _settle(self) -> None:
        if self.quantity is not None:
            self.field.hide()
            self.settled.emit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        m = self._measure
        self.field.setFont(m.font(52, 700))
        self.field.setGeometry(m.rect(MARGIN, 72, 280, 84))
        self.retranslate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("accent_tint"))
        paint_hairline(painter, 0, self.width(), 0, "border")
        room = self.width() - 2 * m.px(MARGIN)
        title = QRect(m.px(MARGIN), m.px(22), room, m.px(40))
        paint_text(painter, title, tr("Next scan counts"), m.font(28, 600), "text")
        if self.field.isHidden() and self.quantity is not None:
            figure = QRect(m.px(MARGIN), m.px(64), room, m.px(100))
            paint_text(painter, figure, quantity(self.quantity), m.font(84, 700), "text")
        said = tr("Scan the box now. Esc: each scan counts one again.")
        if self.field.isVisible():
            said = tr("Type how many, then Enter. Esc: each scan counts one again.")
        foot = QRect(m.px(MARGIN), self.height() - m.px(42), room, m.px(32))
        paint_text(painter, foot, said, m.font(19), "muted")
        painter.end()
