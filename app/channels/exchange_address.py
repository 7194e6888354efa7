"""Where the telephone exchange is and how to get in, written as one address: ``ami://user:secret@host:5038?miko=true``.

``amis://`` is TLS from the first byte, usually at port 5039. Signs that have a meaning in an address (``@ : / ? # & %``) are
written as per cent and two digits (RFC 3986). After the question mark, all as the dialplan of the exchange wants it:

* ``phone=PJSIP/{extension}`` the channel that rings at an employee's telephone
* ``context=…`` where numbers are dialled, ``transfer=…`` where a transferred call goes on (the same if it is not said)
* ``miko=true`` all three as MikoPBX has them
* ``history=https://host`` the call history of a MikoPBX, ``zone=Europe/Moscow`` the zone of the exchange's own clock
* ``names=true`` telephones that ring are told who calls, where the company knows it
* ``plain=true`` the secret may go unprotected through a network that is not our own (decision 026)
"""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote
from zoneinfo import ZoneInfo

from app.channels.server_address import taken_apart
from app.errors import UserError

PORT = 5038
TLS_PORT = 5039
FORM = "ami://user:secret@host:5038"
USUAL_PHONE = "PJSIP/{extension}"
MIKO_PHONE, MIKO_CONTEXT, MIKO_TRANSFER = "Local/{extension}@internal-originate", "all_peers", "internal-transfer"
_OPTIONS = ("phone", "context", "transfer", "miko", "history", "zone", "names", "plain")
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0", "")


@dataclass(frozen=True, slots=True)
class ExchangeAddress:
    """A user of the manager interface of an exchange, and how that exchange is dialled through.

    phone: the channel of an own telephone, with ``{extension}`` in it. originate_context: where a number is dialled, "" if
    nobody said. transfer_context: where a redirected call goes on. history: address of MikoPBX's call history or "". zone:
    of the clock that the exchange writes its history by, "" for this computer's. plain: the secret may be sent unprotected.
    names: telephones are told who calls.
    The secret, and a key in the history's address, are in no text of it.
    """

    host: str
    port: int
    tls: bool
    login: str
    secret: str = field(repr=False)
    phone: str = USUAL_PHONE
    originate_context: str = ""
    transfer_context: str = ""
    history: str = field(default="", repr=False)
    zone: str = ""
    plain: bool = False
    names: bool = False

    @property
    def shown(self) -> str:
        """``user@host:5038``: for windows and logs."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{quote(self.login, safe='@')}@{host}:{self.port}"

    def __str__(self) -> str:
        return self.shown

    def channel_of(self, extension: str) -> str:
        """The channel that rings at the telephone *extension*."""
        return self.phone.replace("{extension}", extension)


def parse_exchange(text: str) -> ExchangeAddress:
    """The exchange that *text* names. Raises UserError in words that never show the secret."""
    parts, port = _split(text.strip())
    host = (parts.hostname or "").rstrip(".")
    login, secret = _decoded(parts.username or ""), _decoded(parts.password or "")
    if not host or any(sign.isspace() for sign in host):
        raise UserError("The address of the telephone exchange names no server. Write it as {form}.", form=FORM)
    if not login or not secret:
        raise UserError(
            "The address of the telephone exchange needs a user and a secret of its manager interface. Write it as {form}.",
            form=FORM,
        )
    if parts.path.strip("/"):
        raise UserError(
            "The address of the telephone exchange ends with its port; only options after a question mark can follow."
        )
    tls = parts.scheme == "amis"
    said = _options(parts.query)
    miko = _switch("miko", said.get("miko", ""))
    context = said.get("context", "") or (MIKO_CONTEXT if miko else "")
    return ExchangeAddress(
        host=host,
        port=port or (TLS_PORT if tls else PORT),
        tls=tls,
        login=login,
        secret=secret,
        phone=_phone(said.get("phone", "") or (MIKO_PHONE if miko else USUAL_PHONE)),
        originate_context=context,
        transfer_context=said.get("transfer", "") or (MIKO_TRANSFER if miko else context),
        history=_history(said.get("history", "")),
        zone=_zone(said.get("zone", "")),
        plain=_switch("plain", said.get("plain", "")),
        names=_switch("names", said.get("names", "")),
    )


def _split(text: str) -> tuple[SplitResult, int | None]:
    trouble = UserError(
        "The address of the telephone exchange cannot be read. Write it as {form}; in a secret, {sign} is written {code}.",
        form=FORM,
        sign="#",
        code="%23",
    )
    other = UserError("The address of a telephone exchange begins with ami:// or amis://. Write it as {form}.", form=FORM)
    return taken_apart(text, ("ami", "amis"), trouble, other)


def _decoded(text: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise UserError("The address of the telephone exchange has a sign that is not written in UTF-8.") from None
    if not decoded.isprintable():
        raise UserError("User and secret of a telephone exchange are one line of readable characters.")
    return decoded


def _options(text: str) -> dict[str, str]:
    said: dict[str, str] = {}
    # A plus sign is itself here: a number or a name of a dialplan may hold one.
    for name, value in parse_qsl(text.replace("+", "%2B"), keep_blank_values=True):
        if name not in _OPTIONS:
            raise UserError(
                "The address of the telephone exchange says “{name}”; after the question mark can stand: {names}.",
                name=name,
                names=", ".join(_OPTIONS),
            )
        if not value.isprintable():
            raise UserError("The option “{name}” of the telephone exchange is one line of readable characters.", name=name)
        said[name] = value.strip()
    return said


def _switch(name: str, value: str) -> bool:
    if value.lower() not in (*_YES, *_NO):
        raise UserError("The option “{name}” of the telephone exchange is true or false.", name=name)
    return value.lower() in _YES


def _phone(text: str) -> str:
    if "{extension}" not in text or not re.fullmatch(r"[^\s{}]+/[^\s{}]*", text.replace("{extension}", "1")):
        raise UserError(
            "The channel of an own telephone is written with its technology and {place}, as in {form}.",
            place="{extension}",
            form=USUAL_PHONE,
        )
    return text


def _history(text: str) -> str:
    if not text:
        return ""
    trouble = UserError("The address of the call history cannot be read. Write it as {form}.", form="http://host")
    parts, _ = taken_apart(text, ("http", "https"), trouble, trouble)
    if not parts.hostname:
        raise trouble
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key if text else ""
    except (OSError, ValueError, KeyError):
        raise UserError("“{zone}” is no time zone. Write it as Europe/Moscow.", zone=text) from None
