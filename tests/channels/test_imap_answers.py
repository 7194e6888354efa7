"""Answers of a mail server as imaplib collects them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.imap_answers import Answer, fetched, numbers, uid_set


@given(st.sets(st.integers(1, 2**32 - 1), min_size=1) | st.sets(st.integers(1, 50), min_size=1))
def test_a_set_of_uids_says_each_once_and_no_other(uids: set[int]) -> None:
    said: list[int] = []
    for part in uid_set(sorted(uids)).split(","):
        first, _, last = part.partition(":")
        said.extend(range(int(first), int(last or first) + 1))
    assert said == sorted(uids)


def test_ranges_are_short() -> None:
    assert uid_set([1, 2, 3, 5, 7, 8]) == "1:3,5,7:8"


def test_a_search_may_be_answered_on_several_lines_or_not_at_all() -> None:
    assert numbers([b"5 3", b"", b"4 3", None]) == [3, 4, 5]
    assert numbers([None]) == []
    assert numbers([b"7 (MODSEQ 917162500) caf\xe9"]) == [7]


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (b'"01-Nov-2026 09:00:00 +0300"', datetime(2026, 11, 1, 6, tzinfo=UTC)),
        (b'" 1-nov-2026 23:30:00 -0530"', datetime(2026, 11, 2, 5, tzinfo=UTC)),
        (b'"29-Feb-2027 09:00:00 +0300"', None),
        (b'"01-Foo-2026 09:00:00 +0000"', None),
        (b'"01-Jan-0000 09:00:00 +0000"', None),
        (b'"01-Jan-0001 00:00:00 +1400"', None),
        (b'"01-Jan-2026 00:00:00 +9999"', None),
        (b"NIL", None),
    ],
)
def test_the_date_is_utc_and_nonsense_is_none(date: bytes, moment: datetime | None) -> None:
    data = [b"1 (INTERNALDATE " + date + b" UID 5 RFC822.SIZE 44)"]
    assert list(fetched(data)) == [Answer(5, 44, moment, None)]


def test_a_letter_stands_between_text_and_the_closing_bracket() -> None:
    data = [
        (b"1 (UID 5 BODY[]<0> {3}", b"abc"),
        b' FLAGS (\\Seen "odd") X-GM-MSGID 7 MODSEQ (12))',
        b"2 (FLAGS (\\Seen))",
        (b"3 (BODY[] {2}", b"de"),
        b" UID 6)",
        b'4 (UID 7 BODY[]<0> "say \\"so\\"")',
        b"5 (UID 8 BODY[] NIL)",
    ]
    assert [(each.uid, each.body) for each in fetched(data)] == [(5, b"abc"), (6, b"de"), (7, b'say "so"'), (8, None)]


def test_a_letter_that_was_longer_than_said_and_one_without_an_end_are_no_answers() -> None:
    assert list(fetched([(b"1 (UID 5 BODY[] {3}", b"abc"), b"def and more (so it goes)"])) == []
    assert list(fetched([(b"1 (UID 5 BODY[] {3}", b"abc")])) == []


def test_a_hostile_end_of_an_answer_takes_no_time() -> None:
    assert list(fetched([(b"1 (UID 5 BODY[] {3}", b"abc"), b" FLAGS" + b" 11" * 100_000 + b" \\"])) == []


@given(st.lists(st.binary(max_size=30) | st.tuples(st.binary(max_size=30), st.binary(max_size=30)) | st.none()))
def test_any_bytes_are_answers_or_nothing(data: list[object]) -> None:
    assert all(0 <= each.uid < 10**10 for each in fetched(data))
    assert all(number >= 0 for number in numbers(data))
