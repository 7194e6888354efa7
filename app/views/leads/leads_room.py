"""What "New leads" and "My leads" share: sellers with their load, leads of those away, closed ones that come back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QBoxLayout, QWidget

from app.language import marked, tr
from app.models.terms import InquiryState
from app.operations import lead_inbox, reopening, triage
from app.operations.lead_inbox import CLOSED, LeadMark, LeadPage
from app.operations.seller_load import SellerLoad
from app.operations.triage import InboxPage, InboxRow
from app.views.desk import Desk
from app.views.leads.lead_marks import mark_chip
from app.views.leads.seller_tiles import SellerTiles
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import day
from app.views.look.segments import Segment
from app.views.messages import Messages
from app.views.triage.decision_bar import MARGIN
from app.views.triage.inbox_room import InboxRoom, present
from app.views.triage.queue import QUALIFY, Decision, Queue

REOPEN = "reopen"
NOTHING = LeadPage(InboxPage((), 0, 0, 0, 0), 0, {}, ())


class LeadsRoom(InboxRoom):
    """An inbox of leads. read: the operation ``(session, segment=, limit=)`` that gives its ``LeadPage``.

    Where a seller can be named for the selected lead, the sellers of its department stand above the decisions.
    """

    topics: ClassVar[frozenset[str]] = InboxRoom.topics | {"absence"}
    news_wait: ClassVar[int] = 30
    """What was sorted to a head is there at once [M33]: a commit brings all its news together."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        queue: Queue,
        read: Callable[..., LeadPage],
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        self._read, self._leads = read, NOTHING
        self._department: int | None = None
        self._sellers_of: int | None = None
        self.stands_in = Label("", 12, 500, "muted", wrap=True)
        super().__init__(desk, messages, queue, clock=clock, parent=parent)
        self.list.inquiries.marks = self._mark

    @property
    def of_closed(self) -> bool:
        """Whether the closed ones are shown."""
        return self.segments.current == CLOSED

    def reload(self) -> None:
        self.preview.forget()
        asked = self.desk.ask(self, self._read, segment=self.segments.current or "all", limit=self.loading.limit)
        asked.then(self._show_leads)

    def retranslate(self) -> None:
        super().retranslate()
        self._show_stands_in()

    def decide(self, code: str) -> None:
        if code == REOPEN:
            rows = self.list.chosen_rows
            if rows and self.of_closed:
                self.deciding.decide(rows, reopening.reopen)
        elif not self.of_closed:
            super().decide(code)

    def name_seller(self, employee_id: int) -> None:
        """Give what is selected to this seller."""
        rows = [row for row in self.list.chosen_rows if self._may_name(row)]
        if rows and not self.of_closed:
            self.deciding.decide(rows, triage.assign, employee_id)

    # Answers

    def _show_leads(self, leads: LeadPage) -> None:
        self._leads = leads
        self._show_stands_in()
        self._show_page(leads.page)
        self._ask_sellers()

    def _show_stands_in(self) -> None:
        whose = [tr("{name} (until {day})", name=each.name, day=day(each.last_day)) for each in self._leads.stands_in]
        self.stands_in.setText(tr("You stand in for {names}.", names=", ".join(whose)) if whose else "")
        self.stands_in.setVisible(bool(whose))

    def _parts(self, page: InboxPage) -> list[Segment]:
        return [*super()._parts(page), Segment(CLOSED, tr("Closed ones"), self._leads.closed)]

    def _selected(self, inquiry_id: int) -> None:
        super()._selected(inquiry_id)
        self._ask_sellers()

    def _show_decisions(self, suggested: int | None = None) -> None:
        row, decisions = self.list.current_row, self.queue.decisions((), None)
        if self.of_closed:
            words = tr("Take up again")
            decisions = [Decision(REOPEN, words, "U", "arrow-u-up-left", main=True, note=tr("Back to where it was"))]
        elif row is not None and row.state != InquiryState.ASSIGNED:
            decisions = [each for each in decisions if each.code != QUALIFY]
        self.foot.bar.show_decisions(decisions)
        self.foot.bar.set_usable(row is not None)
        self._offer_sellers()

    def _show_list_or_empty(self, any_rows: bool) -> None:
        words = self.queue.words
        if self.of_closed:
            self.empty.set_words(tr("Nothing was closed lately"), tr("Older ones stand in the register of inquiries."))
        else:
            self.empty.set_words(tr(words.empty_title), tr(words.empty_line))
        super()._show_list_or_empty(any_rows)

    # Sellers

    def _may_name(self, row: InboxRow) -> bool:
        """Whether the person names the seller of this lead."""
        return row.state == InquiryState.SORTED

    def _usual_department(self) -> int | None:
        """Whose sellers stand there while nothing is selected."""
        return None

    def _ask_sellers(self) -> None:
        row = self.list.current_row
        mark = self._leads.marks.get(row.id) if row is not None else None
        wanted = mark.department_id if row is not None and mark is not None else self._usual_department()
        self._department = wanted
        if wanted is not None and not self.of_closed and (row is None or self._may_name(row)):
            self.desk.ask(self, lead_inbox.seller_loads, wanted).then(partial(self._show_sellers, wanted))
        self._offer_sellers()

    def _show_sellers(self, department_id: int, sellers: tuple[SellerLoad, ...]) -> None:
        self._sellers_of = department_id
        self.tiles.show_sellers(sellers)
        self._offer_sellers()

    def _offer_sellers(self) -> None:
        row = self.list.current_row
        # Not before they have come: a key must never mean the sellers of the department before.
        came = self._department is not None and self._department == self._sellers_of
        named = came and not self.of_closed and (row is None or self._may_name(row))
        self.tiles.offer(named and bool(self.tiles.sellers or row), row is not None)

    def _mark(self, row: InboxRow) -> ChipText | None:
        mark: LeadMark | None = self._leads.marks.get(row.id)
        return mark_chip(mark) if mark is not None else None

    # Building

    def _arrange(self) -> None:
        self.tiles = SellerTiles(self.foot.bar)
        self.tiles.chosen.connect(self.name_seller)
        super()._arrange()
        self.stands_in.setContentsMargins(MARGIN, 8, MARGIN, 8)
        foot, top = self.foot.layout(), self.top.layout()
        assert isinstance(foot, QBoxLayout)
        assert top is not None
        foot.insertWidget(foot.indexOf(self.foot.bar), self.tiles)
        top.addWidget(self.stands_in)

    def _declare_commands(self) -> None:
        super()._declare_commands()
        self.command(marked("Take up again"), "", lambda: self.decide(REOPEN), symbol="arrow-u-up-left")
