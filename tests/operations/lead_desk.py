"""What tests of leads do again and again: inquiries that wait in Prom or are with a seller, and somebody who is away."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.inquiries import Inquiry
from app.models.terms import CloseReason, InquiryState
from app.operations import absence_entry, triage
from app.operations.absence_entry import DaysAway
from app.operations.intake import take_letter
from tests import factories
from tests.operations.triage_desk import NOON, version

TODAY = NOON.date()


def waiting(store: Store, people: dict[str, int], place: int = 0, code: str = "Prom") -> int:
    """The id of an inquiry that the dispatcher has sorted to a department just now."""
    store.employee_id = people["Marta"]
    letter = factories.letter(f"{place}@client.example", email=f"asks{place}@uralchim.example")
    taken = store.write(take_letter, letter)
    assert taken.inquiry_id is not None
    store.write(triage.sort_to, taken.inquiry_id, version(store, taken), store.write(factories.department, code))
    return taken.inquiry_id


def given(store: Store, people: dict[str, int], seller: str = "Olga", place: int = 0) -> int:
    """The id of an inquiry that the head of Prom has given to *seller* just now."""
    inquiry_id = waiting(store, people, place)
    store.employee_id = people["Igor"]
    store.write(triage.assign, inquiry_id, of(store, inquiry_id).version, people[seller])
    return inquiry_id


@dataclass(frozen=True, slots=True)
class Kept:
    """An inquiry as the books have it."""

    version: int
    state: InquiryState
    department_id: int | None
    seller_id: int | None
    climbed_at: datetime | None
    sorted_at: datetime | None
    assigned_at: datetime | None
    due_at: datetime | None
    close_reason: CloseReason | None
    close_note: str
    closed_at: datetime | None
    counterparty_id: int | None


def of(store: Store, inquiry_id: int) -> Kept:
    """The inquiry as the books have it now."""

    def look(session: Session) -> Kept:
        record = session.get_one(Inquiry, inquiry_id)
        return Kept(**{each.name: getattr(record, each.name) for each in fields(Kept)})

    return store.read(look)


def away(
    store: Store, people: dict[str, int], who: str, substitute: str = "", *, last: date = TODAY + timedelta(days=6)
) -> None:
    """*who* is away from today on."""
    store.employee_id = people["Admin"]
    store.write(absence_entry.add, DaysAway(people[who], TODAY, last, people.get(substitute)))
