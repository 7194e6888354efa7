"""Where pop-ups stand: bottom right of the screen that the main window is on, the newest at the bottom.

Nothing moves under the hands: what has the keyboard or the mouse keeps its place, and a newer one comes above it then.
Above the calls stand notices, where there is room for them: no call makes place for a notice.
"""

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from app.views.calls.frame import WIDTH, PopUpFrame
from app.views.calls.pop_up import PopUp

MARGIN = 16
GAP = 8


class Stack(QObject):
    """``add(pop_up)``, ``remove(pop_up)``; ``lowest`` is the one that the keys of the main window act on.

    ``add_notice(frame)`` and ``remove_notice(frame)`` for what stands above them, and never gets their keys.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._order: list[PopUp] = []
        self._notices: list[PopUpFrame] = []
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

    def add_notice(self, frame: PopUpFrame) -> None:
        """Show *frame* above the calls, below the notices that are there; one that is held keeps its place."""
        held = [place for place, each in enumerate(self._notices) if self._is_held(each)]
        self._notices.insert(max(held, default=-1) + 1, frame)
        frame.reshaped.connect(self.place)
        self.place()

    def remove_notice(self, frame: PopUpFrame) -> None:
        """Take *frame* away for good."""
        if frame in self._notices:
            self._notices.remove(frame)
            frame.hide()
            frame.deleteLater()
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
        room = ground.height() - 2 * MARGIN
        keyed = next((each for each in self._order if each.has_keyboard), self.lowest)
        for pop_up in self._order:
            pop_up.show_keys(pop_up is keyed)
            pop_up.say_more(0)
        self._shorten(room, keyed)
        bottom = ground.bottom() + 1 - MARGIN
        visible = self._fitting(room)
        for pop_up in visible:
            bottom = self._stand(pop_up, ground, bottom)
        if visible:
            visible[-1].say_more(len(self._order) - len(visible))
        for frame in self._notices:
            if bottom - frame.fitted(room) < ground.top() + MARGIN:
                frame.hide()
            else:
                bottom = self._stand(frame, ground, bottom)

    def _stand(self, frame: PopUpFrame, ground: QRect, bottom: int) -> int:
        """Give *frame* its place with the lower edge at *bottom*, or higher where it is held; where the next one ends."""
        left = max(ground.left(), ground.right() + 1 - MARGIN - WIDTH)
        height = frame.fitted(ground.height() - 2 * MARGIN)
        foot = min(bottom, frame.geometry().bottom() + 1) if frame.isVisible() and self._is_held(frame) else bottom
        frame.stand(QRect(left, max(ground.top(), foot - height), WIDTH, height))
        if not frame.isVisible():
            frame.show()
        return foot - height - GAP

    def _fitting(self, room: int) -> list[PopUp]:
        """Those that have room, from the bottom up; the others are hidden, the oldest first, last what one talks in."""
        visible = list(self._order)
        whole = sum(pop_up.fitted(room) + GAP for pop_up in visible) - GAP
        for pop_up in sorted(self._order[:0:-1], key=lambda each: (self._is_held(each), each.is_talking)):
            if whole <= room:
                break
            whole -= pop_up.fitted(room) + GAP
            visible.remove(pop_up)
            pop_up.hide()
        return visible

    def _shorten(self, room: int, keyed: PopUp | None) -> None:
        """Where the screen is too small for all, the oldest show only who it is; never what one talks in or works in."""
        whole = sum(pop_up.whole_height(room) + GAP for pop_up in self._order) - GAP
        for pop_up in reversed(self._order):
            at_work = pop_up is keyed or pop_up is self.lowest or self._is_held(pop_up) or pop_up.is_talking
            brief = whole > room and not at_work
            pop_up.be_brief(brief)
            if brief:
                whole -= pop_up.whole_height(room) - pop_up.fitted(room)

    def _ground(self) -> QRect:
        return self._window.screen().availableGeometry()

    @staticmethod
    def _is_held(frame: PopUpFrame) -> bool:
        return frame.has_keyboard or (frame.isVisible() and frame.underMouse())
