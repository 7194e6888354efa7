"""Quotation, contract, invoice, payments and signed copies; each as PDF in the customer's language."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.counterparties import Counterparty, LegalEntity
from app.models.interactions import Attachment
from app.models.papers import Contract, Invoice, Quotation
from app.models.terms import CounterpartyKind, QuotationState
from app.operations import deal_lines, paper_printing, papers
from tests.clock import FixedClock
from tests.deal_factories import House, agreed, deal, house, product, stock

TODAY = date(2026, 8, 3)


@pytest.fixture
def at(store: Store) -> House:
    here = house(store)
    product(here, "PUMP", "100.00")
    stock(here, "PUMP", "10")
    return here


def test_a_newer_quotation_replaces_the_open_one(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    first = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))
    sent = at.store.write(papers.mark_sent, first.record_id, first.version)
    assert sent.state.said("en") == "sent"
    second = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id), 10)
    assert at.get(Quotation, first.record_id, "state") is QuotationState.REPLACED
    assert at.get(Quotation, second.record_id, "valid_until") == date(2026, 8, 13)
    with pytest.raises(UserError, match="replaced"):
        at.store.write(papers.accept, first.record_id, sent.version + 1)
    with pytest.raises(Conflict):
        at.store.write(papers.accept, second.record_id, second.version + 7)
    with pytest.raises(UserError, match="why"):
        at.store.write(papers.decline, second.record_id, second.version, " ")
    assert at.store.write(papers.decline, second.record_id, second.version, "Too dear").tone == "danger"


def test_a_quotation_needs_lines_and_a_time(at: House) -> None:
    with pytest.raises(UserError, match="no lines"):
        at.store.write(papers.issue_quotation, deal(at), 1)
    deal_id = deal(at, ("PUMP", "1"))
    with pytest.raises(UserError, match="binds"):
        at.store.write(papers.issue_quotation, deal_id, at.version(deal_id), 0)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))


def test_an_expired_quotation_says_so(at: House, clock: FixedClock) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    row = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id), 1)
    clock.advance(days=3)
    assert at.store.write(papers.mark_sent, row.record_id, row.version).state.said("en") == "expired 4 Aug 2026"


def test_with_its_first_contract_a_lead_becomes_a_customer(at: House, clock: FixedClock) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    with pytest.raises(UserError, match="not agreed"):
        at.store.write(papers.conclude_contract, deal_id, at.version(deal_id))
    at.store.write(deal_lines.agree, deal_id, at.version(deal_id))
    at.store.write(lambda session: setattr(session.get_one(LegalEntity, at.entity), "bank_code", ""))
    with pytest.raises(UserError, match="legal entity"):
        at.store.write(papers.conclude_contract, deal_id, at.version(deal_id))
    at.store.write(lambda session: setattr(session.get_one(LegalEntity, at.entity), "bank_code", "X"))
    with pytest.raises(UserError, match="Conclude the contract"):
        at.store.write(papers.issue_invoice, deal_id, at.version(deal_id))
    at.store.write(papers.conclude_contract, deal_id, at.version(deal_id))
    assert at.get(Counterparty, at.customer, "kind") is CounterpartyKind.CUSTOMER
    assert at.get(Counterparty, at.customer, "customer_since") == clock()
    with pytest.raises(UserError, match="already"):
        at.store.write(papers.conclude_contract, deal_id, at.version(deal_id))


def test_payments_come_in_parts_and_never_more_than_is_open(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    agreed(at, deal_id)
    with pytest.raises(UserError, match="covered"):
        at.store.write(papers.issue_invoice, deal_id, at.version(deal_id))
    invoice = at.one(select(Invoice.id))
    row = at.store.write(papers.record_payment, invoice, 1, Decimal("61.00"), TODAY, "B-1")
    assert (row.state.said("en"), row.open) == ("50 % paid", Decimal("61.00"))
    with pytest.raises(UserError, match="Only") as refused:
        at.store.write(papers.record_payment, invoice, row.version, Decimal("61.01"), TODAY)
    assert "Only 61.00 EUR" in refused.value.said("en")
    with pytest.raises(UserError, match="future"):
        at.store.write(papers.record_payment, invoice, row.version, Decimal(1), date(2026, 8, 4))
    with pytest.raises(UserError, match="more than nothing"):
        at.store.write(papers.record_payment, invoice, row.version, Decimal(0), TODAY)
    assert at.store.write(papers.record_payment, invoice, row.version, Decimal("61.00"), TODAY).tone == "success"


def test_a_sum_that_sank_is_corrected(at: House) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    agreed(at, deal_id)
    line, version = at.line(deal_id)
    at.store.write(deal_lines.change_line, line, version, quantity=Decimal(1))
    row = at.store.write(papers.issue_invoice, deal_id, at.version(deal_id))
    assert at.get(Invoice, row.record_id, "gross") == Decimal("-122.00")
    first = at.one(select(Invoice.id).where(Invoice.gross > 0))
    with pytest.raises(UserError, match="Only"):
        at.store.write(papers.record_payment, first, 1, Decimal("122.01"), TODAY)
    at.store.write(papers.record_payment, first, 1, Decimal("122.00"), TODAY)


def test_papers_are_printed_and_kept_with_the_deal(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    row = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))
    kept = at.store.write(paper_printing.print_quotation, row.record_id)
    assert at.get(Quotation, row.record_id, "document_id") == kept
    assert at.get(Quotation, row.record_id, "language") == "de"
    assert at.get(Attachment, kept, "deal_id") == deal_id
    assert at.store.read(paper_printing.attachment, kept).data.startswith(b"%PDF")
    agreed(at, deal_id)
    for ask, kind in ((paper_printing.print_contract, Contract), (paper_printing.print_invoice, Invoice)):
        record = at.one(select(kind.id))
        assert at.get(kind, record, "document_id") is None
        assert at.store.write(ask, record, "ru") == at.get(kind, record, "document_id")
    with pytest.raises(UserError, match="English"):
        at.store.write(paper_printing.print_invoice, at.one(select(Invoice.id)), "fr")


def test_a_quotation_whose_lines_changed_is_not_printed(at: House) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    row = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))
    line, version = at.line(deal_id)
    at.store.write(deal_lines.change_line, line, version, quantity=Decimal(2))
    with pytest.raises(UserError, match="issue a new one"):
        at.store.write(paper_printing.print_quotation, row.record_id)
