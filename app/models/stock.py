"""Stock by batch and location: moves are append-only, balances are kept in step by the same transaction."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.language import marked
from app.models.base import Amount, Count, LongText, Moment, Record, Versioned, choice
from app.models.terms import MoveKind, ReservationState


class Location(Versioned):
    """A place in the warehouse. pickable: goods there can be reserved and shipped (not the red shelf)."""

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(default="")
    pickable: Mapped[bool] = mapped_column(default=True)
    receives: Mapped[bool] = mapped_column(default=False)


class Batch(Versioned):
    """Goods of one product that came or were made together. code: the maker's batch, AI (10); expiry: last day of use.

    unit_cost in *currency*. blocked: not to be reserved or shipped, with the reason.
    """

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(String(64))
    expiry: Mapped[date | None] = mapped_column(index=True)
    received_at: Mapped[Moment]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"))
    unit_cost: Mapped[Amount | None]
    currency: Mapped[str] = mapped_column(String(3), default="")
    blocked: Mapped[bool] = mapped_column(default=False)
    blocked_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("product_id", "code"), Index(None, "code"))


class StockMove(Record):
    """One movement of goods, never changed again. from/to: None is outside the warehouse. quantity > 0.

    A wrong move is put right by another one, and both stay.
    """

    append_only: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        Index(None, "batch_id", "at"),
        Index(None, "product_id", "at"),
        Index(None, "at", "id"),
    )

    at: Mapped[Moment]
    kind: Mapped[MoveKind] = mapped_column(choice(MoveKind))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    from_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    to_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Count]
    receipt_line_id: Mapped[int | None] = mapped_column(ForeignKey("receipt_line.id"), index=True)
    shipment_line_id: Mapped[int | None] = mapped_column(ForeignKey("shipment_line.id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    reason: Mapped[str] = mapped_column(default="")


class StockBalance(Record):
    """What lies at one location of one batch. The CHECK is the last guard: nothing is oversold [C11]."""

    audited = False

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    on_hand: Mapped[Count]
    reserved: Mapped[Count]

    __table_args__ = (
        UniqueConstraint("batch_id", "location_id"),
        CheckConstraint(
            "reserved >= 0 AND reserved <= on_hand",
            name="reserved_within_on_hand",
            info={"sentence": marked("Somebody else was quicker: there is not enough free stock any more.")},
        ),
        Index(None, "product_id"),
    )


class Reservation(Versioned):
    """Goods of one batch held for one line of a warehouse order; why: the rule that chose the batch [M57, M94]."""

    balance_id: Mapped[int] = mapped_column(ForeignKey("stock_balance.id"), index=True)
    warehouse_order_line_id: Mapped[int] = mapped_column(ForeignKey("warehouse_order_line.id"), index=True)
    quantity: Mapped[Count]
    state: Mapped[ReservationState] = mapped_column(choice(ReservationState), default=ReservationState.ACTIVE)
    reserved_at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    why: Mapped[str] = mapped_column(default="")
    released_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (CheckConstraint("quantity > 0", name="positive"),)


class ScanRecord(Record):
    """A scan that reached the database: the raw code stays, so that a wrong reading can be repaired.

    nonce is unique: the same scan replayed from the spool changes nothing. outcome: received, picked, refused or undone.
    It is itself the trail of a receipt or a shipment, so the audit trail does not repeat it. What was picked for a warehouse
    order and has no shipment_line_id yet lies packed and has not left.
    """

    audited = False

    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    code: Mapped[LongText]
    device: Mapped[str]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    outcome: Mapped[str] = mapped_column(String(16))
    problem: Mapped[LongText] = mapped_column(default="")
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"), index=True)
    receipt_line_id: Mapped[int | None] = mapped_column(ForeignKey("receipt_line.id"), index=True)
    warehouse_order_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse_order.id"), index=True)
    warehouse_order_line_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse_order_line.id"))
    shipment_line_id: Mapped[int | None] = mapped_column(ForeignKey("shipment_line.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    serial: Mapped[str] = mapped_column(String(32), default="")
    quantity: Mapped[Count | None]
