"""What belongs to one stage only: readiness of goods, certificates, commissioning, service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import marked, phrase, tr
from app.models.terms import Periodicity, Role, Stage, Supply
from app.operations import certification, installation, orders, service
from app.operations.actors import Actor
from app.operations.attachments import ATTACHING
from app.operations.certification import CertificateDraft
from app.operations.deal_rows import CertificateRow, DealCard, LineRow, PartRow, ServiceRow, VisitRow
from app.operations.installation import CommissioningDraft
from app.operations.service import PERIODICITY_WORDS, ServiceDraft
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.deals.people_section import FactLine
from app.views.deals.section import Section, empty
from app.views.deals.words import spoken
from app.views.deals.work import DealWork
from app.views.look.buttons import PlainButton
from app.views.look.numbers import day, local, money, percent, quantity


@dataclass(frozen=True, slots=True)
class Deed:
    """A button beside a line: its verb, its icon, and what it does."""

    verb: str
    icon: str
    act: Callable[[], object]


class StageSection(Section):
    """A list of lines with buttons; subclasses say which, and open their forms."""

    scan_wanted = Signal(int)
    """The scan of a record is to be added: id of the record."""
    scan_opened = Signal(int)
    """The scan of a record is to be shown: id of the file."""

    def __init__(self, work: DealWork, now: Callable[[], datetime], who: Actor) -> None:
        super().__init__(work)
        self._now = now
        self._attaches = not who.roles.isdisjoint({*ATTACHING, Role.ADMIN})
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(20, 0, 8, 0)
        self._rows.setSpacing(2)
        self.column.addWidget(inside)
        self.column.addWidget(self.slot)

    def begin(self) -> None:
        button = self.findChild(PlainButton)
        (button or self).setFocus()

    def clear_rows(self) -> None:
        """Take all lines away before they are shown anew."""
        empty(self._rows)

    def add_row(self, icon: str, words: str, aside: str, value: str, *deeds: Deed) -> None:
        """Show a line with its buttons at the right."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(FactLine(icon, words, aside, value), 1)
        for deed in deeds:
            button = PlainButton(tr(deed.verb), icon=deed.icon, height=28)
            button.clicked.connect(deed.act)
            row.addWidget(button)
        self._rows.addWidget(line)

    def scan_deeds(self, record_id: int | None, document_id: int | None) -> list[Deed]:
        """Show a record's scan, or add one."""
        if document_id is not None:
            return [Deed(marked("Open the scan"), "file-pdf", partial(self.scan_opened.emit, document_id))]
        if record_id is not None and self._attaches:
            return [Deed(marked("Add the scan"), "paperclip", partial(self.scan_wanted.emit, record_id))]
        return []

    def today(self) -> object:
        """The present day at this workstation."""
        return local(self._now()).date()


class ReadinessSection(StageSection):
    """What the plant says of its lines; production reports here [M58]."""

    def __init__(self, work: DealWork, now: Callable[[], datetime], who: Actor) -> None:
        super().__init__(work, now, who)
        self._reports = bool(who.roles & {Role.PRODUCTION, Role.ADMIN})

    def fill(self, card: DealCard) -> None:
        self.title.setText(tr("From the plant"))
        self.clear_rows()
        pairs = [(line, part) for line in card.lines for part in line.parts if _on_order(part)]
        self.setVisible(bool(pairs) and self._reports)
        for line, part in pairs:
            words = f"{line.name}, {quantity(part.quantity, line.unit)}"
            self.add_row(
                "factory", words, "", spoken(part.text), Deed(marked("Report"), "factory", partial(self.report, line, part))
            )

    def report(self, line: LineRow, part: PartRow) -> None:
        """Ask how far the goods are, until when they come, and why they come later."""
        form = InlineForm(
            phrase("How far is {name}?", name=line.name),
            [
                Asked("percent", marked("Ready, %"), "number", Decimal(part.ready_percent or 0), needed=True),
                Asked("promised", marked("Promised for"), "date", part.promised_on),
                Asked("reason", marked("Why later, if it is later"), stretch=3),
            ],
            marked("Report it"),
            icon="factory",
        )
        self.slot.open(form, lambda values: self._report(form, part, values))

    def _report(self, form: InlineForm, part: PartRow, values: Values) -> Ticket[orders.ProductionLineRow] | None:
        ready, line_id = values["percent"], part.order_line_id
        if ready != int(ready) or not 0 <= ready <= 100:
            form.fields["percent"].set_error(tr("A whole number from 0 to 100."))
            return None
        if line_id is None or part.order_line_version is None:
            return None
        desk = self.work.desk
        return self.work.change(
            lambda version: desk.do(
                self.work, orders.report_readiness, line_id, version, int(ready), values["promised"], values["reason"]
            ),
            version=part.order_line_version,
            said=lambda row: phrase("{name}: {percent} ready.", name=row.name, percent=percent(int(ready))),
        )


