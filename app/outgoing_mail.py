"""A letter on its way out, and the addresses that it can go to. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.events import AttachedFile

LONGEST_LOCAL = 64
LONGEST_ADDRESS = 254
"""Characters of an address that SMTP takes (RFC 5321, 4.5.3.1, and RFC 3696, erratum 1690)."""
_LONGEST_LABEL = 63

_PIECE = re.compile(r'(?:"[^"\n]*"|[^,;\n])+')
_ANGLED = re.compile(r"<\s*(?:mailto:)?([^<>]*)>\s*$")
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]+")
_LABEL = re.compile(r"\w(?:[\w-]*\w)?")


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One letter as it is to go. message_id: in angle brackets; references: Message-IDs, the one answered last.

    written_at: its date. automatic: written by Kontor itself (RFC 3834), so nobody's program may answer it.
    """

    message_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    text: str
    references: tuple[str, ...]
    written_at: datetime
    automatic: bool = False
    attachments: tuple[AttachedFile, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who gets it, each once."""
        return tuple(dict.fromkeys((*self.to, *self.cc, *self.bcc)))


def usable_address(text: str) -> str:
    """The address in *text* ("a@b.example" or "Name <a@b.example>"), lower case; "" if it can be none."""
    angled = _ANGLED.search(text)
    address = unicodedata.normalize("NFC", angled.group(1) if angled else text).strip().lower()
    local, at, domain = address.rpartition("@")
    if not at or len(address) > LONGEST_ADDRESS or not 0 < len(local) <= LONGEST_LOCAL:
        return ""
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return ""
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) and "_" not in label for label in labels):
        return ""
    if any(len(label) > _LONGEST_LABEL for label in wired_domain(domain).split(".")) or labels[-1].isdigit():
        return ""
    return address


def split_addresses(text: str) -> tuple[str, ...]:
    """The recipients that a person typed: addresses in small letters, each once; what is none stays as it was typed."""
    return cleaned(piece for piece in _PIECE.findall(text))


def cleaned(pieces: Iterable[str]) -> tuple[str, ...]:
    """Addresses of *pieces* in small letters, each once; what is none stays as it is."""
    found: list[str] = []
    for piece in pieces:
        words = piece.split()
        if usable_address(piece):
            found.append(usable_address(piece))
        elif len(words) > 1 and all(usable_address(word) for word in words):
            found.extend(usable_address(word) for word in words)
        elif words:
            found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def wired_domain(domain: str) -> str:
    """*domain* as the wire carries it: labels beyond ASCII in punycode (RFC 5891; ß and ς stay letters of their own)."""
    return ".".join(
        label if label.isascii() else f"xn--{unicodedata.normalize('NFKC', label).lower().encode('punycode').decode()}"
        for label in domain.split(".")
    )


def wired_address(address: str) -> str:
    """*address* with its domain as the wire carries it; the part before the @ stays."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{wired_domain(domain)}"
