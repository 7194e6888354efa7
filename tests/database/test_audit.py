"""The audit trail: who changed what, from what to what; it can be added to, never changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.database import ground, journal
from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.models.audit import AuditEntry
from app.models.company import Employee, EmployeeRole
from app.models.products import Product
from app.models.stock import Batch, Location, StockMove
from app.models.terms import Role
from tests.clock import FixedClock

Line = tuple[str, str, int | None, int | None, dict[str, Any]]


def trail(session: Session) -> list[Line]:
    rows = session.execute(
        select(
            AuditEntry.action, AuditEntry.table_name, AuditEntry.record_id, AuditEntry.employee_id, AuditEntry.changes
        ).order_by(AuditEntry.id)
    )
    return [tuple(row) for row in rows]


def add_location(session: Session, code: str) -> int:
    location = Location(code=code)
    session.add(location)
    session.flush()
    return location.id


def run(session: Session, statement: str) -> None:
    session.execute(text(statement))


def test_an_insert_keeps_what_came(store: Store, clock: FixedClock) -> None:
    store.employee_id = 5
    location = store.write(add_location, "A-01")
    [(action, table, record, employee, changes)] = store.read(trail)
    assert (action, table, record, employee) == ("insert", "location", location, 5)
    assert changes["code"] == [None, "A-01"]
    assert changes["pickable"] == [None, True]
    assert store.read(lambda session: session.scalars(select(AuditEntry.at)).one()) == clock.moment


def test_an_update_keeps_before_and_after_of_what_changed_only(store: Store) -> None:
    location = store.write(add_location, "A-02")

    def rename(session: Session) -> None:
        found = session.get_one(Location, location)
        found.name = "Red shelf"
        found.pickable = False

    store.write(rename)
    assert store.read(trail)[1] == (
        "update",
        "location",
        location,
        None,
        {"name": ["", "Red shelf"], "pickable": [True, False]},
    )


def test_what_a_column_held_is_known_even_if_it_was_not_loaded(store: Store) -> None:
    location = store.write(add_location, "A-08")

    def rename_unseen(session: Session) -> None:
        found = session.get_one(Location, location)
        session.expire(found, ["name", "code"])
        found.name = "Red shelf"
        found.code = "A-08"

    store.write(rename_unseen)
    assert store.read(trail)[1] == ("update", "location", location, None, {"name": ["", "Red shelf"]})


def test_a_record_without_a_number_is_known_by_its_key(store: Store) -> None:
    def edit(session: Session) -> None:
        employee = Employee(login="a", name="Anna")
        session.add(employee)
        session.flush()
        role = EmployeeRole(employee_id=employee.id, role=Role.SELLER)
        session.add(role)
        session.flush()
        session.delete(role)

    store.write(edit)
    lines = [(line[0], line[2], line[4]["role"]) for line in store.read(trail) if line[1] == "employee_role"]
    assert lines == [("insert", None, [None, "seller"]), ("delete", None, ["seller", None])]


def test_touching_without_changing_leaves_no_trace(store: Store) -> None:
    location = store.write(add_location, "A-03")

    def touch_only(session: Session) -> None:
        found = session.get_one(Location, location)
        found.code = "A-03"

    store.write(touch_only)
    assert len(store.read(trail)) == 1


def test_a_delete_keeps_what_was(store: Store) -> None:
    location = store.write(add_location, "A-04")
    store.write(lambda session: session.delete(session.get_one(Location, location)))
    action, _table, record, _employee, changes = store.read(trail)[1]
    assert (action, record, changes["code"]) == ("delete", location, ["A-04", None])


def test_decimals_and_times_are_kept_exactly(store: Store, clock: FixedClock) -> None:
    product = store.write(_add_product)

    def add_batch(session: Session) -> None:
        session.add(
            Batch(product_id=product, code="Ü-№1", received_at=clock(), expiry=date(2027, 1, 31), unit_cost=Decimal("0.10"))
        )

    store.write(add_batch)
    changes = store.read(trail)[-1][4]
    assert changes["unit_cost"] == [None, "0.10"]
    assert changes["expiry"] == [None, "2027-01-31"]
    assert changes["received_at"] == [None, "2026-08-03T09:00:00+00:00"]
    assert changes["code"] == [None, "Ü-№1"]


def _add_product(session: Session) -> int:
    product = Product(code="P-1", name="Chamber", folded="chamber", price=Decimal("10.00"), currency="EUR")
    session.add(product)
    session.flush()
    return product.id


def test_one_flush_after_another_is_one_trail_in_order(store: Store) -> None:
    def in_steps(session: Session) -> None:
        location = Location(code="A-05")
        session.add(location)
        session.flush()
        location.name = "first"
        session.flush()
        location.name = "second"

    store.write(in_steps)
    assert [(line[0], line[4].get("name")) for line in store.read(trail)] == [
        ("insert", [None, ""]),
        ("update", ["", "first"]),
        ("update", ["first", "second"]),
    ]


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET employee_id = 9", "DELETE FROM audit_entry"])
def test_the_trail_cannot_be_changed(store: Store, statement: str) -> None:
    store.write(add_location, "A-06")
    with pytest.raises(NotAllowed):
        store.write(run, statement)
    assert len(store.read(trail)) == 1


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_the_trail_cannot_be_emptied(store: Store) -> None:
    with pytest.raises(NotAllowed):
        store.write(run, "TRUNCATE audit_entry")


def test_every_table_that_the_models_want_so_is_guarded(store: Store) -> None:
    guarded = store.read(lambda session: ground.guarded_tables(session.connection()))
    assert guarded == set(ground.append_only_tables())
    assert {"audit_entry", StockMove.__tablename__} <= guarded


def test_long_bytes_are_noted_by_size_and_digest() -> None:
    assert journal.plain(b"x" * 1000) == {
        "bytes": 1000,
        "sha256": "44f8354494a5ba03ba1792a8d3e9c534c47a9181980fde7a3f44b06ef2ae7c7f",
    }
    assert journal.plain(b"ab") == {"bytes": 2, "base64": "YWI="}


def test_a_refused_operation_leaves_no_trail(store: Store) -> None:
    def refuse(session: Session) -> None:
        add_location(session, "A-07")
        raise UserError("No.")

    with pytest.raises(UserError):
        store.write(refuse)
    assert store.read(trail) == []
