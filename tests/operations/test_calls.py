"""Calls in the books: recorded at the ring, completed at the hang-up, once; and what the rule table makes of them."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import CallEvent, CallLegFact
from app.models.calls import CallLeg
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry, IntakeRule
from app.models.interactions import Call, Interaction
from app.models.session import is_replayable
from app.models.tasks import Notification, Task
from app.models.terms import (
    CallOutcome,
    Channel,
    CloseReason,
    CounterpartyKind,
    Direction,
    InquiryState,
    IntakeEvent,
    InteractionKind,
    Known,
    Source,
    Told,
)
from app.operations import leases
from app.operations import settings as kept_settings
from app.operations.calls import TakenCall, end_unseen, take_call
from app.operations.leases import INTAKE, LeaseLost
from app.operations.notices import NoticeRow, latest, unread
from app.operations.registers_overview import RESPONSE
from tests import factories
from tests.factories import RECEIVED
from tests.operations.ringing import STRANGER, answered, hung_up, missed, ring

CUSTOMER = "+74955550117"


def sit(session: Session, ids: dict[str, int]) -> None:
    """Olga at 101, Pavel at 102; two share 150."""
    for name, extension in (("Olga", "101"), ("Pavel", "102"), ("Igor", "150"), ("Boris", "150")):
        session.get_one(Employee, ids[name]).extension = extension


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories; Olga sits at 101, Pavel at 102, Igor and Boris share 150."""
    ids = store.write(factories.company)
    store.write(sit, ids)
    return ids


@pytest.fixture
def customer(store: Store, people: dict[str, int]) -> int:
    """Uralchim, a customer of Olga's."""
    return store.write(
        factories.counterparty, "Uralchim", phones=[CUSTOMER], contact="Dmitri Sokolow", department="Prom",
        seller_id=people["Olga"],
    )  # fmt: skip


def take(store: Store, *events: CallEvent) -> TakenCall:
    """What came of the last of *events*."""
    taken = [store.write(take_call, None, event) for event in events]
    return taken[-1]


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def counted(store: Store, *kinds: type) -> list[int]:
    return [store.read(count, kind) for kind in kinds]


def notices(store: Store, employee_id: int, *, all_of_them: bool = False) -> list[str]:
    """What somebody reads, newest first."""
    mine = Store(store.engine if store._bind is store.engine else store._bind, employee_id=employee_id, clock=store.clock)
    rows: tuple[NoticeRow, ...] = mine.read(latest if all_of_them else unread)
    return [row.text.said("en") for row in rows]


def rule(session: Session, /, event: IntakeEvent, known: Known, **cells: object) -> None:
    session.execute(update(IntakeRule).where(IntakeRule.event == event, IntakeRule.known == known).values(**cells))


def rows_of(session: Session) -> list[tuple[object, ...]]:
    """Everything that calls wrote, without the versions of records."""
    found: list[tuple[object, ...]] = []
    for kind, left_out in (
        (Call, ()),
        (CallLeg, ()),
        (Interaction, ()),
        (Inquiry, ("version",)),
        (Counterparty, ("version",)),
        (Contact, ()),
        (ContactPoint, ()),
        (Identity, ()),
        (Task, ("version",)),
        (Notification, ("read_at", "params")),
    ):
        columns = [column for column in kind.__table__.columns if column.name not in left_out]
        found += [(kind.__name__, *map(str, row)) for row in session.execute(select(*columns).order_by(*columns[:2]))]
    return sorted(found, key=str)


# ---------------------------------------------------------------- somebody unknown


