"""Settings of the telephone: chosen by the administrator only, refused where they make no sense, read with care."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.operations import call_settings, reception
from app.operations.call_settings import CallSettings, DialForm, written_to_dial
from app.operations.settings import keep, setting
from tests import factories


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Admin"]
    return ids


@pytest.fixture
def usual(store: Store, people: dict[str, int]) -> CallSettings:
    return store.read(call_settings.call_settings)


def test_a_new_company_works_from_nine_to_six(usual: CallSettings) -> None:
    assert usual == CallSettings(time(9), time(18), (1, 2, 3, 4, 5), (), 30, 60, (time(12), time(16)), DialForm.PLUS, "")


def test_what_is_chosen_is_kept_under_the_keys_that_others_read(store: Store, usual: CallSettings) -> None:
    wanted = CallSettings(
        time(8, 30),
        time(17),
        (1, 2, 3, 4, 6),
        (date(2027, 1, 2), date(2027, 1, 1), date(2027, 1, 2)),
        20,
        90,
        (time(15), time(11, 30)),
        DialForm.NATIONAL,
        "9",
    )
    kept = store.write(call_settings.keep_call_settings, usual, wanted)
    assert kept == replace(wanted, holidays=(date(2027, 1, 1), date(2027, 1, 2)), promise=(time(11, 30), time(15)))
    assert store.read(call_settings.call_settings) == kept
    assert store.read(setting, "company.working_hours", None) == {"begin": "08:30", "end": "17:00"}
    assert store.read(setting, "company.holidays", None) == ["2027-01-01", "2027-01-02"]
    assert store.read(setting, "calls.climb", None) == {"department": 20, "head": 90}
    assert store.read(setting, reception.TIMES, None) == ["11:30", "15:00"]
    assert store.read(setting, reception.DAYS, None) == [1, 2, 3, 4, 6]
    assert store.read(call_settings.dialled, "+74955550117") == "984955550117"
    assert store.read(call_settings.dialled, "221") == "221"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"begin": time(18), "end": time(9)}, "begin before it ends"),
        ({"begin": time(9), "end": time(9)}, "begin before it ends"),
        ({"days": ()}, "at least one day"),
        ({"days": (1, 8)}, "at least one day"),
        ({"promise": ()}, "between one and 6 times"),
        ({"promise": tuple(time(hour) for hour in range(7))}, "between one and 6 times"),
        ({"department_minutes": 0}, "The department hears"),
        ({"department_minutes": 61}, "The department hears"),
        ({"head_minutes": 10_081}, "The department hears"),
        ({"holidays": tuple(date.fromordinal(740_000 + day) for day in range(401))}, "At most 400"),
        ({"outside_line": "12345"}, "up to four digits"),
        ({"outside_line": "٩"}, "up to four digits"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, usual: CallSettings, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        store.write(call_settings.keep_call_settings, usual, replace(usual, **changed))
    assert store.read(call_settings.call_settings) == usual


def test_nobody_but_the_administrator_changes_them(store: Store, people: dict[str, int], usual: CallSettings) -> None:
    for name in ("Igor", "Marta", "Olga"):
        store.employee_id = people[name]
        with pytest.raises(NotAllowed):
            store.write(call_settings.keep_call_settings, usual, replace(usual, head_minutes=75))
    assert store.read(call_settings.call_settings) == usual


def test_an_old_form_does_not_undo_what_somebody_else_chose(store: Store, usual: CallSettings) -> None:
    store.write(call_settings.keep_call_settings, usual, replace(usual, head_minutes=75))
    with pytest.raises(UserError, match="meanwhile"):
        store.write(call_settings.keep_call_settings, usual, replace(usual, department_minutes=10))
    assert store.read(call_settings.call_settings) == replace(usual, head_minutes=75)


@pytest.mark.parametrize(
    "kept", ["nonsense", None, 7, [], {}, {"begin": "25:99"}, {"begin": "19:00+03:00"}, ["31.12.2026", 12]]
)
def test_what_cannot_be_read_leaves_the_usual(store: Store, usual: CallSettings, kept: object) -> None:
    for key in ("company.working_hours", "company.holidays", "calls.climb", "calls.dial_form", "triage.days"):
        store.write(keep, key, kept)
    assert store.read(call_settings.call_settings) == usual


@pytest.mark.parametrize(
    ("number", "form", "region", "expected"),
    [
        ("+74955550117", DialForm.PLUS, "RU", "+74955550117"),
        ("+74955550117", DialForm.DIGITS, "RU", "74955550117"),
        ("+74955550117", DialForm.NATIONAL, "RU", "84955550117"),
        ("+74955550117", DialForm.NATIONAL, "DE", "0074955550117"),
        ("+493514829917", DialForm.NATIONAL, "DE", "03514829917"),
        ("+493514829917", DialForm.NATIONAL, "RU", "810493514829917"),
        ("+", DialForm.NATIONAL, "RU", "+"),
    ],
)
def test_a_number_is_dialled_as_the_exchange_wants_it(number: str, form: DialForm, region: str, expected: str) -> None:
    assert written_to_dial(number, form, region) == expected
