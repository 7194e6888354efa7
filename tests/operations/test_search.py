"""One search for everything: any part of a name, a number, an address, best first."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.terms import CounterpartyKind
from app.operations.intake import take_letter
from app.operations.search import find
from tests import factories, stock_factories

MOST_QUESTIONS = 22


def furnish(session: Session) -> dict[str, int]:
    people = factories.company(session)
    known = {
        "volga": factories.counterparty(
            session, "ООО «Волгахимпром»", phones=["+78432001122"], emails=["snab@volgahim.example"], contact="Ирина Котова"
        ),
        "brenner": factories.counterparty(session, "Brenner Anlagenbau GmbH", phones=["+493012345678"]),
        "supplier": factories.counterparty(session, "Größe & Co", CounterpartyKind.SUPPLIER),
        "product": stock_factories.product(session, "NX-65", gtin="04601234567893"),
    }
    stock_factories.batch(session, known["product"], "S26-0031", 4)
    prom = factories.department(session, "Prom")
    stock_factories.sales_order(session, "2026-0007", people["Olga"], prom, [(known["product"], 2)])
    take_letter(session, factories.letter(company="ООО «УралХимМаш»", name="Дмитрий Соколов", subject="Насос"))
    return known


@pytest.fixture
def known(store: Store) -> dict[str, int]:
    return store.write(furnish)


@pytest.mark.parametrize(
    ("text", "what", "whose"),
    [
        ("хим", "customer", "volga"),
        ("ВОЛГА", "customer", "volga"),
        ("котова", "contact", "volga"),
        ("snab@", "customer", "volga"),
        ("olgahim.ex", "customer", "volga"),
        ("8432001", "customer", "volga"),
        ("8 (843) 200-11-22", "customer", "volga"),
        ("+7 843 200", "customer", "volga"),
        ("030 123456", "customer", "brenner"),
        ("anlagen brenner", "customer", "brenner"),
        ("grosse", "supplier", "supplier"),
        ("nx-65", "product", "product"),
        ("4601234567893", "product", "product"),
        ("04601234567893", "product", "product"),
        ("26-003", "batch", "product"),
    ],
)
def test_it_is_found_by(store: Store, known: dict[str, int], text: str, what: str, whose: str) -> None:
    assert (what, known[whose]) in [(row.kind, row.id) for row in store.read(find, text, 20)]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("text", "what", "title"),
    [
        ("D-2026-0007", "deal", "D-2026-0007 Goods"),
        ("d-2026-7", "deal", "D-2026-0007 Goods"),
        ("7", None, None),
        ("0007", "deal", "D-2026-0007 Goods"),
        ("SO-2026-0007", "order", "SO-2026-0007"),
        ("2026-0001", "inquiry", "A-2026-0001 ООО «УралХимМаш»"),
        ("соколов", "inquiry", "A-2026-0001 ООО «УралХимМаш»"),
        ("уралхим", "inquiry", "A-2026-0001 ООО «УралХимМаш»"),
        ("goods", "deal", "D-2026-0007 Goods"),
    ],
)
def test_numbers_and_titles_are_found(store: Store, text: str, what: str | None, title: str | None) -> None:
    found = [(row.kind, row.title) for row in store.read(find, text, 20)]
    assert ((what, title) in found) == (what is not None)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("text", ["", " ", "a", "%", "_%", "100%", "\\", "'", "nothing like this", "\x1d", "«»"])
def test_what_means_nothing_finds_nothing(store: Store, text: str) -> None:
    assert store.read(find, text, 20) == ()


def test_the_best_comes_first_and_the_limit_holds(store: Store) -> None:
    store.write(factories.company)
    for name in ("Alt Wolga", "Wolga Eins", "Neu Wolga", "Wolga Zwei"):
        store.write(factories.counterparty, name)
    assert [row.title for row in store.read(find, "wolga", 3)][:2] == ["Wolga Eins", "Wolga Zwei"]
    assert len(store.read(find, "wolga", 3)) == 3


def test_a_search_asks_a_few_questions(store: Store, known: dict[str, int]) -> None:
    asked: list[str] = []

    def note(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        store.read(find, "0007", 20)
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    assert len(asked) <= MOST_QUESTIONS
    assert known
