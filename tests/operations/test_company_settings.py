"""What is chosen for everybody: by the administrator only, refused where it makes no sense, read with care."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.operations import call_settings, dialling, promise_reminding, reception, responses
from app.operations.call_settings import CallSettings
from app.operations.company_settings import CompanySettings, company_settings, keep_company_settings
from app.operations.dialling import DialForm, written_to_dial
from app.operations.settings import keep, setting
from tests import factories


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Admin"]
    return ids


@pytest.fixture
def usual(store: Store, people: dict[str, int]) -> CompanySettings:
    return store.read(company_settings)


def with_calls(settings: CompanySettings, **changed: Any) -> CompanySettings:
    """*settings* with other hours, holidays or times of climbing."""
    return replace(settings, calls=replace(settings.calls, **changed))


def test_a_new_company_works_from_nine_to_six(usual: CompanySettings) -> None:
    calls = CallSettings(30, 60, time(9), time(18), (), ())
    assert usual == CompanySettings(calls, (1, 2, 3, 4, 5), (time(12), time(16)), DialForm.PLUS, "", "RU")


def test_what_is_chosen_is_kept_where_others_read_it(store: Store, usual: CompanySettings) -> None:
    holidays = (date(2027, 1, 2), date(2027, 1, 1), date(2027, 1, 2))
    calls = CallSettings(20, 90, time(8, 30), time(17), holidays, ("+7 843 555-01-00",))
    wanted = CompanySettings(calls, (1, 2, 3, 4, 6), (time(15), time(11, 30)), DialForm.NATIONAL, "9", "RU", 120, 15)
    kept = store.write(keep_company_settings, usual, wanted)
    assert kept == with_calls(
        replace(wanted, promise=(time(11, 30), time(15))), holidays=(date(2027, 1, 1), date(2027, 1, 2))
    )
    assert store.read(company_settings) == kept
    assert store.read(call_settings.call_settings) == kept.calls
    hours = store.read(call_settings.company_hours)
    assert (hours.begin, hours.end, hours.days) == (time(8, 30), time(17), frozenset({1, 2, 3, 4, 6}))
    assert store.read(setting, reception.TIMES, None) == ["11:30", "15:00"]
    assert store.read(dialling.dialled, "+74955550117") == "984955550117"
    assert store.read(dialling.dialled, "221") == "221"
    assert store.read(responses.rule).within == timedelta(minutes=120)
    assert store.read(promise_reminding.reminder) == 15


@pytest.mark.parametrize(("response", "reminder"), [(0, 30), (10**6, 30), (240, -1), (240, 1000)])
def test_no_answer_and_no_reminder_is_promised_that_cannot_be(
    store: Store, usual: CompanySettings, response: int, reminder: int
) -> None:
    with pytest.raises(UserError):
        store.write(keep_company_settings, usual, replace(usual, response=response, reminder=reminder))
    assert store.read(company_settings) == usual


@pytest.mark.parametrize(
    ("calls", "others", "said"),
    [
        ({"begin": time(18), "end": time(9)}, {}, "ends before it begins"),
        ({}, {"days": ()}, "at least one day"),
        ({}, {"days": (1, 8)}, "at least one day"),
        ({}, {"promise": ()}, "between one and 6 times"),
        ({}, {"promise": tuple(time(hour) for hour in range(7))}, "between one and 6 times"),
        ({"to_department": 0}, {}, "the department first"),
        ({"to_department": 61}, {}, "the department first"),
        ({"holidays": tuple(date.fromordinal(740_000 + day) for day in range(401))}, {}, "At most 400"),
        ({"own_numbers": ("no number",)}, {}, "is no telephone number"),
        ({}, {"outside_line": "12345"}, "up to four digits"),
        ({}, {"outside_line": "٩"}, "up to four digits"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    store: Store, usual: CompanySettings, calls: dict[str, Any], others: dict[str, Any], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        store.write(keep_company_settings, usual, with_calls(replace(usual, **others), **calls))
    assert store.read(company_settings) == usual


def test_nobody_but_the_administrator_changes_them(store: Store, people: dict[str, int], usual: CompanySettings) -> None:
    for name in ("Igor", "Marta", "Olga"):
        store.employee_id = people[name]
        with pytest.raises(NotAllowed):
            store.write(keep_company_settings, usual, with_calls(usual, to_head=75))
    assert store.read(company_settings) == usual


def test_an_old_form_does_not_undo_what_somebody_else_chose(store: Store, usual: CompanySettings) -> None:
    later = store.write(keep_company_settings, usual, with_calls(usual, to_head=75))
    with pytest.raises(Conflict, match="meanwhile"):
        store.write(keep_company_settings, usual, with_calls(usual, to_department=10))
    assert store.read(company_settings) == later


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        (call_settings.HOURS, ["19:00", "26:00"]),
        (call_settings.HOLIDAYS, ["31.12.2026"]),
        (call_settings.CLIMB, ["soon", "later"]),
        (reception.DAYS, "weekdays"),
        (reception.DAYS, [0, 9, "Monday", None]),
        (dialling.DIAL_FORM, ["plus"]),
        (dialling.OUTSIDE_LINE, "the zero"),
    ],
)
def test_what_cannot_be_read_leaves_the_usual_in_the_form(
    store: Store, usual: CompanySettings, key: str, kept: object
) -> None:
    store.write(keep, key, kept)
    assert store.read(company_settings) == usual


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
