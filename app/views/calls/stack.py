"""Where pop-ups stand: bottom right of the screen that the main window is on, the newest at the bottom.

Nothing moves under the hands: what has the keyboard or the mouse keeps its place, and a newer one comes above it then.
"""

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from app.views.calls.frame import WIDTH
from app.views.calls.pop_up import PopUp

MARGIN = 16
GAP = 8


class Stack(QObject):
    """``add(pop_up)``, ``remove(pop_up)``; ``lowest`` is the one that the keys of the main window act on."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._order: list[PopUp] = []
        self._placing = False

    @property
    def pop_ups(self) -> tuple[PopUp, ...]:
        """All of them, from the bottom up, also those that have no room."""
        return tuple(self._order)

    @property
    def lowest(self) -> PopUp | None:
        """The one at the bottom."""
        return self._order[0] if self._order else None

    def add(self, pop_up: PopUp) -> None:
        """Show *pop_up*: at the bottom, or above those that somebody has the hands on."""
        held = [place for place, each in enumerate(self._order) if self._is_held(each)]
        self._order.insert(max(held, default=-1) + 1, pop_up)
        pop_up.reshaped.connect(self.place)
        pop_up.entered.connect(self.place)
        self.place()

    def remove(self, pop_up: PopUp) -> None:
        """Take *pop_up* away for good."""
        if pop_up in self._order:
            self._order.remove(pop_up)
            pop_up.hide()
            pop_up.deleteLater()
            self.place()

    def raise_up(self, pop_up: PopUp) -> None:
        """Bring *pop_up* to the bottom, where it has room."""
        if pop_up in self._order:
            self._order.remove(pop_up)
            self._order.insert(0, pop_up)
            self.place()

    def place(self) -> None:
        """Give every pop-up its place; the oldest are hidden where the screen is too small for all."""
        if self._placing:
            return
        self._placing = True
        try:
            self._place(self._ground())
        finally:
            self._placing = False

    def _place(self, ground: QRect) -> None:
        left = ground.right() + 1 - MARGIN - WIDTH
        bottom = ground.bottom() + 1 - MARGIN
        keyed = next((each for each in self._order if each.has_keyboard), self.lowest)
        highest: PopUp | None = None
        hidden = 0
        for pop_up in self._order:
            pop_up.show_keys(pop_up is keyed)
            pop_up.say_more(0)
            height = pop_up.fitted(ground.height() - 2 * MARGIN)
            foot = bottom
            if pop_up.isVisible() and self._is_held(pop_up):
                foot = min(bottom, pop_up.geometry().bottom() + 1)
            if highest is not None and foot - height < ground.top() + MARGIN:
                hidden += 1
                pop_up.hide()
                continue
            spot = QRect(max(ground.left(), left), max(ground.top(), foot - height), WIDTH, height)
            pop_up.stand(spot)
            if not pop_up.isVisible():
                pop_up.show()
            bottom = foot - height - GAP
            highest = pop_up
        if highest is not None:
            highest.say_more(hidden)

    def _ground(self) -> QRect:
        return self._window.screen().availableGeometry()

    @staticmethod
    def _is_held(pop_up: PopUp) -> bool:
        return pop_up.has_keyboard or (pop_up.isVisible() and pop_up.underMouse())
