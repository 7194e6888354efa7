"""Letters of the JivoSite chat: transcripts and messages left while nobody was there.

No real letter's layout is documented; so it is known by its sender or subject, and read by its structure [C7].
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.channels.addresses import address_in, belongs_to
from app.channels.form_fields import Fields, read_fields
from app.channels.labels import Label
from app.channels.letter_parts import OpenedLetter

_JIVO_DOMAINS = "jivosite.com jivo.ru jivochat.com jivo.chat jivochat.de jivosite.ru"
JIVO_SENDERS = frozenset(_JIVO_DOMAINS.split())
_SUBJECT = re.compile(
    r"диалог с (?:клиент|посетител|гост)|"
    r"чат с (?:клиент|посетител|гост)|переписка с (?:клиент|посетител)|оф+[- ]?лайн[- ]?сообщени|"
    r"jivo|chat transcript|"
    r"(?:dialog(?:ue)?|chat|conversation) with (?:a |the )?(?:client|visitor|customer)|off-?line[- ]message|"
    r"(?:dialog|chat|gespräch) mit (?:dem |einem )?(?:besucher|kunden)|chatverlauf|chat-protokoll|off-?line-?nachricht",
    re.IGNORECASE,
)
_OFFLINE = re.compile(r"оф+[- ]?лайн|off-?line", re.IGNORECASE)
_SUBJECT_NAME = re.compile(
    r"(?:клиентом|посетителем|гостем|client|visitor|customer|besucher|kunden)\s+(?P<name>[^\W\d_][\w .'-]{0,60}?)"
    r"(?=\s+(?:на|с|from|on|at|auf|von|der)\s|\s*[,(|–]|$)",
    re.IGNORECASE,
)
_TIME = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
_SPEAKER = r"[^\n:|\[\]\d(][^\n:|\[\]]{0,59}?"
_TIME_FIRST = re.compile(
    rf"^\s*[\[(]?{_TIME}[\])]?\s*[-–—|,]?\s*(?P<who>{_SPEAKER})\s*(?:[:|>]|\s[–—-]\s)\s*(?P<said>.*)$", re.I
)
_TIME_SECOND = re.compile(rf"^\s*(?P<who>{_SPEAKER})\s*[\[(,|–-]*\s*{_TIME}\s*[\])]?\s*[:|>–-]\s*(?P<said>.*)$", re.I)
_HEADLINE = re.compile(
    rf"^\s*(?:(?P<who>{_SPEAKER})\s*[\[(,|–-]*\s*{_TIME}\s*[\])]?|[\[(]?{_TIME}[\])]?\s*[-–|,]?\s*(?P<late>{_SPEAKER}))\s*$",
    re.I,
)
_UNTIMED = re.compile(r"^\s*(?P<who>[^\n:]{1,60}?)\s*:\s+(?P<said>\S.*)$")
_BEGIN = re.compile(
    r"^\s*[-=*]*\s*(?:переписка|история (?:переписки|диалога|чата|сообщений)|"
    r"диалог|сообщения|текст (?:диалога|чата)|transcript|"
    r"chat transcript|messages|conversation|chat history|dialog(?:ue)?|verlauf|"
    r"chatverlauf|gesprächsverlauf|nachrichten|gespräch)"
    r"\s*[-=*]*\s*:?\s*$",
    re.IGNORECASE,
)
_END = re.compile(
    r"^\s*(?:[-_=]{2,}|(?:письмо|сообщение) отправлен.*|"
    r".{0,40}\bjivo(?:site|chat)?\b.{0,60}|sent (?:by|via) .*|диалог заверш.*)\s*$",
    re.I,
)
_VISITOR = re.compile(
    r"^(?:клиент|посетитель|гость|visitor|client|customer|guest|besucher(?:in)?|kunde|gast|лид)\b[\s№#\d-]*", re.I
)
_AGENT = re.compile(
    r"\b(?:оператор|агент|менеджер|консультант|agent|operator|support|mitarbeiter(?:in)?|berater(?:in)?)\b", re.I
)
_SYSTEM = re.compile(r"^(?:система|system|jivo\w*|бот|bot|робот|автосообщение|systemnachricht)\b", re.I)
_OFFERS_HELP = re.compile(
    r"чем (?:\S+ )?(?:помочь|помогу)|подсказать|how (?:can|may) i help|wie kann ich (?:ihnen )?(?:weiter)?helfen", re.I
)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat's letter understood: source is jivo_chat or jivo_offline; said: the visitor's own words."""

    source: str
    fields: Fields
    name: str
    said: str


