"""The bar above the stock list: what to look for or scan, which place, in which order."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.language import tr
from app.operations.stock_rows import ORDER_WORDS, Order
from app.views.look.choice_box import ChoiceBox
from app.views.look.icons import icon
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.look.typeface import font
from app.views.register.filter_bar import HEIGHT, PATIENCE, TextInput


class StockBar(QWidget):
    """``changed`` when the person narrowed the list otherwise: ``text``, ``location_id``, ``order``."""

    changed = Signal()
    left = Signal()
    """The person wants to the list."""
    entered = Signal(str)
    """Enter with a text: a code that a scanner typed, or that somebody pasted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = TextInput()
        self.field.setFont(font())
        self.field.setFixedHeight(32)
        self.field.setMinimumWidth(150)
        self.field.setMaximumWidth(330)
        self.field.addAction(icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
        self.place = ChoiceBox()
        self.place.setMinimumContentsLength(9)
        self.order = ChoiceBox()
        self.order.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.note = Label("", 13, 400, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(8)
        row.addWidget(self.field, 3)
        row.addWidget(self.place)
        row.addWidget(self.order)
        row.addStretch(1)
        row.addWidget(self.note)
        self.setFixedHeight(HEIGHT)
        self._places: Sequence[tuple[int, str, str]] = ()
        self._wait = QTimer(self, interval=PATIENCE, singleShot=True)
        self._wait.timeout.connect(self.changed)
        self.field.textEdited.connect(lambda _text: self._wait.start())
        self.field.left.connect(self._leave)
        for box in (self.place, self.order):
            box.activated.connect(lambda _at: self.changed.emit())
        add_shortcut(self, "/", self.begin)
        self._wanted: tuple[int | None, Order] = (None, "article")
        self.retranslate()

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.field.text().strip()

    @property
    def location_id(self) -> int | None:
        """The chosen place, None for all."""
        chosen = self.place.currentData()
        return int(chosen) if chosen else None

    @property
    def chosen_order(self) -> Order:
        """How the list is grouped and sorted."""
        chosen: Order = self.order.currentData() or "article"
        return chosen

    def begin(self) -> None:
        """ "/": type what to look for, or scan it."""
        self.field.setFocus()
        self.field.selectAll()

    def take(self, text: str, location_id: int | None, order: Order) -> None:
        """Show what the person looks at; sends nothing."""
        self._wait.stop()
        self.field.setText(text)
        self._wanted = (location_id, order)
        self._choose()

    def set_places(self, places: Sequence[tuple[int, str, str]]) -> None:
        """Offer these places: (id, code, name)."""
        if places != self._places:
            self._wanted = (self.location_id or self._wanted[0], self.chosen_order)
            self._places = places
            self._offer()

    def retranslate(self) -> None:
        """The bar's own words in the chosen language."""
        self._wanted = (self.location_id or self._wanted[0], self.order.currentData() or self._wanted[1])
        self.field.setPlaceholderText(tr("Article, batch, place, or scan it  /"))
        self.field.setAccessibleName(tr("Article, batch or place"))
        self.place.setAccessibleName(tr("Which place"))
        self.order.setAccessibleName(tr("In which order"))
        self.note.setText(tr("Oldest batch goes out first"))
        self._offer()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _leave(self) -> None:
        if self._wait.isActive():
            self._wait.stop()
            self.changed.emit()
        if self.text:
            self.entered.emit(self.field.text())
        self.left.emit()

    def _offer(self) -> None:
        self.place.clear()
        self.place.addItem(icon("package"), tr("All places"), 0)
        for key, code, name in self._places:
            self.place.addItem(f"{code}, {name}" if name and name != code else code, key)
        self.order.clear()
        for order, words in ORDER_WORDS.items():
            self.order.addItem(icon("stack"), tr(words), order)
        self._choose()

    def _choose(self) -> None:
        location_id, order = self._wanted
        self.place.setCurrentIndex(max(0, self.place.findData(location_id or 0)))
        self.order.setCurrentIndex(max(0, self.order.findData(order)))
