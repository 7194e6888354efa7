"""The invoice (Rechnung, счёт на оплату): what is to be paid, to which account, until when.

It carries what § 14 (4) UStG asks for, if the rows do: both names and addresses, tax number, number and date, time of
supply, lines, net and tax by rate. It is no structured e-invoice (EN 16931) and none of the statutory Russian tax forms
(счёт-фактура, УПД); those are other documents.
"""

from dataclasses import dataclass
from datetime import date

from app.events import Document
from app.language import phrase
from app.reports.figures import said_date
from app.reports.letterhead import Addressee, Author, Letterhead
from app.reports.paper import LEFT, WIDTH, Head, Paper, printed
from app.reports.priced_lines import PricedLine, draw_priced_lines
from app.reports.typeface import BODY, LABEL, RULE, SECTION, elided


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where the money goes. account: IBAN, or р/с; code: BIC or БИК; correspondent: the bank's own account (к/с)."""

    holder: str
    account: str
    bank: str
    code: str = ""
    correspondent: str = ""


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """Everything that an invoice says.

    payer: with tax_id if the law asks for it. supplied_on: last day of the supply, None for a prepayment. purpose: what
    the payer writes into the transfer. signers: posts and names that sign on paper, as Russian invoices have them.
    """

    letterhead: Letterhead
    number: str
    issued_on: date
    due_on: date | None
    payer: Addressee
    author: Author
    currency: str
    lines: tuple[PricedLine, ...]
    account: BankAccount
    supplied_on: date | None = None
    order_number: str = ""
    contract_number: str = ""
    deal_number: str = ""
    customer_number: str = ""
    purpose: str = ""
    tax_note: str = ""
    notes: str = ""
    signers: tuple[tuple[str, str], ...] = ()


def invoice(data: InvoicePaper, language: str) -> Document:
    """The invoice as a PDF in *language* (the customer's)."""

    def fill(paper: Paper) -> None:
        draw_priced_lines(paper, data.lines, data.currency)
        _payment(paper, data)
        _signatures(paper, data)

    return printed(data.letterhead, _head(data, language), language, fill)


def _head(data: InvoicePaper, language: str) -> Head:
    tax = f"{data.letterhead.tax_id_label} {data.letterhead.tax_id_value}".strip()
    info = (
        (phrase("Date").said(language), said_date(data.issued_on, language)),
        (phrase("Supplied on").said(language), said_date(data.supplied_on, language) if data.supplied_on else ""),
        (phrase("Payable by").said(language), said_date(data.due_on, language) if data.due_on else ""),
        (phrase("Your order").said(language), data.order_number),
        (phrase("Contract").said(language), data.contract_number),
        (phrase("Deal").said(language), data.deal_number),
        (phrase("Customer No.").said(language), data.customer_number),
        (phrase("Tax No.").said(language), tax),
        (phrase("Your contact").said(language), data.author.name),
    )
    return Head(phrase("Invoice").said(language), data.number, data.issued_on, data.payer, info)


def _payment(paper: Paper, data: InvoicePaper) -> None:
    say, account = paper.say, data.account
    purpose = data.purpose or say(
        phrase("Invoice {number} of {date}", number=data.number, date=said_date(data.issued_on, paper.language))
    )
    rows = (
        (say(phrase("Payable by")), said_date(data.due_on, paper.language) if data.due_on else ""),
        (say(phrase("Account holder")), account.holder),
        (say(phrase("Account")), account.account),
        (say(phrase("Bank")), account.bank),
        (say(phrase("Bank code")), account.code),
        (say(phrase("Correspondent account")), account.correspondent),
        (say(phrase("Purpose of payment")), purpose),
        (say(phrase("Taxes")), data.tax_note),
        (say(phrase("Notes")), data.notes),
    )
    paper.gap(5.0)
    paper.need(SECTION.line + 8 * BODY.line)
    paper.heading(say(phrase("Payment")), SECTION)
    paper.pairs(rows)


def _signatures(paper: Paper, data: InvoicePaper) -> None:
    for post, name in data.signers:
        paper.need(14.0)
        paper.gap(10.0)
        paper.write(elided(post, BODY, 55), LEFT, paper.y - BODY.line, BODY)
        paper.rule(paper.y, LEFT + 60, 45, color=RULE)
        paper.write(paper.say(phrase("Signature")), LEFT + 60, paper.y + 0.4, LABEL)
        paper.write(elided(name, BODY, WIDTH - 112), LEFT + 112, paper.y - BODY.line, BODY)
        paper.gap(4.0)
