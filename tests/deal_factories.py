"""A selling company for tests: articles, stock, a lead ready to become a deal, and the steps of a deal's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.base import Record
from app.models.counterparties import Contact, LegalEntity
from app.models.deals import Deal, DealLine
from app.models.naming import folded
from app.models.orders import ProductionOrder, PurchaseOrder, ReceiptLine, SalesOrder, WarehouseOrder
from app.models.products import Product, Trait
from app.models.session import now
from app.models.stock import Batch, Location, ScanRecord
from app.models.terms import CounterpartyKind, MoveKind, Stage, TraitKind
from app.operations import deal_lines, deal_moves, papers, receiving, shipping
from app.operations.deals import DealOpening, open_deal
from app.operations.shipping_rows import ShippedRow
from app.operations.station_rows import Kind
from app.operations.stock import Goods, bring_in
from tests import factories

PHONE = "+493715512140"
SHELF = "A-01"


@dataclass
class House:
    """A company at work: people by first name, a lead with legal entity and contact, a supplier, articles by code."""

    store: Store
    people: dict[str, int]
    customer: int
    entity: int
    contact: int
    supplier: int
    products: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def acting(self, name: str) -> Iterator[None]:
        """Be signed in as *name* meanwhile."""
        before, self.store.employee_id = self.store.employee_id, self.people[name]
        try:
            yield
        finally:
            self.store.employee_id = before

    def get(self, kind: type[Record], record_id: int, name: str) -> Any:
        """One field of a record as it is now."""
        return self.store.read(lambda session: getattr(session.get_one(kind, record_id), name))

    def version(self, deal_id: int) -> int:
        """The deal's version."""
        return int(self.get(Deal, deal_id, "version"))

    def stage(self, deal_id: int) -> Stage:
        """The deal's stage."""
        return Stage(self.get(Deal, deal_id, "stage"))

    def count(self, query: Any) -> int:
        """How many rows *query* finds."""
        return self.store.read(lambda session: len(session.execute(query).all()))

    def one(self, query: Any) -> Any:
        """The only value that *query* finds."""
        return self.store.read(lambda session: session.scalars(query).one())

    def run(self, statement: Executable) -> None:
        """Do what no operation does."""

        def change(session: Session) -> None:
            session.execute(statement)

        self.store.write(change)

    def line(self, deal_id: int, position: int = 1) -> tuple[int, int]:
        """Id and version of a deal's line."""

        def find(session: Session) -> tuple[int, int]:
            row = session.execute(
                select(DealLine.id, DealLine.version).where(DealLine.deal_id == deal_id, DealLine.position == position)
            ).one()
            return row.id, row.version

        return self.store.read(find)

    def warehouse_order(self, deal_id: int) -> tuple[int, int]:
        """Id and version of a deal's order to the warehouse."""

        def find(session: Session) -> tuple[int, int]:
            row = session.execute(
                select(WarehouseOrder.id, WarehouseOrder.version)
                .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
                .where(SalesOrder.deal_id == deal_id)
            ).one()
            return row.id, row.version

        return self.store.read(find)


def house(store: Store) -> House:
    """A founded company that sells pumps; Olga, seller of Prom, is signed in."""
    people = store.write(factories.company)
    customer, entity, contact, supplier = store.write(_parties, people["Olga"])
    store.employee_id = people["Olga"]
    return House(store, people, customer, entity, contact, supplier)


def _parties(session: Session, seller_id: int) -> tuple[int, int, int, int]:
    customer = factories.counterparty(
        session,
        "Helios Batterie GmbH",
        CounterpartyKind.LEAD,
        phones=[PHONE],
        contact="Dr. Karin Meinert",
        department="Prom",
        seller_id=seller_id,
        language="de",
    )
    entity = LegalEntity(
        counterparty_id=customer,
        name="Helios Batterie GmbH",
        address="Werkstraße 2\n09112 Chemnitz",
        bank_name="Sparkasse Chemnitz",
        bank_account="DE02120300000000202051",
        bank_code="BYLADEM1001",
        vat_id="DE811569869",
    )
    session.add(entity)
    session.flush()
    contact = session.scalars(select(Contact.id).where(Contact.counterparty_id == customer)).one()
    supplier = factories.counterparty(session, "Pumpenwerk Halle", CounterpartyKind.SUPPLIER)
    return customer, entity.id, contact, supplier


