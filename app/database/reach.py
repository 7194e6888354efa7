"""Whether a database answers at all, before anybody has signed in."""

import socket
from time import perf_counter

from sqlalchemy import URL

from app.database.engine import sqlite_file
from app.errors import NotFound, Offline

SSL_REQUEST = bytes.fromhex("00000008 04d2162f")
"""PostgreSQL protocol 3.0, SSLRequest: the server answers S or N, without a login."""
PORT = 5432
PATIENCE = 5.0


def reach(address: URL) -> tuple[bool, int]:
    """(whether the server offers encryption, milliseconds until it answered). Raises Offline, NotFound without the file."""
    begun = perf_counter()
    file = sqlite_file(address)
    if file is not None:
        if not file.exists():
            raise NotFound("There is no database at {path} yet: run main.py database create.", path=str(file))
        return False, _since(begun)
    try:
        with _connected(address) as line:
            line.sendall(SSL_REQUEST)
            answer = line.recv(1)
    except OSError as error:
        raise Offline("The database cannot be reached. Kontor goes on trying.") from error
    if answer not in (b"S", b"N"):
        raise Offline("The database cannot be reached. Kontor goes on trying.")
    return answer == b"S", _since(begun)


def _connected(address: URL) -> socket.socket:
    host = str(address.query.get("host") or address.host or "localhost")
    port = address.port or PORT
    if not host.startswith("/"):
        return socket.create_connection((host, port), PATIENCE)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(PATIENCE)
    line.connect(f"{host}/.s.PGSQL.{port}")
    return line


def _since(begun: float) -> int:
    return round((perf_counter() - begun) * 1000)
