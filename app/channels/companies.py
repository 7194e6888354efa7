"""Companies and people as letters name them: legal forms of Russia, the German-speaking countries and the rest."""

import re

_RUSSIAN_FORMS = (
    "ООО|ОАО|ПАО|ЗАО|НАО|АО|ИП|ФГУП|ГУП|МУП|ФГБОУ ВО|ФГАОУ ВО|ФГБОУ|ФГАОУ|ФГБУН|ФГБУ|ФБУЗ|ФБУ|ФКП|ГБУЗ|ГБОУ|ГБУ|МБУ|ГНЦ|НИИ|"
    "НПО|НПП|НПФ|НПК|НПЦ|НТЦ|КБ|ОКБ|ТД|ПК|ПКФ|ГК|УК|ТОО|ОДО|ЧУП|УП|ЧП|АНО|КФХ|ОсОО|МП"
)
_QUOTED = r"(?:«[^«»\n]{1,80}(?:«[^»\n]{1,60}»)?[^»\n]{0,40}»|[\"“„][^\"“”„\n]{1,80}[\"”“])"
_NOT_A_NAME = r"(?!(?:ИНН|КПП|ОГРН|БИК|Тел|тел|Моб|E-?mail|Email|ООО|АО)\b)"
_CAPITALISED = rf"{_NOT_A_NAME}[А-ЯЁA-Z][\w.&+-]*(?:[ \t]+{_NOT_A_NAME}[А-ЯЁA-Z][\w.&+-]*){{0,3}}"
_RUSSIAN = re.compile(rf"(?<![\w-])(?:(?:{_RUSSIAN_FORMS})[ \t]+){{1,3}}(?:{_QUOTED}|{_CAPITALISED})")
_INSTITUTE = re.compile(
    r"^[ \t]*((?:(?:АО|ООО|ФГУП|ФГБУН?|ПАО) )?(?:НИИ|НПО|КБ)[ \t]?[А-Яа-яё][\w -]{3,70})[ \t]*$", re.MULTILINE
)
_WRITTEN_OUT = re.compile(
    r"((?:общество с ограниченной ответственностью|(?:публичное |закрытое |открытое )?акционерное общество|"
    rf"индивидуальный предприниматель)[ \t]+(?:{_QUOTED}|{_CAPITALISED}))",
    re.IGNORECASE,
)
_WESTERN_FORMS = (
    r"GmbH[ \t]*&[ \t]*Co\.?[ \t]*KG(?:aA)?|AG[ \t]*&[ \t]*Co\.?[ \t]*KG(?:aA)?|gGmbH|GmbH|mbH|AG|KGaA|KG|"
    r"OHG|e\.[ ]?K\.?|eG|e\.[ ]?V\.|"
    r"UG(?:[ ]\(haftungsbeschränkt\))?|SE|Ltd\.?|Limited|Inc\.?|LLC|L\.L\.C\.|LLP|PLC|plc|Corp\.?|Corporation|"
    r"Co\.|S\.A\.|SAS|SARL|S\.r\.l\.|Srl|S\.p\.A\.|SpA|B\.V\.|BV|N\.V\.|s\.[ ]?r\.[ ]?o\.|a\.[ ]?s\.|Sp\.[ ]z[ ]?o\.[ ]?o\.|"
    r"Kft\.?|d\.[ ]?o\.[ ]?o\.|Oy|AB|ApS|A/S|OÜ|UAB|SIA"
)
_WESTERN = re.compile(
    r"(?<![\w&])((?:[A-ZÄÖÜ0-9][\w.'’&+/-]*(?:,)?[ \t]+|&[ \t]+|und[ \t]+|and[ \t]+|für[ \t]+|of[ \t]+){0,5}"
    rf"[A-ZÄÖÜ][\w.'’&+/-]*,?[ \t]+(?:{_WESTERN_FORMS}))(?![\w])"
)
_BEFORE_A_COMPANY = re.compile(r"^(?:(?:Firma|Fa\.|Die|Der|Wir|The|From|Bei|Company|At|Dear|Hello|We|I|Für|Von)\s+)+")
_PERSON_WORD = r"(?:[A-ZА-ЯЁÄÖÜÀ-Þ][\w'’.-]*|von|van|zu|de|der|да|Dr\.|Prof\.)"
_PERSON = re.compile(rf"(?:(?:i\.\s?A\.|i\.\s?V\.|ppa\.)\s*)?({_PERSON_WORD}(?:\s+{_PERSON_WORD}){{0,4}})")
_OFFICE = re.compile(
    r"отдел|снабжен|продаж|закупк|бухгалтер|приемная|приёмная|секретар|канцеляр|инженер|директор|менеджер|начальник|"
    r"специалист|руководител|главный|ведущий|тел|моб|почта|сайт|email|e-mail|phone|mobil|"
    r"info|sales|service|einkauf|verkauf|vertrieb|abteilung|department|purchasing|procurement|manager|engineer|director|"
    r"office|leiter|geschäftsführer|head of|team|support|admin|mail|zentrale|sekretariat|www|http",
    re.IGNORECASE,
)


def company_in(text: str) -> str:
    """The first company named with its legal form in *text*: «ООО «Агролаб»», "Müller Pharma GmbH"; "" if none is."""
    text = text[:20_000]
    found = [match for pattern in (_RUSSIAN, _INSTITUTE, _WRITTEN_OUT) if (match := pattern.search(text))]
    if found:
        first = min(found, key=lambda match: match.start())
        return re.sub(r"(?<!\b[А-ЯЁA-Z])[.,;]+$", "", " ".join(first.group(0).split()))
    western = _WESTERN.search(text)
    if western is None:
        return ""
    name = _BEFORE_A_COMPANY.sub("", " ".join(western.group(1).split()))
    return name if len(name.split()) > 1 else ""


def country_of_company(company: str) -> str:
    """ISO 3166 code of the country whose law knows this legal form, as far as it tells; "" if it does not."""
    if _RUSSIAN.search(company) or _WRITTEN_OUT.search(company):
        return "RU"
    return "DE" if re.search(r"\b(?:g?GmbH|OHG|KGaA|UG)\b|\be\.\s?K\.?|\beG\b|\bKG$", company) else ""


def is_person(name: str) -> bool:
    """Whether *name* looks like a human being's and not like an office's, a company's or an address."""
    return (
        bool(_PERSON.fullmatch(name.strip()))
        and not any(sign.isdigit() or sign == "@" for sign in name)
        and not _OFFICE.search(name)
        and not company_in(name)
        and not (name.isupper() and len(name) <= 3)
    )


def person_in(lines: list[str]) -> str:
    """The first of *lines* that is a person's name, without "i. A." and a title behind a comma; "" if none is."""
    for line in lines[:6]:
        candidate = re.split(r"[,|/•]| [-–—] ", line.strip().strip("*_ "))[0].strip()
        if candidate and is_person(candidate):
            match = _PERSON.fullmatch(candidate)
            return match.group(1) if match else candidate
    return ""
