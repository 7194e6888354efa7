"""What is known of a counterparty, as sections of a card: the same on the list's card and at the sides of the page."""

from collections.abc import Callable
from datetime import datetime

from babel import Locale
from PySide6.QtWidgets import QWidget

from app.language import LOCALES, Phrase, chosen, tr, trn
from app.models.requirements import FIELD_WORDS
from app.models.terms import KIND_WORDS, ContactPointKind, CounterpartyKind
from app.models.triage_terms import LEGAL_FORM_WORDS, LegalForm
from app.operations.counterparty_groups import SellerAway
from app.operations.counterparty_rows import CounterpartyCard, EntityRow, OpenDeal, PersonRow, PointRow, TaskLine
from app.views.counterparties.card_parts import add_group, add_kinds, add_next_step, due_words
from app.views.counterparties.consent import StatementLine
from app.views.counterparties.parts import LinkLine, PointLine
from app.views.counterparties.record_deeds import PLACE_WORDS
from app.views.deals.words import spoken
from app.views.look.card_column import CardColumn, CardSection
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import day, full_day, money
from app.views.look.tokens import Token, Tone
from app.views.telephone.number_link import Dialled
from app.views.triage.decision_bar import WrappingRow
from app.views.triage.inquiry_words import language_word

KIND_LOOKS: dict[CounterpartyKind, tuple[Tone, str]] = {
    CounterpartyKind.LEAD: ("warning", "user-plus"),
    CounterpartyKind.CUSTOMER: ("success", "handshake"),
    CounterpartyKind.PARTNER: ("accent", "users-three"),
    CounterpartyKind.SUPPLIER: ("neutral", "shopping-cart"),
}
MOST_PEOPLE = 12
GROUP = 4
"""Characters of an IBAN that are printed together."""

Use = Callable[[object], object]


