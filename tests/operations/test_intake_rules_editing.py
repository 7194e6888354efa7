"""The intake table is the administrator's: read by all, changed by one, never to something that makes no sense."""

from typing import Any

import pytest
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.audit import AuditEntry
from app.models.terms import IntakeEvent, Known, Told
from app.operations.calls import take_call
from app.operations.intake_rules_editing import EVENT_WORDS, KNOWN_WORDS, TOLD_WORDS, RuleRow, change, rules
from tests import factories
from tests.operations.ringing import ring


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories."""
    return store.write(factories.company)


@pytest.fixture
def admin(store: Store, people: dict[str, int]) -> Store:
    """The administrator is signed in."""
    return Store(store._bind, employee_id=people["Admin"], clock=store.clock)


def cell(store: Store, event: IntakeEvent, known: Known) -> RuleRow:
    """One cell of the table."""
    (found,) = [row for row in store.read(rules) if (row.event, row.known) == (event, known)]
    return found


def test_the_table_in_its_order(store: Store, people: dict[str, int]) -> None:
    table = store.read(rules)
    assert [(row.event, row.known) for row in table] == [(event, known) for event in IntakeEvent for known in Known]
    assert set(EVENT_WORDS) == set(IntakeEvent)
    assert set(KNOWN_WORDS) == set(Known)
    assert set(TOLD_WORDS) == set(Told)
    assert {row.call_back_minutes for row in table} == {60}


def test_a_changed_rule_holds_from_the_next_call_on(admin: Store) -> None:
    row = cell(admin, IntakeEvent.CALL_IN, Known.UNKNOWN)
    changed = admin.write(change, row.id, row.version, creates_lead=False, tells=Told.NOBODY)
    assert (changed.creates_lead, changed.creates_inquiry, changed.tells) == (False, True, Told.NOBODY)
    assert changed.version == row.version + 1
    taken = admin.write(take_call, None, ring())
    assert (taken.counterparty_id, taken.inquiry_id is not None) == (None, True)


def test_it_stands_in_the_trail(admin: Store, people: dict[str, int]) -> None:
    row = cell(admin, IntakeEvent.CALL_MISSED, Known.LEAD)
    admin.write(change, row.id, row.version, call_back_minutes=15)
    entry = admin.read(
        lambda session: session.execute(
            select(AuditEntry.employee_id, AuditEntry.changes).where(AuditEntry.table_name == "intake_rule")
            .order_by(AuditEntry.id.desc()).limit(1)
        ).one()
    )  # fmt: skip
    assert entry.employee_id == people["Admin"]
    assert entry.changes["call_back_minutes"] == [60, 15]


@pytest.mark.parametrize("who", ["Marta", "Igor", "Olga", "Maria"])
def test_nobody_else_changes_it(store: Store, people: dict[str, int], who: str) -> None:
    row = cell(store, IntakeEvent.CALL_IN, Known.LEAD)
    with pytest.raises(NotAllowed):
        Store(store._bind, employee_id=people[who], clock=store.clock).write(
            change, row.id, row.version, creates_inquiry=True
        )
    with pytest.raises(NotAllowed):
        store.write(change, row.id, row.version, creates_inquiry=True)


def test_two_administrators_at_once(admin: Store) -> None:
    row = cell(admin, IntakeEvent.CALL_MISSED, Known.CUSTOMER)
    admin.write(change, row.id, row.version, call_back_minutes=15)
    with pytest.raises(Conflict) as caught:
        admin.write(change, row.id, row.version, call_back_minutes=30)
    (clash,) = caught.value.clashes
    assert (clash.field, clash.original, clash.mine, clash.theirs) == ("call_back_minutes", 60, 30, 15)
    assert cell(admin, IntakeEvent.CALL_MISSED, Known.CUSTOMER).call_back_minutes == 15


@pytest.mark.parametrize(
    ("event", "known", "cells", "says"),
    [
        (IntakeEvent.CALL_IN, Known.LEAD, {"creates_lead": True}, "not made a lead once more"),
        (IntakeEvent.CALL_IN, Known.UNKNOWN, {"creates_call_back": True}, "Only missed calls"),
        (IntakeEvent.MAIL, Known.CUSTOMER, {"creates_call_back": True}, "Only missed calls"),
        (IntakeEvent.CALL_MISSED, Known.LEAD, {"call_back_minutes": 0}, "minutes of working time"),
        (IntakeEvent.CALL_MISSED, Known.LEAD, {"call_back_minutes": 100_000}, "minutes of working time"),
        (IntakeEvent.CALL_IN, Known.UNKNOWN, {"tells": Told.RESPONSIBLE}, "choose the dispatchers"),
    ],
)
def test_what_makes_no_sense_is_refused(
    admin: Store, event: IntakeEvent, known: Known, cells: dict[str, Any], says: str
) -> None:
    row = cell(admin, event, known)
    with pytest.raises(UserError, match=says):
        admin.write(change, row.id, row.version, **cells)
    assert cell(admin, event, known) == row


def test_a_rule_that_is_not_there(admin: Store) -> None:
    with pytest.raises(NotFound):
        admin.write(change, 999_999, 1, creates_lead=True)
