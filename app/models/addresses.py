"""How addresses of lists are compared and which of them may leave: pure, the same for block list, lists and reports."""

import re
import unicodedata

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_FIRST = r"[A-Za-z0-9!#$%&'*/?^_`{|}~]"
_LABEL = r"[^@\s,;:<>()\"\\.]+"
EMAIL_PATTERN = rf"^{_FIRST}{_ATOM}*(\.{_ATOM}+)*@{_LABEL}(\.{_LABEL})+\Z"
"""An address that mail services import: ASCII before the "@", anything but blanks and signs of lists after it.

One that begins with =, + or - is left out, too: a spreadsheet would take it for a formula, and a sign in front of it would
make it somebody else's. Python, PostgreSQL and SQLite read this pattern alike.
"""
PHONE_PATTERN = r"^\+[1-9][0-9]{6,14}\Z"
"""A number in E.164 [M86]."""
LONGEST_EMAIL = 254
"""RFC 5321: characters of a path without its brackets."""

EMAIL = re.compile(EMAIL_PATTERN)
PHONE = re.compile(PHONE_PATTERN)
_BARE = re.compile(r"^[^<]*<([^<>]+)>$")


def mail_key(address: str) -> str:
    """*address* as two of them are compared: without blanks and case, an international domain in its own letters.

    "Name <a@b.c>" is the address in its brackets; "" stays "".
    """
    bare = _BARE.sub(r"\1", address.strip())
    local, sign, domain = unicodedata.normalize("NFC", bare).strip().lower().rpartition("@")
    if "xn--" in domain:
        try:
            domain = domain.encode("ascii").decode("idna")
        except UnicodeError:
            # Punycode that nobody can read is compared as it stands.
            return f"{local}{sign}{domain}"
    return f"{local}{sign}{domain.rstrip('.')}"


def phone_key(number: str) -> str:
    """*number* as two of them are compared: digits and the plus."""
    return "".join(sign for sign in number if sign == "+" or (sign.isascii() and sign.isdigit()))


def usable_email(address: str) -> bool:
    """Whether mail services import *address*."""
    return len(address) <= LONGEST_EMAIL and EMAIL.fullmatch(address) is not None
