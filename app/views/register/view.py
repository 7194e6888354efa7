"""A register on the screen: filter bar, table, and what stands there when nothing is in it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.language import tr
from app.operations.register import RegisterRow
from app.operations.register_spec import Condition, Register, Shown
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.empty_state import EmptyState, turn_pages
from app.views.look.rows import Density, RowKind
from app.views.look.table import CellRole, Table
from app.views.place import Place
from app.views.preferences import Preferences, bytes_kept, kept_bytes
from app.views.register.cells import Look, plain
from app.views.register.filter_bar import FilterBar
from app.views.register.model import RegisterModel
from app.views.register.phone_cells import PhoneCells

NEAR_TOP = 20
"""Rows from the top at which those before them are asked for."""
REMEMBER_AFTER = 400
MARGIN = 20


class RegisterView(QWidget):
    """``RegisterView(desk, spec, look, preferences)``. Keeps widths, order of the columns and sorting for the person."""

    selected = Signal(object)
    """RegisterRow or None."""
    opened = Signal(object)
    """RegisterRow: Enter, or a double click."""
    changed = Signal()
    """The person looks at another view: ``shown``."""
    arrived = Signal()
    """Rows are on the screen."""

    def __init__(
        self, desk: Desk, spec: Register, look: Look = plain, preferences: Preferences | None = None, kind: RowKind = "one"
    ) -> None:
        super().__init__()
        set_ground(self, "base")
        self.spec = spec
        self._preferences = preferences
        self.model = RegisterModel(desk, spec, look)
        self.model.setParent(self)
        self.bar = FilterBar(desk, spec)
        self.table = Table(kind)
        self.table.margin = MARGIN
        self.table.setModel(self.model)
        self.phone_cells = PhoneCells(self.table, self.model)
        self.empty = EmptyState("circle-dashed", key="Ctrl+N")
        self._empty_words = (tr("Nothing here"), tr("Nothing fits this view."), "")
        self.pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        # The pages stand in the view before anything stands in them: what is moved with its inside is styled again.
        for page in (self.table, self.empty):
            self.pages.addWidget(page)
        self.base: tuple[Condition, ...] = ()
        self._shown = Shown(spec.name)
        self._wanted: int | None = None
        self._place: Place | None = None
        self._remember = QTimer(self, interval=REMEMBER_AFTER, singleShot=True)
        self._remember.timeout.connect(self._keep_head)
        self._dress_head()
        self._connect()
        self._say_empty()
        self.setFocusProxy(self.table)

    @property
    def shown(self) -> Shown:
        """What the person looks at."""
        return self._shown

    @property
    def own(self) -> Shown:
        """What the person looks at without the conditions of ``base``: what the bar shows."""
        return replace(self._shown, conditions=self.bar.conditions)

    @property
    def current(self) -> RegisterRow | None:
        """The selected row."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def show_view(self, shown: Shown) -> None:
        """Look at *shown*, from its beginning; sends no ``changed``. The bar shows what is not in ``base``."""
        self.take(shown)
        self.model.show(shown)

    def take(self, shown: Shown) -> None:
        """Look at *shown* from the next reload on."""
        self._shown = shown
        self._place = None
        own = tuple(each for each in shown.conditions if each not in self.base)
        self.bar.take(replace(shown, conditions=own))
        self._show_order()

    def go_to(self, row: RegisterRow) -> None:
        """Look at the list without any condition, at the place of *row* in the register's own order, and select it."""
        self.take(Shown(self.spec.name))
        self._wanted = row.key
        self.model.show_at(self._shown, row)

    def reload(self) -> None:
        """Ask again, and keep the place."""
        self._place = Place.of(self.table, CellRole.KEY)
        self.model.reload()

    def select(self, key: int) -> None:
        """Select the row with *key* as soon as it is held; the caller sees to it that the view has it."""
        line = self.model.line_of(key)
        if line < 0:
            self._wanted = key
            return
        self._wanted = None
        self.table.setCurrentIndex(self.model.index(line, 0))
        self.table.scrollTo(self.model.index(line, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def set_empty_words(self, title: str, line: str, action: str = "") -> None:
        """What an empty list says; of a narrowed one it says that nothing fits."""
        self._empty_words = (title, line, action)
        self._say_empty()

    def set_density(self, density: Density) -> None:
        """Compact or normal rows."""
        self.table.set_density(density)

    def retranslate(self) -> None:
        """Heads, cells and the bar in the chosen language."""
        self.bar.retranslate()
        self.model.retranslate()
        self._say_empty()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        bare = not event.modifiers() or event.modifiers() == Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bare:
            if self.current is not None:
                self.opened.emit(self.current)
            return True
        if event.key() == Qt.Key.Key_End and not self.model.at_end:
            self._wanted = -1
            self.model.show_end()
            return True
        if event.key() == Qt.Key.Key_Home and not self.model.at_top:
            self.model.show(self._shown)
            return True
        return False

    def open_columns(self) -> None:
        """Open the menu of the head: which columns stand in the list. The first one stays."""
        head = self.table.horizontalHeader()
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for place, column in enumerate(self.model.columns):
            entry = menu.addAction(tr(column.title))
            entry.setCheckable(True)
            entry.setChecked(not head.isSectionHidden(place))
            entry.setEnabled(place > 0)
            entry.toggled.connect(partial(self._show_column, place))
        menu.popup(head.viewport().mapToGlobal(head.viewport().rect().bottomLeft()))

    def _show_column(self, place: int, shown: bool) -> None:
        self.table.horizontalHeader().setSectionHidden(place, not shown)
        self._remember.start()

    def _say_empty(self) -> None:
        narrowed = bool(self.bar.conditions or self._shown.text)
        words = (tr("Nothing fits"), tr("Nothing here has what was searched or filtered for."), "")
        self.empty.set_words(*(words if narrowed else self._empty_words))

    def _connect(self) -> None:
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(lambda index: self.opened.emit(self.model.row_at(index.row())))
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.model.arrived.connect(self._arrived)
        self.model.grown.connect(self._keep_height)
        self.model.letting_go.connect(self._let_go)
        self.bar.changed.connect(self._narrowed)
        self.bar.left.connect(self.table.setFocus)
        head = self.table.horizontalHeader()
        head.sectionClicked.connect(self._sort)
        head.customContextMenuRequested.connect(lambda _at: self.open_columns())
        head.sectionMoved.connect(lambda *_: self._remember.start())
        self.table.widths_changed.connect(self._remember.start)

    def _select(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.selected.emit(self.model.row_at(now.row()) if now.isValid() else None)

    def _arrived(self) -> None:
        rows = self.model.rowCount()
        self._say_empty()
        turn_pages(self.pages, self.table if rows else self.empty, self)
        wanted, self._wanted = self._wanted, None
        if not rows:
            self.selected.emit(None)
        elif wanted == -1:
            self.table.setCurrentIndex(self.model.index(rows - 1, 0))
            self.table.scrollToBottom()
        elif wanted is not None and self.model.line_of(wanted) >= 0:
            self.select(wanted)
        elif self._place is not None:
            self._place.restore(self.table, CellRole.KEY)
        else:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.scrollToTop()
        self._place = None
        self.arrived.emit()

    def _scrolled(self, value: int) -> None:
        if value < NEAR_TOP * self.table.verticalHeader().defaultSectionSize() and not self.model.at_top:
            self.model.fetch_before()

    def _let_go(self, first: int, last: int) -> None:
        # Qt would choose a neighbour of a selected row that goes, and scroll to it; the person only scrolled on.
        chosen = self.table.selectionModel()
        if first <= chosen.currentIndex().row() <= last:
            chosen.blockSignals(True)
            chosen.clear()
            chosen.blockSignals(False)

    def _keep_height(self, rows: int) -> None:
        bar = self.table.verticalScrollBar()
        bar.setValue(bar.value() + rows * self.table.verticalHeader().defaultSectionSize())

    def _narrowed(self) -> None:
        conditions = (*self.base, *self.bar.conditions)
        self._go(replace(self._shown, conditions=conditions, text=self.bar.text))

    def _sort(self, section: int) -> None:
        column = self.model.columns[section]
        if column.sort is None:
            self._show_order()
            return
        same = (self._shown.order or self.spec.order) == column.key
        descending = not self._descending() if same else column.kind in ("date", "time", "money", "quantity", "integer")
        self._go(replace(self._shown, order=column.key, descending=descending))

    def _go(self, shown: Shown) -> None:
        self.show_view(shown)
        self.changed.emit()

    def _descending(self) -> bool:
        return self._shown.descending if self._shown.order else self.spec.descending

    # The head

    def _dress_head(self) -> None:
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        for place, column in enumerate(self.model.columns):
            head.setSectionHidden(place, column.aside)
        first, *others = (each.width for each in self.model.columns)
        self.table.set_widths([first + MARGIN, *others])
        state = self._preferences.get(self._head_key) if self._preferences is not None else ""
        if state:
            head.restoreState(bytes_kept(state))
        self._show_order()

    @property
    def _head_key(self) -> str:
        # Another set of columns in a newer version begins with its own widths.
        return f"register.{self.spec.name}.head.{len(self.model.columns)}"

    def _keep_head(self) -> None:
        if self._preferences is not None:
            self._preferences.set(self._head_key, kept_bytes(self.table.horizontalHeader().saveState()))

    def _show_order(self) -> None:
        head = self.table.horizontalHeader()
        key = self._shown.order or self.spec.order
        section = next((at for at, each in enumerate(self.model.columns) if each.key == key), -1)
        head.setSortIndicatorShown(section >= 0)
        down = self._descending()
        head.setSortIndicator(section, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)