class CertificatesSection(StageSection):
    """One line for each unit that needs a certificate by an outside body [M65]."""

    def fill(self, card: DealCard) -> None:
        self.title.setText(tr("Certificates"))
        self.clear_rows()
        self.setVisible(bool(card.certificates))
        for unit in card.certificates:
            words = tr("{article}, unit {unit}", article=unit.article, unit=unit.unit)
            if unit.id is None:
                verb, value = marked("Record the certificate"), tr("not yet")
            else:
                verb, value = marked("Correct it"), " ".join(filter(None, (unit.number, unit.body)))
            deeds = [Deed(verb, "medal", partial(self.record, unit))] if card.may_change else []
            self.add_row("medal", words, unit.serial, value, *deeds, *self.scan_deeds(unit.id, unit.document_id))

    def record(self, unit: CertificateRow) -> None:
        """Ask for a unit's certificate."""
        form = InlineForm(
            phrase("Certificate for {article}, unit {unit}", article=unit.article, unit=unit.unit),
            [
                Asked("body", marked("Issued by"), value=unit.body, needed=True, stretch=2),
                Asked("number", marked("Number"), value=unit.number, needed=True, stretch=2),
                Asked("issued_on", marked("Issued on"), "date", unit.issued_on or self.today(), needed=True),
                Asked("valid_until", marked("Valid until"), "date", unit.valid_until),
                Asked("serial", marked("Serial number"), value=unit.serial),
            ],
            marked("Save the certificate"),
            icon="medal",
        )
        self.slot.open(form, lambda values: self._save(unit, values))

    def _save(self, unit: CertificateRow, values: Values) -> Ticket[int]:
        desk, draft = self.work.desk, CertificateDraft(**values)
        if unit.version is None:
            return self.work.change(
                lambda _version: desk.do(self.work, certification.record_certificate, unit.line_id, unit.unit, draft)
            )
        return self.work.change(
            lambda v: desk.do(self.work, certification.record_certificate, unit.line_id, unit.unit, draft, v),
            version=unit.version,
        )


class InstallationSection(StageSection):
    """Commissioning recorded, or why none is needed [M67]."""

    def fill(self, card: DealCard) -> None:
        row = card.installation
        self.title.setText(tr("Installation"))
        self.clear_rows()
        said = row.done_on is not None or row.needed is False
        self.setVisible(said or card.stage is Stage.INSTALLATION)
        if row.done_on is not None:
            words = tr("Commissioned {date}, accepted by {name}", date=day(row.done_on), name=row.accepted_by)
            self.add_row("check-circle-fill", words, row.serials, row.who, *self.scan_deeds(row.id, row.document_id))
        elif row.needed is False:
            self.add_row("minus-circle", tr("Not needed: {reason}", reason=row.reason), "", row.who)
        else:
            deeds = [
                Deed(marked("Record commissioning"), "check-circle", self.commission),
                Deed(marked("Not needed"), "minus-circle", self.pass_over),
            ]
            self.add_row("circle-dashed", tr("Not commissioned yet"), "", "", *deeds)

    def commission(self) -> None:
        """Ask for the commissioning record."""
        form = InlineForm(
            marked("Commissioning"),
            [
                Asked("done_on", marked("Done on"), "date", self.today(), needed=True),
                Asked("accepted_by", marked("Accepted by"), needed=True, stretch=2),
                Asked("serials", marked("Serial numbers"), stretch=2),
                Asked("note", marked("Note"), stretch=2),
            ],
            marked("Record it"),
        )
        self.slot.open(form, self._commission)

    def pass_over(self) -> None:
        """Ask why no commissioning is needed."""
        form = InlineForm(
            marked("No commissioning is needed"), [Asked("reason", marked("Why"), needed=True)], marked("Note it")
        )
        self.slot.open(form, self._pass_over)

    def _commission(self, values: Values) -> Ticket[int] | None:
        desk, card, draft = self.work.desk, self.work.card, CommissioningDraft(**values)
        if card is None:
            return None
        return self.work.change(lambda v: desk.do(self.work, installation.commission, card.id, v, draft))

    def _pass_over(self, values: Values) -> Ticket[int] | None:
        desk, card = self.work.desk, self.work.card
        if card is None:
            return None
        return self.work.change(lambda v: desk.do(self.work, installation.not_needed, card.id, v, values["reason"]))


