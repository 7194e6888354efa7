"""One search for everything: any part of a name, a number, an address, best first."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Employee
from app.models.deals import Deal
from app.models.orders import SalesOrder, WarehouseOrder
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CounterpartyKind, OrderState, TaskKind
from app.operations.intake import take_letter
from app.operations.search import find
from tests import factories, stock_factories

MOST_QUESTIONS = 16


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
    known["batch"] = stock_factories.batch(session, known["product"], "S26-0031", 4)
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
        ("26-003", "batch", "batch"),
        ("S26-0031", "batch", "batch"),
        ("nx", "product", "product"),
        ("в", "customer", "volga"),
        ("br", "customer", "brenner"),
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
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "%",
        "q" * 10_000,
        "\x00",
        "\ud800",
        '"' * 9_000,
        "*",
        "NEAR(",
        "^",
        "_%",
        "100%",
        "\\",
        "'",
        "nothing like this",
        "\x1d",
        "«»",
    ],
)
def test_what_means_nothing_finds_nothing(store: Store, text: str) -> None:
    assert store.read(find, text, 20) == ()


def test_the_best_comes_first_and_the_limit_holds(store: Store) -> None:
    store.write(factories.company)
    for name in ("Alt Wolga", "Wolga Eins", "Neu Wolga", "Wolga Zwei"):
        store.write(factories.counterparty, name)
    assert [row.title for row in store.read(find, "wolga", 3)][:2] == ["Wolga Eins", "Wolga Zwei"]
    assert len(store.read(find, "wolga", 3)) == 3


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("ник", ["Николаев Лес", "Завод Никель", "Техника"]),
        ("никель", ["Завод Никель"]),
        ("завод", ["Завод Никель"]),
    ],
)
def test_names_that_begin_so_come_first_then_words_then_parts(store: Store, text: str, titles: list[str]) -> None:
    for name in ("Техника", "Завод Никель", "Николаев Лес"):
        store.write(factories.counterparty, name)
    assert [row.title for row in store.read(find, text, 20)] == titles


def test_exact_numbers_come_before_everything_else(store: Store) -> None:
    store.write(furnish)
    store.write(factories.counterparty, "2026-0007 GmbH")
    found = store.read(find, "2026-0007", 20)
    assert {row.title.split()[0] for row in found[:2]} == {"D-2026-0007", "SO-2026-0007"}
    assert [row.title for row in found[-2:]] == ["2026-0007 GmbH", "Customer 2026-0007"]


def test_orders_open_their_room_or_else_the_deal(store: Store, known: dict[str, int]) -> None:
    def numbered(session: Session) -> tuple[int, int]:
        sale = session.scalars(select(SalesOrder)).one()
        order = WarehouseOrder(sales_order_id=sale.id, number="WO-2026-0033", state=OrderState.OPEN, created_at=now(session))
        session.add(order)
        session.flush()
        return order.id, sale.deal_id

    order, deal = store.write(numbered)
    [row] = store.read(find, "wo-2026-33", 20)
    assert (row.kind, row.opens, row.id, row.otherwise) == ("order", "warehouse_order", order, ("deal", deal))
    assert known


def test_what_belongs_to_a_counterparty_is_found_with_it(store: Store, known: dict[str, int]) -> None:
    def join(session: Session) -> None:
        session.scalars(select(Deal)).one().counterparty_id = known["volga"]

    store.write(join)
    assert ("deal", "D-2026-0007 Goods") in [(row.kind, row.title) for row in store.read(find, "волгахим", 20)]


def test_own_open_tasks_are_found_as_they_are_said(store: Store, known: dict[str, int]) -> None:
    people = store.read(lambda session: dict(session.execute(select(Employee.login, Employee.id)).all()))
    mine, other = list(people.values())[:2]

    def plan(session: Session) -> None:
        for who, done in ((mine, None), (other, None), (mine, now(session))):
            session.add(
                Task(
                    kind=TaskKind.NEXT_STEP,
                    title="Send {what}",
                    params={"what": "drawings"},
                    due_at=now(session),
                    created_at=now(session),
                    employee_id=who,
                    counterparty_id=known["volga"],
                    done_at=done,
                )
            )

    store.write(plan)
    store.employee_id = mine
    for text in ("drawings", "send draw", "волгахим"):
        assert [row.title for row in store.read(find, text, 20) if row.kind == "task"] == ["Send drawings"]
    assert [row for row in store.read(find, "parcel", 20) if row.kind == "task"] == []


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