@pytest.mark.usefixtures("people")
def test_a_stranger_who_calls_is_a_lead_with_an_inquiry_at_the_ring(store: Store, people: dict[str, int]) -> None:
    taken = take(store, ring(name="Dmitri Sokolow", number_extension="12", line="74950001101"))
    assert taken == TakenCall(taken.interaction_id, taken.counterparty_id, taken.inquiry_id, "A-2026-0001", True, False)

    def look(session: Session) -> None:
        event = session.get_one(Interaction, taken.interaction_id)
        assert (event.kind, event.direction, event.at, event.employee_id) == (
            InteractionKind.CALL, Direction.IN, RECEIVED, None,
        )  # fmt: skip
        call = session.get_one(Call, taken.interaction_id)
        assert (call.outcome, call.number, call.line, call.caller_name) == (
            CallOutcome.GOING, STRANGER, "74950001101", "Dmitri Sokolow",
        )  # fmt: skip
        inquiry = session.get_one(Inquiry, taken.inquiry_id)
        assert (inquiry.channel, inquiry.source, inquiry.phone, inquiry.name) == (
            Channel.PHONE, Source.CALL, STRANGER, "Dmitri Sokolow",
        )  # fmt: skip
        # The clock says 12:00 in Moscow: the promise of noon has just passed.
        assert inquiry.due_at is not None
        assert inquiry.due_at.isoformat() == "2026-08-03T13:00:00+00:00"
        lead = session.get_one(Counterparty, taken.counterparty_id)
        assert (lead.kind, lead.inquiry_id, lead.last_contact_at) == (CounterpartyKind.LEAD, inquiry.id, RECEIVED)
        point = session.scalars(select(ContactPoint)).one()
        assert (point.value, point.extension, point.tail) == (STRANGER, "12", "9161234567")
        assert session.scalars(select(Identity.value)).all() == [STRANGER]

    store.read(look)
    assert notices(store, people["Marta"]) == ["New inquiry A-2026-0001: Dmitri Sokolow calls"]


def test_an_answered_call_is_completed_once(store: Store, people: dict[str, int]) -> None:
    call = ring()
    taken = take(store, call, answered(call), hung_up(answered(call)), hung_up(answered(call)))
    assert taken.done
    assert not taken.first

    def look(session: Session) -> None:
        kept = session.scalars(select(Call)).one()
        assert (kept.outcome, kept.answered_at, kept.ended_at) == (
            CallOutcome.ANSWERED, RECEIVED + timedelta(seconds=4), RECEIVED + timedelta(seconds=184),
        )  # fmt: skip
        leg = session.scalars(select(CallLeg)).one()
        assert (leg.extension, leg.employee_id, leg.outcome) == ("101", people["Olga"], "answered")
        assert session.scalars(select(Interaction.employee_id)).all() == [people["Olga"]]
        assert count(session, Task) == 0

    store.read(look)
    assert notices(store, people["Marta"]) == ["New inquiry A-2026-0001: +7 916 123-45-67 called, Olga Lebedewa talked 3:00"]


@pytest.mark.usefixtures("people")
def test_another_call_of_the_lead_joins_the_open_inquiry(store: Store, people: dict[str, int]) -> None:
    first = take(store, hung_up(answered(ring())))
    second = take(store, ring(linked_id="2", at=RECEIVED + timedelta(hours=1)))
    assert (second.inquiry_id, second.counterparty_id) == (first.inquiry_id, first.counterparty_id)
    assert counted(store, Counterparty, Inquiry, Call) == [1, 1, 2]
    assert notices(store, people["Marta"])[0] == "+7 916 123-45-67 calls"


@pytest.mark.parametrize(
    ("raw", "phone_raw"),
    [("anonymous", "anonymous"), ("", ""), ("ivan.petrov", "ivan.petrov"), ("00", "00")],
)
def test_a_withheld_number_is_an_inquiry_without_contact(
    store: Store, people: dict[str, int], raw: str, phone_raw: str
) -> None:
    one, two = ring(None, "1", raw=raw), ring(None, "2", raw=raw)
    first, second = take(store, one, missed(one)), take(store, two, missed(two))
    assert (first.counterparty_id, first.inquiry_id == second.inquiry_id) == (None, False)
    assert counted(store, Counterparty, Inquiry, Task, Identity) == [0, 2, 0, 0]
    phones = store.read(lambda session: session.execute(select(Inquiry.phone, Inquiry.phone_raw)).all())
    assert {tuple(row) for row in phones} == {("", phone_raw)}
    assert "Somebody without a number called and was missed" in notices(store, people["Marta"])[0]


def test_a_malformed_number_that_can_be_dialled_is_called_back(store: Store, people: dict[str, int]) -> None:
    call = ring(None, raw="1234567890123456789012")
    taken = take(store, call, missed(call))
    assert taken.counterparty_id is None
    assert taken.inquiry_id is not None
    numbers = store.read(lambda session: session.scalars(select(Task.number)).all())
    assert list(numbers) == ["1234567890123456789012"]