class ServiceSection(StageSection):
    """The talk about service, the contract and its visits [M69-M72]."""

    def fill(self, card: DealCard) -> None:
        row = card.service
        self.title.setText(tr("Service"))
        self.clear_rows()
        self.setVisible(row.offered_at is not None or row.contract_id is not None or card.stage is Stage.SERVICE)
        if row.contract_id is not None:
            words = tr("Service contract {number}", number=row.number)
            until = tr("until {date}", date=day(row.ends_on)) if row.ends_on else ""
            price = money(row.price, row.currency) if row.price is not None else ""
            self.add_row("handshake", words, until, price, *self._contract_deeds(row))
            for visit in row.visits:
                self._add_visit(visit)
        elif row.accepted is False:
            self.add_row("prohibit", tr("Declined: {reason}", reason=row.declined_reason), "", "")
        elif row.offered_at is None:
            self.add_row(
                "circle-dashed",
                tr("Service is not offered yet"),
                "",
                "",
                Deed(marked("Service was offered"), "headset", self._offer),
            )
        else:
            self._add_answers(row.accepted, row.offered_at)

    def _contract_deeds(self, row: ServiceRow) -> list[Deed]:
        # The print of a contract is its file too: the signed scan may still come, and then stands in its place.
        deeds = self.scan_deeds(row.contract_id, None)
        if row.document_id is not None:
            deeds.insert(0, Deed(marked("Open the file"), "file-pdf", partial(self.scan_opened.emit, row.document_id)))
        return deeds

    def conclude(self) -> None:
        """Ask for the service contract."""
        form = InlineForm(
            marked("Service contract"),
            [
                Asked("starts_on", marked("Begins on"), "date", self.today(), needed=True),
                Asked("months", marked("Months"), "number", Decimal(12), needed=True),
                Asked("periodicity", marked("Visits"), "choice", Periodicity.QUARTERLY, tuple(PERIODICITY_WORDS.items())),
                Asked("price", marked("Price"), "number", needed=True, pattern="#,##0.00"),
            ],
            marked("Conclude it"),
            icon="handshake",
        )
        self.slot.open(form, lambda values: self._conclude(form, values))

    def decline(self) -> None:
        """Ask why the customer declines service."""
        form = InlineForm(
            marked("The customer declines service"), [Asked("reason", marked("Why"), needed=True)], marked("Note it")
        )
        self.slot.open(form, self._decline)

    def _add_answers(self, accepted: bool | None, offered_at: datetime) -> None:
        deeds = [Deed(marked("Conclude the contract"), "handshake", self.conclude)]
        if accepted is None:
            deeds.insert(0, Deed(marked("Customer agrees"), "check-circle", self._accept))
            deeds.append(Deed(marked("Declined"), "prohibit", self.decline))
        words = tr("The customer agrees") if accepted else tr("Offered {date}, no answer yet", date=day(offered_at))
        self.add_row("check-circle" if accepted else "clock", words, "", "", *deeds)

    def _add_visit(self, visit: VisitRow) -> None:
        words = tr("Visit {date}", date=day(visit.due_on))
        if visit.done_at is not None:
            self.add_row("check-circle-fill", words, visit.work, visit.who)
        else:
            self.add_row(
                "calendar-blank", words, "", visit.who, Deed(marked("Visit done"), "check", partial(self._visit, visit))
            )

    def _visit(self, visit: VisitRow) -> None:
        asked = [Asked("work", marked("What was done"), needed=True)]
        form = InlineForm(phrase("Visit {date}", date=visit.due_on), asked, marked("Save the visit"))
        desk = self.work.desk
        self.slot.open(
            form,
            lambda values: self.work.change(lambda _v: desk.do(self.work, service.visit_done, visit.id, values["work"])),
        )

    def _offer(self) -> None:
        desk, card = self.work.desk, self.work.card
        if card is not None:
            self.work.change(lambda v: desk.do(self.work, service.offer, card.id, v))

    def _accept(self) -> None:
        desk, card = self.work.desk, self.work.card
        if card is not None:
            self.work.change(lambda v: desk.do(self.work, service.accept, card.id, v))

    def _decline(self, values: Values) -> Ticket[int] | None:
        desk, card = self.work.desk, self.work.card
        if card is None:
            return None
        return self.work.change(lambda v: desk.do(self.work, service.decline, card.id, v, values["reason"]))

    def _conclude(self, form: InlineForm, values: Values) -> Ticket[int] | None:
        desk, card, months = self.work.desk, self.work.card, values["months"]
        if card is None:
            return None
        if months != int(months) or months < 1:
            form.fields["months"].set_error(tr("Whole months only."))
            return None
        draft = ServiceDraft(values["starts_on"], int(months), Periodicity(values["periodicity"]), values["price"])
        return self.work.change(lambda v: desk.do(self.work, service.conclude_contract, card.id, v, draft))


def _on_order(part: PartRow) -> bool:
    return part.source is Supply.PLANT and part.order_line_id is not None
