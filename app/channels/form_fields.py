"""Labelled lines ("Имя: Ирина", "Phone: …", a label and its value below) read from the text of a form's letter [C7]."""

import re
from dataclasses import dataclass, field

from app.channels.addresses import EMAIL
from app.channels.companies import company_in, is_person
from app.channels.labels import Label, label_of

_LABELLED = re.compile(
    r"^\s*[*•·–>-]{0,3}\s*\**(?P<label>[^:：\n]{1,70}?)\**\s*[:：]\**(?:\s+|$|(?=[^/\s\d])|(?=\d{5}))(?P<value>.*)$"
)
_SPACED = re.compile(r"^\s{0,20}(?P<label>[^\t=:\n]{1,50}?)(?:\t+|\s{1,20}[=–—-]\s{1,20}|\s{3,20})(?P<value>\S.*)$")
"""Label and value parted by a tab, a dash or blanks: only where the label is a known one."""
_EMPTY = re.compile(
    r"[\[(<«\"]?(?:[-–—._*\s]*|не указан[оаы]?|не заполнен[оаы]?|не заполнялось|нет данных|пусто|нет|отсутствует|n/?a|"
    r"none|null|nil|"
    r"undefined|no|not (?:specified|provided|given|set|entered|filled(?: in)?|available)|empty|blank|keine angaben?|"
    r"nein|keine?|"
    r"nicht (?:angegeben|ausgefüllt)|k\. ?a\.|leer)[\])>»\"]?\.?",
    re.IGNORECASE,
)
"""What forms print for a field that was left empty."""
_SEPARATOR = re.compile(r"^\s*[-_=*~—]{2,}\s*$")
_FOOTER = re.compile(
    r"^\s*(?:this e-?mail was sent|this message was sent|sent from|you received this|powered by|"
    r"diese (?:e-?mail|nachricht) wurde|dies ist eine benachrichtigung|this is a notification|это уведомление|"
    r"автоматически сгенерированн|для просмотра (?:\w+ )?(?:воспользуйтесь|перейдите|заявки|результата)|"
    r"view (?:this )?(?:entry|submission)|you can (?:view|edit) this submission|"
    r"(?:это|данное|настоящее) (?:письмо|сообщение)\b|(?:письмо|сообщение|заявка) (?:было |была )?"
    r"(?:отправлен|сгенерирован|создан|сформирован)\w*|отправлено (?:с|через|сервисом)|"
    r"пожалуйста, не отвечайте|не отвечайте на|"
    r"please do not reply|bitte antworten sie nicht|additional information\s*:|дополнительная информация\s*:|"
    r"zusätzliche informationen?\s*:|request id\s*:|transaction id\s*:|block id\s*:|form name\s*:|"
    r"(?:with best regards, )?(?:jivo|jivosite|jivochat)(?:\.\w+)?\s*$|команда (?:jivo|tilda)|перейти (?:в|к) диалог|"
    r"ответить (?:посетителю|клиенту)|reply to (?:the )?(?:visitor|client))",
    re.IGNORECASE,
)
_START = re.compile(
    r"^\s*(?:request details|детали заявки|данные заявки|данные формы|anfragedetails|details der anfrage)\s*:?\s*$", re.I
)
_ADDRESS_ONLY = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)
_ONE_LINE = frozenset(set(Label) - {Label.MESSAGE})
_NAMES = frozenset({Label.NAME, Label.FIRST_NAME, Label.LAST_NAME, Label.SENDER})
_MESSAGE_ENDS = frozenset({Label.ABOUT, Label.AGENT, Label.NAME, Label.PHONE, Label.EMAIL, Label.COMPANY, Label.FIRST_NAME,
                           Label.LAST_NAME, Label.CITY})  # fmt: skip


@dataclass
class Fields:
    """What a form's letter says: values by label, the message, and fields that only this form knows (part of the need)."""

    values: dict[Label, str] = field(default_factory=dict)
    message: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    first_line: int = -1

    def get(self, *labels: Label) -> str:
        """The first non-empty value of *labels*."""
        return next((self.values[label] for label in labels if self.values.get(label)), "")

    def _message(self) -> str:
        said = "\n".join(self.message).strip()
        return "" if _EMPTY.fullmatch(said) else said

    def kinds(self) -> frozenset[Label]:
        """The labels that were filled, the message among them."""
        filled = {label for label, value in self.values.items() if value}
        return frozenset(filled | ({Label.MESSAGE} if self._message() else set()))

    def name(self) -> str:
        """The person's name, put together from its parts; never an address or a number."""
        first, last = self.get(Label.NAME, Label.FIRST_NAME), self.get(Label.LAST_NAME)
        whole = f"{first} {last}" if last and first and last not in first else first or last
        whole = whole or self.get(Label.SENDER)
        whole = re.sub(r"[<(\[]?\s*" + EMAIL.pattern + r"\s*[>)\]]?", " ", whole)
        whole = " ".join(whole.strip(" \"'<>,;").split())
        return "" if len(re.sub(r"\D", "", whole)) >= 5 else whole[:120]

    def email(self) -> str:
        """The address in the field for it, or in a neighbouring field that holds one instead."""
        for label in (Label.EMAIL, Label.SENDER, Label.NAME, Label.PHONE):
            found = EMAIL.search(self.values.get(label, ""))
            if found:
                return found.group(0).lower()
        return ""

    def phone(self) -> str:
        """The number as typed: value shape before label, since sites print the number in the field of the address."""
        for label in (Label.PHONE, Label.EMAIL, Label.NAME):
            value = self.values.get(label, "")
            if "@" not in value and len(re.sub(r"\D", "", value)) >= 5:
                return value
        return ""

    def need(self) -> str:
        """The message, the form's own fields, else whatever stood there without a label, else the subject."""
        message = self._message() or "\n".join(self.loose).strip()
        return "\n".join(part for part in (message, *self.others) if part.strip()) or self.get(Label.SUBJECT)


