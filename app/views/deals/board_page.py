"""The board with its head (views, filter) and foot (gate, forms, why), and what one does to the selected deal."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import GateClosed, UserError
from app.language import marked, phrase, tr
from app.models.process import REFUSABLE
from app.models.terms import RefusalReason, Role, Stage
from app.operations import deal_board, deal_card, tasks
from app.operations.actors import Actor, DepartmentRow, receiving_departments
from app.operations.deal_rows import Board, BoardCard, Which, WhyRow
from app.views.background import Ticket
from app.views.deals.board import BoardView
from app.views.deals.form import Asked, FormSlot, InlineForm, Values, evening_of
from app.views.deals.gate import GateDrawer
from app.views.deals.glance import DealGlance
from app.views.deals.people_section import call_about
from app.views.deals.refusal import RefusalPanel
from app.views.deals.why_bar import WhyBar
from app.views.deals.work import Moves
from app.views.desk import Desk
from app.views.look.choice_box import ChoiceBox
from app.views.look.key_hint import add_shortcut
from app.views.look.numbers import local, money
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.preferences import Preferences

OPENING = frozenset({Role.SELLER, Role.HEAD, Role.ADMIN})
"""Who opens deals."""
PER_COLUMN = 50
"""Cards that a column loads at once."""
VIEWS: tuple[tuple[Which, str], ...] = (
    ("all", marked("All")),
    ("late", marked("Late")),
    ("no_step", marked("No next step")),
    ("blocked", marked("Blocked")),
)
NOTHING: dict[Which, tuple[str, str]] = {
    "all": (marked("No open deals"), marked("A deal begins when a lead is qualified.")),
    "late": (marked("Nothing is late"), marked("Deals whose next step is overdue would stand here.")),
    "no_step": (marked("Every deal has its next step"), marked("Deals that nobody plans to go on with would stand here.")),
    "blocked": (marked("Nothing is blocked"), marked("Deals that wait for goods, papers or money would stand here.")),
}


def step_form(now: datetime, title: str = "") -> InlineForm:
    """Asks what happens next and until when; tomorrow is offered."""
    tomorrow = local(now).date() + timedelta(days=1)
    return InlineForm(
        marked("Next step"),
        [
            Asked("title", marked("What happens next"), value=title, needed=True, stretch=4),
            Asked("due", marked("Until"), "date", tomorrow, needed=True),
        ],
        marked("Plan it"),
        icon="calendar-blank",
    )


class BoardPage(QWidget):
    """Head and foot are laid out by the room: ``head``, ``foot``."""

    opened = Signal(int)
    way_chosen = Signal(int, str)
    """Id of a deal, and the section or room where something missing is supplied."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        who: Actor,
        moves: Moves,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.desk, self.messages, self.moves = desk, messages, moves
        self._preferences, self._who, self._now = preferences, who, now
        self.per_column = PER_COLUMN
        self._board: Board | None = None
        self._why: WhyRow | None = None
        self._departments: tuple[DepartmentRow, ...] = ()
        self._move_pending = False
        self._dragging = False
        self.board = BoardView(now)
        self.glance = DealGlance()
        self.slot = FormSlot()
        self.why_bar = WhyBar()
        self.segments = Segments()
        self.filter = ChoiceBox()
        self.head = PageHead()
        self.foot = QWidget()
        self._patience = QTimer(self, interval=0, singleShot=True)
        self._patience.timeout.connect(self._ask_why)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._offer_filters()
        self.setFocusProxy(self.board)

    def reload(self) -> None:
        """Ask for the board, as the chosen view and filter show it."""
        kind, _, chosen = str(self.filter.currentData() or "all").partition(":")
        which: Which = next((key for key, _ in VIEWS if key == self.segments.current), "all")
        self.desk.ask(
            self,
            deal_board.board,
            department_id=int(chosen) if kind == "department" else None,
            seller_id=self._who.id if kind == "mine" else None,
            which=which,
            per_column=max(self.per_column, self.board.longest()),
        ).then(self._show)
        if not self._departments:
            self.desk.ask(self, receiving_departments).then(self._take_departments)

    def has_unsaved_edits(self) -> bool:
        """Whether a form is half filled, or a card is in the hand."""
        return self.slot.is_dirty() or self._dragging

    def move_on(self) -> None:
        """Ctrl →: take the selected deal to its next stage."""
        card = self.board.card
        if card is None:
            return
        if self._why is None:
            self._move_pending = True
        elif self._why.target is None:
            self.messages.problem(UserError("This deal has reached the end of its way."))
        else:
            self.moves.move(card.id, card.version, self._why.target)

    def plan_step(self) -> None:
        """T: ask what happens next with the selected deal."""
        if (card := self.board.card) is not None:
            self.slot.open(step_form(self._now()), lambda values: self._plan(card, values))

    def call(self) -> None:
        """C: call who takes part in the selected deal."""
        if (card := self.board.card) is not None:
            found = self.desk.ask(self, deal_card.card, card.id)
            found.then(lambda shown: call_about(shown, self.board, self.messages))

    def refuse(self) -> None:
        """Del: ask why the selected deal is not suitable."""
        if (card := self.board.card) is None:
            return
        if card.stage not in REFUSABLE:
            words = phrase("{company} cannot be refused any more: its goods are on their way.", company=card.company)
            self.messages.problem(UserError(words.sentence, **words.params))
            return
        panel = RefusalPanel(card.company)
        panel.refused.connect(lambda reason, note: self._refuse(card, reason, note))
        panel.left.connect(self.slot.close_form)
        self.slot.put(panel)

    def toggle_glance(self) -> None:
        """Space: the card of the selected deal comes or goes."""
        self.glance.setVisible(self.glance.isHidden())
        self._preferences.set("deals.glance", "yes" if self.glance.isVisible() else "no")
        self._ask_glance()

    def show_closed_gate(self, deal_id: int, error: object) -> None:
        """Name what a refused move lacks; the card stands where it stood."""
        if isinstance(error, GateClosed):
            self.board.choose(deal_id)
            drawer = GateDrawer(error.phrase, error.missing)
            drawer.way_chosen.connect(lambda way: self._go(deal_id, way))
            drawer.left.connect(self.slot.close_form)
            self.messages.clear()
            self.slot.put(drawer)

    def retranslate(self) -> None:
        """Say the page's own words in the chosen language."""
        self.head.set_title(tr("Deals"))
        self.filter.setAccessibleName(tr("Whose deals"))
        self.segments.setAccessibleName(tr("Which deals"))
        self._show_figures()
        self._say_empty()
        self._offer_filters()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.board, 1)
        row.addWidget(self.glance)
        self.glance.setVisible(self._preferences.get("deals.glance") == "yes")
        self.head.add_right(self.segments)
        self.head.add_right(self.filter)
        self.filter.setMinimumContentsLength(14)
        column = QVBoxLayout(self.foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.slot)
        column.addWidget(self.why_bar)

    def _connect(self) -> None:
        board = self.board
        board.selected.connect(self._select)
        board.opened.connect(self.opened)
        board.move_wanted.connect(self._drop)
        board.refusal_wanted.connect(self._drop_out)
        board.more_wanted.connect(self._load_more)
        board.dragging.connect(self._hold)
        self.segments.chosen.connect(lambda _key: self._narrowed())
        self.filter.activated.connect(lambda _row: self._narrowed())
        self.glance.way_chosen.connect(self._go_from_glance)
        self.glance.opened.connect(self._open_selected)
        self.why_bar.wanted.connect(self._word_clicked)
        add_shortcut(self, "Space", self.toggle_glance)
        add_shortcut(self, "Ctrl+Right", self.move_on)
        add_shortcut(self, "C", self.call)
        add_shortcut(board, "Del", self.refuse)

    def _word_clicked(self, code: str) -> None:
        acts = {"open": self._open_selected, "glance": self.toggle_glance, "move": self.move_on, "step": self.plan_step}
        acts[code]()

    def _open_selected(self) -> None:
        if (card := self.board.card) is not None:
            self.opened.emit(card.id)

    def _narrowed(self) -> None:
        self._preferences.set("deals.filter", str(self.filter.currentData()))
        self.reload()

    def _show(self, board: Board) -> None:
        first = self._board is None
        self._board = board
        self._say_empty()
        self.board.show_board(board)
        self._show_figures()
        if first and self.isVisible() and self.hasFocus():
            self.board.take_keyboard()

    def _say_empty(self) -> None:
        which: Which = next((key for key, _ in VIEWS if key == self.segments.current), "all")
        title, line = NOTHING[which]
        begins = which == "all" and not self._who.roles.isdisjoint(OPENING)
        self.board.set_empty_words(tr(title), tr(line), tr("New deal") if begins else "")

    def _show_figures(self) -> None:
        board = self._board
        counts = {} if board is None else {"late": board.late, "no_step": board.no_step, "blocked": board.blocked}
        if board is not None:
            counts["all"] = board.open
            total = money(board.total, board.currency, cents=False)
            self.head.set_count(tr("{count} open, {total}", count=board.open, total=total))
        self.segments.set_segments([Segment(key, tr(words), counts.get(key)) for key, words in VIEWS])

    def _take_departments(self, departments: tuple[DepartmentRow, ...]) -> None:
        self._departments = departments
        self._offer_filters()

    def _offer_filters(self) -> None:
        kept = str(self.filter.currentData() or self._preferences.get("deals.filter") or "")
        choices = [("all", tr("All departments"))]
        choices += [(f"department:{row.id}", row.name) for row in self._departments]
        if Role.SELLER in self._who.roles:
            choices.insert(0, ("mine", tr("My deals")))
        own = f"department:{self._who.department_id}"
        if self._who.department_id is not None and not self._departments:
            choices.append((own, tr("My department")))
        if not kept:
            heads = Role.HEAD in self._who.roles and self._who.department_id is not None
            kept = "mine" if Role.SELLER in self._who.roles and not heads else own if heads else "all"
        self.filter.clear()
        for value, words in choices:
            self.filter.addItem(words, value)
        self.filter.setCurrentIndex(max(0, self.filter.findData(kept)))

    def _select(self, card: BoardCard | None) -> None:
        self._why = None
        self._move_pending = False
        self.why_bar.show_why(card, None)
        self._patience.start()

    def _ask_why(self) -> None:
        if (card := self.board.card) is not None:
            self.desk.ask(self, deal_board.why, card.id).then(lambda why: self._take_why(card, why))
        self._ask_glance()

    def _take_why(self, card: BoardCard, why: WhyRow) -> None:
        if self.board.card is None or self.board.card.id != card.id:
            return
        self._why = why
        self.why_bar.show_why(card, why)
        if self._move_pending:
            self._move_pending = False
            self.move_on()

    def _ask_glance(self) -> None:
        card = self.board.card
        if not self.glance.isHidden() and card is not None:
            self.desk.ask(self, deal_card.card, card.id).then(self.glance.show_card)
        elif card is None:
            self.glance.show_card(None)

    def _plan(self, card: BoardCard, values: Values) -> Ticket[tasks.TaskRow]:
        ticket = self.desk.do(self, tasks.plan, card.id, values["title"], evening_of(values["due"]))
        return ticket.then(lambda _row: self.reload())

    def _refuse(self, card: BoardCard, reason: RefusalReason, note: str) -> None:
        self.moves.refuse(card.id, card.version, reason, note).then(lambda _moved: self.slot.close_form())

    def _drop(self, deal_id: int, stage: Stage) -> None:
        if self.board.choose(deal_id) and (card := self.board.card) is not None:
            self.moves.move(deal_id, card.version, stage)

    def _drop_out(self, deal_id: int) -> None:
        if self.board.choose(deal_id):
            self.refuse()

    def _hold(self, held: bool) -> None:
        self._dragging = held

    def _load_more(self, stage: Stage, offset: int) -> None:
        kind, _, chosen = str(self.filter.currentData() or "all").partition(":")
        which: Which = next((key for key, _ in VIEWS if key == self.segments.current), "all")
        self.desk.ask(
            self.board.columns[stage],
            deal_board.column,
            stage,
            department_id=int(chosen) if kind == "department" else None,
            seller_id=self._who.id if kind == "mine" else None,
            which=which,
            offset=offset,
            limit=self.per_column,
        ).then(lambda cards: self.board.add_cards(stage, cards))

    def _go_from_glance(self, way: str) -> None:
        if (card := self.board.card) is not None:
            self._go(card.id, way)

    def _go(self, deal_id: int, way: str) -> None:
        self.slot.close_form()
        self.way_chosen.emit(deal_id, way)
