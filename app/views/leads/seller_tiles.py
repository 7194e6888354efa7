"""Who takes it? The sellers above the decisions: one key each, beside the name what they have to do already [M34]."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.operations.seller_load import SellerLoad
from app.views.look.areas import set_ground
from app.views.look.buttons import PlainButton
from app.views.look.chip import ChipText, chip_width, paint_chip
from app.views.look.key_hint import hint_width, paint_key_hint
from app.views.look.label import Label
from app.views.look.painting import LEFT, paint_text
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.triage.decision_bar import MARGIN
from app.views.triage.queue import digit
from app.views.triage.seller_panel import load_words

HEIGHT, GAP = 46, 8
NARROWEST = 280
"""Below this width of a tile there are fewer in a row."""
MOST_ROWS = 3
"""More sellers are scrolled to; their keys work all the same."""


class SellerTile(PlainButton):
    """One seller: key, name, load; away and who stands in."""

    def __init__(self, seller: SellerLoad, key: str) -> None:
        super().__init__(seller.name, key=key)
        self.seller = seller
        self.load_words = load_words(seller)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        away = self._away.text if seller.away else ""
        self.setAccessibleDescription(", ".join(part for part in (self.load_words, away) if part))
        self.setToolTip("\n".join(part for part in (seller.name, self.load_words, away) if part))

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, HEIGHT)

    @property
    def _away(self) -> ChipText:
        name = self.seller.substitute
        words = tr("away, {name} stands in", name=name) if name else tr("away")
        return ChipText(words, "warning", "calendar-x")

    def _paint_content(self, painter: QPainter) -> None:
        left, right = 12, self.width() - 12
        if self.key:
            hint = hint_width(self.key)
            paint_key_hint(painter, QRect(left, 0, hint, HEIGHT), self.key, *self._hint_inks())
            left += hint + 12
        name = font(13, 600)
        words = QRect(left, 5, right - left, 18)
        if self.seller.away:
            width = min(chip_width(self._away), (right - left) * 3 // 5)
            paint_chip(painter, QRect(right - width, 4, width, 20), self._away)
            words.setRight(right - width - GAP)
        paint_text(painter, words, self.words, name, self._ink(), LEFT)
        below = QRect(left, 23, right - left, 18)
        ink: Token = "muted" if self.isEnabled() else "outline"
        paint_text(painter, below, self.load_words, font(12), ink, LEFT)


class SellerTiles(QWidget):
    """``show_sellers(rows)``; ``chosen`` carries the id of the seller: keys 1 to 9 in the order of the tiles.

    Stands above *bar*, and comes and goes with it while ``offered``.
    """

    chosen = Signal(int)

    def __init__(self, bar: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.sellers: tuple[SellerLoad, ...] = ()
        self.tiles: list[SellerTile] = []
        self._bar, self._offered, self._columns = bar, False, 0
        self._question = Label("", 12, 500, "muted")
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._area = QScrollArea()
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        steady_scroll_bar(self._area)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN - 10, 0)
        column.setSpacing(4)
        column.addWidget(self._question)
        column.addWidget(self._area)
        bar.installEventFilter(self)
        self.hide()

    def show_sellers(self, sellers: Sequence[SellerLoad]) -> None:
        """Show other sellers, or the same with another load."""
        if tuple(sellers) != self.sellers or not self.tiles:
            self.sellers = tuple(sellers)
            self.retranslate()

    def offer(self, offered: bool, usable: bool) -> None:
        """Whether a seller can be named here, and for something that is selected now."""
        self._offered = offered
        for tile in self.tiles:
            tile.setEnabled(usable)
        self._come_or_go()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._question.setText(tr("Who takes it?") if self.sellers else tr("Nobody sells in this department yet."))
        usable = not self.tiles or self.tiles[0].isEnabled()
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.set_key("")
            tile.hide()
            tile.deleteLater()
        self.tiles = [SellerTile(seller, digit(place)) for place, seller in enumerate(self.sellers, start=1)]
        for tile in self.tiles:
            tile.setEnabled(usable)
            tile.clicked.connect(lambda _checked=False, each=tile.seller.employee_id: self.chosen.emit(each))
        self._columns = 0
        self._arrange()
        self._come_or_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._bar and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._come_or_go()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _come_or_go(self) -> None:
        self.setVisible(self._offered and not self._bar.isHidden())

    def _arrange(self) -> None:
        columns = max(1, min(3, (self.width() - 2 * MARGIN + GAP) // (NARROWEST + GAP)))
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        rows = -(-len(self.tiles) // columns)
        shown = min(rows, MOST_ROWS)
        self._area.setFixedHeight(max(0, shown * (HEIGHT + GAP) - GAP) if shown else 0)
