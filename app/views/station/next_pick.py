"""What to take now when goods leave: quantity, batch and place, and why this batch; above the lines, to be read first."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.operations.station_rows import Proposal
from app.views.look.icons import paint_icon
from app.views.look.numbers import quantity
from app.views.look.painting import paint_hairline, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.station.measure import Measure, lines_of, paint_lines

NEXT = 150
"""Height in the guide's pixels."""
SIZES, SMALLEST = (30, 26), 20
"""Of what to take, in one line; where neither fits, it takes two lines of the smallest."""


class NextPick(QWidget):
    """Shows one proposal; a batch that may not go is amber, with what to take instead."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._next: Proposal | None = None
        measure.changed.connect(self.update)
        self.hide()

    @property
    def next(self) -> Proposal | None:
        """What is proposed."""
        return self._next

    def show_next(self, proposal: Proposal | None) -> None:
        """Propose something else; None: nothing is left to take."""
        self._next = proposal
        self.retranslate()

    @property
    def words(self) -> tuple[str, str, str]:
        """The head, what to take from where, and why."""
        if self._next is None:
            return "", "", ""
        taken = self._next
        head = tr("Take next: {article}", article=taken.name)
        what = tr(
            "{quantity} of {batch} from {place}", quantity=quantity(taken.quantity), batch=taken.batch, place=taken.place
        )
        return head, what, str(taken.why)

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self.setAccessibleName(". ".join(word for word in self.words if word))
        self.update()

    def fitted(self, what: str, width: int) -> tuple[int, list[str]]:
        """The size, in the guide's pixels, and the lines in which *what* is whole: who goes there needs the place."""
        for px in SIZES:
            if text_width(what, self._measure.font(px, 600)) <= width:
                return px, [what]
        return SMALLEST, lines_of(what, self._measure.font(SMALLEST, 600), width, 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._next is None:
            return
        m, fit = self._measure, self._next.fit
        ground: Token = "window" if fit else "warning_tint"
        ink: Token = "text" if fit else "warning_text"
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(ground))
        paint_hairline(painter, 0, self.width(), self.height() - 1, "border")
        head, what, why = self.words
        symbol = "arrow-right" if fit else "warning-circle-fill"
        paint_icon(painter, QRect(m.px(24), m.px(14), m.px(28), m.px(28)), symbol, "accent_text" if fit else ink)
        left, right = m.px(66), self.width() - m.px(24)
        paint_text(painter, QRect(left, m.px(12), right - left, m.px(28)), head, m.font(18, 500), "muted" if fit else ink)
        px, lines = self.fitted(what, right - left)
        area = QRect(left, m.px(42), right - left, m.px(46))
        paint_lines(painter, area, lines, m.font(px, 600), m.px(42 if len(lines) == 1 else 23), ink)
        used = m.font(18)
        area = QRect(left, m.px(90), right - left, m.px(52))
        paint_lines(painter, area, lines_of(why, used, right - left, 2), used, m.px(25), "muted" if fit else ink)
        painter.end()
