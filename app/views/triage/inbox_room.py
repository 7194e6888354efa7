"""The room of everybody who decides about inquiries: a list, the card, one key for each decision, undo."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import Conflict, UserError
from app.events import Document
from app.language import marked, tr
from app.models.terms import CloseReason
from app.operations import call_story, triage
from app.operations.call_desk import CallDetails
from app.operations.triage import Decided, InboxPage, InboxRow, InquiryCard, Promise
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.empty_state import EmptyState
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.room import Room
from app.views.telephone.number_link import dial
from app.views.triage.choice_panel import Option
from app.views.triage.foot import InboxFoot, close_options, later_options
from app.views.triage.inquiry_card import InquiryCardColumn, number_of
from app.views.triage.inquiry_list import InquiryList
from app.views.triage.inquiry_words import who_asks
from app.views.triage.promise_strip import PromiseStrip
from app.views.triage.proposals import Proposals
from app.views.triage.queue import CLOSE, KNOWN, LATER, NAME_SELLER, QUALIFY, Queue, Target
from app.views.triage.saved_file import ask_where, write_document

PAGE = 200
TICK = 30_000
"""Milliseconds between two counts of the ages."""


def present() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


class InboxRoom(Room):
    """Shows the inquiries of a *queue*. After a decision the next one is selected; what was decided can be taken back.

    A decided row leaves at once; if the decision is refused it comes back, with the reason in the message bar.
    """

    topics: ClassVar[frozenset[str]] = frozenset({"inquiry", "interaction", "link_proposal", "call", "call_leg"})

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        queue: Queue,
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self.queue, self._clock = queue, clock
        self._page = InboxPage((), 0, 0, 0, 0)
        self._targets: tuple[Target, ...] = ()
        self._limit = PAGE
        self._select = 0
        self._keyboard_lent = False
        self._on_the_way: set[int] = set()
        self._decided_at: dict[int, int] = {}
        self.top, self.head = QWidget(), PageHead()
        self.segments = Segments()
        self.head.add_right(self.segments)
        self.strip = PromiseStrip()
        self.list = InquiryList(grouped=queue.promise)
        self.empty = EmptyState("tray")
        self.card = InquiryCardColumn()
        self.foot = InboxFoot(desk)
        self.proposals = Proposals(self, self.foot.proposal, self._show_again)
        self.body = QStackedWidget()
        self.body.addWidget(self.list)
        self.body.addWidget(self.empty)
        set_ground(self.body, "base")
        self._arrange()
        self._connect()
        self._declare_commands()
        self.retranslate()

    # What a room overrides

    def reload(self) -> None:
        queue = self.queue
        self.desk.ask(
            self,
            triage.inbox,
            segment=self.segments.current or "all",
            state=queue.state,
            department_id=queue.department_id,
            seller_id=queue.seller_id,
            limit=self._limit,
        ).then(self._show_page)
        if queue.promise:
            self.desk.ask(self, triage.promise).then(self._show_promise)
        if queue.targets is not None:
            self.desk.ask(self, queue.targets).then(self._show_targets)

    def retranslate(self) -> None:
        words = self.queue.words
        self.head.set_title(tr(words.title))
        self._show_counts()
        self.segments.setAccessibleName(tr("Ways that they came"))
        self.list.setAccessibleName(tr(words.title))
        self.empty.set_words(tr(words.empty_title), tr(words.empty_line))
        self.foot.close_questions()
        self.list.inquiries.set_now(self._clock())
        self._show_decisions()
        if self._targets and self.queue.targets is not None:
            # Their words carry the load of each, said by the operation in the language of then.
            self.desk.ask(self, self.queue.targets).then(self._show_targets)

    def open_record(self, kind: str, record: int) -> None:
        self._select = record
        self.segments.choose("all")
        self.refresh()

    # What the person does

    def decide(self, code: str) -> None:
        """Do what the button *code* of the bar says with the selected inquiry."""
        row = self.list.current_row
        if row is None:
            return
        doubles, own_id = self._known_of(row)
        match code:
            case "known":
                link = partial(self._decide, row, triage.link)
                self.foot.ask_customer(who_asks(row), doubles, own_id, link)
            case "close":
                self._ask(
                    tr("Why does no deal come of {name}?", name=who_asks(row)), close_options(), partial(self._close, row)
                )
            case "later":
                question = tr("When shall {name} come back?", name=who_asks(row))
                self._ask(question, later_options(self._clock()), lambda until, _: self._decide(row, triage.later, until))
            case "name_seller":
                options = [Option(target.id, target.words, target.note) for target in self._targets]
                self._ask(tr("In which department shall somebody take it?"), options, partial(self._ask_seller, row))
            case "qualify":
                self.qualify(row)
            case _ if self.queue.decide is not None:
                self._decide(row, self.queue.decide, int(code))

    def qualify(self, row: InboxRow) -> None:
        """Begin to make a deal of an inquiry; a room whose queue qualifies says how."""

    def open_current(self) -> None:
        """Enter: open whoever asks; without anybody known, show the card."""
        if self.queue.qualifies:
            self.decide(QUALIFY)
        elif self.card.shown is not None and self.card.shown.counterparty_id is not None:
            self.wanted.emit("counterparty", self.card.shown.counterparty_id)
        else:
            self.arrangement.show_card()

    def answer(self) -> None:
        """W: write to whoever asks; a letter is answered with its words below."""
        if self.list.current:
            self.wanted.emit("answer_inquiry", self.list.current)

    def call(self) -> None:
        """C: call whoever asks."""
        card = self.card.shown
        if card is None or card.id != self.list.current:
            return
        dialled = number_of(card)
        if dialled is None:
            self.messages.problem(UserError("No number of {name} is known.", name=who_asks(card)))
        else:
            dial(dialled)

    def save_file(self, file_id: int, path: Path) -> None:
        """Save a file of a letter to *path*: fetched and written in the background."""
        self.desk.ask(self, triage.file, file_id).then(lambda document: self._write(document, path))

    # Decisions

    def _decide(self, row: InboxRow, operation: Callable[..., Decided], *details: object) -> None:
        self._on_the_way.add(row.id)
        self._show_rows()
        self._show_counts()
        self.list.setFocus()
        ticket = self.desk.do(self, operation, row.id, row.version, *details)
        ticket.then(self._decided).otherwise(partial(self._refused, row))

    def _decided(self, decided: Decided) -> None:
        self._on_the_way.discard(decided.inquiry_id)
        self._decided_at[decided.inquiry_id] = decided.undo_version
        self.messages.done(decided.sentence, undo=partial(self._undo, decided))

    def _refused(self, row: InboxRow, error: UserError) -> None:
        self._on_the_way.discard(row.id)
        if isinstance(error, Conflict):
            self._decided_at[row.id] = row.version + 1
            if error.changed_by:
                error = UserError(
                    marked("{who} was faster: {name} was changed meanwhile. Nothing of yours was written."),
                    who=error.changed_by,
                    name=who_asks(row),
                )
        self.messages.problem(error)
        self.refresh()

    def _undo(self, decided: Decided) -> None:
        ticket = self.desk.do(self, triage.undo, decided.inquiry_id, decided.undo_version)
        ticket.then(self._undone)

    def _undone(self, decided: Decided) -> None:
        self._decided_at[decided.inquiry_id] = decided.undo_version
        self._select = decided.inquiry_id
        self.messages.say(decided.sentence)
        self.list.setFocus()
        self.refresh()

    def _close(self, row: InboxRow, reason: object, note: str) -> None:
        if isinstance(reason, CloseReason):
            self._decide(row, self.queue.close, reason, note)

    def _ask_seller(self, row: InboxRow, department_id: object, _: str = "") -> None:
        if self.queue.sellers is None or not isinstance(department_id, int):
            return

        def ask(sellers: tuple[Target, ...]) -> None:
            if not sellers:
                self.messages.say(tr("Nobody sells in this department yet."))
                return
            options = [Option(seller.id, seller.words, seller.note) for seller in sellers]
            question = tr("Who takes {name}?", name=who_asks(row))
            self._ask(question, options, lambda seller, _: self._decide(row, triage.assign, seller))

        self.desk.ask(self, self.queue.sellers, department_id).then(ask)

    def _ask(self, question: str, options: list[Option], use: Callable[[object, str], object]) -> None:
        self.foot.ask(question, options, use)

    def _known_of(self, row: InboxRow) -> tuple[tuple[triage.Double, ...], int | None]:
        card = self.card.shown
        if card is None or card.id != row.id:
            return (), None
        return card.doubles, card.counterparty_id

    # Answers

    def _show_page(self, page: InboxPage) -> None:
        self._page = page
        self._show_rows()
        self._show_counts()

    def _show_counts(self) -> None:
        page = self._page
        hidden = sum(not self._is_open(row) for row in page.rows)
        self.head.set_count(tr(self.queue.words.waiting, count=page.all - hidden))
        self.segments.set_segments(
            [
                Segment("all", tr("All"), page.all),
                Segment("calls", tr("Calls"), page.calls),
                Segment("mail", tr("E-mail"), page.mail),
                Segment("web", tr("Web"), page.web),
            ]
        )

    def _show_rows(self) -> None:
        rows = [row for row in self._page.rows if self._is_open(row)]
        select, self._select = self._select, 0
        if select and not any(row.id == select for row in rows):
            self.messages.say(tr("This inquiry does not wait here (any more)."))
        self.list.show_rows(rows, self._clock(), select)
        if self.body.currentWidget() in (self.list, self.empty):
            self._show_list_or_empty(bool(rows))

    def _show_list_or_empty(self, any_rows: bool) -> None:
        """The keyboard must never be left in a list that is not shown: Tab would not get away from there."""
        had_keyboard = self.list.hasFocus()
        self.body.setCurrentWidget(self.list if any_rows else self.empty)
        self.setFocusProxy(self.list if any_rows else self.segments)
        if (any_rows and self._keyboard_lent) or (had_keyboard and not any_rows):
            self.setFocus()
        self._keyboard_lent = not any_rows and (had_keyboard or self._keyboard_lent)

    def _is_open(self, row: InboxRow) -> bool:
        """Whether a row is what it was when somebody last decided here: an answer may be older than the decision."""
        return row.id not in self._on_the_way and row.version >= self._decided_at.get(row.id, 0)

    def _show_promise(self, promise: Promise) -> None:
        self.strip.show_promise(promise, self._clock())

    def _show_targets(self, targets: tuple[Target, ...]) -> None:
        self._targets = targets
        self._show_decisions()

    def _show_again(self, inquiry_id: int) -> None:
        self._select = inquiry_id
        self.list.setFocus()
        self.refresh()

    def _selected(self, inquiry_id: int) -> None:
        self.proposals.leave(inquiry_id)
        if not inquiry_id:
            self.card.show_nothing()
            self._show_decisions()
            return
        self.foot.bar.set_usable(True)
        self.desk.ask(self, triage.card, inquiry_id).then(self._card_came)

    def _card_came(self, card: InquiryCard) -> None:
        if card.channel == "phone":
            self.desk.ask(self, call_story.of_inquiry, card.id).then(partial(self._show_card, card))
        else:
            self._show_card(card)

    def _show_card(self, card: InquiryCard, calls: tuple[CallDetails, ...] = ()) -> None:
        if card.id == self.list.current:
            suggested = card.suggestion.department_id if card.suggestion else None
            self._show_decisions(suggested)
            button = self.foot.bar.buttons.get(str(suggested))
            self.card.show_card(card, self._clock(), button.key if button else "", calls)
            self.proposals.show_card(card if self.queue.links else None)

    def _show_decisions(self, suggested: int | None = None) -> None:
        card = self.card.shown
        if suggested is None and card is not None and card.id == self.list.current and card.suggestion is not None:
            suggested = card.suggestion.department_id
        self.foot.bar.show_decisions(self.queue.decisions(self._targets, suggested))
        self.foot.bar.set_usable(bool(self.list.current))

    # Files

    def _write(self, document: Document, path: Path) -> None:
        written = self.desk.run(self, write_document, document, path)
        written.then(lambda name: self.messages.done(tr("{file} saved.", file=name)))

    # Building

    def _arrange(self) -> None:
        column = QVBoxLayout(self.top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.strip)
        self.strip.setVisible(self.queue.promise)
        set_ground(self.top, "base")
        self.lay_out(self.body, head=self.top, card=self.card, foot=self.foot)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.segments.chosen.connect(lambda _key: self.refresh())
        self.list.selected.connect(self._selected)
        self.list.activated.connect(lambda _index: self.open_current())
        self.list.clicked.connect(lambda _index: self.foot.close_questions())
        self.list.end_near.connect(self._load_more)
        self.foot.bar.chosen.connect(self.decide)
        self.foot.closed.connect(self.list.setFocus)
        self.card.suggestion_taken.connect(lambda department: self.decide(str(department)))
        self.card.counterparty_wanted.connect(lambda known: self.wanted.emit("counterparty", known))
        self.card.answer_wanted.connect(self.answer)
        self.card.file_wanted.connect(
            lambda file_id, name: ask_where(self, name, lambda path: self.save_file(file_id, path))
        )
        self._ticks = QTimer(self, interval=TICK)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()

    def _declare_commands(self) -> None:
        self.command(marked("Next inquiry"), "Alt+Down", lambda: self.list.walk(1), symbol="caret-down")
        self.command(marked("Inquiry before"), "Alt+Up", lambda: self.list.walk(-1), symbol="caret-up")
        self.command(marked("Answer by letter"), "W", self.answer, symbol="paper-plane-tilt")
        self.command(marked("Call"), "C", self.call, symbol="phone-outgoing")
        self.command(marked("Known customer"), "", lambda: self.decide(KNOWN), symbol="link")
        self.command(self.queue.words.close, "", lambda: self.decide(CLOSE), symbol="x-circle")
        if self.queue.delays:
            self.command(marked("Later"), "", lambda: self.decide(LATER), symbol="clock")
        if self.queue.sellers is not None:
            self.command(marked("Name the seller"), "", lambda: self.decide(NAME_SELLER), symbol="user")

    def _load_more(self) -> None:
        if len(self._page.rows) >= self._limit:
            self._limit += PAGE
            self.refresh()

    def _tick(self) -> None:
        if not self.isVisible():
            return
        now = self._clock()
        self.list.inquiries.set_now(now)
        overdue = any(row.due_at is not None and row.due_at < now and not row.late for row in self.list.inquiries.rows)
        if self.queue.promise and (overdue or self._page.rows):
            self.refresh()
