"""A company of real size, in small: sound, plausible, and the same rows for the same seed on both databases."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.database import bulk
from app.database.engine import BEGIN_OPTION, open_engine
from app.database.store import Store
from app.errors import UserError
from app.gtin import Gtin
from app.models.company import Employee, EmployeeRole
from app.models.counterparties import ContactPoint, Counterparty, Identity
from app.models.deals import Deal, DealLine, StageEntry
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.marketing import Consent
from app.models.naming import folded
from app.models.products import Barcode, Product
from app.models.stock import Batch, Reservation, StockBalance
from app.models.tasks import Task
from app.models.terms import CounterpartyKind, InquiryState, ReservationState, Role, Stage
from app.operations import demo, integrity
from app.operations.demo_large import FILLED, Opener
from app.operations.demo_large_ground import table
from app.operations.demo_large_words import NEW_SELLERS
from app.operations.founding import found
from tests import factories
from tests.clock import FixedClock
from tests.databases import Databases

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
TINY = demo.LARGE.divided(1_000)
DIGESTS: dict[str, str] = {}
"""Kind of database → digest of the company there: the two must agree."""


def opener() -> Opener:
    return lambda session, tables: bulk.wide_open(session, tables, lambda _: None, lambda _done, _of: None)


def filled(url: str, seed: int = 1) -> None:
    store = Store(url, clock=FixedClock(NOW))
    store.write(found)
    assert demo.fill(store, "large", seed, opener=opener(), extent=TINY).new
    store.close()


@pytest.fixture(scope="module")
def company_url(databases: Databases) -> str:
    """A database with the tiny large company, filled once for all tests here."""
    url = databases.ready()
    filled(url)
    return url


@pytest.fixture
def company(company_url: str) -> Iterator[Store]:
    """A store there, whose changes are undone at the end of the test."""
    engine = open_engine(company_url).execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
    with engine.connect() as connection:
        transaction = connection.begin()
        yield Store(connection, clock=FixedClock(NOW))
        transaction.rollback()
    engine.dispose()


def digest(session: Session) -> str:
    """Of every row that was written in bulk, whatever the database."""
    made = hashlib.sha256()
    for kind in FILLED:
        columns = [column for column in table(kind).c if column.computed is None]
        for row in session.execute(select(*columns).order_by(*table(kind).primary_key)):
            made.update(repr(tuple(row)).encode())
    return made.hexdigest()


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_it_is_sound(company: Store) -> None:
    assert [finding for _, check in integrity.CHECKS for finding in company.read(check)] == []


def test_it_is_the_same_on_both_databases(company: Store, kind: str) -> None:
    DIGESTS[kind] = company.read(digest)
    assert len(set(DIGESTS.values())) == 1


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_another_seed_makes_another_company(company: Store, databases: Databases) -> None:
    other = databases.ready()
    filled(other, seed=2)
    store = Store(other)
    assert store.read(digest) != company.read(digest)
    store.close()


def test_it_is_as_large_as_asked(company: Store) -> None:
    def look(session: Session) -> None:
        assert count(session, Counterparty) >= TINY.counterparties
        assert count(session, Deal) >= TINY.deals
        assert count(session, Interaction) >= TINY.interactions
        assert count(session, Inquiry) >= TINY.inquiries
        assert TINY.products * TINY.batches <= count(session, Batch)
        assert count(session, Call)
        assert count(session, Consent)
        sellers = select(func.count()).where(EmployeeRole.role == Role.SELLER)
        assert session.scalar(sellers) == 6 + len(NEW_SELLERS)

    company.read(look)


def test_everybody_can_be_reached_and_found(company: Store) -> None:
    def look(session: Session) -> None:
        for row in session.execute(select(Counterparty.name, Counterparty.folded)):
            assert folded(row.name) == row.folded
        story = (session.scalar(select(func.max(Counterparty.id))) or 0) - TINY.counterparties
        unreached = select(Counterparty.id).where(
            Counterparty.id > story, ~exists().where(Identity.counterparty_id == Counterparty.id)
        )
        assert session.scalars(unreached).all() == []
        strangers = select(ContactPoint.id).where(
            ContactPoint.counterparty_id > story,
            ~exists().where(Identity.value == ContactPoint.value, Identity.kind == ContactPoint.kind),
        )
        assert session.scalars(strangers).all() == []
        names = session.scalars(select(Counterparty.name)).all()
        assert len(set(names)) > 0.9 * len(names)
        languages = Counter(session.scalars(select(Counterparty.language)))
        assert min(languages[each] for each in ("de", "ru", "en")) > TINY.counterparties // 8

    company.read(look)


def test_deals_are_as_deals_are(company: Store) -> None:
    def look(session: Session) -> None:
        stages = Counter(session.scalars(select(Deal.stage)))
        ended = stages[Stage.CLOSED] + stages[Stage.NOT_SUITABLE]
        assert ended > 0.8 * stages.total()
        assert stages[Stage.SELECTION] > 0
        rows = session.execute(
            select(Deal.id, Deal.net, func.sum(DealLine.net))
            .join(DealLine, DealLine.deal_id == Deal.id)
            .group_by(Deal.id, Deal.net)
        )
        assert all(net == lines for _, net, lines in rows)
        both = select(Deal.created_at, Counterparty.created_at).join(Counterparty, Counterparty.id == Deal.counterparty_id)
        assert all(known - begun < timedelta(days=4) for begun, known in session.execute(both))
        assert session.scalars(select(Deal.id).where(Deal.stage_entered_at > NOW)).all() == []
        here = (
            select(func.count())
            .select_from(StageEntry)
            .join(Deal)
            .where(StageEntry.stage == Deal.stage, StageEntry.left_at.is_(None))
        )
        assert session.scalar(here) == stages.total()
        lost = select(func.count(Deal.id)).where(Deal.stage == Stage.NOT_SUITABLE, Deal.refusal_reason.is_(None))
        assert session.scalar(lost) == 0
        sold = select(Deal.counterparty_id).where(Deal.stage == Stage.CLOSED)
        leads = select(Counterparty.id).where(Counterparty.kind == CounterpartyKind.LEAD, Counterparty.id.in_(sold))
        assert session.scalars(leads).all() == []

    company.read(look)


def test_the_day_has_work(company: Store) -> None:
    def look(session: Session) -> None:
        open_tasks = select(func.count(Task.id)).where(Task.done_at.is_(None), Task.employee_id.is_not(None))
        assert session.scalar(open_tasks.where(Task.due_at < NOW))
        assert session.scalar(open_tasks.where(Task.due_at > NOW))
        states = Counter(session.scalars(select(Inquiry.state)))
        assert states[InquiryState.CLOSED] > states[InquiryState.NEW] > 0
        answered = select(func.count(Inquiry.id)).where(Inquiry.first_response_at.is_not(None))
        assert session.scalar(answered)
        assert session.scalar(select(func.count()).select_from(Interaction).where(Interaction.at > NOW)) == 0

    company.read(look)


def test_goods_are_in_the_warehouse(company: Store) -> None:
    def look(session: Session) -> None:
        assert session.scalar(select(func.count()).where(StockBalance.on_hand > 0))
        assert session.scalar(select(func.count()).where(Reservation.state == ReservationState.ACTIVE))
        products = select(Product.id).where(Product.code.like("KPM-%"))
        for code in session.scalars(
            select(Barcode.code).where(Barcode.product_id.in_(products), Barcode.code.like("0409%"))
        ):
            assert Gtin(code).digits == code

    company.read(look)


def test_a_company_at_work_is_left_alone(store: Store) -> None:
    store.write(factories.company)
    store.write(factories.counterparty, "Volga")
    with pytest.raises(UserError, match="a company in this database already"):
        demo.fill(store, "large", opener=opener(), extent=TINY)


def test_interrupted_it_leaves_nothing(databases: Databases) -> None:
    store = Store(databases.ready(), clock=FixedClock(NOW))
    store.write(found)
    before = store.read(lambda session: (count(session, Counterparty), count(session, Employee), count(session, Product)))

    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.fill(
            store,
            "large",
            opener=lambda session, tables: bulk.wide_open(session, tables, stop, lambda _done, _of: None),
            extent=TINY,
        )
    left = store.read(lambda session: (count(session, Counterparty), count(session, Employee), count(session, Product)))
    store.close()
    assert left == before == (0, 1, 0)
