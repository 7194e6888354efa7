"""Documents and files of a counterparty in its history: offers, contracts, invoices, payments, delivery notes [M46-M53]."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.language import Phrase, marked, phrase
from app.models.company import Employee
from app.models.deals import Deal, DealLine
from app.models.interactions import Attachment
from app.models.orders import Shipment
from app.models.papers import Contract, DeliveryNote, Invoice, Payment, Quotation, TaxInvoice
from app.models.service import Certificate, Commissioning, ServiceContract
from app.operations.counterparty_history_rows import (
    FILE,
    PAPER,
    HistoryEntry,
    HistoryFile,
    HistoryFilter,
    HistoryMark,
    older,
    own,
    walked,
)

NOON = time(12, tzinfo=UTC)
"""When something stands that only has a day: on that day in every zone of the company."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """A kind of paper. line: marked, with the gaps of *gaps*; day: when it was issued; id to employee_id: columns."""

    line: str
    id: Any
    day: Any
    gaps: Mapping[str, InstrumentedAttribute[Any]]
    joined: Callable[[Select[Any]], Select[Any]]
    document_id: Any = None
    employee_id: Any = None


def _of_deal(deal_id: InstrumentedAttribute[int]) -> Callable[[Select[Any]], Select[Any]]:
    return lambda query: query.join(Deal, Deal.id == deal_id)


def _of_shipment(shipment_id: InstrumentedAttribute[int]) -> Callable[[Select[Any]], Select[Any]]:
    return lambda query: query.join(Shipment, Shipment.id == shipment_id).join(Deal, Deal.id == Shipment.deal_id)


def _of_sales() -> tuple[_Paper, ...]:
    sums = marked("Quotation {number}: {gross} {currency}"), marked("Invoice {number}: {gross} {currency}")
    quoted = {"number": Quotation.number, "gross": Quotation.gross, "currency": Quotation.currency}
    billed = {"number": Invoice.number, "gross": Invoice.gross, "currency": Invoice.currency}
    paid = {"number": Invoice.number, "amount": Payment.amount, "currency": Invoice.currency}
    return (
        _Paper(sums[0], Quotation.id, Quotation.issued_on, quoted, _of_deal(Quotation.deal_id), Quotation.document_id),
        _Paper(
            marked("Contract {number}"),
            Contract.id,
            Contract.concluded_on,
            {"number": Contract.number},
            _of_deal(Contract.deal_id),
            Contract.document_id,
        ),
        _Paper(sums[1], Invoice.id, Invoice.issued_on, billed, _of_deal(Invoice.deal_id), Invoice.document_id),
        _Paper(
            marked("{amount} {currency} paid for invoice {number}"),
            Payment.id,
            Payment.received_on,
            paid,
            lambda query: query.join(Invoice, Invoice.id == Payment.invoice_id).join(Deal, Deal.id == Invoice.deal_id),
            employee_id=Payment.employee_id,
        ),
    )


def _of_goods() -> tuple[_Paper, ...]:
    return (
        _Paper(
            marked("Delivery note {number}"),
            DeliveryNote.id,
            DeliveryNote.issued_on,
            {"number": DeliveryNote.number},
            _of_shipment(DeliveryNote.shipment_id),
            DeliveryNote.document_id,
        ),
        _Paper(
            marked("Tax invoice {number}"),
            TaxInvoice.id,
            TaxInvoice.issued_on,
            {"number": TaxInvoice.number},
            _of_shipment(TaxInvoice.shipment_id),
            TaxInvoice.document_id,
        ),
        _Paper(
            marked("Certificate {number} by {body}"),
            Certificate.id,
            Certificate.issued_on,
            {"number": Certificate.number, "body": Certificate.body},
            lambda query: query.join(DealLine, DealLine.id == Certificate.deal_line_id).join(
                Deal, Deal.id == DealLine.deal_id
            ),
            Certificate.document_id,
        ),
        _Paper(
            marked("Commissioned"),
            Commissioning.id,
            Commissioning.done_on,
            {},
            _of_deal(Commissioning.deal_id),
            Commissioning.document_id,
            Commissioning.employee_id,
        ),
        _Paper(
            marked("Service contract {number}"),
            ServiceContract.id,
            ServiceContract.concluded_on,
            {"number": ServiceContract.number},
            _of_deal(ServiceContract.deal_id),
            ServiceContract.document_id,
        ),
    )


PAPERS = (*_of_sales(), *_of_goods())


def papers(
    session: Session, counterparty_id: int, shown: HistoryFilter, after: HistoryMark | None, limit: int
) -> tuple[Iterator[HistoryEntry], ...]:
    """Files, with what the paper in them is; and each kind of paper of which no file is kept."""
    if not shown.wants("papers") or shown.contact_id is not None:
        return ()
    if session.scalar(select(Deal.id).where(Deal.counterparty_id == counterparty_id).limit(1)) is None:
        return (_files(session, counterparty_id, shown, after, limit),)
    paperless = (
        _without_file(session, counterparty_id, PAPER + place, paper, shown, after, limit)
        for place, paper in enumerate(PAPERS)
        if shown.employee_id is None or paper.employee_id is not None
    )
    return (_files(session, counterparty_id, shown, after, limit), *paperless)


def _files(
    session: Session, counterparty_id: int, shown: HistoryFilter, begin: HistoryMark | None, limit: int
) -> Iterator[HistoryEntry]:
    deals = select(Deal.id).where(Deal.counterparty_id == counterparty_id)

    def fetch(after: HistoryMark | None) -> Sequence[HistoryEntry]:
        rows = session.execute(
            select(Attachment.id, Attachment.added_at, Attachment.name, Attachment.mime, Attachment.size)
            .add_columns(Attachment.deal_id, Deal.number, Employee.name.label("who"))
            .outerjoin(Deal, Deal.id == Attachment.deal_id)
            .outerjoin(Employee, Employee.id == Attachment.employee_id)
            .where(
                or_(Attachment.deal_id.in_(deals), Attachment.counterparty_id == counterparty_id),
                Attachment.interaction_id.is_(None),
                Attachment.removed_at.is_(None),
                Attachment.employee_id == shown.employee_id if shown.employee_id is not None else true(),
                older(Attachment.added_at, Attachment.id, FILE, after),
            )
            .order_by(Attachment.added_at.desc(), Attachment.id.desc())
            .limit(limit + 1)
        ).all()
        lines = _lines(session, [row.id for row in rows])
        return [_file(row, lines.get(row.id)) for row in rows]

    return walked(fetch, begin, shown, limit + 1)


def _file(row: Row[Any], line: Phrase | None) -> HistoryEntry:
    mark = HistoryMark(row.added_at, FILE, row.id)
    kind = "file" if line is None else "paper"
    said = phrase("File: {name}", name=row.name) if line is None else line
    entry = own(mark, kind, said, who=row.who or "", deal_id=row.deal_id, deal=row.number or "")
    return replace(entry, files=(HistoryFile(row.id, row.name, row.mime, row.size),))


def _lines(session: Session, attachment_ids: Sequence[int]) -> dict[int, Phrase]:
    """Attachment → what the paper in it is called."""
    found: dict[int, Phrase] = {}
    for paper in PAPERS:
        if paper.document_id is None or not attachment_ids:
            continue
        query = _select(paper, paper.document_id.label("document")).where(paper.document_id.in_(attachment_ids))
        found |= {row.document: _line(paper, row) for row in session.execute(query)}
    return found


def _without_file(
    session: Session,
    counterparty_id: int,
    rank: int,
    paper: _Paper,
    shown: HistoryFilter,
    begin: HistoryMark | None,
    limit: int,
) -> Iterator[HistoryEntry]:
    def fetch(after: HistoryMark | None) -> Sequence[HistoryEntry]:
        query = _listed(rank - PAPER).where(
            Deal.counterparty_id == counterparty_id,
            _older_day(paper, rank, after),
            paper.document_id.is_(None) if paper.document_id is not None else true(),
        )
        if shown.employee_id is not None and paper.employee_id is not None:
            query = query.where(paper.employee_id == shown.employee_id)
        rows = session.execute(query.order_by(paper.day.desc(), paper.id.desc()).limit(limit + 1))
        return [
            own(
                HistoryMark(datetime.combine(row.day, NOON), rank, row.id),
                "paper",
                _line(paper, row),
                who=row.who or "",
                deal_id=row.deal_id,
                deal=row.deal,
            )
            for row in rows
        ]

    return walked(fetch, begin, shown, limit + 1)


@cache
def _listed(place: int) -> Select[Any]:
    """The papers of one kind as a list; made once, for it takes longer than the question asked with it."""
    paper = PAPERS[place]
    columns = paper.id.label("id"), paper.day.label("day"), Deal.id.label("deal_id"), Deal.number.label("deal")
    return _select(paper, *columns)


def _select(paper: _Paper, *columns: Any) -> Select[Any]:
    gaps = (column.label(f"gap_{name}") for name, column in paper.gaps.items())
    query = paper.joined(select(*columns, *gaps))
    who = Employee.name.label("who")
    by = Employee.id == paper.employee_id if paper.employee_id is not None else Employee.id.is_(None)
    return query.add_columns(who).outerjoin(Employee, by)


def _line(paper: _Paper, row: Row[Any]) -> Phrase:
    return Phrase(paper.line, {name: getattr(row, f"gap_{name}") for name in paper.gaps})


def _older_day(paper: _Paper, rank: int, after: HistoryMark | None) -> ColumnElement[bool]:
    """As ``older``, for a paper that has a day and stands at its noon."""
    if after is None:
        return true()
    day = after.at.astimezone(UTC).date()
    noon = datetime.combine(day, NOON)
    if noon == after.at and rank == after.rank:
        return tuple_(paper.day, paper.id) < tuple_(day, after.id)
    up_to = noon < after.at or (noon == after.at and rank < after.rank)
    earlier: ColumnElement[bool] = paper.day <= day if up_to else paper.day < day
    return earlier
