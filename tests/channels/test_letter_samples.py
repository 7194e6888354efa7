"""The sample letters, each with what must be made of it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.channels.letters import Reading, read_letter
from app.channels.mail_folder import MailFolder
from app.events import MailArrived, MailUnreadable

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "mail"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
READING = Reading(own_addresses=frozenset({"kontor-demo.example", "sales@kontor-demo.example"}))
RECEIVED = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def sample(name: str) -> MailArrived | MailUnreadable:
    return read_letter((SAMPLES / name).read_bytes(), origin=name, received_at=RECEIVED, reading=READING)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_is_understood(name: str) -> None:
    expected = EXPECTED[name]
    letter = sample(name)
    if "quarantine" in expected["outcome"]:
        assert isinstance(letter, MailUnreadable)
        assert letter.reason
        return
    assert isinstance(letter, MailArrived)
    assert bool(letter.automatic) is (expected["outcome"] == "automatic")
    for field in ("source", "name", "phone", "email"):
        if field in expected:
            assert getattr(letter, field) == expected[field], field
    for words in expected.get("text_has", []):
        assert words in letter.text
    for words in expected.get("text_lacks", []):
        assert words not in letter.text
    assert len(letter.attachments) == expected.get("attachments", len(letter.attachments))


def test_the_second_copy_has_the_same_key() -> None:
    assert (
        sample("13-attachment.eml").unique_key
        == sample("14-same-letter-again.eml").unique_key
        == "<at13@sibneft-lab.example>"
    )


def test_the_quoted_history_is_no_part_of_the_need() -> None:
    letter = sample("09-known-customer-reply.eml")
    assert isinstance(letter, MailArrived)
    assert letter.text == "Согласовано, выставляйте счёт."
    assert "Направляем коммерческое предложение" in letter.original
    assert letter.references == ("<q0117@kontor-demo.example>",)


def test_numbers_belong_to_the_country_of_the_letter() -> None:
    german, russian = sample("07-letter-de.eml"), sample("06-letter-cp1251.eml")
    assert isinstance(german, MailArrived)
    assert isinstance(russian, MailArrived)
    assert (german.phone, german.phone_raw) == ("+497115556677", "0711 / 555 66 77")
    assert (russian.phone, russian.phone_raw) == ("+73435557788", "(343) 555-77-88 доб. 214")
    assert (german.company, russian.company) == ("Müller Pharma GmbH", "АО «Уралредмет»")
    assert (german.language, russian.language) == ("de", "ru")


def test_a_chat_keeps_the_agents_lines_out_of_the_need() -> None:
    letter = sample("01-jivo-chat.eml")
    assert isinstance(letter, MailArrived)
    assert "Чем помочь" not in letter.text
    assert "Чем помочь" in letter.original
    assert letter.company == "ООО Агролаб"


def test_an_attached_file_keeps_its_bytes_and_a_safe_name() -> None:
    letter = sample("13-attachment.eml")
    assert isinstance(letter, MailArrived)
    assert [(file.name, file.mime) for file in letter.attachments] == [("ТЗ камера 1000л.pdf", "application/pdf")]
    assert letter.attachments[0].data.startswith(b"%PDF-1.4")


def test_a_folder_gives_its_letters_by_name() -> None:
    letters = MailFolder(SAMPLES).letters()
    assert [Path(origin).name for origin, _ in letters] == sorted(EXPECTED)
    assert letters[0][1] == (SAMPLES / "01-jivo-chat.eml").read_bytes()
