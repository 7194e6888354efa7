"""What records of any kind are called, in the words of whoever knows them: for the questions before two are parted."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase, restored
from app.models.all import Base
from app.operations.history import gist

_CALLED: Mapping[str, tuple[str, ...]] = {
    "contact": ("name", "position"),
    "contact_point": ("value",),
    "legal_entity": ("name", "tax_id"),
    "site": ("name", "address"),
    "inquiry": ("number", "name", "subject"),
    "deal": ("number", "title"),
    "interaction": ("at", "subject", "text"),
    "outgoing_letter": ("subject",),
    "task": ("title", "params"),
    "attachment": ("name",),
    "quality_call": ("note",),
    "difficult_case": ("cause_note",),
    "purchase_order": ("number",),
    "product": ("code", "name"),
    "batch": ("code",),
    "counterparty": ("name",),
}
"""Columns of which a title is made."""


def titles(session: Session, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str | Phrase]:
    """The title of each of *records* (table, id)."""
    wanted: dict[str, list[int]] = {}
    for table, record_id in records:
        wanted.setdefault(table, []).append(record_id)
    found: dict[tuple[str, int], str | Phrase] = {}
    for table, ids in wanted.items():
        rows = Base.metadata.tables[table].c
        query = select(rows.id, *(rows[name] for name in _CALLED[table])).where(rows.id.in_(ids))
        found |= {(table, row[0]): _title(table, row[1:]) for row in session.execute(query)}
    return found


def _title(table: str, values: Iterable[Any]) -> str | Phrase:
    given = tuple(values)
    if table == "task":
        return restored(*given)
    if table == "interaction":
        return phrase("{time}: {text}", time=given[0], text=gist(given[1], given[2]))
    return " · ".join(str(each) for each in given if each)
