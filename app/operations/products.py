"""Articles for a deal's lines, with what is free of them [M45, M52]."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.counterparties import Counterparty
from app.models.naming import folded
from app.models.products import Barcode, Product
from app.operations.order_splitting import ZERO, free_stock

ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class ProductRow:
    """An article. price: net list price in *currency*; free: what may be reserved now; supplier: "" if it is not bought."""

    id: int
    code: str
    name: str
    unit: str
    price: Decimal
    currency: str
    free: Decimal
    made: bool
    supplier: str
    lead_days: int


def find(session: Session, text: str, limit: int = 20) -> tuple[ProductRow, ...]:
    """Sold articles by part of their name, begin of their code, or barcode; an exact code first, then by name."""
    wanted = text.strip()
    query = (
        select(
            Product.id,
            Product.code,
            Product.name,
            Product.unit,
            Product.price,
            Product.currency,
            Product.made,
            Product.lead_days,
            Counterparty.name.label("supplier"),
        )
        .outerjoin(Counterparty, Counterparty.id == Product.supplier_id)
        .where(Product.active)
    )
    if wanted:
        by_code = Product.code.ilike(f"{_literal(wanted)}%", escape=ESCAPE)
        by_barcode = Product.id.in_(select(Barcode.product_id).where(Barcode.code.in_(_codes(wanted))))
        words = [Product.folded.like(f"%{_literal(word)}%", escape=ESCAPE) for word in folded(wanted).split()]
        by_name = [Product.id.in_(select(Product.id).where(*words))] if words else []
        query = query.where(or_(by_code, by_barcode, *by_name)).order_by(Product.code != wanted)
    rows = session.execute(query.order_by(Product.name, Product.id).limit(limit)).all()
    free = free_stock(session, [row.id for row in rows])
    return tuple(
        ProductRow(
            r.id, r.code, r.name, r.unit, r.price, r.currency, free.get(r.id, ZERO), r.made, r.supplier or "", r.lead_days
        )
        for r in rows
    )


def _literal(text: str) -> str:
    """*text* for LIKE, its own wild cards meant as themselves."""
    return text.replace(ESCAPE, ESCAPE * 2).replace("%", f"{ESCAPE}%").replace("_", f"{ESCAPE}_")


def _codes(text: str) -> Sequence[str]:
    """How a barcode may be kept: as it was read, or as a GTIN of 14 digits."""
    return (text, text.zfill(14)) if text.isascii() and text.isdigit() else (text,)
