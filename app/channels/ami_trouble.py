"""What can go wrong on the line to a telephone exchange, each in one sentence for a person; the secret is in none."""

import socket
import ssl

from app.channels.ami_packets import Packet
from app.channels.exchange_address import ExchangeAddress
from app.errors import DeviceTrouble

_LONGEST_WORDS = 200
_NO_REASON = "authentication failed"


class LoginRefused(DeviceTrouble):
    """The exchange does not let this user in; exchanges block an address after a few tries, so take a long pause."""


class LineFrozen(DeviceTrouble):
    """The connection stands, but the exchange says nothing, not even to a Ping."""


def unreachable(error: Exception, address: ExchangeAddress) -> DeviceTrouble:
    """The sentence for *error*, which came up before the connection stood."""
    host, port = address.host, address.port
    unspeakable = isinstance(error, UnicodeError) and not isinstance(error, UnicodeDecodeError)
    if unspeakable or isinstance(error, socket.gaierror):
        return DeviceTrouble("The telephone exchange {host} was not found. Check its name and the network.", host=host)
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeviceTrouble(
            "The certificate of the telephone exchange {host} is not trusted: {reason}.",
            host=host,
            reason=error.verify_message,
        )
    if isinstance(error, ssl.SSLError):
        return DeviceTrouble(
            "The telephone exchange {host} does not speak TLS on port {port}. Check the port, or write {form} instead.",
            host=host,
            port=port,
            form="ami://",
        )
    if isinstance(error, TimeoutError):
        return silent(address)
    return DeviceTrouble("The telephone exchange {host} cannot be reached on port {port}.", host=host, port=port)


def silent(address: ExchangeAddress) -> DeviceTrouble:
    """It let us connect, or not even that, and then said nothing."""
    return DeviceTrouble(
        "The telephone exchange {host} does not answer on port {port}.", host=address.host, port=address.port
    )


def sent_away(address: ExchangeAddress) -> DeviceTrouble:
    """The connection was closed before the login was answered: a firewall, too many clients, or another service."""
    return DeviceTrouble(
        "The telephone exchange {host} ended the connection before the login. Check that {port} is the port of its manager "
        "interface (AMI), and that it is open to this computer.",
        host=address.host,
        port=address.port,
    )


def broken(address: ExchangeAddress) -> DeviceTrouble:
    """The line broke in the middle."""
    return DeviceTrouble("The connection to the telephone exchange {host} broke.", host=address.host)


def closed(address: ExchangeAddress) -> DeviceTrouble:
    """We have closed it ourselves, or never opened it."""
    return DeviceTrouble("There is no connection to the telephone exchange {host}.", host=address.host)


def frozen(address: ExchangeAddress) -> LineFrozen:
    """No Pong, and nothing else either."""
    return LineFrozen(
        "The telephone exchange {host} has stopped answering, though the connection stands. It is tried again.",
        host=address.host,
    )


def unprotected(address: ExchangeAddress) -> DeviceTrouble:
    """The exchange wants the secret itself, and anybody on the way could read it."""
    return DeviceTrouble(
        "The telephone exchange {host} wants the secret itself, and anybody on the way could read it. Use TLS (an address "
        "that begins with {form}), or write {option} into the address to allow it.",
        host=address.host,
        form="amis://",
        option="plain=true",
    )


def refused(address: ExchangeAddress, answer: Packet) -> LoginRefused:
    """The exchange gives the same answer for a wrong secret, an unknown user and an address that it does not permit."""
    words = said(answer, address)
    if words in ("", "—") or words.lower().rstrip(".") == _NO_REASON:
        return LoginRefused(
            "The telephone exchange {host} does not let {login} in. It does not tell the reason: the secret may be wrong, "
            "there may be no such user in its manager interface, or it may not come from the address of this computer.",
            host=address.host,
            login=address.login,
        )
    return LoginRefused(
        "The telephone exchange {host} does not let {login} in: {words}", host=address.host, login=address.login, words=words
    )


def said(answer: Packet, address: ExchangeAddress) -> str:
    """The Message of *answer* as one short line for a person; never the secret, should the exchange repeat it."""
    text = answer.get("Message").replace(address.secret, "…")
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return clean[:_LONGEST_WORDS] or "—"
