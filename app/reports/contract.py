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
from app.reports.paper import LEFT, WIDTH, Head, Paper, printed
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
        draw_priced_lines(paper, data.lines, data.currency)
        _signatures(paper, data)

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
        (say(phrase("Subject")), say(subject)),
        (say(phrase("Price")), say(money)),
        (say(phrase("Payment")), data.payment_terms),
        (say(phrase("Delivery")), "\n".join(part for part in (data.delivery_time, data.delivery_terms) if part)),
        (say(phrase("Warranty")), data.warranty),
        *data.clauses,
        (say(phrase("Final provisions")), say(copies)),
    )
    return [(title, text) for title, text in ours if text.strip()]


def _signatures(paper: Paper, data: ContractPaper) -> None:
    width = (WIDTH - 12) / 2
    columns = []
    for x, role, side in (
        (LEFT, phrase("Seller"), data.seller),
        (LEFT + width + 12, phrase("Buyer"), data.buyer),
    ):
        account = side.account
        bank = (account.holder, account.account, account.bank, account.code, account.correspondent) if account else ()
        texts = [*side.party.lines(), *(part for part in bank if part and part != side.party.company)]
        columns.append((x, paper.say(role), [line for text in texts for line in wrapped(text, BODY, width)], side))
    height = max(len(lines) for _, _, lines, _ in columns) * BODY.line
    paper.need(8.0 + STRONG.line + height + 24.0)
    paper.gap(8.0)
    for x, title, lines, side in columns:
        paper.write(title, x, paper.y, STRONG)
        for place, line in enumerate(lines):
            paper.write(line, x, paper.y + STRONG.line + 1 + place * BODY.line, BODY)
        bottom = paper.y + STRONG.line + height + 18.0
        paper.rule(bottom, x, width, color=RULE)
        signer = ", ".join(part for part in (side.signer_post, side.signer) if part)
        for place, line in enumerate(wrapped(signer, LABEL, width)[:2]):
            paper.write(line, x, bottom + 0.4 + place * LABEL.line, LABEL)
    paper.gap(STRONG.line + height + 24.0)
