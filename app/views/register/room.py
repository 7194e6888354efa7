"""A room around a register: head with ready views, filter bar, table, card of the selected row, actions, export."""

import json
from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import marked, tr
from app.operations import register
from app.operations.actors import Actor
from app.operations.register import Count, RegisterRow
from app.operations.register_spec import Condition, Shown
from app.views.desk import Desk
from app.views.look.buttons import QuietButton
from app.views.look.card_column import CardColumn
from app.views.look.label import Label
from app.views.look.numbers import number
from app.views.look.page_head import PageHead
from app.views.look.rows import Density, RowKind
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.action_bar import ActionBar
from app.views.register.cells import CellLook, said
from app.views.register.saving import ListSaving
from app.views.register.view import RegisterView
from app.views.room import Room


class RegisterRoom(Room):
    """``RegisterRoom(desk, messages, preferences, person)``; a room names its ``register_name`` and overrides what it
    shows: ``look`` (chips, icons), ``fill_card``, ``open_row``; it adds what one can do by ``action``.
    """

    register_name: ClassVar[str] = ""
    row_kind: ClassVar[RowKind] = "one"
    empty_words: ClassVar[tuple[str, str]] = (marked("Nothing here"), marked("Nothing fits this view."))
    """Marked: what is so, and how things get here."""
    empty_action: ClassVar[str] = ""
    """Marked: what the button of an empty list does, by the room's command of the key Ctrl N; "" without one."""

    def __init__(
        self, desk: Desk, messages: Messages, preferences: Preferences, person: Actor, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, messages, parent)
        self.preferences, self.person = preferences, person
        self.spec = register.register(self.register_name)
        self.head = PageHead()
        self.segments = Segments()
        self.head.add_right(self.segments)
        self.view = RegisterView(desk, self.spec, self.look, preferences, self.row_kind)
        self.card = CardColumn()
        self.saving = ListSaving(desk, messages)
        self.bar = ActionBar()
        self.foot = QWidget()
        column = QVBoxLayout(self.foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.saving)
        column.addWidget(self.bar)
        self._counts: Mapping[str, Count] = {}
        self._count: Count | None = None
        self._row: RegisterRow | None = None
        self.lay_out(self.view, head=self.head, card=self.card, foot=self.foot)
        self._restore()
        self._connect()
        self.setFocusProxy(self.view)
        self.command(marked("Search in this list"), "/", self.view.bar.begin, symbol="magnifying-glass", shown=False)
        self.command(marked("Filter the list"), "Ctrl+F", self.view.bar.open_menu, symbol="funnel-simple", shown=False)
        self.command(marked("Choose the columns"), "", self.view.open_columns, symbol="columns")
        self.action(marked("Save as table"), "Ctrl+E", self.save, symbol="download-simple")
        self._say_words()

    # What a room overrides

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        """What the cell of column *key* says besides its value."""
        return None

    def fill_card(self, row: RegisterRow) -> None:
        """Fill ``self.card``, which is empty, for the selected row. Answers of the desk that come late: ``is_current``."""
        section = self.card.add_section()
        for at, column in enumerate(self.view.model.columns):
            words = said(column, row.cells[column.key])
            if at == 0:
                section.add(Label(words, 17, 600, wrap=True))
            elif words:
                section.add_fact(tr(column.title), words)

    def open_row(self, row: RegisterRow) -> None:
        """Enter, or a double click: show the card, unless the room has more to show."""
        self.arrangement.show_card()

    def show_figures(self) -> None:
        """Say sums in the foot; called whenever the list was loaded."""

    # What a room uses

    @property
    def row(self) -> RegisterRow | None:
        """The selected row."""
        return self._row

    @property
    def has_row(self) -> bool:
        """Whether something is selected that the actions can be done to."""
        return self._row is not None

    def fit_actions(self) -> None:
        """Grey the actions that need a row while none is selected."""
        self.bar.set_row(self.has_row)

    def is_current(self, key: int) -> bool:
        """Whether the row with *key* is still the selected one."""
        return self._row is not None and self._row.key == key

    def action(
        self, sentence: str, key: str, act: Callable[[], object], *, symbol: str = "", needs_row: bool = False
    ) -> QuietButton:
        """Something to do here (marked), by its button in the foot, its *key* and from the palette.

        needs_row: it is done to the selected row, and grey without one.
        """
        self.command(sentence, key, act, symbol=symbol, shown=False)
        return self.bar.add(sentence, key, act, needs_row=needs_row)

    def save(self) -> None:
        """Ctrl E: the list as it is shown, to a file."""
        order = self.view.table.horizontalHeader()
        shown = sorted(self.view.model.columns, key=lambda each: order.visualIndex(self.view.model.columns.index(each)))
        self.saving.save(self.view.shown, tr(self.spec.title), [each.key for each in shown if each.in_files])

    def open_record(self, kind: str, record: int) -> None:
        if record:
            self.desk.ask(self, register.record, self.register_name, record).then(self._go_to)

    # Inside

    def reload(self) -> None:
        if self.view.model.rowCount():
            self.view.reload()
        else:
            self.view.show_view(self.view.shown)
        self._ask_counts()

    def retranslate(self) -> None:
        self._say_words()
        self._show_counts()
        self._show_card(self._row)
        self.show_figures()

    def set_density(self, density: Density) -> None:
        super().set_density(density)
        self.view.set_density(density)

    def _say_words(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self.bar.retranslate()
        title, line = self.empty_words
        self.view.set_empty_words(tr(title), tr(line), tr(self.empty_action) if self.empty_action else "")

    def _connect(self) -> None:
        self.segments.chosen.connect(self._choose)
        self.view.selected.connect(self._select)
        self.view.opened.connect(self.open_row)
        self.view.changed.connect(self._narrowed)
        self.view.arrived.connect(self.show_figures)

    def _base(self, key: str) -> tuple[Condition, ...]:
        return next((each.conditions for each in self.spec.presets if each.key == key), ())

    def _choose(self, key: str) -> None:
        shown = self.view.shown
        self.view.base = self._base(key)
        self.view.show_view(
            Shown(shown.register, (*self.view.base, *self.view.bar.conditions), shown.text, shown.order, shown.descending)
        )
        self._narrowed()

    def _narrowed(self) -> None:
        kept = {"preset": self.segments.current, "shown": self.view.own.as_json()}
        self.preferences.set(f"register.{self.spec.name}.view", json.dumps(kept))
        self._ask_counts()

    def _restore(self) -> None:
        self._show_counts()
        own = Shown(self.spec.name)
        try:
            kept = json.loads(self.preferences.get(f"register.{self.spec.name}.view") or "{}")
            if kept:
                own = Shown.from_json(kept["shown"])
                known = {each.key for each in self.spec.filters}
                sorts = {each.key for each in self.spec.columns if each.sort is not None} | {""}
                fits = own.order in sorts and all(each.field in known for each in own.conditions)
                own = own if fits else Shown(self.spec.name)
                self.segments.choose(str(kept["preset"]))
        except (ValueError, KeyError, TypeError):
            # Kept by another version of the program: begin with the list as it is.
            own = Shown(self.spec.name)
        self.view.base = self._base(self.segments.current)
        # What was searched for yesterday is not what one wants to see this morning.
        self.view.take(Shown(own.register, (*self.view.base, *own.conditions), "", own.order, own.descending))

    def _ask_counts(self) -> None:
        self.desk.ask(self, register.count, self.view.shown).then(self._take_count)
        self.desk.ask(self, register.counts, Shown(self.spec.name)).then(self._take_counts)

    def _take_count(self, count: Count) -> None:
        self._count = count
        self._show_counts()

    def _take_counts(self, counts: Mapping[str, Count]) -> None:
        self._counts = counts
        self._show_counts()

    def _show_counts(self) -> None:
        if self._count is not None:
            figure = number(self._count.number)
            self.head.set_count(tr("about {number}", number=figure) if self._count.estimate else figure)
        self.segments.set_segments([Segment(each.key, tr(each.title), self._exact(each.key)) for each in self.spec.presets])
        self.segments.setVisible(len(self.spec.presets) > 1)

    def _exact(self, key: str) -> int | None:
        count = self._counts.get(key)
        return None if count is None or count.estimate else count.number

    def _select(self, row: RegisterRow | None) -> None:
        self._row = row
        self.fit_actions()
        self._show_card(row)

    def _show_card(self, row: RegisterRow | None) -> None:
        self.card.clear()
        if row is not None:
            self.fill_card(row)

    def _go_to(self, row: RegisterRow | None) -> None:
        if row is None:
            self.messages.say(tr("This record is not in this list any more."))
            return
        if self.view.model.line_of(row.key) < 0:
            self.view.base = ()
            if any(not each.conditions for each in self.spec.presets):
                self.segments.choose(next(each.key for each in self.spec.presets if not each.conditions))
            self.view.go_to(row)
        else:
            self.view.select(row.key)
