"""What notices are called, by kind: an icon, a colour, how many there are; days and the time of quiet."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from app.language import tr, trn
from app.models.notice_terms import NoticeKind
from app.views.look.numbers import clock, day, local
from app.views.look.tokens import Token

ICONS: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.INQUIRY_CAME: "tray",
        NoticeKind.INQUIRY_SORTED: "tray",
        NoticeKind.INQUIRY_GIVEN: "user-circle-plus",
        NoticeKind.CUSTOMER_WROTE: "envelope-simple",
        NoticeKind.CALL_MISSED: "phone-x",
        NoticeKind.CLIMBED: "arrow-fat-line-up",
        NoticeKind.PROMISE: "clock",
        NoticeKind.TASK_GIVEN: "check-square",
        NoticeKind.DEAL: "columns",
        NoticeKind.GOODS: "package",
        NoticeKind.MAIL: "envelope-simple",
        NoticeKind.QUALITY: "star",
        NoticeKind.OTHER: "bell",
    }
)
PRESSING = frozenset({NoticeKind.CALL_MISSED, NoticeKind.CLIMBED, NoticeKind.PROMISE, NoticeKind.MAIL})
"""What went wrong, or is about to: in the colour of a warning."""

COUNTED: Mapping[NoticeKind, Callable[[int], str]] = MappingProxyType(
    {
        NoticeKind.INQUIRY_CAME: lambda n: trn("{count} new inquiry", "{count} new inquiries", n),
        NoticeKind.INQUIRY_SORTED: lambda n: trn(
            "{count} inquiry for your department", "{count} inquiries for your department", n
        ),
        NoticeKind.INQUIRY_GIVEN: lambda n: trn("{count} inquiry for you", "{count} inquiries for you", n),
        NoticeKind.CUSTOMER_WROTE: lambda n: trn("{count} word from a customer", "{count} words from customers", n),
        NoticeKind.CALL_MISSED: lambda n: trn("{count} missed call", "{count} missed calls", n),
        NoticeKind.CLIMBED: lambda n: trn("{count} thing waited too long", "{count} things waited too long", n),
        NoticeKind.PROMISE: lambda n: trn("{count} reminder of the inbox", "{count} reminders of the inbox", n),
        NoticeKind.TASK_GIVEN: lambda n: trn("{count} task for you", "{count} tasks for you", n),
        NoticeKind.DEAL: lambda n: trn("{count} piece of news of your deals", "{count} pieces of news of your deals", n),
        NoticeKind.GOODS: lambda n: trn("{count} piece of news of goods", "{count} pieces of news of goods", n),
        NoticeKind.MAIL: lambda n: trn("{count} letter with a problem", "{count} letters with a problem", n),
        NoticeKind.QUALITY: lambda n: trn("{count} matter of quality", "{count} matters of quality", n),
        NoticeKind.OTHER: lambda n: trn("{count} notification", "{count} notifications", n),
    }
)
"""How many of one kind came."""

QUIET_HOUR = timedelta(hours=1)
MORNING = 7
"""O'clock, where the person sits: a quiet evening ends before the day begins."""


def edge_of(kind: NoticeKind) -> tuple[Token, Token]:
    """The colours of the edge and of the words of *kind*."""
    return ("warning", "warning_text") if kind in PRESSING else ("accent", "accent_text")


def day_words(at: datetime, now: datetime) -> str:
    """The day of a notice, as the head of a group says it."""
    days = (local(now).date() - local(at).date()).days
    if days <= 0:
        return tr("Today")
    return tr("Yesterday") if days == 1 else day(at, today=local(now).date())


def until_morning(now: datetime) -> datetime:
    """The next morning where the person sits."""
    present = local(now)
    morning = present.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return (morning if morning > present else morning + timedelta(days=1)).astimezone(UTC)


def quiet_words(until: datetime | None, now: datetime) -> str:
    """Whether notices keep off the desktop, and until when."""
    if until is None or until <= now:
        return tr("Do not disturb")
    if local(until).date() == local(now).date():
        return tr("Quiet until {time}", time=clock(until))
    return tr("Quiet until tomorrow, {time}", time=clock(until))


def next_quiet(until: datetime | None, now: datetime) -> datetime | None:
    """What the switch does next: an hour of quiet, then until the morning, then none."""
    if until is None or until <= now:
        return now + QUIET_HOUR
    return until_morning(now) if until <= now + QUIET_HOUR else None
