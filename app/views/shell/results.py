"""The list under the search field: what was found and what can be done, best first."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.views.look.icons import paint_icon
from app.views.look.key_hint import hint_width, paint_key_hint
from app.views.look.painting import LEFT, RIGHT, paint_box, paint_text, text_width
from app.views.look.typeface import font
from app.views.shell.commands import Offer

ROW = 36
OFFER = Qt.ItemDataRole.UserRole + 1
ROOT = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class OfferModel(QAbstractListModel):
    """The offers of the moment."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show *offers*, best first."""
        self.beginResetModel()
        self.offers = list(offers)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        offer = self.offers[index.row()]
        if role == OFFER:
            return offer
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr("{words}, {kind}", words=offer.words, kind=offer.kind)
        return None


class OfferDelegate(QStyledItemDelegate):
    """Icon, words and detail at the left, the kind and its key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        offer: Offer = index.data(OFFER)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint_box(painter, rect.adjusted(0, 1, 0, -1), 4, "accent_tint")
        paint_icon(
            painter, QRect(rect.left() + 12, rect.top() + 10, 16, 16), offer.icon, "accent_text" if chosen else "muted"
        )
        right = rect.right() - 10
        key = "Return" if chosen else offer.key
        if key:
            width = hint_width(key)
            paint_key_hint(painter, QRect(right - width, rect.top(), width, rect.height()), key)
            right -= width + 8
        width = text_width(offer.kind, font(12)) + 2
        paint_text(painter, QRect(right - width, rect.top(), width, rect.height()), offer.kind, font(12), "muted", RIGHT)
        left = rect.left() + 40
        area = QRect(left, rect.top(), right - width - 12 - left, rect.height())
        used = paint_text(painter, area, offer.words, font(13, 500), "text", LEFT)
        area.setLeft(left + used + 10)
        if offer.detail and area.width() > 40:
            paint_text(painter, area, offer.detail, font(12), "muted", LEFT)


class ResultList(QWidget):
    """The list under the field, drawn over the window's content; never takes the keyboard."""

    taken = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = OfferModel(self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(OfferDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setProperty("ground", "raised")
        self.view.clicked.connect(lambda index: self.taken.emit(index.data(OFFER)))
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 5, 5, 5)
        column.addWidget(self.view)
        self.hide()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show *offers*; the first is chosen."""
        before = self.chosen
        self.model.show_offers(offers)
        again = next((row for row, offer in enumerate(offers) if before and self._same(offer, before)), 0)
        self.view.setCurrentIndex(self.model.index(again if self.walked_on else 0))
        self.resize(self.width(), min(len(offers), 12) * ROW + 10)

    walked_on = False
    """Whether the person has walked from the first line: then a late answer must not move the choice."""

    @property
    def chosen(self) -> Offer | None:
        """The offer that Enter takes."""
        index = self.view.currentIndex()
        return index.data(OFFER) if index.isValid() else None

    def walk(self, step: int) -> None:
        """Choose the next or the previous offer, round the end."""
        rows = self.model.rowCount()
        if rows:
            self.walked_on = True
            self.view.setCurrentIndex(self.model.index((self.view.currentIndex().row() + step) % rows))

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 6, "raised", "line")
        painter.end()

    @staticmethod
    def _same(one: Offer, other: Offer) -> bool:
        return (one.words, one.kind) == (other.words, other.kind)
