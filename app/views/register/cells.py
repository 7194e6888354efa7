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
from app.views.look.painting import LEFT, RIGHT
from app.views.look.table import ZEROES, Cell
from app.views.look.tokens import Token
from app.views.look.typeface import Weight

FIGURES = frozenset({"integer", "quantity", "money", "percent"})


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a cell says besides its value; what is None stays as it is. text replaces the value."""

    text: str | None = None
    second: str = ""
    token: Token | None = None
    weight: Weight | None = None
    icon: str = ""
    chips: Sequence[ChipText] = ()
    unit: str = ""
    share: Decimal | None = None


Look = Callable[[RegisterRow, str], CellLook | None]
"""(row, key of the column) → what a room paints there."""


def plain(_row: RegisterRow, _key: str) -> CellLook | None:
    """Nothing besides the value."""
    return None


def whole(column: Column, value: Any, look: CellLook | None) -> Cell:
    """All that the cell of *column* with *value* says, as a table paints it."""
    align = RIGHT if column.kind in FIGURES else LEFT
    ink: Token = "accent_text" if column.kind == "phone" and value else "text"
    if look is None:
        text = said(column, value)
        return Cell(text, align=align, token="muted" if text in ZEROES else ink)
    text = said(column, value) if look.text is None else look.text
    return Cell(
        text,
        look.second,
        align,
        "muted" if text in ZEROES else look.token or ink,
        look.weight or 400,
        look.icon,
        look.chips,
        look.unit,
        look.share,
    )


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
