"""What a hand-written letter asks, apart from what it quotes and from the signature below it."""

import re
from dataclasses import dataclass

from app.channels.companies import company_in, is_person

_QUOTED = re.compile(r"^\s{0,3}>")
_WROTE = re.compile(
    r"^\s*(?:"
    r"(?:On|Am|Le|El)\b.{5,200}\b(?:wrote|schrieb|a écrit|escribió)\b.{0,120}:?\s*"
    r"|.{0,200}\b(?:пиш[еу]т|написал(?:\(а\)|а|и)?)\s*:?\s*"
    r"|.{0,160}\b(?:wrote|schrieb)\s*:\s*"
    r"|\d{1,2}[. ]\s?(?:\d{1,2}|[^\W\d_]{3,9})[. ]\s?\d{4}.{0,60}\d{1,2}:\d{2}.{0,120}[@<].{0,120}:\s*"
    r"|\d{1,2}:\d{2},\s?.{0,40}\d{4}.{0,120}[@<].{0,120}:\s*"
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
_THANKS = re.compile(
    r"^\s*(?:(?:many\s+)?thanks(?:\s+(?:a lot|in advance|so much))?|thank\s+you(?:\s+(?:very much|in advance|so much))?|"
    r"(?:vielen|besten|herzlichen)\s+dank(?:\s+im\s+voraus)?|danke(?:\s+(?:im\s+voraus|schön|sehr))?|"
    r"(?:большое\s+)?спасибо(?:\s+заранее)?|заранее\s+(?:спасибо|благодар\w+)|благодар(?:ю|им)(?:\s+заранее)?|"
    r"(?:danke|dank)\s+(?:und|&)\s+(?:\w+\s+)?gr(?:u|ü|ue)(?:ß|ss)e?|gr(?:u|ü|ue)(?:ß|ss)e?(?:\s+aus\s+\w+)?)\s*[,.!]*\s*$",
    re.IGNORECASE,
)
"""Ends a letter only where nothing but a name or an address follows."""
_DISCLAIMER = re.compile(
    r"^[\s*_#-]*(?:confidential(?:ity)?\b(?:\s+(?:notice|note|disclaimer))?|disclaimer\b|legal notice|haftungsausschluss|"
    r"(?:this|the information (?:contained )?in this)\s+(?:e-?mail|message|communication)\b.{0,120}"
    r"(?:confidential|intended|privileged|proprietary)|"
    r"(?:diese|die in dieser)\s+(?:e-?mail|nachricht)\b.{0,120}(?:vertraulich|bestimmt|geschützt|enthaltenen informationen)|"
    r"(?:der inhalt dieser|bitte beachten sie).{0,60}(?:vertraulich)|"
    r"(?:настоящ|данн)\w+\s+(?:электронн\w+\s+)?(?:сообщени|письм|переписк)\w+.{0,160}(?:конфиденциал|предназначен|офертой)|"
    r"(?:информация, содержащаяся в|содержание) (?:этом|данно\w+|настояще\w+).{0,120}(?:конфиденциал|предназначен)|"
    r"please consider the environment|think before you print|bitte (?:denken|prüfen) sie.{0,60}(?:umwelt|drucken)|"
    r"(?:пожалуйста, )?подумайте об окружающей среде|без вирусов\.|virus-free|virenfrei|"
    r"(?:this|diese) e-?mail (?:has been|wurde).{0,60}(?:avast|virus|viren)|это сообщение проверено на вирусы)",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"^\s*[\[*#!⚠_\s-]*(?:external(?: e-?mail| sender| message| mail)?\s*[\]:!*]|caution:|warning: (?:this|external)|"
    r"(?:this|the following) (?:e-?mail|message) (?:originated|comes|came|was sent) from (?:outside|an external)|"
    r"you don['’]t often get email from|achtung: (?:diese|externe)|externe (?:e-?mail|nachricht)\b.{0,20}[\]:!*]|"
    r"sie erhalten nicht häufig e-mails von|внимание[!:.,]? (?:это )?(?:внешн|письмо (?:пришло|получено|от внешн))|"
    r"\[?внешн(?:ее|яя) (?:письмо|почта)[\]:!*]|вы нечасто получаете письма от)",
    re.IGNORECASE,
)
"""What servers and programs write above a letter of strangers."""
_LONGEST_SIGNATURE = 25
_LONGEST_CLOSING = 90
_SHORT_SIGNATURE = 4


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
    lines = _unsealed(lines)
    while lines and (not lines[0].strip() or (len(lines[0]) < 400 and _BANNER.match(lines[0]))):
        lines.pop(0)
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
    if _HEADER_FROM.match(lines[index]):
        return any(_HEADER_SENT.match(line) for line in lines[index + 1 : index + 4])
    if not _HEADER_SENT.match(lines[index]):
        return False
    # GMX and its kin begin with the date: three such lines in a row, one of them the sender.
    following = lines[index + 1 : index + 3]
    return len(following) == 2 and all(map(_HEADER_LINE.match, following)) and any(map(_HEADER_FROM.match, following))


def _without_signature(lines: list[str]) -> tuple[str, str]:
    lines = [line for line in lines if not _SENT_FROM.match(line)]
    filled = [number for number, line in enumerate(lines) if line.strip()]
    earliest = filled[-_LONGEST_SIGNATURE - 1] if len(filled) > _LONGEST_SIGNATURE else 0
    for index, line in enumerate(lines[earliest:], start=earliest):
        rest = lines[index + 1 :]
        marker = line in ("-- ", "--", "—") and index > 0
        closing = _CLOSING.match(line) if len(line) <= _LONGEST_CLOSING else None
        ends = marker or closing or _DISCLAIMER.match(line) or _is_signed(lines, index)
        if not ends or (index == 0 and not closing):
            continue
        after = next((number for number, later in enumerate(rest) if _AFTERWORD.match(later)), len(rest))
        first = [closing.group("rest")] if closing and closing.group("rest").strip() else []
        return "\n".join([*lines[:index], *rest[after:]]), "\n".join([*first, *rest[:after]])
    return "\n".join(lines), ""


def _unsealed(lines: list[str]) -> list[str]:
    """*lines* without what PGP writes around a text that it signs (RFC 9580, 7)."""
    begin = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[begin].strip() != "-----BEGIN PGP SIGNED MESSAGE-----":
        return lines
    blank = next((number for number, line in enumerate(lines[begin:], start=begin) if not line.strip()), begin)
    end = next((n for n, line in enumerate(lines) if line.strip() == "-----BEGIN PGP SIGNATURE-----"), len(lines))
    return lines[blank + 1 : end]


def _is_signed(lines: list[str], index: int) -> bool:
    """Whether a letter ends here without a word of farewell: thanks and a name, or a name, a company and how to call."""
    rest = [line.strip() for line in lines[index + 1 :] if line.strip()]
    if any(len(line) > 80 or "?" in line for line in rest) or not rest:
        return False
    if len(lines[index]) <= _LONGEST_CLOSING and _THANKS.match(lines[index]):
        return len(rest) <= _SHORT_SIGNATURE
    if lines[index - 1].strip() or " " not in lines[index].strip() or not is_person(lines[index]):
        return False
    below = "\n".join(rest)
    reached = bool(company_in(below)) + bool(re.search(r"\d[\d ()/-]{6,}\d", below)) + ("@" in below)
    return len(rest) <= _SHORT_SIGNATURE + 4 and reached >= 1


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    while lines and re.fullmatch(r"\s*[_=-]{5,}|\s*", lines[-1]):
        lines.pop()
    return "\n".join(line for number, line in enumerate(lines) if line or lines[number - 1]).strip()
