"""The delivery note: batches, serial numbers and the receipt to sign; never a price."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.reports.delivery_note import DeliveredBatch, DeliveredLine, DeliveryNotePaper, delivery_note
from app.reports.letterhead import Addressee
from tests.reports.paper_data import GERMAN, ISSUED, SELLER, TO_GERMANS, page_texts


def line(place: int, outstanding: int = 0) -> DeliveredLine:
    batches = (
        DeliveredBatch(f"L26-{place:03}", Decimal(2), date(2027, 4, 30), (f"SN-{place}-1", f"SN-{place}-2")),
        DeliveredBatch("L26-900", Decimal(1)),
    )
    name = "Преобразователь частоты для Kühlgebläse"
    return DeliveredLine(place, f"FU-{place:03}", name, Decimal(3), "pc", batches, Decimal(outstanding))


def note(count: int = 1) -> DeliveryNotePaper:
    lines = tuple(line(place) for place in range(1, count + 1))
    return DeliveryNotePaper(
        GERMAN,
        "LS-2026-0042",
        ISSUED,
        TO_GERMANS,
        SELLER,
        lines,
        delivery_address=Addressee("Werk 2", "", ("Hafenstraße 1", "26919 Brake")),
        shipped_on=date(2026, 11, 24),
        order_number="B-4471",
        order_date=date(2026, 10, 1),
        deal_number="D-2026-018",
        packages=4,
        gross_weight=Decimal("812.5"),
    )


def test_everything_is_said() -> None:
    text = " ".join(page_texts(delivery_note(note(), "de").data))
    said = (
        "LS-2026-0042", "23.11.2026", "24.11.2026", "B-4471", "01.10.2026", "D-2026-018", "Müller & Söhne",
        "Öhler Anlagenbau GmbH & Co. KG, Industriestraße 14, 76131 Karlsruhe", "Werk 2, Hafenstraße 1, 26919 Brake",
        "FU-001", "Преобразователь частоты для Kühlgebläse", "L26-001", "30.04.2027", "SN-1-1, SN-1-2", "L26-900",
        "812,5 kg", "Ёлкина Мария", "Lieferschein", "Charge L26-001", "verwendbar bis", "Seriennummern", "Übergeben",
    )  # fmt: skip
    assert [part for part in said if part not in text] == []


def test_there_are_no_prices() -> None:
    text = " ".join(page_texts(delivery_note(note(), "en").data))
    assert not [word for word in ("€", "EUR", "VAT", "Price", "Total") if word in text]


def test_the_receipt_is_signed_on_one_page() -> None:
    for count in range(2, 8):
        page = page_texts(delivery_note(note(count), "en").data)[-1]
        assert "Handed over" in page
        assert "Received complete" in page
        assert page.count("Signature") == 2


def test_many_lines_stand_once_each_in_order() -> None:
    data = note(40)
    texts = page_texts(delivery_note(data, "en").data)
    whole = " ".join(texts)
    places = [whole.index(f" {delivered.code} ") for delivered in data.lines]
    assert places == sorted(places)
    assert all("Quantity Unit" in text for text in texts[:-1])


def test_goods_still_to_come_have_a_column_only_if_there_are_any() -> None:
    assert "Still to come" not in page_texts(delivery_note(note(), "en").data)[0]
    partial = replace(note(), lines=(line(1, outstanding=7),))
    assert "Still to come" in page_texts(delivery_note(partial, "en").data)[0]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert delivery_note(note(), "ru").data == delivery_note(note(), "ru").data


def test_the_receipt_never_stands_on_a_page_without_goods() -> None:
    for count in range(1, 9):
        assert f"FU-{count:03}" in page_texts(delivery_note(note(count), "ru").data)[-1]
