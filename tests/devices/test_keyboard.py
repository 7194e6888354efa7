"""The pure judge of strokes: platforms, layouts without places, separators, and hands that must not be mistaken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.key_table import KEYS, untangled
from app.devices.keyboard import KeyboardReader, KeyStroke


def place_of(platform: str, sign: str) -> tuple[int, bool]:
    return next((code, sign == pair[1] and sign != pair[0]) for code, pair in KEYS[platform].items() if sign in pair)


def typed(platform: str, sign: str, at: int) -> KeyStroke:
    code, shift = place_of(platform, sign)
    if platform == "macos":
        return KeyStroke(0, code, "?", shift=shift, pressed_at_ms=at)
    return KeyStroke(code, 0, "?", shift=shift, pressed_at_ms=at)


def scanned(reader: KeyboardReader, strokes: list[KeyStroke]) -> str | None:
    for stroke in strokes:
        reader.pressed(stroke)
        reader.released(stroke)
    scan = reader.taken()
    return scan.code if scan else None


def suffix(at: int) -> KeyStroke:
    return KeyStroke(36, 0, "\r", pressed_at_ms=at, name="suffix")


@pytest.mark.parametrize("platform", KEYS)
def test_every_sign_of_a_us_keyboard_is_read_by_its_place(platform: str) -> None:
    signs = "".join(sign for pair in KEYS[platform].values() for sign in dict.fromkeys(pair))
    assert set(signs) == {chr(code) for code in range(32, 127)}
    strokes = [typed(platform, sign, 5 * place) for place, sign in enumerate(signs)]
    assert scanned(KeyboardReader(platform), [*strokes, suffix(5 * len(strokes))]) == signs


@pytest.mark.parametrize(
    ("layout", "text", "code"),
    [
        ("us", "0104ФиС-12.ч", "0104AbC-12/x"),
        ("us", "0104AbC-12/x", "0104AbC-12/x"),
        ("de", "AbCß12-xYz", "AbC-12/xZy"),
        ("fr", "à&à'A", "0104Q"),
    ],
)
def test_without_places_the_text_is_mapped_back(layout: str, text: str, code: str) -> None:
    strokes = [KeyStroke(0, 0, sign, shift=sign.isupper(), pressed_at_ms=5 * at) for at, sign in enumerate(text)]
    assert scanned(KeyboardReader(layout=layout), [*strokes, suffix(5 * len(text))]) == code


def test_a_scanner_set_to_the_desktops_layout_is_believed_by_its_text() -> None:
    strokes = [KeyStroke(52, 0, sign, pressed_at_ms=5 * at) for at, sign in enumerate("y-yß")]
    assert scanned(KeyboardReader(by_text=True), [*strokes, suffix(20)]) == "y-yß"


def test_all_forms_of_the_separator() -> None:
    def at(place: int, code: int, text: str = "", name: str = "", control: bool = False, alt: bool = False) -> KeyStroke:
        return KeyStroke(code, 0, text, control=control, alt=alt, pressed_at_ms=5 * place, name=name)

    strokes = [at(place, code, text) for place, (code, text) in enumerate([(10, "1"), (11, "2"), (12, "3"), (13, "4")])]
    strokes += [at(4, 35, "+", control=True), at(5, 74, name="separator")]
    strokes += [at(6, 64, name="alt"), at(7, 90, alt=True), at(8, 88, alt=True), at(9, 81, alt=True), at(10, 38, "a")]
    strokes += [at(11, 44, "\n", control=True)]
    assert scanned(KeyboardReader(), strokes) == "1234\x1d\x1d\x1da"


@pytest.mark.parametrize("pause", [31, 60, 150])
def test_a_hand_is_never_a_scanner(pause: int) -> None:
    strokes = [typed("x11", sign, pause * at) for at, sign in enumerate("0104601234")]
    assert scanned(KeyboardReader(), [*strokes, suffix(pause * 10)]) is None


def test_three_quick_keys_and_return_are_typing() -> None:
    reader = KeyboardReader()
    assert [reader.pressed(typed("x11", sign, at)) for at, sign in enumerate("abc")] == ["hold", "hold", "hold"]
    assert reader.pressed(suffix(4)) == "give back, pass"
    assert not reader.holding


def test_shortcuts_and_special_keys_pass_at_once() -> None:
    reader = KeyboardReader()
    assert reader.pressed(KeyStroke(54, 0, "\x03", control=True, pressed_at_ms=1)) == "pass"
    assert reader.pressed(KeyStroke(9, 0, "\x1b", pressed_at_ms=2)) == "pass"
    assert reader.pressed(KeyStroke(50, 0, "", shift=True, pressed_at_ms=3, name="modifier")) == "pass"
    assert reader.pressed(suffix(4)) == "pass"


def test_a_scanner_without_suffix_ends_with_a_pause() -> None:
    reader = KeyboardReader(suffix=False)
    assert scanned(reader, [typed("x11", sign, 5 * at) for at, sign in enumerate("B-04-22")]) is None
    assert reader.expired() == "code"
    scan = reader.taken()
    assert scan is not None
    assert scan.code == "B-04-22"


_STROKES = st.builds(
    KeyStroke,
    st.integers(0, 130),
    st.integers(0, 200),
    st.text(max_size=2),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 500),
    st.sampled_from(["", "modifier", "alt", "suffix", "separator"]),
)


@given(st.sampled_from(sorted(KEYS)), st.lists(st.tuples(st.booleans(), _STROKES), max_size=40))
def test_no_stroke_raises_and_nothing_stays_withheld(platform: str, events: list[tuple[bool, KeyStroke]]) -> None:
    reader = KeyboardReader(platform)
    for press, stroke in events:
        reader.would_hold(stroke)
        reader.pressed(stroke) if press else reader.released(stroke)
    reader.expired()
    assert not reader.holding


@given(st.text())
def test_untangling_never_raises(text: str) -> None:
    assert isinstance(untangled(text), str)
