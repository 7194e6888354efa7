"""The room of the doubles: pairs that may be one, the likeliest first; one key decides, both side by side on Enter [M36]."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.language import marked, tr, trn
from app.models.triage_terms import DoubleReason
from app.operations import possible_doubles
from app.operations.merging import Merged
from app.operations.possible_doubles import PairPage, PairRow, PairSide
from app.views.desk import Desk
from app.views.doubles.merge_page import MergePage, judge_different
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton
from app.views.look.chip import ChipText
from app.views.look.empty_state import EmptyState
from app.views.look.key_hint import add_shortcut
from app.views.look.numbers import percent
from app.views.look.page_head import PageHead
from app.views.look.rows import RowList, RowRole
from app.views.look.tokens import Tone
from app.views.messages import Messages
from app.views.place import Place
from app.views.room import About, Room

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
TOPICS = frozenset({"possible_double", "not_a_double", "merge"})
LIKELY = 88
"""From this likeness on it is hardly a coincidence."""
SIGNS = {
    DoubleReason.PHONE: "phone",
    DoubleReason.EMAIL: "envelope-simple",
    DoubleReason.TAX_NUMBER: "bank",
    DoubleReason.DOMAIN: "globe-simple",
    DoubleReason.NAME: "text-aa",
}


class PairModel(QAbstractListModel):
    """Pairs as rows; further pages come when the list asks for them (``more``)."""

    more = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pairs: tuple[PairRow, ...] = ()
        self.after: tuple[int, int] | None = None

    def show(self, page: PairPage, kept: Sequence[PairRow] = ()) -> None:
        """Show the first page; *kept*: what had been fetched beyond it already."""
        self.beginResetModel()
        self.pairs = (*page.rows, *kept)
        self.after = page.after if not kept else self.after
        self.endResetModel()

    def add(self, page: PairPage) -> None:
        """Show the next page below."""
        first = len(self.pairs)
        if page.rows:
            self.beginInsertRows(NOWHERE, first, first + len(page.rows) - 1)
            self.pairs = (*self.pairs, *page.rows)
            self.endInsertRows()
        self.after = page.after

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.pairs)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.after is not None

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self.more.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.pairs):
            return None
        pair = self.pairs[index.row()]
        tone: Tone = "warning" if pair.likeness >= LIKELY else "neutral"
        answers: dict[int, object] = {
            RowRole.NAME: pair.first.name,
            RowRole.SECOND: _who(pair.first),
            RowRole.MIDDLE: pair.second.name,
            RowRole.MIDDLE_SECOND: _who(pair.second),
            RowRole.ICON: "git-merge",
            RowRole.FIGURE: percent(pair.likeness),
            RowRole.CHIP: ChipText(pair.why.said(), tone, SIGNS[pair.reason]),
            Qt.ItemDataRole.UserRole: pair.id,
            Qt.ItemDataRole.AccessibleTextRole: f"{pair.first.name}, {pair.second.name}, {pair.why.said()}",
            Qt.ItemDataRole.ToolTipRole: f"{pair.first.name}\n{pair.second.name}",
        }
        return answers.get(role)


class DoublesRoom(Room):
    """List, and the page of both side by side in its place."""

    name: ClassVar[str] = "doubles"
    title: ClassVar[str] = marked("Doubles")
    icon: ClassVar[str] = "git-merge"
    topics: ClassVar[frozenset[str]] = TOPICS

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(desk, messages, parent)
        self._fetching = False
        self.pairs = PairModel()
        self.pairs.setParent(self)
        self.list = RowList("two", middle=0.36)
        self.list.setModel(self.pairs)
        self.empty = EmptyState("git-merge")
        self.page_head = PageHead()
        self.page = MergePage(desk, messages)
        self.listed = QStackedWidget()
        self.pages = QStackedWidget()
        self.buttons = {
            "M": PlainButton(key="M", icon="git-merge", height=28),
            "D": PlainButton(key="D", icon="x-circle", height=28),
        }
        self._lay_out()
        self._connect()
        self.command(marked("Merge these two"), "M", self.open_pair, shown=False)
        self.command(marked("They are different"), "D", self.judge, shown=False)
        self.command(marked("Both side by side"), "Return", self.open_pair, shown=False)
        self.command(marked("Open the first one"), "1", lambda: self._open(0), shown=False)
        self.command(marked("Open the second one"), "2", lambda: self._open(1), shown=False)
        add_shortcut(self.list, "1", lambda: self._open(0))
        add_shortcut(self.list, "2", lambda: self._open(1))
        self.setFocusProxy(self.list)
        self.retranslate()

    @property
    def pair(self) -> PairRow | None:
        """The selected pair."""
        at = self.list.currentIndex().row()
        return self.pairs.pairs[at] if 0 <= at < len(self.pairs.pairs) else None

    @property
    def shows_page(self) -> bool:
        """Whether both stand side by side, not the list."""
        return self.pages.currentWidget() is self.page

    def reload(self) -> None:
        self.desk.ask(self, possible_doubles.open_pairs).then(self._show).otherwise(self.messages.problem)
        if self.shows_page:
            self.page.reload()

    def open_pair(self) -> None:
        """M, or Enter: both side by side; the one with a seller, else the older one, is kept."""
        pair = self.pair
        if pair is None or self.shows_page:
            return
        first, second = pair.first, pair.second
        if second.seller and not first.seller:
            first, second = second, first
        self.page.compare(first.id, second.id)
        self._turn_to(self.page)

    def judge(self) -> None:
        """D: they are different, for everybody; the next pair is selected."""
        pair = self.pair
        if pair is not None and not self.shows_page:
            judge_different(self, self.desk, self.messages, pair.first.id, pair.second.id, self.refresh)

    def show_list(self) -> None:
        """Go back to the list."""
        self._turn_to(self.listed)

    def about(self) -> About | None:
        return None if self.pair is None else ("counterparty", self.pair.first.id)

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.page_head.set_title(tr(self.title))
        self.buttons["M"].setText(tr("Merge"))
        self.buttons["D"].setText(tr("Different"))
        self.empty.set_words(tr("No doubles wait"), tr("Kontor looks for them with everybody who is recorded or changed."))
        self._say_count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.shows_page:
            self.show_list()
            return
        super().keyPressEvent(event)

    def _show(self, page: PairPage) -> None:
        place = Place.of(self.list)
        ends = page.after
        shown = {pair.id for pair in page.rows}
        beyond = [
            pair
            for pair in self.pairs.pairs
            if ends is not None and (pair.likeness, pair.id) < ends and pair.id not in shown
        ]
        self.pairs.show(page, beyond)
        self.listed.setCurrentWidget(self.list if page.rows else self.empty)
        if place is not None:
            place.restore(self.list)
        elif page.rows:
            self.list.setCurrentIndex(self.pairs.index(0, 0))
        for button in self.buttons.values():
            button.setEnabled(bool(page.rows))
        self._say_count()

    def _more(self) -> None:
        if not self._fetching:
            self._fetching = True
            ticket = self.desk.ask(self.pairs, possible_doubles.open_pairs, self.pairs.after)
            ticket.then(self.pairs.add).anyway(self._fetched)

    def _fetched(self) -> None:
        self._fetching = False
        self._say_count()

    def _say_count(self) -> None:
        count = len(self.pairs.pairs)
        if self.pairs.after is not None:
            self.page_head.set_count(tr("more than {count} pairs", count=count))
        else:
            self.page_head.set_count(trn("{count} pair", "{count} pairs", count) if count else "")

    def _open(self, place: int) -> None:
        pair = self.pair
        if pair is not None and not self.shows_page:
            self.wanted.emit("counterparty", (pair.first, pair.second)[place].id)

    def _merged(self, _merged: Merged) -> None:
        self.show_list()
        self.refresh()

    def _judged(self) -> None:
        self.show_list()
        self.refresh()

    def _turn_to(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        on_list = page is self.listed
        self.page_head.setVisible(on_list)
        self.foot.setVisible(on_list)
        self.setFocusProxy(self.list if on_list else self.page)
        (self.list if on_list else self.page).setFocus()

    def _connect(self) -> None:
        self.pairs.more.connect(self._more)
        self.list.activated.connect(lambda _index: self.open_pair())
        self.buttons["M"].clicked.connect(self.open_pair)
        self.buttons["D"].clicked.connect(self.judge)
        self.page.left.connect(self.show_list)
        self.page.merged.connect(self._merged)
        self.page.judged.connect(self._judged)
        self.page.wanted.connect(self.wanted)

    def _lay_out(self) -> None:
        for part in (self.list, self.empty):
            self.listed.addWidget(part)
        for whole in (self.listed, self.page):
            self.pages.addWidget(whole)
        self.foot = QWidget()
        set_ground(self.foot, "window")
        row = QHBoxLayout()
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(10)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self.foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(row)
        self.lay_out(self.pages, head=self.page_head, foot=self.foot)


def _who(side: PairSide) -> str:
    return ", ".join(filter(None, (side.kind.said(), side.seller)))