def read_fields(text: str) -> Fields:
    """Read the labelled lines of *text*; what stands before the first known label is the form's own greeting."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n")):
        reader.take(number, line)
    return reader.fields


class _Reader:
    """Goes through the lines once, knowing which field is open."""

    def __init__(self) -> None:
        self.fields = Fields()
        self._open: Label | None = None
        self._awaited = False
        self._after_blank = False
        self._by_spaces = False
        self._titled = False
        self._started = False
        self._ended = False

    def take(self, number: int, line: str) -> None:
        bare = line.strip()
        titled = bare.strip("-=*_# •·")
        if _START.match(bare):
            self._started = True
        elif self._started and (_FOOTER.match(bare) or _SEPARATOR.match(bare)):
            self._ended = self._ended or bool(_FOOTER.match(bare)) or self._open is Label.MESSAGE
            self._open, self._awaited = None, False
            if (about := _LABELLED.match(line)) and label_of(about.group("label")) not in (None, Label.ABOUT):
                self._labelled(number, line, about)
        elif not bare:
            if self._open is Label.MESSAGE:
                self.fields.message.append("")
            self._after_blank = True
        elif match := _LABELLED.match(line):
            self._labelled(number, line, match)
        elif (spaced := self._spaced(line)) is not None:
            self._by_spaces = True
            self._labelled(number, line, spaced)
        elif self._is_title(bare, titled):
            if self._awaited and self._fits(bare):
                self._unlabelled(line)
            else:
                self._begin(number, label_of(titled), "", titled=True)
        else:
            self._unlabelled(line)

    def _is_title(self, bare: str, titled: str) -> bool:
        """Whether a line is a known label and nothing else; within a message only if it is decorated as one."""
        if len(bare) > 40 or re.search(r"\d", bare) or label_of(titled) in (None, Label.ABOUT):
            return False
        return self._open is not Label.MESSAGE or (bare != titled and label_of(titled) in _MESSAGE_ENDS)

    def _spaced(self, line: str) -> re.Match[str] | None:
        if self._open is Label.MESSAGE and not self._by_spaces:
            return None
        match = _SPACED.match(line)
        return match if match and label_of(match.group("label")) is not None else None

    def _labelled(self, number: int, line: str, match: re.Match[str]) -> None:
        label, value = label_of(match.group("label")), match.group("value").strip()
        if self._open is Label.MESSAGE and (label not in _MESSAGE_ENDS or label in self.fields.values):
            self.fields.message.append(line.strip())
        elif label is not None:
            self._begin(number, label, value)
        elif re.search(r"(?:^|\W)(?:https?|ftp)$", match.group("label")) or not any(map(str.isalpha, match.group("label"))):
            self._unlabelled(line)
        elif self._awaited and not value:
            self._awaited = False
        elif self._started and not self._ended and value:
            self._open, self._awaited = None, False
            if not _EMPTY.fullmatch(value):
                self.fields.others.append(f"{match.group('label').strip()}: {value}")

    def _begin(self, number: int, label: Label | None, value: str, *, titled: bool = False) -> None:
        if label is None:
            return
        # Nothing, or the number that a site gives its visitors.
        numbered = label in _NAMES and not re.search(r"[^\W\d_]|\d{5}", value)
        left_empty = bool(value) and label is not Label.MESSAGE and (numbered or bool(_EMPTY.fullmatch(value)))
        value = "" if left_empty else value
        if not self._started or self.fields.first_line < 0:
            self.fields.first_line = number
        self._started = True
        if label is Label.MESSAGE:
            self.fields.message.extend([value] if value else [])
        elif not self.fields.values.get(label):
            self.fields.values[label] = value
        self._open, self._awaited = label, not value and not left_empty and label in _ONE_LINE
        self._after_blank, self._titled = False, titled

    def _unlabelled(self, line: str) -> None:
        bare = line.strip()
        if self._open is Label.MESSAGE:
            self.fields.message.append(bare)
        elif self._awaited and self._open is not None and self._fits(bare):
            self.fields.values[self._open] = "" if _EMPTY.fullmatch(bare) else bare
            self._awaited = False
        elif self._started and not self._ended and not _ADDRESS_ONLY.match(bare) and self._open is not Label.ABOUT:
            self.fields.loose.append(bare)
            self._awaited = False

    def _fits(self, value: str) -> bool:
        if self._open is Label.EMAIL:
            return "@" in value or len(re.sub(r"\D", "", value)) >= 7
        if self._open is Label.PHONE:
            return len(re.sub(r"\D", "", value)) >= 5
        if self._after_blank and not self._titled:
            # A label with a colon and nothing behind it was left empty, unless what follows can be nothing else.
            return (self._open in _NAMES and is_person(value)) or (self._open is Label.COMPANY and bool(company_in(value)))
        return self._open is not None and len(value) <= 100
