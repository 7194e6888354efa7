"""The page of one deal: one page, no tabs. At the left the matter, at the right what is next and what was."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import GateClosed, UserError
from app.language import marked
from app.models.terms import RefusalReason
from app.operations.actors import Actor
from app.operations.attachments import Owner
from app.operations.deal_rows import DealCard
from app.views.deals.documents_section import DocumentsSection
from app.views.deals.files_section import FilesSection
from app.views.deals.form import FormSlot
from app.views.deals.gate import ROOM_WAYS
from app.views.deals.lines_section import LinesSection
from app.views.deals.needs_section import NeedsSection
from app.views.deals.page_top import PageTop
from app.views.deals.paper_desk import PaperDesk
from app.views.deals.people_section import PeopleSection, call_about
from app.views.deals.refusal import RefusalPanel
from app.views.deals.section import Section
from app.views.deals.side import SideColumn
from app.views.deals.stage_section import (
    CertificatesSection,
    InstallationSection,
    ReadinessSection,
    ServiceSection,
    StageSection,
)
from app.views.deals.work import DealWork, Moves
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.key_hint import add_shortcut
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.messages import Messages
from app.views.quality.case_strip import CaseStrip

Command = tuple[str, str, Callable[[], object]]


class DealPage(QWidget):
    """``open_deal(id, order)`` shows a deal; *order*: the deals of the board, that Alt ↑ and Alt ↓ walk."""

    left = Signal()
    wanted = Signal(str, int)
    """Another room is wanted: its name, 0."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        who: Actor,
        moves: Moves,
        papers: PaperDesk,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.messages, self.moves = messages, moves
        self.work = DealWork(desk, messages, self)
        self._order: list[int] = []
        self._way = ""
        self.top = PageTop()
        self.slot = FormSlot()
        self.side = SideColumn(self.work, now)
        self.case = CaseStrip(desk, messages, who, self.work, self.slot)
        self.needs = NeedsSection(self.work)
        self.lines = LinesSection(self.work)
        self.readiness = ReadinessSection(self.work, now, who)
        self.certificates = CertificatesSection(self.work, now, who)
        self.installation = InstallationSection(self.work, now, who)
        self.service = ServiceSection(self.work, now, who)
        self.documents = DocumentsSection(self.work, papers, now)
        self.people = PeopleSection(self.work)
        self.files = FilesSection(self.work, papers)
        set_ground(self, "base")
        self._lay_out()
        self._connect()

    @property
    def sections(self) -> dict[str, Section]:
        """The sections by the names that ways have for them."""
        return {
            "needs": self.needs,
            "lines": self.lines,
            "readiness": self.readiness,
            "certificates": self.certificates,
            "installation": self.installation,
            "service": self.service,
            "documents": self.documents,
            "people": self.people,
            "company": self.people,
            "files": self.files,
        }

    def open_deal(self, deal_id: int, order: Sequence[int], way: str = "") -> None:
        """Show a deal, and go to the section *way* as soon as it is there."""
        self._order = list(order)
        self._way = way
        if deal_id != self.work.deal_id:
            self.close_form()
            for section in self.sections.values():
                section.clear()
            self.side.slot.close_form()
            self._scroll.verticalScrollBar().setValue(0)
        at = self._order.index(deal_id) + 1 if deal_id in self._order else 0
        self.top.show_place(at, len(self._order) if at else 0)
        self.work.open(deal_id)
        self.lines.table.setFocus()

    def reload(self) -> None:
        """Load the deal again, if nothing is being changed just now (then it is loaded afterwards anyway)."""
        if not self.work.busy:
            self.work.reload()

    def has_unsaved_edits(self) -> bool:
        """Whether a reload would destroy what is being typed."""
        return self.slot.is_dirty() or self.side.is_dirty() or any(part.slot.is_dirty() for part in self.sections.values())

    def close_form(self) -> bool:
        """Esc: close what is open; False if nothing was."""
        slots = [self.slot, self.side.slot, *(part.slot for part in self.sections.values())]
        opened = next((slot for slot in slots if slot.form is not None), None)
        if opened is not None:
            opened.close_form()
        return opened is not None

    def move_on(self) -> None:
        """Ctrl →: move the deal on; a closed gate is shown instead."""
        card = self.work.card
        if card is None:
            return
        if card.target is None:
            self.messages.problem(UserError("This deal has reached the end of its way."))
        elif self.has_unsaved_edits():
            self.messages.problem(UserError("Something in this deal is typed but not saved yet."))
        else:
            self.moves.move(card.id, card.version, card.target)

    def plan_step(self) -> None:
        """T: ask what happens next."""
        self.side.plan()

    def refuse(self) -> None:
        """Ask why the deal is not suitable."""
        card = self.work.card
        if card is None:
            return
        if not card.refusable:
            self.messages.problem(UserError("This deal cannot be refused any more: its goods are on their way."))
            return
        panel = RefusalPanel(card.company)
        panel.refused.connect(self._refuse)
        panel.left.connect(self.slot.close_form)
        self.slot.put(panel)

    def show_closed_gate(self, error: object) -> None:
        """Say that the gate is closed; it stands at the right, and the keyboard goes to its first way."""
        if isinstance(error, GateClosed):
            self.messages.problem(error)
            self.side.show_gate()

    def go_to(self, way: str) -> None:
        """Go to the section (or room) where something missing is supplied."""
        self.slot.close_form()
        if way in ROOM_WAYS:
            self.wanted.emit(way, 0)
        elif way == "refusal":
            self.refuse()
        elif (section := self.sections.get(way)) is not None:
            # The section may have just been shown: only after the layout it has a place to scroll to.
            QTimer.singleShot(0, section, lambda: self._arrive(section))

    def listed_commands(self) -> list[Command]:
        """The keys that buttons of this page wire, for the list of keys."""
        return [
            (marked("Documents"), "D", self.top.document.click),
            (marked("Write a letter"), "W", self.write_letter),
            (marked("Call"), "C", self.call),
            (marked("Add a line"), "Ins", self.lines.search),
            (marked("Where a line comes from"), "Ctrl+D", self.lines.split),
            (marked("Take over as a difficult case"), "K", self.case.take_over),
            (marked("Step is done"), "Ctrl+Return", self.side.finish),
            (marked("Deal before"), "Alt+Up", lambda: self.walk(-1)),
            (marked("Deal after"), "Alt+Down", lambda: self.walk(1)),
        ]

    def call(self) -> None:
        """C: call who takes part in the deal; of several people the person chooses one."""
        if self.work.card is not None:
            call_about(self.work.card, self, self.messages)

    def write_letter(self) -> None:
        """W: write to the customer about this deal; its documents are at hand there."""
        if self.work.card is not None:
            self.wanted.emit("write_about_deal", self.work.card.id)

    def walk(self, step: int) -> None:
        """Go to the deal before (-1) or after (1) in the order of the board."""
        deal_id = self.work.deal_id
        if deal_id not in self._order:
            return
        place = self._order.index(deal_id) + step
        if self.has_unsaved_edits():
            self.messages.problem(UserError("Something in this deal is typed but not saved yet."))
        elif 0 <= place < len(self._order):
            self.open_deal(self._order[place], self._order)

    def _arrive(self, section: Section) -> None:
        self._scroll.ensureWidgetVisible(section, 0, 20)
        section.begin()

    def _uncover(self, slot: FormSlot) -> None:
        # Only after the layout the form has its height.
        QTimer.singleShot(0, slot, lambda: self._scroll.ensureWidgetVisible(slot, 0, 12))

    def _show(self, card: DealCard) -> None:
        self.top.show_card(card)
        if self._way:
            way, self._way = self._way, ""
            self.go_to(way)

    def _gone(self, error: UserError) -> None:
        self.messages.problem(error)
        self.left.emit()

    def _refuse(self, reason: RefusalReason, note: str) -> None:
        if (card := self.work.card) is not None:
            self.moves.refuse(card.id, card.version, reason, note).then(lambda _moved: self.slot.close_form())

    def _connect(self) -> None:
        self.work.shown.connect(self._show)
        for section in set(self.sections.values()):
            section.slot.opened.connect(lambda slot=section.slot: self._uncover(slot))
        self.work.gone.connect(self._gone)
        self.top.left.connect(self.left)
        self.top.move_wanted.connect(self.move_on)
        self.top.document_wanted.connect(lambda: self.documents.open_menu(self.top.document))
        filed: tuple[tuple[Owner, StageSection], ...] = (
            ("certificate", self.certificates),
            ("commissioning", self.installation),
            ("service_contract", self.service),
        )
        for owner, part in filed:
            part.scan_wanted.connect(partial(self.files.panel.choose_for, owner))
            part.scan_opened.connect(self.files.panel.open_document)
        self.files.panel.take_drops_of(self)
        self.side.way_chosen.connect(self.go_to)
        self.side.refusal_wanted.connect(self.refuse)
        self.side.history.letter_wanted.connect(lambda interaction_id: self.wanted.emit("letter", interaction_id))
        self.top.letter_wanted.connect(self.write_letter)
        self.case.wanted.connect(self.wanted)
        add_shortcut(self, "K", self.case.take_over)
        add_shortcut(self, "C", self.call)
        add_shortcut(self, "Alt+Up", lambda: self.walk(-1))
        add_shortcut(self, "Alt+Down", lambda: self.walk(1))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("ground", "none")
        matter = QVBoxLayout(inside)
        matter.setContentsMargins(0, 14, 0, 14)
        matter.setSpacing(16)
        for part in (self.needs, self.lines, self.readiness, self.certificates, self.installation, self.service):
            matter.addWidget(part)
        matter.addWidget(Hairline())
        halves = QHBoxLayout()
        halves.setSpacing(0)
        halves.addWidget(self.documents, 1)
        halves.addWidget(Hairline(upright=True))
        halves.addWidget(self.people, 1)
        matter.addLayout(halves)
        matter.addWidget(Hairline())
        matter.addWidget(self.files)
        matter.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        steady_scroll_bar(self._scroll)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.case)
        column.addLayout(row, 1)
        column.addWidget(self.slot)
