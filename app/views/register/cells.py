"""How the values of a register are written in a table, and what a room may paint besides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.language import tr
from app.operations.register import RegisterRow
from app.operations.register_spec import Column
from app.phone_number import shown_phone
from app.views.look.chip import ChipText
from app.views.look.numbers import day, moment, money, number, percent
from app.views.look.tokens import Token

FIGURES = frozenset({"integer", "quantity", "money", "percent"})


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a cell says besides its value; what is None stays as it is. text replaces the value."""

    text: str | None = None
    second: str = ""
    token: Token | None = None
    weight: int | None = None
    icon: str = ""
    chips: Sequence[ChipText] = ()
    unit: str = ""
    share: Decimal | None = None


Look = Callable[[RegisterRow, str], CellLook | None]
"""(row, key of the column) → what a room paints there."""


def plain(_row: RegisterRow, _key: str) -> CellLook | None:
    """Nothing besides the value."""
    return None


def said(column: Column, value: Any) -> str:
    """*value* of *column* in the chosen language, "" for none."""
    if value is None or value == "":
        return ""
    if column.words is not None:
        return tr(column.words.get(value, str(value)))
    if isinstance(value, bool):
        return tr("yes") if value else ""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if column.kind == "money":
        return money(value)
    if column.kind == "percent":
        return percent(value)
    if isinstance(value, Decimal | int):
        return number(value)
    return shown_phone(str(value)) if column.kind == "phone" else " ".join(str(value).split())