class PartyFacts:
    """Fills a card column section by section. The callbacks say where links lead: a deal, a task, a person and so on."""

    def __init__(
        self,
        card: CounterpartyCard,
        column: CardColumn,
        *,
        now: datetime,
        open_deal: Callable[[int], object],
        open_task: Callable[[int], object],
        open_party: Callable[[int], object],
        edit_person: Callable[[PersonRow], object],
        edit_entity: Callable[[EntityRow], object],
        drop_point: Callable[[PointRow], object],
        use_point: Callable[[PointRow], object],
        state_consent: Callable[[PointRow], object],
        plan: Callable[[], object],
    ) -> None:
        self._card, self._column, self._now = card, column, now
        self._open_deal, self._open_task, self._open_party = open_deal, open_task, open_party
        self._edit_person, self._edit_entity = edit_person, edit_entity
        self._drop_point, self._use_point = drop_point, use_point
        self._state_consent, self._plan = state_consent, plan

    def head(self, *, named: bool = True) -> None:
        """What it is, and who answers for it; its name too, unless that stands over it already."""
        card = self._card
        section = self._column.add_section()
        section.add(chips_of(card))
        if named:
            section.add(Label(card.name, 17, 600, wrap=True))
        if card.merged_into_id is not None:
            into = card.merged_into_id
            line = LinkLine("git-merge", tr("Was a double of {name}", name=card.merged_into), token="accent_text")
            line.clicked.connect(lambda: self._open_party(into))
            section.add(line)
        section.add_fact(tr("Seller"), card.seller or tr("nobody yet"))
        if card.away is not None:
            section.add(Label(away_words(card.away), 12, 500, "warning_text", wrap=True))
        if card.substitute:
            section.add_fact(tr("Substitute"), card.substitute)
        section.add_fact(tr("Last contact"), day(card.last_contact_at) if card.last_contact_at else tr("never"))
        if card.customer_since is not None:
            section.add_fact(tr("Customer since"), day(card.customer_since))
        for label, value in (
            (tr("Web site"), card.website),
            (tr("From inquiry"), card.inquiry_number),
        ):
            if value:
                section.add_fact(label, value)
        add_kinds(section, card.kinds)
        if card.note:
            section.add(Label(card.note, 13, 400, "muted", wrap=True))

    def next_step(self, *, line: bool = True) -> None:
        """What comes next, always in sight."""
        add_next_step(self._column, self._card, self._now, line=line, open_task=self._open_task, plan=self._plan)

    def group(self) -> None:
        """The group of companies that it belongs to."""
        add_group(self._column, self._card, self._open_party)

    def reach(self) -> None:
        """Numbers and addresses, and what was said of each about being written to."""
        section = self._column.add_section(tr("Numbers and addresses"), line=True)
        if not self._card.points:
            section.add(Label(tr("Nobody can be reached yet: add a number or an address (E)."), 13, 400, "muted", wrap=True))
        for point in self._card.points[:MOST_PEOPLE]:
            line = PointLine(point, self._card.name, droppable=self._card.may_edit, counterparty_id=self._card.id)
            line.dropped.connect(self._drop_point)
            line.works_again.connect(self._use_point)
            section.add(line)
            if point.note:
                section.add(Label(point.note, 12, 400, "muted", wrap=True))
            if point.valid or point.consent is not None:
                statement = StatementLine(point)
                statement.clicked.connect(lambda _checked=False, point=point: self._state_consent(point))
                section.add(statement)

    def next_steps(self, *, line: bool = True) -> None:
        """Open deals with their next step, and tasks without a deal; *line*: something stands above."""
        card = self._card
        note = trn("{count} ended", "{count} ended", card.ended) if card.ended else ""
        section = self._column.add_section(tr("Open deals"), note, line=line)
        if not card.deals:
            section.add(Label(tr("No open deal. N opens one."), 13, 400, "muted"))
        for deal in card.deals:
            self._add_deal(section, deal)
        if card.tasks:
            section = self._column.add_section(tr("Tasks"), str(len(card.tasks)), line=True)
            for task in card.tasks:
                self._add_task(section, task)

    def people(self) -> None:
        """Who is there."""
        there = [person for person in self._card.people if person.active]
        gone = len(self._card.people) - len(there)
        note = trn("{count} has left", "{count} have left", gone) if gone else ""
        section = self._column.add_section(tr("People"), note, line=True)
        for person in there[:MOST_PEOPLE]:
            words = ", ".join(filter(None, (person.name, person.position, person.role)))
            line = LinkLine("user", words)
            line.clicked.connect(lambda _checked=False, person=person: self._edit_person(person))
            section.add(line)
        if len(there) > MOST_PEOPLE:
            section.add(Label(tr("and {count} more", count=len(there) - MOST_PEOPLE), 12, 400, "muted"))

    def companies(self) -> None:
        """Legal entities with what they lack, and places."""
        card = self._card
        section = self._column.add_section(tr("Legal entities"), line=True)
        if not card.entities:
            section.add(
                Label(tr("None yet: a deal needs one with bank details and address (E)."), 13, 400, "muted", wrap=True)
            )
        for entity in card.entities:
            line = LinkLine("bank", entity.draft.name)
            line.clicked.connect(lambda _checked=False, entity=entity: self._edit_entity(entity))
            section.add(line)
            section.add(Label(entity_words(entity), 12, 400, entity_token(entity), wrap=True))
        if card.sites:
            section = self._column.add_section(tr("Places"), line=True)
            for site in card.sites:
                name = ", ".join(filter(None, (tr(PLACE_WORDS[site.kind]), site.name)))
                section.add(Label(name, 13, 500))
                section.add(Label(site.address, 12, 400, "muted", wrap=True))

    def needs(self) -> None:
        """What it wants: the needs of its open deals."""
        wanted = [need for deal in self._card.deals for need in deal.needs]
        if wanted:
            section = self._column.add_section(tr("Needs"), line=True)
            for need in dict.fromkeys(wanted):
                section.add(Label(f"· {need}", 13, 400, "text", wrap=True))

    def _add_deal(self, section: CardSection, deal: OpenDeal) -> None:
        line = LinkLine("columns", f"{deal.number}  {deal.title}", token="accent_text")
        line.clicked.connect(lambda: self._open_deal(deal.id))
        section.add(line)
        section.add_fact(deal.word.said(), money(deal.net, deal.currency, cents=False))
        if deal.step is None:
            section.add(Label(tr("No next step: nobody plans to go on with it"), 12, 500, "danger_text", wrap=True))
        else:
            words = tr("Next: {step}", step=spoken(deal.step))
            due = due_words(deal.step_due, self._now, late=deal.late)
            section.add(Label(f"{words}, {due}", 12, 400, "danger_text" if deal.late else "muted", wrap=True))

    def _add_task(self, section: CardSection, task: TaskLine) -> None:
        line = LinkLine("check-square", spoken(task.title), token="danger_text" if task.late else "text")
        line.clicked.connect(lambda: self._open_task(task.id))
        section.add(line)
        words = ", ".join(filter(None, (due_words(task.due_at, self._now, late=task.late), task.who)))
        section.add(Label(words, 12, 400, "muted"))


