"""A company with ended deals and first contacts, for the tests of quality calls."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.terms import Channel, CounterpartyKind, InquiryState, Source, Stage
from tests import factories

FIRST_NUMBER = 49_371_551_0000


def customer(session: Session, name: str, seller_id: int, phone: str = "") -> int:
    """A customer who can be called at *phone*."""
    return factories.counterparty(
        session, name, CounterpartyKind.CUSTOMER, phones=(phone,) if phone else (), contact=f"Somebody of {name}"
    )


def ended(
    session: Session, seller_id: int, stage: Stage, *, days: int = 3, name: str = "", phone: str = "", count: int = 1
) -> list[int]:
    """*count* deals that ended *days* ago, each of a customer of its own; their ids."""
    place = session.scalars(select(Employee.department_id).where(Employee.id == seller_id)).one()
    made = []
    for _ in range(count):
        serial = session.query(Deal).count()
        party = customer(session, name or f"Customer {serial}", seller_id, phone or f"+{FIRST_NUMBER + serial}")
        at: datetime = now(session) - timedelta(days=days)
        deal = Deal(
            number=f"D-{serial}",
            title=f"Pumps {serial}",
            counterparty_id=party,
            department_id=place,
            seller_id=seller_id,
            stage=stage,
            stage_entered_at=at,
            created_at=at - timedelta(days=30),
            closed_at=at,
            currency="EUR",
            net=Decimal(1000),
            gross=Decimal(1190),
        )
        session.add(deal)
        session.flush()
        made.append(deal.id)
    return made


def contacted(session: Session, seller_id: int, *, days: int = 3, phone: str = "", count: int = 1) -> list[int]:
    """*count* inquiries that were answered, each of a lead of its own; their ids."""
    place = session.scalars(select(Employee.department_id).where(Employee.id == seller_id)).one()
    made = []
    for _ in range(count):
        serial = session.query(Inquiry).count()
        party = customer(session, f"Lead {serial}", seller_id, phone or f"+{FIRST_NUMBER + 50_000 + serial}")
        at = now(session) - timedelta(days=days)
        inquiry = Inquiry(
            number=f"R-{serial}",
            received_at=at,
            channel=Channel.PHONE,
            source=Source.CALL,
            subject=f"Question {serial}",
            state=InquiryState.ASSIGNED,
            counterparty_id=party,
            department_id=place,
            seller_id=seller_id,
            first_response_at=at,
        )
        session.add(inquiry)
        session.flush()
        made.append(inquiry.id)
    return made