def read_chat(letter: OpenedLetter) -> Chat | None:
    """*letter* as a transcript or message of the chat; None if it is no such letter (the service also sends news)."""
    from_service = belongs_to(address_in(letter.raw_header("from")), JIVO_SENDERS)
    subject = letter.header("subject")
    if not from_service and (not _SUBJECT.search(subject) or letter.header("in-reply-to")):
        return None
    lines = letter.text.split("\n")
    turns, begin = _turns(lines)
    fields = read_fields("\n".join(lines[:begin] if turns else lines))
    offline = bool(_OFFLINE.search(subject) or _OFFLINE.search("\n".join(lines[:3])))
    if turns and not (offline and len(turns) < 2):
        name = _name(fields, subject)
        said = _visitors_words(turns, name, fields)
        return Chat("jivo_chat", fields, name or _speaker_name(turns, said), "\n".join(said.split("\x00")[1:]))
    known = fields.kinds() & {Label.PHONE, Label.EMAIL, Label.NAME}
    if Label.MESSAGE in fields.kinds() or (known and fields.need()) or (known and offline):
        return Chat("jivo_offline", fields, _name(fields, subject), fields.need())
    return None


def _turns(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """(speaker, words) in order, and the line on which the dialogue begins (the number of lines if there is none)."""
    begin, is_timed = _beginning(lines)
    turns: list[tuple[str, str]] = []
    for number, line in enumerate(lines[begin:], start=begin):
        if turns and _END.match(line):
            break
        match = _TIME_FIRST.match(line) or _TIME_SECOND.match(line) or _HEADLINE.match(line)
        if match is None and not is_timed:
            match = _UNTIMED.match(line)
        if match is not None and "http" not in match.group("who" if match.group("who") else match.lastgroup or "who"):
            groups = match.groupdict()
            turns.append((str(groups.get("who") or groups.get("late")).strip(" -–,*"), groups.get("said") or ""))
            begin = number if len(turns) == 1 and is_timed else begin
        elif turns and line.strip():
            who, said = turns[-1]
            turns[-1] = (who, f"{said}\n{line.strip()}".strip())
    return turns, begin


def _beginning(lines: Sequence[str]) -> tuple[int, bool]:
    """The line on which the dialogue begins, and whether its words carry times; the number of lines if there is none."""
    timed = next((n for n, line in enumerate(lines) if _TIME_FIRST.match(line) or _TIME_SECOND.match(line)), None)
    heads = [n for n, line in enumerate(lines) if _HEADLINE.match(line)]
    marked = [n for n, line in enumerate(lines) if _BEGIN.match(line)]
    first = timed if timed is not None else next(iter(heads), None)
    if first is None:
        return (marked[-1] + 1, False) if marked else (len(lines), True)
    # A time may stand in the head of the letter as well: what follows a title like "Transcript" is the dialogue.
    later = [n for n in marked if first <= n < heads[-1]] if heads else []
    return (later[0] + 1 if later and timed is None else first), True


def _name(fields: Fields, subject: str) -> str:
    """The visitor's name; "" for the service's "Visitor 4312"."""
    found = fields.name()
    if not found and (match := _SUBJECT_NAME.search(subject)):
        found = match.group("name").strip()
    return _own_name(found)


def _own_name(found: str) -> str:
    return "" if _VISITOR.sub("", found).strip() == "" or _SYSTEM.match(found) else found


def _visitors_words(turns: Sequence[tuple[str, str]], name: str, fields: Fields) -> str:
    """The visitor's speaker name and words, joined by NUL: who speaks for the company is left out."""
    speakers = list(dict.fromkeys(who for who, _ in turns if not _SYSTEM.match(who)))
    agents = {who for who in speakers if _AGENT.search(who) or _same(who, fields.get(Label.AGENT))}
    visitors = {who for who in speakers if who not in agents and (_VISITOR.match(who) or _same(who, name))}
    if not visitors:
        helpful = agents or {who for who, said in turns if _OFFERS_HELP.search(said)}
        others = [who for who in speakers if who not in helpful]
        visitors = set(others if agents else others[:1]) or set(speakers[:1])
    words = [said for who, said in turns if who in visitors and said.strip()]
    return "\x00".join([next(iter(sorted(visitors)), ""), *words])


def _same(who: str, name: str) -> bool:
    """Whether *who* is *name* or its first word: agents and visitors appear with and without their surname."""
    first, other = who.casefold().split(), name.casefold().split()
    return bool(first and other) and (first == other or first[0] == other[0])


def _speaker_name(turns: Sequence[tuple[str, str]], said: str) -> str:
    return _own_name(said.partition("\x00")[0]) if turns else ""
