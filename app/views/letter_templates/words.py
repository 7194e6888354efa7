"""What fields are called here, and the colour and key of each."""

from collections.abc import Mapping

from PySide6.QtGui import QColor

from app.language import marked, tr
from app.letter_learning import FIELDS
from app.phone_number import shown_phone
from app.views.look.theme import color
from app.views.look.tokens import Token

FIELD_WORDS: Mapping[str, str] = {
    "name": marked("Name"),
    "phone": marked("Phone"),
    "email": marked("E-mail"),
    "company": marked("Company"),
    "text": marked("Text"),
}
FIELD_TOKENS: Mapping[str, Token] = {
    "name": "chart_1",
    "phone": "chart_2",
    "email": "chart_3",
    "company": "chart_4",
    "text": "chart_5",
}
KEYS: Mapping[str, str] = {str(number): field for number, field in enumerate(FIELDS, 1)}
"""Key → field."""
KEY_OF: Mapping[str, str] = {field: key for key, field in KEYS.items()}
TINT = 72
"""How much of the field's colour lies behind the words, of 255: they stay readable in both themes."""


def field_words(field: str) -> str:
    """What *field* is called, in the chosen language."""
    return tr(FIELD_WORDS[field])


def tint(field: str) -> QColor:
    """The ground behind marked words."""
    ground = color(FIELD_TOKENS[field])
    return QColor(ground.red(), ground.green(), ground.blue(), TINT)


def value_words(field: str, value: str) -> str:
    """A value as a person reads it, on one line."""
    return shown_phone(value) if field == "phone" and value.startswith("+") else " ".join(value.split())
