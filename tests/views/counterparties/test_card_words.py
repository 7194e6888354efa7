"""Codes of countries and languages are said as words, account numbers as people read them."""

from app.views.counterparties.card import country_word, grouped


def test_country_is_said_by_name() -> None:
    assert country_word("DE") == "Germany"
    assert country_word("??") == ""


def test_iban_stands_in_groups_of_four() -> None:
    assert grouped("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


def test_account_that_is_no_iban_stays_as_it_is() -> None:
    assert grouped("40702810400000001234") == "40702810400000001234"
    assert grouped("") == ""
