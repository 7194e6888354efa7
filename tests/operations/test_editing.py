"""Two people, one record: a stale form hears who changed what, from what, to what."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotFound
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.orders import ProductionOrderLine
from app.models.terms import InquiryState
from app.operations.editing import expect, locked, value_of
from tests import factories


def change(session: Session, counterparty_id: int, field: str, value: str) -> None:
    setattr(session.get_one(Counterparty, counterparty_id), field, value)


def check(session: Session, counterparty_id: int, version: int, mine: dict[str, object] | None = None) -> None:
    expect(locked(session, Counterparty, counterparty_id), version, mine=mine)


@pytest.fixture
def volga(store: Store) -> int:
    people = store.write(factories.company)
    store.employee_id = people["Olga"]
    return store.write(factories.counterparty, "Volga")


def test_the_version_that_was_opened_passes(store: Store, volga: int) -> None:
    store.write(check, volga, 1)


def test_a_stale_one_names_every_field_from_the_first_value_on(store: Store, volga: int) -> None:
    store.write(change, volga, "note", "one")
    store.write(change, volga, "note", "two")
    store.write(change, volga, "website", "volga.example")
    with pytest.raises(Conflict) as raised:
        store.write(check, volga, 1, {"note": "mine"})
    clashes = {clash.field: (clash.original, clash.mine, clash.theirs) for clash in raised.value.clashes}
    assert clashes == {"note": ("", "mine", "two"), "website": ("", "", "volga.example")}
    assert raised.value.said("en") == "Olga Lebedewa changed this meanwhile. Nothing was saved."
    with pytest.raises(Conflict) as later:
        store.write(check, volga, 3)
    assert [clash.field for clash in later.value.clashes] == ["website"]


def test_what_was_changed_back_is_no_clash(store: Store, volga: int) -> None:
    store.write(change, volga, "note", "one")
    store.write(change, volga, "note", "")
    with pytest.raises(Conflict) as raised:
        store.write(check, volga, 1)
    assert raised.value.clashes == ()


def test_a_service_that_changed_it_has_no_name(store: Store, volga: int) -> None:
    store.employee_id = None
    store.write(change, volga, "note", "one")
    with pytest.raises(Conflict, match="Somebody else changed this"):
        store.write(check, volga, 1)


def test_a_record_that_is_gone_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.write(check, 999_999, 1)


@pytest.mark.parametrize(
    ("kind", "field", "kept", "value"),
    [
        (Inquiry, "state", "sorted", InquiryState.SORTED),
        (Inquiry, "due_at", "2026-08-03T09:00:00+00:00", datetime(2026, 8, 3, 9, tzinfo=UTC)),
        (Inquiry, "seller_id", 7, 7),
        (Inquiry, "seller_id", None, None),
        (Deal, "net", "12.50", Decimal("12.50")),
        (ProductionOrderLine, "promised_on", "2026-08-03", date(2026, 8, 3)),
    ],
)
def test_the_trail_is_read_back_as_the_columns_hold_it(
    kind: type[Inquiry | Deal | ProductionOrderLine], field: str, kept: object, value: object
) -> None:
    assert value_of(kind, field, kept) == value
