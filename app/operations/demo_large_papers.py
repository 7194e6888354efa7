"""The papers of the deals of a company of real size: quotations, contracts, invoices, payments, service contracts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.models.counterparties import LegalEntity
from app.models.deals import Deal
from app.models.papers import Contract, Invoice, Payment, Quotation
from app.models.service import Commissioning, ServiceContract, ServiceVisit
from app.models.terms import Periodicity, QuotationState, Stage
from app.operations.demo_large_deals import Sketch
from app.operations.demo_large_goods import cents
from app.operations.demo_large_ground import DAY, Door, Ground, table
from app.operations.numbering import Series

VISITS = 4
SERVED = 2 * 365 * DAY
"""Service contracts are written for deals not older than that."""


def write_papers(ground: Ground, part: list[Sketch], door: Door) -> None:
    """Write the papers of some deals."""
    _write_quotations(ground, part, door)
    sold = [each for each in part if each.sold]
    _write_contracts(ground, sold, door)
    _write_invoices(ground, sold, door)
    _write_service(ground, sold, door)


def _day(ground: Ground, seconds: int) -> date:
    return ground.moment(seconds).date()


def _money(each: Sketch) -> tuple[int, int]:
    """Net and gross, in cents."""
    net = sum(line.net for line in each.lines)
    return net, net + sum(line.tax for line in each.lines)


def _write_quotations(ground: Ground, part: list[Sketch], door: Door) -> None:
    first, deals = ground.first_id(Quotation), ground.first_id(Deal)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in part:
            if each.stage is Stage.SELECTION and each.dice % 2:
                continue
            issued = min(each.begun + 2 * DAY, each.walked[-1][1] if len(each.walked) > 1 else ground.today)
            state = QuotationState.ACCEPTED if each.sold else QuotationState.SENT
            state = QuotationState.DECLINED if each.stage is Stage.NOT_SUITABLE else state
            day = _day(ground, issued)
            answered = None if state is QuotationState.SENT else ground.moment(each.walked[1][1])
            net, gross = _money(each)
            yield (
                *(first + each.deal, deals + each.deal, ground.number(Series.QUOTATION, day.year), state, day),
                *(day + timedelta(days=30), each.language, cents(net), cents(gross), ground.moment(issued), answered),
            )

    columns = ("id", "deal_id", "number", "state", "issued_on", "valid_until", "language", "net", "gross", "sent_at")
    door.write(table(Quotation), (*columns, "answered_at"), rows(), currency="EUR")


def _write_contracts(ground: Ground, sold: list[Sketch], door: Door) -> None:
    first, deals, entities = ground.first_id(Contract), ground.first_id(Deal), ground.first_id(LegalEntity)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in sold:
            day = _day(ground, each.walked[1][1])
            back = ground.moment(each.walked[1][1] + 9 * DAY) if each.ended or each.dice % 3 else None
            number = ground.number(Series.CONTRACT, day.year)
            yield first + each.deal, deals + each.deal, entities + each.place, number, day, back

    columns = ("id", "deal_id", "legal_entity_id", "number", "concluded_on", "signed_back_at")
    door.write(table(Contract), columns, rows())


def _is_paid(ground: Ground, each: Sketch) -> bool:
    """Whether the invoice is paid; a closed deal's always is."""
    return each.ended or (each.dice % 10 < 7 and ground.today - each.walked[1][1] > 10 * DAY)


def _write_invoices(ground: Ground, sold: list[Sketch], door: Door) -> None:
    first, payments = ground.first_id(Invoice), ground.first_id(Payment)
    deals, contracts = ground.first_id(Deal), ground.first_id(Contract)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in sold:
            day, (net, gross) = _day(ground, each.walked[1][1]), _money(each)
            yield (
                *(first + each.deal, deals + each.deal, contracts + each.deal, ground.number(Series.INVOICE, day.year)),
                *(day, day + timedelta(days=14), cents(net), cents(gross), cents(gross if _is_paid(ground, each) else 0)),
            )

    columns = ("id", "deal_id", "contract_id", "number", "issued_on", "due_on", "net", "gross", "paid")
    door.write(table(Invoice), columns, rows(), currency="EUR")
    door.write(
        table(Payment),
        ("id", "invoice_id", "received_on", "amount", "reference"),
        (
            (
                *(payments + each.deal, first + each.deal),
                *(_day(ground, each.walked[1][1] + 8 * DAY), cents(_money(each)[1]), f"B{each.dice:010d}"),
            )
            for each in sold
            if _is_paid(ground, each)
        ),
    )


def _write_service(ground: Ground, sold: list[Sketch], door: Door) -> None:
    """Commissioning of what runs, and a year of quarterly visits for who wanted service."""
    first, deals, visits = ground.first_id(ServiceContract), ground.first_id(Deal), ground.first_id(ServiceVisit)
    door.write(
        table(Commissioning),
        ("id", "deal_id", "done_on", "employee_id"),
        (
            (ground.first_id(Commissioning) + each.deal, deals + each.deal, _day(ground, each.since), each.seller.id)
            for each in sold
            if each.stage in (Stage.SERVICE, Stage.CLOSED)
        ),
    )
    served = [each for each in sold if each.serviced and ground.today - each.since < SERVED]

    def contracts() -> Iterator[tuple[Any, ...]]:
        for each in served:
            day = _day(ground, each.since)
            number = ground.number(Series.SERVICE_CONTRACT, day.year)
            price = cents(_money(each)[0] // 20)
            yield first + each.deal, deals + each.deal, number, day, day, day + timedelta(days=365), price

    columns = ("id", "deal_id", "number", "concluded_on", "starts_on", "ends_on", "price")
    door.write(table(ServiceContract), columns, contracts(), periodicity=Periodicity.QUARTERLY, currency="EUR")

    def planned() -> Iterator[tuple[Any, ...]]:
        for each in served:
            for turn in range(VISITS):
                due = each.since + (turn + 1) * 91 * DAY
                done = due + (each.dice >> turn) % 6 * DAY
                over = done < ground.today - (each.dice % 12) * DAY
                yield (
                    *(visits + each.deal * VISITS + turn, first + each.deal, ground.future(due).date()),
                    ground.moment(done) if over else None,
                )

    door.write(table(ServiceVisit), ("id", "service_contract_id", "due_on", "done_at"), planned())
