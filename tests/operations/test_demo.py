"""The demo company: whole, sound, told once, and the same for the same seed."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.engine import BEGIN_OPTION, open_engine
from app.database.store import Store
from app.errors import UserError
from app.gtin import Gtin
from app.models.calls import CallLeg
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.products import Barcode
from app.models.stock import Batch
from app.models.tasks import Task
from app.models.terms import InquiryState, Source, Stage, TaskKind
from app.operations import demo, integrity
from app.operations.demo_calls import RINGS
from app.operations.demo_crowd import add_crowd
from app.operations.demo_data import WORKERS
from app.operations.demo_goods_data import ARTICLES
from app.operations.demo_people import slug
from app.operations.demo_sales_data import PLOTS, POSTS
from app.operations.founding import found
from app.operations.search import find
from tests import factories
from tests.clock import FixedClock
from tests.databases import Databases

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def company_url(databases: Databases) -> str:
    """A database with the demo company, told once for all tests here."""
    url = databases.ready()
    store = Store(url, clock=FixedClock(NOW))
    store.write(found)
    filled = demo.fill(store)
    store.close()
    assert (filled.new, filled.deals, filled.products) == (True, len(PLOTS), len(ARTICLES))
    return url


@pytest.fixture
def database_url(databases: Databases) -> str:
    """A database of the test's own, with empty tables."""
    return databases.ready()


@pytest.fixture
def company(company_url: str) -> Iterator[Store]:
    """A store there, whose changes are undone at the end of the test."""
    engine = open_engine(company_url).execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
    with engine.connect() as connection:
        transaction = connection.begin()
        yield Store(connection, clock=FixedClock(NOW))
        transaction.rollback()
    engine.dispose()


def fingerprint(session: Session) -> list[tuple[object, ...]]:
    rows = session.execute(select(Deal.number, Deal.title, Deal.stage, Deal.gross, Deal.stage_entered_at).order_by(Deal.id))
    points = session.execute(select(Identity.value).order_by(Identity.value))
    return [tuple(row) for row in (*rows, *points)]


def test_the_company_is_whole_and_sound(company: Store) -> None:
    def look(session: Session) -> None:
        stages = Counter(session.scalars(select(Deal.stage)))
        assert stages == Counter(plot.stage for plot in PLOTS)
        assert set(stages) == set(Stage)
        states = Counter(session.scalars(select(Inquiry.state)))
        assert states[InquiryState.NEW] == sum(post.state == "new" for post in POSTS)
        assert states[InquiryState.SORTED] == sum(post.state == "sorted" for post in POSTS)
        late = session.scalars(select(Inquiry.due_at).where(Inquiry.state == InquiryState.NEW)).all()
        assert any(due is not None and due < NOW for due in late)
        future = select(func.count()).select_from(Interaction).where(Interaction.at > NOW)
        assert session.scalar(future) == 0
        assert session.scalars(select(Deal.id).where(Deal.stage_entered_at > NOW)).all() == []
        overdue = select(func.count(Task.id)).where(Task.done_at.is_(None), Task.due_at < NOW)
        assert session.scalar(overdue)
        assert session.scalar(select(func.count(Batch.id)).where(Batch.blocked)) == 1
        assert {row.login for row in session.scalars(select(Employee))} == {"admin"} | {each.login for each in WORKERS}
        for code in session.scalars(select(Barcode.code).where(Barcode.code.like("04012345%"))):
            assert Gtin(code).digits == code

    company.read(look)
    assert [finding for _, check in integrity.CHECKS for finding in company.read(check)] == []


def test_the_telephone_rang_and_some_calls_wait_to_be_called_back(company: Store) -> None:
    def look(session: Session) -> None:
        rang = session.scalars(select(Call.linked_id)).all()
        assert len([linked_id for linked_id in rang if linked_id.startswith("demo-call-")]) == len(RINGS)
        unknown = select(func.count()).select_from(Inquiry).where(Inquiry.received_at >= NOW - timedelta(days=5))
        assert session.scalar(unknown.where(Inquiry.source == Source.CALL, Inquiry.state == InquiryState.NEW)) == 0
        tasks = session.execute(select(Task.done_at, Task.number).where(Task.kind == TaskKind.CALL_BACK)).all()
        assert any(row.done_at is None for row in tasks)
        assert any(row.done_at is not None for row in tasks)
        still_open = [row.number for row in tasks if row.done_at is None]
        assert len(still_open) == len(set(still_open)), "several missed calls of one number are one task"
        ringing = session.scalars(select(CallLeg.interaction_id).where(CallLeg.ended_at.is_(None))).all()
        assert ringing == []

    company.read(look)


def test_every_desk_has_somebody(company: Store) -> None:
    names = company.read(
        lambda session: {row.login: row.name for row in session.execute(select(Employee.login, Employee.name))}
    )
    assert [names[login] for login, *_ in demo.DESKS] == [name for _, name, *_ in demo.DESKS]
    assert demo.DESKS[0][:2] == ("marta.vogel", "Marta Vogel")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_twice_is_once_and_the_seed_decides(company: Store, fresh_store: Store, clock: FixedClock) -> None:
    clock.moment = NOW
    before = company.read(fingerprint)
    again = demo.fill(company)
    assert not again.new
    assert company.read(fingerprint) == before
    fresh_store.write(found)
    demo.fill(fresh_store, seed=1)
    assert fresh_store.read(fingerprint) == before


def test_a_crowd_joins_the_story(company: Store) -> None:
    def counts(session: Session) -> tuple[int, ...]:
        kinds = (Counterparty, Contact, ContactPoint, Identity)
        return tuple(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds)

    before = company.read(counts)
    company.write(add_crowd, 1_200, Random(1))
    added = [after - count for after, count in zip(company.read(counts), before, strict=True)]
    assert added == [1_200, 1_200, 2_400, 2_400]
    found = [row.title for row in company.read(find, "4930200", 5)]
    assert len(found) == 5


def test_a_company_at_work_is_left_alone(store: Store) -> None:
    store.write(factories.company)
    store.write(factories.counterparty, "Volga")
    with pytest.raises(UserError, match="a company in this database already"):
        demo.fill(store)


def test_an_unknown_size_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="size huge"):
        demo.fill(store, "huge")


@pytest.mark.parametrize(
    ("name", "expected"), [("ООО «Волга-Насос»", "ooo-volga-nasos"), ("Bäckerei Großkopf KG", "backerei-grosskopf-kg")]
)
def test_names_become_addresses(name: str, expected: str) -> None:
    assert slug(name) == expected
