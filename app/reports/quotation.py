"""The quotation (Angebot, коммерческое предложение): needs, equipment, prices and terms on the company's paper [M53]."""

from dataclasses import dataclass
from datetime import date

from app.events import Document
from app.language import phrase
from app.reports.figures import said_date
from app.reports.letterhead import Addressee, Author, Letterhead
from app.reports.line_table import TableColumn, cell, draw_table
from app.reports.paper import LEFT, Head, Paper, printed
from app.reports.priced_lines import PricedLine, draw_priced_lines
from app.reports.typeface import BODY, SECOND, SECTION, STRONG, SUBJECT


@dataclass(frozen=True, slots=True)
class QuotedNeed:
    """One need of the customer; must: it cannot be given up, otherwise it is open to negotiation."""

    text: str
    must: bool


@dataclass(frozen=True, slots=True)
class QuotationPaper:
    """Everything that a quotation says. Texts may have several lines; empty ones are left out.

    valid_until: the last day on which the offer binds (§ 148 BGB, ст. 440 ГК РФ); None if it does not bind.
    tax_note: why no tax is charged ("Reverse charge"). testing: certificates and tests that belong to the delivery;
    service: installation, training, service on offer. customer_number and deal_number: references, if any.
    """

    letterhead: Letterhead
    number: str
    issued_on: date
    valid_until: date | None
    addressee: Addressee
    author: Author
    subject: str
    currency: str
    lines: tuple[PricedLine, ...]
    needs: tuple[QuotedNeed, ...] = ()
    field_of_application: str = ""
    equipment_kind: str = ""
    processed_material: str = ""
    introduction: str = ""
    delivery_time: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    warranty: str = ""
    testing: str = ""
    service: str = ""
    tax_note: str = ""
    notes: str = ""
    customer_number: str = ""
    deal_number: str = ""


def quotation(data: QuotationPaper, language: str) -> Document:
    """The quotation as a PDF in *language* (the customer's)."""

    def fill(paper: Paper) -> None:
        paper.paragraph(data.subject, SUBJECT, 2.5)
        if data.introduction:
            paper.paragraph(data.introduction, BODY, 3.0)
        _needs(paper, data)
        paper.gap(2.0)
        draw_priced_lines(paper, data.lines, data.currency)
        _terms(paper, data)
        _signed(paper, data)

    return printed(data.letterhead, _head(data, language), language, fill)


def _head(data: QuotationPaper, language: str) -> Head:
    valid = said_date(data.valid_until, language) if data.valid_until else ""
    info = (
        (phrase("Date").said(language), said_date(data.issued_on, language)),
        (phrase("Valid until").said(language), valid),
        (phrase("Customer No.").said(language), data.customer_number),
        (phrase("Deal").said(language), data.deal_number),
        (phrase("Your contact").said(language), data.author.name),
        (phrase("Phone").said(language), data.author.phone),
        (phrase("E-mail").said(language), data.author.email),
    )
    return Head(phrase("Quotation").said(language), data.number, data.issued_on, data.addressee, info)


def _needs(paper: Paper, data: QuotationPaper) -> None:
    say = paper.say
    facts = (
        (say(phrase("Field of application")), data.field_of_application),
        (say(phrase("Kind of equipment")), data.equipment_kind),
        (say(phrase("Processed material")), data.processed_material),
    )
    if data.needs or any(text for _, text in facts):
        paper.heading(say(phrase("Your needs")), SECTION)
    paper.pairs(facts)
    if not data.needs:
        return
    paper.gap(1.5)
    must, open_ = say(phrase("Must")), say(phrase("Negotiable"))
    rows = [
        (cell(need.text), cell(must, style=STRONG) if need.must else cell(open_, style=SECOND))
        for need in sorted(data.needs, key=lambda need: not need.must)
    ]
    columns = (TableColumn(say(phrase("Need")), width=-1), TableColumn(say(phrase("Priority"))))
    draw_table(paper, columns, rows)
    paper.gap(3.0)


def _terms(paper: Paper, data: QuotationPaper) -> None:
    say = paper.say
    rows = (
        (say(phrase("Delivery time")), data.delivery_time),
        (say(phrase("Payment terms")), data.payment_terms),
        (say(phrase("Delivery terms")), data.delivery_terms),
        (say(phrase("Warranty")), data.warranty),
        (say(phrase("Tests and certificates")), data.testing),
        (say(phrase("Service")), data.service),
        (say(phrase("Taxes")), data.tax_note),
        (say(phrase("Notes")), data.notes),
    )
    paper.gap(5.0)
    paper.heading(say(phrase("Terms")), SECTION)
    paper.pairs(rows)
    paper.need(12.0 + BODY.line * 8)
    paper.pairs([(say(phrase("Binding period")), _binding(paper, data))])


def _binding(paper: Paper, data: QuotationPaper) -> str:
    if data.valid_until is None:
        return paper.say(phrase("This quotation is not binding until we confirm your order in writing."))
    day = said_date(data.valid_until, paper.language)
    return paper.say(phrase("We are bound by this quotation until {date}, if your acceptance reaches us by then.", date=day))


def _signed(paper: Paper, data: QuotationPaper) -> None:
    author = data.author
    reach = " · ".join(part for part in (author.phone, author.email) if part)
    rows = [(author.name, STRONG), (author.post, BODY), (reach, SECOND)]
    paper.gap(5.0)
    paper.paragraph(paper.say(phrase("Yours sincerely")), BODY, 10.0)
    for text, style in rows:
        if text:
            paper.write(text, LEFT, paper.y, style)
            paper.gap(style.line)
