"""What is known about whoever asks: who they are to us, how often they asked, what they bought [M12, M31]."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.session import now
from app.operations.deal_stages import FINAL

DEAL_WEIGHS = 3
"""A deal tells more about where somebody belongs than an inquiry that was only sorted there."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The counterparty of an inquiry. seller: "" if nobody has it; inquiries: besides this one; last_at: when somebody
    last wrote, called or was called besides this inquiry, None for a first contact."""

    counterparty_id: int
    name: str
    kind: str
    seller: str
    since: datetime
    inquiries: int
    deals: int
    open_deals: int
    last_at: datetime | None

    @property
    def first_contact(self) -> bool:
        """Whether nothing else is known."""
        return not self.inquiries and not self.deals and self.last_at is None


def sender(session: Session, counterparty_id: int | None, inquiry_id: int) -> Sender | None:
    """Who asks; None for a withheld number."""
    row = session.execute(
        select(Counterparty.id, Counterparty.name, Counterparty.kind, Employee.name.label("seller"), Counterparty.created_at)
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .where(Counterparty.id == counterparty_id)
    ).one_or_none()
    if row is None:
        return None
    others = (Inquiry.counterparty_id == row.id, Inquiry.id != inquiry_id)
    inquiries = session.scalar(select(func.count(Inquiry.id)).where(*others)) or 0
    deals = session.execute(
        select(func.count(Deal.id), func.count(case((Deal.stage.not_in(FINAL), 1)))).where(Deal.counterparty_id == row.id)
    ).one()
    last_at = session.scalar(
        select(func.max(Interaction.at)).where(
            Interaction.counterparty_id == row.id,
            func.coalesce(Interaction.inquiry_id, 0) != inquiry_id,
            Interaction.at <= now(session),
        )
    )
    return Sender(row.id, row.name, row.kind.value, row.seller or "", row.created_at, inquiries, deals[0], deals[1], last_at)


def went_before(session: Session, counterparty_ids: Collection[int]) -> Counter[int]:
    """By department, how much speaks for it: what *counterparty_ids* bought and asked before went there."""
    found: Counter[int] = Counter()
    if not counterparty_ids:
        return found
    for kind, weight in ((Deal, DEAL_WEIGHS), (Inquiry, 1)):
        rows = session.execute(
            select(kind.department_id, func.count(kind.id))
            .where(kind.counterparty_id.in_(counterparty_ids), kind.department_id.is_not(None))
            .group_by(kind.department_id)
        )
        for department_id, count in rows:
            if department_id is not None:
                found[department_id] += weight * count
    return found
