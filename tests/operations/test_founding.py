"""A new company has what it needs, and founding it again changes nothing."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Department, Employee, Setting
from app.models.inquiries import IntakeRule
from app.models.products import TaxRate
from app.models.stock import Location
from app.models.terms import IntakeEvent, Known
from app.operations.actors import receiving_departments
from app.operations.founding import found

FOUNDED = (Department, Employee, IntakeRule, Location, Setting, TaxRate)


@pytest.fixture(scope="session")
def shared_engine(bare_engine: Engine) -> Engine:
    """What ``store`` works in: empty tables."""
    return bare_engine


def counted(session: Session) -> dict[str, int]:
    return {kind.__name__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in FOUNDED}


def rename(session: Session, code: str, name: str) -> None:
    session.scalars(select(Department).where(Department.code == code)).one().name = name


def names(session: Session) -> dict[str, str]:
    return {row.code: row.name for row in session.execute(select(Department.code, Department.name))}


def test_founding_twice_adds_nothing_the_second_time(store: Store) -> None:
    store.write(found)
    once = store.read(counted)
    store.write(found)
    assert store.read(counted) == once
    assert once["Department"] == 8
    assert once["IntakeRule"] == len(IntakeEvent) * len(Known) == 12


def test_what_the_company_changed_stays(store: Store) -> None:
    store.write(found)
    store.write(rename, "Vys", "Vysota")
    store.write(found)
    assert store.read(names)["Vys"] == "Vysota"


def test_the_test_department_is_below_vys_and_no_queue_of_its_own(store: Store) -> None:
    store.write(found)
    assert [row.code for row in store.read(receiving_departments)] == ["Vys", "Prom", "Term"]

    def parent(session: Session) -> int | None:
        return session.scalar(select(Department.parent_id).where(Department.code == "Test"))

    assert store.read(parent) == store.read(receiving_departments)[0].id


def test_the_russian_rate_rises_in_2026(store: Store) -> None:
    store.write(found)

    def rate(session: Session, day: date) -> Decimal | None:
        return session.scalar(
            select(TaxRate.percent)
            .where(TaxRate.country == "RU", TaxRate.code == "standard", TaxRate.valid_from <= day)
            .order_by(TaxRate.valid_from.desc())
            .limit(1)
        )

    assert store.read(rate, date(2025, 12, 31)) == Decimal(20)
    assert store.read(rate, date(2026, 1, 1)) == Decimal(22)


def test_the_red_shelf_is_not_pickable(store: Store) -> None:
    store.write(found)

    def places(session: Session) -> dict[str, tuple[bool, bool]]:
        rows = session.execute(select(Location.code, Location.pickable, Location.receives))
        return {row.code: (row.pickable, row.receives) for row in rows}

    assert store.read(places) == {"RECEIVING": (True, True), "RED": (False, False)}
