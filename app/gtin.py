"""GTIN: the number under a product's barcode (GS1 General Specifications 7.9: modulo-10 check digit)."""

from dataclasses import dataclass


def check_digit(body: str) -> str:
    """The GS1 check digit that follows *body* (digits without it)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


@dataclass(frozen=True, slots=True)
class Gtin:
    """A Global Trade Item Number in its 14-digit form (GTIN-8, -12 and -13 padded with zeros)."""

    digits: str

    def __post_init__(self) -> None:
        if len(self.digits) not in (8, 12, 13, 14) or not (self.digits.isascii() and self.digits.isdigit()):
            raise ValueError(f"a GTIN has 8, 12, 13 or 14 digits: {self.digits!r}")
        if check_digit(self.digits[:-1]) != self.digits[-1]:
            raise ValueError(f"wrong check digit: {self.digits!r}")
        object.__setattr__(self, "digits", self.digits.zfill(14))

    def __str__(self) -> str:
        return self.digits
