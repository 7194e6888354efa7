"""The first response: promised when an inquiry comes, found by itself in calls and letters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.inquiries import Inquiry
from app.operations import settings as kept_settings
from app.operations.intake import take_letter
from app.operations.reception import HOLIDAYS, HOURS, RESPONSE
from app.operations.responses import OLDEST, promised, responded
from tests import factories
from tests.factories import RECEIVED
from tests.operations.call_books import at_telephones, take
from tests.operations.ringing import STRANGER, answered, hung_up, missed, ring

BY = datetime(2026, 8, 3, 12, 30, tzinfo=UTC)
"""Four hours of work after 11:30 in Moscow."""


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return at_telephones(store)


def facts(store: Store, inquiry_id: int | None) -> tuple[Any, ...]:
    """When it is promised, when it was answered, after how many minutes of work, by whom."""
    columns = (Inquiry.respond_by, Inquiry.first_response_at, Inquiry.response_minutes, Inquiry.first_responder_id)
    return tuple(store.read(lambda session: session.execute(select(*columns).where(Inquiry.id == inquiry_id)).one()))


@pytest.mark.usefixtures("people")
def test_a_letter_is_promised_an_answer_in_working_time(store: Store) -> None:
    taken = store.write(take_letter, factories.letter())
    assert facts(store, taken.inquiry_id) == (BY, None, None, None)
    friday = datetime(2026, 8, 7, 13, 0, tzinfo=UTC)
    late = store.write(take_letter, factories.letter("b", email="b@b.example", received_at=friday))
    assert facts(store, late.inquiry_id)[0] == datetime(2026, 8, 10, 8, 0, tzinfo=UTC)


@pytest.mark.usefixtures("people")
def test_settings_say_how_long_and_holidays_do_not_count(store: Store) -> None:
    store.write(kept_settings.keep, RESPONSE, 60)
    store.write(kept_settings.keep, HOLIDAYS, ["2026-08-03", "2026-08-04"])
    taken = store.write(take_letter, factories.letter())
    assert facts(store, taken.inquiry_id)[0] == datetime(2026, 8, 5, 7, 0, tzinfo=UTC)
    assert store.read(promised, RECEIVED) == datetime(2026, 8, 5, 7, 0, tzinfo=UTC)
    due = store.read(lambda session: session.get_one(Inquiry, taken.inquiry_id).due_at)
    assert due == datetime(2026, 8, 5, 9, 0, tzinfo=UTC)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("kept", ["soon", 0, -5, 10**9, None, ["60"]])
def test_what_no_settings_can_be_costs_no_letter(store: Store, kept: object) -> None:
    store.write(kept_settings.keep, RESPONSE, kept)
    store.write(kept_settings.keep, HOURS, ["18:00", "09:00"])
    assert facts(store, store.write(take_letter, factories.letter()).inquiry_id)[0] == BY


@pytest.mark.usefixtures("people")
def test_whoever_cannot_be_reached_is_promised_nothing(store: Store) -> None:
    withheld = take(store, ring(None))
    chat = store.write(take_letter, factories.letter("c", source="jivo_chat", email=""))
    assert facts(store, withheld.inquiry_id)[0] is None
    assert facts(store, chat.inquiry_id)[0] is None


def test_an_answered_call_is_a_response_at_once(store: Store, people: dict[str, int]) -> None:
    call = answered(ring())
    taken = take(store, ring(), call, hung_up(call))
    assert facts(store, taken.inquiry_id) == (BY, call.answered_at, 0, people["Olga"])


def test_a_missed_call_waits_until_somebody_calls_back_from_any_telephone(store: Store, people: dict[str, int]) -> None:
    taken = take(store, ring(), missed(ring()))
    assert facts(store, taken.inquiry_id)[1] is None
    tried = ring(linked_id="2", direction="out", extension="102", at=RECEIVED + timedelta(minutes=5))
    take(store, tried, missed(tried))
    assert facts(store, taken.inquiry_id)[1] is None
    back = answered(ring(linked_id="3", direction="out", extension="102", at=RECEIVED + timedelta(minutes=30)))
    take(store, hung_up(back))
    assert facts(store, taken.inquiry_id) == (BY, back.answered_at, 30, people["Pavel"])
    again = answered(ring(linked_id="4", direction="out", at=RECEIVED + timedelta(hours=2)))
    take(store, hung_up(again))
    assert facts(store, taken.inquiry_id)[1] == back.answered_at


def test_what_the_exchange_tells_late_counts_when_it_was(store: Store, people: dict[str, int]) -> None:
    taken = take(store, ring(), missed(ring()))
    second = answered(ring(linked_id="3", direction="out", at=RECEIVED + timedelta(hours=2)))
    first = answered(ring(linked_id="2", direction="out", extension="102", at=RECEIVED + timedelta(minutes=10)))
    take(store, hung_up(second), hung_up(first))
    assert facts(store, taken.inquiry_id) == (BY, first.answered_at, 10, people["Pavel"])


@pytest.mark.usefixtures("people")
def test_a_call_to_the_number_in_a_letter_is_a_response_whosever_number_it_is(store: Store) -> None:
    store.write(factories.counterparty, "Somebody else", phones=[STRANGER])
    asked = replace(factories.letter(), phone=STRANGER, phone_raw=STRANGER)
    taken = store.write(take_letter, asked)
    back = answered(ring(direction="out", at=RECEIVED + timedelta(minutes=30)))
    take(store, hung_up(back))
    assert facts(store, taken.inquiry_id)[1] == back.answered_at


@pytest.mark.usefixtures("people")
def test_a_call_to_somebody_else_is_none(store: Store) -> None:
    taken = store.write(take_letter, factories.letter(phone="+493514829917"))
    take(store, hung_up(answered(ring(direction="out", at=RECEIVED + timedelta(minutes=30)))))
    assert facts(store, taken.inquiry_id)[1] is None


def test_a_letter_of_ours_in_a_folder_that_is_read_is_a_response(store: Store, people: dict[str, int]) -> None:
    taken = store.write(take_letter, factories.letter())
    ours = replace(
        factories.letter("s1", email="sales@kontor-demo.example", received_at=RECEIVED + timedelta(minutes=90)),
        automatic="our own letter",
        recipients=("D.Sokolow@uralchim.example",),
    )
    assert store.write(take_letter, ours).outcome == "automatic"
    assert facts(store, taken.inquiry_id) == (BY, RECEIVED + timedelta(minutes=90), 90, None)
    assert people


@pytest.mark.usefixtures("people")
def test_an_automatic_answer_in_such_a_folder_is_none(store: Store) -> None:
    taken = store.write(take_letter, factories.letter())
    ours = replace(
        factories.letter("s1", email="sales@kontor-demo.example"),
        automatic="automatic reply",
        recipients=("d.sokolow@uralchim.example",),
    )
    store.write(take_letter, ours)
    assert facts(store, taken.inquiry_id)[1] is None


@pytest.mark.usefixtures("people")
def test_what_came_after_the_call_or_waits_for_ages_is_left_alone(store: Store) -> None:
    taken = store.write(take_letter, factories.letter(phone=STRANGER))
    assert store.write(responded, RECEIVED - timedelta(seconds=1), None, number=STRANGER) == 0
    assert store.write(responded, BY + OLDEST + timedelta(seconds=1), None, number=STRANGER) == 0
    assert store.write(responded, RECEIVED, None, number="") == 0
    assert store.write(responded, BY + OLDEST, None, number=STRANGER) == 1
    assert facts(store, taken.inquiry_id)[1] == BY + OLDEST


def test_a_response_is_in_the_way_of_no_form(store: Store, people: dict[str, int]) -> None:
    taken = store.write(take_letter, factories.letter())

    def version(session: Session) -> int:
        return session.get_one(Inquiry, taken.inquiry_id).version

    before = store.read(version)
    store.write(responded, BY, people["Olga"], addresses=["d.sokolow@uralchim.example"], inquiry_id=taken.inquiry_id)
    assert store.read(version) == before
