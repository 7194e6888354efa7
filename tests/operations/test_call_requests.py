"""What a desk asks of the exchange, and what it reads while that happens."""

import pytest

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.language import phrase
from app.models.call_terms import ExchangeCondition, LegOutcome, RequestKind, RequestState
from app.models.terms import CallOutcome, Direction
from app.operations import call_requests, dialling, exchange_health, leases
from app.operations.leases import INTAKE, LeaseLost
from app.operations.settings import keep
from tests import call_factories, factories
from tests.clock import FixedClock

HOLDER = "intake-1"
ADDRESS = "kontor@pbx.example:5038"
NUMBER = "+79161234567"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def olga(store: Store, people: dict[str, int]) -> Store:
    """Olga at 214, and an exchange that is listened to."""
    store.write(call_factories.telephone, people["Olga"], "214")
    store.write(call_factories.telephone, people["Pavel"], "215")
    store.write(leases.take, INTAKE, HOLDER)
    store.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING)
    store.employee_id = people["Olga"]
    return store


def test_a_number_is_asked_for_and_each_step_is_said_in_words(olga: Store) -> None:
    party = olga.write(factories.counterparty, "Helios", phones=[NUMBER])
    row = olga.write(call_requests.ask_call, "8 (916) 123-45-67", party)
    assert (row.kind, row.extension, row.number, row.name) == (RequestKind.CALL, "214", NUMBER, "Helios")
    assert str(row.words) == "The exchange is being asked to dial +7 916 123-45-67."
    taken = olga.write(call_requests.claim, HOLDER, row.action_id)
    assert taken is not None
    assert str(taken.words) == "The exchange has taken the request. Nothing rings yet."
    assert olga.write(call_requests.claim, HOLDER, row.action_id) is None
    said = [
        str(olga.write(call_requests.moved, HOLDER, row.action_id, state).words)
        for state in (RequestState.OWN_PHONE, RequestState.DIALLING, RequestState.TALKING, RequestState.DONE)
    ]
    assert said == [
        "Your telephone 214 rings: answer it, then +7 916 123-45-67 is dialled.",
        "+7 916 123-45-67 is being dialled.",
        "+7 916 123-45-67 has answered.",
        "The call with +7 916 123-45-67 has ended.",
    ]
    (mine,) = olga.read(call_requests.mine)
    assert (mine.state, mine.going) == (RequestState.DONE, False)


def test_what_the_exchange_says_better_is_kept_and_no_step_goes_back(olga: Store) -> None:
    row = olga.write(call_requests.ask_call, NUMBER)
    olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.DIALLING, None, "1791.7")
    back = olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.OWN_PHONE)
    assert (back.state, back.linked_id) == (RequestState.DIALLING, "1791.7")
    words = phrase("Your telephone was not answered within {seconds} s.", seconds=30)
    failed = olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.FAILED, words)
    assert str(failed.words) == "Your telephone was not answered within 30 s."
    assert olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.TALKING).state is RequestState.FAILED


def test_asked_twice_is_one_request_and_another_number_has_to_wait(olga: Store, clock: FixedClock) -> None:
    first = olga.write(call_requests.ask_call, NUMBER)
    assert olga.write(call_requests.ask_call, NUMBER).id == first.id
    with pytest.raises(UserError, match="just dialling"):
        olga.write(call_requests.ask_call, "+493715512140")
    olga.write(call_requests.claim, HOLDER, first.action_id)
    clock.advance(minutes=2)
    olga.write(leases.take, INTAKE, HOLDER)
    olga.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING)
    assert olga.write(call_requests.ask_call, "+493715512140").id != first.id


def test_a_colleague_is_dialled_as_an_extension_and_numbers_as_the_exchange_wants_them(olga: Store) -> None:
    row = olga.write(call_requests.ask_call, "215")
    assert row.number == "215"
    olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.DONE)
    olga.write(keep, dialling.DIAL_FORM, dialling.DialForm.NATIONAL.value)
    olga.write(keep, dialling.OUTSIDE_LINE, "9")
    assert olga.write(call_requests.ask_call, NUMBER).number == "989161234567"


def test_nobody_took_it_in_time_and_the_number_is_not_dialled_any_more(olga: Store, clock: FixedClock) -> None:
    row = olga.write(call_requests.ask_call, NUMBER)
    assert [each.id for each in olga.read(call_requests.waiting)] == [row.id]
    clock.advance(seconds=20)
    olga.write(leases.take, INTAKE, HOLDER)
    assert olga.read(call_requests.waiting) == ()
    (seen,) = olga.read(call_requests.mine)
    assert seen.state is RequestState.TOO_LATE
    assert "not dialled any more" in str(seen.words)
    assert olga.write(call_requests.claim, HOLDER, row.action_id) is None
    other = olga.write(call_requests.ask_call, NUMBER)
    clock.advance(seconds=21)
    olga.write(leases.take, INTAKE, HOLDER)
    assert olga.write(call_requests.expire, HOLDER) == 1
    states = {each.id: each.state for each in olga.read(call_requests.mine)}
    assert states == {row.id: RequestState.TOO_LATE, other.id: RequestState.TOO_LATE}
    clock.advance(minutes=10)
    assert olga.read(call_requests.mine) == ()


