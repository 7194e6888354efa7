"""The room "Production": what the plant makes, how far it is, until when; reporting by key, the seller is told."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QTimer

from app.language import Phrase, marked, phrase, tr
from app.models.terms import OrderState, Role
from app.operations import production
from app.operations.production import ProductionLineRow
from app.operations.production_card import ProductionCard, production_card
from app.operations.register import RegisterRow
from app.operations.registers_plant import ORDER_STATE_WORDS
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.look.card_column import CardSection
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import day, percent, quantity
from app.views.look.progress_line import ProgressBar
from app.views.production.words import delay_chip
from app.views.production.work_room import WorkRoom
from app.views.register.cells import CellLook

TOPICS = frozenset({"production_order", "production_order_line", "deal", "sales_order"})
STEP = 10
"""Per cent that one key adds or takes."""
SETTLE = 700
"""Milliseconds after the last such key before the report goes out: three presses are one report."""


Start = Callable[[int], Ticket[ProductionLineRow]]
"""Begins a change with the line's version."""


class ProductionRoom(WorkRoom):
    """What is to be made. Production reports; everybody else reads."""

    name: ClassVar[str] = "production"
    title: ClassVar[str] = marked("Production")
    icon: ClassVar[str] = "factory"
    topics: ClassVar[frozenset[str]] = TOPICS
    register_name: ClassVar[str] = "production"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("The plant has nothing of this kind"),
        marked("Orders come here when a deal leaves Selection with goods that the plant makes."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.may_report = not self.person.roles.isdisjoint({Role.PRODUCTION, Role.ADMIN})
        self._fresh: dict[int, ProductionLineRow] = {}
        self._stepped: tuple[RegisterRow, int] | None = None
        self._settle = QTimer(self, interval=SETTLE, singleShot=True)
        self._settle.timeout.connect(self.send_step)
        self.view.selected.connect(self._leave_row)
        if self.may_report:
            self.action(marked("Take on"), "A", self.take_on, symbol="check-circle", needs_row=True)
            self.action(marked("Report"), "R", self.report, symbol="factory", needs_row=True)
            self.action(marked("Ready"), "G", self.ready, symbol="check-circle-fill", needs_row=True)
            self.command(marked("Ten per cent more"), "+", partial(self.step, STEP))
            self.command(marked("Ten per cent less"), "-", partial(self.step, -STEP))
        self.action(marked("Open deal"), "O", self.open_deal, symbol="columns", needs_row=True)

    # What the list shows

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        open_ = cells["state"] is OrderState.OPEN and cells["received"] < cells["quantity"]
        match key:
            case "article":
                return CellLook(weight=600)
            case "quantity":
                return CellLook(unit=Phrase(cells["unit"]).said())
            case "ready_percent":
                return CellLook(text=percent(self._percent(row)))
            case "bar":
                marks = self._marks(row, open_)
                return CellLook(text="", chips=marks) if marks else CellLook(share=Decimal(self._percent(row)) / 100)
            case "promised_on":
                return CellLook(token="danger_text") if open_ and _passed(cells["promised_on"], self.today()) else None
            case "delay":
                chip = delay_chip(cells["first_promised_on"], cells["promised_on"], self.today(), open_=open_)
                return CellLook(text="", chips=(chip,) if chip else ())
            case "state":
                return CellLook(token="muted")
        return None

    def _marks(self, row: RegisterRow, open_: bool) -> tuple[ChipText, ...]:
        """Instead of an empty bar: what came since yesterday, and what nobody has taken on yet."""
        if not open_ or self._percent(row):
            return ()
        if row.cells["ordered_at"] >= self._clock() - timedelta(days=1):
            return (ChipText(tr("new"), "accent", "plus"),)
        return () if row.cells["accepted_at"] is not None else (ChipText(tr("to take on"), "warning", "tray"),)

    def _percent(self, row: RegisterRow) -> int:
        """What the row says, or what keys and answers have said since it was loaded."""
        if self._stepped is not None and self._stepped[0].key == row.key:
            return self._stepped[1]
        fresh = self._fresh.get(row.key)
        return fresh.ready_percent if fresh and fresh.version > row.cells["version"] else int(row.cells["ready_percent"])

    def _version(self, row: RegisterRow) -> int:
        fresh = self._fresh.get(row.key)
        return max(fresh.version if fresh else 0, int(row.cells["version"]))

    # What one does

    def open_row(self, row: RegisterRow) -> None:
        if not self.may_report or row.cells["received"] >= row.cells["quantity"]:
            self.arrangement.show_card()
        elif row.cells["accepted_at"] is None:
            self.take_on()
        else:
            self.report()

    def take_on(self) -> None:
        """Ask until when the plant will be done; a later day than the deal counts on needs its reason."""
        row = self.row
        if row is None:
            return
        if row.cells["accepted_at"] is not None:
            self.messages.say(tr("This work is taken on already: report how far it is."))
            return
        promised = row.cells["promised_on"]
        asked = [
            Asked("promised", marked("Promised for"), "date", max(promised or self.today(), self.today()), needed=True),
            Asked("reason", marked("Why later, if it is later"), stretch=3),
        ]
        title = phrase("Take on {quantity} {article} for {company}", **self._words(row))
        self.ask_for(title, asked, marked("Take it on"), partial(self._take_on, row), icon="check-circle")

    def _take_on(self, row: RegisterRow, values: Values) -> Ticket[ProductionLineRow]:
        return self._send(
            row,
            lambda version: self.desk.do(self, production.accept, row.key, version, values["promised"], values["reason"]),
        )

    def report(self) -> None:
        """Ask how far the goods are, until when they come, and why they come later."""
        row = self.row
        if row is None:
            return
        asked = [
            Asked("percent", marked("Ready, %"), "number", Decimal(self._percent(row)), needed=True),
            Asked("promised", marked("Promised for"), "date", row.cells["promised_on"]),
            Asked("reason", marked("Why later, if it is later"), stretch=3),
        ]
        self._drop_step()
        title = phrase("How far is {quantity} {article} for {company}?", **self._words(row))
        form = self.ask_for(
            title, asked, marked("Report it"), lambda values: self._report(form, row, values), icon="factory"
        )

    def _report(self, form: InlineForm, row: RegisterRow, values: Values) -> Ticket[ProductionLineRow] | None:
        ready = values["percent"]
        if ready != int(ready) or not 0 <= ready <= 100:
            form.fields["percent"].set_error(tr("A whole number from 0 to 100."))
            return None
        promised = None if values["promised"] == row.cells["promised_on"] else values["promised"]
        return self._tell(row, int(ready), promised, values["reason"])

    def ready(self) -> None:
        """The goods are done."""
        if self.row is not None:
            self._drop_step()
            self._tell(self.row, 100)

    def step(self, by: int) -> None:
        """Ten per cent more or less; goes out as one report when the person has stopped pressing."""
        row = self.row
        if row is None or row.cells["received"] >= row.cells["quantity"]:
            return
        self._stepped = (row, min(max(self._percent(row) + by, 0), 100))
        self._settle.start()
        self.view.table.viewport().update()

    def send_step(self) -> None:
        """Report what the keys have counted up to, now."""
        self._settle.stop()
        stepped, self._stepped = self._stepped, None
        if stepped is not None:
            self._tell(*stepped)

    def _drop_step(self) -> None:
        self._settle.stop()
        self._stepped = None

    def _leave_row(self, row: RegisterRow | None) -> None:
        if self._stepped is not None and (row is None or row.key != self._stepped[0].key):
            self.send_step()

    def _tell(
        self, row: RegisterRow, ready: int, promised: date | None = None, reason: str = ""
    ) -> Ticket[ProductionLineRow]:
        return self._send(
            row,
            lambda version: self.desk.do(self, production.report_readiness, row.key, version, ready, promised, reason),
        )

    def _send(self, row: RegisterRow, start: Start) -> Ticket[ProductionLineRow]:
        ticket = start(self._version(row)).then(self._keep)
        return self.change(
            ticket,
            _said,
            undo=lambda answer: self.undoing(
                lambda: self.desk.do(self, production.take_back, answer.id, answer.version).then(self._keep),
                tr("The report is taken back."),
            ),
            again=lambda version: self._settled(row, start, version),
        )

    def _settled(self, row: RegisterRow, start: Start, version: int) -> None:
        self.slot.close_form()
        self.change(start(version).then(self._keep), _said)

    def _keep(self, answer: ProductionLineRow) -> None:
        self._fresh[answer.id] = answer

    def _words(self, row: RegisterRow) -> dict[str, object]:
        cells = row.cells
        unit = Phrase(cells["unit"]).said()
        return {
            "quantity": quantity(cells["quantity"], unit),
            "article": cells["article"],
            "company": cells["company"],
        }

    # The card

    def open_record(self, kind: str, record: int) -> None:
        if kind in ("production", "production_order") and record:
            # A notice names the order; the list has a row for each of its lines.
            self.desk.ask(self, production.line_of_order, record).then(
                lambda line: super(ProductionRoom, self).open_record("production_line", line)
            )
        else:
            super().open_record(kind, record)

    def fill_card(self, row: RegisterRow) -> None:
        self.add_head(row.cells["article"], row.cells["company"])
        self.fill_from(row, self.desk.ask(self, production_card, row.key), self.show_card)

    def show_card(self, card: ProductionCard) -> None:
        """Show the whole card of a line."""
        line = card.line
        head = self.add_head(line.name, line.company, self._card_chips(card))
        head.add(ProgressBar(line.ready_percent / 100, "success" if line.ready_percent == 100 else "accent_text"))
        head.add_fact(tr("Ready"), percent(line.ready_percent))
        head.add_fact(tr("Quantity"), quantity(line.quantity, line.unit))
        if line.received:
            head.add_fact(tr("Received"), quantity(line.received, line.unit))
        dates = self.card.add_section(tr("Dates"), line=True)
        self._add_dates(dates, card)
        if line.delay_reason:
            dates.add(Label(tr("Why later: {reason}", reason=line.delay_reason), 13, 400, wrap=True))
        self._add_deal(card)
        self.add_history(tr("Reports"), card.history)

    def _card_chips(self, card: ProductionCard) -> list[ChipText]:
        line = card.line
        open_ = card.state is OrderState.OPEN and line.received < line.quantity
        chips = [ChipText(line.order_number, "neutral", "factory")]
        late = delay_chip(line.first_promised_on, line.promised_on, self.today(), open_=open_)
        if not open_:
            chips.append(ChipText(tr(ORDER_STATE_WORDS[card.state]), "neutral", "check"))
        elif line.accepted_at is None:
            chips.append(ChipText(tr("to take on"), "warning", "tray"))
        if late is not None:
            chips.append(late)
        return chips

    def _add_dates(self, section: CardSection, card: ProductionCard) -> None:
        line = card.line
        dates = (
            (tr("Promised"), line.promised_on),
            (tr("First promise"), line.first_promised_on),
            (tr("Wanted by the customer"), card.wanted_on),
            (tr("Deal expected to close"), card.expected_at),
            (tr("Ordered"), card.ordered_at),
        )
        for label, when in dates:
            if when is not None:
                section.add_fact(label, day(when, today=self.today()))

    def _add_deal(self, card: ProductionCard) -> None:
        section = self.card.add_section(tr("For the deal"), line=True)
        section.add(Label(card.deal_title, 13, 500, wrap=True))
        section.add_fact(tr("Stage"), card.stage.said())
        section.add_fact(tr("Seller"), card.seller)
        if card.place:
            section.add_fact(tr("Goes to"), card.place)
        self.add_way(section, tr("Deal {number}", number=card.line.deal_number), "columns", "deal", card.line.deal_id)
        if card.needs:
            needs = self.card.add_section(tr("What the customer needs"), line=True)
            for text, negotiable in card.needs:
                words = tr("{need} (negotiable)", need=text) if negotiable else text
                needs.add(Label(words, 13, 400, "muted" if negotiable else "text", wrap=True))
        if card.others:
            others = self.card.add_section(tr("In the same order"), line=True)
            for line_id, name in card.others:
                self.add_way(others, name, "factory", "production_line", line_id)


def _passed(promised: date | None, today: date) -> bool:
    return promised is not None and promised < today


def _said(row: ProductionLineRow) -> Phrase:
    if row.late_days:
        return phrase(
            "{article}: {percent} % ready, promised for {date}, {days} d late. The seller is told.",
            article=row.name,
            percent=row.ready_percent,
            date=row.promised_on,
            days=row.late_days,
        )
    return phrase(
        "{article}: {percent} % ready, promised for {date}.",
        article=row.name,
        percent=row.ready_percent,
        date=row.promised_on,
    )
