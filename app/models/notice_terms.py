"""What notifications are about, in words for the settings. Pure: windows use them too."""

from collections.abc import Mapping
from enum import StrEnum

from app.language import marked
from app.models.terms import Role


class NoticeKind(StrEnum):
    """What a notification is about: by this each person chooses what comes, and how."""

    INQUIRY_CAME = "inquiry_came"
    INQUIRY_SORTED = "inquiry_sorted"
    INQUIRY_GIVEN = "inquiry_given"
    CUSTOMER_WROTE = "customer_wrote"
    CALL_MISSED = "call_missed"
    CLIMBED = "climbed"
    PROMISE = "promise"
    TASK_GIVEN = "task_given"
    DEAL = "deal"
    GOODS = "goods"
    MAIL = "mail"
    QUALITY = "quality"
    OTHER = "other"


NOTICE_WORDS = {
    NoticeKind.INQUIRY_CAME: marked("A new inquiry waits to be sorted"),
    NoticeKind.INQUIRY_SORTED: marked("An inquiry was sorted to my department"),
    NoticeKind.INQUIRY_GIVEN: marked("An inquiry was given to me"),
    NoticeKind.CUSTOMER_WROTE: marked("A customer of mine wrote or called"),
    NoticeKind.CALL_MISSED: marked("A call was missed"),
    NoticeKind.CLIMBED: marked("Something waited too long and came up to me"),
    NoticeKind.PROMISE: marked("The inbox must soon be empty"),
    NoticeKind.TASK_GIVEN: marked("A task was given to me"),
    NoticeKind.DEAL: marked("News of my deals"),
    NoticeKind.GOODS: marked("News of stock, plant and suppliers"),
    NoticeKind.MAIL: marked("A letter came back or was not sent"),
    NoticeKind.QUALITY: marked("Quality calls and difficult cases"),
    NoticeKind.OTHER: marked("Everything else"),
}

_OF_ORDERS = frozenset({NoticeKind.GOODS, NoticeKind.TASK_GIVEN})

MUST: Mapping[Role, frozenset[NoticeKind]] = {
    Role.DISPATCHER: frozenset({NoticeKind.INQUIRY_CAME, NoticeKind.CALL_MISSED, NoticeKind.PROMISE}),
    Role.HEAD: frozenset({NoticeKind.INQUIRY_SORTED, NoticeKind.CLIMBED}),
    Role.SELLER: frozenset(
        {
            NoticeKind.INQUIRY_GIVEN,
            NoticeKind.CUSTOMER_WROTE,
            NoticeKind.CALL_MISSED,
            NoticeKind.CLIMBED,
            NoticeKind.TASK_GIVEN,
            NoticeKind.MAIL,
        }
    ),
    Role.WAREHOUSE: _OF_ORDERS,
    Role.PRODUCTION: _OF_ORDERS,
    Role.SERVICE: frozenset({NoticeKind.TASK_GIVEN}),
    Role.ADMIN: frozenset({NoticeKind.CLIMBED}),
}
"""What a role has to be told, whatever its people choose: the next step of the process waits for them [M12, M33, C18]."""

AT_ONCE = frozenset(
    {
        NoticeKind.INQUIRY_CAME,
        NoticeKind.INQUIRY_SORTED,
        NoticeKind.INQUIRY_GIVEN,
        NoticeKind.CUSTOMER_WROTE,
        NoticeKind.CALL_MISSED,
        NoticeKind.CLIMBED,
        NoticeKind.PROMISE,
        NoticeKind.TASK_GIVEN,
        NoticeKind.MAIL,
    }
)
"""What also comes as a notice on the desktop as long as a person has not chosen otherwise: somebody waits."""


def owed_to(kind: NoticeKind, roles: frozenset[Role]) -> Role | None:
    """The role of *roles* that must be told of *kind*; None where the person may choose."""
    return next((role for role in Role if role in roles and kind in MUST.get(role, frozenset())), None)
