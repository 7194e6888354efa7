"""One chart of the page: its name, legend, marks or the sentence that there are none; asks for its own figures."""

from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import tr
from app.operations import overview
from app.operations.overview_spec import ChartName, Figure, Mark, Question
from app.views.desk import Desk
from app.views.look.label import Label
from app.views.look.painting import LEFT, paint_box, paint_text, text_width
from app.views.look.typeface import font
from app.views.overview import plot as plots
from app.views.overview.shapes import series_colour
from app.views.overview.words import sign

HEIGHT = 312
SIDE = 10
GAP = 14
"""Side of a colour in the legend, px."""
MARGIN = 15


def chart_to_plot(session: Any, name: ChartName, question: Question) -> Figure:
    """A chart's figures; what paints them loads here, in the background, before they come."""
    plots.prepare()
    return overview.chart(session, name, question)


class Legend(QWidget):
    """The series of a chart, colour and word, at the right of its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_series(self, figure: Figure) -> None:
        """Name the series of *figure*; nothing where there is only one, or where each line is named at its end."""
        self._figure = figure if len(figure.series) > 1 and figure.form != "lines" else None
        self.setVisible(self._figure is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = self._words()
        return QSize(sum(text_width(word, font(12)) + SIDE + 7 + GAP for word in words) - (GAP if words else 0), 20)

    def _words(self) -> list[str]:
        return [] if self._figure is None else [str(each.words or "") for each in self._figure.series]

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        left = 0
        for layer, word in enumerate(self._words()):
            assert self._figure is not None
            box = QRect(left, (self.height() - SIDE) // 2, SIDE, SIDE)
            paint_box(painter, box, 2, series_colour(self._figure, layer))
            used = paint_text(painter, QRect(left + SIDE + 7, 0, 400, self.height()), word, font(12), "text", LEFT)
            left += SIDE + 7 + used + GAP
        painter.end()


class ChartCard(QFrame):
    """``ChartCard(desk, "funnel").load(question)``. ``opened`` carries figure and mark when somebody wants the rows."""

    opened = Signal(object, object)
    """Figure and Mark."""
    entered = Signal()
    """The keyboard is in this chart."""
    arrived = Signal()
    """Figures are on the screen."""

    def __init__(self, desk: Desk, name: ChartName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name: ChartName = name
        self._desk = desk
        self.figure: Figure | None = None
        self.title, self.about = Label("", 13, 600), Label("", 12, 400, "muted")
        self.legend = Legend()
        self.plot: plots.ChartPlot | None = None
        self.empty = Label("", 13, 400, "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.remark = Label("", 12, 400, "muted")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self._head, self._below = QHBoxLayout(), QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self.title)
        self._head.addWidget(self.about, 1)
        self._head.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 10)
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addLayout(self._below)
        column.addWidget(self.pages, 1)
        column.addWidget(self.remark)
        self.remark.hide()
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(320)

    def load(self, question: Question) -> None:
        """Ask for the figures; what stood here stays until they come."""
        ticket = self._desk.ask(self, chart_to_plot, self.name, question)
        ticket.then(self.show_figure).otherwise(self._refused)

    def show_figure(self, figure: Figure) -> None:
        """Show *figure*. Ten charts at once would keep the window waiting: each is built in a turn of its own."""
        self.figure = figure
        self._say(figure)
        if self.plot is None:
            QTimer.singleShot(0, self, self._paint_figure)
        else:
            self._paint_figure()

    def _paint_figure(self) -> None:
        figure = self.figure
        if figure is None:
            return
        plot = self.plot or self._new_plot()
        plot.show_figure(figure)
        self.pages.setCurrentWidget(plot if figure.marks else self.empty)
        self.arrived.emit()

    def take_keyboard(self) -> None:
        """Give the keyboard to the marks, as soon as there are some."""
        if self.plot is not None:
            self.plot.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.figure is not None:
            self._say(self.figure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_legend()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        focus = self.plot is not None and self.plot.hasFocus()
        paint_box(painter, self.rect(), 6, "base", "accent_text" if focus else "border", 2 if focus else 1)
        painter.end()

    def _new_plot(self) -> "plots.ChartPlot":
        self.plot = plots.ChartPlot()
        self.pages.addWidget(self.plot)
        self.plot.opened.connect(self._open)
        self.plot.entered.connect(self.entered)
        return self.plot

    def _say(self, figure: Figure) -> None:
        self.title.setText(str(figure.title))
        about = str(figure.about)
        money = figure.unit == "money"
        self.about.setText(tr("{about}, {currency}", about=about, currency=sign(figure.currency)) if money else about)
        self.empty.setText(str(figure.empty))
        self.legend.show_series(figure)
        self._place_legend()
        self.remark.setText("" if figure.remark is None else str(figure.remark))
        self.remark.setVisible(figure.remark is not None)
        self.setAccessibleName(str(figure.title))

    def _place_legend(self) -> None:
        """At the right of the name, or below it where both have no room in one line."""
        words = text_width(self.title.text(), font(13, 600)) + text_width(self.about.text(), font(12)) + 3 * 8
        narrow = words + self.legend.sizeHint().width() > self.width() - 2 * MARGIN
        there, wanted = (self._head, self._below) if narrow else (self._below, self._head)
        if there.indexOf(self.legend) >= 0:
            there.removeWidget(self.legend)
            wanted.addWidget(self.legend, 0, Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag(0))

    def _open(self, mark: Mark) -> None:
        self.opened.emit(self.figure, mark)

    def _refused(self, error: UserError) -> None:
        self.empty.setText(error.said())
        self.pages.setCurrentWidget(self.empty)
