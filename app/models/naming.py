"""How names, numbers and addresses are compared: pure, the same for search, doubles and suggestions [C4, C6, M36]."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_NAME = 200
"""Characters of a name that are kept: an index of PostgreSQL takes 2,700 bytes, and nobody reads more."""

_SHORT_I = "\ue000"
"""Stands for й while accents are stripped: it is a letter of its own, not an и with an accent."""

_WORDED_FORMS = (
    "обществосограниченнойответственностью",
    "публичноеакционерноеобщество",
    "непубличноеакционерноеобщество",
    "закрытоеакционерноеобщество",
    "открытоеакционерноеобщество",
    "акционерноеобщество",
    "индивидуальныйпредприниматель",
    "gesellschaftmitbeschrankterhaftung",
    "aktiengesellschaft",
    "limitedliabilitycompany",
)
_FORM_WORDS = (
    "ооо оао зао пао ао нао ип чп тоо гуп муп фгуп фгбу гбу "
    "gmbh ggmbh mbh kg kgaa ag ohg gbr ug eg ek ev haftungsbeschrankt ltd limited llc llp inc incorporated corp "
    "corporation plc gmbhco sarl srl sro spzoo zoo doo kft bvba"
)
_FORMS = frozenset(_FORM_WORDS.split())
_LAST_FORM_WORDS = "co company cie se sa sas spa bv nv oy oyj ab as aps lp pte pty und and"
_LAST_FORMS = frozenset(_LAST_FORM_WORDS.split())
"""Words that are a legal form only at the end of a name."""
_LONGEST_RUN = 5

_FREE_MAIL_WORDS = """
    gmail.com googlemail.com mail.ru inbox.ru list.ru bk.ru internet.ru yandex.ru ya.ru yandex.com yandex.by yandex.kz
    rambler.ru lenta.ru ro.ru autorambler.ru myrambler.ru hotmail.com hotmail.de outlook.com outlook.de live.com live.de
    msn.com yahoo.com yahoo.de ymail.com icloud.com me.com mac.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de freenet.de
    t-online.de arcor.de aol.com aol.de posteo.de mailbox.org proton.me protonmail.com protonmail.ch tutanota.com
    tutamail.com zoho.com mail.com email.com fastmail.com fastmail.fm ukr.net i.ua meta.ua bigmir.net tut.by mail.kz qq.com
    163.com 126.com seznam.cz wp.pl o2.pl onet.pl interia.pl orange.fr free.fr laposte.net libero.it vk.com xmail.ru
    bluewin.ch chello.at aon.at hotmail.co.uk yahoo.co.uk btinternet.com
"""
FREE_MAIL = frozenset(_FREE_MAIL_WORDS.split())
"""Mail providers whose customers have nothing to do with each other."""


def plain_letters(text: str) -> str:
    """*text* in small letters without accents, ё as е, й kept."""
    text = unicodedata.normalize("NFC", text).casefold().replace("й", _SHORT_I)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace(_SHORT_I, "й")


def folded(name: str) -> str:
    """*name* as search and doubles compare it: small letters, no accents, quotes, signs or legal forms, single blanks.

    A name that consists of nothing but a legal form keeps it.
    """
    words = re.findall(r"[^\W_]+", plain_letters(name))
    kept = list(_without_forms(words))
    while len(kept) > 1 and kept[-1] in _LAST_FORMS:
        kept.pop()
    return " ".join(kept or words)[:LONGEST_NAME]


def _without_forms(words: list[str]) -> Iterator[str]:
    """The words that are no legal form, neither alone nor as a run (``о. о. о.``, ``s. r. o.``)."""
    position = 0
    while position < len(words):
        run = _form_at(words, position)
        if run == 0:
            yield words[position]
        position += max(run, 1)


def _form_at(words: list[str], position: int) -> int:
    """How many words from *position* on make up a legal form."""
    for length in range(min(_LONGEST_RUN, len(words) - position), 0, -1):
        run = words[position : position + length]
        joined = "".join(run)
        spelled = length > 1 and all(len(word) <= 2 for word in run)
        if joined in _WORDED_FORMS or (joined in _FORMS and (length == 1 or spelled)):
            return length
    return 0


def tail(e164: str) -> str:
    """The last ten digits of a number, by which exchanges and old directories match [C6]; "" without digits."""
    return "".join(sign for sign in e164 if sign.isascii() and sign.isdigit())[-10:]


def mail_domain(email: str) -> str:
    """The domain of an address in small letters, "" if it has none."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def free_mail_domain(domain: str) -> bool:
    """Whether *domain* belongs to a public mail provider, so that two of its addresses say nothing about each other."""
    return domain.strip().lower() in FREE_MAIL


def company_domain(email: str) -> str:
    """The domain of an address if it is a company's own, else ""."""
    domain = mail_domain(email)
    return "" if free_mail_domain(domain) else domain
