"""The delivery note (Lieferschein, накладная): what left the house, by batch, with the receipt to sign; no prices.

It is the company's own form. The statutory Russian forms (ТОРГ-12, УПД) carry prices and codes and are other documents.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.events import Document
from app.language import Phrase, phrase
from app.reports.figures import said_date, said_number, said_unit
from app.reports.letterhead import Addressee, Author, Letterhead
from app.reports.line_table import Row, TableColumn, cell, draw_table
from app.reports.paper import HALF, LEFT, WIDTH, Head, Paper, printed
from app.reports.typeface import BODY, LABEL, RULE, SECOND, STRONG, elided, wrapped


@dataclass(frozen=True, slots=True)
class DeliveredBatch:
    """How much of a line came from one batch. use_by: the last day of use, if the batch has one."""

    batch: str
    quantity: Decimal
    use_by: date | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """One position: what was delivered now, and how much of the order is still to come."""

    position: int
    code: str
    name: str
    quantity: Decimal
    unit: str
    batches: tuple[DeliveredBatch, ...] = ()
    outstanding: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DeliveryNotePaper:
    """Everything that a delivery note says.

    recipient: who bought; delivery_address: where the goods go, if elsewhere. order_number and order_date: the
    customer's order; deal_number, contract_number: our references. packages: how many colli; weights in kilograms.
    """

    letterhead: Letterhead
    number: str
    issued_on: date
    recipient: Addressee
    author: Author
    lines: tuple[DeliveredLine, ...]
    delivery_address: Addressee | None = None
    shipped_on: date | None = None
    order_number: str = ""
    order_date: date | None = None
    deal_number: str = ""
    contract_number: str = ""
    customer_number: str = ""
    delivery_terms: str = ""
    carrier: str = ""
    packages: int | None = None
    net_weight: Decimal | None = None
    gross_weight: Decimal | None = None
    notes: str = ""


def delivery_note(data: DeliveryNotePaper, language: str) -> Document:
    """The delivery note as a PDF in *language* (the customer's)."""

    def fill(paper: Paper) -> None:
        _destination(paper, data)
        _lines(paper, data)
        _consignment(paper, data)
        _receipt(paper, data)

    return printed(data.letterhead, _head(data, language), language, fill)


def _head(data: DeliveryNotePaper, language: str) -> Head:
    order = data.order_number
    if order and data.order_date:
        day = said_date(data.order_date, language)
        order = phrase("{number} of {date}", number=order, date=day).said(language)
    shipped = said_date(data.shipped_on, language) if data.shipped_on else ""
    info = (
        (phrase("Date").said(language), said_date(data.issued_on, language)),
        (phrase("Shipped on").said(language), shipped),
        (phrase("Your order").said(language), order),
        (phrase("Contract").said(language), data.contract_number),
        (phrase("Deal").said(language), data.deal_number),
        (phrase("Customer No.").said(language), data.customer_number),
        (phrase("Your contact").said(language), data.author.name),
        (phrase("Phone").said(language), data.author.phone),
    )
    return Head(phrase("Delivery note").said(language), data.number, data.issued_on, data.recipient, info)


def _destination(paper: Paper, data: DeliveryNotePaper) -> None:
    say = paper.say
    sender = ", ".join(line.rstrip(", ") for line in (data.letterhead.legal_name, *data.letterhead.address_lines))
    goal = data.delivery_address or data.recipient
    paper.pairs(
        (
            (say(phrase("Sender")), sender),
            (say(phrase("Delivery address")), ", ".join(line.rstrip(", ") for line in goal.lines())),
            (say(phrase("Delivery terms")), data.delivery_terms),
            (say(phrase("Carrier")), data.carrier),
        )
    )
    paper.gap(3.5)


def _lines(paper: Paper, data: DeliveryNotePaper) -> None:
    say = paper.say
    partial = any(line.outstanding for line in data.lines)
    columns = [
        TableColumn(say(phrase("No.")), width=8),
        TableColumn(say(phrase("Description, batch, use by, serial numbers")), width=-1),
        TableColumn(say(phrase("Quantity")), right=True),
        TableColumn(say(phrase("Unit")), width=13),
        TableColumn(say(phrase("Still to come")), right=True),
    ]
    rows = [_row(paper, line) for line in data.lines]
    if not partial:
        columns.pop()
        rows = [row[:-1] for row in rows]
    # A receipt that stands on a page alone says nothing of what was received.
    draw_table(paper, columns, rows, keep_too=_consignment_height(paper, data) + _receipt_height(paper))


def _row(paper: Paper, line: DeliveredLine) -> Row:
    language = paper.language
    what = [*cell(line.name, style=STRONG), *cell(line.code, style=LABEL)]
    for batch in line.batches:
        what.extend(cell(paper.say(_batch(batch, line.unit, language)), style=BODY))
        if batch.serials:
            serials = phrase("Serial numbers: {serials}", serials=", ".join(batch.serials))
            what.extend(cell(paper.say(serials), style=SECOND))
    outstanding = said_number(line.outstanding, language) if line.outstanding else "–"
    return (
        cell(str(line.position)),
        tuple(what),
        cell(said_number(line.quantity, language)),
        cell(said_unit(line.unit, language)),
        cell(outstanding),
    )


def _batch(batch: DeliveredBatch, unit: str, language: str) -> Phrase:
    quantity = f"{said_number(batch.quantity, language)}\N{NO-BREAK SPACE}{said_unit(unit, language)}"
    if batch.use_by is None:
        return phrase("Batch {batch}: {quantity}", batch=batch.batch, quantity=quantity)
    day = said_date(batch.use_by, language)
    return phrase("Batch {batch}: {quantity}, use by {date}", batch=batch.batch, quantity=quantity, date=day)


def _consignment(paper: Paper, data: DeliveryNotePaper) -> None:
    paper.gap(4.0)
    paper.pairs(_consigned(paper, data))


def _consignment_height(paper: Paper, data: DeliveryNotePaper) -> float:
    """About, in mm: labels of one line."""
    texts = [text for _, text in _consigned(paper, data) if text.strip()]
    return 4.0 + sum(len(wrapped(text, BODY, WIDTH - 42.0)) * BODY.line + 0.9 for text in texts)


def _consigned(paper: Paper, data: DeliveryNotePaper) -> tuple[tuple[str, str], ...]:
    say, language = paper.say, paper.language

    def weight(kilograms: Decimal | None) -> str:
        if kilograms is None:
            return ""
        return f"{said_number(kilograms, language)}\N{NO-BREAK SPACE}{said_unit('kg', language)}"

    return (
        (say(phrase("Packages")), "" if data.packages is None else str(data.packages)),
        (say(phrase("Net weight")), weight(data.net_weight)),
        (say(phrase("Gross weight")), weight(data.gross_weight)),
        (say(phrase("Notes")), data.notes),
    )


def _receipt_titles(paper: Paper) -> tuple[list[str], ...]:
    titles = (phrase("Handed over"), phrase("Received complete and undamaged, unless noted here"))
    return tuple(wrapped(paper.say(title), STRONG, HALF) for title in titles)


def _receipt_height(paper: Paper) -> float:
    """Of both columns in mm."""
    return 5.0 + max(map(len, _receipt_titles(paper))) * STRONG.line + 4 * 11 + 4


def _receipt(paper: Paper, data: DeliveryNotePaper) -> None:
    """Two columns to sign, handed over and received: post, name, signature, date (402-ФЗ art. 9)."""
    say = paper.say
    width, right = HALF, LEFT + HALF + 12
    titles = tuple(zip((LEFT, right), _receipt_titles(paper), strict=True))
    head = max(len(lines) for _, lines in titles) * STRONG.line
    paper.need(_receipt_height(paper))
    paper.gap(5.0)
    for x, lines in titles:
        for place, line in enumerate(lines):
            paper.write(line, x, paper.y + place * STRONG.line, STRONG)
    paper.gap(head)
    fields = (
        (phrase("Post"), data.author.post),
        (phrase("Name"), data.author.name),
        (phrase("Signature"), ""),
        (phrase("Date"), ""),
    )
    for field, known in fields:
        paper.gap(10.0)
        paper.write(elided(known, BODY, width), LEFT, paper.y - BODY.line - 0.4, BODY)
        for x in (LEFT, right):
            paper.rule(paper.y, x, width, color=RULE)
            paper.write(say(field), x, paper.y + 0.4, LABEL)
    paper.gap(4.0)
