"""Lists narrowed by any part of a name, number or address: the same answers on both databases."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.counterparties import Contact, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.products import Barcode, Product
from app.models.searched import plain_text
from app.models.stock import Batch
from app.models.terms import AddressKind, CounterpartyKind
from app.operations import search_text
from app.operations.search_text import (
    batch_matches,
    contact_matches,
    counterparty_matches,
    deal_matches,
    product_matches,
)
from tests import factories, stock_factories

SIGNS = [
    "",
    " ",
    "\x00",
    "\x1d",
    "\ud800",
    "«»",
    "%",
    "_",
    "%%%",
    "___",
    "'",
    '"',
    "\\",
    "'; DROP TABLE deal; --x",
    "* *",
    "()",
]
GARBAGE = [
    "q" * 10_000,
    "%_" * 5_000,
    '"' * 10_000,
    "ы\x00" * 5_000,
    " ".join(["xyzzy"] * 2_000),
    "9" * 10_000,
    "\U0001f600" * 300,
]


def furnish(session: Session) -> None:
    people = factories.company(session)
    volga = factories.counterparty(
        session,
        "ООО «Волгахимпром»",
        phones=["+78432001122"],
        emails=["snab_2@volgahim.example"],
        contact="Пётр Ёлкин",
    )
    factories.counterparty(session, "Müßig & Söhne GmbH", phones=["+493012345678"], contact="Jörg Größler")
    factories.counterparty(session, "3M Deutschland", CounterpartyKind.SUPPLIER, contact="Anna O'Neil")
    factories.counterparty(session, "Сто%процентов_ру", contact="Ким")
    session.add(
        LegalEntity(
            counterparty_id=volga,
            name="Общество «Волгахимпром»",
            tax_id="1655123456",
            vat_id="DE811234567",
            registration_number="1021602345678",
            address="420021, Казань, ул. Мазита Гафури, д. 46/5",
        )
    )
    session.add(Site(counterparty_id=volga, kind=AddressKind.DELIVERY, name="Цех №7", address="Нижнекамск, Промзона 12а"))
    pump = stock_factories.product(session, "NX-65/100", gtin="04601234567893")
    stock_factories.batch(session, pump, "S26-0031", 4, expiry=date(2027, 1, 31))
    prom = factories.department(session, "Prom")
    stock_factories.sales_order(session, "2026-0417", people["Olga"], prom, [(pump, 2)])
    deal = session.scalars(select(Deal)).one()
    deal.title = "Насосы для щёлочи, Größe 65"
    session.flush()


@pytest.fixture
def known(store: Store) -> Store:
    store.write(furnish)
    return store


def names(
    store: Store, text: str, kind: Any, shown: Any, matches: Callable[[Session, str], ColumnElement[bool]]
) -> set[str]:
    return set(store.read(lambda session: session.scalars(select(shown).where(matches(session, text))).all()))


VOLGA, SOEHNE, THREE, PERCENT = "ООО «Волгахимпром»", "Müßig & Söhne GmbH", "3M Deutschland", "Сто%процентов_ру"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Names: any part, any case, Ё as Е, umlauts as their letters, legal forms and quotes left out.
        ("химпром", {VOLGA}),
        ("ВОЛГАХ", {VOLGA}),
        ('ООО "Волгахимпром"', {VOLGA}),
        ("пром волга", {VOLGA}),
        ("елкин", {VOLGA}),
        ("ЁЛК", {VOLGA}),
        ("пётр ел", {VOLGA}),
        ("mussig", {SOEHNE}),
        ("MÜSSIG", {SOEHNE}),
        ("sohne", {SOEHNE}),
        ("söhne gmbh", {SOEHNE}),
        ("größ", {SOEHNE}),
        ("o'neil", {THREE}),
        ("O’Neil", {THREE}),
        ("3m deu", {THREE}),
        ("%", set()),
        ("сто%про", {PERCENT}),
        ("сто_про", {PERCENT}),
        ("сто_прц", set()),
        ("тов_ру", {PERCENT}),
        ("сто процентов", {PERCENT}),
        # One or two letters: what a name begins with.
        ("3", {THREE}),
        ("3M", {THREE}),
        ("во", {VOLGA}),
        ("ки", {PERCENT}),
        ("хи", set()),
        # Telephone numbers in any notation, and parts of them.
        ("+78432001122", {VOLGA}),
        ("8 (843) 200-11-22", {VOLGA}),
        ("8(843)2001122", {VOLGA}),
        ("+7 843 200", {VOLGA}),
        ("843-200", {VOLGA}),
        ("1122", {VOLGA}),
        ("030 12345678", {SOEHNE}),
        ("0049 30 1234", {SOEHNE}),
        ("+49 (0)30 12345678", {SOEHNE}),
        ("234", {VOLGA, SOEHNE}),
        # Addresses of mail, with the signs that patterns know.
        ("snab_2@", {VOLGA}),
        ("SNAB_2@VOLGAHIM.EXAMPLE", {VOLGA}),
        ("him.exa", {VOLGA}),
        ("snab%2", set()),
        # Numbers of the business, and addresses.
        ("1655123456", {VOLGA}),
        ("65512", {VOLGA}),
        ("de8112", {VOLGA}),
        ("02160234", {VOLGA}),
        ("гафури", {VOLGA}),
        ("Мазита Гафури, 46/5", {VOLGA}),
        ("казань гафури", {VOLGA}),
        ("казань нижнекамск", set()),
        ("промзона 12а", {VOLGA}),
        ("цех №7", {VOLGA}),
        ("nobody at all", set()),
        *((text, set()) for text in GARBAGE),
    ],
)
def test_counterparties_are_found_by(known: Store, text: str, found: set[str]) -> None:
    assert names(known, text, Counterparty, Counterparty.name, counterparty_matches) == found


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("D-2026-0417", True),
        ("d-2026-417", True),
        ("2026-0417", True),
        ("417", True),
        ("0417", True),
        ("№ 417", True),
        ("418", False),
        ("щелочи", True),
        ("НАСОСЫ щёлоч", True),
        ("grosse 65", True),
        ("насосы для кислоты", False),
        ("%", False),
    ],
)
def test_deals_are_found_by(known: Store, text: str, hit: bool) -> None:
    assert bool(names(known, text, Deal, Deal.number, deal_matches)) == hit


def test_deals_are_found_by_all_that_finds_their_counterparty(known: Store) -> None:
    def join(session: Session) -> None:
        volga = session.scalars(select(Counterparty).where(Counterparty.name == VOLGA)).one()
        session.scalars(select(Deal)).one().counterparty_id = volga.id

    known.write(join)
    for text in ("химпром", "елкин", "8 843 200", "snab_2@", "165512", "гафури"):
        assert names(known, text, Deal, Deal.number, deal_matches) == {"D-2026-0417"}


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("nx-65", True),
        ("NX-65/100", True),
        ("65/1", True),
        ("4601234567893", True),
        ("04601234567893", True),
        ("460123456789", False),
        ("nx", True),
        ("zz", False),
    ],
)
def test_articles_and_their_batches_are_found_by(known: Store, text: str, hit: bool) -> None:
    assert bool(names(known, text, Product, Product.code, product_matches)) == hit
    assert bool(names(known, text, Batch, Batch.code, batch_matches)) == hit


@pytest.mark.parametrize(("text", "hit"), [("S26-0031", True), ("26-003", True), ("s26", True), ("S27", False)])
def test_batches_are_found_by(known: Store, text: str, hit: bool) -> None:
    assert (names(known, text, Batch, Batch.code, batch_matches) == {"S26-0031"}) == hit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("елкин", {"Пётр Ёлкин"}),
        ("843200", {"Пётр Ёлкин"}),
        ("волгахим", {"Пётр Ёлкин"}),
        ("jorg", {"Jörg Größler"}),
        ("гафури", set()),
    ],
)
def test_persons_are_found_by(known: Store, text: str, found: set[str]) -> None:
    assert names(known, text, Contact, Contact.name, contact_matches) == found


@pytest.mark.parametrize("text", SIGNS)
def test_signs_alone_find_nothing_and_no_text_everything(known: Store, text: str) -> None:
    everything = not text.strip("\x00\x1d\ud800 ")
    for kind, shown, matches in (
        (Counterparty, Counterparty.name, counterparty_matches),
        (Deal, Deal.number, deal_matches),
        (Product, Product.code, product_matches),
        (Batch, Batch.code, batch_matches),
        (Contact, Contact.name, contact_matches),
    ):
        if "DROP" not in text:
            assert bool(names(known, text, kind, shown, matches)) == everything
        else:
            assert names(known, text, kind, shown, matches) == set()


def test_a_common_text_finds_the_same_row_by_row(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        (text, kind, shown, matches)
        for text in ("волга", "елкин", "843200", "1655", "гафури", "417", "nx-65", "3m", "о")
        for kind, shown, matches in (
            (Counterparty, Counterparty.name, counterparty_matches),
            (Deal, Deal.number, deal_matches),
            (Batch, Batch.code, batch_matches),
            (Contact, Contact.name, contact_matches),
        )
    ]
    before = [names(known, *each) for each in asked]
    monkeypatch.setattr(search_text, "COMMON", -1)
    assert [names(known, *each) for each in asked] == before
    assert sum(map(bool, before)) > 9


def test_what_is_changed_or_removed_is_found_as_it_is_now(known: Store) -> None:
    def change(session: Session) -> None:
        entity = session.scalars(select(LegalEntity).where(LegalEntity.tax_id == "1655123456")).one()
        entity.address = "Елабуга, Заречная 1"
        for barcode in session.scalars(select(Barcode)).all():
            session.delete(barcode)
        session.delete(session.scalars(select(Site)).one())

    known.write(change)
    assert names(known, "заречная", Counterparty, Counterparty.name, counterparty_matches) == {VOLGA}
    assert names(known, "гафури", Counterparty, Counterparty.name, counterparty_matches) == set()
    assert names(known, "промзона", Counterparty, Counterparty.name, counterparty_matches) == set()
    assert names(known, "4601234567893", Product, Product.code, product_matches) == set()


@pytest.mark.parametrize(
    "written",
    [
        *("Ёлка Йод", "И\u0306од е\u0308ж", "Straße ÄÖÜ ẞ", "Ångström ÉÈ", "ΟΔΟΣ", "İstanbul ıI", "№ 5 ℡ ½ ﬁ", "K Å"),
        *("Ёж «Йод» – ÄÖÜäöüß — Щука ~", "Ё\n", "é ё"),
        *("ў Ў ї Ї ґ", "ąęłńóśźż ŁĄ", "日本 ｶﾅ", "a\u0301\u0323b", "\u0301", "", "O’Neil — “x”", "Ǆ ǅ ǆ"),
    ],
)
def test_both_databases_compare_by_the_same_letters(store: Store, written: str) -> None:
    def asked(session: Session) -> str | None:
        return session.scalar(select(func.plain_text(written)))

    assert store.read(asked) == plain_text(written)