@pytest.mark.parametrize("name", ["+7 916 123-45-67", "Sales: 89161234567", "<unknown>", "\ufffd\ufffd\ufffd", "12345"])
@pytest.mark.usefixtures("people")
def test_what_is_no_name_names_no_lead(store: Store, name: str) -> None:
    taken = take(store, ring(name=name))
    party = store.read(lambda session: session.get_one(Counterparty, taken.counterparty_id).name)
    assert party == "+7 916 123-45-67"


# ---------------------------------------------------------------- somebody known


def test_a_customer_who_calls_has_it_in_the_history_and_the_seller_is_told(
    store: Store, people: dict[str, int], customer: int
) -> None:
    taken = take(store, ring(CUSTOMER, extension="102"))
    assert (taken.counterparty_id, taken.inquiry_id, taken.number) == (customer, None, "")
    assert counted(store, Counterparty, Inquiry) == [1, 0]
    assert notices(store, people["Olga"]) == ["Uralchim calls"]
    assert notices(store, people["Marta"]) == []

    def look(session: Session) -> tuple[object, ...]:
        event = session.get_one(Interaction, taken.interaction_id)
        person = session.get_one(Contact, event.contact_id).name
        return person, session.get_one(Counterparty, customer).last_contact_at

    assert store.read(look) == ("Dmitri Sokolow", RECEIVED)


def test_the_notice_of_who_talks_is_read_by_itself_and_the_others_read_how_it_ended(
    store: Store, people: dict[str, int], customer: int
) -> None:
    call = answered(ring(CUSTOMER))
    take(store, ring(CUSTOMER), call)
    assert notices(store, people["Olga"]) == []
    other = ring(CUSTOMER, "2", extension="102")
    take(store, hung_up(call), other, answered(other), hung_up(answered(other), 65))
    assert notices(store, people["Olga"]) == ["Uralchim called, Pavel Gromow talked 1:05"]
    assert len(notices(store, people["Olga"], all_of_them=True)) == 2


def test_two_persons_behind_one_number_and_the_extension_that_tells_them_apart(
    store: Store, people: dict[str, int], customer: int
) -> None:
    def second_person(session: Session) -> int:
        person = Contact(counterparty_id=customer, name="Irina", folded="irina")
        session.add(person)
        session.flush()
        session.add(
            ContactPoint(counterparty_id=customer, contact_id=person.id, kind="phone", value=CUSTOMER, extension="55")
        )
        return person.id

    irina = store.write(second_person)
    anybody = take(store, ring(CUSTOMER, "1"))
    herself = take(store, ring(CUSTOMER, "2", number_extension="55"))

    def whose(session: Session) -> list[int | None]:
        return [session.get_one(Interaction, each.interaction_id).contact_id for each in (anybody, herself)]

    assert store.read(whose) == [None, irina]


def test_a_spammer_does_not_ring_again(store: Store, people: dict[str, int]) -> None:
    call = ring()
    first = take(store, call, hung_up(answered(call)))

    def thrown_away(session: Session) -> None:
        inquiry = session.get_one(Inquiry, first.inquiry_id)
        inquiry.state, inquiry.close_reason = InquiryState.CLOSED, CloseReason.SPAM

    store.write(thrown_away)
    before = notices(store, people["Marta"])
    again = ring(linked_id="2", at=RECEIVED + timedelta(days=1))
    take(store, again, missed(again))
    assert notices(store, people["Marta"]) == before
    assert counted(store, Task, Call) == [0, 2]


# ---------------------------------------------------------------- ourselves


def test_an_internal_call_is_recorded_apart(store: Store, people: dict[str, int]) -> None:
    call = ring(None, raw="102", direction="internal", extension="101")
    call = replace(call, legs=(CallLegFact("102", call.started_at),))
    taken = take(store, call, missed(call))
    assert (taken.counterparty_id, taken.inquiry_id) == (None, None)
    assert counted(store, Counterparty, Inquiry, Task, Notification, Call) == [0, 0, 0, 0, 1]
    event = store.read(lambda session: session.execute(select(Interaction.direction, Interaction.employee_id)).one())
    assert tuple(event) == (Direction.INTERNAL, people["Olga"])


