"""The lists of service that stand beside each other in its room: visits by their day, contracts by their end [M69]."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from app.language import marked, phrase, tr
from app.models.terms import Periodicity, Role
from app.operations import service, service_cards, service_papers, service_renewal, service_visits
from app.operations.register import RegisterRow
from app.operations.service import PERIODICITY_WORDS, RENEW_DAYS, ServiceDraft
from app.operations.service_cards import ContractCard
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.look.chip import ChipText
from app.views.look.numbers import day
from app.views.production.work_room import WorkRoom
from app.views.register.cells import CellLook
from app.views.service.cards import show_contract
from app.views.service.scans import Scans

HEAD_HEIGHT = 44
SOON = 7
"""Days in which a visit is shown as near."""


class Lane(WorkRoom):
    """One list of service. Who only looks on (*may_act* False) has no actions. The room's own head stands above."""

    word: ClassVar[str] = ""
    """What the room's segments call it (marked)."""
    title: ClassVar[str] = marked("Service")
    icon: ClassVar[str] = "headset"

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.scans = Scans(self)
        self.head.setFixedHeight(HEAD_HEIGHT)
        # With one view only there is nothing to choose: the figure stands in the room's own head.
        self.head.setVisible(len(self.spec.presets) > 1)
        self.may_act = not self.person.roles.isdisjoint({Role.SERVICE, Role.ADMIN})
        self.may_sell = self.may_act or not self.person.roles.isdisjoint({Role.SELLER, Role.HEAD})
        self.offer_actions()
        self.action(marked("Open deal"), "O", self.open_deal, symbol="columns", needs_row=True)

    def offer_actions(self) -> None:
        """Declare what one can do here; ``may_act`` is known."""

    def open_deal(self) -> None:
        if self.row is not None:
            self.wanted.emit("deal", self.row.cells.get("deal_id") or self.row.key)

    def _say_words(self) -> None:
        super()._say_words()
        self.head.set_title("")


class VisitsLane(Lane):
    """Visits by their day: done with a note, put off with a reason, taken by somebody."""

    register_name: ClassVar[str] = "service_visits"
    topics: ClassVar[frozenset[str]] = frozenset({"service_visit", "service_contract", "commissioning", "attachment"})
    word: ClassVar[str] = marked("Visits")
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No visit of this kind"),
        marked("Visits are planned when a service contract is concluded."),
    )

    def offer_actions(self) -> None:
        if self.may_act:
            self.action(marked("Visit done"), "V", self.finish, symbol="check", needs_row=True)
            self.action(marked("I go"), "T", self.take, symbol="user", needs_row=True)
            self.action(marked("Another day"), "M", self.put_off, symbol="calendar-blank", needs_row=True)

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        match key:
            case "due_on":
                return CellLook(
                    text=day(cells["due_on"], today=self.today()), chips=self._due(cells["due_on"], cells["done_at"])
                )
            case "company":
                return CellLook(weight=600)
            case "who":
                return None if cells["who"] else CellLook(text=tr("nobody yet"), token="muted")
        return None

    def _due(self, due: date, done: object) -> tuple[ChipText, ...]:
        left = (due - self.today()).days
        if done is not None:
            return (ChipText(tr("done"), "success", "check-circle"),)
        if left < 0:
            return (ChipText(tr("{days} d late", days=-left), "danger", "warning-circle-fill"),)
        if left == 0:
            return (ChipText(tr("today"), "warning", "clock"),)
        return (ChipText(tr("in {days} d", days=left), "warning", "clock"),) if left <= SOON else ()

    def fill_card(self, row: RegisterRow) -> None:
        self.add_head(row.cells["company"], row.cells["title"])
        ticket = self.desk.ask(self, service_cards.contract_of_visit, row.key)
        self.fill_from(row, ticket, lambda card: show_contract(self, card, self.scans, row.key))

    def open_row(self, row: RegisterRow) -> None:
        if self.may_act and row.cells["done_at"] is None:
            self.finish()
        else:
            self.arrangement.show_card()

    def finish(self) -> None:
        """Ask what was done."""
        row = self.row
        if row is None:
            return
        title = phrase("Visit to {company}, planned for {date}", company=row.cells["company"], date=row.cells["due_on"])
        asked = [Asked("work", marked("What was done"), needed=True)]
        self.ask_for(title, asked, marked("Save the visit"), partial(self._finish, row))

    def _finish(self, row: RegisterRow, values: Values) -> Ticket[None]:
        return self.change(
            self.desk.do(self, service.visit_done, row.key, values["work"]),
            lambda _none: phrase("The visit to {company} is recorded.", company=row.cells["company"]),
            undo=lambda _none: self.undoing(
                lambda: self.desk.do(self, service_visits.not_done, row.key), tr("The visit is planned again.")
            ),
        )

    def take(self) -> None:
        """Go oneself, or give the visit back."""
        row = self.row
        if row is None:
            return
        mine = row.cells["employee_id"] == self.person.id
        act, back = (service_visits.give_back_visit, service_visits.take_visit)
        if not mine:
            act, back = back, act
        said = tr("The visit is given back.") if mine else tr("You go to {company}.", company=row.cells["company"])
        self.change(
            self.desk.do(self, act, row.key),
            lambda _none: said,
            undo=lambda _none: self.undoing(lambda: self.desk.do(self, back, row.key), tr("It is as it was.")),
        )

    def put_off(self) -> None:
        """Ask for another day and its reason."""
        row = self.row
        if row is None:
            return
        asked = [
            Asked("due_on", marked("New date"), "date", max(row.cells["due_on"], self.today()), needed=True),
            Asked("reason", marked("Why"), stretch=3),
        ]
        title = phrase("Another day for {company}", company=row.cells["company"])
        self.ask_for(title, asked, marked("Move the visit"), partial(self._put_off, row), icon="calendar-blank")

    def _put_off(self, row: RegisterRow, values: Values) -> Ticket[None]:
        old, new, before = row.cells["due_on"], values["due_on"], row.cells["move_reason"]
        return self.change(
            self.desk.do(self, service_visits.reschedule, row.key, old, new, values["reason"]),
            lambda _none: phrase("The visit is on {date} now. The seller is told.", date=new),
            undo=lambda _none: self.undoing(
                lambda: self.desk.do(self, service_visits.reschedule, row.key, new, old, before), tr("It is as it was.")
            ),
        )

    def open_record(self, kind: str, record: int) -> None:
        super().open_record("service_visit", record)


