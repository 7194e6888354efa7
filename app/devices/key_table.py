"""Where the keys of a US keyboard lie, by platform, and what other layouts write on the same keys.

Scanners type as a US keyboard. The place of a key does not depend on the layout that the desktop has chosen: X11 and
Wayland give evdev codes + 8, Windows PC set 1, macOS virtual key codes. Where a remote desktop gives no place, the text of
the layout is mapped back.
"""

from collections.abc import Mapping

_ROWS = (
    ("`1234567890-=", "~!@#$%^&*()_+"),
    ("qwertyuiop[]", "QWERTYUIOP{}"),
    ("asdfghjkl;'", 'ASDFGHJKL:"'),
    ("zxcvbnm,./", "ZXCVBNM<>?"),
)
_PAIRS = {plain: shifted for plains, shifteds in _ROWS for plain, shifted in zip(plains, shifteds, strict=True)} | {
    "\\": "|",
    " ": " ",
}

Table = Mapping[int, tuple[str, str]]
"""Code of a key → what it writes without and with Shift."""


def _table(places: Mapping[int, str]) -> Table:
    """First code of a run of keys → the run."""
    return {start + step: (sign, _PAIRS[sign]) for start, run in places.items() for step, sign in enumerate(run)}


_X11 = _table({10: "1234567890-=", 24: "qwertyuiop[]", 38: "asdfghjkl;'`", 51: "\\zxcvbnm,./", 65: " "})
_WINDOWS = _table({0x02: "1234567890-=", 0x10: "qwertyuiop[]", 0x1E: "asdfghjkl;'`", 0x2B: "\\zxcvbnm,./", 0x39: " "})
_MACOS_KEYS = "asdfhgzxcv\0bqweryt123465=97-80]ou[ip\0lj'k;\\,/nm.\0 `"
_MACOS = {code: (sign, _PAIRS[sign]) for code, sign in enumerate(_MACOS_KEYS) if sign != "\0"}

KEYS: Mapping[str, Table] = {"x11": _X11, "windows": _WINDOWS, "macos": _MACOS}
"""Platform → its table."""

KEYPAD: Mapping[str, Mapping[int, str]] = {
    "x11": dict(zip((90, 87, 88, 89, 83, 84, 85, 79, 80, 81), "0123456789", strict=True)),
    "windows": dict(zip((0x52, 0x4F, 0x50, 0x51, 0x4B, 0x4C, 0x4D, 0x47, 0x48, 0x49), "0123456789", strict=True)),
    "macos": dict(zip((82, 83, 84, 85, 86, 87, 88, 89, 91, 92), "0123456789", strict=True)),
}
"""Platform → keys of the number pad."""

_RUSSIAN = str.maketrans(
    'йцукенгшщзхъфывапролджэячсмитьбюё.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ,"№;:?/',
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`/QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~?@#$^&|",
)
_GERMAN = str.maketrans(
    "yzßüöäYZÜÖÄ+´`#'-_\"§&/()=?*^°;:",
    "zy-[;'ZY{:\"]=+\\|/?@#^&*()_}`~<>",
)
_FRENCH = str.maketrans(
    "&é\"'(-è_çà)°1234567890aqzwmAQZWM^$ù*,;:!²¨£%µ?./§",
    "1234567890-_!@#$%^&*()qawz;QAWZ:[]'\\m,./`{}\"|M<>?",
)
LAYOUTS: Mapping[str, dict[int, int]] = {"us": {}, "ru": _RUSSIAN, "de": _GERMAN, "fr": _FRENCH}
"""Layout of the desktop → what its signs are on a US keyboard, for text that comes without the place of the key."""


def layout_of(text: str, layout: str = "us") -> str:
    """The layout that wrote *text*: Cyrillic letters betray the Russian one by themselves, others must be known."""
    cyrillic = any("а" <= sign.lower() <= "я" or sign in "ёЁ" for sign in text)
    return "ru" if cyrillic and layout == "us" else layout


def untangled(text: str, layout: str = "us") -> str:
    """*text* as a US keyboard would have written it with the same keys."""
    return text.translate(LAYOUTS.get(layout_of(text, layout), {}))
