"""What the rule table makes of calls, cell by cell, and what is known of ends that nobody saw."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.calls import CallLeg
from app.models.counterparties import Counterparty
from app.models.inquiries import IntakeRule
from app.models.interactions import Call, Interaction
from app.models.tasks import Notification, Task
from app.models.terms import (
    CallOutcome,
    CounterpartyKind,
    IntakeEvent,
    Known,
    Told,
)
from app.operations.calls import end_unseen
from tests import factories
from tests.factories import RECEIVED
from tests.operations.call_books import CUSTOMER, at_telephones, counted, notices, rows_of, rule, take, uralchim
from tests.operations.ringing import STRANGER, answered, hung_up, missed, ring


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories, with telephones."""
    return at_telephones(store)


@pytest.fixture
def customer(store: Store, people: dict[str, int]) -> int:
    """Uralchim, a customer of Olga's."""
    return uralchim(store, people)


# ---------------------------------------------------------------- the rule table


@pytest.mark.parametrize("event", [IntakeEvent.CALL_IN, IntakeEvent.CALL_MISSED, IntakeEvent.CALL_OUT])
@pytest.mark.parametrize("known", list(Known))
@pytest.mark.parametrize("cells", [(False, False), (True, False), (False, True), (True, True)])
def test_every_cell_of_the_table_is_obeyed(
    store: Store, people: dict[str, int], event: IntakeEvent, known: Known, cells: tuple[bool, bool]
) -> None:
    creates, tells = cells

    def only_this(session: Session) -> None:
        session.execute(
            update(IntakeRule).values(creates_lead=False, creates_inquiry=False, creates_call_back=False, tells=Told.NOBODY)
        )
        rule(
            session, event, known,
            creates_lead=creates and known is Known.UNKNOWN, creates_inquiry=creates,
            creates_call_back=creates and event is IntakeEvent.CALL_MISSED,
            tells=Told.DISPATCHER if tells else Told.NOBODY,
        )  # fmt: skip

    store.write(only_this)
    if known is not Known.UNKNOWN:
        kind = CounterpartyKind.LEAD if known is Known.LEAD else CounterpartyKind.PARTNER
        store.write(factories.counterparty, "Uralchim", kind, phones=[STRANGER])
    out = event is IntakeEvent.CALL_OUT
    call = ring(direction="out" if out else "in", at=store.clock() + timedelta(hours=1))
    taken = take(store, call, missed(call) if event is IntakeEvent.CALL_MISSED else hung_up(answered(call)))
    assert (taken.inquiry_id is not None) == creates
    assert (taken.counterparty_id is not None) == (creates or known is not Known.UNKNOWN)
    assert counted(store, Task) == [int(creates and event is IntakeEvent.CALL_MISSED)]
    assert len(notices(store, people["Marta"])) == int(tells)


def test_where_nothing_is_made_the_notice_leads_to_the_call_itself(store: Store, people: dict[str, int]) -> None:
    for event in (IntakeEvent.CALL_IN, IntakeEvent.CALL_MISSED):
        store.write(rule, event, Known.UNKNOWN, creates_lead=False, creates_inquiry=False, creates_call_back=False)
    call = ring()
    taken = take(store, call, missed(call))
    assert notices(store, people["Marta"]) == ["+7 916 123-45-67 called and was missed"]
    places = store.read(lambda session: session.execute(select(Notification.place, Notification.record_id)).all())
    assert [tuple(row) for row in places] == [("calls", taken.interaction_id)]


def test_what_the_ring_did_not_make_is_made_when_it_is_missed(store: Store, people: dict[str, int]) -> None:
    store.write(rule, IntakeEvent.CALL_IN, Known.UNKNOWN, creates_lead=False, creates_inquiry=False, tells=Told.NOBODY)
    call = ring()
    assert take(store, call).inquiry_id is None
    taken = take(store, missed(call))
    assert taken.inquiry_id is not None
    assert taken.counterparty_id is not None
    assert notices(store, people["Marta"]) == ["New inquiry A-2026-0001: +7 916 123-45-67 called and was missed"]
    lead = store.read(lambda session: session.get_one(Counterparty, taken.counterparty_id).inquiry_id)
    assert lead == taken.inquiry_id


