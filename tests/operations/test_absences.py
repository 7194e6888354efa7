"""Days away: who stands in, also for a substitute who is away; never in a circle, never for oneself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.company import Absence, Employee
from app.models.counterparties import Counterparty
from app.models.terms import TaskKind
from app.operations import absence_entry, absences
from app.operations.absence_entry import DaysAway
from app.operations.absences import _end_of_chain
from app.operations.calls import take_call
from app.operations.intake import take_letter
from tests import factories
from tests.clock import FixedClock
from tests.operations.ringing import STRANGER, missed, ring
from tests.operations.triage_desk import NOON, open_tasks, told

TODAY = NOON.date()
WEEK = timedelta(days=6)


@pytest.fixture
def people(store: Store, clock: FixedClock) -> dict[str, int]:
    clock.moment = NOON
    return store.write(factories.company)


def away(
    store: Store,
    people: dict[str, int],
    who: str,
    substitute: str = "",
    *,
    first: date = TODAY,
    last: date = TODAY + WEEK,
    by: str = "Admin",
) -> absence_entry.AbsenceRow:
    store.employee_id = people[by]
    return store.write(absence_entry.add, DaysAway(people[who], first, last, people.get(substitute)))


def usual(store: Store, people: dict[str, int], who: str, substitute: str) -> None:
    store.employee_id = people["Admin"]
    store.write(absence_entry.choose_usual, people[who], people[substitute])


def stands_in(store: Store, people: dict[str, int], who: str, day: date | None = None) -> str | None:
    found = store.read(absences.substitute_of, people[who], day)
    return next((name for name, employee_id in people.items() if employee_id == found), None)


def test_the_substitute_stands_in_on_these_days_and_no_other(store: Store, people: dict[str, int]) -> None:
    usual(store, people, "Olga", "Pavel")
    assert stands_in(store, people, "Olga") is None
    away(store, people, "Olga", first=TODAY + timedelta(days=1))
    days = [TODAY, TODAY + timedelta(days=1), TODAY + WEEK, TODAY + WEEK + timedelta(days=1)]
    assert [stands_in(store, people, "Olga", day) for day in days] == [None, "Pavel", "Pavel", None]
    assert store.read(absences.standing_in_for, people["Pavel"]) == ()


def test_the_one_chosen_for_these_days_comes_before_the_usual_one(store: Store, people: dict[str, int]) -> None:
    usual(store, people, "Olga", "Pavel")
    away(store, people, "Olga", "Igor")
    assert stands_in(store, people, "Olga") == "Igor"
    assert store.read(absences.standing_in_for, people["Igor"]) == (people["Olga"],)


def test_where_the_substitute_is_away_theirs_stands_in(store: Store, people: dict[str, int]) -> None:
    away(store, people, "Olga", "Pavel")
    away(store, people, "Pavel", "Igor")
    assert stands_in(store, people, "Olga") == "Igor"
    assert store.read(absences.standing_in_for, people["Igor"]) == tuple(sorted((people["Olga"], people["Pavel"])))
    assert store.read(absences.with_substitutes, [people["Olga"], people["Igor"]]) == [people["Olga"], people["Igor"]]


def test_who_has_left_stands_in_for_nobody(store: Store, people: dict[str, int]) -> None:
    away(store, people, "Olga", "Pavel")

    def leave(session: Session) -> None:
        session.get_one(Employee, people["Pavel"]).active = False

    store.write(leave)
    assert stands_in(store, people, "Olga") is None
    assert str(store.read(absences.told_as, people["Olga"], "Olga")).endswith("nobody stands in)")


def test_a_sentence_names_who_is_away(store: Store, people: dict[str, int]) -> None:
    assert store.read(absences.told_as, people["Olga"], "Olga Lebedewa") == "Olga Lebedewa"
    away(store, people, "Olga", "Pavel")
    assert (
        str(store.read(absences.told_as, people["Olga"], "Olga Lebedewa"))
        == "Olga Lebedewa (away until 9 Aug 2026, Pavel Gromow stands in)"
    )


def test_overlapping_days_are_refused_in_a_sentence(store: Store, people: dict[str, int]) -> None:
    row = away(store, people, "Olga", "Pavel")
    with pytest.raises(UserError, match="is away from"):
        away(store, people, "Olga", first=TODAY + WEEK, last=TODAY + WEEK + WEEK)
    changed = DaysAway(people["Olga"], TODAY, TODAY + 2 * WEEK, people["Igor"], "  sea  ")
    later = store.write(absence_entry.change, row.id, row.version, changed)
    assert (later.last_day, later.stands_in, later.note, later.today, later.covered) == (
        TODAY + 2 * WEEK,
        "Igor Petrow",
        "sea",
        True,
        True,
    )
    with pytest.raises(Conflict):
        store.write(absence_entry.remove, row.id, row.version)
    taken_out = store.write(absence_entry.remove, later.id, later.version)
    assert store.read(absences.away) == {}
    assert store.write(absence_entry.add, taken_out).note == "sea"


def test_a_circle_is_refused_on_the_days_on_which_it_would_be_one(store: Store, people: dict[str, int]) -> None:
    away(store, people, "Olga", "Pavel")
    with pytest.raises(UserError, match="choose somebody else"):
        away(store, people, "Pavel", "Olga", first=TODAY + WEEK, last=TODAY + 2 * WEEK)
    away(store, people, "Pavel", "Olga", first=TODAY + WEEK + timedelta(days=1), last=TODAY + 2 * WEEK)
    away(store, people, "Igor", "Olga")
    with pytest.raises(UserError, match="choose somebody else"):
        away(store, people, "Pavel", "Igor")
    usual(store, people, "Pavel", "Igor")
    with pytest.raises(UserError, match="choose somebody else"):
        away(store, people, "Pavel")


@pytest.mark.parametrize(
    ("first", "last", "substitute", "why"),
    [
        (TODAY, TODAY - WEEK, "Pavel", "before the first"),
        (TODAY - WEEK, TODAY - timedelta(days=1), "Pavel", "have passed"),
        (TODAY, TODAY.replace(year=2206), "Pavel", "is the year right"),
        (TODAY, TODAY, "Olga", "stands in for themselves"),
    ],
)
def test_days_that_make_no_sense(
    store: Store, people: dict[str, int], first: date, last: date, substitute: str, why: str
) -> None:
    with pytest.raises(UserError, match=why):
        away(store, people, "Olga", substitute, first=first, last=last)
    assert store.read(absence_entry.rows) == ()


def test_who_may_enter_days_away(store: Store, people: dict[str, int]) -> None:
    for by in ("Pavel", "Viktor", "Marta"):
        with pytest.raises(NotAllowed, match="entered by themselves, their head"):
            away(store, people, "Olga", by=by)
    away(store, people, "Olga", by="Olga")
    away(store, people, "Pavel", by="Igor")
    away(store, people, "Boris", by="Anna")
    with pytest.raises(NotFound):
        store.write(absence_entry.add, DaysAway(999_999, TODAY, TODAY))
    store.employee_id = None
    with pytest.raises(NotAllowed):
        store.read(absence_entry.rows)


def test_each_sees_the_own_days_and_a_head_those_of_the_department(store: Store, people: dict[str, int]) -> None:
    for who in ("Olga", "Boris", "Igor"):
        away(store, people, who)

    def seen_by(name: str) -> list[str]:
        store.employee_id = people[name]
        return [row.name.split()[0] for row in store.read(absence_entry.rows)]

    seen = {name: seen_by(name) for name in ("Olga", "Igor", "Anna", "Admin", "Marta")}
    assert seen == {
        "Olga": ["Olga"],
        "Igor": ["Olga", "Igor"],
        "Anna": ["Boris"],
        "Admin": ["Olga", "Boris", "Igor"],
        "Marta": [],
    }
    store.employee_id = people["Igor"]
    mine = [row.name for row in store.read(absence_entry.colleagues) if row.mine]
    assert mine == ["Igor Petrow", "Olga Lebedewa", "Pavel Gromow"]
    assert [row.name for row in store.read(absence_entry.rows, own=True)] == ["Igor Petrow"]


def test_days_stay_with_the_person(store: Store, people: dict[str, int]) -> None:
    row = away(store, people, "Olga")
    with pytest.raises(UserError, match="stay with the person"):
        store.write(absence_entry.change, row.id, row.version, DaysAway(people["Pavel"], TODAY, TODAY))


def test_a_circle_that_came_into_the_books_otherwise_ends_with_nobody(store: Store, people: dict[str, int]) -> None:
    def circle(session: Session) -> None:
        for who, substitute in (("Olga", "Pavel"), ("Pavel", "Olga")):
            session.add(Absence(employee_id=people[who], substitute_id=people[substitute], first_day=TODAY, last_day=TODAY))

    store.write(circle)
    assert store.read(absences.away) == {people["Olga"]: None, people["Pavel"]: None}


@given(st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8)), st.frozensets(st.integers(1, 8)))
def test_a_chain_ends_with_somebody_at_work_or_nobody(first: dict[int, int | None], at_work: frozenset[int]) -> None:
    for employee_id in first:
        found = _end_of_chain(employee_id, first, at_work)
        assert found is None or (found not in first and found in at_work)


def known(store: Store, people: dict[str, int], substitute: str = "") -> int:
    """Uralchim, a customer of Olga's; *substitute*: whom it names for while she is away."""

    def make(session: Session) -> int:
        party = factories.counterparty(
            session, "Uralchim", emails=["d.sokolow@uralchim.example"], department="Prom", seller_id=people["Olga"]
        )
        session.get_one(Counterparty, party).substitute_id = people.get(substitute)
        return party

    return store.write(make)


