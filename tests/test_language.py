"""Phrases: said in any language with what is in their gaps, kept as JSON and given back."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.language import Phrase, phrase, restored, stored, tr, trn

DAY = date(2026, 12, 7)


@pytest.mark.parametrize(("language", "said"), [("en", "due 7 Dec 2026"), ("de", "07.12.2026"), ("ru", "7 дек. 2026")])
def test_a_date_is_said_as_the_language_writes_it(language: str, said: str) -> None:
    spoken = phrase("due {date}", date=DAY).said(language)
    assert said in spoken
    assert "2026-12-07" not in spoken


def test_an_instant_is_said_with_its_hour_and_without_its_zone() -> None:
    said = phrase("{at}", at=datetime(2026, 12, 7, 12, 30, tzinfo=UTC)).said("de")
    assert said.startswith("07.12.2026, ")
    assert "+" not in said


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (Decimal("35209.70"), "en", "35\u202f209.70"),
        (Decimal("35209.70"), "ru", "35\u202f209,70"),
        (Decimal("3.000"), "de", "3"),
        (Decimal("0.125"), "de", "0,125"),
    ],
)
def test_amounts_keep_their_cents_and_quantities_lose_idle_zeros(value: Decimal, language: str, said: str) -> None:
    assert Phrase("{value}", {"value": value}).said(language) == said


def test_the_word_of_a_unit_is_said_in_the_language_of_the_sentence() -> None:
    kept = phrase("{quantity} {unit} without source", quantity=Decimal(2), unit=Phrase("pc"))
    assert kept.said("en").startswith("2 pc")
    assert "шт." in kept.said("ru")
    assert Phrase("drum").said("ru") == "drum"


def test_what_is_kept_as_json_is_given_back_whole() -> None:
    gaps = {
        "date": DAY,
        "at": datetime(2026, 12, 7, 12, 30, tzinfo=UTC),
        "amount": Decimal("35209.70"),
        "count": 3,
        "name": "АО «Уралредмет»",
        "stage": phrase("due {date}", date=DAY),
    }
    kept = json.loads(json.dumps(stored(gaps)))
    assert restored("{date}", kept) == Phrase("{date}", gaps)


def test_what_json_cannot_keep_is_kept_as_text() -> None:
    assert stored({"of": ("a", 1)}) == {"of": "('a', 1)"}


def test_abbreviation_at_the_end_of_a_sentence_takes_no_second_full_stop() -> None:
    assert tr("It waits {age}.", age="3 Tg.") == "It waits 3 Tg."
    assert trn("{count} waits {age}.", "{count} wait {age}.", 2, age="3 Tg.") == "2 wait 3 Tg."
    assert tr("He said {words}.", words="well..") == "He said well..."
    assert tr("It waits {age}.", age="6 min") == "It waits 6 min."
