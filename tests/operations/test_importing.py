"""Moving counterparties and articles in: whole or not at all, the same list twice without a second copy."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.models.audit import AuditEntry
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity, LegalEntity, Site
from app.models.products import Barcode, Product, Trait
from app.models.terms import CounterpartyKind
from app.operations.import_columns import COUNTERPARTY_COLUMNS, PRODUCT_COLUMNS, Aliases
from app.operations.import_counterparties import import_counterparties
from app.operations.import_products import import_products
from app.operations.importing import ImportRefused, ImportResult
from app.operations.intake import take_letter
from app.tables import Table, read_table
from tests import factories

KEPT = (Counterparty, Identity, Contact, ContactPoint, LegalEntity, Site, Product, Barcode, Trait, AuditEntry)


def table(text: str, aliases: Aliases = COUNTERPARTY_COLUMNS) -> Table:
    known = [title for field, titles in aliases.items() for title in (field, *titles)]
    return read_table(text.encode(), "list.csv", known)


def taken(store: Store, text: str, **options: Any) -> ImportResult:
    return store.write(import_counterparties, table(text), **options)


def goods(store: Store, text: str) -> ImportResult:
    return store.write(import_products, table(text, PRODUCT_COLUMNS))


def counts(result: ImportResult) -> tuple[int, int, int]:
    return result.created, result.updated, result.unchanged


def kept(session: Session) -> dict[str, int]:
    return {kind.__name__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KEPT}


def all_of(session: Session, *columns: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]


def problems(store: Store, text: str, take: Callable[..., ImportResult] = taken) -> list[tuple[int, str, str, str]]:
    before = store.read(kept)
    with pytest.raises(ImportRefused) as refused:
        take(store, text)
    assert store.read(kept) == before
    return [(each.row, each.column, each.value, each.sentence.said("en")) for each in refused.value.problems]


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "text",
    [
        "name,kind,phone,email,department\nООО «Волга»,CUSTOMER,+78432001122,SNAB@volga.example,Prom\n",
        "Firma;Art;Telefon;E-Mail;Abteilung\nООО «Волга»;Kunde;+7 843 200-11-22;snab@volga.example;PROM\n",
        "Контрагент;Вид;Телефон;Эл. почта;Отдел\nООО «Волга»;клиент;8 (843) 200-11-22;snab@volga.example;Prom\n",
    ],
)
def test_a_list_in_any_language_moves_in_once(store: Store, text: str) -> None:
    assert counts(taken(store, text)) == (1, 0, 0)
    once = store.read(kept)
    assert counts(taken(store, text)) == (0, 0, 1)
    assert store.read(kept) == once
    assert store.read(all_of, Counterparty.kind, Counterparty.name, Counterparty.folded) == [
        (CounterpartyKind.CUSTOMER, "ООО «Волга»", "волга")
    ]
    assert store.read(all_of, ContactPoint.value, ContactPoint.tail) == [
        ("+78432001122", "8432001122"),
        ("snab@volga.example", ""),
    ]
    assert store.read(all_of, Identity.value) == [("+78432001122",), ("snab@volga.example",)]


@pytest.mark.usefixtures("people")
def test_letters_of_those_who_moved_in_join_their_history(store: Store) -> None:
    taken(store, "name,kind,email\nVolga,CUSTOMER,snab@volga.example\n")
    assert store.write(take_letter, factories.letter(email="snab@volga.example")).outcome == "history"


@pytest.mark.usefixtures("people")
def test_everything_that_a_row_may_say(store: Store) -> None:
    text = (
        "Наименование;Вид;Менеджер;Контактное лицо;Должность;Телефон;Телефон 2;E-mail;Язык;Страна;ИНН;КПП;Юр. адрес;"
        "Адрес доставки;Банк;Р/с;БИК;Корр. счёт;Сайт;Примечание;Полное наименование\n"
        'Волга;Покупатель;Olga Lebedewa;Ирина Котова;закупки;"8 843 200-11-22, доб. 15";8 843 200-11-33;'
        "a@volga.example, b@volga.example;русский;Россия;1655 1234 56;165501001;Казань, ул. Баумана 1;"
        "Казань, склад 2;Сбербанк;40702810900000000001;049205603;30101810600000000603;volga.example;VIP;"
        "ООО «Волга Насос»\n"
    )
    result = taken(store, text)
    assert (counts(result), result.unknown_columns) == ((1, 0, 0), ())
    assert store.read(all_of, Counterparty.language, Counterparty.region, Counterparty.website, Counterparty.note) == [
        ("ru", "RU", "volga.example", "VIP")
    ]
    assert store.read(all_of, Contact.name, Contact.position) == [("Ирина Котова", "закупки")]
    assert store.read(all_of, ContactPoint.value, ContactPoint.extension) == [
        ("+78432001122", "15"), ("+78432001133", ""), ("a@volga.example", ""), ("b@volga.example", "")
    ]  # fmt: skip
    entity = store.read(
        all_of, LegalEntity.name, LegalEntity.tax_id, LegalEntity.tax_reason_code, LegalEntity.address,
        LegalEntity.bank_account, LegalEntity.bank_code, LegalEntity.correspondent_account, LegalEntity.country,
    )  # fmt: skip
    assert entity == [
        ("ООО «Волга Насос»", "1655123456", "165501001", "Казань, ул. Баумана 1", "40702810900000000001", "049205603",
         "30101810600000000603", "RU")
    ]  # fmt: skip
    assert store.read(all_of, Site.address) == [("Казань, склад 2",)]
    assert counts(taken(store, text)) == (0, 0, 1)


@pytest.mark.usefixtures("people")
def test_every_problem_of_every_cell_is_said_and_nothing_is_written(store: Store) -> None:
    text = (
        "name,kind,phone,email,department,seller,language,country\n"
        "Good,customer,+78432001122,,,,,\n"
        "Bad,boss,12345,no-address,Nord,Nobody,Klingon,Utopia\n"
        ",,+78432001133,,,,,\n"
    )
    found = problems(store, text)
    assert [(row, column, value) for row, column, value, _ in found] == [
        (3, "kind", "boss"),
        (3, "phone", "12345"),
        (3, "email", "no-address"),
        (3, "department", "Nord"),
        (3, "seller", "Nobody"),
        (3, "language", "Klingon"),
        (3, "country", "Utopia"),
        (4, "name", ""),
    ]
    assert "there are Vys, Test, Prom, Term" in found[3][3]


@pytest.mark.usefixtures("people")
def test_a_trial_run_says_what_would_happen(store: Store) -> None:
    taken(store, "name,kind,phone\nVolga,customer,+78432001122\n")
    before = store.read(kept)
    text = "name,kind,phone,note\nVolga,customer,+78432001122,new\nNeva,customer,+78122001122,\n"
    result = store.read(import_counterparties, table(text), dry_run=True)
    assert counts(result) == (1, 1, 0)
    bad = store.read(import_counterparties, table("name,kind\nX,boss\n"), dry_run=True)
    assert [each.value for each in bad.problems] == ["boss"]
    assert store.read(kept) == before


@pytest.mark.usefixtures("people")
def test_filled_cells_win_and_empty_ones_change_nothing(store: Store) -> None:
    taken(store, "name,kind,phone,note,website\nVolga,customer,+78432001122,old,v.example\n")
    again = taken(store, "name,kind,phone,email,note,website\nVolga,,+78432001122,x@v.example,new,\n")
    assert counts(again) == (0, 1, 0)
    assert store.read(all_of, Counterparty.note, Counterparty.website) == [("new", "v.example")]
    assert store.read(all_of, ContactPoint.value) == [("+78432001122",), ("x@v.example",)]


@pytest.mark.usefixtures("people")
def test_rows_of_one_counterparty_are_one(store: Store) -> None:
    text = (
        "name,kind,contact,phone,email,tax_id\n"
        "Volga GmbH,customer,Irina,+78432001122,,1655123456\n"
        "Volga,customer,Oleg,+78432001133,,\n"
        "Wolga Handel,customer,Anna,,a@volga.example,1655123456\n"
        "Volga GmbH,customer,Irina,+78432001122,,1655123456\n"
        "Total,,,,,\n"
    )
    assert counts(taken(store, text)) == (1, 0, 0)
    assert [name for (name,) in store.read(all_of, Contact.name)] == ["Anna", "Irina", "Oleg"]
    assert counts(taken(store, text)) == (0, 0, 1)


@pytest.mark.usefixtures("people")
def test_two_of_one_name_with_different_tax_numbers_are_two(store: Store) -> None:
    text = "name,kind,tax_id\nВектор,customer,1655123456\nООО Вектор,customer,7701234567\n"
    assert counts(taken(store, text)) == (2, 0, 0)
    assert counts(taken(store, text)) == (0, 0, 2)


@pytest.mark.usefixtures("people")
def test_what_belongs_to_another_is_a_problem(store: Store) -> None:
    taken(store, "name,kind,phone,email\nVolga,customer,+78432001122,\nNeva,customer,,info@neva.example\n")
    assert problems(store, "name,kind,phone,email\nVolga,customer,+78432001122,info@neva.example\n") == [
        (2, "email", "info@neva.example", "This belongs to Neva already.")
    ]
    assert problems(store, "name,kind,phone\nBrenner,customer,+78432001122\n") == [
        (2, "phone", "+78432001122", "This belongs to Volga already.")
    ]
    assert problems(store, "name,kind,phone\nOne,customer,+78432009999\nOther,customer,+78432009999\n") == [
        (3, "phone", "+78432009999", "This belongs to One already.")
    ]


@pytest.mark.usefixtures("people")
def test_rows_that_contradict_each_other_are_a_problem(store: Store) -> None:
    text = "name,kind,phone,department\nVolga,customer,+78432001122,Prom\nVolga,customer,+78432001122,Term\n"
    assert [(row, column) for row, column, *_ in problems(store, text)] == [(3, "department")]


@pytest.mark.usefixtures("people")
def test_a_lead_that_wrote_before_becomes_the_customer_of_the_list(store: Store) -> None:
    store.write(take_letter, factories.letter(email="snab@volga.example", name="Irina"))
    text = "name,kind,email\nООО «Волга»,customer,snab@volga.example\n"
    assert counts(taken(store, text)) == (0, 1, 0)
    assert store.read(all_of, Counterparty.kind, Counterparty.name) == [(CounterpartyKind.CUSTOMER, "ООО «Волга»")]
    assert counts(taken(store, text)) == (0, 0, 1)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("phone", ["+78432001122", ""])
def test_a_customer_never_becomes_a_lead_again(store: Store, phone: str) -> None:
    taken(store, f"name,kind,phone\nVolga,customer,{phone}\n")
    again = taken(store, f"name,kind,phone\nVolga,lead,{phone}\n")
    assert counts(again) == (0, 0, 1)
    assert [doubt.sentence.said("en") for doubt in again.doubts] == ["Volga is a customer already and stays one."]


@pytest.mark.usefixtures("people")
def test_a_supplier_is_not_turned_into_a_customer_by_a_list(store: Store) -> None:
    taken(store, "name,kind,phone\nVolga,supplier,+78432001122\n")
    assert [row[1] for row in problems(store, "name,kind,phone\nVolga,customer,+78432001122\n")] == ["kind"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("cell", "region", "expected"),
    [
        ("8 843 200-11-22; 8 843 200-11-33", "RU", ["+78432001122", "+78432001133"]),
        ("8 843 200-11-22, 8 843 200-11-33", "RU", ["+78432001122", "+78432001133"]),
        ("88432001122/88432001133", "RU", ["+78432001122", "+78432001133"]),
        ('"8 843 200-11-22\n+49 30 1234567"', "RU", ["+49301234567", "+78432001122"]),
        ("030/12345678", "DE", ["+493012345678"]),
        ("493012345678", "DE", ["+493012345678"]),
        ("тел. 8 843 200-11-22 (Иван)", "RU", ["+78432001122"]),
    ],
)
def test_several_numbers_in_a_cell(store: Store, cell: str, region: str, expected: list[str]) -> None:
    cell = cell if cell.startswith('"') else f'"{cell}"'
    taken(store, f"name;phone\nVolga;{cell}\n", region=region)
    assert [value for (value,) in store.read(all_of, ContactPoint.value)] == expected


@pytest.mark.usefixtures("people")
def test_the_country_of_a_row_governs_its_numbers(store: Store) -> None:
    taken(store, "name;phone;country\nBrenner;030 12345678;Deutschland\nVolga;8 843 200-11-22;\n")
    assert store.read(all_of, ContactPoint.value) == [("+493012345678",), ("+78432001122",)]


@pytest.mark.usefixtures("people")
def test_a_column_that_nobody_knows_is_said(store: Store) -> None:
    assert taken(store, "name,kind,shoe size\nVolga,customer,43\n").unknown_columns == ("shoe size",)


@pytest.mark.usefixtures("people")
def test_an_unquoted_delimiter_is_said(store: Store) -> None:
    assert [row[:3] for row in problems(store, "name,kind\nBrenner, Anlagenbau,customer\n")][-1] == (2, "", "customer")


def test_only_heads_move_lists_in(fresh_store: Store) -> None:
    people = fresh_store.write(factories.company)
    seller = Store(fresh_store.engine, employee_id=people["Olga"])
    with pytest.raises(NotAllowed):
        taken(seller, "name\nVolga\n")
    head = Store(fresh_store.engine, employee_id=people["Igor"])
    assert counts(taken(head, "name\nVolga\n")) == (1, 0, 0)


@pytest.mark.usefixtures("people")
def test_a_list_of_many_moves_in_by_few_questions(store: Store) -> None:
    lines = [f"Firma {n},customer,+7843{n:07d},post@f{n}.example,Prom" for n in range(1, 2001)]
    text = "name,kind,phone,email,department\n" + "\n".join(lines)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        assert counts(taken(store, text)) == (2000, 0, 0)
        written = len(asked)
        assert counts(taken(store, text)) == (0, 0, 2000)
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    assert written < 30
    assert len(asked) - written < 30


PRODUCTS = (
    "Артикул;Наименование;Ед.;Цена, EUR;Штрихкод;Производим;Срок годности;Вид оборудования;Аттестация\n"
    "Насосы;;;;;;;;\n"
    "НХ-65;Насос химический НХ-65;шт.;1 234,50;4601234567893;да;;Насосы;нет\n"
    "ЗИП-1;Уплотнение;компл;12,00;4601234567890;нет;365;Запчасти;\n"
    "Итого;;;1 246,50;;;;;\n"
)


@pytest.mark.usefixtures("people")
def test_articles_move_in_once(store: Store) -> None:
    result = goods(store, PRODUCTS)
    assert counts(result) == (2, 0, 0)
    assert [doubt.value for doubt in result.doubts] == ["4601234567890"]
    columns = (Product.code, Product.name, Product.unit, Product.price, Product.currency, Product.made, Product.shelf_days)
    assert store.read(all_of, *columns) == [
        ("ЗИП-1", "Уплотнение", "set", Decimal("12.00"), "EUR", False, 365),
        ("НХ-65", "Насос химический НХ-65", "pc", Decimal("1234.50"), "EUR", True, None),
    ]
    assert sorted(code for (code,) in store.read(all_of, Barcode.code)) == [
        "04601234567893",
        "4601234567890",
        "ЗИП-1",
        "НХ-65",
    ]
    assert store.read(all_of, Trait.name) == [("Запчасти",), ("Насосы",)]
    once = store.read(kept)
    assert counts(goods(store, PRODUCTS)) == (0, 0, 2)
    assert store.read(kept) == once


@pytest.mark.usefixtures("people")
def test_a_new_price_changes_one_article(store: Store) -> None:
    goods(store, PRODUCTS)
    assert counts(goods(store, PRODUCTS.replace("12,00", "13,00"))) == (0, 1, 1)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("price", "expected"),
    [("1 234,50 €", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("99", "99.00"), ("12'345.6", "12345.60")],
)
def test_prices_as_people_write_them(store: Store, price: str, expected: str) -> None:
    goods(store, f"code;name;price\nA;Pump;{price}\n")
    assert store.read(all_of, Product.price) == [(Decimal(expected),)]


@pytest.mark.usefixtures("people")
def test_what_is_wrong_with_an_article_is_said(store: Store) -> None:
    text = (
        "code;name;price;currency;barcode;supplier;made;lead time\n"
        "A;Pump;1,234;;4601234567893;;;\n"
        ";Nameless price;5;;;;;\n"
        "B;;x;Taler;4601234567893;Nobody;maybe;soon\n"
    )
    assert [(row, column) for row, column, *_ in problems(store, text, goods)] == [
        (2, "price"), (3, "code"), (4, "name"), (4, "price"), (4, "currency"), (4, "barcode"), (4, "supplier"), (4, "made"),
        (4, "lead time"),
    ]  # fmt: skip


@pytest.mark.usefixtures("people")
def test_a_trial_run_of_articles_writes_nothing(store: Store) -> None:
    goods(store, PRODUCTS)
    before = store.read(kept)
    text = PRODUCTS.replace("12,00", "13,00") + "N-1;New;шт;5,00;;;;Новый вид;\n"
    assert counts(store.read(import_products, table(text, PRODUCT_COLUMNS), dry_run=True)) == (1, 1, 1)
    assert store.read(kept) == before


@pytest.mark.usefixtures("people")
def test_a_list_without_the_deciding_column_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="has no column name"):
        taken(store, "phone,email\n1,2\n")