@pytest.mark.parametrize(("named", "told_too"), [("", "Pavel"), ("Igor", "Igor"), ("Olga", "Pavel")])
def test_a_customers_letter_reaches_who_stands_in(store: Store, people: dict[str, int], named: str, told_too: str) -> None:
    known(store, people, named)
    away(store, people, "Olga", "Pavel")
    store.employee_id = None
    store.write(take_letter, factories.letter())
    heard = {name for name in ("Olga", "Pavel", "Igor", "Marta") if store.read(told, people[name])}
    assert heard == {"Olga", told_too}


def test_while_everybody_is_at_work_only_the_seller_hears_of_it(store: Store, people: dict[str, int]) -> None:
    known(store, people, "Igor")
    away(store, people, "Olga", "Pavel", first=TODAY + WEEK, last=TODAY + WEEK)
    store.employee_id = None
    store.write(take_letter, factories.letter())
    assert [name for name in ("Olga", "Pavel", "Igor") if store.read(told, people[name])] == ["Olga"]


def test_a_missed_call_is_given_back_by_who_stands_in(store: Store, people: dict[str, int]) -> None:
    store.write(factories.counterparty, "Volga", phones=[STRANGER], department="Prom", seller_id=people["Olga"])
    away(store, people, "Olga", "Pavel")
    store.employee_id = None
    call = ring(STRANGER, at=NOON)
    store.write(take_call, None, call)
    store.write(take_call, None, missed(call))
    assert store.read(open_tasks) == [(TaskKind.CALL_BACK, people["Pavel"])]
