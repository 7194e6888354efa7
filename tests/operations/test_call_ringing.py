"""What rings at the desk of who is signed in, and whom a call can be handed to."""

from datetime import timedelta

import pytest

from app.database.store import Store
from app.errors import NotAllowed
from app.models.call_terms import LegOutcome
from app.models.session import now
from app.models.terms import CallOutcome, CounterpartyKind, Direction
from app.operations import call_desk
from tests import call_factories, factories

NUMBER = "+79161234567"


@pytest.fixture
def olga(store: Store) -> Store:
    """Olga, whose telephone is 214, and Pavel with 215."""
    people = store.write(factories.company)
    store.write(call_factories.telephone, people["Olga"], "214")
    store.write(call_factories.telephone, people["Pavel"], "215")
    store.employee_id = people["Olga"]
    return store


def test_a_call_rings_at_the_desk_with_the_name_of_whom_we_know(olga: Store) -> None:
    party = olga.write(factories.counterparty, "Helios Batterie GmbH", phones=[NUMBER], contact="Dr. Karin Meinert")
    call = olga.write(call_factories.call, NUMBER, counterparty_id=party, caller_name="K MEINERT")
    olga.write(call_factories.leg, call, "214")
    (ring,) = olga.read(call_desk.at_my_phone)
    assert (ring.interaction_id, ring.number, ring.name, ring.company) == (
        call,
        NUMBER,
        "Dr. Karin Meinert",
        "Helios Batterie GmbH",
    )
    assert ring.going
    assert ring.state is LegOutcome.RINGING
    assert not ring.new


def test_of_nobody_known_the_exchange_tells_the_name_and_a_number_is_no_name(olga: Store) -> None:
    lead = olga.write(factories.counterparty, "+7 916 123-45-67", CounterpartyKind.LEAD, phones=[NUMBER])
    inquiry = olga.write(call_factories.inquiry, lead)
    call = olga.write(call_factories.call, NUMBER, counterparty_id=lead, inquiry_id=inquiry, caller_name="Uralchim")
    olga.write(call_factories.leg, call, "214")
    (ring,) = olga.read(call_desk.at_my_phone)
    assert (ring.name, ring.new, ring.inquiry_id) == ("Uralchim", True, inquiry)
    assert ring.inquiry_number


def test_what_rings_elsewhere_and_internal_calls_are_no_matter_of_this_desk(olga: Store) -> None:
    elsewhere = olga.write(call_factories.call, NUMBER)
    olga.write(call_factories.leg, elsewhere, "215")
    internal = olga.write(call_factories.call, None, direction=Direction.INTERNAL, extension="215")
    olga.write(call_factories.leg, internal, "214")
    assert olga.read(call_desk.at_my_phone) == ()


def test_several_calls_stand_newest_last_and_a_telephone_that_rings_again_is_one(olga: Store) -> None:
    moment = olga.read(now)
    for minutes in (2, 1):
        at = moment - timedelta(minutes=minutes)
        call = olga.write(call_factories.call, f"+7916123450{minutes}", at=at)
        first_try = {"rang_at": at, "ended_at": at + timedelta(seconds=20)}
        olga.write(call_factories.leg, call, "214", LegOutcome.MISSED, **first_try)
        olga.write(call_factories.leg, call, "214", rang_at=at + timedelta(seconds=30))
    found = olga.read(call_desk.at_my_phone)
    assert [row.number for row in found] == ["+79161234502", "+79161234501"]
    assert all(row.going for row in found)


def test_a_missed_call_is_told_for_some_minutes(olga: Store) -> None:
    moment = olga.read(now)
    for minutes in (4, 1):
        at = moment - timedelta(minutes=minutes)
        call = olga.write(call_factories.call, f"+7916123450{minutes}", at=at, outcome=CallOutcome.MISSED)
        ended = at + timedelta(seconds=24)
        olga.write(call_factories.leg, call, "214", LegOutcome.MISSED, rang_at=at, ended_at=ended)
    (row,) = olga.read(call_desk.at_my_phone)
    assert (row.number, row.missed, row.going, row.elsewhere) == ("+79161234501", True, False, False)


def test_what_another_answered_is_missed_by_nobody(olga: Store) -> None:
    moment = olga.read(now)
    pavel = olga.read(call_desk.people_to_transfer_to)[0].employee_id
    call = olga.write(call_factories.call, NUMBER, at=moment, talked=1, employee_id=pavel, extension="215")
    olga.write(call_factories.leg, call, "214", LegOutcome.ELSEWHERE, rang_at=moment, ended_at=moment)
    olga.write(call_factories.leg, call, "215", LegOutcome.TALKING, rang_at=moment, answered_at=moment)
    (row,) = olga.read(call_desk.at_my_phone)
    assert (row.elsewhere, row.missed, row.answered_by) == (True, False, "Pavel Gromow")


def test_what_one_dials_oneself_is_at_the_desk_while_it_goes_on_and_a_little_after(olga: Store) -> None:
    moment = olga.read(now)
    going = olga.write(call_factories.call, NUMBER, direction=Direction.OUT, extension="214", talked=1)
    olga.write(
        call_factories.call,
        "+79161234500",
        direction=Direction.OUT,
        extension="214",
        outcome=CallOutcome.BUSY,
        at=moment - timedelta(minutes=1),
    )
    busy, talking = olga.read(call_desk.at_my_phone)
    assert (busy.state, busy.going, busy.missed) == (LegOutcome.BUSY, False, False)
    assert (talking.interaction_id, talking.state, talking.going) == (going, LegOutcome.TALKING, True)


def test_whoever_has_no_telephone_is_told_nothing(olga: Store) -> None:
    call = olga.write(call_factories.call, NUMBER)
    olga.write(call_factories.leg, call, "")
    olga.employee_id = olga.write(factories.company)["Marta"]
    assert olga.read(call_desk.at_my_phone) == ()
    olga.employee_id = None
    assert olga.read(call_desk.at_my_phone) == ()


def test_a_call_can_be_handed_to_everybody_with_a_telephone_and_it_is_said_who_talks(olga: Store) -> None:
    people = olga.write(factories.company)
    olga.write(call_factories.telephone, people["Anna"], "301")
    call = olga.write(call_factories.call, NUMBER, talked=1)
    olga.write(call_factories.leg, call, "301", LegOutcome.TALKING)
    found = [(each.name, each.extension, each.talks) for each in olga.read(call_desk.people_to_transfer_to)]
    assert found == [("Pavel Gromow", "215", False), ("Anna Krüger", "301", True)]
    olga.employee_id = None
    with pytest.raises(NotAllowed):
        olga.read(call_desk.people_to_transfer_to)
