"""Code 128 and GS1-128 as patterns of modules, from what a label has to say.

GS1-128 is Code 128 with FNC1 in front (GS1 General Specifications 5.4); identifiers of fixed length come first and the
batch last, so that no separator is needed within a label.
"""

import re
from dataclasses import dataclass
from datetime import date

import barcode

from app.errors import UserError
from app.gtin import Gtin

CSET82 = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")
"""What GS1 lets a batch number consist of (General Specifications, figure 7.11-1), 20 signs at most."""

CODE128_SIGNS = re.compile(r"[ -~]{1,60}")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One barcode. symbology: gs1-128 or code-128; data: what a scanner sends; human: the line under the bars."""

    symbology: str
    data: str
    human: str
    pattern: str


def gs1_symbol(elements: tuple[tuple[str, str], ...]) -> Symbol:
    """A GS1-128 symbol of *elements* (AI, value), those of fixed length first."""
    data = "".join(ai + value for ai, value in elements)
    human = "".join(f"({ai}){value}" for ai, value in elements)
    return Symbol("gs1-128", data, human, str(barcode.codex.Gs1_128(data).build()[0]))


def plain_symbol(text: str) -> Symbol:
    """A Code 128 symbol of *text*. Raises UserError if it has signs that Code 128 cannot carry."""
    if not CODE128_SIGNS.fullmatch(text):
        raise UserError("{code} cannot be a barcode: use Latin letters, figures and signs, 60 at most", code=text or "–")
    return Symbol("code-128", text, text, str(barcode.codex.Code128(text).build()[0]))


def batch_elements(gtin: str, batch: str, use_by: date | None) -> tuple[tuple[str, str], ...]:
    """AI and value of an article's batch: (01) GTIN, (17) last day of use if there is one, (10) batch.

    Raises UserError for a GTIN that is none and for a batch number that GS1 does not allow.
    """
    try:
        digits = Gtin(gtin).digits
    except ValueError as error:
        raise UserError("{gtin} is not a GTIN: correct it in the article before printing labels", gtin=gtin) from error
    if not CSET82.fullmatch(batch):
        raise UserError(
            "Batch {batch} cannot be a GS1 barcode: use Latin letters, figures and hyphens, 20 at most", batch=batch or "–"
        )
    expiry = (("17", f"{use_by:%y%m%d}"),) if use_by else ()
    return (("01", digits), *expiry, ("10", batch))
