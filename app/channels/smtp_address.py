"""Where letters are handed over, written as one address: ``smtp://user:password@host:587``.

Signs that have a meaning in an address (``@ : / ? # %``) are written as per cent and two digits in a login or a password.
``smtps://`` and port 465 mean TLS from the first byte (RFC 8314); elsewhere STARTTLS is demanded, and on this computer
nothing. ``?security=tls|starttls|plain`` says it outright.
"""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote

from app.channels.mailbox_address import PLAIN, STARTTLS, TLS, is_loopback
from app.channels.server_address import taken_apart
from app.errors import UserError

TLS_PORT = 465
SUBMISSION_PORT = 587
RELAY_PORT = 25
FORM = "smtp://user:password@host:587"


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """A server that takes letters. security: tls, starttls or plain; login: "" where none is needed.

    The password is in no text of it. Raises UserError where letters would go over the network unprotected.
    """

    host: str
    port: int
    security: str
    login: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.security not in (TLS, STARTTLS, PLAIN):
            raise UserError("The security of a mail server is tls, starttls or plain, not “{word}”.", word=self.security)
        if self.security == PLAIN and not is_loopback(self.host):
            raise UserError(
                "The mail server {host} needs TLS or STARTTLS: without encryption everybody on the way could read along.",
                host=self.host,
            )

    def __str__(self) -> str:
        scheme = "smtps" if self.security == TLS else "smtp"
        host = f"[{self.host}]" if ":" in self.host else self.host
        user = f"{quote(self.login, safe='')}@" if self.login else ""
        return f"{scheme}://{user}{host}:{self.port}"


def parse_smtp(text: str) -> SmtpAddress:
    """The server that *text* names; user and password may be missing. Raises UserError that never shows a password."""
    parts, port = _split(text.strip())
    host = (parts.hostname or "").rstrip(".")
    if not host or any(sign.isspace() for sign in host):
        raise UserError("The address of the mail server names no server. Write it as {form}.", form=FORM)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if said.keys() - {"security"} or parts.path.strip("/"):
        raise UserError("The address of the mail server says too much. Write it as {form}.", form=FORM)
    security = said.get("security", "").lower() or _usual_security(parts.scheme, host, port)
    if parts.scheme == "smtps" and security != TLS:
        raise UserError("A mail server at smtps:// has TLS: its security cannot be “{word}”.", word=security)
    usual = TLS_PORT if security == TLS else SUBMISSION_PORT if parts.username else RELAY_PORT
    return SmtpAddress(host, port or usual, security, _decoded(parts.username or ""), _decoded(parts.password or ""))


def _split(text: str) -> tuple[SplitResult, int | None]:
    trouble = UserError(
        "The address of the mail server cannot be read. Write it as {form}; in a password, {sign} is written {code}.",
        form=FORM,
        sign="#",
        code="%23",
    )
    other = UserError("The address of a mail server begins with smtp:// or smtps://. Write it as {form}.", form=FORM)
    return taken_apart(text, ("smtp", "smtps"), trouble, other)


def _usual_security(scheme: str, host: str, port: int | None) -> str:
    if scheme == "smtps" or port == TLS_PORT:
        return TLS
    return PLAIN if is_loopback(host) else STARTTLS


def _decoded(text: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise UserError("The address of the mail server has a sign that is not written in UTF-8.") from None
    if not decoded.isprintable():
        raise UserError("User and password of a mail server are one line of readable characters.")
    return decoded
