"""The card of a pop-up: who calls, what goes on with them, what was said before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound
from app.models.counterparties import Contact, ContactPoint
from app.models.deals import Deal
from app.models.naming import folded, tail
from app.models.papers import Invoice
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CallOutcome, ContactPointKind, CounterpartyKind, Direction, Stage, TaskKind
from app.operations import call_desk
from tests import call_factories, factories

NUMBER = "+493715512140"


@pytest.fixture
def olga(store: Store) -> Store:
    store.employee_id = store.write(factories.company)["Olga"]
    return store


def colleague(session: Session, party: int, name: str, extension: str) -> None:
    """Another person of *party* behind the same number."""
    person = Contact(counterparty_id=party, name=name, folded=folded(name))
    session.add(person)
    session.flush()
    session.add(
        ContactPoint(
            counterparty_id=party,
            contact_id=person.id,
            kind=ContactPointKind.PHONE,
            value=NUMBER,
            raw=NUMBER,
            tail=tail(NUMBER),
            extension=extension,
        )
    )


def business(session: Session, party: int, seller: int) -> None:
    """An open deal with a next step that is late and an invoice half paid and overdue; and one that has ended."""
    moment = now(session)
    for number, stage in (("D-1", Stage.SELECTION), ("D-2", Stage.CLOSED)):
        deal = Deal(
            number=number,
            title="Climatic chamber",
            counterparty_id=party,
            department_id=factories.department(session, "Prom"),
            seller_id=seller,
            stage=stage,
            stage_entered_at=moment,
            created_at=moment + timedelta(days=len(number)),
            currency="EUR",
            net=Decimal("128000.00"),
            gross=Decimal("152320.00"),
        )
        session.add(deal)
        session.flush()
        if stage is Stage.SELECTION:
            invoice = Invoice(
                deal_id=deal.id,
                number="I-1",
                issued_on=date(2026, 6, 1),
                due_on=date(2026, 7, 1),
                currency="EUR",
                net=Decimal("128000.00"),
                gross=Decimal("152320.00"),
                paid=Decimal("76160.00"),
            )
            session.add(invoice)
            step = Task(
                kind=TaskKind.NEXT_STEP,
                title="Ask plant for the date",
                due_at=moment - timedelta(days=1),
                created_at=moment,
                employee_id=seller,
                counterparty_id=party,
                deal_id=deal.id,
            )
            session.add(step)


def test_the_card_says_who_it_is_what_goes_on_and_what_is_owed(olga: Store) -> None:
    me = olga.employee_id or 0
    party = olga.write(
        factories.counterparty, "Helios Batterie GmbH", phones=[NUMBER], contact="Dr. Karin Meinert", seller_id=me
    )
    olga.write(business, party, me)
    earlier = olga.read(now) - timedelta(days=2)
    olga.write(call_factories.call, NUMBER, counterparty_id=party, outcome=CallOutcome.MISSED, at=earlier)
    call = olga.write(call_factories.call, NUMBER, counterparty_id=party)
    olga.write(call_desk.note, call, "can wait until 8 Dec, not later")
    card = olga.read(call_desk.pop_up, call)
    assert (card.company, card.kind, card.seller) == ("Helios Batterie GmbH", CounterpartyKind.CUSTOMER, "Olga Lebedewa")
    assert [each.name for each in card.people] == ["Dr. Karin Meinert"]
    assert card.deal is not None
    assert (card.deal.number, card.deal.net, card.deal.open) == ("D-1", Decimal("128000.00"), True)
    assert [(each.kind, str(each.text), each.tone) for each in card.promises] == [
        ("task", "Ask plant for the date", "danger")
    ]
    assert [(each.number, each.open, each.late_days, each.half) for each in card.invoices] == [
        ("I-1", Decimal("76160.00"), 33, True)
    ]
    assert len(card.last) == 1
    assert str(card.again) == "Second call since 1 Aug 2026"
    assert card.note == "can wait until 8 Dec, not later"
    assert card.place == "Chemnitz Sachsen, Germany"
    assert card.there is not None
    assert card.there.utcoffset() == timedelta(hours=2)
    assert (card.new, card.may_describe, card.may_lead, card.may_attach) == (False, False, False, True)


def test_everybody_behind_the_number_is_shown_and_whom_the_extension_names_comes_first(olga: Store) -> None:
    party = olga.write(factories.counterparty, "Helios", phones=[NUMBER], contact="Switchboard")
    olga.write(colleague, party, "Bernd Kranz", "17")
    olga.write(colleague, party, "Anja Wolf", "18")
    call = olga.write(call_factories.call, NUMBER, counterparty_id=party, number_extension="18")
    people = olga.read(call_desk.pop_up, call).people
    assert [(each.name, each.matched) for each in people] == [
        ("Anja Wolf", True),
        ("Switchboard", False),
        ("Bernd Kranz", False),
    ]
    plain = olga.write(call_factories.call, NUMBER, counterparty_id=party)
    assert olga.read(call_desk.pop_up, plain).people[0].name == "Switchboard"


def test_of_a_new_number_the_card_offers_to_say_who_it_is(olga: Store) -> None:
    lead = olga.write(factories.counterparty, "+49 371 5512140", CounterpartyKind.LEAD, phones=[NUMBER])
    inquiry = olga.write(call_factories.inquiry, lead, NUMBER)
    for days in (3, 1):
        at = olga.read(now) - timedelta(days=days)
        olga.write(call_factories.call, NUMBER, counterparty_id=lead, outcome=CallOutcome.MISSED, at=at)
    call = olga.write(call_factories.call, NUMBER, counterparty_id=lead, inquiry_id=inquiry)
    card = olga.read(call_desk.pop_up, call)
    assert (card.new, card.may_describe, card.may_lead) == (True, True, False)
    assert card.inquiry_number
    assert card.inquiry_version == 1
    assert str(card.again) == "Third call since 31 Jul 2026"


def test_a_withheld_number_has_a_card_too(olga: Store) -> None:
    call = olga.write(call_factories.call, None)
    card = olga.read(call_desk.pop_up, call)
    assert (card.number, card.place, card.there, card.people, card.last, card.again) == (None, "", None, (), (), None)
    assert (card.new, card.may_lead) == (True, True)


def test_an_internal_call_is_nobodys_lead(olga: Store) -> None:
    call = olga.write(call_factories.call, None, direction=Direction.INTERNAL)
    card = olga.read(call_desk.pop_up, call)
    assert (card.may_lead, card.may_attach) == (False, False)


def test_the_task_of_calling_back_stands_on_the_card(olga: Store) -> None:
    call = olga.write(call_factories.call, NUMBER, outcome=CallOutcome.MISSED)
    assert olga.read(call_desk.pop_up, call).call_back is None

    def owe(session: Session) -> None:
        me = session.info["employee_id"]
        moment = now(session)
        kind = TaskKind.CALL_BACK
        session.add(Task(kind=kind, title="x", due_at=moment, created_at=moment, employee_id=me, number=NUMBER))

    olga.write(owe)
    owed = olga.read(call_desk.pop_up, call).call_back
    assert owed is not None
    assert owed.mine
    olga.employee_id = olga.write(factories.company)["Pavel"]
    other = olga.read(call_desk.pop_up, call).call_back
    assert other is not None
    assert (other.mine, other.who) == (False, "Olga Lebedewa")


def test_the_card_is_for_those_who_signed_in_and_of_calls_that_are_there(olga: Store) -> None:
    with pytest.raises(NotFound):
        olga.read(call_desk.pop_up, 999_999)
    call = olga.write(call_factories.call, NUMBER)
    olga.employee_id = None
    with pytest.raises(NotAllowed):
        olga.read(call_desk.pop_up, call)