@pytest.mark.parametrize("where", ["employee", "letterhead", "setting", "line"])
@pytest.mark.parametrize("known", [False, True])
def test_our_own_numbers_are_never_leads(store: Store, people: dict[str, int], where: str, *, known: bool) -> None:
    def ours(session: Session) -> None:
        if where == "employee":
            session.get_one(Employee, people["Pavel"]).phone = "8 (916) 123-45-67"
        elif where == "letterhead":
            kept_settings.keep(session, "company.letterhead", {"phone": "8 916 123 45 67"})
        elif where == "setting":
            kept_settings.keep(session, "calls.own_numbers", ["+7 916 123-45-67"])

    store.write(ours)
    if known:
        store.write(factories.counterparty, "Wrongly kept", phones=[STRANGER])
    call = ring(line="89161234567" if where == "line" else "")
    taken = take(store, call, missed(call))
    assert (taken.counterparty_id, taken.inquiry_id) == (None, None)
    assert counted(store, Inquiry, Task, Notification, Call) == [0, 0, 0, 1]


# ---------------------------------------------------------------- calls that we make


def test_a_call_to_somebody_unknown_makes_nothing(store: Store, people: dict[str, int]) -> None:
    call = ring(direction="out")
    taken = take(store, call, hung_up(answered(call)))
    assert (taken.counterparty_id, taken.inquiry_id) == (None, None)
    assert counted(store, Counterparty, Inquiry, Notification) == [0, 0, 0]
    assert store.read(lambda session: session.scalar(select(Interaction.employee_id))) == people["Olga"]


def test_a_call_to_a_customer_stands_in_the_history(store: Store, people: dict[str, int], customer: int) -> None:
    # The exchange learns whom we dial only after the own telephone was picked up.
    begun = ring(None, raw="", direction="out")
    dialled = replace(begun, number=CUSTOMER, raw_number="84955550117")
    taken = take(store, begun, dialled, hung_up(answered(dialled)))
    assert taken.counterparty_id == customer
    party = store.read(lambda session: session.get_one(Counterparty, customer).last_contact_at)
    assert party == RECEIVED
    assert counted(store, Call, Inquiry) == [1, 0]


def test_a_call_that_nobody_answered_there_is_no_contact(store: Store, people: dict[str, int], customer: int) -> None:
    call = ring(CUSTOMER, direction="out")
    take(store, call, missed(call))
    assert store.read(lambda session: session.get_one(Counterparty, customer).last_contact_at) is None


def test_several_with_one_telephone_are_nobody(store: Store, people: dict[str, int]) -> None:
    take(store, hung_up(answered(ring(extension="150"))))
    assert store.read(lambda session: session.scalar(select(Interaction.employee_id))) is None


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


# ---------------------------------------------------------------- once, whoever writes


def test_only_the_holder_of_the_lease_writes(store: Store, people: dict[str, int]) -> None:
    with pytest.raises(LeaseLost):
        store.write(take_call, "me", ring())
    assert counted(store, Call) == [0]
    store.write(leases.take, INTAKE, "me")
    assert store.write(take_call, "me", ring()).first
    with pytest.raises(LeaseLost):
        store.write(end_unseen, "another", frozenset(), RECEIVED)
    assert is_replayable(take_call)
    assert is_replayable(end_unseen)


@pytest.mark.usefixtures("people")
def test_signs_that_no_database_keeps_do_no_harm(store: Store) -> None:
    nasty = "a\0b\udcff" + "x" * 5_000
    call = ring(None, nasty, raw=nasty, name=nasty, number_extension=nasty, line=nasty, extension=nasty)
    first = take(store, call)
    again = take(store, call, missed(call))
    assert again.interaction_id == first.interaction_id
    assert again.done


def transferred() -> list[CallEvent]:
    """A call that 101 answers and hands to 102, as the exchange tells of it bit by bit."""
    first = ring()
    at = RECEIVED + timedelta(seconds=40)
    talk = answered(first)
    rung = replace(talk, legs=(*talk.legs, CallLegFact("102", at)))
    over = replace(
        rung,
        extension="102",
        legs=(
            replace(rung.legs[0], ended_at=at, outcome="answered"),
            replace(rung.legs[1], answered_at=at, outcome="talking"),
        ),
    )
    return [first, talk, rung, over, hung_up(over)]


