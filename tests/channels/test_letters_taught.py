"""A letter from its bytes through a taught template: a portal whose layout nobody could know beforehand."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

from app.channels.letters import Reading, read_letter
from app.events import MailArrived
from app.letter_learning import Mark, learn
from app.letter_rules import TaughtTemplate

ROBOT = "robot@portal.example"
READING = Reading(own_addresses=frozenset({"kontor.example"}))
RECEIVED = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
LAYOUT = "Anfrage Nr. {number}\n\nWer fragt\n{name}\nErreichbar unter\n{phone}\nWorum geht es\n{text}\n***\nIhr Portalteam"


def read(reading: Reading, body: str) -> MailArrived:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"Portal <{ROBOT}>", "sales@kontor.example", "Anfrage"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    arrived = read_letter(letter.as_bytes(), origin="INBOX/1", received_at=RECEIVED, reading=reading)
    assert isinstance(arrived, MailArrived)
    return arrived


def taught() -> Reading:
    values = {"name": "Eva Lang", "phone": "0341 2555012", "text": "Ein Schrank,\nbitte."}
    original = read(READING, LAYOUT.format(number=1, **values)).original
    marks = [Mark(field, original.index(value), original.index(value) + len(value)) for field, value in values.items()]
    return replace(READING, templates={ROBOT: TaughtTemplate(3, ROBOT, learn(original, marks, "Anfrage"))})


def test_what_was_set_aside_as_automatic_becomes_a_request() -> None:
    body = LAYOUT.format(number=2, name="Kurt Behr", phone="+49 171 5550123", text="Zwei Pumpen.\n\nBald.")
    assert read(READING, body).automatic == "automatic notice"
    arrived = read(taught(), body)
    assert (arrived.automatic, arrived.source, arrived.template_id) == ("", "site_form", 3)
    assert (arrived.name, arrived.phone, arrived.text) == ("Kurt Behr", "+491715550123", "Zwei Pumpen.\n\nBald.")


def test_another_letter_of_the_portal_stays_as_it_was_read() -> None:
    body = "Ihr Vertrag läuft aus.\nBitte verlängern Sie bis Freitag."
    assert read(taught(), body) == read(READING, body)
