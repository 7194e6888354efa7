"""What scanned strings mean: every vector of GS1's own engine, our kinder readings, and no string that raises."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gs1 import plain_text, read_code

TODAY = date(2026, 11, 23)
VECTORS = Path(__file__).parent / "data" / "gs1" / "vectors.tsv"
GTIN = "04601234567893"


def vectors() -> list[tuple[str, str, str]]:
    rows = [line.split("\t") for line in VECTORS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(row[1], row[2], row[3]) for row in rows]


def said(elements: object) -> str:
    assert isinstance(elements, dict)
    return "".join(f"({identifier}){value}" for identifier, value in elements.items())


@pytest.mark.parametrize("separator", ["{GS}", "\x1d", "<GS>", "\\x1d"])
@pytest.mark.parametrize(("code", "verdict", "told"), vectors())
def test_a_vector_is_judged_as_by_the_engine(code: str, verdict: str, told: str, separator: str) -> None:
    read = read_code(code.replace("{GS}", separator), today=TODAY)
    if "symbology identifier" in told:
        assert read.problem is None
        assert read.hint
        assert read.gtin == GTIN
    elif verdict == "error":
        assert read.problem
    else:
        assert read.problem is None
        assert said(read.elements) == told.replace(f"(01){GTIN}(01){GTIN}", f"(01){GTIN}")


def test_the_fields_that_kontor_works_with() -> None:
    read = read_code(f"]C101{GTIN}17250600302\x1d10L26\x1d21S-1", today=TODAY)
    assert (read.problem, read.symbology, read.gtin, read.batch) == (None, "gs1-128", GTIN, "L26")
    assert (read.expiry, read.serial, read.quantity) == (date(2025, 6, 30), "S-1", Decimal(2))


@pytest.mark.parametrize(
    ("value", "day"), [("760101", date(2076, 1, 1)), ("770101", date(1977, 1, 1)), ("240200", date(2024, 2, 29))]
)
def test_the_century_reaches_from_49_years_back_to_50_ahead(value: str, day: date) -> None:
    assert read_code(f"]C101{GTIN}17{value}", today=TODAY).expiry == day


def test_a_measure_keeps_its_decimals_exactly() -> None:
    assert read_code(f"]C101{GTIN}3103001250", today=TODAY).quantity == Decimal("1.250")


@pytest.mark.parametrize(
    "code",
    [
        f"]C101{GTIN}17250230",
        f"]C101{GTIN}17250010",
        f"]C102{GTIN}",
        f"]C102{GTIN}375",
        "]C110ABC",
        f"]C101{GTIN}3102000100\x1d3103000100",
        f"]C101{GTIN}10A\x1d10B",
        f"]C101{GTIN}3922100",
        f"]C101{GTIN}30",
        f"]C101{GTIN}422999",
        f"]C101{GTIN}7003261301120",
        "]C1253460123456789",
        "]C18007DE89370400440532013001",
        f"]C1\x1d01{GTIN}10{'A' * 21}",
        f"]C101{GTIN}10ÄÖ",
        "]E04601234567894",
        "]E0460123456789",
        "]E112",
        f"https://id.gs1.org/01/{GTIN}?10=ABC",
        f"https://id.gs1.org/01/{GTIN}/21/x/10/A",
        f"https://id.gs1.org/01/{GTIN}/10",
        f"https://id.gs1.org/01/{GTIN}?0512=1",
        "https://example.com/shop",
        "http://[broken",
        "(01)04601234567890",
        "",
        "\r\n",
        "\x00\x02\x7fZZ",
        "x" * 201,
        "4601\x1d234",
        "�������",
    ],
)
def test_what_breaks_a_rule_or_is_no_code_of_ours(code: str) -> None:
    read = read_code(code, today=TODAY)
    assert read.problem
    assert read.problem.endswith(".")


@pytest.mark.parametrize(
    ("code", "gtin"),
    [
        ("4601234567893", GTIN),
        ("614141999996", "00614141999996"),
        ("96385074", "00000096385074"),
        (GTIN, GTIN),
        (f"(01){GTIN}(10)L26", GTIN),
        (f"\x1d01{GTIN}10L26", GTIN),
        (f"]I1{GTIN}", GTIN),
        ("]E3460123456789312345", GTIN),
        (f"01{GTIN}17250630", GTIN),
        (f"]C101{GTIN}\x1d\x1d10A", GTIN),
        (f"https://id.gs1.org/01/{GTIN[1:]}", GTIN),
    ],
)
def test_where_we_are_kinder_we_say_so(code: str, gtin: str) -> None:
    read = read_code(code, today=TODAY)
    assert (read.problem, read.gtin) == (None, gtin)
    assert read.hint


def test_caret_stands_for_the_separator_where_a_code_begins_with_it() -> None:
    read = read_code(f"^01{GTIN}10A^21B", today=TODAY)
    assert (read.problem, said(read.elements)) == (None, f"(01){GTIN}(10)A(21)B")


def test_a_bare_container_number() -> None:
    read = read_code("340123451234567895", today=TODAY)
    assert read.elements == {"00": "340123451234567895"}
    assert read.hint


def test_an_in_store_label_names_no_product() -> None:
    read = read_code("]E02001234012348", today=TODAY)
    assert (read.problem, read.gtin) == (None, None)
    assert read.hint


def test_a_number_with_a_wrong_check_digit_is_taken_as_it_stands_and_doubted() -> None:
    read = read_code("4601234567890", today=TODAY)
    assert (read.problem, read.gtin) == (None, None)
    assert read.hint


@pytest.mark.parametrize("code", ["B-04-2", "CMD:UNDO", "10-04-2", "99-01", "]C0B-04-2", "Стеллаж 4", "]A0X1"])
def test_our_own_codes_are_plain(code: str) -> None:
    read = read_code(code, today=TODAY)
    assert (read.problem, read.hint, dict(read.elements), read.gtin) == (None, None, {}, None)


def test_the_identifier_and_the_suffix_are_no_part_of_our_own_codes() -> None:
    assert plain_text("]C0B-04-2\r\n") == "B-04-2"
    assert plain_text("B-04-2") == "B-04-2"


def test_a_missing_separator_that_swallows_a_date_is_doubted() -> None:
    read = read_code(f"]C101{GTIN}10ABC17250630", today=TODAY)
    assert read.problem is None
    assert read.hint


_PIECES = st.sampled_from(
    ["]C1", "]d2", "]E0", "]I1", "01" + GTIN, "17", "10", "37", "3103", "8008", "\x1d", "<GS>", "(01)", "^"]
)


@given(st.text())
def test_no_text_raises(code: str) -> None:
    read = read_code(code, today=TODAY)
    assert read.code == code


@given(st.lists(_PIECES | st.text(max_size=8) | st.from_regex(r"\d{0,20}", fullmatch=True), max_size=8))
def test_no_half_right_text_raises(pieces: list[str]) -> None:
    code = "".join(pieces)
    assert read_code(code, today=TODAY).code == code


@given(st.text(max_size=60))
def test_no_address_raises(tail: str) -> None:
    code = f"https://id.gs1.org/01/{GTIN}{tail}"
    assert read_code(code, today=TODAY).code == code