def product(
    at: House,
    code: str,
    price: str = "100.00",
    *,
    made: bool = False,
    bought: bool = False,
    certified: bool = False,
    climatic: bool = False,
) -> int:
    """Id of a new article; made: by the plant; bought: from the supplier."""

    def add(session: Session) -> int:
        trait = None
        if climatic:
            trait = Trait(kind=TraitKind.EQUIPMENT, name=f"Climatic {code}", needs_certificate=True)
            session.add(trait)
            session.flush()
        name = f"Article {code}"
        record = Product(
            code=code,
            name=name,
            folded=folded(f"{name} {code}"),
            price=Decimal(price),
            currency="EUR",
            made=made,
            supplier_id=at.supplier if bought else None,
            needs_certificate=certified,
            equipment_id=trait.id if trait else None,
            lead_days=10,
        )
        session.add(record)
        session.flush()
        return record.id

    at.products[code] = at.store.write(add)
    return at.products[code]


def stock(
    at: House, code: str, quantity: str, batch: str = "L26-1", *, expiry: date | None = None, blocked: bool = False
) -> int:
    """Put goods of an article on the shelf; id of the batch."""

    def add(session: Session) -> int:
        shelf = session.scalars(select(Location).where(Location.code == SHELF)).one_or_none()
        if shelf is None:
            shelf = Location(code=SHELF)
            session.add(shelf)
        record = Batch(product_id=at.products[code], code=batch, received_at=now(session), expiry=expiry, blocked=blocked)
        session.add(record)
        session.flush()
        bring_in(session, MoveKind.OPENING, [Goods(at.products[code], record.id, shelf.id, Decimal(quantity))])
        return record.id

    return at.store.write(add)


def opening(at: House, **changes: Any) -> DealOpening:
    """What a deal can be opened with."""
    values: dict[str, Any] = {
        "title": "Climatic chamber for battery packs",
        "counterparty_id": at.customer,
        "department_id": at.store.read(factories.department, "Prom"),
        "seller_id": at.people["Olga"],
        "needs": (("−70 … +180 °C", False), ("Window in the door", True)),
        "legal_entity_id": at.entity,
        "contacts": ((at.contact, "decides"),),
    }
    return DealOpening(**(values | changes))


def deal(at: House, *lines: tuple[str, str]) -> int:
    """Id of a deal in SELECTION with *lines* (article, quantity)."""
    deal_id = at.store.write(open_deal, opening(at))
    for code, quantity in lines:
        at.store.write(deal_lines.add_line, deal_id, at.version(deal_id), at.products[code], Decimal(quantity))
    return deal_id


def agreed(at: House, deal_id: int) -> None:
    """Agree on the lines, conclude the contract, issue the invoice: all that SELECTION asks for."""
    at.store.write(deal_lines.agree, deal_id, at.version(deal_id))
    at.store.write(papers.conclude_contract, deal_id, at.version(deal_id))
    at.store.write(papers.issue_invoice, deal_id, at.version(deal_id))


def move(at: House, deal_id: int, target: Stage) -> deal_moves.Moved:
    """Move the deal on."""
    return at.store.write(deal_moves.move, deal_id, at.version(deal_id), target)


def sold(at: House, *lines: tuple[str, str], target: Stage = Stage.STOCK_SALE) -> int:
    """Id of a deal whose goods are ordered, in *target*."""
    deal_id = deal(at, *lines)
    agreed(at, deal_id)
    move(at, deal_id, target)
    return deal_id


def shipped(at: House, deal_id: int) -> ShippedRow:
    """Ship everything that is held, by Wanda."""
    with at.acting("Wanda"):
        return at.store.write(shipping.ship, *at.warehouse_order(deal_id))


def received(at: House, kind: Kind, deal_id: int, batch: str = "L26-9") -> None:
    """Receive everything that the deal's plant or supplier order still expects, by Wanda, as counted scans."""

    def order_id(session: Session) -> int:
        order = ProductionOrder if kind == "production" else PurchaseOrder
        query = select(order.id).join(SalesOrder, SalesOrder.id == order.sales_order_id).where(SalesOrder.deal_id == deal_id)
        return session.scalars(query).one()

    with at.acting("Wanda"):
        view = at.store.write(receiving.open_receipt, kind, at.store.read(order_id))
        at.store.write(_scanned, view.id, batch)
        at.store.write(receiving.finish, view.id, view.version)


def _scanned(session: Session, receipt_id: int, batch: str) -> None:
    for line in session.scalars(select(ReceiptLine).where(ReceiptLine.receipt_id == receipt_id)):
        record = Batch(product_id=line.product_id, code=batch, received_at=now(session))
        session.add(record)
        session.flush()
        line.received = line.expected
        session.add(
            ScanRecord(
                nonce=f"{receipt_id}-{line.id}",
                at=now(session),
                recorded_at=now(session),
                code=batch,
                device="test",
                outcome="received",
                receipt_id=receipt_id,
                receipt_line_id=line.id,
                batch_id=record.id,
                quantity=line.expected,
            )
        )
