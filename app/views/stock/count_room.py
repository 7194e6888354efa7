"""The room "Count": a place, article or batch is counted by scan or by typed figures, and booked in one go."""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import Conflict, UserError
from app.events import ScanSource
from app.language import marked, phrase, tr, trn
from app.operations import stock_changes, stock_count, stock_sheet
from app.operations.stock_count import Booked
from app.operations.stock_holders import Holder, orders_said
from app.operations.stock_sheet import CountLine, Sheet
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import MainButton
from app.views.look.empty_state import EmptyState
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.look.numbers import number
from app.views.look.page_head import PageHead
from app.views.look.table import CellRole
from app.views.look.typeface import font
from app.views.messages import Messages
from app.views.place import Place
from app.views.preferences import Preferences
from app.views.register.action_bar import ActionBar
from app.views.register.filter_bar import HEIGHT, TextInput
from app.views.room import Room
from app.views.stock.count_model import CountModel
from app.views.stock.count_table import CountTable
from app.views.stock.scans import RoomScans

DRAFT = "count.draft"
KEEP_AFTER = 200
KINDS = {"count_batch": "batch", "count_product": "product", "count_place": "place"}


class CountRoom(Room):
    """One sheet at a time. What was counted and not booked yet is kept for the person, also over a closed window."""

    name: ClassVar[str] = "count"
    title: ClassVar[str] = marked("Count")
    icon: ClassVar[str] = "clipboard-text"
    topics: ClassVar[frozenset[str]] = frozenset({"stock_balance", "stock_move", "batch", "reservation"})

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        sources: Sequence[ScanSource] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self._preferences = preferences
        self.scans = RoomScans(sources, self)
        self.model = CountModel()
        self.model.setParent(self)
        self.table = CountTable(self.model)
        self.field = TextInput()
        self.what = Label("", 13, 500)
        self.head = PageHead()
        self.book_button = MainButton(icon="check", key="Ctrl+Return")
        self.empty = EmptyState("clipboard-text")
        self.pages = QStackedWidget()
        self.slot = FormSlot()
        self.action_bar = ActionBar()
        self._place_id: int | None = None
        self._place: Place | None = None
        self._codes: deque[str] = deque()
        self._working = self._resumed = False
        self._keep_soon = QTimer(self, interval=KEEP_AFTER, singleShot=True)
        self._lay_out_parts()
        self._connect()
        self._declare()
        self.retranslate()
        self.setFocusProxy(self.field)

    # What a room overrides

    def reload(self) -> None:
        if not self._resumed:
            self._resumed = True
            left = self.model.take_kept(self._preferences.get(DRAFT))
            if left is not None:
                self._ask_sheet(*left, keep=True)
                return
        sheet = self.model.sheet
        if sheet is not None:
            self._place = Place.of(self.table, CellRole.KEY)
            also = tuple((each.batch_id, each.location_id) for each in self.model.counted)
            self._ask_sheet(sheet.kind, sheet.id, also, keep=True)

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self.field.setPlaceholderText(tr("Place, article or batch: type or scan it  /"))
        self.field.setAccessibleName(tr("What is counted"))
        self.book_button.setText(tr("Book the count"))
        self.table.setAccessibleName(tr("Count"))
        self.empty.set_words(
            tr("Nothing is being counted"), tr("Scan or type a place, an article or a batch: its goods stand here then.")
        )
        self.action_bar.retranslate()
        self.model.retranslate()
        self._show_state()

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty()

    def open_record(self, kind: str, record: int) -> None:
        """Count a batch, an article or a place: the person came from the stock."""
        if kind in KINDS and record and self._may_leave():
            self._ask_sheet(KINDS[kind], record, ())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.scans.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.scans.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.slot.form is not None:
            self.slot.close_form()
        else:
            super().keyPressEvent(event)

    # What a person does

    def read_code(self, code: str) -> None:
        """A scanned or typed code: what is to be counted, or, on an open sheet, one piece more of a batch."""
        if code.strip():
            self._codes.append(code)
            self._work()

    def book(self) -> None:
        """Ctrl Enter: book what was counted; first it is looked up which orders would lose what they hold."""
        counted = self.model.counted
        if not counted:
            self.messages.problem(UserError("Count something first: each batch once at each place."))
            return
        self.desk.ask(self, stock_count.hit_by, counted).then(self._ask_reason).otherwise(self.messages.problem)

    def put_away(self) -> None:
        """Put the sheet away; what was counted on it is forgotten, and can be called back for ten seconds."""
        kept = self.model.kept()
        self._put_away()
        if kept:
            self.messages.done(tr("The count is put away; nothing was booked."), undo=lambda: self._call_back(kept))

    def agree(self) -> None:
        """The selected batch is as the books say."""
        row = self.table.currentIndex().row()
        line = self.model.line_at(row)
        if line is not None:
            self.model.count(row, line.on_hand)
            self.table.setCurrentIndex(self.model.index(min(row + 1, self.model.rowCount() - 1), 0))

    # Inside

    def _lay_out_parts(self) -> None:
        body, bar, foot = QWidget(), QWidget(), QWidget()
        set_ground(body, "base")
        self.head.add_right(self.book_button)
        self.field.setFont(font())
        self.field.setFixedHeight(32)
        self.field.setMinimumWidth(360)
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(14)
        row.addWidget(self.field)
        row.addWidget(self.what, 1)
        bar.setFixedHeight(HEIGHT)
        for page in (self.empty, self.table):
            self.pages.addWidget(page)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.pages, 1)
        below = QVBoxLayout(foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.slot)
        below.addWidget(self.action_bar)
        self.lay_out(body, head=self.head, foot=foot)

    def _connect(self) -> None:
        self.field.left.connect(self._typed)
        self.model.changed.connect(self._counted)
        self.book_button.clicked.connect(self.book)
        self.scans.scanned.connect(self.read_code)
        self.scans.troubled.connect(self.messages.say)
        self._keep_soon.timeout.connect(lambda: self._preferences.set(DRAFT, self.model.kept()))
        add_shortcut(self, "/", self.field.setFocus)

    def _declare(self) -> None:
        self.command(marked("Type what is counted"), "/", self.field.setFocus, shown=False)
        self.command(marked("Book the count"), "Ctrl+Return", self.book, shown=False)
        for sentence, key, act in (
            (marked("As the books say"), "B", self.agree),
            (marked("The rest is not there"), "Ctrl+0", self.model.fill_rest),
            (marked("Put the count away"), "Ctrl+Del", self.put_away),
        ):
            self.command(sentence, key, act, shown=False)
            self.action_bar.add(sentence, key, act)

    def _typed(self) -> None:
        code = self.field.text()
        self.field.clear()
        if code.strip():
            self.read_code(code)
        elif self.model.rowCount():
            self.table.setFocus()

    def _work(self) -> None:
        """One code after the other: what the one before named decides what the next one means, and none is lost."""
        if self._working or not self._codes:
            return
        self._working = True
        code = self._codes.popleft()
        sheet = self.model.sheet
        if sheet is None:
            ticket = self.desk.ask(self, stock_sheet.sheet_of, code)
            ticket.then(self._show).otherwise(self.messages.problem).anyway(self._next)
            return
        place = sheet.id if sheet.kind == "place" else self._place_id
        found = self.desk.ask(self, stock_sheet.found_line, code, place)
        found.then(self._add).otherwise(lambda error: self._other_place(code, error)).anyway(self._next)

    def _next(self) -> None:
        self._working = False
        self._work()

    def _may_leave(self) -> bool:
        if self.model.counted:
            self.messages.problem(UserError("Book the count that is open, or put it away first."))
            return False
        return True

    def _ask_sheet(self, kind: str, record: int, also: Sequence[tuple[int, int]], *, keep: bool = False) -> None:
        ticket = self.desk.ask(self, stock_sheet.sheet, kind, record, also)
        ticket.then(lambda sheet: self._show(sheet, keep=keep)).otherwise(self._no_sheet)

    def _no_sheet(self, error: UserError) -> None:
        self._put_away()
        self.messages.problem(error)

    def _show(self, sheet: Sheet, *, keep: bool = False) -> None:
        self.model.show(sheet, keep=keep)
        self._place_id = sheet.id if sheet.kind == "place" else None
        if self._place is not None:
            self._place.restore(self.table, CellRole.KEY)
        elif self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._place = None
        if not keep:
            self.table.setFocus()

    def _other_place(self, code: str, error: UserError) -> None:
        """What is no goods of this sheet may be where the next scans lie, or, before anything is counted, another sheet."""
        sheet = self.model.sheet
        if sheet is not None and (sheet.kind != "place" or not self.model.counted):
            ticket = self.desk.ask(self, stock_sheet.sheet_of, code)
            ticket.then(lambda other: self._take_other(other, error)).otherwise(lambda _none: self.messages.problem(error))
        else:
            self.messages.problem(error)

    def _take_other(self, other: Sheet, error: UserError) -> None:
        if other.kind == "place" and self.model.sheet is not None and self.model.sheet.kind != "place":
            self._place_id = other.id
            self.messages.say(tr("What you scan next lies at {place}.", place=other.code))
        elif not self.model.counted:
            self._show(other)
        else:
            self.messages.problem(error)

    def _add(self, found: tuple[CountLine, Decimal]) -> None:
        row = self.model.add(*found)
        self.table.setCurrentIndex(self.model.index(row, 0))
        self.table.scrollTo(self.model.index(row, 0))

    def _counted(self) -> None:
        self._keep_soon.start()
        self._show_state()

    def _show_state(self) -> None:
        sheet = self.model.sheet
        self.pages.setCurrentWidget(self.table if sheet is not None else self.empty)
        self.book_button.setEnabled(bool(self.model.counted))
        for button in self.action_bar.findChildren(QAbstractButton):
            button.setEnabled(sheet is not None)
        if sheet is None:
            self.what.setText("")
            self.head.set_count("")
            return
        name = f"{sheet.code}, {sheet.name}" if sheet.name and sheet.name != sheet.code else sheet.code
        self.what.setText(tr("{what}: the first {count}", what=name, count=len(sheet.lines)) if sheet.cut else name)
        rows, done = self.model.rowCount(), len(self.model.counted)
        counted = tr("{done} of {rows} counted", done=number(done), rows=number(rows))
        differences = trn("{count} difference", "{count} differences", self.model.differences)
        self.head.set_count(tr("{counted}, {differences}", counted=counted, differences=differences) if done else counted)

    def _ask_reason(self, hit: Sequence[Holder]) -> None:
        title = phrase("Book {count} counted batches", count=len(self.model.counted))
        if hit:
            title = phrase("These orders hold more than was found: {orders}", orders=orders_said(hit))
        verb = marked("Book it and release the youngest") if hit else marked("Book the count")
        form = InlineForm(title, [Asked("reason", marked("Why"), value=tr("Stock-taking"), needed=True)], verb)
        self.slot.open(form, lambda values: self._book(values, release=bool(hit)))

    def _book(self, values: Values, *, release: bool) -> Ticket[Any]:
        ticket = self.desk.do(self, stock_count.book, self.model.counted, str(values["reason"]), release=release)
        return ticket.then(self._booked).otherwise(self._not_booked)

    def _booked(self, done: Booked) -> None:
        def back() -> None:
            ticket = self.desk.do(self, stock_changes.take_back, done.moves)
            ticket.then(lambda again: self.messages.done(again.sentence)).otherwise(self.messages.problem)

        self.messages.done(done.sentence, undo=back if done.moves and not done.hit else None)
        self._put_away()
        self.field.setFocus()

    def _not_booked(self, error: UserError) -> None:
        self.messages.problem(error)
        if isinstance(error, Conflict):
            self.reload()

    def _put_away(self) -> None:
        self._place_id = None
        self.model.show(None)
        self._preferences.set(DRAFT, "")

    def _call_back(self, kept: str) -> None:
        left = self.model.take_kept(kept)
        if left is not None:
            self._ask_sheet(*left, keep=True)
