"""Acknowledgement of receipt: by choice, once a conversation, in the sender's language, never to machines."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import MailArrived
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.mail import BouncedAddress, LetterText, OutgoingLetter
from app.models.mail_terms import LetterKind, LetterState
from app.operations import mail_settings, outbox_delivery, settings
from app.operations.intake import Taken, take_letter
from tests import factories
from tests.clock import FixedClock

MINE = "office@kontor-demo.example"


@pytest.fixture
def company(store: Store) -> Store:
    store.write(factories.company)
    for key, value in (
        (mail_settings.SENDER, MINE),
        (mail_settings.ACKNOWLEDGE, True),
        ("mail.own", ["kontor-demo.example"]),
    ):
        store.write(settings.keep, key, value)
    return store


def came(store: Store, key: str = "<a@client.example>", **about: Any) -> Taken:
    return store.write(take_letter, factories.letter(key, **about))


def answers(store: Store) -> list[tuple[Any, ...]]:
    def found(session: Session) -> list[tuple[Any, ...]]:
        letters = session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id))
        return [(each.kind, each.state, tuple(each.to), each.subject, each.language) for each in letters]

    return store.read(found)


def test_a_new_inquiry_is_acknowledged_in_the_language_of_its_sender(company: Store) -> None:
    taken = came(company, language="ru", references=("<before@x.example>",))
    ((kind, state, to, subject, language),) = answers(company)
    assert (kind, state, to) == (LetterKind.ACKNOWLEDGEMENT, LetterState.WAITING, ("d.sokolow@uralchim.example",))
    assert (subject, language) == (f"Ваш запрос {taken.number} получен", "ru")
    (letter,) = company.write(outbox_delivery.claim, "host:1")
    assert letter.mail.automatic
    assert (letter.mail.sender, letter.mail.references) == (MINE, ("<before@x.example>", "<a@client.example>"))
    assert taken.number in letter.mail.text
    assert "{" not in letter.mail.text


def test_it_stands_in_the_history_as_automatic_and_is_no_first_response(company: Store, clock: FixedClock) -> None:
    taken = came(company)
    (letter,) = company.write(outbox_delivery.claim, "host:1")
    company.write(outbox_delivery.handing, letter.id, "host:1")
    company.write(outbox_delivery.handed, letter.id, "host:1", letter.recipients, {}, {}, b"raw")

    def found(session: Session) -> tuple[Any, ...]:
        inquiry = session.get_one(Inquiry, taken.inquiry_id)
        event = session.scalars(select(Interaction).order_by(Interaction.id.desc()).limit(1)).one()
        return inquiry.first_response_at, event.automatic, event.direction.value, event.employee_id, event.inquiry_id

    assert company.read(found) == (None, True, "out", None, taken.inquiry_id)


def test_nobody_is_acknowledged_unless_the_company_has_chosen_it(store: Store) -> None:
    store.write(factories.company)
    store.write(settings.keep, mail_settings.SENDER, MINE)
    came(store)
    assert answers(store) == []


@pytest.mark.parametrize(
    "about",
    [
        {"automatic": "Auto-Submitted: auto-replied"},
        {"source": "jivo_chat"},
        {"email": "", "phone": "+493715512140"},
        {"email": "boss@kontor-demo.example"},
        {"email": "gone@client.example"},
    ],
)
def test_machines_ourselves_and_addresses_that_do_not_work_get_none(company: Store, about: dict[str, str]) -> None:
    def bounced(session: Session) -> None:
        session.add(BouncedAddress(address="gone@client.example", permanent=True, at=datetime(2026, 8, 1, tzinfo=UTC)))

    company.write(bounced)
    came(company, **about)
    assert answers(company) == []


def test_once_a_conversation_and_once_a_day(company: Store, clock: FixedClock) -> None:
    def inquiry(letter: MailArrived) -> None:
        """Another inquiry of the same sender, as if the one before were forgotten."""
        company.write(take_letter, letter)

    first = factories.letter("<a@client.example>", email="one@client.example")
    inquiry(first)
    assert len(answers(company)) == 1
    inquiry(factories.letter("<b@client.example>", email="two@other.example", references=("<a@client.example>",)))
    assert len(answers(company)) == 1
    inquiry(factories.letter("<c@client.example>", email="three@third.example"))
    assert len(answers(company)) == 2
    inquiry(replace(first, unique_key="<d@client.example>", raw=b"again"))
    assert len(answers(company)) == 2


def test_without_a_text_in_the_language_none_goes(company: Store) -> None:
    def no_german(session: Session) -> None:
        session.execute(delete(LetterText).where(LetterText.kind == LetterKind.ACKNOWLEDGEMENT, LetterText.language == "de"))

    company.write(no_german)
    came(company, language="de")
    assert answers(company) == []
    came(company, "<b@other.example>", email="a@other.example", language="")
    assert [row[-1] for row in answers(company)] == ["en"]
