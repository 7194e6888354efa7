"""Goods: what the company makes, buys and sells, under which barcodes, at which tax."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Amount, Count, LongText, Percent, Record, SortedName, Versioned, choice
from app.models.terms import TraitKind


class Trait(Versioned):
    """One value of a parameter: a kind of equipment, a processed material, a field of application.

    needs_certificate: climatic and simulation equipment is certified by an outside body [M66].
    """

    kind: Mapped[TraitKind] = mapped_column(choice(TraitKind))
    name: Mapped[SortedName]
    needs_certificate: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("kind", "name"),)


class TaxRate(Record):
    """A tax rate from a day on: rates are dated data, never constants (Russia: 22 % since 2026-01-01, law 425-FZ)."""

    code: Mapped[str] = mapped_column(String(16))
    country: Mapped[str] = mapped_column(String(2))
    valid_from: Mapped[date]
    percent: Mapped[Percent]

    __table_args__ = (UniqueConstraint("code", "country", "valid_from"),)


class Product(Versioned):
    """An article. unit: pc, set, kg, m, l … price: net list price in *currency* (ISO 4217).

    made: the plant can make it; supplier_id: who it is bought from. has_expiry: a batch needs an expiry date; shelf_days:
    days that a new batch lasts if the box does not say. lead_days: usual days until plant or supplier delivers.
    """

    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[SortedName]
    folded: Mapped[str]
    description: Mapped[LongText] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(String(16), default="pc")
    price: Mapped[Amount]
    currency: Mapped[str] = mapped_column(String(3))
    tax_code: Mapped[str] = mapped_column(String(16), default="standard")
    equipment_id: Mapped[int | None] = mapped_column(ForeignKey("trait.id"))
    material_id: Mapped[int | None] = mapped_column(ForeignKey("trait.id"))
    made: Mapped[bool] = mapped_column(default=False)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"))
    lead_days: Mapped[int] = mapped_column(default=14)
    has_expiry: Mapped[bool] = mapped_column(default=False)
    shelf_days: Mapped[int | None]
    needs_certificate: Mapped[bool] = mapped_column(default=False)
    needs_commissioning: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index(None, "name", "id"),
        Index(
            "ix_product_folded_trigram",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
    )


class Barcode(Versioned):
    """A code printed on a product or its pack. code: a GTIN in 14 digits, or the company's own; quantity: units inside."""

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    quantity: Mapped[Count]
