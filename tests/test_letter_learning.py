"""Marks in one letter find the values of other letters of its layout, and always those of the very same letter."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letter_learning import FIELDS, LONGEST, Mark, learn
from app.letter_rules import find
from tests.letter_layouts import TAUGHT, form, marks

PIECES = (
    *("а", "б", "И", "1", " ", "+", "-", ":", "=", ".", ",", "\n", "\n\n", "\t", "|", "(", ")", "@", "ß", "é", "Ё", "\r\n"),
    *("Телефон: ", "Имя\n", "---\n", "a@b.example", "+7 843 555-01-17", "Name – ", "\u2028", "\xa0"),
)


def found(original: str, taught: str = "", **values: str) -> dict[str, str]:
    """What marks on *values* in *taught* (the form's letter) find in *original*."""
    taught = taught or form()
    rules = json.loads(json.dumps(learn(taught, marks(taught, **values))))
    return {field: each.value for field, each in find(rules, original).items()}


def test_another_letter_of_the_form() -> None:
    other = {
        "name": "Анна-Мария Штерн",
        "phone": "+49 711 555 01 44",
        "email": "A.Stern@labor.example",
        "company": "Labor Süd GmbH",
        "text": "Шкаф: 120 л.\nДо 200 °C.\n\nСрок: май",
    }
    assert found(form(**other)) == other


def test_labels_in_other_spacing_case_and_punctuation_in_another_order() -> None:
    other = (
        "  КОМПАНИЯ : ООО «Ёлка»\r\nemail - k@elka.example\r\nТелефон\t+7 917 100-20-30\r\n*Имя:*   Кира\r\n"
        "IP: 10.0.0.1\r\n\r\nКомментарий\r\n\r\nПривет\r\n\r\nстраница = https://a.example\r\n"
    )
    assert found(other) == {
        "name": "Кира",
        "phone": "+7 917 100-20-30",
        "email": "k@elka.example",
        "company": "ООО «Ёлка»",
        "text": "Привет",
    }


@pytest.mark.parametrize("label", ["Имя", "Телефон", "E-mail", "Компания"])
def test_a_missing_line_and_an_empty_one_find_nothing_for_that_field_only(label: str) -> None:
    field = {"Имя": "name", "Телефон": "phone", "E-mail": "email", "Компания": "company"}[label]
    rest = {key: value for key, value in TAUGHT.items() if key != field}
    assert found("\n".join(line for line in form().split("\n") if not line.startswith(f"{label}:"))) == rest
    assert found("\n".join(f"{label}:" if line.startswith(f"{label}:") else line for line in form().split("\n"))) == rest


def test_a_text_may_name_what_other_lines_are_called() -> None:
    text = "Телефон: у секретаря\nИмя: то же"
    assert found(form(text=text))["text"] == text


def test_labels_on_lines_of_their_own() -> None:
    taught = (
        "Your name\nIvan Petrow\n\nPhone number\n+7 843 555-01-17\n\nMessage\nWe need a pump.\nTwo of them.\n\n-- \nSite"
    )
    other = "Phone number\n+7 917 100-20-30\n\nYOUR NAME\nKira\n\nMessage\nA pump,\n\nsoon.\n\n-- \nSite"
    values = {"name": "Ivan Petrow", "phone": "+7 843 555-01-17", "text": "We need a pump.\nTwo of them."}
    assert found(other, taught, **values) == {"name": "Kira", "phone": "+7 917 100-20-30", "text": "A pump,\n\nsoon."}


def test_values_in_one_sentence() -> None:
    taught = "New lead: Ivan Petrow (ivan@zavod.example), phone +7 843 555-01-17, please call"
    other = "New lead: Dr. Kira Lang (kira@lang.example), phone 8 917 100-20-30, please call"
    values = {"name": "Ivan Petrow", "phone": "+7 843 555-01-17", "email": "ivan@zavod.example"}
    assert found(other, taught, **values) == {
        "name": "Dr. Kira Lang",
        "phone": "8 917 100-20-30",
        "email": "kira@lang.example",
    }


def test_values_without_labels_are_known_by_their_lines_in_letters_of_the_same_layout() -> None:
    taught = "Ivan Petrow\n+7 843 555-01-17\n\nSource: site"
    values = {"name": "Ivan Petrow", "phone": "+7 843 555-01-17"}
    assert found("Kira Lang\n8 917 100-20-30\n\nSource: site", taught, **values)["name"] == "Kira Lang"
    assert found("Your invoice is due.\nPay 8 917 100-20-30 now.", taught, **values) == {}


def test_the_second_of_two_equal_labels() -> None:
    taught = "Name: Robot\nTeam: 1\nName: Ivan\nPhone: 1"
    assert found("Name: Robot\nTeam: 2\nName: Kira\nPhone: 2", taught, name="Ivan") == {"name": "Kira"}
    assert found("Name: Robot\nTeam: 2\nPhone: 2", taught, name="Ivan") == {}


def test_of_two_marks_for_a_field_the_last_one_counts_and_blanks_teach_nothing() -> None:
    rules = learn("one two   \n", [Mark("name", 0, 3), Mark("name", 3, 8), Mark("text", 7, 11), Mark("text", 50, 60)])
    assert {field: each.value for field, each in find(rules, "one two   \n").items()} == {"name": "two"}


def test_a_text_that_goes_on_behind_what_is_looked_at_is_not_cut() -> None:
    rules = learn(form(), marks(form()))
    long = find(rules, form(text="Насос. " * LONGEST))
    assert {field: each.value for field, each in long.items()} == {
        field: value for field, value in TAUGHT.items() if field != "text"
    }
    assert find(learn(form() * 90, [Mark("name", LONGEST + 1, LONGEST + 9)]), form()) == {}


@given(st.data())
def test_marks_anywhere_find_the_same_values_in_the_very_same_letter(data: st.DataObject) -> None:
    original = "".join(data.draw(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40)))
    places = st.integers(0, len(original))
    drawn = [Mark(field, *sorted((data.draw(places), data.draw(places)))) for field in FIELDS]
    rules = json.loads(json.dumps(learn(original, drawn, "Subject")))
    again = {field: each.value for field, each in find(rules, original, "Subject").items()}
    marked = {mark.field: original[mark.start : mark.end].strip() for mark in drawn}
    assert again == {field: value for field, value in marked.items() if value}


@given(st.data())
def test_no_letter_is_too_strange_for_rules(data: st.DataObject) -> None:
    original = "".join(data.draw(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=60)))
    for each in find(learn(form(), marks(form())), original).values():
        assert each.value
        assert original[each.start : each.end] == each.value
