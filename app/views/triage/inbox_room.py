"""The room of everybody who decides about inquiries: a list, the card, one key for each decision, undo."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.events import Change, Document
from app.language import marked, tr, trn
from app.operations import triage, triage_news
from app.operations.triage import InboxPage, InboxRow, Promise
from app.operations.triage_news import DecidedNews
from app.operations.triage_preview import Previewed
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.empty_state import EmptyState
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.room import EVERYTHING, About, Room
from app.views.telephone.number_link import dial
from app.views.triage.deciding import Deciding
from app.views.triage.foot import InboxFoot
from app.views.triage.inquiry_card import InquiryCardColumn, number_of
from app.views.triage.inquiry_list import InquiryList
from app.views.triage.inquiry_words import who_asks
from app.views.triage.loading import Loading
from app.views.triage.pages import FEW
from app.views.triage.preview import Preview
from app.views.triage.promise_strip import PromiseStrip
from app.views.triage.proposals import Proposals
from app.views.triage.questions import Questions
from app.views.triage.queue import CLOSE, KNOWN, LATER, NAME_SELLER, QUALIFY, Queue, Target
from app.views.triage.saved_file import ask_where, write_document

PROMISE_AFTER = 400
"""Milliseconds after a decision until the promise is counted again."""
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
        self.segments = Segments()
        self.loading = Loading(desk, queue, lambda: self.segments.current, self)
        self.pages = self.loading.pages
        self._targets: tuple[Target, ...] = ()
        self._parts_shown: list[Segment] = []
        self._select = 0
        self._keyboard_lent = False
        self.top, self.head = QWidget(), PageHead()
        self.head.add_right(self.segments)
        self.strip = PromiseStrip()
        self.list = InquiryList(grouped=queue.promise)
        self.empty = EmptyState("tray")
        self.card = InquiryCardColumn()
        self.foot = InboxFoot(desk)
        self.preview = Preview(desk, self)
        self.deciding = Deciding(self, self._rows_changed, self._show_again)
        self.questions = Questions(self, self.foot, self.deciding.decide)
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
        self.preview.forget()
        # Who has walked far into the list stays there.
        self.loading.anew(self._select or (self.list.current if self.pages.above else 0))
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

    # What the questions ask

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self._clock()

    @property
    def targets(self) -> tuple[Target, ...]:
        """Where an inquiry can be sent, in the order of the keys."""
        return self._targets

    # What the person does

    def decide(self, code: str) -> None:
        """Do what the button *code* of the bar says with the selected inquiry."""
        rows = self.list.chosen_rows
        if not rows:
            return
        if code == QUALIFY:
            self.qualify(rows[0])
        elif code in (KNOWN, CLOSE, LATER, NAME_SELLER):
            self.questions.ask(code, rows)
        elif self.queue.decide is not None:
            self.deciding.decide(rows, self.queue.decide, int(code))

    def qualify(self, row: InboxRow) -> None:
        """Begin to make a deal of an inquiry; a room whose queue qualifies says how."""

    def about(self) -> About | None:
        return ("inquiry", self.list.current) if self.list.current else None

    def open_current(self) -> None:
        """Enter: open whoever asks; without anybody known, show the card."""
        if self.queue.qualifies:
            self.decide(QUALIFY)
        elif self.card.shown is not None and self.card.shown.counterparty_id is not None:
            self.wanted.emit("counterparty", self.card.shown.counterparty_id)
        else:
            self.arrangement.show_card()

    def answer(self) -> None:
        """R: write to whoever asks; a letter is answered with its words below."""
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

    # What is loaded

    def _hear(self, change: Change) -> None:
        """News of inquiries is followed at once; everything else waits for more, as in every room."""
        if change.topic in self.topics or change.topic == EVERYTHING:
            self.preview.forget(change.ids if change.topic == "inquiry" else ())
        ready = self.pages.loaded and self.isVisible() and not self.stale and not self.has_unsaved_edits()
        if ready and change.topic == "inquiry" and change.ids:
            self.loading.note(change.ids)
        else:
            super()._hear(change)

    def _followed(self, ids: Collection[int]) -> None:
        current = self.list.current
        self._show_rows()
        self._show_counts()
        if self.queue.promise:
            self._promise_later.start()
        if current in ids:
            if self.list.current == current:
                self._selected(current)
            elif not self.deciding.decided_here(current):
                self.desk.ask(self, triage_news.news_of, current).then(self._tell_news)

    def _tell_news(self, news: DecidedNews | None) -> None:
        """Somebody else has decided what was selected here. An undo that is still offered keeps its place."""
        if news is None or news.mine:
            return
        bar = self.messages.bar
        if bar.kind == "undo" and not bar.isHidden():
            self.news_bar.say("plain", news.sentence.said(), icon="info")
        else:
            self.messages.say(news.sentence)

    # Answers

    def _show_page(self, page: InboxPage) -> None:
        """Show *page* as the whole of what is loaded: for rooms that ask for their rows themselves."""
        self.pages.show(page)
        self._shown_anew()

    def _shown_anew(self) -> None:
        before = self.list.current
        self._show_rows()
        self._show_counts()
        if before and before == self.list.current:
            self._selected(before)

    def _show_counts(self) -> None:
        page = self.pages.page
        hidden = sum(not self.deciding.is_open(row) for row in self.pages.rows)
        waiting, chosen = tr(self.queue.words.waiting, count=page.all - hidden), len(self.list.chosen_rows)
        if chosen > 1:
            waiting = trn("{waiting}, {count} chosen", "{waiting}, {count} chosen", chosen, waiting=waiting)
        self.head.set_count(waiting)
        parts = self._parts(page)
        if parts != self._parts_shown:
            self._parts_shown = parts
            self.segments.set_segments(parts)

    def _parts(self, page: InboxPage) -> list[Segment]:
        """The views of the list, with how many stand in each."""
        return [
            Segment("all", tr("All"), page.all),
            Segment("calls", tr("Calls"), page.calls),
            Segment("mail", tr("E-mail"), page.mail),
            Segment("web", tr("Web"), page.web),
        ]

    def _rows_grown(self) -> None:
        self._show_rows()
        self._show_counts()

    def _rows_changed(self) -> None:
        """Something was decided here: its row goes, or comes back."""
        self._show_rows()
        self._show_counts()
        self.list.setFocus()

    def _show_rows(self) -> None:
        rows = [row for row in self.pages.rows if self.deciding.is_open(row)]
        select, self._select = self._select, 0
        if select and not any(row.id == select for row in rows):
            self.messages.say(tr("This inquiry does not wait here (any more)."))
        self.list.show_rows(rows, self._clock(), select, self.pages.page.groups)
        if self.body.currentWidget() in (self.list, self.empty):
            self._show_list_or_empty(bool(rows))
        if self.queue.by_key and len(rows) < FEW:
            self.loading.more()

    def _show_list_or_empty(self, any_rows: bool) -> None:
        """The keyboard must never be left in a list that is not shown: Tab would not get away from there."""
        had_keyboard = self.list.hasFocus()
        self.body.setCurrentWidget(self.list if any_rows else self.empty)
        self.setFocusProxy(self.list if any_rows else self.segments)
        if (any_rows and self._keyboard_lent) or (had_keyboard and not any_rows):
            self.setFocus()
        self._keyboard_lent = not any_rows and (had_keyboard or self._keyboard_lent)

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
        row = self.list.current_row
        if row is None:
            self.preview.show_nothing()
            self.card.show_nothing()
            self._show_decisions()
            return
        self.foot.bar.set_usable(True)
        self.preview.show(row)

    def _show_card(self, shown: Previewed) -> None:
        card = shown.card
        if card.id != self.list.current:
            return
        suggested = card.suggestion.department_id if card.suggestion else None
        self._show_decisions(suggested)
        button = self.foot.bar.buttons.get(str(suggested))
        self.card.show_card(card, self._clock(), button.key if button else "", shown.calls)
        self.proposals.show_card(card if self.queue.links else None)
        self.preview.look_ahead(self.list.row_below)

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
        self.list.end_near.connect(self.loading.more)
        self.list.begin_near.connect(partial(self.loading.more, True))
        self.loading.shown.connect(self._shown_anew)
        self.loading.grown.connect(self._rows_grown)
        self.loading.followed.connect(self._followed)
        self.loading.whole_wanted.connect(self.refresh)
        self.list.choice_changed.connect(self._show_counts)
        self.preview.came.connect(self._show_card)
        self.preview.slow.connect(lambda row: self.card.show_meanwhile(row, self._clock()))
        self.foot.sellers.department_wanted.connect(self.questions.show_sellers_of)
        self.foot.bar.chosen.connect(self.decide)
        self.foot.closed.connect(self.list.setFocus)
        self.card.suggestion_taken.connect(lambda department: self.decide(str(department)))
        self.card.counterparty_wanted.connect(lambda known: self.wanted.emit("counterparty", known))
        self.card.answer_wanted.connect(self.answer)
        self.card.file_wanted.connect(
            lambda file_id, name: ask_where(self, name, lambda path: self.save_file(file_id, path))
        )
        # Whoever decides quickly need not see the promise counted after every key.
        self._promise_later = QTimer(self, interval=PROMISE_AFTER, singleShot=True)
        self._promise_later.timeout.connect(lambda: self.desk.ask(self, triage.promise).then(self._show_promise))
        self._ticks = QTimer(self, interval=TICK)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()

    def _declare_commands(self) -> None:
        self.command(marked("Next inquiry"), "Alt+Down", lambda: self.list.walk(1), symbol="caret-down")
        self.command(marked("Inquiry before"), "Alt+Up", lambda: self.list.walk(-1), symbol="caret-up")
        self.command(marked("Answer by letter"), "R", self.answer, symbol="paper-plane-tilt")
        self.command(marked("Call"), "C", self.call, symbol="phone-outgoing")
        self.command(marked("Known customer"), "", lambda: self.decide(KNOWN), symbol="link")
        self.command(self.queue.words.close, "", lambda: self.decide(CLOSE), symbol="x-circle")
        if self.queue.delays:
            self.command(marked("Later"), "", lambda: self.decide(LATER), symbol="clock")
        if self.queue.sellers is not None:
            self.command(marked("Name the seller"), "", lambda: self.decide(NAME_SELLER), symbol="user")

    def _tick(self) -> None:
        if not self.isVisible():
            return
        now = self._clock()
        self.list.inquiries.set_now(now)
        if self.queue.promise:
            # What was laid aside comes back by the clock, of which no news tells.
            self.refresh()
