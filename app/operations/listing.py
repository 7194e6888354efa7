"""Every list that ``export`` knows, fetched in pages by key: a deep page costs what the first one costs.

Missing values are None throughout (null in JSON, empty cells elsewhere), never an empty text. Columns carry the names of
the code; those of inquiries, interactions, calls and quarantine are promised to scripts.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.operations.listing_company import AUDIT, EMPLOYEES, NOTIFICATIONS, TASKS
from app.operations.listing_deals import DEALS, DOCUMENTS, ORDERS
from app.operations.listing_people import CONTACTS, COUNTERPARTIES
from app.operations.listing_requests import CALLS, INQUIRIES, INTERACTIONS, QUARANTINE
from app.operations.listing_spec import ListSpec, Page, Record
from app.operations.listing_stock import BATCHES, MOVES, PRODUCTS, RESERVATIONS, STOCK

__all__ = ["LISTS", "ListSpec", "Page", "Record", "page"]

PAGE = 2_000

LISTS: Mapping[str, ListSpec] = {
    spec.name: spec
    for spec in (
        INQUIRIES,
        INTERACTIONS,
        CALLS,
        QUARANTINE,
        COUNTERPARTIES,
        CONTACTS,
        PRODUCTS,
        DEALS,
        TASKS,
        STOCK,
        BATCHES,
        MOVES,
        ORDERS,
        DOCUMENTS,
        RESERVATIONS,
        AUDIT,
        NOTIFICATIONS,
        EMPLOYEES,
    )
}
"""Name → list."""


def page(session: Session, name: str, after: tuple[int, int] | None = None, limit: int = PAGE) -> Page:
    """The records of list *name* that follow *after* (of the page before; None: from the beginning). Raises NotFound."""
    spec = LISTS.get(name)
    if spec is None:
        raise NotFound("There is no list {name}.", name=name)
    place, key = after or (0, 0)
    part = spec.parts[place]
    rows = session.execute(part.query.where(part.key > key).order_by(part.key).limit(limit)).all()
    records = tuple(_plain(spec, record) for record in part.shape(session, rows))
    if len(rows) == limit:
        return Page(records, (place, rows[-1].key))
    return Page(records, (place + 1, 0) if place + 1 < len(spec.parts) else None)


def _plain(spec: ListSpec, record: Record) -> Record:
    return {each.key: None if (value := record.get(each.key)) == "" else value for each in spec.fields}
