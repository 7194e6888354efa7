"""The rooms of leads: "New leads" of a head, "My leads" of a seller."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import marked, tr
from app.models.quality_terms import CAUSE_WORDS
from app.models.terms import InquiryState
from app.operations import lead_inbox
from app.operations.actors import Actor
from app.operations.qualification import NewDeal
from app.operations.triage import Decided, InboxRow
from app.views.desk import Desk
from app.views.leads.leads_room import LeadsRoom
from app.views.leads.qualify_panel import QualifyPanel
from app.views.leads.queues import HEAD_WORDS, SELLER_WORDS, heading, selling
from app.views.messages import Messages
from app.views.quality.taking_over import TakingOver
from app.views.triage.choice_panel import Option
from app.views.triage.inbox_room import present
from app.views.triage.inquiry_words import who_asks
from app.views.triage.queue import CLOSE


class NewLeadsRoom(LeadsRoom):
    """The head names a seller with one key: ``NewLeadsRoom(desk, messages, me)``."""

    name: ClassVar[str] = "new_leads"
    title: ClassVar[str] = HEAD_WORDS.title
    icon: ClassVar[str] = "user-plus"

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        me: Actor,
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        self._me = me
        super().__init__(desk, messages, heading(me), lead_inbox.new_leads, clock=clock, parent=parent)
        self._over = TakingOver(desk, messages, None, self)
        self._over.changed.connect(self.refresh)
        self.command(marked("Take over as a difficult case"), "T", self.take_over, symbol="lifebuoy")

    def take_over(self) -> None:
        """T: the head takes the chosen lead, with the cause; the seller who has it is told."""
        row = self.list.current_row
        if row is None:
            return
        causes = [Option(cause, tr(words)) for cause, words in CAUSE_WORDS.items()]
        question = tr("Why do you take over {name}?", name=who_asks(row))
        use = partial(self._over.take_inquiry, row.id, row.version)
        self.foot.ask(question, causes, use, tr("What happened; the seller reads it"))

    def _may_name(self, row: InboxRow) -> bool:
        """Also another one for a lead with which its seller has not begun."""
        return row.state != InquiryState.CLOSED

    def _usual_department(self) -> int | None:
        return self._me.department_id


class MyLeadsRoom(LeadsRoom):
    """A seller makes deals of leads or ends them. ``MyLeadsRoom(desk, messages, me)``, way out ``wanted("deal", id)``."""

    name: ClassVar[str] = "my_leads"
    title: ClassVar[str] = SELLER_WORDS.title
    icon: ClassVar[str] = "user-plus"

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        me: Actor,
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        self._panel: QualifyPanel | None = None
        self._typed: dict[int, NewDeal] = {}
        super().__init__(desk, messages, selling(me), lead_inbox.my_leads, clock=clock, parent=parent)

    @property
    def panel(self) -> QualifyPanel:
        """The form; it is built when it is first wanted, so that the list is there soon."""
        if self._panel is None:
            self._panel = QualifyPanel(self.desk, self.messages)
            # The form scrolls: while it is hidden it must not push the foot of the list out of a low window.
            self._panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
            self.body.addWidget(self._panel)
            self._panel.left.connect(self._leave_form)
            self._panel.deal_created.connect(self._deal_created)
            self._panel.linked.connect(self._linked)
            self._panel.closing_wanted.connect(self._close_from_form)
        return self._panel

    @property
    def qualifying(self) -> bool:
        """Whether the form is open."""
        return self._panel is not None and self.body.currentWidget() is self._panel

    def qualify(self, row: InboxRow) -> None:
        if row.state != InquiryState.ASSIGNED:
            return
        self.panel.begin(row.id, row.version, who_asks(row), self._typed.pop(row.id, None))
        self._show_form()

    def has_unsaved_edits(self) -> bool:
        return self.qualifying and self.panel.edited

    def _show_form(self) -> None:
        for part in (self.top, self.foot):
            part.hide()
        self.body.setCurrentWidget(self.panel)
        self.setFocusProxy(self.panel.form.contact["name"].line)

    def _show_list(self) -> None:
        for part in (self.top, self.foot):
            part.show()
        self.body.setCurrentWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.setFocus()
        self.refresh()

    def _leave_form(self) -> None:
        panel = self.panel
        if panel.edited:
            undo = partial(self._take_up, panel.inquiry_id, panel.version)
            self.messages.done(tr("The form was left; nothing of it was saved."), undo=partial(undo, panel.form.value()))
        panel.edited = False
        self._show_list()

    def _close_from_form(self) -> None:
        """Ask for the reason; what was typed in the form is given up with it."""
        inquiry_id, self.panel.edited = self.panel.inquiry_id, False
        self._show_list()
        if self.list.select(inquiry_id):
            self.decide(CLOSE)

    def _linked(self, decided: Decided, draft: NewDeal) -> None:
        self._show_list()
        self.messages.done(decided.sentence, undo=partial(self._part_again, decided, draft))

    def _part_again(self, decided: Decided, draft: NewDeal) -> None:
        """Take the link back; the form will open with what was typed."""
        self._typed[decided.inquiry_id] = draft
        self.deciding.undo(decided)

    def _take_up(self, inquiry_id: int, version: int, draft: NewDeal) -> None:
        """Open the form again with what was typed."""
        row = self.list.inquiries.row_of(inquiry_id)
        if row is not None:
            self.list.select(inquiry_id)
            self.panel.begin(inquiry_id, version, who_asks(row), draft)
            self._show_form()

    def _deal_created(self, deal_id: int, title: str) -> None:
        self._show_list()
        self.messages.bar.say(
            "plain",
            tr("{title} is a deal now.", title=title),
            action=tr("Open deal"),
            key="Ctrl+O",
            act=lambda: self.wanted.emit("deal", deal_id),
        )
