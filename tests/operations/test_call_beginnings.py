"""An intake was killed in mid-call: what the one before wrote down, and what the next one is told, are one call."""

from dataclasses import replace
from datetime import timedelta

from app.database.store import Store
from app.events import CallEvent, CallLegFact
from app.models.interactions import Call
from app.models.tasks import Task
from app.operations.call_beginnings import with_beginning
from tests.operations.call_books import at_telephones, counted, take
from tests.operations.ringing import answered, hung_up, missed, ring


def late(call: CallEvent, outcome: str, *, seconds: float = 60) -> CallEvent:
    """What somebody is told who came when *call* was put through already: a caller, no telephone, and how it ended."""
    ended = call.started_at + timedelta(seconds=seconds)
    return replace(call, answered_at=None, ended_at=ended, outcome=outcome, extension="", name="", legs=(), late=True)


def test_who_has_answered_before_has_answered() -> None:
    talk = answered(ring(name="Sokolow", line="74950001101"), after=4)
    whole = with_beginning(talk, late(talk, "abandoned"))
    assert (whole.outcome, whole.answered_at, whole.extension) == ("answered", talk.answered_at, talk.extension)
    assert (whole.name, whole.line) == ("Sokolow", "74950001101")
    (leg,) = whole.legs
    assert (leg.outcome, leg.answered_at, leg.ended_at) == ("answered", talk.answered_at, whole.ended_at)


def test_what_nobody_answered_is_as_it_is_told() -> None:
    call = ring()
    whole = with_beginning(call, late(call, "busy"))
    assert (whole.outcome, whole.answered_at) == ("busy", None)
    assert [leg.outcome for leg in whole.legs] == ["gone"]


def test_an_answer_that_only_the_second_one_saw_counts() -> None:
    call = ring()
    at = call.started_at + timedelta(seconds=9)
    told = replace(hung_up(answered(call, after=9)), legs=(CallLegFact("101", at, at, None, "talking"),), late=True)
    going = with_beginning(call, replace(told, outcome="", ended_at=None))
    assert [(leg.rang_at, leg.answered_at, leg.outcome) for leg in going.legs] == [(call.started_at, at, "talking")]
    assert with_beginning(call, told).answered_at == at


def test_a_telephone_that_joined_meanwhile_is_one_more() -> None:
    call = missed(ring(), after=5)
    at = call.started_at + timedelta(seconds=20)
    told = replace(answered(ring(extension="102")), legs=(CallLegFact("102", at, at, None, "talking"),), late=True)
    legs = with_beginning(replace(call, outcome="", ended_at=None), told).legs
    assert [(leg.extension, leg.outcome) for leg in legs] == [("101", "missed"), ("102", "talking")]


def test_the_books_know_the_call_as_answered_and_owe_nothing(store: Store) -> None:
    at_telephones(store)
    talk = answered(ring())
    take(store, talk)
    interaction = take(store, late(talk, "abandoned")).interaction_id
    kept = store.read(lambda session: session.get_one(Call, interaction).outcome)
    assert kept == "answered"
    assert counted(store, Task) == [0]