def contract_fields(begin: date, old: ContractCard | None = None) -> list[Asked]:
    """What a service contract asks for; of a renewal with the terms of the old one."""
    choices = tuple(PERIODICITY_WORDS.items())
    months = 12 if old is None else max(1, round((old.ends_on - old.starts_on).days / 30.4))
    return [
        Asked("starts_on", marked("Begins on"), "date", begin, needed=True),
        Asked("months", marked("Months"), "number", Decimal(months), needed=True),
        Asked("periodicity", marked("Visits"), "choice", old.periodicity if old else Periodicity.QUARTERLY, choices),
        Asked("price", marked("A year, net"), "number", old.price if old else None, needed=True, pattern="#,##0.00"),
    ]


def contract_draft(form: InlineForm, values: Values) -> ServiceDraft | None:
    """The contract that a form describes; None if the months are no whole number, which the form then says."""
    months = values["months"]
    if months != int(months) or months < 1:
        form.fields["months"].set_error(tr("Whole months only."))
        return None
    return ServiceDraft(values["starts_on"], int(months), Periodicity(values["periodicity"]), values["price"])


class ContractsLane(Lane):
    """Service contracts by their end; what ends is renewed here."""

    register_name: ClassVar[str] = "service_contracts"
    topics: ClassVar[frozenset[str]] = frozenset({"service_contract", "service_visit", "commissioning", "attachment"})
    word: ClassVar[str] = marked("Contracts")
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No contract of this kind"),
        marked("Contracts are concluded with customers who want service: see Offers."),
    )

    def offer_actions(self) -> None:
        self._card: ContractCard | None = None
        if self.may_sell:
            self.action(marked("Renew"), "R", self.renew, symbol="arrows-clockwise", needs_row=True)
            self.action(marked("As PDF"), "D", self.print_contract, symbol="printer", needs_row=True)
            self.command(marked("Add the scan"), "S", lambda: self.scans.of_contract(self._card), symbol="paperclip")

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells, today = row.cells, self.today()
        match key:
            case "company":
                return CellLook(weight=600)
            case "ends_on":
                return CellLook(text=day(cells["ends_on"], today=today), chips=self._end(row))
            case "next_visit":
                due = cells["next_visit"]
                return CellLook(token="danger_text") if due is not None and due < today else None
            case "renewed_by" | "currency":
                return CellLook(token="muted")
        return None

    def _end(self, row: RegisterRow) -> tuple[ChipText, ...]:
        left = (row.cells["ends_on"] - self.today()).days
        if row.cells["renewed_by"]:
            return (ChipText(tr("renewed"), "success", "check-circle"),)
        if left < 0:
            return (ChipText(tr("ended"), "danger", "warning-circle-fill"),)
        return (ChipText(tr("in {days} d", days=left), "warning", "clock"),) if left <= RENEW_DAYS else ()

    def fill_card(self, row: RegisterRow) -> None:
        self._card = None
        self.add_head(row.cells["company"], row.cells["number"])
        self.fill_from(row, self.desk.ask(self, service_cards.contract_card, row.key), self._show)

    def _show(self, card: ContractCard) -> None:
        self._card = card
        show_contract(self, card, self.scans)

    def open_row(self, row: RegisterRow) -> None:
        if self.may_sell and not row.cells["renewed_by"] and (row.cells["ends_on"] - self.today()).days <= RENEW_DAYS:
            self.renew()
        else:
            self.arrangement.show_card()

    def renew(self) -> None:
        """Ask for the contract that follows, with the terms of the old one."""
        card = self._card
        if card is None:
            return
        begin = max(card.ends_on + timedelta(days=1), self.today())
        title = phrase("Renew {number} of {company}", number=card.number, company=card.deal.company)
        form = self.ask_for(
            title,
            contract_fields(begin, card),
            marked("Renew it"),
            lambda values: self._renew(form, card, values),
            icon="handshake",
        )

    def _renew(self, form: InlineForm, card: ContractCard, values: Values) -> Ticket[int] | None:
        draft = contract_draft(form, values)
        if draft is None:
            return None
        return self.change(
            self.desk.do(self, service_renewal.renew, card.id, card.version, draft),
            lambda _id: phrase("{number} is renewed; its visits are planned.", number=card.number),
        )

    def print_contract(self) -> None:
        """The contract as PDF, in the customer's language."""
        if self.row is not None:
            self.open_document(self.desk.do(self, service_papers.print_service_contract, self.row.key))
