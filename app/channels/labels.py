"""The words that website forms and chats print before what a visitor typed: one table, in three languages [C7].

Forms in the wild call the same field by many names; a new one is added here and nowhere else.
"""

import re
from collections.abc import Mapping
from enum import Enum, auto


class Label(Enum):
    """What a labelled line of a form tells."""

    NAME = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    SENDER = auto()
    COMPANY = auto()
    PHONE = auto()
    EMAIL = auto()
    MESSAGE = auto()
    SUBJECT = auto()
    CITY = auto()
    AGENT = auto()
    ABOUT = auto()
    """About the form itself: page, address of the visitor's computer, numbers of requests. Never part of the need."""


_WORDS: Mapping[Label, str] = {
    Label.NAME: "имя|фио|имя и фамилия|фамилия и имя|имя фамилия|фамилия имя|фамилия имя отчество|контакт|"
    "контактное лицо|"
    "как к вам обращаться|как вас зовут|автор|посетитель|клиент|заказчик|покупатель|представьтесь|гость|лид|name|"
    "full name|"
    "first and last name|contact|contact name|contact person|customer|customer name|visitor|visitor name|client|"
    "client name|guest|author|person|besucher|besuchername|kunde|kundenname|ansprechpartner|kontaktperson|gast|"
    "vor und nachname|имя клиента|имя посетителя|имя отправителя|имя контакта|ваше фио|контактное имя|обращаться к|"
    "your full name|name of visitor|sender name|absendername|name des absenders|herr frau|"
    "vor und zuname|vorname und nachname|name vorname|vollständiger name|kontaktname",
    Label.FIRST_NAME: "first name|firstname|given name|vorname",
    Label.LAST_NAME: "last name|lastname|surname|family name|nachname|zuname|familienname|фамилия",
    Label.SENDER: "from|von|от|от кого|absender|отправитель|sender|de",
    Label.COMPANY: "компания|организация|фирма|предприятие|юрлицо|юридическое лицо|название компании|"
    "название организации|"
    "наименование компании|наименование организации|наименование предприятия|место работы|company|company name|"
    "organization|"
    "organisation|business|firma|firmenname|unternehmen|firmenbezeichnung|institution|betrieb|наименование|"
    "название фирмы|ваша компания|организация компания|"
    "компания организация|employer|institute|institut|firma institution|unternehmen firma|firma unternehmen",
    Label.PHONE: "телефон|тел|номер телефона|контактный телефон|мобильный|мобильный телефон|сотовый|сотовый телефон|"
    "рабочий телефон|телефон для связи|номер|номер для связи|телефон клиента|телефон посетителя|ваш номер|"
    "мобильный номер|"
    "telefon mobil|telefon tagsüber|telefon privat|telefon geschäftlich|work phone|home phone|business phone|"
    "day phone|телефон whatsapp|whatsapp|ватсап|моб|моб телефон|контактный номер|phone|"
    "phone number|telephone|telephone number|tel|mobile|mobile number|mobile phone|cell|cell phone|contact number|"
    "contact phone|telefon|telefonnummer|rufnummer|handy|handynummer|mobil|mobilnummer|mobiltelefon|rückrufnummer|tel nr|"
    "telefon nr",
    Label.EMAIL: "email|email адрес|адрес email|электронная почта|почта|адрес электронной почты|эл почта|эл адрес|"
    "электронный адрес|мейл|имейл|емейл|емайл|mail|email address|mail address|mailadresse|emailadresse|email adresse|"
    "elektronische post|email id|email des absenders|email address of sender|контактный email|контактная почта|"
    "рабочая почта|"
    "ваша почта|адрес почты|почтовый ящик|kontakt email|business email|work email",
    Label.MESSAGE: "сообщение|текст сообщения|текст|комментарий|комментарии|вопрос|текст вопроса|запрос|текст запроса|"
    "текст обращения|обращение|суть вопроса|описание|описание задачи|дополнительно|пожелания|комментарий к заказу|"
    "что вас интересует|задача|примечание|message|message body|message text|text|comment|comments|question|questions|"
    "inquiry|enquiry|request|details|description|note|notes|remarks|additional comments|how can we help|nachricht|"
    "nachrichtentext|mitteilung|anfrage|anliegen|frage|fragen|kommentar|bemerkung|bemerkungen|anmerkung|anmerkungen|"
    "beschreibung|freitext|nachricht an uns|textarea|input text|comment or message|comments or questions|your comment|"
    "questions or comments|message content|project description|ihre anfrage|ihr anliegen|nachrichteninhalt|что нужно|"
    "что требуется|ваш комментарий|содержание|содержание сообщения|потребность|техническое задание|интересует",
    Label.SUBJECT: "тема|тема сообщения|тема письма|тема обращения|subject|topic|betreff|thema",
    Label.CITY: "город|населенный пункт|регион|city|town|region|location|stadt|ort|wohnort|plz ort|plz|страна|country|"
    "land|"
    "адрес|address|adresse|straße",
    Label.AGENT: "оператор|агент|менеджер|сотрудник|консультант|agent|operator|manager|assistant|mitarbeiter|berater|"
    "agent name|кому|to|an|копия|cc|kopie",
    Label.ABOUT: "страница|url|url страницы|адрес страницы|ссылка|ip|ip адрес|сайт|с сайта|браузер|устройство|дата|время|"
    "дата и время|источник|реферер|page|page url|page title|referrer|referer|ip address|user agent|browser|device|os|"
    "date|time|date and time|submitted|submitted on|source|website|site|seite|seitentitel|internetseite|webseite|datum|"
    "uhrzeit|zeit|datum und uhrzeit|ip adresse|gerät|quelle|herkunft|transaction id|block id|form name|form id|"
    "request id|"
    "название формы|форма|formular|form|номер заявки|номер обращения|id заявки|id чата|chat id|id|visitor id|client id|"
    "название страницы|заголовок страницы|remote ip|powered by|visits|визитов|посещений|согласие|согласие на обработку|"
    "согласие на обработку персональных данных|datenschutz|datenschutzerklärung|privacy|consent|gdpr|acceptance|"
    "captcha|cookies|рекламная кампания|ключевое слово|отправлено|sent|gesendet|additional information|"
    "дополнительная информация|geoip|страна и город|referring page|entry id|roistat|sitename",
}

