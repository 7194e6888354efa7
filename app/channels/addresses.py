"""E-mail addresses in letters: whose they are, and which of them is a person's."""

import re
from collections.abc import Collection, Iterable

EMAIL = re.compile(r"(?<![\w.+-])[\w.!#$%&*+=?^{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}(?![\w@-])")
"""An address in running text; bounded so that no text can make the search slow."""

_ANGLED = re.compile(r"<\s*(?:mailto:)?([^<>\s@]{1,64}@[^<>\s@]{1,255})\s*>")
_AUTOMATON = re.compile(
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer[-_.]?daemon|postmaster|wordpress|www-data|apache|nginx|nobody|"
    r"bounces?|notifications?|notify|robot|mailer|system|autoreply|keine[-_.]?antwort)(?:[-+_.].*)?",
    re.IGNORECASE,
)
_SERVICES = (
    "tilda.ws tilda.cc tilda.com tildacdn.com jivosite.com jivo.ru jivochat.com jivochat.de jivo.chat formspree.io "
    "jotform.com typeform.com wixforms.com wix.com netlify.com formsubmit.co getform.io 123formbuilder.com paperform.co "
    "elfsight.com callbackhunter.com envybox.io calltouch.ru marquiz.ru webflow.com web3forms.com formester.com "
    "hubspot.com squarespace.info"
)
FORM_SERVICES = frozenset(_SERVICES.split())
"""Domains that send what visitors typed into a form or a chat: never the person who asks."""


def address_in(value: str) -> str:
    """The address in a header's value, lower case; "" if there is none."""
    angled = _ANGLED.findall(value)
    found = angled[-1] if angled else next(iter(EMAIL.findall(value)), "")
    return str(found).strip("'\".,;").lower()


def addresses_in(values: Iterable[str]) -> tuple[str, ...]:
    """Every address in *values*, lower case, in order, once."""
    return tuple(dict.fromkeys(found.strip("'").lower() for value in values for found in EMAIL.findall(value[:20_000])))


def display_name(value: str) -> str:
    """The name beside the address in a header's decoded value; "" if there is none."""
    before = value[: value.rfind("<")].rpartition(">")[2].lstrip(" ,;") if "<" in value else ""
    if not before and (comment := re.search(r"\(([^()]{1,100})\)", value)):
        before = comment.group(1)
    name = " ".join(before.replace("\\", "").strip().strip("\"'").split())
    if EMAIL.fullmatch(name) or "=?" in name:
        return ""
    swapped = re.fullmatch(r"([\w.-]{2,40}), ([\w.-]{2,40})", name)
    return f"{swapped.group(2)} {swapped.group(1)}" if swapped else name[:120]


def belongs_to(address: str, owners: Collection[str]) -> bool:
    """Whether *address* is one of *owners*, or lies in a domain (or below it) that is one of them."""
    domain = address.rpartition("@")[2]
    for owner in owners:
        known = owner.strip().lower().lstrip("@.")
        if not known:
            continue
        if ("@" in known and address == known) or ("@" not in known and (domain == known or domain.endswith("." + known))):
            return True
    return False


def is_automaton(address: str) -> bool:
    """Whether nobody reads at *address*: noreply@, mailer-daemon@, wordpress@ …"""
    return bool(_AUTOMATON.fullmatch(address.partition("@")[0]))
