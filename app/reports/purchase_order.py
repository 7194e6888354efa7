"""The order to a supplier (Bestellung, заказ поставщику): what we buy, until when, at which prices, where it goes [M59]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.events import Document
from app.language import phrase
from app.money import Money, priced
from app.reports.figures import said_amount, said_currency, said_date, said_money, said_number, said_unit
from app.reports.letterhead import Addressee, Author, Letterhead
from app.reports.line_table import Row, SumLine, TableColumn, cell, draw_sums, draw_table, sums_height
from app.reports.paper import LEFT, Head, Paper, printed
from app.reports.typeface import BODY, LABEL, SECOND, SECTION, STRONG

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """One position. price: net for one unit, None if the supplier has to name it; wanted_on: None if not agreed."""

    position: int
    code: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    wanted_on: date | None = None

    @property
    def amount(self) -> Decimal | None:
        """Net of the line to the cent, None without a price."""
        return None if self.price is None else priced(self.quantity, self.price, ZERO, ZERO).net


@dataclass(frozen=True, slots=True)
class PurchaseOrderPaper:
    """Everything that an order to a supplier says. place: where the goods go; wanted_on: None for "as soon as possible"."""

    letterhead: Letterhead
    number: str
    issued_on: date
    addressee: Addressee
    author: Author
    currency: str
    lines: tuple[BoughtLine, ...]
    wanted_on: date | None = None
    place: tuple[str, ...] = ()
    notes: str = ""


def purchase_order(data: PurchaseOrderPaper, language: str) -> Document:
    """The order as a PDF in *language* (the supplier's)."""

    def fill(paper: Paper) -> None:
        paper.paragraph(paper.say(phrase("We order the following goods from you.")), BODY, 3.0)
        _draw_lines(paper, data)
        _terms(paper, data)
        _signed(paper, data.author)

    return printed(data.letterhead, _head(data, language), language, fill)


def _head(data: PurchaseOrderPaper, language: str) -> Head:
    info = (
        (phrase("Date").said(language), said_date(data.issued_on, language)),
        (phrase("Wanted for").said(language), said_date(data.wanted_on, language) if data.wanted_on else ""),
        (phrase("Your contact").said(language), data.author.name),
        (phrase("Phone").said(language), data.author.phone),
        (phrase("E-mail").said(language), data.author.email),
    )
    return Head(phrase("Purchase order").said(language), data.number, data.issued_on, data.addressee, info)


def _draw_lines(paper: Paper, data: PurchaseOrderPaper) -> None:
    say, sign = paper.say, said_currency(data.currency, paper.language)
    columns = (
        TableColumn(say(phrase("No.")), width=8),
        TableColumn(say(phrase("Description")), width=-1),
        TableColumn(say(phrase("Quantity")), right=True),
        TableColumn(say(phrase("Unit")), width=11),
        TableColumn(say(phrase("Price, {currency}", currency=sign)), right=True),
        TableColumn(say(phrase("Amount, {currency}", currency=sign)), right=True),
    )
    sums = _sums(paper, data.lines, data.currency)
    draw_table(paper, columns, [_row(line, paper.language) for line in data.lines], sums_height(sums, ""))
    if sums:
        draw_sums(paper, sums)


def _row(line: BoughtLine, language: str) -> Row:
    wanted = phrase("wanted for {date}", date=said_date(line.wanted_on, language)).said(language) if line.wanted_on else ""
    what = cell(line.name, wanted, STRONG, SECOND)
    if line.code:
        what = (*what[:1], *cell(line.code, style=LABEL), *what[1:])
    return (
        cell(str(line.position)),
        what,
        cell(said_number(line.quantity, language)),
        cell(said_unit(line.unit, language)),
        cell("–" if line.price is None else said_amount(line.price, language)),
        cell("–" if line.amount is None else said_amount(line.amount, language)),
    )


def _sums(paper: Paper, lines: Sequence[BoughtLine], currency: str) -> list[SumLine]:
    """The net sum, if every line has its price: a sum of some lines would look like the whole."""
    amounts = [line.amount for line in lines]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return []
    total = said_money(Money(sum(known, ZERO), currency), paper.language)
    return [SumLine(paper.say(phrase("Net total")), total, total=True)]


def _terms(paper: Paper, data: PurchaseOrderPaper) -> None:
    say = paper.say
    open_prices = any(line.price is None for line in data.lines)
    wish = phrase("Please confirm this order with your delivery date.")
    if open_prices:
        wish = phrase("Please confirm this order with your delivery date and your prices.")
    rows = (
        (say(phrase("Delivery")), _delivery(paper, data)),
        (say(phrase("Place of delivery")), "\n".join(data.place)),
        (say(phrase("Confirmation")), say(wish)),
        (say(phrase("On papers and boxes")), say(phrase("Name our order number {number}.", number=data.number))),
        (say(phrase("Notes")), data.notes),
    )
    paper.gap(5.0)
    paper.heading(say(phrase("Terms")), SECTION)
    paper.pairs(rows)


def _delivery(paper: Paper, data: PurchaseOrderPaper) -> str:
    if data.wanted_on is None:
        return paper.say(phrase("As soon as possible"))
    return paper.say(phrase("Until {date}", date=said_date(data.wanted_on, paper.language)))


def _signed(paper: Paper, author: Author) -> None:
    reach = " · ".join(part for part in (author.phone, author.email) if part)
    paper.need(30.0)
    paper.gap(5.0)
    paper.paragraph(paper.say(phrase("Yours sincerely")), BODY, 10.0)
    for text, style in ((author.name, STRONG), (author.post, BODY), (reach, SECOND)):
        if text:
            paper.write(text, LEFT, paper.y, style)
            paper.gap(style.line)
