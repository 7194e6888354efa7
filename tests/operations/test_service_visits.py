"""Service after the sale: who goes when and why later, contracts that follow each other, and what is printed."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.deals import Deal
from app.models.service import ServiceContract, ServiceVisit
from app.models.tasks import Task
from app.models.terms import Periodicity, Role, Stage
from app.operations import deal_card, notices, service, service_renewal, service_visits, tasks
from app.operations.paper_printing import attachment
from app.operations.service import RENEW, ServiceDraft
from app.operations.service_cards import contract_card, contract_of_visit
from app.operations.service_papers import print_service_contract
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House, house, product, sold, stock
from tests.reports.paper_data import page_texts

DRAFT = ServiceDraft(date(2026, 8, 10), 12, Periodicity.QUARTERLY, Decimal("1200.00"))
FIRST = date(2026, 11, 9)
MOVED = date(2026, 11, 16)


@pytest.fixture
def at(store: Store) -> House:
    at = house(store)
    product(at, "PUMP")
    stock(at, "PUMP", "10")
    return at


@pytest.fixture
def deal_id(at: House) -> int:
    """A deal whose equipment runs; service has to be offered."""
    deal_id = sold(at, ("PUMP", "2"))
    at.run(update(Deal).where(Deal.id == deal_id).values(stage=Stage.SERVICE))
    return deal_id


@pytest.fixture
def contract(at: House, deal_id: int) -> int:
    return at.store.write(service.conclude_contract, deal_id, at.version(deal_id), DRAFT)


@pytest.fixture
def visit(at: House, contract: int) -> int:
    query = select(ServiceVisit.id).where(ServiceVisit.service_contract_id == contract).order_by(ServiceVisit.due_on)
    return int(at.one(query.limit(1)))


def heard(at: House, name: str) -> str:
    with at.acting(name):
        return at.store.read(notices.page).rows[0].phrase.said("en")


def test_service_itself_offers_and_concludes(at: House, deal_id: int) -> None:
    with at.acting("Sven"):
        version = at.store.write(service.offer, deal_id, at.version(deal_id))
        version = at.store.write(service.accept, deal_id, version)
        contract = at.store.write(service.conclude_contract, deal_id, version, DRAFT)
    card = at.store.read(contract_card, contract)
    assert (card.number, card.ends_on, len(card.visits)) == ("SC-2026-0001", date(2027, 8, 9), 4)
    assert card.deal.company == "Helios Batterie GmbH"
    assert card.deal.reach.contact == "Dr. Karin Meinert"


def test_service_declines_with_the_customers_reason(at: House, deal_id: int) -> None:
    with at.acting("Sven"):
        at.store.write(service.decline, deal_id, at.version(deal_id), "Own workshop")
    assert at.get(Deal, deal_id, "service_declined_reason") == "Own workshop"


@pytest.mark.parametrize("name", ["Pavel", "Wanda", "Boris"])
def test_who_does_not_answer_for_the_deal_does_not_talk_about_service(at: House, deal_id: int, name: str) -> None:
    with at.acting(name), pytest.raises(NotAllowed):
        at.store.write(service.offer, deal_id, at.version(deal_id))


def test_a_visit_is_taken_by_one_and_given_back(at: House, visit: int) -> None:
    other = at.store.write(factories.employee, "Rita Scholz", Role.SERVICE)
    with at.acting("Sven"):
        at.store.write(service_visits.take_visit, visit)
        at.store.write(service_visits.take_visit, visit)
    assert at.get(ServiceVisit, visit, "employee_id") == at.people["Sven"]
    at.people["Rita"] = other
    with at.acting("Rita"):
        with pytest.raises(UserError, match="Somebody else has taken"):
            at.store.write(service_visits.take_visit, visit)
        at.store.write(service_visits.give_back_visit, visit)
        at.store.write(service_visits.take_visit, visit)
    assert at.get(ServiceVisit, visit, "employee_id") == other


def test_another_day_needs_a_reason_and_the_seller_hears_of_it(at: House, visit: int) -> None:
    with at.acting("Sven"):
        with pytest.raises(UserError, match="Say why"):
            at.store.write(service_visits.reschedule, visit, FIRST, MOVED, "  ")
        at.store.write(service_visits.reschedule, visit, FIRST, MOVED, "Customer's holidays")
    card = at.store.read(contract_of_visit, visit)
    first = card.visits[0]
    assert (first.due_on, first.first_due_on, first.move_reason) == (MOVED, FIRST, "Customer's holidays")
    assert heard(at, "Olga") == (
        "The service visit to Helios Batterie GmbH moves from 9 Nov 2026 to 16 Nov 2026: Customer's holidays"
    )


def test_back_to_the_contracts_own_day_needs_no_reason(at: House, visit: int, clock: FixedClock) -> None:
    with at.acting("Sven"):
        at.store.write(service_visits.reschedule, visit, FIRST, MOVED, "Holidays")
        clock.advance(days=100)
        at.store.write(service_visits.reschedule, visit, MOVED, FIRST, "")
    first = at.store.read(contract_of_visit, visit).visits[0]
    assert (first.due_on, first.first_due_on, first.move_reason) == (FIRST, None, "")


def test_a_visit_is_not_moved_twice_at_once_nor_into_the_past(at: House, visit: int, clock: FixedClock) -> None:
    with at.acting("Sven"):
        at.store.write(service_visits.reschedule, visit, FIRST, MOVED, "Holidays")
        with pytest.raises(Conflict) as caught:
            at.store.write(service_visits.reschedule, visit, FIRST, date(2026, 11, 20), "Lorry broken")
        assert (caught.value.clashes[0].mine, caught.value.clashes[0].theirs) == (date(2026, 11, 20), MOVED)
        with pytest.raises(UserError, match="for this day already"):
            at.store.write(service_visits.reschedule, visit, MOVED, MOVED, "Holidays")
        with pytest.raises(UserError, match="has passed"):
            at.store.write(service_visits.reschedule, visit, MOVED, date(2026, 8, 2), "Holidays")


def test_a_visit_is_done_once_and_can_be_taken_back_by_who_recorded_it(at: House, visit: int) -> None:
    with at.acting("Sven"):
        with pytest.raises(UserError, match="not recorded yet"):
            at.store.write(service_visits.not_done, visit)
        at.store.write(service.visit_done, visit, "Seals changed")
        for operation, arguments in (
            (service_visits.take_visit, ()),
            (service_visits.reschedule, (FIRST, MOVED, "Holidays")),
        ):
            with pytest.raises(UserError, match="recorded already"):
                at.store.write(operation, visit, *arguments)
    at.people["Rita"] = at.store.write(factories.employee, "Rita Scholz", Role.SERVICE)
    with at.acting("Rita"), pytest.raises(UserError, match="Somebody else recorded"):
        at.store.write(service_visits.not_done, visit)
    with at.acting("Sven"):
        at.store.write(service_visits.not_done, visit)
    assert at.get(ServiceVisit, visit, "done_at") is None


@pytest.mark.parametrize("name", ["Olga", "Igor", "Wanda"])
def test_only_service_goes(at: House, visit: int, name: str) -> None:
    with at.acting(name):
        for operation, arguments in (
            (service_visits.take_visit, ()),
            (service_visits.give_back_visit, ()),
            (service_visits.not_done, ()),
            (service_visits.reschedule, (FIRST, MOVED, "Holidays")),
        ):
            with pytest.raises(NotAllowed):
                at.store.write(operation, visit, *arguments)


def test_a_visit_or_contract_that_is_not_there(at: House) -> None:
    with at.acting("Sven"):
        with pytest.raises(NotFound):
            at.store.write(service_visits.take_visit, 4711)
        with pytest.raises(NotFound):
            at.store.read(contract_of_visit, 4711)


def test_visits_wait_from_their_day_on(at: House, visit: int, clock: FixedClock) -> None:
    assert at.store.read(service_visits.waiting) == 0
    clock.advance(days=98)
    assert at.store.read(service_visits.waiting) == 1
    with at.acting("Sven"):
        at.store.write(service.visit_done, visit, "Oil changed")
    assert at.store.read(service_visits.waiting) == 0


def test_sixty_days_before_the_end_the_seller_offers_to_renew(at: House, contract: int) -> None:
    with at.acting("Olga"):
        day = at.store.read(tasks.my_day)
    (task,) = [each for each in day.later if each.title.sentence == RENEW]
    assert task.title.said("en") == "Service contract SC-2026-0001 ends on 9 Aug 2027: offer to renew it"
    assert (task.due_at.date(), task.deal_id, task.company) == (date(2027, 6, 10), None, "Helios Batterie GmbH")


def test_a_contract_is_followed_by_another_one_even_if_the_deal_is_closed(at: House, deal_id: int, contract: int) -> None:
    at.run(update(Deal).where(Deal.id == deal_id).values(stage=Stage.CLOSED))
    draft = ServiceDraft(date(2027, 8, 10), 24, Periodicity.YEARLY, Decimal("1300.00"))
    with at.acting("Sven"):
        new = at.store.write(service_renewal.renew, contract, 1, draft)
    assert at.store.read(contract_card, contract).renewed_by == "SC-2026-0002"
    assert [visit.due_on for visit in at.store.read(contract_card, new).visits] == [date(2028, 8, 9), date(2029, 8, 9)]
    open_tasks = select(Task.id).where(Task.title == RENEW, Task.done_at.is_(None))
    assert at.count(open_tasks) == 1, "the old one is done, the new one stands for the end of the new contract"
    assert at.store.read(deal_card.card, deal_id).service.number == "SC-2026-0002"


def test_a_contract_is_renewed_once_and_after_its_end(at: House, contract: int) -> None:
    late = ServiceDraft(date(2027, 8, 10), 12, Periodicity.YEARLY, Decimal(1))
    early = ServiceDraft(date(2027, 8, 9), 12, Periodicity.YEARLY, Decimal(1))
    with at.acting("Sven"):
        with pytest.raises(UserError, match="begins when the old one has ended"):
            at.store.write(service_renewal.renew, contract, 1, early)
        at.store.write(service_renewal.renew, contract, 1, late)
        with pytest.raises(Conflict):
            at.store.write(service_renewal.renew, contract, 1, late)
        with pytest.raises(UserError, match="renewed already"):
            at.store.write(service_renewal.renew, contract, at.get(ServiceContract, contract, "version"), late)


def test_a_contract_is_renewed_by_who_answers_for_it(at: House, contract: int) -> None:
    draft = ServiceDraft(date(2027, 8, 10), 12, Periodicity.YEARLY, Decimal(1))
    for name in ("Pavel", "Wanda", "Maria"):
        with at.acting(name), pytest.raises(NotAllowed):
            at.store.write(service_renewal.renew, contract, 1, draft)
    at.store.write(service_renewal.renew, contract, 1, draft)


def test_the_contract_is_printed_in_the_customers_language(at: House, contract: int) -> None:
    document = at.store.write(print_service_contract, contract)
    text = " ".join(page_texts(at.store.read(attachment, document).data))
    for said in (
        "SC-2026-0001",
        "Helios Batterie GmbH",
        "10.08.2026",
        "09.08.2027",
        "1.200,00",
        "09.11.2026",
        "Article PUMP",
    ):
        assert said in text, said
    assert at.get(ServiceContract, contract, "document_id") == document
