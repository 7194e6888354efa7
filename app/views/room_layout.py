"""How a room stands in the window: head, body, messages, foot; at the right the card, in a narrow window over the body."""

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.views.look.card_column import NARROWEST, WIDEST
from app.views.look.key_hint import add_shortcut

NARROW = 1240
"""Below this width of the room (px) the card lies over the body: at 1280 × 720, with the rail folded."""


class RoomLayout(QObject):
    """Lays out one room and keeps its card in the right place; Space shows and hides the card."""

    def __init__(self, room: QWidget) -> None:
        super().__init__(room)
        self._room = room
        self._row = QHBoxLayout(room)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._row.addLayout(self._column, 1)
        self._card: QWidget | None = None
        self._body: QWidget | None = None
        self._under: QWidget | None = None
        self._narrow = False

    def arrange(self, *parts: QWidget | None, body: QWidget, card: QWidget | None) -> None:
        """Put *parts* from top to bottom, *body* takes the height that is left; *card* at the right."""
        for part in parts:
            if part is not None:
                self._column.addWidget(part, 1 if part is body else 0)
        self._body = body
        if card is not None:
            self._take_card(card, body)

    def cover(self, part: QWidget) -> None:
        """In a narrow window the card lies over *part* of the body only: a form below it stays in sight."""
        self._under = part
        part.installEventFilter(self)
        self._place()

    @property
    def narrow(self) -> bool:
        """Whether the card lies over the body."""
        return self._narrow

    def show_card(self, shown: bool = True) -> None:
        """Show or hide the card."""
        if self._card is not None:
            self._card.setVisible(shown)
            self._place()

    def toggle_card(self) -> None:
        """Space: the card comes or goes; a button that has the keyboard is pressed instead."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif self._card is not None:
            self.show_card(self._card.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            # The body is moved by the layout itself: taking the card out of it just then would pull the ground away.
            if watched is self._room:
                self._fit()
            self._place()
        return False

    def _take_card(self, card: QWidget, body: QWidget) -> None:
        self._card = card
        self._row.addWidget(card)
        card.setMinimumWidth(NARROWEST)
        card.setMaximumWidth(WIDEST)
        add_shortcut(self._room, "Space", self.toggle_card)
        for watched in (self._room, body):
            watched.installEventFilter(self)

    def _fit(self) -> None:
        narrow = self._room.width() < NARROW
        if narrow != self._narrow and self._card is not None:
            self._narrow = narrow
            if narrow:
                self._row.removeWidget(self._card)
            else:
                self._row.addWidget(self._card)
            self.show_card(not narrow)

    def _place(self) -> None:
        # Over the body only: messages and the foot with its keys stay in sight.
        if self._narrow and self._card is not None and self._body is not None:
            width = min(WIDEST, self._room.width())
            under = self._under or self._body
            top = under.mapTo(self._room, QPoint(0, 0)).y()
            self._card.setGeometry(self._room.width() - width, top, width, under.height())
            self._card.raise_()
