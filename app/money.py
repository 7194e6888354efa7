"""Exact money and quantities: never a float, on either database."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

CENT = Decimal("0.01")
THOUSANDTH = Decimal("0.001")


def exact(value: Decimal | int | str) -> Decimal:
    """*value* as a Decimal. Raises TypeError for a float (inexact) and ValueError for what is not a finite number."""
    if isinstance(value, float):
        raise TypeError("money and quantities are never floats")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def cents(value: Decimal) -> Decimal:
    """*value* rounded half up to two decimals, as invoices are."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in one currency (ISO 4217), kept to two decimals."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", cents(exact(self.amount)))
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"not an ISO 4217 currency: {self.currency!r}")

    def __add__(self, other: Self) -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * exact(factor), self.currency)


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of a unit (UN/ECE recommendation 20 code or the company's word: pc, set, kg, m, l), to three decimals."""

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        number = exact(self.amount)
        if number != number.quantize(THOUSANDTH):
            raise ValueError(f"a quantity has at most three decimals: {number}")
        object.__setattr__(self, "amount", number)


@dataclass(frozen=True, slots=True)
class Priced:
    """A line's figures: net, tax and gross in the deal's currency, each rounded to the cent."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """Net plus tax."""
        return self.net + self.tax


def priced(quantity: Decimal, price: Decimal, discount_percent: Decimal, tax_percent: Decimal) -> Priced:
    """Figures of one line: net = quantity × price less discount, tax on the rounded net (as invoices compute it)."""
    net = cents(quantity * price * (1 - discount_percent / 100))
    return Priced(net, cents(net * tax_percent / 100))
