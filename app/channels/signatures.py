"""What a hand-written letter asks, apart from what it quotes and from the signature below it."""

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"^\s{0,3}>")
_WROTE = re.compile(
    r"^\s*(?:"
    r"(?:On|Am|Le|El)\b.{5,200}\b(?:wrote|schrieb|a écrit|escribió)\b.{0,120}:?\s*"
    r"|.{0,200}\b(?:пиш[еу]т|написал(?:\(а\)|а|и)?)\s*:?\s*"
    r"|.{0,160}\b(?:wrote|schrieb)\s*:\s*"
    r"|\d{1,2}[. ]\s?(?:\d{1,2}|[^\W\d_]{3,9})[. ]\s?\d{4}.{0,60}\d{1,2}:\d{2}.{0,120}[@<].{0,120}:\s*"
    r"|(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\.?,\s*\d{1,2}.{5,160}:\s*"
    r")$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^\s*[-_=*\s]{2,}\s*(?:original message|original appointment|исходное сообщение|первоначальное сообщение|"
    r"ursprüngliche nachricht|originalnachricht|original-nachricht|reply message)\s*[-_=*\s]{2,}\s*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^\s*(?:[-_=*\s]{2,}\s*(?:forwarded message|forwarded by.*|пересылаемое сообщение|пересланное сообщение|"
    r"переадресованное сообщение|weitergeleitete nachricht|weitergeleitete message)\s*[-_=*\s]{0,}|"
    r"begin forwarded message:|начало переадресованного сообщения:|anfang der weitergeleiteten nachricht:|"
    r"конец пересылаемого сообщения)\s*$",
    re.IGNORECASE,
)
_HEADER_FROM = re.compile(r"^[\s>*]*(?:from|von|от|от кого|отправитель)\s*:\*?\s*\S", re.IGNORECASE)
_HEADER_LINE = re.compile(
    r"^[\s>*]*(?:from|von|от|от кого|отправитель|sent|date|to|cc|subject|gesendet|datum|an|betreff|"
    r"отправлено|дата|кому|копия|"
    r"тема|reply-to|importance|wichtigkeit|важность)\s*:\*?",
    re.IGNORECASE,
)
_HEADER_SENT = re.compile(r"^[\s>*]*(?:sent|date|gesendet|datum|отправлено|дата)\s*:\*?\s*\S", re.IGNORECASE)
_CLOSING = re.compile(
    r"^\s*(?:(?:заранее\s+)?(?:спасибо|благодарю|благодарим)[,.!]?\s+)?"
    r"(?:с\s+(?:глубоким\s+|большим\s+|искренним\s+)?уважением|с\s+ув\.|с\s+наилучшими\s+пожеланиями|"
    r"всего\s+(?:доброго|хорошего)|"
    r"mit\s+(?:freundlich\w*|besten?|lieben?|herzlich\w*|sonnig\w*)\s+(?:gr(?:ü|ue|u)(?:ß|ss|s)e?n?|gruß|empfehlungen)|"
    r"(?:freundliche|viele|beste|liebe|schöne|herzliche)\s+gr(?:ü|ue)(?:ß|ss)e|hochachtungsvoll|mfg\b|vg\b|lg\b|"
    r"(?:(?:thanks|thank\s+you)\s*(?:and|&|,)?\s*)?(?:(?:with\s+)?(?:best|kind(?:est)?|warm(?:est)?|many)\s+regards|regards\b)|"
    r"yours\s+(?:sincerely|faithfully|truly)|(?:sincerely|faithfully)(?:\s+yours)?|best\s+wishes|cheers[,!]?\s*$|"
    r"best\s*,\s*$|br\s*,\s*$)"
    r"[\s,.!]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"^\s*(?:sent (?:from|with|via) (?:my|the|outlook|mail|yahoo|proton).*|get outlook for .*|отправлено (?:из|с) .{0,60}|"
    r"von meinem .{1,40} gesendet.*|gesendet (?:von|mit) .{1,60})$",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(r"^\s*(?:p\.?\s?s\.?|ps|з\.?\s?ы\.?|постскриптум)[\s.:]", re.IGNORECASE)
_LONGEST_SIGNATURE = 25
_LONGEST_CLOSING = 90


@dataclass(frozen=True, slots=True)
class Split:
    """A letter's parts; *forwarded*: the letter that was passed on in the text, with its own header lines."""

    need: str
    signature: str
    history: str
    forwarded: str


def split_letter(text: str) -> Split:
    """Part *text* into what is asked, the signature, the quoted history and a letter passed on. Nothing is lost of it."""
    lines = text.split("\n")
    own, history, forwarded = _without_history(lines)
    need, signature = _without_signature(own)
    if not need.strip() and signature.strip() and not forwarded.strip():
        need = ""
    return Split(_tidy(need), _tidy(signature), "\n".join(history).strip("\n"), forwarded.strip("\n"))


def strip_header_lines(forwarded: str) -> str:
    """The words of a letter passed on, without the lines that say from whom and when it came."""
    lines = [re.sub(r"^\s*>\s?", "", line) for line in forwarded.split("\n")]
    while lines and (not lines[0].strip() or _HEADER_LINE.match(lines[0])):
        lines.pop(0)
    return "\n".join(lines).strip()


def _without_history(lines: list[str]) -> tuple[list[str], list[str], str]:
    own: list[str] = []
    history: list[str] = []
    for index, line in enumerate(lines):
        if _FORWARDED.match(line):
            return own, history, "\n".join(lines[index + 1 :])
        if _ORIGINAL.match(line) or _is_header_block(lines, index):
            return own, history + lines[index:], ""
        if _QUOTED.match(line):
            history.append(line)
            continue
        attribution = _attribution(lines, index)
        if attribution:
            following = next((later for later in lines[index + attribution :] if later.strip()), "")
            if not _QUOTED.match(following):
                return own, history + lines[index:], ""
            history.append(line)
            lines[index + 1 : index + attribution] = ["> " + later for later in lines[index + 1 : index + attribution]]
            continue
        own.append(line)
    return own, history, ""


def _attribution(lines: list[str], index: int) -> int:
    """How many lines from *index* say who wrote what follows ("On … wrote:"); programs break that line in two. 0 if none."""
    line = lines[index]
    if not line.strip():
        return 0
    quoted_next = index + 1 < len(lines) and _QUOTED.match(lines[index + 1])
    certain = re.search(r"\d", line) or "@" in line or quoted_next
    if _WROTE.match(line) and certain:
        return 1
    if index + 1 < len(lines) and re.match(r"\s*(?:On|Am)\b.*\d|.*\d{4}.*\d:\d\d", line) and lines[index + 1].strip():
        joined = f"{line} {lines[index + 1].strip()}"
        if len(joined) < 300 and _WROTE.match(joined) and not _WROTE.match(lines[index + 1]):
            return 2
        if _WROTE.match(lines[index + 1]) and re.match(r"\s*(?:On|Am)\b", line):
            return 2
    return 0


def _is_header_block(lines: list[str], index: int) -> bool:
    """Whether a mail program's header of an older letter begins here: From and Sent close together."""
    return bool(_HEADER_FROM.match(lines[index])) and any(_HEADER_SENT.match(line) for line in lines[index + 1 : index + 4])


def _without_signature(lines: list[str]) -> tuple[str, str]:
    lines = [line for line in lines if not _SENT_FROM.match(line)]
    filled = [number for number, line in enumerate(lines) if line.strip()]
    earliest = filled[-_LONGEST_SIGNATURE - 1] if len(filled) > _LONGEST_SIGNATURE else 0
    for index, line in enumerate(lines[earliest:], start=earliest):
        rest = lines[index + 1 :]
        marker = line in ("-- ", "--", "—") and index > 0
        closing = _CLOSING.match(line) if len(line) <= _LONGEST_CLOSING else None
        if not marker and not closing:
            continue
        after = next((number for number, later in enumerate(rest) if _AFTERWORD.match(later)), len(rest))
        first = [closing.group("rest")] if closing and closing.group("rest").strip() else []
        return "\n".join([*lines[:index], *rest[after:]]), "\n".join([*first, *rest[:after]])
    return "\n".join(lines), ""


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    while lines and re.fullmatch(r"\s*[_=-]{5,}|\s*", lines[-1]):
        lines.pop()
    return "\n".join(line for number, line in enumerate(lines) if line or lines[number - 1]).strip()
