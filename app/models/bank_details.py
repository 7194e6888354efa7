"""Whether tax numbers and bank details can be right: check digits of Russia, Germany and the banks of the world. Pure."""

from collections.abc import Iterator

from stdnum import bic, iban
from stdnum.de import stnr, vat
from stdnum.ru import inn

from app.language import Phrase, phrase

RUSSIAN_ACCOUNT_DIGITS = 20
RUSSIAN_BIC_DIGITS = 9
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
