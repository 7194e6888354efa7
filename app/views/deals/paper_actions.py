"""What one can do with the documents of a deal, by its state: pure, so that menu and buttons say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.language import marked
from app.models.terms import QUOTATION_WORDS, QuotationState, Stage
from app.operations.deal_rows import DealCard, PaperRow

Deed = Literal["quotation", "contract", "invoice", "open", "save", "sent", "accepted", "declined", "payment", "back"]

WORDS: dict[Deed, tuple[str, str]] = {
    "quotation": (marked("Issue a quotation"), "file-text"),
    "contract": (marked("Conclude the contract"), "handshake"),
    "invoice": (marked("Issue the invoice"), "currency-eur"),
    "open": (marked("Open as PDF"), "file-text"),
    "save": (marked("Save as PDF"), "download-simple"),
    "sent": (marked("Sent to the customer"), "envelope-simple"),
    "accepted": (marked("Accepted"), "check-circle"),
    "declined": (marked("Declined"), "prohibit"),
    "payment": (marked("Money has come"), "currency-eur"),
    "back": (marked("Signed copy is back"), "check-circle"),
}
ANSWERED = frozenset(
    QUOTATION_WORDS[state] for state in (QuotationState.ACCEPTED, QuotationState.DECLINED, QuotationState.REPLACED)
)
SENT = frozenset({QUOTATION_WORDS[QuotationState.SENT]})
PRINTED = frozenset({"quotation", "contract", "invoice"})
ENDED = (Stage.CLOSED, Stage.NOT_SUITABLE)


@dataclass(frozen=True, slots=True)
class PaperAction:
    """One deed; paper: the document that it is about, None for a new one."""

    deed: Deed
    sentence: str
    icon: str
    paper: PaperRow | None = None


def new_papers(card: DealCard) -> list[PaperAction]:
    """What can be issued for the deal now."""
    if not card.may_change or card.stage in ENDED:
        return []
    kinds = {paper.kind for paper in card.documents}
    deeds: list[Deed] = []
    if card.lines and card.lines_open:
        deeds.append("quotation")
    if card.lines_agreed_at is not None and "contract" not in kinds:
        deeds.append("contract")
    if "contract" in kinds:
        deeds.append("invoice")
    return [PaperAction(deed, *WORDS[deed]) for deed in deeds]


def paper_actions(card: DealCard, paper: PaperRow) -> list[PaperAction]:
    """What can be done with *paper*."""
    return [PaperAction(deed, *WORDS[deed], paper) for deed in _deeds(card, paper)]


def _deeds(card: DealCard, paper: PaperRow) -> Iterator[Deed]:
    if card.may_change and paper.kind == "quotation" and paper.state.sentence not in ANSWERED:
        if paper.state.sentence not in SENT:
            yield "sent"
        yield "accepted"
        yield "declined"
    if card.may_change and paper.kind == "invoice" and paper.open:
        yield "payment"
    if card.may_change and paper.kind in ("contract", "delivery_note") and paper.back is False:
        yield "back"
    if paper.document_id is not None or paper.kind in PRINTED:
        yield "open"
        yield "save"
