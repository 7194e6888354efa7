"""The room of the deals: the board, and in its place the page of one deal."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import UserError
from app.language import marked, tr
from app.operations.actors import Actor
from app.operations.counterparties import CounterpartyRow
from app.views.deals.board_page import OPENING, BoardPage
from app.views.deals.customer_search import CustomerSearch
from app.views.deals.gate import ROOM_WAYS
from app.views.deals.page import DealPage
from app.views.deals.paper_desk import PaperDesk
from app.views.deals.work import Moves
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import About, Room

TOPICS = frozenset(
    {
        *("deal", "deal_line", "need", "deal_contact", "supply_part", "stage_entry", "task", "interaction"),
        *("quotation", "contract", "invoice", "payment", "delivery_note", "tax_invoice"),
        *("sales_order", "warehouse_order", "production_order", "production_order_line", "purchase_order"),
        *("purchase_order_line", "reservation", "shipment", "certificate", "commissioning", "service_contract"),
        *("service_visit", "counterparty", "legal_entity", "contact", "attachment"),
    }
)


def wall_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class DealsRoom(Room):
    """Board and page. *who*: the person at this desk; *papers* opens and saves documents; *now*: the clock of the rows."""

    name: ClassVar[str] = "deals"
    title: ClassVar[str] = marked("Deals")
    icon: ClassVar[str] = "columns"
    topics: ClassVar[frozenset[str]] = TOPICS

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        who: Actor,
        papers: PaperDesk,
        *,
        now: Callable[[], datetime] = wall_clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self._who = who
        self._board_behind = False
        self.moves = Moves(desk, messages, self)
        self.board_page = BoardPage(desk, messages, preferences, who, self.moves, now)
        self.page = DealPage(desk, messages, who, self.moves, papers, now)
        self.pages = QStackedWidget()
        for page in (self.board_page, self.page):
            self.pages.addWidget(page)
        self.lay_out(self.pages, head=self.board_page.head, foot=self.board_page.foot)
        self._connect()
        self._declare()
        self.retranslate()
        self.setFocusProxy(self.board_page)

    @property
    def shows_page(self) -> bool:
        """Whether one deal is shown, not the board."""
        return self.pages.currentWidget() is self.page

    def reload(self) -> None:
        self._board_behind = self.shows_page
        if self.shows_page:
            self.page.reload()
        else:
            self.board_page.reload()

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))

    def has_unsaved_edits(self) -> bool:
        return self.page.has_unsaved_edits() or self.board_page.has_unsaved_edits()

    def open_record(self, kind: str, record: int) -> None:
        if kind == "deal" and record:
            self.open_deal(record)

    def about(self) -> About | None:
        if self.shows_page:
            return "deal", self.page.work.deal_id
        card = self.board_page.board.card
        return None if card is None else ("deal", card.id)

    def open_deal(self, deal_id: int, way: str = "") -> None:
        """Show the page of a deal; *way*: the section where something is missing."""
        if self.page.has_unsaved_edits() and deal_id != self.page.work.deal_id:
            self.messages.problem(UserError("Something in this deal is typed but not saved yet."))
            return
        self._show(self.page)
        self.page.open_deal(deal_id, self.board_page.board.order(), way)

    def show_board(self) -> None:
        """Go back to the board, to the deal that was open."""
        if self.page.has_unsaved_edits():
            self.messages.problem(UserError("Something in this deal is typed but not saved yet."))
            return
        self.board_page.board.choose(self.page.work.deal_id)
        self._show(self.board_page)
        if self._board_behind:
            self.reload()
        self.board_page.board.take_keyboard()

    def begin_deal(self) -> None:
        """N: ask for the customer, whose own form then opens the deal."""
        if self._who.roles.isdisjoint(OPENING):
            self.messages.problem(UserError("Deals are opened by sellers and heads."))
            return
        if self.has_unsaved_edits():
            self.messages.problem(UserError("Something is typed here but not saved yet."))
            return
        if self.shows_page:
            self.show_board()
        slot = self.board_page.slot
        search = CustomerSearch(self.desk, marked("New deal"), marked("New deal"), may_record=True)
        search.left.connect(slot.close_form)
        search.record_wanted.connect(lambda: self.wanted.emit("counterparties", 0))
        search.chosen.connect(lambda customer, _reason: self._deal_for(customer))
        slot.put(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.shows_page:
            if not self.page.close_form():
                self.show_board()
            return
        if event.key() == Qt.Key.Key_Escape and self.board_page.slot.form is not None:
            self.board_page.slot.close_form()
            return
        super().keyPressEvent(event)

    def _connect(self) -> None:
        board = self.board_page
        board.opened.connect(self.open_deal)
        board.way_chosen.connect(self._go_way)
        board.board.empty.acted.connect(self.begin_deal)
        self.page.left.connect(self.show_board)
        self.page.wanted.connect(self.wanted)
        self.moves.moved.connect(lambda _moved: self.reload())
        self.moves.stale.connect(self.reload)
        self.moves.closed.connect(self._gate_closed)

    def _declare(self) -> None:
        # On the page the button has the key.
        self.command(marked("Move to the next stage"), "Ctrl+Right", self._move, symbol="arrow-right", shown=False)
        self.command(marked("Plan the next step"), "T", self._plan, symbol="clock")
        self.command(marked("New deal"), "N", self.begin_deal, symbol="plus")
        self.command(marked("Refuse the deal"), "Ctrl+Del", self._refuse, symbol="prohibit")
        self.command(marked("Filter the board"), "/", self._filter, symbol="funnel-simple")
        for sentence, key, act in self.page.listed_commands():
            self.command(sentence, key, act, shown=False)

    def _deal_for(self, customer: CounterpartyRow) -> None:
        self.board_page.slot.close_form()
        self.wanted.emit("new_deal", customer.id)

    def _move(self) -> None:
        self.page.move_on() if self.shows_page else self.board_page.move_on()

    def _plan(self) -> None:
        self.page.plan_step() if self.shows_page else self.board_page.plan_step()

    def _refuse(self) -> None:
        self.page.refuse() if self.shows_page else self.board_page.refuse()

    def _filter(self) -> None:
        if not self.shows_page:
            self.board_page.filter.setFocus()

    def _show(self, page: QWidget) -> None:
        on_board = page is self.board_page
        self.pages.setCurrentWidget(page)
        for part in (self.board_page.head, self.board_page.foot):
            part.setVisible(on_board)
        self.setFocusProxy(page)

    def _gate_closed(self, deal_id: int, error: object) -> None:
        if self.shows_page:
            self.page.show_closed_gate(error)
        else:
            self.board_page.show_closed_gate(deal_id, error)

    def _go_way(self, deal_id: int, way: str) -> None:
        if way in ROOM_WAYS:
            self.wanted.emit(way, 0)
        else:
            self.open_deal(deal_id, way)
