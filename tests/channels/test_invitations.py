"""Calendar invitations in letters: said in words, kept as a file, answers to them are automatic."""

import pytest

from app.channels.invitations import read_invitation
from tests.channels.letter_making import letter, read

EVENT = """BEGIN:VCALENDAR
PRODID:-//x//y
METHOD:{method}
BEGIN:VTIMEZONE
TZID:Europe/Moscow
BEGIN:STANDARD
DTSTART:16010101T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN="Ким, Ольга":mailto:kim@lab.example
ATTENDEE;PARTSTAT={state};CN=Ivan Petrov:mailto:ivan@kunde.example
SUMMARY:Пуск камеры\\, цех 2
DTSTART;TZID=Europe/Moscow:20261120T100000
DTEND;TZID=Europe/Moscow:20261120T113000
LOCATION:Казань\\; ул. Заводская 1
DESCRIPTION:Прошу быть.\\nВозьмите пас
 порта.
BEGIN:VALARM
DESCRIPTION:REMINDER
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def invitation(method: str, state: str = "NEEDS-ACTION", body: str = "") -> bytes:
    message = letter(body or "Приглашаем.", subject="Пуск")
    message.add_alternative(EVENT.format(method=method, state=state), subtype="calendar", params={"method": method})
    return message.as_bytes()


def test_an_invitation_says_what_when_and_where() -> None:
    found = read(invitation("REQUEST"))
    for words in ("Пуск камеры, цех 2", "2026-11-20 10:00 – 11:30 (Europe/Moscow)", "Казань; ул. Заводская 1", "паспорта"):
        assert words in found.original
    assert "Приглашаем." in found.text
    assert "REMINDER" not in found.original
    assert found.automatic == ""
    assert [file.mime for file in found.attachments] == ["text/calendar"]


def test_a_cancelled_event_says_so() -> None:
    assert "Пуск камеры, цех 2 (отменено)" in read(invitation("CANCEL")).original


def test_an_answer_to_an_invitation_is_automatic() -> None:
    found = read(invitation("REPLY", "ACCEPTED"))
    assert found.automatic == "answer to an invitation"
    assert "Ivan Petrov: accepted" in found.original


def test_words_that_the_letter_says_already_are_not_said_twice() -> None:
    found = read(invitation("REQUEST", body="Пуск камеры, цех 2\n2026-11-20 10:00 – 11:30 (Europe/Moscow)\nПрошу быть."))
    assert found.original.count("Пуск камеры") == found.original.count("Прошу быть.") == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("DTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261121", "2026-11-20 – 2026-11-21"),
        ("DTSTART:20261120T080000Z\nDTEND:20261121T090000Z", "2026-11-20 08:00 – 2026-11-21 09:00 (UTC)"),
        ("DTSTART:20261120T080000", "2026-11-20 08:00"),
        ("DTSTART:when you like", ""),
    ],
)
def test_times_are_said_as_the_organiser_means_them(lines: str, said: str) -> None:
    found = read_invitation(f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR".encode())
    assert found is not None
    assert found.text == said


def test_what_is_no_calendar_is_none() -> None:
    assert read_invitation(b"\xff\xfe\x00 nothing") is None
    assert read_invitation(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"SUMMARY;A=" + b";" * 50_000 + b":x") is not None
