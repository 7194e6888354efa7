"""Numbers of documents: without gaps, by kind and year."""

from enum import StrEnum

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models.company import NumberSeries
from app.models.session import now


class Series(StrEnum):
    """The kinds of numbered things; the value is the prefix of the number."""

    INQUIRY = "A"
    DEAL = "D"
    QUOTATION = "Q"
    CONTRACT = "C"
    INVOICE = "I"
    SALES_ORDER = "SO"
    WAREHOUSE_ORDER = "WO"
    PRODUCTION_ORDER = "PR"
    PURCHASE_ORDER = "PO"
    RECEIPT = "R"
    SHIPMENT = "S"
    DELIVERY_NOTE = "DN"
    TAX_INVOICE = "TI"
    SERVICE_CONTRACT = "SC"


_SERIES = NumberSeries.metadata.tables[NumberSeries.__tablename__]
_COUNT_ON = (
    update(_SERIES)
    .where(_SERIES.c.kind == bindparam("of_kind"), _SERIES.c.year == bindparam("of_year"))
    .values(last=_SERIES.c.last + 1)
    .returning(_SERIES.c.last)
)
"""Built once: a number is given out in most short transactions."""


def next_number(session: Session, series: Series) -> str:
    """The next number of *series* in the present year: ``D-2026-0417``.

    Call it as late as possible, right before the document is written: it locks the series until the commit, which is
    what keeps it without gaps (a rolled-back document gives its number back).
    """
    year = now(session).year
    last = session.connection().scalar(_COUNT_ON, {"of_kind": series.value, "of_year": year})
    if last is None:
        last = _begin_year(session, series, year)
    return f"{series.value}-{year}-{last:04d}"


def _begin_year(session: Session, series: Series, year: int) -> int:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"kind": series.value, "year": year, "last": 1}
    # Two may begin the year at once: the second one waits for the first, then counts on.
    begun: int | None = session.scalar(
        dialect.insert(NumberSeries)
        .values(values)
        .on_conflict_do_update(index_elements=["kind", "year"], set_={"last": NumberSeries.last + 1})
        .returning(NumberSeries.last)
    )
    assert begun is not None
    return begun


def reserve_numbers(session: Session, series: Series, year: int, last: int) -> None:
    """Begin *series* of *year* after *last*: for moving in from another system."""
    session.execute(insert(NumberSeries).values(kind=series.value, year=year, last=last))
