"""Telling a keyboard scanner from a hand, and reading what it typed whatever layout the desktop has [C2, C3, C5].

Pure: strokes come in with their times, verdicts go out. The window does what the verdict says.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from app.devices.assembler import Assembler
from app.devices.key_table import KEYPAD, KEYS, layout_of, untangled
from app.events import Scan

PAUSE_MS = 30
"""Longest time between two keys of a scanner. A hand is slower, but for rolled pairs of keys."""

SETTLED_PAUSE_MS = 80
"""The same once so many keys came that it can be no hand: a busy computer may hold one back."""

FEWEST = 4
"""Characters from which on a fast run with a suffix is a scan."""

GROUP_SEPARATOR = "\x1d"

Verdict = Literal["pass", "hold", "give back, pass", "give back, hold", "code"]
"""What to do with an event: let it through, withhold it, the same after giving back all that is withheld, or throw it away
with all that is withheld, because it ends or belonged to a scan (see :meth:`KeyboardReader.taken`)."""


class Stroke(Protocol):
    """What a reader needs to know of a key's press or release. name: "modifier", "alt", "suffix", "separator" or ""."""

    @property
    def scan_code(self) -> int: ...
    @property
    def virtual_key(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def shift(self) -> bool: ...
    @property
    def control(self) -> bool: ...
    @property
    def alt(self) -> bool: ...
    @property
    def pressed_at_ms(self) -> int: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """A plain stroke."""

    scan_code: int
    virtual_key: int = 0
    text: str = ""
    shift: bool = False
    control: bool = False
    alt: bool = False
    pressed_at_ms: int = 0
    name: str = ""


class KeyboardReader:
    """Judges strokes one by one.

    platform: "x11" (also Wayland), "windows" or "macos". layout: of the desktop, only for strokes without a place ("us",
    "ru", "de", "fr"; Russian is noticed by itself). by_text: believe the text instead of the places, for a scanner that is
    set to the desktop's own layout. suffix: whether the scanner ends a code with Return or Tab; without it a long fast run
    counts as a code when it pauses.
    """

    def __init__(
        self,
        platform: str = "x11",
        *,
        layout: str = "us",
        by_text: bool = False,
        suffix: bool = True,
        device: str = "keyboard",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys = KEYS[platform]
        self._pad = KEYPAD[platform]
        self._by_place = not by_text
        self._virtual = platform == "macos"
        self._layout = layout
        self._suffix = suffix
        self._clock = clock
        self._assembler = Assembler(device)
        self._scan: Scan | None = None
        self._signs: list[tuple[str, bool]] = []
        self._alt_digits = ""
        self._down: set[tuple[int, int]] = set()
        self._withheld: set[tuple[int, int]] = set()
        self._holding = False
        self._last_ms = 0

    @property
    def holding(self) -> bool:
        """Whether anything is withheld now."""
        return self._holding

    @property
    def pause_ms(self) -> int:
        """How long to wait for the next key before calling :meth:`expired`."""
        return SETTLED_PAUSE_MS if len(self._signs) >= FEWEST else PAUSE_MS

    def would_hold(self, stroke: Stroke) -> bool:
        """Whether shortcuts must leave a press of *stroke* alone for now; changes nothing.

        In the middle of a run that is every key: asked for shortcuts, Qt does not always say which key it was.
        """
        return (self._holding and not self._late(stroke)) or self._begins(stroke)

    def pressed(self, stroke: Stroke) -> Verdict:
        """Judge a press that is no auto-repeat."""
        identity = _identity(stroke)
        self._down.add(identity)
        before = self._holding
        if before and not self._late(stroke):
            self._last_ms = stroke.pressed_at_ms
            if self._name(stroke) == "suffix":
                self._end_alt()
                if len(self._signs) >= FEWEST:
                    self._withheld.add(identity)
                    return self._complete()
            elif self._continues(stroke):
                self._withheld.add(identity)
                self._take(stroke)
                return "hold"
        self.forget()
        if not self._begins(stroke):
            return "give back, pass" if before else "pass"
        self._holding = True
        self._last_ms = stroke.pressed_at_ms
        self._withheld.add(identity)
        self._take(stroke)
        return "give back, hold" if before else "hold"

    def released(self, stroke: Stroke) -> Verdict:
        """Judge a release. One whose press never came, in the middle of a run, is a dead key that an input method took."""
        identity = _identity(stroke)
        known = identity in self._down
        self._down.discard(identity)
        if stroke.name == "alt":
            self._end_alt()
        if identity in self._withheld:
            self._withheld.discard(identity)
            return "hold" if self._holding else "code"
        if known or not self._holding or self._late(stroke):
            return "pass" if not self._holding else "hold"
        if self._sign(stroke) is not None:
            self._last_ms = stroke.pressed_at_ms
            self._take(stroke)
        return "hold"

    def expired(self) -> Verdict:
        """Judge the silence after :attr:`pause_ms`: what is withheld is a code without suffix, or goes back."""
        self._end_alt()
        if self._holding and not self._suffix and len(self._signs) >= FEWEST + 2:
            return self._complete()
        self.forget()
        return "give back, pass"

    def taken(self) -> Scan | None:
        """The scan that the last verdict "code" spoke of, once."""
        scan, self._scan = self._scan, None
        return scan

    def forget(self) -> None:
        """Nothing is withheld any more."""
        self._holding = False
        self._signs.clear()
        self._alt_digits = ""
        self._withheld.clear()

    def _late(self, stroke: Stroke) -> bool:
        return not 0 <= stroke.pressed_at_ms - self._last_ms <= self.pause_ms

    def _begins(self, stroke: Stroke) -> bool:
        if stroke.alt:
            return stroke.scan_code in self._pad
        return self._sign(stroke) is not None and self._name(stroke) not in ("suffix", "modifier", "alt")

    def _continues(self, stroke: Stroke) -> bool:
        if self._name(stroke) in ("modifier", "alt") or (stroke.alt and stroke.scan_code in self._pad):
            return True
        return self._sign(stroke) is not None

    def _name(self, stroke: Stroke) -> str:
        if stroke.control and self._place(stroke) in ("j", "m"):
            return "suffix"
        return stroke.name

    def _place(self, stroke: Stroke) -> str | None:
        """What the key writes on a US keyboard without Shift; None if it is no such key."""
        code = stroke.virtual_key if self._virtual else stroke.scan_code
        known = self._keys.get(code) if code or self._virtual else None
        if known is not None and not (self._virtual and not stroke.text):
            return known[0]
        plain = untangled(stroke.text, self._layout) if not stroke.scan_code else ""
        return plain if len(plain) == 1 and plain.isprintable() else None

    def _sign(self, stroke: Stroke) -> tuple[str, bool] | None:
        """(character, whether it is text still to be untangled) of a key; None if it writes nothing."""
        if self._name(stroke) in ("modifier", "alt", "suffix"):
            return None
        if self._name(stroke) == "separator" or stroke.text == GROUP_SEPARATOR:
            return GROUP_SEPARATOR, False
        place = self._place(stroke)
        if stroke.control:
            if place == "]":
                return GROUP_SEPARATOR, False
            rare = len(self._signs) >= FEWEST and place is not None and place.isalpha()
            return (chr(ord(str(place).upper()) - 64), False) if rare else None
        if stroke.scan_code in self._pad and not self._virtual:
            return (self._pad[stroke.scan_code], False) if stroke.text.isdigit() else None
        known = self._keys.get(stroke.virtual_key if self._virtual else stroke.scan_code)
        if known is not None and self._by_place and (stroke.scan_code or self._virtual):
            return known[stroke.shift], False
        return (stroke.text, True) if stroke.text and stroke.text.isprintable() else None

    def _take(self, stroke: Stroke) -> None:
        if stroke.alt and stroke.scan_code in self._pad:
            self._alt_digits += self._pad[stroke.scan_code]
            return
        self._end_alt()
        sign = self._sign(stroke)
        if sign is not None:
            self._signs.append(sign)

    def _end_alt(self) -> None:
        """Alt with digits on the number pad writes the character of that number (Alt+029: the group separator)."""
        digits, self._alt_digits = self._alt_digits, ""
        if digits and 0 < int(digits[-6:]) < 0x110000 and not 0xD800 <= int(digits[-6:]) < 0xE000:
            self._signs.append((chr(int(digits[-6:])), False))

    def _complete(self) -> Verdict:
        layout = layout_of("".join(sign for sign, tangled in self._signs if tangled), self._layout)
        code = "".join(untangled(sign, layout) if tangled and self._by_place else sign for sign, tangled in self._signs)
        whole = self._assembler.feed(code + "\r", self._clock())
        self._scan = whole[-1].scan if whole else None
        self._holding = False
        self._signs.clear()
        return "code"


def _identity(stroke: Stroke) -> tuple[int, int]:
    """Which key it is: by its place, since what a key is called changes with Shift; by its name where it has no place."""
    return (stroke.scan_code, 0) if stroke.scan_code else (0, stroke.virtual_key)
