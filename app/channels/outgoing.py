"""Handing letters over to a mail server (RFC 5321, RFC 6409), on top of the standard library's client.

Whoever sends a letter learns one of three things: the server took it (``Delivery``), it did not (``MailRefused``,
``ServerUnreachable``), or nobody knows (``PerhapsSent``): the line broke between the last line and the answer. So that this
gap is as small as it can be, *handing* is called when all but the final dot is with the server: without the dot a server
must throw away what it has (RFC 5321, 4.1.1.4).
"""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.channels.mailbox_address import STARTTLS, TLS
from app.channels.smtp_address import SmtpAddress
from app.errors import DeviceTrouble
from app.language import Phrase, phrase
from app.letter_making import compose
from app.outgoing_mail import wired_address

__all__ = ["Delivery", "MailRefused", "PerhapsSent", "ServerUnreachable", "SmtpServer", "compose"]

NOBODY: Mapping[str, str] = MappingProxyType({})
ANSWER_SECONDS = 300.0
"""For so long a server may think about a whole letter (RFC 5321, 4.5.3.2.6, asks for ten minutes, which nobody needs)."""
_CHUNK = 64 * 1024
_LONGEST_WORD = 300
_DOTS = re.compile(rb"^\.", re.MULTILINE)
_NOT_SIGNED_IN = (530, 534, 535, 538)
"""Answers to MAIL that blame the settings of this computer, not the letter (RFC 4954, 6)."""
_ON_THE_LINE = (OSError, smtplib.SMTPException, UnicodeError)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The server took the letter for *delivered*. refused: for good, later: it may take them later; each with its reason."""

    delivered: tuple[str, ...]
    refused: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)


class ServerUnreachable(DeviceTrouble):
    """The server cannot be reached, or does not let us in: no fault of the letter, which surely did not go."""


class MailRefused(DeviceTrouble):
    """The letter surely did not go. permanent: trying again is no use; refused: recipients that were refused for good."""

    def __init__(self, said: Phrase, *, permanent: bool, refused: Mapping[str, str] = NOBODY) -> None:
        super().__init__(said.sentence, **said.params)
        self.permanent = permanent
        self.refused = refused


class PerhapsSent(DeviceTrouble):
    """The line broke after the last line of the letter: nobody knows whether it went."""


class SmtpServer:
    """One server; the line to it is kept between letters until ``close``. One thread at a time.

    seconds: for each word of the server; answer_seconds: for its answer to a whole letter.
    """

    def __init__(self, address: SmtpAddress, *, seconds: float = 60.0, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.address = address
        self._seconds = seconds
        self._answer_seconds = answer_seconds
        self._line: smtplib.SMTP | None = None

    def send(self, raw: bytes, sender: str, recipients: Iterable[str], handing: Callable[[], None]) -> Delivery:
        """Hand *raw* over for *recipients*; sender: "" for mail that must not come back.

        Calls *handing* just before the letter is the server's. Raises ServerUnreachable, MailRefused, PerhapsSent, and
        what *handing* raises; the letter did not go then.
        """
        line = self._ready()
        try:
            delivery = self._announced(line, raw, sender, tuple(dict.fromkeys(recipients)))
            self._body(line, raw)
        except _ON_THE_LINE as error:
            self._hang_up()
            said = phrase(
                "The line to the mail server {host} broke: {problem}", host=self.address.host, problem=_word(error)
            )
            raise MailRefused(said, permanent=False) from error
        except MailRefused:
            self._reset()
            raise
        try:
            handing()
        except BaseException:
            self._hang_up()
            raise
        code, word = self._finished(line)
        if code >= 400:
            self._reset()
            raise MailRefused(self._said(code, word), permanent=code >= 500)
        return delivery

    def close(self) -> None:
        """Take leave of the server; never raises."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(*_ON_THE_LINE):
                line.quit()
            line.close()

    def _ready(self) -> smtplib.SMTP:
        """The line as it was kept, or a new one. Raises ServerUnreachable."""
        if self._line is not None:
            with contextlib.suppress(*_ON_THE_LINE):
                if self._line.noop()[0] == 250:
                    return self._line
            self._hang_up()
        try:
            self._line = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise self._not_signed_in(_word(error)) from error
        except _ON_THE_LINE as error:
            self._hang_up()
            raise self._unreachable(error) from error
        return self._line

    def _connected(self) -> smtplib.SMTP:
        address = self.address
        # The name of this computer is nobody's business, and asking for it may take long: an address says enough.
        if address.security == TLS:
            context = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname="localhost", timeout=self._seconds, context=context)
        else:
            line = smtplib.SMTP(local_hostname="localhost", timeout=self._seconds)
        self._line = line
        # smtplib checks the certificate against this name.
        line._host = address.host  # type: ignore[attr-defined]  # set by the constructor only, which connects at once
        code, word = line.connect(address.host, address.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, word)
        line.local_hostname = _literal(line.sock)
        line.ehlo_or_helo_if_needed()
        if address.security == STARTTLS:
            if not line.has_extn("starttls"):
                raise smtplib.SMTPNotSupportedError("it offers no encryption (STARTTLS)")
            code, word = line.starttls(context=ssl.create_default_context())
            if code != 220:
                raise smtplib.SMTPResponseException(code, word)
            line.ehlo()
        if address.login:
            _sign_in(line, address.login, address.password)
        return line

    def _announced(self, line: smtplib.SMTP, raw: bytes, sender: str, recipients: tuple[str, ...]) -> Delivery:
        """Say who sends to whom; who of them the server takes. Raises MailRefused if it takes none."""
        wired = {each: wired_address(each) for each in recipients}
        utf8 = self._options(line, raw, [wired_address(sender) if sender else "", *wired.values()])
        options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        if line.has_extn("size"):
            options.append(f"SIZE={len(raw)}")
        line.command_encoding = "utf-8" if utf8 else "ascii"
        code, word = line.mail(wired_address(sender) if sender else "", options)
        if code in _NOT_SIGNED_IN:
            raise self._not_signed_in(_one_line(word))
        if code >= 400:
            raise MailRefused(self._said(code, word), permanent=code >= 500)
        delivered: list[str] = []
        refused: dict[str, str] = {}
        later: dict[str, str] = {}
        for address, on_the_wire in wired.items():
            code, word = line.rcpt(on_the_wire)
            if code < 400:
                delivered.append(address)
            else:
                (refused if code >= 500 else later)[address] = f"{code} {_one_line(word)}"
        if not delivered:
            address, reason = next(iter((later or refused).items()), ("", ""))
            said = phrase("{address}: {reason}", address=address, reason=reason)
            raise MailRefused(said, permanent=not later, refused=refused)
        return Delivery(tuple(delivered), refused, later)

    def _options(self, line: smtplib.SMTP, raw: bytes, addresses: list[str]) -> bool:
        """Whether the letter needs SMTPUTF8. Raises MailRefused for what this server cannot carry at all."""
        beyond = [each for each in addresses if not each.isascii()]
        if (beyond or not raw.isascii()) and not line.has_extn("smtputf8"):
            said = phrase(
                "The mail server {host} cannot carry the address {address}: it knows Latin letters only.",
                host=self.address.host,
                address=beyond[0] if beyond else "",
            )
            raise MailRefused(said, permanent=True)
        most = line.esmtp_features.get("size", "").split()[:1]
        if most and most[0].isdigit() and 0 < int(most[0]) < len(raw):
            said = phrase(
                "The letter has {size} MB with its files; the mail server {host} takes {most} MB at most.",
                size=-(-len(raw) // 2**20),
                host=self.address.host,
                most=int(most[0]) // 2**20,
            )
            raise MailRefused(said, permanent=True)
        return bool(beyond) or not raw.isascii()

    def _body(self, line: smtplib.SMTP, raw: bytes) -> None:
        """All of the letter but the dot that ends it."""
        code, word = line.docmd("DATA")
        if code != 354:
            raise MailRefused(self._said(code, word), permanent=code >= 500)
        stuffed = _DOTS.sub(b"..", raw if raw.endswith(b"\r\n") else raw + b"\r\n")
        for start in range(0, len(stuffed), _CHUNK):
            # A time limit holds for one call: a slow line may take long for a big letter.
            line.send(stuffed[start : start + _CHUNK])

    def _finished(self, line: smtplib.SMTP) -> tuple[int, bytes]:
        """The server's answer to the dot that ends the letter. Raises PerhapsSent."""
        try:
            if line.sock is not None:
                line.sock.settimeout(self._answer_seconds)
            line.send(b".\r\n")
            code, word = line.getreply()
            if line.sock is not None:
                line.sock.settimeout(self._seconds)
            if code < 200:
                raise smtplib.SMTPResponseException(code, word)
        except _ON_THE_LINE as error:
            self._hang_up()
            raise PerhapsSent(
                "The line to the mail server {host} broke after the letter was handed over: {problem}",
                host=self.address.host,
                problem=_word(error),
            ) from error
        return code, word

    def _reset(self) -> None:
        """Make the line ready for another letter."""
        if self._line is not None:
            try:
                if self._line.rset()[0] == 250:
                    return
            except _ON_THE_LINE:
                pass
            self._hang_up()

    def _hang_up(self) -> None:
        """Break the line without another word: the server must forget what is not finished."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _not_signed_in(self, problem: str) -> ServerUnreachable:
        return ServerUnreachable(
            "The mail server {host} does not let {login} in: {problem}",
            host=self.address.host,
            login=self.address.login or "–",
            problem=problem,
        )

    def _unreachable(self, error: Exception) -> ServerUnreachable:
        host, port = self.address.host, self.address.port
        if isinstance(error, socket.gaierror | UnicodeError):
            return ServerUnreachable("The mail server {host} was not found. Check its name and the network.", host=host)
        if isinstance(error, ssl.SSLCertVerificationError):
            return ServerUnreachable(
                "The certificate of the mail server {host} is not trusted: {reason}.", host=host, reason=error.verify_message
            )
        if _late(error):
            return ServerUnreachable("The mail server {host} does not answer on port {port}.", host=host, port=port)
        return ServerUnreachable(
            "The mail server {host} cannot be reached on port {port}: {problem}", host=host, port=port, problem=_word(error)
        )

    def _said(self, code: int, word: bytes) -> Phrase:
        reason = f"{code} {_one_line(word)}".strip()
        return phrase("The mail server {host} refused the letter: {problem}", host=self.address.host, problem=reason)


def _sign_in(line: smtplib.SMTP, login: str, password: str) -> None:
    if (login + password).isascii():
        line.login(login, password)
        return
    # smtplib knows ASCII only; PLAIN is UTF-8 (RFC 4616).
    code, word = line.docmd("AUTH", "PLAIN " + base64.b64encode(f"\0{login}\0{password}".encode()).decode())
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, word)


def _literal(line: socket.socket | None) -> str:
    """This computer's address as a greeting says it (RFC 5321, 4.1.3)."""
    own = "127.0.0.1" if line is None else str(line.getsockname()[0])
    return f"[IPv6:{own.partition('%')[0]}]" if ":" in own else f"[{own}]"


def _one_line(word: bytes | str) -> str:
    text = word.decode("utf-8", "replace") if isinstance(word, bytes) else word
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST_WORD]


def _word(error: Exception) -> str:
    """What an exception of the line says, as a person reads it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_one_line(error.smtp_error)}"
    if _late(error):
        return "it does not answer in time"
    return _one_line(str(error)) or type(error).__name__


def _late(error: Exception) -> bool:
    """Whether a time limit ended it; smtplib makes something else of that, and remembers why."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
