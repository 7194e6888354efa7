"""Whether tax numbers and bank details can be right: check digits of Russia, Germany and the banks of the world. Pure."""

import re
from collections.abc import Iterator

from stdnum import bic, iban
from stdnum.ch import vat as swiss_vat
from stdnum.de import stnr, vat
from stdnum.eu import vat as european_vat
from stdnum.gb import vat as british_vat
from stdnum.ru import inn, ogrn

from app.language import Phrase, phrase

RUSSIAN_ACCOUNT_DIGITS = 20
RUSSIAN_BIC_DIGITS = 9
COMPANY_INN, PERSON_INN = 10, 12
COMPANY_OGRN, PERSON_OGRN = 13, 15
KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII)
"""Four digits of the tax office, two signs for the reason, three digits (order of the Russian tax service MMV-7-6/435)."""
EUROPEAN = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "XI",
    ]
)
"""ISO 3166, with EL and XI for Greece and Northern Ireland, as VAT numbers have it."""
_WEIGHTS = (7, 1, 3)


def doubts(tax_id: str, bank_account: str, bank_code: str, country: str) -> tuple[Phrase, ...]:
    """What is probably mistyped, one sentence each; nothing about empty fields and countries that Kontor cannot check.

    country: ISO 3166, "" if it is not known; then the shape of the account tells Russia from the rest.
    """
    tax, account, code = (_joined(each) for each in (tax_id, bank_account, bank_code))
    russian = country.upper() == "RU" or (not country and len(account) == RUSSIAN_ACCOUNT_DIGITS and account.isdigit())
    if russian:
        return tuple(_russian(tax, account, code))
    return tuple(_international(tax, account, code, country.upper()))


def _joined(text: str) -> str:
    return "".join(text.split()).upper()


def _russian(tax: str, account: str, code: str) -> Iterator[Phrase]:
    if tax and not inn.is_valid(tax):
        yield phrase("The tax number {number} (INN) cannot be right: its check digit does not fit.", number=tax)
    code_fits = len(code) == RUSSIAN_BIC_DIGITS and code.isdecimal() and code.isascii()
    if code and not code_fits:
        yield phrase("A Russian bank code (BIK) has nine digits; {code} has not.", code=code)
    if account and not (len(account) == RUSSIAN_ACCOUNT_DIGITS and account.isdecimal() and account.isascii()):
        yield phrase("A Russian account has twenty digits; {account} has not.", account=account)
    elif account and code and code_fits and not account_fits_bank(account, code):
        yield phrase(
            "The account {account} cannot be at the bank {code}: its check digit does not fit.", account=account, code=code
        )


def account_fits_bank(account: str, code: str) -> bool:
    """Whether the key of a Russian account fits the bank code (Bank of Russia, order 515 of 8 September 1997).

    Accounts with the Bank of Russia itself (code ends in 000, 001 or 002) are keyed by its fifth and sixth digit.
    """
    condition = f"0{code[4:6]}" if code[-3:] in ("000", "001", "002") else code[-3:]
    weighed = (int(digit) * _WEIGHTS[place % 3] for place, digit in enumerate(condition + account))
    return sum(each % 10 for each in weighed) % 10 == 0


def _international(tax: str, account: str, code: str, country: str) -> Iterator[Phrase]:
    german = country == "DE" or (not country and account.startswith("DE"))
    if german and tax and not (vat.is_valid(tax) if tax.startswith("DE") else stnr.is_valid(tax)):
        yield phrase("The tax number {number} cannot be right: a German one is built differently.", number=tax)
    if account and account[:2].isalpha() and not iban.is_valid(account):
        yield phrase("The account {account} cannot be right: the check digits of the IBAN do not fit.", account=account)
    elif account and german and not account[:2].isalpha():
        yield phrase("The account {account} is no IBAN, which German banks ask for.", account=account)
    if code and not bic.is_valid(code):
        yield phrase("The bank code {code} is no BIC.", code=code)


def number_doubts(
    country: str,
    *,
    tax_id: str = "",
    vat_id: str = "",
    registration_number: str = "",
    tax_reason_code: str = "",
    correspondent_account: str = "",
    bank_code: str = "",
    organised: bool = True,
) -> tuple[Phrase, ...]:
    """What is probably mistyped in the other numbers of a legal entity, as ``doubts`` says it.

    organised: an organisation; a sole trader or a private person has longer Russian numbers.
    """
    gaps = (tax_id, vat_id, registration_number, tax_reason_code, correspondent_account, bank_code)
    tax, value_added, number, reason, account, code = (_joined(each) for each in gaps)
    if country.upper() == "RU":
        return (*_russian_numbers(tax, number, reason, organised), *_correspondent(account, code))
    return tuple(_value_added(value_added, country.upper()))


def _russian_numbers(tax: str, number: str, reason: str, organised: bool) -> Iterator[Phrase]:
    inn_digits = COMPANY_INN if organised else PERSON_INN
    if inn.is_valid(tax) and len(tax) != inn_digits:
        if organised:
            yield phrase("The tax number {number} (INN) is that of a person: a company's has ten digits.", number=tax)
        else:
            yield phrase("The tax number {number} (INN) is that of a company: a person's has twelve digits.", number=tax)
    if number and not ogrn.is_valid(number):
        yield phrase("The registration number {number} (OGRN) cannot be right: its check digit does not fit.", number=number)
    elif number and len(number) != (COMPANY_OGRN if organised else PERSON_OGRN):
        if organised:
            yield phrase("The registration number {number} is that of a sole trader (OGRNIP).", number=number)
        else:
            yield phrase("The registration number {number} is that of a company (OGRN).", number=number)
    if reason and not KPP.fullmatch(reason):
        yield phrase("A Russian tax reason code (KPP) has nine signs, like 770501001; {code} has not.", code=reason)


def _correspondent(account: str, code: str) -> Iterator[Phrase]:
    """Of a correspondent account, whose last three digits are those of the bank code (Bank of Russia, regulation 579-P)."""
    if not account:
        return
    if not (len(account) == RUSSIAN_ACCOUNT_DIGITS and account.isdecimal() and account.isascii()):
        yield phrase("A correspondent account has twenty digits; {account} has not.", account=account)
    elif not account.startswith("301"):
        yield phrase("A correspondent account begins with 301; {account} does not.", account=account)
    elif len(code) == RUSSIAN_BIC_DIGITS and account[-3:] != code[-3:]:
        yield phrase("The correspondent account {account} is not that of the bank {code}.", account=account, code=code)


def _value_added(number: str, country: str) -> Iterator[Phrase]:
    if not number:
        return
    if number.startswith("CHE"):
        fits = swiss_vat.is_valid(number)
    elif number.startswith("GB"):
        fits = british_vat.is_valid(number)
    elif number[:2] in EUROPEAN:
        fits = european_vat.is_valid(number)
    elif country in EUROPEAN:
        yield phrase("A VAT number begins with the letters of its country; {number} does not.", number=number)
        return
    else:
        return
    if not fits:
        yield phrase("The VAT number {number} cannot be right: its check digits do not fit.", number=number)
