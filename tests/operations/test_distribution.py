"""Who gets the next inquiry where no head chooses: fair, also when two are sorted in the same moment; never who is away."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Department
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.terms import Channel, InquiryState, Source
from app.models.triage_terms import Distribution
from app.operations import distribution
from tests import factories
from tests.clock import FixedClock
from tests.operations.lead_desk import away
from tests.operations.triage_desk import NOON

TOGETHER = 8


@pytest.fixture
def people(store: Store, clock: FixedClock) -> dict[str, int]:
    clock.moment = NOON
    return store.write(factories.company)


def choose(session: Session, way: Distribution) -> int:
    """The id of Prom, which gives its inquiries out in this *way* from now on."""
    prom = session.get_one(Department, factories.department(session, "Prom"))
    prom.distribution = way
    return prom.id


def give(session: Session, department_id: int, number: int) -> int | None:
    """An inquiry comes and is given at once to whoever is next."""
    seller_id = distribution.chosen_seller(session, department_id)
    inquiry = Inquiry(
        number=f"A-{number}",
        received_at=now(session),
        channel=Channel.EMAIL,
        source=Source.LETTER,
        department_id=department_id,
        seller_id=seller_id,
        state=InquiryState.SORTED if seller_id is None else InquiryState.ASSIGNED,
        assigned_at=None if seller_id is None else now(session),
    )
    session.add(inquiry)
    session.flush()
    return seller_id


def given(store: Store, prom: int, count: int, first: int = 0) -> list[int | None]:
    return [store.write(give, prom, first + each) for each in range(count)]


def test_the_head_chooses_unless_something_else_is_chosen(store: Store, people: dict[str, int]) -> None:
    prom = store.write(factories.department, "Prom")
    assert given(store, prom, 1) == [None]


def test_in_turn(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    prom = store.write(choose, Distribution.ROUND_ROBIN)
    olga, pavel = people["Olga"], people["Pavel"]
    turns: list[int | None] = []
    for place in range(4):
        clock.advance(minutes=1)
        turns += given(store, prom, 1, place)
    assert turns == [olga, pavel, olga, pavel]
    assert given(store, prom, 4, 10) == [olga, pavel, olga, pavel], "also in one moment"


def test_nobody_is_given_anything_while_away(store: Store, people: dict[str, int]) -> None:
    prom = store.write(choose, Distribution.ROUND_ROBIN)
    away(store, people, "Olga", "Pavel")
    assert given(store, prom, 2) == [people["Pavel"]] * 2
    away(store, people, "Pavel")
    assert given(store, prom, 1, 5) == [None], "the head names somebody"


def test_to_the_least_busy_one(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    prom = store.write(choose, Distribution.LEAST_BUSY)

    def burden(session: Session) -> None:
        for number in range(2):
            session.add(
                Inquiry(
                    number=f"B-{number}",
                    received_at=now(session),
                    channel=Channel.EMAIL,
                    source=Source.LETTER,
                    department_id=prom,
                    seller_id=people["Olga"],
                    state=InquiryState.ASSIGNED,
                    assigned_at=now(session),
                )
            )

    store.write(burden)
    pavel, olga = people["Pavel"], people["Olga"]
    assert given(store, prom, 4) == [pavel, pavel, olga, pavel]


@pytest.fixture
def stores(database_url: str) -> Iterator[list[Store]]:
    with ExitStack() as open_stores:
        found = []
        for _ in range(TOGETHER):
            store = Store(database_url)
            open_stores.callback(store.close)
            found.append(store)
        yield found


def test_two_at_once_go_to_two(stores: list[Store]) -> None:
    people = stores[0].write(factories.company)
    prom = stores[0].write(choose, Distribution.ROUND_ROBIN)
    begin = threading.Barrier(TOGETHER)
    got: list[int | None] = []

    def sort(store: Store, number: int) -> None:
        begin.wait()
        got.append(store.write(give, prom, number))

    threads = [threading.Thread(target=sort, args=(store, number)) for number, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(got) == {people["Olga"]: TOGETHER // 2, people["Pavel"]: TOGETHER // 2}
