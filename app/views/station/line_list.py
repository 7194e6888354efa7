"""The expected lines at the right: what has come of each, the line of the last scan in sight; below, the last scans."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.language import tr
from app.operations.station_rows import LastScan, StationLine
from app.views.look.icons import paint_icon
from app.views.look.numbers import clock, quantity
from app.views.look.painting import RIGHT, paint_hairline, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.station.counter import paint_share
from app.views.station.last_scan import printed
from app.views.station.measure import Measure

Index = QModelIndex | QPersistentModelIndex
ROW = 82
RIGHT_MARGIN = 24


class LineModel(QAbstractListModel):
    """The lines; ``row(index)`` hands one out."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[StationLine, ...] = ()

    def set_rows(self, rows: tuple[StationLine, ...]) -> None:
        """Show *rows*; where only figures changed, only those are painted anew."""
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [number for number, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new]
        self._rows = rows
        for number in changed:
            self.dataChanged.emit(self.index(number), self.index(number))

    def row(self, index: Index) -> StationLine:
        """The line at *index*."""
        return self._rows[index.row()]

    @property
    def last(self) -> int | None:
        """Number of the line that the last scan belongs to."""
        return next((number for number, row in enumerate(self._rows) if row.last), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row(index)
            parts = (row.name, row.code, str(row.take or ""), said_count(row))
            return ", ".join(part for part in parts if part)
        return None


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, measure: Measure, model: LineModel) -> None:
        super().__init__()
        self._measure = measure
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(self._measure.px(400), self._measure.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        m, row = self._measure, self._model.row(index)
        area: QRect = option.rect
        x, y = area.x(), area.y()
        done = row.counted >= row.expected
        painter.save()
        if row.last:
            painter.fillRect(area, color("accent_tint"))
            painter.fillRect(QRect(x, y, m.px(6), area.height()), color("accent_text"))
        paint_hairline(painter, x, area.right() + 1, area.bottom(), "grid")
        symbol, token = _sign(row)
        paint_icon(painter, QRect(x + m.px(26), y + m.px(16), m.px(24), m.px(24)), symbol, token)
        left, right = x + m.px(66), area.right() + 1 - m.px(RIGHT_MARGIN)
        count = said_count(row)
        used = m.font(26, 600)
        wide = text_width(count, used)
        place = QRect(right - wide, y + m.px(8), wide, m.px(40))
        paint_text(painter, place, count, used, "success_text" if done else "text", RIGHT)
        room = right - wide - m.px(16) - left
        paint_text(painter, QRect(left, y + m.px(10), room, m.px(28)), row.name, m.font(20, 600), "text")
        said = row.code if row.take is None else f"{row.code}, {row.take}"
        paint_text(painter, QRect(left, y + m.px(35), room, m.px(22)), said, m.font(16), "muted")
        paint_share(painter, QRect(left, y + m.px(60), right - left, m.px(8)), row.counted, row.expected)
        painter.restore()


def said_count(row: StationLine) -> str:
    """``31 / 40``."""
    return f"{quantity(row.counted)} / {quantity(row.expected)}"


def _sign(row: StationLine) -> tuple[str, Token]:
    if row.counted >= row.expected:
        return "check-circle-fill", "success_text"
    return ("barcode", "accent_text") if row.last else ("circle", "muted")


class LineList(QListView):
    """The lines of a receipt or order; nothing in it takes the keyboard."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LineModel()
        self._delegate = _LineDelegate(measure, self.lines)
        self.setModel(self.lines)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        measure.changed.connect(self.scheduleDelayedItemsLayout)

    def show_lines(self, rows: tuple[StationLine, ...]) -> None:
        """Show *rows*; the line of the last scan comes into sight."""
        self.lines.set_rows(rows)
        self.show_last()

    def show_last(self) -> None:
        """Scroll to the line of the last scan, if it is out of sight."""
        if self.lines.last is not None:
            self.scrollTo(self.lines.index(self.lines.last), QAbstractItemView.ScrollHint.EnsureVisible)


class ScanList(QWidget):
    """The last scans, the newest on top, as many as there is room for."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._scans: tuple[LastScan, ...] = ()
        measure.changed.connect(self.update)

    @property
    def scans(self) -> tuple[LastScan, ...]:
        """What is shown."""
        return self._scans

    def show_scans(self, scans: Sequence[LastScan]) -> None:
        """Show *scans*."""
        self._scans = tuple(scans)
        self.setAccessibleName(tr("Last scans"))
        self.setAccessibleDescription("; ".join(scan.text for scan in self._scans))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("base"))
        right = self.width() - m.px(RIGHT_MARGIN)
        title = QRect(m.px(24), m.px(10), right - m.px(24), m.px(26))
        paint_text(painter, title, tr("Last scans"), m.font(16, 600), "muted")
        used = m.font(20)
        for number, scan in enumerate(self._scans):
            top = 37 + 33 * number
            if m.px(top + 33) > self.height():
                break
            symbol, token = _said_state(scan)
            paint_icon(painter, m.rect(25, top + 7, 18, 18), symbol, token)
            time = clock(scan.at)
            taken = text_width(time, used)
            paint_text(painter, QRect(right - taken, m.px(top), taken, m.px(33)), time, used, "muted", RIGHT)
            area = QRect(m.px(56), m.px(top), right - taken - m.px(56 + 16), m.px(33))
            paint_text(painter, area, within(printed(scan.text), used, area.width()), used, "text")
        painter.end()


def within(text: str, used: QFont, width: int) -> str:
    """*text* in *width* px; the name gives way, the batch behind its last comma stays whole."""
    name, comma, batch = text.rpartition(", ")
    tail = comma + batch
    if not name or text_width(text, used) <= width:
        return text
    return QFontMetrics(used).elidedText(name, Qt.TextElideMode.ElideRight, width - text_width(tail, used)) + tail


def _said_state(scan: LastScan) -> tuple[str, Token]:
    return ("check-circle-fill", "success_text") if scan.good else ("warning-octagon-fill", "danger_text")
