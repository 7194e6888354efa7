"""What one can do with the counterparty that is shown: each deed opens a small form in place, and says what it did."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.language import Phrase, marked, phrase
from app.models.terms import KIND_WORDS, CounterpartyKind, Role
from app.operations import (
    counterparties,
    counterparty_work,
    register_filters,
    tasks,
)
from app.operations.counterparty_rows import CounterpartyCard
from app.operations.counterparty_work import Assigned, DealDraft
from app.operations.registers_office import LANGUAGE_WORDS
from app.views.background import Ticket
from app.views.counterparties.consent import ConsentDeed
from app.views.counterparties.forms import GridForm
from app.views.counterparties.party_picker import PartyPicker
from app.views.counterparties.record_deeds import RecordDeeds, editable
from app.views.counterparties.work import PartyWork
from app.views.deals.form import Asked, FormSlot, InlineForm, Values, evening_of

SELLERS = register_filters.people(Role.SELLER)
STAND_INS = register_filters.people(Role.SELLER, Role.HEAD)
Choices = Sequence[tuple[str, str]]


def tomorrow() -> date:
    """The day after the present one at this workstation."""
    return datetime.now(UTC).astimezone().date() + timedelta(days=1)


class Deeds(QObject):
    """``Deeds(work, slot)``; forms open in *slot*. ``deal_made`` carries the id of a new deal."""

    deal_made = Signal(int)

    def __init__(self, work: PartyWork, slot: FormSlot, parent: QWidget) -> None:
        super().__init__(parent)
        self.work, self.slot = work, slot
        self._desk = work.desk
        self.records = RecordDeeds(work, slot, parent)
        self.consent = ConsentDeed(work, slot)

    # What comes next

    def plan_task(self) -> None:
        """T: a task about this counterparty."""
        if (card := self.work.card) is None:
            return
        asked = (
            Asked("title", marked("What is to be done"), needed=True, stretch=3),
            Asked("due", marked("Until"), "date", tomorrow(), needed=True),
        )
        form = InlineForm(phrase("Task: {company}", company=card.name), asked, marked("Plan it"))
        self.slot.open(form, lambda values: self._plan(card, values))

    def new_deal(self) -> None:
        """N: open a deal; what the process asks for and is missing is named."""
        card = self.work.card
        if card is None:
            return
        if not card.may_deal:
            self.work.messages.problem(UserError("Deals are opened by sellers and heads."))
            return
        asked = [
            Asked("title", marked("What the deal is about"), stretch=2),
            Asked("need", marked("Need of the customer"), needed=True, stretch=2),
            Asked("more", marked("Further need"), stretch=2),
        ]
        if len(card.entities) > 1:
            choices = tuple((entity.id, entity.draft.name) for entity in card.entities)
            asked.append(Asked("entity", marked("Legal entity"), "choice", choices[0][0], choices, stretch=2))
        form = GridForm(phrase("New deal: {company}", company=card.name), asked, marked("Open the deal"), icon="plus")
        self.slot.open(form, lambda values: self._open_deal(card, values))

    def note(self, text: str) -> Ticket[int] | None:
        """Write a note into the history."""
        if (card := self.work.card) is None:
            return None
        return self.work.change(lambda _v: self._desk.do(self.work, counterparty_work.add_note, card.id, text))

    def assign(self) -> None:
        """A: say which seller answers for it."""
        card = self.work.card
        if card is None:
            return
        if not card.may_assign:
            self.work.messages.problem(UserError("The head of sales says who answers for a customer."))
            return
        self._desk.ask(self, SELLERS).then(lambda sellers: self._ask_seller(card, sellers))

    # What it is

    def edit(self) -> None:
        """E: name, kind, department and the like."""
        if (card := editable(self.work)) is not None:
            self._desk.ask(self, register_filters.departments).then(lambda found: self._ask_stand_ins(card, found))

    def join_group(self) -> None:
        """Say to which holding it belongs; an undo takes it back."""
        card = editable(self.work)
        if card is None:
            return
        question = phrase("To which company does {company} belong?", company=card.name)
        nobody = marked("To none") if card.group_id is not None else ""
        picker = PartyPicker(self._desk, question, marked("Belongs to this one"), card.id, nobody=nobody)
        picker.left.connect(self.slot.close_form)
        picker.chosen.connect(lambda found, name: self._join(card, found or None, name))
        self.slot.put(picker)

    # Inside

    def _plan(self, card: CounterpartyCard, values: Values) -> Ticket[tasks.TaskRow]:
        title, due = str(values["title"]), evening_of(values["due"])
        return self.work.change(
            lambda _v: self._desk.do(self.work, tasks.add, title, due, counterparty_id=card.id),
            said=lambda row: phrase("Planned: {task}", task=row.title),
        )

    def _open_deal(self, card: CounterpartyCard, values: Values) -> Ticket[int]:
        needs = tuple((str(values[key]), False) for key in ("need", "more") if values[key])
        draft = DealDraft(str(values["title"]), needs, values.get("entity"))
        made = self.work.change(lambda _v: self._desk.do(self.work, counterparty_work.new_deal, card.id, draft))
        return made.then(self.deal_made.emit)

    def _ask_seller(self, card: CounterpartyCard, sellers: Choices) -> None:
        choices = _named(marked("nobody"), sellers)
        asked = (Asked("seller", marked("Seller"), "choice", card.seller_id, choices),)
        form = InlineForm(phrase("Who answers for {company}?", company=card.name), asked, marked("Assign"))
        self.slot.open(form, lambda values: self._assign(card, values["seller"]))

    def _assign(self, card: CounterpartyCard, seller_id: int | None) -> Ticket[Assigned]:
        def back(done: Assigned) -> None:
            self.work.change(
                lambda v: self._desk.do(self.work, counterparty_work.assign, card.id, v, done.before_id), done.version
            )

        return self.work.change(
            lambda v: self._desk.do(self.work, counterparty_work.assign, card.id, v, seller_id),
            card.version,
            said=lambda done: phrase("{company} is with {seller} now.", company=card.name, seller=done.seller or "–"),
            undo=back,
        )

    def _join(self, card: CounterpartyCard, group_id: int | None, name: str) -> None:
        before = {"group_id": card.group_id}
        mine = {"group_id": group_id}

        def back(version: int) -> None:
            self.work.change(lambda v: self._desk.do(self.work, counterparties.edit, card.id, v, mine, before), version)

        said = phrase("{company} belongs to {group} now.", company=card.name, group=name)
        none = phrase("{company} belongs to no group now.", company=card.name)
        self.work.change(
            lambda v: self._desk.do(self.work, counterparties.edit, card.id, v, before, mine),
            card.version,
            said=lambda _version: said if group_id is not None else none,
            undo=back,
        ).then(lambda _version: self.slot.close_form())

    def _ask_stand_ins(self, card: CounterpartyCard, departments: Choices) -> None:
        self._desk.ask(self, STAND_INS).then(lambda found: self._ask_details(card, departments, found))

    def _ask_details(self, card: CounterpartyCard, departments: Choices, sellers: Choices) -> None:
        places = _named(marked("none"), departments)
        stand_ins = _named(marked("the usual one"), [each for each in sellers if int(each[0]) != card.seller_id])
        kinds = tuple(KIND_WORDS.items())
        languages = (("", marked("not known")), *LANGUAGE_WORDS.items())
        original = {
            "name": card.name,
            "kind": card.kind,
            "department_id": card.department_id,
            "substitute_id": card.substitute_id,
            "language": card.language,
            "region": card.region,
            "website": card.website,
            "note": card.note,
        }
        asked = (
            Asked("name", marked("Name"), value=card.name, needed=True, stretch=2),
            Asked("kind", marked("Kind"), "choice", card.kind, kinds),
            Asked("department_id", marked("Department"), "choice", card.department_id, places),
            Asked("substitute_id", marked("Substitute"), "choice", card.substitute_id, stand_ins),
            Asked("language", marked("Language"), "choice", card.language, languages),
            Asked("region", marked("Region"), value=card.region),
            Asked("website", marked("Web site"), value=card.website),
            Asked("note", marked("Note"), value=card.note),
        )
        form = GridForm(phrase("Change {company}", company=card.name), asked, marked("Save it"))

        def save(values: Values) -> Ticket[int]:
            mine = dict(values) | {"kind": CounterpartyKind(values["kind"]), "region": str(values["region"])[:2].upper()}
            operation = counterparties.edit
            return self.work.change(lambda v: self._desk.do(self.work, operation, card.id, v, original, mine), card.version)

        self.slot.open(form, save)


def _named(nobody: str, choices: Choices) -> tuple[tuple[object, str | Phrase], ...]:
    """Ids and names as the choices of a form; None is offered as *nobody*."""
    named: list[tuple[object, str | Phrase]] = [(None, nobody)]
    return (*named, *((int(value), phrase("{name}", name=name)) for value, name in choices))
