"""The integrity check finds each kind of damage that it promises to find, and nothing in sound books."""

from decimal import Decimal

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import NumberSeries
from app.models.interactions import Interaction
from app.models.orders import Receipt
from app.models.products import Product
from app.models.session import now
from app.models.stock import Batch, Location, StockBalance, StockMove
from app.models.terms import InteractionKind, MoveKind, ReceiptState
from app.operations import integrity
from app.operations.calls import take_call
from app.operations.numbering import Series, next_number
from app.operations.stock import Goods, bring_in
from tests import factories
from tests.clock import FixedClock
from tests.operations.ringing import answered, hung_up, ring


@pytest.fixture
def stocked(store: Store, clock: FixedClock) -> Store:
    """Ten pieces of one batch on one shelf, brought in as a receipt does it."""

    def fill(session: Session) -> None:
        product = Product(code="P-1", name="Chamber", folded="chamber", price=Decimal("10.00"), currency="EUR")
        shelf = Location(code="A-01")
        session.add_all([product, shelf])
        session.flush()
        batch = Batch(product_id=product.id, code="L26", received_at=clock())
        session.add(batch)
        session.flush()
        bring_in(session, MoveKind.OPENING, [Goods(product.id, batch.id, shelf.id, Decimal(10))])

    store.write(fill)
    return store


def findings(store: Store) -> list[tuple[str, str]]:
    return [(name, each.said("en")) for name, check in integrity.CHECKS for each in store.read(check)]


def damage(store: Store, statement: str) -> None:
    def run(session: Session) -> None:
        if not store.embedded:
            # A guard of the database itself would refuse it: take it away, as a careless hand could.
            session.execute(text("ALTER TABLE stock_balance DROP CONSTRAINT ck_stock_balance_reserved_within_on_hand"))
        else:
            session.connection().exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        session.execute(text(statement))

    store.write(run)


def test_sound_books_have_no_findings(stocked: Store) -> None:
    assert findings(stocked) == []


def test_a_balance_that_its_movements_do_not_explain_is_found(stocked: Store) -> None:
    seven = "7000" if stocked.embedded else "7"
    damage(stocked, f"UPDATE stock_balance SET on_hand = {seven}")
    assert findings(stocked) == [("balances", "Batch L26 at A-01: the balance says 7, its movements add up to 10.")]


def test_a_movement_without_a_balance_is_found(stocked: Store, clock: FixedClock) -> None:
    def move(session: Session) -> None:
        balance = session.execute(select(StockBalance.product_id, StockBalance.batch_id, StockBalance.location_id)).one()
        other = Location(code="B-02")
        session.add(other)
        session.flush()
        session.add(
            StockMove(
                at=clock(),
                kind=MoveKind.TRANSFER,
                product_id=balance.product_id,
                batch_id=balance.batch_id,
                from_location_id=balance.location_id,
                to_location_id=other.id,
                quantity=Decimal("2.5"),
            )
        )

    stocked.write(move)
    assert findings(stocked) == [
        ("balances", "Batch L26 at A-01: the balance says 10, its movements add up to 7.5."),
        ("balances", "Batch L26 at B-02: the balance says 0, its movements add up to 2.5."),
    ]


def test_more_reserved_than_there_is_is_found(stocked: Store) -> None:
    eleven = "11000" if stocked.embedded else "11"
    damage(stocked, f"UPDATE stock_balance SET reserved = {eleven}")
    assert findings(stocked) == [
        ("oversold", "Batch L26 at A-01: 11 are reserved of 10 on hand."),
        ("reservations", "Batch L26 at A-01: 11 are marked as reserved, the reservations add up to 0."),
    ]


def test_every_series_is_looked_at() -> None:
    assert set(integrity.NUMBERED) == set(Series)


def test_a_gap_in_the_numbers_is_found(store: Store) -> None:
    def number(session: Session) -> None:
        for _ in range(9):
            next_number(session, Series.RECEIPT)

    store.write(number)
    assert findings(store) == []
    store.write(_add_receipts, ["R-2026-0001", "R-2026-0009", "OLD-7", "R-2025-0003"])
    assert findings(store) == [
        *(("numbers", f"The number R-2026-000{missing} is missing.") for missing in (2, 3, 4, 5, 6)),
        ("numbers", "2 more numbers of R-2026 are missing."),
    ]


def test_a_number_that_was_never_given_out_is_found(store: Store) -> None:
    def begin(session: Session) -> None:
        session.execute(insert(NumberSeries).values(kind="R", year=2026, last=41))
        next_number(session, Series.RECEIPT)

    store.write(begin)
    store.write(_add_receipts, ["R-2026-0042", "R-2026-0043"])
    assert findings(store) == [
        ("numbers", "The number R-2026-0043 is higher than the last one of its series that was given out.")
    ]


def _add_receipts(session: Session, numbers: list[str]) -> None:
    session.add_all(Receipt(number=number, state=ReceiptState.OPEN, opened_at=now(session)) for number in numbers)


def test_a_call_that_is_no_call_of_the_history_is_found(stocked: Store) -> None:
    stocked.write(factories.company)
    taken = stocked.write(take_call, None, hung_up(answered(ring(linked_id="7.1"))))
    assert findings(stocked) == []

    def spoil(session: Session) -> None:
        session.execute(update(Interaction).where(Interaction.id == taken.interaction_id).values(kind=InteractionKind.NOTE))

    stocked.write(spoil)
    assert findings(stocked) == [("calls", "The call 7.1 does not stand in the history as a call.")]


def test_a_call_that_never_ends_is_found(stocked: Store, clock: FixedClock) -> None:
    stocked.write(factories.company)
    stocked.write(take_call, None, ring(linked_id="7.1", at=clock()))
    clock.advance(hours=23)
    assert findings(stocked) == []
    clock.advance(hours=2)
    ((name, said),) = findings(stocked)
    assert name == "calls"
    assert said.startswith("The call 7.1 has gone on since")
