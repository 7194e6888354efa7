"""Choosing one of a few by typing a part of it: ready texts, documents of the deal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QStandardItem

from app.language import tr
from app.views.background import Ticket
from app.views.deals.search_form import SearchForm
from app.views.desk import Desk
from app.views.look.rows import HEIGHTS, RowKind, RowRole

ROW = HEIGHTS["compact"]["two"]
MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class PickWords:
    """What the form says, all marked: its title, what one types, the verb, and what is said where nothing fits."""

    title: str
    label: str
    verb: str
    nothing: str


@dataclass(frozen=True, slots=True)
class Picked:
    """One thing to choose: how it is shown, and the record itself."""

    name: str
    second: str
    icon: str
    record: Any


class PickForm(SearchForm):
    """``PickForm(desk, load, picked, words)``; typing narrows what there is. ``chosen``: the record.

    load: asks for everything, for the form that it is given; picked: how a record is shown.
    """

    chosen = Signal(object)
    kind: ClassVar[RowKind] = "two"
    row_height: ClassVar[int] = ROW

    def __init__(
        self, desk: Desk, load: Callable[[QObject], Ticket[Any]], picked: Callable[[Any], Picked], words: PickWords
    ) -> None:
        super().__init__(desk, lambda: load(self), self._take, self._confirm)
        self._picked, self._words = picked, words
        self._all: tuple[Picked, ...] = ()
        self._found: tuple[Picked, ...] = ()
        self.results.set_density("compact")
        self.lay_out(((self.text, 1),))
        self.retranslate()
        self.search()

    def retranslate(self) -> None:
        self._title.setText(tr(self._words.title))
        self.text.set_label(tr(self._words.label))
        self.take.setText(tr(self._words.verb))
        self.leave.setText(tr("Leave it"))
        self._nothing.setText(tr(self._words.nothing))
        self._show(self._all)

    def is_dirty(self) -> bool:
        return False

    def _take(self, records: Sequence[Any]) -> None:
        self._show(tuple(self._picked(record) for record in records))

    def _show(self, everything: Sequence[Picked]) -> None:
        self._all = tuple(everything)
        wanted = self.text.value().lower().split()
        self._found = tuple(
            each for each in self._all if all(word in f"{each.name} {each.second}".lower() for word in wanted)
        )
        kept = self.at
        self.model.clear()
        for each in self._found:
            item = QStandardItem(each.name)
            item.setData(each.icon, RowRole.ICON)
            item.setData(each.second, RowRole.SECOND)
            self.model.appendRow(item)
        self.fit(kept)
        self.results.setFixedHeight(ROW * min(max(1, len(self._found)), MOST_SHOWN))

    def _confirm(self) -> None:
        if 0 <= self.at < len(self._found):
            self.chosen.emit(self._found[self.at].record)
        else:
            self.text.set_error(tr(self._words.nothing))
