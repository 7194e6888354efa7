"""The room "Stock": what lies where, how long it is good, who holds it, and what the warehouse does with it."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import NotFound, UserError
from app.events import Document, ScanSource
from app.language import marked, tr
from app.models.terms import Role
from app.operations import stock_card, stock_view
from app.operations.actors import Actor
from app.operations.stock_card import ArticleCard, BatchCard
from app.operations.stock_rows import WHICH_WORDS, GroupRow, LineRow, Mark, StockShown, Which
from app.views.deals.form import FormSlot
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import PlainButton
from app.views.look.card_column import CardColumn
from app.views.look.empty_state import EmptyState, turn_pages
from app.views.look.page_head import PageHead
from app.views.look.segments import Segments
from app.views.look.table import CellRole
from app.views.messages import Messages
from app.views.place import Place
from app.views.preferences import Preferences
from app.views.register.action_bar import ActionBar
from app.views.room import Room
from app.views.stock.card import StockCard
from app.views.stock.deeds import StockDeeds
from app.views.stock.figures import StockFigures
from app.views.stock.list_bar import StockBar
from app.views.stock.model import StockModel
from app.views.stock.saving import StockSaving
from app.views.stock.scans import RoomScans
from app.views.stock.table import StockTable

TOPICS = frozenset({"batch", "stock_balance", "stock_move", "reservation", "location", "product"})
KEPT, WIDTHS_KEPT = "stock.view", "stock.widths"
REMEMBER_AFTER = 400


class StockRoom(Room):
    """The stock list with its card. *person* of the warehouse may act and scan, others look; *put*: where labels go."""

    name: ClassVar[str] = "stock"
    title: ClassVar[str] = marked("Stock")
    icon: ClassVar[str] = "package"
    topics: ClassVar[frozenset[str]] = TOPICS

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        put: Callable[[Document], str],
        sources: Sequence[ScanSource] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self._preferences = preferences
        self.may_act = not person.roles.isdisjoint({Role.WAREHOUSE, Role.ADMIN})
        self.scans = RoomScans(sources if self.may_act else (), self)
        self.model = StockModel(desk)
        self.model.setParent(self)
        self.table = StockTable(self.model)
        self.bar = StockBar()
        self.segments = Segments()
        self.head = PageHead()
        self.labels = PlainButton(icon="printer", key="Ctrl+P")
        self.empty = EmptyState("package")
        self.pages = QStackedWidget()
        self.slot = FormSlot()
        self.saving = StockSaving(desk, messages)
        self.action_bar = ActionBar()
        self.foot = QWidget()
        self.body = QWidget()
        self.column = CardColumn()
        sees_deals = bool(person.roles - {Role.WAREHOUSE})
        self.card = StockCard(self.column, desk, self.wanted.emit, sees_deals=sees_deals)
        self.deeds = StockDeeds(self, self.slot, put, self.reload)
        self.label_button = PlainButton(icon="printer")
        self.count_button = PlainButton(icon="clipboard-text", key="C")
        self.figures = StockFigures(desk, self.head, self.segments, self.action_bar, self)
        self._place: Place | None = None
        self._wanted_key = ""
        self._focus = ""
        self._remember = QTimer(self, interval=REMEMBER_AFTER, singleShot=True)
        self._lay_out_parts()
        self._restore()
        self._connect()
        self._declare()
        self.retranslate()

    # What a room overrides

    def reload(self) -> None:
        self._place = self._place or Place.of(self.table, CellRole.KEY)
        self.model.reload()
        self.figures.reload()
        self.desk.ask(self, stock_view.places).then(self.bar.set_places)

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self.labels.setText(tr("Labels"))
        self.label_button.setText(tr("Print label"))
        self.count_button.setText(tr("Count"))
        self.segments.setAccessibleName(tr("Which goods"))
        self.table.setAccessibleName(tr("Stock"))
        self.action_bar.retranslate()
        self.model.retranslate()
        self.figures.show()
        self._show_empty()
        self._ask_card()

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty()

    def open_record(self, kind: str, record: int) -> None:
        """Select a "product" or "batch"; whatever narrowed the list is taken away."""
        if kind in ("product", "batch") and record:
            self.desk.ask(self, stock_view.mark_of, kind, record).then(
                lambda found: self._go_to(kind, record, *found)
            ).otherwise(self.messages.problem)

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

    @property
    def line(self) -> LineRow | None:
        """The selected batch."""
        row = self.table.row
        return row if isinstance(row, LineRow) else None

    def read_code(self, code: str) -> None:
        """Go to what a scanned, pasted or typed *code* names."""
        self.desk.ask(self, stock_view.find, code).then(self._found).otherwise(self.messages.problem)

    def save(self) -> None:
        """Ctrl E: the list as it is shown, to a file."""
        self.saving.save_stock(self.model.shown)

    def _print(self) -> None:
        row = self.table.row
        if isinstance(row, LineRow):
            self.deeds.print_labels((row,))
        elif isinstance(row, GroupRow):
            self.deeds.print_labels(self.model.lines_of(row.id))

    def _act(self, deed: Callable[[LineRow], None]) -> None:
        if self.line is None:
            self.messages.problem(UserError("Choose a batch first."))
        else:
            deed(self.line)

    def _count(self) -> None:
        row = self.table.row
        if isinstance(row, LineRow):
            self.wanted.emit("count_batch", row.batch_id)
        elif isinstance(row, GroupRow):
            self.wanted.emit("count_place" if self.model.shown.order == "place" else "count_product", row.id)

    # Inside

    def _lay_out_parts(self) -> None:
        set_ground(self.body, "base")
        self.head.add_right(self.segments)
        if self.may_act:
            self.head.add_right(self.labels)
        for page in (self.table, self.empty):
            self.pages.addWidget(page)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        below = QVBoxLayout(self.foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        for part in (self.saving, self.slot, self.action_bar):
            below.addWidget(part)
        if self.may_act:
            self.column.add_foot(self.label_button)
            self.column.add_foot(self.count_button)
        self.lay_out(self.body, head=self.head, card=self.column, foot=self.foot)

    def _connect(self) -> None:
        self.model.arrived.connect(self._arrived)
        self.table.chosen.connect(lambda _row: self._ask_card())
        self.table.opened.connect(self._open)
        self.table.widths_changed.connect(self._remember.start)
        self._remember.timeout.connect(self._keep)
        self.bar.changed.connect(self._narrow)
        self.bar.left.connect(self.table.setFocus)
        self.bar.entered.connect(self._entered)
        self.segments.chosen.connect(lambda _key: self._narrow())
        self.labels.clicked.connect(self._print)
        self.label_button.clicked.connect(self._print)
        self.count_button.clicked.connect(self._count)
        self.scans.scanned.connect(self._scanned)
        self.scans.troubled.connect(self.messages.say)

    def _declare(self) -> None:
        self.command(marked("Search in this list"), "/", self.bar.begin, symbol="magnifying-glass", shown=False)
        self._offer(marked("Save as table"), "Ctrl+E", self.save)
        if self.may_act:
            self.command(marked("Print labels"), "Ctrl+P", self._print, symbol="printer", shown=False)
            self.command(marked("Count the selected goods"), "C", self._count, symbol="clipboard-text", shown=False)
            for sentence, key, deed in (
                (marked("Block"), "Ctrl+B", self.deeds.block),
                (marked("Move goods"), "Ctrl+M", self.deeds.move),
                (marked("Write off"), "Ctrl+Del", self.deeds.write_off),
            ):
                self._offer(sentence, key, partial(self._act, deed), needs_row=True)

    def _offer(self, sentence: str, key: str, act: Callable[[], object], *, needs_row: bool = False) -> None:
        self.command(sentence, key, act, shown=False)
        self.action_bar.add(sentence, key, act, needs_row=needs_row)

    def _fit_actions(self) -> None:
        self.action_bar.set_row(self.line is not None)
        for button in (self.labels, self.label_button, self.count_button):
            button.setEnabled(self.table.row is not None)

    def _narrow(self) -> None:
        which: Which = next((key for key in WHICH_WORDS if key == self.segments.current), "all")
        self._look_at(StockShown(which, self.bar.chosen_order, self.bar.text, self.bar.location_id))
        self._keep()

    def _look_at(self, shown: StockShown, start: Mark | None = None) -> None:
        self._place = None
        self.table.set_order(shown.order)
        self.model.show(shown, start)

    def _scanned(self, code: str) -> None:
        if self.slot.form is not None and self.slot.form.isVisible():
            # A place that is scanned while goods are being moved belongs into the form.
            field = getattr(self.slot.form, "fields", {}).get("place")
            if field is not None:
                field.set_value(code)
                return
        self.read_code(code)

    def _entered(self, code: str) -> None:
        # A text that names nothing is just a filter.
        self.desk.ask(self, stock_view.find, code).then(self._found).otherwise(lambda _error: None)

    def _found(self, found: tuple[str, int]) -> None:
        kind, record = found
        if kind == "place":
            self.bar.take("", record, "article")
            self.segments.choose("all")
            self._narrow()
        else:
            self.open_record(kind, record)

    def _go_to(self, kind: str, record: int, start: Mark, balance_id: int | None) -> None:
        self.bar.take("", None, "article")
        self.segments.choose("all")
        self._wanted_key = f"group:{record}" if balance_id is None else f"line:{balance_id}"
        self._look_at(StockShown(), start)
        self._keep()
        self.arrangement.show_card()

    def _arrived(self) -> None:
        self._show_empty()
        wanted, self._wanted_key = self._wanted_key, ""
        if wanted and self.table.select_key(wanted):
            pass
        elif self._place is not None:
            self._place.restore(self.table, CellRole.KEY)
        elif self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.scrollToTop()
        elif self.arrangement.narrow:
            self.arrangement.show_card(False)
        self._place = None
        self._ask_card()

    def _open(self, row: LineRow | GroupRow, focus: str) -> None:
        self._focus = focus
        self.arrangement.show_card()
        self._ask_card()

    def _ask_card(self) -> None:
        row = self.table.row
        self._fit_actions()
        if isinstance(row, LineRow):
            ticket = self.desk.ask(self, stock_card.batch_card, row.balance_id)
            ticket.then(self._show_batch).otherwise(self._no_card)
        elif isinstance(row, GroupRow) and self.model.shown.order == "article":
            other = self.desk.ask(self, stock_card.article_card, row.id)
            other.then(self._show_article).otherwise(self._no_card)
        else:
            self.card.show_nothing()

    def _show_batch(self, card: BatchCard) -> None:
        if self.line is not None and self.line.balance_id == card.line.balance_id:
            self.card.show_batch(card)
            self._show_focus()

    def _show_article(self, card: ArticleCard) -> None:
        row = self.table.row
        if isinstance(row, GroupRow) and row.id == card.product_id:
            self.card.show_article(card)
            self._show_focus()

    def _no_card(self, error: UserError) -> None:
        if not isinstance(error, NotFound):
            self.messages.problem(error)
        self.card.show_nothing()

    def _show_focus(self) -> None:
        focus, self._focus = self._focus, ""
        section = {"moves": self.card.moves, "holders": self.card.holders or self.card.moves}.get(focus)
        if section is not None:
            self.column.reveal(section)

    def _show_empty(self) -> None:
        narrowed = self.model.shown != StockShown(order=self.model.shown.order)
        if narrowed:
            self.empty.set_words(tr("Nothing fits"), tr("No goods in stock are what you look for."))
        else:
            self.empty.set_words(tr("Nothing in stock"), tr("Goods come here when they are received, or moved in."))
        turn_pages(self.pages, self.table if self.model.rowCount() else self.empty, self)

    def _restore(self) -> None:
        self.figures.show()
        try:
            kept = json.loads(self._preferences.get(KEPT) or "{}")
            shown = StockShown(kept["which"], kept["order"], "", kept["place"]) if kept else StockShown()
            widths = [int(width) for width in json.loads(self._preferences.get(WIDTHS_KEPT) or "[]")]
            self.segments.choose(shown.which)
        except (ValueError, KeyError, TypeError):
            # Kept by another version of the program: begin with the list as it is.
            shown, widths = StockShown(), []
        self.bar.take("", shown.location_id, shown.order)
        self.table.set_order(shown.order)
        self.table.take_widths(widths)
        self.model.shown = shown

    def _keep(self) -> None:
        shown = self.model.shown
        self._preferences.set(KEPT, json.dumps({"which": shown.which, "order": shown.order, "place": shown.location_id}))
        self._preferences.set(WIDTHS_KEPT, json.dumps(self.table.widths()))
