"""Letters are read whole: of the history with cleaned HTML, and of the outbox by those who may see them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotFound
from app.models.interactions import Attachment, Interaction, Message
from app.models.mail import BouncedAddress
from app.models.terms import Direction, InteractionKind
from app.operations import letter_drafts, letter_reading, mail_settings, outbox, settings
from tests.deal_factories import House, house

RAW = (
    b"From: d@ural.example\r\nSubject: Pump\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p onclick='x()'>Good <b>day</b><script>alert(1)</script><img src='http://t.example/p.png'></p>"
)


@pytest.fixture
def at(store: Store) -> House:
    made = house(store)
    store.write(settings.keep, mail_settings.SENDER, "office@kontor-demo.example")
    return made


def kept(session: Session, customer: int, direction: Direction, raw: bytes) -> int:
    event = Interaction(
        at=datetime(2026, 8, 3, 8, 30, tzinfo=UTC),
        kind=InteractionKind.MESSAGE,
        direction=direction,
        counterparty_id=customer,
        subject="Pump",
        text="Good day",
    )
    session.add(event)
    session.flush()
    session.add(
        Message(
            interaction_id=event.id,
            unique_key=f"<{event.id}@ural.example>",
            source="letter",
            origin="test",
            sender="d@ural.example",
            recipients=["a@kontor-demo.example", "b@kontor-demo.example"],
            references=[],
            original="Good day\n> before",
            raw=raw,
        )
    )
    session.add(
        Attachment(
            interaction_id=event.id,
            name="plan.pdf",
            mime="application/pdf",
            size=5,
            sha256="0" * 64,
            added_at=event.at,
            data=b"%PDF-",
        )
    )
    session.flush()
    return event.id


def test_a_letter_of_the_history_whole(at: House) -> None:
    letter = at.store.write(kept, at.customer, Direction.IN, RAW)
    shown = at.store.read(letter_reading.read, letter)
    assert (shown.incoming, shown.sender, shown.text) == (True, "d@ural.example", "Good day\n> before")
    assert shown.to == ("a@kontor-demo.example", "b@kontor-demo.example")
    assert (shown.company, shown.template, shown.came_back) == ("Helios Batterie GmbH", "", False)
    assert [(file.name, file.size) for file in shown.files] == [("plan.pdf", 5)]
    html = at.store.read(letter_reading.html, letter)
    assert "<b>day</b>" in html
    assert not {"script", "onclick", "t.example"} & set(html.replace("<", " ").replace("/", " ").replace("=", " ").split())


def test_one_of_ours_that_came_back_says_so(at: House) -> None:
    letter = at.store.write(kept, at.customer, Direction.OUT, b"")
    moment = datetime(2026, 8, 4, tzinfo=UTC)

    def bounced(session: Session) -> None:
        session.add(BouncedAddress(address="d@ural.example", permanent=True, at=moment, bounced_id=letter))

    at.store.write(bounced)
    shown = at.store.read(letter_reading.read, letter)
    assert (shown.incoming, shown.came_back) == (False, True)
    assert at.store.read(letter_reading.html, letter) == ""


def test_what_is_no_letter_is_not_found(at: House) -> None:
    def note(session: Session) -> int:
        event = Interaction(
            at=datetime(2026, 8, 3, tzinfo=UTC), kind=InteractionKind.NOTE, direction=Direction.OUT, text="A note"
        )
        session.add(event)
        session.flush()
        return event.id

    for operation, record in (
        (letter_reading.read, at.store.write(note)),
        (letter_reading.read, 99_999),
        (letter_reading.outgoing, 99_999),
    ):
        with pytest.raises(NotFound):
            at.store.read(operation, record)


def test_a_letter_that_waits_is_read_by_its_writer_and_not_by_others(at: House) -> None:
    with at.acting("Olga"):
        draft = at.store.write(letter_drafts.begin, to=("x@nord.example",))
        saved = at.store.write(
            letter_drafts.save, draft.id, draft.version, subject="Offer", text="Hello", cc=("y@nord.example",)
        )
        row = at.store.write(outbox.send, draft.id, saved.version)
        shown = at.store.read(letter_reading.outgoing, row.id)
        assert (shown.subject, shown.text, shown.to) == ("Offer", "Hello", ("x@nord.example", "y@nord.example"))
        assert (shown.sender, shown.incoming, shown.interaction_id) == ("office@kontor-demo.example", False, None)
    with at.acting("Pavel"), pytest.raises(NotFound):
        at.store.read(letter_reading.outgoing, row.id)
