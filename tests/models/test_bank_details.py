"""Check digits of tax numbers and accounts; the valid ones are published examples."""

import pytest

from app.models.bank_details import account_fits_bank, doubts, number_doubts

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize(
    ("tax_id", "account", "code", "country"),
    [
        ("7707083893", "40702810900000005555", "044525225", "RU"),
        ("", "", "", "RU"),
        ("DE136695976", IBAN, "COBADEFF", "DE"),
        ("181/815/0815 5", IBAN, "COBADEFFXXX", "DE"),
        ("whatever", "123456", "", "KZ"),
        ("", IBAN, "COBADEFF", ""),
    ],
)
def test_what_can_be_right_raises_no_doubt(tax_id: str, account: str, code: str, country: str) -> None:
    if country == "RU" and account:
        account = next(a for a in (f"407028109{d:011d}" for d in range(10)) if account_fits_bank(a, code))
    assert doubts(tax_id, account, code, country) == ()


@pytest.mark.parametrize(
    ("tax_id", "account", "code", "country", "part"),
    [
        ("7707083894", "", "", "RU", "INN"),
        ("", "4070281090000000555", "", "RU", "twenty digits"),
        ("", "", "04452522", "RU", "nine digits"),
        ("DE136695975", "", "", "DE", "German"),
        ("", "DE89370400440532013001", "", "DE", "IBAN"),
        ("", "532013000", "", "DE", "no IBAN"),
        ("", "", "COBA", "DE", "BIC"),
    ],
)
def test_a_typing_error_is_noticed(tax_id: str, account: str, code: str, country: str, part: str) -> None:
    found = doubts(tax_id, account, code, country)
    assert len(found) == 1
    assert part in found[0].said("en")


def test_one_wrong_digit_of_a_russian_account_is_noticed() -> None:
    code = "044525225"
    good = next(a for a in (f"407028109{d:011d}" for d in range(10)) if account_fits_bank(a, code))
    wrong = f"{good[:10]}{(int(good[10]) + 1) % 10}{good[11:]}"
    assert len(doubts("", wrong, code, "RU")) == 1
    assert len(doubts("", wrong, code, "")) == 1


def test_an_account_with_the_bank_of_russia_is_keyed_by_the_region() -> None:
    # The worked example of order 515: account 40602810700000000025 at the bank 049805746 of another bank.
    assert account_fits_bank("40602810700000000025", "049805746")


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("RU", {"tax_id": "7707083893", "registration_number": "1027700132195", "tax_reason_code": "773601001"}),
        ("RU", {"correspondent_account": "30101810400000000225", "bank_code": "044525225"}),
        ("DE", {"vat_id": "DE 136 695 976", "registration_number": "HRB 12345"}),
        ("AT", {"vat_id": "ATU13585627"}),
        ("GR", {"vat_id": "EL094259216"}),
        ("GB", {"vat_id": "GB980780684"}),
        ("CH", {"vat_id": "CHE-107.787.577 IVA"}),
        ("KZ", {"vat_id": "1234", "registration_number": "1"}),
        ("", {}),
    ],
)
def test_numbers_that_can_be_right(country: str, numbers: dict[str, str]) -> None:
    assert number_doubts(country, **numbers) == ()  # type: ignore[arg-type]  # all but one gap are texts


@pytest.mark.parametrize(
    ("country", "numbers", "part"),
    [
        ("RU", {"registration_number": "1027700132196"}, "OGRN"),
        ("RU", {"registration_number": "304500116000157"}, "sole trader"),
        ("RU", {"tax_id": "500100732259"}, "that of a person"),
        ("RU", {"tax_reason_code": "77360100"}, "KPP"),
        ("RU", {"correspondent_account": "3010181040000000022"}, "twenty digits"),
        ("RU", {"correspondent_account": "40702810400000000225"}, "begins with 301"),
        ("RU", {"correspondent_account": "30101810400000000225", "bank_code": "044525226"}, "not that of the bank"),
        ("DE", {"vat_id": "DE136695975"}, "check digits"),
        ("DE", {"vat_id": "136695976"}, "letters of its country"),
        ("CH", {"vat_id": "CHE-107.787.578 IVA"}, "check digits"),
        ("GB", {"vat_id": "GB802311781"}, "check digits"),
    ],
)
def test_a_typing_error_in_another_number_is_noticed(country: str, numbers: dict[str, str], part: str) -> None:
    found = number_doubts(country, **numbers)  # type: ignore[arg-type]  # all but one gap are texts
    assert len(found) == 1
    assert part in found[0].said("en")


def test_a_sole_trader_has_the_longer_numbers() -> None:
    assert number_doubts("RU", tax_id="500100732259", registration_number="304500116000157", organised=False) == ()
    found = number_doubts("RU", tax_id="7707083893", registration_number="1027700132195", organised=False)
    assert [("of a company" in each.said("en")) for each in found] == [True, True]
