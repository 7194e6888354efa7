"""What the last calls would have done under another table, told before it is changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.events import CallEvent
from app.models.audit import AuditEntry
from app.models.company import Employee
from app.models.inquiries import Inquiry
from app.models.tasks import Task
from app.models.terms import IntakeEvent, Known, Told
from app.operations.call_rule_preview import Count, Preview, Would, preview
from app.operations.calls import take_call
from app.operations.intake_rules_editing import RuleDraft, draft_of, rules
from tests import factories
from tests.factories import RECEIVED
from tests.operations.ringing import STRANGER, answered, hung_up, missed, ring

CUSTOMER = "+74955550117"
MARTA, OLGA = ("Marta Vogel",), ("Olga Lebedewa",)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories, with a customer of Olga's."""
    ids = store.write(factories.company)
    store.write(factories.counterparty, "Uralchim", phones=[CUSTOMER], department="Prom", seller_id=ids["Olga"])
    return ids


@pytest.fixture
def admin(store: Store, people: dict[str, int]) -> Store:
    """The administrator is signed in."""
    return Store(store._bind, employee_id=people["Admin"], clock=store.clock)


def call(number: str | None, minutes: int, **given: str) -> CallEvent:
    """A call so many minutes after the hour of the letters."""
    return ring(number, f"at-{minutes}", at=RECEIVED + timedelta(minutes=minutes), **given)


def take(store: Store, *events: CallEvent) -> None:
    for event in events:
        store.write(take_call, None, event)


def changed(store: Store, event: IntakeEvent, known: Known, **cells: object) -> RuleDraft:
    """The cell of the table, with *cells* changed."""
    (row,) = [each for each in store.read(rules) if (each.event, each.known) == (event, known)]
    return replace(draft_of(row), **cells)  # type: ignore[arg-type]  # cells by their own names


def befores(found: Preview) -> list[Would]:
    return [row.before for row in reversed(found.rows)]


def afters(found: Preview) -> list[Would]:
    return [row.after for row in reversed(found.rows)]


@pytest.fixture
def a_day(admin: Store) -> None:
    """A stranger who is missed and calls again, the customer, who is missed, a withheld number, and a call among us."""
    one, two, known = call(STRANGER, 1), call(STRANGER, 2), call(CUSTOMER, 3)
    take(admin, one, missed(one), two, hung_up(answered(two)), known, missed(known))
    hidden, inside = call(None, 4), call(None, 5, raw="102", direction="internal")
    take(admin, hidden, missed(hidden), inside, missed(inside))


@pytest.mark.usefixtures("a_day")
def test_the_same_table_makes_no_difference(admin: Store) -> None:
    found = admin.read(preview)
    assert (found.differing, found.internal, len(found.rows)) == (0, 1, 4)
    assert befores(found) == afters(found) == [
        Would(lead=True, inquiry=True, call_back=True, told=MARTA),
        Would(told=MARTA),
        Would(call_back=True, told=OLGA),
        Would(inquiry=True, told=MARTA),
    ]  # fmt: skip
    assert found.before == found.after == Count(leads=1, inquiries=2, call_backs=2, notices=4)


@pytest.mark.usefixtures("a_day")
def test_who_is_no_lead_is_a_stranger_again(admin: Store) -> None:
    ring_rule = changed(admin, IntakeEvent.CALL_IN, Known.UNKNOWN, creates_lead=False, creates_inquiry=False)
    found = admin.read(preview, ring_rule)
    # The first was missed, and missed calls of strangers still make a lead: nothing changes for the second.
    assert found.differing == 0
    miss_rule = changed(admin, IntakeEvent.CALL_MISSED, Known.UNKNOWN, creates_lead=False, creates_inquiry=False)
    found = admin.read(preview, ring_rule, miss_rule)
    assert [each.lead for each in afters(found)] == [False, False, False, False]
    assert [each.inquiry for each in afters(found)] == [False, False, False, False]
    assert (found.before.inquiries, found.after.inquiries) == (2, 0)
    assert [row.differs for row in reversed(found.rows)] == [True, False, False, True]


@pytest.mark.usefixtures("a_day")
def test_an_inquiry_of_every_call_of_customers(admin: Store) -> None:
    found = admin.read(
        preview, changed(admin, IntakeEvent.CALL_IN, Known.CUSTOMER, creates_inquiry=True, tells=Told.DISPATCHER)
    )
    (differing,) = [row for row in found.rows if row.differs]
    assert (differing.name, differing.known) == ("Uralchim", Known.CUSTOMER)
    assert differing.before == Would(call_back=True, told=OLGA)
    assert differing.after == Would(inquiry=True, call_back=True, told=(*MARTA, *OLGA))


@pytest.mark.usefixtures("a_day")
def test_no_call_back(admin: Store) -> None:
    found = admin.read(preview, changed(admin, IntakeEvent.CALL_MISSED, Known.CUSTOMER, creates_call_back=False))
    assert (found.before.call_backs, found.after.call_backs) == (2, 1)


@pytest.mark.usefixtures("a_day")
def test_nothing_is_written(admin: Store) -> None:
    # A reading transaction cannot write, on both databases; here it could.
    before = counts(admin)
    admin.write(preview, changed(admin, IntakeEvent.CALL_OUT, Known.UNKNOWN, creates_lead=True))
    assert counts(admin) == before


def counts(store: Store) -> list[int | None]:
    """How many tasks, inquiries and changes of anything there are."""

    def counted(session: Session) -> list[int | None]:
        return [session.scalar(select(func.count()).select_from(kind)) for kind in (Task, Inquiry, AuditEntry)]

    return store.read(counted)


def test_calls_that_we_made_and_our_own_numbers(admin: Store, people: dict[str, int]) -> None:
    out, ours = call(STRANGER, 1, direction="out"), call("+79160000001", 2)
    admin.write(lambda session: setattr(session.get_one(Employee, people["Pavel"]), "phone", "+7 916 000-00-01"))
    take(admin, out, hung_up(answered(out)), ours, missed(ours))
    found = admin.read(
        preview, changed(admin, IntakeEvent.CALL_OUT, Known.UNKNOWN, creates_lead=True, tells=Told.DISPATCHER)
    )
    assert found.internal == 1
    assert afters(found) == [Would(lead=True, told=MARTA)]


def test_an_empty_company(admin: Store) -> None:
    assert admin.read(preview) == Preview((), 0, 0, Count(0, 0, 0, 0), Count(0, 0, 0, 0))


def test_only_the_last_hundred(admin: Store) -> None:
    take(admin, *(hung_up(answered(call(CUSTOMER, minutes))) for minutes in range(103)))
    found = admin.read(preview)
    assert len(found.rows) == 100
    assert found.rows[0].at == RECEIVED + timedelta(minutes=102)


def test_what_makes_no_sense_and_who_may_not(store: Store, admin: Store, people: dict[str, int]) -> None:
    with pytest.raises(UserError, match="not made a lead once more"):
        admin.read(preview, changed(admin, IntakeEvent.CALL_IN, Known.LEAD, creates_lead=True))
    with pytest.raises(NotAllowed):
        Store(store._bind, employee_id=people["Igor"], clock=store.clock).read(preview)
