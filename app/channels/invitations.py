"""Calendar invitations, answers to them and cancellations, said in words a person reads. RFC 5545, RFC 5546."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.channels.html_text import html_to_text
from app.channels.letter_language import language_of
from app.charsets import clean_text, decode_text

_LINE = re.compile(r"^([A-Za-z-]{1,60})((?:;[^:\";\n]{0,300}(?:\"[^\"\n]{0,300}\"[^:\";\n]{0,100})?){0,20}):(.*)$")
_ZONE = re.compile(r";TZID=\"?([^\";:]{1,80})", re.IGNORECASE)
_STATE = re.compile(r";PARTSTAT=\"?([A-Za-z-]{1,30})", re.IGNORECASE)
_NAME = re.compile(r";CN=\"?([^\";:]{1,120})", re.IGNORECASE)
_ASIDE = frozenset(("VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM"))
_SEARCHED = 200_000
_MOST_LINES = 5_000
_CANCELLED = {"ru": "отменено", "de": "abgesagt"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """method: REQUEST, REPLY, CANCEL, PUBLISH … or "". text: what, when, where, by whom, and what the organiser writes."""

    method: str
    text: str


def read_invitation(data: bytes, charset: str = "") -> Invitation | None:
    """The first event of *data*; None if it is no calendar. Times stay in the zone that the organiser chose."""
    whole = clean_text(decode_text(data[:_SEARCHED], charset or "utf-8"))
    if "BEGIN:VCALENDAR" not in whole.upper()[:5_000]:
        return None
    method, event = "", dict[str, tuple[str, str]]()
    inside: list[str] = []
    for name, parameters, value in _lines(whole):
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if inside and inside.pop() in ("VEVENT", "VTODO", "VFREEBUSY"):
                break
        elif name == "METHOD":
            method = value.strip().upper()
        elif inside and inside[-1] not in _ASIDE:
            event.setdefault(name, (parameters, value))
    return Invitation(method, "\n".join(part for part in _said(method, event) if part))


def _lines(whole: str) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and value of each line, folded ones put together."""
    for line in re.sub(r"\n[ \t]", "", whole).split("\n")[:_MOST_LINES]:
        if match := _LINE.match(line.strip()):
            yield match.group(1).upper(), match.group(2), match.group(3)


def _said(method: str, event: dict[str, tuple[str, str]]) -> Sequence[str]:
    what, about = _words(event, "SUMMARY"), _words(event, "DESCRIPTION")
    off = method == "CANCEL" or _words(event, "STATUS").upper() == "CANCELLED"
    state = _CANCELLED.get(language_of(f"{what} {about}"), "cancelled") if off else ""
    head = f"{what} ({state})".strip() if state else what
    answered = ""
    if method == "REPLY" and "ATTENDEE" in event:
        who, how = _NAME.search(event["ATTENDEE"][0]), _STATE.search(event["ATTENDEE"][0])
        person = who.group(1).strip() if who else re.sub(r"(?i)^mailto:", "", event["ATTENDEE"][1].strip())
        answered = f"{person}: {how.group(1).lower()}" if how else person
    return head, _when(event), _words(event, "LOCATION"), answered, about


def _words(event: dict[str, tuple[str, str]], name: str) -> str:
    escaped = event.get(name, ("", ""))[1]
    value = re.sub(r"\\([nN,;\\])", lambda sign: "\n" if sign.group(1) in "nN" else sign.group(1), escaped)
    if name == "DESCRIPTION" and re.match(r"\s*<(?:html|!doctype|p|div|br|body)\b", value, re.IGNORECASE):
        value = html_to_text(value)
    return value.strip()


def _when(event: dict[str, tuple[str, str]]) -> str:
    """ "2026-11-20 10:00 – 11:00 (Europe/Moscow)"; a day alone for events of whole days."""
    begin, end = (_time(event, "DTSTART"), _time(event, "DTEND"))
    if not begin:
        return ""
    day, _, _ = begin.partition(" ")
    until = end.removeprefix(f"{day} ") if " " in end else ("" if end == begin else end)
    parameters, value = event["DTSTART"]
    zone = _ZONE.search(parameters)
    named = "UTC" if value.strip().upper().endswith("Z") else (zone.group(1).strip() if zone else "")
    return begin + (f" – {until}" if until else "") + (f" ({named})" if named and " " in begin else "")


def _time(event: dict[str, tuple[str, str]], name: str) -> str:
    value = event.get(name, ("", ""))[1].strip().upper().rstrip("Z")
    for pattern, shown in (("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"), ("%Y%m%dT%H%M", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            return datetime.strptime(value, pattern).replace(tzinfo=UTC).strftime(shown)
        except ValueError:
            continue
    return ""
