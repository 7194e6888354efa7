"""The spellings of callers' numbers that providers send, and what each is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.number_plan import CallerNumber, NumberPlan
from tests.channels.call_scripts import last_of, played, recording

RU, DE = "+79161234567", "+4915112345678"
SPELLINGS = [
    ("+79161234567", RU),
    ("79161234567", RU),
    ("89161234567", RU),
    ("9161234567", RU),
    ("0079161234567", RU),
    ("81079161234567", RU),
    ("+4915112345678", DE),
    # Without a plus: too long for a number of the own country, and a number that exists with the country's code in front.
    ("4915112345678", DE),
    ("004915112345678", DE),
    # National notation of another country: nobody can say which.
    ("015112345678", None),
    ("+493012345", "+493012345"),
    # An own extension, sent by a trunk: no number of the world, whoever that was.
    ("101", None),
    ("anonymous", None),
    ("Anonymous", None),
    ("unknown", None),
    ("restricted", None),
    ("unavailable", None),
    ("ivan.petrov", None),
    ("+7-916-123-45-67", RU),
    ("8 (916) 123-45-67", RU),
    ("+79161234567", RU),
    ("79161234567*123", RU),
    ("00", None),
    ("0", None),
    ("+", None),
    ("+79161234567,,55", RU),
    ("8-800-555-35-35", "+78005553535"),
    ("1234567890123456789012", None),
    ("", None),
    ("+79161234567", RU),
]
"""In the order of the recording; "" is what is kept of <unknown>."""


def test_the_recorded_spellings() -> None:
    calls = sorted(last_of(played(recording("30"))).values(), key=lambda call: call.started_at)
    assert [(call.raw_number, call.number) for call in calls] == SPELLINGS
    extensions = {call.raw_number: call.number_extension for call in calls if call.number_extension}
    assert extensions == {"79161234567*123": "123", "+79161234567,,55": "55"}
    assert {(call.outcome, call.extension) for call in calls} == {("missed", "102")}


@pytest.mark.parametrize(
    ("region", "raw", "number"),
    [
        ("RU", "tel:+79161234567", RU),
        ("RU", "sip:+79161234567@10.0.0.1;user=phone", RU),
        ("RU", "+79161234567;phone-context=ru", RU),
        ("RU", "8 10 49 151 12345678", DE),
        ("RU", "84951234567", "+74951234567"),
        ("RU", "380441234567", "+380441234567"),
        ("RU", "1234567", None),
        ("RU", "+7916123456", None),
        ("RU", "011493012345", None),
        ("RU", "٨٩١٦١٢٣٤٥٦٧", RU),
        ("RU", "+49 (0)30 12345678", "+493012345678"),
        ("DE", "015112345678", DE),
        ("DE", "15112345678", DE),
        ("DE", "4915112345678", DE),
        ("DE", "0049 151 12345678", DE),
        # Eleven digits without the 0 of a national number: rather a number of another country.
        ("DE", "79161234567", RU),
        ("DE", "3012345678", "+493012345678"),
        ("US", "011493012345", "+493012345"),
        ("US", "2125550100", "+12125550100"),
        ("US", "12125550100", "+12125550100"),
        ("KZ", "87012345678", "+77012345678"),
        ("BY", "80291234567", "+375291234567"),
        ("nowhere", "89161234567", None),
        ("nowhere", "+79161234567", RU),
    ],
)
def test_spellings_of_a_region(region: str, raw: str, number: str | None) -> None:
    assert NumberPlan(region).read(raw).number == number


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        ("+79161234567,,55", "55"),
        ("79161234567*123", "123"),
        ("8 (916) 123-45-67 доб. 12", "12"),
        ("+7 916 123-45-67 ext. 7", "7"),
        ("+79161234567;ext=12", "12"),
        ("89161234567#4#", "4"),
        ("89161234567," + "1" * 30, "1" * 16),
        ("89161234567", ""),
        ("101*5", ""),
    ],
)
def test_what_is_dialled_behind_the_number_is_kept_apart(raw: str, extension: str) -> None:
    assert NumberPlan().read(raw).extension == extension


@pytest.mark.parametrize("raw", ["<unknown>", "<Unknown>", "<null>", "", "  ", "\x00"])
def test_what_the_exchange_does_not_say_is_nothing(raw: str) -> None:
    assert NumberPlan().read(raw) == CallerNumber(None, "", "")


def test_own_telephones_are_those_of_the_employees_and_those_that_look_so() -> None:
    plan = NumberPlan(pattern=r"\d{3}", extensions=frozenset({"2001", "sales"}))
    assert [plan.is_own(name) for name in ("101", "2001", "sales", "2002", "10", "", "101x")] == [
        *(True, True, True),
        *(False, False, False, False),
    ]
    assert plan.read("2001").number is None


def test_a_pattern_that_is_none_leaves_the_employees_telephones() -> None:
    plan = NumberPlan(pattern="(", extensions=frozenset({"101"}))
    assert (plan.is_own("101"), plan.is_own("102")) == (True, False)


@given(st.text(max_size=400) | st.from_regex(r"\+?[0-9 ()*,#.-]{1,90}", fullmatch=True))
def test_whatever_is_sent_can_be_kept(raw: str) -> None:
    found = NumberPlan().read(raw)
    assert len(found.raw) <= 200
    assert len(found.extension) <= 16
    found.raw.encode()
    assert found.number is None or (
        found.number.startswith("+") and found.number[1:].isascii() and found.number[1:].isdigit()
    )
