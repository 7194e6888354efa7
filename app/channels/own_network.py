"""How far away the other side of a connection is: whether what is said to it can be read on the way."""

import ipaddress
import socket


def is_near(line: socket.socket) -> bool:
    """Whether the other side is this computer or in our own network: addresses that never cross the internet (RFC 1918,
    RFC 4193, RFC 3927)."""
    return _peer(line).is_private


def is_here(line: socket.socket) -> bool:
    """Whether the other side is this computer: nobody can listen on the way."""
    return _peer(line).is_loopback


def _peer(line: socket.socket) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    # Behind the per cent sign stands which network card it is.
    return ipaddress.ip_address(str(line.getpeername()[0]).partition("%")[0])
