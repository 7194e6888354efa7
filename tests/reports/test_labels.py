"""Labels are read back by a barcode reader, from the picture and from the printed page."""

from datetime import UTC, date, datetime
from io import BytesIO
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.errors import UserError
from app.reports.labels import (
    LARGE,
    MODULES,
    QUIET,
    SIZES,
    SMALL,
    BatchLabel,
    LabelSize,
    LocationLabel,
    batch_labels,
    batch_symbols,
    label_png,
    label_svg,
    location_labels,
)
from tests.reports.paper_data import page_texts

MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)
GTIN = "4601234567893"
CASES = [
    (BatchLabel("KK-500", "Насос", "L26-0117", GTIN, date(2027, 4, 30)), "(01)04601234567893(17)270430(10)L26-0117"),
    (BatchLabel("KK-500", "Насос", "26117", GTIN), "(01)04601234567893(10)26117"),
    (BatchLabel("KK-500", "Насос", "1234567", "96385074", date(2028, 2, 29)), "(01)00000096385074(17)280229(10)1234567"),
    (BatchLabel("KK-500", "Größe", "A/(1)", GTIN, date(2026, 1, 1)), "(01)04601234567893(17)260101(10)A/(1)"),
]


def read(data: bytes | Image.Image) -> list[tuple[str, str]]:
    """(AIM identifier, text) of every symbol, from the top down."""
    image = Image.open(BytesIO(data)) if isinstance(data, bytes) else data
    found = sorted(zxingcpp.read_barcodes(image), key=lambda code: code.position.top_left.y)
    return [(code.symbology_identifier, code.text) for code in found]


def printed(pdf: bytes, page: int = 0) -> Image.Image:
    """A page as a 300 dpi printer would put it down."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image: Image.Image = document[page].render(scale=300 / 72).to_pil()
        return image
    finally:
        document.close()


@pytest.mark.parametrize(("label", "elements"), CASES)
@pytest.mark.parametrize("dots", [8, 12, 24])
def test_a_picture_is_read_as_gs1(label: BatchLabel, elements: str, dots: int) -> None:
    assert read(label_png(label, LARGE, "en", dots).data) == [("]C1", elements)]


@pytest.mark.parametrize(("label", "elements"), CASES)
def test_a_page_is_read_as_gs1(label: BatchLabel, elements: str) -> None:
    assert read(printed(batch_labels([label], LARGE, "de", MADE).data)) == [("]C1", elements)]


@pytest.mark.parametrize(("label", "elements"), CASES)
def test_the_small_label_carries_the_same_elements(label: BatchLabel, elements: str) -> None:
    codes = read(printed(batch_labels([label], SMALL, "ru", MADE).data))
    assert {identifier for identifier, _ in codes} == {"]C1"}
    assert "".join(text for _, text in codes) == elements
    assert codes == read(label_png(label, SMALL, "ru").data)


def test_an_article_without_gtin_has_our_own_code_and_says_so() -> None:
    label = BatchLabel("KK-12", "Dichtung", "L26/117", use_by=date(2027, 4, 30))
    for size in SIZES:
        document = batch_labels([label], size, "en", MADE)
        assert read(printed(document.data)) == [("]C0", "KK-12|L26/117")]
        assert "own code, no GTIN" in page_texts(document.data)[0]


def test_the_label_says_article_batch_and_use_by_in_its_language() -> None:
    texts = page_texts(batch_labels([label for label, _ in CASES], LARGE, "de", MADE).data)
    assert len(texts) == len(CASES)
    for part in ("KK-500", "Насос", "L26-0117", "30.04.2027", "(01)04601234567893(17)270430(10)L26-0117"):
        assert part in texts[0]
    assert "Verwendbar bis" in texts[0]
    assert "Verwendbar bis" not in texts[1]


def test_modules_are_wide_enough_and_quiet_zones_are_kept() -> None:
    for size in SIZES:
        for label, _ in CASES:
            for symbol in batch_symbols(label, size):
                assert (len(symbol.pattern) + 2 * QUIET) * MODULES[-1] <= size.width
    assert MODULES[-1] >= 0.25


def test_pages_have_the_size_of_the_label() -> None:
    document = pypdfium2.PdfDocument(batch_labels([CASES[0][0]], SMALL, "en", MADE).data)
    width, height = document[0].get_size()
    document.close()
    assert (round(width / 72 * 25.4, 1), round(height / 72 * 25.4, 1)) == (58.0, 40.0)


@pytest.mark.parametrize(
    ("label", "size", "sentence"),
    [
        (BatchLabel("A", "B", "L1", "4601234567890"), LARGE, "4601234567890 is not a GTIN"),
        (BatchLabel("A", "B", "", GTIN), LARGE, "Batch – cannot be a GS1 barcode"),
        (BatchLabel("A", "B", "партия", GTIN), LARGE, "Batch партия cannot be a GS1 barcode"),
        (BatchLabel("A", "B", "L" * 21, GTIN), LARGE, "cannot be a GS1 barcode"),
        (BatchLabel("Насос", "B", "L1"), LARGE, "cannot be a barcode"),
        (BatchLabel("A", "B", "ABCDEFGHIJKLMNOPQRST", GTIN), SMALL, "too long for a label 58 mm wide"),
        (BatchLabel("A", "B", "L1", GTIN), LabelSize(30, 20), "too long for a label 30 mm wide"),
        (BatchLabel("A", "B", "L1", GTIN), LabelSize(100, 15), "100 × 15 mm is too low"),
    ],
)
def test_what_cannot_be_a_barcode_is_refused_with_a_reason(label: BatchLabel, size: LabelSize, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        batch_labels([label], size, "en", MADE)


def test_locations_are_read_back() -> None:
    labels = [LocationLabel("A-03-12", "Halle 2"), LocationLabel("QUARANTINE", "")]
    for size in SIZES:
        document = location_labels(labels, size, "de", MADE)
        for page, label in enumerate(labels):
            assert read(printed(document.data, page)) == [("]C0", label.code)]
    assert read(label_png(labels[0], LARGE, "de").data) == [("]C0", "A-03-12")]


def test_the_svg_has_the_bars_and_the_words() -> None:
    root = ET.fromstring(label_svg(CASES[0][0], LARGE, "en").data)
    assert root.get("width") == "100mm"
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "(01)04601234567893(17)270430(10)L26-0117" in texts
    bars = batch_symbols(CASES[0][0], LARGE)[0].pattern
    assert sum(1 for node in root.iter("{http://www.w3.org/2000/svg}rect")) - 1 == bars.replace("0", " ").count(" 1") + 1


def test_the_same_label_gives_the_same_bytes() -> None:
    label = CASES[0][0]
    assert batch_labels([label], SMALL, "ru", MADE).data == batch_labels([label], SMALL, "ru", MADE).data


CSET = "!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz"


@settings(max_examples=40, deadline=None)
@given(st.text(CSET, min_size=1, max_size=20))
def test_every_batch_number_that_gs1_allows_is_read_back(batch: str) -> None:
    label = BatchLabel("A", "B", batch, GTIN, date(2027, 4, 30))
    codes = read(label_png(label, LARGE, "en").data)
    assert "".join(text for _, text in codes) == f"(01)04601234567893(17)270430(10){batch}"
