"""The room of difficult cases: what heads have taken over, why, since when; and giving it back with the resolution."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.language import Phrase, marked, phrase, tr
from app.models.quality_terms import CAUSE_WORDS, CaseCause
from app.models.terms import Role
from app.operations import difficult_cases, register_filters
from app.operations.actors import Actor
from app.operations.register import RegisterRow
from app.views.background import Ticket
from app.views.deals.form import Asked, Values
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import age, day, moment
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.production.work_room import WorkRoom, present
from app.views.register.cells import CellLook

SELLERS = register_filters.people(Role.SELLER)


class DifficultCasesRoom(WorkRoom):
    """``DifficultCasesRoom(desk, messages, preferences, person, papers)``; *clock*: of the ages."""

    name: ClassVar[str] = "difficult_cases"
    title: ClassVar[str] = marked("Difficult cases")
    icon: ClassVar[str] = "lifebuoy"
    topics: ClassVar[frozenset[str]] = frozenset({"difficult_case", "deal", "inquiry"})
    register_name: ClassVar[str] = "difficult_cases"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No difficult case is open"),
        marked("K on a deal's page or T in New leads takes a case over, with the cause; the seller is told."),
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
        self.action(marked("Resolve and give back"), "G", self.resolve, needs_row=True)
        self.action(marked("Open it"), "O", self.open_matter, needs_row=True)

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        match key:
            case "company":
                return CellLook(weight=600, icon="columns" if cells["deal_id"] is not None else "tray")
            case "cause":
                return CellLook(text=tr(CAUSE_WORDS[CaseCause(cells["cause"])]))
            case "resolved_at" if cells["resolved_at"] is None:
                return CellLook(text="", chips=(ChipText(tr("open"), "warning", "clock"),))
        return None

    def fill_card(self, row: RegisterRow) -> None:
        cells = row.cells
        opened = cells["resolved_at"] is None
        chip = ChipText(tr("open"), "warning", "clock") if opened else ChipText(tr("resolved"), "success", "check-circle")
        section = self.add_head(cells["company"], cells["number"], (chip,))
        section.add_fact(tr("Taken over"), f"{cells['head']}, {moment(cells['taken_at'], now=self._clock())}")
        if opened:
            section.add_fact(tr("Open for"), age(self._clock() - cells["taken_at"]))
        section.add_fact(tr("From"), cells["seller"] or tr("nobody yet"))
        way, record = ("deal", cells["deal_id"]) if cells["deal_id"] is not None else ("inquiry", cells["inquiry_id"])
        self.add_way(section, cells["number"], "columns" if way == "deal" else "tray", way, record)
        if cells["counterparty_id"] is not None:
            self.add_way(section, cells["company"], "address-book", "counterparty", cells["counterparty_id"])
        why = self.card.add_section(tr("Why"), tr(CAUSE_WORDS[CaseCause(cells["cause"])]), line=True)
        why.add(Label(cells["cause_note"] or tr("Nothing was written beside the cause."), 13, 400, wrap=True))
        if not opened:
            note = f"{cells['returned_to'] or ''}, {day(cells['resolved_at'])}"
            self.card.add_section(tr("Resolution"), note, line=True).add(Label(cells["resolution"], 13, 400, wrap=True))

    def open_row(self, row: RegisterRow) -> None:
        self.open_matter()

    def open_matter(self) -> None:
        """O, or Enter: go to the deal or the inquiry."""
        if self.row is None:
            return
        cells = self.row.cells
        if cells["deal_id"] is not None:
            self.wanted.emit("deal", cells["deal_id"])
        else:
            self.wanted.emit("inquiry", cells["inquiry_id"])

    def resolve(self) -> None:
        """G: what was found, and who goes on."""
        row = self.row
        if row is None:
            return
        if row.cells["resolved_at"] is not None:
            self.messages.say(tr("This case is resolved already."))
            return
        self.desk.ask(self, SELLERS).then(partial(self._ask, row))

    def _ask(self, row: RegisterRow, sellers: Sequence[tuple[str, str]]) -> None:
        cells = row.cells
        names = {int(value): name for value, name in sellers}
        head = cells["taken_by_id"]
        order = [each for each in (cells["from_id"],) if each in names]
        order += [each for each in names if each not in order]
        choices: tuple[tuple[object, str | Phrase], ...] = (
            *((each, phrase("{name}", name=names[each])) for each in order if each != head),
            (head, phrase("{name}, who took it over", name=cells["head"])),
        )
        asked = (
            Asked("resolution", marked("How it was resolved"), needed=True, stretch=3),
            Asked("to", marked("Who goes on"), "choice", choices[0][0], choices),
        )

        def start(values: Values) -> Ticket[difficult_cases.CaseDone]:
            ticket = self.desk.do(
                self, difficult_cases.resolve, row.key, cells["version"], str(values["resolution"]), int(values["to"])
            )
            return self.change(ticket, lambda done: done.sentence, undo=self._undo)

        self.ask_for(phrase("Resolve: {company}", company=cells["company"]), asked, marked("Resolve it"), start)

    def _undo(self, done: difficult_cases.CaseDone) -> Callable[[], object]:
        said = tr("The case is open again.")
        return self.undoing(lambda: self.desk.do(self, difficult_cases.reopen, done), said)
