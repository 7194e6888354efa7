"""Lists for export: the promised columns, page after page, nothing twice and nothing left out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotFound
from app.language import Phrase
from app.models.deals import Deal
from app.models.interactions import Call, Interaction
from app.models.papers import Quotation
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, InteractionKind, MoveKind, QuotationState, TaskKind
from app.operations.import_counterparties import import_counterparties
from app.operations.import_products import import_products
from app.operations.intake import take_letter, take_unreadable
from app.operations.listing import LISTS, Record, page
from app.operations.listing_spec import as_mapped
from app.operations.reservations import reserve
from app.operations.stock import Goods, take_out
from app.tables import Table, TableRow
from tests import factories, stock_factories

PROMISED = {
    "inquiries": "number received_at channel source name company phone email text department seller state counterparty",
    "interactions": "at kind direction automatic counterparty employee text attachments",
    "quarantine": "at origin reason",
    "calls": "linked_id started_at answered_at ended_at direction number raw_number extension employee outcome counterparty",
}


def listed(store: Store, name: str, limit: int = 2_000) -> list[Record]:
    found: list[Record] = []
    after: tuple[int, int] | None = None
    while True:
        part = store.read(page, name, after, limit)
        found += part.records
        after = part.after
        if after is None:
            return found


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_the_columns_that_scripts_rely_on(name: str) -> None:
    assert [field.key for field in LISTS[name].fields] == PROMISED[name].split()


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_list_answers_with_all_its_columns(store: Store, people: dict[str, int], name: str) -> None:
    store.write(furnish, people)
    records = listed(store, name)
    assert records, f"{name} shows nothing"
    for record in records:
        assert list(record) == [field.key for field in LISTS[name].fields]
        assert "" not in record.values()
    for field in LISTS[name].fields:
        values = [record[field.key] for record in records if record[field.key] is not None]
        if field.kind in ("money", "quantity"):
            assert all(isinstance(value, Decimal) for value in values)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_column_is_asked_for(name: str) -> None:
    for part in LISTS[name].parts:
        asked = set(part.query.selected_columns.keys())
        assert "key" in asked
        if part.shape is as_mapped:
            assert {field.key for field in LISTS[name].fields} <= asked


def furnish(session: Session, people: dict[str, int]) -> None:
    """A little of everything that a list may show."""
    take_letter(session, factories.letter("1", phone="+73433102208", company="Ural"))
    take_letter(session, factories.letter("2", automatic="Auto-Submitted"))
    take_unreadable(session, factories.unreadable())
    factories.counterparty(session, "Volga", phones=["+78432001122"], emails=["a@volga.example"], department="Prom")
    product = stock_factories.product(session, "A-1", gtin="04601234567893", has_expiry=True)
    batch = stock_factories.batch(session, product, "L1", 5, expiry=date(2027, 1, 31))
    place = stock_factories.location(session, "A-01")
    take_out(session, MoveKind.ADJUSTMENT, [Goods(product, batch, place, Decimal(1))], reserved=False, reason="count")
    order = stock_factories.sales_order(session, "1", people["Olga"], factories.department(session, "Prom"), [(product, 2)])
    reserve(session, stock_factories.warehouse_order(session, order))
    stock_factories.production_order(session, order)
    stock_factories.purchase_order(session, [(product, 3)])
    deal_id = session.scalars(select(Deal.id)).one()
    session.add(
        Quotation(
            deal_id=deal_id, number="Q-2026-0001", state=QuotationState.SENT, issued_on=date(2026, 8, 3),
            valid_until=date(2026, 9, 3), language="en", currency="EUR", net=Decimal(100), gross=Decimal(119),
        )
    )  # fmt: skip
    session.add(
        Task(
            kind=TaskKind.NEXT_STEP, title="Call {name}", params={"name": "Volga"}, due_at=now(session),
            created_at=now(session), employee_id=people["Olga"], deal_id=deal_id,
        )
    )  # fmt: skip
    call(session, people["Olga"], CallOutcome.ANSWERED)


def call(session: Session, employee_id: int, outcome: CallOutcome) -> None:
    known = factories.counterparty(session, f"Caller {outcome}")
    interaction = Interaction(
        at=now(session), kind=InteractionKind.CALL, direction=Direction.IN, employee_id=employee_id, counterparty_id=known
    )
    session.add(interaction)
    session.flush()
    session.add(
        Call(
            interaction_id=interaction.id, linked_id=f"17.{interaction.id}", started_at=now(session),
            answered_at=now(session), ended_at=now(session), direction=Direction.IN, number="+78432001122",
            raw_number="88432001122", extension="101", outcome=outcome,
        )
    )  # fmt: skip
    session.flush()


def test_a_call_that_goes_on_has_no_outcome_yet(store: Store, people: dict[str, int]) -> None:
    store.write(call, people["Olga"], CallOutcome.GOING)
    store.write(call, people["Olga"], CallOutcome.MISSED)
    assert [record["outcome"] for record in listed(store, "calls")] == [None, "missed"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_follow_each_other(store: Store, limit: int) -> None:
    for n in range(5):
        store.write(take_letter, factories.letter(str(n), email=f"p{n}@x.example"))
    numbers = [record["number"] for record in listed(store, "inquiries", limit)]
    assert numbers == [f"A-2026-{n:04d}" for n in range(1, 6)]


@pytest.mark.parametrize("limit", [1, 100])
def test_a_list_of_several_kinds_is_complete(store: Store, people: dict[str, int], limit: int) -> None:
    store.write(furnish, people)
    kinds = [record["kind"] for record in listed(store, "orders", limit)]
    assert kinds == ["sales", "warehouse", "production", "purchase"]


@pytest.mark.usefixtures("people")
def test_an_inquiry_says_missing_things_as_none(store: Store) -> None:
    store.write(take_letter, factories.letter())
    (record,) = listed(store, "inquiries")
    assert (record["phone"], record["company"], record["department"], record["seller"]) == (None, None, None, None)
    assert (record["state"], record["channel"], record["source"]) == ("new", "email", "letter")
    assert record["counterparty"] == "Dmitri Sokolow"


@pytest.mark.usefixtures("people")
def test_sentences_are_phrases_for_the_reader(store: Store) -> None:
    store.write(take_letter, factories.letter())
    (notice,) = listed(store, "notifications")
    assert isinstance(notice["sentence"], Phrase)
    assert notice["sentence"].said("en") == "New inquiry A-2026-0001: Pump for alkali"


def as_table(name: str, records: list[Record]) -> Table:
    header = tuple(field.key for field in LISTS[name].fields)
    rows = [tuple("" if value is None else str(value) for value in record.values()) for record in records]
    return Table("x", header, 1, tuple(TableRow(number, cells) for number, cells in enumerate(rows, 2)))


def test_what_was_exported_is_imported_without_a_change(store: Store, people: dict[str, int]) -> None:
    store.write(furnish, people)
    both: Mapping[str, Any] = {"counterparties": import_counterparties, "products": import_products}
    for name, take in both.items():
        records = listed(store, name)
        result = store.write(take, as_table(name, records))
        assert (result.created, result.updated, result.unchanged) == (0, 0, len(records))


def test_an_unknown_list_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.read(page, "shoes")
