"""Who somebody may be already: on both databases the same answer, in any notation [M36, C4, C6]."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.models.counterparties import Counterparty, LegalEntity
from app.models.merging import PossibleDouble
from app.models.terms import CounterpartyKind
from app.models.triage_terms import DoubleReason
from app.operations import counterparties, merging, possible_doubles
from app.operations.doubles import Double, Stranger, doubles, notations, typed
from tests import factories
from tests.clock import FixedClock

PHONE, EMAIL = "+73432001122", "info@uralchim.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Igor"]
    return people


@pytest.fixture
def ural(store: Store, people: dict[str, int]) -> int:
    key = store.write(factories.counterparty, "ООО «УралХимМаш»", phones=[PHONE], emails=[EMAIL], seller_id=people["Olga"])
    store.write(entity, key, "7701234567", "DE811569869")
    return key


def entity(session: Session, counterparty_id: int, tax_id: str, vat_id: str = "") -> None:
    session.add(LegalEntity(counterparty_id=counterparty_id, name="УралХимМаш", tax_id=tax_id, vat_id=vat_id))


def said(found: tuple[Double, ...]) -> list[tuple[int, DoubleReason, int]]:
    return [(each.counterparty_id, each.reason, each.likeness) for each in found]


@pytest.mark.parametrize(
    "written", ["+7 343 200-11-22", "8 (343) 200 11 22", "8-343-2001122", "3432001122", "343.200.11.22"]
)
def test_a_number_in_any_notation(store: Store, ural: int, written: str) -> None:
    found = store.read(typed, phone=written)
    assert [(each.counterparty_id, each.reason) for each in found] == [(ural, DoubleReason.PHONE)]
    assert found[0].likeness >= 92
    assert (found[0].seller, found[0].kind, found[0].likely) == ("Olga Lebedewa", "CUSTOMER", True)


def test_what_cannot_be_read_yet_says_nothing(store: Store, ural: int) -> None:
    assert store.read(typed, phone="+7 34", email="info", tax_id="77", name="У") == ()
    assert store.read(typed) == ()
    assert ural


def test_an_address_and_a_tax_number(store: Store, ural: int) -> None:
    assert said(store.read(typed, email=" Info@UralChim.example")) == [(ural, DoubleReason.EMAIL, 100)]
    for number in ("7701234567", "7701234567/770101001", "770 123 45 67"):
        assert said(store.read(typed, tax_id=number)) == [(ural, DoubleReason.TAX_NUMBER, 100)]
    for number in ("DE811569869", "de 811 569 869", "DE811.569.869"):
        assert said(store.read(typed, vat_id=number)) == [(ural, DoubleReason.TAX_NUMBER, 100)]
    assert notations("12/345/67890") == {"12/345/67890", "1234567890"}
    assert notations("") == set()


def test_a_domain_counts_more_with_a_like_name_and_not_at_a_provider(store: Store, ural: int) -> None:
    alone = store.read(typed, name="Somebody else", email="snab@uralchim.example")
    named = store.read(typed, company="УралХимМаш-Сервис", email="snab@uralchim.example")
    assert [(each.reason, each.likeness) for each in (*alone, *named)] == [
        (DoubleReason.DOMAIN, 75),
        (DoubleReason.DOMAIN, 92),
    ]
    store.write(factories.counterparty, "Private", emails=["x@mail.ru"])
    assert store.read(typed, name="Other", email="y@mail.ru") == ()
    assert ural


def test_a_domain_that_many_share_says_something_only_with_the_name(store: Store, people: dict[str, int]) -> None:
    for number in range(15):
        store.write(factories.counterparty, f"Tenant {chr(65 + number) * 6}", emails=[f"t{number}@park.example"])
    assert store.read(typed, company="Newcomer", email="new@park.example") == ()
    assert [each.name for each in store.read(typed, company="Tenant BBBBBB AG", email="new@park.example")] == [
        "Tenant BBBBBB"
    ]
    assert people


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Schmidt Maschinenbau GmbH", "Schmitd Maschinenbau"),
        ("Schmidt Maschinenbau GmbH", "Maschinenbau Schmidt KG"),
        ("ООО «УралХимМаш-Сервис»", "Uralkhimmash Servis"),
        ("Zementny Zawod", "ЗАО Цементный завод"),
        ("Uralmash", "ОАО «Уралмаш»"),
        ("Ural Khim", "Uralkhim"),
        ("Bauer Feinmechanik Dresden", "Bauer Feinmechanik"),
        ("ЧТЗ", "Челябинский тракторный завод"),
        ("Boschx", "Bosch"),
    ],
)
@pytest.mark.usefixtures("people")
def test_a_name_that_is_nearly_the_same(store: Store, known: str, asked: str) -> None:
    key = store.write(factories.counterparty, known)
    store.write(factories.counterparty, "Stadtwerke Gera")
    assert [each.counterparty_id for each in store.read(typed, company=asked)] == [key]


@pytest.mark.usefixtures("people")
def test_many_of_one_trade_do_not_hide_the_one(store: Store) -> None:
    for number in range(150):
        store.write(factories.counterparty, f"{chr(97 + number % 26) * 5}{number:03} Maschinenbau")
    key = store.write(factories.counterparty, "Kreuzburg Maschinenbau GmbH")
    found = store.read(typed, company="Kreutzburg Maschinenbau")
    assert [each.counterparty_id for each in found] == [key]


def test_no_table_is_read_through(store: Store, ural: int) -> None:
    """Even where the planner would like to, every way to a candidate is an index."""
    stranger = Stranger("", "Uralkhimmash", "+73432001123", "x@uralchim.example", None, "7701234568", "DE1234567")
    asked: list[tuple[str, Any]] = []

    def look(session: Session) -> list[str]:
        if store.embedded:
            return []
        connection = session.connection()
        listen = ("before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
        event.listen(connection, *listen)
        doubles(session, stranger)
        event.remove(connection, *listen)
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plans = []
        for statement, params in asked:
            if statement.startswith("SELECT") and "set_config" not in statement:
                rows = connection.exec_driver_sql(f"EXPLAIN {statement}", params)
                plans += [line for (line,) in rows if "Seq Scan" in line]
        return plans

    assert store.read(look) == []
    assert ural


def test_merged_and_judged_ones_are_not_named(store: Store, ural: int) -> None:
    lead = store.write(factories.counterparty, "УралХимМаш Сервис", CounterpartyKind.LEAD)
    other = store.write(factories.counterparty, "УралХимМаш Трейд", CounterpartyKind.LEAD)
    stranger = Stranger("", "УралХимМаш Сервис", "", "", lead)
    assert {each.counterparty_id for each in store.read(doubles, stranger)} == {ural}
    words = store.write(possible_doubles.judge_different, other, ural)
    assert words.said("en") == "УралХимМаш Трейд and ООО «УралХимМаш» are not the same: nobody is asked again."
    assert store.read(doubles, Stranger("", "УралХимМаш Трейд", "", "", other)) == ()
    store.write(possible_doubles.judge_again, ural, other)
    assert [each.counterparty_id for each in store.read(doubles, Stranger("", "УралХимМаш Трейд", "", "", other))] == [ural]

    def merge(session: Session) -> None:
        versions = [session.get_one(Counterparty, each).version for each in (ural, lead)]
        merging.merge(session, ural, versions[0], lead, versions[1], {})

    store.write(possible_doubles.judge_different, other, lead)
    store.write(merge)
    assert [each.counterparty_id for each in store.read(typed, company="УралХимМаш Сервис")] == [ural]
    # What was judged of the merged one holds for the one it belongs to.
    assert store.read(doubles, Stranger("", "УралХимМаш", "", "", other)) == ()
    assert store.read(doubles, Stranger("", "УралХимМаш Трейд", "", "", ural)) == ()


def test_judging_is_refused_to_others_and_for_one_and_the_same(store: Store, ural: int, people: dict[str, int]) -> None:
    lead = store.write(factories.counterparty, "Ural")
    with pytest.raises(UserError, match="itself"):
        store.write(possible_doubles.judge_different, ural, ural)
    with pytest.raises(NotFound):
        store.write(possible_doubles.judge_different, ural, 999_999)
    with pytest.raises(UserError, match="Nobody has said"):
        store.write(possible_doubles.judge_again, ural, lead)
    store.write(possible_doubles.judge_different, ural, lead)
    store.write(possible_doubles.judge_different, lead, ural)
    store.employee_id = people["Olga"]
    with pytest.raises(NotAllowed, match="Only whoever decided"):
        store.write(possible_doubles.judge_again, ural, lead)
    store.employee_id = people["Wanda"]
    for use in (possible_doubles.judge_different, possible_doubles.judge_again):
        with pytest.raises(NotAllowed):
            store.write(use, ural, lead)
    with pytest.raises(NotAllowed):
        store.read(possible_doubles.open_pairs)


def test_pairs_are_noted_once_settled_and_found_again(store: Store, ural: int) -> None:
    lead = store.write(factories.counterparty, "Uralchimmasch", CounterpartyKind.LEAD)
    assert store.write(possible_doubles.noted, lead) == 1
    assert store.write(possible_doubles.noted, ural) == 0
    page = store.read(possible_doubles.open_pairs)
    assert [(row.first.id, row.second.id, row.reason, row.why.said("en")) for row in page.rows] == [
        (ural, lead, DoubleReason.NAME, "Similar name")
    ]
    assert (page.rows[0].first.name, page.rows[0].first.seller, page.rows[0].second.seller, page.after) == (
        "ООО «УралХимМаш»",
        "Olga Lebedewa",
        "",
        None,
    )
    store.write(possible_doubles.judge_different, lead, ural)
    store.write(possible_doubles.noted, lead)
    assert store.read(possible_doubles.open_count) == 0
    store.write(possible_doubles.judge_again, lead, ural)
    assert store.read(possible_doubles.open_count) == 1


def test_pairs_come_by_pages_the_likeliest_first(store: Store, people: dict[str, int]) -> None:
    keys = [store.write(factories.counterparty, f"Company {number}") for number in range(6)]

    def pairs(session: Session) -> None:
        for number, other in enumerate(keys[1:]):
            session.add(
                PossibleDouble(
                    first_id=keys[0],
                    second_id=other,
                    reason=DoubleReason.NAME,
                    likeness=80 + number // 2,
                    found_at=store.clock(),
                )
            )

    store.write(pairs)
    seen, after = [], None
    while True:
        page = store.read(possible_doubles.open_pairs, after, 2)
        seen += [row.likeness for row in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == [82, 81, 81, 80, 80]
    assert people


def test_the_sweep_follows_what_is_recorded_and_changed(store: Store, ural: int, clock: FixedClock) -> None:
    def rounds() -> None:
        clock.advance(minutes=1)
        while store.write(possible_doubles.sweep, None):
            pass

    rounds()
    assert store.read(possible_doubles.open_count) == 0
    lead = store.write(factories.counterparty, "Somebody", CounterpartyKind.LEAD)
    rounds()
    assert store.read(possible_doubles.open_count) == 0
    store.write(rename, lead, "Uralkhimmash")
    # Half a minute has to pass: a line with a lower number may still be under way.
    store.write(possible_doubles.sweep, None)
    assert store.read(possible_doubles.open_count) == 0
    rounds()
    assert [(row.first.id, row.second.id) for row in store.read(possible_doubles.open_pairs).rows] == [(ural, lead)]
    store.write(rename, lead, "Somebody")
    rounds()
    assert store.read(possible_doubles.open_count) == 0


def rename(session: Session, counterparty_id: int, name: str) -> None:
    record = session.get_one(Counterparty, counterparty_id)
    record.name, record.folded = name, counterparties.folded(name)


@pytest.mark.usefixtures("people")
def test_the_books_that_were_there_are_walked_through_bit_by_bit(store: Store, clock: FixedClock) -> None:
    for number in range(30):
        store.write(factories.counterparty, f"Firm {chr(97 + number % 26) * 7}{'x' if number > 25 else ''}")
    store.write(factories.counterparty, "Stadtwerke Gera")
    store.write(factories.counterparty, "Stadtwerke Gera")
    clock.advance(minutes=1)
    looked = []
    while count := store.write(possible_doubles.sweep, None):
        looked.append(count)
    assert max(looked) <= 25
    assert sum(looked) >= 32
    assert "Stadtwerke Gera" in [row.first.name for row in store.read(possible_doubles.open_pairs).rows]
