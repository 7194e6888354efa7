"""Registers: paging by key in both directions, counts, sums, filters and search, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotFound, UserError
from app.models.company import Department, Employee
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.terms import Channel, CounterpartyKind, InquiryState, Source, Stage
from app.operations import register
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers import REGISTERS
from tests import factories

DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
INQUIRIES = Shown("inquiries")


def ask(session: Session) -> None:
    """Seven inquiries: two at the very same moment, one of a known company, one long ago."""
    acme = factories.counterparty(session, "Acme Äpfel GmbH", CounterpartyKind.LEAD)
    for number in range(7):
        session.add(
            Inquiry(
                number=f"R-2026-000{number + 1}",
                received_at=DAY + timedelta(hours=max(1, number)) if number else DAY - timedelta(days=40),
                channel=Channel.EMAIL,
                source=Source.SITE_FORM if number % 2 else Source.LETTER,
                subject=f"Pump {number}",
                state=InquiryState.NEW,
                counterparty_id=acme if number == 3 else None,
            )
        )
        session.flush()


@pytest.fixture
def asked(store: Store) -> Store:
    store.write(ask)
    return store


def numbers(store: Store, shown: Shown, *, backwards: bool = False, limit: int = 2) -> list[str]:
    def pages() -> Iterator[str]:
        start = None
        while True:
            found = store.read(register.rows, shown, start, backwards=backwards, limit=limit)
            assert len(found.rows) <= limit
            for row in reversed(found.rows) if backwards else found.rows:
                yield row.cells["number"].removeprefix("R-2026-000")
            if not found.more:
                return
            start = found.rows[0].mark if backwards else found.rows[-1].mark

    return list(pages())


def test_pages_follow_each_other_without_a_gap_or_a_double(asked: Store) -> None:
    assert numbers(asked, INQUIRIES) == ["7", "6", "5", "4", "3", "2", "1"]
    assert numbers(asked, Shown("inquiries", order="received_at")) == ["1", "2", "3", "4", "5", "6", "7"]


def test_from_the_end_the_same_rows_come_in_the_other_direction(asked: Store) -> None:
    assert numbers(asked, INQUIRIES, backwards=True, limit=3) == ["1", "2", "3", "4", "5", "6", "7"]


def test_the_last_page_stands_in_the_order_of_the_list(asked: Store) -> None:
    found = asked.read(register.rows, INQUIRIES, None, backwards=True, limit=2)
    assert [row.cells["number"] for row in found.rows] == ["R-2026-0002", "R-2026-0001"]
    assert found.more


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("source", Operator.IS, ("letter",)), "7531"),
        (Condition("source", Operator.IS_NOT, ("letter",)), "642"),
        (Condition("source", Operator.ONE_OF, ("letter", "site_form")), "7654321"),
        (Condition("received", Operator.IS, ("2026-11-02",)), "765432"),
        (Condition("received", Operator.BEFORE, ("2026-11-02",)), "1"),
        (Condition("received", Operator.AT_LEAST, ("2026-11-03",)), ""),
        (Condition("received", Operator.AT_MOST, ("2026-11-02",)), "7654321"),
        (Condition("answered", Operator.IS, ("no",)), "7654321"),
        (Condition("seller", Operator.UNKNOWN), "7654321"),
        (Condition("seller", Operator.KNOWN), ""),
    ],
)
def test_conditions_narrow_the_list_and_its_count(asked: Store, condition: Condition, expected: str) -> None:
    shown = Shown("inquiries", (condition,))
    assert "".join(numbers(asked, shown)) == expected
    assert asked.read(register.count, shown) == register.Count(len(expected))


def test_the_search_finds_by_number_and_by_the_company(asked: Store) -> None:
    assert numbers(asked, Shown("inquiries", text="acme äpfel")) == ["4"]
    assert numbers(asked, Shown("inquiries", text="r-2026-0003")) == ["3"]
    assert numbers(asked, Shown("inquiries", text="100%_")) == []


def test_one_row_is_found_by_its_key(asked: Store) -> None:
    last = asked.read(register.rows, INQUIRIES, None, limit=1).rows[0]
    assert asked.read(register.record, "inquiries", last.key) == last
    assert asked.read(register.record, "inquiries", 10**6) is None


@pytest.mark.parametrize(
    "shown",
    [
        Shown("inquiries", (Condition("colour", Operator.IS, ("red",)),)),
        Shown("inquiries", (Condition("received", Operator.IS, ("yesterday-ish",)),)),
        Shown("inquiries", (Condition("received", Operator.CONTAINS, ("2026-11-02",)),)),
        Shown("inquiries", (Condition("seller", Operator.IS, ("nobody",)),)),
        Shown("inquiries", (Condition("state", Operator.IS, ("asleep",)),)),
        Shown("inquiries", order="colour"),
        Shown("inquiries", order="subject"),
    ],
)
def test_what_a_list_cannot_do_is_said(asked: Store, shown: Shown) -> None:
    with pytest.raises(UserError):
        asked.read(register.rows, shown)


def test_an_unknown_list_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.read(register.rows, Shown("nothing"))


def test_a_view_survives_being_kept_as_data() -> None:
    shown = Shown("deals", (Condition("stage", Operator.ONE_OF, ("SELECTION", "SERVICE")),), "ac", "net", True)
    assert Shown.from_json(shown.as_json()) == shown


def many(session: Session) -> None:
    """More deals than are counted one by one."""
    acme = factories.counterparty(session, "Acme")
    values = {
        "version": 1,
        "title": "Pump",
        "counterparty_id": acme,
        "department_id": session.scalars(select(Department.id)).first(),
        "seller_id": session.scalars(select(Employee.id)).first(),
        "stage": Stage.SELECTION,
        "stage_entered_at": DAY,
        "created_at": DAY,
        "currency": "EUR",
        "net": Decimal("0.10"),
        "gross": Decimal("0.12"),
    }
    session.execute(insert(Deal), [{**values, "number": f"D-{number}"} for number in range(register.COUNTED + 5)])


def test_a_long_list_is_estimated_and_summed_exactly(store: Store) -> None:
    store.write(many)
    found = store.read(register.count, Shown("deals"))
    assert found.estimate
    assert found.number >= register.COUNTED
    assert store.read(register.total, Shown("deals"), "net") == Decimal("1000.50")
    titled = store.read(register.count, Shown("deals", text="pumpernickel"))
    assert titled == register.Count(0)


@pytest.mark.parametrize("name", list(REGISTERS))
def test_every_register_answers_each_of_its_filters_views_and_orders(store: Store, name: str) -> None:
    store.employee_id = store.read(lambda session: session.scalars(select(Employee.id)).first())
    spec = REGISTERS[name]
    for column in spec.columns:
        if column.sort is not None:
            assert store.read(register.rows, Shown(name, order=column.key)).rows == ()
    for each in spec.filters:
        offered = [value for value, _ in store.read(register.choices, name, each.key)] or list(each.words or {})
        value = {"date": "today", "number": "1", "yes_no": "yes", "text": "a", "choice": str((offered or ["1"])[0])}
        shown = Shown(name, (Condition(each.key, Operator.IS, (value[each.kind],)),))
        assert store.read(register.rows, shown).rows == ()
    for view in spec.presets:
        assert store.read(register.rows, Shown(name, view.conditions, "a")).rows == ()
    assert set(store.read(register.counts, Shown(name))) == {view.key for view in spec.presets if view.counted}
