"""The service contract (Servicevertrag, договор обслуживания): what is visited, how often, until when, at which price."""

from dataclasses import dataclass
from datetime import date

from app.events import Document
from app.language import Phrase, phrase
from app.money import Money
from app.reports.contract import ContractParty
from app.reports.figures import amount_in_words, said_date, said_money
from app.reports.letterhead import Letterhead
from app.reports.paper import HALF, LEFT, WIDTH, Head, Paper, printed
from app.reports.typeface import BODY, LABEL, RULE, SECTION, STRONG, wrapped


@dataclass(frozen=True, slots=True)
class ServiceContractPaper:
    """Everything that a service contract says. price: a year, net. machines: name and serial numbers. visits: the days."""

    letterhead: Letterhead
    number: str
    concluded_on: date
    starts_on: date
    ends_on: date
    periodicity: Phrase
    price: Money
    provider: ContractParty
    customer: ContractParty
    machines: tuple[str, ...]
    visits: tuple[date, ...]
    place: str = ""
    deal_number: str = ""


def service_contract(data: ServiceContractPaper, language: str) -> Document:
    """The contract as a PDF in *language* (the customer's)."""

    def fill(paper: Paper) -> None:
        for role, side in ((phrase("Contractor"), data.provider), (phrase("Customer"), data.customer)):
            paper.pairs([(paper.say(role), ", ".join(line.rstrip(", ") for line in side.party.lines()))])
        paper.gap(3.0)
        sections = _sections(paper, data)
        for number, (title, text) in enumerate(sections, 1):
            # Signatures that stand on a page alone could belong to any contract.
            last = number == len(sections)
            keep = len(wrapped(text, BODY, WIDTH)) * BODY.line + 5.0 + _signatures_height(data) if last else 3 * BODY.line
            paper.heading(f"{number}. {title}", SECTION, keep)
            paper.paragraph(text, BODY, 3.5)
        _signatures(paper, data)

    info = (
        (phrase("Date").said(language), said_date(data.concluded_on, language)),
        (phrase("Place").said(language), data.place),
        (phrase("Deal").said(language), data.deal_number),
    )
    head = Head(phrase("Service contract").said(language), data.number, data.concluded_on, data.customer.party, info)
    return printed(data.letterhead, head, language, fill)


def _sections(paper: Paper, data: ServiceContractPaper) -> list[tuple[str, str]]:
    say, language = paper.say, paper.language
    subject = phrase("The contractor looks after the equipment below: inspection, adjustment and a report of each visit.")
    machines = "\n".join(f"– {machine}" for machine in data.machines)
    term = phrase(
        "The contract runs from {start} to {end}.",
        start=said_date(data.starts_on, language),
        end=said_date(data.ends_on, language),
    )
    visits = phrase("The contractor comes {periodicity}. Planned visits:", periodicity=data.periodicity)
    days = ", ".join(said_date(day, language) for day in data.visits)
    money = phrase(
        "The price of a year is {amount} without taxes ({words}).",
        amount=said_money(data.price, language),
        words=amount_in_words(data.price, language),
    )
    copies = phrase("The contract is made in two copies of equal force, one for each party. Changes need the written form.")
    ours = (
        (phrase("Subject of the contract"), "\n".join(part for part in (say(subject), machines) if part)),
        (phrase("Term"), say(term)),
        (phrase("Visits"), f"{say(visits)} {days}" if days else ""),
        (phrase("Price"), say(money)),
        (phrase("Final provisions"), say(copies)),
    )
    return [(say(title), text) for title, text in ours if text]


def _signatures_height(data: ServiceContractPaper) -> float:
    """Of the signatures in mm, with the names of both sides in full."""
    names = max(len(wrapped(side.party.company, BODY, HALF)) for side in (data.provider, data.customer))
    return 8.0 + STRONG.line + names * BODY.line + 32.0


def _signatures(paper: Paper, data: ServiceContractPaper) -> None:
    height = _signatures_height(data)
    paper.need(height)
    paper.gap(8.0)
    bottom = paper.y + height - 16.0
    for x, role, side in (
        (LEFT, phrase("Contractor"), data.provider),
        (LEFT + HALF + 12, phrase("Customer"), data.customer),
    ):
        paper.write(paper.say(role), x, paper.y, STRONG)
        for place, line in enumerate(wrapped(side.party.company, BODY, HALF)):
            paper.write(line, x, paper.y + STRONG.line + 1 + place * BODY.line, BODY)
        paper.rule(bottom, x, HALF, color=RULE)
        for place, line in enumerate(wrapped(side.signer, LABEL, HALF)[:2] if side.signer else ()):
            paper.write(line, x, bottom + 0.4 + place * LABEL.line, LABEL)
    paper.gap(height - 8.0)
