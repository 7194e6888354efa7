"""Rows that are written past the mapped classes leave the same rows, the same trail and the same news."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.events import Change
from app.models.audit import AuditEntry
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.rows import add_row, complete_row
from app.models.terms import Channel, CounterpartyKind, InquiryState, Source
from tests.clock import FixedClock

LEAD = {"kind": CounterpartyKind.LEAD, "name": "Öl", "folded": "öl", "language": "de"}


def trail(session: Session) -> list[tuple[str, str, int | None, dict[str, Any]]]:
    columns = (AuditEntry.action, AuditEntry.table_name, AuditEntry.record_id, AuditEntry.changes)
    return [tuple(row) for row in session.execute(select(*columns).order_by(AuditEntry.id))]


def row(session: Session, lead: int) -> dict[str, Any]:
    return dict(session.execute(text("SELECT * FROM counterparty WHERE id = :id"), {"id": lead}).mappings().one())


def values(clock: FixedClock, **changed: Any) -> dict[str, Any]:
    return {**LEAD, "created_at": clock.moment, "last_contact_at": None, **changed}


def add_mapped(session: Session, given: dict[str, Any]) -> int:
    lead = Counterparty(**given)
    session.add(lead)
    session.flush()
    return lead.id


def add_past(session: Session, given: dict[str, Any]) -> int:
    return add_row(session, Counterparty, **given)


def add_inquiry(session: Session, lead: int) -> int:
    fields = {"number": "A-1", "channel": Channel.EMAIL, "source": Source.JIVO_CHAT, "state": InquiryState.NEW}
    moment = session.info["now"]()
    return add_row(session, Inquiry, **fields, received_at=moment, due_at=moment, counterparty_id=lead)


def test_a_row_is_the_one_that_the_mapped_class_writes(store: Store, clock: FixedClock) -> None:
    mapped = store.write(add_mapped, values(clock))
    past = store.write(add_past, values(clock))
    assert store.read(row, past) | {"id": mapped} == store.read(row, mapped)
    [first, second] = store.read(trail)
    assert second[:3] == ("insert", "counterparty", past)
    assert second[3] | {"id": [None, mapped]} == first[3]


def test_what_is_completed_is_the_second_version_with_its_line_in_the_trail(store: Store, clock: FixedClock) -> None:
    lead = store.write(add_past, values(clock))

    def complete(session: Session) -> int:
        inquiry = add_inquiry(session, lead)
        complete_row(session, Counterparty, lead, "inquiry_id", inquiry)
        return inquiry

    inquiry = store.write(complete)
    assert store.read(trail)[-1] == (
        "update",
        "counterparty",
        lead,
        {"inquiry_id": [None, inquiry], "version": [1, 2]},
    )
    assert (store.read(row, lead)["inquiry_id"], store.read(row, lead)["version"]) == (inquiry, 2)


def test_a_row_is_announced(store: Store, clock: FixedClock) -> None:
    heard: list[Change] = []
    store.announce = heard.extend
    lead = store.write(add_past, values(clock))
    assert [(change.topic, set(change.ids)) for change in heard] == [("counterparty", {lead})]


def test_a_refused_row_leaves_no_trail(store: Store, clock: FixedClock) -> None:
    def refuse(session: Session) -> None:
        add_past(session, values(clock))
        raise UserError("No.")

    with pytest.raises(UserError):
        store.write(refuse)
    assert store.read(trail) == []