def test_what_was_heard_of_last_minutes_ago_has_ended(olga: Store, clock: FixedClock) -> None:
    row = olga.write(call_requests.ask_call, NUMBER)
    olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.OWN_PHONE)
    clock.advance(minutes=2)
    olga.write(leases.take, INTAKE, HOLDER)
    assert olga.write(call_requests.expire, HOLDER) == 1
    assert olga.read(call_requests.mine)[0].state is RequestState.FAILED


def test_a_call_that_is_over_ends_the_requests_that_led_to_it(olga: Store) -> None:
    row = olga.write(call_requests.ask_call, NUMBER)
    olga.write(call_requests.moved, HOLDER, row.action_id, RequestState.TALKING, None, "1791.9")
    assert olga.write(call_requests.ended, HOLDER, "1791.8") == 0
    assert olga.write(call_requests.ended, HOLDER, "1791.9") == 1
    assert olga.read(call_requests.mine)[0].state is RequestState.DONE


def test_the_service_needs_the_lease(olga: Store) -> None:
    row = olga.write(call_requests.ask_call, NUMBER)
    for use, given in (
        (call_requests.claim, ("another", row.action_id)),
        (call_requests.moved, ("another", row.action_id, RequestState.QUEUED)),
        (call_requests.expire, ("another",)),
    ):
        with pytest.raises(LeaseLost):
            olga.write(use, *given)
    assert olga.read(call_requests.mine)[0].state is RequestState.WAITING
    with pytest.raises(NotFound):
        olga.write(call_requests.moved, HOLDER, "nothing", RequestState.DONE)


@pytest.mark.parametrize("number", ["", "call me", "12", "+", "214"])
def test_what_cannot_be_dialled_is_refused(olga: Store, number: str) -> None:
    with pytest.raises(UserError):
        olga.write(call_requests.ask_call, number)


def test_without_a_telephone_or_an_exchange_nothing_is_dialled(
    olga: Store, people: dict[str, int], clock: FixedClock
) -> None:
    olga.employee_id = people["Marta"]
    with pytest.raises(UserError, match="does not know your telephone"):
        olga.write(call_requests.ask_call, NUMBER)
    olga.employee_id = None
    with pytest.raises(NotAllowed):
        olga.write(call_requests.ask_call, NUMBER)
    assert olga.read(call_requests.mine) == ()
    olga.employee_id = people["Olga"]
    olga.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.TROUBLE, phrase("The line broke."))
    with pytest.raises(UserError, match="out of reach"):
        olga.write(call_requests.ask_call, NUMBER)
    clock.advance(minutes=3)
    with pytest.raises(UserError, match="Nobody listens"):
        olga.write(call_requests.ask_call, NUMBER)
    olga.write(leases.take, INTAKE, HOLDER)
    olga.write(exchange_health.only, HOLDER, ())
    with pytest.raises(UserError, match="No telephone exchange"):
        olga.write(call_requests.ask_call, NUMBER)


def test_who_talks_hands_the_call_over(olga: Store) -> None:
    call = olga.write(call_factories.call, NUMBER, talked=1, extension="214")
    olga.write(call_factories.leg, call, "214", LegOutcome.TALKING, answered_at=olga.clock())
    row = olga.write(call_requests.ask_transfer, call, "2 15")
    assert (row.kind, row.number, row.linked_id != "") == (RequestKind.TRANSFER, "215", True)
    assert olga.write(call_requests.ask_transfer, call, "215").id == row.id
    assert olga.write(call_requests.ended, HOLDER, row.linked_id) == 1
    assert str(olga.read(call_requests.mine)[0].words) == "The call was handed over to 215."


def test_what_cannot_be_handed_over_is_refused(olga: Store) -> None:
    ringing = olga.write(call_factories.call, NUMBER)
    olga.write(call_factories.leg, ringing, "214")
    over = olga.write(call_factories.call, NUMBER, outcome=CallOutcome.ANSWERED, talked=1, direction=Direction.OUT)
    for call, extension, words in (
        (ringing, "215", "answer it first"),
        (over, "215", "ended already"),
        (ringing, "214", "own telephone"),
        (ringing, "x1", "no extension"),
    ):
        with pytest.raises(UserError, match=words):
            olga.write(call_requests.ask_transfer, call, extension)
    with pytest.raises(NotFound):
        olga.write(call_requests.ask_transfer, 999_999, "215")
