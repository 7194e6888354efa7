"""How an inquiry is named in a list and on its card: who asks, by what way, when."""

from datetime import datetime

from babel import Locale

from app.language import LOCALES, chosen, tr, trn
from app.models.terms import SOURCE_WORDS, Source
from app.operations.triage import InboxRow, InquiryCard
from app.phone_number import shown_phone
from app.views.look.numbers import clock, day, local, number

SOURCE_ICONS = {
    Source.JIVO_CHAT: "chat-circle-text",
    Source.JIVO_OFFLINE: "chat-circle-text",
    Source.SITE_FORM: "globe-simple",
    Source.LETTER: "envelope-simple",
    Source.CALL: "phone-incoming",
}
KILO = 1000


def who_asks(row: InboxRow | InquiryCard) -> str:
    """Name, else company, number or address, else that it was withheld."""
    if isinstance(row, InboxRow):
        contact = row.contact
    else:
        contact = (shown_phone(row.phone) if row.phone else "") or row.phone_raw or row.email
    return row.name or row.company or _reachable(contact) or tr("Number withheld")


def _reachable(contact: str) -> str:
    """*contact* if it is an address or has a digit: who withholds the number has a word in its place."""
    return contact if "@" in contact or any(sign.isdigit() for sign in contact) else ""


def from_where(row: InboxRow) -> str:
    """The second line of a row: the company, else how to reach whoever asks, else the way it came."""
    name = who_asks(row)
    if row.missed_call and not row.company:
        return tr("Missed call")
    other = next((each for each in (row.company, _reachable(row.contact)) if each and each != name), "")
    return other or source_words(row.source)


def source_words(source: str) -> str:
    """The way it came, in the chosen language."""
    return tr(SOURCE_WORDS[Source(source)])


def source_icon(source: str, missed: bool = False) -> str:
    """The icon of the way it came."""
    return "phone-x" if missed else SOURCE_ICONS[Source(source)]


def when(at: datetime, now: datetime) -> str:
    """``Today 12:31``, or day and time before that."""
    if local(at).date() == local(now).date():
        return tr("Today {time}", time=clock(at))
    return tr("{day}, {time}", day=day(at, today=local(now).date()), time=clock(at))


def language_word(code: str) -> str:
    """The name of the language *code* (ISO 639-1) in the chosen language, with a capital; "" if it is unknown."""
    name = str(Locale.parse(LOCALES[chosen()]).languages.get(code, ""))
    return name[:1].upper() + name[1:]


def file_size(size: int) -> str:
    """Bytes as a person reads them: ``214 kB``."""
    if size < KILO:
        return trn("{count} byte", "{count} bytes", size)
    if size < KILO * KILO:
        return tr("{size} kB", size=number(size // KILO))
    return tr("{size} MB", size=number(size // (KILO * KILO)))
