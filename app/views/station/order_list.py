"""Orders whose goods may arrive, or can leave, to be chosen with the arrows or by scanning their number."""

from datetime import UTC, date, datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.language import tr
from app.operations.station_rows import StationOrder
from app.views.look.icons import paint_icon
from app.views.look.numbers import day, quantity
from app.views.look.painting import CENTER, RIGHT, paint_hairline, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.station.line_list import ROW
from app.views.station.measure import Measure, lines_of
from app.views.station.words import StationWords

Index = QModelIndex | QPersistentModelIndex
KEY = Qt.ItemDataRole.UserRole
ICONS = {"production": "factory", "purchase": "shopping-cart", "customer": "truck"}


class OrderModel(QAbstractListModel):
    """The orders; ``row(index)`` hands one out."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[StationOrder, ...] = ()

    def set_rows(self, rows: tuple[StationOrder, ...]) -> None:
        """Show *rows*."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def rows(self) -> tuple[StationOrder, ...]:
        """What is shown."""
        return self._rows

    def row(self, index: Index) -> StationOrder:
        """The order at *index*."""
        return self._rows[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if role == KEY:
            return (row.kind, row.order_id)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.number}, {row.partner}"
        return None


class _OrderDelegate(QStyledItemDelegate):
    def __init__(self, measure: Measure, model: OrderModel, words: StationWords) -> None:
        super().__init__()
        self._measure = measure
        self._model = model
        self._words = words

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(self._measure.px(400), self._measure.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        m, row = self._measure, self._model.row(index)
        area: QRect = option.rect
        x, y = area.x(), area.y()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, color("accent_tint"))
            painter.fillRect(QRect(x, y, m.px(6), area.height()), color("accent_text"))
        paint_hairline(painter, x, area.right() + 1, area.bottom(), "grid")
        symbol = ICONS[row.kind]
        paint_icon(painter, QRect(x + m.px(26), y + m.px(27), m.px(28), m.px(28)), symbol, "muted")
        right = area.right() + 1 - m.px(24)
        promised, late = said_promise(row.promised_on)
        count = self._words.open_lines(row.lines, quantity(row.open))
        begun = str(row.begun or "")
        figures = max(text_width(count, m.font(20, 500)), text_width(promised, m.font(16, 500)))
        paint_text(painter, QRect(right - figures, y + m.px(12), figures, m.px(30)), count, m.font(20, 500), "text", RIGHT)
        token: Token = "danger_text" if late else "muted"
        paint_text(painter, QRect(right - figures, y + m.px(43), figures, m.px(26)), promised, m.font(16, 500), token, RIGHT)
        left = x + m.px(76)
        room = right - figures - m.px(24) - left
        used = m.font(26, 600)
        wide = paint_text(painter, QRect(left, y + m.px(8), room, m.px(38)), row.number, used, "text")
        beside = QRect(left + wide + m.px(16), y + m.px(10), room - wide - m.px(16), m.px(36))
        paint_text(painter, beside, begun, m.font(16, 500), "accent_text")
        paint_text(painter, QRect(left, y + m.px(43), room, m.px(28)), row.partner, m.font(20), "muted")
        painter.restore()


def said_promise(promised: date | None, today: date | None = None) -> tuple[str, bool]:
    """When the goods were promised, in words, and whether that is over."""
    if promised is None:
        return tr("no date promised"), False
    present = today or datetime.now(UTC).astimezone().date()
    if promised < present:
        return tr("promised for {day}, late", day=day(promised, today=present)), True
    return tr("promised for {day}", day=day(promised, today=present)), False


class NoOrders(QWidget):
    """The empty state, as large as the rest of the station."""

    def __init__(self, measure: Measure, words: StationWords) -> None:
        super().__init__()
        self._measure = measure
        self._words = words
        measure.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        middle = self.height() // 2
        paint_icon(painter, QRect(0, middle - m.px(140), self.width(), m.px(84)), self._words.icon, "muted")
        title = QRect(0, middle - m.px(40), self.width(), m.px(48))
        paint_text(painter, title, self._words.nothing(), m.font(32, 600), "text", CENTER)
        line = self._words.how_it_begins()
        used = m.font(22)
        for number, part in enumerate(lines_of(line, used, m.px(760), 3)):
            area = QRect(0, middle + m.px(16 + 34 * number), self.width(), m.px(34))
            paint_text(painter, area, part, used, "muted", CENTER)
        painter.end()


class OrderList(QStackedWidget):
    """The orders that may be worked on, or that there are none."""

    chosen = Signal(object)
    """StationOrder that is to be worked on now."""

    def __init__(self, measure: Measure, words: StationWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.orders = OrderModel()
        self.list = QListView()
        self._delegate = _OrderDelegate(measure, self.orders, words)
        self.list.setModel(self.orders)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(lambda index: self.chosen.emit(self.orders.row(index)))
        self.empty = NoOrders(measure, words)
        self.addWidget(self.list)
        self.addWidget(self.empty)
        self.setProperty("ground", "base")
        measure.changed.connect(self.list.scheduleDelayedItemsLayout)

    def show_orders(self, rows: tuple[StationOrder, ...]) -> None:
        """Show *rows*, the same order chosen as before."""
        key = self.list.currentIndex().data(KEY)
        place = max(0, self.list.currentIndex().row())
        if rows != self.orders.rows:
            self.orders.set_rows(rows)
        keys = [(row.kind, row.order_id) for row in rows]
        self._choose(keys.index(key) if key in keys else min(place, len(rows) - 1))
        self.setCurrentWidget(self.list if rows else self.empty)
        self.setAccessibleName("" if rows else self._words.nothing())

    def numbered(self, number: str) -> StationOrder | None:
        """The order of this *number*, in capitals or not."""
        wanted = number.strip().casefold()
        return next((row for row in self.orders.rows if row.number.casefold() == wanted), None)

    def step(self, key: int) -> bool:
        """Obey an arrow, Page, Home, End or Enter; whether *key* was one of them."""
        page = max(1, self.list.viewport().height() // max(1, self.list.sizeHintForRow(0)))
        last = self.orders.rowCount() - 1
        row = self.list.currentIndex().row()
        steps = {
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        pressed = Qt.Key(key)
        if pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.chosen.emit(self.orders.row(self.list.currentIndex()))
            return True
        if pressed not in steps:
            return False
        self._choose(max(0, min(last, steps[pressed])))
        return True

    def _choose(self, number: int) -> None:
        self.list.setCurrentIndex(self.orders.index(number))
