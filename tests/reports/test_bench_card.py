"""The bench card is read back by a barcode reader, from the printed page."""

from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from app.errors import UserError
from app.reports.bench_card import MOST, BenchCommand, bench_card
from tests.reports.paper_data import page_texts

MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)
COMMANDS = [BenchCommand(f"KONTOR-F{number}", f"F{number}", f"Отменить последнее {number}") for number in range(1, MOST + 1)]


def test_every_command_is_on_the_card_and_read_back() -> None:
    card = bench_card(COMMANDS, "ru", MADE)
    document = pypdfium2.PdfDocument(card.data)
    try:
        assert len(document) == 1
        image = document[0].render(scale=200 / 72).to_pil()
    finally:
        document.close()
    assert sorted(found.text for found in zxingcpp.read_barcodes(image)) == sorted(one.code for one in COMMANDS)
    text = "".join(page_texts(card.data))
    assert all(part in text for part in ("Отменить последнее 1", "F3", "KONTOR-F5"))


def test_more_commands_take_another_page() -> None:
    texts = page_texts(bench_card([*COMMANDS, BenchCommand("KONTOR-1", "1", "damaged")], "en", MADE).data)
    assert len(texts) == 2
    assert "damaged" in texts[1]
    assert "damaged" not in texts[0]


def test_what_cannot_be_a_code_is_told() -> None:
    with pytest.raises(UserError, match="cannot be a barcode"):
        bench_card([BenchCommand("ФИС", "F1", "Undo")], "en", MADE)
