"""Two that are one: nothing of either is lost, and nobody merges what is not theirs [M36, C34]."""

import threading
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.audit import AuditEntry
from app.models.counterparties import Contact, Counterparty, LegalEntity
from app.models.merging import Merge, MergedReference
from app.models.session import now
from app.models.tasks import Notification
from app.models.terms import CounterpartyKind
from app.operations import absence_entry, counterparties, counterparty_card, merging, notices, search
from app.operations.intake import take_letter
from app.operations.intake_rules import known_by
from app.operations.merging_references import references
from tests import factories
from tests.clock import FixedClock

PHONE, EMAIL = "+493514829917", "info@helios.example"
SECOND = "einkauf@helios.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Igor"]
    return people


@pytest.fixture
def helios(store: Store, people: dict[str, int]) -> tuple[int, int]:
    """The customer, and the lead that is the same."""
    kept = store.write(
        factories.counterparty,
        "Helios Batterie GmbH",
        phones=[PHONE],
        emails=[EMAIL],
        department="Prom",
        seller_id=people["Olga"],
    )
    lead = store.write(factories.counterparty, "Helios Batteries", CounterpartyKind.LEAD, emails=[SECOND])
    return kept, lead


def versions(session: Session, /, *ids: int) -> list[int]:
    return [session.get_one(Counterparty, each).version for each in ids]


def merge(store: Store, kept: int, merged: int, **chosen: merging.Choice) -> merging.Merged:
    before, after = store.read(versions, kept, merged)
    return store.write(merging.merge, kept, before, merged, after, chosen)


def field(session: Session, counterparty_id: int, name: str) -> Any:
    return getattr(session.get_one(Counterparty, counterparty_id), name)


def change(session: Session, /, counterparty_id: int, **values: Any) -> None:
    for name, value in values.items():
        setattr(session.get_one(Counterparty, counterparty_id), name, value)


