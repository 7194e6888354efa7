"""Where a mailbox is and how to get in, written as one address: ``imap://user:password@host:993/INBOX?since=2026-01-01``.

Signs that have a meaning in an address (``@ : / ? # %``) are written as per cent and two digits in a login, a password or a
folder (RFC 3986, RFC 5092). Port 993 and ``imaps://`` mean TLS from the first byte; this computer needs none; anything
else gets STARTTLS. ``?security=tls|starttls|plain`` says it outright, ``?since=2026-01-01`` leaves older letters alone.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import SplitResult, parse_qsl, quote, unquote

from app.channels.server_address import taken_apart
from app.errors import UserError

TLS, STARTTLS, PLAIN = "tls", "starttls", "plain"
TLS_PORT = 993
PORT = 143
FORM = "imap://user:password@host:993/INBOX"


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """An account on an IMAP server and one folder of it.

    security: tls, starttls or plain. since: letters that arrived before that day are left alone. The password is in no text
    of it. Raises UserError where the password would go over the network unprotected.
    """

    host: str
    port: int
    security: str
    login: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    since: date | None = None

    def __post_init__(self) -> None:
        if self.security not in (TLS, STARTTLS, PLAIN):
            raise UserError("The security of a mailbox is tls, starttls or plain, not “{word}”.", word=str(self.security))
        if self.security == PLAIN and not is_loopback(self.host):
            raise UserError(
                "The mailbox on {host} needs TLS or STARTTLS: without encryption its password could be read on the way.",
                host=self.host,
            )

    def __str__(self) -> str:
        scheme = "imaps" if self.security == TLS else "imap"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{quote(self.login, safe='@')}@{host}:{self.port}/{self.folder}"


def parse_mailbox(text: str) -> MailboxAddress:
    """The mailbox that *text* names. The password may be missing (""). Raises UserError that never shows a password."""
    parts, port = _split(text.strip())
    said = _query(parts.query)
    host = (parts.hostname or "").rstrip(".")
    login = _decoded(parts.username or "")
    if not host or any(sign.isspace() for sign in host):
        raise UserError("The address of the mailbox names no server. Write it as {form}.", form=FORM)
    if not login:
        raise UserError("The address of the mailbox names no user. Write it as {form}.", form=FORM)
    security = said.get("security", "").lower() or _usual_security(parts.scheme, host, port)
    if parts.scheme == "imaps" and security != TLS:
        raise UserError(
            "The address of the mailbox begins with imaps://, so its security cannot be “{word}”.", word=security
        )
    return MailboxAddress(
        host=host,
        port=port or (TLS_PORT if security == TLS else PORT),
        security=security,
        login=login,
        password=_decoded(parts.password or ""),
        folder=_decoded(parts.path).strip("/") or "INBOX",
        since=_since(said.get("since", "")),
    )


def is_loopback(host: str) -> bool:
    """Whether *host* is this computer itself: nobody can listen on the way."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _split(text: str) -> tuple[SplitResult, int | None]:
    trouble = UserError(
        "The address of the mailbox cannot be read. Write it as {form}; in a password, {sign} is written {code}.",
        form=FORM,
        sign="#",
        code="%23",
    )
    other = UserError("The address of a mailbox begins with imap:// or imaps://. Write it as {form}.", form=FORM)
    return taken_apart(text, ("imap", "imaps"), trouble, other)


def _query(text: str) -> Mapping[str, str]:
    pairs = parse_qsl(text, keep_blank_values=True)
    for name, _ in pairs:
        if name not in ("since", "security"):
            raise UserError(
                "The address of the mailbox says “{name}”, but only since and security can stand after the question mark.",
                name=name,
            )
    return dict(pairs)


def _usual_security(scheme: str, host: str, port: int | None) -> str:
    if scheme == "imaps" or port == TLS_PORT:
        return TLS
    return PLAIN if is_loopback(host) else STARTTLS


def _decoded(text: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise UserError("The address of the mailbox has a sign that is not written in UTF-8.") from None
    if not decoded.isprintable():
        raise UserError("User, password and folder of a mailbox are one line of readable characters.")
    return decoded


def _since(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("“{text}” is no day to fetch letters since. Write it as 2026-01-31.", text=text) from None
