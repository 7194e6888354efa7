"""Counterparties: found by any part, edited by two at once without a lost word, never two for one number."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.counterparties import ContactPoint, Counterparty
from app.models.terms import CounterpartyKind
from app.operations import counterparties
from app.operations.counterparties import CounterpartyDraft, CounterpartyRow
from app.operations.intake import take_letter
from tests import factories
from tests.clock import FixedClock

VOLGA = CounterpartyDraft(
    "ООО «Волгахимпром»",
    phones=("8 (843) 200-11-22 доб. 15",),
    emails=(" Snab@Volgahim.example ",),
    contact="Ирина Котова",
)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Olga"]
    return people


def fields(session: Session, counterparty_id: int) -> dict[str, object]:
    record = session.get_one(Counterparty, counterparty_id)
    return {name: getattr(record, name) for name in ("version", "name", "folded", "note", "website", "seller_id")}


def found(store: Store, text: str) -> list[str]:
    return [row.name for row in store.read(counterparties.find, text).rows]


@pytest.mark.usefixtures("people")
def test_a_new_one_is_known_by_number_and_address(store: Store) -> None:
    volga = store.write(counterparties.create, VOLGA)
    for phone, email in (("+78432001122", ""), ("", "snab@volgahim.example"), ("+78432001122", "x@x.example")):
        known = store.read(counterparties.known_by, phone, email)
        assert known is not None
        assert (known.id, known.name, known.kind) == (volga, "ООО «Волгахимпром»", CounterpartyKind.CUSTOMER)
    assert store.read(counterparties.known_by, "+78432001123", "") is None
    assert store.read(counterparties.known_by, "", "") is None

    def points(session: Session) -> set[tuple[str, str, str]]:
        rows = session.execute(select(ContactPoint.value, ContactPoint.raw, ContactPoint.extension))
        return {(row.value, row.raw, row.extension) for row in rows}

    assert ("+78432001122", "8 (843) 200-11-22 доб. 15", "15") in store.read(points)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("draft", "part"),
    [
        (CounterpartyDraft("  "), "needs a name"),
        (CounterpartyDraft("A", phones=("call me",)), "no phone number"),
        (CounterpartyDraft("A", emails=("nobody",)), "no e-mail address"),
        (CounterpartyDraft("A", emails=("a b@c.example",)), "no e-mail address"),
        (CounterpartyDraft("A", phones=("+7 843 200 11 22",)), "belongs to ООО «Волгахимпром» already"),
    ],
)
def test_what_cannot_be_is_refused_whole(store: Store, draft: CounterpartyDraft, part: str) -> None:
    store.write(counterparties.create, VOLGA)
    with pytest.raises(UserError, match=part):
        store.write(counterparties.create, draft)
    assert found(store, "") == ["ООО «Волгахимпром»"]


def test_the_warehouse_makes_no_customers(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Wanda"]
    with pytest.raises(NotAllowed):
        store.write(counterparties.create, VOLGA)
    with pytest.raises(NotAllowed):
        store.write(counterparties.edit, 1, 1, {}, {})


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "text",
    ["волгахим", "ВОЛГАХИМ", "ООО Волгахимпром", "200-11-22", "8 843 200 11 22", "+7843", "snab@", "HIM.exa", "котова"],
)
def test_any_part_finds_it(store: Store, text: str) -> None:
    store.write(counterparties.create, VOLGA)
    store.write(factories.counterparty, "Brenner", phones=["+493012345678"], emails=["einkauf@brenner.example"])
    assert found(store, text) == ["ООО «Волгахимпром»"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("text", ["%", "_", "nobody here", "«»", "'; DROP TABLE counterparty; --", "\\"])
def test_signs_of_sql_are_only_signs(store: Store, text: str) -> None:
    store.write(counterparties.create, VOLGA)
    assert found(store, text) == []


@pytest.mark.usefixtures("people")
def test_pages_follow_each_other_without_gap_or_repeat(store: Store) -> None:
    names = ["Ёлка", "Елец", "Äpfel", "apfel", "Zebra", "Яблоко", "Same", "Same"]
    for name in names:
        store.write(factories.counterparty, name)
    whole = store.read(counterparties.find)
    assert whole.after is None
    seen: list[CounterpartyRow] = []
    after: tuple[str, int] | None = None
    while True:
        page = store.read(counterparties.find, after=after, limit=3)
        seen += page.rows
        after = page.after
        if after is None:
            break
    assert tuple(seen) == whole.rows
    assert len(seen) == len(names)
    assert [row.name for row in seen if row.name in ("Елец", "Ёлка", "Яблоко")] == ["Елец", "Ёлка", "Яблоко"]


@pytest.mark.usefixtures("people")
def test_kinds_narrow_the_directory(store: Store) -> None:
    store.write(factories.counterparty, "A")
    store.write(factories.counterparty, "B", CounterpartyKind.LEAD)
    page = store.read(counterparties.find, kinds=[CounterpartyKind.LEAD])
    assert [(row.name, row.kind) for row in page.rows] == [("B", "LEAD")]


def edit(store: Store, counterparty_id: int, version: int, **mine: object) -> int:
    original: Mapping[str, object] = {"name": "Volga", "note": "", "website": ""}
    return store.write(counterparties.edit, counterparty_id, version, original, mine)


@pytest.mark.usefixtures("people")
def test_different_fields_of_two_people_go_together(store: Store) -> None:
    volga = store.write(factories.counterparty, "Volga")
    edit(store, volga, 1, name="Volga GmbH", note="")
    assert edit(store, volga, 1, name="Volga", note="Pays late") == 3
    kept = store.read(fields, volga)
    assert (kept["name"], kept["folded"], kept["note"]) == ("Volga GmbH", "volga", "Pays late")


@pytest.mark.usefixtures("people")
def test_the_same_field_of_two_people_is_a_conflict(store: Store, clock: FixedClock) -> None:
    volga = store.write(factories.counterparty, "Volga")
    edit(store, volga, 1, note="theirs")
    with pytest.raises(Conflict) as raised:
        edit(store, volga, 1, note="mine", website="mine.example")
    (clash,) = raised.value.clashes
    assert (clash.field, clash.original, clash.mine, clash.theirs) == ("note", "", "mine", "theirs")
    assert clash.label.said("en") == "Note"
    assert raised.value.changed_by == "Olga Lebedewa"
    assert raised.value.changed_at == clock.moment.isoformat()
    assert raised.value.current_version == 2
    assert store.read(fields, volga)["website"] == ""
    assert edit(store, volga, 1, note="theirs") == 2


@pytest.mark.usefixtures("people")
def test_what_cannot_be_edited_is_refused(store: Store) -> None:
    volga = store.write(factories.counterparty, "Volga")
    with pytest.raises(UserError, match="needs a name"):
        edit(store, volga, 1, name=" ")
    with pytest.raises(UserError, match="stays a customer"):
        edit(store, volga, 1, kind=CounterpartyKind.LEAD)
    with pytest.raises(ValueError, match="folded"):
        edit(store, volga, 1, folded="x")
    with pytest.raises(NotFound):
        edit(store, 999_999, 1, note="x")


@pytest.mark.usefixtures("people")
def test_history_is_newest_first_and_ends_where_it_began(store: Store) -> None:
    volga = store.write(factories.counterparty, "Volga", emails=["v@volga.example"])
    for number in (1, 2):
        store.write(take_letter, factories.letter(f"k{number}", email="v@volga.example", subject=f"Letter {number}"))
    lines = [row.text.said("en") for row in store.read(counterparties.history, volga)]
    assert lines == ["Wrote: Letter 2", "Wrote: Letter 1", "Recorded in Kontor"]
    assert len(store.read(counterparties.history, volga, 1)) == 1
    with pytest.raises(NotFound):
        store.read(counterparties.history, 999_999)
