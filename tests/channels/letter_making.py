"""Letters for tests, made as mail programs make them, and read as intake reads them."""

from datetime import UTC, datetime
from email.message import EmailMessage

from app.channels.letters import Reading, read_letter
from app.events import MailArrived

OWN = frozenset({"kontor-demo.example"})
RECEIVED = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def letter(body: str, *, sender: str = "Ivan Petrov <ivan@kunde.example>", html: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "sales@kontor-demo.example"
    message["Subject"] = headers.pop("subject", "Request")
    message["Message-ID"] = headers.pop("message_id", "<one@kunde.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if body:
        message.set_content(body)
    if html and body:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def read(message: EmailMessage | bytes, *, region: str = "RU") -> MailArrived:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    read_one = read_letter(raw, origin="test", received_at=RECEIVED, reading=Reading(own_addresses=OWN, region=region))
    assert isinstance(read_one, MailArrived), read_one
    return read_one