def numbers_of(card: CounterpartyCard) -> tuple[Dialled, ...]:
    """The numbers by which *card* can be called, as its card shows them."""
    return tuple(
        Dialled(point.value, point.contact if point.contact != card.name else "", point.extension, card.id)
        for point in card.points
        if point.kind is ContactPointKind.PHONE and point.valid
    )


def chips_of(card: CounterpartyCard) -> QWidget:
    """Kind, department, language, and whether it is blocked, as chips; in a narrow card they take a second line."""
    tone, sign = KIND_LOOKS[card.kind]
    chips = [Chip(tr(KIND_WORDS[card.kind]), tone, sign)]
    if card.department:
        chips.append(Chip(card.department, "neutral", "tag"))
    if card.region:
        chips.append(Chip(country_word(card.region) or card.region, "neutral", "globe-simple"))
    if card.language:
        chips.append(Chip(language_word(card.language) or card.language, "neutral", "translate"))
    if any(point.blocked for point in card.points):
        chips.append(Chip(tr("blocked"), "danger", "prohibit"))
    line = WrappingRow()
    line.set_parts([(chip, False) for chip in chips])
    return line


def country_word(code: str) -> str:
    """The name of the country *code* (ISO 3166-1 alpha-2) in the chosen language; "" if it is none."""
    return str(Locale.parse(LOCALES[chosen()]).territories.get(code, ""))


def grouped(account: str) -> str:
    """An IBAN in groups of four, as ISO 13616 prints it; another account number as it is."""
    if not account[:2].isalpha():
        return account
    whole = account.replace(" ", "")
    return " ".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def entity_words(entity: EntityRow) -> str:
    """Tax number and bank of a legal entity, or what it lacks."""
    if entity.lacks:
        lacks = ", ".join(Phrase(FIELD_WORDS[name]).said() for name in entity.lacks)
        return tr("Missing: {fields}", fields=lacks)
    draft = entity.draft
    form = "" if draft.form == LegalForm.ORGANISATION else tr(LEGAL_FORM_WORDS[LegalForm(draft.form)])
    numbers = ((tr("Tax number"), draft.tax_id), (tr("VAT number"), draft.vat_id))
    said = [tr("{field}: {value}", field=name, value=value) for name, value in numbers if value]
    bank = f"{draft.bank_name} {grouped(draft.bank_account)}".strip()
    return "\n".join(filter(None, (form, *said, bank)))


def away_words(away: SellerAway) -> str:
    """Until when the seller is away, and who does the work meanwhile."""
    if not away.stand_in:
        return tr("Away until {day}; nobody stands in.", day=full_day(away.last_day))
    return tr("Away until {day}; {name} stands in.", day=full_day(away.last_day), name=away.stand_in)


def entity_token(entity: EntityRow) -> Token:
    """Loud where something is missing."""
    return "warning_text" if entity.lacks else "muted"
