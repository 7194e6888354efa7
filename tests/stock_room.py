"""A small warehouse for tests of the stock rooms: three articles with batches at their places, and orders that hold some."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.language import restored
from app.models.stock import Batch, Location, Reservation, StockBalance
from app.models.tasks import Notification
from app.models.terms import ReservationState
from app.operations.integrity import balances_are_sums, nothing_is_oversold, reservations_add_up
from app.operations.reservations import reserve
from app.operations.reservations import today as day_of
from tests import factories, stock_factories

GTIN = "04012345670806"


@dataclass
class Warehouse:
    """People by first name; articles, batches and orders by code; Wanda of the warehouse is signed in."""

    store: Store
    people: dict[str, int]
    products: dict[str, int]
    batches: dict[str, int]
    orders: dict[str, int]

    def balance(self, batch: str, place: str | None = None) -> int:
        """Id of the balance of a batch (at *place*)."""

        def find(session: Session) -> int:
            query = select(StockBalance.id).where(StockBalance.batch_id == self.batches[batch])
            if place is not None:
                query = query.join(Location, Location.id == StockBalance.location_id).where(Location.code == place)
            return session.scalars(query).one()

        return self.store.read(find)

    def figures(self, batch: str, place: str) -> tuple[Decimal, Decimal]:
        """(on hand, reserved) of a batch at a place."""

        def find(session: Session) -> tuple[Decimal, Decimal]:
            record = session.get_one(StockBalance, self.balance(batch, place))
            return record.on_hand, record.reserved

        return self.store.read(find)

    def version(self, batch: str) -> int:
        """The version of a batch."""
        return self.store.read(lambda session: session.get_one(Batch, self.batches[batch]).version)

    def order(self, number: str, product: str, quantity: int, seller: str = "Olga") -> int:
        """Id of a warehouse order that holds what it can get."""

        def write(session: Session) -> int:
            department = factories.department(session, "Prom")
            lines = [(self.products[product], quantity)]
            sales = stock_factories.sales_order(session, number, self.people[seller], department, lines)
            order = stock_factories.warehouse_order(session, sales)
            reserve(session, order)
            return order

        self.orders[number] = self.store.write(write)
        return self.orders[number]


def warehouse(store: Store) -> Warehouse:
    """BEARING: L1 (69 days, 22 pc), L2 (3 years, 65); SEAL: S0 (8 days over, 5, blocked), S1 (22 days, 12), S2 (40);
    GASKET: G1 without a date (9). Order 1 holds 24 bearings, order 2 all 12 of S1."""

    def fill(session: Session) -> Warehouse:
        people = factories.company(session)
        day = day_of(session)
        bearing = stock_factories.product(session, "BEARING", gtin=GTIN, has_expiry=True)
        seal = stock_factories.product(session, "SEAL", has_expiry=True)
        gasket = stock_factories.product(session, "GASKET")
        made = {
            "L1": (bearing, 22, 69, "B-04-1"),
            "L2": (bearing, 65, 1000, "B-04-2"),
            "S0": (seal, 5, -8, "A-11-3"),
            "S1": (seal, 12, 22, "A-11-3"),
            "S2": (seal, 40, 700, "A-11-4"),
            "G1": (gasket, 9, None, "A-12-1"),
        }
        batches = {}
        for code, (product, quantity, days, place) in made.items():
            expiry = None if days is None else day + timedelta(days=days)
            batches[code] = stock_factories.batch(session, product, code, quantity, expiry=expiry, place=place)
            record = session.get_one(Batch, batches[code])
            record.unit_cost, record.currency = Decimal("38.40"), "EUR"
        old = session.get_one(Batch, batches["S0"])
        old.blocked, old.blocked_reason = True, "Over its date"
        return Warehouse(store, people, {"BEARING": bearing, "SEAL": seal, "GASKET": gasket}, batches, {})

    at = store.write(fill)
    at.order("1", "BEARING", 24)
    at.order("2", "SEAL", 12)
    store.employee_id = at.people["Wanda"]
    return at


def news(at: Warehouse, name: str = "Olga") -> list[str]:
    """What somebody was told."""
    query = select(Notification).where(Notification.employee_id == at.people[name]).order_by(Notification.id)
    return at.store.read(
        lambda session: [restored(record.sentence, record.params).said("en") for record in session.scalars(query)]
    )


def sound(at: Warehouse) -> None:
    """The books agree with themselves."""
    for check in (balances_are_sums, nothing_is_oversold, reservations_add_up):
        assert at.store.read(check) == []


def held(at: Warehouse, batch: str, place: str) -> list[Decimal]:
    """Quantities of the active reservations of a batch at a place."""
    balance = at.balance(batch, place)
    query = select(Reservation.quantity).where(
        Reservation.balance_id == balance, Reservation.state == ReservationState.ACTIVE
    )
    return at.store.read(lambda session: list(session.scalars(query)))
