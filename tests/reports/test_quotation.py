"""The quotation: everything it must say is in the text layer, and its sums are those of its lines [M53]."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.money import Money
from app.reports.figures import said_money
from app.reports.priced_lines import PricedLine, totals
from app.reports.quotation import QuotationPaper, QuotedNeed, quotation
from tests.reports.paper_data import GERMAN, ISSUED, RUSSIAN, SELLER, TO_GERMANS, TO_RUSSIANS, page_texts, priced_lines


def paper(count: int = 1) -> QuotationPaper:
    return QuotationPaper(
        RUSSIAN,
        "KP-2026-0117",
        ISSUED,
        date(2026, 12, 23),
        TO_RUSSIANS,
        SELLER,
        "Климатические камеры для лаборатории",
        "RUB",
        priced_lines(count),
        needs=(QuotedNeed("Срок до конца года", must=False), QuotedNeed("Диапазон −70…+180 °C", must=True)),
        field_of_application="Испытания электроники",
        equipment_kind="Климатическая камера",
        processed_material="Печатные платы",
        delivery_time="8–10 недель",
        payment_terms="30 % аванс",
        delivery_terms="DAP Санкт-Петербург (Incoterms® 2020)",
        warranty="24 месяца",
        testing="Сертификат калибровки",
        notes="Цены действительны при заказе целиком.",
    )


def test_everything_is_said() -> None:
    text = " ".join(page_texts(quotation(paper(), "ru").data))
    said = (
        "KP-2026-0117", "23.11.2026", "23.12.2026", "АО «Севмаш-Прибор»", "Щербакова Юлия", "наб. реки Фонтанки, 117",
        "Климатические камеры для лаборатории", "Диапазон −70…+180 °C", "Срок до конца года", "Испытания электроники",
        "Печатные платы", "KK-501", "8–10 недель", "30 % аванс", "DAP Санкт-Петербург", "24 месяца", "Сертификат калибровки",
        "Цены действительны при заказе целиком.", "Ёлкина Мария", "+7 843 555-01-21", "elkina@vertikal.example",
        "1655123456", "Коммерческое предложение", "Действует до", "Обязательно", "Можно обсудить", "С уважением",
    )  # fmt: skip
    assert [part for part in said if part not in text] == []


def test_needs_that_must_be_met_come_first() -> None:
    text = page_texts(quotation(paper(), "ru").data)[0]
    assert text.index("Диапазон −70…+180 °C") < text.index("Срок до конца года")


def test_umlauts_and_the_sign_of_the_euro_are_in_the_text() -> None:
    german = replace(paper(), letterhead=GERMAN, addressee=TO_GERMANS, currency="EUR")
    text = page_texts(quotation(german, "de").data)[0]
    assert "Müller & Söhne Präzisionsgießerei GmbH" in text
    assert "2.469,14 €" in text
    assert "Angebot" in text
    assert "Nettosumme" in text
    assert "Dreitausendzwölf Euro und 35 Cent" in text


def test_many_lines_repeat_the_head_and_number_the_pages() -> None:
    data = paper(60)
    texts = page_texts(quotation(data, "en").data)
    assert len(texts) > 4
    for place, text in enumerate(texts, 1):
        assert f"Page {place} of {len(texts)}" in text
        assert "KP-2026-0117" in text
    codes = [[line.code for line in data.lines if f" {line.code} " in text] for text in texts]
    assert [code for page in codes for code in page] == [line.code for line in data.lines]
    for text, held in zip(texts, codes, strict=True):
        assert ("Amount, RUB" in text) == bool(held)


def test_the_sums_stand_on_one_page_with_the_last_line() -> None:
    for count in range(5, 12):
        data = paper(count)
        texts = page_texts(quotation(data, "ru").data)
        total = said_money(Money(totals(data.lines).gross, "RUB"), "ru").replace("\xa0", " ")
        page = next(text for text in texts if "Итого без НДС" in text)
        assert total in page
        assert data.lines[-1].code in page


def test_a_discount_has_a_column_only_if_there_is_one() -> None:
    assert "Discount" not in page_texts(quotation(paper(5), "en").data)[0]
    assert "Discount" in page_texts(quotation(paper(6), "en").data)[0]


def test_the_binding_period_is_said_either_way() -> None:
    assert "bound by this quotation until 23 Dec 2026" in " ".join(page_texts(quotation(paper(), "en").data))
    free = " ".join(page_texts(quotation(replace(paper(), valid_until=None), "en").data))
    assert "not binding until we confirm" in free


def test_an_article_without_tax_is_said_so() -> None:
    line = PricedLine(1, "", "Beratung", Decimal(1), "h", Decimal(90), Decimal(0))
    assert "Without VAT" in page_texts(quotation(replace(paper(), lines=(line,)), "en").data)[0]


def test_a_text_longer_than_a_page_loses_nothing() -> None:
    words = " ".join(f"слово{place}" for place in range(1500))
    long = replace(paper().lines[0], description=words)
    texts = page_texts(quotation(replace(paper(), lines=(long,), notes=words), "ru").data)
    whole = " ".join(texts)
    assert [word for word in words.split() if whole.count(f"{word} ") < 2] == []


def test_a_crowded_head_moves_the_text_down() -> None:
    crowded = replace(SELLER, name="Константинопольская-Преображенская Александра Владиславовна " * 3)
    text = page_texts(quotation(replace(paper(), author=crowded, customer_number="K-1", deal_number="D-1"), "ru").data)[0]
    assert text.index("elkina@vertikal.example") < text.index("Климатические камеры для лаборатории")


def test_a_logo_takes_the_place_of_the_name() -> None:
    picture = BytesIO()
    Image.new("RGB", (300, 80), "#1F56A8").save(picture, "PNG")
    branded = replace(RUSSIAN, logo=picture.getvalue())
    document = quotation(replace(paper(), letterhead=branded), "ru")
    assert b"/Subtype /Image" in document.data
    assert b"/Subtype /Image" not in quotation(paper(), "ru").data


def test_a_quotation_without_lines_is_still_a_paper() -> None:
    assert "Net total" in page_texts(quotation(replace(paper(), lines=()), "en").data)[0]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert quotation(paper(3), "de").data == quotation(paper(3), "de").data


@pytest.mark.parametrize("number", ["КП/2026:17", "../../etc"])
def test_the_file_name_is_safe(number: str) -> None:
    name = quotation(replace(paper(), number=number), "en").filename
    assert name.endswith(".pdf")
    assert not set(name) & set("/\\:")


amounts = st.decimals(0, 10_000_000, places=2)


@settings(max_examples=60)
@given(st.lists(st.tuples(amounts, st.decimals(0, 999, places=3), st.sampled_from([0, 10, 22])), min_size=1, max_size=20))
def test_totals_are_the_sums_of_the_lines(rows: list[tuple[Decimal, Decimal, int]]) -> None:
    lines = [
        PricedLine(place, "A", "B", quantity, "pc", price, Decimal(tax))
        for place, (price, quantity, tax) in enumerate(rows, 1)
    ]
    sums = totals(lines)
    assert sums.net == sum(line.figures.net for line in lines)
    assert sums.gross == sum(line.figures.gross for line in lines)
    assert len(sums.taxes) == len({line.tax_percent for line in lines})
