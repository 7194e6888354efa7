"""What happened in a company of real size: inquiries of the last year, and letters, calls and notes of five."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.models.counterparties import Contact, Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction, Message
from app.models.promise import Timetable
from app.models.response import worked_minutes
from app.models.terms import (
    CallOutcome,
    Channel,
    CloseReason,
    Direction,
    InquiryState,
    InteractionKind,
    Source,
)
from app.operations.demo_data import DOMAIN
from app.operations.demo_large_goods import Article
from app.operations.demo_large_ground import DAY, Door, Ground, table
from app.operations.demo_large_links import INQUIRIES, YEAR, Links, Talk, known_since, talks
from app.operations.demo_large_people import parts
from app.operations.demo_large_words import LETTERS, NOTES, SUBJECTS, TOWNS
from app.operations.numbering import Series
from app.operations.reception import ResponseRule

HOUR = 3_600
KINDS = (
    *(InteractionKind.MESSAGE,) * 9,
    *(InteractionKind.CALL,) * 6,
    *(InteractionKind.NOTE,) * 4,
    InteractionKind.MEETING,
)
SOURCES = (
    *(Source.LETTER,) * 5,
    *(Source.SITE_FORM,) * 4,
    *(Source.CALL,) * 4,
    *(Source.JIVO_CHAT,) * 3,
    Source.JIVO_OFFLINE,
)
OUTCOMES = (*(CallOutcome.ANSWERED,) * 8, CallOutcome.MISSED, CallOutcome.BUSY)
CLOSED_BECAUSE = (
    *(CloseReason.PRELIMINARY,) * 3,
    *(CloseReason.NOT_OUR_GOODS,) * 3,
    *(CloseReason.NO_CONTACT,) * 2,
    CloseReason.SPAM,
    CloseReason.MISTAKEN,
)
ANSWER_HOURS = (1, 1, 2, 2, 3, 4, 5, 6, 8, 12, 20, 26, 30, 50, 76, 100)
"""Hours to the first response, each as likely; a weekend makes the long ones."""
PART = 20_000


def write_history(ground: Ground, links: Links, goods: Sequence[Article], door: Door) -> None:
    """Write all letters, calls, notes and meetings but those that began an inquiry."""
    count = ground.extent.inquiries
    for part in parts(enumerate(talks(ground, links), start=count), PART):
        _write_talks(ground, goods, part, door)
        _write_letters(ground, part, door)
        _write_calls(ground, part, door)


def write_inquiries(
    ground: Ground, links: Links, goods: Sequence[Article], promised: Timetable, response: ResponseRule, door: Door
) -> None:
    """Write all inquiries, each with the letter or call that began it.

    promised: by when they are to be sorted; response: and to be answered.
    """
    first, parties, events = ground.first_id(Inquiry), ground.first_id(Counterparty), ground.first_id(Interaction)
    count = range(ground.extent.inquiries)
    places = [links.first_inquiry + links.stride * number for number in count]
    columns = (
        *("id", "number", "received_at", "channel", "source", "subject", "text", "language", "state", "counterparty_id"),
        *("department_id", "seller_id", "due_at", "sorted_at", "sorted_by_id", "assigned_at", "assigned_by_id"),
        *("respond_by", "first_response_at", "response_minutes", "first_responder_id", "close_reason", "closed_at"),
    )
    door.write(
        table(Inquiry),
        columns,
        (
            (
                first + number,
                *_inquiry(ground, goods, number, place, bool(links.has_deal[place]), promised, response),
            )
            for number, place in zip(count, places, strict=True)
        ),
    )
    door.write(
        table(Interaction),
        ("id", "at", "kind", "counterparty_id", "inquiry_id", "subject", "text"),
        (
            (
                *(events + number, ground.moment(known_since(ground, place))),
                InteractionKind.CALL if _source(ground, number) is Source.CALL else InteractionKind.MESSAGE,
                *(
                    parties + place,
                    first + number,
                    *_words(ground, goods, ground.stranger(number, INQUIRIES), ground.language(place)),
                ),
            )
            for number, place in zip(count, places, strict=True)
        ),
        direction=Direction.IN,
    )


def _source(ground: Ground, number: int) -> Source:
    return SOURCES[(ground.stranger(number, INQUIRIES) >> 6) % len(SOURCES)]


def _state(age: int, dice: int, *, has_deal: bool) -> InquiryState:
    """The newest wait to be sorted, those of yesterday for a seller, the others have gone their way."""
    if age < 6 * HOUR:
        return InquiryState.NEW
    if age < DAY + 6 * HOUR:
        return InquiryState.SORTED if dice % 4 else InquiryState.ASSIGNED
    if age < 6 * DAY and dice % 3:
        return InquiryState.ASSIGNED
    if has_deal:
        return InquiryState.QUALIFIED
    return InquiryState.LINKED if dice % 5 == 0 else InquiryState.CLOSED


def _inquiry(
    ground: Ground,
    goods: Sequence[Article],
    number: int,
    place: int,
    has_deal: bool,
    promised: Timetable,
    response: ResponseRule,
) -> tuple[Any, ...]:
    dice, received = ground.stranger(number, INQUIRIES), known_since(ground, place)
    seller, moment, source = ground.seller(place), ground.moment(received), _source(ground, number)
    state = _state(ground.today - received, dice >> 3, has_deal=has_deal)
    subject, text = _words(ground, goods, dice, ground.language(place))
    due = promised.following(moment)
    is_sorted, with_seller = state is not InquiryState.NEW, state not in (InquiryState.NEW, InquiryState.SORTED)
    sorted_at = min(received + (dice >> 9) % (4 * HOUR), ground.today)
    answered = received + ANSWER_HOURS[(dice >> 5) % len(ANSWER_HOURS)] * HOUR + dice % HOUR
    first = ground.moment(answered) if with_seller and answered < ground.today else None
    shut = state in (InquiryState.CLOSED, InquiryState.LINKED, InquiryState.QUALIFIED)
    return (
        *(ground.number(Series.INQUIRY, moment.year), moment, Channel.PHONE if source is Source.CALL else Channel.EMAIL),
        *(source, subject, text, ground.language(place), state, ground.first_id(Counterparty) + place),
        *(seller.department_id if is_sorted else None, seller.id if with_seller else None, due),
        *((ground.moment(sorted_at), ground.dispatcher) if is_sorted else (None, None)),
        *((ground.moment(sorted_at + HOUR), ground.heads.get(seller.department_id)) if with_seller else (None, None)),
        *(response.by(moment), first),
        *((worked_minutes(response.hours, moment, first), seller.id) if first is not None else (None, None)),
        CLOSED_BECAUSE[dice % len(CLOSED_BECAUSE)] if state is InquiryState.CLOSED else None,
        ground.moment(received + 3 * DAY) if shut else None,
    )


def _words(ground: Ground, goods: Sequence[Article], dice: int, language: str) -> tuple[str, str]:
    """Subject and text."""
    what, towns = goods[(dice >> 6) % len(goods)].name.partition(",")[0], TOWNS[language]
    subject, letter = SUBJECTS[language], LETTERS[language]
    text = letter[(dice >> 3) % len(letter)].format(what=what, n=dice % 9 + 1, town=towns[(dice >> 4) % len(towns)])
    return subject[dice % len(subject)].format(what), text


def _note(goods: Sequence[Article], dice: int, language: str) -> tuple[str, str]:
    what, towns, notes = goods[(dice >> 6) % len(goods)].name.partition(",")[0], TOWNS[language], NOTES[language]
    return "", notes[dice % len(notes)].format(what=what, town=towns[(dice >> 4) % len(towns)])


def _kind(talk: Talk) -> InteractionKind:
    return KINDS[(talk.dice >> 8) % len(KINDS)]


def _comes_in(talk: Talk) -> bool:
    return bool(talk.dice >> 13 & 1)


def _write_talks(ground: Ground, goods: Sequence[Article], part: list[tuple[int, Talk]], door: Door) -> None:
    first, parties, people, deals = (ground.first_id(kind) for kind in (Interaction, Counterparty, Contact, Deal))

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, talk in part:
            kind, language = _kind(talk), ground.language(talk.place)
            written = kind is InteractionKind.MESSAGE
            yield (
                *(first + number, ground.moment(talk.at), kind, Direction.IN if _comes_in(talk) else Direction.OUT),
                *(parties + talk.place, people + talk.place, ground.seller(talk.place).id),
                deals + talk.deal if talk.deal >= 0 else None,
                *(_words(ground, goods, talk.dice, language) if written else _note(goods, talk.dice, language)),
            )

    columns = ("id", "at", "kind", "direction", "counterparty_id", "contact_id", "employee_id", "deal_id", "subject", "text")
    door.write(table(Interaction), columns, rows())


def _write_letters(ground: Ground, part: list[tuple[int, Talk]], door: Door) -> None:
    """The letters of the last year as they came; older ones were moved in as history only."""
    first = ground.first_id(Interaction)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, talk in part:
            if talk.at > ground.today - YEAR and _kind(talk) is InteractionKind.MESSAGE and _comes_in(talk):
                key = f"{number:x}.{talk.dice:x}@large.example"
                yield (
                    first + number,
                    key,
                    f"INBOX/{number}",
                    f"sender-{talk.place:x}@large.example",
                    b"Message-ID: <%b>\n" % key.encode(),
                )

    door.write(
        table(Message),
        ("interaction_id", "unique_key", "origin", "sender", "raw"),
        rows(),
        source="letter",
        recipients=[f"office@{DOMAIN}"],
        references=[],
        original="",
    )


def _write_calls(ground: Ground, part: list[tuple[int, Talk]], door: Door) -> None:
    first = ground.first_id(Interaction)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, talk in part:
            if _kind(talk) is not InteractionKind.CALL:
                continue
            outcome = OUTCOMES[(talk.dice >> 17) % len(OUTCOMES)]
            answered = outcome is CallOutcome.ANSWERED
            end = talk.at + 20 + (talk.dice % 900 if answered else 0)
            yield (
                *(first + number, f"{talk.at}.{number}", ground.moment(talk.at)),
                *(ground.moment(talk.at + 12) if answered else None, ground.moment(end)),
                *(Direction.IN if _comes_in(talk) else Direction.OUT, f"+4937160{talk.place % 100_000:05d}", outcome),
                str(200 + talk.dice % 90),
            )

    columns = (
        "interaction_id",
        "linked_id",
        "started_at",
        "answered_at",
        "ended_at",
        "direction",
        "number",
        "outcome",
        "extension",
    )
    door.write(table(Call), columns, rows())