_TABLE: Mapping[str, Label] = {word: label for label, words in _WORDS.items() for word in words.split("|")}
_OWNERS = re.compile(
    r"\b(?:ваш[аеиу]?|вашего|ihre?r?|your|автора|клиента|посетителя|отправителя|заказчика|покупателя|visitors?|"
    r"customers?|"
    r"клиент|client|sender|author|des|der|besuchers?|kunden|контактн(?:ый|ое|ая)|the|enter|please|укажите|введите|"
    r"bitte)\b"
)
_OF_AGENTS = re.compile(r"\b(?:оператор|агент|менеджер|agent|operator|mitarbeiter|berater)\w*\b")
_ABOUT_START = re.compile(r"(?:utm|ga|yclid|gclid|_ym|roistat)\b|utm_")


def label_of(written: str) -> Label | None:
    """What a label says, however it is decorated ("* Ваш E-mail (обязательно)", "your-phone"); None if it is unknown."""
    plain = written.casefold().replace("ё", "е").replace("e-mail", "email").replace("е-mail", "email")
    plain = plain.replace("ф.и.о", "фио").replace("е-мейл", "емейл")
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|['’]s\b", " ", plain)
    if _ABOUT_START.match(plain.strip()):
        return Label.ABOUT
    plain = " ".join(re.sub(r"[^\w]+|_", " ", plain).split())
    plain = re.sub(r"(?<=\D) ?\d+$", "", plain)
    found = _TABLE.get(plain)
    if found is not None:
        return found
    if _OF_AGENTS.search(plain):
        return Label.AGENT
    return _TABLE.get(" ".join(_OWNERS.sub(" ", plain).split()))
