"""The floor of a mailbox: a loop that only fetches letters and parses them, with nothing but the standard library."""

import email
import email.policy
import imaplib
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit


def fetch_and_parse(address: str) -> int:
    """Fetch every letter of the account at *address* and take it apart; how many there were."""
    count = 0
    for raw in handed_out(address):
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        for part in message.walk():
            part.get_payload(decode=True)
        count += 1
    return count


def handed_out(address: str) -> Iterator[bytes]:
    """Every letter of the account at *address*, as the server gives it (some write line ends of their own)."""
    parts = urlsplit(address)
    client = imaplib.IMAP4(parts.hostname or "", parts.port or 143)
    client.login(unquote(parts.username or ""), unquote(parts.password or ""))
    client.select(unquote(parts.path).strip("/"), readonly=True)
    uids = client.uid("SEARCH", "ALL")[1][0].split()
    for uid in uids:
        _, data = client.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        yield data[0][1] if data and isinstance(data[0], tuple) else b""
    client.logout()
