"""Transactions: nothing of a failed one stays, everything of a finished one does, on both databases."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.models.stock import Location


@dataclass(frozen=True)
class Shelf:
    id: int
    code: str


def add_location(session: Session, code: str) -> Shelf:
    location = Location(code=code)
    session.add(location)
    session.flush()
    return Shelf(location.id, location.code)


def codes(session: Session) -> list[str]:
    return list(session.scalars(select(Location.code).order_by(Location.code)))


def test_what_was_written_is_read(store: Store) -> None:
    shelf = store.write(add_location, "A-01")
    assert store.read(codes) == ["A-01"]
    assert shelf.id > 0


def test_the_store_of_the_test_before_was_undone(store: Store) -> None:
    assert store.read(codes) == []


def test_an_error_takes_everything_back(store: Store) -> None:
    def refuse(session: Session) -> None:
        add_location(session, "A-02")
        raise UserError("No.")

    with pytest.raises(UserError):
        store.write(refuse)
    assert store.read(codes) == []


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        store.read(add_location, "A-03")
    assert store.write(codes) == []