def test_the_lead_of_a_first_call_is_treated_as_unknown_when_it_is_missed(store: Store, people: dict[str, int]) -> None:
    store.write(rule, IntakeEvent.CALL_MISSED, Known.LEAD, creates_call_back=False)
    call = ring()
    take(store, call, missed(call))
    assert counted(store, Task) == [1]


# ---------------------------------------------------------------- ends that nobody saw


def test_a_call_that_is_done_stays_done(store: Store, people: dict[str, int]) -> None:
    call = ring()
    take(store, call, missed(call))
    before = store.read(rows_of)
    take(store, call, answered(call), hung_up(answered(call)), replace(missed(call), outcome="unknown_end"))
    assert store.read(rows_of) == before


def test_calls_that_ended_unseen(store: Store, people: dict[str, int], customer: int) -> None:
    talking, waiting, alive = answered(ring(CUSTOMER, "1")), ring(linked_id="2"), ring(CUSTOMER, "3")
    take(store, talking, waiting, alive)
    moment = RECEIVED + timedelta(minutes=3)
    assert store.write(end_unseen, None, frozenset({"3"}), moment) == 2
    assert store.write(end_unseen, None, frozenset({"3"}), moment) == 0

    def look(session: Session) -> list[tuple[object, ...]]:
        rows = session.execute(
            select(Call.linked_id, Call.outcome, Call.ended_at, CallLeg.outcome, CallLeg.ended_at)
            .join(CallLeg, CallLeg.interaction_id == Call.interaction_id)
            .order_by(Call.linked_id)
        )
        return [tuple(row) for row in rows]

    assert notices(store, people["Marta"]) == [
        "New inquiry A-2026-0001: +7 916 123-45-67 called; nobody saw how the call ended"
    ]
    gone = (CallOutcome.UNKNOWN_END, moment, "gone", moment)
    assert store.read(look) == [("1", *gone), ("2", *gone), ("3", CallOutcome.GOING, None, "ringing", None)]
    # The stranger whom nobody had answered is called back; the customer had been answered.
    assert list(store.read(lambda session: session.scalars(select(Task.number)).all())) == [STRANGER]


def test_better_knowledge_takes_the_place_of_an_unseen_end(store: Store, people: dict[str, int]) -> None:
    call = ring()
    take(store, call)
    store.write(end_unseen, None, frozenset(), RECEIVED + timedelta(minutes=1))
    assert counted(store, Task) == [1]
    taken = take(store, answered(call), hung_up(answered(call)))
    assert taken.done

    def look(session: Session) -> tuple[object, ...]:
        return session.scalars(select(Call.outcome)).one(), session.scalars(select(Task)).one().done_by_id

    assert store.read(look) == (CallOutcome.ANSWERED, people["Olga"])


def test_an_exchange_whose_clock_is_ahead(store: Store, people: dict[str, int]) -> None:
    ahead = RECEIVED + timedelta(minutes=5)
    take(store, ring(at=ahead))
    assert store.write(end_unseen, None, frozenset(), RECEIVED) == 1
    assert store.read(lambda session: session.scalars(select(Call.ended_at)).one()) == ahead


def test_when_a_call_began_is_said_once(store: Store, people: dict[str, int]) -> None:
    later = ring(at=RECEIVED + timedelta(seconds=9))
    take(store, ring(), later, hung_up(answered(later)))
    kept = store.read(
        lambda session: session.execute(
            select(Call.started_at, Interaction.at).join(Interaction, Interaction.id == Call.interaction_id)
        ).one()
    )
    assert tuple(kept) == (RECEIVED, RECEIVED)
