"""What could not be read waits whole, can be read again, saved, and seen to; each of it once."""

import pytest

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.operations import quarantine, register
from app.operations.intake import take_letter, take_unreadable
from app.operations.quarantine import QuarantineRow
from app.operations.register_spec import Condition, Operator, Shown
from tests import factories

RAW = b"\xff\xfe broken"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def row(store: Store, people: dict[str, int]) -> QuarantineRow:
    store.write(take_unreadable, factories.unreadable(RAW))
    store.employee_id = people["Marta"]
    (row,) = store.read(quarantine.rows)
    return row


def test_the_rows_of_a_window(store: Store, row: QuarantineRow) -> None:
    assert (row.origin, row.reason, row.size, row.resolved_at) == ("INBOX/2", "No header could be read", len(RAW), None)
    assert store.read(quarantine.waiting) == 1
    assert store.read(quarantine.rows, resolved=True) == ()


def test_the_register_tells_what_waits_from_what_was_seen_to(store: Store, row: QuarantineRow) -> None:
    waiting = Shown("quarantine", (Condition("waits", Operator.IS, ("yes",)),), "header")
    done = Shown("quarantine", (Condition("waits", Operator.IS, ("no",)),))
    assert [each.key for each in store.read(register.rows, waiting).rows] == [row.id]
    assert store.read(register.rows, done).rows == ()
    store.write(quarantine.resolve, row.id)
    assert store.read(register.rows, waiting).rows == ()
    assert [each.key for each in store.read(register.rows, done).rows] == [row.id]


def test_a_new_reading_takes_it_in_and_resolves_it(store: Store, row: QuarantineRow) -> None:
    letter = store.read(quarantine.again, row.id)
    assert (letter.raw, letter.origin, letter.received_at) == (RAW, "INBOX/2", factories.RECEIVED)
    taken = store.write(quarantine.taken_again, row.id, factories.letter())
    assert taken.outcome == "inquiry"
    assert store.read(quarantine.waiting) == 0
    with pytest.raises(UserError, match="seen to it"):
        store.write(quarantine.taken_again, row.id, factories.letter("other"))


def test_a_letter_that_came_whole_meanwhile_is_no_second_one(store: Store, row: QuarantineRow) -> None:
    store.employee_id = None
    first = store.write(take_letter, factories.letter())
    taken = store.write(quarantine.taken_again, row.id, factories.letter())
    assert (taken.outcome, taken.interaction_id) == ("duplicate", first.interaction_id)
    assert store.read(quarantine.waiting) == 0


def test_what_fails_again_leaves_it_where_it_was(store: Store, row: QuarantineRow) -> None:
    with pytest.raises(UserError):
        store.write(quarantine.taken_again, row.id, factories.letter(source="carrier pigeon"))
    assert store.read(quarantine.waiting) == 1


def test_a_person_has_seen_to_it_and_takes_that_back(store: Store, row: QuarantineRow) -> None:
    store.write(quarantine.resolve, row.id, " answered by telephone ")
    (done,) = store.read(quarantine.rows, resolved=True)
    assert (done.resolved_by, done.note, done.resolved_at is None) == ("Marta Vogel", "answered by telephone", False)
    with pytest.raises(UserError):
        store.write(quarantine.resolve, row.id)
    store.write(quarantine.reopen, row.id)
    assert store.read(quarantine.waiting) == 1
    with pytest.raises(UserError, match="already"):
        store.write(quarantine.reopen, row.id)


def test_the_raw_letter_can_be_saved(store: Store, row: QuarantineRow) -> None:
    document = store.read(quarantine.raw, row.id)
    assert (document.filename, document.mime, document.data) == (f"quarantine-{row.id}.eml", "message/rfc822", RAW)
    with pytest.raises(NotFound):
        store.read(quarantine.raw, row.id + 1)


def test_only_who_dispatches_sees_to_it(store: Store, row: QuarantineRow, people: dict[str, int]) -> None:
    store.employee_id = people["Olga"]
    for refused in (quarantine.resolve, quarantine.reopen, quarantine.raw, quarantine.again):
        with pytest.raises(NotAllowed):
            store.write(refused, row.id)
    with pytest.raises(NotAllowed):
        store.write(quarantine.taken_again, row.id, factories.letter())
    store.employee_id = None
    with pytest.raises(NotAllowed):
        store.write(quarantine.resolve, row.id)
