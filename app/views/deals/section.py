"""A section of the deal's page: a head, what belongs below it, and a place for one small form."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.operations.deal_rows import DealCard
from app.views.deals.form import FormSlot
from app.views.deals.work import DealWork
from app.views.look.label import Label


class Section(QWidget):
    """Override ``fill``; it is called with each card that is loaded, and again at a change of language."""

    def __init__(self, work: DealWork, *, margin: int = 20) -> None:
        super().__init__()
        self.work = work
        self.slot = FormSlot()
        self._margin = margin
        self.title = Label("", 13, 600)
        self.note = Label("", 12, 400, "muted")
        self.head = QHBoxLayout()
        self.head.setContentsMargins(margin, 0, 8, 0)
        self.head.setSpacing(8)
        self.title.setMinimumHeight(28)
        self.head.addWidget(self.title)
        self.head.addWidget(self.note, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addLayout(self.head)
        work.shown.connect(self.show_card)

    def show_card(self, card: DealCard) -> None:
        """Show another deal, or the same anew."""
        self.fill(card)

    def fill(self, card: DealCard) -> None:
        """Show *card*; all words of the section are said here."""

    def begin(self) -> None:
        """Somebody came here because something is missing: give the keyboard to what supplies it."""
        self.setFocus()

    def clear(self) -> None:
        """Another deal comes: nothing of this one may stay open."""
        self.slot.close_form()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.work.card is not None:
            self.fill(self.work.card)
        super().changeEvent(event)


def empty(column: QVBoxLayout | QHBoxLayout) -> None:
    """Take all widgets out of *column*."""
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
