"""The marks of a chart in pyqtgraph: no box, no vertical grid, figures on the bars, every mark opens its rows."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsRectItem, QToolTip, QWidget

from app.language import tr
from app.operations.overview_spec import Figure, Mark
from app.views.look.painting import text_width
from app.views.look.theme import color, theme
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.overview.labels import Labels
from app.views.overview.scale import named, ticks
from app.views.overview.shapes import STEPS, Shape, highest, series_colour, shapes, walked
from app.views.overview.words import mark_sentence, place_text, short_text

SIGNS = ("o", "t", "s", "d", "t1", "star")
"""Lines differ by their signs too."""
NEAR = 18
"""Pixels at which a click still means a mark."""
FEWEST = 6
"""Few bars do not grow fat: there is always room for so many."""
NAMES = 0.36
"""At most this part of a chart is for the names at its left."""


def prepare() -> None:
    """Make pyqtgraph ready, in any thread: the first call loads it. At the end Qt takes its widgets apart itself."""
    pg.setConfigOptions(exitCleanup=False)


class ChartPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """``ChartPlot().show_figure(figure)``. Arrows walk over the marks, Enter or a click opens the rows behind one."""

    opened = Signal(object)
    """Mark."""
    entered = Signal()
    """The keyboard came."""
    figure: Figure | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        # Without menus: nobody sees them, and they cost as much to build as all the rest.
        super().__init__(parent, plotItem=pg.PlotItem(viewBox=pg.ViewBox(enableMenu=False), enableMenu=False))
        self.shapes: tuple[Shape, ...] = ()
        self.current: Shape | None = None
        self._ring: QGraphicsRectItem | None = None
        self._labels = Labels(self.plotItem)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFrameStyle(0)
        self.plotItem.hideButtons()
        self.plotItem.setMouseEnabled(False, False)
        self.plotItem.layout.setContentsMargins(0, 4, 0, 0)
        self.getViewBox().setDefaultPadding(0)
        theme().changed.connect(self.redraw)

    @property
    def chosen(self) -> Mark | None:
        """The mark that the keyboard is at."""
        return self.current.mark if self.current is not None else None

    def show_figure(self, figure: Figure) -> None:
        """Show *figure*; the keyboard stays at its mark, if that is still there."""
        before = self.current
        self.figure = figure
        self.shapes = shapes(figure)
        self.current = None
        if before is not None:
            same = [
                each
                for each in self.shapes
                if (each.mark.bucket, each.mark.series) == (before.mark.bucket, before.mark.series)
            ]
            self.current = same[0] if same else None
        self.redraw()
        self._tell()

    def redraw(self) -> None:
        """Draw everything anew: other figures, colours, words or another size."""
        figure = self.figure
        self.setBackground(color("base"))
        self.plotItem.clear()
        self._labels.clear()
        self._ring = None
        if figure is None or not self.shapes:
            return
        self.getViewBox().invertY(figure.form == "across")
        if figure.form == "lines":
            self._draw_lines(figure)
        else:
            self._draw_bars(figure)
        self._fit(figure)
        self._show_ring()

    def choose(self, mark: Mark) -> None:
        """Put the keyboard at *mark*."""
        self.current = next((each for each in self.shapes if each.mark == mark), self.current)
        self._show_ring()
        self._tell()

    def draw_signs_as_lines(self, on: bool) -> None:
        """While *on*, the signs of lines are drawn, not stamped from pictures: for a drawing that stays sharp."""
        for item in self.plotItem.listDataItems():
            if isinstance(item, pg.PlotDataItem):
                item.scatter.setExportMode(on, {"antialias": True, "resolutionScale": 1.0} if on else None)

    # Drawing

    def _draw_bars(self, figure: Figure) -> None:
        for layer in range(len(figure.series)):
            own = [each for each in self.shapes if each.layer == layer]
            if own:
                item = pg.BarGraphItem(
                    x0=[each.box.left() for each in own],
                    y0=[each.box.top() for each in own],
                    width=[each.box.width() for each in own],
                    height=[each.box.height() for each in own],
                    brush=color(series_colour(figure, layer)),
                    pen=pg.mkPen(color("base"), width=1),
                )
                self.plotItem.addItem(item)

    def _draw_lines(self, figure: Figure) -> None:
        for layer in range(len(figure.series)):
            own = [each for each in self.shapes if each.layer == layer]
            ink = color(series_colour(figure, layer))
            item = pg.PlotDataItem(
                [each.box.x() for each in own],
                [each.box.y() for each in own],
                pen=pg.mkPen(ink, width=2),
                symbol=SIGNS[layer],
                symbolSize=7,
                symbolBrush=ink,
                symbolPen=None,
                antialias=True,
            )
            self.plotItem.addItem(item)
        if figure.promise is not None:
            dashes = pg.mkPen(color("muted"), width=1, style=Qt.PenStyle.DashLine)
            self.plotItem.addItem(pg.InfiniteLine(figure.promise, angle=0, pen=dashes))

    def _fit(self, figure: Figure) -> None:
        top = highest(self.shapes, figure)
        if figure.form == "across":
            self._fit_across(figure, top)
        else:
            self._fit_upright(figure, top)

    def _fit_across(self, figure: Figure, top: float) -> None:
        words = [place_text(bucket) for bucket in figure.buckets]
        face = font(12)
        names = min(max((text_width(each, face) for each in words), default=0) + 14, int(self.width() * NAMES))
        left = self._axis("left", "text", names)
        left.setStyle(tickFont=face, tickTextOffset=8)
        left.setTicks([[(place, self._elided(word, face, names - 12)) for place, word in enumerate(words)]])
        self.plotItem.hideAxis("bottom")
        room = self._labels.room_across(figure, self.shapes)
        width = max(1, self.width() - names)
        reach = top * width / max(1, width - room)
        self.plotItem.setXRange(0, reach or 1, padding=0)
        self.plotItem.setYRange(-0.5, max(len(words), FEWEST) - 0.5, padding=0)
        self._labels.across(figure, self.shapes)

    def _fit_upright(self, figure: Figure, top: float) -> None:
        steps = ticks(round(top), figure.unit)
        words = [short_text(step, figure.unit) for step in steps]
        face = font(11, 500)
        names = max(text_width(each, face) for each in words) + 14
        left = self._axis("left", "muted", names)
        left.setTicks([[(float(step), word) for step, word in zip(steps, words, strict=True)]])
        for step in steps:
            line = pg.InfiniteLine(float(step), angle=0, pen=pg.mkPen(color("grid"), width=1))
            line.setZValue(-10)
            self.plotItem.addItem(line)
        room = self._labels.room_right(figure, self.shapes)
        width = max(1, self.width() - names - room)
        count = len(figure.buckets)
        pitch = width / (count + 0.2)
        self._name_places(figure, pitch)
        self.plotItem.setXRange(-0.6, count - 0.4 + room / pitch, padding=0)
        height = max(60, self.height() - 26)
        above = self._labels.room_above(figure, pitch)
        self.plotItem.setYRange(0, float(steps[-1]) * (1 + above / (height - above)), padding=0)
        self._labels.upright(figure, self.shapes, pitch, (height - above) / float(steps[-1]))

    def _name_places(self, figure: Figure, pitch: float) -> None:
        face = font(11, 500)
        words = [
            self._elided(place_text(bucket), face, int(pitch) - 3) if bucket.words is not None else place_text(bucket)
            for bucket in figure.buckets
        ]
        widths = [text_width(each, face) for each in words]
        bottom = self._axis("bottom", "muted", 0)
        bottom.setTicks([[(place, words[place]) for place in named(figure.buckets, widths, pitch)]])

    def _axis(self, side: str, ink: Token, width: int) -> pg.AxisItem:
        self.plotItem.showAxis(side)
        axis = self.plotItem.getAxis(side)
        axis.setPen(pg.mkPen(None))
        axis.setTextPen(color(ink))
        axis.setStyle(
            tickLength=0, tickAlpha=0, tickFont=font(11, 500), hideOverlappingLabels=False, autoExpandTextSpace=False
        )
        if side == "left":
            axis.setWidth(width)
            # At once: names that are wider than the axis was before would be left out as if they had no room.
            self.plotItem.layout.activate()
        else:
            axis.setHeight(22)
        return axis

    def _elided(self, word: str, face: QFont, room: int) -> str:
        return str(QFontMetrics(face).elidedText(word, Qt.TextElideMode.ElideRight, room))

    # Keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.figure is not None and self.shapes and event.modifiers() in (_NONE, Qt.KeyboardModifier.KeypadModifier):
            if key in STEPS:
                self._go(walked(self.shapes, self.current, key, self.figure.form == "across"))
                return
            if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
                self._go(self.shapes[0 if key == Qt.Key.Key_Home else -1])
                return
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
                self.opened.emit(self.current.mark)
                return
        event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        # The scene has nothing of its own to walk through: Tab goes on to the next chart.
        return bool(QWidget.focusNextPrevChild(self, forward))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None and self.shapes:
            self.current = self.shapes[0]
        self._show_ring()
        self._tell()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = self.shape_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._go(found)
            self.opened.emit(found.mark)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.shape_at(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        if found is not None and self.figure is not None:
            QToolTip.showText(event.globalPosition().toPoint(), mark_sentence(self.figure, found.mark), self)
        else:
            QToolTip.hideText()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page scrolls, not the chart.
        event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        # pyqtgraph itself calls it with None while it is built.
        super().resizeEvent(event)
        if event is not None and self.figure is not None:
            self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.redraw()
            self._tell()

    def shape_at(self, at: QPoint) -> Shape | None:
        """The mark under *at* (in pixels of this widget), or one so near that it is meant; its place's name counts too."""
        scene = QPointF(self.mapToScene(at))
        here = [each for each in self.shapes if self.on_screen(each).adjusted(-1, -1, 1, 1).contains(scene)]
        if here:
            return here[0]
        return min(
            (each for each in self.shapes if self._distance(each, scene) <= NEAR),
            key=lambda each: self._distance(each, scene),
            default=None,
        )

    def on_screen(self, shape: Shape) -> QRectF:
        """Where a mark is painted, in the coordinates of the scene."""
        box = self.getViewBox()
        first = box.mapViewToScene(shape.box.topLeft())
        last = box.mapViewToScene(shape.box.bottomRight())
        return QRectF(first, last).normalized()

    def _distance(self, shape: Shape, at: QPointF) -> float:
        box = self.on_screen(shape)
        aside = max(box.left() - at.x(), 0.0, at.x() - box.right())
        above = max(box.top() - at.y(), 0.0, at.y() - box.bottom())
        return float(aside + above)

    def _go(self, target: Shape | None) -> None:
        self.current = target
        self._show_ring()
        self._tell()

    def _show_ring(self) -> None:
        if self._ring is not None:
            self.plotItem.removeItem(self._ring)
            self._ring = None
        if self.current is None or not self.hasFocus() or self.figure is None:
            return
        box = QRectF(self.current.box)
        if self.figure.form == "lines":
            wide, high = self.getViewBox().viewPixelSize()
            box = QRectF(box.x() - 7 * wide, box.y() - 7 * high, 14 * wide, 14 * high)
        ring = QGraphicsRectItem(box)
        pen = QPen(color("accent_text" if theme().name == "dark" else "text"), 2)
        pen.setCosmetic(True)
        ring.setPen(pen)
        ring.setZValue(20)
        self.plotItem.addItem(ring, ignoreBounds=True)
        self._ring = ring

    def _tell(self) -> None:
        if self.figure is not None:
            name = tr("{chart}, {about}", chart=str(self.figure.title), about=str(self.figure.about))
            self.setAccessibleName(name)
            if self.current is not None:
                self.setAccessibleDescription(mark_sentence(self.figure, self.current.mark))


_NONE = Qt.KeyboardModifier.NoModifier
