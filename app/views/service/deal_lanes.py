"""The lists of deals that service works with: offers, machines to commission, certificates still to come [M66-M70]."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from app.language import Phrase, marked, phrase, tr
from app.operations import certification, installation, service, service_cards
from app.operations.certification import CertificateDraft
from app.operations.deal_rows import CertificateRow
from app.operations.installation import CommissioningDraft
from app.operations.register import RegisterRow
from app.operations.service_cards import ServiceDealCard
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.look.chip import ChipText
from app.views.register.cells import CellLook
from app.views.service.cards import show_deal
from app.views.service.lanes import Lane, contract_draft, contract_fields

Start = Callable[[ServiceDealCard, str], Ticket[Any]]
"""Begins a change of a deal with a reason."""


class DealLane(Lane):
    """A list of deals after the shipment: the card is the deal as service sees it."""

    topics: ClassVar[frozenset[str]] = frozenset({"deal", "service_contract", "commissioning", "certificate", "attachment"})

    def __init__(self, *args: Any, **named: Any) -> None:
        self.shown: ServiceDealCard | None = None
        super().__init__(*args, **named)

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        return CellLook(weight=600) if key == "company" else None

    def fill_card(self, row: RegisterRow) -> None:
        self.shown = None
        self.add_head(row.cells["company"], row.cells["title"])
        self.fill_from(row, self.desk.ask(self, service_cards.service_deal_card, row.key), self._show)

    def _show(self, card: ServiceDealCard) -> None:
        self.shown = card
        show_deal(self, card, self.scans)

    def present_card(self) -> ServiceDealCard | None:
        """The selected deal as its card knows it; None while it is on its way."""
        return self.shown if self.shown is not None and self.is_current(self.shown.deal_id) else None

    def reason_for(self, title: str, verb: str, start: Start) -> None:
        """Ask why, then begin the change of the deal with the reason."""
        card = self.present_card()
        if card is not None:
            asked = [Asked("reason", marked("Why"), needed=True)]
            self.ask_for(title, asked, verb, lambda values: self.change(start(card, values["reason"])))


class OffersLane(DealLane):
    """Deals whose equipment runs: service is offered, answered, concluded or declined."""

    register_name: ClassVar[str] = "service_offers"
    word: ClassVar[str] = marked("Offers")
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No service to offer"),
        marked("Deals come here when their equipment is commissioned."),
    )

    def offer_actions(self) -> None:
        if self.may_sell:
            self.action(marked("Offered"), "F", self.offer, symbol="headset", needs_row=True)
            self.action(marked("Customer agrees"), "J", self.accept, symbol="check-circle", needs_row=True)
            self.action(marked("Conclude"), "C", self.conclude, symbol="handshake", needs_row=True)
            self.action(marked("Declined"), "X", self.decline, symbol="prohibit", needs_row=True)
            self.command(marked("Add the scan"), "S", self.add_scan, symbol="paperclip")

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        if key != "accepted":
            return super().look(row, key)
        if row.cells["accepted"]:
            return CellLook(text="", chips=(ChipText(tr("customer agrees"), "success", "check-circle"),))
        if row.cells["offered_at"] is not None:
            return CellLook(text="", chips=(ChipText(tr("no answer yet"), "neutral", "clock"),))
        return CellLook(text="", chips=(ChipText(tr("to offer"), "warning", "headset"),))

    def open_row(self, row: RegisterRow) -> None:
        if not self.may_sell:
            self.arrangement.show_card()
        elif row.cells["offered_at"] is None:
            self.offer()
        else:
            self.conclude()

    def offer(self) -> None:
        """Service was offered."""
        card = self.present_card()
        if card is not None:
            said = phrase("Service was offered to {company}.", company=card.company)
            self.change(self.desk.do(self, service.offer, card.deal_id, card.version), lambda _version: said)

    def accept(self) -> None:
        """The customer wants service."""
        card = self.present_card()
        if card is not None:
            said = phrase("{company} wants service: conclude the contract.", company=card.company)
            self.change(self.desk.do(self, service.accept, card.deal_id, card.version), lambda _version: said)

    def decline(self) -> None:
        """Ask why the customer declines service."""
        self.reason_for(
            marked("The customer declines service"),
            marked("Note it"),
            lambda card, reason: self.desk.do(self, service.decline, card.deal_id, card.version, reason),
        )

    def add_scan(self) -> None:
        """Choose the scan of the commissioning record."""
        card = self.present_card()
        self.scans.of_commissioning(card.installation if card is not None else None)

    def conclude(self) -> None:
        """Ask for the service contract."""
        card = self.present_card()
        if card is None:
            return
        title = phrase("Service contract with {company}", company=card.company)
        form = self.ask_for(
            title,
            contract_fields(self.today()),
            marked("Conclude it"),
            lambda values: self._conclude(form, card, values),
            icon="handshake",
        )

    def _conclude(self, form: InlineForm, card: ServiceDealCard, values: Values) -> Ticket[int] | None:
        draft = contract_draft(form, values)
        if draft is None:
            return None
        return self.change(
            self.desk.do(self, service.conclude_contract, card.deal_id, card.version, draft),
            lambda _id: phrase("The contract with {company} is concluded; its visits are planned.", company=card.company),
        )


class CommissioningLane(DealLane):
    """Machines that wait for their commissioning, or for why none is needed."""

    register_name: ClassVar[str] = "commissioning"
    word: ClassVar[str] = marked("Commissioning")
    empty_words: ClassVar[tuple[str, str]] = (
        marked("Nothing to commission"),
        marked("Deals come here when their goods are shipped and certified."),
    )

    def offer_actions(self) -> None:
        if self.may_act:
            self.action(marked("Commissioned"), "V", self.commission, symbol="check-circle", needs_row=True)
        if self.may_sell:
            self.action(marked("Not needed"), "X", self.pass_over, symbol="minus-circle", needs_row=True)

    def open_row(self, row: RegisterRow) -> None:
        if self.may_act:
            self.commission()
        else:
            self.arrangement.show_card()

    def commission(self) -> None:
        """Ask for the commissioning record."""
        card = self.present_card()
        if card is None:
            return
        asked = [
            Asked("done_on", marked("Done on"), "date", self.today(), needed=True),
            Asked("accepted_by", marked("Accepted by"), value=card.reach.contact, needed=True, stretch=2),
            Asked("serials", marked("Serial numbers"), stretch=2),
            Asked("note", marked("Note"), stretch=2),
        ]
        title = phrase("Commissioning at {company}", company=card.company)
        self.ask_for(title, asked, marked("Record it"), partial(self._commission, card))

    def _commission(self, card: ServiceDealCard, values: Values) -> Ticket[int]:
        return self.change(
            self.desk.do(self, installation.commission, card.deal_id, card.version, CommissioningDraft(**values)),
            lambda _id: phrase("The equipment of {company} runs. The seller is told.", company=card.company),
        )

    def pass_over(self) -> None:
        """Ask why no commissioning is needed."""
        self.reason_for(
            marked("No commissioning is needed"),
            marked("Note it"),
            lambda card, reason: self.desk.do(self, installation.not_needed, card.deal_id, card.version, reason),
        )


class CertificatesLane(DealLane):
    """Deals that wait for certificates of outside bodies, one for each unit."""

    register_name: ClassVar[str] = "certification"
    word: ClassVar[str] = marked("Certificates")
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No certificate is waited for"),
        marked("Deals with climatic or simulation equipment come here when it is shipped."),
    )

    def offer_actions(self) -> None:
        if self.may_sell:
            self.action(marked("Record certificate"), "V", self.record, symbol="medal", needs_row=True)

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        return CellLook(token="muted") if key == "needed" else super().look(row, key)

    def open_row(self, row: RegisterRow) -> None:
        if self.may_sell:
            self.record()
        else:
            self.arrangement.show_card()

    def record(self) -> None:
        """Ask for the certificate of one unit, the first that has none."""
        card = self.present_card()
        missing = [] if card is None else [unit for unit in card.certificates if unit.id is None]
        if card is None or not missing:
            return
        units = tuple((at, _unit(unit)) for at, unit in enumerate(missing))
        asked = [
            Asked("body", marked("Issued by"), needed=True, stretch=2),
            Asked("number", marked("Number"), needed=True, stretch=2),
            Asked("unit", marked("Unit"), "choice", 0, units, stretch=2),
            Asked("issued_on", marked("Issued on"), "date", self.today(), needed=True),
            Asked("valid_until", marked("Valid until"), "date"),
            Asked("serial", marked("Serial number")),
        ]
        title = phrase("Certificate for {company}", company=card.company)
        self.ask_for(title, asked, marked("Save the certificate"), partial(self._record, card, missing), icon="medal")

    def _record(self, card: ServiceDealCard, missing: list[CertificateRow], values: Values) -> Ticket[int]:
        unit = missing[values["unit"]]
        draft = CertificateDraft(**{key: value for key, value in values.items() if key != "unit"})
        return self.change(
            self.desk.do(self, certification.record_certificate, unit.line_id, unit.unit, draft),
            lambda _id: phrase("{unit}: certificate {number} is recorded.", unit=_unit(unit), number=draft.number),
        )


def _unit(unit: CertificateRow) -> Phrase:
    return phrase("{article}, unit {unit}", article=unit.article, unit=unit.unit)
