"""Calls in the books: recorded at the ring, completed at the hang-up, once; and whose they are."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import CallLegFact
from app.models.calls import CallLeg
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.tasks import Notification, Task
from app.models.terms import (
    CallOutcome,
    Channel,
    CloseReason,
    CounterpartyKind,
    Direction,
    InquiryState,
    InteractionKind,
    Source,
)
from app.operations import settings as kept_settings
from app.operations.calls import TakenCall
from tests import factories
from tests.factories import RECEIVED
from tests.operations.call_books import CUSTOMER, at_telephones, count, counted, notices, take, uralchim
from tests.operations.ringing import STRANGER, answered, hung_up, missed, ring


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories, with telephones."""
    return at_telephones(store)


@pytest.fixture
def customer(store: Store, people: dict[str, int]) -> int:
    """Uralchim, a customer of Olga's."""
    return uralchim(store, people)


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
    [("anonymous", ""), ("", ""), ("ivan.petrov", "ivan.petrov"), ("00", "00")],
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
