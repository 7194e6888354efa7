"""What the type can print, and how texts are broken into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.typeface import BODY, BREAKS, elided, printable, text_width, wrapped


def test_the_signs_of_our_documents_are_printed_as_they_are() -> None:
    text = "Größe ÄÖÜß ёЁ № € ₽ £ ₴ ₸ − – — « » „ “ ° ² ³ × …"
    assert printable(text) == text


def test_what_has_no_glyph_is_shown_as_a_question_mark_and_controls_as_blanks() -> None:
    assert printable("泵 A\tB\0C") == "? A B C"
    assert printable("и\u0306") == "й"
    assert printable("zero\u200bwidth") == "zerowidth"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("тепла-холода-влаги", ["тепла-холода-", "влаги"]),
        ("насос KK-500", ["насос KK-500"]),
        ("a\n\nb", ["a", "", "b"]),
        ("", [""]),
        ("grossmann@anlagen.example", ["grossmann@", "anlagen.example"]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, lines: list[str]) -> None:
    assert wrapped(text, BODY, 27) == lines


def test_an_article_code_is_never_torn_at_its_hyphen() -> None:
    assert BREAKS.split("KK-500 и АБ-ВГ") == ["KK-500 ", "и ", "АБ-", "ВГ"]


@given(st.text(max_size=200), st.floats(min_value=8, max_value=120))
def test_no_line_is_too_wide_and_no_sign_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, BODY, width)
    assert all(text_width(line, BODY) <= width + 1e-9 for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text).split())


@given(st.text(max_size=80), st.floats(min_value=10, max_value=60))
def test_an_elided_line_fits(text: str, width: float) -> None:
    assert text_width(elided(text, BODY, width), BODY) <= width
