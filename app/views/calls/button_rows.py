"""Buttons in as many rows as they need: a pop-up is narrow, and German and Russian verbs are long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views.look.buttons import MainButton, PlainButton

GAP = 8


@dataclass(frozen=True, slots=True)
class Deed:
    """What a pop-up offers: words (said already), icon, the key that stands on its button, and what it does."""

    words: str
    icon: str
    key: str
    act: Callable[[], object]
    main: bool = False


class ButtonRows(QWidget):
    """``offer(deeds)``; ``press(key)`` does what stands under a key. Buttons stay while their words stay."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        self._deeds: tuple[Deed, ...] = ()
        self._with_keys = False
        self.buttons: list[PlainButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)

    def offer(self, deeds: Sequence[Deed]) -> None:
        """Offer *deeds*, the first ones at the left."""
        same = [self._face(deed) for deed in deeds] == [self._face(deed) for deed in self._deeds]
        self._deeds = tuple(deeds)
        if not same:
            self._build()

    def show_keys(self, shown: bool) -> None:
        """Whether the buttons carry their keys, and one of them is the main one: only those of the lowest pop-up."""
        if shown != self._with_keys:
            self._with_keys = shown
            self._build()

    def press(self, key: str) -> bool:
        """Click the button whose key is *key*; whether there is one."""
        for deed, button in zip(self._deeds, self.buttons, strict=True):
            if deed.key == key and button.isEnabled():
                button.click()
                return True
        return False

    @staticmethod
    def _face(deed: Deed) -> tuple[str, str, str, bool]:
        return deed.words, deed.icon, deed.key, deed.main

    def _act(self, place: int) -> None:
        # What stands there now: the words stayed, what they mean may be newer.
        self._deeds[place].act()

    def _build(self) -> None:
        had = next((place for place, button in enumerate(self.buttons) if button.hasFocus()), None)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        row, used = self._row(), 0
        for place, deed in enumerate(self._deeds):
            make = MainButton if deed.main and self._with_keys else PlainButton
            button = make(deed.words, icon=deed.icon, key=deed.key if self._with_keys else "")
            button.clicked.connect(lambda _checked=False, place=place: self._act(place))
            width = button.sizeHint().width()
            if used and used + GAP + width > self._width:
                row.addStretch(1)
                row, used = self._row(), 0
            row.addWidget(button)
            used += width + (GAP if used else 0)
            self.buttons.append(button)
        row.addStretch(1)
        if not self._deeds:
            self.hide()
        if had is not None and had < len(self.buttons):
            self.buttons[had].setFocus()

    def _row(self) -> QHBoxLayout:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._column.addWidget(holder)
        return row