def unanswered() -> list[CallEvent]:
    first = ring()
    second = replace(first, legs=(*first.legs, CallLegFact("102", RECEIVED + timedelta(seconds=5))))
    return [first, second, missed(second, outcome="abandoned")]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_ends_in_the_same_rows(store: Store, people: dict[str, int], data: st.DataObject) -> None:
    told = data.draw(st.sampled_from([transferred(), unanswered()]))
    order = [*data.draw(st.lists(st.sampled_from(told), max_size=8)), told[-1]]
    later = data.draw(st.lists(st.sampled_from(told), max_size=3))

    def scenes(session: Session) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        found = []
        for scene in (told, [*order, *later]):
            with session.begin_nested() as undone:
                for event in scene:
                    take_call(session, None, event)
                found.append(rows_of(session))
                undone.rollback()
        return found[0], found[1]

    straight, shuffled = store.write(scenes)
    assert without_ids(shuffled) == without_ids(straight)


def without_ids(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Rows that differ only in the numbers that a database gives out; they count on after a rollback."""
    return sorted((tuple("#" if str(cell).isdigit() else cell for cell in row) for row in rows), key=str)


# ---------------------------------------------------------------- at the same moment


def at_once(fresh_store: Store, *calls: CallEvent) -> list[TakenCall]:
    """What came of calls that several threads take at the same moment."""
    ready, taken = threading.Barrier(len(calls)), []

    def run(event: CallEvent) -> None:
        ready.wait(10)
        taken.append(fresh_store.write(take_call, None, event))

    threads = [threading.Thread(target=run, args=(event,)) for event in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return taken


def test_two_calls_of_one_stranger_at_the_same_moment_are_one_lead(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    taken = at_once(fresh_store, *(ring(linked_id=f"{each}") for each in range(4)))
    assert len({each.counterparty_id for each in taken}) == 1
    assert len({each.inquiry_id for each in taken}) == 1
    assert counted(fresh_store, Counterparty, Inquiry, Identity, Call) == [1, 1, 1, 4]


def test_several_ends_at_the_same_moment_are_one_task(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    calls = [ring(linked_id=f"{each}", at=RECEIVED + timedelta(seconds=each)) for each in range(4)]
    take(fresh_store, *calls)
    at_once(fresh_store, *(missed(call) for call in calls))
    assert counted(fresh_store, Task) == [1]
    assert fresh_store.read(lambda session: session.scalars(select(Task)).one().params["times"]) == 4


def test_one_call_told_twice_at_the_same_moment(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    taken = at_once(fresh_store, *[missed(ring())] * 3)
    assert sum(each.first for each in taken) == 1
    assert counted(fresh_store, Call, Inquiry, Task) == [1, 1, 1]


# ---------------------------------------------------------------- the first answer to an inquiry


def first_responses(store: Store, employee_id: int) -> list[object]:
    """When each inquiry was first answered, as the charts of the head see it."""
    mine = Store(store._bind, employee_id=employee_id, clock=store.clock)
    return [tuple(row) for row in mine.read(lambda session: session.execute(select(Inquiry.number, RESPONSE)).all())]


def test_an_answered_call_is_the_first_response(store: Store, people: dict[str, int]) -> None:
    one, other = ring(linked_id="1"), ring("+79160000009", "2")
    take(store, hung_up(answered(one)), missed(other))
    assert first_responses(store, people["Admin"]) == [
        ("A-2026-0001", RECEIVED + timedelta(seconds=4)),
        ("A-2026-0002", None),
    ]
    back = ring("+79160000009", "3", direction="out", at=RECEIVED + timedelta(minutes=9))
    take(store, missed(back))
    # To have tried is no answer.
    assert first_responses(store, people["Admin"])[1] == ("A-2026-0002", None)
    again = ring("+79160000009", "4", direction="out", at=RECEIVED + timedelta(minutes=10))
    take(store, hung_up(answered(again)))
    assert first_responses(store, people["Admin"])[1] == ("A-2026-0002", RECEIVED + timedelta(minutes=10, seconds=4))
