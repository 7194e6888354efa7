"""Names that mean the same company, and those that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.likeness import LIKELY, NEAR, least_share, likeness, shorter_names, spelled_otherwise, three_letter_parts
from app.models.naming import folded

SAME = [
    ("Schmidt Maschinenbau GmbH", "Schmitd Maschinenbau"),
    ("Schmidt Maschinenbau", "Maschinenbau Schmidt"),
    ("ООО «УралХимМаш»", "УралХимМащ"),
    ("ООО «УралХимМаш»", "Uralkhimmash LLC"),
    ("ООО «УралХимМаш»", "Uralchimmasch GmbH"),
    ("Щербаков Сервис", "Shcherbakov Servis"),
    ("Ural Khim Mash", "Uralkhimmash"),
    ("Müller Anlagenbau", "Mueller Anlagenbau"),
    ("Стройтехмонтаж", "Строй Тех Монтаж"),
]
ALIKE = [
    ("УралХимМаш", "УралХимМаш-Сервис"),
    ("Челябинский тракторный завод", "ЧТЗ"),
    ("Bauer Maschb.", "Bauer Maschinenbau"),
    ("И. Петров", "Иван Петров"),
]
OTHERS = [
    ("Stadtwerke Gera", "Stadtwerke Jena"),
    ("Schulz Maschinenbau", "Schmidt Maschinenbau"),
    ("Завод 12", "Завод 21"),
    ("Werk 2 Pumpenbau", "Werk 3 Pumpenbau"),
    ("Nord Pumpen", "Süd Pumpen"),
    ("Нефтехим Тюмень", "Нефтехим Томск"),
    ("Volkswagen", "Volksbank"),
    ("", "Schmidt"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_written_otherwise_is_likely(one: str, other: str) -> None:
    assert likeness(folded(one), folded(other)) >= LIKELY


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_shortened_names_are_worth_a_look(one: str, other: str) -> None:
    assert NEAR <= likeness(folded(one), folded(other)) < 0.95


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_others_are_others(one: str, other: str) -> None:
    assert likeness(folded(one), folded(other)) < NEAR


@given(st.text(alphabet="abcабвшщ 12", max_size=30), st.text(alphabet="abcабвшщ 12", max_size=30))
def test_it_says_the_same_both_ways_round(one: str, other: str) -> None:
    one, other = folded(one), folded(other)
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == (1 if one else 0)


def test_what_is_looked_up_for_a_name() -> None:
    assert spelled_otherwise("уралхиммаш") == ("uralkhimmash", "uralchimmasch")
    assert spelled_otherwise("uralchimmasch") == ("уралхиммаш", "уралчиммаш")
    assert spelled_otherwise("łódź") == ()
    assert "maschinenbau schmidt" in shorter_names("schmidt maschinenbau")
    assert "чтз" in shorter_names("челябинский тракторный завод")
    assert three_letter_parts("ab c") == {"  a", " ab", "ab ", "  c", " c "}
    assert least_share("ab") < least_share("schmidt maschinenbau") <= 0.7
