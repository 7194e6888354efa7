"""Reminders before a promised time, and word to the heads when one was missed: each once, and gone when it is done."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.notice_terms import NoticeKind
from app.models.tasks import Notification
from app.models.terms import CloseReason
from app.operations import settings as kept_settings
from app.operations import triage
from app.operations.intake import take_letter
from app.operations.leases import LeaseLost
from app.operations.promise_reminding import REMINDED, REMINDER, remind, stamp
from tests import factories
from tests.clock import FixedClock
from tests.operations.triage_desk import NOON


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


def heard(store: Store, employee_id: int) -> list[str]:
    """What a person reads of the promise just now, with where it leads."""

    def look(session: Session) -> list[str]:
        mine = (Notification.employee_id == employee_id, Notification.kind == NoticeKind.PROMISE)
        rows = session.scalars(select(Notification).where(*mine, Notification.gone_at.is_(None)).order_by(Notification.id))
        return [f"{row.place} {row.record_id} {row.sentence}" for row in rows]

    return store.read(look)


def close(store: Store, employee_id: int, inquiry_id: int | None) -> None:
    store.employee_id = employee_id
    version = store.read(triage.card, inquiry_id or 0).version
    store.write(triage.close, inquiry_id or 0, version, CloseReason.MISTAKEN)
    store.employee_id = None


def test_the_dispatchers_are_reminded_once_of_what_is_left(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    clock.moment = NOON - timedelta(minutes=50)
    first = store.write(take_letter, factories.letter(received_at=clock.moment))
    assert store.write(remind, None) == 0
    clock.moment = NOON - timedelta(minutes=29)
    assert store.write(remind, None) == 1
    store.write(take_letter, factories.letter("b", email="b@b.example"))
    assert store.write(remind, None) == 0
    said = "One inquiry is still to be sorted by {time}."
    assert heard(store, people["Marta"]) == [f"triage {first.inquiry_id} {said}"]
    assert heard(store, people["Igor"]) == []


def test_the_reminder_vanishes_when_the_inbox_is_empty(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    clock.moment = NOON - timedelta(minutes=20)
    taken = [store.write(take_letter, factories.letter(f"{n}", email=f"{n}@b.example")) for n in range(2)]
    store.write(remind, None)
    close(store, people["Marta"], taken[1].inquiry_id)
    store.write(remind, None)
    assert len(heard(store, people["Marta"])) == 1
    close(store, people["Marta"], taken[0].inquiry_id)
    store.write(remind, None)
    assert heard(store, people["Marta"]) == []
    clock.moment = NOON + timedelta(minutes=1)
    assert store.write(remind, None) == 0
    assert heard(store, people["Igor"]) == []


def test_the_heads_hear_once_that_a_time_was_missed(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    clock.moment = NOON - timedelta(minutes=50)
    taken = store.write(take_letter, factories.letter(received_at=clock.moment))
    clock.moment = NOON + timedelta(minutes=3)
    close(store, people["Marta"], taken.inquiry_id)
    clock.moment = NOON + timedelta(minutes=4)
    assert store.write(remind, None) == 3
    assert store.write(remind, None) == 0
    said = "The inbox was not empty at {time}: one inquiry lay there."
    for name in ("Igor", "Anna", "Viktor"):
        assert heard(store, people[name]) == [f"promise {stamp(NOON)} {said}"]


def test_whoever_wants_no_reminder_gets_none(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    store.write(kept_settings.keep, REMINDER, 0)
    clock.moment = NOON - timedelta(minutes=1)
    store.write(take_letter, factories.letter())
    store.write(remind, None)
    assert heard(store, people["Marta"]) == []


@pytest.mark.parametrize("kept", ["what", {"at": "noon", "record_id": "x"}, {"at": 3}])
def test_what_was_kept_and_cannot_be_read_is_said_anew(
    store: Store, people: dict[str, int], clock: FixedClock, kept: object
) -> None:
    store.write(kept_settings.keep, REMINDED, kept)
    store.write(kept_settings.keep, REMINDER, "soon")
    clock.moment = NOON - timedelta(minutes=1)
    store.write(take_letter, factories.letter())
    store.write(remind, None)
    assert len(heard(store, people["Marta"])) == 1


@pytest.mark.usefixtures("people")
def test_only_the_holder_of_the_lease_reminds(store: Store) -> None:
    with pytest.raises(LeaseLost):
        store.write(remind, "somebody")
