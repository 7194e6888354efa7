"""The order to a supplier and the service contract: everything they must say is in the text layer, in each language."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.language import phrase
from app.money import Money
from app.reports.contract import ContractParty
from app.reports.letterhead import Addressee
from app.reports.purchase_order import BoughtLine, PurchaseOrderPaper, purchase_order
from app.reports.service_contract import ServiceContractPaper, service_contract
from tests.reports.paper_data import GERMAN, ISSUED, RUSSIAN, SELLER, TO_GERMANS, TO_RUSSIANS, page_texts

LINES = (
    BoughtLine(1, "GSK-050", "Dichtungssatz für Kreiselpumpe", Decimal(10), "set", Decimal("32.24"), date(2026, 12, 4)),
    BoughtLine(2, "OIL-1", "Öl „Spezial“, 1 l", Decimal("2.5"), "l", Decimal("9.99")),
)
ORDER = PurchaseOrderPaper(
    GERMAN, "PO-2026-0031", ISSUED, TO_GERMANS, SELLER, "EUR", LINES, date(2026, 12, 7), ("Tor 3", "76131 Karlsruhe")
)
CONTRACT = ServiceContractPaper(
    RUSSIAN,
    "SC-2026-0007",
    ISSUED,
    date(2026, 12, 1),
    date(2027, 11, 30),
    phrase("every quarter"),
    Money(Decimal("1450.00"), "EUR"),
    ContractParty(Addressee("ООО «Вертикаль»"), "Щербаков"),
    ContractParty(TO_RUSSIANS, ""),
    ("Климатическая камера КТХВ-1000, 2 шт.",),
    (date(2027, 2, 28), date(2027, 5, 31)),
)


def text(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


def test_an_order_says_goods_day_place_and_sum() -> None:
    said = text(purchase_order(ORDER, "de").data)
    for part in ("PO-2026-0031", "GSK-050", "Dichtungssatz für Kreiselpumpe", "32,24", "322,40", "24,98", "347,38",
                 "07.12.2026", "04.12.2026", "Tor 3", "Müller & Söhne Präzisionsgießerei GmbH"):  # fmt: skip
        assert part in said, part


def test_without_a_price_there_is_no_sum_that_looks_whole() -> None:
    lines = (LINES[0], replace(LINES[1], price=None))
    said = text(purchase_order(replace(ORDER, lines=lines, wanted_on=None), "en").data)
    assert "322.40" in said
    assert "Net total" not in said
    assert "delivery date and your prices" in said
    assert "As soon as possible" in said


def test_a_long_order_goes_over_several_pages() -> None:
    lines = tuple(replace(LINES[place % 2], position=place) for place in range(1, 81))
    pages = page_texts(purchase_order(replace(ORDER, lines=lines), "ru").data)
    assert len(pages) > 2
    assert "80" in pages[-1]


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_a_service_contract_says_machines_visits_term_and_price(language: str) -> None:
    said = text(service_contract(CONTRACT, language).data)
    for part in ("SC-2026-0007", "ООО «Вертикаль»", "АО «Севмаш-Прибор»", "Климатическая камера КТХВ-1000"):
        assert part in said, part
    days = {"en": ("28 Feb 2027", "30 Nov 2027"), "de": ("28.02.2027", "30.11.2027"), "ru": ("28.02.2027", "30.11.2027")}
    for day in days[language]:
        assert day in said, day


def test_the_same_order_is_the_same_file() -> None:
    assert purchase_order(ORDER, "de").data == purchase_order(ORDER, "de").data


def test_both_sides_of_a_service_contract_sign_under_their_whole_name() -> None:
    name = "Kessler Sondermaschinenbau- und Industrieanlagenvertriebsgesellschaft mbH (Niederlassung Süd)"
    signer = "Dr. Maximilian-Alexander von und zu Hohenlohe-Waldenburg-Schillingsfürst"
    for count in range(1, 20):
        customer = ContractParty(Addressee(name), signer)
        data = replace(CONTRACT, customer=customer, machines=CONTRACT.machines * count)
        last = page_texts(service_contract(data, "de").data)[-1]
        assert "Schillingsfürst" in last
        assert name in last
        assert "5. " in last
