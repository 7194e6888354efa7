"""A letter as bytes (RFC 5322, MIME): the same letter always gives the same bytes, so that it can go again. Pure."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from app.events import AttachedFile
from app.outgoing_mail import OutgoingMail, wired_address

LINE = 72
"""Characters of a line; soft breaks are undone by whoever reads it (RFC 3676)."""
LONGEST_ID = 900
_ID = re.compile(r"<[!-;=?-~]{1,898}>")
_MIME = re.compile(r"(?!multipart/|message/)[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_SIGNATURE = "-- "


def compose(mail: OutgoingMail) -> bytes:
    """*mail* as it goes over the wire. Line breaks in subject and names become blanks: no header can be smuggled in."""
    policy = (SMTPUTF8 if needs_utf8(mail) else SMTP).clone(cte_type="7bit")
    message = EmailMessage(policy=policy)
    message["From"] = _address(mail.sender, _flat(mail.sender_name))
    for name, addresses in (("To", mail.to), ("Cc", mail.cc)):
        if addresses:
            message[name] = [_address(each) for each in addresses]
    if not (mail.to or mail.cc):
        message["To"] = "undisclosed-recipients:;"
    message["Subject"] = _flat(mail.subject)
    message["Date"] = format_datetime(mail.written_at)
    if mail.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(flowed(mail.text), params={"format": "flowed"})
    for file in mail.attachments:
        _attach(message, file)
    if message.is_multipart():
        message.set_boundary(f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:40]}")
    return _identified(mail) + message.as_bytes()


def _address(address: str, name: str = "") -> Address:
    local, _, domain = wired_address(address).rpartition("@")
    return Address(name, local, domain)


def needs_utf8(mail: OutgoingMail) -> bool:
    """Whether an address in the header can be carried by SMTPUTF8 (RFC 6531) only."""
    return any(not wired_address(each).isascii() for each in (mail.sender, *mail.to, *mail.cc))


def flowed(text: str) -> str:
    """*text* in lines that any program shows well, with soft breaks where a line was too long (RFC 3676).

    What is quoted stays as it is.
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").rstrip()
    lines: list[str] = []
    for line in whole.split("\n"):
        if line.startswith(">"):
            lines.append(line.rstrip())
        else:
            lines.extend(_stuffed(part) for part in _wrapped(line if line == _SIGNATURE else line.rstrip()))
    return "\n".join(lines) + "\n"


def _wrapped(line: str) -> list[str]:
    """*line* in pieces of at most LINE characters; all but the last end with the blank that marks a soft break."""
    if len(line) <= LINE:
        return [line]
    pieces = [""]
    for word in re.findall(r"\s*\S+", line):
        if pieces[-1] and len(pieces[-1]) + len(word) > LINE and word[0].isspace():
            pieces[-1] += word[0]
            word = word[1:]
            pieces.append(word)
        else:
            pieces[-1] += word
    return [re.sub(r"\s$", " ", piece) for piece in pieces]


def _stuffed(line: str) -> str:
    """A blank before what would be read as a quote, a stuffed line or the beginning of another letter (RFC 3676, 4.4)."""
    return f" {line}" if line.startswith((" ", "From ", ">")) else line


def _attach(message: EmailMessage, file: AttachedFile) -> None:
    mime = file.mime.lower() if _MIME.fullmatch(file.mime.lower()) else "application/octet-stream"
    kind, _, subtype = mime.partition("/")
    message.add_attachment(file.data, maintype=kind, subtype=subtype, filename=_flat(file.name) or "attachment")


def _identified(mail: OutgoingMail) -> bytes:
    """The lines that say which letter this is and which it answers; each on a line, for ids must not be folded or coded."""
    known = [each for each in mail.references if _ID.fullmatch(each)]
    lines = [f"Message-ID: {mail.message_id}"]
    if known:
        lines.append(f"In-Reply-To: {known[-1]}")
        lines.append("References: " + "\r\n ".join(known))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _flat(text: str) -> str:
    """*text* on one line, without control characters and half characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in whole).split())
