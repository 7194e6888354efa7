"""A short sales contract: the parties, what is sold, the terms, and the two signatures. The lines are its specification.

The text is deliberately plain; clauses that a company's lawyer wants come in as *clauses*, before the final provisions.
"""

from dataclasses import dataclass
from datetime import date

from app.events import Document
from app.language import phrase
from app.money import Money
from app.reports.figures import amount_in_words, said_date, said_money
from app.reports.invoice import BankAccount
from app.reports.letterhead import Addressee, Letterhead
from app.reports.paper import HALF, LEFT, Head, Paper, printed
from app.reports.priced_lines import PricedLine, draw_priced_lines, totals
from app.reports.typeface import BODY, LABEL, RULE, SECTION, STRONG, wrapped


@dataclass(frozen=True, slots=True)
class ContractParty:
    """One side: its data, who signs for it and on what basis ("the charter", a power of attorney), and its account."""

    party: Addressee
    signer: str
    signer_post: str = ""
    authority: str = ""
    account: BankAccount | None = None


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """Everything that a sales contract says. clauses: heading and text of further sections, in order."""

    letterhead: Letterhead
    number: str
    concluded_on: date
    place: str
    seller: ContractParty
    buyer: ContractParty
    currency: str
    lines: tuple[PricedLine, ...]
    delivery_time: str = ""
    delivery_terms: str = ""
    payment_terms: str = ""
    warranty: str = ""
    deal_number: str = ""
    clauses: tuple[tuple[str, str], ...] = ()


def contract(data: ContractPaper, language: str) -> Document:
    """The contract as a PDF in *language* (the customer's)."""

    def fill(paper: Paper) -> None:
        _preamble(paper, data)
        for number, (title, text) in enumerate(_sections(paper, data), 1):
            paper.heading(f"{number}. {title}", SECTION)
            paper.paragraph(text, BODY, 3.5)
        paper.gap(2.0)
        paper.heading(paper.say(phrase("Specification")), SECTION, keep=50.0)
        signatures = _sides(paper, data)
        # Signatures that stand on a page alone could belong to any contract.
        draw_priced_lines(paper, data.lines, data.currency, signatures.height)
        _sign(paper, signatures)

    return printed(data.letterhead, _head(data, language), language, fill)


def _head(data: ContractPaper, language: str) -> Head:
    info = (
        (phrase("Date").said(language), said_date(data.concluded_on, language)),
        (phrase("Place").said(language), data.place),
        (phrase("Deal").said(language), data.deal_number),
    )
    return Head(phrase("Sales contract").said(language), data.number, data.concluded_on, data.buyer.party, info)


def _preamble(paper: Paper, data: ContractPaper) -> None:
    for role, side in ((phrase("Seller"), data.seller), (phrase("Buyer"), data.buyer)):
        signer = ", ".join(part for part in (side.signer_post, side.signer) if part)
        rows = (
            (paper.say(role), ", ".join(line.rstrip(", ") for line in side.party.lines())),
            (paper.say(phrase("Represented by")), signer),
            (paper.say(phrase("Acting on the basis of")), side.authority),
        )
        paper.pairs(rows)
    paper.gap(3.0)


def _sections(paper: Paper, data: ContractPaper) -> list[tuple[str, str]]:
    say, language = paper.say, paper.language
    price = Money(totals(data.lines).gross, data.currency)
    subject = phrase("The seller delivers the goods of the specification below, and the buyer accepts and pays for them.")
    money = phrase(
        "The price of the contract is {amount} including taxes ({words}).",
        amount=said_money(price, language),
        words=amount_in_words(price, language),
    )
    copies = phrase("The contract is made in two copies of equal force, one for each party. Changes need the written form.")
    ours = (
        (say(phrase("Subject of the contract")), say(subject)),
        (say(phrase("Price")), say(money)),
        (say(phrase("Payment")), data.payment_terms),
        (say(phrase("Delivery")), "\n".join(part for part in (data.delivery_time, data.delivery_terms) if part)),
        (say(phrase("Warranty")), data.warranty),
        *data.clauses,
        (say(phrase("Final provisions")), say(copies)),
    )
    return [(title, text) for title, text in ours if text.strip()]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the signatures: where it stands, its role, its data and account, who signs."""

    x: float
    title: str
    lines: tuple[str, ...]
    signer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signatures:
    sides: tuple[_Side, ...]
    data_height: float

    @property
    def height(self) -> float:
        """Of all of it in mm."""
        return 8.0 + STRONG.line + self.data_height + 24.0


def _sides(paper: Paper, data: ContractPaper) -> _Signatures:
    sides = []
    for x, role, side in ((LEFT, phrase("Seller"), data.seller), (LEFT + HALF + 12, phrase("Buyer"), data.buyer)):
        account = side.account
        bank = (account.holder, account.account, account.bank, account.code, account.correspondent) if account else ()
        texts = [*side.party.lines(), *(part for part in bank if part and part != side.party.company)]
        lines = tuple(line for text in texts for line in wrapped(text, BODY, HALF))
        signer = ", ".join(part for part in (side.signer_post, side.signer) if part)
        sides.append(_Side(x, paper.say(role), lines, tuple(wrapped(signer, LABEL, HALF)[:2])))
    return _Signatures(tuple(sides), max(len(side.lines) for side in sides) * BODY.line)


def _sign(paper: Paper, signatures: _Signatures) -> None:
    paper.need(signatures.height)
    paper.gap(8.0)
    bottom = paper.y + STRONG.line + signatures.data_height + 18.0
    for side in signatures.sides:
        paper.write(side.title, side.x, paper.y, STRONG)
        for place, line in enumerate(side.lines):
            paper.write(line, side.x, paper.y + STRONG.line + 1 + place * BODY.line, BODY)
        paper.rule(bottom, side.x, HALF, color=RULE)
        for place, line in enumerate(side.signer):
            paper.write(line, side.x, bottom + 0.4 + place * LABEL.line, LABEL)
    paper.gap(STRONG.line + signatures.data_height + 24.0)
