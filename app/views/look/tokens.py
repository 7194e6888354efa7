"""The colours of Kontor: one frozen table, a light and a dark value for each name (style guide, section 1).

Code names tokens, never hex values. ``tests/views/look/test_tokens.py`` holds the table to WCAG AA (4.5:1 for text).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

ThemeName = Literal["light", "dark"]

Token = Literal[
    "window",
    "base",
    "raised",
    "sunken",
    "alt",
    "border",
    "grid",
    "line",
    "outline",
    "text",
    "muted",
    "accent",
    "accent_hover",
    "on_accent",
    "accent_text",
    "accent_tint",
    "success",
    "on_success",
    "success_text",
    "success_tint",
    "warning",
    "on_warning",
    "warning_text",
    "warning_tint",
    "danger",
    "on_danger",
    "danger_text",
    "danger_tint",
    "neutral_text",
    "neutral_tint",
    "trough",
    "chart_1",
    "chart_2",
    "chart_3",
    "chart_4",
    "chart_5",
    "chart_6",
    "on_chart_1",
    "on_chart_2",
    "on_chart_3",
    "station_green",
    "station_red",
    "on_station",
]
TOKENS: tuple[Token, ...] = get_args(Token)

Tone = Literal["neutral", "success", "warning", "danger", "accent"]
TONES: tuple[Tone, ...] = get_args(Tone)

COLOURS: Mapping[Token, tuple[str, str]] = MappingProxyType(
    {
        "window": ("#F1F3F5", "#15171B"),
        "base": ("#FFFFFF", "#1B1E23"),
        "raised": ("#FFFFFF", "#23272D"),
        "sunken": ("#E9ECEF", "#111316"),
        "alt": ("#F8F9FA", "#1F2227"),
        "border": ("#DCE0E5", "#333942"),
        "grid": ("#E6E9ED", "#2A2F36"),
        "line": ("#C3C9D1", "#474E59"),
        "outline": ("#868E9B", "#757E8B"),
        "text": ("#1A1E24", "#E6E9ED"),
        "muted": ("#56606D", "#A3ACB8"),
        "accent": ("#1F56A8", "#3A6CC0"),
        "accent_hover": ("#194A92", "#3463B4"),
        "on_accent": ("#FFFFFF", "#FFFFFF"),
        "accent_text": ("#1F56A8", "#8FB6F5"),
        "accent_tint": ("#E4ECF8", "#22314B"),
        "success": ("#1A7A49", "#23824F"),
        "on_success": ("#FFFFFF", "#FFFFFF"),
        "success_text": ("#156239", "#74D19B"),
        "success_tint": ("#DFF2E7", "#193426"),
        "warning": ("#E8A317", "#E8A317"),
        "on_warning": ("#2A1B00", "#2A1B00"),
        "warning_text": ("#7D4A00", "#F0BC62"),
        "warning_tint": ("#FBEFD5", "#3A2D14"),
        "danger": ("#BF2F2A", "#C83A34"),
        "on_danger": ("#FFFFFF", "#FFFFFF"),
        "danger_text": ("#A3241F", "#F79A92"),
        "danger_tint": ("#FBE6E4", "#432422"),
        "neutral_text": ("#3F4854", "#C5CBD4"),
        "neutral_tint": ("#E9ECEF", "#2D323A"),
        "trough": ("#E9ECEF", "#2D323A"),
        "chart_1": ("#1F56A8", "#5B8DE0"),
        "chart_2": ("#B9561A", "#EE7E2A"),
        "chart_3": ("#14B08A", "#2FB596"),
        "chart_4": ("#A65993", "#B06A9E"),
        "chart_5": ("#C4A310", "#E8CF3E"),
        "chart_6": ("#43484C", "#D9DDE1"),
        "on_chart_1": ("#FFFFFF", "#111316"),
        "on_chart_2": ("#FFFFFF", "#111316"),
        "on_chart_3": ("#111316", "#111316"),
        "station_green": ("#14693D", "#14693D"),
        "station_red": ("#A8211C", "#A8211C"),
        "on_station": ("#FFFFFF", "#FFFFFF"),
    }
)

TONE_TEXT: Mapping[Tone, Token] = MappingProxyType(
    {
        "neutral": "neutral_text",
        "success": "success_text",
        "warning": "warning_text",
        "danger": "danger_text",
        "accent": "accent_text",
    }
)
TONE_TINT: Mapping[Tone, Token] = MappingProxyType(
    {
        "neutral": "neutral_tint",
        "success": "success_tint",
        "warning": "warning_tint",
        "danger": "danger_tint",
        "accent": "accent_tint",
    }
)


def hex_of(token: Token, theme: ThemeName) -> str:
    """The value of *token* in *theme* as ``#RRGGBB``. Raises KeyError for a name that the style guide doesn't have."""
    light, dark = COLOURS[token]
    return light if theme == "light" else dark