def test_everything_of_both_is_the_kept_ones(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    done = merge(store, kept, lead)
    assert done.sentence.said("en") == "Helios Batteries is part of Helios Batterie GmbH now."
    card = store.read(counterparty_card.card, kept)
    assert {point.value for point in card.points} == {PHONE, EMAIL, SECOND}
    assert len(card.people) == 2
    for email in (EMAIL, SECOND):
        known = store.read(known_by, "", email)
        assert known is not None
        assert known.id == kept
    forwarded = store.read(counterparty_card.card, lead)
    assert (forwarded.merged_into_id, forwarded.merged_into, forwarded.points) == (kept, "Helios Batterie GmbH", ())
    assert [row.id for row in store.read(counterparties.find, "helios").rows] == [kept]


def test_the_old_name_leads_to_the_kept_one(store: Store, helios: tuple[int, int]) -> None:
    kept, _ = helios
    alias = store.write(factories.counterparty, "Sonnenspeicher Chemnitz", CounterpartyKind.LEAD)
    store.write(change_contact, alias, "Somebody")
    merge(store, kept, alias)
    assert [row.id for row in store.read(counterparties.find, "sonnenspeicher").rows] == [kept]
    found = store.read(search.find, "sonnenspeicher")
    assert [(row.id, row.title, row.subtitle, row.opens) for row in found] == [
        (kept, "Helios Batterie GmbH", "Sonnenspeicher Chemnitz", "counterparty")
    ]


def change_contact(session: Session, counterparty_id: int, name: str) -> None:
    person = session.scalars(select(Contact).where(Contact.counterparty_id == counterparty_id)).one()
    person.name, person.folded = name, name.lower()


def test_a_letter_to_the_merged_ones_address_joins_the_history_of_the_kept_one(
    store: Store, helios: tuple[int, int]
) -> None:
    kept, lead = helios
    merge(store, kept, lead)
    assert store.write(take_letter, factories.letter(email=SECOND)).counterparty_id == kept


def test_no_column_that_names_a_counterparty_is_forgotten(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    merge(store, kept, lead)

    def left(session: Session) -> list[tuple[str, str]]:
        named = select(1)
        return [each.key for each in references() if session.scalar(named.where(each.names(lead_row)).limit(1))]

    lead_row = select(Counterparty.id).where(Counterparty.id == lead).scalar_subquery()
    assert store.read(left) == []
    assert {("deal", "counterparty_id"), ("purchase_order", "supplier_id"), ("counterparty", "group_id")} <= {
        each.key for each in references()
    }


def test_both_sides_are_shown_field_by_field(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    store.write(change, kept, note="Pays late")
    store.write(change, lead, note="Met at the fair", website="helios.example")
    shown = store.read(merging.compare, kept, lead)
    by_name = {pair.name: pair for pair in shown.fields}
    assert (by_name["website"].kept, by_name["website"].merged, by_name["website"].proposed) == (
        "",
        "helios.example",
        "merged",
    )
    assert (by_name["seller_id"].kept, by_name["seller_id"].merged, by_name["seller_id"].proposed) == (
        "Olga Lebedewa",
        "",
        "kept",
    )
    assert (by_name["note"].proposed, by_name["note"].may_be_both) == ("both", True)
    assert by_name["language"].same
    assert {pair.table: (pair.kept, pair.merged) for pair in shown.counts} == {"contact": (1, 1), "contact_point": (2, 1)}
    assert not shown.different


def test_what_is_not_chosen_is_as_proposed_and_both_notes_stay(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    store.write(change, kept, note="Pays late", website="old.example")
    store.write(change, lead, note="Met at the fair", website="helios.example")
    merge(store, kept, lead, website="merged")
    assert store.read(field, kept, "note") == "Pays late\n\nMet at the fair"
    assert store.read(field, kept, "website") == "helios.example"
    assert store.read(field, kept, "name") == "Helios Batterie GmbH"
    assert store.read(field, lead, "note") == "Met at the fair"


def test_a_customer_wins_over_a_lead_and_a_name_over_a_number(store: Store, people: dict[str, int]) -> None:
    lead = store.write(factories.counterparty, "+49 351 4829917", CounterpartyKind.LEAD, phones=[PHONE])
    customer = store.write(factories.counterparty, "Helios", seller_id=people["Olga"], department="Prom")
    merge(store, lead, customer)
    assert store.read(field, lead, "kind") is CounterpartyKind.CUSTOMER
    assert store.read(field, lead, "name") == "Helios"
    assert store.read(field, lead, "folded") == "helios"
    assert store.read(field, lead, "seller_id") == people["Olga"]
    assert store.read(field, lead, "department_id") == store.write(factories.department, "Prom")


def test_nobody_makes_a_lead_of_a_customer(store: Store, helios: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="stays a customer"):
        merge(store, *helios, kind="merged")
    with pytest.raises(ValueError, match="folded"):
        merge(store, *helios, folded="merged")


def test_the_same_one_a_merged_one_and_one_that_is_not_there_are_refused(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    with pytest.raises(UserError, match="itself"):
        merge(store, kept, kept)
    with pytest.raises(NotFound):
        store.write(merging.merge, kept, 1, 999_999, 1, {})
    with pytest.raises(NotFound):
        store.read(merging.compare, 999_999, kept)
    other = store.write(factories.counterparty, "Helios Solar")
    merge(store, kept, lead)
    for pair in ((kept, lead), (lead, kept), (other, lead), (lead, other)):
        with pytest.raises(UserError, match="was a double and is merged"):
            merge(store, *pair)


def test_a_group_is_no_double_of_what_belongs_to_it(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    between = store.write(factories.counterparty, "Helios Holding")
    store.write(change, lead, group_id=between)
    store.write(change, between, group_id=kept)
    for pair in ((kept, lead), (lead, kept)):
        with pytest.raises(UserError, match="take it out of the group"):
            merge(store, *pair)


def test_who_belonged_to_the_group_of_the_merged_one_belongs_to_the_kept_ones(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    member = store.write(factories.counterparty, "Helios Nord")
    store.write(change, member, group_id=lead)
    merge(store, kept, lead)
    assert store.read(field, member, "group_id") == kept


def test_somebody_who_changed_it_meanwhile_is_not_passed_over(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    before, after = store.read(versions, kept, lead)
    store.write(change, lead, note="They called")
    with pytest.raises(Conflict):
        store.write(merging.merge, kept, before, lead, after, {})
    assert store.read(field, lead, "merged_into_id") is None


def test_a_seller_merges_the_own_ones_only(store: Store, helios: tuple[int, int], people: dict[str, int]) -> None:
    kept, lead = helios
    store.employee_id = people["Pavel"]
    with pytest.raises(NotAllowed, match="belongs to Olga Lebedewa"):
        merge(store, kept, lead)
    with pytest.raises(NotAllowed):
        store.read(merging.compare, kept, lead)
    store.employee_id = people["Wanda"]
    with pytest.raises(NotAllowed):
        merge(store, kept, lead)
    other = store.write(factories.counterparty, "Helios again")
    store.employee_id = people["Olga"]
    with pytest.raises(NotAllowed, match="Nobody sells"):
        merge(store, lead, other)
    merge(store, kept, lead)
    store.employee_id = None
    with pytest.raises(NotAllowed):
        merge(store, kept, other)


def test_who_stands_in_merges_too(store: Store, helios: tuple[int, int], people: dict[str, int], clock: FixedClock) -> None:
    day = clock().date()
    store.employee_id = people["Admin"]
    store.write(absence_entry.add, absence_entry.DaysAway(people["Olga"], day, day, people["Pavel"]))
    store.employee_id = people["Pavel"]
    assert merge(store, *helios).kept_id == helios[0]


def test_sellers_hear_of_it_and_notices_lead_to_the_kept_one(
    store: Store, helios: tuple[int, int], people: dict[str, int]
) -> None:
    kept, lead = helios
    store.write(change, lead, seller_id=people["Pavel"])

    def tell(session: Session) -> None:
        session.add(
            Notification(
                employee_id=people["Pavel"], at=now(session), sentence="Wrote", place="counterparties", record_id=lead
            )
        )

    store.write(tell)
    merge(store, kept, lead)
    for name in ("Olga", "Pavel"):
        store.employee_id = people[name]
        rows = store.read(notices.page).rows
        assert "Helios Batteries turned out to be Helios Batterie GmbH: both are one now." in [
            row.phrase.said("en") for row in rows
        ]
        assert {row.record_id for row in rows} == {kept}


def test_the_trail_tells_of_the_merge_and_of_each_record(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    done = merge(store, kept, lead)

    def lines(session: Session) -> set[tuple[str, str]]:
        moved = [kept, lead]
        rows = session.execute(select(AuditEntry.table_name, AuditEntry.changes).where(AuditEntry.action == "update"))
        told = {(row.table_name, "moved") for row in rows if row.changes.get("counterparty_id") == moved[::-1]}
        made = session.scalars(
            select(AuditEntry).where(AuditEntry.table_name == "merge", AuditEntry.record_id == done.merge_id)
        )
        return told | {("merge", entry.action) for entry in made}

    assert store.read(lines) == {("contact", "moved"), ("contact_point", "moved"), ("merge", "insert")}

    def version(session: Session) -> int:
        return session.scalars(select(Contact).where(Contact.name == "Helios Batteries")).one().version

    assert store.read(version) == 2


def test_what_still_comes_to_the_merged_one_is_brought_along(store: Store, helios: tuple[int, int]) -> None:
    kept, lead = helios
    done = merge(store, kept, lead)

    def late(session: Session) -> None:
        session.add(LegalEntity(counterparty_id=lead, name="Helios Batterie GmbH", tax_id="201/113/40209"))

    store.write(late)
    assert store.write(merging.gather, None) == 1
    assert store.write(merging.gather, None) == 0

    def whose(session: Session) -> tuple[int, set[str]]:
        remembered = select(MergedReference.table_name).where(MergedReference.merge_id == done.merge_id)
        return session.scalars(select(LegalEntity)).one().counterparty_id, set(session.scalars(remembered))

    assert store.read(whose) == (kept, {"contact", "contact_point", "identity", "legal_entity"})


def test_two_who_merge_the_same_at_once_do_it_once(fresh_store: Store, database_url: str) -> None:
    people = fresh_store.write(factories.company)
    one, other = (fresh_store.write(factories.counterparty, name) for name in ("Helios", "Helios Batterie"))
    before = fresh_store.read(versions, one, other)
    outcomes: list[object] = []
    begin = threading.Barrier(2)

    def decide(kept: int, merged: int) -> None:
        store = Store(database_url, employee_id=people["Igor"])
        order = dict(zip((one, other), before, strict=True))
        begin.wait()
        try:
            outcomes.append(store.write(merging.merge, kept, order[kept], merged, order[merged], {}))
        except UserError as error:
            outcomes.append(error)
        store.close()

    threads = [threading.Thread(target=decide, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(each, merging.Merged) for each in outcomes) == [False, True]

    def standing(session: Session) -> int:
        return len(session.scalars(select(Merge)).all())

    assert fresh_store.read(standing) == 1
