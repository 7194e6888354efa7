"""Lines with prices, their sums by tax rate and in words: the common middle of quotation, invoice and contract."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.language import phrase
from app.money import Money, Priced, priced
from app.reports.figures import (
    amount_in_words,
    said_amount,
    said_currency,
    said_money,
    said_number,
    said_percent,
    said_unit,
)
from app.reports.line_table import Row, SumLine, TableColumn, cell, draw_sums, draw_table, sums_height
from app.reports.paper import Paper
from app.reports.typeface import LABEL, SECOND, STRONG

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One position. price: net for one unit; discount_percent and tax_percent: 5 means 5 %."""

    position: int
    code: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    tax_percent: Decimal
    discount_percent: Decimal = ZERO
    description: str = ""

    @property
    def figures(self) -> Priced:
        """Net, tax and gross, each rounded to the cent as invoices compute them."""
        return priced(self.quantity, self.price, self.discount_percent, self.tax_percent)


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What one tax rate (in percent) takes: the net amount that it applies to and the tax on it."""

    percent: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the rounded lines, so that a reader who adds up the column comes to the same figure."""

    net: Decimal
    taxes: tuple[TaxShare, ...]

    @property
    def gross(self) -> Decimal:
        """Net plus all taxes."""
        return self.net + sum((share.tax for share in self.taxes), ZERO)


def totals(lines: Sequence[PricedLine]) -> Totals:
    """Net, tax by rate (lowest rate first) and gross of *lines*."""
    rates = sorted({line.tax_percent for line in lines})
    shares: list[TaxShare] = []
    for rate in rates:
        figures = [line.figures for line in lines if line.tax_percent == rate]
        shares.append(TaxShare(rate, sum((f.net for f in figures), ZERO), sum((f.tax for f in figures), ZERO)))
    return Totals(sum((share.net for share in shares), ZERO), tuple(shares))


def draw_priced_lines(paper: Paper, lines: Sequence[PricedLine], currency: str, keep_below: float = 0.0) -> None:
    """The table of *lines*, and the sums kept together below it. The discount has a column only if there is one.

    *keep_below*: height in mm of what else should share the page with the last line: signatures.
    """
    language, say = paper.language, paper.say
    sign = said_currency(currency, language)
    discounted = any(line.discount_percent for line in lines)
    columns = [
        TableColumn(say(phrase("No.")), width=8),
        TableColumn(say(phrase("Description")), width=-1),
        TableColumn(say(phrase("Quantity")), right=True),
        TableColumn(say(phrase("Unit")), width=11),
        TableColumn(say(phrase("Price, {currency}", currency=sign)), right=True),
        TableColumn(say(phrase("Discount")), right=True),
        TableColumn(say(phrase("Amount, {currency}", currency=sign)), right=True),
    ]
    rows = [_row(line, language) for line in lines]
    if not discounted:
        columns.pop(5)
        rows = [row[:5] + row[6:] for row in rows]
    sums = _sums(paper, totals(lines), currency)
    words = _in_words(paper, totals(lines), currency)
    draw_table(paper, columns, rows, sums_height(sums, words), keep_below)
    draw_sums(paper, sums, words)


def _row(line: PricedLine, language: str) -> Row:
    what = cell(line.name, line.description, STRONG, SECOND)
    if line.code:
        what = (*what[:1], *cell(line.code, style=LABEL), *what[1:])
    discount = said_percent(line.discount_percent, language) if line.discount_percent else "–"
    return (
        cell(str(line.position)),
        what,
        cell(said_number(line.quantity, language)),
        cell(said_unit(line.unit, language)),
        cell(said_amount(line.price, language)),
        cell(discount),
        cell(said_amount(line.figures.net, language)),
    )


def _sums(paper: Paper, sums: Totals, currency: str) -> list[SumLine]:
    language, say = paper.language, paper.say
    drawn = [SumLine(say(phrase("Net total")), said_money(Money(sums.net, currency), language))]
    for share in sums.taxes:
        rate = said_percent(share.percent, language)
        net = said_money(Money(share.net, currency), language)
        if not share.percent:
            label = say(phrase("Without VAT"))
        elif len(sums.taxes) > 1:
            label = say(phrase("VAT {rate} on {net}", rate=rate, net=net))
        else:
            label = say(phrase("VAT {rate}", rate=rate))
        tax = said_money(Money(share.tax, currency), language) if share.percent else "–"
        drawn.append(SumLine(label, tax))
    drawn.append(SumLine(say(phrase("Total")), said_money(Money(sums.gross, currency), language), total=True))
    return drawn


def _in_words(paper: Paper, sums: Totals, currency: str) -> str:
    words = amount_in_words(Money(sums.gross, currency), paper.language)
    words = re.sub(r" (\d\d) ", " \\1\N{NO-BREAK SPACE}", words)
    return paper.say(phrase("Total in words: {words}", words=words))
