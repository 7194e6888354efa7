"""Labelled lines ("Имя: Ирина", "Phone: …", a label and its value below) read from the text of a form's letter [C7]."""

import re
from dataclasses import dataclass, field

from app.channels.addresses import EMAIL
from app.channels.labels import Label, label_of

_LABELLED = re.compile(
    r"^\s*[*•·–>-]{0,3}\s*\**(?P<label>[^:：\n]{1,70}?)\**\s*[:：]\**(?:\s+|$|(?=[^/\s\d])|(?=\d{5}))(?P<value>.*)$"
)
_SEPARATOR = re.compile(r"^\s*[-_=*~—]{2,}\s*$")
_FOOTER = re.compile(
    r"^\s*(?:this e-?mail was sent|this message was sent|sent from|you received this|powered by|"
    r"diese (?:e-?mail|nachricht) wurde|"
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

    def kinds(self) -> frozenset[Label]:
        """The labels that were filled, the message among them."""
        filled = {label for label, value in self.values.items() if value}
        return frozenset(filled | ({Label.MESSAGE} if any(line.strip() for line in self.message) else set()))

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
        message = "\n".join(self.message).strip() or "\n".join(self.loose).strip()
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
        self._started = False
        self._ended = False

    def take(self, number: int, line: str) -> None:
        bare = line.strip()
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
            elif self._awaited and self._open not in (Label.EMAIL, Label.PHONE):
                self._awaited = False
        elif match := _LABELLED.match(line):
            self._labelled(number, line, match)
        elif len(bare) <= 40 and self._open is not Label.MESSAGE and label_of(bare) not in (None, Label.ABOUT):
            if self._awaited and self._fits(bare):
                self._unlabelled(line)
            else:
                self._begin(number, label_of(bare), "")
        else:
            self._unlabelled(line)

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
            self.fields.others.append(f"{match.group('label').strip()}: {value}")

    def _begin(self, number: int, label: Label | None, value: str) -> None:
        if label is None:
            return
        if not self._started or self.fields.first_line < 0:
            self.fields.first_line = number
        self._started = True
        if label is Label.MESSAGE:
            self.fields.message.extend([value] if value else [])
        elif not self.fields.values.get(label):
            self.fields.values[label] = value
        self._open, self._awaited = label, not value and label in _ONE_LINE

    def _unlabelled(self, line: str) -> None:
        bare = line.strip()
        if self._open is Label.MESSAGE:
            self.fields.message.append(bare)
        elif self._awaited and self._open is not None and self._fits(bare):
            self.fields.values[self._open] = bare
            self._awaited = False
        elif self._started and not self._ended and not _ADDRESS_ONLY.match(bare) and self._open is not Label.ABOUT:
            self.fields.loose.append(bare)
            self._awaited = False

    def _fits(self, value: str) -> bool:
        if self._open is Label.EMAIL:
            return "@" in value or len(re.sub(r"\D", "", value)) >= 7
        if self._open is Label.PHONE:
            return len(re.sub(r"\D", "", value)) >= 5
        return self._open is not None and len(value) <= 100
