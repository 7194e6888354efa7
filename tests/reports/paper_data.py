"""Rows that the tests of papers share: two companies, a German and a Russian one, and lines of any number."""

from datetime import date
from decimal import Decimal

import pypdfium2

from app.reports.letterhead import Addressee, Author, Letterhead
from app.reports.priced_lines import PricedLine

GERMAN = Letterhead(
    "Öhler Anlagenbau",
    "Öhler Anlagenbau GmbH & Co. KG",
    ("Industriestraße 14", "76131 Karlsruhe"),
    "+49 721 5550-100",
    "vertrieb@oehler.example",
    "www.oehler.example",
    "USt-IdNr.",
    "DE123456788",
    ("Sparkasse Karlsruhe", "IBAN DE02 6605 0101 0000 0123 45"),
    ("AG Mannheim HRA 701234", "Geschäftsführer: Jürgen Groß"),
)
RUSSIAN = Letterhead(
    "Вертикаль",
    "ООО «Вертикаль»",
    ("420111, г. Казань,", "ул. Баумана, д. 44/8"),
    "+7 843 555-01-17",
    tax_id_label="ИНН/КПП",
    tax_id_value="1655123456/165501001",
    bank_lines=("Р/с 40702810900000012345", "БИК 049205805"),
)
TO_GERMANS = Addressee("Müller & Söhne Präzisionsgießerei GmbH", "Frau Käthe Weiß", ("Große Straße 7", "26121 Oldenburg"))
TO_RUSSIANS = Addressee("АО «Севмаш-Прибор»", "Щербакова Юлия", ("190031, Санкт-Петербург", "наб. реки Фонтанки, 117"))
SELLER = Author("Ёлкина Мария", "Ведущий инженер", "+7 843 555-01-21", "elkina@vertikal.example")
ISSUED = date(2026, 11, 23)


def priced_lines(count: int) -> tuple[PricedLine, ...]:
    """*count* lines with two tax rates, some discounts and names of one to four printed lines."""
    name = "Климатическая камера тепла-холода-влаги КТХВ-1000 с принудительной вентиляцией"
    return tuple(
        PricedLine(
            place,
            f"KK-{500 + place}",
            name if place % 3 else "Größenverstellbarer Prüfschrank",
            Decimal(place % 7 + 1),
            "pc",
            Decimal("1234.57") * place,
            Decimal(22) if place % 4 else Decimal(10),
            Decimal("2.5") if place % 6 == 0 else Decimal(0),
            "−40…+180 °C" if place % 2 else "",
        )
        for place in range(1, count + 1)
    )


def page_texts(pdf: bytes) -> list[str]:
    """The text layer of each page, blanks of every kind as plain ones."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [" ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ").split()) for text in texts]
