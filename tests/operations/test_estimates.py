"""About how many rows a question has."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.counterparties import Contact, Counterparty
from app.models.terms import CounterpartyKind
from app.operations import estimates
from app.operations.estimates import estimated_count
from tests import factories

ROWS = 60


@pytest.fixture
def crowded(store: Store) -> Store:
    def fill(session: Session) -> None:
        for number in range(ROWS):
            kind = CounterpartyKind.SUPPLIER if number % 2 else CounterpartyKind.CUSTOMER
            factories.counterparty(session, f"Firm {number}", kind)
        session.execute(text("ANALYZE counterparty"))

    store.write(fill)
    return store


def test_a_whole_table_is_estimated_near_its_size(crowded: Store) -> None:
    assert crowded.read(estimated_count, select(Counterparty.id)) == pytest.approx(ROWS, rel=0.1)


def test_conditions_count_and_order_and_limit_do_not(crowded: Store) -> None:
    suppliers = select(Counterparty.id).where(Counterparty.kind == CounterpartyKind.SUPPLIER)
    found = crowded.read(estimated_count, suppliers.order_by(Counterparty.name).limit(3))
    assert found == pytest.approx(ROWS / 2, rel=0.3)


def test_nothing_is_little(crowded: Store) -> None:
    assert crowded.read(estimated_count, select(Counterparty.id).where(Counterparty.name == "nobody")) <= 1


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_long_count_in_a_file_ends_at_a_bound(crowded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "COUNTED", 10)
    highest = crowded.read(lambda session: session.scalar(select(func.max(Contact.id))))
    joined = select(Contact.id).join(Counterparty, Counterparty.id == Contact.counterparty_id)
    assert crowded.read(estimated_count, joined) == highest
