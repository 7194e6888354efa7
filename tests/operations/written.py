"""Letters of ours for tests: in the history, or still in the outbox; and a deal that they are about."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.deals import Deal
from app.models.interactions import Interaction, Message
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.session import now
from app.models.terms import Direction, InteractionKind, Stage
from tests.factories import department


def written(
    session: Session,
    key: str,
    counterparty_id: int | None,
    employee_id: int | None,
    *,
    to: Sequence[str] = (),
    deal_id: int | None = None,
    contact_id: int | None = None,
) -> int:
    """Id of a letter of ours in the history, with the Message-ID *key*."""
    record = Interaction(
        at=now(session),
        kind=InteractionKind.MESSAGE,
        direction=Direction.OUT,
        counterparty_id=counterparty_id,
        employee_id=employee_id,
        deal_id=deal_id,
        contact_id=contact_id,
        subject="Our quotation",
    )
    session.add(record)
    session.flush()
    session.add(
        Message(
            interaction_id=record.id,
            unique_key=key,
            source="letter",
            origin="outbox",
            sender="sales@kontor-demo.example",
            recipients=list(to),
            references=[],
            original="",
            raw=b"",
        )
    )
    return record.id


def open_deal(session: Session, counterparty_id: int, seller_id: int) -> int:
    """Id of a deal of a counterparty."""
    record = Deal(
        number=f"D-{len(session.scalars(select(Deal.id)).all())}",
        title="Pumps",
        counterparty_id=counterparty_id,
        department_id=department(session, "Prom"),
        seller_id=seller_id,
        stage=Stage.SELECTION,
        stage_entered_at=now(session),
        created_at=now(session),
        currency="EUR",
        net=Decimal(0),
        gross=Decimal(0),
    )
    session.add(record)
    session.flush()
    return record.id


def handed_over(session: Session, key: str, inquiry_id: int | None, employee_id: int | None, *, to: Sequence[str]) -> int:
    """Id of a letter that the server has, and the history has not yet."""
    record = OutgoingLetter(
        state=LetterState.HANDING,
        employee_id=employee_id,
        inquiry_id=inquiry_id,
        message_id=key,
        sender="sales@kontor-demo.example",
        to=list(to),
        written_at=now(session),
    )
    session.add(record)
    session.flush()
    return record.id
