"""The whole screen of the station: bars, the list of orders or one of them, the red frame; it only shows and places."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.operations.station_rows import LastScan, StationLine, StationView
from app.views.look.areas import set_ground
from app.views.look.theme import color
from app.views.station.bars import FOOT, HEADER, CommandBar, Header
from app.views.station.bench_codes import BACK, BENCH_CODES, FINISH, LABEL, QUANTITY, UNDO
from app.views.station.counter import Counter
from app.views.station.last_scan import LastScanPanel
from app.views.station.line_list import ROW, LineList, ScanList
from app.views.station.measure import Measure
from app.views.station.next_pick import NEXT, NextPick
from app.views.station.note import Note
from app.views.station.order_list import OrderList
from app.views.station.question import QuantityPanel, QuestionPanel
from app.views.station.words import RECEIVING, StationWords

RIGHT = 540
COUNTER = 204
LAST_SCANS = 122
"""Least height for the last scans: title and two of them."""
FRAME = 10

ICONS = {UNDO: "arrow-u-up-left", QUANTITY: "stack", LABEL: "printer", FINISH: "check-square", BACK: "arrow-left"}


class RedFrame(QWidget):
    """10 px of red round the screen while the last scan is a refused one; lets every click through."""

    def __init__(self, measure: Measure, parent: QWidget) -> None:
        super().__init__(parent)
        self._measure = measure
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side, wide, high = self._measure.px(FRAME), self.width(), self.height()
        for area in (
            QRect(0, 0, wide, side),
            QRect(0, high - side, wide, side),
            QRect(0, 0, side, high),
            QRect(wide - side, 0, side, high),
        ):
            painter.fillRect(area, color("station_red"))
        painter.end()


class StationScreen(QWidget):
    """Two modes: ``show_orders_mode`` and ``show_order``; the same for goods that come and goods that leave."""

    def __init__(
        self,
        person: str,
        act: Callable[[str], object],
        parent: QWidget | None = None,
        *,
        words: StationWords = RECEIVING,
    ) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.measure = Measure(self)
        self.header = Header(self.measure, person, words, self)
        self.orders = OrderList(self.measure, words, self)
        self.last_scan = LastScanPanel(self.measure, self)
        self.counter = Counter(self.measure, words, self)
        self.next = NextPick(self.measure, self)
        self.lines = LineList(self.measure, self)
        self.scans = ScanList(self.measure, self)
        self.question = QuestionPanel(self.measure, self)
        self.quantity = QuantityPanel(self.measure, self)
        self.note = Note(self.measure, self)
        self.bar = CommandBar(self.measure, self)
        for key in (UNDO, QUANTITY, LABEL, FINISH, BACK):
            self.bar.add(ICONS[key], key, act)
        self.frame = RedFrame(self.measure, self)
        self._view: StationView | None = None
        self.retranslate()
        self.show_orders_mode()

    @property
    def view(self) -> StationView | None:
        """The receipt or order that is shown, with what was counted since it was read."""
        return self._view

    def show_orders_mode(self) -> None:
        """Show the orders that may be worked on."""
        self._view = None
        self.header.show_order("", "")
        self.question.hide()
        self.quantity.hide()
        self.frame.hide()
        self._change_mode()

    def show_order(self, view: StationView, asides: Sequence[LastScan] = ()) -> None:
        """Show one receipt or order; *asides*: scans that are in no books, to be told among its own."""
        entered = self._view is None or self._view.id != view.id
        old = self._view
        fits = old is not None and (len(old.lines), old.next is None) == (len(view.lines), view.next is None)
        self._view = view
        self.header.show_order(view.order_number, view.partner)
        self.counter.show_receipt(view)
        self.next.show_next(view.next)
        self.lines.show_lines(view.lines)
        told = sorted([*view.last_scans, *asides], key=lambda scan: scan.at, reverse=True)
        self.scans.show_scans(told)
        if entered:
            self._change_mode()
        elif not fits:
            self._place()

    def count(self, line: StationLine | None, scan: LastScan | None, asides: Sequence[LastScan] = ()) -> None:
        """Show at once what one scan changed: its line, the counter, the last scans."""
        view = self._view
        if view is None:
            return
        lines = view.lines
        if line is not None:
            changed = (
                replace(line, last=True, take=old.take) if old.id == line.id else replace(old, last=False)
                for old in view.lines
            )
            lines = tuple(changed)
        scans = view.last_scans if scan is None else (scan, *view.last_scans)[: max(6, len(view.last_scans))]
        zero = view.expected - view.expected
        self.show_order(
            replace(
                view,
                lines=lines,
                last_scans=scans,
                counted=sum((one.counted for one in lines), zero),
                to_scan=sum((max(one.expected - one.counted, zero) for one in lines), zero),
                open_lines=sum(one.counted < one.expected for one in lines),
                next=view.next if any(one.counted < one.expected for one in lines) else None,
            ),
            asides,
        )

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        words = dict(BENCH_CODES.values())
        for key, button in self.bar.buttons.items():
            button.say(tr(words[key]))
        if self._view is None:
            self.bar.buttons[LABEL].say(tr("Bench card"))
        for part in (self.last_scan, self.counter, self.next, self.question, self.quantity, self.note):
            part.retranslate()
        silent: tuple[QWidget, ...] = (self.header, self.scans, self.orders.empty, self.orders.list.viewport())
        for other in silent:
            other.update()

    def _change_mode(self) -> None:
        working = self._view is not None
        for part in (self.last_scan, self.counter, self.lines, self.scans):
            part.setVisible(working)
        self.orders.setVisible(not working)
        for key in (UNDO, QUANTITY, FINISH):
            self.bar.buttons[key].setVisible(working)
        self.retranslate()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.measure.fit(self.size())
        self._place()

    def _place(self) -> None:
        m = self.measure
        wide, high = self.width(), self.height()
        top, bottom = m.px(HEADER), high - m.px(FOOT)
        self.header.setGeometry(0, 0, wide, top)
        self.bar.setGeometry(0, bottom, wide, high - bottom)
        self.orders.setGeometry(0, top, wide, bottom - top)
        left = wide - m.px(RIGHT)
        split = bottom - m.px(COUNTER)
        for scanned in (self.last_scan, self.question):
            scanned.setGeometry(0, top, left, split - top)
        for counted in (self.counter, self.quantity):
            counted.setGeometry(0, split, left, bottom - split)
        proposed = m.px(NEXT) if self._view is not None and self._view.next is not None else 0
        self.next.setVisible(proposed > 0)
        self.next.setGeometry(left, top, wide - left, proposed)
        top += proposed
        lines = len(self._view.lines) if self._view else 0
        shown = min(lines * m.px(ROW), bottom - top - m.px(LAST_SCANS))
        self.lines.setGeometry(left, top, wide - left, shown)
        self.scans.setGeometry(left, top + shown, wide - left, bottom - top - shown)
        self.lines.show_last()
        if self._view is None:
            self.note.setGeometry(0, bottom - m.px(100), wide, m.px(100))
        else:
            self.note.setGeometry(left, bottom - m.px(LAST_SCANS), wide - left, m.px(LAST_SCANS))
        self.frame.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
