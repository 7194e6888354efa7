"""What nobody takes on climbs, once, in working time, to those who can do something about it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed
from app.models.company import Department, Employee
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.terms import Direction, InteractionKind, Role
from app.operations import absence_entry, lead_inbox, leases, settings, triage
from app.operations.inquiry_climbing import climb
from app.operations.inquiry_settings import CLIMB
from app.operations.leases import INTAKE, LeaseLost
from tests import factories
from tests.clock import FixedClock
from tests.operations.lead_desk import away, given, of, waiting
from tests.operations.triage_desk import NOON, told


@pytest.fixture
def people(store: Store, clock: FixedClock) -> dict[str, int]:
    """A Monday noon in Moscow, where the company works from nine to six."""
    clock.moment = NOON
    return store.write(factories.company)


def climbed(store: Store) -> int:
    store.employee_id = None
    return store.write(climb, None)


def news(store: Store, employee_id: int) -> list[str]:
    return [each for each in store.read(told, employee_id) if "yet" in each]


def test_an_inquiry_without_a_seller_climbs_once_after_two_hours(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    inquiry_id = waiting(store, people)
    clock.advance(minutes=119)
    assert climbed(store) == 0
    clock.advance(minutes=1)
    assert (climbed(store), climbed(store)) == (1, 0)
    assert of(store, inquiry_id).climbed_at == clock.moment
    assert news(store, people["Igor"]) == ["Nobody has named a seller yet: A-2026-0001, Dmitri Sokolow"]
    assert len(news(store, people["Admin"])) == 1
    assert news(store, people["Marta"]) == []


def test_it_climbs_to_the_substitute_who_may_then_name_the_seller(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    store.employee_id = people["Igor"]
    store.write(absence_entry.choose_usual, people["Igor"], people["Viktor"])
    inquiry_id = waiting(store, people)
    store.employee_id = people["Viktor"]
    with pytest.raises(NotAllowed):
        store.write(triage.assign, inquiry_id, of(store, inquiry_id).version, people["Olga"])
    clock.advance(hours=2)
    assert climbed(store) == 1
    assert len(news(store, people["Viktor"])) == 1
    assert news(store, people["Admin"]) == []
    store.employee_id = people["Viktor"]
    page = store.read(lead_inbox.new_leads)
    assert [(row.id, page.marks[row.id].climbed, page.marks[row.id].stands_for) for row in page.page.rows] == [
        (inquiry_id, True, "Igor Petrow")
    ]
    store.write(triage.assign, inquiry_id, of(store, inquiry_id).version, people["Olga"])
    assert of(store, inquiry_id).seller_id == people["Olga"]


def test_the_head_above_hears_of_it_too(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    def above(session: Session) -> int:
        division = Department(code="Sales", name="Sales")
        session.add(division)
        session.flush()
        prom = session.get_one(Department, session.get_one(Employee, people["Igor"]).department_id)
        prom.parent_id = division.id
        return factories.employee(session, "Vera Orlowa", Role.HEAD, department="Sales")

    vera = store.write(above)
    waiting(store, people)
    clock.advance(hours=2)
    assert climbed(store) == 1
    assert (len(news(store, vera)), news(store, people["Admin"])) == (1, [])


def test_nights_and_week_ends_do_not_count(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    clock.moment = datetime(2026, 8, 7, 14, 0, tzinfo=UTC)  # Friday, 17:00 in Moscow
    waiting(store, people)
    clock.advance(hours=2 * 24)
    assert climbed(store) == 0
    clock.moment = datetime(2026, 8, 10, 6, 59, tzinfo=UTC)
    assert climbed(store) == 0
    clock.advance(minutes=1)
    assert climbed(store) == 1


def test_the_time_is_the_companys_choice(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    store.write(settings.keep, CLIMB, 10)
    waiting(store, people)
    clock.advance(minutes=10)
    assert climbed(store) == 1
    store.write(settings.keep, CLIMB, "soon")
    waiting(store, people, 1)
    clock.advance(minutes=119)
    assert climbed(store) == 0


def test_a_seller_who_has_not_begun_is_told_of_to_the_head(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    inquiry_id = given(store, people)
    clock.advance(hours=4)
    assert climbed(store) == 1
    sentence = "Olga Lebedewa has not begun with inquiry A-2026-0001 yet: Dmitri Sokolow"
    assert news(store, people["Igor"]) == [sentence]
    assert news(store, people["Admin"]) == []
    store.employee_id = people["Igor"]
    page = store.read(lead_inbox.new_leads)
    assert [(row.id, page.marks[row.id].seller) for row in page.page.rows] == [(inquiry_id, "Olga Lebedewa")]
    store.write(triage.assign, inquiry_id, of(store, inquiry_id).version, people["Pavel"])
    assert store.read(lead_inbox.new_leads).page.rows == ()
    clock.advance(hours=4)
    assert climbed(store) == 0, "the day's work is over before four hours of it have passed"
    clock.advance(days=1)
    assert climbed(store) == 1


def test_whoever_has_begun_is_left_in_peace(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    answered, noted = given(store, people), given(store, people, place=1)
    clock.advance(minutes=5)

    def begin(session: Session) -> None:
        session.get_one(Inquiry, answered).first_response_at = clock.moment
        session.add(
            Interaction(
                at=clock.moment,
                kind=InteractionKind.NOTE,
                direction=Direction.OUT,
                employee_id=people["Olga"],
                inquiry_id=noted,
                text="He is on the road until five.",
            )
        )

    store.write(begin)
    clock.advance(hours=4)
    assert climbed(store) == 0


def test_who_stands_in_for_the_head_hears_of_it(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    away(store, people, "Igor", "Pavel")
    waiting(store, people)
    assert len(store.read(told, people["Pavel"])) == 1
    clock.advance(hours=2)
    assert climbed(store) == 1
    assert len(news(store, people["Pavel"])) == 1


def test_a_lost_lease_changes_nothing(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    inquiry_id = waiting(store, people)
    clock.advance(hours=2)
    store.employee_id = None
    store.write(leases.take, INTAKE, "one")
    with pytest.raises(LeaseLost):
        store.write(climb, "another")
    assert of(store, inquiry_id).climbed_at is None
    assert store.write(climb, "one") == 1
