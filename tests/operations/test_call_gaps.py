"""What the listener at the exchange asks of the books."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import CallEvent
from app.models.interactions import Call
from app.operations import call_gaps, leases
from app.operations.leases import INTAKE, LeaseLost
from tests import call_factories, factories

BEGAN = datetime(2026, 8, 3, 8, 0, tzinfo=UTC)


def call(linked_id: str, outcome: str = "missed") -> CallEvent:
    """An incoming call."""
    ended = BEGAN if outcome else None
    return CallEvent(linked_id, "in", f"+7916000{linked_id}", linked_id, "101", BEGAN, ended_at=ended, outcome=outcome)


def kept(session: Session) -> list[str]:
    return sorted(session.scalars(select(Call.linked_id)))


def test_several_calls_share_a_commit(store: Store) -> None:
    store.write(leases.take, INTAKE, "me")
    taken = store.write(call_gaps.take_together, "me", [call("1001"), call("1002", "")])
    assert [each.done for each in taken] == [True, False]
    assert store.write(call_gaps.take_together, "me", [call("1001")])[0].first is False
    assert store.read(kept) == ["1001", "1002"]
    with pytest.raises(LeaseLost):
        store.write(call_gaps.take_together, "another", [call("1003")])
    assert store.read(kept) == ["1001", "1002"]


def test_what_the_history_has_to_supply(store: Store) -> None:
    store.write(leases.take, INTAKE, "me")
    unseen = replace(call("1003"), outcome="unknown_end")
    store.write(call_gaps.take_together, "me", [call("1001"), call("1002", ""), unseen])
    assert store.read(call_gaps.wanted, ["1001", "1002", "1003", "1004"]) == {"1002", "1003", "1004"}
    assert store.read(call_gaps.wanted, []) == frozenset()


def test_telephones_and_names(store: Store) -> None:
    people = store.write(factories.company)
    store.write(call_factories.telephone, people["Olga"], "77101")
    assert "77101" in store.read(call_gaps.own_extensions)
    known = store.write(factories.counterparty, "Volga Chemicals")
    assert store.read(call_gaps.name_of, known) == "Volga Chemicals"
    assert store.read(call_gaps.name_of, known + 1_000) == ""
