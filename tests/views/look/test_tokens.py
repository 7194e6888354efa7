"""The table of colours is complete and every text pair reaches WCAG AA."""

import re

import pytest

from app.views.look.tokens import COLOURS, TOKENS, TONE_TEXT, TONE_TINT, TONES, ThemeName, Token, hex_of

THEMES: tuple[ThemeName, ...] = ("light", "dark")
TEXT_ON_GROUND: list[tuple[Token, Token]] = [
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "base", "raised", "sunken", "accent_tint", "alt")),
    *((TONE_TEXT[tone], TONE_TINT[tone]) for tone in TONES),
    *((TONE_TEXT[tone], "base") for tone in TONES),
    ("text", "neutral_tint"),
    ("muted", "neutral_tint"),
    ("danger_text", "raised"),
    ("accent_text", "window"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_success", "success"),
    ("on_warning", "warning"),
    ("on_danger", "danger"),
    ("on_station", "station_green"),
    ("on_station", "station_red"),
    ("on_chart_1", "chart_1"),
    ("on_chart_2", "chart_2"),
    ("on_chart_3", "chart_3"),
]


def _luminance(value: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1…21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_figures_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(theme: ThemeName, ink: Token, ground: Token) -> None:
    assert contrast(hex_of(ink, theme), hex_of(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["base", "window"])
def test_outlines_of_fields_and_the_focus_ring_can_be_seen(theme: ThemeName, ground: Token) -> None:
    """WCAG 1.4.11 asks 3:1 for what is needed to see a part."""
    for line in ("outline", "accent_text"):
        assert contrast(hex_of(line, theme), hex_of(ground, theme)) >= 2.95


def test_station_signs_are_as_strong_as_the_guide_says() -> None:
    assert contrast(hex_of("station_green", "light"), "#FFFFFF") == pytest.approx(6.7, abs=0.1)
    assert contrast(hex_of("station_red", "light"), "#FFFFFF") == pytest.approx(7.2, abs=0.1)


def test_the_table_is_complete_in_both_themes() -> None:
    assert set(COLOURS) == set(TOKENS)
    for light, dark in COLOURS.values():
        assert re.fullmatch(r"#[0-9A-F]{6}", light)
        assert re.fullmatch(r"#[0-9A-F]{6}", dark)
