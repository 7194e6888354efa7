"""Templates that were taught by example are applied last, and lose nothing."""

from collections.abc import Mapping
from typing import Any

from app.channels.letters import Reading, read_letter
from app.events import MailArrived
from app.letter_learning import Mark, learn
from app.letter_rules import TaughtTemplate
from tests.channels.letter_making import OWN, RECEIVED, letter, read

SENDER = "robot@shop.example"
BODY = "Заявка 77\n\nОбращается {name} из {company}\n\nКонтактный канал: {phone}\n\nИнтерес -> {text}\n"
TAUGHT = {"name": "Олег Ким", "company": "ООО Вега", "phone": "8 917 100-20-30", "text": "Насос ХМ 50"}


def rules() -> dict[str, Any]:
    original = read(letter(BODY.format(**TAUGHT), sender=SENDER)).original
    marks = [Mark(field, original.index(value), original.index(value) + len(value)) for field, value in TAUGHT.items()]
    return learn(original, marks, "Request")


def read_with(templates: Mapping[str, TaughtTemplate], body: str) -> MailArrived:
    raw = letter(body, sender=SENDER).as_bytes()
    reading = Reading(own_addresses=OWN, templates=templates)
    found = read_letter(raw, origin="test", received_at=RECEIVED, reading=reading)
    assert isinstance(found, MailArrived)
    return found


def test_a_template_reads_what_no_rule_knows() -> None:
    body = BODY.format(name="Анна Белова", company="АО «Луч»", phone="8 (843) 555-01-17", text="Сушильный шкаф")
    found = read_with({SENDER: TaughtTemplate(7, SENDER, rules())}, body)
    assert (found.template_id, found.phone, found.text) == (7, "+78435550117", "Сушильный шкаф")


def test_a_letter_that_the_template_does_not_fit_stays_as_it_was() -> None:
    plain = read(letter("Прошу перезвонить, тел. 8 917 100-20-30", sender=SENDER))
    found = read_with({SENDER: TaughtTemplate(7, SENDER, rules())}, "Прошу перезвонить, тел. 8 917 100-20-30")
    assert (found.text, found.phone, found.template_id) == (plain.text, plain.phone, None)


class Hostile(dict[str, Any]):
    """Rules that cannot be read at all."""

    def __getitem__(self, key: str) -> Any:
        raise RuntimeError(key)


def test_a_template_that_breaks_loses_nothing() -> None:
    for broken in ({}, {"fields": 1}, Hostile()):
        found = read_with({SENDER: TaughtTemplate(7, SENDER, broken)}, "Need a pump")
        assert (found.text, found.template_id) == ("Need a pump", None)
