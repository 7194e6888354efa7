"""Letters that come back: which recipient, for good or for now, and which letter it was. RFC 3461, 3464, and the rest.

Servers that follow no standard (qmail, Exim, Exchange, Yandex, Mail.ru) are read by what all of them print: an address,
and near it a code or words that say why.
"""

import re
from collections.abc import Collection, Mapping

from app.channels.addresses import EMAIL, address_in, belongs_to
from app.channels.letter_parts import OpenedLetter
from app.events import Bounced

_DELIVERED = frozenset(("delivered", "relayed", "expanded", "deliverable"))
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.#-])([45])\d\d(?=[ \-#:;,)])")
_SAYS_BOUNCE = re.compile(
    r"undeliver|delivery (?:status|failure|report|incomplete|has failed|to the following)|returned mail|mail delivery|"
    r"failure notice|could not be delivered|couldn['’]?t be delivered|wasn['’]?t (?:able to be )?delivered|not delivered|"
    r"was not delivered|unzustellbar|nicht zugestellt|unzustellbarkeit|zustellung|qmail-send|не доставлен|недоставлен|"
    r"не может быть доставлен|невозможно доставить|не удалось доставить|не был[оа]? доставлен|ошибка доставки|"
    r"message not delivered|address not found|message blocked|rejected",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\bdelay(?:ed)?\b|will (?:be retried|keep trying|continue to try)|still (?:being )?(?:try|retri)|"
    r"not yet been delivered|"
    r"do not need to resend|warning: could not send|verzögert|задерж|повторные попытки|попытки доставки (?:будут|продолж)",
    re.IGNORECASE,
)
_COPY_BEGINS = re.compile(
    r"^[ \t>]{0,20}(?:[-=_* \t]{2,80}.{0,80}(?:copy of (?:the|your) message|original message|returned message|"
    r"headers? (?:follow|of)|"
    r"заголовк|исходное сообщение|исходного (?:письма|сообщения)|текст (?:письма|сообщения)|ursprüngliche|below this line)"
    r".{0,60}|original message headers:.*|исходное письмо:?|оригинал письма:?|return-path: .*|received: .*)$",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(r"^[ \t>]{0,20}message-id:[ \t]{0,20}\s?(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"<[^<>\s]{1,400}>")
_SEARCHED = 30_000
_NEAR = 600
_LONGEST_REASON = 500
_MOST = 1_000


def bounced_in(letter: OpenedLetter, own: Collection[str]) -> tuple[Bounced, ...]:
    """Each recipient that *letter*, a notification, reports as not reached; () if it reports none.

    own: our addresses and domains, which a notification without a standard prints beside the one that failed.
    """
    message_id = _returned_id(letter)
    if letter.delivery_status:
        found = [_by_standard(group, message_id) for group in letter.delivery_status[:_MOST]]
        return _once([each for each in found if each])
    if not (_SAYS_BOUNCE.search(letter.header("subject")) or _SAYS_BOUNCE.search(letter.text[:_SEARCHED])):
        return () if not letter.header("x-failed-recipients") else _once(_by_words(letter, own, message_id))
    return _once(_by_words(letter, own, message_id))


def _once(found: list[Bounced]) -> tuple[Bounced, ...]:
    """One fact a recipient; that it failed for good outweighs that it is late."""
    kept: dict[str, Bounced] = {}
    for each in found:
        if each.address not in kept or (each.permanent and not kept[each.address].permanent):
            kept[each.address] = each
    return tuple(kept.values())


def _by_standard(group: Mapping[str, str], message_id: str) -> Bounced | None:
    """One group of fields of a message/delivery-status (RFC 3464, 2.3)."""
    action = group.get("action", "failed").strip().lower().split(" ")[0]
    address = _recipient(group.get("original-recipient", "")) or _recipient(group.get("final-recipient", ""))
    if not address or action in _DELIVERED:
        return None
    diagnostic = " ".join(group.get("diagnostic-code", "").partition(";")[2].split()) or group.get("diagnostic-code", "")
    status = _STATUS.search(group.get("status", "")) or _STATUS.search(diagnostic)
    code = _CODE.search(diagnostic + " ")
    said = status.group(1) if status else ""
    permanent = action == "failed" and (said or (code.group(1) if code else "5")).startswith("5")
    reason = diagnostic.strip() or said or action
    return Bounced(address, permanent, said, reason[:_LONGEST_REASON], message_id)


def _recipient(value: str) -> str:
    """ "rfc822; a@b.example" → the address, "" if it is none (X.400, a user name)."""
    found = EMAIL.search(value.partition(";")[2] or value)
    return found.group(0).lower() if found else ""


def _by_words(letter: OpenedLetter, own: Collection[str], message_id: str) -> list[Bounced]:
    text = letter.text[:_SEARCHED]
    first = EMAIL.search(text)
    copy = _COPY_BEGINS.search(text, text.find("\n", first.end()) + 1 or len(text)) if first else None
    told = text[: copy.start()] if copy else text
    late = bool(_LATE.search(letter.header("subject")) or _LATE.search(told))
    named = [found.lower() for value in letter.raw_headers.get("x-failed-recipients", []) for found in EMAIL.findall(value)]
    sender = address_in(letter.raw_header("from"))
    places = [match for match in EMAIL.finditer(told) if _can_be_meant(match.group(0).lower(), own, sender, named)][:_MOST]
    near: dict[str, str] = {}
    for number, match in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(told)
        address = match.group(0).lower()
        near[address] = near.get(address, "") + told[match.end() : min(end, match.end() + _NEAR)] + "\n"
    # One address only: the reason may as well stand above it (Exchange, Mail.ru).
    found = [_judged(address, said if len(near) > 1 else told, said, late, message_id) for address, said in near.items()]
    known = {each.address for each in found}
    unsaid = [address for address in dict.fromkeys(named) if address not in known]
    return [*found, *(_judged(address, told, told, late, message_id) for address in unsaid)]


def _can_be_meant(address: str, own: Collection[str], sender: str, named: Collection[str]) -> bool:
    if named:
        return address in named
    return address != sender and not belongs_to(address, own) and not address.startswith(("postmaster@", "mailer-daemon@"))


def _judged(address: str, where: str, near: str, late: bool, message_id: str) -> Bounced:
    status, code = _STATUS.search(where), _CODE.search(where)
    said = status.group(1) if status else ""
    grave = said or (code.group(1) if code else "")
    permanent = grave.startswith("5") or (not grave and not late)
    telling = _telling(near) or _telling(where)
    return Bounced(address, permanent, said, " ".join(telling[:4])[:_LONGEST_REASON], message_id)


def _telling(text: str) -> list[str]:
    lines = [" ".join(line.split()).strip(" :<>()-*") for line in text.split("\n")]
    return [line for line in lines if any(map(str.isalpha, line)) and not EMAIL.fullmatch(line)]


def _returned_id(letter: OpenedLetter) -> str:
    """The Message-ID of the letter that came back: of its copy, of its headers, or as the notification says it."""
    for inside in letter.inside:
        if found := _ID.search(inside.raw_header("message-id")):
            return found.group(0)
    for name in ("x-original-message-id", "original-message-id"):
        if found := _ID.search(letter.raw_header(name)):
            return found.group(0)
    if printed := _MESSAGE_ID.search(letter.returned_headers) or _MESSAGE_ID.search(letter.text[: 4 * _SEARCHED]):
        return printed.group(1)
    answered = [*_ID.findall(letter.raw_header("references")), *_ID.findall(letter.raw_header("in-reply-to"))]
    return answered[-1] if answered else ""
