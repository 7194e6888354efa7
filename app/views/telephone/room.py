"""The room of calls: all that the exchange has told of, one row each; who rang, what came of it, what one does next."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.language import marked, phrase, tr
from app.models.terms import CallOutcome, CounterpartyKind, Direction, Role
from app.operations import call_desk, call_story
from app.operations.actors import Actor
from app.operations.call_desk import Attached, CallRow, Described, NoteRow
from app.operations.call_story import CallPage
from app.operations.counterparties import CounterpartyRow
from app.operations.register import RegisterRow
from app.operations.register_spec import Condition, Operator, Shown
from app.views.background import Ticket
from app.views.counterparties.parts import LinkLine
from app.views.deals.customer_search import CustomerSearch
from app.views.deals.form import Asked, Values
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.card_column import CardSection
from app.views.look.label import Label
from app.views.look.numbers import clock, day, local
from app.views.look.rows import RowKind
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.production.work_room import WorkRoom, present
from app.views.register.cells import CellLook
from app.views.room import About
from app.views.telephone.note_box import NoteBox
from app.views.telephone.number_link import NumberLink, dial
from app.views.telephone.story import add_calls, add_facts, add_legs, add_notes, chips_of, dialled_of
from app.views.telephone.words import call_icon, is_dialled, number_words, outcome_chip, row_title

SORTING = frozenset({Role.DISPATCHER, Role.HEAD, Role.SELLER, Role.ADMIN})
"""Who has a room for inquiries."""


EMPTY = {
    "to_call_back": (
        marked("Nobody waits to be called back"),
        marked("Missed calls stand here until somebody has talked with the number, or has given a reason."),
    ),
    "missed": (marked("No missed calls"), marked("Calls that nobody answered stand here, also when they were called back.")),
    "without_result": (
        marked("Every call has its note"),
        marked("Calls that you have talked in stand here until something is noted, or there is nothing to note."),
    ),
    "internal": (
        marked("No calls between colleagues"),
        marked("Calls from one own telephone to another stand here; no lead comes of them."),
    ),
}
"""Marked: what an empty view says, by its key."""


class WhoCalls(CustomerSearch):
    """The search of customers, over everybody who may call: suppliers too."""

    kinds: ClassVar[tuple[CounterpartyKind, ...]] = tuple(CounterpartyKind)
    icon: ClassVar[str] = "link"
    label: ClassVar[str] = marked("Whose call it is: part of the name, number or address")


class TelephoneRoom(WorkRoom):
    """``TelephoneRoom(desk, messages, preferences, person, papers)``; *clock*: of the ages."""

    name: ClassVar[str] = "telephone"
    title: ClassVar[str] = marked("Phone")
    icon: ClassVar[str] = "phone"
    topics: ClassVar[frozenset[str]] = frozenset({"call", "call_leg", "call_note", "interaction", "task"})
    register_name: ClassVar[str] = "calls"
    row_kind: ClassVar[RowKind] = "two"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No calls here"),
        marked("Calls come by themselves as soon as a telephone rings; nobody has to write them down."),
    )

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        papers: PaperDesk,
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, preferences, person, papers, clock=clock, parent=parent)
        self._page: CallPage | None = None
        self.box: NoteBox | None = None
        self.action(marked("Call back"), "C", self.call, needs_row=True)
        self.action(marked("Note"), "N", self.begin_note, needs_row=True)
        self.action(marked("Attach the call"), "A", self.attach, needs_row=True)
        self.action(marked("Make a lead"), "L", self.make_lead, needs_row=True)
        self.action(marked("Nothing to note"), "S", self.settle, needs_row=True)
        self.segments.chosen.connect(lambda _key: self._say_empty())
        self._begin_view()
        self._say_empty()

    # What the list shows

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        direction, outcome = Direction(cells["direction"]), CallOutcome(cells["outcome"])
        talks = cells["answered_at"] is not None
        match key:
            case "name":
                icon, _ = call_icon(direction, outcome, talks=talks)
                company = cells["company"] or ""
                name = cells["name"] or company or number_words(cells["number"], cells["raw_number"])
                return CellLook(text=name, second=company if company != name else "", icon=icon, weight=600)
            case "started_at":
                today = local(cells["started_at"]).date() == self.today()
                return CellLook(second="" if today else clock(cells["started_at"]))
            case "number" if not cells["number"]:
                return CellLook(text=cells["raw_number"] if is_dialled(cells["raw_number"]) else "", token="text")
            case "outcome":
                chips = [outcome_chip(direction, outcome, talks=talks)]
                return CellLook(text="", chips=chips)
            case "who":
                wants = talks and not cells["note"] and cells["settled_at"] is None and direction is not Direction.INTERNAL
                missing = tr("no note yet") if wants and cells["ended_at"] is not None else ""
                return CellLook(second=" ".join((cells["note"] or missing).split()))
        return None

    def fill_card(self, row: RegisterRow) -> None:
        self.desk.ask(self, call_story.page, row.key).then(self._take_page)

    def open_row(self, row: RegisterRow) -> None:
        if row.cells["counterparty_id"] is not None:
            self.wanted.emit("counterparty", row.cells["counterparty_id"])
        elif row.cells["inquiry_id"] is not None and not self.person.roles.isdisjoint(SORTING):
            self.wanted.emit("inquiry", row.cells["inquiry_id"])
        else:
            self.arrangement.show_card()

    def retranslate(self) -> None:
        page, self._page = self._page, None
        super().retranslate()
        self._say_empty()
        if page is not None and self.is_current(page.details.row.interaction_id):
            self._take_page(page)

    def has_unsaved_edits(self) -> bool:
        return super().has_unsaved_edits() or (self.box is not None and self.box.is_dirty())

    # What one does

    @property
    def shown(self) -> CallRow | None:
        """The selected call as its card knows it; None while the card is on its way."""
        page = self._page
        return page.details.row if page is not None and self.is_current(page.details.row.interaction_id) else None

    def about(self) -> About | None:
        return None if self.row is None else ("call", self.row.key)

    def call(self) -> None:
        """C: call the number of the selected call."""
        row = self.shown
        if row is None:
            return
        dialled = dialled_of(row)
        if dialled is None:
            self.messages.problem(UserError("The number was withheld: nobody can be called back."))
        else:
            dial(dialled)

    def begin_note(self) -> None:
        """N: type what was said."""
        self.arrangement.show_card()
        if self.box is not None:
            self.box.setFocus()

    def settle(self) -> None:
        """S: there is nothing to note of the selected call."""
        row = self.shown
        if row is None:
            return
        if row.settled_at is not None or row.note:
            self.messages.say(tr("This call waits for no note."))
            return
        self.change(
            self.desk.do(self, call_desk.settle, row.interaction_id),
            lambda _done: phrase("Nothing to note: {name}.", name=row_title(row)),
            undo=lambda _done: self.undoing(
                lambda: self.desk.do(self, call_desk.unsettle, row.interaction_id), tr("The call waits for a note again.")
            ),
        )

    def attach(self) -> None:
        """A: say whose call it is, somebody known."""
        row = self.shown
        if row is None:
            return
        search = WhoCalls(self.desk, marked("Whose call was it?"), marked("Attach the call"))
        search.chosen.connect(lambda party, _reason: self._attach(search, row, party))
        search.left.connect(self.slot.close_form)
        self.put_form(search)

    def make_lead(self) -> None:
        """L: somebody new; ask how they are called and what they want."""
        row = self.shown
        if row is None:
            return
        if row.counterparty_id is not None or row.inquiry_id is not None:
            self.messages.problem(UserError("This call belongs to somebody already."))
            return
        fields = [
            Asked("name", marked("Name"), value=row.name, stretch=2),
            Asked("company", marked("Company"), stretch=2),
            Asked("need", marked("What they want"), stretch=4),
        ]
        title = phrase("New lead: {number}", number=number_words(row.number, row.raw_number, row.number_extension))
        self.ask_for(title, fields, marked("Make a lead"), lambda values: self._make_lead(row, values), icon="user-plus")

    # Inside

    def _attach(self, search: WhoCalls, row: CallRow, party: CounterpartyRow) -> None:
        ticket = self.desk.do(self, call_desk.attach, row.interaction_id, party.id)
        ticket.then(lambda _attached: self.slot.close_form(search))
        self.change(ticket, lambda attached: attached.sentence, undo=self._undo_attach)

    def _undo_attach(self, attached: Attached) -> Callable[[], object]:
        said = tr("The call stands where it stood before.")
        return self.undoing(lambda: self.desk.do(self, call_desk.undo_attach, attached), said)

    def _make_lead(self, row: CallRow, values: Values) -> Ticket[Described]:
        about = str(values["name"]), str(values["company"]), str(values["need"])
        return self.change(
            self.desk.do(self, call_desk.make_lead, row.interaction_id, *about), lambda described: described.sentence
        )

    def _write(self, row: CallRow, before: str, text: str) -> None:
        box = self.box
        ticket = self.desk.do(self, call_desk.note, row.interaction_id, text)

        def kept(_note: NoteRow) -> None:
            if box is not None and box is self.box:
                box.show_note(text)
                self.view.table.setFocus()

        ticket.then(kept)
        self.change(
            ticket,
            lambda _note: phrase("Noted: {name}.", name=row_title(row)),
            undo=lambda _note: self.undoing(
                lambda: self.desk.do(self, call_desk.note, row.interaction_id, before), tr("The note is as it was before.")
            ),
        )

    def _say_empty(self) -> None:
        title, line = EMPTY.get(self.segments.current, self.empty_words)
        self.view.set_empty_words(tr(title), tr(line))

    def _begin_view(self) -> None:
        """The first visit: today's calls; of a head, those of the own department."""
        if self.preferences.get(f"register.{self.spec.name}.view"):
            return
        self.segments.choose("today")
        self.view.base = self._base("today")
        own: tuple[Condition, ...] = ()
        if Role.HEAD in self.person.roles and Role.ADMIN not in self.person.roles and self.person.department_id is not None:
            own = (Condition("department", Operator.IS, (str(self.person.department_id),)),)
        self.view.take(Shown(self.spec.name, (*self.view.base, *own)))

    def _show_card(self, row: RegisterRow | None) -> None:
        page = self._page
        if row is not None and page is not None and page.details.row.interaction_id == row.key:
            # The same call anew: what stands there stays until there is something else to say.
            self.fill_card(row)
            return
        if self.box is not None and self.box.is_dirty():
            self.box.keep()
        self._page = self.box = None
        super()._show_card(row)

    def _take_page(self, page: CallPage) -> None:
        if not self.is_current(page.details.row.interaction_id) or page == self._page:
            return
        self._page = page
        if self.box is None or not self.box.is_dirty():
            self._show_page(page)

    def _show_page(self, page: CallPage) -> None:
        typing = self.box is not None and self.box.text.hasFocus()
        row, details, now = page.details.row, page.details, self._clock()
        self.card.clear()
        head = self.add_head(row_title(row), row.company if row.company != row_title(row) else "", chips_of(row))
        dialled = dialled_of(row)
        if dialled is not None:
            head.add(NumberLink(dialled, key="C"))
        elif row.name or row.company:
            head.add(Label(number_words(row.number, row.raw_number), 13, 400, "muted"))
        add_facts(head, row, now)
        self._add_ways(page)
        self.box = NoteBox()
        mine = next((note.text for note in details.notes if note.mine), "")
        self.box.show_note(mine)
        self.box.written.connect(lambda text: self._write(row, mine, text))
        self.box.left.connect(self.view.table.setFocus)
        section = self.card.add_section(tr("Note"), line=True)
        section.add(self.box)
        add_notes(section, [note for note in details.notes if not note.mine])
        add_legs(self.card, details.legs, now)
        add_calls(self.card, tr("Earlier calls"), page.earlier, now)
        if typing:
            self.box.setFocus()

    def _add_way(self, section: CardSection, words: str, icon: str, kind: str, record: int) -> None:
        line = LinkLine(icon, words, token="accent_text")
        line.clicked.connect(lambda: self.wanted.emit(kind, record))
        section.add(line)

    def _add_ways(self, page: CallPage) -> None:
        row, back = page.details.row, page.details.call_back
        if row.counterparty_id is None and row.inquiry_id is None and back is None and row.deal_id is None:
            return
        section = self.card.add_section(line=True)
        if row.counterparty_id is not None:
            self._add_way(section, row.company, "address-book", "counterparty", row.counterparty_id)
        if row.inquiry_id is not None and not self.person.roles.isdisjoint(SORTING):
            self._add_way(section, tr("Inquiry {number}", number=row.inquiry_number), "tray", "inquiry", row.inquiry_id)
        if row.deal_id is not None:
            self._add_way(section, tr("Deal of this call"), "columns", "deal", row.deal_id)
        if back is not None:
            until = tr("{day}, {time}", day=day(back.due_at), time=clock(back.due_at))
            words = tr("To call back until {time}, {name}", time=until, name=back.who) if back.who else ""
            self._add_way(section, words or tr("To call back until {time}", time=until), "phone-x", "task", back.id)
