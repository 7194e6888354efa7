"""What notifications are about, in words for the settings. Pure: windows use them too."""

from enum import StrEnum

from app.language import marked


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
