"""A company whose inbox is full: open inquiries by every way that they come, due long ago, soon and tomorrow."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.models.interactions import Interaction, Message
from app.models.terms import Channel, Direction, InquiryState, InteractionKind, Source
from tests.benchmarks.company import CHUNK, Company

TEXTS = (
    "Нужен насос НХ-65 для щёлочи, 40 м3/ч, две штуки. ",
    "We need a climate chamber of 300 l with a certificate by an outside body. ",
    "Wir brauchen einen Vakuumtrockenschrank, zwei Stück, Lieferung nach Gera. ",
    "Please send the catalogue and call us back. ",
)
SOURCES = (Source.LETTER, Source.JIVO_CHAT, Source.SITE_FORM, Source.CALL)
SLOTS = timedelta(hours=6)


def fill(company: Company, count: int) -> list[int]:
    """The ids of *count* open inquiries, each of a counterparty that stands in the books."""
    store = company.store()
    try:
        return [
            each for first in range(0, count, CHUNK) for each in store.write(_open, range(first, min(first + CHUNK, count)))
        ]
    finally:
        store.close()


def _open(session: Session, numbers: range) -> list[int]:
    begun = datetime.now(UTC)
    rows = [_inquiry(number, begun) for number in numbers]
    ids = list(session.scalars(insert(Inquiry).returning(Inquiry.id, sort_by_parameter_order=True), rows))
    letters = [
        {
            "at": row["received_at"],
            "kind": InteractionKind.MESSAGE,
            "direction": Direction.IN,
            "counterparty_id": row["counterparty_id"],
            "inquiry_id": inquiry_id,
            "text": row["text"],
        }
        for inquiry_id, row in zip(ids, rows, strict=True)
    ]
    made = session.scalars(insert(Interaction).returning(Interaction.id, sort_by_parameter_order=True), letters)
    session.execute(
        insert(Message),
        [
            {
                "interaction_id": made_id,
                "unique_key": f"open-{inquiry_id}",
                "source": "letter",
                "origin": "INBOX/1",
                "sender": row["email"],
                "recipients": [],
                "references": [],
                "original": f"Good day.\n\n{row['text']}\n\n> an older letter",
                "raw": b"",
            }
            for made_id, inquiry_id, row in zip(made, ids, rows, strict=True)
        ],
    )
    return ids


def _inquiry(number: int, begun: datetime) -> dict[str, object]:
    source = SOURCES[number % len(SOURCES)]
    return {
        "number": f"A-O-{number:06d}",
        "received_at": begun - timedelta(minutes=number),
        "channel": Channel.PHONE if source is Source.CALL else Channel.EMAIL,
        "source": source,
        "name": f"Иван Петров {number}",
        "company": f"ООО «Завод {number}»" if number % 3 else "",
        "phone": f"+7343{number + 1:07d}" if number % 4 else "",
        "email": f"einkauf{number}@plant-{number + 1}.example",
        "subject": f"Matter {number}",
        "text": TEXTS[number % len(TEXTS)] * (1 + number % 6),
        "language": "ru",
        "state": InquiryState.NEW,
        "counterparty_id": number + 1,
        "due_at": begun + SLOTS * (number % 4 - 2) + timedelta(minutes=30),
        "version": 1,
    }
