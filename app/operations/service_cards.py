"""What service sees of a customer: the deal with its machines, whom to call, the contract with its visits [M66-M70]."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import Phrase
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, Site
from app.models.deals import Deal, DealContact, DealLine
from app.models.process import RULES
from app.models.service import ServiceContract, ServiceVisit
from app.models.terms import ContactPointKind, Periodicity, Stage
from app.operations.deal_card_aftercare import certificates, installation, service, standing_files
from app.operations.deal_rows import CertificateRow, InstallationRow, ServiceRow


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom service calls, and where the machines stand."""

    contact: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class ServiceDealCard:
    """A deal after the shipment. machines: what was delivered, article and how many. version: of the deal."""

    deal_id: int
    version: int
    number: str
    title: str
    company: str
    seller: str
    stage: Stage
    stage_word: Phrase
    reach: Reach
    machines: tuple[tuple[str, Decimal, str], ...]
    certificates: tuple[CertificateRow, ...]
    installation: InstallationRow
    service: ServiceRow


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit. first_due_on: the contract's own day if it was moved, with the reason; who: who goes, or went."""

    id: int
    due_on: date
    first_due_on: date | None
    move_reason: str
    done_at: datetime | None
    who: str
    employee_id: int | None
    work: str


@dataclass(frozen=True, slots=True)
class ContractCard:
    """One service contract. renewed_by: number of the contract that follows, "" if there is none yet."""

    id: int
    version: int
    number: str
    concluded_on: date
    starts_on: date
    ends_on: date
    periodicity: Periodicity
    price: Decimal
    currency: str
    renewed_by: str
    document_id: int | None
    visits: tuple[PlannedVisit, ...]
    deal: ServiceDealCard


def service_deal_card(session: Session, deal_id: int) -> ServiceDealCard:
    """The card of a deal for service. Raises NotFound."""
    row = session.execute(
        select(Deal, Counterparty.name, Employee.name)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .where(Deal.id == deal_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This deal does not exist (any more).")
    deal, company, seller = row
    lines = session.execute(
        select(DealLine.product_name, DealLine.quantity, DealLine.unit)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position)
    )
    return ServiceDealCard(
        deal.id,
        deal.version,
        deal.number,
        deal.title,
        company,
        seller,
        deal.stage,
        Phrase(RULES[deal.stage].word),
        _reach(session, deal),
        tuple((line.product_name, line.quantity, line.unit) for line in lines),
        certificates(session, deal_id),
        installation(session, deal),
        service(session, deal),
    )


def _reach(session: Session, deal: Deal) -> Reach:
    points = session.execute(
        select(Contact.name, ContactPoint.kind, ContactPoint.value)
        .join(DealContact, DealContact.contact_id == Contact.id)
        .outerjoin(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(DealContact.deal_id == deal.id)
        .order_by(DealContact.main.desc(), Contact.id, ContactPoint.id)
    ).all()
    phone, email = (
        next((point.value for point in points if point.kind is kind and point.value), "")
        for kind in (ContactPointKind.PHONE, ContactPointKind.EMAIL)
    )
    site = session.get(Site, deal.delivery_site_id) if deal.delivery_site_id is not None else None
    address = ", ".join(site.address.splitlines()) if site is not None else ""
    return Reach(points[0].name if points else "", phone, email, address)


def contract_card(session: Session, contract_id: int) -> ContractCard:
    """The card of a service contract. Raises NotFound."""
    contract = session.get(ServiceContract, contract_id)
    if contract is None:
        raise NotFound("This service contract does not exist (any more).")
    follows = session.scalar(select(ServiceContract.number).where(ServiceContract.renews_id == contract_id))
    return ContractCard(
        contract.id,
        contract.version,
        contract.number,
        contract.concluded_on,
        contract.starts_on,
        contract.ends_on,
        contract.periodicity,
        contract.price,
        contract.currency,
        follows or "",
        standing_files(session, contract.document_id).get(contract.document_id),
        _visits(session, contract_id),
        service_deal_card(session, contract.deal_id),
    )


def contract_of_visit(session: Session, visit_id: int) -> ContractCard:
    """The contract that a visit belongs to. Raises NotFound."""
    contract_id = session.scalar(select(ServiceVisit.service_contract_id).where(ServiceVisit.id == visit_id))
    return contract_card(session, contract_id or 0)


def _visits(session: Session, contract_id: int) -> tuple[PlannedVisit, ...]:
    rows = session.execute(
        select(ServiceVisit, Employee.name)
        .outerjoin(Employee, Employee.id == ServiceVisit.employee_id)
        .where(ServiceVisit.service_contract_id == contract_id)
        .order_by(ServiceVisit.due_on, ServiceVisit.id)
    )
    return tuple(
        PlannedVisit(
            visit.id,
            visit.due_on,
            visit.first_due_on,
            visit.move_reason,
            visit.done_at,
            name or "",
            visit.employee_id,
            visit.work,
        )
        for visit, name in rows
    )
