"""Letters that a website's form sends: Bitrix, Contact Form 7, Tilda and any other that labels what was typed [C7]."""

import re
from collections.abc import Collection

from app.channels.addresses import FORM_SERVICES, address_in, belongs_to
from app.channels.form_fields import Fields, read_fields
from app.channels.labels import Label
from app.channels.letter_parts import OpenedLetter

_SITE_SENDER = re.compile(
    r"(?:site|www|web|wordpress|wp|bitrix|admin|webmaster|www-data|apache|no[-_.]?reply|do[-_.]?not[-_.]?reply|robot|mailer|mail|forms?|"
    r"feedback|contact|kontakt|website|zakaz|zayavka|order|callback|info|sale|sales|shop|hello|formular|anfrage|noreplay)"
    r"(?:[-+_.].*)?@",
    re.IGNORECASE,
)
_SAYS_FORM = re.compile(
    r"форм[уыаеой]+ (?:обратной связи|обратного звонка|заказа|заявки|на сайте)|"
    r"(?:заявк|сообщени|обращени|запрос|вопрос)\w* с(?:о)? (?:\w+ )?сайта|"
    r"обратн\w+ (?:связ|звон)|заказ\w* звон|заполн\w+ форм|"
    r"новая заявка|новое (?:сообщение|обращение)|информационное сообщение сайта|"
    r"contact form|web ?site (?:form|inquiry|enquiry)|"
    r"new (?:request|submission|lead|message|enquiry|inquiry|entry) (?:from|on|via|for)|"
    r"form submission|"
    r"request details|call ?back request|feedback form|kontaktformular|webformular|anfrageformular|"
    r"(?:neue )?(?:anfrage|nachricht|mitteilung) (?:über|von) (?:die|der|ihre[r]?|das)?\s?"
    r"(?:web|internet|home|seite|formular|kontakt)|rückruf",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"^\s*(?:re|aw|antw|отв|ответ)\s*(?:\[\d+\])?:", re.IGNORECASE)
_OLDER_HEADER = re.compile(r"^[> \t*]{0,50}(?:sent|gesendet|отправлено)\s*:", re.IGNORECASE | re.MULTILINE)
_PERSONAL = frozenset({Label.NAME, Label.FIRST_NAME, Label.LAST_NAME, Label.SENDER})
_REACHED = frozenset({Label.PHONE, Label.EMAIL, Label.SENDER})
_COUNTED = _PERSONAL | _REACHED | {Label.MESSAGE, Label.COMPANY}
_NEAR_THE_TOP = 8
_SEARCHED = 60_000


def read_form(letter: OpenedLetter, own: Collection[str], form_senders: Collection[str]) -> Fields | None:
    """What a visitor typed into a form, if *letter* is a form's; None if a person or another program wrote it.

    own: our addresses and domains; form_senders: addresses and domains that send forms besides the well-known services.
    """
    sender = address_in(letter.raw_header("from"))
    from_service = belongs_to(sender, FORM_SERVICES | frozenset(form_senders))
    answers = letter.header("in-reply-to") or letter.header("references") or _ANSWER.match(letter.header("subject"))
    text = letter.text[:_SEARCHED]
    if (answers and not from_service) or _OLDER_HEADER.search(text):
        return None
    fields = read_fields(text)
    kinds = fields.kinds() & _COUNTED
    reached = bool(fields.phone()) or bool(fields.email() and not belongs_to(fields.email(), own))
    says_form = bool(_SAYS_FORM.search(letter.header("subject")) or _SAYS_FORM.search(text))
    if from_service:
        return fields if kinds and (reached or Label.MESSAGE in kinds) else None
    from_us = bool(sender) and belongs_to(sender, own)
    if from_us or says_form:
        trusted = says_form or bool(_SITE_SENDER.match(sender))
        enough = len(kinds) >= (1 if from_us and trusted else 2) and bool(reached or kinds & _PERSONAL)
        return fields if enough and (trusted or kinds & (_PERSONAL | {Label.MESSAGE})) else None
    typed = len(kinds) >= 3 and Label.MESSAGE in kinds and bool(kinds & _PERSONAL)
    by_site = (
        bool(_SITE_SENDER.match(sender)) and len(kinds) >= 2 and bool(kinds & (_PERSONAL | {Label.MESSAGE})) and reached
    )
    lines_before = sum(1 for line in text.split("\n")[: max(fields.first_line, 0)] if line.strip())
    return fields if (typed or by_site) and lines_before <= _NEAR_THE_TOP else None
